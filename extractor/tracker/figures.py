"""When two figures, said by two articles, can be one.

A figure is as fine as it is said: 2.6 million and 2,613,450 agree, 2.6 and 2.7 million do not. Words such as "about"
and "more than" loosen it. Figures of two currencies, or of which one is missing, say nothing about each other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from extractor.records.taxonomy import Qualifier

CLOSE = 0.02
"""Share by which figures said exactly may differ, however few digits they have."""
LOOSE = 0.06
"""The same where one is said to be about right."""
BEYOND = 0.2
"""How far over or under a bound ("more than 5 million") the figure itself may lie, as a share."""
_OVER = (Qualifier.OVER, Qualifier.AT_LEAST)
_UNDER = (Qualifier.UNDER, Qualifier.UP_TO)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the record: money (with its currency), shares, or percent.

    percent  the unit is percent, of which the last decimal said is the unit even where it is a nought
    """

    value: float
    currency: str | None = None
    low: float | None = None
    high: float | None = None
    qualifier: Qualifier = Qualifier.EXACT
    percent: bool = False


def digits(value: float) -> int:
    """Significant digits of a number as one would write it: 2,600,000 has two, 38.58 four. Zero has one."""
    number = Decimal(repr(value)).normalize()
    return len(number.as_tuple().digits)


def precision(figure: Figure) -> tuple[bool, bool, int]:
    """Sorts figures by how exactly they are said."""
    return figure.low is None and figure.high is None, figure.qualifier is Qualifier.EXACT, digits(figure.value)


def comparable(a: Figure, b: Figure) -> bool:
    """Whether two figures of one role can be compared: one currency, or none."""
    return a.currency == b.currency


def agree(a: Figure, b: Figure) -> bool:
    """Whether two comparable figures can be one number, said with different care."""
    if a.value == b.value:
        return True
    (a_low, a_high), (b_low, b_high) = _bounds(a), _bounds(b)
    if max(a_low, b_low) <= min(a_high, b_high) and (_ranged(a) or _ranged(b)):
        return True
    return abs(a.value - b.value) <= max(_slack(a), _slack(b)) * (1 + 1e-9)


def _ranged(f: Figure) -> bool:
    return f.low is not None or f.high is not None or f.qualifier in _OVER or f.qualifier in _UNDER


def _bounds(f: Figure) -> tuple[float, float]:
    low = f.value if f.low is None else f.low
    high = f.value if f.high is None else f.high
    # "more than" a fall of 20 % is a greater fall
    if (f.qualifier in _OVER and high >= 0) or (f.qualifier in _UNDER and low < 0):
        return low, high + abs(high) * BEYOND
    if f.qualifier in _OVER or f.qualifier in _UNDER:
        return low - abs(low) * BEYOND, high
    return low, high


def _slack(f: Figure) -> float:
    size = abs(f.value)
    about = LOOSE if f.qualifier is Qualifier.ABOUT else 0.0
    if f.percent:
        return max(_unit(f.value, 1) / 2, about * size)
    # "5 million" is seldom said of 5.4 million: two digits are meant at least
    return max(min(_unit(f.value, 2) / 2, CLOSE * size), about * size)


def _unit(value: float, least: int) -> float:
    """The value of the last digit said; of a percentage (`least` 1) at most one."""
    if value == 0 or not math.isfinite(value):
        return 1.0
    lead = math.floor(math.log10(abs(value)))
    unit = 10.0 ** (lead - max(digits(value), least) + 1)
    return min(unit, 1.0) if least == 1 else unit
