"""The tellings of one real-world event, in order, and what of them a further telling is compared with.

A group only grows. What it holds after its first n tellings does not depend on any later one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from extractor.records.taxonomy import Direction, Status
from extractor.tracker.families import Family
from extractor.tracker.figures import Figure
from extractor.tracker.keys import Block, days, times
from extractor.tracker.telling import Measure, Party, Telling, Version

VARIANTS = 8
"""Different values of one field that are compared with; a story told by thousands costs no more than that."""
_WORDS = 96
T = TypeVar("T")

_YIELDS = {
    Status.RUMORED: frozenset(Status),
    Status.PENDING: frozenset({Status.COMPLETED, Status.CANCELLED}),
    Status.COMPLETED: frozenset({Status.CANCELLED}),
    Status.CANCELLED: frozenset(Status),
}
"""Status → what a later telling can make of it. Background told late ("agreed in March to buy") takes nothing back."""


@dataclass(frozen=True, slots=True)
class Step:
    """A status and the telling that first told it."""

    status: Status
    since: datetime
    doc_id: str


@dataclass(slots=True)
class Group:
    """One event, the `number`th. `key` names it; `novelty` is the days since its party's last event of the family, None for the first."""

    key: str
    number: int
    family: Family
    novelty: float | None
    tellings: list[Telling] = field(default_factory=list)
    history: list[Step] = field(default_factory=list)
    sides: dict[str, list[Party]] = field(default_factory=dict)
    figures: dict[str, list[Figure]] = field(default_factory=dict)
    metrics: list[Measure] = field(default_factory=list)
    dates: list[tuple[int, int]] = field(default_factory=list)
    times: list[tuple[int, int]] = field(default_factory=list)
    periods: list[str] = field(default_factory=list)
    ratings: list[str] = field(default_factory=list)
    directions: set[Direction] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    filed: set[Block] = field(default_factory=set)
    versions: set[Version] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)

    @property
    def told(self) -> int:
        """The day it was first told, as an ordinal."""
        return self.tellings[0].known.date().toordinal()

    @property
    def status(self) -> Step:
        return self.history[-1]

    def add(self, telling: Telling) -> None:
        """Takes a telling that comes after all it has."""
        self.tellings.append(telling)
        if not self.history or (
            telling.status is not self.status.status and telling.status in _YIELDS[self.status.status]
        ):
            self.history.append(Step(telling.status, telling.known, telling.doc_id))
        for side, party in telling.sides.items():
            _extend(self.sides.setdefault(side, []), [party])
        for role, figure in telling.figures.items():
            _extend(self.figures.setdefault(role, []), [figure])
        _extend(self.metrics, telling.metrics, limit=4 * VARIANTS)
        if telling.first and telling.last:
            _extend(self.dates, [days(telling)])
        if telling.first is not None or not self.times:
            _extend(self.times, times(telling))
        _extend(self.periods, [telling.period] if telling.period else [])
        _extend(self.ratings, [telling.rating] if telling.rating else [])
        if telling.direction:
            self.directions.add(telling.direction)
        if len(self.words) < _WORDS:
            self.words.update(telling.words)
        self.versions.add(telling.version)
        self.documents.add(telling.doc_id)


def _extend(known: list[T], new: Iterable[T], *, limit: int = VARIANTS) -> None:
    for value in new:
        if len(known) < limit and value not in known:
            known.append(value)
