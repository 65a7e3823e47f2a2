"""Encoder and argument reader with int8 matrix products, for a CPU: weights quantised by output channel, activations by token.

Scales by token keep a batch's other windows out of a window's result, and hold the token states to a cosine of about
0.999 of the float ones (docs/engine.md). Attention, norms and the heads stay in float32.
"""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, scaled_dot_product_attention

from extractor.engine.reader import Reader
from extractor.errors import ConfigError
from extractor.model.bert import Bert, States
from extractor.model.network import EventModel

TINY = 1e-8


@lru_cache(maxsize=1)
def exact() -> bool:
    """Whether products of int8 matrices are exact here: CPUs without VNNI instructions add in 16 bits, which overflow."""
    a = torch.full((64, 384), 127, dtype=torch.int8)
    a[::2] = -128
    b = torch.full((384, 96), 127, dtype=torch.int8)
    return torch.equal(torch._int_mm(a, b), a.int() @ b.int())


def quantise_tokens(rows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """[N, d] float32 → int8 [N, d], scale [N, 1] and offset [N, 1]; a value is about `int8 · scale + offset`."""
    low, high = rows.amin(-1, keepdim=True), rows.amax(-1, keepdim=True)
    scale = (high - low).clamp_(min=TINY).div_(255.0)
    small = torch.sub(rows, low).div_(scale).round_().sub_(128.0).to(torch.int8)
    return small, scale, low + 128.0 * scale


class Int8Linear(nn.Module):
    """One or more linear layers over the same input, side by side, with int8 weights."""

    weight: Tensor
    scale: Tensor
    bias: Tensor
    column_sums: Tensor

    def __init__(self, *layers: nn.Linear) -> None:
        super().__init__()
        weight = torch.cat([layer.weight.detach() for layer in layers]).float()
        scale = weight.abs().amax(1, keepdim=True).clamp_(min=TINY).div_(127.0)
        small = weight.div(scale).round_().to(torch.int8)
        # where int8 products aren't exact the same whole numbers are multiplied in float32: slower, but the same result
        self.register_buffer("weight", small.t().contiguous() if exact() else small.t().contiguous().float())
        self.register_buffer("scale", scale.squeeze(1))
        self.register_buffer("bias", torch.cat([layer.bias.detach() for layer in layers]).float())
        self.register_buffer("column_sums", small.float().sum(1))

    def forward(self, rows: Tensor) -> Tensor:
        """[N, in] → [N, out]."""
        small, scale, offset = quantise_tokens(rows)
        if self.weight.dtype == torch.int8:
            out = torch._int_mm(small, self.weight).to(torch.float32)
        else:
            out = small.to(torch.float32) @ self.weight
        return torch.addcmul(self.bias, out.mul_(scale).addcmul_(offset, self.column_sums), self.scale)


class Int8Layer(nn.Module):
    """One BERT layer, weights taken from `layer`."""

    def __init__(self, layer: Any, heads: int) -> None:
        super().__init__()
        own = layer.attention.self
        self.heads = heads
        self.qkv = Int8Linear(own.query, own.key, own.value)
        self.mix = Int8Linear(layer.attention.output.dense)
        self.mix_norm = layer.attention.output.LayerNorm
        self.widen = Int8Linear(layer.intermediate.dense)
        self.narrow = Int8Linear(layer.output.dense)
        self.norm = layer.output.LayerNorm

    def forward(self, x: Tensor, mask: Tensor | None, batch: int) -> Tensor:
        """x [B·L, d], mask bool [B, 1, 1, L] or None where nothing is padded."""
        q, k, v = self.qkv(x).view(batch, -1, 3, self.heads, x.shape[1] // self.heads).permute(2, 0, 3, 1, 4)
        seen = scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(x.shape)
        x = self.mix_norm(self.mix(seen).add_(x))
        out: Tensor = self.norm(self.narrow(gelu(self.widen(x))).add_(x))
        return out


class Int8Encoder(nn.Module):
    """Stands in for a Bert in `EventModel.encode`."""

    def __init__(self, encoder: Bert) -> None:
        super().__init__()
        if not isinstance(encoder, Bert):
            raise ConfigError(f"a {encoder.config.model_type} encoder can't run in int8; use precision='float32'")
        self.embeddings = encoder.embeddings
        self.layers = nn.ModuleList(
            Int8Layer(layer, encoder.config.num_attention_heads) for layer in encoder.encoder.layer
        )

    def forward(self, *, inputs_embeds: Tensor, attention_mask: Tensor) -> States:
        """inputs_embeds [B, L, d], attention_mask int64 [B, L]."""
        batch, length, width = inputs_embeds.shape
        mask = None if bool(attention_mask.all()) else attention_mask.bool()[:, None, None, :]
        x = self.embeddings(inputs_embeds=inputs_embeds).reshape(-1, width)
        for layer in self.layers:
            x = layer(x, mask, batch)
        return States(x.view(batch, length, width))


def for_inference(model: EventModel, *, int8: bool) -> EventModel:
    """A model for inference that shares its weights with `model`, but those of the layers that `int8` quantises."""
    out = copy.copy(model)
    changed: dict[str, nn.Module] = {"reader": Reader(model.reader, Int8Linear) if int8 else Reader(model.reader)}
    if int8:
        changed["encoder"] = Int8Encoder(model.encoder)
    out._modules = {**model._modules, **changed}
    return out.eval()
