"""A database with the tables of `extractor.sinks.tables`, `dead_letters`, and what runs have done to them.

A shard is one transaction, its row in `run_shards` included, so that a kill leaves whole shards; what a run has done is
read from there. An article that comes again replaces the one with its doc_id, events and entities with it. Any number
of runs may write to a database one after the other; tables of something else in it are left alone, and so is its
journal mode: a rollback journal in a new file, which works on network folders too and leaves one file. Times are text,
`YYYY-MM-DD HH:MM:SS` in UTC, lists are JSON. Refused: a file that is no database, one whose tables have other columns
or whose records are of another version.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from extractor.archive.plan import Plan, Position
from extractor.archive.stores import Lock, Progress, Shard
from extractor.errors import ConfigError, SinkError
from extractor.records.models import SCHEMA_VERSION
from extractor.sinks import DeadLetter
from extractor.sinks.tables import TABLES, Column, Row, columns, rows, to_json

PATIENCE = 60.0
"""Seconds that a write waits for somebody who reads the database."""

POSITION = tuple(field.name for field in fields(Position))
_RUN = Column("run", "integer")
_KEYS = {
    "articles": "PRIMARY KEY (doc_id)",
    "events": "PRIMARY KEY (doc_id, event_id), FOREIGN KEY (doc_id) REFERENCES articles ON DELETE CASCADE",
    "entities": "PRIMARY KEY (doc_id, position), FOREIGN KEY (doc_id) REFERENCES articles ON DELETE CASCADE",
    "dead_letters": "",
    "run_plan": "PRIMARY KEY (run)",
    "run_shards": "PRIMARY KEY (run, number)",
}
_COLUMNS: Mapping[str, tuple[Column, ...]] = {
    **{table: tuple(columns(table)) for table in TABLES},
    "articles": (*columns("articles"), _RUN),
    "dead_letters": (_RUN, *(Column(name, "text") for name in DeadLetter.__slots__)),
    "run_plan": (
        _RUN,
        Column("schema_version", "text"),
        Column("plan", "text"),
        Column("finished", "integer"),
    ),
    "run_shards": (
        _RUN,
        *(Column(name, "integer") for name in ("number", "records", "failed", "events", *POSITION)),
        Column("settings", "json"),
    ),
}
_INDICES = (
    "events (action)", "events (actor_name)", "events (target_name)", "articles (published)", "articles (run)",
    "dead_letters (id)", "dead_letters (origin)",
)  # fmt: skip
_INSERTS = {
    table: f"INSERT INTO {table} VALUES ({', '.join(f':{column.name}' for column in some)})"
    for table, some in _COLUMNS.items()
}


class SqliteStore:
    """A database file, made where it isn't there; beside it `.NAME.lock`, by which one run at a time holds it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock(path.with_name(f".{path.name}.lock"), path)
        self._base: sqlite3.Connection | None = None
        self._run = 0
        self._done = Progress()

    def begin(self, plan: Plan, *, resume: bool, restart: bool) -> Progress:
        if self.path.is_dir():
            raise SinkError(f"{self.path} is a folder; name a file")
        self._lock.take()
        with self._telling():
            self._base = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
            self._base.execute("PRAGMA foreign_keys = ON")
            self._base.execute("PRAGMA synchronous = EXTRA")
        with self._transaction() as base:
            self._require_ours(base)
            self._create(base)
            self._done = self._open_run(base, plan, resume=resume, restart=restart)
        return self._done

    def commit(self, shard: Shard) -> None:
        with self._transaction() as base:
            for letter in shard.letters:
                self._put_letter(base, letter)
            for line in shard.records:
                self._put_record(base, rows(json.loads(line)))
            base.execute(
                _INSERTS["run_shards"],
                {
                    "run": self._run, "number": shard.number, "records": len(shard.records),
                    "failed": len(shard.letters), "events": shard.events,
                    **asdict(shard.after), "settings": to_json(dict(shard.settings)),
                },
            )  # fmt: skip
        self._done = self._done.plus(shard)

    def finish(self) -> list[Path]:
        with self._transaction() as base:
            base.execute("UPDATE run_plan SET finished = 1 WHERE run = ?", (self._run,))
        return [self.path]

    def close(self) -> None:
        if self._base is not None:
            self._base.close()
            self._base = None
        self._lock.release()

    def _require_ours(self, base: sqlite3.Connection) -> None:
        """Raises SinkError where one of our names is taken by another table, or the records are of another version."""
        there = {name for (name,) in base.execute("SELECT name FROM sqlite_master")}
        for table, some in _COLUMNS.items():
            if table not in there:
                continue
            found = [(name, kind) for _, name, kind, *_ in base.execute(f"PRAGMA table_info({table})")]
            if found != [(column.name, _type(column)) for column in some]:
                raise SinkError(
                    f"{self.path} has a table {table} of another kind or version; name another file for --out"
                )
        if "run_plan" in there:
            for (version,) in base.execute("SELECT schema_version FROM run_plan"):
                if version != SCHEMA_VERSION:
                    raise SinkError(
                        f"{self.path} holds records of version {version}, this release writes {SCHEMA_VERSION}; "
                        "name another file for --out"
                    )

    def _create(self, base: sqlite3.Connection) -> None:
        for table, some in _COLUMNS.items():
            parts = [f"{column.name} {_type(column)}" for column in some]
            parts += [_KEYS[table]] if _KEYS[table] else []
            base.execute(f"CREATE TABLE IF NOT EXISTS {table} ({', '.join(parts)})")
        for index in _INDICES:
            name = index.replace(" (", "_by_").rstrip(")")
            base.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {index}")

    def _open_run(self, base: sqlite3.Connection, plan: Plan, *, resume: bool, restart: bool) -> Progress:
        last = base.execute("SELECT run, plan, finished FROM run_plan ORDER BY run DESC LIMIT 1").fetchone()
        self._run, text, finished = last or (0, "", True)
        if finished:
            if resume and text == plan.to_json():
                return replace(self._progress(base), finished=True)
            self._run += 1
        elif restart:
            self._forget(base)
        elif resume:
            Plan.from_json(text, name=str(self.path)).require_same(plan)
            return self._progress(base)
        else:
            raise ConfigError(
                f"{self.path} holds an unfinished run; go on with it (--resume) or begin anew (--restart)"
            )
        base.execute(
            _INSERTS["run_plan"],
            {"run": self._run, "schema_version": SCHEMA_VERSION, "plan": plan.to_json(), "finished": 0},
        )
        return Progress()

    def _forget(self, base: sqlite3.Connection) -> None:
        """Removes an unfinished run and what it wrote; what it replaced does not come back."""
        for table in ("articles", "dead_letters", "run_shards", "run_plan"):
            base.execute(f"DELETE FROM {table} WHERE run = ?", (self._run,))

    def _progress(self, base: sqlite3.Connection) -> Progress:
        done = Progress()
        query = "SELECT count(*), sum(records), sum(failed), sum(events) FROM run_shards WHERE run = ?"
        shards, records, failed, events = base.execute(query, (self._run,)).fetchone()
        if shards:
            query = f"SELECT {', '.join(POSITION)}, settings FROM run_shards WHERE run = ? ORDER BY number DESC LIMIT 1"
            *position, settings = base.execute(query, (self._run,)).fetchone()
            done = Progress(
                shards=shards, records=records, failed=failed, events=events, position=Position(*position),
                settings=json.loads(settings),
            )  # fmt: skip
        return done

    def _put_record(self, base: sqlite3.Connection, made: dict[str, list[Row]]) -> None:
        (article,) = made["articles"]
        doc_id = article["doc_id"]
        base.execute("DELETE FROM articles WHERE doc_id = ?", (doc_id,))
        # it failed in an earlier run; in this one it may be another input of the same id
        base.execute("DELETE FROM dead_letters WHERE id = ? AND run < ?", (doc_id, self._run))
        article["run"] = self._run
        for table, some in made.items():
            base.executemany(_INSERTS[table], [_values(row) for row in some])

    def _put_letter(self, base: sqlite3.Connection, letter: DeadLetter) -> None:
        values = _values({name: getattr(letter, name) for name in DeadLetter.__slots__})
        base.execute("DELETE FROM dead_letters WHERE origin = ? AND run < ?", (values["origin"], self._run))
        base.execute(_INSERTS["dead_letters"], {"run": self._run, **values})

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing. Raises SinkError where the database refuses."""
        base = self._base
        if base is None:
            raise SinkError(f"{self.path} is closed; nothing can be added")
        with self._telling():
            base.execute("BEGIN IMMEDIATE")
            try:
                yield base
                base.execute("COMMIT")
            except BaseException:
                if base.in_transaction:
                    base.execute("ROLLBACK")
                raise

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise SinkError(f"can't write {self.path}: {error}") from error
        except OSError as error:
            raise SinkError(f"can't write {self.path}: {error.strerror or error}") from error


def _type(column: Column) -> str:
    return column.kind.upper() if column.kind in ("integer", "real") else "TEXT"


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as SQLite holds it."""
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, str):
        # a lone surrogate in what failed, which UTF-8 can't hold, is told by its escape
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return to_json(value) if isinstance(value, list | dict) else value
