"""Names and how often they came, the frequent ones, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

LIMIT = 100_000
"""Names that are kept; some 15 MB."""


class FrequentNames:
    """Counts names; exact while there are at most `limit` of them.

    Beyond that the rarer half is forgotten and what they had is taken off all others (Misra and Gries, in batches), so
    a count is too low by at most `short`, and `short` is at most 2 · `total` / `limit`. A name that is more frequent
    than that is never lost.
    """

    def __init__(self, *, limit: int = LIMIT) -> None:
        self._limit = max(2, limit)
        self._counts: dict[str, int] = {}
        self.total = 0
        self.short = 0

    def add(self, name: str) -> None:
        self.total += 1
        self._counts[name] = self._counts.get(name, 0) + 1
        if len(self._counts) > self._limit:
            self._shrink()

    @property
    def distinct(self) -> int | None:
        """How many names there were; None where some were forgotten."""
        return None if self.short else len(self._counts)

    def top(self, count: int) -> Iterator[tuple[str, int]]:
        """The `count` most frequent names with their counts; of equal ones the alphabetically first."""
        ranked = sorted(self._counts.items(), key=itemgetter(0))
        yield from sorted(ranked, key=itemgetter(1), reverse=True)[:count]

    def _shrink(self) -> None:
        ranked = sorted(self._counts.values())
        least = ranked[len(ranked) // 2]
        self._counts = {name: count - least for name, count in self._counts.items() if count > least}
        self.short += least
