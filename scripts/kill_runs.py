"""Kill a run at random moments, go on, and compare with a run that nobody disturbed.

usage: python scripts/kill_runs.py [--kills 200] [--seed 0] [--out FILE.jsonl.gz|FOLDER|sqlite:FILE ...]

Each round begins a run, kills it (the run itself, its reader or its model, -9 each) at a random moment, goes on with
--resume until it ends, and compares what it wrote with the undisturbed output: files byte for byte, a database row for
row. The model is a stand-in that makes a record of each text at once, so that most moments are those of reading,
committing and putting in place. Exits with 1 at the first difference, and says the seed of its round.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from extractor.archive import Plan, models, open_store, run_archive
from extractor.archive.models import Line
from extractor.sinks import DeadLetter, to_line

FILES, ARTICLES, SHARD = 6, 40, 16
STORES = ("out.jsonl.gz", "parquet-folder", "sqlite:out.db")


def serve(pipe: Connection, options: dict[str, Any]) -> None:
    """A model's stand-in: a small record of each text; every seventh fails."""
    pipe.send("ready")
    while True:
        made: list[models.Result] = []
        for doc in pipe.recv():
            time.sleep(0.0005)
            if sum(doc.text.encode()) % 7 == 0:
                made.append(DeadLetter(doc.origin, doc.id, "model", "it failed", doc.text))
            else:
                made.append(Line(to_line(record(doc)), 0))
        pipe.send(made)


def record(doc: Any) -> dict[str, Any]:
    """A record without events."""
    mood = {"label": "neutral", "score": 0.0, "confidence": 0.9}
    return {
        "schema_version": "1.0", "doc_id": doc.id, "url": None, "title": None, "source": None, "author": None,
        "language": "en", "published": "2025-11-24T08:30:00+08:00", "text": doc.text, "sentiment": mood,
        "entities": [{"name": "Borvane", "kind": "company", "role": None, "tickers": [], "mentions": [],
                      "sentiment": mood, "relevance": 1.0}],
        "events": [], "model": "none/1",
    }  # fmt: skip


def inputs(folder: Path) -> list[str]:
    """Files of articles, with a bad line in each."""
    folder.mkdir(parents=True)
    for f in range(FILES):
        rows = [
            json.dumps({"id": f"{f}-{n}", "text": f"Borvane bought {n} pumps in round {f}."}) for n in range(ARTICLES)
        ]
        rows.insert(f * 5, '{"text": ')
        (folder / f"{f}.jsonl").write_text("\n".join(rows) + "\n")
    return [str(path) for path in sorted(folder.iterdir())]


def child(out: str, names: list[str]) -> None:
    """One run, in a process of its own; goes on where one was stopped."""
    models.serve = serve  # type: ignore[assignment]
    plan = Plan.of(names, shard=SHARD, options={})
    try:
        run_archive(plan, open_store(out), reading={}, model={}, resume=True)
    except Exception as error:
        sys.exit(f"{type(error).__name__}: {error}")


def family(pid: int) -> list[int]:
    """The readers and models of a run, by /proc; threads of any kind may have started them."""
    found = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for task in children.read_text().split():
            try:
                if "spawn_main" in Path(f"/proc/{task}/cmdline").read_text():
                    found.append(int(task))
            except OSError:
                continue
    return found


def disturb(out: str, names: list[str], draw: random.Random, kills: int) -> int:
    """Runs until it ends by itself; how often it was killed, `kills` times at most."""
    done = 0
    while True:
        run = subprocess.Popen([sys.executable, __file__, "--child", out, *names])
        if done < kills:
            time.sleep(draw.uniform(0.05, 2.5))
            victims = [run.pid, *family(run.pid)]
            victim = run.pid if draw.random() < 0.7 else draw.choice(victims)
            if run.poll() is None:
                try:
                    os.kill(victim, signal.SIGKILL)
                    done += 1
                except ProcessLookupError:
                    pass
        code = run.wait(120)
        if code == 0:
            return done
        if code != -signal.SIGKILL:
            sys.exit(f"the run ended with code {code}")


def content(out: str) -> dict[str, Any]:
    """All that a run wrote, comparable."""
    if out.startswith("sqlite:"):
        with sqlite3.connect(out.removeprefix("sqlite:")) as base:
            tables = [
                name for (name,) in base.execute("select name from sqlite_master where type = 'table' order by name")
            ]
            return {
                t: sorted(map(repr, base.execute(f'select * from "{t}"'))) for t in tables if not t.startswith("run_")
            }
    path = Path(out)
    found = path.rglob("*") if path.is_dir() else path.parent.glob(path.name.split(".")[0] + "*")
    return {str(f.relative_to(path.parent)): f.read_bytes() for f in sorted(found) if f.is_file()}


def rounds(kinds: list[str], kills: int, seed: int) -> Iterator[str]:
    """A line for each round."""
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        names = inputs(base / "in")
        wanted = {}
        for kind in kinds:
            (base / "calm").mkdir(exist_ok=True)
            disturb(_at(base / "calm", kind), names, random.Random(seed), 0)
            wanted[kind] = content(_at(base / "calm", kind))
        total = number = 0
        while total < kills:
            draw = random.Random(seed + number)
            kind = kinds[number % len(kinds)]
            folder = base / "wild"
            folder.mkdir()
            done = disturb(_at(folder, kind), names, draw, draw.randint(1, 6))
            if content(_at(folder, kind)) != wanted[kind]:
                sys.exit(f"{kind}: another output after {done} kills; --seed {seed + number} --kills 1 shows it")
            shutil.rmtree(folder)
            total += done
            number += 1
            yield f"{kind}: the same after {done} kills ({total} of {kills})"


def _at(folder: Path, kind: str) -> str:
    prefix = "sqlite:" if kind.startswith("sqlite:") else ""
    return prefix + str(folder / kind.removeprefix("sqlite:"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", action="append", help=f"default: {' and '.join(STORES)}")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        child(args.child[0], args.child[1:])
        return
    for line in rounds(args.out or list(STORES), args.kills, args.seed):
        print(line, flush=True)


if __name__ == "__main__":
    main()
