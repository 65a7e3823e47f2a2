"""Readers and models that crash, hang or are killed: the run goes on, and what was lost is named."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from extractor.archive import models, reading
from extractor.archive.child import Child, Died
from extractor.archive.models import Line, Models
from extractor.archive.plan import Position
from extractor.archive.reading import Readers, read_here
from extractor.errors import ModelError
from extractor.sinks import DeadLetter
from extractor.sources import Document, Rejected


def doc(text: str) -> Document:
    return Document(text=text, id=text.split()[0], origin="in.jsonl:1")


def serve_words(pipe: Connection, options: dict[str, Any]) -> None:
    """In the place of a model: dies of "crash", hangs on "hang", once only on "once"."""
    if options.get("broken"):
        raise ModelError("no such model")
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
    child.send([doc("crash")])
    with pytest.raises(Died, match="killed by signal 9") as info:
        child.receive(30)
    assert info.value.code == "crash"
    with pytest.raises(Died, match="it was ended"):
        child.send([])


def jsonl(path: Path, *ids: str) -> str:
    path.write_text("".join(json.dumps({"id": i, "text": f"Borvane bought {i}."}) + "\n" for i in ids))
    return str(path)


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    return [jsonl(tmp_path / f"{n}.jsonl", *(f"{n}-{k}" for k in range(n * 7))) for n in range(6)]


def ids(placed: list[reading.Placed]) -> list[str | None]:
    return [p.item.id for p in placed]


@pytest.mark.parametrize("count", [1, 3])
def test_readers_give_what_reading_here_gives(paths: list[str], count: int) -> None:
    here = list(read_here(paths, {}))
    assert len(here) == 7 * sum(range(6))
    assert list(Readers(paths, {}, count=count, batch=4)) == here
    for start in (Position(2, 5), Position(3, 0), Position(5, 35)):
        left = list(Readers(paths, {}, start=start, count=count))
        assert ids(left) == ids([p for p in here if (p.after.file, p.after.items) > (start.file, start.items)])
        assert left == list(read_here(paths, {}, start=start))


def read_or_die(name: str, **options: Any) -> Iterator[Document | Rejected]:
    for n in range(5):
        if name == "crash" and n == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        if name == "hang" and n == 3:
            time.sleep(600)
        yield Document(text=f"{name} {n}", id=f"{name}-{n}")


def serve_or_die(pipe: Connection, options: reading.Reading) -> None:
    reading.read_file = read_or_die  # type: ignore[assignment]
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
    assert placed[8].after == Position(1, 4)
