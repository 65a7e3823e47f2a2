"""Worked by hand, by the definitions of Vilain et al. 1995 (MUC), Bagga and Baldwin 1998 (B³) and Luo 2005 (CEAF-e)."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.evaluation.coreference import Coreference, best_pairs

A, B, C, D, E, F, G = ((i, i + 1) for i in range(7))


def scored(gold: list[list[tuple[int, int]]], found: list[list[tuple[int, int]]]) -> Coreference:
    out = Coreference()
    out.add(gold, found)
    return out


def test_a_party_cut_in_two_and_a_wrong_join() -> None:
    """Gold {a,b,c} {d,e,f,g}; found {a,b} {c,d} {f,g,h}.

    MUC: recall (3-2 + 4-3) / (2+3) = 2/5 (e stands alone); precision (2-1 + 2-2 + 3-2) / (1+1+2) = 2/4.
    B³: recall (2/3+2/3+1/3 + 1/4+0+2/4+2/4) / 7 = 35/84; precision (1+1 + 1/2+1/2 + 2/3+2/3+0) / 7 = 13/21.
    CEAF-e: {abc}~{ab} 4/5, {defg}~{fgh} 4/7: sum 48/35; recall over 2, precision over 3.
    """
    h = (9, 10)
    got = scored([[A, B, C], [D, E, F, G]], [[A, B], [C, D], [F, G, h]])
    assert got.muc.recall == pytest.approx(40)
    assert got.muc.precision == pytest.approx(50)
    assert got.b_cubed.recall == pytest.approx(100 * 35 / 84)
    assert got.b_cubed.precision == pytest.approx(100 * 13 / 21)
    assert got.ceaf_e.recall == pytest.approx(100 * 24 / 35)
    assert got.ceaf_e.precision == pytest.approx(100 * 16 / 35)
    assert got.conll == pytest.approx((got.muc.f1 + got.b_cubed.f1 + got.ceaf_e.f1) / 3)
    assert (got.mentions.recall, got.mentions.precision) == (pytest.approx(600 / 7), pytest.approx(600 / 7))


def test_everything_right_and_everything_missing() -> None:
    gold = [[A, B], [C]]
    assert scored(gold, gold).conll == pytest.approx(100)
    assert scored(gold, []).conll == 0
    assert scored([], gold).b_cubed.precision == 0


def test_single_mentions_count_but_not_for_muc() -> None:
    got = scored([[A, B], [C]], [[A, B]])
    assert got.muc.f1 == pytest.approx(100)
    assert got.b_cubed.recall == pytest.approx(200 / 3)
    assert got.ceaf_e.recall == pytest.approx(50)


def test_texts_add() -> None:
    both = Coreference()
    both.add([[A, B]], [[A, B]])
    both.add([[A, B]], [[A], [B]])
    assert both.muc.recall == pytest.approx(50)
    assert both.b_cubed.recall == pytest.approx(75)


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 9), min_size=n, max_size=n), min_size=1, max_size=4)
    )
)
def test_no_other_pairs_gain_more(gain: list[list[int]]) -> None:
    rows, columns = len(gain), len(gain[0])
    pairs = list(best_pairs(gain))
    assert len(pairs) == min(rows, columns) == len({i for i, _ in pairs}) == len({j for _, j in pairs})
    size = max(rows, columns)
    best = max(
        sum(gain[i][j] for i, j in enumerate(order) if i < rows and j < columns) for order in permutations(range(size))
    )
    assert sum(gain[i][j] for i, j in pairs) == best
