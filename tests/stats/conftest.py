"""Records whose counts are known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.archive import open_store
from extractor.sinks import DeadLetter, to_line
from tests.archive.test_sqlite_store import drive, shards

Record = dict[str, Any]


def span(text: str) -> Record:
    return {"start": 0, "end": len(text), "text": text}


def money(amount: float, currency: str = "USD") -> Record:
    return {"amount": amount, "currency": currency, "low": None, "high": None, "qualifier": "exact", "span": span("x")}


def quantity(value: float) -> Record:
    return {"value": value, "low": None, "high": None, "qualifier": "exact", "span": span("x")}


def mood(label: str, score: float) -> Record:
    return {"label": label, "score": score, "confidence": 0.9}


def party(name: str) -> Record:
    return {"name": name, "kind": "company", "role": None, "tickers": [], "span": None}


def event(number: int, action: str, *, status: str = "completed", **fields: Any) -> Record:
    about = {"event_id": f"e{number}", "action": action, "status": status, "confidence": 0.97}
    rest = {"sentiment": mood("neutral", 0.0), "trigger": span("x"), "evidence": [], "metrics": []}
    return {**about, **rest, **fields}


def article(doc_id: str, published: str | None, label: str, score: float, *events: Record, **more: Any) -> Record:
    about = {"schema_version": "1.0", "doc_id": doc_id, "published": published, "text": "x", "model": "m/1"}
    return {**about, "sentiment": mood(label, score), "entities": [], "events": list(events), **more}


METRIC = {"name": "revenue", "value": money(5.0), "change": None, "period": None, "versus_expectation": None,
          "span": span("x")}  # fmt: skip
RECORDS = [
    article(
        "a", "2025-10-31T23:30:00-02:00", "positive", 0.5,
        event(0, "insider_purchase", actor=party("Ida Fenn"), target=party("Borvane"), value=money(2e6)),
        event(1, "insider_sale", actor=party("Ida Fenn"), shares=quantity(10), price=money(3.0, "EUR"), confidence=1.0),
        source="Harbour Wire",
    ),
    article(
        "b", "2025-12-01", "negative", -0.7,
        event(0, "buyback", actor=party("Borvane"), value=money(1e6), status="pending"),
        event(1, "earnings", actor=party("Borvane"), metrics=[METRIC], confidence=0.42),
        source="Harbour Wire",
    ),
    article("c", None, "positive", 0.3, event(0, "stake_decrease", actor=party("Oakmere [1]"))),
    article("d", "2025-11-02T10:00:00Z", "neutral", 0.0, source="<Quay> & Daily", desk="mine"),
]  # fmt: skip
LETTERS = [DeadLetter("a:1", None, code, "it failed", "raw") for code in ("source", "timeout", "source")]


def write(out: str, records: list[Record], letters: list[DeadLetter] = LETTERS) -> str:
    """An output of `extractor run` with the records; its name."""
    lines = [to_line(record) for record in records]
    drive(open_store(out), shards((lines[:2], letters[:2]), (lines[2:], letters[2:])))
    return out


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], str]:
    """Writes RECORDS to an output of that name."""
    sqlite = "sqlite:"
    return lambda name: write(
        f"{sqlite}{tmp_path / name.removeprefix(sqlite)}" if name.startswith(sqlite) else str(tmp_path / name), RECORDS
    )
