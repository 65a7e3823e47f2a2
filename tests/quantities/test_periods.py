"""Fiscal periods in text: names and spans, over hand-checked rows (publication, text, words, period) and any text."""

import re
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.quantities.periods import default_period, find_periods

Row = tuple[str, str, str, str]

ROWS: list[Row] = [
    ("2025-11-20", "Palmetto Quay said third-quarter profit rose.", "third-quarter", "2025-Q3"),
    ("2025-11-20", "Profit in the third quarter rose.", "the third quarter", "2025-Q3"),
    ("2025-11-20", "Q3 profit rose by a tenth.", "Q3", "2025-Q3"),
    ("2025-11-20", "3Q25 net profit beat.", "3Q25", "2025-Q3"),
    ("2025-11-20", "Q3 2025 revenue was flat.", "Q3 2025", "2025-Q3"),
    ("2025-11-20", "Revenue in the third quarter of 2024 was flat.", "the third quarter of 2024", "2024-Q3"),
    ("2025-11-20", "It earned more in the third quarter of last year.", "the third quarter of last year", "2024-Q3"),
    ("2025-11-20", "Q3 FY26 revenue was flat.", "Q3 FY26", "2026-Q3"),
    ("2025-11-20", "Q3 FY2026 revenue was flat.", "Q3 FY2026", "2026-Q3"),
    (
        "2025-11-20",
        "Profit in the fourth quarter of last year was 3 million.",
        "the fourth quarter of last year",
        "2024-Q4",
    ),
    ("2025-02-12", "Fourth-quarter profit rose.", "Fourth-quarter", "2024-Q4"),
    ("2025-01-07", "It raised its fourth-quarter forecast.", "fourth-quarter", "2024-Q4"),
    ("2025-10-30", "For the fourth quarter it expects sales of 3 million.", "the fourth quarter", "2025-Q4"),
    ("2025-10-30", "It expects sales of 3 million in the fourth quarter.", "the fourth quarter", "2025-Q4"),
    ("2025-02-12", "It sees first-quarter sales of 3 million.", "first-quarter", "2025-Q1"),
    ("2025-05-12", "First-quarter sales fell.", "First-quarter", "2025-Q1"),
    ("1987-03-05", "BRANT MILLS 4TH QTR NET", "4TH QTR", "1986-Q4"),
    ("1987-04-21", "BRANT MILLS 1ST QTR NET", "1ST QTR", "1987-Q1"),
    ("1987-05-20", "BRANT MILLS 1ST QTR APRIL 30 NET", "1ST QTR APRIL 30", "1988-Q1"),
    ("1988-11-29", "BRANT MILLS 2ND QTR OCT 31 NET", "2ND QTR OCT 31", "1989-Q2"),
    ("2025-12-04", "Its fiscal fourth-quarter profit rose.", "fiscal fourth-quarter", "2025-Q4"),
    ("2025-11-04", "Its fiscal first quarter was soft.", "fiscal first quarter", "2026-Q1"),
    ("2025-08-20", "First-half profit fell.", "First-half", "2025-H1"),
    ("2025-08-20", "Profit in the first half fell.", "the first half", "2025-H1"),
    ("2025-08-20", "H1 profit fell.", "H1", "2025-H1"),
    ("2025-08-20", "1H25 profit fell.", "1H25", "2025-H1"),
    ("2025-08-20", "It expects sales to recover in the second half.", "the second half", "2025-H2"),
    ("2025-02-20", "Second-half profit fell.", "Second-half", "2024-H2"),
    ("2025-08-20", "Half-year profit fell.", "Half-year", "2025-H1"),
    ("2025-08-20", "Interim profit fell.", "Interim profit", "2025-H1"),
    ("2025-11-12", "Profit in the six months ended Sept. 30 fell.", "the six months ended Sept. 30", "2026-H1"),
    ("2025-08-12", "Profit in the six months to June fell.", "the six months to June", "2025-H1"),
    ("2025-02-12", "Profit for the six months to December fell.", "the six months to December", "2024-H2"),
    ("1985-11-13", "Half year to Sept 30: pretax profit 1.92 mln stg", "Half year to Sept 30", "1986-H1"),
    ("2025-11-12", "Nine-month revenue fell.", "Nine-month", "2025-9M"),
    ("2025-11-12", "Revenue for the first nine months fell.", "the first nine months", "2025-9M"),
    ("1985-11-12", "Nine mths net 3.1 mln", "Nine mths", "1985-9M"),
    ("2025-11-12", "9M 2025 revenue fell.", "9M 2025", "2025-9M"),
    ("2025-02-20", "Full-year profit rose.", "Full-year", "2024-FY"),
    ("2025-08-20", "It kept its full-year forecast.", "full-year", "2025-FY"),
    ("2025-02-20", "It expects a profit for the full year.", "the full year", "2025-FY"),
    ("2025-08-20", "FY2025 guidance was cut.", "FY2025", "2025-FY"),
    ("2025-08-20", "FY26 guidance was cut.", "FY26", "2026-FY"),
    ("2025-08-20", "It sees fiscal 2026 sales of 3 billion.", "fiscal 2026", "2026-FY"),
    ("2025-08-20", "Profit in the year ended June 30, 2025, rose.", "the year ended June 30, 2025", "2025-FY"),
    ("2025-05-20", "Profit in the year to March rose.", "the year to March", "2025-FY"),
    ("2025-10-20", "It expects profit for the year to March of 3 million.", "the year to March", "2026-FY"),
    ("2025-10-20", "It kept its forecast for the year ending March 31.", "the year ending March 31", "2026-FY"),
    (
        "2025-11-20",
        "Sales in the three months ended September 30, 2025 fell.",
        "the three months ended September 30, 2025",
        "2025-Q3",
    ),
    (
        "2025-05-20",
        "Sales in the quarter to the end of March fell.",
        "the quarter to the end of March",
        "2025-Q1",
    ),
    ("2025-08-20", "Sales in the 26 weeks ended 28 June fell.", "the 26 weeks ended 28 June", "2025-H1"),
    ("2025-08-20", "Sales in the June quarter fell.", "June quarter", "2025-Q2"),
    ("2025-08-20", "Sales fell between April and June.", "April and June", "2025-Q2"),
    ("2025-08-20", "Sales fell in the April-June period.", "April-June", "2025-Q2"),
    ("2025-02-20", "Sales in October-December fell.", "October-December", "2024-Q4"),
    ("2025-10-09", "September sales rose 3 percent.", "September", "2025-09"),
    ("2025-10-09", "Passenger numbers in September rose 3 percent.", "September", "2025-09"),
    ("2025-01-09", "December deliveries rose 3 percent.", "December", "2024-12"),
    ("2025-10-09", "It delivered 1,204 trucks last month.", "last month", "2025-09"),
    ("2025-11-20", "It raised its 2025 profit forecast.", "2025", "2025-FY"),
    ("2025-11-20", "Net profit last year was 3 million.", "last year", "2024-FY"),
    ("2025-11-20", "It expects to grow next year.", "next year", "2026-FY"),
    ("2025-11-20", "Guidance for next quarter was cut.", "next quarter", "2026-Q1"),
    ("2025-11-20", "It guided for current-quarter sales of 3 million.", "current-quarter", "2025-Q4"),
    ("2025-11-20", "The milk price for the 2025/26 season was cut.", "2025/26", "2026-FY"),
    ("", "Q3 2025 revenue was flat.", "Q3 2025", "2025-Q3"),
    ("", "Profit in the year ended June 30, 2025, rose.", "the year ended June 30, 2025", "2025-FY"),
    ("", "FY2025 guidance was cut.", "FY2025", "2025-FY"),
]

NOTHING: list[tuple[str, str]] = [
    ("2025-11-20", "The company bought back shares on Tuesday."),
    ("2025-11-20", "It is the second largest holder, with 5 percent."),
    ("2025-11-20", "In September it named a chairman."),
    ("2025-11-20", "It may march on."),
    ("2025-11-20", "It has 2025 shares."),
    ("2025-11-20", ""),
    ("", "Third-quarter profit rose."),
    ("", "Full-year profit rose."),
    ("", "Interim profit rose."),
]

_NAME = re.compile(r"\d{4}-(?:Q[1-4]|H[12]|FY|9M|0[1-9]|1[0-2])")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1][:50]}")
def test_words_and_period(row: Row) -> None:
    published, text, words, period = row
    found = {text[m.start : m.end]: m.period for m in find_periods(text, published=_day(published))}
    assert words in found
    assert found[words] == period


@pytest.mark.parametrize("row", NOTHING, ids=lambda row: row[1][:50])
def test_no_period(row: tuple[str, str]) -> None:
    assert find_periods(row[1], published=_day(row[0])) == []


@pytest.mark.parametrize(
    ("published", "year_end", "text", "period"),
    [
        ("2025-11-12", 3, "Second-quarter profit rose.", "2026-Q2"),
        ("2025-05-12", 3, "Fourth-quarter profit rose.", "2025-Q4"),
        ("2025-08-12", 6, "Fourth-quarter profit rose.", "2025-Q4"),
        ("2025-11-12", 6, "First-quarter profit rose.", "2026-Q1"),
        ("2025-02-12", 6, "First-half profit rose.", "2025-H1"),
        ("2025-05-12", 3, "Full-year profit rose.", "2025-FY"),
        ("2025-11-12", 3, "It kept its full-year forecast.", "2026-FY"),
        ("2025-11-12", 3, "Profit in the three months ended September 30, 2025 rose.", "2025-Q3"),
    ],
)
def test_fiscal_year_end_places_what_is_numbered(published: str, year_end: int, text: str, period: str) -> None:
    found = find_periods(text, published=_day(published), fiscal_year_end=year_end)
    assert [m.period for m in found] == [period]


@pytest.mark.parametrize("month", [0, 13, -1])
def test_a_year_end_that_is_no_month_is_refused(month: int) -> None:
    with pytest.raises(ValueError, match="fiscal_year_end"):
        find_periods("Q3", published=None, fiscal_year_end=month)


@pytest.mark.parametrize(
    ("published", "period"),
    [("2025-11-20", "2025-Q3"), ("2025-04-01", "2025-Q1"), ("2025-03-31", "2024-Q4"), ("1987-01-05", "1986-Q4")],
)
def test_default_is_the_last_quarter_ended(published: str, period: str) -> None:
    assert default_period(date.fromisoformat(published)) == period


def test_the_quarter_is_the_one_last_spoken_of() -> None:
    text = "Q1 2024 sales fell. In the quarter margins fell too."
    assert [m.period for m in find_periods(text, published=date(2025, 11, 20))] == ["2024-Q1", "2024-Q1"]


@settings(deadline=None)
@given(st.integers(1, 4), st.integers(1990, 2089), st.dates(date(1990, 1, 1), date(2089, 12, 31)))
def test_quarters_with_a_year_round_trip(quarter: int, year: int, published: date) -> None:
    ordinal = ("first", "second", "third", "fourth")[quarter - 1]
    for written in (
        f"Q{quarter} {year}",
        f"{quarter}Q{year % 100:02d}",
        f"Q{quarter} FY{year % 100:02d}",
        f"{ordinal} quarter of {year}",
        f"{ordinal}-quarter {year}",
    ):
        expected = year if str(year) in written else year % 100 + (1900 if year % 100 >= 70 else 2000)
        text = f"In {written} it earned more."
        assert [m.period for m in find_periods(text, published=published)] == [f"{expected}-Q{quarter}"]


_WORDS = """Q3 3Q25 first-half third quarter year ended ending to June 30 2025 FY 26 nine months interim next last sales
in March fiscal H1 - / , . expects six weeks annual the Dec 4TH QTR OCT 31 1987 9M 2025/26"""
_PIECES = st.sampled_from([*_WORDS.split(), "\n"])


@settings(deadline=None)
@given(
    st.text(max_size=200) | st.lists(_PIECES, max_size=40).map(" ".join),
    st.sampled_from([None, date.min, date.max]) | st.dates(),
    st.integers(1, 12),
)
def test_any_text_any_day(text: str, published: date | None, year_end: int) -> None:
    at = 0
    for mention in find_periods(text, published=published, fiscal_year_end=year_end):
        assert at <= mention.start < mention.end <= len(text)
        assert _NAME.fullmatch(mention.period)
        at = mention.end


@settings(deadline=None)
@given(st.dates())
def test_default_is_a_period_or_the_year_before_the_first(published: date) -> None:
    assert re.fullmatch(r"\d{4}-Q[1-4]", default_period(published))


@pytest.mark.parametrize("unit", ["1", "Nov. ", "Q3 ", "the year ", "2025/", ", ", "three months ended "])
def test_linear_in_the_text(unit: str) -> None:
    def seconds(size: int) -> float:
        began = time.process_time()
        find_periods(unit * (size // len(unit)), published=date(2025, 11, 20))
        return time.process_time() - began

    assert seconds(24_000) < 8 * seconds(3_000) * 3 + 0.05
