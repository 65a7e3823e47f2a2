"""One story of an agency's or regulator's file → the item that its reader yields.

What the file says of the story goes in as it stands; out comes a Document, or a Rejected that carries the story where
`read_text` refuses it. A date that can't be read refuses nothing: it is kept as text in `extra["published"]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from extractor.errors import SourceError
from extractor.sources.dates import parse_published
from extractor.sources.document import Item, Reading, Rejected
from extractor.sources.page import RAW_SIZE
from extractor.sources.plain import read_text
from extractor.sources.symbols import Named, listings, unique

_BASIC_ISO = re.compile(r"\d{8}(?:T?\d{4,6}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?(?:\d{2})?)?)?")
_SYMBOL = re.compile(r"[A-Z0-9][A-Z0-9.\-]{0,11}")
# A letter from A to E after the point is a class of shares ("XYZ.B"), any other ending is an exchange ("XYZ.N").
_EXCHANGE = re.compile(r"\.(?:[F-Z]|[A-Z]{2})$")
_BY = re.compile(r"\Aby[\s:]+", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|&)\s+|\s*;\s*")


def story(
    text: str,
    *,
    origin: str,
    basis: str,
    reading: Reading,
    raw: str = "",
    published: Iterable[str | datetime | date | None] = (),
    tickers: Iterable[Named] = (),
    id: str | None = None,
    title: str | None = None,
    source: str | None = None,
    authors: Sequence[str] = (),
    language: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Item:
    """The item of one story.

    `published` are the dates that the file gives, best first; the first that can be read counts, and `basis` says what
    format it is from. `tickers` come before those that the text marks itself. A story with a title and no text is a
    flash: its title is its text. `raw` is the story as it came, for the one that is refused. Empty values of `extra`
    are left out.
    """
    dates = [value for value in published if value]
    found = next(filter(None, map(parse_when, dates)), None)
    more = {key: value for key, value in (extra or {}).items() if value not in (None, "", [], {})}
    if dates and found is None:
        more["published"] = str(dates[0])
    try:
        doc = read_text(
            text if text.strip() else title or "",
            id=id,
            title=title,
            published=found,
            published_basis=basis,
            source=source,
            author=authors,
            language=base_language(language),
            extra=more,
            origin=origin,
            **reading,
        )
    except SourceError as error:
        return rejected(str(error), origin=origin, raw=raw, id=id, code=error.code)
    marked = [Named(symbol, doc.ticker_names.get(symbol)) for symbol in doc.tickers]
    symbols = unique([*tickers, *marked, *listings(doc.text)])
    return replace(
        doc,
        tickers=[item.symbol for item in symbols],
        ticker_names={item.symbol: item.name for item in symbols if item.name},
    )


def rejected(
    message: str, *, origin: str, raw: str = "", id: str | None = None, code: str = SourceError.code
) -> Rejected:
    """A refused part, with as much of it as a dead letter carries. `message` names the part already or gets its name."""
    label = id or origin
    text = message if message.startswith(label) else f"{label}: {message}"
    return Rejected(origin=origin, code=code, message=text, raw=raw[:RAW_SIZE], id=id)


def parse_when(value: str | datetime | date | None) -> datetime | date | None:
    """A date in any form of `parse_published` or in the basic form of ISO 8601 ("20251124T083000+0800", the T may be
    missing); None for one that can't be read."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    try:
        if _BASIC_ISO.fullmatch(text) is None:
            return parse_published(text)
        if len(text) == 8:
            return date.fromisoformat(text)
        return datetime.fromisoformat(text if "T" in text else f"{text[:8]}T{text[8:]}")
    except (SourceError, ValueError):
        return None


def base_language(tag: str | None) -> str | None:
    """ "en-GB" → "en"."""
    return re.split(r"[-_]", tag.strip())[0].lower() or None if tag else None


def byline(text: str | None) -> list[str]:
    """The people of a byline: "By Jane Roe and John Doe" → ["Jane Roe", "John Doe"]."""
    return [name.strip() for name in _AND.split(_BY.sub("", " ".join((text or "").split()))) if name.strip()]


def ticker(value: str | None, name: str | None = None) -> list[Named]:
    """The symbol that a field of tickers holds, without its exchange ("NYSE:XYZ", "XYZ.N" → XYZ); [] for none."""
    symbol = (value or "").split(":")[-1].strip().upper()
    if _SYMBOL.fullmatch(symbol) is None or symbol in {"NONE", "NA", "N-A"}:
        return []
    return [Named(_EXCHANGE.sub("", symbol), name or None)]


__all__ = ["base_language", "byline", "parse_when", "rejected", "story", "ticker"]
