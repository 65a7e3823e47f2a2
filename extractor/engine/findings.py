"""What the engine finds in a window: plain arrays and offsets, no tensors. Offsets are half-open code points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class MentionFound:
    """A party or job title named in the text; `probability` that it is one, `polarity` [3] toward it."""

    start: int
    end: int
    in_title: bool
    kind: str
    probability: float
    polarity: Floats


@dataclass(frozen=True, slots=True)
class TriggerFound:
    """Words in the body that express an action, and how its window reads for it.

    probability  of the action at the trigger
    told         that the sentence around it tells this action
    status, direction, polarity  probabilities in the order of the model's labels
    roles        [L, R], per token of the window; versus [L, V]
    starts, ends, fields  of those L tokens
    """

    start: int
    end: int
    action: str
    probability: float
    told: float
    status: Floats
    direction: Floats
    polarity: Floats
    roles: Floats
    versus: Floats
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    fields: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class WindowFindings:
    """Findings that begin in tokens the window owns, and its title's mentions. `article` [3]: the text's polarity."""

    mentions: list[MentionFound]
    triggers: list[TriggerFound]
    article: Floats
    tokens: int
