"""A run over a cluster ends with the bytes of a run on one machine, also where a node dies on the way."""

from __future__ import annotations

import json
import pickle
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from extractor import cluster
from extractor.archive import Plan, open_store, run_archive
from extractor.archive import run as run_module
from extractor.archive.identity import made_with
from extractor.archive.models import Line, Models, Result
from extractor.archive.plan import START, Input, Position
from extractor.cluster import run_on_ray
from extractor.errors import ConfigError, ExtractorError, ModelError
from extractor.sinks import DeadLetter, to_line
from extractor.sources import Document
from tests.archive.test_processes import serve_words

SHARD = 40


class Stub:
    """A model in the actor's process: says which documents it was given together, fails on "explode"."""

    restarts = 0
    ready = None

    def __init__(self, options: Mapping[str, Any], *, settings: Mapping[str, str] | None = None) -> None:
        self.settings: Mapping[str, str] = {"device": "cpu"}
        self._options = options

    def map(self, tasks: Iterable[list[Document]]) -> Iterator[list[Result]]:
        for task in tasks:
            self._mark()
            beside = [doc.id for doc in task]
            yield [self._result(doc, beside) for doc in task]

    def _mark(self) -> None:
        """Leaves the name of the node."""
        if "folder" in self._options:
            import ray

            Path(self._options["folder"], ray.get_runtime_context().get_node_id()).touch()
            time.sleep(self._options["seconds"])

    def _result(self, doc: Document, beside: list[str | None]) -> Result:
        if "explode" in doc.text:
            return DeadLetter(doc.origin, doc.id, "model", "it exploded", doc.text)
        return Line(to_line({"doc_id": doc.id, "text": doc.text, "beside": beside}), 2)


def make(options: Mapping[str, Any], settings: Mapping[str, str], losses: int) -> Any:
    """In the place of `in_process`."""
    return Stub(options)


@pytest.fixture
def names(tmp_path: Path) -> list[str]:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(9):
        texts = [f"Borvane bought {n} pumps of {number}." for n in range(35)]
        texts[number] = "Pumps explode."
        rows = [json.dumps({"id": f"{number}-{n}", "text": text}) for n, text in enumerate(texts)]
        (folder / f"{number}.jsonl").write_text("\n".join([*rows, "no json"]) + "\n")
    (folder / "9.jsonl").write_bytes(b"\x00\x01\x02")
    return [str(path) for path in sorted(folder.iterdir())]


def planned(names: list[str]) -> Plan:
    return Plan.of(names, shard=SHARD, options={"model": "small"})


def content(folder: Path) -> dict[str, bytes]:
    # what a store keeps beside its output for itself is hidden
    kept = (file for file in sorted(folder.rglob("*")) if file.is_file() and not file.name.startswith("."))
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in kept}


@pytest.fixture
def calm(names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What a run on one machine writes."""
    monkeypatch.setattr(run_module, "LocalModel", Stub)
    (tmp_path / "calm").mkdir()
    store = open_store(str(tmp_path / "calm" / "out.jsonl"))
    summary = run_archive(planned(names), store, reading={}, model={}, processes=0)
    assert (summary.done.records, summary.done.failed) == (9 * 34, 19)
    return content(tmp_path / "calm")


# The stages, without an engine


def task(**options: Any) -> Any:
    some: dict[str, Any] = {"reading": {}, "model": {}, "made_with": made_with({}), "shard": SHARD, "settings": {}}
    return cluster._Task(**{**some, "losses": 20, "make": make, **options})


def read_all(inputs: tuple[Input, ...], start: Position, some: Any) -> Iterator[bytes]:
    import pyarrow as pa

    for part in cluster._ranges(inputs, start):
        for made in cluster._read(pa.table({"range": [pickle.dumps(part)]}), some):
            yield from made["item"].to_pylist()


def extract_all(items: Iterable[bytes], actors: list[Any]) -> list[Any]:
    stream, made = iter(items), []
    while batch := list(islice(stream, SHARD)):
        (row,) = actors[len(made) % len(actors)](cluster._table("item", batch))["made"].to_pylist()
        made.append(pickle.loads(row))
    return made


def test_the_stages_make_the_shards_of_one_machine(
    names: list[str], calm: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "FILES", 3)
    monkeypatch.setattr(cluster, "BATCH", 7)
    plan, some = planned(names), task()
    made = extract_all(read_all(plan.inputs, START, some), [cluster._Extract(some), cluster._Extract(some)])
    assert b"".join(line for one in made for line in one.shard.records) == calm["out.jsonl"]
    letters = [letter.code for one in made for letter in one.shard.letters]
    assert letters == [json.loads(line)["code"] for line in calm["out.errors.jsonl"].splitlines()]
    assert made[-1].shard.after == Position(10)
    # and from the middle of a file on
    rest = extract_all(read_all(plan.inputs, made[2].shard.after, some), [cluster._Extract(some)])
    assert [one.shard.records for one in rest] == [one.shard.records for one in made[3:]]
    assert [one.shard.after for one in rest] == [one.shard.after for one in made[3:]]


def test_ranges_hold_all_files_once() -> None:
    inputs = tuple(Input(str(n), size, 1) for n, size in enumerate([0, cluster.RANGE, 1, 1, cluster.RANGE, 5]))
    ranges = list(cluster._ranges(inputs, Position(1, 3)))
    assert [[item.path for item in part.inputs] for part in ranges] == [["1"], ["2", "3", "4"], ["5"]]
    assert [part.start for part in ranges] == [Position(1, 3), Position(2), Position(5)]
    assert list(cluster._ranges(inputs, Position(6))) == []


def test_a_file_that_changed_and_a_node_that_differs_end_the_run(names: list[str]) -> None:
    plan = planned(names)
    Path(names[1]).write_text("{}\n")
    (first, *_) = extract_all(read_all(plan.inputs, START, task()), [cluster._Extract(task())])
    assert isinstance(first, ConfigError)
    assert "has changed since the run began" in str(first)
    unlike = task(made_with={**made_with({}), "release of torch": "0.1"})
    (first, *_) = extract_all(read_all(plan.inputs[:1], START, unlike), [cluster._Extract(unlike)])
    assert isinstance(first, ConfigError)
    assert "release of torch" in str(first)


def test_a_model_in_its_own_process_lasts_and_survives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from extractor.archive import models

    monkeypatch.setattr(models, "serve", serve_words)
    real = Models({"folder": str(tmp_path)}, count=1)
    lasting = cluster._Lasting(real)
    for turn in range(3):
        docs = [[Document(text=f"{turn}{k} word", id="x", origin="a")] for k in range(5)]
        docs[2] = [Document(text="crash", id="bad", origin="a")] if turn == 1 else []
        made = list(lasting.map(docs))
        assert [len(results) for results in made] == [len(some) for some in docs]
        lines = [result.data.split()[0].decode() for some in made for result in some if isinstance(result, Line)]
        assert lines == [f"{turn}{k}" for k in (0, 1, 3, 4)]
        if turn == 1:
            assert made[2][0].code == "crash"
    assert lasting.restarts > 0
    real.close()
    broken = Models({"folder": str(tmp_path), "broken": True}, count=1)
    with pytest.raises(ModelError, match="no such model"):
        list(cluster._Lasting(broken).map([[Document(text="a", id="x", origin="a")]]))


def test_errors_reach_the_run_as_they_are() -> None:
    error = pickle.loads(pickle.dumps(ModelError("it is damaged", doc_id="m")))
    assert isinstance(error, ExtractorError)
    assert (str(error), error.doc_id) == ("m: it is damaged", "m")


def test_what_cant_run_is_refused(names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(str(tmp_path / "out.jsonl"))
    with pytest.raises(ConfigError, match="standard input"):
        run_on_ray(Plan(inputs=(Input("-"),), shard=2, options={}), store, reading={}, model={})
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ConfigError, match=r"pip install 'extractor\[ray\]'"):
        run_on_ray(planned(names), store, reading={}, model={})
    assert not list(tmp_path.glob("out*"))


def test_a_cluster_without_room_for_a_reader_is_refused(names: list[str]) -> None:
    small = SimpleNamespace(cluster_resources=lambda: {"CPU": 1.0, "GPU": 1.0})
    with pytest.raises(ConfigError, match="has 1 CPUs, and a model and a reader need 2"):
        next(cluster._extracted(small, None, task(), planned(names).inputs, START, None, 1))


# On a cluster of several raylets


NODE: dict[str, Any] = {"object_store_memory": 100 << 20, "include_dashboard": False}


def patiently(start: Callable[[], Any]) -> Any:
    """Ray gives a node half a minute to start, which on a busy machine is not much."""
    for left in reversed(range(5)):
        try:
            return start()
        except Exception as error:
            if not left or "timed out during startup" not in str(error):
                raise


@pytest.fixture(scope="module")
def nodes() -> Iterator[Any]:
    """A head that computes nothing, and two nodes."""
    ray = pytest.importorskip("ray", reason="needs ray: pip install 'extractor[ray]'")
    from ray.cluster_utils import Cluster

    made = patiently(lambda: Cluster(initialize_head=True, head_node_args={"num_cpus": 0, **NODE}))
    for _ in range(2):
        patiently(lambda: made.add_node(num_cpus=2, **NODE))
    ray.init(address=made.address, log_to_driver=False, logging_level="ERROR")
    yield made
    ray.shutdown()
    made.shutdown()


@pytest.mark.slow
def test_a_cluster_that_loses_a_node_ends_like_one_machine(
    names: list[str], calm: dict[str, bytes], tmp_path: Path, nodes: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "FILES", 2)
    used, out = tmp_path / "used", tmp_path / "out"
    used.mkdir()
    out.mkdir()
    killed: list[str] = []

    def kill_one(done: Any, letters: list[DeadLetter]) -> None:
        if done.shards == 2 and not killed:
            busy = [node for node in nodes.worker_nodes if (used / node.node_id).exists()]
            killed.append(busy[0].node_id)
            nodes.remove_node(busy[0], allow_graceful=False)

    summary = run_on_ray(
        planned(names), open_store(str(out / "out.jsonl")), reading={}, make=make, actors=2, report=kill_one,
        model={"folder": str(used), "seconds": 0.5},
    )  # fmt: skip
    assert killed
    assert content(out) == calm
    assert (summary.done.records, summary.done.failed, summary.done.shards) == (306, 19, 9)
    # what was stopped on the cluster goes on there, and a finished run has nothing left to do
    again = open_store(str(out / "later.jsonl"))

    def stop(done: Any, letters: list[DeadLetter]) -> None:
        if done.shards == 3:
            raise KeyboardInterrupt

    options: dict[str, Any] = {"reading": {}, "model": {}, "make": make}
    with pytest.raises(KeyboardInterrupt):
        run_on_ray(planned(names), again, report=stop, **options)
    assert not (out / "later.jsonl").exists()
    summary = run_on_ray(planned(names), open_store(str(out / "later.jsonl")), resume=True, **options)
    assert summary.before.shards == 3
    assert (out / "later.jsonl").read_bytes() == calm["out.jsonl"]
