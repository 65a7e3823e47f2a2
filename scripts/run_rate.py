"""A run beside the engine alone, on the same articles, in turn.

usage: python scripts/run_rate.py ARTICLES.jsonl [--articles 1000] [--rounds 3] [--out out.jsonl] [--json FILE]

In each round the engine reads the articles in this process, as they come from the reader, and makes records; then
`extractor run` reads them from a file, with a reader and a model in processes of their own, and commits what they give.
Rates are articles a second without the time of loading a model; the ratio is that of the two of a round, so that a
machine that is busier in one round than in the next does not matter. The share of the checkpoints is the time within
the store's commits and its finish. To be met: a ratio of 0.90, a share of 0.02. Exits with 1 where either is missed.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from extractor.archive import Plan, open_store, run_archive
from extractor.pipeline import Extractor
from extractor.sources import Document, Rejected, read_jsonl

RATIO, SHARE = 0.90, 0.02


@dataclass(frozen=True, slots=True)
class Round:
    """Articles a second, and the share of the run's time that went into commits."""

    engine: float
    run: float
    checkpoints: float

    @property
    def ratio(self) -> float:
        return self.run / self.engine


class Timed:
    """A store, and the seconds spent in it."""

    def __init__(self, store: Any) -> None:
        self._store, self.seconds = store, 0.0

    def commit(self, shard: Any) -> None:
        self._time(self._store.commit, shard)

    def finish(self) -> list[Path]:
        written: list[Path] = self._time(self._store.finish)
        return written

    def _time(self, step: Any, *args: Any) -> Any:
        began = time.perf_counter()
        try:
            return step(*args)
        finally:
            self.seconds += time.perf_counter() - began

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def write(articles: Path, target: Path, count: int) -> None:
    """`count` articles, those of a file over and over, each with an id of its own."""
    with articles.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    with target.open("w", encoding="utf-8") as file:
        for number, row in enumerate(islice(cycle(rows), count)):
            file.write(json.dumps({**row, "id": f"a{number}"}, ensure_ascii=False) + "\n")


def engine(extractor: Extractor, documents: Iterable[Document]) -> float:
    """Seconds of reading all documents."""
    began = time.perf_counter()
    for _ in extractor.extract_batch(documents):
        pass
    return time.perf_counter() - began


def rounds(args: argparse.Namespace) -> Iterator[Round]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "in.jsonl"
        write(args.articles_file, source, args.articles)
        documents = [item for item in read_jsonl(source) if not isinstance(item, Rejected)]
        model = {"model": args.model}
        extractor = Extractor(args.model)
        engine(extractor, documents[:64])
        for number in range(args.rounds):
            alone = len(documents) / engine(extractor, documents)
            (folder / str(number)).mkdir()
            prefix = "sqlite:" if args.out.startswith("sqlite:") else ""
            store = Timed(open_store(prefix + str(folder / str(number) / args.out.removeprefix("sqlite:"))))
            plan = Plan.of([str(source)], shard=args.shard, options=model)
            told = run_archive(plan, store, reading={}, model=model, processes=args.workers)
            seconds = told.seconds - told.loading
            done = told.done.records + told.done.failed
            yield Round(engine=alone, run=done / seconds, checkpoints=store.seconds / seconds)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles_file", type=Path, metavar="ARTICLES.jsonl")
    parser.add_argument("--articles", type=int, default=1000, metavar="N", help="articles a round (default: 1000)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument(
        "--out", default="out.jsonl", help="out.jsonl[.zst], folder, or sqlite:out.db (default: out.jsonl)"
    )
    parser.add_argument("--model", default="small")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes that hold a model; 0: none")
    parser.add_argument("--shard", type=int, default=1024, metavar="N", help="articles committed together")
    parser.add_argument("--json", type=Path, metavar="FILE")
    args = parser.parse_args()
    found = []
    for one in rounds(args):
        found.append(one)
        print(
            f"engine {one.engine:.2f} articles/s, run {one.run:.2f}, ratio {one.ratio:.3f}, "
            f"checkpoints {100 * one.checkpoints:.2f} %",
            flush=True,
        )
    ratio = statistics.median(one.ratio for one in found)
    share = statistics.median(one.checkpoints for one in found)
    print(f"median of {len(found)} rounds of {args.articles:,}: ratio {ratio:.3f}, checkpoints {100 * share:.2f} %")
    if args.json:
        told = {
            "articles": args.articles,
            "ratio": ratio,
            "checkpoints": share,
            "rounds": [asdict(one) for one in found],
        }
        args.json.write_text(json.dumps(told, indent=1) + "\n")
    return int(ratio < RATIO or share > SHARE)


if __name__ == "__main__":
    sys.exit(main())
