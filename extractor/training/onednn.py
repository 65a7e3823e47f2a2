"""Linear layers whose products run in oneDNN, in float32: nearly twice as fast where torch's BLAS lacks AVX-512.

In: a network; its `nn.Linear` layers are replaced in place, weights and names stay. Out: the same products up to the
last digits. ConfigError where torch was built without oneDNN.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from extractor.errors import ConfigError


def _multiply(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    out: Tensor = torch.ops.mkldnn._linear_pointwise(x.contiguous(), weight.contiguous(), bias, "none", [], "")
    return out


class _Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        ctx.save_for_backward(x, weight)
        return _multiply(x, weight, bias)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, Tensor | None, Tensor | None]:
        x, weight = ctx.saved_tensors
        g, rows = grads[0].flatten(0, -2), x.flatten(0, -2)
        of_x, of_weight, of_bias = ctx.needs_input_grad
        return (
            _multiply(g, weight.t()).view_as(x) if of_x else None,
            _multiply(g.t(), rows.t()) if of_weight else None,
            g.sum(0) if of_bias else None,
        )


class OneDnnLinear(nn.Linear):
    """An `nn.Linear` with bias on the CPU, float32."""

    def forward(self, x: Tensor) -> Tensor:
        """[..., in] → [..., out]."""
        out: Tensor = _Linear.apply(x, self.weight, self.bias)  # type: ignore[no-untyped-call]
        return out


def use_onednn(network: nn.Module) -> None:
    """Replaces the network's linear layers, in place. Raises ConfigError."""
    if not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
        raise ConfigError("this torch has no oneDNN; set onednn = false in the recipe")
    for layer in network.modules():
        if type(layer) is nn.Linear and layer.bias is not None:
            layer.__class__ = OneDnnLinear
