"""News feeds, RSS 0.9x, 1.0 and 2.0 and Atom → one item an entry.

An entry that carries its article gives the article. One with a headline and a summary gives both as its text, where
they come to 40 characters. What is left has only a link and becomes a Rejected that says so: nothing is fetched here.
Bare ampersands and control characters, the usual faults of feeds, are mended; other broken markup ends the feed with a
Rejected. An entry's date that can't be read is kept as written in `extra["published"]`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import BinaryIO, Unpack, cast
from urllib.parse import urljoin, urlsplit

from lxml import etree

from extractor.errors import SourceError
from extractor.sources.decode import MAX_SIZE
from extractor.sources.document import Document, Item, Reading, Rejected
from extractor.sources.story import base_language, parse_when, rejected, story
from extractor.sources.symbols import Named, listings
from extractor.sources.xml import LANGUAGE, Element, elements, layout, line, local, visible

SHORTEST = 40
"""Characters of headline and summary that are worth reading without the article."""
WHOLE = 500
"""Characters from which a description is taken for the article, not for its summary."""

_DC = ("http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/")
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CHANNEL = {"channel", "feed", "rdf"}
_MARKUP = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&(?:#\d+|#x[0-9a-f]+|[a-z]+);", re.IGNORECASE)
_MAILBOX = re.compile(r"\S+@\S+\s*(?:\((?P<name>[^()]*)\))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a feed or sitemap says about one page.

    url        absolute where the feed or the caller's base makes it so; None where the entry has no web address
    published  when it was published, else when it was last changed; None where neither can be read
    written    the first date as it was written, where none can be read
    text       the article, where the entry carries it: paragraphs separated by a blank line
    summary    what the entry says instead of its article, or beside it
    symbols    tickers that the entry names in fields of its own, without exchange
    """

    url: str | None = None
    id: str | None = None
    title: str | None = None
    published: datetime | date | None = None
    written: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    text: str = ""
    summary: str = ""
    categories: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()


def entries(raw: bytes, *, base: str | None = None) -> list[Entry]:
    """The entries of a feed in order; `base` is the address it came from, for relative links.

    A feed that breaks off gives the entries before the break. Raises SourceError where there is none at all and the
    markup is broken.
    """
    found: list[Entry] = []
    try:
        found.extend(entry for entry, _ in _entries(BytesIO(raw), base=base, max_size=MAX_SIZE))
    except SourceError:
        if not found:
            raise
    return found


def read(file: BinaryIO, *, name: str, **reading: Unpack[Reading]) -> Iterator[Item]:
    """The articles of a feed in its order, origin "name#number"."""
    number = 0
    try:
        for entry, element in _entries(file, base=None, max_size=reading.get("max_size", MAX_SIZE)):
            number += 1
            yield _item(entry, element, origin=f"{name}#{number}", reading=reading)
    except SourceError as error:
        yield rejected(str(error), origin=f"{name}#{number + 1}", code=error.code)


def only_link(entry: Entry, element: Element, *, origin: str) -> Rejected:
    """The refusal of an entry that names a page and holds no article."""
    return rejected(
        f"only a link, {entry.url or 'and that one empty'}; `extractor scrape` with fetching reads the page",
        origin=origin,
        raw=_source(element),
    )


def web_address(link: str | None, base: str | None) -> str | None:
    """`link` made absolute; None where it is empty or no http(s) address."""
    if not link or not link.strip():
        return None
    try:
        found = urljoin(base or "", link.strip())
        split = urlsplit(found)
    except ValueError:
        return None
    relative = not split.scheme and not base
    return found if (split.scheme in {"http", "https"} and split.netloc) or relative else None


def parse_date(value: str) -> datetime | date | None:
    """A date as feeds write it: what `parse_when` reads, else RFC 822 with its years of two digits and old zones."""
    found = parse_when(value)
    if found is not None:
        return found
    try:
        return parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def first_date(values: Iterable[str]) -> tuple[datetime | date | None, str | None]:
    """The first of these dates that can be read, else the first as it is written."""
    written = [value for value in values if value]
    found = next(filter(None, map(parse_date, written)), None)
    return found, written[0] if written and found is None else None


def _item(entry: Entry, element: Element, *, origin: str, reading: Reading) -> Item:
    summary = entry.summary
    title = entry.title or ""
    if entry.text:
        text = entry.text
    elif len(summary) >= WHOLE:
        text = summary
    else:
        text = summary if summary.startswith(title) else "\n\n".join(filter(None, (title, summary)))
        if len(text) < SHORTEST:
            return only_link(entry, element, origin=origin)
    item = story(
        text,
        origin=origin,
        basis="feed",
        reading=reading,
        raw=_source(element),
        published=filter(None, (entry.published, entry.written)),
        tickers=[*(Named(symbol, None) for symbol in entry.symbols), *listings(title)],
        id=entry.id,
        # A headline that is part of the text must not be taken out of it as a repeated title.
        title=entry.title if text in (entry.text, summary) else None,
        source=entry.source,
        authors=entry.authors,
        language=entry.language,
        extra={"categories": list(entry.categories)},
    )
    return replace(item, url=entry.url, title=entry.title or item.title) if isinstance(item, Document) else item


def _entries(file: BinaryIO, *, base: str | None, max_size: int) -> Iterator[tuple[Entry, Element]]:
    source = language = home = None
    people: tuple[str, ...] = ()
    mended = cast(BinaryIO, _Mended(file))
    for element in elements(
        mended, "item", "entry", "title", "language", "link", "author", "creator", max_size=max_size
    ):
        kind = local(element)
        parent = element.getparent()
        if kind in {"item", "entry"}:
            yield (
                _entry(element, base=base or home, source=source, language=language, people=people),
                element,
            )
        elif parent is None or local(parent) not in _CHANNEL:
            continue
        elif kind == "title" and _namespace(element) == _namespace(parent):
            source = source or _inline(element)
        elif kind == "language":
            language = language or base_language(line(element))
        elif kind == "link" and _namespace(element) == _namespace(parent):
            home = home or web_address(line(element) or _alternate([element]), base)
        elif kind in {"author", "creator"}:
            people = people or _people([element])


def _entry(
    element: Element, *, base: str | None, source: str | None, language: str | None, people: tuple[str, ...]
) -> Entry:
    space = _namespace(element)
    own: dict[str, list[Element]] = {}
    core: dict[str, list[Element]] = {}
    for child in element:
        if _namespace(child) == space:
            own.setdefault(local(child), []).append(child)
        elif _namespace(child) in _DC:
            core.setdefault(local(child), []).append(child)

    def texts(fields: dict[str, list[Element]], *names: str) -> list[str]:
        return [text for name in names for child in fields.get(name, ()) if (text := line(child))]

    base = urljoin(base or "", element.base or "") or None
    guid = next(iter(texts(own, "guid", "id")), None)
    link = next(iter(texts(own, "link")), None) or _alternate(own.get("link", ()))
    if not link and (marks := own.get("guid")) and marks[0].get("isPermaLink", "true") != "false":
        link = guid
    published, written = first_date(
        texts(own, "pubdate", "published", "issued", "created")
        + texts(core, "date", "issued", "created")
        + texts(own, "updated", "modified")
        + texts(core, "modified")
    )
    categories = [child.get("term") or line(child) for child in own.get("category", ())] + texts(core, "subject")
    origin = own.get("source", [None])[0]
    body, summary = _body(element, own, core)
    return Entry(
        url=web_address(link, base),
        id=guid,
        title=next((text for child in own.get("title", core.get("title", ())) if (text := _inline(child))), None),
        published=published,
        written=written,
        source=_source_title(origin) or source,
        authors=_people([*core.get("creator", ()), *own.get("author", ())]) or _people(_authors(origin)) or people,
        language=base_language(next(iter(texts(core, "language")), None) or _language(element)) or language,
        text=body,
        summary=summary,
        categories=tuple(dict.fromkeys(filter(None, categories))),
        symbols=tuple(item.symbol for item in listings(" ".join(f"({category})" for category in categories))),
    )


def _body(element: Element, own: dict[str, list[Element]], core: dict[str, list[Element]]) -> tuple[str, str]:
    """The article and the summary of an entry, "" for what it has not."""
    whole = [child for child in element if child.tag == _CONTENT]
    whole += [child for child in own.get("content", ()) if child.get("src") is None]
    summaries = [*own.get("description", ()), *own.get("summary", ()), *core.get("description", ())]
    body = next((text for child in whole if (text := _paragraphs(child))), "")
    summary = next((text for child in summaries if (text := _paragraphs(child))), "")
    return body, summary


def _paragraphs(element: Element) -> str:
    """The text of a field that holds text, escaped markup or markup; "" for another media type."""
    kind = (element.get("type") or "").lower()
    if kind == "xhtml" or len(element):
        return layout(element)
    text = (element.text or "").strip()
    if kind in {"text", "text/plain"} or (kind in {"", "html", "text/html"} and not _MARKUP.search(text)):
        return text
    if kind not in {"", "html", "text/html", "application/xhtml+xml"}:
        return ""
    try:
        return visible(text)[1]
    except SourceError:
        return ""


def _inline(element: Element) -> str:
    """A headline on one line; feeds write markup into headlines too."""
    text = line(element)
    if element.get("type") not in {"text", "text/plain"} and _MARKUP.search(text):
        text = html.unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", text))
    return " ".join(text.split())


def _alternate(links: Iterable[Element]) -> str | None:
    """The page that Atom's links point to: an alternate, of HTML where one says so."""
    pages = [link for link in links if link.get("href") and link.get("rel", "alternate") == "alternate"]
    pages.sort(key=lambda link: "html" not in link.get("type", "html"))
    return str(pages[0].get("href")) if pages else None


def _people(elements: Iterable[Element]) -> tuple[str, ...]:
    """Names; an address of mail alone is none."""
    names = []
    for element in elements:
        named = [child for child in element if local(child) == "name"]
        text = line(named[0]) if named else line(element)
        mailbox = _MAILBOX.fullmatch(text)
        names.append((mailbox["name"] or "").strip() if mailbox else text)
    return tuple(dict.fromkeys(filter(None, names)))


def _authors(origin: Element | None) -> list[Element]:
    return [] if origin is None else [child for child in origin if local(child) == "author"]


def _source_title(origin: Element | None) -> str | None:
    """What an entry taken over from another feed calls that feed."""
    if origin is None:
        return None
    titles = [child for child in origin if local(child) == "title"]
    return (_inline(titles[0]) if titles else "" if len(origin) else _inline(origin)) or None


def _language(element: Element) -> str | None:
    return next((node.get(LANGUAGE) for node in (element, *element.iterancestors()) if node.get(LANGUAGE)), None)


def _namespace(element: Element) -> str:
    return str(element.tag).rpartition("}")[0].removeprefix("{")


def _source(element: Element) -> str:
    return str(etree.tostring(element, encoding="unicode", with_tail=False))


class _Mended:
    """A feed's bytes with bare ampersands escaped and control characters left out; sections of CDATA stay."""

    _EDGE = re.compile(rb"<!\[CDATA\[|\]\]>")
    _BARE = re.compile(rb"&(?!#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z_][\w.\-]{0,63};)")
    _CONTROL = bytes(set(range(32)) - set(b"\t\n\r"))
    _LONGEST = 70

    def __init__(self, file: BinaryIO) -> None:
        # What a packed stream gives before it breaks is read.
        self._read = getattr(file, "read1", file.read)
        self._rest = b""
        self._inside = False
        self._wide: bool | None = None

    def read(self, size: int) -> bytes:
        """Bytes of the feed, as many as about `size`; b"" only at its end."""
        while True:
            chunk = self._read(size)
            if self._wide is None:
                self._wide = chunk[:2] in {b"\xff\xfe", b"\xfe\xff"}
                # Nothing may stand before an XML declaration.
                chunk = chunk.lstrip() if b"<" in chunk else chunk
            if self._wide:
                return chunk
            data = self._rest + chunk.translate(None, self._CONTROL)
            # A mark or reference may go on in the next chunk.
            cut = (
                max(data.rfind(mark, max(0, len(data) - self._LONGEST)) for mark in (b"&", b"<", b"]")) if chunk else -1
            )
            while chunk and cut > 0 and data[cut - 1 : cut] == b"]":
                cut -= 1
            data, self._rest = (data, b"") if cut < 0 else (data[:cut], data[cut:])
            mended = b"".join(self._parts(data))
            if mended or not chunk:
                return mended

    def _parts(self, data: bytes) -> Iterator[bytes]:
        at = 0
        for edge in self._EDGE.finditer(data):
            part = data[at : edge.start()]
            yield part if self._inside else self._BARE.sub(b"&amp;", part)
            yield edge[0]
            at, self._inside = edge.end(), edge[0] != b"]]>"
        yield data[at:] if self._inside else self._BARE.sub(b"&amp;", data[at:])
