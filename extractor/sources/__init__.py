"""Bytes → Documents: scraped text, HTML pages and JSON lines. No model, no network."""

from __future__ import annotations

from extractor.sources.decode import MAX_SIZE
from extractor.sources.document import Document, Item, Reading, ReadOptions, Rejected
from extractor.sources.formats import looks_html
from extractor.sources.inputs import read_file, read_inputs
from extractor.sources.jsonl import read_jsonl, read_lines
from extractor.sources.language import LanguageError, looks_english
from extractor.sources.page import read_any
from extractor.sources.plain import read_text

__all__ = [
    "MAX_SIZE",
    "Document",
    "Item",
    "LanguageError",
    "ReadOptions",
    "Reading",
    "Rejected",
    "looks_english",
    "looks_html",
    "read_any",
    "read_file",
    "read_html",
    "read_inputs",
    "read_jsonl",
    "read_lines",
    "read_text",
]  # fmt: skip


def __getattr__(name: str) -> object:
    # The HTML reader brings trafilatura along; plain text and JSON lines do not need it.
    if name == "read_html":
        from extractor.sources.html import read_html

        return read_html
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
