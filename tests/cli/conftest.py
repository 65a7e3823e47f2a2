"""A stand-in for the pipeline, so that the command line is tested without a model."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from extractor.sources import Document

Record = dict[str, Any]
MOOD = {"label": "positive", "score": 0.6, "confidence": 0.8}


def span(text: str) -> Record:
    return {"start": 0, "end": len(text), "text": text}


def party(name: str, *symbols: str) -> Record:
    tickers = [{"symbol": symbol, "exchange": None} for symbol in symbols]
    return {"name": name, "kind": "company", "role": None, "tickers": tickers, "span": span(name)}


def event(action: str = "insider_purchase", **fields: Any) -> Record:
    return {
        "event_id": "e1",
        "action": action,
        "status": "completed",
        "actor": party("Ida Fenn"),
        "target": party("Borvane", "BVN"),
        "sentiment": MOOD,
        "confidence": 0.913,
        "trigger": span("bought"),
        "evidence": [span("Ida Fenn bought\n2.6 million [Borvane] shares."), span("A second sentence.")],
        **fields,
    }


def record(doc: Document) -> Record:
    return {
        "schema_version": "1.0",
        "doc_id": doc.id or "text-1",
        "url": doc.url,
        "title": doc.title,
        "source": doc.source,
        "author": doc.author,
        "language": doc.language,
        "published": doc.published.isoformat() if doc.published else None,
        "text": doc.text,
        "sentiment": MOOD,
        "entities": [],
        "events": [event()] if "bought" in doc.text else [],
        "model": "stub",
    }


@dataclass(frozen=True)
class Failure:
    doc_id: str | None
    code: str
    message: str
    document: Document


class StubArticle:
    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.events = record(doc)["events"]

    def model_dump(self, *, mode: str) -> Record:
        assert mode == "json"
        return record(self.doc)


class StubExtractor:
    """Fails on "explode", interrupts on "interrupt", works in batches of two."""

    made: list[tuple[Any, ...]] = []  # noqa: RUF012
    interrupts = True

    def __init__(
        self,
        model: str = "small",
        *,
        device: str = "auto",
        precision: str = "auto",
        threshold: float | None = None,
        securities: str = "embedded",
    ) -> None:
        self.made.append((model, device, precision, threshold, securities))

    def extract_batch(self, documents: Iterable[Document]) -> Iterator[StubArticle | Failure]:
        batch: list[Document] = []
        for doc in documents:
            batch.append(doc)
            if len(batch) == 2:
                yield from map(self._one, batch)
                batch = []
        yield from map(self._one, batch)

    def _one(self, doc: Document) -> StubArticle | Failure:
        if "interrupt" in doc.text and self.interrupts:
            raise KeyboardInterrupt
        if "explode" in doc.text:
            return Failure(doc.id, "model", f"{doc.label}: it exploded", doc)
        return StubArticle(doc)


@pytest.fixture(autouse=True)
def pipeline(monkeypatch: pytest.MonkeyPatch) -> type[StubExtractor]:
    module = ModuleType("extractor.pipeline")
    module.__dict__.update(Extractor=StubExtractor, Failure=Failure)
    monkeypatch.setitem(sys.modules, "extractor.pipeline", module)
    monkeypatch.setattr(StubExtractor, "made", [])
    return StubExtractor
