"""Readers and models that crash, hang or are killed: the run goes on, and what was lost is named."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from extractor.archive import child as child_module
from extractor.archive import models, reading
from extractor.archive.child import Child, Died
from extractor.archive.models import Line, Models
from extractor.archive.places import Placed
from extractor.archive.plan import Position
from extractor.archive.reading import Readers, read_here
from extractor.errors import ConfigError, ModelError
from extractor.sinks import DeadLetter
from extractor.sources import Document, Rejected


def doc(text: str) -> Document:
    return Document(text=text, id=text.split()[0], origin="in.jsonl:1")


def serve_words(pipe: Connection, options: dict[str, Any]) -> None:
    """In the place of a model: dies of "crash", hangs on "hang", once only on "once"."""
    if options.get("broken"):
        raise ModelError("no such model")
    if options.get("dies"):
        os.kill(os.getpid(), signal.SIGKILL)
    if options.get("falters") and not Path(options["folder"], "faltered").exists():
        Path(options["folder"], "faltered").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if "pid" in options:
        Path(options["pid"]).write_text(str(os.getpid()))
    pipe.send("ready")
    while True:
        made: list[models.Result] = []
        for document in pipe.recv():
            mark = Path(options["folder"]) / document.text.split()[0]
            if "crash" in document.text or ("once" in document.text and not mark.exists()):
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            if "hang" in document.text:
                time.sleep(600)
            if "defect" in document.text:
                raise ZeroDivisionError("by zero")
            if "refused" in document.text:
                raise ConfigError("refused")
            made.append(Line(document.text.encode() + b"\n", 1))
        pipe.send(made)


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    monkeypatch.setattr(models, "serve", serve_words)
    return {"folder": str(tmp_path)}


@pytest.mark.parametrize("count", [1, 2])
def test_tasks_come_back_in_order(words: dict[str, Any], count: int) -> None:
    tasks = [[doc(f"d{n}-{k}") for k in range(3)] for n in range(12)]
    made = list(Models(words, count=count).map(tasks))
    assert [[line.data.decode().strip() for line in task] for task in made] == [
        [d.text for d in task] for task in tasks
    ]


@pytest.mark.parametrize(("word", "code"), [("crash", "crash"), ("hang", "timeout"), ("defect", "internal")])
def test_only_the_document_at_fault_is_lost(words: dict[str, Any], word: str, code: str) -> None:
    tasks = [[doc("a"), doc("b")], [doc("c"), doc(f"d {word}"), doc("e")], [doc("f")]]
    run = Models(words, patience=1.0)
    (a, b), (c, bad, e), (f,) = run.map(tasks)
    assert [line.data for line in (a, b, c, e, f)] == [b"a\n", b"b\n", b"c\n", b"e\n", b"f\n"]
    assert isinstance(bad, DeadLetter)
    assert (bad.code, bad.id, bad.raw) == (code, "d", f"d {word}")
    assert run.restarts == 3


def test_a_process_killed_by_chance_costs_nothing(words: dict[str, Any]) -> None:
    run = Models(words)
    made = list(run.map([[doc("a"), doc("b once"), doc("c")], [doc("d")]]))
    assert [line.data for task in made for line in task] == [b"a\n", b"b once\n", b"c\n", b"d\n"]
    assert run.restarts == 1


def test_a_model_that_cant_be_loaded_ends_the_run(words: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match="no such model"):
        list(Models({**words, "broken": True}).map([[doc("a")], [doc("b")]]))


def test_an_error_of_the_tasks_reaches_the_caller(words: dict[str, Any]) -> None:
    def tasks() -> Iterator[list[Document]]:
        yield [doc("a")]
        raise OSError("disk gone")

    with pytest.raises(OSError, match="disk gone"):
        list(Models(words).map(tasks()))


def test_a_child_says_how_it_ended(tmp_path: Path) -> None:
    child = Child(serve_words, {"folder": str(tmp_path)})
    child.start()
    child.send([doc("crash")], 30)
    with pytest.raises(Died, match="killed by signal 9") as info:
        child.receive(30)
    assert info.value.code == "crash"
    with pytest.raises(Died, match="it was ended"):
        child.send([], 30)


def test_a_message_that_nobody_takes_does_not_block(tmp_path: Path) -> None:
    with Child(serve_words, {"folder": str(tmp_path)}) as child:
        child.send([doc("hang")], 30)
        with pytest.raises(Died, match="killed"):
            child.send([doc("long " * 1_000_000)], 1.0)


def test_an_error_of_a_process_at_work_is_that_of_the_document(words: dict[str, Any]) -> None:
    [[good, bad]] = Models(words).map([[doc("a"), doc("refused")]])
    assert isinstance(good, Line)
    assert isinstance(bad, DeadLetter)
    assert bad.code == "config"


def test_a_process_killed_while_it_starts_is_started_again(words: dict[str, Any]) -> None:
    run = Models({**words, "falters": True})
    assert list(run.map([[doc("a")]])) == [[Line(b"a\n", 1)]]


def test_a_process_that_never_starts_ends_the_run(words: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_module, "STARTS", 1)
    with pytest.raises(ModelError, match=r"can't start .*its process was killed by signal 9"):
        list(Models({**words, "dies": True}).map([[doc("a")]]))
    monkeypatch.setattr(reading, "serve", serve_words)
    with pytest.raises(ConfigError, match="a process that reads can't start"):
        list(Readers(["in.jsonl"], {"dies": True}))  # type: ignore[typeddict-unknown-key]


def test_a_process_that_hangs_ends_with_its_parent(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    code = (
        "import os, sys; from tests.archive.test_processes import *\n"
        "if __name__ == '__main__':\n"
        "    child = Child(serve_words, {'folder': sys.argv[1], 'pid': sys.argv[2]}); child.start()\n"
        "    child.send([doc('hang')], 30); os.kill(os.getpid(), 9)\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(code)
    path = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2])])}
    subprocess.run([sys.executable, str(script), str(tmp_path), str(pid)], env=path, check=False, timeout=120)
    number = int(pid.read_text())
    until = time.monotonic() + 20
    while alive(number):
        assert time.monotonic() < until, "it outlives its parent"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # nobody may be there to take note of its end
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


def test_stopping_does_not_wait_for_what_hangs(words: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(threading.enumerate())
    made = Models(words).map([[doc("a")], *([doc("hang")] for _ in range(9))])
    next(made)
    monkeypatch.setattr(reading, "serve", serve_or_die)
    placed = iter(Readers(["good", "hang"], {}))
    next(placed)
    began = time.monotonic()
    made.close()
    placed.close()
    assert time.monotonic() - began < 10
    left = [thread for thread in {*threading.enumerate()} - before if not isinstance(thread, threading.Timer)]
    assert left == []


def jsonl(path: Path, *ids: str) -> str:
    path.write_text("".join(json.dumps({"id": i, "text": f"Borvane bought {i}."}) + "\n" for i in ids))
    return str(path)


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    return [jsonl(tmp_path / f"{n}.jsonl", *(f"{n}-{k}" for k in range(n * 7))) for n in range(6)]


def ids(placed: list[Placed]) -> list[str | None]:
    return [p.item.id for p in placed]


@pytest.mark.parametrize("count", [1, 3])
def test_readers_give_what_reading_here_gives(paths: list[str], count: int) -> None:
    here = list(read_here(paths, {}))
    assert len(here) == 7 * sum(range(6))
    assert list(Readers(paths, {}, count=count, batch=4)) == here
    for start in (Position(2, 5), Position(3, 0), Position(5, 34), Position(6)):
        left = list(Readers(paths, {}, start=start, count=count))
        assert ids(left) == ids([p for p in here if (p.after.file, p.after.items) > (start.file, start.items)])
        assert left == list(read_here(paths, {}, start=start))


def read_or_die(name: str, start: Position, options: Any) -> Iterator[Placed | None]:
    for n in range(5):
        if name == "crash" and n == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        if name == "hang" and n == 3:
            time.sleep(600)
        if name == "slow":
            time.sleep(0.4)
        if name == "defect" and n == 3:
            raise ZeroDivisionError("by zero")
        placed = Placed(Document(text=f"{name} {n}", id=f"{name}-{n}"), Position(start.file, n + 1))
        yield placed if n >= start.items else None


def serve_or_die(pipe: Connection, options: reading.Reading) -> None:
    reading.read_after = read_or_die
    SERVE(pipe, options)


SERVE = reading.serve


@pytest.mark.parametrize(("name", "code"), [("crash", "crash"), ("hang", "timeout")])
def test_a_file_that_kills_its_reader_is_named_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch, name: str, code: str
) -> None:
    monkeypatch.setattr(reading, "serve", serve_or_die)
    placed = list(Readers(["good", name, "fine"], {}, silence=2.0, batch=2))
    assert ids(placed)[:8] == [*(f"good-{n}" for n in range(5)), *(f"{name}-{n}" for n in range(3))]
    bad = placed[8].item
    assert isinstance(bad, Rejected)
    assert (bad.code, bad.origin) == (code, f"{name}#4")
    assert "it and what follows it are not read" in bad.message
    assert ids(placed)[9:] == [f"fine-{n}" for n in range(5)]
    # a run that goes on from there doesn't try the file again
    assert placed[8].after == Position(2)
    assert list(Readers(["good", name, "fine"], {}, start=placed[8].after, silence=2.0)) == placed[9:]


def test_readers_killed_by_chance_lose_nothing(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "long.jsonl", *map(str, range(600)))
    run = Readers([path], {}, batch=1)
    found = []
    for placed in run:
        found.append(placed.item.id)
        if placed.after.items in (100, 300):
            run._children[0]._stop()
    assert found == [*map(str, range(600))]


def test_what_is_skipped_takes_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "serve", serve_or_die)
    monkeypatch.setattr(reading, "PULSE", 0.1)
    left = list(Readers(["slow"], {}, start=Position(0, 4), silence=1.5))
    assert ids(left) == ["slow-4"]


@pytest.mark.parametrize("read", [read_here, lambda paths, options: Readers(paths, options, batch=2)])
def test_a_defect_of_a_reader_is_named(monkeypatch: pytest.MonkeyPatch, read: Any) -> None:
    monkeypatch.setattr(reading, "serve", serve_or_die)
    monkeypatch.setattr(reading, "read_after", read_or_die)
    placed = list(read(["defect", "fine"], {}))
    assert ids(placed) == ["defect-0", "defect-1", "defect-2", None, *(f"fine-{n}" for n in range(5))]
    assert placed[3].item.code == "internal"
    assert "ZeroDivisionError: by zero; please report it" in placed[3].item.message
    assert placed[3].after == Position(1)
