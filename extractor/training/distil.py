"""Distillation: a trained model, the teacher, reads the student's windows, and the student learns its distributions too.

In: the student's batch and logits. Out: for triggers, mentions and roles how far the student's distributions are from
the teacher's. A teacher with other labels, without some of the student's wordpieces or with too few positions is
refused with ConfigError.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import kl_div, log_softmax
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
    def read(self, inputs: Batch, asked: Asked | None) -> tuple[TokenScores, ArgumentScores | None]:
        """The teacher's logits on the student's inputs."""
        own = inputs._replace(ids=self.ids[inputs.ids])
        scores = self.model.encode(*own)
        if asked is None:
            return scores, None
        return scores, self.model.read_arguments(scores.hidden, own.mask, asked.window, asked.spans, asked.actions)

    def losses(
        self, windows: Sequence[Window], inputs: Batch, asked: Asked | None, scores: TokenScores,
        args: ArgumentScores | None,
    ) -> dict[str, Tensor]:  # fmt: skip
        """Mean divergence by head. Windows without labels, as headlines', count like all others.

        `scores` and `args` are the student's logits; `args` is None where nothing was asked.
        """
        soft, soft_args = self.read(inputs, asked)
        fields = pad_sequence([torch.from_numpy(w.fields) for w in windows], batch_first=True, padding_value=SPECIAL)
        words = fields != SPECIAL
        out = {
            "triggers": self._divergence(scores.triggers, soft.triggers, fields == BODY),
            "mentions": self._divergence(scores.mentions, soft.mentions, words),
        }
        if asked and args and soft_args:
            out["roles"] = self._divergence(args.roles, soft_args.roles, words[asked.window])
        return out

    def _divergence(self, logits: Tensor, target: Tensor, keep: Tensor) -> Tensor:
        """KL(teacher ‖ student), mean over the tokens `keep`; squared temperature holds gradients to the labels' size."""
        t = self.temperature
        ours, theirs = (log_softmax(x[keep] / t, dim=-1) for x in (logits, target))
        return kl_div(ours, theirs, reduction="batchmean", log_target=True) * t * t


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
