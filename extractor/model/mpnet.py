"""MPNet's encoder, from the transformers library, with fused attention."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention
from transformers import MPNetConfig, MPNetModel
from transformers.models.mpnet.modeling_mpnet import MPNetSelfAttention

from extractor.model.bert import States


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
