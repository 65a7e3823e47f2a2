"""Rules for dates that name their day, month or year: "Nov. 20–21", "24 November 2025", "3.7.2025", "in 2007".

Each rule is a pattern with named groups and a reader `(match, context) -> Reading | None`; `None` means the
words are no date after all.
"""

import re
from datetime import date
from itertools import pairwise

from extractor.quantities.dates_calendar import Span, month_of, year_of
from extractor.quantities.dates_context import Context, Reading, over, relative, single
from extractor.quantities.dates_lexicon import (
    DASH,
    DAY,
    GAP,
    MONTH,
    ORDINAL_DAY,
    ORDINAL_DAYS,
    SP,
    WEEKDAY,
    YEAR,
    full_year,
    month_number,
    weekday_number,
    words,
)
from extractor.quantities.dates_scan import Match, Rule

_LOOKS_LIKE_WORDS = frozenset(("may", "march", "mar", "dec", "jan", "sep"))
_LOOKS_LIKE_NAMES = words("april june august may jan mar")
_SHORT = words("may march mar jan dec sep apr jun jul aug feb oct nov sept")
_BEFORE_MONTH = words(
    "in since by from until till of late early mid last next this that through to and between for on during before "
    "after around end ended ending following previous past or earlier its the a an as per each every starting "
    "beginning over throughout his her their s effective"
)
_BEFORE_YEAR = words(
    "in since by from until till of late early mid through to and between for during before after around end "
    "throughout fiscal into back over than circa spring summer autumn fall winter year or versus vs calendar"
)
_BEFORE_NAME = words("and or to for as with a an the")
_CAPITAL = re.compile(r"[ \t\n]{1,3}[A-Z][a-z]")
_OWNERS = frozenset(("a", "the", "its", "his", "her", "their", "this", "that"))
_NOUN = re.compile(
    r"(?:['’]s)?[ \t\n]{1,3}(?!(?:shares|people|jobs|notes?|bonds?|to|and|or|of|in|at|for|on|was|is|were|had|has)\b)"
    r"[a-z]{3,}"
)
_COUNTED = re.compile(
    r"[ \t\n]{1,2}(?:shares?|people|jobs|employees|staff|workers|points?|stores|bonds?|notes?|dlrs|dollars|yen|tonnes|"
    r"tons|megawatts|MW|units|homes|rooms|cars|customers|of\b)",
    re.IGNORECASE,
)
_BEFORE_SLASHED = re.compile(
    r"(?:\b(?:on|dated|since|from|by|until|to|of|and)\s|[(–,;]\s?|^|\n[-•*]?\s?)$", re.IGNORECASE
)
_FRACTION = re.compile(r"\s*(?:of|share|point|inch|\w+-for)")


def _numbers(text: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d{1,2}", text)]


def _days(first: date, last: date, **rest: object) -> Reading:
    return Reading(first, last, "day" if first == last else "range", **rest)  # type: ignore[arg-type]


def _named_year(m: Match, ctx: Context) -> int | None:
    if m["y"]:
        return full_year(m["y"])
    if m["rel"]:
        return ctx.today.year + {"last": -1, "this": 0, "next": 1}[m["rel"].lower()]
    return None


def _day_month(m: Match, ctx: Context) -> Reading | None:
    word, end = m["mo"], None
    if word.islower() and word.rstrip(".") in _LOOKS_LIKE_WORDS and " of" not in m[0]:
        return None
    month, days = month_number(word), _numbers(m["days"])
    if m.start("days") > m.start("mo") and any(a >= b for a, b in pairwise(days)):
        # "Nov. 24 and 3 directors": what follows is another number
        first = _FIRST_DAY.match(m["days"])
        days, end = days[:1], m.start("days") + (first.end() if first else 0)
    low, high = min(days), max(days)
    date(2000, month, high)  # a day no year has is no date
    if ctx.published is None and not m["y"]:
        return Reading(None, None, "day" if low == high else "range", month_day=(month, low), end=end)
    year = _named_year(m, ctx) if end is None else None
    if year is not None:
        return _days(date(year, month, low), date(year, month, high))
    weekday = weekday_number(m["wd"]) if m["wd"] else None
    found = ctx.place_day(month, high, lean=ctx.lean(m), weekday=weekday)
    if found is None:
        return Reading(None, None, "day", month_day=(month, low), end=end)
    return _days(found.replace(day=low), found, month_day=(month, low), end=end)


_FIRST_DAY = re.compile(DAY, re.IGNORECASE)


def _numeric(m: Match, ctx: Context) -> Reading | None:
    if m["s"] != m["t"] or (m["s"] == "." and len(m["y"]) == 2 and len(m["a"]) + len(m["b"]) < 4):
        return None
    one, two, year = int(m["a"]), int(m["b"]), full_year(m["y"])
    if m["s"] == "." or one > 12 or (ctx.day_first and two <= 12):
        return single(date(year, two, one))
    if two > 12 or ctx.day_first is False or ctx.published is None:
        return single(date(year, one, two))
    # could be read both ways: news is about days near it
    near = ctx.published
    return single(min(date(year, one, two), date(year, two, one), key=lambda d: abs((d - near).days)))


def _slashed(m: Match, ctx: Context) -> Reading | None:
    if not _BEFORE_SLASHED.search(ctx.text[max(0, m.start() - 10) : m.start()]):
        return None
    if ctx.day_first is None and _FRACTION.match(ctx.text[m.end() : m.end() + 12]):
        return None
    one, two = int(m["a"]), int(m["b"])
    month, day = (two, one) if ctx.day_first or one > 12 else (one, two)
    date(2000, month, day)  # a day no year has is no date
    found = ctx.place_day(month, day, lean=ctx.lean(m)) if ctx.published else None
    return Reading(found, found, "day", month_day=(month, day))


def _iso(m: Match, ctx: Context) -> Reading | None:
    return single(date(int(m["y"]), int(m["m"]), int(m["d"])))


def _dashed(m: Match, ctx: Context) -> Reading | None:
    return single(date(full_year(m["y"]), month_number(m["mo"]), _numbers(m["d"])[0]))


def _part(m: Match) -> str:
    """The part of a month or year said before it: early, mid, late, start, end, week; or the empty string."""
    said = (m["part"] or "").lower().split()
    if not said:
        return ""
    word = said[-2] if said[-1] == "of" else said[-1]
    return {"beginning": "start", "close": "end", "middle": "mid"}.get(word, word)


def _part_of_month(part: str, span: Span) -> Reading:
    """Early, mid and late are thirds of the month, as the annotated articles have them: 1–10, 10–20, 21–end."""
    first, last = span
    match part:
        case "end":
            return single(last)
        case "start":
            return single(first)
        case "week":
            return Reading(first, first.replace(day=7), "week")
        case "mid":
            return Reading(first.replace(day=10), first.replace(day=20), "range")
        case "early":
            return Reading(first, first.replace(day=10), "range")
        case "late":
            return Reading(first.replace(day=21), last, "range")
    return over(span, "month")


def _month_year(m: Match, ctx: Context) -> Reading | None:
    if m["thatyear"]:
        if ctx.latest is None or ctx.latest.first is None:
            return Reading(None, None, "month")
        year: int | None = ctx.latest.first.year
    elif ctx.published is None and not m["y"]:
        return Reading(None, None, "month")
    else:
        year = _named_year(m, ctx)
    return None if year is None else _part_of_month(_part(m), month_of(year, month_number(m["mo"])))


def _month(m: Match, ctx: Context) -> Reading | None:
    word = m["mo"]
    stem = word.rstrip(".").lower()
    before = ctx.word_before(m)
    introduced = bool(m["rel"] or m["part"]) or before in _BEFORE_MONTH
    if before in _BEFORE_NAME and stem in _LOOKS_LIKE_NAMES and _CAPITAL.match(ctx.text, m.end()):
        return None
    if word.islower() and (stem in _LOOKS_LIKE_WORDS or not introduced):
        return None
    if not introduced and (stem in _SHORT or (stem in _LOOKS_LIKE_NAMES and _CAPITAL.match(ctx.text, m.end()))):
        return None
    month = month_number(word)
    if ctx.published is None:
        return Reading(None, None, "month", month_day=(month, 0))
    if m["rel"]:
        year = _told_year(m["rel"].lower().split()[-1], month, ctx)
        return _part_of_month(_part(m), month_of(year, month))
    lean = ctx.lean(m)
    span = ctx.place_month(month, lean=lean)
    if lean.way == "past" and span[0] <= ctx.published < span[1] and not m["part"]:
        return Reading(span[0], ctx.published, "month", month_day=(month, 0))
    reading = _part_of_month(_part(m), span)
    return Reading(reading.first, reading.last, reading.grain, month_day=(month, 0))


def _told_year(rel: str, month: int, ctx: Context) -> int:
    """The year of "last March", "next March", "this March", and of "the following March" after an earlier date."""
    near = ctx.today
    if rel in ("last", "past"):
        return near.year - (month >= near.month)
    if rel in ("next", "coming"):
        return near.year + (month <= near.month)
    if rel == "this":
        return near.year
    ground = (ctx.latest.last or ctx.latest.first) if ctx.latest else None
    if ground is None:
        return near.year - (month > near.month)
    return ground.year + (rel == "following" and month <= ground.month) - (rel == "previous" and month >= ground.month)


def _year(m: Match, ctx: Context) -> Reading | None:
    year, part, before = int(m["y"]), _part(m), ctx.word_before(m)
    if not part and before not in _BEFORE_YEAR:
        if before not in _OWNERS or not _NOUN.match(ctx.text, m.end()):
            return None
    elif _COUNTED.match(ctx.text, m.end()):
        return None
    match part:
        case "end":
            return single(date(year, 12, 31))
        case "start":
            return single(date(year, 1, 1))
        case "mid":
            return single(date(year, 6, 30))
        case "early":
            return Reading(date(year, 1, 1), date(year, 3, 31), "range")
        case "late":
            return Reading(date(year, 10, 1), date(year, 12, 31), "range")
        case "week":
            return Reading(date(year, 1, 1), date(year, 1, 7), "week")
    first, last = year_of(year)
    if ctx.published is not None and year == ctx.published.year and ctx.lean(m).way != "future":
        last = ctx.published
    return Reading(first, last, "year")


@relative("day")
def _day_of_month(m: Match, ctx: Context) -> Reading | None:
    """ "on the 24th", "the 13th and 14th": in the month of publication or the nearest that fits."""
    days = _numbers(m["days"])
    ahead = ctx.lean(m).way == "future"
    for step in (0, 1, 2) if ahead else (0, -1, -2):
        year, month = divmod(ctx.today.year * 12 + ctx.today.month - 1 + step, 12)
        try:
            found = date(year, month + 1, max(days))
        except ValueError:
            continue
        if (found >= ctx.today) if ahead else (found <= ctx.today):
            return _days(found.replace(day=min(days)), found)
    return Reading(None, None, "day")


@relative("day")
def _worded_day(m: Match, ctx: Context) -> Reading | None:
    """ "the third of September", "October the first", "the third of this month"."""
    day = ORDINAL_DAYS.index("-".join(re.split(r"[\s-]+", (m["o"] or m["o2"]).lower()))) + 1
    word = m["mo"] or m["mo2"]
    if not word:
        return single(ctx.today.replace(day=day))
    month = month_number(word)
    found = ctx.place_day(month, day, lean=ctx.lean(m))
    return Reading(found, found, "day", month_day=(month, day))


def _fiscal(m: Match, ctx: Context) -> Reading | None:
    """A fiscal year's days are not known from its name."""
    return Reading(None, None, "year")


# what makes a number after a day no second day: "Nov. 20 to 21 dollars"
_NO_UNIT = (
    r"(?![ \t\n-]{0,2}(?:%|percent|per[ -]cent|pct|p\.?c\.|million|billion|trillion|mln|bln|mn|bn|[mkp]\b|cents?|cts|"
    r"pence|dlrs|dollars?|euros?|yen|pounds?|shares?|points?|basis|bps|people|jobs|employees|workers|stores|times|"
    r"directors|executives|to one|for one))(?![.,]\d)(?![/:]\d)"
)
_JOIN = rf"(?:{SP}(?:{DASH}|&){SP}|,?{GAP}(?:and|to|through|thru|until|or){GAP}(?:the{GAP})?)"
_DAY_LIST = rf"{DAY}(?:(?:,{GAP}{DAY}){{1,6}},?{_JOIN}{DAY}{_NO_UNIT}|{_JOIN}{DAY}{_NO_UNIT})?"
_WEEKDAY = rf"(?:(?P<wd>{WEEKDAY}),?{GAP}(?:the{GAP})?)?"
_TAIL_YEAR = rf"(?:,?{GAP}(?P<y>{YEAR})|,?{GAP}(?:of{GAP})?(?P<rel>last|this|next){GAP}year\b)?"
_PART = (
    rf"(?:(?P<part>early|mid|late|end|(?:the{GAP})?(?:very{GAP})?(?:start|beginning|middle|end|close|first{GAP}week)"
    rf"{GAP}of)(?:{SP}-{SP}|{GAP})(?:in{GAP})?)?"
)
_ORDINAL = r"(?:3[01]|[12]?\d)(?:st|nd|rd|th)"
_ENDS_ORDINAL = (
    rf"(?![\w-])(?!{GAP}(?!and\b|for\b|but\b|with\b|from\b|that\b|when\b|at\b|it\b|he\b|she\b)[A-Za-z]{{2,}})"
)

ABSOLUTE: tuple[Rule[Context, Reading], ...] = (
    ("iso", r"(?P<y>1[6-9]\d\d|2[01]\d\d)[-/](?P<m>0[1-9]|1[0-2])[-/](?P<d>0[1-9]|[12]\d|3[01])(?!\d)", _iso),
    ("numeric", r"(?P<a>\d{1,2})(?P<s>[/.])(?P<b>\d{1,2})(?P<t>[/.])(?P<y>\d{4}|\d{2})(?!\d)(?![.,]\d)", _numeric),
    ("slashed", r"(?!24/7\b)(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\d/]|\.\d)", _slashed),
    ("dashed", rf"(?P<d>{DAY})-(?P<mo>{MONTH})-(?P<y>\d{{4}}|\d{{2}})(?!\d)", _dashed),
    (
        "worded_day",
        rf"(?:the{GAP}(?P<o>{ORDINAL_DAY}){GAP}of{GAP}(?:(?P<mo>{MONTH})|this{GAP}month)"
        rf"|(?P<mo2>{MONTH}){GAP}the{GAP}(?P<o2>{ORDINAL_DAY}))(?!\w)",
        _worded_day,
    ),
    ("day_month", rf"{_WEEKDAY}(?P<days>{_DAY_LIST}){SP}(?:of{GAP})?(?P<mo>{MONTH}){_TAIL_YEAR}", _day_month),
    (
        "month_day",
        rf"{_WEEKDAY}(?P<mo>{MONTH}){SP}(?:the{GAP})?(?P<days>{_DAY_LIST}){_NO_UNIT}{_TAIL_YEAR}",
        _day_month,
    ),
    (
        "month_year",
        rf"{_PART}(?P<mo>{MONTH}),?{GAP}(?:of{GAP})?(?:(?P<y>{YEAR}|['’]\d\d\b)|(?P<rel>last|this|next){GAP}year\b"
        rf"|(?P<thatyear>that|the{GAP}same){GAP}year\b)",
        _month_year,
    ),
    (
        "month",
        rf"{_PART}(?:(?P<rel>last|next|this{GAP}past|this{GAP}coming|this|that|the{GAP}(?:previous|following|same))"
        rf"{GAP})?(?P<mo>{MONTH})(?!\w)(?!\.?{GAP}(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\w|,\d{{3}}))",
        _month,
    ),
    ("fiscal", rf"(?:fiscal(?:{GAP}year)?{GAP}(?:{YEAR}|\d\d\b)|FY{SP}['’]?(?:{YEAR}|\d\d\b))", _fiscal),
    (
        "day_of_month",
        rf"(?:on|by|until|from|the){GAP}(?:the{GAP})?(?P<days>{_ORDINAL}(?:(?:,{GAP}{_ORDINAL}){{0,5}},?{GAP}and{GAP}"
        rf"(?:the{GAP})?{_ORDINAL})?){_ENDS_ORDINAL}",
        _day_of_month,
    ),
    ("year", rf"{_PART}(?P<y>{YEAR})(?![\w%/-])", _year),
)
