"""Two stories → how they are related, from their words alone. Exact: nothing here is estimated.

Three questions in turn. Do they share enough wording, and from the head of the text on? Closing boilerplate and
round-ups share plenty, but not the head. Do other names stand in the same places? Then they are two notices of one
template. Do other figures stand in the same places? Then one is an update of the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from extractor.sources.duplicates.story import FIGURE, NAME, Hashes, Story, contexts, mix

HEAD = 40
"""Words before the shared wording begins, in the story whose head is shared."""
INTRO = 90, 0.33, 150
"""Words before it begins in the other: 90, or a third of the text where that is more, but never over 150."""
SLACK, REWORDED = 10, 0.6
"""Words of it that may be quite different; beyond them, the share of its words that must stand in the other's."""
OTHER_NAMES = 0.15, 0.08
"""Above this share of the names in the same places, two texts of one wording speak of different parties: where one name
differs, where more do. One may be a slip of the pen."""
BESIDE = 0.2
"""The same share where the words on one side of a name are enough to compare it."""
RUN = 10
"""Shared shingles there must be for each break between shared runs, where the threshold is not reached."""
SERIES = 3, 0.6
"""From three changed figures and this share of the compared ones on, the texts are two issues of one series."""
VERSION = 0.6
"""Share of the shorter text that makes one with other figures an update, where the threshold is not reached."""
_SUSTAINED = 8
_PLACE = 6


Places: TypeAlias = NDArray[np.intp]


class Kind(StrEnum):
    """How a document is related to an earlier one.

    exact      the same words and figures; form, dateline, byline and credits may differ
    near       nearly the same words, the same figures
    contained  much of the shorter stands in the longer, which begins with it but for an introduction; same figures
    update     near or contained, but some figures changed; or another text under the same URL
    """

    EXACT = "exact"
    NEAR = "near"
    CONTAINED = "contained"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Relation:
    """What two stories have in common, 0 to 1 each.

    jaccard  shared shingles of all shingles of both
    cover    shared shingles of those of the shorter
    new      share of the second story's shingles that the first lacks
    """

    kind: Kind
    jaccard: float
    cover: float
    new: float

    @property
    def similarity(self) -> float:
        """`cover` where the one contains the other, else `jaccard`."""
        return self.cover if self.kind is Kind.CONTAINED else self.jaccard


def compare(known: Story, story: Story, *, threshold: float, containment: float) -> Relation | None:
    """How `story` is related to `known`; None where it is another story.

    `threshold`: least Jaccard similarity; `containment`: least share of the shorter one where that is not reached.
    """
    first, second = known.shingles, story.shingles
    jaccard, cover, new = overlap(first, second)
    if jaccard < threshold and cover < containment:
        return None
    if jaccard < threshold and not _in_runs(*((first, second) if len(first) < len(second) else (second, first))):
        return None
    if not _shares_head(known, story, first, second):
        return None
    if _other_parties(known, story):
        return None
    changed, same = figures(known, story)
    if jaccard == 1:
        # tables repeat their words: where the wording is the same throughout, figures are compared in order
        changed = max(changed, _in_order(known, story))
    if changed >= SERIES[0] and changed > SERIES[1] * (changed + same):
        return None
    if changed and jaccard < threshold and cover < VERSION:
        return None
    kind = Kind.UPDATE if changed else Kind.NEAR if jaccard >= threshold else Kind.CONTAINED
    return Relation(kind, jaccard, cover, new)


def _other_parties(known: Story, story: Story) -> bool:
    changed, same = names(known, story)
    if changed > OTHER_NAMES[changed > 1] * (changed + same):
        return True
    changed, same = names_beside(known, story)
    return changed > 1 and changed > BESIDE * (changed + same)


def overlap(first: Hashes, second: Hashes) -> tuple[float, float, float]:
    """(jaccard, cover, new) of two stories' shingles, each taken once."""
    a, b = np.unique(first), np.unique(second)
    both = len(np.intersect1d(a, b, assume_unique=True))
    return both / (len(a) + len(b) - both), both / min(len(a), len(b)), 1 - both / len(b)


def figures(known: Story, story: Story) -> tuple[int, int]:
    """How many figures differ and how many agree among those with the same two words on both sides."""
    (a, b), (c, d) = (contexts(s.masked, 2) for s in (known, story))
    i, j = _partners(a ^ mix(b), c ^ mix(d))
    slots = (known.kinds[i] == FIGURE) & (story.kinds[j] == FIGURE)
    x, y = known.codes[i[slots]], story.codes[j[slots]]
    return int((x != y).sum()), int((x == y).sum())


def _in_order(known: Story, story: Story) -> int:
    """How many figures differ from the one of the same rank; 0 where the texts have not equally many."""
    x, y = (s.codes[s.kinds == FIGURE] for s in (known, story))
    return int((x != y).sum()) if len(x) == len(y) else 0


def names(known: Story, story: Story) -> tuple[int, int]:
    """How many names differ and how many agree in the same places.

    A place is up to six words between the same three words before and the same three after. A name differs there where
    neither text has the other's anywhere: a slip in one mention, or "the group" for it, is none.
    """
    (before, after), (before2, after2) = (contexts(s.masked, 3) for s in (known, story))
    i, j = _partners(before, before2)
    end = np.full(len(known) + _PLACE, -1)
    ends = _partners(after, after2)
    end[ends[0]] = ends[1]
    closed = np.zeros(len(i), dtype=bool)
    for k in range(_PLACE):
        closed |= (end[i + k] >= j) & (end[i + k] < j + _PLACE)
    return _compared(known, story, i[closed], j[closed])


def names_beside(known: Story, story: Story) -> tuple[int, int]:
    """The same, where the three words on one side are enough: sees forms filled in at different length."""
    sides = zip(contexts(known.masked, 3), contexts(story.masked, 3), strict=True)
    (a, b), (c, d) = (_compared(known, story, *_partners(first, second)) for first, second in sides)
    return a + c, b + d


def _compared(known: Story, story: Story, i: Places, j: Places) -> tuple[int, int]:
    slots = (known.kinds[i] == NAME) | (story.kinds[j] == NAME)
    x, y = known.codes[i[slots]], story.codes[j[slots]]
    return int((~np.isin(x, story.codes) & ~np.isin(y, known.codes)).sum()), int((x == y).sum())


def start(first: Hashes, second: Hashes) -> tuple[int, int]:
    """Words before the shared wording begins, in each; chance shingles do not count as its beginning."""
    return _start(np.isin(first, second)), _start(np.isin(second, first))


def _in_runs(shorter: Hashes, longer: Hashes) -> bool:
    """Whether what is shared stands in long runs. Two filled-in forms share as much, but a few words at a time."""
    shared = np.isin(shorter, longer)
    breaks = int((shared[1:] & ~shared[:-1]).sum()) - int(not shared[0])
    return int(shared.sum()) >= RUN * breaks


def _start(shared: NDArray[np.bool_]) -> int:
    at = np.flatnonzero(shared)
    if not len(at):
        return len(shared)
    nth = min(_SUSTAINED, len(at)) - 1
    return max(0, int(at[nth]) - nth)


def _shares_head(known: Story, story: Story, first: Hashes, second: Hashes) -> bool:
    a, b = start(first, second)
    return _begins(known, story, a, b) or _begins(story, known, b, a)


def _begins(one: Story, other: Story, a: int, b: int) -> bool:
    """Whether `other` begins as `one` does, but for an introduction of its own and a rewording in the first lines."""
    least, share, most = INTRO
    if a > HEAD or b > max(least, min(most, share * len(other))):
        return False
    return a <= SLACK or np.isin(one.codes[:a], other.codes[: a + b]).mean() >= REWORDED


def _partners(first: Hashes, second: Hashes) -> tuple[Places, Places]:
    """Positions of the hashes that stand exactly once in each, in pairs."""
    (a, i), (b, j) = (_once(hashes) for hashes in (first, second))
    _, x, y = np.intersect1d(a, b, assume_unique=True, return_indices=True)
    return i[x], j[y]


def _once(hashes: Hashes) -> tuple[Hashes, Places]:
    values, index, counts = np.unique(hashes, return_index=True, return_counts=True)
    return values[counts == 1], index[counts == 1]
