"""Each fault that a long run meets: what is lost is named, and the output is that of a run that met none."""

from __future__ import annotations

import functools
import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from extractor.archive import Plan, Summary, open_store, run_archive
from extractor.archive import models as models_module
from extractor.archive import run as run_module
from extractor.archive.models import Line, Models, Result, require_settings
from extractor.errors import ConfigError, ModelError, SinkError
from extractor.sinks import DeadLetter
from extractor.sources import Document
from tests.archive.test_run import OUTS, content, out_in
from tests.archive.test_sqlite_store import record

MEMORY = 4 << 30


def result(doc: Document) -> Result:
    return Line(record(doc.id or "", doc.text), 2)


def serve_stub(pipe: Connection, options: Mapping[str, Any]) -> None:
    """In the place of a model: dies of "crash", hangs on "hang", wants more memory than there is for "memory"."""
    if "memory" in options:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    pipe.send({"device": options.get("device", "cpu")})
    while True:
        task = pipe.recv()
        for doc in task:
            if "crash" in doc.text or options.get("dies"):
                os.kill(os.getpid(), signal.SIGKILL)
            if "hang" in doc.text:
                time.sleep(600)
            if "memory" in doc.text:
                bytearray(2 * MEMORY)
        pipe.send([result(doc) for doc in task])


class Here:
    """The same in this process; stops the run at a document of `stops`."""

    restarts, ready = 0, None
    stops: str | None = None
    reads = 0
    device = "cpu"

    def __init__(self, options: Mapping[str, Any], *, settings: Mapping[str, str]) -> None:
        self.settings = {"device": self.device}
        require_settings(settings, self.settings)

    def map(self, tasks: Iterable[list[Document]]) -> Iterator[list[Result]]:
        for task in tasks:
            if any(doc.id == self.stops for doc in task):
                raise KeyboardInterrupt
            Here.reads += len(task)
            yield [
                DeadLetter(doc.origin, doc.id, "model", "it failed", doc.text) if "fail" in doc.text else result(doc)
                for doc in task
            ]


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models_module, "serve", serve_stub)
    monkeypatch.setattr(run_module, "LocalModel", Here)
    monkeypatch.setattr(run_module, "Models", functools.partial(Models, patience=3.0))
    monkeypatch.setattr(Here, "reads", 0)


def files(folder: Path, *texts: list[str]) -> list[str]:
    folder.mkdir(exist_ok=True)
    for f, some in enumerate(texts):
        rows = [json.dumps({"id": f"{f}-{n}", "text": text}) for n, text in enumerate(some)]
        (folder / f"{f}.jsonl").write_text("\n".join([*rows, ""]))
    return [str(path) for path in sorted(folder.iterdir())]


@pytest.fixture
def names(tmp_path: Path) -> list[str]:
    return files(tmp_path / "in", *([f"Borvane bought {n} pumps in round {f}." for n in range(9)] for f in range(3)))


def run(names: list[str], out: Path | str, *, model: Mapping[str, Any] | None = None, **options: Any) -> Summary:
    plan = Plan.of(names, shard=4, options={"clean": True})
    return run_archive(plan, open_store(str(out)), reading={}, model=model or {}, **{"processes": 0, **options})


def letters(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.with_suffix(".errors.jsonl").read_text().splitlines()]


@pytest.mark.parametrize(("word", "code"), [("crash", "crash"), ("hang", "timeout"), ("memory", "internal")])
def test_a_poisoned_document_is_lost_alone(tmp_path: Path, word: str, code: str) -> None:
    texts = [f"Borvane bought {n} pumps." for n in range(9)]
    texts[5] = f"Borvane came to a {word}."
    out = tmp_path / "out.jsonl"
    summary = run(files(tmp_path / "in", texts), out, model={word: True}, processes=1)
    assert [json.loads(line)["doc_id"] for line in out.read_text().splitlines()] == [
        f"0-{n}" for n in range(9) if n != 5
    ]
    [letter] = letters(out)
    assert (letter["id"], letter["code"], letter["raw"]) == ("0-5", code, texts[5])
    assert summary.failures == {code: 1}


def test_a_shard_that_cant_be_read_is_named_and_the_next_is_read(names: list[str], tmp_path: Path) -> None:
    Path(names[1]).unlink()
    Path(names[1]).symlink_to("nowhere")
    (tmp_path / "in" / "1b.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00garbage")
    for processes in (0, 1):
        out = tmp_path / f"out{processes}.jsonl"
        run([str(tmp_path / "in")], out, processes=processes)
        assert [json.loads(line)["doc_id"][0] for line in out.read_text().splitlines()] == ["0"] * 9 + ["2"] * 9
        assert [(letter["code"], letter["origin"].partition("/in/")[2]) for letter in letters(out)] == [
            ("unreadable", "1.jsonl"), ("source", "1b.jsonl.gz:1"),
        ]  # fmt: skip


@pytest.mark.parametrize("processes", [0, 1])
@pytest.mark.parametrize("name", OUTS[2:])
def test_inputs_that_go_away_stop_the_run_and_come_back(
    names: list[str], tmp_path: Path, name: str, processes: int
) -> None:
    out, calm = out_in(tmp_path / "wild", name), out_in(tmp_path / "calm", name)

    def unplug(done: Any, some: list[DeadLetter]) -> None:
        # processes read ahead
        if done.records == (0 if processes else 4) and Path(names[2]).exists():
            Path(names[2]).rename(tmp_path / "away")

    with pytest.raises(ConfigError, match=r"2\.jsonl is gone since the run began; .*--resume"):
        run(names, out, report=unplug, processes=processes)
    with pytest.raises(ConfigError, match=r"2\.jsonl is gone|1 gone: .*2\.jsonl|has changed"):
        run([*names[:2], *(name for name in names[2:] if Path(name).exists())], out, resume=True)
    (tmp_path / "away").rename(names[2])
    run(names, out, resume=True, processes=processes)
    run(names, calm)
    assert content(tmp_path / "wild") == content(tmp_path / "calm")


def test_a_file_that_changes_while_it_is_read_stops_the_run(names: list[str], tmp_path: Path) -> None:
    def rewrite(done: Any, some: list[DeadLetter]) -> None:
        if done.records == 4:
            Path(names[0]).write_text(Path(names[0]).read_text() + "\n")

    with pytest.raises(ConfigError, match=r"0\.jsonl has changed since the run began"):
        run(names, tmp_path / "out.jsonl", report=rewrite)
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize("name", OUTS)
def test_a_finished_run_reads_nothing_again(names: list[str], tmp_path: Path, name: str) -> None:
    out = out_in(tmp_path / "out", name)
    first = run(names, out)
    assert Here.reads == 27
    before = content(tmp_path / "out")
    again = run(names, out, resume=True)
    assert Here.reads == 27
    assert (again.done.records, again.written) == (27, first.written)
    assert again.to_dict()["resumed_after"] == 27
    assert content(tmp_path / "out") == before


def test_a_finished_file_is_gone_on_with_only_as_it_was(names: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run(names, out)
    with pytest.raises(ConfigError, match=r"1 gone: .*2\.jsonl"):
        run(names[:2], out, resume=True)
    raw = out.read_bytes()
    out.write_bytes(b"mine")
    run(names, out, resume=True)
    assert out.read_bytes() == raw
    assert Here.reads == 54
    run(names[:2], out)
    assert len(out.read_bytes().splitlines()) == 18


def test_another_device_is_refused(names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.jsonl"
    monkeypatch.setattr(Here, "stops", "1-3")
    with pytest.raises(KeyboardInterrupt):
        run(names, out)
    monkeypatch.setattr(Here, "stops", None)
    message = "the run began with device 'cpu', here it is 'cuda'; go on with --device cpu"
    monkeypatch.setattr(Here, "device", "cuda")
    with pytest.raises(ConfigError, match=message):
        run(names, out, resume=True)
    with pytest.raises(ConfigError, match=message):
        run(names, out, resume=True, processes=1, model={"device": "cuda"})
    run(names, out, resume=True, processes=1, model={"device": "cpu"})
    assert len(out.read_bytes().splitlines()) == 27


def test_a_model_that_loses_everything_stops_the_run(tmp_path: Path) -> None:
    names = files(tmp_path / "in", [f"Borvane bought {n}." for n in range(8)], ["Pumps fail."] * 30)
    out = tmp_path / "out.jsonl"
    with pytest.raises(ModelError, match=r"20 documents in a row .* it failed; see whether .*--max-losses allows more"):
        run(names, out)
    with pytest.raises(ModelError, match="3 documents in a row gave no record, the last one: its process was killed"):
        run(names, out, resume=True, processes=1, losses=3, model={"dies": True})
    assert run(names, out, resume=True, losses=0).failures == {"model": 30}


def test_a_few_losses_and_bad_lines_stop_nothing(tmp_path: Path) -> None:
    texts = [*(["Pumps fail."] * 19), "Borvane bought.", *(["Pumps fail."] * 19)]
    names = files(tmp_path / "in", texts, [""] * 50)
    assert run(names, tmp_path / "out.jsonl").failures == {"model": 38, "source": 50}


def test_a_disk_that_refuses_every_file_stops_the_run(names: list[str], tmp_path: Path) -> None:
    for n in range(30):
        (tmp_path / "in" / f"x{n:02}.jsonl").symlink_to("nowhere")
    some = [str(tmp_path / "in")]
    with pytest.raises(ConfigError, match=r"20 inputs in a row can't be read, the last one: .*x19\.jsonl"):
        run(some, tmp_path / "out.jsonl")
    assert run(some, tmp_path / "out.jsonl", resume=True, losses=31).failures == {"unreadable": 30}


@pytest.mark.parametrize("name", OUTS[2:])
def test_the_clock_may_say_anything(
    names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    calm, out = out_in(tmp_path / "calm", name), out_in(tmp_path / "wild", name)
    run(names, calm)
    draw = random.Random(3)
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: draw.uniform(0, 4e9))
        patch.setattr(time, "time_ns", lambda: draw.randrange(4 * 10**18))
        patch.setattr(Here, "stops", "2-2")
        with pytest.raises(KeyboardInterrupt):
            run(names, out)
        patch.setattr(Here, "stops", None)
        summary = run(names, out, resume=True)
    assert content(tmp_path / "wild") == content(tmp_path / "calm")
    assert 0 <= summary.seconds < 60


def in_a_process(names: list[str], out: str, told: Any, limit: int | None = None, slow: float = 0.0) -> None:
    """A run whose files may hold `limit` bytes each, as far as the system lets it; tells how it ended."""
    if limit is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    run_module.LocalModel = Here  # type: ignore[assignment, misc]
    try:
        run(names, out, report=lambda *_: time.sleep(slow))
    except Exception as error:
        told.put(f"{type(error).__name__}: {error}")
    else:
        told.put("done")


@pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux")
@pytest.mark.parametrize("name", OUTS)
def test_a_disk_that_takes_no_more_is_an_error_and_the_run_goes_on_later(
    names: list[str], tmp_path: Path, name: str
) -> None:
    calm, out = out_in(tmp_path / "calm", name), out_in(tmp_path / "wild", name)
    run(names, calm)
    limit = max(path.stat().st_size for path in (tmp_path / "calm").rglob("*")) - 1
    context = multiprocessing.get_context("fork")
    told = context.Queue()
    process = context.Process(target=in_a_process, args=(names, out, told, limit))
    process.start()
    said = told.get(timeout=120)
    process.join()
    assert said.startswith(f"{SinkError.__name__}: can't write {out.removeprefix('sqlite:')}")
    run(names, out, resume=True)
    assert content(tmp_path / "wild") == content(tmp_path / "calm")


@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")
@pytest.mark.parametrize("name", OUTS[2:])
def test_of_two_runs_at_once_one_is_refused(names: list[str], tmp_path: Path, name: str) -> None:
    calm, out = out_in(tmp_path / "calm", name), out_in(tmp_path / "wild", name)
    run(names, calm)
    context = multiprocessing.get_context("fork")
    told = context.Queue()
    both = [context.Process(target=in_a_process, args=(names, out, told, None, 0.5)) for _ in range(2)]
    for process in both:
        process.start()
    said = sorted(told.get(timeout=120) for _ in both)
    for process in both:
        process.join()
    assert said[0].startswith("ConfigError: another run writes to")
    assert said[1] == "done"
    assert content(tmp_path / "wild") == content(tmp_path / "calm")
    shutil.rmtree(tmp_path / "wild")
