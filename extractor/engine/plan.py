"""Which windows run together. Pure: lengths in, groups of indices out."""

from __future__ import annotations

from collections.abc import Sequence


def plan(lengths: Sequence[int], *, budget: int) -> list[list[int]]:
    """Groups of indices into `lengths`, each of at most `budget` padded tokens (a longer window goes alone).

    Every index occurs once; longest first, so that memory peaks at the start.
    """
    order = sorted(range(len(lengths)), key=lambda i: (-lengths[i], i))
    out: list[list[int]] = []
    width = 0
    for i in order:
        if out and (len(out[-1]) + 1) * width <= budget:
            out[-1].append(i)
        else:
            out.append([i])
            width = lengths[i]
    return out
