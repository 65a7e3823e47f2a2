"""Where a run's records go, and how far it is. What is committed survives any end of the run; nothing else is kept.

A store begins with a plan, takes shards in order, and finishes. A shard is in the output whole or not at all; a run
that goes on after a crash writes the shards that are missing and ends with the output of a run that was never
disturbed.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from extractor.archive.plan import START, Plan, Position
from extractor.errors import ConfigError, SinkError
from extractor.sinks import STDOUT, DeadLetter, errors_path
from extractor.sinks.jsonl import sync_folder, to_line
from extractor.sinks.packed import open_packed_output


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Results of consecutive items, in their order, and where the run stands after them.

    records  lines of JSON, each with its line end
    """

    number: int
    records: list[bytes]
    letters: list[DeadLetter]
    events: int
    after: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What was committed so far."""

    shards: int = 0
    records: int = 0
    failed: int = 0
    events: int = 0
    position: Position = START

    def plus(self, shard: Shard) -> Progress:
        return Progress(
            shards=self.shards + 1,
            records=self.records + len(shard.records),
            failed=self.failed + len(shard.letters),
            events=self.events + shard.events,
            position=shard.after,
        )


class Store(Protocol):
    """`begin`, any number of `commit`s in the order of their numbers, `finish`; `close` whatever happened."""

    def begin(self, plan: Plan, *, resume: bool, restart: bool) -> Progress:
        """Takes the output for this run alone and says how far it is.

        Raises ConfigError where another run holds it; where an unfinished run is there and neither `resume` nor
        `restart` is asked for; and where `resume` is asked for with another plan.
        """
        ...

    def commit(self, shard: Shard) -> None:
        """Makes a shard part of the output, whole or not at all, and durable. Raises SinkError."""
        ...

    def finish(self) -> list[Path]:
        """Puts the output in place; the files and folders it consists of."""
        ...

    def close(self) -> None:
        """Lets go of the output."""
        ...


class Journal:
    """A folder with the plan of a run and a line for each shard that is done, locked by one process at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = FileLock(str(folder) + ".lock", timeout=0)
        self.done = Progress()

    @property
    def plan(self) -> Path:
        return self.folder / "plan.json"

    @property
    def shards(self) -> Path:
        return self.folder / "shards.jsonl"

    def begin(self, plan: Plan, *, resume: bool, restart: bool) -> Progress:
        """As `Store.begin`."""
        if not self.folder.parent.is_dir():
            raise SinkError(f"can't write {self.folder}: there is no folder {self.folder.parent}")
        try:
            self._lock.acquire()
            if self.plan.exists() and not restart:
                if not resume:
                    raise ConfigError(
                        f"{self.folder} holds an unfinished run; go on with it (--resume) or begin anew (--restart)"
                    )
                Plan.from_json(self.plan.read_text(encoding="utf-8"), name=str(self.plan)).require_same(plan)
                self.done = self._read()
            else:
                self.remove()
                self.folder.mkdir()
                sync_folder(self.folder.parent)
                write_whole(self.plan, [plan.to_json().encode()])
        except Timeout as error:
            raise ConfigError(f"another run writes to {self.folder}; wait for it, or name another --out") from error
        except OSError as error:
            raise SinkError(f"can't write {error.filename or self.folder}: {error.strerror or error}") from error
        return self.done

    def _read(self) -> Progress:
        """The shards on record; a line that a crash cut off or spoilt counts as not written, and goes."""
        done, whole = Progress(), 0
        if not self.shards.exists():
            return done
        raw = self.shards.read_bytes()
        for line in raw.splitlines(keepends=True):
            try:
                data = json.loads(line if line.endswith(b"\n") else b"")
                done = Progress(**{**data, "position": Position(**data["position"])})
            except (ValueError, TypeError, KeyError):
                break
            whole += len(line)
        if whole < len(raw):
            write_whole(self.shards, [raw[:whole]])
        return done

    def add(self, shard: Shard) -> None:
        """Records that a shard is done; what it consists of must be durable before."""
        self.done = self.done.plus(shard)
        done = self.done
        line = {
            "shards": done.shards, "records": done.records, "failed": done.failed, "events": done.events,
            "position": {"file": done.position.file, "items": done.position.items},
        }  # fmt: skip
        with self.shards.open("ab") as file:
            file.write(to_line(line))
            file.flush()
            os.fsync(file.fileno())

    def remove(self) -> None:
        """Forgets the run, at once: a folder half removed would look like a run that has lost its shards."""
        gone = self.folder.with_name(self.folder.name + ".old")
        shutil.rmtree(gone, ignore_errors=True)
        if self.folder.exists():
            self.folder.rename(gone)
            sync_folder(self.folder.parent)
            shutil.rmtree(gone, ignore_errors=True)

    def close(self) -> None:
        if not self._lock.is_locked:
            return
        if not self.folder.exists():
            # while it is ours: later it may be the lock of the next run
            with suppress(OSError):
                Path(self._lock.lock_file).unlink()
        self._lock.release(force=True)


class JsonlStore:
    """One file of JSON lines, `.gz` and `.zst` packed, and `NAME.errors.jsonl` beside it.

    Shards are kept as files in `NAME.run/` until the run ends; then they become the output, in one rename.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.journal = Journal(path.with_name(path.name + ".run"))

    def begin(self, plan: Plan, *, resume: bool, restart: bool) -> Progress:
        if self.path.is_dir():
            raise SinkError(f"{self.path} is a folder; name a file")
        return self.journal.begin(plan, resume=resume, restart=restart)

    def commit(self, shard: Shard) -> None:
        try:
            write_whole(self._part(shard.number), shard.records)
            write_whole(self._letters(shard.number), map(letter_line, shard.letters))
            self.journal.add(shard)
        except OSError as error:
            raise SinkError(f"can't write {error.filename or self.path}: {error.strerror or error}") from error

    def finish(self) -> list[Path]:
        numbers = range(self.journal.done.shards)
        errors = errors_path(self.path)
        try:
            join(map(self._part, numbers), self.path)
            if self.journal.done.failed:
                join(map(self._letters, numbers), errors)
            else:
                errors.unlink(missing_ok=True)
            self.journal.remove()
        except OSError as error:
            raise SinkError(f"can't write {error.filename or self.path}: {error.strerror or error}") from error
        return [self.path, errors] if self.journal.done.failed else [self.path]

    def close(self) -> None:
        self.journal.close()

    def _part(self, number: int) -> Path:
        return self.journal.folder / f"{number:08}.jsonl"

    def _letters(self, number: int) -> Path:
        return self.journal.folder / f"{number:08}.errors.jsonl"


class StreamStore:
    """Standard output, line by line; it can't be gone on with, and what failed is only reported."""

    def begin(self, plan: Plan, *, resume: bool, restart: bool) -> Progress:
        if resume:
            raise ConfigError("what went to standard output can't be gone on with; name a file with --out")
        return Progress()

    def commit(self, shard: Shard) -> None:
        try:
            sys.stdout.buffer.writelines(shard.records)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise SinkError(f"can't write to standard output: {error.strerror or error}") from error

    def finish(self) -> list[Path]:
        return []

    def close(self) -> None:
        pass


def open_store(out: str) -> Store:
    """The store that `--out` names: "-", `sqlite:PATH`, a folder (a name without suffix, or one that is there), or a
    file of JSON lines."""
    if out == STDOUT:
        return StreamStore()
    if out.startswith("sqlite:"):
        from extractor.archive.sqlite_store import SqliteStore

        return SqliteStore(Path(out.removeprefix("sqlite:")))
    path = Path(out)
    if path.is_dir() or not path.suffix:
        from extractor.archive.parquet_store import ParquetStore

        return ParquetStore(path)
    return JsonlStore(path)


def letter_line(letter: DeadLetter) -> bytes:
    return to_line({name: getattr(letter, name) for name in DeadLetter.__slots__})


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Writes a file aside, syncs it and puts it in place: there is the old one, or all of the new one."""
    aside = path.with_name(path.name + ".tmp")
    with aside.open("wb") as file:
        file.writelines(chunks)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    sync_folder(path.parent)


def join(parts: Iterable[Path], path: Path) -> None:
    """One file of the parts' contents, packed by its suffix, put in place whole."""
    aside = path.with_name(path.name + ".tmp")
    with open_packed_output(aside, like=path) as file:
        for part in parts:
            with part.open("rb") as source:
                shutil.copyfileobj(source, file, 1 << 20)
    # not "rb": Windows syncs only what is open for writing
    with aside.open("r+b") as written:
        os.fsync(written.fileno())
    aside.replace(path)
    sync_folder(path.parent)
