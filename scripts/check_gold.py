"""Check annotated articles against corpora/GUIDELINES.md.

In: JSON lines of annotated articles. Out: one line per fault, `file: article: fault`; exit status 1 if there is any.

usage: check_gold.py [FILE ...]     default: corpora/written/*.jsonl and corpora/seed/gold.jsonl
"""

import sys
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from pathlib import Path
from typing import Any

from extractor.errors import SourceError, cut
from extractor.evaluation.gold import read_gold
from extractor.records.taxonomy import (
    MONEY_ROLES,
    PARTY_ROLES,
    PERCENT_ROLES,
    QUANTITY_ROLES,
    Action,
    Direction,
    Kind,
    MetricName,
    Polarity,
    Qualifier,
    Status,
    VersusExpectation,
)

CORPORA = Path(__file__).resolve().parent.parent / "corpora"
ACTIONS = frozenset(Action)
STATUSES = frozenset(Status)
KINDS = frozenset(Kind)
POLARITIES = frozenset(Polarity)
DIRECTIONS = frozenset(Direction)
QUALIFIERS = frozenset(Qualifier)
METRICS = frozenset(MetricName)
VERSUS = frozenset(VersusExpectation)
NUMBERS = {**dict.fromkeys(MONEY_ROLES, "amount"), **dict.fromkeys((*PERCENT_ROLES, *QUANTITY_ROLES), "value")}
WORDING = ("trigger", "evidence", "rating", "rating_previous", "period", "date")
EVENT_FIELDS = frozenset({"action", "status", "sentiment", "direction", "metrics", *WORDING, *PARTY_ROLES, *NUMBERS})


def faults(doc: dict[str, Any]) -> Iterator[str]:
    """Every fault of one article, in reading order."""
    if not doc.get("text"):
        yield "no text"
    hay = f"{doc.get('title') or ''}\n{doc.get('text') or ''}"
    yield from _outside("sentiment", doc.get("sentiment"), POLARITIES)
    for entity in doc.get("entities") or []:
        yield from _entity_faults(entity, hay)
    names = {entity.get("name") for entity in doc.get("entities") or []}
    for number, ev in enumerate(doc.get("events") or []):
        for fault in _event_faults(ev, hay, names):
            yield f"event {number} ({ev.get('action')}): {fault}"


def _entity_faults(entity: dict[str, Any], hay: str) -> Iterator[str]:
    name = entity.get("name")
    yield from _outside(f"entity {name!r}: kind", entity.get("kind"), KINDS)
    yield from _outside(f"entity {name!r}: sentiment", entity.get("sentiment", "neutral"), POLARITIES)
    for form in [name, *entity.get("aliases", [])]:
        yield from _absent("entity string", form, hay)


def _event_faults(ev: dict[str, Any], hay: str, names: set[str | None]) -> Iterator[str]:
    yield from _outside("action", ev.get("action"), ACTIONS)
    yield from _outside("status", ev.get("status"), STATUSES)
    yield from _outside("sentiment", ev.get("sentiment", "neutral"), POLARITIES)
    if ev.get("direction") is not None:
        yield from _outside("direction", ev["direction"], DIRECTIONS)
    for field in sorted(set(ev) - EVENT_FIELDS):
        yield f"unknown field {field!r}"
    for role in PARTY_ROLES:
        if ev.get(role) and ev[role] not in names:
            yield f"{role} {ev[role]!r} is no entity's name"
    yield from _wording_faults(ev, hay)
    for role, key in NUMBERS.items():
        if ev.get(role):
            yield from _number_faults(role, ev[role], key, hay)
    for metric in ev.get("metrics") or []:
        yield from _metric_faults(metric, hay)
    if ev.get("date"):
        yield from _date_faults(ev["date"], hay)


def _wording_faults(ev: dict[str, Any], hay: str) -> Iterator[str]:
    trigger, evidence = ev.get("trigger"), ev.get("evidence")
    yield from _absent("trigger", trigger, hay)
    if not isinstance(evidence, list) or not evidence:
        yield "evidence must be a non-empty list"
        return
    for sentence in evidence:
        yield from _absent("evidence", sentence, hay)
    if trigger and not any(trigger in sentence for sentence in evidence if sentence):
        yield f"trigger {trigger!r} is in no evidence sentence"


def _number_faults(role: str, number: Any, key: str, hay: str) -> Iterator[str]:
    if not isinstance(number, dict):
        yield f"{role} must be an object"
        return
    yield from _absent(f"{role} text", number.get("text"), hay)
    if not isinstance(number.get(key), int | float):
        yield f"{role} has no numeric {key!r}"
    if key == "amount" and len(number.get("currency") or "") != 3:
        yield f"{role} currency {number.get('currency')!r}"
    yield from _outside(f"{role} qualifier", number.get("qualifier", "exact"), QUALIFIERS)


def _metric_faults(metric: dict[str, Any], hay: str) -> Iterator[str]:
    yield from _outside("metric name", metric.get("name"), METRICS)
    yield from _absent("metric text", metric.get("text"), hay)
    if not any(isinstance(metric.get(key), int | float) for key in ("amount", "value", "change")):
        yield f"metric {metric.get('name')} has no amount, value or change"
    if metric.get("versus_expectation") is not None:
        yield from _outside("versus_expectation", metric["versus_expectation"], VERSUS)
    if "amount" in metric and not metric.get("currency"):
        yield f"metric {metric.get('name')} amount without currency"


def _date_faults(when: Any, hay: str) -> Iterator[str]:
    if not isinstance(when, dict):
        yield f"date must be an object: {when!r}"
        return
    yield from _absent("date text", when.get("text"), hay)
    for key in ("start", "end"):
        if when.get(key) is not None:
            try:
                date.fromisoformat(when[key])
            except ValueError:
                yield f"date {key} {when[key]!r} is no ISO date"


def _outside(what: str, value: Any, allowed: AbstractSet[str]) -> Iterator[str]:
    if value not in allowed:
        yield f"{what} {value!r} is none of {', '.join(sorted(allowed))}"


def _absent(what: str, value: Any, hay: str) -> Iterator[str]:
    if not isinstance(value, str) or not value or value not in hay:
        yield f"{what} is not verbatim in the text: {cut(repr(value))}"


def main(arguments: list[str]) -> int:
    """Print the faults of the files named."""
    paths = [Path(a) for a in arguments] or [
        *sorted((CORPORA / "written").glob("*.jsonl")),
        CORPORA / "seed/gold.jsonl",
    ]
    articles = bad = 0
    for path in paths:
        try:
            docs = read_gold(path)
        except SourceError as error:
            print(error)
            bad += 1
            continue
        articles += len(docs)
        for doc in docs:
            for fault in faults(doc):
                print(f"{path.name}: {doc['id']}: {fault}")
                bad += 1
    print(f"{articles} articles, {bad} faults", file=sys.stderr)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
