"""The corpus scripts import one another by name, as they do when run from their folder."""

import json
import sys
from pathlib import Path

import pytest

from extractor.evaluation.gold import read_gold

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))


@pytest.fixture(scope="session")
def corpora():
    return ROOT / "corpora"


@pytest.fixture(scope="session")
def articles(corpora):
    return [doc for path in sorted((corpora / "written").glob("*.jsonl")) for doc in read_gold(path)]


@pytest.fixture(scope="session")
def split(corpora):
    return json.loads((corpora / "split.json").read_text(encoding="utf-8"))


@pytest.fixture
def article():
    """A faultless annotated article, to be broken by the tests."""
    text = "Varley Tin bought back 40,000 shares at $5 on Monday. Shares fell 3% to $4.90."
    return {
        "id": "X-1",
        "title": "Varley buys",
        "published": "2024-05-07",
        "text": text,
        "sentiment": "neutral",
        "entities": [{"name": "Varley Tin", "kind": "company", "tickers": [], "aliases": ["Varley"]}],
        "events": [
            {
                "action": "buyback",
                "status": "completed",
                "actor": "Varley Tin",
                "shares": {"text": "40,000", "value": 40000},
                "price": {"text": "$5", "amount": 5, "currency": "USD"},
                "date": {"text": "Monday", "start": "2024-05-06", "end": "2024-05-06"},
                "trigger": "bought back",
                "evidence": ["Varley Tin bought back 40,000 shares at $5 on Monday."],
            },
            {
                "action": "price_move",
                "status": "completed",
                "actor": "Varley Tin",
                "price": {"text": "$4.90", "amount": 4.9, "currency": "USD"},
                "change": {"text": "3%", "value": -3},
                "direction": "down",
                "trigger": "fell",
                "evidence": ["Shares fell 3% to $4.90."],
            },
        ],
    }
