"""The pretrained encoders a model can be built on, by the `family` of its config: "bert" (or none), "mpnet".

In: the encoder's config as a dict. Out: a network that turns word embeddings and a mask into token states. An unknown
family is refused with ConfigError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch import nn

from extractor.errors import ConfigError
from extractor.model.bert import Bert, BertConfig

if TYPE_CHECKING:
    from transformers import MPNetConfig

    from extractor.model.mpnet import MPNet

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


def family_of(encoder: dict[str, Any]) -> str:
    """The family an encoder's config belongs to. Raises ConfigError for one that is not supported."""
    family = encoder.get("family") or encoder.get("model_type") or "bert"
    if family not in KEYS:
        raise ConfigError(f"encoder family {family!r} is none of {', '.join(KEYS)}; start from one of these")
    return str(family)


def build(encoder: dict[str, Any]) -> Bert | MPNet:
    """The encoder of a config, with fresh weights. Raises ConfigError."""
    family = family_of(encoder)
    sizes = {k: encoder[k] for k in KEYS[family] if k in encoder}
    if family == "bert":
        return Bert(BertConfig(**sizes))
    # a second to import, and no shipped model needs it
    from transformers import MPNetConfig

    from extractor.model.mpnet import MPNet

    return MPNet(MPNetConfig(**{"features_after": 0, **sizes}))


def describe(config: BertConfig | MPNetConfig) -> dict[str, Any]:
    """What `build` needs to make an encoder of these sizes again."""
    family = config.model_type
    named = {} if family == "bert" else {"family": family}
    return named | {k: getattr(config, k) for k in KEYS[family]}


def longest_text(config: BertConfig | MPNetConfig) -> int:
    """Wordpieces that the encoder has positions for."""
    return int(config.max_position_embeddings) - UNUSED_POSITIONS[config.model_type]


def freeze(encoder: Bert | MPNet, layers: int) -> None:
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
