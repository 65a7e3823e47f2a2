"""Rows against the records they were made of, by an inverse written out by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from extractor.errors import SinkError
from extractor.records import TAXONOMY, Article, load_article
from extractor.sinks import with_extra
from extractor.sinks.tables import TABLES, columns, rows
from tests.records.strategies import articles

DOCS = Path(__file__).parents[2] / "docs"


def rebuilt(article: Mapping[str, Any], events: Iterable[Mapping], entities: Iterable[Mapping]) -> Article:
    """The record that rows hold."""
    plain = ("schema_version", "doc_id", "url", "title", "source", "author", "language", "text", "model")
    return Article.model_validate(
        {
            **{name: article[name] for name in plain},
            "published": published(article),
            "sentiment": sentiment(article),
            "events": [event(row) for row in sorted(events, key=lambda row: row["position"])],
            "entities": [
                {
                    **{name: row[name] for name in ("name", "kind", "role", "tickers", "mentions", "relevance")},
                    "sentiment": sentiment(row),
                }
                for row in sorted(entities, key=lambda row: row["position"])
            ],
        }
    )


def published(row: Mapping[str, Any]) -> datetime | None:
    moment, offset = row["published"], row["published_offset"]
    if moment is None or offset is None:
        return moment and moment.replace(tzinfo=None)
    return moment.astimezone(timezone(timedelta(minutes=offset)))


def sentiment(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[f"sentiment_{name}"] for name in ("label", "score", "confidence")}


def event(row: Mapping[str, Any]) -> dict[str, Any]:
    plain = "event_id action status direction rating rating_previous metrics period confidence evidence".split()
    made = {name: row[name] for name in plain} | {"sentiment": sentiment(row), "trigger": span(row, "trigger")}
    made |= {name: part(row, name, "name", "kind", "role", "tickers") for name in ("actor", "target", "counterparty")}
    made["shares"] = part(row, "shares", "value", "low", "high", "qualifier")
    for name in ("price", "price_previous", "value"):
        made[name] = part(row, name, "amount", "currency", "low", "high", "qualifier")
    for name in ("stake", "stake_previous", "change"):
        made[name] = part(row, name, "value", "qualifier")
    if row["date_text"] is not None:
        where = {"start": row["date_span_start"], "end": row["date_span_end"], "text": row["date_text"]}
        made["date"] = {"start": row["date_start"], "end": row["date_end"], "span": where}
    return made


def part(row: Mapping[str, Any], prefix: str, *names: str) -> dict[str, Any] | None:
    if row[f"{prefix}_{names[0]}"] is None:
        return None
    return {name: row[f"{prefix}_{name}"] for name in names} | {"span": span(row, prefix)}


def span(row: Mapping[str, Any], prefix: str) -> dict[str, Any] | None:
    made = {name: row[f"{prefix}_{name}"] for name in ("start", "end", "text")}
    return None if made["text"] is None else made


def fits(article: Article) -> bool:
    """Whether the time of publication has a year from 1 to 9999 in UTC too."""
    try:
        return article.published is None or bool(article.published.astimezone(UTC))
    except (OverflowError, ValueError):
        return False


def example() -> Article:
    """The record of docs/record.md: a purchase, and results with metrics."""
    (found,) = re.findall(r"```json\n(.*?)```", (DOCS / "record.md").read_text("utf-8"), re.DOTALL)
    return load_article(found)


@settings(max_examples=40)
@given(articles().filter(fits))
def test_rows_hold_the_whole_record(article: Article) -> None:
    made = rows(article.model_dump(mode="json"))
    assert rebuilt(made["articles"][0], made["events"], made["entities"]) == article
    for table in TABLES:
        for row in made[table]:
            assert set(row) == {column.name for column in columns(table)}


def test_the_example() -> None:
    made = rows(example().model_dump(mode="json"))
    (article,) = made["articles"]
    bought, results = made["events"]
    assert article["published"] == datetime(2026, 2, 10, 7, 30, tzinfo=UTC)
    assert article["published_offset"] == 0
    assert (bought["action"], bought["action_group"], bought["price_amount"]) == ("insider_purchase", "ownership", 2.12)
    assert (bought["date_start"], bought["date_end"]) == (date(2026, 2, 9), date(2026, 2, 9))
    assert article["text"][bought["price_start"] : bought["price_end"]] == bought["price_text"]
    assert results["metrics"][0]["value"]["amount"] == 96_400_000
    assert [row["action_group"] for row in made["events"]] == [TAXONOMY[ev.action].group for ev in example().events]


def test_the_first_ticker_stands_beside_all() -> None:
    record = example().model_dump(mode="json")
    record["events"][0]["target"]["tickers"] = both = [
        {"symbol": "KSTY", "exchange": "XLON"}, {"symbol": "KYR", "exchange": None},
    ]  # fmt: skip
    row, other = rows(record)["events"]
    assert (row["target_symbol"], row["target_exchange"], row["target_tickers"]) == ("KSTY", "XLON", both)
    assert (other["actor_symbol"], other["actor_tickers"]) == (None, [])
    assert other["target_tickers"] is None


@pytest.mark.parametrize(
    ("said", "moment", "offset"),
    [
        ("2025-11-24T08:30:00+08:00", datetime(2025, 11, 24, 0, 30, tzinfo=UTC), 480),
        ("2025-11-24T08:30:00Z", datetime(2025, 11, 24, 8, 30, tzinfo=UTC), 0),
        ("2025-11-24T08:30:00.250000-03:30", datetime(2025, 11, 24, 12, 0, 0, 250_000, tzinfo=UTC), -210),
        ("2025-11-24T08:30:00", datetime(2025, 11, 24, 8, 30, tzinfo=UTC), None),
        ("0001-01-01T00:00:00+08:00", datetime(1, 1, 1, tzinfo=UTC), 480),
        (None, None, None),
    ],
)
def test_times_are_in_utc_beside_their_offset(said: str | None, moment: datetime | None, offset: int | None) -> None:
    (row,) = rows({"doc_id": "a", "published": said})["articles"]
    assert (row["published"], row["published_offset"]) == (moment, offset)


@pytest.mark.parametrize("extra", [{}, {"desk": "eu", "n": [1]}, {"text": "raw", "extra": {"a": 1}, "desk": "eu"}])
def test_the_callers_fields_come_back(extra: dict[str, Any]) -> None:
    record = {"doc_id": "a", "text": "Borvane rose."}
    (row,) = rows(with_extra(record, extra))["articles"]
    assert row["extra"] == (extra or None)
    assert row["text"] == "Borvane rose."


def test_column_names_differ_and_new_fields_would_show() -> None:
    for table in TABLES:
        names = [column.name for column in columns(table)]
        assert len(set(names)) == len(names)
        assert all(name.isidentifier() for name in names)
    assert {column.source[0] for column in columns("articles") if column.source} == set(Article.model_fields) - {
        "events", "entities",
    }  # fmt: skip


def test_what_no_column_holds_is_refused() -> None:
    record = json.loads(example().model_dump_json())
    record["events"][1]["metrics"][0]["value"]["basis"] = "adjusted"
    with pytest.raises(SinkError, match="a field 'basis' of Money is unknown here"):
        rows(record)
    with pytest.raises(SinkError, match="without doc_id"):
        rows({"text": "Borvane rose."})


@pytest.mark.parametrize("table", TABLES)
def test_the_page_lists_the_columns(table: str) -> None:
    page = (DOCS / "outputs.md").read_text("utf-8")
    ((_, listed),) = re.findall(rf"<!-- columns: ({table}) -->\n(.*?)<!-- end -->", page, re.DOTALL)
    lines = ["| field | columns |", "| --- | --- |"]
    for field, some in groupby(columns(table), key=lambda column: column.source[:1]):
        names = ", ".join(f"`{column.name}` {column.kind}" for column in some)
        lines.append(f"| {f'`{field[0]}`' if field else ''} | {names} |")
    assert listed == "\n".join(lines) + "\n"
