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
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock, Timeout

from extractor.archive.plan import START, Plan, Position
from extractor.errors import ConfigError, SinkError
from extractor.sinks import STDOUT, DeadLetter, errors_path
from extractor.sinks.jsonl import sync_folder, to_line
from extractor.sinks.packed import open_packed_output


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Results of consecutive items, in their order, and where the run stands after them.

    records   lines of JSON, each with its line end
    settings  what the model ran with, as far as it said
    """

    number: int
    records: list[bytes]
    letters: list[DeadLetter]
    events: int
    after: Position
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What was committed so far.

    settings  what the model ran with when the last shard was made
    finished  whether the output is whole, so that nothing is left to do but `finish`
    """

    shards: int = 0
    records: int = 0
    failed: int = 0
    events: int = 0
    position: Position = START
    settings: Mapping[str, str] = field(default_factory=dict)
    finished: bool = False

    def plus(self, shard: Shard) -> Progress:
        return Progress(
            shards=self.shards + 1,
            records=self.records + len(shard.records),
            failed=self.failed + len(shard.letters),
            events=self.events + shard.events,
            position=shard.after,
            settings=shard.settings or self.settings,
        )


def progress(data: Mapping[str, Any]) -> Progress:
    """From `asdict`'s form. Raises TypeError, KeyError for what is none."""
    return Progress(**{**data, "position": Position(**data["position"])})


class Store(Protocol):
    """`begin`, any number of `commit`s in the order of their numbers, `finish`; `close` whatever happened."""

    def begin(self, plan: Plan, *, resume: bool, restart: bool) -> Progress:
        """Takes the output for this run alone and says how far it is.

        Raises ConfigError where another run holds it; where an unfinished run is there and neither `resume` nor
        `restart` is asked for; and where `resume` is asked for with another plan. Of a run that `resume` finds finished
        the progress says so; then only `finish` follows.
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


class Lock:
    """An output in the hands of one process at a time, by a lock that the system takes back when the process ends.

    The file stays: who unlinks it may unlink one that the next process holds already.
    """

    def __init__(self, path: Path, output: Path) -> None:
        self._output = output
        self._lock = FileLock(str(path), timeout=0)

    def take(self) -> None:
        """Raises ConfigError where another process has it, SinkError where its folder is missing or can't be written."""
        if self._lock.is_locked:
            return
        if not self._output.parent.is_dir():
            raise SinkError(f"can't write {self._output}: there is no folder {self._output.parent}")
        try:
            self._lock.acquire()
        except Timeout as error:
            raise ConfigError(f"another run writes to {self._output}; wait for it, or name another --out") from error
        except OSError as error:
            raise SinkError(f"can't write {self._output}: {error.strerror or error}") from error

    def release(self) -> None:
        self._lock.release(force=True)


class Journal:
    """A folder with the plan of a run and a line for each shard that is done, there while the run is unfinished.

    lock  the file by which one process at a time holds the output
    done  how far the run is
    """

    def __init__(self, folder: Path, *, lock: Path) -> None:
        self.folder = folder
        self._lock = Lock(lock, folder)
        self.done = Progress()

    @property
    def plan(self) -> Path:
        return self.folder / "plan.json"

    @property
    def shards(self) -> Path:
        return self.folder / "shards.jsonl"

    def lock(self) -> None:
        """Takes the output for this process, before anything of it is looked at. Twice is once.

        Raises ConfigError where another one has it, SinkError where there is no place for it.
        """
        self._lock.take()

    def begin(self, plan: Plan, *, resume: bool, restart: bool) -> Progress:
        """As `Store.begin`; the lock is taken."""
        self.lock()
        with refusing(self.folder):
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
                self.done = Progress()
        return self.done

    def _read(self) -> Progress:
        """The shards on record; a line that a crash cut off or spoilt counts as not written, and goes."""
        done, whole = Progress(), 0
        if not self.shards.exists():
            return done
        raw = self.shards.read_bytes()
        for line in raw.splitlines(keepends=True):
            try:
                done = progress(json.loads(line if line.endswith(b"\n") else b""))
            except (ValueError, TypeError, KeyError):
                break
            whole += len(line)
        if whole < len(raw):
            write_whole(self.shards, [raw[:whole]])
        return done

    def add(self, shard: Shard) -> None:
        """Records that a shard is done; what it consists of must be durable before."""
        self.done = self.done.plus(shard)
        with self.shards.open("ab") as file:
            file.write(to_line({name: value for name, value in asdict(self.done).items() if name != "finished"}))
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
        self._lock.release()


class JsonlStore:
    """One file of JSON lines, `.gz` and `.zst` packed, and `NAME.errors.jsonl` beside it.

    Shards are kept as files in `NAME.run/` until the run ends; then they become the output, in one rename. `.NAME.done`
    says which run made the file, so that going on with that one does nothing; it counts while the file is as it was.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.journal = Journal(path.with_name(path.name + ".run"), lock=path.with_name(f".{path.name}.lock"))
        self.note = path.with_name(f".{path.name}.done")

    def begin(self, plan: Plan, *, resume: bool, restart: bool) -> Progress:
        if self.path.is_dir():
            raise SinkError(f"{self.path} is a folder; name a file")
        self.journal.lock()
        if resume and not self.journal.plan.exists() and (found := self._finished()) is not None:
            before, done = found
            before.require_same(plan)
            self.journal.done = done
            return done
        return self.journal.begin(plan, resume=resume, restart=restart)

    def commit(self, shard: Shard) -> None:
        with refusing(self.path):
            write_whole(self._part(shard.number), shard.records)
            write_whole(self._letters(shard.number), map(letter_line, shard.letters))
            self.journal.add(shard)

    def finish(self) -> list[Path]:
        done, errors = self.journal.done, errors_path(self.path)
        with refusing(self.path):
            if not done.finished:
                join(map(self._part, range(done.shards)), self.path)
                if done.failed:
                    join(map(self._letters, range(done.shards)), errors)
                else:
                    errors.unlink(missing_ok=True)
                told = {"file": _state(self.path), "done": asdict(replace(done, finished=True))}
                write_whole(self.note, [to_line(told), self.journal.plan.read_bytes()])
            self.journal.remove()
        return [self.path, errors] if done.failed else [self.path]

    def close(self) -> None:
        self.journal.close()

    def _finished(self) -> tuple[Plan, Progress] | None:
        """The run that made the file and what it did; None where that isn't known, or the file is another."""
        try:
            told, _, plan = self.note.read_text(encoding="utf-8").partition("\n")
            data = json.loads(told)
            if data["file"] != _state(self.path):
                return None
            return Plan.from_json(plan, name=str(self.note)), progress(data["done"])
        except (OSError, ValueError, TypeError, KeyError, ConfigError):
            return None

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


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """What the system refuses, as SinkError."""
    try:
        yield
    except OSError as error:
        raise SinkError(f"can't write {error.filename or path}: {error.strerror or error}") from error


def _state(path: Path) -> list[int]:
    """What tells a file from one that was written later."""
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


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
