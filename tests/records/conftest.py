"""One article with every field filled, as the JSON it is written in."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

Json = dict[str, Any]

TEXT = (
    "Orla Fenwick, chief executive of Tessaly Foods (TSF), bought 12,000 shares at about $4.10 each on 3 March, "
    "taking her stake from 2.1% to 2.4%. Net profit rose 18% to $31 million, a margin of 9.5%, on 410 outlets."
)


def span(words: str, text: str = TEXT) -> Json:
    start = text.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def build() -> Json:
    mood = {"label": "positive", "score": 0.5, "confidence": 0.7}
    fenwick = {"name": "Orla Fenwick", "kind": "person", "role": "chief executive", "tickers": []}
    tessaly = {"name": "Tessaly Foods", "kind": "company", "role": None}
    tessaly["tickers"] = [{"symbol": "TSF", "exchange": "XNYS"}]
    plain = {"low": None, "high": None, "qualifier": "exact"}
    purchase = {
        "event_id": "e-1",
        "action": "insider_purchase",
        "status": "completed",
        "actor": fenwick | {"span": span("Orla Fenwick")},
        "target": tessaly | {"span": span("Tessaly Foods")},
        "shares": plain | {"value": 12000.0, "span": span("12,000")},
        "price": plain | {"amount": 4.1, "currency": "USD", "qualifier": "about", "span": span("about $4.10")},
        "stake": {"value": 2.4, "qualifier": "exact", "span": span("2.4%")},
        "stake_previous": {"value": 2.1, "qualifier": "exact", "span": span("2.1%")},
        "date": {"start": "2026-03-03", "end": "2026-03-03", "span": span("3 March")},
        "sentiment": mood,
        "confidence": 0.9,
        "trigger": span("bought"),
        "evidence": [span(TEXT[: TEXT.index(" Net profit")])],
    }
    margin = {"value": 9.5, "qualifier": "exact", "span": span("9.5%")}
    outlets = plain | {"value": 410.0, "span": span("410")}
    profit = plain | {"amount": 31e6, "currency": "USD", "span": span("$31 million")}
    results = {
        "event_id": "e-2",
        "action": "earnings",
        "status": "completed",
        "actor": tessaly | {"span": None},
        "direction": "up",
        "metrics": [
            {
                "name": "net_profit",
                "value": profit,
                "change": {"value": 18, "span": span("18%")},
                "period": "2025-FY",
                "span": span("$31 million"),
            },
            {"name": "margin", "value": margin, "span": span("9.5%")},
            {"name": "other", "value": outlets, "versus_expectation": "beat", "span": span("410")},
        ],
        "period": "2025-FY",
        "sentiment": mood,
        "confidence": 0.8,
        "trigger": span("rose"),
        "evidence": [span(TEXT[TEXT.index("Net profit") :])],
    }
    return {
        "schema_version": "1.0",
        "doc_id": "tessaly-1",
        "url": "https://news.example/tessaly",
        "title": "Tessaly chief buys",
        "published": "2026-03-04T08:00:00+01:00",
        "text": TEXT,
        "sentiment": mood,
        "entities": [
            fenwick | {"mentions": [span("Orla Fenwick")], "sentiment": mood, "relevance": 0.6},
            tessaly | {"mentions": [span("Tessaly Foods")], "sentiment": mood, "relevance": 1},
        ],
        "events": [purchase, results],
        "model": "test 1",
    }


@pytest.fixture
def record() -> Json:
    """A valid record, fresh for each test."""
    return build()


@pytest.fixture
def changed() -> Callable[[str, Any], Json]:
    """The valid record with the value at one dotted path replaced, or put there."""

    def change(path: str, value: Any) -> Json:
        data = build()
        place: Any = data
        *parents, last = path.split(".")
        for key in parents:
            place = place[int(key)] if isinstance(place, list) else place[key]
        if isinstance(place, list):
            place[int(last)] = value
        else:
            place[last] = copy.deepcopy(value)
        return data

    return change
