"""Rules for dates that name their day, month or year: "Nov. 20–21", "24 November 2025", "3.7.2025", "in 2007".

Each rule is a pattern with named groups and a reader `(match, context) -> Reading | None`; `None` means the
words are no date after all.
"""

import re
from datetime import date

from extractor.quantities.dates_calendar import month_of, year_of
from extractor.quantities.dates_context import VAGUE, Context, Reading, over, single
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
)

from extractor.quantities.dates_scan import Match, Rule

_UNIT = (
    r"(?![ \t\n-]{0,2}(?:%|percent|per[ -]cent|pct|p\.?c\.|million|billion|trillion|mln|bln|mn|bn|[mkp]\b|cents?|cts|pence|dlrs|"
    r"dollars?|euros?|yen|pounds?|shares?|points?|basis|bps|people|jobs|employees|workers|stores|times|to one|for one))"
    r"(?![.,]\d)(?![/:]\d)"
)
_JOIN = rf"(?:{SP}(?:{DASH}|&){SP}|{GAP}(?:and|to|through|thru|until|or){GAP}(?:the{GAP})?)"
_DAYS = rf"{DAY}(?:(?:,{GAP}{DAY}){{1,6}}(?:,?{_JOIN}{DAY}{_UNIT})|{_JOIN}{DAY}{_UNIT}|(?:,?{_JOIN}{DAY}{_UNIT}))?"
_WD = rf"(?:(?P<wd>{WEEKDAY}),?{GAP}(?:the{GAP})?)?"
_TAIL_YEAR = rf"(?:,?{GAP}(?P<y>{YEAR})|,?{GAP}(?:of{GAP})?(?P<rel>last|this|next){GAP}year\b)?"
_PART = (
    rf"(?:(?P<part>early|mid|late|end|(?:the{GAP})?(?:very{GAP})?(?:start|beginning|middle|end|close|first week){GAP}of)"
    rf"(?:{SP}-{SP}|{GAP})(?:in{GAP})?)?"
)

_NAMES = {"april", "june", "august"}
_VERBS = {"may", "march", "mar", "jan", "dec", "sep", "apr", "jun", "jul", "aug", "feb", "oct", "nov", "sept"}
_BEFORE_MONTH = frozenset(
    "in since by from until till of late early mid last next this that through to and between for on during before after "
    "around end ended ending following previous past or earlier its the a an as per each every starting beginning "
    "over throughout late-stage his her their s".split()
)
_BEFORE_YEAR = frozenset(
    "in since by from until till of late early mid through to and between for during before after around end throughout "
    "fiscal into back over than circa spring summer autumn fall winter year or versus vs calendar than".split()
)


_OWNERS = frozenset(("a", "the", "its", "his", "her", "their", "this", "that"))
_NOUN = re.compile(r"(?:['’]s)?[ \t\n]+(?!(?:shares|people|jobs|notes?|bonds?|to|and|or|of|in|at|for|on|was|is|were|had|has)\b)[a-z]{3,}")
_COUNTED = re.compile(
    r"[ \t\n]{1,2}(?:shares?|people|jobs|employees|staff|workers|points?|stores|dlrs|dollars|yen|tonnes|tons|megawatts|MW|units|"
    r"homes|rooms|cars|customers|of\b)",
    re.IGNORECASE,
)


def _numbers(text: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d{1,2}", text)]


def _named_year(m: Match, ctx: Context) -> int | None:
    if m["y"]:
        return full_year(m["y"])
    if m["rel"] and ctx.published:
        return ctx.published.year + {"last": -1, "this": 0, "next": 1}[m["rel"].lower()]
    return None


def _day_month(m: Match, ctx: Context) -> Reading | None:
    word = m["mo"]
    if word.islower() and word.rstrip(".") in ("may", "march", "mar", "sun", "dec", "jan") and "of" not in m[0]:
        return None
    month, days = month_number(word), _numbers(m["days"])
    end = None
    if m.start("days") > m.start("mo") and any(a >= b for a, b in zip(days, days[1:], strict=False)):
        # "Nov. 24 and 3 directors": what follows is another number
        days, end = days[:1], m.start("days") + len(re.match(DAY, m["days"], re.IGNORECASE)[0])  # type: ignore[index]
    first_day, last_day = min(days), max(days)
    year = _named_year(m, ctx) if end is None else None
    if year is not None:
        first, last = date(year, month, first_day), date(year, month, last_day)
        return Reading(first, last, "day" if first == last else "range")
    if end is None and m["rel"]:
        return Reading(None, None, "day" if len(days) == 1 else "range")
    weekday = weekday_number(m["wd"]) if m["wd"] else None
    found = ctx.place_day(month, last_day, lean=ctx.lean(m.start(), m.end()), weekday=weekday)
    if found is None:
        date(2000, month, last_day), date(2000, month, first_day)  # a day no year has is no date
        return Reading(None, None, "day" if len(days) == 1 else "range", month_day=(month, first_day), end=end)
    first = found.replace(day=first_day)
    return Reading(first, found, "day" if first == found else "range", month_day=(month, first_day), end=end)


def _numeric(m: Match, ctx: Context) -> Reading | None:
    if m["s"] != m["t"]:
        return None
    one, two, year = int(m["a"]), int(m["b"]), full_year(m["y"])
    if m["s"] == "." and len(m["y"]) == 2 and (len(m["a"]) < 2 or len(m["b"]) < 2):
        return None
    options = []
    for month, day in ((one, two), (two, one)) if m["s"] == "/" else ((two, one),):
        try:
            options.append(date(year, month, day))
        except ValueError:
            options.append(None)
    known = [d for d in options if d is not None]
    if not known:
        return None
    if len(known) == 1:
        return single(known[0])
    if ctx.day_first is not None:
        return single(known[1] if ctx.day_first else known[0])
    # read both ways: the day nearer to publication, for news is about days near it
    if ctx.published is None:
        return single(known[0])
    published = ctx.published
    return single(min(known, key=lambda d: (abs((d - published).days), d != known[0])))


def _slashed(m: Match, ctx: Context) -> Reading | None:
    before = ctx.text[max(0, m.start() - 10) : m.start()]
    if not re.search(
        r"(?:\b(?:on|dated|since|from|by|until|to|of|and)\s|[(–,;]\s?|^|\n[-•*]?\s?)$", before, re.IGNORECASE
    ):
        return None
    one, two = int(m["a"]), int(m["b"])
    month, day = (two, one) if ctx.day_first or one > 12 else (one, two)
    if (
        not 1 <= month <= 12
        or not 1 <= day <= 31
        or (ctx.day_first is None and re.match(r"\s*(?:of|share|point|inch|\w+-for)", ctx.text[m.end() : m.end() + 12]))
    ):
        return None
    date(2000, month, day)
    found = ctx.place_day(month, day, lean=ctx.lean(m.start(), m.end()))
    return Reading(found, found, "day", month_day=(month, day))


def _iso(m: Match, ctx: Context) -> Reading | None:
    return single(date(int(m["y"]), int(m["m"]), int(m["d"])))


def _dashed(m: Match, ctx: Context) -> Reading | None:
    return single(date(full_year(m["y"]), month_number(m["mo"]), int(m["d"])))


def _part_of_month(part: str | None, first: date, last: date, ctx: Context) -> Reading:
    """Thirds of the month, as the gold of the articles has them: 1–10, 10–20, 21–end."""
    if not part:
        return Reading(first, last, "month")
    part = part.lower().split()
    word = part[-2] if part[-1] == "of" else part[-1]
    if word == "end" or word == "close":
        return single(last)
    if word in ("start", "beginning"):
        return single(first)
    if word == "week":
        return Reading(first, first.replace(day=7), "week")
    if word in ("mid", "middle"):
        return Reading(first.replace(day=10), first.replace(day=20), "range")
    if word == "early":
        return Reading(first, first.replace(day=10), "range")
    return Reading(first.replace(day=21), last, "range")


def _month_year(m: Match, ctx: Context) -> Reading | None:
    year = _named_year(m, ctx)
    month = month_number(m["mo"])
    if m["thatyear"]:
        year = ctx.latest.first.year if ctx.latest and ctx.latest.first else None
    if year is None:
        return Reading(None, None, "month")
    return _part_of_month(m["part"], *month_of(year, month), ctx)


def _month(m: Match, ctx: Context) -> Reading | None:
    word, rel = m["mo"], (m["rel"] or "").lower().split()
    stem = word.rstrip(".").lower()
    before = ctx.word_before(m.start())
    introduced = bool(rel or m["part"]) or before in _BEFORE_MONTH
    if word.islower() and (stem in ("may", "march", "mar", "dec", "jan", "sep") or not introduced):
        return None
    if not introduced and not (word.endswith(".") and len(stem) < 5 and stem not in ("may", "june", "july")):
        follower = re.match(r"[ \t\n]+([A-Z][a-z]|be\b|not\b|have\b|[a-z]+\b)", ctx.text[m.end() : m.end() + 16])
        if stem in _VERBS:
            return None
        if stem in _NAMES and follower and follower[1][0].isupper():
            return None
    if stem in ("may", "march") and before == "the" and not rel and word.isupper() is False and word.islower():
        return None
    month = month_number(word)
    if rel and ctx.published is not None:
        near = ctx.published
        if rel[-1] in ("last", "past"):
            year = near.year - (month >= near.month)
        elif rel[-1] in ("next", "coming"):
            year = near.year + (month <= near.month)
        elif rel[-1] == "this":
            year = near.year
        elif ctx.latest is not None and ctx.latest.first is not None:
            latest = ctx.latest.last or ctx.latest.first
            year = latest.year + (rel[-1] == "following" and month <= latest.month)
            year -= rel[-1] == "previous" and month >= latest.month
        else:
            year = near.year - (month > near.month)
        return _part_of_month(m["part"], *month_of(year, month), ctx)
    lean = ctx.lean(m.start(), m.end())
    span = ctx.place_month(month, lean=lean)
    if span is None:
        return Reading(None, None, "month", month_day=(month, 0))
    near = ctx.published
    if near is not None and lean.way == "past" and span[0] <= near < span[1] and not m["part"]:
        return Reading(span[0], near, "month", month_day=(month, 0))
    reading = _part_of_month(m["part"], *span, ctx)
    return Reading(reading.first, reading.last, reading.grain, month_day=(month, 0))


def _year(m: Match, ctx: Context) -> Reading | None:
    year = int(m["y"])
    if not m["part"] and ctx.word_before(m.start()) not in _BEFORE_YEAR:
        if not (ctx.word_before(m.start()) in _OWNERS and _NOUN.match(ctx.text, m.end())):
            return None
    elif _COUNTED.match(ctx.text, m.end()):
        return None
    part = (m["part"] or "").lower().split()
    if not part:
        first, last = year_of(year)
        near = ctx.published
        if near is not None and year == near.year and ctx.lean(m.start(), m.end()).way != "future":
            last = near
        return Reading(first, last, "year")
    word = part[-2] if part[-1] == "of" else part[-1]
    if word in ("end", "close"):
        return single(date(year, 12, 31))
    if word in ("start", "beginning"):
        return single(date(year, 1, 1))
    if word in ("mid", "middle"):
        return single(date(year, 6, 30))
    months = (1, 3) if word == "early" else (10, 12)
    return Reading(date(year, months[0], 1), month_of(year, months[1])[1], "range")


def _day_of_month(m: Match, ctx: Context) -> Reading | None:
    days = _numbers(m["days"])
    if ctx.published is None:
        return Reading(None, None, "day")
    near = ctx.anchor or ctx.published
    if near > ctx.published:
        near = ctx.published
    ahead = ctx.lean(m.start(), m.end()).way == "future"
    last = max(days)
    for step in (0, 1, 2) if ahead else (0, -1, -2):
        year, month = divmod(ctx.published.year * 12 + ctx.published.month - 1 + step, 12)
        try:
            found = date(year, month + 1, last)
        except ValueError:
            continue
        if (found >= ctx.published) if ahead else (found <= ctx.published):
            first = found.replace(day=min(days))
            return Reading(first, found, "day" if first == found else "range")
    return VAGUE


def _worded_day(m: Match, ctx: Context) -> Reading | None:
    """"the third of September", "October the first", "the third of this month"."""
    day = ORDINAL_DAYS.index(re.sub(r"[\s-]+", "-", (m["o"] or m["o2"]).lower())) + 1
    word = m["mo"] or m["mo2"]
    if word:
        found = ctx.place_day(month_number(word), day, lean=ctx.lean(m.start(), m.end()))
        return Reading(found, found, "day", month_day=(month_number(word), day))
    return single(ctx.published.replace(day=day) if ctx.published else None)


def _fiscal(m: Match, ctx: Context) -> Reading | None:
    return Reading(None, None, "year")


ABSOLUTE: tuple[Rule[Context, Reading], ...] = (
    ("iso", r"(?P<y>1[6-9]\d\d|2[01]\d\d)[-/](?P<m>0[1-9]|1[0-2])[-/](?P<d>0[1-9]|[12]\d|3[01])(?!\d)", _iso),
    ("numeric", r"(?P<a>\d{1,2})(?P<s>[/.])(?P<b>\d{1,2})(?P<t>[/.])(?P<y>\d{4}|\d{2})(?!\d)(?![.,]\d)", _numeric),
    ("slashed", r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\d/]|\.\d)", _slashed),
    ("dashed", rf"(?P<d>{DAY})-(?P<mo>{MONTH})-(?P<y>\d{{4}}|\d{{2}})(?!\d)", _dashed),
    ("day_month", rf"{_WD}(?P<days>{_DAYS}){SP}(?:of{GAP})?(?P<mo>{MONTH}){_TAIL_YEAR}", _day_month),
    ("month_day", rf"{_WD}(?P<mo>{MONTH}){SP}(?:the{GAP})?(?P<days>{_DAYS}){_UNIT}{_TAIL_YEAR}", _day_month),
    (
        "month_year",
        rf"{_PART}(?P<mo>{MONTH}),?{GAP}(?:of{GAP})?(?:(?P<y>{YEAR}|['’]\d\d\b)|(?P<rel>last|this|next){GAP}year\b"
        rf"|(?P<thatyear>that|the same){GAP}year\b)",
        _month_year,
    ),
    (
        "month",
        rf"{_PART}(?:(?P<rel>last|next|this{GAP}past|this{GAP}coming|this|that|the{GAP}(?:previous|following|same)){GAP})?"
        rf"(?P<mo>{MONTH})(?![\w])(?!{GAP}(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\w|,\d{{3}}))",
        _month,
    ),
    ("fiscal", rf"(?:fiscal(?:{GAP}year)?{GAP}(?P<y>{YEAR}|\d\d\b)|FY{SP}['’]?(?P<y2>{YEAR}|\d\d\b))", _fiscal),
    ("year", rf"{_PART}(?P<y>{YEAR})(?P<tail>)(?![\w%/-])", _year),
    (
        "worded_day",
        rf"(?:the{GAP}(?P<o>{ORDINAL_DAY}){GAP}of{GAP}(?:(?P<mo>{MONTH})|this{GAP}month)"
        rf"|(?P<mo2>{MONTH}){GAP}the{GAP}(?P<o2>{ORDINAL_DAY}))(?!\w)",
        _worded_day,
    ),
    (
        "day_of_month",
        rf"(?:on|by|until|from|the){GAP}(?:the{GAP})?(?P<days>(?:3[01]|[12]?\d)(?:st|nd|rd|th)(?:(?:,{GAP}(?:3[01]|[12]?\d)(?:st|nd|rd|th)){{0,5}},?{GAP}and{GAP}(?:the{GAP})?(?:3[01]|[12]?\d)(?:st|nd|rd|th))?)(?!{GAP}(?:[a-z]|[A-Z])[a-z]{{2,}}(?<!and)(?<!for)(?<!the)(?<!but)(?<!with)(?<!from)(?<!that)(?<!when))(?![\w-])",
        _day_of_month,
    ),
)

