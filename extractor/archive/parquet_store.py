"""A folder of Parquet files: `FOLDER/TABLE/month=YYYY-MM/part-SHARD.parquet`, by the month of publication in UTC.

The tables are those of `extractor.sinks.tables`; what failed is in `FOLDER/dead_letters/part-SHARD.jsonl`. While a run
goes on its journal is in `FOLDER/_run`, and a file counts only where the journal has its shard: the others go when the
run does on. `FOLDER/_schema.json` says that the data set is whole, what its columns are and how much it holds,
`FOLDER/_plan.json` what it was made from; `FOLDER/_run.lock` stays. A
folder holds one run: a finished one is refused unless it is asked to begin anew, and a folder with files in the place
of the tables that no run wrote is refused always.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from extractor.archive.plan import Plan, Position
from extractor.archive.stores import Journal, Progress, Shard, letter_line, write_whole
from extractor.errors import ConfigError, SinkError
from extractor.records.models import SCHEMA_VERSION
from extractor.sinks.jsonl import sync_folder
from extractor.sinks.tables import TABLES, Row, rows

LETTERS = "dead_letters"
UNKNOWN = "month=unknown"
_PART = re.compile(
    rf"(?:{'|'.join(TABLES)})/month=(?:\d{{4}}-\d\d|unknown)/part-(\d{{8,}})\.parquet(?:\.tmp)?"
    rf"|{LETTERS}/part-(\d{{8,}})\.jsonl(?:\.tmp)?"
)


class ParquetStore:
    """A data set in a folder, which is made where it isn't there. Raises SinkError where pyarrow is missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal = Journal(folder / "_run", lock=folder / "_run.lock")
        self.plan = folder / "_plan.json"
        self.schema = folder / "_schema.json"
        self._parquet = _load()

    def begin(self, plan: Plan, *, resume: bool, restart: bool) -> Progress:
        if self.folder.exists() and not self.folder.is_dir():
            raise SinkError(f"{self.folder} is no folder; name another --out")
        if not self.folder.parent.is_dir():
            raise SinkError(f"can't write {self.folder}: there is no folder {self.folder.parent}")
        try:
            self.folder.mkdir(exist_ok=True)
            sync_folder(self.folder.parent)
            self.journal.lock()
            if not restart and not self.journal.plan.exists():
                if self.schema.exists():
                    return self._finished(plan, resume)
                if any(self._parts()):
                    raise ConfigError(
                        f"{self.folder} holds files of a run that is not on record; name another --out, "
                        "or remove them with --restart"
                    )
            numbers = list(self._parts())
            done = self.journal.begin(plan, resume=resume, restart=restart)
            self.schema.unlink(missing_ok=True)
            self.plan.unlink(missing_ok=True)
            for number, path in numbers:
                if number >= done.shards or path.suffix == ".tmp":
                    path.unlink()
            self._drop_empty()
        except OSError as error:
            raise self._refused(error) from error
        return done

    def commit(self, shard: Shard) -> None:
        months: dict[tuple[str, str], list[Row]] = {}
        for line in shard.records:
            made = rows(json.loads(line))
            month = _month(made["articles"][0])
            for table in TABLES:
                if made[table]:
                    months.setdefault((table, month), []).extend(made[table])
        try:
            for (table, month), some in months.items():
                self._write(self._part(table, month, shard.number), [self._parquet.to_parquet(table, some)])
            if shard.letters:
                letters = self.folder / LETTERS / f"part-{shard.number:08}.jsonl"
                self._write(letters, map(letter_line, shard.letters))
            self.journal.add(shard)
        except OSError as error:
            raise self._refused(error) from error

    def finish(self) -> list[Path]:
        done = self.journal.done
        try:
            if not done.finished:
                for table in TABLES:
                    # a table without rows still has its columns
                    if not (self.folder / table).exists():
                        self._write(self._part(table, UNKNOWN, 0), [self._parquet.to_parquet(table, [])])
                plan = self.journal.plan.read_bytes()
                write_whole(self.plan, [plan])
                write_whole(self.schema, [_described(self._parquet, done, plan)])
            self.journal.remove()
        except OSError as error:
            raise self._refused(error) from error
        return [self.folder, self.folder / LETTERS] if done.failed else [self.folder]

    def close(self) -> None:
        self.journal.close()

    def _finished(self, plan: Plan, resume: bool) -> Progress:
        """The progress of the run that made the data set, where it is this one."""
        try:
            told = json.loads(self.schema.read_text(encoding="utf-8"))
            same = told["plan"] == _digest(plan.to_json().encode())
        except (ValueError, TypeError, KeyError) as error:
            raise ConfigError(
                f"{self.schema} is not of a data set of this package; name another --out, or move it away"
            ) from error
        if resume and not same and self.plan.exists():
            Plan.from_json(self.plan.read_text(encoding="utf-8"), name=str(self.plan)).require_same(plan)
        if not (resume and same):
            raise ConfigError(
                f"{self.folder} holds a finished data set; name another --out, or replace it with --restart"
            )
        self.journal.done = Progress(
            shards=told["shards"], records=told["articles"], failed=told["failed"], events=told["events"],
            position=Position(len(plan.inputs)), finished=True,
        )  # fmt: skip
        return self.journal.done

    def _parts(self) -> Iterator[tuple[int, Path]]:
        """The files in the place of the tables, with the numbers of their shards."""
        for table in (*TABLES, LETTERS):
            for path in sorted((self.folder / table).rglob("*")):
                if path.is_dir():
                    continue
                found = _PART.fullmatch(path.relative_to(self.folder).as_posix())
                if found is None:
                    raise ConfigError(f"{path} was written by no run; name another --out, or move it away")
                yield int(found[1] or found[2]), path

    def _part(self, table: str, month: str, number: int) -> Path:
        return self.folder / table / month / f"part-{number:08}.parquet"

    def _write(self, path: Path, chunks: Iterable[bytes]) -> None:
        if not path.parent.exists():
            path.parent.mkdir(parents=True)
            sync_folder(path.parent.parent)
            sync_folder(self.folder)
        write_whole(path, chunks)

    def _drop_empty(self) -> None:
        for table in (*TABLES, LETTERS):
            folders = [path for path in (self.folder / table).rglob("*") if path.is_dir()]
            for folder in [*folders, self.folder / table]:
                if folder.is_dir() and not any(folder.iterdir()):
                    folder.rmdir()

    def _refused(self, error: OSError) -> SinkError:
        return SinkError(f"can't write {error.filename or self.folder}: {error.strerror or error}")


def _load() -> ModuleType:
    try:
        from extractor.sinks import parquet
    except ImportError as error:
        raise SinkError("a folder of Parquet files needs: pip install 'extractor[archives]'") from error
    return parquet


def _month(article: Row) -> str:
    published = article["published"]
    return UNKNOWN if published is None else f"month={published.year:04}-{published.month:02}"


def _digest(plan: bytes) -> str:
    return hashlib.sha256(plan).hexdigest()


def _described(parquet: Any, done: Progress, plan: bytes) -> bytes:
    told = {
        "schema_version": SCHEMA_VERSION,
        "plan": _digest(plan),
        "shards": done.shards, "articles": done.records, "events": done.events, "failed": done.failed,
        "columns": parquet.described(TABLES),
    }  # fmt: skip
    return (json.dumps(told, indent=1) + "\n").encode()
