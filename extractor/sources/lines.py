"""Items → JSON objects, as `extractor scrape` writes them and the JSON lines reader takes them again."""

from __future__ import annotations

from typing import Any

from extractor.sinks import with_extra
from extractor.sources.document import Document, Item


def line_of(item: Item) -> dict[str, Any]:
    """A document's fields, or what is known of a rejected part with the error's code and message; for JSON."""
    if not isinstance(item, Document):
        why = {"code": item.code, "message": item.message}
        return {"id": item.id, "path": item.origin, "error": why, **({"raw": item.raw} if item.raw else {})}
    when = item.published
    line = {
        "id": item.id,
        "url": item.url,
        "path": item.origin,
        "title": item.title,
        "authors": list(item.authors),
        "published": when.isoformat() if when is not None else None,
        "published_basis": item.published_basis,
        "source": item.source,
        "language": item.language,
        "tickers": list(item.tickers),
        "text": item.text,
    }
    return with_extra(line, item.extra)
