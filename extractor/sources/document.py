"""One article as the pipeline takes it: the cleaned text and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypedDict


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article before extraction. Every field but `text` may be unknown (None or empty).

    text          the body; paragraphs are separated by one blank line. The record's spans index into it
    authors       people or desks the byline names, in its order
    published     datetime (timezone-aware where the source says) or date
    published_basis  how it was found: "caller", "json-ld", "meta", "time" (a <time> tag), "text" (a line of the page),
                  "url", "guess" (a date somewhere on the page) or, for a file of a format, the format's name
    language      ISO 639-1 code where the page or the caller names one, "und" for text that is not English
    tickers       symbols the page itself names, in order of appearance, without exchange or suffix letters added
    ticker_names  symbol → the name the page writes beside it, e.g. {"01810": "XIAOMI-W"} for `$XIAOMI-W(01810)$`
    extra         the caller's other fields, carried through untouched
    origin        where the document was read, "path:line" or a file name; for messages only
    """

    text: str
    id: str | None = None
    title: str | None = None
    published: datetime | date | None = None
    published_basis: str | None = None
    url: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    tickers: list[str] = field(default_factory=list)
    ticker_names: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    origin: str | None = None

    @property
    def author(self) -> str | None:
        """All authors on one line, as the record has them."""
        return ", ".join(self.authors) or None

    @property
    def label(self) -> str | None:
        """What messages call the document: its id, else its origin, else its URL."""
        return self.id or self.origin or self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A part of an input that is no document: where it stands, what is wrong, and the input itself.

    origin  "path:line", "path#record" or a file name
    code    the error's code ("source", "language")
    raw     the input as it came, as text; "" where it is no text or too large to carry
    id      the id it gave itself, where that could be read
    """

    origin: str
    code: str
    message: str
    raw: str = ""
    id: str | None = None


Item = Document | Rejected
"""What a reader of files yields: each part of the input once, in order, as one or the other."""


class Reading(TypedDict, total=False):
    """How to read, whatever the format.

    clean           take page furniture out and normalise white space (default), or take the text as it stands
    allow_language  read text that is not English too
    max_size        largest document, in bytes or characters
    """

    clean: bool
    allow_language: bool
    max_size: int


class ReadOptions(Reading, total=False):
    """What the readers of one document take by keyword: what the caller knows about it, and how to read it.

    `published_basis` says how the caller knows `published` (default "caller").
    """

    id: str | None
    title: str | None
    published: datetime | date | str | None
    published_basis: str | None
    url: str | None
    source: str | None
    author: str | Sequence[str] | None
    language: str | None
    extra: Mapping[str, Any] | None
    origin: str | None
