"""Scores of coreference: which mentions of a text are one party's.

In: for each text, gold and found parties, each a set of mentions (start, end); a mention counts only where both ends
agree. Out: MUC, B³ and CEAF-e, whose F1 values' mean is the CoNLL score. Counts add, so texts are pooled. Parties with one
mention count, as annotated; MUC sees links alone, so they change nothing there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

Mention = tuple[int, int]
Parties = Sequence[Collection[Mention]]


@dataclass(frozen=True, slots=True)
class Share:
    """What is right of what was to be found, and of what was found; they add, and the percentages follow."""

    right_gold: float = 0.0
    gold: float = 0.0
    right_found: float = 0.0
    found: float = 0.0

    def __add__(self, other: Share) -> Share:
        return Share(
            self.right_gold + other.right_gold,
            self.gold + other.gold,
            self.right_found + other.right_found,
            self.found + other.found,
        )

    @property
    def recall(self) -> float:
        """Percent of gold; 0 over nothing."""
        return 100.0 * self.right_gold / self.gold if self.gold else 0.0

    @property
    def precision(self) -> float:
        """Percent of what was found; 0 over nothing."""
        return 100.0 * self.right_found / self.found if self.found else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both, in percent."""
        total = self.recall + self.precision
        return 2 * self.recall * self.precision / total if total else 0.0


@dataclass(slots=True)
class Coreference:
    """The measures over all texts added so far; `mentions` is how well mentions alone were found."""

    muc: Share = field(default_factory=Share)
    b_cubed: Share = field(default_factory=Share)
    ceaf_e: Share = field(default_factory=Share)
    mentions: Share = field(default_factory=Share)

    @property
    def conll(self) -> float:
        """Mean of the three F1 values, in percent."""
        return (self.muc.f1 + self.b_cubed.f1 + self.ceaf_e.f1) / 3

    def add(self, gold: Parties, found: Parties) -> None:
        """Counts one text. A mention belongs to at most one party of a side."""
        self.muc += _both_ways(gold, found, _links)
        self.b_cubed += _both_ways(gold, found, _b_cubed)
        alike = ceaf_alignment(gold, found)
        self.ceaf_e += Share(alike, len(gold), alike, len(found))
        a, b = ({m for party in side for m in party} for side in (gold, found))
        self.mentions += Share(len(a & b), len(a), len(a & b), len(b))

    def to_dict(self) -> dict[str, float]:
        """Every percentage by name."""
        parts = {"muc": self.muc, "b3": self.b_cubed, "ceafe": self.ceaf_e, "mention": self.mentions}
        return {"conll": self.conll} | {
            f"{name}_{short}": getattr(share, long)
            for name, share in parts.items()
            for short, long in (("p", "precision"), ("r", "recall"), ("f1", "f1"))
        }


def _both_ways(gold: Parties, found: Parties, count: Callable[[Parties, Parties], tuple[float, float]]) -> Share:
    return Share(*count(gold, found), *count(found, gold))


def _owners(parties: Parties) -> dict[Mention, int]:
    return {m: i for i, party in enumerate(parties) for m in party}


def _links(parties: Parties, others: Parties) -> tuple[float, float]:
    """MUC: of the links that hold each party together, those that are left when it is cut up as the others say."""
    owner = _owners(others)
    right = total = 0
    for party in parties:
        cuts = {owner[m] for m in party if m in owner}
        alone = sum(m not in owner for m in party)
        right += len(party) - len(cuts) - alone
        total += len(party) - 1
    return right, total


def _b_cubed(parties: Parties, others: Parties) -> tuple[float, float]:
    """B³: for each mention the share of its party that the other side puts with it."""
    owner = _owners(others)
    right = 0.0
    for party in parties:
        for m in party:
            if m in owner:
                right += len(set(party) & set(others[owner[m]])) / len(party)
    return right, sum(map(len, parties))


def ceaf_alignment(gold: Parties, found: Parties) -> float:
    """The greatest sum of φ4 = 2·|A∩B| / (|A|+|B|) over one-to-one pairs of parties."""
    if not gold or not found:
        return 0.0
    phi = [[2 * len(set(a) & set(b)) / (len(a) + len(b)) for b in found] for a in gold]
    return sum(phi[i][j] for i, j in best_pairs(phi))


def best_pairs(gain: Sequence[Sequence[float]]) -> Iterable[tuple[int, int]]:
    """One-to-one pairs (row, column) of greatest total gain: the Hungarian method with potentials, O(n³)."""
    n = max(len(gain), len(gain[0]))
    cost = [[-gain[i][j] if i < len(gain) and j < len(gain[0]) else 0.0 for j in range(n)] for i in range(n)]
    u, v, row_of = [0.0] * (n + 1), [0.0] * (n + 1), [0] * (n + 1)
    for i in range(1, n + 1):
        row_of[0], at = i, 0
        least, way, used = [float("inf")] * (n + 1), [0] * (n + 1), [False] * (n + 1)
        while row_of[at]:
            used[at] = True
            row, delta, best = row_of[at], float("inf"), 0
            for j in range(1, n + 1):
                if used[j]:
                    continue
                reduced = cost[row - 1][j - 1] - u[row] - v[j]
                if reduced < least[j]:
                    least[j], way[j] = reduced, at
                if least[j] < delta:
                    delta, best = least[j], j
            for j in range(n + 1):
                if used[j]:
                    u[row_of[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            at = best
        while at:
            row_of[at] = row_of[way[at]]
            at = way[at]
    pairs = ((row_of[j] - 1, j - 1) for j in range(1, n + 1))
    return [(i, j) for i, j in pairs if i < len(gain) and j < len(gain[0])]
