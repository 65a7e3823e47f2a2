"""Bytes → Documents: scraped text, HTML pages and JSON lines. No model, no network."""

from __future__ import annotations

import re
from typing import Unpack

from extractor.sources.decode import MAX_SIZE, decode
from extractor.sources.document import Document, ReadOptions
from extractor.sources.jsonl import BadLine, read_jsonl, read_lines
from extractor.sources.language import LanguageError, looks_english
from extractor.sources.plain import read_text

__all__ = [
    "MAX_SIZE",
    "BadLine",
    "Document",
    "LanguageError",
    "ReadOptions",
    "looks_english",
    "looks_html",
    "read_any",
    "read_html",
    "read_jsonl",
    "read_lines",
    "read_text",
]  # fmt: skip

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main|meta|title|div|section)\b",
    re.IGNORECASE | re.DOTALL,
)


def looks_html(text: str) -> bool:
    """Whether a text opens like an HTML page or fragment; a tag quoted in the middle of prose does not count."""
    return _HTML.match(text[:4096].lstrip("\ufeff")) is not None


def read_any(raw: bytes, *, name: str, **options: Unpack[ReadOptions]) -> Document:
    """One article from the bytes of a file, HTML or text, told apart by their content; options as in `read_text`.

    `name` (the file's name) becomes `Document.origin` and stands in messages. Raises SourceError as `read_text` does.
    """
    options.setdefault("origin", name)
    text = decode(raw, name=name, max_size=options.get("max_size", MAX_SIZE))
    if looks_html(text):
        from extractor.sources.html import read_html

        return read_html(text, **options)
    return read_text(text, **options)


def __getattr__(name: str) -> object:
    # The HTML reader brings trafilatura along; plain text and JSON lines do not need it.
    if name == "read_html":
        from extractor.sources.html import read_html

        return read_html
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
