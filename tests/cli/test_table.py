"""The table: every figure of an event is there, in a form people read."""

import io
from typing import Any

import pytest
from rich.console import Console

from extractor.cli.table import figures, parties, short, show, when
from extractor.sources import Document

from .conftest import event, party, record, span


def money(amount: float, currency: str = "HKD", **fields: Any) -> dict[str, Any]:
    return {
        "amount": amount,
        "currency": currency,
        "low": None,
        "high": None,
        "qualifier": "exact",
        "span": span("x"),
        **fields,
    }


def count(value: float, **fields: Any) -> dict[str, Any]:
    return {"value": value, "low": None, "high": None, "qualifier": "exact", "span": span("x"), **fields}


def percent(value: float, **fields: Any) -> dict[str, Any]:
    return {"value": value, "qualifier": "exact", "span": span("x"), **fields}


@pytest.mark.parametrize(
    ("number", "text"),
    [(2_600_000, "2.6M"), (38.58, "38.58"), (11_300_000_000, "11.3bn"), (1_234_567, "1.234567M"), (43_210, "43,210"),
     (-4.5e12, "-4.5tn"), (0, "0"), (999, "999")],
)  # fmt: skip
def test_short_numbers_lose_no_digit(number: float, text: str) -> None:
    assert short(number) == text


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"shares": count(2_600_000), "price": money(38.58)}, ["2.6M shares", "HKD 38.58 a share"]),
        ({"value": money(1e8, qualifier="over")}, [">HKD 100M in all"]),
        (
            {"price": money(13, "USD", low=12, high=14), "price_previous": money(9, "USD")},
            ["USD 12–14 a share (was USD 9)"],
        ),
        ({"stake": percent(23.26), "stake_previous": percent(22, qualifier="about")}, ["stake 23.26 % (was ~22 %)"]),
        ({"stake_previous": percent(5)}, ["stake before 5 %"]),
        ({"change": percent(-4), "direction": "down"}, ["-4 %", "↓"]),
        ({"rating": "buy", "rating_previous": "hold"}, ["rating buy (was hold)"]),
        (
            {
                "metrics": [
                    {"name": "net_profit", "value": money(1.13e10, "CNY"), "change": percent(81), "period": "2025-Q3"},
                    {"name": "margin", "value": percent(12.5), "versus_expectation": "beat"},
                    {"name": "deliveries", "value": count(140_000, qualifier="about")},
                ]
            },
            ["net profit CNY 11.3bn +81 % 2025-Q3", "margin 12.5 % beat", "deliveries ~140,000"],
        ),
        ({}, []),
    ],
)
def test_figures(fields: dict[str, Any], expected: list[str]) -> None:
    assert figures(event(**fields)) == expected


def test_parties_and_days() -> None:
    assert parties(event(counterparty=party("Quartle"))) == "Ida Fenn → Borvane [BVN] (with Quartle)"
    assert parties(event(actor=None, target=None)) == "–"
    day = {"start": "2025-11-20", "end": "2025-11-20", "span": span("x")}
    assert when(event(date=day)) == "2025-11-20"
    assert when(event(date={**day, "end": "2025-11-21"})) == "2025-11-20 to 2025-11-21"
    assert when(event(date=None, period="2025-Q3")) == "2025-Q3"
    assert when(event(date={"start": None, "end": None, "span": span("recently")})) == "recently"


def shown(text: str, **fields: Any) -> str:
    console = Console(file=io.StringIO(), width=100, highlight=False)
    found = record(Document(text=text))
    show({**found, **fields}, console=console)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_show_gives_each_event_its_sentence() -> None:
    text = shown("Ida Fenn bought shares.", title="[bold]Fenn[/bold] buys", events=[event(), event("buyback")])
    assert text.startswith("[bold]Fenn[/bold] buys\n")
    assert text.rstrip().endswith("2  Ida Fenn bought 2.6 million [Borvane] shares.")
    assert "A second sentence." not in text
    assert "2 events" in text


def test_no_events() -> None:
    assert shown("Nothing here.").rstrip().endswith("No events found.")
