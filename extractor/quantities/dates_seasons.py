"""Rules for quarters, halves, seasons, holidays and the edges of a year: "third quarter", "last fall", "year-end"."""

import re
from datetime import date

from extractor.quantities.dates_calendar import Grain, holiday, months_of
from extractor.quantities.dates_context import Context, Reading, over, relative, single
from extractor.quantities.dates_lexicon import GAP, ORDINALS, SP, YEAR, full_year, month_number
from extractor.quantities.dates_relative import move, unit_around
from extractor.quantities.dates_scan import Match, Rule

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_HALF = re.compile(r"half|(?<![a-z])H[12]|[12]H(?![a-z])", re.IGNORECASE)


def _quarter(m: Match, ctx: Context) -> Reading | None:
    size = 3 if m["mo"] or not _HALF.search(m["word"]) else 6
    grain: Grain = "half" if size == 6 else "quarter"
    if m["fiscal"] or m["fy"] or (ctx.published is None and not m["y"]):
        return Reading(None, None, grain)  # a fiscal quarter's days are not known from its number
    if m["mo"]:
        end_month = month_number(m["mo"])
    else:
        digit = re.search(r"[1-4]", m["word"])
        number = int(digit[0]) if digit else ORDINALS[re.split(r"[\s-]", m["word"])[0].lower()]
        end_month = min(number * size, 12)
    if m["y"]:
        year = full_year(m["y"])
    elif m["rel"]:
        year = ctx.today.year + {"last": -1, "this": 0, "next": 1}[m["rel"].lower()]
    else:
        year = ctx.today.year
        first, last = months_of(year, end_month - size + 1, size)
        if ctx.lean(m).way == "future":
            year += last < ctx.today
        else:
            year -= first > ctx.today
    return over(months_of(year, end_month - size + 1, size), grain)


@relative("range")
def _season(m: Match, ctx: Context) -> Reading | None:
    name, rel = m["season"].lower(), (m["rel"] or "").lower()
    month, near = _SEASONS[name], ctx.today
    if not rel:
        if name == "fall" or not m["det"]:
            return None
        rel = {"past": "last", "future": "next", "open": ""}[ctx.lean(m).way]
    if rel in ("last", "past"):
        year = near.year if months_of(near.year, month, 3)[1] < near else near.year - 1
        year -= months_of(year, month, 3)[1] >= near
    elif rel in ("next", "coming"):
        year = near.year + (near.month >= month)
    elif rel == "this":
        year = near.year
    else:
        return Reading(None, None, "range")
    return over(months_of(year, month, 3), "range")


def _season_year(m: Match, ctx: Context) -> Reading | None:
    return over(months_of(full_year(m["y"]), _SEASONS[m["season"].lower()], 3), "range")


def _edge(m: Match, ctx: Context) -> Reading | None:
    """ "the end of the year", "month-end", "year-end 2025", "the start of next month"."""
    word = m[0].lower()
    unit = next((unit for unit in ("quarter", "month", "week") if unit in word), "year")
    if m["y"]:
        day = date(full_year(m["y"]), 12, 31)
    elif ctx.published is None:
        return Reading(None, None, "day")
    else:
        day = move(ctx.published, unit, -1 if " last " in word else 1 if " next " in word else 0)
    first, last = unit_around(unit, day)
    if re.search(r"start|beginning|turn", word):
        return single(first)
    if "middle" in word:
        return single(date(day.year, 6, 30)) if unit == "year" else Reading(None, None, "vague")
    return single(last)


def _holiday(m: Match, ctx: Context) -> Reading | None:
    name = " ".join(m["name"].lower().replace("’", "'").split())
    if m["y"]:
        return single(holiday(name, full_year(m["y"])))
    if ctx.published is None:
        return Reading(None, None, "day")
    near, lean = ctx.published, ctx.lean(m)
    ahead = lean.way == "future" or (lean.way == "open" and lean.deadline)
    days = [holiday(name, year) for year in range(max(1, near.year - 1), min(9999, near.year + 1) + 1)]
    fitting = [day for day in days if (day >= near if ahead else day <= near)]
    return single(min(fitting, key=lambda day: abs((day - near).days), default=None))


SEASONS = r"(?P<season>spring|summer|autumn|winter|fall)"
QUARTERS: tuple[Rule[Context, Reading], ...] = (
    (
        "quarter",
        rf"(?:the{GAP})?(?P<fiscal>fiscal(?:-|{GAP}))?(?P<word>(?:first|second|third|fourth|final|opening|closing"
        rf"|last(?=[ \t\n-]{{1,3}}[a-z]{{3,7}}{GAP}of\b)|[1-4](?:st|nd|rd|th))(?:-|{GAP})(?:quarter|qtr|half)"
        rf"|Q[1-4]|[1-4]Q|H[12]|[12]H|(?P<mo>March|June|Sept(?:ember)?|Dec(?:ember)?){GAP}quarter)(?!\d(?!\d(?!\d))|\.\d)"
        rf"(?:(?:{GAP}(?:of|in|for){GAP}(?:the{GAP})?|-|,?{SP})(?:(?P<fy>fiscal|FY)[^\n\d]{{0,6}})?"
        rf"(?:(?P<y>{YEAR}|['’]?\d\d(?![\w%]|[.,]\d))|(?P<rel>last|this|next){GAP}year\b))?(?!\w)",
        _quarter,
    ),
    (
        "edge",
        rf"(?:(?:the{GAP})?(?:very{GAP})?(?:start|beginning|middle|end|turn|close){GAP}of{GAP}(?:the|this|last|next){GAP}"
        rf"(?:calendar{GAP})?(?:year|month|quarter|week)|(?:year|month|quarter)(?:{SP}-{SP}|{GAP})?end)(?!\w)"
        rf"(?:,?{GAP}(?:of{GAP})?(?P<y>{YEAR}))?",
        _edge,
    ),
    ("season_year", rf"(?:the{GAP})?{SEASONS}{GAP}(?:of{GAP})?(?P<y>{YEAR})(?!\w)", _season_year),
    (
        "season",
        rf"(?:(?P<rel>last|next|this|past|coming)|(?P<det>(?:in|by|since|until|over|during|before)(?:{GAP}the)?|the))"
        rf"{GAP}{SEASONS}(?![\w-])(?!{GAP}(?:of{GAP})?{YEAR})",
        _season,
    ),
    (
        "holiday",
        rf"(?P<name>Christmas(?:{GAP}(?:Day|Eve))?|Boxing{GAP}Day|New{GAP}Year['’]s{GAP}(?:Eve|Day)|Easter(?:{GAP}Monday)?"
        rf"|Good{GAP}Friday|Thanksgiving|Labor{GAP}Day|Memorial{GAP}Day|Independence{GAP}Day|Halloween"
        rf"|Valentine['’]s{GAP}Day)(?:{GAP}(?P<y>{YEAR}))?(?!\w)",
        _holiday,
    ),
)
