"""Dates in text: properties over generated dates and arbitrary text, and the time a pass takes."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.quantities.dates import DateMention, find_dates


def _sound(text: str, mentions: list[DateMention]) -> None:
    """Spans lie in the text, in order, apart; a span's first day is not after its last."""
    at = 0
    for mention in mentions:
        assert at <= mention.start < mention.end <= len(text)
        at = mention.end
        if mention.first and mention.last:
            assert mention.first <= mention.last


@pytest.mark.parametrize(
    ("text", "grain"),
    [
        ("on Nov. 24", "day"),
        ("on Nov. 20-21", "range"),
        ("last week", "week"),
        ("in March", "month"),
        ("the third quarter", "quarter"),
        ("the second half", "half"),
        ("in 2007", "year"),
        ("recently", "vague"),
    ],
)
def test_grain(text: str, grain: str) -> None:
    assert [m.grain for m in find_dates(text, published=date(2025, 11, 26))] == [grain]


_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def _formats(day: date) -> list[str]:
    month, short = _MONTHS[day.month - 1], _MONTHS[day.month - 1][:3]
    suffix = "th" if 10 <= day.day <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return [
        day.isoformat(),
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month} {day.year}",
        f"{short}{'.' if short != 'May' else ''} {day.day:02d}, {day.year}",
        f"{day.day:02d} {short} {day.year}",
        f"{day.day}{suffix} of {month}, {day.year}",
        f"{_DAYS[day.weekday()]}, {month} {day.day}{suffix}, {day.year}",
        f"{day.day:02d}-{short.upper()}-{day.year}",
        f"{day.day}.{day.month}.{day.year}",
    ]


@settings(deadline=None)
@given(st.dates(date(1970, 1, 1), date(2099, 12, 31)), st.sampled_from([None, date(2025, 11, 26), date(1987, 3, 5)]))
def test_full_dates_round_trip(day: date, published: date | None) -> None:
    for written in _formats(day):
        text = f"It was filed on {written} in Tromsø."
        found = find_dates(text, published=published)
        assert [(text[m.start : m.end], m.first, m.last) for m in found] == [(written, day, day)]


@settings(deadline=None)
@given(st.dates(date(1970, 1, 1), date(2099, 12, 31)), st.integers(0, 200))
def test_days_without_a_year_are_found_behind_publication(day: date, later: int) -> None:
    published = day + timedelta(days=later)
    text = f"It sold them on {_MONTHS[day.month - 1]} {day.day}."
    assert [(m.first, m.last) for m in find_dates(text, published=published)] == [(day, day)]


@settings(deadline=None)
@given(st.dates(date(1970, 1, 1), date(2099, 12, 31)), st.integers(1, 5), st.integers(0, 60))
def test_ranges_round_trip(day: date, length: int, later: int) -> None:
    end = day + timedelta(days=length)
    text = f"It bought between {_MONTHS[day.month - 1]} {day.day} and {_MONTHS[end.month - 1]} {end.day}."
    found = find_dates(text, published=end + timedelta(days=later))
    assert [(m.first, m.last) for m in found] == [(day, end)]


@settings(deadline=None)
@given(st.dates(date(1970, 1, 1), date(2099, 12, 31)))
def test_weekdays_are_the_latest(published: date) -> None:
    for weekday, name in enumerate(_DAYS):
        (mention,) = find_dates(f"It said so on {name}.", published=published)
        assert mention.first is not None
        assert mention.first.weekday() == weekday
        assert 0 <= (published - mention.first).days < 7


_WORDS = """Nov. 24 th , – - to and between since March Sat 2025 12/31 31.12.2025 Q3 last year week of the end early
next quarter ended two days later ago Tuesday same day by until in half Easter Feb 29 0 99 ' ’ . May on from 1st"""
_PIECES = st.sampled_from([*_WORDS.split(), "\n"])
_EXTREME = st.sampled_from([None, date.min, date.max, date(2024, 2, 29)]) | st.dates()


@settings(deadline=None)
@given(st.text(max_size=200) | st.lists(_PIECES, max_size=40).map(" ".join), _EXTREME)
def test_any_text_any_day(text: str, published: date | None) -> None:
    _sound(text, find_dates(text, published=published))


def _seconds(text: str) -> float:
    """Processor time, so that a busy machine makes no test fail; the best of two."""

    def once() -> float:
        began = time.process_time()
        find_dates(text, published=date(2025, 11, 26))
        return time.process_time() - began

    return min(once() for _ in range(2))


_UNITS = [
    "1",
    "12 ",
    "Nov. ",
    "between ",
    ", ",
    "1/",
    "20–",
    "the last ",
    "first ",
    "Nov. 20, ",
    "since March ",
    "24th ",
]


@pytest.mark.parametrize("unit", _UNITS)
def test_linear_in_the_text(unit: str) -> None:
    small, large = (_seconds(unit * (size // len(unit))) for size in (3_000, 24_000))
    assert large < 8 * small * 3 + 0.05


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["1", "Nov. ", "between ", ","])
def test_a_megabyte(unit: str) -> None:
    assert _seconds(unit * (1_000_000 // len(unit))) < 30
