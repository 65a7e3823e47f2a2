"""Annotated articles made by hand, in the form of corpora/GUIDELINES.md."""

from typing import Any

Doc = dict[str, Any]

FIRST = "Harrow Glass bought 500 shares of Bexley Rail at $4."
SECOND = "Orvane Mills then sold 500 shares of Bexley Rail at $5."


def entity(name: str, kind: str = "company", **more: Any) -> Doc:
    return {"name": name, "kind": kind, "aliases": [], "tickers": [], "sentiment": "neutral", **more}


def trades() -> Doc:
    """Two trades whose number is the same."""
    return {
        "id": "T-1",
        "title": "Tessel Fund watches Bexley",
        "published": "2025-03-04",
        "text": f"{FIRST} {SECOND}",
        "sentiment": "positive",
        "entities": [
            entity("Harrow Glass", sentiment="positive"),
            entity("Orvane Mills"),
            entity("Bexley Rail", aliases=["Bexley"]),
            entity("Tessel Fund", "fund"),
        ],
        "events": [
            {
                "action": "stake_increase", "status": "completed", "actor": "Harrow Glass", "target": "Bexley Rail",
                "shares": {"text": "500", "value": 500}, "price": {"text": "$4", "amount": 4, "currency": "USD"},
                "trigger": "bought", "sentiment": "positive", "evidence": [FIRST],
            },
            {
                "action": "stake_decrease", "status": "rumored", "actor": "Orvane Mills", "target": "Bexley Rail",
                "shares": {"text": "500", "value": 500}, "price": {"text": "$5", "amount": 5, "currency": "USD"},
                "trigger": "sold", "sentiment": "negative", "evidence": [SECOND],
            },
        ],
    }  # fmt: skip


RESULTS = "Tessel's profit rose 12 percent to $31 million as revenue rose 8 percent to $90 million."


def results() -> Doc:
    """Metrics with their changes."""
    return {
        "id": "T-2",
        "title": None,
        "text": f"{RESULTS} The chief executive said the 12 percent was enough.",
        "sentiment": "positive",
        "entities": [entity("Tessel"), entity("Ilse Bron", "person", role="chief executive")],
        "events": [
            {
                "action": "earnings", "status": "completed", "actor": "Tessel", "direction": "up",
                "trigger": "profit rose",
                "sentiment": "positive", "evidence": [RESULTS],
                "metrics": [
                    {"name": "net_profit", "text": "$31 million", "amount": 31e6, "change": 12,
                     "versus_expectation": "beat"},
                    {"name": "revenue", "text": "$90 million", "amount": 90e6, "change": 8},
                ],
            }
        ],
    }  # fmt: skip
