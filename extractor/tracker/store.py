"""Trackers in files: `sqlite:PATH`, or a file of JSON lines (.gz too), one event a line.

A line holds the event's row and, under `tellings`, what it was made from, so that the file can be merged into again. In
a database the tables `tracker_events` (a column for each plain value, the whole row as JSON in `row`) and
`tracker_tellings` stand beside whatever else it holds. A merge is written whole or not at all; a second process that
would write meanwhile is refused. Refused besides: a file that holds something else, one of another format.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock, Timeout

from extractor.errors import ConfigError, RecordError, SinkError
from extractor.records.models import Article
from extractor.records.taxonomy import MONEY_ROLES, PARTY_ROLES, PERCENT_ROLES, QUANTITY_ROLES
from extractor.sinks import JsonlSink
from extractor.tracker.table import TEXT_ROLES, Row, row
from extractor.tracker.telling import Telling, dump, dump_json, load
from extractor.tracker.tracker import Merged, Tracker

FORMAT = 1
_PREFIX = "sqlite:"
_PLAIN = (
    "key", "action", "status", "confidence", "novelty", "first_seen", "last_seen", "first_processed", "last_processed",
    "documents",
)  # fmt: skip
_TYPES = {"confidence": "REAL", "novelty": "REAL", "documents": "INTEGER"}


class Store(Protocol):
    """A file that holds a tracker."""

    path: Path

    def read(self) -> Iterator[tuple[Telling, str]]:
        """The tellings and their keys; none where there is no file. Raises SinkError for a file of something else."""
        ...

    def write(self, tracker: Tracker) -> None:
        """Puts the tracker in place of what was read. Raises SinkError."""
        ...


class TrackerFile:
    """A tracker and the file it is kept in. Use as a context manager: nobody else can write to it meanwhile.

    `out` is `sqlite:PATH` or FILE.jsonl[.gz]. Raises ConfigError for another name, or where it is being written.
    """

    def __init__(self, out: str) -> None:
        self._store = open_store(out)
        self._lock = FileLock(f"{self._store.path}.lock", timeout=0)
        self.tracker = Tracker()

    def __enter__(self) -> TrackerFile:
        folder = self._store.path.parent
        if not folder.is_dir():
            raise SinkError(f"can't write {self._store.path}: there is no folder {folder}")
        try:
            self._lock.acquire()
        except Timeout as error:
            raise ConfigError(f"another merge writes to {self._store.path}; wait for it") from error
        except OSError as error:
            raise SinkError(f"can't write {self._store.path}: {error.strerror or error}") from error
        try:
            self.tracker = Tracker(self._store.read())
        except BaseException:
            self._release()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._release()

    def merge(self, articles: Iterable[Article], *, processed: datetime | None = None) -> Merged:
        """`Tracker.merge`, and then the file is written."""
        done = self.tracker.merge(articles, processed=processed)
        if done.new or done.late or not self._store.path.exists():
            self._store.write(self.tracker)
        return done

    def _release(self) -> None:
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)


def open_store(out: str) -> Store:
    """The store that a name stands for. Raises ConfigError for a name that is none."""
    if out.startswith(_PREFIX):
        return SqliteTracker(Path(out.removeprefix(_PREFIX)))
    if out.endswith((".jsonl", ".jsonl.gz")):
        return JsonlTracker(Path(out))
    raise ConfigError(f"{out} is no name for a tracker; give sqlite:PATH or FILE.jsonl")


class JsonlTracker:
    """A file of JSON lines, one event each, written anew as a whole."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Iterator[tuple[Telling, str]]:
        if not self.path.exists():
            return
        for number, line in enumerate(_lines(self.path), start=1):
            place = f"{self.path}:{number}"
            try:
                data = json.loads(line)
                found = [(load(telling), str(data["key"])) for telling in data["tellings"]]
                form = data["format"]
            except (ValueError, TypeError, KeyError, RecordError) as error:
                raise SinkError(f"{place} is no event of a tracker ({error}); name another file") from error
            _require_format(form, place)
            yield from found

    def write(self, tracker: Tracker) -> None:
        with JsonlSink(self.path) as sink:
            for group in tracker.groups():
                sink.write({"format": FORMAT, **row(group), "tellings": [dump(t) for t in group.tellings]})


class SqliteTracker:
    """Two tables of a database; only the events that a merge touches are written."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Iterator[tuple[Telling, str]]:
        if not self.path.exists():
            return
        with self._open() as base:
            if self._made(base):
                for data, key in base.execute("SELECT data, key FROM tracker_tellings"):
                    yield load(data), key

    def write(self, tracker: Tracker) -> None:
        with self._open() as base, base:
            # also what makes the tables is part of the transaction
            base.execute("BEGIN IMMEDIATE")
            if not self._made(base):
                _create(base)
            touched = self._write_tellings(base, tracker)
            base.executemany("DELETE FROM tracker_events WHERE key = ?", ([key] for key in sorted(touched)))
            rows = (_flat(row(group)) for group in tracker.groups() if group.key in touched)
            base.executemany(_INSERT, rows)

    def _write_tellings(self, base: sqlite3.Connection, tracker: Tracker) -> set[str]:
        """Writes the tellings that are new or have moved, removes those that are gone; the keys of their events."""
        old = {
            (doc_id, published, event_id): (key, data)
            for doc_id, published, event_id, key, data in base.execute(
                "SELECT doc_id, published, event_id, key, data FROM tracker_tellings"
            )
        }
        touched: set[str] = set()
        for telling, key in tracker.assigned():
            data = dump_json(telling)
            before = old.pop(telling.identity, None)
            if before == (key, data):
                continue
            touched |= {key} if before is None else {key, before[0]}
            values = (*telling.identity, key, telling.known.isoformat(), telling.processed.isoformat(), telling.source)
            base.execute(
                "INSERT OR REPLACE INTO tracker_tellings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, telling.url, telling.status.value, data),
            )
        for identity, (key, _) in old.items():
            touched.add(key)
            base.execute("DELETE FROM tracker_tellings WHERE doc_id = ? AND published = ? AND event_id = ?", identity)
        return touched

    def _made(self, base: sqlite3.Connection) -> bool:
        tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "tracker_format" not in tables:
            return False
        ((form,),) = base.execute("SELECT format FROM tracker_format")
        _require_format(form, str(self.path))
        return True

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path)) as base:
                yield base
        except sqlite3.Error as error:
            raise SinkError(f"can't use {self.path} as a tracker: {error}; name another file") from error


def _columns() -> dict[str, str]:
    """Columns of `tracker_events` and their types."""
    found = {name: _TYPES.get(name, "TEXT") for name in _PLAIN}
    for role in PARTY_ROLES:
        found |= {role: "TEXT", f"{role}_symbol": "TEXT"}
    for role in (*QUANTITY_ROLES, *MONEY_ROLES, *PERCENT_ROLES):
        found |= {role: "REAL", f"{role}_doc_id": "TEXT"}
        if role in MONEY_ROLES:
            found[f"{role}_currency"] = "TEXT"
    found |= dict.fromkeys((*TEXT_ROLES, "date_start", "date_end", "row"), "TEXT")
    return found


_COLUMNS = _columns()
_INSERT = f"INSERT INTO tracker_events VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"


def _create(base: sqlite3.Connection) -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    base.execute(f"CREATE TABLE tracker_events ({columns}, PRIMARY KEY (key))")
    base.execute(
        "CREATE TABLE tracker_tellings (doc_id TEXT, published TEXT, event_id TEXT, key TEXT, known TEXT, "
        "processed TEXT, source TEXT, url TEXT, status TEXT, data TEXT, PRIMARY KEY (doc_id, published, event_id))"
    )
    for column in ("tracker_events (action)", "tracker_events (first_seen)", "tracker_tellings (key)"):
        base.execute(f"CREATE INDEX {column.replace(' (', '_').rstrip(')')} ON {column}")
    base.execute("CREATE TABLE tracker_format (format INTEGER)")
    base.execute("INSERT INTO tracker_format VALUES (?)", (FORMAT,))


def _flat(found: Row) -> Mapping[str, Any]:
    flat: dict[str, Any] = {name: found[name] for name in _PLAIN}
    for role in PARTY_ROLES:
        party = found[role] or {}
        flat[role] = party.get("name")
        flat[f"{role}_symbol"] = party["tickers"][0]["symbol"] if party.get("tickers") else None
    for role in (*QUANTITY_ROLES, *MONEY_ROLES, *PERCENT_ROLES):
        figure = found[role] or {}
        flat[role], flat[f"{role}_doc_id"] = figure.get("value"), figure.get("doc_id")
        if role in MONEY_ROLES:
            flat[f"{role}_currency"] = figure.get("currency")
    for role in TEXT_ROLES:
        flat[role] = found[role] and found[role]["value"]
    when = found["date"] or {}
    flat |= {"date_start": when.get("start"), "date_end": when.get("end")}
    flat["row"] = json.dumps(found, ensure_ascii=False, allow_nan=False)
    return flat


def _require_format(form: object, place: str) -> None:
    if form != FORMAT:
        raise SinkError(f"{place} is a tracker of format {form}, not {FORMAT}; merge its records into a new one")


def _lines(path: Path) -> Iterator[bytes]:
    import gzip

    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            yield from (line for line in file if line.strip())
    except (OSError, EOFError) as error:
        raise SinkError(f"can't read {path}: {error}") from error
