"""Rules for days and stretches told from publication or from another date: "last week", "two days later", "Tuesday"."""

import re
from datetime import date

from extractor.quantities.dates_calendar import (
    Grain,
    Span,
    half_of,
    month_of,
    quarter_of,
    shift_business_days,
    shift_days,
    shift_months,
    week_of,
    year_of,
)
from extractor.quantities.dates_context import VAGUE, Context, Reading, over, relative, single
from extractor.quantities.dates_lexicon import GAP, PART_OF_DAY, SMALL, WEEKDAY, small_number, weekday_number, words
from extractor.quantities.dates_scan import Match, Rule

_SESSIONS = ("session", "trading day", "business day", "trading session", "working day")
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_UNIT_GRAIN: dict[str, Grain] = {
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "half": "half",
    "year": "year",
    "weekend": "range",
}
_SHORT_UNIT = {"wk": "week", "mth": "month", "yr": "year", "qtr": "quarter", "half-year": "half"}
_BEFORE_WEEKDAY = words("on late early since by until till from last next this and to through before after between")
_PROPER_DAYS = ("black", "cyber", "good", "super", "ash")


def unit_around(unit: str, day: date) -> Span:
    """The week, month, quarter, half or year that holds `day`."""
    match unit:
        case "week":
            return week_of(day)
        case "month":
            return month_of(day.year, day.month)
        case "quarter":
            return quarter_of(day.year, (day.month + 2) // 3)
        case "half":
            return half_of(day.year, 1 + (day.month > 6))
    return year_of(day.year)


def move(day: date, unit: str, count: int) -> date:
    """`day` moved by `count` units; sessions are weekdays."""
    if unit in _SESSIONS:
        return shift_business_days(day, count)
    if unit in _MONTHS:
        return shift_months(day, count * _MONTHS[unit])
    return shift_days(day, count * {"week": 7, "fortnight": 14}.get(unit, 1))


def _unit_name(m: Match) -> str:
    word = " ".join(m["unit"].lower().split())
    return _SHORT_UNIT.get(word, word)


def _weekday(m: Match, ctx: Context) -> Reading | None:
    word, rel, before = m["wd"], (m["rel"] or "").lower().split(), ctx.word_before(m)
    stem = word.rstrip(".").lower()
    if (word.islower() and len(stem) < 6) or before in _PROPER_DAYS:
        return None
    if stem in ("sun", "sat", "wed", "mon", "fri") and not rel and before not in _BEFORE_WEEKDAY:
        closed = re.match(r"[,:;)]|\n|\.?\s|$| [-–]", ctx.text[m.end() : m.end() + 2])
        if stem == "sun" or closed is None or re.match(r"\s[\w$]", ctx.text[m.end() : m.end() + 2]):
            return None
    return _told_weekday(m, ctx, weekday_number(word), rel[-1] if rel else "")


@relative("day")
def _plain_weekday(m: Match, ctx: Context) -> Reading | None:
    weekday = weekday_number(m["wd"])
    found = ctx.place_weekday(weekday, lean=ctx.lean(m))
    return Reading(found, found, "day", weekday=weekday)


def _told_weekday(m: Match, ctx: Context, weekday: int, rel: str) -> Reading | None:
    near = ctx.anchor if rel in ("previous", "following") and ctx.anchor else ctx.published
    if near is None or rel not in ("next", "last", "previous", "following"):
        return _plain_weekday(m, ctx)
    if rel in ("next", "following"):
        return single(shift_days(near, (weekday - near.weekday() - 1) % 7 + 1))
    return single(shift_days(near, -((near.weekday() - weekday - 1) % 7 + 1)))


@relative("day")
def _near_day(m: Match, ctx: Context) -> Reading | None:
    word = " ".join(m[0].lower().split())
    if word.startswith("the day before"):
        return single(shift_days(ctx.today, -2))
    if word.startswith(("yesterday", "last")):
        return single(shift_days(ctx.today, -1))
    if word.startswith("overnight"):
        return Reading(shift_days(ctx.today, -1), ctx.today, "range")
    return single(shift_days(ctx.today, 1) if word.startswith("tomorrow") else ctx.today)


def _anchored_day(m: Match, ctx: Context) -> Reading | None:
    """ "the same day", "the next morning", "the day before": told from the last day resolved."""
    if ctx.anchor is None:
        return Reading(None, None, "day")
    word = m[0].lower()
    if re.search(r"same|that", word):
        return single(ctx.anchor)
    return single(shift_days(ctx.anchor, -1 if re.search(r"before|previous|prior|preceding", word) else 1))


def ground(unit: str, ctx: Context) -> date | None:
    """The day a "later" or "following" counts from: the last mention if it is no coarser than the unit, else a day."""
    allowed = {"year": 3, "half": 3, "quarter": 2, "month": 2}.get(unit, 0)
    latest = ctx.latest
    if latest is None or {"year": 3, "half": 3, "quarter": 3, "month": 2}.get(latest.grain, 1) > allowed:
        return ctx.anchor
    return latest.first


def _unit(m: Match, ctx: Context) -> Reading | None:
    rel, unit = m["rel"].lower(), _unit_name(m)
    grain = _UNIT_GRAIN.get(unit, "vague")
    if ctx.published is None or grain == "vague":
        return Reading(None, None, grain)
    near = ctx.published
    if unit == "weekend":
        return _weekend(near) if rel in ("last", "past", "this") else Reading(None, None, "range")
    if rel in ("this", "current"):
        if unit == "week":
            return Reading(None, None, "week")  # not to be pinned, by the rulings of the annotation
        first, last = unit_around(unit, near)
        return Reading(first, last if ctx.lean(m).way == "future" else near, grain)
    if rel == "past":
        return Reading(move(near, unit, -1), near, "range")
    if rel == "coming" or (rel == "next" and unit == "week"):
        return Reading(None, None, grain)
    step = {"last": -1, "previous": -1, "preceding": -1, "next": 1, "following": 1}.get(rel, 0)
    since = near if rel in ("last", "next") else ground(unit, ctx)
    if since is None:
        return Reading(None, None, grain)
    return over(unit_around(unit, move(since, unit, step)), grain)


def _weekend(near: date) -> Reading:
    sunday = shift_days(near, -((near.weekday() - 6) % 7))
    return Reading(shift_days(sunday, -1), sunday, "range")


@relative("range")
def _so_far(m: Match, ctx: Context) -> Reading | None:
    word = m[0].lower()
    unit = next((unit for unit in ("month", "week", "quarter") if unit in word or f"{unit[0]}td" in word), "year")
    first = unit_around(unit, ctx.today)[0]
    return Reading(move(first, unit, -1) if "last" in word else first, ctx.today, "range")


def _ago(m: Match, ctx: Context) -> Reading | None:
    unit, way, number = _unit_name(m), m["way"].lower(), m["n"].lower().split()
    if number[-1] in ("several", "few", "some", "many"):
        return VAGUE
    count = 2 if "couple" in number else small_number(number[-1])
    if count == 1 and unit == "year" and way in ("ago", "earlier", "before"):
        return VAGUE  # the ground of a comparison, not a day
    near = ctx.published if way in ("ago", "from now", "hence") else ground(unit, ctx)
    if near is None:
        return VAGUE
    # "on Monday, four days after a fire" tells the fire's day
    back = way in ("ago", "earlier", "before", "previously", "prior", "after")
    day = move(near, unit, -count if back else count)
    return over(unit_around(unit, day), _UNIT_GRAIN[unit]) if unit in _MONTHS else single(day)


@relative("range")
def _stretch(m: Match, ctx: Context) -> Reading | None:
    """ "over the next 12 months", "in the past three weeks", "within 90 days"."""
    unit, count = _unit_name(m), small_number(m["n"])
    if m["way"].lower() in ("past", "last", "previous", "preceding"):
        return Reading(move(ctx.today, unit, -count), ctx.today, "range")
    return Reading(ctx.today, move(ctx.today, unit, count), "range")


@relative("range")
def _in_stretch(m: Match, ctx: Context) -> Reading | None:
    """ "in three months": the stretch behind us; of what is to come, the day it falls on."""
    unit, count = _unit_name(m), small_number(m["n"])
    if ctx.lean(m).way == "future":
        return single(move(ctx.today, unit, count))
    if unit in _SESSIONS or unit == "day":
        return Reading(shift_business_days(ctx.today, 1 - count), ctx.today, "range")
    return Reading(move(ctx.today, unit, -count), ctx.today, "range")


@relative("range")
def _the_unit(m: Match, ctx: Context) -> Reading | None:
    """ "during the quarter", "on the week": the unit that publication looks back on."""
    unit = _unit_name(m)
    if unit == "day":
        return single(ctx.anchor or ctx.today)
    if unit == "weekend":
        return _weekend(ctx.today)
    if unit == "week":
        monday = week_of(ctx.today)[0]
        return Reading(monday, min(ctx.today, shift_days(monday, 4)), "week")
    # on its last days a month or quarter is already looked back on
    return over(unit_around(unit, move(shift_days(ctx.today, 2), unit, -1)), _UNIT_GRAIN[unit])


def _since_then(m: Match, ctx: Context) -> Reading | None:
    if ctx.anchor is None or ctx.published is None or ctx.anchor > ctx.published:
        return Reading(None, None, "range")
    return Reading(ctx.anchor, ctx.published, "range")


def _vague(m: Match, ctx: Context) -> Reading | None:
    return VAGUE


_UNITS = (
    rf"(?:(?:(?:calendar|trading|business|working){GAP})?day|(?:trading{GAP})?session"
    r"|week|fortnight|month|quarter|year)"
)
_SPELL = rf"(?P<n>{SMALL}){GAP}(?P<unit>{_UNITS})s?(?!\w)"
_DAYPART = r"(?:day|morning|afternoon|evening|night|session)"

RELATIVE: tuple[Rule[Context, Reading], ...] = (
    (
        "near_day",
        rf"(?:the{GAP}day{GAP}before{GAP}yesterday|(?:yesterday|tomorrow)(?:{GAP}{PART_OF_DAY})?|today|tonight|overnight"
        rf"|this{GAP}{PART_OF_DAY}|last{GAP}(?:night|evening))(?!\w)",
        _near_day,
    ),
    (
        "anchored_day",
        rf"(?:(?:on{GAP})?(?:the{GAP})?(?:very{GAP})?(?:same|next|following|previous|preceding|prior){GAP}"
        rf"(?:(?:trading|business){GAP})?{_DAYPART}|(?:on{GAP})?that{GAP}(?:(?:very|same){GAP})?{_DAYPART}"
        rf"|the{GAP}day{GAP}(?:before|after))(?!\w)",
        _anchored_day,
    ),
    (
        "so_far",
        rf"(?:so{GAP}far{GAP}(?:this|in{GAP}the){GAP}(?:year|month|quarter|week)"
        rf"|(?:for|in){GAP}the{GAP}year{GAP}(?:so{GAP}far|to{GAP}date)|(?:this{GAP})?year[- ]to[- ]date"
        rf"|month[- ]to[- ]date|ytd|mtd"
        rf"|since{GAP}(?:the{GAP})?(?:start|beginning|turn){GAP}of{GAP}(?:the|this|last){GAP}(?:year|month|week|quarter))(?!\w)",
        _so_far,
    ),
    (
        "stretch",
        rf"(?:(?:over|in|during|for|within){GAP})?(?:the{GAP})?"
        rf"(?P<way>next|past|last|coming|previous|preceding|following){GAP}{_SPELL}",
        _stretch,
    ),
    ("in_stretch", rf"in{GAP}{_SPELL}", _in_stretch),
    ("within", rf"(?P<way>within){GAP}{_SPELL}", _stretch),
    (
        "the_unit",
        rf"(?:in|during|on|over|for|within|at){GAP}the{GAP}(?P<unit>day|weekend|week|month|quarter)(?![\w-]|['’]|{GAP}"
        rf"(?:of|ended|ending|to|through|after|before|when|it|following|prior|earlier|ago)\b)",
        _the_unit,
    ),
    ("since_then", rf"since{GAP}then(?!\w)", _since_then),
    (
        "ago",
        rf"(?P<n>a{GAP}couple{GAP}of|a{GAP}few|several|few|some|many|{SMALL}){GAP}(?P<unit>{_UNITS})s?{GAP}"
        rf"(?P<way>ago|earlier|before|previously|prior|later|afterwards?|after|from{GAP}now|hence)(?!\w)",
        _ago,
    ),
    (
        "unit",
        rf"(?:(?:earlier|later|early|late){GAP})?(?:the{GAP})?"
        rf"(?P<rel>this|current|last|next|past|coming|previous|following|same|preceding|that){GAP}"
        rf"(?P<unit>weekend|week|wk|month|mth|quarter|qtr|half-year|half|year|decade|century)(?![\w-])",
        _unit,
    ),
    (
        "weekday",
        rf"(?:(?P<rel>last|next|this|the{GAP}(?:previous|following|same)|that){GAP})?(?P<wd>{WEEKDAY})(?!\w)"
        rf"(?:{GAP}{PART_OF_DAY}(?!\w))?",
        _weekday,
    ),
    (
        "vague",
        rf"(?:recently|lately|shortly|soon|in{GAP}(?:the{GAP})?(?:coming|recent|(?:next|past|last){GAP}few){GAP}"
        rf"(?:days|weeks|months|years|quarters)|(?:days|weeks|months|years){GAP}(?:ago|earlier|later|before|after))(?!\w)",
        _vague,
    ),
)
