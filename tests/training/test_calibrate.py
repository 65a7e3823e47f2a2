import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.training.calibrate import best_threshold, fit_logistic

judged = st.lists(st.tuples(st.sampled_from([0.1, 0.25, 0.3, 0.5, 0.5001, 0.8, 1.0]), st.booleans()), max_size=30)


def test_the_weights_of_synthetic_data_come_back():
    rng = np.random.default_rng(7)
    x = rng.normal(size=(20_000, 2)) * [2.0, 1.0]
    truth = np.array([-0.7, 1.1, 0.4])
    y = (rng.random(20_000) < 1 / (1 + np.exp(-(truth[0] + x @ truth[1:])))).astype(float)
    assert fit_logistic(x, y) == pytest.approx(truth, abs=0.06)


def test_the_fit_is_where_the_gradient_vanishes():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(60, 3)), (rng.random(60) < 0.4).astype(float)
    w = fit_logistic(x, y, ridge=2.0)
    p = 1 / (1 + np.exp(-(w[0] + x @ w[1:])))
    assert x.T @ (p - y) + 2.0 * w[1:] == pytest.approx(np.zeros(3), abs=1e-6)
    assert (p - y).sum() == pytest.approx(0.0, abs=1e-4)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_one_sided_data_stay_finite(value):
    w = fit_logistic(np.random.default_rng(2).normal(size=(40, 2)) * 7, np.full(40, value))
    assert np.isfinite(w).all()
    assert np.sign(w[0]) == (1 if value else -1)


def f1_at(threshold: float, rows: list[tuple[float, bool]], gold: int) -> float:
    kept = [ok for c, ok in rows if c >= threshold]
    return 200.0 * sum(kept) / (len(kept) + gold) if kept or gold else 0.0


@given(judged, st.integers(1, 40))
def test_the_threshold_is_the_best_of_all(rows, more):
    gold = sum(ok for _, ok in rows) + more
    threshold, f1 = best_threshold([c for c, _ in rows], [ok for _, ok in rows], gold=gold)
    assert f1 == pytest.approx(max([f1_at(c, rows, gold) for c, _ in rows], default=0.0))
    if f1:
        assert f1_at(threshold, rows, gold) == pytest.approx(f1)


def test_events_of_one_confidence_stay_or_go_together():
    assert best_threshold([0.9, 0.9, 0.9, 0.9], [True, False, False, False], gold=1) == (0.9, 40.0)


def test_nothing_right_keeps_nothing():
    assert best_threshold([0.4], [False], gold=3) == (1.0, 0.0)
