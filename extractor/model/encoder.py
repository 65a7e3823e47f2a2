"""The pretrained encoders a model can be built on, by the `family` of its config: "bert" (or none), "mpnet".

In: the encoder's config as a dict. Out: a network that turns word embeddings and a mask into token states. An unknown
family is refused with ConfigError.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel
from transformers.models.mpnet.modeling_mpnet import MPNetSelfAttention

from extractor.errors import ConfigError

SHARED_KEYS = (
    "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "hidden_act",
    "hidden_dropout_prob", "attention_probs_dropout_prob", "max_position_embeddings", "layer_norm_eps", "pad_token_id",
)  # fmt: skip
KEYS = {
    "bert": (*SHARED_KEYS, "type_vocab_size"),
    "mpnet": (*SHARED_KEYS, "relative_attention_num_buckets", "features_after"),
}
"""What a checkpoint stores of its encoder's config, by family."""
UNUSED_POSITIONS = {"bert": 0, "mpnet": 2}
"""Position embeddings before the one of a text's first token."""


class States(NamedTuple):
    """What `EventModel` reads of an encoder's output: last_hidden_state [B, L, d]."""

    last_hidden_state: Tensor


class FusedAttention(MPNetSelfAttention):  # type: ignore[misc]
    """MPNet's attention in one kernel; takes position bias and mask as one tensor, and has no dropout of its own."""

    def forward(self, hidden_states: Tensor, attention_mask: Tensor, *_: Any, **__: Any) -> tuple[Tensor]:
        """hidden_states [B, L, d]; attention_mask [B, heads, L, L], added to the scores."""
        split = (*hidden_states.shape[:-1], self.num_attention_heads, self.attention_head_size)
        q, k, v = (f(hidden_states).view(split).transpose(1, 2) for f in (self.q, self.k, self.v))
        seen = scaled_dot_product_attention(q, k, v, attn_mask=attention_mask)
        return (self.o(seen.transpose(1, 2).flatten(2)),)


class MPNet(MPNetModel):  # type: ignore[misc]
    """MPNet that can take the tokens' case and layout in after `config.features_after` of its layers.

    Frozen layers before that point see nothing that learns, and so cost a forward pass only.
    """

    def __init__(self, config: MPNetConfig) -> None:
        super().__init__(config, add_pooling_layer=False)
        for layer in self.encoder.layer:
            layer.attention.attn = FusedAttention(config)
        # the fused kernel gives no gradient of the bias
        self.encoder.relative_attention_bias.weight.requires_grad_(False)

    def forward(self, *, inputs_embeds: Tensor, attention_mask: Tensor, features: Tensor) -> States:
        """inputs_embeds, features [B, L, d]; attention_mask int64 [B, L]."""
        x = self.embeddings(inputs_embeds=inputs_embeds)
        bias = self.encoder.compute_position_bias(x[:1])
        bias = bias.masked_fill(attention_mask[:, None, None, :] == 0, torch.finfo(bias.dtype).min)
        for i, layer in enumerate(self.encoder.layer):
            if i == self.config.features_after:
                x = x + features
            x = layer(x, bias)[0]
        return States(x)


def family_of(encoder: dict[str, Any]) -> str:
    """The family an encoder's config belongs to. Raises ConfigError for one that is not supported."""
    family = encoder.get("family") or encoder.get("model_type") or "bert"
    if family not in KEYS:
        raise ConfigError(f"encoder family {family!r} is none of {', '.join(KEYS)}; start from one of these")
    return str(family)


def build(encoder: dict[str, Any]) -> BertModel | MPNet:
    """The encoder of a config, with fresh weights. Raises ConfigError."""
    family = family_of(encoder)
    sizes = {k: encoder[k] for k in KEYS[family] if k in encoder}
    if family == "bert":
        return BertModel(BertConfig(**sizes), add_pooling_layer=False)
    return MPNet(MPNetConfig(**{"features_after": 0, **sizes}))


def describe(config: BertConfig | MPNetConfig) -> dict[str, Any]:
    """What `build` needs to make an encoder of these sizes again."""
    family = config.model_type
    named = {} if family == "bert" else {"family": family}
    return named | {k: getattr(config, k) for k in KEYS[family]}


def longest_text(config: BertConfig | MPNetConfig) -> int:
    """Wordpieces that the encoder has positions for."""
    return int(config.max_position_embeddings) - UNUSED_POSITIONS[config.model_type]


def freeze(encoder: BertModel | MPNet, layers: int) -> None:
    """Stops the embeddings and the lowest `layers` layers from learning, and takes their dropout away.

    Raises ConfigError where there are fewer layers.
    """
    stack = encoder.encoder.layer
    if layers > len(stack):
        raise ConfigError(f"frozen_layers is {layers}, but the encoder has {len(stack)}")
    for part in (encoder.embeddings, *stack[:layers]):
        part.requires_grad_(False)
        for inner in part.modules():
            if isinstance(inner, nn.Dropout):
                inner.p = 0.0
