"""Kill a run at random moments, go on, and compare with a run that nobody disturbed.

usage: python scripts/kill_runs.py [--kills 200] [--seed 0] [--model NAME] [--out FILE.jsonl[.zst]|FOLDER|sqlite:FILE ...]

Each round begins a run, kills it (the run itself, its reader or its model, -9 each) at a random moment, goes on with
--resume until it ends, and compares what it wrote with the undisturbed output: files byte for byte, a database row for
row. In a part of the runs reading and the model have processes of their own. The model is a stand-in that makes a
record of each text at once, so that most moments are those of reading, committing and putting in place; --model takes
a real one. Exits with 1 at the first difference, and says the seed of its round. For Linux.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from extractor.archive import Plan, models, open_store, run_archive
from extractor.archive import run as run_module
from extractor.archive.models import Line, Result
from extractor.sinks import DeadLetter, to_line
from extractor.sources import Document

FILES, ARTICLES, SHARD = 6, 40, 16
APART = 0.25
"""Share of the runs whose reader and model are processes of their own."""
STORES = ("out.jsonl", "out.jsonl.zst", "parquet-folder", "sqlite:out.db")


def serve(pipe: Connection, options: Mapping[str, Any]) -> None:
    """A model's stand-in: a small record of each text; every seventh fails."""
    pipe.send({"device": "none"})
    while True:
        pipe.send(results(pipe.recv()))


class Here:
    """The same without a process of its own."""

    restarts, ready = 0, None

    def __init__(self, options: Mapping[str, Any], *, settings: Mapping[str, str]) -> None:
        self.settings = {"device": "none"}

    def map(self, tasks: Iterable[list[Document]]) -> Iterator[list[Result]]:
        return (results(task) for task in tasks)


def results(task: list[Document]) -> list[Result]:
    """What the stand-in makes of some texts."""
    made: list[Result] = []
    for doc in task:
        time.sleep(0.0005)
        if sum(doc.text.encode()) % 7 == 0:
            made.append(DeadLetter(doc.origin, doc.id, "model", "it failed", doc.text))
        else:
            made.append(Line(to_line(record(doc)), 0))
    return made


def record(doc: Document) -> dict[str, Any]:
    """A record without events."""
    mood = {"label": "neutral", "score": 0.0, "confidence": 0.9}
    return {
        "schema_version": "1.0", "doc_id": doc.id, "url": None, "title": None, "source": None, "author": None,
        "language": "en", "published": "2025-11-24T08:30:00+08:00", "text": doc.text, "sentiment": mood,
        "entities": [{"name": "Borvane", "kind": "company", "role": None, "tickers": [], "mentions": [],
                      "sentiment": mood, "relevance": 1.0}],
        "events": [], "model": "none/1",
    }  # fmt: skip


def inputs(folder: Path, articles: int) -> list[str]:
    """Files of articles, with a bad line in each; one of them is packed, one is no JSON."""
    folder.mkdir(parents=True)
    for f in range(FILES):
        rows = [
            json.dumps({"id": f"{f}-{n}", "text": f"Borvane bought {n} pumps in round {f}."}) for n in range(articles)
        ]
        rows.insert(f * 5, '{"text": ')
        (folder / f"{f}.jsonl").write_text("\n".join(rows) + "\n")
    with open(folder / "3.jsonl", "rb") as plain, open(folder / "3.jsonl.gz", "wb") as packed:
        packed.write(gzip.compress(plain.read(), mtime=0))
    (folder / "3.jsonl").unlink()
    table = [f'"c-{n}","Borvane sold {n} pumps."' for n in range(articles)]
    (folder / "table.csv").write_text("\n".join(["id,text", *table]) + "\n")
    return [str(path) for path in sorted(folder.iterdir())]


def child(out: str, names: list[str], model: str | None, apart: bool) -> None:
    """One run, in a process of its own; goes on where one was stopped."""
    options = {} if model is None else {"model": model}
    if model is None:
        models.serve = serve
        run_module.LocalModel = Here  # type: ignore[assignment, misc]
    plan = Plan.of(names, shard=SHARD, options=options)
    try:
        run_archive(
            plan, open_store(out), reading={}, model=options, resume=True, processes=int(apart or model is not None)
        )
    except Exception as error:
        sys.exit(f"{type(error).__name__}: {error}")
    os._exit(0)


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


@dataclass
class Disturber:
    """Runs over the inputs that are killed now and then; `moments` are seconds that the last ones took."""

    names: list[str]
    model: str | None
    moments: dict[bool, float] = field(default_factory=lambda: {False: 2.0, True: 4.0})

    def run(self, out: str, draw: random.Random, kills: int) -> int:
        """Until it ends by itself; how often it was killed, `kills` times at most."""
        done = 0
        while True:
            apart = draw.random() < APART
            began = time.monotonic()
            # forked: no time goes by until it reads
            run = multiprocessing.get_context("fork").Process(target=child, args=(out, self.names, self.model, apart))
            run.start()
            if done < kills:
                run.join(draw.uniform(0.0, 1.1 * self.moments[apart]))
                done += self._kill(run, draw)
            run.join(600)
            if run.exitcode == 0:
                # the machine may be busier, or less so, by now
                self.moments[apart] = (self.moments[apart] + time.monotonic() - began) / 2
                return done
            if run.exitcode != -signal.SIGKILL:
                sys.exit(f"the run ended with code {run.exitcode}")

    def _kill(self, run: Any, draw: random.Random) -> int:
        victim = run.pid if draw.random() < 0.7 else draw.choice([run.pid, *family(run.pid)])
        if not run.is_alive():
            return 0
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            return 0
        return 1


def content(out: str) -> dict[str, Any]:
    """All that a run wrote, comparable; its notes and locks left out."""
    if out.startswith("sqlite:"):
        with closing(sqlite3.connect(out.removeprefix("sqlite:"))) as base:
            tables = [
                name for (name,) in base.execute("select name from sqlite_master where type = 'table' order by name")
            ]
            return {
                t: sorted(map(repr, base.execute(f'select * from "{t}"'))) for t in tables if not t.startswith("run_")
            }
    path = Path(out)
    found = path.rglob("*") if path.is_dir() else path.parent.glob(path.name.split(".")[0] + "*")
    return {str(f.relative_to(path.parent)): f.read_bytes() for f in sorted(found) if f.is_file()}


def differences(wanted: dict[str, Any], found: dict[str, Any]) -> str:
    """The files or tables that are not the same, with their sizes."""
    names = sorted(n for n in {*wanted, *found} if wanted.get(n) != found.get(n))
    return ", ".join(f"{n} ({len(wanted.get(n, ''))} → {len(found.get(n, ''))})" for n in names)


def rounds(kinds: list[str], kills: int, seed: int, model: str | None) -> Iterator[str]:
    """A line for each round."""
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        disturber = Disturber(inputs(base / "in", 10 if model else ARTICLES), model)
        wanted = {}
        for kind in kinds:
            folder = base / "calm"
            folder.mkdir()
            disturber.run(_at(folder, kind), random.Random(seed), 0)
            wanted[kind] = content(_at(folder, kind))
            shutil.rmtree(folder)
        total = number = 0
        killed = Counter[str]()
        while total < kills:
            draw = random.Random(seed + number)
            kind = kinds[number % len(kinds)]
            folder = base / "wild"
            folder.mkdir()
            done = disturber.run(_at(folder, kind), draw, draw.randint(2, 8))
            if differing := differences(wanted[kind], content(_at(folder, kind))):
                sys.exit(f"{kind}: another {differing} after {done} kills; see --seed {seed + number} --out {kind}")
            shutil.rmtree(folder)
            total += done
            killed[kind] += done
            number += 1
            yield f"{kind}: the same after {done} kills ({total} of {kills})"
        yield f"{number} rounds, seed {seed}: " + ", ".join(f"{kind} {killed[kind]} kills" for kind in kinds)


def _at(folder: Path, kind: str) -> str:
    prefix = "sqlite:" if kind.startswith("sqlite:") else ""
    return prefix + str(folder / kind.removeprefix("sqlite:"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model", help="a real one instead of the stand-in")
    parser.add_argument("--out", action="append", help=f"default: {' and '.join(STORES)}")
    args = parser.parse_args()
    for line in rounds(args.out or list(STORES), args.kills, args.seed, args.model):
        print(line, flush=True)


if __name__ == "__main__":
    main()
