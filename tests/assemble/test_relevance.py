from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.assemble.relevance import FITTED, Features, features, grade, values

SHARE = st.floats(0, 1)


def test_features_by_hand() -> None:
    got = features(
        places=[50, 10], titled=True, most=6, opening=40, length=100, parts=[("actor", 0.9), ("counterparty", 0.3)], total=2.4
    )  # fmt: skip
    assert values(got) == pytest.approx((1, 1, 0.9, 0.5, 0.9, 0.5, 0.375))
    assert values(features(places=[], titled=False, most=0, opening=0, length=0, parts=[], total=0)) == (0,) * 7


def test_the_subject_of_an_article_and_a_name_in_passing() -> None:
    subject = Features(1, 1, 1, 1, 0.9, 1, 1)
    assert grade(FITTED.relevance(subject)) == "main"
    assert grade(FITTED.relevance(Features(0, 0, 0.5, 0.4, 0.7, 0.3, 0.3))) == "participant"
    assert grade(FITTED.relevance(Features(0, 0, 0.1, 0.1, 0, 0, 0))) == "passing"


@given(st.builds(Features, *[SHARE] * 7), st.sampled_from(Features.__slots__), SHARE)
def test_more_of_anything_never_lowers_it(f: Features, name: str, more: float) -> None:
    higher = replace(f, **{name: max(more, getattr(f, name))})
    assert 0 <= FITTED.relevance(f) <= FITTED.relevance(higher) <= 1
