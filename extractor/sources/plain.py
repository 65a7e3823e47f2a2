"""Scraped plain text or Markdown → Document.

Recognised and taken out of the body: a marked title (Markdown heading, underlined heading, "Title:" line) first or
last, lines of cashtags, a labelled date or a timestamp at the head, and the page's furniture (see `furniture`). A first
line that only looks like a headline is copied to the title and stays. Clean text comes out byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from extractor.errors import SourceError
from extractor.sources import furniture
from extractor.sources.dates import find_published, parse_published
from extractor.sources.decode import MAX_SIZE, decode, normalise, replace_surrogates
from extractor.sources.document import Document
from extractor.sources.language import looks_english, require_english
from extractor.sources.symbols import Named, cashtags, is_cashtag_line, unique

_HEADING = re.compile(r"#{1,6}\s+(?P<title>\S.{0,298}?)\s*#*")
_UNDERLINE = re.compile(r"={3,}")
_LABEL = re.compile(
    r"(?P<key>title|headline|published(?: on| at)?|publication date|posted(?: on)?|(?:last )?updated(?: on)?)"
    r"\s*[:：]\s*(?P<value>\S.*)",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"!\[[^\]\n]{0,300}\]\([^)\s]{1,500}(?:\s+\"[^\"\n]{0,300}\")?\)")
_LINK = re.compile(r"\[([^\]\n]{1,200})\]\((?:https?://|/|#)[^)\s]{0,500}(?:\s+\"[^\"\n]{0,300}\")?\)")
_CLOCK = re.compile(r"\d[:.]\d\d")
_NOT_A_HEADLINE = re.compile(
    r"[(\[*•\-–—_>|@\"“]|by\s|dear\s|post(?:ed)?\s+by\s|not\s+for\s|.*[.,:;\-–—)…]$|.*[.!]\s+[A-Z]"
    r"|.*\d[:.]\d\d(?!\d)|.*\b(?:\d{1,2}\s+[a-z]+|[a-z]+\s+\d{1,2},)\s+(?:19|20)\d\d",
    re.IGNORECASE,
)
_PROSE_END = re.compile(r"[.!?…][\"”'’)]*$")
_HEAD_LINES = 12


@dataclass(slots=True)
class _Page:
    """The lines left of a page, and what was read from those taken out."""

    lines: list[str]
    title: str | None = None
    published: datetime | date | None = None
    symbols: list[Named] = field(default_factory=list)


def read_text(
    raw: str | bytes,
    *,
    id: str | None = None,
    title: str | None = None,
    published: datetime | date | str | None = None,
    published_basis: str | None = None,
    url: str | None = None,
    source: str | None = None,
    author: str | Sequence[str] | None = None,
    language: str | None = None,
    extra: Mapping[str, Any] | None = None,
    origin: str | None = None,
    clean: bool = True,
    allow_language: bool = False,
    max_size: int = MAX_SIZE,
) -> Document:
    """One article from scraped text. What the caller says about it wins over what the page says.

    With `clean=False` the text is taken as it is (encoding, size and language are still checked).
    Raises SourceError naming the document for empty, binary or oversized input, for a page with nothing but furniture,
    and for a publication date that can't be read; LanguageError for text that is clearly not English, unless
    `allow_language`, which sets `language` to "und" where the caller names none.
    """
    id, title, url, source, language = map(_known, (id, title, url, source, language))
    authors = map(_known, [author] if isinstance(author, str) else author or ())
    name = id or origin or url
    when = parse_published(published)
    text = decode(raw, name=name, max_size=max_size)
    page = _Page([text])
    if clean:
        page = _read_page(normalise(text), title=title)
        # A page with a title and nothing else is a flash: its title is its text.
        text = "\n".join(page.lines) or page.title or ""
        if not any(char.isalpha() for char in text):
            raise SourceError("nothing is left once the page's furniture is removed; is this an article?", doc_id=name)
    else:
        page.symbols = cashtags(text)
    if not allow_language:
        require_english(text, name=name)
    elif language is None and not looks_english(text):
        language = "und"
    return Document(
        text=text,
        id=id,
        title=title or page.title,
        published=when or page.published,
        published_basis=(published_basis or "caller") if when else "text" if page.published else None,
        url=url,
        source=source,
        authors=tuple(name for name in authors if name),
        language=language,
        tickers=[item.symbol for item in page.symbols],
        ticker_names={item.symbol: item.name for item in page.symbols if item.name},
        extra=extra or {},
        origin=origin,
    )


def _known(value: str | None) -> str | None:
    """A field of the caller on one line; None where it is blank."""
    return " ".join(normalise(replace_surrogates(value)).split()) or None if value else None


def _read_page(text: str, *, title: str | None) -> _Page:
    if "](" in text:
        text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    page = _Page(text.split("\n"), symbols=cashtags(text))
    _read_head(page, title)
    _read_tail(page, title)
    page.lines = normalise("\n".join(furniture.drop_inside(page.lines))).split("\n")
    if title is None and page.title is None:
        page.title = _headline(page.lines)
    page.symbols = unique(page.symbols)
    return page


def _read_head(page: _Page, title: str | None) -> None:
    """Take title, date, cashtags and furniture off the top; stop at the first line that is none of these."""
    for _ in range(_HEAD_LINES):
        while page.lines and not page.lines[0].strip():
            del page.lines[0]
        taken = _take_first(page, title) if page.lines else 0
        if not taken:
            break
        del page.lines[:taken]
    if page.lines and page.published is None:
        page.published = find_published(page.lines[0])


def _take_first(page: _Page, title: str | None) -> int:
    """How many lines at the top are not the body; what they say is noted on the page."""
    line = page.lines[0].strip()
    following = page.lines[1].strip() if len(page.lines) > 1 else ""
    if heading := _HEADING.fullmatch(line):
        return int(_take_title(page, heading["title"], title))
    if _UNDERLINE.fullmatch(following):
        return 2 if _take_title(page, line, title) else 0
    if label := _LABEL.fullmatch(line):
        key = label["key"].lower()
        if key in {"title", "headline"}:
            return int(_take_title(page, label["value"], title))
        return int(_take_date(page, label["value"], keep="updated" not in key))
    if title is not None and _same(line, title):
        return int(len(page.lines) > 2 and not following)
    if _CLOCK.search(line) and _take_date(page, line):
        return 1
    return int(is_cashtag_line(line) or furniture.is_head_furniture(line))


def _read_tail(page: _Page, title: str | None) -> None:
    """Take furniture, disclaimer, a heading with nothing under it (the title) and cashtags off the bottom."""
    lines = page.lines
    while True:
        trimmed = furniture.trim_tail(lines)
        if trimmed and is_cashtag_line(trimmed[-1]) and len(trimmed) > 1 and not trimmed[-2].strip():
            trimmed = trimmed[:-1]
        heading = _HEADING.fullmatch(trimmed[-1].strip()) if trimmed else None
        if heading is not None and len(trimmed) > 1 and _take_title(page, heading["title"], title):
            trimmed = trimmed[:-1]
        if len(trimmed) == len(lines):
            page.lines = trimmed
            return
        lines = trimmed


def _take_title(page: _Page, found: str, title: str | None) -> bool:
    """Note a marked title, unless the page has one already or the caller's says something else."""
    known = page.title or title
    if known is not None and not _same(found, known):
        return False
    page.title = page.title or re.sub(r"\*\*|__", "", found).strip()
    return True


def _take_date(page: _Page, text: str, *, keep: bool = True) -> bool:
    found = find_published(text)
    if found is not None and keep:
        page.published = page.published or found
    return found is not None


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W+", "", one).casefold() == re.sub(r"\W+", "", other).casefold()


def _headline(lines: list[str]) -> str | None:
    """The first line where it stands alone, reads like a headline and prose follows; else None."""
    if len(lines) < 3 or lines[1].strip():
        return None
    first = lines[0].strip()
    if not (20 <= len(first) <= 160 and len(first.split()) >= 4) or _NOT_A_HEADLINE.match(first) is not None:
        return None
    paragraph = []
    for line in lines[2:]:
        if not line.strip():
            break
        paragraph.append(line.strip())
    body = " ".join(paragraph)
    return first if len(body) >= 100 and _PROSE_END.search(body) is not None else None
