import math

from hypothesis import given
from hypothesis import strategies as st

from extractor.engine.plan import plan

lengths = st.lists(st.integers(1, 500), max_size=80)
budgets = st.integers(1, 3000)


def padded(groups: list[list[int]], sizes: list[int]) -> int:
    return sum(len(g) * max(sizes[i] for i in g) for g in groups)


@given(lengths, budgets)
def test_every_index_once_and_the_budget_kept(sizes, budget):
    groups = plan(sizes, budget=budget)
    assert sorted(i for g in groups for i in g) == list(range(len(sizes)))
    for g in groups:
        assert len(g) == 1 or padded([g], sizes) <= budget


@given(lengths, budgets)
def test_longest_first_and_ties_in_order(sizes, budget):
    flat = [i for g in plan(sizes, budget=budget) for i in g]
    assert flat == sorted(flat, key=lambda i: (-sizes[i], i))


@given(lengths.filter(bool), budgets)
def test_padding_is_bounded(sizes, budget):
    """A group of width w holds at most budget / w windows, none shorter than the next group's longest.

    So its padding is at most budget · (w - next w) / w, and all padding at most budget · ln(longest / shortest).
    """
    waste = padded(plan(sizes, budget=budget), sizes) - sum(sizes)
    assert waste <= budget * math.log(max(sizes) / min(sizes)) + 1e-6


def test_windows_of_one_length_are_never_padded():
    assert plan([7, 7, 7, 7, 7], budget=15) == [[0, 1], [2, 3], [4]]


def test_nothing_to_plan():
    assert plan([], budget=10) == []
