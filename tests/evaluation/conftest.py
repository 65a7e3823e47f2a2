"""A pair of small articles and a prediction with known faults, shared by the tests of this folder."""

import pytest


def money(amount, currency="NOK", **more):
    return {"amount": amount, "currency": currency, **more}


@pytest.fixture
def gold():
    text = (
        "Ida Holm bought 1,000 shares of Norvik Foods AS <NVK> at 20 kroner. Norvik pays 2.50. Sales rose 10% to 500."
    )
    entities = [
        {
            "name": "Norvik Foods AS",
            "kind": "company",
            "tickers": ["NVK"],
            "aliases": ["Norvik"],
            "sentiment": "positive",
        },
        {"name": "Ida Holm", "kind": "person", "tickers": [], "aliases": ["Holm"], "sentiment": "neutral"},
    ]
    sentence = "Ida Holm bought 1,000 shares of Norvik Foods AS <NVK> at 20 kroner."
    events = [
        {
            "action": "insider_purchase",
            "status": "completed",
            "actor": "Ida Holm",
            "target": "Norvik Foods AS",
            "shares": {"text": "1,000", "value": 1000},
            "price": {"text": "20 kroner", "amount": 20, "currency": "NOK"},
            "value": {"text": "20", "amount": 20000, "currency": "NOK"},
            "date": {"text": "20", "start": "2024-05-02", "end": "2024-05-02"},
            "trigger": "bought",
            "evidence": [sentence],
        },
        {
            "action": "dividend",
            "status": "completed",
            "actor": "Norvik Foods AS",
            "price": {"text": "2.50", "amount": 2.5, "currency": "NOK"},
            "trigger": "pays",
            "evidence": ["Norvik pays 2.50."],
        },
        {
            "action": "earnings",
            "status": "completed",
            "actor": "Norvik Foods AS",
            "metrics": [{"name": "revenue", "text": "500", "amount": 500, "currency": "NOK", "change": 10}],
            "trigger": "rose",
            "evidence": ["Sales rose 10% to 500."],
        },
    ]
    first = {"id": "first", "title": "Norvik", "text": text, "sentiment": "positive", "entities": entities}
    second = {"id": "second", "title": None, "text": "Nothing happened.", "sentiment": "neutral", "entities": []}
    return [{**first, "events": events}, {**second, "events": []}]


@pytest.fixture
def predicted():
    purchase = {
        "action": "insider_purchase",
        "status": "pending",
        "actor": {"name": "Holm"},
        "target": {"name": "Norvik Foods"},
        "shares": {"value": 1000},
        "price": money(20.05),
        "value": money(21000),
        "stake": {"value": 5},
        "trigger": {"start": 9, "end": 15, "text": "bought"},
        "confidence": 0.9,
    }
    dividend = {
        "action": "dividend",
        "status": "completed",
        "actor": {"name": "NORVIK"},
        "target": {"name": "Norvik Foods AS"},
        "price": money(2.5),
        "trigger": {"start": 0, "end": 4, "text": "pays"},
        "confidence": 0.8,
    }
    move = {
        "action": "price_move",
        "status": "completed",
        "actor": {"name": "Norvik"},
        "change": {"value": -3},
        "trigger": {"start": 0, "end": 3, "text": "Ida"},
        "confidence": 0.2,
    }
    entities = [
        {"name": "Holm", "sentiment": {"label": "neutral"}},
        {"name": "NVK", "sentiment": {"label": "negative"}},
    ]
    first = {"doc_id": "first", "sentiment": {"label": "neutral"}, "entities": entities}
    second = {"doc_id": "second", "sentiment": {"label": "neutral"}, "entities": [], "events": []}
    return {"first": {**first, "events": [purchase, dividend, move]}, "second": second}
