"""Dates in news text: where they stand and which days they mean.

`find_dates` takes any text and the day it was published, and returns non-overlapping mentions in order.
It refuses nothing: what can't be pinned to days is returned with `first` and `last` null. The rules are
in `dates_absolute` and `dates_relative`; this module scans for them and joins neighbours into ranges
("between Feb. 19 and April 8", "since March 13", "the week ended Nov. 7"). Time is linear in the text.
"""

import re
from dataclasses import dataclass
from datetime import date

from extractor.quantities.dates_absolute import ABSOLUTE
from extractor.quantities.dates_calendar import Grain, month_of, shift_business_days, shift_days, shift_months, week_of
from extractor.quantities.dates_context import Context, Reading
from extractor.quantities.dates_lexicon import DASH, GAP, SMALL, small_number
from extractor.quantities.dates_relative import RELATIVE
from extractor.quantities.dates_scan import Grammar

__all__ = ["DateMention", "Grain", "find_dates"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression: `text[start:end]`, and the days it means.

    `first` and `last` are inclusive; one is null where that side is open, both where the expression can't
    be pinned to days.
    """

    start: int
    end: int
    first: date | None
    last: date | None
    grain: Grain


def find_dates(text: str, *, published: date | None) -> list[DateMention]:
    """Every date expression of `text`, in order and without overlaps.

    Relative expressions ("last week", "Nov. 24" with no year) resolve against `published`; where that is
    null they come back with `first` and `last` null.
    """
    ctx = Context(text, published)
    return _join(_scan(ctx), ctx)


_ORDER = (
    "iso", "numeric", "slashed", "dashed", "near_day", "anchored_day", "so_far", "edge", "quarter", "stretch",
    "in_stretch", "the_unit", "since_then", "within", "ago", "unit", "holiday", "worded_day", "day_month", "month_day",
    "month_year", "month", "weekday", "fiscal", "season", "day_of_month", "year", "vague",
)  # fmt: skip
_GRAMMAR: Grammar[Context, Reading] = Grammar(
    sorted((*ABSOLUTE, *RELATIVE), key=lambda rule: _ORDER.index(rule[0]))
)


@dataclass(slots=True)
class _Found:
    start: int
    end: int
    reading: Reading


def _scan(ctx: Context) -> list[_Found]:
    found: list[_Found] = []
    for start, end, reading in _GRAMMAR.read(ctx.text, ctx, end=lambda match, reading: reading.end or match.end()):
        found.append(_Found(start, end, reading))
        if reading.first is not None:
            ctx.latest = reading
            if reading.grain in ("day", "range"):
                ctx.anchor = reading.last
    return found


_TO = re.compile(
    rf"(?:[ \t\n]{{0,2}}{DASH}[ \t\n]{{0,2}}|,?{GAP}(?:to|through|thru|until|till|up{GAP}to){GAP}(?:the{GAP})?"
    rf"|,?{GAP}and{GAP}ending{GAP}(?:on{GAP}|no{GAP}later{GAP}than{GAP})?)",
    re.IGNORECASE,
)
_AND = re.compile(rf"{GAP}(?:and|&){GAP}(?:on{GAP}|in{GAP})?", re.IGNORECASE)
_LEAD = re.compile(
    rf"(?:(?P<between>between)|(?P<since>(?:ever{GAP})?since(?:{GAP}(?:early|late|the{GAP}end{GAP}of))?)"
    rf"|(?P<weekof>(?:the{GAP})?week{GAP}(?:of|commencing|beginning|starting))"
    rf"|(?<!by )(?:the{GAP})?(?:(?P<n>{SMALL})(?:{GAP}|-)(?P<many>week|month|session|day|trading{GAP}day|trading{GAP}session)s?|(?P<one>week|month|quarter|half-year|half|financial{GAP}year|fiscal{GAP}year|year|period))"
    rf"{GAP}(?:that{GAP})?(?:ended|ending|to|through|up{GAP}to)(?:{GAP}(?:on|the))?)[ \t\n]{{1,3}}$",
    re.IGNORECASE,
)
_LEAD_ROOM = 60


def _join(found: list[_Found], ctx: Context) -> list[DateMention]:
    mentions: list[DateMention] = []
    at = 0
    while at < len(found):
        left = found[at]
        lead = _LEAD.search(ctx.text, max(0, left.start - _LEAD_ROOM, mentions[-1].end if mentions else 0), left.start)
        span = (left.reading.first, left.reading.last)
        grain, start, end = left.reading.grain, left.start, left.end
        joined = None
        if at + 1 < len(found):
            joined = _range(left, found[at + 1], bool(lead and lead["between"]), ctx)
        try:
            if joined is not None:
                at += 1
                span, grain, end = (joined[0], joined[1]), "range", found[at].end
                if lead and lead["between"]:
                    start = lead.start()
            elif lead is not None and not lead["between"]:
                opened = _opened(lead, left.reading, ctx)
                if opened is not None:
                    span, grain, start = (opened[0], opened[1]), opened[2], lead.start()
        except (ValueError, OverflowError):
            pass
        mentions.append(DateMention(start, end, span[0], span[1], grain))
        at += 1
    return mentions


def _range(left: _Found, right: _Found, between: bool, ctx: Context) -> tuple[date | None, date | None] | None:
    """The days from `left` to `right` where the words between them make a range, else null."""
    a, b = left.reading, right.reading
    if a.grain == "vague" or b.grain == "vague" or right.start - left.end > 30:
        return None
    link = _TO.fullmatch(ctx.text, left.end, right.start)
    both = _AND.fullmatch(ctx.text, left.end, right.start)
    if link is None and both is None:
        return None
    if both is not None and not between and a.grain != b.grain:
        return None
    if link is not None and a.grain != b.grain and not {a.grain, b.grain} <= {"day", "range", "month"}:
        return None
    first, last = a.first, b.last
    try:
        if a.month_day and b.first and not b.month_day:
            first = _place(a.month_day, b.first, ahead=False)
        elif b.month_day and a.first:
            last = _place(b.month_day, a.first, ahead=True)
        elif a.weekday is not None and b.weekday is not None and first and last and first > last:
            first = shift_days(first, -7)
    except (ValueError, OverflowError):
        return None
    if first is None or last is None:
        return (None, None) if link or between else None
    return (first, last) if first <= last else None


def _place(month_day: tuple[int, int], near: date, *, ahead: bool) -> date:
    month, day = month_day
    year = near.year
    if ahead and (month, day or 31) < (near.month, near.day):
        year += 1
    elif not ahead and (month, day or 1) > (near.month, near.day):
        year -= 1
    if day:
        return date(year, month, day)
    return month_of(year, month)[1 if ahead else 0]


def _opened(lead: re.Match[str], reading: Reading, ctx: Context) -> tuple[date | None, date | None, Grain] | None:
    """What "since", "week of", "quarter ended" and the like make of the date after them."""
    if lead["since"]:
        if reading.first is None:
            return None
        if ctx.published is None or reading.first > ctx.published:
            return reading.first, None, "range"
        return reading.first, ctx.published, "range"
    if lead["weekof"]:
        return (*week_of(reading.first), "week") if reading.first else (None, None, "week")
    unit = " ".join((lead["many"] or lead["one"]).lower().split())
    grain: Grain = "range"
    if reading.last is None:
        return None, None, grain
    last = reading.last
    count = small_number(lead["n"]) if lead["n"] else 1
    if unit == "week" and count == 1:
        return week_of(last)[0], last, "week"
    if unit in ("week", "day"):
        return shift_days(last, 1 - count * (7 if unit == "week" else 1)), last, grain
    if unit in ("session", "trading day", "trading session"):
        return shift_business_days(last, 1 - count), last, grain
    if unit == "period":
        return None
    months = {"month": count, "quarter": 3, "half": 6, "half-year": 6}.get(unit, 12)
    grain = {1: "month", 3: "quarter", 6: "half", 12: "year"}.get(months, "range")  # type: ignore[assignment]
    return shift_days(shift_months(shift_days(last, 1), -months), 0), last, grain
