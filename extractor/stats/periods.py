"""Months of an archive → the periods of a time axis: months, quarters or years, without gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.stats.reading import UNKNOWN

MOST = 36
"""Months, or quarters, that an axis shows; where there are more, the next longer period is used."""
STRAY = 0.005
"""Share of the counts at both ends together that a long axis may leave out: a few wrong dates would fill it."""


@dataclass(frozen=True, slots=True)
class Periods:
    """A time axis.

    unit     "month", "quarter" or "year"
    labels   of the periods in order
    outside  counts that lie before the first or after the last
    """

    unit: str
    labels: Sequence[str]
    outside: int
    undated: int

    def index(self, month: str) -> int | None:
        """The period of a month; None where the axis does not have it."""
        if month == UNKNOWN:
            return None
        label = _label(_number(month), self.unit)
        return self.labels.index(label) if label in self.labels else None


def periods_of(counts: Mapping[str, int]) -> Periods:
    """The axis for counts by month (YYYY-MM)."""
    dated = {_number(month): n for month, n in counts.items() if month != UNKNOWN and n}
    undated = counts.get(UNKNOWN, 0)
    if not dated:
        return Periods("month", (), 0, undated)
    months = sorted(dated)
    spare = int(STRAY * sum(dated.values()))
    outside = 0
    while months[-1] - months[0] >= MOST:
        end = 0 if dated[months[0]] < dated[months[-1]] else -1
        if outside + dated[months[end]] > spare:
            break
        outside += dated[months.pop(end)]
    span = months[-1] - months[0] + 1
    unit = "month" if span <= MOST else "quarter" if span <= 3 * MOST else "year"
    labels = tuple(dict.fromkeys(_label(month, unit) for month in range(months[0], months[-1] + 1)))
    return Periods(unit, labels, outside, undated)


def _number(month: str) -> int:
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number) - 1


def _label(number: int, unit: str) -> str:
    year, month = divmod(number, 12)
    if unit == "year":
        return f"{year:04}"
    return f"{year:04}-Q{month // 3 + 1}" if unit == "quarter" else f"{year:04}-{month + 1:02}"
