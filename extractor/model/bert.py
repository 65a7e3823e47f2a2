"""BERT's encoder: Devlin et al. 2019, "BERT: Pre-training of Deep Bidirectional Transformers".

Parameters have the names that checkpoints of the transformers library give them. That library's own class does the same
and takes longer to import than the rest of a short run (tests hold the two to the same token states).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, scaled_dot_product_attention

from extractor.errors import ConfigError

SPREAD = 0.02
"""Standard deviation of fresh weights."""


class States(NamedTuple):
    """What `EventModel` reads of an encoder's output: last_hidden_state [B, L, d]."""

    last_hidden_state: Tensor


@dataclass(frozen=True, slots=True)
class BertConfig:
    """Sizes, under the names of the library's config.json; the defaults are those of BERT-base."""

    model_type: ClassVar[str] = "bert"

    vocab_size: int = 30522
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 512
    type_vocab_size: int = 2
    layer_norm_eps: float = 1e-12
    pad_token_id: int = 0


class Embeddings(nn.Module):
    """Word embeddings (to be looked up outside, where more is added to them) → input of the first layer."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        d = config.hidden_size
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, d)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, d)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, *, inputs_embeds: Tensor) -> Tensor:
        """[B, L, d] → [B, L, d]; all tokens are of type 0."""
        where = self.position_embeddings.weight[: inputs_embeds.shape[1]] + self.token_type_embeddings.weight[0]
        out: Tensor = self.dropout(self.LayerNorm(inputs_embeds + where))
        return out


class SelfAttention(nn.Module):
    """Every token looks at every real one."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        d = config.hidden_size
        self.heads, self.dropout = config.num_attention_heads, config.attention_probs_dropout_prob
        self.query, self.key, self.value = (nn.Linear(d, d) for _ in range(3))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x [B, L, d]; mask bool [B, 1, 1, L], True on real tokens."""
        split = (*x.shape[:2], self.heads, x.shape[2] // self.heads)
        q, k, v = (f(x).view(split).transpose(1, 2) for f in (self.query, self.key, self.value))
        dropped = self.dropout if self.training else 0.0
        return scaled_dot_product_attention(q, k, v, attn_mask=mask, dropout_p=dropped).transpose(1, 2).flatten(2)


class Widen(nn.Module):
    """The hidden layer of the feed-forward part."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.intermediate_size)

    def forward(self, x: Tensor) -> Tensor:
        return gelu(self.dense(x))


class Project(nn.Module):
    """A product, added to what went in before it, and normed."""

    def __init__(self, width: int, config: BertConfig) -> None:
        super().__init__()
        self.dense = nn.Linear(width, config.hidden_size)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, x: Tensor, before: Tensor) -> Tensor:
        out: Tensor = self.LayerNorm(self.dropout(self.dense(x)) + before)
        return out


class Attention(nn.Module):
    """Self-attention, projected and added."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.self = SelfAttention(config)
        self.output = Project(config.hidden_size, config)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        out: Tensor = self.output(self.self(x, mask), x)
        return out


class Layer(nn.Module):
    """Attention and a feed-forward part."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.attention = Attention(config)
        self.intermediate, self.output = Widen(config), Project(config.intermediate_size, config)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = self.attention(x, mask)
        out: Tensor = self.output(self.intermediate(x), x)
        return out


class Stack(nn.Module):
    """The layers, one on top of the other."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.layer = nn.ModuleList(Layer(config) for _ in range(config.num_hidden_layers))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        for layer in self.layer:
            x = layer(x, mask)
        return x


class Bert(nn.Module):
    """Word embeddings and a mask → token states. Raises ConfigError for sizes or an activation it can't have."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        if config.hidden_act != "gelu":
            raise ConfigError(f"activation {config.hidden_act!r} is not supported; start from an encoder with 'gelu'")
        if config.hidden_size % config.num_attention_heads:
            raise ConfigError(f"{config.num_attention_heads} heads don't share a width of {config.hidden_size} evenly")
        self.config = config
        self.embeddings = Embeddings(config)
        self.encoder = Stack(config)
        self.apply(_fresh)

    def forward(self, *, inputs_embeds: Tensor, attention_mask: Tensor) -> States:
        """inputs_embeds [B, L, d]; attention_mask int64 or bool [B, L], 0 on padding."""
        x = self.embeddings(inputs_embeds=inputs_embeds)
        return States(self.encoder(x, attention_mask.bool()[:, None, None, :]))


def _fresh(module: nn.Module) -> None:
    if isinstance(module, nn.Linear | nn.Embedding):
        nn.init.normal_(module.weight, std=SPREAD)
    if isinstance(module, nn.Linear):
        nn.init.zeros_(module.bias)
    if isinstance(module, nn.Embedding) and module.padding_idx is not None:
        with torch.no_grad():
            module.weight[module.padding_idx].zero_()
