"""Windows → padded tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from extractor.model.windows import Window


class Batch(NamedTuple):
    """ids, shapes, layout int64 [B, L]; mask bool [B, L], True on real tokens."""

    ids: Tensor
    shapes: Tensor
    layout: Tensor
    mask: Tensor

    def to(self, device: torch.device) -> Batch:
        return Batch(*(t.to(device, non_blocking=True) for t in self))


def collate(windows: Sequence[Window]) -> Batch:
    """Pads to the longest window of the batch."""
    length = max(map(len, windows))
    ids, shapes, layout = (torch.zeros(len(windows), length, dtype=torch.int64) for _ in range(3))
    mask = torch.zeros(len(windows), length, dtype=torch.bool)
    for i, win in enumerate(windows):
        n = len(win)
        for out, values in ((ids, win.ids), (shapes, win.shapes), (layout, win.layout)):
            out[i, :n] = torch.from_numpy(values.astype("int64"))
        mask[i, :n] = True
    return Batch(ids, shapes, layout, mask)
