"""The argument reader for inference: the layers of `EventModel.reader` with fused attention, in float32 or int8.

torch's own fast path for these layers writes out every attention matrix, which costs more than all the reader's products.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor, nn
from torch.nn.functional import gelu, scaled_dot_product_attention

Linear = Callable[[nn.Linear], nn.Module]
"""Makes of a linear layer what stands in for it, from rows [N, in] to rows [N, out]."""


class ReaderLayer(nn.Module):
    """One layer, norms first, weights taken from `layer`, an nn.TransformerEncoderLayer with the activation gelu."""

    def __init__(self, layer: Any, linear: Linear) -> None:
        super().__init__()
        own = layer.self_attn
        self.heads: int = own.num_heads
        joined = nn.Linear(own.embed_dim, 3 * own.embed_dim, device="meta")
        joined.weight, joined.bias = own.in_proj_weight, own.in_proj_bias
        self.qkv, self.mix = linear(joined), linear(own.out_proj)
        self.widen, self.narrow = linear(layer.linear1), linear(layer.linear2)
        self.norm1, self.norm2 = layer.norm1, layer.norm2

    def forward(self, x: Tensor, mask: Tensor | None, batch: int) -> Tensor:
        """x [T·L, w], mask bool [T, 1, 1, L], True on real tokens, or None where nothing is padded."""
        width = x.shape[1]
        q, k, v = self.qkv(self.norm1(x)).view(batch, -1, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        seen = scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(x.shape)
        x = self.mix(seen).add_(x)
        out: Tensor = self.narrow(gelu(self.widen(self.norm2(x)))).add_(x)
        return out


class Reader(nn.Module):
    """Stands in for `EventModel.reader`."""

    def __init__(self, reader: nn.TransformerEncoder, linear: Linear = lambda layer: layer) -> None:
        super().__init__()
        self.layers = nn.ModuleList(ReaderLayer(layer, linear) for layer in reader.layers)
        self.norm = reader.norm

    def forward(self, x: Tensor, *, src_key_padding_mask: Tensor) -> Tensor:
        """x [T, L, w], src_key_padding_mask bool [T, L], True on padding."""
        batch, length, width = x.shape
        mask = ~src_key_padding_mask[:, None, None, :] if bool(src_key_padding_mask.any()) else None
        rows = x.reshape(-1, width)
        for layer in self.layers:
            rows = layer(rows, mask, batch)
        return (self.norm(rows) if self.norm is not None else rows).view(batch, length, width)
