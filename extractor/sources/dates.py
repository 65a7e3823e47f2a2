"""Publication dates: ISO 8601, RFC 2822 and the ways pages write a full date. A date without its year is refused."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from extractor.errors import SourceError, cut

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Abbreviations with one meaning in financial news; "CST" or "IST" name several zones and are left out.
_ZONES = {
    "z": 0.0, "utc": 0.0, "gmt": 0.0, "wet": 0.0, "bst": 1.0, "cet": 1.0, "cest": 2.0, "eet": 2.0, "eest": 3.0,
    "est": -5.0, "edt": -4.0, "pst": -8.0, "pdt": -7.0, "hkt": 8.0, "sgt": 8.0, "jst": 9.0, "kst": 9.0,
    "aest": 10.0, "aedt": 11.0,
}  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(_MONTH_NAMES)})[a-z]{{0,6}}\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_TIME = (
    r"(?:(?:\s+at\s+|\s*[,|·T-]\s*|\s+)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*\(?(?P<zone>[a-z]{1,5}|[+-]\d{2}:?\d{2})?\)?)?"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_FORMS = [
    re.compile(rf"{_WEEKDAY}{form}{_TIME}", re.IGNORECASE)
    for form in (
        rf"{_MONTH}\s+{_DAY}\s*,?\s+{_YEAR}",
        rf"{_DAY}[\s-]+{_MONTH},?[\s-]+{_YEAR}",
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
    )
]


def parse_published(value: datetime | date | str | None) -> datetime | date | None:
    """A publication date as a `datetime` (aware where the zone is said) or a `date`; None for None and blank text.

    Reads ISO 8601 ("2025-11-24", "2025-11-24T08:30:00+08:00"), "Nov. 24, 2025 8:30 AM EST", "24 November 2025",
    "Mon, 24 Nov 2025 08:30:00 GMT". Raises SourceError for anything else, such as "24/11/25" or a date with no year.
    """
    if value is None or isinstance(value, date):
        return value
    text = " ".join(value.split())
    if not text:
        return None
    found = find_published(text)
    if found is None:
        raise SourceError(
            f"publication date {cut(text)!r} is not understood; write it as 2025-11-24 or 2025-11-24T08:30Z"
        )
    return found


def find_published(text: str) -> datetime | date | None:
    """The date that `text`, all of it, expresses, or None."""
    iso = _from_iso(text)
    if iso is not None:
        return iso
    for form in _FORMS:
        match = form.fullmatch(text.strip())
        if match is not None:
            return _from_match(match)
    return None


def _from_iso(text: str) -> datetime | date | None:
    if re.match(r"\d{4}-\d{2}-\d{2}", text) is None:
        return None
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return None


def _from_match(match: re.Match[str]) -> datetime | date | None:
    part = match.groupdict()
    month = part["month"]
    try:
        number = int(month) if month.isdigit() else _MONTH_NAMES.index(month[:3].lower()) + 1
        day = date(int(part["year"]), number, int(part["day"]))
        if part["hour"] is None:
            return day
        hour = int(part["hour"])
        if part["half"]:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if part["half"].lower().startswith("p") else 0)
        return datetime(
            day.year,
            day.month,
            day.day,
            hour,
            int(part["minute"]),
            int(part["second"] or 0),
            tzinfo=_zone(part["zone"]),
        )
    except ValueError:
        return None


def _zone(name: str | None) -> timezone | None:
    """The offset of a zone; None (a naive time) where the abbreviation has several meanings or none."""
    if not name:
        return None
    if name[0] in "+-":
        digits = name[1:].replace(":", "")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return timezone(-offset if name[0] == "-" else offset)
    hours = _ZONES.get(name.lower())
    return None if hours is None else timezone(timedelta(hours=hours))
