"""A folder of Parquet files after whatever: rows as in the record, the same bytes, nothing that no run wrote touched."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.archive import open_store, parquet_store
from extractor.archive.parquet_store import ParquetStore
from extractor.archive.plan import Plan, Position
from extractor.archive.stores import Progress
from extractor.errors import ConfigError, SinkError
from extractor.records import SCHEMA_VERSION, Article
from extractor.sinks import parquet, to_line
from extractor.sinks.parquet import to_parquet
from extractor.sinks.tables import TABLES, columns, rows
from tests.archive.test_sqlite_store import PLAN, Killed, drive, letter, record, shards
from tests.records.strategies import articles
from tests.sinks.test_tables import fits, rebuilt


def dated(doc_id: str, published: str | None) -> bytes:
    return to_line({**json.loads(record(doc_id, desk="eu")), "published": published})


THREE = shards(
    ([dated("a", "2025-10-31T23:30:00-02:00"), dated("b", "2025-10-31T23:30:00+02:00")], []),
    ([dated("c", None)], [letter("4")]),
    ([], [letter("5"), letter("6")]),
)


def content(folder: Path) -> dict[str, bytes]:
    """All files but the lock's, which stays."""
    found = (f for f in sorted(folder.rglob("*")) if f.is_file() and f.suffix != ".lock")
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in found}


def as_recorded(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with their lists as the record has them."""
    for row in found:
        for metric in row.get("metrics", ()):
            if metric["value"] is not None:
                (metric["value"],) = (value for value in metric["value"].values() if value is not None)
    return found


@settings(max_examples=10)
@given(st.lists(articles().filter(fits), min_size=1, max_size=3))
def test_rows_hold_the_whole_record(some: list[Article]) -> None:
    made = [rows(article.model_dump(mode="json")) for article in some]
    found = {}
    for name in TABLES:
        raw = to_parquet(name, [{**row, "doc_id": str(n)} for n, tables in enumerate(made) for row in tables[name]])
        found[name] = as_recorded(pq.ParquetFile(io.BytesIO(raw)).read().to_pylist())
    for n, article in enumerate(some):
        own = [[row for row in found[name] if row["doc_id"] == str(n)] for name in TABLES]
        ((row,), events, entities) = own
        assert rebuilt({**row, "doc_id": article.doc_id}, events, entities) == article


def test_a_run_and_what_it_leaves(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    drive(ParquetStore(folder), THREE)
    months = {"month=2025-10": [("b", 0)], "month=2025-11": [("a", 0)], "month=unknown": [("c", 1)]}
    files = {f"{name}/{month}/part-{n:08}.parquet" for name in TABLES for month, ((_, n),) in months.items()}
    letters = {f"dead_letters/part-{n:08}.jsonl" for n in (1, 2)}
    assert set(content(folder)) == files | letters | {"_plan.json", "_schema.json"}
    for month, ((doc_id, _),) in months.items():
        (file,) = (folder / "articles" / month).iterdir()
        (row,) = pq.ParquetFile(file).read().to_pylist()
        assert (row["doc_id"], json.loads(row["extra"])) == (doc_id, {"desk": "eu"})
        assert pq.read_schema(file).metadata[b"extractor.schema_version"].decode() == SCHEMA_VERSION
    assert [json.loads(line)["origin"] for line in (folder / "dead_letters/part-00000002.jsonl").open()] == [
        "a.jsonl:5", "a.jsonl:6",
    ]  # fmt: skip
    told = json.loads((folder / "_schema.json").read_text())
    assert (told["schema_version"], told["articles"], told["failed"], told["shards"]) == (SCHEMA_VERSION, 3, 3, 3)
    for name in TABLES:
        assert [column["name"] for column in told["columns"][name]] == [column.name for column in columns(name)]


def test_a_table_without_rows_still_has_its_columns(tmp_path: Path) -> None:
    drive(ParquetStore(tmp_path), shards(([to_line({"doc_id": "a", "text": "Borvane rose."})], [])))
    (file,) = (tmp_path / "events").rglob("*.parquet")
    assert pq.read_metadata(file).num_rows == 0
    assert pq.read_schema(file).names == [column.name for column in columns("events")]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files whose content is made at once; what is in them is not what is asked here."""
    monkeypatch.setattr(parquet, "to_parquet", lambda table, some: repr((table, some)).encode())
    monkeypatch.setattr(os, "fsync", lambda _: None)


@contextmanager
def failing(patch: pytest.MonkeyPatch, left: int, fail: Callable[[], None], *steps: str) -> Iterator[None]:
    """Calls `fail` before each step at the disk but the first `left`."""
    count = left

    def counted(real: Any) -> Any:
        def step(*args: Any, **options: Any) -> Any:
            nonlocal count
            count -= 1
            if count < 0:
                fail()
            return real(*args, **options)

        return step

    with patch.context() as inner:
        for name in steps:
            inner.setattr(Path, name, counted(getattr(Path, name)))
        inner.setattr(os, "fsync", counted(os.fsync))
        inner.setattr(shutil, "rmtree", counted(shutil.rmtree))
        yield


STEPS = ("open", "replace", "rename", "unlink", "mkdir", "rmdir")


def killed() -> None:
    raise Killed


def full() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "news")


def release(store: ParquetStore) -> None:
    """What the system does with the lock of a process that is killed."""
    store.journal.close()


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("stride", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_killed_before_any_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stride: int) -> None:
    drive(ParquetStore(tmp_path / "calm"), THREE)
    wanted = content(tmp_path / "calm")
    kills, seen = 0, set()
    while True:
        folder = tmp_path / str(kills)
        store = ParquetStore(folder)
        try:
            with failing(monkeypatch, kills, killed, *STEPS):
                drive(store, THREE)
            break
        except Killed:
            kills += stride
            release(store)
        seen.add(drive(ParquetStore(folder), THREE, resume=True).shards)
        assert content(folder) == wanted
        shutil.rmtree(folder)
    assert kills > 80
    assert seen == {0, 1, 2, 3}


@pytest.mark.usefixtures("quick")
def test_a_full_disk_is_an_error_and_the_run_goes_on_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drive(ParquetStore(tmp_path / "calm"), THREE)
    for left in range(0, 60, 9):
        folder = tmp_path / str(left)
        with (
            failing(monkeypatch, left, full, "open", "mkdir"),
            pytest.raises(SinkError, match="No space left on device"),
        ):
            drive(ParquetStore(folder), THREE)
        drive(ParquetStore(folder), THREE, resume=True)
        assert content(folder) == content(tmp_path / "calm")


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_a_restart_killed_before_any_step_loses_nothing_but_the_old_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = shards(([dated("old", None)], [letter("1")])), shards(([dated("new", "2025-01-01")], []))
    other = Plan(inputs=(), shard=7, options={})
    for name, some, plan in (("old", old, PLAN), ("new", new, other)):
        drive(ParquetStore(tmp_path / name), some, plan=plan)
    kills, ends = 0, set()
    while True:
        folder = tmp_path / str(kills)
        shutil.copytree(tmp_path / "old", folder)
        store = ParquetStore(folder)
        try:
            with failing(monkeypatch, kills, killed, *STEPS):
                drive(store, new, plan=other, restart=True)
            break
        except Killed:
            kills += 1
            release(store)
        try:
            drive(ParquetStore(folder), new, plan=other, resume=True)
            end = "new"
        except ConfigError:
            end = "old"
        kept = {name: raw for name, raw in content(folder).items() if not name.startswith("_run")}
        assert kept == content(tmp_path / end)
        ends.add(end)
        shutil.rmtree(folder)
    assert ends == {"old", "new"}


def stopped(folder: Path) -> None:
    """Leaves an unfinished run of one shard."""
    store = ParquetStore(folder)
    store.begin(PLAN, resume=False, restart=False)
    store.commit(THREE[0])
    store.close()


def test_an_unfinished_run_is_neither_overwritten_nor_mixed(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    stopped(folder)
    before = content(folder)
    with pytest.raises(ConfigError, match="holds an unfinished run"):
        drive(ParquetStore(folder), THREE)
    with pytest.raises(ConfigError, match="began with --shard 2"):
        drive(ParquetStore(folder), THREE, plan=Plan(inputs=PLAN.inputs, shard=3, options={}), resume=True)
    assert content(folder) == before
    assert drive(ParquetStore(folder), THREE, resume=True) == Progress(
        shards=1, records=2, events=2, position=Position(0, 2)
    )
    drive(ParquetStore(tmp_path / "calm"), THREE)
    assert content(folder) == content(tmp_path / "calm")


def test_a_finished_data_set_is_refused_or_replaced(tmp_path: Path) -> None:
    folder, calm = tmp_path / "news", tmp_path / "calm"
    drive(ParquetStore(folder), THREE)
    before = content(folder)
    other = Plan(inputs=(), shard=9, options={})
    finished = r"holds a finished data set; .* replace it with --restart"
    for plan, resume, message in [(PLAN, False, finished), (other, False, finished), (other, True, "1 gone: a.jsonl")]:
        with pytest.raises(ConfigError, match=message):
            drive(ParquetStore(folder), THREE, plan=plan, resume=resume)
    assert drive(ParquetStore(folder), THREE, resume=True).shards == 3
    assert content(folder) == before
    for place, restart in ((folder, True), (calm, False)):
        drive(ParquetStore(place), THREE[:1], plan=other, restart=restart)
    assert content(folder) == content(calm)


def test_two_runs_cant_share_a_folder(tmp_path: Path) -> None:
    first, second = ParquetStore(tmp_path), ParquetStore(tmp_path)
    first.begin(PLAN, resume=False, restart=False)
    with pytest.raises(ConfigError, match="another run writes to"):
        second.begin(PLAN, resume=True, restart=False)
    second.close()
    first.close()
    assert second.begin(PLAN, resume=True, restart=False).shards == 0
    second.close()


@pytest.mark.parametrize("restart", [False, True])
def test_files_that_no_run_wrote_are_not_touched(tmp_path: Path, restart: bool) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "mine.parquet").write_bytes(b"mine")
    with pytest.raises(ConfigError, match=r"mine\.parquet was written by no run"):
        drive(ParquetStore(tmp_path), THREE, restart=restart)
    assert content(tmp_path) == {"events/mine.parquet": b"mine"}


def test_files_of_a_lost_run_are_removed_only_when_asked(tmp_path: Path) -> None:
    drive(ParquetStore(tmp_path), THREE)
    (tmp_path / "_schema.json").unlink()
    before = content(tmp_path)
    for resume in (False, True):
        with pytest.raises(ConfigError, match="a run that is not on record"):
            drive(ParquetStore(tmp_path), THREE[:1], resume=resume)
    assert content(tmp_path) == before
    drive(ParquetStore(tmp_path), THREE[:1], restart=True)
    assert sorted({path.parts[-3] for path in tmp_path.rglob("*.parquet")}) == sorted(TABLES)
    assert {path.stem for path in tmp_path.rglob("part-*")} == {"part-00000000"}


@pytest.mark.parametrize("text", ["{}", "[]", "no json"])
def test_another_schema_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "_schema.json").write_text(text)
    with pytest.raises(ConfigError, match="is not of a data set of this package"):
        drive(ParquetStore(tmp_path), THREE, resume=True)


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("Borvane")
    for path, message in [(file, "is no folder"), (tmp_path / "none" / "news", "there is no folder")]:
        with pytest.raises(SinkError, match=message):
            drive(ParquetStore(path), THREE)


def test_without_pyarrow_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "extractor.sinks.parquet", raising=False)
    monkeypatch.delattr(sys.modules["extractor.sinks"], "parquet", raising=False)
    with pytest.raises(SinkError, match=r"pip install 'extractor\[archives\]'"):
        open_store(str(tmp_path / "news"))
    assert parquet_store.ParquetStore
