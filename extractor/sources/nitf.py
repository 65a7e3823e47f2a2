"""NITF → Documents, one for each <nitf>.

The text is the body's content: paragraphs, subheadings, lists and tables. The dateline is put in front where the text
doesn't begin with it; captions, editors' notes and the tagline stay out. An article that its agency took back
(management-status "canceled") and one without text become Rejected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Unpack

from extractor.errors import SourceError
from extractor.sources.decode import MAX_SIZE
from extractor.sources.document import Item, Reading
from extractor.sources.story import byline, rejected, story, ticker
from extractor.sources.symbols import Named, unique
from extractor.sources.xml import LANGUAGE, Element, anywhere, elements, find_line, layout, line, markup

LEFT_OUT = frozenset({"media", "media-caption", "media-producer", "media-reference"})
"""Elements of a body that are no text of the article."""

_NO_SYMBOLS = re.compile(r"isin|cusip|sedol|lei|duns|cik|wikidata|figi", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What one <nitf> says. Dates are texts as they stand, best first."""

    text: str
    id: str | None
    title: str | None
    source: str | None
    language: str | None
    authors: list[str]
    published: list[str]
    status: str
    tickers: list[Named]
    extra: dict[str, Any] = field(default_factory=dict)


def read(file: BinaryIO, *, name: str, **reading: Unpack[Reading]) -> Iterator[Item]:
    """The articles of a file in order; memory for one."""
    number = 0
    try:
        for element in elements(file, "nitf", max_size=reading.get("max_size", MAX_SIZE)):
            number += 1
            yield _item(element, f"{name}#{number}", reading)
    except SourceError as error:
        yield rejected(str(error), origin=f"{name}#{number + 1}")
    else:
        if number == 0:
            yield rejected("no <nitf> is in it", origin=name)


def _item(element: Element, origin: str, reading: Reading) -> Item:
    article = parse_nitf(element)
    if article.status in {"canceled", "cancelled", "killed"}:
        reason = f"the agency took the article back (management-status {article.status!r})"
        return rejected(reason, origin=origin, raw=markup(element), id=article.id)
    return story(
        article.text,
        origin=origin,
        basis="nitf",
        reading=reading,
        raw=markup(element),
        published=article.published,
        tickers=article.tickers,
        id=article.id,
        title=article.title,
        source=article.source,
        authors=article.authors,
        language=article.language,
        extra=article.extra,
    )


def parse_nitf(root: Element) -> Article:
    """What an <nitf> element says."""
    docdata = root.find(anywhere("head/docdata"))
    head = root.find(anywhere("body/body.head"))
    pubdata = root.find(anywhere("head/pubdata"))
    doc_id = _of(docdata, "doc-id")
    keywords = [key for word in _all(docdata, "key-list/keyword") if (key := word.get("key") or line(word))]
    dateline = find_line(head, "dateline")
    story_date = head.find(anywhere("dateline/story.date")) if head is not None else None
    dates = [
        _of(docdata, "date.issue").get("norm"),
        None if pubdata is None else pubdata.get("date.publication"),
        None if story_date is None else story_date.get("norm"),
        _of(docdata, "date.release").get("norm"),
    ]
    return Article(
        text=with_dateline(layout_body(root.find(anywhere("body/body.content"))), dateline),
        id=doc_id.get("id-string"),
        title=find_line(head, "hedline/hl1", "headline/hl1") or find_line(root, "head/title") or None,
        source=find_line(head, "distributor") or doc_id.get("regsrc") or _attribute(pubdata, "name"),
        language=root.get(LANGUAGE) or root.get("lang") or _attribute(root.find(anywhere("body")), LANGUAGE),
        authors=[name for by in _all(head, "byline") for name in _people(by)],
        published=[value for value in dates if value],
        status=(_attribute(docdata, "management-status") or "").strip().lower(),
        tickers=org_tickers(root),
        extra={
            "subtitle": find_line(head, "hedline/hl2"),
            "dateline": dateline,
            "abstract": find_line(head, "abstract"),
            "keywords": keywords,
        },
    )


def layout_body(element: Element | None) -> str:
    """The text of a body, "" for none."""
    return "" if element is None else layout(element, skip=LEFT_OUT)


def with_dateline(text: str, dateline: str) -> str:
    """`text` with the dateline in front, as agencies print it, unless it begins with the same place."""
    place = re.split(r"[,(\d–—-]", dateline)[0].strip().casefold()
    if not dateline or not text.strip() or text.lstrip().casefold().startswith(place):
        return text
    return f"{dateline.rstrip(' -–—')} - {text.lstrip()}"


def org_tickers(root: Element) -> list[Named]:
    """Symbols of <org value="XYZ" idsrc="NYSE">, in order; identifiers of other kinds are none."""
    found: list[Named] = []
    for org in root.iter("{*}org"):
        if not _NO_SYMBOLS.search(org.get("idsrc") or ""):
            found += ticker(org.get("value"), line(org))
        for code in org.iter("{*}alt-code"):
            if not _NO_SYMBOLS.search(code.get("idsrc") or ""):
                found += ticker(code.get("value"), line(org))
    return unique(found)


def _people(by: Element) -> list[str]:
    """The people that a byline marks, else those that it writes."""
    marked = [name for person in by.iter("{*}person") if (name := line(person))]
    return marked or byline(" ".join(filter(None, [by.text, *(child.tail for child in by)])) if len(by) else line(by))


def _all(element: Element | None, path: str) -> list[Element]:
    return [] if element is None else list(element.findall(anywhere(path)))


def _of(element: Element | None, path: str) -> Any:
    """The attributes of an element below, none where it is missing."""
    found = None if element is None else element.find(anywhere(path))
    return {} if found is None else found.attrib


def _attribute(element: Element | None, name: str) -> str | None:
    return None if element is None else element.get(name)


__all__ = ["LEFT_OUT", "Article", "layout_body", "org_tickers", "parse_nitf", "read", "with_dateline"]
