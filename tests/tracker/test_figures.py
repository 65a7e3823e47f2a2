"""Rounding and qualifiers; figures that differ by more conflict."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.records import Qualifier
from extractor.tracker.figures import Figure, agree, comparable, digits, precision

numbers = st.floats(allow_nan=False, allow_infinity=False)
figures = st.builds(Figure, numbers, qualifier=st.sampled_from(list(Qualifier)), percent=st.booleans())


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        (Figure(2_600_000), Figure(2_613_450), True),
        (Figure(2_600_000), Figure(2_700_000), False),
        (Figure(38.58, "HKD"), Figure(38.6, "HKD"), True),
        (Figure(540.0, "GBP"), Figure(565.0, "GBP"), False),
        (Figure(5_000_000), Figure(5_400_000), False),
        (Figure(100e6, qualifier=Qualifier.OVER), Figure(104e6), True),
        (Figure(100e6, qualifier=Qualifier.OVER), Figure(97e6), False),
        (Figure(100e6, qualifier=Qualifier.ABOUT), Figure(96e6), True),
        (Figure(5.0, percent=True), Figure(5.4, percent=True), True),
        (Figure(5.2, percent=True), Figure(5.4, percent=True), False),
        (Figure(10.0, percent=True), Figure(14.0, percent=True), False),
        (Figure(-20.0, percent=True, qualifier=Qualifier.OVER), Figure(-22.4, percent=True), True),
        (Figure(-20.0, percent=True, qualifier=Qualifier.OVER), Figure(-17.0, percent=True), False),
        (Figure(19.0, "USD", 18.0, 20.0), Figure(18.4, "USD"), True),
        (Figure(19.0, "USD", 18.0, 20.0), Figure(21.0, "USD"), False),
    ],
)
def test_pairs(a, b, wanted):
    assert agree(a, b) is agree(b, a) is wanted


def test_currencies_are_not_compared():
    assert not comparable(Figure(5.0, "USD"), Figure(5.0, "EUR"))
    assert comparable(Figure(5.0), Figure(5.0))


def test_the_more_exact_figure_sorts_last():
    said = [Figure(2_613_450), Figure(2_600_000), Figure(2.6e6, qualifier=Qualifier.ABOUT), Figure(2.5e6, low=2e6)]
    assert sorted(said, key=precision) == said[::-1]
    assert (digits(2_600_000), digits(38.58), digits(0.0)) == (2, 4, 1)


@given(figures, figures)
def test_agreement_is_mutual_and_with_itself(a, b):
    assert agree(a, a)
    assert agree(a, b) == agree(b, a)
