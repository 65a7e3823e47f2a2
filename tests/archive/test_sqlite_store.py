"""A database after whatever: rows as in the record, whole shards, other tables left alone."""

from __future__ import annotations

import functools
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.archive.plan import Input, Plan, Position
from extractor.archive.sqlite_store import SqliteStore
from extractor.archive.stores import Progress, Shard, Store
from extractor.errors import ConfigError, SinkError
from extractor.records import SCHEMA_VERSION, Article
from extractor.sinks import DeadLetter, to_line, with_extra
from extractor.sinks.tables import columns
from tests.records.strategies import articles
from tests.sinks.test_tables import example, fits, rebuilt

PLAN = Plan(inputs=(Input("a.jsonl", 1, 1),), shard=2, options={"model": "small"})


class Killed(BaseException):
    """The process ends here."""


def record(doc_id: str, text: str = "Borvane rose.", **extra: Any) -> bytes:
    return to_line(with_extra({**example().model_dump(mode="json"), "doc_id": doc_id, "text": text}, extra))


def letter(name: str, *, id: str | None = None, message: str = "it failed") -> DeadLetter:
    return DeadLetter(f"a.jsonl:{name}", id, "model", message, "raw")


def shards(*groups: tuple[Sequence[bytes], Sequence[DeadLetter]]) -> list[Shard]:
    return [
        Shard(number=n, records=list(records), letters=list(letters), events=2, after=Position(0, 2 * n + 2))
        for n, (records, letters) in enumerate(groups)
    ]


THREE = shards(
    ([record("a"), record("b", desk="eu")], []), ([record("c")], [letter("4")]), ([record("a", "Borvane fell.")], [])
)


def drive(store: Store, some: Sequence[Shard] = THREE, *, plan: Plan = PLAN, **asked: bool) -> Progress:
    """A run that gives a store its shards."""
    try:
        done = store.begin(plan, resume=asked.get("resume", False), restart=asked.get("restart", False))
        for shard in some[done.shards :]:
            store.commit(shard)
        store.finish()
    finally:
        store.close()
    return done


def query(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as base:
        return base.execute(sql).fetchall()


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as base:
        return sorted(base.iterdump())


def table(path: Path, name: str) -> list[dict[str, Any]]:
    """Rows with their values as the record has them."""
    kinds = {column.name: column.kind for column in columns(name)}
    read = {
        "json": json.loads,
        "date": date.fromisoformat,
        "timestamp": lambda said: datetime.fromisoformat(said).replace(tzinfo=UTC),
    }
    with closing(sqlite3.connect(path)) as base:
        base.row_factory = sqlite3.Row
        found = [dict(row) for row in base.execute(f"SELECT * FROM {name}")]
    return [
        {key: read.get(kinds.get(key, ""), lambda x: x)(value) if value is not None else None for key, value in row.items()}
        for row in found
    ]  # fmt: skip


@settings(max_examples=10)
@given(st.lists(articles().filter(fits), min_size=1, max_size=3, unique_by=lambda article: article.doc_id))
def test_rows_hold_the_whole_record(some: list[Article]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        drive(SqliteStore(path), shards(([to_line(article.model_dump(mode="json")) for article in some], [])))
        found = {name: table(path, name) for name in ("articles", "events", "entities")}
    assert len(found["articles"]) == len(some)
    for article in some:
        (row,) = (row for row in found["articles"] if row["doc_id"] == article.doc_id)
        own = [[row for row in found[name] if row["doc_id"] == article.doc_id] for name in ("events", "entities")]
        assert rebuilt(row, *own) == article


def test_a_run_and_what_it_leaves(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    bad = letter("4", message="a lone \udc80")
    drive(SqliteStore(path), shards(([record("a"), record("b", desk="eu", odd="\udc80")], []), ([], [bad])))
    assert query(path, "SELECT doc_id, published, published_offset, schema_version, run FROM articles") == [
        ("a", "2026-02-10 07:30:00", 0, SCHEMA_VERSION, 1), ("b", "2026-02-10 07:30:00", 0, SCHEMA_VERSION, 1),
    ]  # fmt: skip
    assert [json.loads(extra) if extra else None for (extra,) in query(path, "SELECT extra FROM articles")] == [
        None, {"desk": "eu", "odd": "\udc80"},
    ]  # fmt: skip
    bought = (
        "SELECT actor_name, price_amount, date_start FROM events WHERE action = 'insider_purchase' AND doc_id = 'a'"
    )
    event = example().events[0]
    assert query(path, bought) == [(event.actor.name, event.price.amount, str(event.date.start))]
    assert query(path, "SELECT origin, message FROM dead_letters") == [("a.jsonl:4", r"a lone \udc80")]
    plan = query(path, "EXPLAIN QUERY PLAN " + bought.partition(" AND doc_id")[0])
    assert "events_by_action" in plan[0][-1]
    assert sorted(file.name for file in tmp_path.iterdir()) == [".news.db.lock", "news.db"]


def test_the_same_article_again_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    drive(SqliteStore(path))
    less = json.loads(record("c"))
    less["events"], less["entities"] = less["events"][:1], []
    other = Plan(inputs=(), shard=2, options={})
    drive(SqliteStore(path), shards(([to_line(less), record("d")], [])), plan=other)
    assert query(path, "SELECT doc_id, text, run FROM articles ORDER BY doc_id") == [
        ("a", "Borvane fell.", 1), ("b", "Borvane rose.", 1), ("c", "Borvane rose.", 2), ("d", "Borvane rose.", 2),
    ]  # fmt: skip
    assert query(path, "SELECT count(*) FROM events WHERE doc_id = 'c'") == [(1,)]
    assert query(path, "SELECT count(*) FROM entities WHERE doc_id = 'c'") == [(0,)]
    assert query(path, "SELECT run, finished FROM run_plan") == [(1, 1), (2, 1)]


def test_a_dead_letter_stays_until_its_input_is_read(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    # in one run both stay: two inputs may have the same id
    drive(SqliteStore(path), shards(([], [letter("1", id="x"), letter("2"), letter("3", id="z")]), ([record("z")], [])))
    again = [letter("2", message="it failed again")]
    drive(SqliteStore(path), shards(([record("x")], again)), plan=Plan(inputs=(), shard=2, options={}))
    assert query(path, "SELECT run, origin, message FROM dead_letters ORDER BY origin") == [
        (2, "a.jsonl:2", "it failed again"), (1, "a.jsonl:3", "it failed"),
    ]  # fmt: skip


class Dying(sqlite3.Connection):
    """A connection whose process dies before one of its statements."""

    left = 0

    def execute(self, *args: Any) -> Any:
        self._step()
        return super().execute(*args)

    def executemany(self, *args: Any) -> Any:
        self._step()
        return super().executemany(*args)

    def _step(self) -> None:
        Dying.left -= 1
        if Dying.left < 0:
            raise Killed


@pytest.mark.parametrize("stride", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_killed_before_any_statement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stride: int) -> None:
    drive(SqliteStore(tmp_path / "calm.db"))
    wanted = dump(tmp_path / "calm.db")
    kills, seen = 0, set()
    while True:
        path = tmp_path / f"{kills}.db"
        Dying.left = kills
        with monkeypatch.context() as patch:
            patch.setattr(sqlite3, "connect", functools.partial(sqlite3.connect, factory=Dying))
            try:
                drive(SqliteStore(path))
            except Killed:
                kills += stride
            else:
                break
        seen.add(drive(SqliteStore(path), resume=True).shards)
        assert dump(path) == wanted
        path.unlink()
    assert kills > 45
    assert seen >= {0, 1, 2}


def stopped(path: Path, some: Sequence[Shard] = THREE[:1], plan: Plan = PLAN) -> None:
    """Leaves an unfinished run."""
    store = SqliteStore(path)
    store.begin(plan, resume=False, restart=False)
    for shard in some:
        store.commit(shard)
    store.close()


def test_an_unfinished_run_is_neither_overwritten_nor_mixed(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    stopped(path)
    with pytest.raises(ConfigError, match="holds an unfinished run"):
        drive(SqliteStore(path))
    with pytest.raises(ConfigError, match="began with --shard 2"):
        drive(SqliteStore(path), plan=Plan(inputs=PLAN.inputs, shard=3, options=PLAN.options), resume=True)
    assert drive(SqliteStore(path), resume=True) == Progress(shards=1, records=2, events=2, position=Position(0, 2))
    assert drive(SqliteStore(path), resume=True).shards == 3


def test_restart_removes_what_the_unfinished_run_wrote(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    drive(SqliteStore(path), shards(([record("old")], [])))
    stopped(path, THREE, Plan(inputs=(), shard=9, options={}))
    drive(SqliteStore(path), shards(([record("new")], [])), restart=True)
    for name in ("articles", "events", "entities"):
        assert {doc for (doc,) in query(path, f"SELECT doc_id FROM {name}")} == {"old", "new"}
    assert query(path, "SELECT count(*) FROM dead_letters") == [(0,)]
    assert query(path, "SELECT run, number FROM run_shards") == [(1, 0), (2, 0)]


def test_two_runs_cant_share_a_database(tmp_path: Path) -> None:
    first, second = SqliteStore(tmp_path / "news.db"), SqliteStore(tmp_path / "news.db")
    first.begin(PLAN, resume=False, restart=False)
    with pytest.raises(ConfigError, match="another run writes to"):
        second.begin(PLAN, resume=True, restart=False)
    second.close()
    first.close()
    assert second.begin(PLAN, resume=True, restart=False).shards == 0
    second.close()


def test_other_tables_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE prices (day TEXT, price REAL)")
        base.execute("INSERT INTO prices VALUES ('2025-11-24', 2.5)")
        base.execute("PRAGMA user_version = 7")
    drive(SqliteStore(path))
    assert query(path, "SELECT * FROM prices") == [("2025-11-24", 2.5)]
    assert query(path, "PRAGMA user_version") == [(7,)]
    assert query(path, "SELECT count(*) FROM articles") == [(3,)]


@pytest.fixture(params=["another table", "another version", "no database", "a folder", "no folder"])
def foreign(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    path = tmp_path / "news.db"
    if request.param == "another table":
        with closing(sqlite3.connect(path)) as base, base:
            base.execute("CREATE TABLE events (day TEXT, what TEXT)")
        yield path, "a table events of another kind or version"
    elif request.param == "another version":
        drive(SqliteStore(path))
        with closing(sqlite3.connect(path)) as base, base:
            base.execute("UPDATE run_plan SET schema_version = '0.9'")
        yield path, "holds records of version 0.9"
    elif request.param == "no database":
        path.write_text("Borvane rose. " * 99)
        yield path, "file is not a database"
    elif request.param == "a folder":
        yield tmp_path, "is a folder"
    else:
        yield tmp_path / "none" / "news.db", "there is no folder"


def test_what_is_no_database_of_ours_is_refused(foreign: tuple[Path, str]) -> None:
    path, message = foreign
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(SinkError, match=message):
        drive(SqliteStore(path))
    assert before == (path.read_bytes() if path.is_file() else None)


def test_a_full_disk_is_an_error_and_the_run_goes_on_later(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    store = SqliteStore(path)
    store.begin(PLAN, resume=False, restart=False)
    store.commit(THREE[0])
    assert store._base is not None
    (pages,) = store._base.execute("PRAGMA page_count").fetchone()
    store._base.execute(f"PRAGMA max_page_count = {pages}")
    large = shards(([], []), ([record("c", "Borvane rose. " * 9_999)], [letter("4")]), ([record("d")], []))
    with pytest.raises(SinkError, match=r"news\.db: database or disk is full"):
        store.commit(large[1])
    store.close()
    assert query(path, "SELECT count(*) FROM articles") == [(2,)]
    assert drive(SqliteStore(path), large, resume=True).shards == 1
    assert query(path, "SELECT count(*) FROM articles") == [(4,)]


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "news.db")
    with pytest.raises(SinkError, match="is closed"):
        store.commit(THREE[0])
