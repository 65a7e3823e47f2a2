"""Windows → findings on torch, CPU or CUDA."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import torch
from torch import Tensor

from extractor.engine.decode import decode_mentions, trigger_candidates
from extractor.engine.findings import Floats, TriggerFound, WindowFindings
from extractor.engine.int8 import exact, for_inference
from extractor.engine.plan import plan
from extractor.errors import ConfigError, ModelError
from extractor.model.batch import collate
from extractor.model.bert import Bert
from extractor.model.checkpoint import Checkpoint
from extractor.model.windows import Window

log = logging.getLogger(__name__)
CPU_BUDGET = 1024
CUDA_BUDGET = 65536
TRIGGERS_AT_ONCE = 16
"""Triggers read in one go for each 1,024 tokens of the budget."""


def pick_device(device: str) -> torch.device:
    """ "auto" takes CUDA where there is one. Raises ConfigError."""
    if device not in ("auto", "cpu", "cuda"):
        raise ConfigError(f"device {device!r} is none of auto, cpu, cuda")
    if device == "cuda" and not torch.cuda.is_available():
        raise ConfigError("device 'cuda' asked for, but torch sees none; use device='auto' or 'cpu'")
    return torch.device("cuda" if device != "cpu" and torch.cuda.is_available() else "cpu")


def pick_precision(precision: str, device: torch.device, *, int8: bool = True) -> str:
    """ "auto" takes int8 on a CPU with instructions for it where the encoder can (`int8`), float32 elsewhere.

    Raises ConfigError.
    """
    if precision not in ("auto", "int8", "float32"):
        raise ConfigError(f"precision {precision!r} is none of auto, int8, float32")
    if precision == "int8" and device.type != "cpu":
        raise ConfigError(
            f"precision 'int8' is for the CPU, and the device is {device.type}; use device='cpu' or precision='auto'"
        )
    if precision == "auto":
        return "int8" if int8 and device.type == "cpu" and torch.cpu._is_vnni_supported() and exact() else "float32"
    return precision


class TorchBackend:
    """Runs one checkpoint. `threshold`: triggers below this probability are not read further."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        *,
        device: str = "auto",
        precision: str = "auto",
        threshold: float = 0.1,
        budget: int | None = None,
    ) -> None:
        self.device = pick_device(device)
        self.precision = pick_precision(precision, self.device, int8=isinstance(checkpoint.model.encoder, Bert))
        model = checkpoint.model.to(self.device).eval()
        self.model = for_inference(model, int8=self.precision == "int8")
        self.model.compact = self.device.type == "cpu"
        self.labels = model.labels
        self.threshold = threshold
        self.budget = budget or (CUDA_BUDGET if self.device.type == "cuda" else CPU_BUDGET)

    def run(self, windows: Sequence[Window]) -> list[WindowFindings]:
        """Findings in the order of `windows`.

        A batch that the device has no memory for is halved and tried again; ModelError where one window is too many.
        """
        lengths = [len(w) for w in windows]
        workers = torch.get_num_threads() if self.device.type == "cpu" else 1
        # one short article too is read on all cores
        groups = plan(lengths, budget=min(self.budget, max(1, sum(lengths) // workers)))
        out: list[WindowFindings | None] = [None] * len(windows)
        for group, found in zip(groups, self._read([[windows[i] for i in g] for g in groups]), strict=True):
            for i, f in zip(group, found, strict=True):
                out[i] = f
        return [f for f in out if f is not None]

    def _read(self, batches: Sequence[Sequence[Window]]) -> Iterator[list[WindowFindings]]:
        """Batches one after the other; on a CPU side by side, which keeps its cores busier than one batch on all of them."""
        threads = torch.get_num_threads()
        workers = min(threads, len(batches)) if self.device.type == "cpu" else 1
        if workers < 2:
            yield from map(self._halving, batches)
            return
        try:
            with ThreadPoolExecutor(workers, "read", torch.set_num_threads, (threads // workers,)) as pool:
                yield from pool.map(self._halving, batches)
        finally:
            # a worker's setting is in part the whole process's
            torch.set_num_threads(threads)

    def _halving(self, windows: Sequence[Window]) -> list[WindowFindings]:
        try:
            return self._batch(windows)
        except torch.OutOfMemoryError as err:
            if len(windows) == 1:
                raise ModelError(
                    f"out of memory on one window of {len(windows[0])} tokens; free the device, or use device='cpu'"
                ) from err
        # outside the handler, whose traceback would hold the tensors that did not fit
        if self.device.type == "cuda":
            torch.cuda.empty_cache()
        half = len(windows) // 2
        log.warning("out of memory on %d windows; going on with half as many", len(windows))
        return self._halving(windows[:half]) + self._halving(windows[half:])

    @torch.inference_mode()
    def _batch(self, windows: Sequence[Window]) -> list[WindowFindings]:
        batch = collate(windows).to(self.device)
        scores = self.model.encode(*batch)
        triggers, mentions, polarity, article = (
            _host(t) for t in (scores.triggers, scores.mentions, scores.polarity, scores.article)
        )  # fmt: skip
        tells = scores.tells.float().sigmoid().cpu().numpy()
        candidates = [
            (row, c)
            for row, win in enumerate(windows)
            for c in trigger_candidates(
                win, triggers[row, : len(win)], tells[row, : len(win)], threshold=self.threshold
            )
        ]
        found: list[list[TriggerFound]] = [[] for _ in windows]
        step = max(2, TRIGGERS_AT_ONCE * self.budget // (1024 * max(1, batch.ids.shape[1] // 256)))
        for at in range(0, len(candidates), step):
            part = candidates[at : at + step]
            args = self.model.read_arguments(
                scores.hidden,
                batch.mask,
                torch.tensor([row for row, _ in part], device=self.device),
                torch.tensor([(c.first, c.last) for _, c in part], device=self.device),
                torch.tensor([c.action for _, c in part], device=self.device),
            )
            roles, versus, status, direction, event_polarity = (_host(t) for t in args)
            for k, (row, c) in enumerate(part):
                win, n = windows[row], len(windows[row])
                found[row].append(
                    TriggerFound(
                        int(win.starts[c.first]), int(win.ends[c.last - 1]),
                        self.labels.triggers[c.action], c.probability, c.told, status[k], direction[k], event_polarity[k],
                        roles[k, :n], versus[k, :n], win.starts, win.ends, win.fields,
                    )
                )  # fmt: skip
        names = self.labels.mentions
        return [
            WindowFindings(
                decode_mentions(win, mentions[row, :n], polarity[row, :n], names, with_title=True),
                found[row], article[row], win.own_to - win.own_from,
            )
            for row, (win, n) in enumerate((w, len(w)) for w in windows)
        ]  # fmt: skip


def _host(logits: Tensor) -> Floats:
    """Logits → probabilities over the last axis, off the device."""
    out: Floats = logits.float().softmax(-1).cpu().numpy()
    return out
