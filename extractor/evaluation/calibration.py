"""How far the confidence of events can be believed.

An event is right when it is matched with a gold event: action and actor (and target where both have one) agree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.errors import ConfigError, RecordError
from extractor.evaluation.compare import align
from extractor.evaluation.gold import Doc
from extractor.evaluation.names import Names
from extractor.evaluation.score import NOT_A_NUMBER, predicted_events


@dataclass(frozen=True, slots=True)
class Bin:
    """Predicted events with a confidence in [low, high), the last bin including 1.

    `confidence` is their mean confidence and `accuracy` the fraction that is right, both 0 to 1, NaN when empty.
    """

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Reliability table and expected calibration error over `events` predictions.

    `error` is the mean of |confidence - accuracy| over the bins, weighted by their counts, 0 to 1 (Guo et al. 2017,
    "On Calibration of Modern Neural Networks"); NaN without predictions.
    """

    events: int
    error: float
    bins: tuple[Bin, ...]


def calibration(gold: Sequence[Doc], predicted: Mapping[str, Mapping[str, Any]], *, bins: int = 10) -> Calibration:
    """Reliability of event confidence over the predictions for `gold`, in `bins` bins of equal width.

    Raises ConfigError for less than one bin and RecordError for an event without a confidence from 0 to 1.
    """
    if bins < 1:
        raise ConfigError(f"bins is {bins}; give at least 1")
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for doc in gold:
        events = predicted_events(predicted.get(doc["id"]) or {}, doc_id=doc["id"])
        right = set(align(doc.get("events", []), events, Names(doc.get("entities", []))).values())
        for j, ev in enumerate(events):
            confidence = ev.get("confidence")
            if not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
                raise RecordError(
                    f"event {j} ({ev['action']}) has confidence {confidence!r}; it must be from 0 to 1",
                    doc_id=doc["id"],
                )
            held[min(int(confidence * bins), bins - 1)].append((confidence, j in right))
    table = tuple(_bin(k / bins, (k + 1) / bins, members) for k, members in enumerate(held))
    total = sum(row.count for row in table)
    gaps = sum(row.count * abs(row.confidence - row.accuracy) for row in table if row.count)
    return Calibration(total, gaps / total if total else NOT_A_NUMBER, table)


def _bin(low: float, high: float, members: Sequence[tuple[float, bool]]) -> Bin:
    if not members:
        return Bin(low, high, 0, NOT_A_NUMBER, NOT_A_NUMBER)
    count = len(members)
    return Bin(low, high, count, sum(c for c, _ in members) / count, sum(right for _, right in members) / count)
