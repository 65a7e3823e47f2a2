"""The dates that a page states, in attributes for machines and in lines for readers → datetime or date.

A datetime is zone-aware where the page names its zone. "3/4/2025" means two days and counts as none, unless one of its
numbers can't be a month.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from extractor.errors import SourceError
from extractor.sources.dates import find_published, parse_published

Published = datetime | date
FIRST_YEAR = 1990
"""No page is older than the web; earlier dates are placeholders."""

_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = re.compile(
    rf"(?<!\w)(?P<named>{_MONTHS}\s+\d{{1,2}}(?:st|nd|rd|th)?\s*,?\s+\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{_MONTHS},?[\s-]+\d{{4}})(?!\d)"
    r"|(?<![\d.])(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)"
    r"|(?<![\d.])(?P<one>\d{1,2})(?P<sign>[./-])(?P<two>\d{1,2})(?P=sign)(?P<last>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_CLOCK = (
    r"(?P<hour>\d{1,2})(?P<minutes>[:.h]\d\d)?(?::(?P<second>\d\d)(?:\.\d+)?)?\s*(?P<half>(?i:[ap]\.?\s?m\b\.?))?"
    r"\s*\(?(?P<zone>CES?T/CES?T|(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d\d)?|[A-Z]{1,5}\b|[+-]\d\d:?\d\d)?"
)
_AFTER = re.compile(rf"(?:\s*(?:,|\||·|•|-|–|—|T|at|@|/)?\s*){_CLOCK}")
_BEFORE = re.compile(
    rf"(?:^|[\s|·,(]){_CLOCK}\)?\s*(?:,|\||·|•|-|–|—|on|/)?\s*(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s+)?$"
)
_REGIONS: dict[str, str | int] = {
    "CET/CEST": "Europe/Berlin", "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
    "CDT": -5, "MDT": -6, "MST": -7, "NZST": 12, "NZDT": 13, "WIB": 7, "PHT": 8, "MYT": 8, "ICT": 7,
}  # fmt: skip
_OFFSET = re.compile(r"(?:UTC|GMT)\s?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?", re.IGNORECASE)
_CHANGED = re.compile(r"\b(?:updated|modified|revised|edited|changed|reviewed)\b", re.IGNORECASE)
_FIRST = re.compile(r"\b(?:published|posted|issued|released|created|first)\b", re.IGNORECASE)
_WORDS_AROUND = re.compile(
    r"\b(?:published|posted|issued|released|created|first|last|updated?|modified|on|at|date|time|by|read|min|minutes?"
    r"|mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|[\W\d_]+",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?<!\d)\d{1,2}[/-]\d{1,2}[/-](?:19|20)\d\d")
_MOST_AROUND = 70
_DATELINE = re.compile(
    rf"[A-Z][\w.,'’ -]{{1,60}}?,\s+(?P<date>{_MONTHS}\s+\d{{1,2}},\s+\d{{4}})\s*(?:\(|/|--|–|—|-\s)", re.IGNORECASE
)
_PATHS = (
    re.compile(
        r"/(?P<year>20\d\d|199\d)[/-](?P<month>\d{1,2}|[a-z]{3})[/-](?P<day>\d{1,2})(?=[/_.-]|$)", re.IGNORECASE
    ),
    re.compile(r"[/_-](?P<year>20\d\d)-?(?P<month>[01]\d)-?(?P<day>[0-3]\d)(?=[/_.-]|T\d|$)"),
)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")


def machine(value: str | None) -> Published | None:
    """A date as JSON-LD, meta tags and attributes write it; None for one that can't be read or can't be meant."""
    text = " ".join((value or "").split())
    if not text:
        return None
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), tz=UTC)
    if re.fullmatch(r"\d{8}(?:T?\d{4,6}(?:Z|[+-]\d{2}:?\d{2})?)?", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:8]}{text[8:]}"
        text = re.sub(r"^(.{10})T?(\d\d)(\d\d)(\d\d)?", lambda m: f"{m[1]}T{m[2]}:{m[3]}:{m[4] or '00'}", text)
    text = re.sub(r"\[[\w/]+\]$", "", text)
    text = re.sub(r"^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?) +(?=[+-]\d\d:?\d\d$|Z$)", r"\1", text)
    text = re.sub(r"(?<=\d) UTC$", "Z", text)
    try:
        return _sane(parse_published(text))
    except SourceError:
        return visible(text)


def visible(text: str, *, month_first: bool | None = None) -> Published | None:
    """The first date in a line for readers, with the time and zone written beside it."""
    for match in _DATE.finditer(text):
        day = _day(match, month_first)
        if day is None:
            continue
        clock = _AFTER.match(text, match.end()) or _BEFORE.search(text[: match.start()])
        return _sane(_timed(day, clock) if clock else day)
    return None


def stamp(text: str, *, changed: bool = False, month_first: bool | None = None) -> Published | None:
    """The date of a line that says little but when the page was published; None for prose and for other lines.

    `month_first` says how "3/4/2025" is meant where that is known (see `month_first`).

    Lines that say when it was last changed count only with `changed`.
    """
    if len(text) > 200 or (not changed and _CHANGED.search(text) is not None and _FIRST.search(text) is None):
        return None
    label = _FIRST.search(text)
    found = (visible(text[label.start() :], month_first=month_first) if label else None) or visible(
        text, month_first=month_first
    )
    if found is None or len(_WORDS_AROUND.sub("", _DATE.sub("", text))) > _MOST_AROUND:
        return None
    return found


def dateline(text: str) -> date | None:
    """The day in the dateline that opens a story: "BOULDER, Colo., Nov. 5, 2025 /Wire/ --"."""
    match = _DATELINE.match(text)
    found = find_published(match["date"]) if match else None
    return _sane(found)


def in_url(url: str | None) -> date | None:
    """The day in a page's address: "/2025/03/04/", "/2025/mar/04/", "-20250304"."""
    for pattern in _PATHS:
        if url and (match := pattern.search(url.partition("?")[0])) is not None:
            month = match["month"]
            found = _sane(
                find_published(f"{month} {match['day']}, {match['year']}")
                if month.isalpha()
                else _date(match["year"], month, match["day"])
            )
            if found is not None:
                return found
    return None


def best(candidates: Iterable[tuple[Published | None, str]]) -> tuple[Published | None, str | None]:
    """The first date of `candidates` (date, basis), told more exactly where a later one tells the same moment so:
    a time for its day, a zone for its time."""
    found: Published | None = None
    basis: str | None = None
    for value, kind in candidates:
        if value is not None and (found is None or _refines(value, found)):
            found, basis = value, kind
    return found, basis


def _refines(new: Published, old: Published) -> bool:
    if not isinstance(new, datetime):
        return False
    if not isinstance(old, datetime):
        return new.date() == old and (new.hour, new.minute) != (0, 0)
    return old.tzinfo is None and new.tzinfo is not None and new.replace(tzinfo=None, second=0) == old.replace(second=0)


def is_numbered(text: str) -> bool:
    """Whether a line holds a date like "3/4/2025"."""
    return _NUMBERED.search(text) is not None


def month_first(language: str | None, texts: Iterable[str]) -> bool | None:
    """Whether the page writes the month before the day: as its dates in words do, else as its country does; None where
    neither tells."""
    written = [match["named"][0].isalpha() for text in texts for match in _DATE.finditer(text) if match["named"]]
    if written and (all(written) or not any(written)):
        return written[0]
    country = (language or "").replace("_", "-").partition("-")[2].upper()
    return country == "US" if country else None


def _day(match: re.Match[str], month_first: bool | None = None) -> date | None:
    if match["named"]:
        found = find_published(re.sub(r"\bof\s+", "", match["named"], flags=re.IGNORECASE))
        return found if found is not None else None
    if match["year"]:
        return _date(match["year"], match["month"], match["day"])
    one, two = int(match["one"]), int(match["two"])
    if match["sign"] == "." or one > 12:
        return _date(match["last"], two, one)
    if month_first is not None and two <= 12:
        one, two = (one, two) if month_first else (two, one)
        return _date(match["last"], one, two)
    return _date(match["last"], one, two) if two > 12 or one == two else None


def _timed(day: date, clock: re.Match[str]) -> Published:
    if not clock["minutes"] and not clock["half"]:
        return day
    hour, minute = int(clock["hour"]), int((clock["minutes"] or ":00")[1:])
    if clock["half"]:
        if not 1 <= hour <= 12:
            return day
        hour = hour % 12 + 12 * clock["half"].lower().startswith("p")
    try:
        naive = datetime(day.year, day.month, day.day, hour, minute, int(clock["second"] or 0))
    except ValueError:
        return day
    zone = clock["zone"] or ""
    if (offset := _OFFSET.fullmatch(zone)) is not None:
        shift = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        return naive.replace(tzinfo=timezone(-shift if offset["sign"] == "-" else shift))
    region = _REGIONS.get(zone.upper())
    if isinstance(region, int):
        return naive.replace(tzinfo=timezone(timedelta(hours=region)))
    if region is not None:
        try:
            return naive.replace(tzinfo=timezone(naive.replace(tzinfo=ZoneInfo(region)).utcoffset() or timedelta()))
        except ZoneInfoNotFoundError:
            return naive
    told = find_published(f"{naive:%Y-%m-%d %H:%M:%S} {zone}") if zone else None
    return told or naive


def _date(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _sane(found: Published | None) -> Published | None:
    return found if found is not None and found.year >= FIRST_YEAR else None
