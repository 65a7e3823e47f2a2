"""Publication dates: every accepted spelling, and refusal of what is ambiguous."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.errors import SourceError
from extractor.sources.dates import find_published, parse_published

EST = timezone(timedelta(hours=-5))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-11-24", date(2025, 11, 24)),
        ("2025-11-24 08:30", datetime(2025, 11, 24, 8, 30)),
        ("2025-11-24T08:30:05Z", datetime(2025, 11, 24, 8, 30, 5, tzinfo=UTC)),
        ("2025-11-24T08:30:05.123+08:00", datetime(2025, 11, 24, 8, 30, 5, 123000, timezone(timedelta(hours=8)))),
        ("Nov. 24, 2025", date(2025, 11, 24)),
        ("November 24th, 2025", date(2025, 11, 24)),
        ("24 November 2025", date(2025, 11, 24)),
        ("24-Nov-2025", date(2025, 11, 24)),
        ("2025/11/24", date(2025, 11, 24)),
        ("Mon, 24 Nov 2025 08:30:00 GMT", datetime(2025, 11, 24, 8, 30, tzinfo=UTC)),
        ("Monday, November 24, 2025 at 8:30 p.m. EST", datetime(2025, 11, 24, 20, 30, tzinfo=EST)),
        ("Nov 24, 2025, 12:05 AM", datetime(2025, 11, 24, 0, 5)),
        ("24 Nov 2025 08:30 +0530", datetime(2025, 11, 24, 8, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))),
        ("24 Nov 2025 08:30 IST", datetime(2025, 11, 24, 8, 30)),
        ("", None),
        (None, None),
    ],
)
def test_reads(text: str | None, expected: date | None) -> None:
    found = parse_published(text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    "text",
    ["24/11/25", "11/24/2025", "November 24", "2025", "yesterday", "31 Feb 2025", "Nov 24, 2025 25:00", "2025-13-01",
     "Nov 24, 2025 13:30 pm", "Borvane rose on Nov 24, 2025"],
)  # fmt: skip
def test_refuses(text: str) -> None:
    with pytest.raises(SourceError, match="not understood"):
        parse_published(text)


@settings(derandomize=True, deadline=None)
@given(st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.sampled_from([None, UTC, EST])))
def test_iso_round_trip(moment: datetime) -> None:
    assert parse_published(moment.isoformat()) == moment
    assert parse_published(moment.date().isoformat()) == moment.date()


@settings(derandomize=True, deadline=None)
@given(st.dates(min_value=date(1900, 1, 1)))
def test_written_out_round_trip(day: date) -> None:
    assert find_published(f"{day:%B} {day.day}, {day.year}") == day
    assert find_published(f"{day.day} {day:%b} {day.year}") == day


@settings(derandomize=True, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = find_published(text)
    assert found is None or isinstance(found, date)
