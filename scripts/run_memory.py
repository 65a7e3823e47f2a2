"""Memory of a run over many articles: that of the run itself and that of its reader and its model.

usage: python scripts/run_memory.py [ARTICLES.jsonl] [--articles 100000] [--model NAME] [--out out.jsonl] [--json FILE]

The articles are those of the file over and over, each with an id of its own; without a file, short made-up ones. The
model is a stand-in that makes a record of each text at once, unless --model names one. After every shard the resident
memory of each process is noted. Flat means that the median of the last quarter is less than 10 % and 20 MB above that
of the second; exits with 1 where it isn't. For Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from kill_runs import family, serve

from extractor.archive import Plan, models, open_store, run_archive

MORE, MORE_MB = 0.10, 20.0
STORIES = [{"text": f"Borvane bought {n} pumps from Quillmark on Monday, it said. " * (5 + n % 20)} for n in range(97)]


def resident(pid: int) -> float:
    """MB of a process, 0.0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)


def articles(file: Path | None, count: int) -> Iterator[str]:
    if file is None:
        rows: list[dict[str, Any]] = [dict(row) for row in STORIES]
    else:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    for number, row in enumerate(islice(cycle(rows), count)):
        yield json.dumps({**row, "id": f"a{number}"}, ensure_ascii=False) + "\n"


def measure(args: argparse.Namespace) -> list[dict[str, float]]:
    """A row for each shard: articles so far, and MB of the run, its reader and its model."""
    if args.model is None:
        models.serve = serve
    told: list[dict[str, float]] = []

    def note(done: Any, letters: Any) -> None:
        count = done.records + done.failed
        if not count:
            return
        reader, model, *_ = [*sorted(family(os.getpid())), 0, 0]
        told.append(
            {"articles": count, "run": resident(os.getpid()), "reader": resident(reader), "model": resident(model)}
        )
        if len(told) % args.every == 1:
            print(", ".join(f"{name} {value:,.0f}" for name, value in told[-1].items()), flush=True)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "in.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(articles(args.articles_file, args.articles))
        options = {} if args.model is None else {"model": args.model}
        prefix = "sqlite:" if args.out.startswith("sqlite:") else ""
        store = open_store(prefix + str(folder / args.out.removeprefix("sqlite:")))
        plan = Plan.of([str(folder / "in.jsonl")], shard=args.shard, options=options)
        run_archive(plan, store, reading={}, model=options, report=note, losses=0)
    return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles_file", type=Path, nargs="?", metavar="ARTICLES.jsonl")
    parser.add_argument("--articles", type=int, default=100_000, metavar="N")
    parser.add_argument("--model", help="a real one instead of the stand-in")
    parser.add_argument(
        "--out", default="out.jsonl", help="out.jsonl[.zst], folder, or sqlite:out.db (default: out.jsonl)"
    )
    parser.add_argument("--shard", type=int, default=1024, metavar="N", help="articles committed together")
    parser.add_argument("--every", type=int, default=10, metavar="N", help="shards between lines (default: 10)")
    parser.add_argument("--json", type=Path, metavar="FILE")
    args = parser.parse_args()
    told = measure(args)
    quarter = max(1, len(told) // 4)
    grown = False
    for name in ("run", "reader", "model"):
        # the reader is done before the last articles are
        values = [row[name] for row in told if row[name]]
        before = statistics.median(values[quarter : 2 * quarter] or values)
        after = statistics.median(values[-quarter:])
        grown |= after - before > max(MORE * before, MORE_MB)
        print(
            f"{name}: {before:,.1f} MB in the second quarter, {after:,.1f} MB in the last, most {max(values):,.1f} MB"
        )
    if args.json:
        args.json.write_text(json.dumps(told) + "\n")
    return int(grown)


if __name__ == "__main__":
    sys.exit(main())
