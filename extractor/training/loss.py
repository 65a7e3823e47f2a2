"""The training loss: a weighted sum over the heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from extractor.model.batch import collate
from extractor.model.network import ArgumentScores, EventModel, TokenScores
from extractor.training.data import IGNORE, Example, TriggerExample
from extractor.training.distil import Asked, Teacher, triggers_seen

Scores = TypeVar("Scores", TokenScores, ArgumentScores)


@dataclass(frozen=True, slots=True)
class LossWeights:
    """Weight of each head. Token heads are averaged over tokens, hence their larger weights."""

    triggers: float = 6.0
    tells: float = 0.5
    mentions: float = 3.0
    needed: float = 3.0
    roles: float = 12.0
    versus: float = 0.2
    status: float = 0.5
    direction: float = 0.5
    event_polarity: float = 0.3
    polarity: float = 0.4
    article: float = 0.3


def _padded(rows: Sequence[np.ndarray], length: int, fill: float) -> Tensor:
    out = np.full((len(rows), length), fill, dtype=rows[0].dtype)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
    return torch.from_numpy(out)


def _ce(logits: Tensor, target: Tensor, *, smoothing: float = 0.0) -> Tensor:
    """Mean cross entropy over the labelled positions, zero where there are none."""
    flat, labels = logits.flatten(0, -2), target.flatten()
    keep = labels != IGNORE
    if not bool(keep.any()):
        return logits.sum() * 0.0
    return cross_entropy(flat[keep], labels[keep], label_smoothing=smoothing)


def _tells(logits: Tensor, mask: Tensor, batch: Sequence[Example]) -> Tensor:
    """Binary cross entropy summed over the actions, its mean over the tokens of articles."""
    target = torch.zeros_like(logits)
    known = mask.clone()
    for i, e in enumerate(batch):
        if e.tells is None:
            known[i] = False
        else:
            target[i, : len(e.tells)] = torch.from_numpy(e.tells)
    each = binary_cross_entropy_with_logits(logits, target, reduction="none").sum(-1)
    return (each * known).sum() / known.sum().clamp(min=1)


def _needed(logits: Tensor, mask: Tensor, batch: Sequence[Example]) -> Tensor:
    """Binary cross entropy: whether a token of an annotated article is part of any event's argument."""
    target = torch.zeros_like(logits)
    known = mask.clone()
    for i, e in enumerate(batch):
        if e.tells is None:
            known[i] = False
        for ev in e.events:
            target[i, : len(e)][torch.from_numpy(ev.roles > 0)] = 1.0
    each = binary_cross_entropy_with_logits(logits, target, reduction="none")
    return (each * known).sum() / known.sum().clamp(min=1)


def loss(
    model: EventModel,
    batch: Sequence[Example],
    weights: LossWeights,
    *,
    teacher: Teacher | None = None,
    bf16: bool = False,
    article_smoothing: float = 0.0,
) -> dict[str, Tensor]:
    """Each head's weighted loss on one batch; their sum is what to minimise. With a teacher also `soft_` losses.

    `bf16`: the network's products in bfloat16, the losses in float32. `article_smoothing`: part (0 to 1) of an
    article's sentiment label that is spread over all of them.
    """
    windows = [e.window for e in batch]
    inputs = collate(windows)
    length = inputs.ids.shape[1]
    with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        scores = _float(model.encode(*inputs))
        soft = _float(teacher.read(inputs)) if teacher else None
    per_token = cross_entropy(
        scores.triggers.flatten(0, 1),
        _padded([e.triggers for e in batch], length, IGNORE).flatten(),
        ignore_index=IGNORE,
        reduction="none",
    )
    token_weights = _padded([e.weights for e in batch], length, 0.0).flatten()
    out = {
        "triggers": weights.triggers * (per_token * token_weights).sum() / token_weights.sum().clamp(min=1.0),
        "tells": weights.tells * _tells(scores.tells, inputs.mask, batch),
        "mentions": weights.mentions * _ce(scores.mentions, _padded([e.mentions for e in batch], length, IGNORE)),
        "polarity": weights.polarity * _ce(scores.polarity, _padded([e.polarity for e in batch], length, IGNORE)),
        "article": weights.article
        * _ce(scores.article, torch.tensor([e.article for e in batch]), smoothing=article_smoothing),
    }
    if model.needed is not None:
        logits = model.needed(scores.hidden)[..., 0]
        out["needed"] = weights.needed * _needed(logits, inputs.mask, batch)
    divergence = teacher.losses(windows, soft, scores) if teacher and soft else {}
    events = [ev for e in batch for ev in e.events]
    asked = [(i, ev.first, ev.last, ev.action) for i, e in enumerate(batch) for ev in e.events]
    if soft:
        unlabelled = (i for i, e in enumerate(batch) if e.tells is None)
        asked += [(i, *t) for i in unlabelled for t in triggers_seen(soft.triggers[i], windows[i])]
    if asked:
        rows = torch.tensor(asked)
        ask = Asked(rows[:, 0], rows[:, 1:3], rows[:, 3])
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            args = _float(model.read_arguments(scores.hidden, inputs.mask, ask.window, ask.spans, ask.actions))
            soft_args = _float(teacher.read_arguments(soft, inputs, ask)) if teacher and soft else None
        out |= _arguments(ArgumentScores(*(t[: len(events)] for t in args)), events, length, weights)
        if teacher and soft_args:
            divergence |= teacher.argument_losses(windows, ask, soft_args, args)
    if teacher:
        out |= {f"soft_{head}": teacher.weight * getattr(weights, head) * v for head, v in divergence.items()}
    return out


def _arguments(
    args: ArgumentScores, events: Sequence[TriggerExample], length: int, weights: LossWeights
) -> dict[str, Tensor]:
    """Losses of the annotated triggers, none where there are none."""
    if not events:
        return {}
    return {
        "roles": weights.roles * _ce(args.roles, _padded([ev.roles for ev in events], length, IGNORE)),
        "versus": weights.versus * _ce(args.versus, _padded([ev.versus for ev in events], length, IGNORE)),
        "status": weights.status * _ce(args.status, torch.tensor([ev.status for ev in events])),
        "direction": weights.direction * _ce(args.direction, torch.tensor([ev.direction for ev in events])),
        "event_polarity": weights.event_polarity * _ce(args.polarity, torch.tensor([ev.polarity for ev in events])),
    }


def _float(scores: Scores) -> Scores:
    return type(scores)(*(t.float() for t in scores))
