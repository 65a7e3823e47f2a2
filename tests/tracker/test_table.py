"""A row says the best of what was told, from where, what disagrees, and what was corrected."""

from datetime import UTC, date, datetime

import pytest

from extractor.errors import ConfigError
from extractor.records import Article
from extractor.tracker import Tracker
from extractor.tracker.table import COLUMNS, Row
from tests.tracker.conftest import Tell, article, day, event, money, number, party

READ = datetime(2026, 1, 2, tzinfo=UTC)


def only(*articles: Article) -> Row:
    tracker = Tracker()
    tracker.merge(articles, processed=READ)
    (row,) = tracker.rows()
    assert tuple(row) == COLUMNS
    return row


def test_one_event_end_to_end(tell: Tell):
    holt, plc = party("Mara Holt", "person"), party("Kestrel Yards plc", "company", ("KYD", "XLON"))
    row = only(
        tell("wire", "2025-02-10T17:05:00Z", "insider_purchase", source="Wire", actor=holt, target="Kestrel Yards", shares=number(15_000.0), price=money(2.1, "GBP", qualifier="about"), date=day("2025-02-10")),
        tell("city", "2025-02-11T07:40:00+01:00", "stake_increase", source="City", confidence=0.6, actor=party("M. Holt", "person"), target=plc, price=money(2.118, "GBP"), stake=number(0.8)),
    )  # fmt: skip
    assert row["action"] == "insider_purchase"
    assert row["actions"] == ["insider_purchase", "stake_increase"]
    assert (row["actor"]["name"], row["actor"]["doc_id"]) == ("Mara Holt", "wire")
    assert row["target"]["tickers"] == [{"symbol": "KYD", "exchange": "XLON"}]
    assert row["target"]["variants"] == ["Kestrel Yards", "Kestrel Yards plc"]
    assert row["shares"] == {"value": 15_000.0, "qualifier": "exact", "doc_id": "wire", "told": 1}
    assert row["price"] == {"value": 2.118, "currency": "GBP", "qualifier": "exact", "doc_id": "city", "told": 2}
    assert row["stake"]["doc_id"] == "city"
    assert row["date"] == {"start": "2025-02-10", "end": "2025-02-10", "doc_id": "wire", "told": 1}
    assert row["first_seen"] == "2025-02-10T17:05:00.000000+00:00"
    assert row["last_seen"] == "2025-02-11T06:40:00.000000+00:00"
    assert row["first_processed"] == row["last_processed"] == "2026-01-02T00:00:00.000000+00:00"
    assert row["documents"] == 2
    assert [s["published"] for s in row["sources"]] == ["2025-02-10T17:05:00+00:00", "2025-02-11T07:40:00+01:00"]
    assert row["confidence"] == pytest.approx(1 - 0.2 * 0.4**0.5, abs=1e-4)
    assert row["conflicts"] == row["superseded"] == []


def test_what_most_articles_say_wins_and_the_rest_is_a_conflict(tell: Tell):
    said = {"actor": "Steinmark", "target": "Pellworth", "price": money(5.4, "GBP")}
    row = only(
        tell("a", "2025-06-04", "acquisition", **said, value=money(1.7e9, "GBP"), confidence=0.9),
        tell("b", "2025-06-05", "acquisition", **said, value=money(1.9e9, "GBP"), confidence=0.6),
        tell("c", "2025-06-06", "acquisition", **said, value=money(1.89e9, "GBP"), confidence=0.6),
    )
    assert row["value"] == {"value": 1.89e9, "currency": "GBP", "qualifier": "exact", "doc_id": "c", "told": 3}
    assert row["conflicts"] == [
        {"field": "value", "value": 1.7e9, "currency": "GBP", "qualifier": "exact", "doc_ids": ["a"]}
    ]


def test_a_correction_supersedes_however_often_the_error_is_told(tell: Tell):
    said = {"actor": "Larkspur", "target": "Envoy", "price": money(16.4), "date": day("2025-03-10")}
    row = only(
        tell("a", "2025-03-10T15:00:00Z", "stake_decrease", **said, shares=number(31e6)),
        tell("b", "2025-03-10T16:00:00Z", "stake_decrease", **said, shares=number(31e6)),
        tell("c", "2025-03-10T19:00:00Z", "stake_decrease", **said, shares=number(3.1e6), title="CORRECTED-Larkspur sells"),
        tell("d", "2025-03-11T08:00:00Z", "stake_decrease", **said, shares=number(31e6)),
    )  # fmt: skip
    assert row["shares"]["value"] == 3.1e6
    assert row["conflicts"] == []
    assert [(s["doc_id"], s["by"], s["value"]) for s in row["superseded"]] == [
        ("a", "c", 31e6),
        ("b", "c", 31e6),
        ("d", "c", 31e6),
    ]


def test_a_page_that_changes_supersedes_itself(tell: Tell):
    said = {"actor": "Larkspur", "target": "Envoy", "price": money(16.4)}
    row = only(
        tell("page", "2025-03-10T15:00:00Z", "stake_decrease", **said, shares=number(31e6)),
        tell("page", "2025-03-10T18:00:00Z", "stake_decrease", **said, shares=number(3.1e6)),
    )
    assert row["shares"]["value"] == 3.1e6
    assert row["documents"] == 1
    assert [s["since"] for s in row["superseded"]] == ["2025-03-10T18:00:00.000000+00:00"]


def test_an_offer_that_is_raised_is_no_conflict(tell: Tell):
    said = {"actor": "Steinmark", "target": "Pellworth", "status": "pending"}
    row = only(
        tell("a", "2025-06-04", "acquisition", **said, price=money(5.4, "GBP")),
        tell("b", "2025-07-01", "acquisition", **said, price=money(5.65, "GBP"), price_previous=money(5.4, "GBP")),
    )
    assert row["price"]["value"] == 5.65
    assert row["conflicts"] == []
    assert row["superseded"][0]["by"] == "b"


def test_status_moves_on_and_background_takes_nothing_back(tell: Tell):
    said = {"actor": "Steinmark", "target": "Pellworth"}
    days = {"rumored": "2025-06-02", "pending": "2025-06-04", "completed": "2025-10-09"}
    told = [tell(status, when, "acquisition", status=status, **said) for status, when in days.items()]
    late = tell("late", "2025-10-20", "acquisition", status="pending", **said)
    row = only(*told, late)
    assert row["status"] == "completed"
    assert [(step["status"], step["doc_id"]) for step in row["history"]] == [(s, s) for s in days]


def test_metrics_and_periods(tell: Tell):
    span = event()["trigger"]
    sales = {"name": "revenue", "value": money(2.31e9), "period": "2024-Q4", "span": span}
    rough = {"name": "revenue", "value": money(2.3e9), "period": "2024-Q4", "span": span}
    eps = {"name": "eps", "value": money(1.84), "change": number(12.0), "period": "2024-Q4", "span": span}
    row = only(
        tell("a", "2025-02-04", "earnings", actor="Kestrin", metrics=[rough], period="2024-Q4"),
        tell("b", "2025-02-05", "earnings", actor="Kestrin", metrics=[sales, eps], period="2024-Q4"),
    )
    assert row["period"] == {"value": "2024-Q4", "doc_id": "a", "told": 2}
    assert [(m["name"], m["value"]["value"], m["doc_id"]) for m in row["metrics"]] == [
        ("revenue", 2.31e9, "b"),
        ("eps", 1.84, "b"),
    ]
    assert row["metrics"][1]["change"]["value"] == 12.0


def test_confidence_counts_a_source_once(tell: Tell):
    said = {"actor": "Borvane", "shares": number(2_613_450.0), "confidence": 0.7}
    one = tell("a", "2025-03-03", "buyback", source="Wire", **said)
    again = tell("b", "2025-03-03", "buyback", source="Wire", **said)
    other = tell("c", "2025-03-03", "buyback", source="City", **said)
    assert only(one, again)["confidence"] == 0.7
    assert only(one, other)["confidence"] == pytest.approx(1 - 0.3 * 0.3**0.5, abs=1e-4)


def test_novelty_is_the_days_since_the_party_did_it_last(tell: Tell):
    tracker = Tracker()
    dates = {"a": "2025-03-03T12:00:00Z", "b": "2025-03-03T18:00:00Z", "c": "2025-04-02T18:00:00Z"}
    tracker.merge(tell(i, when, "buyback", actor="Borvane Plc") for i, when in dates.items())
    tracker.merge([tell("d", "2025-04-02T19:00:00Z", "dividend", actor="Borvane")])
    assert [row["novelty"] for row in tracker.rows()] == [None, 30.0, None]


def test_the_table_as_it_was_known(tell: Tell):
    said = {"actor": "Steinmark", "target": "Pellworth"}
    tracker = Tracker()
    tracker.merge(
        [
            tell("a", "2025-06-02T06:00:00Z", "acquisition", status="rumored", **said),
            tell("b", "2025-06-04T05:00:00Z", "acquisition", status="pending", price=money(5.4, "GBP"), **said),
            tell("c", "2025-06-05", "acquisition", status="cancelled", price=money(9.9, "GBP"), **said),
        ],
        processed=READ,
    )
    assert tracker.as_of(date(2025, 6, 1)) == []
    (early,) = tracker.as_of(datetime(2025, 6, 4, 4, 59))
    assert (early["status"], early["price"], early["documents"]) == ("rumored", None, 1)
    assert early["last_seen"] == "2025-06-02T06:00:00.000000+00:00"
    (then,) = tracker.as_of(date(2025, 6, 4))
    assert (then["status"], then["price"]["value"], then["conflicts"]) == ("pending", 5.4, [])
    # an article that names its day only may have come out in the evening
    assert tracker.as_of(datetime(2025, 6, 5, 20, tzinfo=UTC)) == [then]
    assert tracker.as_of(date(2025, 6, 5)) == tracker.rows()
    assert {row["key"] for row in tracker.rows()} == {early["key"]}
    assert tracker.as_of(date(2025, 12, 31), by="processed") == []
    assert tracker.as_of(READ, by="processed") == tracker.rows()
    with pytest.raises(ConfigError, match="'published' or 'processed'"):
        tracker.as_of(READ, by="read")  # type: ignore[arg-type]


def test_an_undated_article_is_known_from_when_it_was_processed():
    tracker = Tracker()
    undated = article("a", None, event("buyback", actor="Borvane"))
    assert tracker.merge([undated], processed=READ).undated == 1
    assert tracker.as_of(date(2026, 1, 1)) == []
    before = tracker.as_of(date(2026, 1, 2))
    assert before[0]["first_seen"] == "2026-01-02T00:00:00.000000+00:00"
    assert tracker.merge([undated], processed=READ.replace(day=9)).new == 0
    assert tracker.rows() == before
