"""Counts (`Statistics.to_dict`) → tables of words and figures, for a terminal and for a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.records.taxonomy import Polarity

Told = Mapping[str, Any]
CURRENCIES = 12
"""Currencies that a table shows; the JSON has all."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table to read. All cells but those of the first column are figures.

    key   a short name, the same in every report
    note  what has to be known to read it; empty where nothing has
    """

    key: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


def tables(told: Told) -> Iterator[Table]:
    """The tables of a report, those without a row left out."""
    for table in _all(told):
        if table.rows:
            yield table


def _all(told: Told) -> Iterator[Table]:
    documents = told["documents"]
    rows = [
        ("documents", count(documents["total"]), ""),
        ("articles", count(documents["articles"]), percent(documents["articles"], documents["total"])),
        ("with events", count(documents["with_events"]), percent(documents["with_events"], documents["total"])),
        ("failed", count(documents["failed"]), percent(documents["failed"], documents["total"])),
        ("events", count(told["events"]["total"]), ""),
    ]
    if documents["unread"]:
        rows.append(("lines that are no record", count(documents["unread"]), ""))
    yield Table("documents", "Documents", ("", "count", "share"), rows)
    yield _counted("failures", "Failures", "code", told["failures"])
    yield _actions(told["events"])
    yield _counted("statuses", "Events by status", "status", told["events"]["by_status"])
    yield _months(told)
    yield _named("sources", "Articles by source", "source", told["articles"]["by_source"])
    yield _named("event_sources", "Events by source", "source", told["events"]["by_source"])
    yield _named("actors", "Most frequent actors", "actor", told["actors"])
    yield _named("targets", "Most frequent targets", "target", told["targets"])
    yield _value(told["value"])
    yield _sentiment(told["sentiment"])
    yield _arguments(told["arguments"], told["events"]["total"])
    yield _confidence(told["confidence"], told["events"]["total"])


def _actions(events: Told) -> Table:
    statuses = list(events["by_status"])
    rows = [
        (
            words(row["action"]), count(row["events"]), percent(row["events"], events["total"]),
            *(count(row["by_status"].get(status, 0)) for status in statuses),
        )
        for row in events["by_action"]
    ]  # fmt: skip
    return Table("actions", "Events by action", ("action", "events", "share", *map(words, statuses)), rows)


def _months(told: Told) -> Table:
    articles, events, moods = told["articles"]["by_month"], told["events"]["by_month"], told["sentiment"]["by_month"]
    rows = []
    for month, some in articles.items():
        made = events.get(month, {})
        first = next(iter(made), None)
        rows.append((month, count(some), count(sum(made.values())), words(first or "–"), _score(moods[month])))
    head = ("month", "articles", "events", "most frequent", "mean sentiment")
    return Table("months", "By month of publication (UTC)", head, rows)


def _named(key: str, title: str, name: str, told: Told) -> Table:
    rows = [(row["name"], count(row["count"])) for row in told["top"]]
    distinct, short = told["distinct"], told["counts_low_by_at_most"]
    note = f"{count(distinct)} different names." if distinct is not None else ""
    if distinct is None:
        note = f"Too many different names to keep all: the counts are too low by at most {count(short)}."
    return Table(key, title, (name, "count"), rows, note)


def _counted(key: str, title: str, name: str, counts: Mapping[str, int]) -> Table:
    total = sum(counts.values())
    rows = [(words(code), count(some), percent(some, total)) for code, some in counts.items()]
    return Table(key, title, (name, "count", "share"), rows)


def _value(value: Told) -> Table:
    rows = [
        (
            row["currency"],
            *(cell for side in ("bought", "sold") for cell in (count(row[side]["events"]), money(row[side]["total"]))),
            money(max(row["bought"]["largest"], row["sold"]["largest"])),
        )
        for row in value["currencies"][:CURRENCIES]
    ]
    lacking = sum(value["without_amount"].values())
    note = (
        "Shares bought and sold by insiders, by holders and by companies themselves, where the trade is completed and "
        "the article tells its value, or number and price. A trade told by several articles counts each time. "
        f"{count(lacking)} trades have no amount."
    )
    head = ("currency", "bought: events", "value", "sold: events", "value", "largest")
    return Table("value", "Value bought and sold", head, rows, note)


def _sentiment(sentiment: Told) -> Table:
    rows = []
    for what in ("articles", "events"):
        some = sentiment[what]
        total = sum(some[label] for label in Polarity)
        if total:
            shares = (percent(some[label], total) for label in Polarity)
            rows.append((what, *shares, _score(some)))
    return Table("sentiment", "Sentiment", ("", *Polarity, "mean score"), rows, "The score lies between -1 and 1.")


def _arguments(arguments: Sequence[Told], events: int) -> Table:
    rows = [
        (
            words(row["argument"]), count(row["events"]), percent(row["events"], events),
            "–" if row["share_of_possible"] is None else f"{100 * row['share_of_possible']:.1f} %",
        )
        for row in arguments
        if events
    ]  # fmt: skip
    head = ("argument", "events", "of all events", "of events that can have it")
    return Table("arguments", "Events with each argument", head, rows)


def _confidence(bins: Sequence[Told], events: int) -> Table:
    rows = [
        (f"{row['from']:.2f} to {row['to']:.2f}", count(row["events"]), percent(row["events"], events))
        for row in bins
        if row["events"]
    ]
    return Table("confidence", "Confidence of events", ("probability", "events", "share"), rows)


def words(name: str) -> str:
    """A name of the taxonomy to read: `insider_purchase` → insider purchase."""
    return name.replace("_", " ")


def count(number: int) -> str:
    return f"{number:,}"


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def money(amount: float) -> str:
    """Three figures: 2612345 → 2.61 m; bn are thousand millions, tn thousand bn."""
    for size, unit in ((1e12, "tn"), (1e9, "bn"), (1e6, "m")):
        if abs(amount) >= size:
            return f"{amount / size:,.3g} {unit}" if abs(amount) < 1000 * size else f"{amount / size:,.0f} {unit}"
    return f"{amount:,.0f}"


def _score(mood: Told) -> str:
    return "–" if mood["mean_score"] is None else f"{mood['mean_score']:+.2f}"
