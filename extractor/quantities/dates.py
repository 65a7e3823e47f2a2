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
from extractor.quantities.dates_seasons import QUARTERS

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


# where two rules read the same place, the one named first here wins
_ORDER = (
    "iso", "numeric", "slashed", "dashed", "near_day", "anchored_day", "so_far", "edge", "quarter", "stretch",
    "in_stretch", "the_unit", "since_then", "within", "ago", "unit", "holiday", "worded_day", "day_month", "month_day",
    "month_year", "month", "weekday", "fiscal", "season_year", "season", "day_of_month", "year", "vague",
)  # fmt: skip
_GRAMMAR: Grammar[Context, Reading] = Grammar(
    sorted((*ABSOLUTE, *RELATIVE, *QUARTERS), key=lambda rule: _ORDER.index(rule[0]))
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
    rf"(?:(?P<between>between)|(?P<since>(?:ever{GAP})?since)"
    rf"|(?P<weekof>(?:the{GAP})?week{GAP}(?:of|commencing|beginning|starting))"
    rf"|(?<!by )(?:the{GAP})?(?:(?P<n>{SMALL})(?:{GAP}|-)(?P<many>week|month|(?:trading{GAP})?(?:session|day))s?"
    rf"|(?:financial{GAP}|fiscal{GAP})?(?P<one>week|month|quarter|half-year|half|year))"
    rf"{GAP}(?:that{GAP})?(?:ended|ending|to|through|up{GAP}to)(?:{GAP}(?:on|the))?)[ \t\n]{{1,3}}$",
    re.IGNORECASE,
)
_LEAD_ROOM, _LINK_ROOM = 60, 30  # characters before a date, and between two


_Days = tuple[date | None, date | None, Grain]


def _join(found: list[_Found], ctx: Context) -> list[DateMention]:
    mentions: list[DateMention] = []
    at = 0
    while at < len(found):
        here, after = found[at], found[at + 1] if at + 1 < len(found) else None
        floor = max(0, here.start - _LEAD_ROOM, mentions[-1].end if mentions else 0)
        lead = _LEAD.search(ctx.text, floor, here.start)
        between = lead is not None and lead["between"] is not None
        start, end = here.start, here.end
        days: _Days = here.reading.first, here.reading.last, here.reading.grain
        if after is not None and (joined := _range(here, after, between=between, text=ctx.text)) is not None:
            at, end, days = at + 1, after.end, joined
            start = lead.start() if between and lead else start
        elif lead is not None and (opened := _opened(lead, here.reading, ctx)) is not None:
            start, days = lead.start(), opened
        mentions.append(DateMention(start, end, *days))
        at += 1
    return mentions


def _range(left: _Found, right: _Found, *, between: bool, text: str) -> _Days | None:
    """The days from `left` to `right` where the words between them make a range, else null."""
    a, b = left.reading, right.reading
    if "vague" in (a.grain, b.grain) or right.start - left.end > _LINK_ROOM:
        return None
    linked = _TO.fullmatch(text, left.end, right.start) is not None
    if not linked and _AND.fullmatch(text, left.end, right.start) is None:
        return None
    if not (linked or between or (_plain(left, text) and _plain(right, text))):
        return None
    if a.grain != b.grain and not (between or (linked and {a.grain, b.grain} <= {"day", "range", "month"})):
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
        return (None, None, "range") if linked or between else None
    return (first, last, "range") if first <= last else None


def _plain(found: _Found, text: str) -> bool:
    """Whether a mention names its days itself: "in 2015 and two years later" are no two years together."""
    reading = found.reading
    return reading.month_day is not None or reading.weekday is not None or text[found.end - 1].isdigit()


def _place(month_day: tuple[int, int], near: date, *, ahead: bool) -> date:
    """A day (or with the day 0 a month's edge) in the year that puts it right before or after `near`."""
    month, day = month_day
    year = near.year
    if ahead and (month, day or 31) < (near.month, near.day):
        year += 1
    elif not ahead and (month, day or 1) > (near.month, near.day):
        year -= 1
    if day:
        return date(year, month, day)
    return month_of(year, month)[1 if ahead else 0]


def _opened(lead: re.Match[str], reading: Reading, ctx: Context) -> _Days | None:
    """What "since", "week of", "quarter ended" and the like make of the date after them; null where nothing."""
    if lead["between"]:
        return None
    try:
        if lead["since"]:
            return _since(reading, ctx)
        if lead["weekof"]:
            return (*week_of(reading.first), "week") if reading.first else (None, None, "week")
        return _ended(lead, reading.last)
    except (ValueError, OverflowError):
        return None


def _since(reading: Reading, ctx: Context) -> _Days | None:
    if reading.first is None:
        return None
    # what has gone on since a day has gone on to publication: the annotation closes it there
    past = ctx.published is not None and reading.first <= ctx.published
    return reading.first, ctx.published if past else None, "range"


def _ended(lead: re.Match[str], last: date | None) -> _Days:
    unit = lead["many"] or lead["one"]
    unit, count = unit.lower().split()[-1], small_number(lead["n"]) if lead["n"] else 1
    months = {"month": count, "quarter": 3, "half": 6, "half-year": 6, "year": 12}.get(unit, 0)
    grain = _GRAINS.get(months, "range") if months else "week" if (unit, count) == ("week", 1) else "range"
    if last is None:
        return None, None, grain
    if months:
        return shift_months(shift_days(last, 1), -months), last, grain
    if grain == "week":
        return week_of(last)[0], last, grain
    if unit == "session" or "trading" in lead["many"].lower():
        return shift_business_days(last, 1 - count), last, grain
    return shift_days(last, 1 - count * (7 if unit == "week" else 1)), last, grain


_GRAINS: dict[int, Grain] = {1: "month", 3: "quarter", 6: "half", 12: "year"}
