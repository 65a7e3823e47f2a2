"""One article as the pipeline takes it: the cleaned text and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypedDict


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article before extraction. Every field but `text` may be unknown (None or empty).

    text          the body; paragraphs are separated by one blank line. The record's spans index into it
    published     datetime (timezone-aware where the source says) or date
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
    url: str | None = None
    source: str | None = None
    author: str | None = None
    language: str | None = None
    tickers: list[str] = field(default_factory=list)
    ticker_names: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    origin: str | None = None

    @property
    def label(self) -> str | None:
        """What messages call the document: its id, else its origin, else its URL."""
        return self.id or self.origin or self.url


class ReadOptions(TypedDict, total=False):
    """What every reader takes by keyword: what the caller knows about the document, and how to read it."""

    id: str | None
    title: str | None
    published: datetime | date | str | None
    url: str | None
    source: str | None
    author: str | None
    language: str | None
    extra: Mapping[str, Any] | None
    origin: str | None
    clean: bool
    allow_language: bool
    max_size: int
