"""Articles one after the other → counts, in memory that does not grow with them.

What is kept: a count for each month, action, status, code, currency and label, and the frequent names
(`FrequentNames`). An event told by ten articles counts ten times: `extractor merge` tells what happened once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from extractor.records.taxonomy import TAXONOMY, Action, Polarity, Status
from extractor.stats.names import LIMIT, FrequentNames
from extractor.stats.reading import ARGUMENTS, UNKNOWN, Failed, Piece, Told

BOUGHT, SOLD = "bought", "sold"
SIDES: Mapping[str, str] = {
    Action.INSIDER_PURCHASE: BOUGHT,
    Action.STAKE_INCREASE: BOUGHT,
    Action.BUYBACK: BOUGHT,
    Action.INSIDER_SALE: SOLD,
    Action.STAKE_DECREASE: SOLD,
}
"""Trades in shares; takeovers, plans and offerings are none."""
BINS = 20
"""Steps of confidence, from 0 to 1."""
TOP = 20
NO_NAME = "(none)"


class Statistics:
    """Counts what it is given; `to_dict` at any time. `limit` bounds the names that are kept of each kind."""

    def __init__(self, *, limit: int = LIMIT) -> None:
        self.articles = 0
        self.with_events = 0
        self.failures: Counter[str] = Counter()
        self.unread = 0
        self._months: Counter[str] = Counter()
        self._sources, self._event_sources = FrequentNames(limit=limit), FrequentNames(limit=limit)
        self._actors, self._targets = FrequentNames(limit=limit), FrequentNames(limit=limit)
        self._actions: Counter[tuple[str, str]] = Counter()
        self._by_month: dict[str, Counter[str]] = defaultdict(Counter)
        self._filled: Counter[tuple[str, str]] = Counter()
        self._trades: dict[tuple[str, str], _Sum] = defaultdict(_Sum)
        self._traded: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._unvalued: Counter[str] = Counter()
        self._moods: dict[str, _Mood] = defaultdict(_Mood)
        self._event_mood = _Mood()
        self._confidence: Counter[int] = Counter()

    def add(self, piece: Piece) -> None:
        """Counts an article, a failure, or a line that could not be read."""
        if isinstance(piece, Told):
            self._article(piece)
        elif isinstance(piece, Failed):
            self.failures[piece.code] += piece.count
        else:
            self.unread += 1

    def _article(self, told: Told) -> None:
        source = told.source or NO_NAME
        self.articles += 1
        self.with_events += bool(told.events)
        self._months[told.month] += 1
        self._sources.add(source)
        self._moods[told.month].add(told.label, told.score)
        for event in told.events:
            self._event_sources.add(source)
            self._event(event, told.month)

    def _event(self, event: Mapping[str, Any], month: str) -> None:
        action, status = event["action"], event["status"]
        self._actions[action, status] += 1
        self._by_month[month][action] += 1
        for name, names in (("actor_name", self._actors), ("target_name", self._targets)):
            if event[name] is not None:
                names.add(event[name])
        for role, column in ARGUMENTS.items():
            if event[column] is not None:
                self._filled[action, role] += 1
        self._event_mood.add(event["sentiment_label"], event["sentiment_score"])
        if event["confidence"] is not None:
            self._confidence[min(BINS - 1, int(event["confidence"] * BINS))] += 1
        side = SIDES.get(action)
        if side is not None and status == Status.COMPLETED:
            self._trade(side, event, month)

    def _trade(self, side: str, event: Mapping[str, Any], month: str) -> None:
        amount, currency, worked_out = event["value_amount"], event["value_currency"], False
        if amount is None and event["shares_value"] is not None and event["price_amount"] is not None:
            amount, currency, worked_out = (
                event["shares_value"] * event["price_amount"], event["price_currency"], True,
            )  # fmt: skip
        if amount is None or currency is None:
            self._unvalued[side] += 1
            return
        self._trades[currency, side].add(amount, worked_out)
        self._traded[currency, side][month] += amount

    def to_dict(self, *, top: int = TOP) -> dict[str, Any]:
        """All counts, for JSON; docs/statistics.md says what each is. Months are in order, `unknown` last."""
        events = sum(self._actions.values())
        failed = sum(self.failures.values())
        return {
            "documents": {
                "total": self.articles + failed,
                "articles": self.articles,
                "failed": failed,
                "unread": self.unread,
                "with_events": self.with_events,
            },
            "failures": _ranked(self.failures),
            "articles": {"by_month": dict(_dated(self._months)), "by_source": _names(self._sources, top)},
            "events": {
                "total": events,
                "by_action": self._by_action(),
                "by_status": _ranked(_summed((status, n) for (_, status), n in self._actions.items())),
                "by_month": {month: _ranked(some) for month, some in _dated(self._by_month)},
                "by_source": _names(self._event_sources, top),
            },
            "actors": _names(self._actors, top),
            "targets": _names(self._targets, top),
            "value": self._values(),
            "sentiment": {
                "articles": _Mood.of(self._moods.values()).to_dict(),
                "events": self._event_mood.to_dict(),
                "by_month": {month: mood.to_dict() for month, mood in _dated(self._moods)},
            },
            "arguments": self._arguments(events),
            "confidence": [
                {"from": n / BINS, "to": (n + 1) / BINS, "events": self._confidence[n]} for n in range(BINS)
            ],
        }

    def _by_action(self) -> list[dict[str, Any]]:
        counts = _summed((action, n) for (action, _), n in self._actions.items())
        made = []
        for action, count in _ranked(counts).items():
            spec = TAXONOMY.get(Action(action)) if action in set(Action) else None
            statuses = _ranked({status: n for (of, status), n in self._actions.items() if of == action})
            group = str(spec.group) if spec else None
            made.append({"action": str(action), "group": group, "events": count, "by_status": statuses})
        return made

    def _values(self) -> dict[str, Any]:
        events = _summed((currency, trades.events) for (currency, _), trades in self._trades.items())
        made = []
        for currency in _ranked(events):
            sides = {side: self._trades.get((currency, side), _Sum()).to_dict() for side in (BOUGHT, SOLD)}
            months = {month for side in sides for month in self._traded.get((currency, side), ())}
            by_month = {
                month: {side: self._traded.get((currency, side), {}).get(month, 0.0) for side in sides}
                for month, _ in _dated(dict.fromkeys(months))
            }
            made.append({"currency": currency, **sides, "by_month": by_month})
        return {"currencies": made, "without_amount": {side: self._unvalued[side] for side in (BOUGHT, SOLD)}}

    def _arguments(self, events: int) -> list[dict[str, Any]]:
        made = []
        for role in ARGUMENTS:
            filled = sum(n for (_, name), n in self._filled.items() if name == role)
            can = {action for action, spec in TAXONOMY.items() if role in spec.roles}
            possible = sum(n for (action, _), n in self._actions.items() if action in can)
            expected = sum(n for (action, name), n in self._filled.items() if name == role and action in can)
            made.append(
                {
                    "argument": role, "events": filled, "share": _share(filled, events),
                    "possible": possible, "share_of_possible": _share(expected, possible),
                }
            )  # fmt: skip
        return made


def statistics_of(pieces: Iterable[Piece]) -> Statistics:
    """The counts of all pieces."""
    made = Statistics()
    for piece in pieces:
        made.add(piece)
    return made


class _Sum:
    def __init__(self) -> None:
        self.events = self.worked_out = 0
        self.total = self.largest = 0.0

    def add(self, amount: float, worked_out: bool) -> None:
        self.events += 1
        self.worked_out += worked_out
        self.total += amount
        self.largest = max(self.largest, amount)

    def to_dict(self) -> dict[str, Any]:
        return {
            "events": self.events, "total": round(self.total, 2), "largest": self.largest, "worked_out": self.worked_out
        }  # fmt: skip


class _Mood:
    def __init__(self) -> None:
        self.labels: Counter[str] = Counter()
        self.score = 0.0
        self.scored = 0

    def add(self, label: str | None, score: float | None) -> None:
        if label is not None:
            self.labels[label] += 1
        if score is not None:
            self.score += score
            self.scored += 1

    @classmethod
    def of(cls, some: Iterable[_Mood]) -> _Mood:
        made = cls()
        for mood in some:
            made.labels.update(mood.labels)
            made.score += mood.score
            made.scored += mood.scored
        return made

    def to_dict(self) -> dict[str, Any]:
        counts = {str(label): self.labels[label] for label in Polarity}
        return {**counts, "mean_score": round(self.score / self.scored, 4) if self.scored else None}


def _names(names: FrequentNames, top: int) -> dict[str, Any]:
    return {
        "distinct": names.distinct, "counts_low_by_at_most": names.short,
        "top": [{"name": name, "count": count} for name, count in names.top(top)],
    }  # fmt: skip


def _summed(some: Iterable[tuple[str, int]]) -> Counter[str]:
    made: Counter[str] = Counter()
    for name, count in some:
        made[name] += count
    return made


def _ranked(counts: Mapping[str, int]) -> dict[str, int]:
    """The most frequent first; of equal ones the alphabetically first."""
    return {str(name): count for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))}


def _dated(some: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(some.items(), key=lambda item: (item[0] == UNKNOWN, item[0]))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
