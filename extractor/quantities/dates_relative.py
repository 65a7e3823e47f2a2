"""Rules for dates told from the day of publication or from another date: "last week", "third quarter", "two days later"."""

import re
from datetime import date

from extractor.quantities.dates_calendar import (
    Grain,
    half_of,
    holiday,
    month_of,
    months_of,
    quarter_of,
    shift_business_days,
    shift_days,
    shift_months,
    week_of,
    year_of,
)
from extractor.quantities.dates_context import VAGUE, Context, Reading, over, single
from extractor.quantities.dates_lexicon import (
    GAP,
    ORDINALS,
    PART_OF_DAY,
    SMALL,
    SP,
    WEEKDAY,
    YEAR,
    full_year,
    month_number,
    small_number,
    weekday_number,
)
from extractor.quantities.dates_scan import Match, Rule

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_BEFORE_WEEKDAY = frozenset(
    "on late early since by until till from last next this and to through before after between".split()
)


def _weekday(m: Match, ctx: Context) -> Reading | None:
    word, rel = m["wd"], (m["rel"] or "").lower().split()
    stem = word.rstrip(".").lower()
    before = ctx.word_before(m.start())
    if word.islower() and (len(stem) < 6 or stem == "sunday" and not before):
        return None
    if before in ("black", "cyber", "good", "super", "ash"):
        return None
    if stem in ("sun", "sat", "wed", "mon", "fri") and not rel and before not in _BEFORE_WEEKDAY:
        follower = ctx.text[m.end() : m.end() + 2]
        if not (follower[:1] in ",:;)" or follower in ("", "\n", " -", " –", ". ")) or stem == "sun":
            return None
    weekday = weekday_number(word)
    near = ctx.published
    if near is None:
        return Reading(None, None, "day", weekday=weekday)
    if rel and rel[-1] == "next":
        return single(shift_days(near, (weekday - near.weekday() - 1) % 7 + 1))
    if rel and rel[-1] == "last":
        return single(shift_days(near, -((near.weekday() - weekday - 1) % 7 + 1)))
    if rel and rel[-1] in ("previous", "following") and ctx.anchor is not None:
        step = (weekday - ctx.anchor.weekday() - 1) % 7 + 1
        return single(shift_days(ctx.anchor, step if rel[-1] == "following" else step - 7 if step < 7 else -7))
    lean = ctx.lean(m.start(), m.end())
    if lean.way == "future" and weekday == near.weekday():
        return Reading(near, near, "day", weekday=weekday)
    found = ctx.place_weekday(weekday, lean=lean)
    return Reading(found, found, "day", weekday=weekday)


def _near_day(m: Match, ctx: Context) -> Reading | None:
    word = " ".join(m["word"].lower().split())
    if ctx.published is None:
        return Reading(None, None, "day")
    if word.startswith("the day before yesterday"):
        return single(shift_days(ctx.published, -2))
    if word.startswith(("yesterday", "last night", "last evening")):
        return single(shift_days(ctx.published, -1))
    if word.startswith("overnight"):
        return Reading(shift_days(ctx.published, -1), ctx.published, "range")
    if word.startswith("tomorrow"):
        return single(shift_days(ctx.published, 1))
    return single(ctx.published)


def _anchored_day(m: Match, ctx: Context) -> Reading | None:
    """ "the same day", "a day later", "the next morning": told from the last day resolved before."""
    if ctx.anchor is None:
        return Reading(None, None, "day")
    word = " ".join(m["word"].lower().split())
    if re.match(r"(?:the |on )*(?:same|that)", word):
        return single(ctx.anchor)
    step = -1 if re.search(r"before|earlier|previous|prior|preceding", word) else 1
    return single(shift_days(ctx.anchor, step))


def _pick(unit: str, day: date) -> tuple[tuple[date, date], Grain]:
    if unit == "week":
        return week_of(day), "week"
    if unit == "month":
        return month_of(day.year, day.month), "month"
    if unit == "quarter":
        return quarter_of(day.year, (day.month + 2) // 3), "quarter"
    if unit == "half":
        return half_of(day.year, 1 + (day.month > 6)), "half"
    return year_of(day.year), "year"


_SESSIONS = ("session", "trading day", "business day", "trading session", "working day")
_UNIT_NAME = {"wk": "week", "mth": "month", "yr": "year", "qtr": "quarter", "half-year": "half", "half": "half"}
_STEPS = {"week": 7, "month": 1, "quarter": 3, "half": 6, "year": 12}


def _move(day: date, unit: str, count: int) -> date:
    if unit in ("day", "calendar day"):
        return shift_days(day, count)
    if unit in _SESSIONS:
        return shift_business_days(day, count)
    if unit in ("week", "fortnight"):
        return shift_days(day, count * (14 if unit == "fortnight" else 7))
    return shift_months(day, count * _STEPS[unit])


def _unit(m: Match, ctx: Context) -> Reading | None:
    rel, unit = m["rel"].lower().split()[-1], m["unit"].lower()
    unit = _UNIT_NAME.get(unit, unit)
    near = ctx.published
    if unit in _SEASONS:
        return _season_of(unit, rel, None, ctx)
    if unit in ("decade", "century", "weekend"):
        if unit == "weekend" and near is not None and rel in ("last", "this", "past"):
            sunday = (
                shift_days(near, -((near.weekday() - 6) % 7))
                if rel != "this" or near.weekday() < 3
                else week_of(near)[1]
            )
            return Reading(shift_days(sunday, -1), sunday, "range")
        return VAGUE
    grain: Grain = (
        "week"
        if unit == "week"
        else "month"
        if unit == "month"
        else "quarter"
        if unit == "quarter"
        else "half"
        if unit == "half"
        else "year"
    )
    if near is None:
        return Reading(None, None, grain)
    span, grain = _pick(unit, near)
    if rel in ("this", "current"):
        if unit == "week":
            return Reading(None, None, "week")
        if ctx.lean(m.start(), m.end()).way == "future":
            return Reading(span[0], span[1], grain)
        return Reading(span[0], near, grain)
    if rel == "past":
        return Reading(_move(near, unit, -1), near, "range")
    if rel == "coming" or (rel == "next" and unit == "week"):
        return Reading(None, None, grain)
    if rel in ("previous", "following", "same", "that", "preceding"):
        ground = _ground(unit, ctx)
        if ground is None:
            return Reading(None, None, grain)
        span, grain = _pick(unit, ground)
        if rel in ("same", "that"):
            return Reading(span[0], span[1], grain)
        rel = "last" if rel in ("previous", "preceding") else "next"
        near = ground
    span, grain = _pick(unit, _move(near, unit, -1 if rel == "last" else 1))
    return Reading(span[0], span[1], grain)


def _season_of(name: str, rel: str, year: int | None, ctx: Context) -> Reading:
    month = _SEASONS[name]
    near = ctx.published
    if year is None:
        if near is None:
            return Reading(None, None, "range")
        if rel == "last":
            year = near.year - (near.month < month + 3 if month < 12 else 1)
            if months_of(year, month, 3)[1] >= near:
                year -= 1
        elif rel == "next":
            year = near.year + (near.month >= month)
        elif rel == "this":
            year = near.year
        else:
            return VAGUE
    return over(months_of(year, month, 3), "range")


def _season(m: Match, ctx: Context) -> Reading | None:
    name = m["season"].lower()
    if m["y"]:
        return _season_of(name, "", full_year(m["y"]), ctx)
    if name == "fall" or (m["season"][0].isupper() and not m["det"]):
        return None
    lean = ctx.lean(m.start(), m.end())
    return _season_of(name, "next" if lean.way == "future" else "last" if lean.way == "past" else "", None, ctx)


def _so_far(m: Match, ctx: Context) -> Reading | None:
    near = ctx.published
    if near is None:
        return VAGUE
    word = m[0].lower()
    unit = (
        "month"
        if "month" in word or "mtd" in word
        else "week"
        if "week" in word
        else "quarter"
        if "quarter" in word
        else "year"
    )
    first = _pick(unit, near)[0][0]
    if "last year" in word:
        first = date(near.year - 1, 1, 1)
    return Reading(first, near, "range")


def _ago(m: Match, ctx: Context) -> Reading | None:
    unit, way = m["unit"].lower(), m["way"].lower()
    word = m["n"].lower().split()
    if word[0] in ("several", "few", "some", "many") or (word[0] == "a" and word[-1] == "few"):
        return VAGUE
    count = 2 if "couple" in word else small_number(word[-1])
    if count == 1 and unit == "year" and way in ("ago", "earlier", "before"):
        return VAGUE  # the ground of a comparison, not a day
    near = ctx.published if way in ("ago", "from now", "hence") else _ground(unit, ctx)
    if near is None:
        return VAGUE
    # "on Monday, four days after a fire": the fire's day
    back = way in ("ago", "earlier", "before", "previously", "prior", "after")
    day = _move(near, unit, -count if back else count)
    if unit in ("day", "calendar day", "week", "fortnight", *_SESSIONS):
        return single(day)
    span, grain = _pick(unit, day)
    return Reading(span[0], span[1], grain)


def _ground(unit: str, ctx: Context) -> date | None:
    """The day a "later" or "earlier" counts from: the last mention, if it is no coarser than the unit."""
    allowed = {"year": 3, "half": 3, "quarter": 2, "month": 2}.get(unit)
    if allowed is None:
        return ctx.anchor
    latest = ctx.latest
    if latest is None or {"year": 3, "half": 3, "quarter": 3, "month": 2}.get(latest.grain, 1) > allowed:
        return ctx.anchor
    return latest.first


def _stretch(m: Match, ctx: Context) -> Reading | None:
    """ "over the next 12 months", "in the past three weeks", "within 90 days"."""
    near = ctx.published
    if near is None:
        return VAGUE
    unit = m["unit"].lower()
    count = small_number(m["n"]) if m["n"] else 1
    if m["way"] and m["way"].lower() in ("past", "last", "previous", "preceding"):
        return Reading(_move(near, unit, -count), near, "range")
    return Reading(near, _move(near, unit, count), "range")


def _in_stretch(m: Match, ctx: Context) -> Reading | None:
    """"in three months" of a move behind us; of what is to come, the day it falls on."""
    near, unit, count = ctx.published, " ".join(m["unit"].lower().split()), small_number(m["n"])
    if near is None:
        return VAGUE
    if ctx.lean(m.start(), m.end()).way == "future":
        return single(_move(near, unit, count))
    if unit in _SESSIONS or unit == "day":
        return Reading(shift_business_days(near, 1 - count), near, "range")
    return Reading(_move(near, unit, -count), near, "range")


def _the_unit(m: Match, ctx: Context) -> Reading | None:
    """"during the quarter", "on the week": the unit last spoken of, else the one publication looks back on."""
    unit, near = m["unit"].lower(), ctx.published
    if near is None:
        return VAGUE
    if unit == "day":
        return single(ctx.anchor or near)
    if unit == "weekend":
        sunday = shift_days(near, -((near.weekday() - 6) % 7))
        return Reading(shift_days(sunday, -1), sunday, "range")
    if unit == "week":
        first = week_of(near)[0]
        return Reading(first, min(near, shift_days(first, 4)), "week")
    if unit == "year":
        return VAGUE if ctx.lean(m.start(), m.end()).way == "future" else Reading(date(near.year, 1, 1), near, "range")
    span, grain = _pick(unit, _move(shift_days(near, 6), unit, -1))
    return Reading(span[0], span[1], grain)


def _since_then(m: Match, ctx: Context) -> Reading | None:
    if ctx.anchor is None or ctx.published is None or ctx.anchor > ctx.published:
        return VAGUE
    return Reading(ctx.anchor, ctx.published, "range")


def _quarter(m: Match, ctx: Context) -> Reading | None:
    if m["fy"] or m["fiscal"]:
        return Reading(None, None, "quarter")
    if m["mo"]:
        end_month = month_number(m["mo"])
        quarter, half = None, None
        size = 3
    else:
        digits = re.search(r"[1-4]", m["word"])
        number = int(digits[0]) if digits else ORDINALS[re.match(r"[A-Za-z]+", m["word"])[0].lower()]  # type: ignore[index]
        is_half = bool(re.search(r"half|H", m["word"]))
        if is_half and number == 4:
            number = 2
        size = 6 if is_half else 3
        end_month = number * size
    grain: Grain = "half" if size == 6 else "quarter"
    year: int | None = None
    near = ctx.published
    if m["y"]:
        year = full_year(m["y"])
    elif m["rel"] and near:
        year = near.year + {"last": -1, "this": 0, "next": 1, "the": 0}.get(m["rel"].lower().split()[0], 0)
    elif near is None:
        return Reading(None, None, grain)
    if year is None:
        assert near is not None
        lean = ctx.lean(m.start(), m.end())
        year = near.year
        first = months_of(year, end_month - size + 1, size)[0]
        if lean.way == "future":
            if months_of(year, end_month - size + 1, size)[1] < near:
                year += 1
        elif first > near:
            year -= 1
    return over(months_of(year, end_month - size + 1, size), grain)


def _edge(m: Match, ctx: Context) -> Reading | None:
    """ "the end of the year", "month-end", "year-end 2025", "the start of next month"."""
    word = m[0].lower()
    unit = "year" if "year" in word else "quarter" if "quarter" in word else "month" if "month" in word else "week"
    near = ctx.published
    if m["y"]:
        day = date(full_year(m["y"]), 12, 31)
    elif near is None:
        return VAGUE
    else:
        day = near
        if "last" in word or "previous" in word:
            day = _move(near, unit, -1)
        elif "next" in word:
            day = _move(near, unit, 1)
    span = _pick(unit, day)[0]
    if re.search(r"start|beginning|turn", word):
        return single(span[0])
    if re.search(r"middle|mid", word):
        return single(date(day.year, 6, 30)) if unit == "year" else VAGUE
    return single(span[1])


def _holiday(m: Match, ctx: Context) -> Reading | None:
    name = " ".join(m["name"].lower().replace("’", "'").split())
    if ctx.published is None and not m["y"]:
        return Reading(None, None, "day")
    if m["y"]:
        return single(holiday(name, full_year(m["y"])))
    assert ctx.published is not None
    near = ctx.published
    ahead = ctx.lean(m.start(), m.end()).way == "future"
    days = [holiday(name, year) for year in range(max(1, near.year - 1), min(9999, near.year + 1) + 1)]
    fitting = [d for d in days if (d >= near if ahead else d <= near)]
    return single(min(fitting, key=lambda d: abs((d - near).days))) if fitting else VAGUE


def _vague(m: Match, ctx: Context) -> Reading | None:
    return VAGUE


_U = r"(?:calendar day|trading day|business day|working day|trading session|day|session|week|fortnight|month|quarter|year)"
RELATIVE: tuple[Rule[Context, Reading], ...] = (
    (
        "near_day",
        rf"(?P<word>the{GAP}day{GAP}before{GAP}yesterday|(?:yesterday|tomorrow)(?:{GAP}{PART_OF_DAY})?|today|tonight|overnight"
        rf"|this{GAP}(?:{PART_OF_DAY})|last{GAP}(?:night|evening))(?!\w)(?!['’]s{GAP}world)",
        _near_day,
    ),
    (
        "anchored_day",
        rf"(?P<word>(?:on{GAP})?(?:the{GAP})?(?:very{GAP})?(?:same|next|following|previous|preceding|prior){GAP}(?:trading{GAP}|business{GAP})?"
        rf"(?:day|morning|afternoon|evening|night|session)|(?:on{GAP})?that{GAP}(?:very{GAP})?(?:same{GAP})?(?:day|morning|afternoon|evening|night)"
        rf"|the{GAP}day{GAP}(?:before|after))(?!\w)",
        _anchored_day,
    ),
    (
        "so_far",
        rf"(?:so{GAP}far{GAP}(?:this|in{GAP}the){GAP}(?:year|month|quarter|week)|(?:for|in){GAP}the{GAP}year{GAP}(?:so{GAP}far|to{GAP}date)"
        rf"|year[- ]to[- ]date|month[- ]to[- ]date|ytd|mtd|this{GAP}year{GAP}to{GAP}date"
        rf"|since{GAP}(?:the{GAP})?(?:start|beginning|turn){GAP}of{GAP}(?:the|this|last){GAP}(?:year|month|week|quarter))(?!\w)",
        _so_far,
    ),
    (
        "edge",
        rf"(?:(?:the{GAP})?(?:very{GAP})?(?:start|beginning|middle|end|turn|close){GAP}of{GAP}(?:the|this|last|next){GAP}(?:calendar{GAP})?"
        rf"(?:year|month|quarter|week)|(?:year|month|quarter)(?:{SP}-{SP}|{GAP})?end)(?!\w)(?:,?{GAP}(?:of{GAP})?(?P<y>{YEAR}))?",
        _edge,
    ),
    (
        "quarter",
        rf"(?:the{GAP})?(?P<fiscal>fiscal[- ])?(?P<word>(?:first|second|third|fourth|final|last(?=[^\n]{{3,12}}\bof\b)|opening|closing|[1-4](?:st|nd|rd|th))(?:-|{GAP})(?:quarter|qtr|half)"
        rf"|Q[1-4]|[1-4]Q|H[12]|[12]H|(?P<mo>March|June|Sept(?:ember)?|Dec(?:ember)?){GAP}quarter)(?!\d|\.\d)(?:(?:{GAP}(?:of|in|for){GAP}(?:the{GAP})?|-|,?{SP})"
        rf"(?:(?P<fy>fiscal|FY)[^\n]{{0,6}}?)?(?:(?P<y>{YEAR}|['’]?\d\d(?![\w.,%]))|(?P<rel>last|this|next){GAP}year\b))?(?!\w)",
        _quarter,
    ),
    (
        "stretch",
        rf"(?:(?:over|in|during|for|within){GAP})?(?:the{GAP})?(?P<way>next|past|last|coming|previous|preceding|following){GAP}(?P<n>{SMALL}){GAP}(?P<unit>{_U})s?(?!\w)",
        _stretch,
    ),
    ("in_stretch", rf"in{GAP}(?P<n>{SMALL}){GAP}(?P<unit>{_U})s?(?!\w)", _in_stretch),
    ("the_unit", rf"(?:in|during|on|over|for|within|at){GAP}the{GAP}(?P<unit>day|weekend|week|month|quarter)(?![\w-]|['’]|{GAP}(?:of|ended|ending|to|through|after|before|when|it|following|prior|earlier|ago)\b)", _the_unit),
    ("since_then", rf"since{GAP}then(?!\w)", _since_then),
    ("within", rf"(?P<way>within){GAP}(?P<n>{SMALL}){GAP}(?P<unit>{_U})s?(?!\w)", _stretch),
    (
        "ago",
        rf"(?P<n>a{GAP}couple{GAP}of|a{GAP}few|several|few|some|many|{SMALL}){GAP}(?P<unit>{_U})s?{GAP}(?P<way>ago|earlier|before|previously|prior|later|afterwards?|after|from{GAP}now|hence)(?!\w)",
        _ago,
    ),
    (
        "unit",
        rf"(?:(?:earlier|later|early|late){GAP})?(?:the{GAP})?(?P<rel>this|current|last|next|past|coming|previous|following|same|preceding|that){GAP}"
        rf"(?P<unit>weekend|week|wk|month|mth|quarter|qtr|half-year|half|year|decade|century|spring|summer|autumn|fall|winter)(?![\w-]|['’]s{GAP}(?:ago))",
        _unit,
    ),
    (
        "season",
        rf"(?P<det>(?:in|by|since|until|over|during|before){GAP}(?:the{GAP})?|the{GAP})?(?:(?:early|late|mid){SP}-?)?(?P<season>spring|summer|autumn|winter|fall)(?:{GAP}(?:of{GAP})?(?P<y>{YEAR}))?(?!\w)",
        _season,
    ),
    (
        "holiday",
        rf"(?P<name>Christmas(?:{GAP}(?:Day|Eve))?|Boxing{GAP}Day|New{GAP}Year['’]s{GAP}(?:Eve|Day)|Easter(?:{GAP}Monday)?|Good{GAP}Friday|Thanksgiving"
        rf"|Labor{GAP}Day|Memorial{GAP}Day|Independence{GAP}Day|Halloween|Valentine['’]s{GAP}Day)(?:{GAP}(?P<y>{YEAR}))?(?!\w)",
        _holiday,
    ),
    (
        "weekday",
        rf"(?:(?P<rel>last|next|this|the{GAP}(?:previous|following|same)|that){GAP})?(?P<wd>{WEEKDAY})(?![\w])(?:{GAP}{PART_OF_DAY}(?!\w))?",
        _weekday,
    ),
    (
        "vague",
        rf"(?:recently|lately|shortly|soon|in{GAP}(?:the{GAP})?(?:coming|recent|next{GAP}few|past{GAP}few|last{GAP}few){GAP}(?:days|weeks|months|years|quarters)"
        rf"|(?:days|weeks|months|years){GAP}(?:ago|earlier|later|before|after))(?!\w)",
        _vague,
    ),
)

