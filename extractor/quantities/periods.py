"""Fiscal periods in news text: "third quarter" → `2025-Q3`, "the year to March" → `2025-FY`.

`find_periods` takes any text and the day it was published and returns non-overlapping mentions in order.
Fiscal years are named by the year in which they end; quarters are calendar quarters unless the text numbers
them ("fiscal second quarter"). What can't be placed (no publication day, no year said) is left out.
Time is linear in the text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from extractor.quantities.dates_calendar import days_in_month, shift_days, shift_months
from extractor.quantities.dates_lexicon import DASH, DAY, GAP, MONTH, ORDINALS, SP, YEAR, full_year, month_number

__all__ = ["PeriodMention", "default_period", "find_periods"]


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A fiscal period in words: `text[start:end]`, and its name in the record (`2025-Q3`, `2025-H1`, `2025-FY`,
    `2025-09`, `2025-9M`)."""

    start: int
    end: int
    period: str


def default_period(published: date) -> str:
    """The calendar quarter a results story of that day is about when it names none: the last one that had ended."""
    year, quarter = published.year, (published.month + 2) // 3 - 1
    return f"{year}-Q{quarter}" if quarter else f"{year - 1:04d}-Q4"


def find_periods(text: str, *, published: date | None, fiscal_year_end: int = 12) -> list[PeriodMention]:
    """Every fiscal period of `text`, in order and without overlaps.

    `fiscal_year_end` is the month (1 to 12) in which the company's fiscal year ends; it places numbered quarters
    and halves that say no year. Without `published` only periods that say their year are found.
    """
    scan = _Scan(text, published, fiscal_year_end)
    found: list[PeriodMention] = []
    at = 0
    while (hit := _MASTER.search(text, at)) is not None:
        at = hit.start() + 1
        for name in _ORDER[_ORDER.index(hit.lastgroup or "") :]:
            pattern, reader = _RULES[name]
            if (match := pattern.match(text, hit.start())) is None:
                continue
            try:
                period = reader(match, scan)
            except (ValueError, OverflowError):
                continue
            if period is not None:
                found.append(PeriodMention(match.start(), match.end(), period))
                scan.latest = period
                at = match.end()
                break
    return found


@dataclass(slots=True)
class _Scan:
    text: str
    published: date | None
    year_end: int
    latest: str | None = None

    def forward(self, start: int, end: int) -> bool:
        """Whether the sentence around the words speaks of what is to come."""
        before = _SENTENCE.split(self.text[max(0, start - 140) : start])[-1]
        after = _SENTENCE.split(self.text[end : end + 70])[0]
        last = None
        for cue in _CUE.finditer(before):
            last = cue
        if last is not None and last["past"] is None:
            return True
        return bool(_AFTER.search(after)) if last is None else False


_SENTENCE = re.compile(r"[.;!?][\"'”’)]{0,2}\s+(?=[\"'“‘(]?[A-Z])|\n\s*\n")
_CUE = re.compile(
    r"\b(?:(?P<future>expect\w{0,3}|sees?|forecast\w{0,3}|guidance|guid(?:ed|es|ing)|outlook|targets?|targeted|projects?|projected|"
    r"will|would|should|could|next|warn\w{0,3}|predict\w{0,3}|anticipat\w{0,3}|estimates?|raised its|cut its|plans?|hopes?|view|goal|on track)"
    r"|(?P<past>reported|posted|earned|rose|fell|was|were|had|said profit|came in at|dropped|climbed|grew|lost|booked|made|swung))\b",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^\W{0,3}(?:\w+\W+){0,5}?(?:guidance|outlook|forecasts?|targets?|view|projections?|goal|estimates?)\b|\bwill\b|\bwould\b|\bis expected\b",
    re.IGNORECASE,
)


def _fiscal_year(day: date, year_end: int) -> int:
    """The name of the fiscal year that holds `day`."""
    return day.year + (day.month > year_end)


def _said_year(m: re.Match[str], scan: _Scan) -> int | None:
    for name in ("y", "y2"):
        if m.groupdict().get(name):
            return full_year(m[name])
    rel = (m.groupdict().get("rel") or "").lower()
    if rel and scan.published:
        return scan.published.year + {"last": -1, "next": 1}.get(rel.split()[0], 0)
    return None


def _numbered(m: re.Match[str], scan: _Scan) -> str | None:
    """Quarters and halves that go by number."""
    digit = re.search(r"[1-4]", m["word"])
    number = int(digit[0]) if digit else ORDINALS[re.match(r"[A-Za-z]+", m["word"])[0].lower()]  # type: ignore[index]
    half = bool(
        re.search(r"half|(?<![a-z])H|H(?![a-z])", m["word"], re.IGNORECASE if "alf" in m["word"].lower() else 0)
    )
    if half:
        number = min(number, 2)
    size, letter = (6, "H") if half else (3, "Q")
    year = _said_year(m, scan)
    if year is None:
        near = scan.published
        if near is None:
            return None
        if m["fiscal"] and scan.year_end == 12:
            # which year it belongs to, when the year's end is not known: it most likely ended some six weeks ago
            ended = shift_days(near, -45)
            year = shift_months(ended, (12 // size - number) * size).year
        else:
            year = _fiscal_year(near, scan.year_end)
            begins = shift_months(date(year - 1, scan.year_end, 1), 1 + (number - 1) * size)
            ends = shift_months(begins, size)
            if scan.forward(m.start(), m.end()):
                year += ends < shift_days(near, -120)
            elif begins > shift_days(near, -30):
                year -= 1
    return f"{year:04d}-{letter}{number}"


def _named_quarter(m: re.Match[str], scan: _Scan) -> str | None:
    """ "the June quarter", "July-September": calendar quarters by their last month."""
    month = month_number(m["mo"])
    year = _said_year(m, scan)
    if year is None:
        near = scan.published
        if near is None:
            return None
        year = near.year
        if scan.forward(m.start(), m.end()):
            year += month < near.month - 1
        elif month > near.month or (month == near.month and near.day < 25):
            year -= 1
    return _ended(year, month, 3)


def _ended(year: int, month: int, months: int) -> str | None:
    """The period of that many months ending with that month."""
    if months == 1:
        return f"{year:04d}-{month:02d}"
    if months == 3:
        middle = shift_months(date(year, month, 1), -1)
        return f"{middle.year:04d}-Q{(middle.month + 2) // 3}"
    if months == 6:
        if month == 12:
            return f"{year:04d}-H2"
        return f"{year + (month > 6):04d}-H1"
    if months == 9:
        return f"{year + (month > 9):04d}-9M"
    if months == 12:
        return f"{year:04d}-FY"
    return None


_COUNTS = {"one": 1, "three": 3, "six": 6, "nine": 9, "twelve": 12, "1": 1, "3": 3, "6": 6, "9": 9, "12": 12, "13": 3, "26": 6,
           "39": 9, "52": 12, "53": 12, "thirteen": 3, "13-": 3}  # fmt: skip


def _until(m: re.Match[str], scan: _Scan) -> str | None:
    """ "year ended June 30, 2025", "three months to the end of March", "six months through June"."""
    unit = m["unit"].lower()
    if m["n"]:
        count = _COUNTS.get(m["n"].lower())
        if count is None or (unit.startswith("week") and count not in (3, 6, 9, 12)):
            return None
    else:
        count = 3 if unit.startswith("qu") else 6 if "half" in unit else 1 if unit.startswith("month") else 12
    if m["iso"]:
        year, month = int(m["iso"][:4]), int(m["iso"][5:7])
    else:
        month = month_number(m["mo"])
        said = _said_year(m, scan)
        if said is None:
            near = scan.published
            if near is None:
                return None
            year = near.year
            ahead = m["way"].lower() == "ending" or m["next"] or scan.forward(m.start(), m.end())
            last = date(year, month, days_in_month(year, month))
            if m["rel2"]:
                year += {"last": -1, "next": 1}.get(m["rel2"].lower(), 0)
            elif ahead and last < shift_days(near, -(45 if m["way"].lower() != "ending" else 0)):
                year += 1
            elif not ahead and last > near:
                year -= 1
        else:
            year = said
    return _ended(year, month, count)


def _months(m: re.Match[str], scan: _Scan) -> str | None:
    """ "nine months", "nine mths", "9M 2025"."""
    year = _said_year(m, scan)
    if year is None:
        if scan.published is None:
            return None
        ended = shift_days(scan.published, -20)
        year = ended.year - (ended.month < 9 and scan.year_end == 12)
    number = re.search(r"nine|9|six|6|three|3", m["word"], re.IGNORECASE)
    kind = {"nine": "9M", "9": "9M", "six": "H1", "6": "H1"}.get(number[0].lower(), "Q1") if number else "9M"
    if kind != "9M" and not m["y"]:
        year = scan.published.year if scan.published else year
        if kind == "H1" and scan.published is not None and scan.published.month < 6:
            year -= 1
    return f"{year:04d}-{kind}"


def _interim(m: re.Match[str], scan: _Scan) -> str | None:
    """Interim and half-year figures are a first half; which year's follows from when they come out."""
    year = _said_year(m, scan)
    if year is None:
        if scan.published is None:
            return None
        year = shift_months(shift_days(scan.published, -50), 6).year
    return f"{year:04d}-H1"


def _full_year(m: re.Match[str], scan: _Scan) -> str | None:
    year = _said_year(m, scan)
    if year is None:
        near = scan.published
        if near is None:
            return None
        year = _fiscal_year(near, scan.year_end)
        ended = shift_months(near, -(4 if scan.year_end == 12 else 3))
        if not scan.forward(m.start(), m.end()) and _fiscal_year(ended, scan.year_end) < year:
            year -= 1
    return f"{year:04d}-FY"


def _year(m: re.Match[str], scan: _Scan) -> str | None:
    return f"{int(m['y']):04d}-FY"


def _relative_year(m: re.Match[str], scan: _Scan) -> str | None:
    year = _said_year(m, scan)
    return None if year is None else f"{year:04d}-FY"


def _relative_quarter(m: re.Match[str], scan: _Scan) -> str | None:
    near = scan.published
    rel = (m["rel"] or "the").lower().split()[-1]
    if near is None:
        return None
    if rel in ("the", "same"):
        if scan.latest and "Q" in scan.latest:
            return scan.latest
        return default_period(near)
    if rel in ("last", "latest", "previous", "past"):
        return default_period(near)
    day = shift_months(near, 3 if rel in ("next", "coming") else 0)
    return f"{day.year:04d}-Q{(day.month + 2) // 3}"


_SALES = re.compile(
    r"sales|sold|revenue|deliver|passenger|traffic|turnover|production|output|registrations|shipments|orders|takings|receipts|volumes|figures|bookings|premiums|throughput|produced",
    re.IGNORECASE,
)


def _month(m: re.Match[str], scan: _Scan) -> str | None:
    """A month's name is a period only beside monthly figures."""
    if m["mo"].islower():
        return None
    around = scan.text[max(0, m.start() - 110) : m.end() + 110]
    if not _SALES.search(around):
        return None
    month = month_number(m["mo"])
    year = _said_year(m, scan)
    if year is None:
        near = scan.published
        if near is None:
            return None
        year = near.year - (month > near.month)
    return f"{year:04d}-{month:02d}"


_YY = rf"(?:{YEAR}|['’]?\d\d(?![\w%]|[.,]\d))"
_TAIL = (
    rf"(?:(?:{GAP}(?:of|in|for){GAP}(?:the{GAP})?|-|,?{SP}\(?)(?:(?:its{GAP})?(?:fiscal(?:{GAP}year)?|financial{GAP}year|FY){SP})?(?P<y>{_YY})"
    rf"|{GAP}(?:of|in|for)?{GAP}?(?P<rel>last|this|next){GAP}year(?!\w))?"
)
_METRIC = (
    r"(?:net|adjusted|core|operating|underlying|organic|annual|sales|revenues?|earnings|profits?|loss|ebitda?|eps|guidance|outlook|forecasts?|targets?|results|"
    r"income|turnover|margins?|deliver\w+|capex|production|output|dividend|figures|accounts|budget|goals?|cash|free|pre-?tax|like-for-like|comparable)"
)
_RULE_LIST: tuple[tuple[str, str, Callable[[re.Match[str], _Scan], str | None]], ...] = (
    (
        "until",
        rf"(?:(?P<n>\d{{1,2}}|one|three|six|nine|twelve|thirteen)(?:{GAP}|-))?(?P<unit>financial{GAP}year|fiscal{GAP}year|half-year|half|year|quarter|qtr|months?|mths?|weeks|period)"
        rf"{GAP}(?:that{GAP})?(?P<way>ended|ending|ends|to|through){GAP}(?:in{GAP}|on{GAP})?(?:the{GAP})?(?:end{GAP}(?:of{GAP})?|end-|mid-)?(?:this{GAP}|(?P<next>next){GAP}|last{GAP})?"
        rf"(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?:{DAY}{GAP})?(?P<mo>{MONTH})(?:{GAP}{DAY})?(?:,?{SP}(?P<y>{YEAR})|{GAP}(?P<rel2>last|this|next){GAP}year)?)",
        _until,
    ),
    (
        "numbered",
        rf"(?:the{GAP})?(?P<fiscal>fiscal(?:-|{GAP}))?(?P<word>(?:first|second|third|fourth|final|1st|2nd|3rd|4th|1ST|2ND|3RD|4TH)(?:-|{GAP})(?:fiscal(?:-|{GAP}))?(?:quarter|qtr|half)(?:ly)?"
        rf"|Q[1-4](?!\d)|[1-4]Q|H[12](?!\d)|[12]H){_TAIL}(?![A-Za-z])",
        _numbered,
    ),
    (
        "named_quarter",
        rf"(?:(?P<from>{MONTH})(?:{SP}{DASH}{SP}|{GAP}to{GAP}|{GAP}through{GAP}))?(?P<mo>March|June|Sept(?:ember)?|Dec(?:ember)?)(?:{GAP}|-)(?:quarter|qtr){_TAIL}(?!\w)",
        _named_quarter,
    ),
    (
        "span_quarter",
        rf"(?:January|April|July|October|Jan\.?|Apr\.?|Jul\.?|Oct\.?)(?:{SP}{DASH}{SP}|{GAP}(?:to|through){GAP})(?P<mo>(?:March|Mar|June|Jun|Sept?(?:ember)?|Dec(?:ember)?)\.?)(?![a-z]){_TAIL}",
        _named_quarter,
    ),
    (
        "months",
        rf"(?:the{GAP})?(?:first{GAP})?(?P<word>(?:nine|six|9|6)(?:-|{GAP})(?:months?|mths?|mos)|9M|6M){_TAIL}(?!\w)",
        _months,
    ),
    (
        "interim",
        rf"(?P<word>interim(?:s)?(?:{GAP}(?:results|profit|figures|report|period|net))?|half-year(?:ly)?|half(?:-|{GAP})yearly){_TAIL}(?!\w)",
        _interim,
    ),
    ("fiscal", rf"(?:fiscal|financial)(?:{GAP}year)?{GAP}['’]?(?P<y>{_YY})", _relative_year),
    (
        "full_year",
        rf"(?:(?:full|whole)(?:-|{GAP})year(?:{GAP}(?P<y>{YEAR}))?|FY{SP}['’]?(?P<y2>{YEAR}|\d\d(?!\d))(?:[/-]\d\d)?|FY|(?:fiscal|financial){GAP}year"
        rf"|annual|twelve{GAP}months|12{GAP}mths|the{GAP}(?:current{GAP}|financial{GAP}|fiscal{GAP})?year|current{GAP}year|year)(?!\w)",
        _full_year,
    ),
    ("relative_year", rf"(?P<rel>last|this|next){GAP}(?:fiscal{GAP}|financial{GAP})?year(?!\w)", _relative_year),
    (
        "relative_quarter",
        rf"(?:the{GAP})?(?:(?P<rel>last|latest|previous|past|this|current|next|coming|the|same){GAP}(?:quarter|qtr)|(?P<q>quarterly))(?!\w)",
        _relative_quarter,
    ),
    (
        "month_period",
        rf"(?P<mo>{MONTH})(?:,?{GAP}(?:of{GAP})?(?:(?P<y>{YEAR})|(?P<rel>last|this){GAP}year))?(?![\w])(?!{SP}\d)",
        _month,
    ),
    ("year_metric", rf"(?P<y>{YEAR}){GAP}(?={_METRIC}\b)", _year),
    (
        "year",
        rf"(?:(?:in|for|of|during|from|since|to|than|over|its|the|with|and|on|vs|full|calendar|year|by|through|versus|raises|cuts|lifts|trims|keeps|sees){GAP})(?P<y>{YEAR})(?![\w%])",
        _year,
    ),
)
_ORDER = tuple(name for name, _, _ in _RULE_LIST)
_RULES = {name: (re.compile(pattern, re.IGNORECASE), reader) for name, pattern, reader in _RULE_LIST}
_MASTER = re.compile(
    r"(?<![\w$£€¥])(?<!\d[.,/:])(?:"
    + "|".join(f"(?P<{name}>{re.sub(r'[(][?]P<[a-z0-9]+>', '(?:', pattern)})" for name, pattern, _ in _RULE_LIST)
    + ")",
    re.IGNORECASE,
)
