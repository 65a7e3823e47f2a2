"""Short articles that tell one event each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from extractor.records import Article

MOOD = {"label": "neutral", "score": 0.0, "confidence": 0.8}
TEXT = "It was told in few words."
SPAN = {"start": 0, "end": len(TEXT), "text": TEXT}
Tell = Callable[..., Article]


def party(name: str, kind: str = "company", *tickers: tuple[str, str | None]) -> dict[str, Any]:
    return {"name": name, "kind": kind, "tickers": [{"symbol": s, "exchange": x} for s, x in tickers]}


def money(amount: float, currency: str = "USD", **more: Any) -> dict[str, Any]:
    return {"amount": amount, "currency": currency, "span": SPAN, **more}


def number(value: float, **more: Any) -> dict[str, Any]:
    return {"value": value, "span": SPAN, **more}


def day(start: str, end: str | None = None) -> dict[str, Any]:
    return {"start": start, "end": end or start, "span": SPAN}


def event(action: str = "stake_increase", **fields: Any) -> dict[str, Any]:
    """An event's JSON object; parties may be given as names."""
    found = {"event_id": "e1", "action": action, "status": "completed", "sentiment": MOOD, "confidence": 0.8}
    found |= {"trigger": SPAN, "evidence": [SPAN], **fields}
    for role in ("actor", "target", "counterparty"):
        if isinstance(found.get(role), str):
            found[role] = party(str(found[role]))
    return found


def article(
    doc_id: str, published: str | None, *events: dict[str, Any], title: str | None = None, **more: Any
) -> Article:
    data = {"doc_id": doc_id, "published": published, "title": title, "text": more.pop("text", TEXT), "sentiment": MOOD}
    return Article.model_validate({**data, "events": list(events), "model": "test", **more})


@pytest.fixture
def tell() -> Tell:
    """An article with one event: `tell("a", "2025-03-03", "buyback", actor="Borvane")`."""

    def make(doc_id: str, published: str | None, action: str, **fields: Any) -> Article:
        head = {name: fields.pop(name) for name in ("title", "source", "text") if name in fields}
        return article(doc_id, published, event(action, **fields), **head)

    return make
