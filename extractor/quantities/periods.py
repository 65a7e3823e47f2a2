"""Fiscal periods in news text: "third quarter" → `2025-Q3`, "the year to March" → `2025-FY`.

`find_periods` takes any text and the day it was published and returns non-overlapping mentions in order.
Fiscal years are named by the year in which they end; quarters are calendar quarters unless the text numbers
them ("fiscal second quarter", "2nd qtr Oct 31"). What can't be placed (no publication day and no year said)
is left out. Time is linear in the text.
"""

import re
from dataclasses import dataclass
from datetime import date

from extractor.quantities.dates_calendar import days_in_month, shift_days, shift_months
from extractor.quantities.dates_lexicon import DASH, DAY, GAP, MONTH, ORDINALS, SP, YEAR, full_year, month_number
from extractor.quantities.dates_scan import Grammar, Match, Rule

__all__ = ["PeriodMention", "default_period", "find_periods"]


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A fiscal period in words: `text[start:end]`, and its name in the record.

    Names are `2025-Q3`, `2025-H1`, `2025-FY`, `2025-09` (a month) and `2025-9M` (nine months).
    """

    start: int
    end: int
    period: str


def default_period(published: date) -> str:
    """The quarter a results story of that day is about when it names none: the last that had ended."""
    year, quarter = published.year, (published.month + 2) // 3 - 1
    return f"{year:04d}-Q{quarter}" if quarter else f"{year - 1:04d}-Q4"


def find_periods(text: str, *, published: date | None, fiscal_year_end: int = 12) -> list[PeriodMention]:
    """Every fiscal period of `text`, in order and without overlaps.

    `fiscal_year_end` is the month (1 to 12) in which the company's fiscal year ends; it places numbered quarters
    and halves that say no year. Without `published` only periods that say their year are found. Raises
    `ValueError` for a month outside 1 to 12.
    """
    if not 1 <= fiscal_year_end <= 12:
        raise ValueError(f"fiscal_year_end {fiscal_year_end} is no month: give 1 to 12")
    scan = _Scan(text, published, fiscal_year_end)
    found = []
    for start, end, period in _GRAMMAR.read(text, scan, end=lambda match, _: match.end()):
        found.append(PeriodMention(start, end, period))
        scan.latest = period
    return found


@dataclass(slots=True)
class _Scan:
    text: str
    published: date | None
    year_end: int
    latest: str | None = None

    @property
    def today(self) -> date:
        """The day of publication; where there is none, nothing can be placed."""
        if self.published is None:
            raise ValueError("no day of publication")
        return self.published

    def forward(self, m: Match) -> bool:
        """Whether the sentence around the words speaks of what is to come."""
        after = _SENTENCE.split(self.text[m.end() : m.end() + 70], maxsplit=1)[0]
        if _FORECAST_NOUN.match(after):
            return True
        before = _SENTENCE.split(self.text[max(0, m.start() - 140) : m.start()])[-1]
        cue = None
        for found in _CUE.finditer(before):
            cue = found
        cue = cue or _CUE.search(_CLAUSE.split(after.lstrip(", "), maxsplit=1)[0])
        return cue is not None and cue["past"] is None


_SENTENCE = re.compile(r"[.;!?][\"'”’)]{0,2}\s+(?=[\"'“‘(]?[A-Z])|\n\s*\n")
_CLAUSE = re.compile(r"[,;]\s")
_CUE = re.compile(
    r"""\b(?:(?P<future>expect\w{0,3}|sees?|aim(?:s|ed|ing)?|predict\w{0,3}|anticipat\w{0,3}|project(?:s|ed|ing)?|warn\w{0,3}|
      guid(?:ance|ed|es|ing|e)|(?:outlook|targets?|projections?|view|goal)(?=\ (?:for|of|to)\b)|on\ track|
      comfortable\ with|in\ line\ with\ expectations|will|would|should|could|hopes?|plans?|lift(?:s|ed)|raises|
      (?<!beat\ )(?<!beating\ )(?<!topped\ )(?<!missed\ )(?<!above\ )(?<!below\ )(?<!than\ )forecast(?:s|ed|ing)?)
    | (?P<past>reported|posted|earned|rose|fell|was|were|came\ in\ at|dropped|climbed|grew|lost|booked|swung|jumped|
      tumbled)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_FORECAST_NOUN = re.compile(
    r"\W{0,3}(?:[\w&$-]{1,20}\s){0,4}?(?:guidance|guide|outlook|forecasts?|targets?|view|projections?|goal|range)\b",
    re.IGNORECASE,
)
_HALF = re.compile(r"half|(?<![a-z])H[12]|[12]H\b", re.IGNORECASE)
_MONTHLY = re.compile(
    r"sales|sold|revenue|deliver|passenger|traffic|turnover|production|output|registrations|shipments|orders|takings|"
    r"receipts|volumes|bookings|premiums|throughput|produced",
    re.IGNORECASE,
)


def _name(year: int, part: str) -> str:
    if not 1 <= year <= 9999:
        raise ValueError(f"year {year}")
    return f"{year:04d}-{part}"


def _fiscal_year(day: date, year_end: int) -> int:
    """The name of the fiscal year that holds `day`."""
    return day.year + (day.month > year_end)


def _said_year(m: Match, scan: _Scan) -> int | None:
    said = m.groupdict()
    for name in ("y", "y2"):
        if said.get(name):
            return full_year(said[name])
    if rel := said.get("rel"):
        return scan.today.year + {"last": -1, "next": 1}.get(rel.lower(), 0)
    return None


def _ended(year: int, month: int, months: int) -> str | None:
    """The name of the period of that many months that ends with that month."""
    if months == 1:
        return _name(year, f"{month:02d}")
    if months == 3:
        middle = shift_months(date(year, month, 1), -1)
        return _name(middle.year, f"Q{(middle.month + 2) // 3}")
    if months == 6:
        return _name(year, "H2") if month == 12 else _name(year + (month > 6), "H1")
    if months == 9:
        return _name(year + (month > 9), "9M")
    return _name(year, "FY") if months == 12 else None


def _numbered(m: Match, scan: _Scan) -> str | None:
    """Quarters and halves that go by number."""
    word = m["word"]
    digit = re.search(r"[1-4]", word)
    number = int(digit[0]) if digit else ORDINALS[word.split("-")[0].split()[0].lower()]
    size, letter = (6, "H") if _HALF.search(word) else (3, "Q")
    number = min(number, 12 // size)
    left = 12 - number * size  # months from the end of this period to the end of its fiscal year
    year = _said_year(m, scan)
    if m["month"]:
        month = month_number(m["month"])
        if m["eyear"]:
            year = full_year(m["eyear"])
        elif year is None:
            year = scan.today.year - (month > scan.today.month)
        year = shift_months(date(year, month, 1), left).year
    elif year is None and m["fiscal"] and scan.year_end == 12:
        # the fiscal year is not the calendar's, or why say so: what is reported most likely ended some six weeks ago
        year = shift_months(shift_days(scan.today, -45), left).year
    elif year is None:
        near = scan.today
        year = _fiscal_year(near, scan.year_end)
        ends = shift_months(date(year, scan.year_end, days_in_month(year, scan.year_end)), -left)
        if scan.forward(m):
            # the year before only while its figures are still to come
            year -= shift_months(ends, -12) > shift_days(near, -45)
        elif shift_months(ends, -size) > shift_days(near, -30):
            year -= 1
    return _name(year, f"{letter}{number}")


def _named_quarter(m: Match, scan: _Scan) -> str | None:
    """ "the June quarter", "July-September", "between April and June": calendar quarters by their last month."""
    month = month_number(m["mo"])
    year = _said_year(m, scan)
    if year is None:
        near = scan.today
        year = near.year
        if scan.forward(m):
            year += month < near.month - 1
        elif month > near.month or (month == near.month and near.day < 25):
            year -= 1
    return _ended(year, month, 3)


_MONTH_COUNTS = {"one": 1, "three": 3, "six": 6, "nine": 9, "twelve": 12, "1": 1, "3": 3, "6": 6, "9": 9, "12": 12}
_WEEK_COUNTS = {"four": 1, "five": 1, "4": 1, "5": 1, "13": 3, "thirteen": 3, "26": 6, "39": 9, "52": 12, "53": 12}


def _until(m: Match, scan: _Scan) -> str | None:
    """ "year ended June 30, 2025", "three months to the end of March", "26 weeks ended 2 August"."""
    unit, way = m["unit"].lower(), m["way"].lower()
    if m["n"]:
        count = (_WEEK_COUNTS if unit == "weeks" else _MONTH_COUNTS).get(m["n"].lower(), 0)
    else:
        count = 6 if "half" in unit else 3 if unit.startswith("q") else 1 if unit.startswith("m") else 12
    if not count or (unit == "weeks" and not m["n"]):
        return None
    if m["iso"]:
        return _ended(int(m["iso"][:4]), int(m["iso"][5:7]), count)
    month = month_number(m["mo"])
    day = int(re.sub(r"\D", "", m["day"] or m["day2"] or "31"))
    year = _said_year(m, scan)
    if year is None:
        near = scan.today
        year = near.year
        last = date(year, month, min(day, days_in_month(year, month)))
        if way == "ending" or m["next"] or (count == 12 and way != "ended" and not m["last"] and scan.forward(m)):
            year += last < shift_days(near, -30)
        elif last > near:
            year -= 1
    if unit == "weeks" and day < 15:
        # weeks that end early in a month are those of the month before
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return _ended(year, month, count)


def _months(m: Match, scan: _Scan) -> str | None:
    """ "nine months", "nine mths", "9M 2025", "six months"."""
    kind = "9M" if re.search(r"nine|9", m["word"], re.IGNORECASE) else "H1"
    year = _said_year(m, scan)
    if year is None:
        ended = shift_days(scan.today, -20)
        year = ended.year - (ended.month < (9 if kind == "9M" else 6))
    return _name(year, kind)


def _interim(m: Match, scan: _Scan) -> str | None:
    """Interim and half-year figures are a first half."""
    year = _said_year(m, scan)
    if year is None:
        year = scan.today.year - (scan.today.month == 1)
    return _name(year, "H1")


def _full_year(m: Match, scan: _Scan) -> str | None:
    """ "full-year", "FY25", "annual", "for the year": the one under way, or right after its end the last."""
    year = _said_year(m, scan)
    if year is None:
        near = scan.today
        year = _fiscal_year(near, scan.year_end)
        if not scan.forward(m):
            year = _fiscal_year(shift_months(near, -4), scan.year_end)
    return _name(year, "FY")


def _year(m: Match, scan: _Scan) -> str | None:
    """A year by its number or as "last year"; "2025/26" ends in the second."""
    year = _said_year(m, scan)
    return None if year is None else _name(year + bool(m.groupdict().get("split")), "FY")


_BEFORE_YEAR = re.compile(
    r"\b(?:in|for|of|during|from|since|to|than|over|its|the|with|and|on|at|vs|full|calendar|year|by|through|versus|"
    r"raises|cuts|lifts|trims|keeps|sees)[ \t\n]{1,3}$",
    re.IGNORECASE,
)


def _bare_year(m: Match, scan: _Scan) -> str | None:
    """A number is a year only after words that introduce one."""
    before = scan.text[max(0, m.start() - 14) : m.start()]
    return _year(m, scan) if _BEFORE_YEAR.search(before) and not _COUNTED.match(scan.text, m.end()) else None


_COUNTED = re.compile(r"[ \t\n]{1,3}(?:shares|people|jobs|stores|units|homes|cars|workers)\b")


def _relative_quarter(m: Match, scan: _Scan) -> str | None:
    near = scan.today
    rel = (m["rel"] or "the").lower()
    if rel in ("the", "same") and scan.latest and "Q" in scan.latest:
        return scan.latest
    if rel in ("this", "current", "next", "coming"):
        day = shift_months(near, 0 if rel in ("this", "current") else 3)
        return _name(day.year, f"Q{(day.month + 2) // 3}")
    return default_period(near)


def _month(m: Match, scan: _Scan) -> str | None:
    """A month is a period only beside monthly figures."""
    if m["mo"] and m["mo"].islower():
        return None
    if not _MONTHLY.search(scan.text, max(0, m.start() - 110), m.end() + 110):
        return None
    if m["mo"] is None:
        day = shift_months(scan.today, -1)
        return _name(day.year, f"{day.month:02d}")
    month = month_number(m["mo"])
    year = _said_year(m, scan)
    if year is None:
        year = scan.today.year - (month > scan.today.month)
    return _name(year, f"{month:02d}")


_YY = rf"(?:{YEAR}|['’]?\d\d(?![\w%]|[.,]\d))"
_SHORT_DATE = rf"(?:{DAY}{GAP})?(?P<month>{MONTH})(?:{GAP}{DAY})?(?:,?{GAP}(?P<eyear>{YEAR}))?"
_TAIL = (
    rf"(?:(?:{GAP}(?:of|in|for){GAP}(?:the{GAP})?|-|,?{SP}\(?)"
    rf"(?:(?:its{GAP})?(?:fiscal(?:{GAP}year)?|financial{GAP}year|FY){SP})?(?P<y>{_YY})"
    rf"|{GAP}(?:(?:of|in|for){GAP})?(?P<rel>last|this|next){GAP}year(?!\w))?"
)
_METRIC = (
    r"(?:net|adjusted|core|operating|underlying|organic|annual|sales|revenues?|earnings|profits?|loss|ebitda?|eps|"
    r"guidance|outlook|forecasts?|targets?|results|income|turnover|margins?|deliver\w+|capex|production|output|dividend|"
    r"figures|accounts|budget|goals?|cash|free|pre-?tax|like-for-like|comparable)"
)
_TO = rf"(?:{SP}{DASH}{SP}(?:to{SP}{DASH}{SP})?|{GAP}(?:to|through|and){GAP})"
_RULES: tuple[Rule[_Scan, str], ...] = (
    (
        "until",
        rf"(?:the{GAP})?(?:(?P<n>\d{{1,2}}|one|three|four|five|six|nine|twelve|thirteen)(?:{GAP}|-))?"
        rf"(?:(?:financial|fiscal|business){GAP})?(?P<unit>half(?:{GAP}|-)year|half|year|quarter|qtr|months?|mths?|weeks|period)"
        rf"{GAP}(?:that{GAP})?(?P<way>ended|ending|ends|to|through){GAP}(?:in{GAP}|on{GAP})?(?:the{GAP})?"
        rf"(?:end{GAP}(?:of{GAP})?|end-|mid-)?(?:this{GAP}|(?P<next>next){GAP}|(?P<last>last){GAP})?"
        rf"(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?:(?P<day>{DAY}){GAP})?(?P<mo>{MONTH})(?:{GAP}(?P<day2>{DAY}))?"
        rf"(?:,?{SP}(?P<y>{YEAR})|{GAP}(?P<rel>last|this|next){GAP}year)?)",
        _until,
    ),
    (
        "numbered",
        rf"(?:the{GAP})?(?P<fiscal>fiscal(?:-|{GAP}))?(?P<word>(?:first|second|third|fourth|final|[1-4](?:st|nd|rd|th))"
        rf"(?:-|{GAP})(?:fiscal(?:-|{GAP}))?(?:quarter|qtr|half)(?:ly)?|Q[1-4](?!\d)|[1-4]Q|H[12](?!\d)|[12]H)"
        rf"(?:,?{GAP}(?:(?:ended|ending){GAP})?{_SHORT_DATE}|{_TAIL})(?![A-Za-z])",
        _numbered,
    ),
    (
        "named_quarter",
        rf"(?P<mo>March|June|Sept(?:ember)?|Dec(?:ember)?)(?:{GAP}|-)(?:quarter|qtr){_TAIL}(?!\w)",
        _named_quarter,
    ),
    (
        "span_quarter",
        rf"(?:Jan(?:uary|\.)?{_TO}(?=Mar)|Apr(?:il|\.)?{_TO}(?=Jun)|Jul(?:y|\.)?{_TO}(?=Sep)|Oct(?:ober|\.)?{_TO}(?=Dec))"
        rf"(?P<mo>{MONTH})(?!{GAP}\d{{1,2}}(?!\d)){_TAIL}",
        _named_quarter,
    ),
    (
        "months",
        rf"(?:the{GAP})?(?:first{GAP})?(?P<word>(?:nine|six|9|6)(?:-|{GAP})(?:months?|mths?|mos)|9M|6M){_TAIL}(?!\w)",
        _months,
    ),
    (
        "interim",
        rf"(?P<word>interims?(?:{GAP}(?:results|profits?|figures|report|period|net))?|half(?:-|{GAP})year(?:ly)?|half(?:-|{GAP})yearly){_TAIL}(?!\w)",
        _interim,
    ),
    ("fiscal", rf"(?:fiscal|financial)(?:{GAP}year)?{GAP}(?P<y>{_YY})(?P<split>/\d\d)?", _year),
    (
        "full_year",
        rf"(?:(?:the{GAP})?(?:full|whole)(?:-|{GAP})year(?:{GAP}(?P<y>{YEAR}))?|FY{SP}['’]?(?P<y2>{YEAR}|\d\d(?!\d))|FY|annual"
        rf"|twelve{GAP}months|12{GAP}mths|(?:the{GAP})?(?:(?:current|financial|fiscal){GAP})?year)(?!\w)",
        _full_year,
    ),
    ("relative_year", rf"(?P<rel>last|this|next){GAP}(?:fiscal{GAP}|financial{GAP})?year(?!\w)", _year),
    (
        "relative_quarter",
        rf"(?:(?:the{GAP})?(?P<rel>last|latest|previous|past|this|current|next|coming|the|same)(?:-|{GAP})(?:quarter|qtr)|quarterly)(?!\w)",
        _relative_quarter,
    ),
    (
        "month_period",
        rf"(?:(?P<mo>{MONTH})(?:,?{GAP}(?:of{GAP})?(?:(?P<y>{YEAR})|(?P<rel>last|this){GAP}year))?(?!{SP}\d)|last{GAP}month)(?!\w)",
        _month,
    ),
    ("season", rf"(?P<y>{YEAR})(?P<split>[/-]\d\d)(?![\d/-])", _year),
    ("year_metric", rf"(?P<y>{YEAR})(?={GAP}(?:[a-z-]{{2,16}}{GAP}){{0,2}}?{_METRIC}(?!\w))", _year),
    ("year", rf"(?P<y>{YEAR})(?![\w%]|[/-]\d)", _bare_year),
)
_GRAMMAR: Grammar[_Scan, str] = Grammar(_RULES)
