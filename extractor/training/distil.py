"""Distillation: a trained model, the teacher, reads the student's windows, and the student learns its distributions too.

In: the student's batch and logits. Out: by head, how far the student's distributions are from the teacher's. In windows
without labels the teacher's own triggers are the ones whose arguments are compared. A teacher with other labels,
without some of the student's wordpieces or with too few positions is refused with ConfigError.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import kl_div, log_softmax, logsigmoid
from torch.nn.utils.rnn import pad_sequence

from extractor.errors import ConfigError
from extractor.model.batch import Batch
from extractor.model.checkpoint import WEIGHTS, load
from extractor.model.encoder import longest_text
from extractor.model.labels import Labels
from extractor.model.network import ArgumentScores, EventModel, TokenScores
from extractor.model.windows import BODY, SPECIAL, SPECIAL_TOKENS, Window, special_id


@dataclass(frozen=True, slots=True)
class Asked:
    """The T triggers whose arguments are read: batch row [T], half-open token range [T, 2] and action [T], int64."""

    window: Tensor
    spans: Tensor
    actions: Tensor


@dataclass(frozen=True, slots=True)
class Teacher:
    """`ids` int64: the student's wordpiece id → the teacher's. `weight` is relative to the loss of the labels.

    `origin`: the teacher's name and the SHA-256 of its weights.
    """

    model: EventModel
    origin: dict[str, str]
    ids: Tensor
    weight: float
    temperature: float

    @torch.no_grad()
    def read(self, inputs: Batch) -> TokenScores:
        """The teacher's logits on the student's inputs."""
        return self.model.encode(*inputs._replace(ids=self.ids[inputs.ids]))

    @torch.no_grad()
    def read_arguments(self, soft: TokenScores, inputs: Batch, asked: Asked) -> ArgumentScores:
        """The teacher's logits for the triggers asked for; `soft` is what `read` gave."""
        return self.model.read_arguments(soft.hidden, inputs.mask, asked.window, asked.spans, asked.actions)

    def losses(self, windows: Sequence[Window], soft: TokenScores, scores: TokenScores) -> dict[str, Tensor]:
        """Mean divergence by head, of `scores`, the student's, from `soft`, the teacher's.

        Windows without labels, as headlines', count like all others. Sentiment toward a party counts where the teacher
        sees one.
        """
        fields = _fields(windows)
        words, t = fields != SPECIAL, self.temperature
        named = words & (soft.mentions.argmax(-1) > 0)
        ours, theirs = (
            torch.stack((logsigmoid(x), logsigmoid(-x)), -1)[words] for x in (scores.tells / t, soft.tells / t)
        )
        told = kl_div(ours, theirs, reduction="none", log_target=True).sum((-1, -2)).mean() * t * t
        out = {
            "triggers": self._divergence(scores.triggers, soft.triggers, fields == BODY),
            "mentions": self._divergence(scores.mentions, soft.mentions, words),
            "tells": told,
            "article": self._divergence(scores.article, soft.article),
        }
        if bool(named.any()):
            out["polarity"] = self._divergence(scores.polarity, soft.polarity, named)
        return out

    def argument_losses(
        self, windows: Sequence[Window], asked: Asked, soft: ArgumentScores, args: ArgumentScores
    ) -> dict[str, Tensor]:
        """Mean divergence by head of the arguments; `args` is the student's."""
        words = (_fields(windows) != SPECIAL)[asked.window]
        return {
            "roles": self._divergence(args.roles, soft.roles, words),
            "status": self._divergence(args.status, soft.status),
            "direction": self._divergence(args.direction, soft.direction),
            "event_polarity": self._divergence(args.polarity, soft.polarity),
        }

    def _divergence(self, logits: Tensor, target: Tensor, keep: Tensor | None = None) -> Tensor:
        """KL(teacher ‖ student), mean over the tokens `keep`; squared temperature holds gradients to the labels' size."""
        t = self.temperature
        ours, theirs = (log_softmax((x if keep is None else x[keep]) / t, dim=-1) for x in (logits, target))
        return kl_div(ours, theirs, reduction="batchmean", log_target=True) * t * t


def _fields(windows: Sequence[Window]) -> Tensor:
    return pad_sequence([torch.from_numpy(w.fields) for w in windows], batch_first=True, padding_value=SPECIAL)


def triggers_seen(logits: Tensor, window: Window) -> list[tuple[int, int, int]]:
    """Runs of body tokens [first, last) whose likeliest action is one and the same, and that action.

    `logits` [L, A] of the window's L tokens, as in TokenScores.triggers.
    """
    best = torch.where(torch.from_numpy(window.fields) == BODY, logits[: len(window)].argmax(-1), 0).tolist()
    starts = [i for i, a in enumerate(best) if i == 0 or best[i - 1] != a]
    return [(i, j, best[i]) for i, j in zip(starts, [*starts[1:], len(best)], strict=True) if best[i]]


def same_pieces(student: Tokenizer, teacher: Tokenizer) -> Tensor:
    """The teacher's id of each of the student's wordpieces, by string; special tokens by use. Raises ConfigError."""
    theirs = teacher.get_vocab()
    special = {special_id(student, use): special_id(teacher, use) for use in SPECIAL_TOKENS}
    names = {i: piece for piece, i in student.get_vocab().items()}
    lacking = [piece for i, piece in names.items() if i not in special and piece not in theirs]
    if lacking:
        raise ConfigError(
            f"the teacher has no wordpiece for {len(lacking)} of the student's, such as {min(lacking)!r}; "
            "choose a teacher with the student's vocabulary"
        )
    ids = torch.zeros(max(names) + 1, dtype=torch.int64)
    for i, piece in names.items():
        ids[i] = special[i] if i in special else theirs[piece]
    return ids


def read_teacher(folder: Path, student: Tokenizer, *, longest: int, weight: float, temperature: float) -> Teacher:
    """The teacher in `folder` for windows of up to `longest` wordpieces. Raises ConfigError, ModelError."""
    found = load(folder)
    if found.model.labels != Labels.current():
        raise ConfigError(f"teacher {folder} was trained with other labels; train it again")
    room = longest_text(found.model.config)
    if longest > room:
        raise ConfigError(
            f"windows of up to {longest} wordpieces, but teacher {folder} reads {room}; make body smaller"
        )
    origin = {"name": found.name, "weights": hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()}
    return Teacher(found.model, origin, same_pieces(student, found.tokenizer), weight, temperature)
