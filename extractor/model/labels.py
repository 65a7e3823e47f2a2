"""The label sets of the network, derived from the taxonomy and stored with every checkpoint.

A checkpoint carries the names it was trained with (`Labels.to_dict`); `Labels.check` compares them with today's.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from extractor.errors import ModelError
from extractor.records.taxonomy import (
    MONEY_ROLES,
    PARTY_ROLES,
    PERCENT_ROLES,
    QUANTITY_ROLES,
    RATING_ROLES,
    Action,
    Direction,
    Kind,
    MetricName,
    Polarity,
    Status,
    VersusExpectation,
)

NONE = "none"
JOB_TITLE = "job_title"
FIGURE_ROLES = (*QUANTITY_ROLES, *MONEY_ROLES, *PERCENT_ROLES)
TEXT_ROLES = ("date", *RATING_ROLES)


@dataclass(frozen=True, slots=True)
class Labels:
    """Names by class index. The first of `mentions`, `triggers`, `roles`, `directions` and `versus` is "none"."""

    mentions: tuple[str, ...]
    triggers: tuple[str, ...]
    roles: tuple[str, ...]
    statuses: tuple[str, ...]
    directions: tuple[str, ...]
    polarities: tuple[str, ...]
    versus: tuple[str, ...]

    @classmethod
    def current(cls) -> Labels:
        """The labels of the taxonomy as it is now."""
        kinds = [str(k) for k in Kind] + [JOB_TITLE]
        metrics = [f"{prefix}:{m}" for prefix in ("metric", "metric_change") for m in MetricName]
        return cls(
            mentions=(NONE, *(f"{tag}-{k}" for k in kinds for tag in "BI")),
            triggers=(NONE, *map(str, Action)),
            roles=(NONE, *PARTY_ROLES, *FIGURE_ROLES, *TEXT_ROLES, *metrics),
            statuses=tuple(map(str, Status)),
            directions=(NONE, *map(str, Direction)),
            polarities=tuple(map(str, Polarity)),
            versus=(NONE, *map(str, VersusExpectation)),
        )

    def to_dict(self) -> dict[str, list[str]]:
        return {k: list(v) for k, v in asdict(self).items()}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Labels:
        """Labels of a checkpoint. Raises ModelError where a set is missing."""
        try:
            return cls(**{k: tuple(data[k]) for k in cls.__dataclass_fields__})
        except KeyError as err:
            raise ModelError(f"the checkpoint names no labels for {err}; train it again with `make train`") from err

    def check(self) -> list[str]:
        """What today's taxonomy has and this checkpoint lacks, as "set: label"."""
        now = self.current().to_dict()
        return [f"{k}: {name}" for k, names in now.items() for name in names if name not in getattr(self, k)]
