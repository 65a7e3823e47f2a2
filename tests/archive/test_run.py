"""Runs over files: every item comes out once, and a run that goes on ends like one that was never disturbed."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from extractor.archive import Plan, Summary, open_store, run_archive, stores
from extractor.archive import run as run_module
from extractor.archive.models import Line, Result, require_settings
from extractor.errors import ConfigError, SinkError
from extractor.sinks import DeadLetter, to_line
from extractor.sources import Document

OUTS = ("out.jsonl.gz", "out.jsonl.zst", "out.jsonl", "sqlite:out.db", "folder")
SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


class Stub:
    """A model in this process: fails on "explode", stops the run on "stop"."""

    restarts = 0
    stops = True

    ready = None

    def __init__(self, options: dict[str, Any], *, settings: Mapping[str, str]) -> None:
        self.settings: dict[str, str] = {"device": "cpu"}
        require_settings(settings, self.settings)

    def map(self, tasks: Iterable[list[Document]]) -> Iterator[list[Result]]:
        for task in tasks:
            made: list[Result] = []
            for doc in task:
                if "stop" in doc.text and self.stops:
                    raise KeyboardInterrupt
                if "explode" in doc.text:
                    made.append(DeadLetter(doc.origin, doc.id, "model", "it exploded", doc.text))
                else:
                    made.append(Line(to_line({"doc_id": doc.id, "text": doc.text}), 2))
            yield made


@pytest.fixture(autouse=True)
def model(monkeypatch: pytest.MonkeyPatch) -> type[Stub]:
    monkeypatch.setattr(run_module, "LocalModel", Stub)
    return Stub


@pytest.fixture
def names(tmp_path: Path) -> list[str]:
    folder = tmp_path / "in"
    folder.mkdir()
    for f in range(3):
        texts = [f"Borvane bought {n}." for n in range(7)]
        texts[f] = "Pumps explode."
        texts[6] = "The stop comes." if f == 2 else texts[6]
        rows = [json.dumps({"id": f"{f}-{n}", "text": text}) for n, text in enumerate(texts)]
        (folder / f"{f}.jsonl").write_text("\n".join([*rows, "no json"]) + "\n")
    return [str(path) for path in sorted(folder.iterdir())]


def run(names: list[str], out: Path | str, *, shard: int = 4, **options: Any) -> Summary:
    plan = Plan.of(names, shard=shard, options={"model": "small"})
    return run_archive(plan, open_store(str(out)), reading={}, model={}, processes=0, **options)


def test_every_item_comes_out_once_in_order(names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stub, "stops", False)
    out = tmp_path / "out.jsonl"
    seen: list[int] = []
    summary = run(names, out, report=lambda done, letters: seen.append(done.records + done.failed))
    records = [json.loads(line)["doc_id"] for line in out.read_text().splitlines()]
    letters = [json.loads(line) for line in (tmp_path / "out.errors.jsonl").read_text().splitlines()]
    assert records == [f"{f}-{n}" for f in range(3) for n in range(7) if n != f]
    assert [(x["code"], x["id"]) for x in letters] == [
        ("model", "0-0"), ("source", None), ("model", "1-1"), ("source", None), ("model", "2-2"), ("source", None),
    ]  # fmt: skip
    assert letters[1]["origin"] == f"{names[0]}:8"
    assert letters[1]["raw"] == "no json"
    assert seen == [0, 4, 8, 12, 16, 20, 24]
    told = summary.to_dict()
    assert (told["articles"], told["events"], told["failed"]) == (18, 36, 6)
    assert told["failures"] == {"model": 3, "source": 3}
    assert told["written"] == [str(out), str(tmp_path / "out.errors.jsonl")]


def out_in(folder: Path, name: str) -> str:
    """`--out` for something of that name in a folder, which is made."""
    folder.mkdir()
    return ("sqlite:" if name.startswith("sqlite:") else "") + str(folder / name.removeprefix("sqlite:"))


def content(folder: Path) -> dict[str, Any]:
    """All that a run wrote, comparable: a database row for row, all else byte for byte; its notes left out."""
    some = (file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("."))
    found = {file.relative_to(folder).as_posix(): file for file in some}
    return {name: _rows(file) if file.suffix == ".db" else file.read_bytes() for name, file in found.items()}


def _rows(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as base:
        return list(base.iterdump())


@pytest.mark.parametrize("name", OUTS)
def test_a_stopped_run_ends_like_an_undisturbed_one(
    names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    out, calm = out_in(tmp_path / "wild", name), out_in(tmp_path / "calm", name)
    with pytest.raises(KeyboardInterrupt):
        run(names, out)
    assert not any((tmp_path / "wild" / file).exists() for file in ("out.jsonl", "out.jsonl.gz", "out.jsonl.zst"))
    monkeypatch.setattr(Stub, "stops", False)
    summary = run(names, out, resume=True)
    told = summary.to_dict()
    assert (told["articles"], told["failed"], told["resumed_after"]) == (18, 6, 20)
    assert all(path.exists() for path in summary.written)
    run(names, calm)
    wanted = content(tmp_path / "calm")
    assert content(tmp_path / "wild") == wanted
    assert not [file for file in wanted if file.endswith(".tmp") or "run/" in file]


@pytest.mark.parametrize("name", OUTS[2:])
def test_an_unfinished_run_is_neither_overwritten_nor_mixed(names: list[str], tmp_path: Path, name: str) -> None:
    out = out_in(tmp_path / "out", name)
    with pytest.raises(KeyboardInterrupt):
        run(names, out)
    for asked, message in [
        ({}, "holds an unfinished run"),
        ({"resume": True, "shard": 5}, "began with --shard 4"),
    ]:
        with pytest.raises(ConfigError, match=message):
            run(names, out, **asked)
    with pytest.raises(ConfigError, match=r"began with other files \(1 gone: .*2\.jsonl\)"):
        run(names[:2], out, resume=True)
    (tmp_path / "new.jsonl").write_text("{}")
    with pytest.raises(ConfigError, match=r"2 gone: .*0\.jsonl, …; 1 new: .*new\.jsonl"):
        run([names[2], str(tmp_path / "new.jsonl")], out, resume=True)
    with pytest.raises(ConfigError, match=r"1\.jsonl stands where .*0\.jsonl stood"):
        run([names[1], names[0], names[2]], out, resume=True)
    Path(names[1]).write_text("{}\n")
    with pytest.raises(ConfigError, match=r"1\.jsonl has changed since the run began"):
        run(names, out, resume=True)
    with pytest.raises(KeyboardInterrupt):
        run(names, out, restart=True)


def test_two_runs_cant_share_an_output(names: list[str], tmp_path: Path) -> None:
    first, second = open_store(str(tmp_path / "out.jsonl")), open_store(str(tmp_path / "out.jsonl"))
    plan = Plan.of(names, shard=4, options={})
    first.begin(plan, resume=False, restart=False)
    with pytest.raises(ConfigError, match="another run writes to"):
        second.begin(plan, resume=True, restart=False)
    second.close()
    first.journal.remove()
    second.close()
    # the lock of the first is still there
    third = open_store(str(tmp_path / "out.jsonl"))
    with pytest.raises(ConfigError, match="another run writes to"):
        third.begin(plan, resume=True, restart=False)
    first.close()
    assert second.begin(plan, resume=True, restart=False).shards == 0
    second.close()


def test_an_output_that_cant_be_is_told(names: list[str], tmp_path: Path) -> None:
    with pytest.raises(SinkError, match="there is no folder"):
        run(names, Path(names[0]) / "out.jsonl")


@pytest.mark.parametrize("step", ["write_whole", "join"])
def test_a_full_disk_is_an_error_and_the_run_goes_on_later(
    names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(Stub, "stops", False)
    out = tmp_path / "out.jsonl"
    real, left = getattr(stores, step), 6 if step == "write_whole" else 0

    def full(*args: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(out))
        real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(stores, step, full)
        with pytest.raises(SinkError, match="No space left on device"):
            run(names, out)
    assert not out.exists()
    run(names, out, resume=True)
    assert len(out.read_text().splitlines()) == 18


@pytest.mark.parametrize("spoil", [lambda raw: raw[:-9], lambda raw: raw[:-30] + b"\0" * 29 + b"\n"])
def test_a_journal_line_spoilt_by_a_crash_counts_as_not_written(
    names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[bytes], bytes]
) -> None:
    out, calm = tmp_path / "out.jsonl", tmp_path / "calm.jsonl"
    with pytest.raises(KeyboardInterrupt):
        run(names, out)
    journal = tmp_path / "out.jsonl.run" / "shards.jsonl"
    journal.write_bytes(spoil(journal.read_bytes()))
    monkeypatch.setattr(Stub, "stops", False)
    assert run(names, out, resume=True).before.shards == 4
    run(names, calm)
    assert out.read_bytes() == calm.read_bytes()


@pytest.mark.slow
def test_killed_at_random_moments() -> None:
    command = [sys.executable, str(SCRIPTS / "kill_runs.py"), "--kills", "6", "--seed", "7"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("the same after") >= 1
