"""How far an article is about a party, from 0 to 1: main subject, participant, passing mention.

In: a party's mentions and what stands for them, its parts in the article's events. Out: a number that grows with each of
them. It is (P(at least a participant) + P(main subject)) / 2 of a proportional-odds model, whose weights
`scripts/coreference_score.py --fit` fits on the annotated articles of the dev part.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

MAIN, PARTICIPANT = 0.65, 0.26
"""From these on a party is a main subject, or a participant; chosen on the dev part."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of one party in its article; each between 0 and 1."""

    title: float
    """Whether the title names it."""
    opening: float
    """Whether the first sentence does."""
    early: float
    """1 where it comes first in the text, towards 0 at its end."""
    share: float
    """How often it is meant, against the party that is meant most often."""
    event: float
    """Confidence of the surest event it has a part in."""
    events: float
    """Its share in all events, by confidence."""
    acting: float
    """The same for events that it does or that are done to it, and not a third party's part."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the features, none below 0, and the two cuts."""

    weights: tuple[float, ...]
    participant: float
    main: float

    def relevance(self, f: Features) -> float:
        """From 0 to 1."""
        z = sum(w * x for w, x in zip(self.weights, values(f), strict=True))
        return round((_sigmoid(z - self.participant) + _sigmoid(z - self.main)) / 2, 3)


def values(f: Features) -> tuple[float, ...]:
    """The features in the order of the weights."""
    return f.title, f.opening, f.early, f.share, f.event, f.events, f.acting


FITTED = Model((2.05, 0.7, 2.48, 2.15, 1.23, 0.87, 0.21), 1.39, 5.59)


def grade(relevance: float) -> str:
    """`main`, `participant` or `passing`."""
    return "main" if relevance >= MAIN else "participant" if relevance >= PARTICIPANT else "passing"


def features(
    *, places: Iterable[int], titled: bool, most: int, opening: int, length: int, parts: Iterable[tuple[str, float]], total: float
) -> Features:  # fmt: skip
    """Of one party: where it is meant in the body, how often the most frequent party is, where the first sentence ends,
    the text's length, its (role, confidence) in events, and the sum of all events' confidence."""
    at, held = sorted(places), list(parts)
    acting = [c for role, c in held if role != "counterparty"]
    return Features(
        title=float(titled),
        opening=float(bool(at) and at[0] < opening),
        early=1 - at[0] / max(1, length) if at else 0.0,
        share=(len(at) + titled) / max(1, most),
        event=max((c for _, c in held), default=0.0),
        events=min(1.0, sum(c for _, c in held) / total) if total else 0.0,
        acting=min(1.0, sum(acting) / total) if total else 0.0,
    )


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))
