"""Confidence of an event: the calibrated probability that its action and actor are right.

A logistic model over the network's own probabilities, fitted on the dev split (training/calibrate.py) and stored with
the checkpoint: confidence = 1 / (1 + exp(-(bias + trigger · logit p(action) + actor · logit p(actor) + told · logit p(told)))),
where p(told) is that the trigger's sentence tells such an action at all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from extractor.assemble.bind import Draft

EDGE = 1e-3
NO_ACTOR = 0.02
"""Stands in for p(actor) where the actor is a guess of last resort or none is named."""


def logit(p: float) -> float:
    p = min(max(p, EDGE), 1 - EDGE)
    return math.log(p / (1 - p))


def features(draft: Draft) -> tuple[float, float, float]:
    """(logit p(action), logit p(actor), logit p(told))."""
    actor = draft.parties.get("actor")
    return logit(draft.probability), logit(actor[1] if actor else NO_ACTOR), logit(draft.told)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the logistic model, and the confidence below which an event is not reported."""

    bias: float = 0.0
    trigger: float = 1.0
    actor: float = 0.0
    told: float = 0.0
    threshold: float = 0.35

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Calibration:
        return cls(**{k: float(v) for k, v in data.items() if k in cls.__dataclass_fields__})

    def at(self, threshold: float) -> Calibration:
        """The same model with another threshold."""
        return replace(self, threshold=threshold)

    def confidence(self, draft: Draft) -> float:
        t, a, s = features(draft)
        return round(1 / (1 + math.exp(-(self.bias + self.trigger * t + self.actor * a + self.told * s))), 4)
