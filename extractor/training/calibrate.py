"""Fits what a checkpoint stores beside its weights, on the dev split: confidence weights and thresholds.

Confidence is a logistic model of "action and actor are right" (assemble/confidence.py); the threshold is the one with
the best event F1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def fit_logistic(
    x: NDArray[np.float64], y: NDArray[np.float64], *, ridge: float = 1.0, steps: int = 50
) -> NDArray[np.float64]:
    """Weights [1 + d] (bias first) of a ridge logistic regression by Newton's method; x [n, d], y [n] of 0 and 1."""
    design = np.column_stack([np.ones(len(x)), x])
    penalty = ridge * np.eye(design.shape[1])
    penalty[0, 0] = 1e-6
    w = np.zeros(design.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-design @ w))
        gradient = design.T @ (p - y) + penalty @ w
        hessian = (design * (p * (1 - p))[:, None]).T @ design + penalty
        move = np.linalg.solve(hessian, gradient)
        w -= move
        if np.abs(move).max() < 1e-8:
            break
    return w


def best_threshold(confidence: Sequence[float], right: Sequence[bool], *, gold: int) -> tuple[float, float]:
    """(threshold, event F1 in percent) that is best when events below the threshold are dropped; `gold` events exist.

    Events of one confidence stay or go together.
    """
    order = sorted(zip(confidence, right, strict=True), reverse=True)
    best = (1.0, 0.0)
    hits = 0
    for n, (c, ok) in enumerate(order, 1):
        hits += ok
        f1 = 200.0 * hits / (n + gold)
        last = n == len(order) or order[n][0] < c
        if last and f1 > best[1]:
            best = (c, f1)
    return best
