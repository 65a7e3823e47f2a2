"""The multi-task network: one encoder over a window, light heads on top.

encoder    BERT or MPNet (encoder.py); case shape and line layout are added to its word embeddings, or after some layers
mentions   per token: BIO over party kinds and job titles
triggers   per token: an action or none
tells      per token: the actions its sentence tells, told again or not
sentiment  of the article (from [CLS]) and toward the entity named at each token
arguments  for each trigger, a small transformer re-reads the window with the trigger marked and gives every token a
           role, and the event its status, direction and sentiment
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from extractor.model.encoder import MPNet, build, describe
from extractor.model.labels import Labels
from extractor.model.windows import LAYOUTS, SHAPES

RARE = -4.0
"""Logit that `tells` starts from: most sentences tell no event."""


@dataclass(frozen=True, slots=True)
class HeadOptions:
    """Sizes of the argument reader."""

    width: int = 192
    layers: int = 2
    heads: int = 4
    dropout: float = 0.1
    distances: int = 33


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


class EventModel(nn.Module):
    """Windows → scores. `encoder` is the encoder's config as a dict; `labels` names the classes."""

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

    def encode(self, ids: Tensor, shapes: Tensor, layout: Tensor, mask: Tensor) -> TokenScores:
        """ids, shapes, layout int64 [B, L]; mask bool [B, L], True on real tokens."""
        words = self.encoder.embeddings.word_embeddings(ids)
        case, lines, attend = self.shape(shapes), self.layout(layout), mask.long()
        if isinstance(self.encoder, MPNet):
            states = self.encoder(inputs_embeds=words, attention_mask=attend, features=case + lines)
        else:
            states = self.encoder(inputs_embeds=words + case + lines, attention_mask=attend)
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
        x = self.narrow(hidden)[window] + self.marker(inside.long())
        x = x + self.distance(distance_bucket(delta, self.heads.distances)) + self.action(actions)[:, None]
        x = self.reader(x, src_key_padding_mask=~mask[window])
        weights = inside.to(x.dtype) / inside.sum(1, keepdim=True).clamp(min=1)
        ev = self.event(torch.cat([torch.einsum("tl,tlw->tw", weights, x), x[:, 0]], dim=-1))
        return ArgumentScores(
            self.roles(x), self.versus(x), self.status(ev), self.direction(ev), self.event_polarity(ev)
        )

    def describe(self) -> dict[str, Any]:
        """What a checkpoint's config.json stores."""
        return {
            "encoder": describe(self.config),
            "heads": asdict(self.heads),
            "labels": self.labels.to_dict(),
        }
