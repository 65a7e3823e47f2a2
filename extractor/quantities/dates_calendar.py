"""Calendar arithmetic for dates read from text: spans of weeks, months, quarters, halves and years.

Every function takes and returns plain `datetime.date`; spans are inclusive pairs. What falls off the
calendar raises `ValueError` or `OverflowError`, which the readers turn into an unresolved mention.
"""

from datetime import date, timedelta
from typing import Literal

Grain = Literal["day", "range", "week", "month", "quarter", "half", "year", "vague"]
Span = tuple[date, date]

_DAY = timedelta(days=1)


def shift_days(day: date, days: int) -> date:
    """`day` moved by `days`."""
    return day + timedelta(days=days)


def shift_months(day: date, months: int) -> date:
    """`day` moved by whole months, held to the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def shift_business_days(day: date, days: int) -> date:
    """`day` moved by `days` weekdays (holidays are not known here)."""
    step = 1 if days > 0 else -1
    weeks, left = divmod(abs(days), 5)
    day = shift_days(day, step * 7 * weeks)
    while left:
        day = shift_days(day, step)
        left -= day.weekday() < 5
    return day


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    if month == 12:
        return 31
    return (date(year, month + 1, 1) - date(year, month, 1)).days


def week_of(day: date) -> Span:
    """Monday to Sunday around `day`."""
    monday = shift_days(day, -day.weekday())
    return monday, shift_days(monday, 6)


def month_of(year: int, month: int) -> Span:
    """First to last day of a month."""
    return date(year, month, 1), date(year, month, days_in_month(year, month))


def months_of(year: int, month: int, count: int) -> Span:
    """`count` months from the first of `month`."""
    first = date(year, month, 1)
    last = shift_months(first, count - 1)
    return first, month_of(last.year, last.month)[1]


def quarter_of(year: int, quarter: int) -> Span:
    """A calendar quarter, 1 to 4."""
    return months_of(year, 3 * quarter - 2, 3)


def half_of(year: int, half: int) -> Span:
    """A calendar half, 1 or 2."""
    return months_of(year, 6 * half - 5, 6)


def year_of(year: int) -> Span:
    """A calendar year."""
    return date(year, 1, 1), date(year, 12, 31)


def month_in_year(month: int, *, near: date, ahead: bool) -> int:
    """The year that puts `month` at or before `near`'s month, or with `ahead` at or after it."""
    if ahead:
        return near.year + (month < near.month)
    return near.year - (month > near.month)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    offset = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * offset) // 451
    month, day = divmod(epact + offset - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The `nth` (1 first, -1 last) `weekday` (Monday 0) of a month."""
    if nth > 0:
        first = date(year, month, 1)
        return shift_days(first, (weekday - first.weekday()) % 7 + 7 * (nth - 1))
    last = month_of(year, month)[1]
    return shift_days(last, -((last.weekday() - weekday) % 7))


def holiday(name: str, year: int) -> date:
    """The day of a holiday known by its lower-case `name`; `KeyError` for others."""
    fixed = {"christmas": (12, 25), "christmas day": (12, 25), "christmas eve": (12, 24), "boxing day": (12, 26),
             "new year's eve": (12, 31), "new year's day": (1, 1), "new year": (1, 1), "independence day": (7, 4),
             "valentine's day": (2, 14), "halloween": (10, 31)}  # fmt: skip
    if name in fixed:
        return date(year, *fixed[name])
    if name in ("easter", "good friday", "easter monday"):
        return shift_days(easter(year), {"easter": 0, "good friday": -2, "easter monday": 1}[name])
    moving = {"thanksgiving": (11, 3, 4), "labor day": (9, 0, 1), "memorial day": (5, 0, -1)}
    return nth_weekday(year, *moving[name])
