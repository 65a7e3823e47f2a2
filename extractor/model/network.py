"""The multi-task network: one encoder over a window, light heads on top.

encoder    BERT or MPNet (encoder.py); case shape and line layout are added to its word embeddings, or after some layers
mentions   per token: BIO over party kinds and job titles
triggers   per token: an action or none
tells      per token: the actions its sentence tells, told again or not
sentiment  of the article (from [CLS]) and toward the entity named at each token
arguments  for each trigger, a small transformer re-reads the window with the trigger marked and gives every token a
           role, and the event its status, direction and sentiment; it may leave out what `needed` finds to be no
           argument of anything
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import log
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from extractor.model.encoder import build, describe
from extractor.model.labels import Labels
from extractor.model.windows import LAYOUTS, SHAPES

RARE = -4.0
"""Logit that `tells` starts from: most sentences tell no event."""
UNCOMMON = -1.7
"""Logit that `needed` starts from: one token in six is part of an argument."""
UNREAD = -12.0
"""Logit of all classes but "none" where the argument reader leaves a token out."""


@dataclass(frozen=True, slots=True)
class HeadOptions:
    """Sizes of the argument reader.

    near    it reads the tokens up to so far from the trigger, and [CLS], and those that are part of some argument with a
            probability of `least`; 0: it reads the whole window
    """

    width: int = 192
    layers: int = 2
    heads: int = 4
    dropout: float = 0.1
    distances: int = 33
    near: int = 0
    least: float = 0.01


class TokenScores(NamedTuple):
    """Logits over a batch of windows (B windows, L tokens).

    hidden [B, L, d] · mentions [B, L, M] · triggers [B, L, A] · tells [B, L, A] (one logit an action, independent) ·
    polarity [B, L, 3] · article [B, 3]
    """

    hidden: Tensor
    mentions: Tensor
    triggers: Tensor
    tells: Tensor
    polarity: Tensor
    article: Tensor


class ArgumentScores(NamedTuple):
    """Logits for T triggers over the L tokens of their windows.

    roles [T, L, R] · versus [T, L, V] · status [T, S] · direction [T, D] · polarity [T, 3]
    """

    roles: Tensor
    versus: Tensor
    status: Tensor
    direction: Tensor
    polarity: Tensor


def distance_bucket(delta: Tensor, buckets: int) -> Tensor:
    """Signed token distances → 0..buckets-1, exact near zero and logarithmic beyond."""
    half = buckets // 2
    near = half // 2
    size = delta.abs()
    far = near + (torch.log2(size.clamp(min=near).float() / near) * 2).long()
    return half + delta.sign() * torch.where(size < near, size, far).clamp(max=half)


def to_front(kept: Tensor) -> Tensor:
    """kept bool [T, L] → int64 [T, K]: in each row the indices of what is kept, then others up to the fullest row's K."""
    most = int(kept.sum(1).max()) if len(kept) else 0
    return (~kept).to(torch.uint8).argsort(dim=1, stable=True)[:, :most]


def put_back(scores: Tensor, read: Tensor, kept: Tensor, length: int) -> Tensor:
    """Logits [T, K, C] of the tokens `read` [T, K] → [T, length, C]; all others, and those not `kept`, are "none"."""
    none = scores.new_full(scores.shape[-1:], UNREAD)
    none[0] = 0.0
    rows = torch.where(kept[..., None], scores, none)
    return none.expand(len(scores), length, -1).scatter(1, read[..., None].expand_as(rows), rows)


class EventModel(nn.Module):
    """Windows → scores. `encoder` is the encoder's config as a dict; `labels` names the classes.

    compact    whether the argument reader's rows are cut to what it reads, or the rest is masked: the same result, but
               their length has to be known first, for which a GPU would wait
    """

    compact: bool = True

    def __init__(self, encoder: dict[str, Any], labels: Labels, heads: HeadOptions | None = None) -> None:
        super().__init__()
        self.labels = labels
        self.heads = heads or HeadOptions()
        self.encoder = build(encoder)
        self.config = self.encoder.config
        d, w, p = self.config.hidden_size, self.heads.width, self.heads.dropout
        self.shape = nn.Embedding(SHAPES, d)
        self.layout = nn.Embedding(LAYOUTS, d)
        self.drop = nn.Dropout(p)
        self.mentions = nn.Linear(d, len(labels.mentions))
        self.triggers = nn.Sequential(nn.Linear(d, d), nn.GELU(), nn.Dropout(p), nn.Linear(d, len(labels.triggers)))
        self.tells = nn.Linear(d, len(labels.triggers))
        self.polarity = nn.Linear(d, len(labels.polarities))
        self.article = nn.Sequential(nn.Linear(d, d), nn.Tanh(), nn.Dropout(p), nn.Linear(d, len(labels.polarities)))
        self.needed = nn.Linear(d, 1) if self.heads.near else None
        self.narrow = nn.Linear(d, w)
        self.marker = nn.Embedding(2, w)
        self.action = nn.Embedding(len(labels.triggers), w)
        self.distance = nn.Embedding(self.heads.distances, w)
        layer = nn.TransformerEncoderLayer(
            w, self.heads.heads, 2 * w, p, activation="gelu", batch_first=True, norm_first=True
        )
        # without dropout on attention weights the fused kernel is used: twice the speed on a CPU
        layer.self_attn.dropout = 0.0
        self.reader = nn.TransformerEncoder(layer, self.heads.layers, norm=nn.LayerNorm(w), enable_nested_tensor=False)
        self.roles = nn.Linear(w, len(labels.roles))
        self.versus = nn.Linear(w, len(labels.versus))
        self.event = nn.Sequential(nn.Linear(2 * w, w), nn.GELU(), nn.Dropout(p))
        self.status = nn.Linear(w, len(labels.statuses))
        self.direction = nn.Linear(w, len(labels.directions))
        self.event_polarity = nn.Linear(w, len(labels.polarities))
        nn.init.zeros_(self.shape.weight)
        nn.init.zeros_(self.layout.weight)
        nn.init.constant_(self.tells.bias, RARE)
        if self.needed is not None:
            nn.init.constant_(self.needed.bias, UNCOMMON)

    def encode(self, ids: Tensor, shapes: Tensor, layout: Tensor, mask: Tensor) -> TokenScores:
        """ids, shapes, layout int64 [B, L]; mask bool [B, L], True on real tokens."""
        words = self.encoder.embeddings.word_embeddings(ids)
        case, lines, attend = self.shape(shapes), self.layout(layout), mask.long()
        if self.config.model_type == "bert":
            states = self.encoder(inputs_embeds=words + case + lines, attention_mask=attend)
        else:
            states = self.encoder(inputs_embeds=words, attention_mask=attend, features=case + lines)
        h = self.drop(states.last_hidden_state)
        return TokenScores(
            h, self.mentions(h), self.triggers(h), self.tells(h), self.polarity(h), self.article(h[:, 0])
        )

    def read_arguments(
        self, hidden: Tensor, mask: Tensor, window: Tensor, spans: Tensor, actions: Tensor
    ) -> ArgumentScores:
        """Arguments of T triggers.

        hidden [B, L, d], mask bool [B, L]; window int64 [T], the batch row of each trigger; spans int64 [T, 2],
        half-open token ranges; actions int64 [T], indices into labels.triggers.
        """
        at = torch.arange(hidden.shape[1], device=hidden.device)
        inside = (at >= spans[:, :1]) & (at < spans[:, 1:])
        delta = torch.where(at < spans[:, :1], at - spans[:, :1], (at - spans[:, 1:] + 1).clamp(min=0))
        kept = mask[window]
        if self.needed is not None:
            likely = self.needed(hidden)[..., 0] > log(self.heads.least / (1 - self.heads.least))
            kept = kept & (likely[window] | (delta.abs() <= self.heads.near) | (at == 0))
        read = to_front(kept) if self.needed is not None and self.compact else at.expand(kept.shape)
        inside, delta, kept = inside.gather(1, read), delta.gather(1, read), kept.gather(1, read)
        x = self.narrow(hidden)[window[:, None], read] + self.marker(inside.long())
        x = x + self.distance(distance_bucket(delta, self.heads.distances)) + self.action(actions)[:, None]
        x = self.reader(x, src_key_padding_mask=~kept)
        weights = inside.to(x.dtype) / inside.sum(1, keepdim=True).clamp(min=1)
        ev = self.event(torch.cat([torch.einsum("tl,tlw->tw", weights, x), x[:, 0]], dim=-1))
        roles, versus = self.roles(x), self.versus(x)
        if self.needed is not None:
            roles, versus = (put_back(scores, read, kept, hidden.shape[1]) for scores in (roles, versus))
        return ArgumentScores(roles, versus, self.status(ev), self.direction(ev), self.event_polarity(ev))

    def describe(self) -> dict[str, Any]:
        """What a checkpoint's config.json stores."""
        return {
            "encoder": describe(self.config),
            "heads": asdict(self.heads),
            "labels": self.labels.to_dict(),
        }
