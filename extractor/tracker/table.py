"""A group → its row: best values with where they come from, what disagrees, what was corrected, when it was known.

The best value of a field is chosen in three steps. Values that agree (within rounding) form a cluster; the cluster told
by the most documents wins, their confidence added up; within it the most exact value is taken, then the most
confident, then the first told. A value that was corrected, or replaced by a figure that names it as the one before,
takes no part. Values of the clusters that lost are conflicts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from extractor.records.taxonomy import PARTY_ROLES, ROLES, Action, Kind
from extractor.tracker.families import sides_of
from extractor.tracker.figures import Figure, agree, comparable, precision
from extractor.tracker.group import Group
from extractor.tracker.names import core, normalise
from extractor.tracker.telling import FIGURE_ROLES, Party, Telling

Row = dict[str, Any]
T = TypeVar("T")
REPEATED = 0.5
"""Weight of a further source in the confidence: it often repeats the first, and the same model read both."""
SUREST = 0.995
TEXT_ROLES = ("direction", "rating", "rating_previous", "period")
COLUMNS = (
    "key", "action", "actions", "status", "history", *ROLES, "confidence", "novelty", "conflicts", "superseded",
    "first_seen", "last_seen", "first_processed", "last_processed", "documents", "sources",
)  # fmt: skip
"""The fields of a row in order."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A value and the telling that says it."""

    value: Any
    by: Telling


def row(group: Group) -> Row:
    """The row of a group, JSON values only; times are ISO 8601 in UTC."""
    tellings = group.tellings
    action = _action(tellings)
    conflicts: list[Row] = []
    superseded: list[Row] = []
    found: Row = {
        "key": group.key,
        "action": action.value,
        "actions": sorted({t.action.value for t in tellings}),
        "status": group.status.status.value,
        "history": [{"status": s.status.value, "since": moment(s.since), "doc_id": s.doc_id} for s in group.history],
    }
    sides = sides_of(action)
    for role in PARTY_ROLES:
        found[role] = _best_party([_Said(t.sides[sides[role]], t) for t in tellings if sides[role] in t.sides])
    for role in FIGURE_ROLES:
        said = [_Said(t.figures[role], t) for t in tellings if role in t.figures]
        best = _settle(role, said, conflicts, superseded)
        found[role] = best and {**_figure(best.value), **_from(best, said)}
    for role in TEXT_ROLES:
        said = [_Said(v, t) for t in tellings if (v := getattr(t, role)) is not None]
        winner = _choose(said, lambda a, b: str(a).casefold() == str(b).casefold(), lambda _: 0, role, conflicts)
        found[role] = winner and {"value": str(winner.value), **_from(winner, said)}
    found["metrics"] = _metrics(tellings, conflicts)
    found["date"] = _date(tellings, conflicts)
    processed = [t.processed for t in tellings]
    found |= {
        "confidence": combined(tellings),
        "novelty": group.novelty,
        "conflicts": conflicts,
        "superseded": superseded,
        "first_seen": moment(tellings[0].known),
        "last_seen": moment(tellings[-1].known),
        "first_processed": moment(min(processed)),
        "last_processed": moment(max(processed)),
        "documents": len(group.documents),
        "sources": [_source(t) for t in tellings],
    }
    return {name: found[name] for name in COLUMNS}


def combined(tellings: Sequence[Telling]) -> float:
    """How sure the event is, from 0 to 1: 1 - (1 - c1) · Π (1 - ci)^0.5 over sources, the surest first.

    A source counts once, with its surest telling. A rule of thumb, not calibrated: it says that a second source helps,
    and that it is not independent.
    """
    best: dict[str, float] = defaultdict(float)
    for t in tellings:
        source = t.source or t.doc_id
        best[source] = max(best[source], t.confidence)
    first, *others = sorted(best.values(), reverse=True)
    doubt = 1 - first
    for c in others:
        doubt *= (1 - c) ** REPEATED
    return round(max(first, min(1 - doubt, SUREST)), 4)


def moment(when: datetime) -> str:
    """A time in UTC as text that sorts."""
    return when.isoformat(timespec="microseconds")


def _action(tellings: Sequence[Telling]) -> Action:
    weight: dict[Action, float] = defaultdict(float)
    for t in tellings:
        weight[t.action] += t.confidence
    return max(weight, key=lambda a: weight[a])


def _best_party(said: Sequence[_Said]) -> Row | None:
    """The name told most often; of a person the fullest. Tickers are those that any telling gives."""
    if not said:
        return None
    often: dict[str, int] = defaultdict(int)
    for s in said:
        often[normalise(s.value.name)] += 1

    def rank(s: _Said) -> tuple[int, int, int]:
        full = len(core(s.value.name)) if s.value.kind is Kind.PERSON else 0
        return full, often[normalise(s.value.name)], len(s.value.name)

    best = max(said, key=rank)
    party: Party = best.value
    tickers = list(dict.fromkeys(t for s in said for t in s.value.tickers))
    return {
        "name": party.name,
        "kind": party.kind.value,
        "tickers": [{"symbol": symbol, "exchange": exchange} for symbol, exchange in tickers],
        "variants": sorted({s.value.name for s in said}),
        "doc_id": best.by.doc_id,
    }


def _settle(role: str, said: list[_Said], conflicts: list[Row], superseded: list[Row]) -> _Said | None:
    """The best figure of a role, once those that a later telling replaces are set aside, with all that repeat them."""
    last = {s.by.doc_id: s for s in said}
    repairs = [s for s in said if s.by.corrects or "price_previous" in s.by.figures or last[s.by.doc_id] is not s]
    standing: list[_Said] = []
    gone: list[tuple[_Said, Telling]] = []
    for s in said:
        by = next((o.by for o in (*repairs, last[s.by.doc_id]) if _replaces(o, s, role)), None)
        if by is None and not s.by.corrects:
            by = next((t for old, t in gone if _same_figure(old.value, s.value) and t.known < s.by.known), None)
        if by is None:
            standing.append(s)
            continue
        gone.append((s, by))
        told = {"doc_id": s.by.doc_id, "by": by.doc_id, "since": moment(by.known)}
        superseded.append({"field": role, **_figure(s.value), **told})
    return _choose(standing, _same_figure, precision, role, conflicts, show=_figure)


def _replaces(later: _Said, earlier: _Said, role: str) -> bool:
    """Whether a telling gives a figure anew: it says so, is a newer version of the page, or names the old as the one
    before."""
    if later.by.known <= earlier.by.known or not comparable(later.value, earlier.value):
        return False
    if agree(later.value, earlier.value):
        return False
    if later.by.doc_id == earlier.by.doc_id or (later.by.corrects and not earlier.by.corrects):
        return True
    previous = later.by.figures.get("price_previous") if role == "price" else None
    return previous is not None and comparable(previous, earlier.value) and agree(previous, earlier.value)


def _choose(
    said: Sequence[_Said],
    same: Callable[[Any, Any], bool],
    exact: Callable[[Any], Any],
    role: str,
    conflicts: list[Row],
    *,
    show: Callable[[Any], Row] = lambda value: {"value": str(value)},
) -> _Said | None:
    """The best of some values; the others that it does not agree with are added to the conflicts."""
    if not said:
        return None
    ranked = sorted(said, key=lambda s: exact(s.value), reverse=True)
    clusters: list[list[_Said]] = []
    for s in ranked:
        # the head is the most exact of its cluster, so that rough values in between don't chain two clusters together
        home = next((c for c in clusters if same(c[0].value, s.value)), None)
        if home is None:
            clusters.append([s])
        else:
            home.append(s)
    best, *others = sorted(clusters, key=lambda c: (-_support(c), min(s.by.order for s in c)))
    for cluster in others:
        head = cluster[0]
        conflicts.append({"field": role, **show(head.value), "doc_ids": sorted({s.by.doc_id for s in cluster})})
    top = exact(best[0].value)
    return min((s for s in best if exact(s.value) == top), key=lambda s: (-s.by.confidence, s.by.order))


def _support(cluster: Sequence[_Said]) -> float:
    by_document: dict[str, float] = {}
    for s in cluster:
        by_document[s.by.doc_id] = max(by_document.get(s.by.doc_id, 0.0), s.by.confidence)
    return round(sum(by_document.values()), 6)


def _from(best: _Said, said: Sequence[_Said]) -> Row:
    return {"doc_id": best.by.doc_id, "told": len({s.by.doc_id for s in said})}


def _figure(figure: Figure) -> Row:
    found: Row = {"value": figure.value}
    if figure.currency:
        found["currency"] = figure.currency
    if figure.low is not None or figure.high is not None:
        found |= {"low": figure.low, "high": figure.high}
    return found | {"qualifier": figure.qualifier.value}


def _metrics(tellings: Sequence[Telling], conflicts: list[Row]) -> list[Row]:
    said: dict[tuple[str, str | None], list[_Said]] = defaultdict(list)
    for t in tellings:
        for m in t.metrics:
            said[m.name.value, m.period].append(_Said(m, t))
    rows = []
    for (name, period), some in said.items():
        field = f"metrics.{name}" + (f".{period}" if period else "")
        values = [_Said(s.value.value, s.by) for s in some if s.value.value is not None]
        changes = [_Said(s.value.change, s.by) for s in some if s.value.change is not None]
        value = _choose(values, _same_figure, precision, field, conflicts, show=_figure)
        change = _choose(changes, _same_figure, precision, f"{field}.change", conflicts, show=_figure)
        source = value or change
        rows.append(
            {
                "name": name,
                "period": period,
                "value": value and _figure(value.value),
                "change": change and _figure(change.value),
                "doc_id": source and source.by.doc_id,
            }
        )
    return rows


def _same_figure(a: Figure, b: Figure) -> bool:
    return comparable(a, b) and a.percent == b.percent and agree(a, b)


def _date(tellings: Sequence[Telling], conflicts: list[Row]) -> Row | None:
    said = [_Said((t.first, t.last), t) for t in tellings if t.first and t.last]

    def overlap(a: Any, b: Any) -> bool:
        return bool(a[0] <= b[1] and b[0] <= a[1])

    def show(value: Any) -> Row:
        return {"start": value[0].isoformat(), "end": value[1].isoformat()}

    best = _choose(said, overlap, lambda v: -(v[1] - v[0]).days, "date", conflicts, show=show)
    return {**show(best.value), **_from(best, said)} if best else None


def _source(t: Telling) -> Row:
    return {
        "doc_id": t.doc_id,
        "event_id": t.event_id,
        "source": t.source,
        "url": t.url,
        "published": t.published,
        "processed": moment(t.processed),
    }
