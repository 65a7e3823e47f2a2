"""Dates in text: spans and the days they mean."""

from datetime import date

from extractor.quantities.dates import find_dates


def test_days_and_ranges() -> None:
    text = "On Nov. 24 it bought; it had sold on Nov. 20–21."
    found = find_dates(text, published=date(2025, 11, 26))
    assert [text[m.start : m.end] for m in found] == ["Nov. 24", "Nov. 20–21"]
    assert [(m.first, m.last) for m in found] == [
        (date(2025, 11, 24), date(2025, 11, 24)),
        (date(2025, 11, 20), date(2025, 11, 21)),
    ]
