"""An output of `extractor run` → what statistics need of each article, one after the other.

In: a file of JSON lines (packed or not), a folder of Parquet files, a SQLite database. Out: `Told` for each article,
`Failed` for dead letters, a RecordError for a line that is no record. The same articles give the same out of all three.
Memory holds one article, of a Parquet data set the articles of one shard. Refused: what is not there (ConfigError), an
output whose run has not ended (ConfigError; of a database what is committed is read), a file that is damaged
(SourceError).
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import quote

from extractor.errors import ConfigError, RecordError, SourceError, cut
from extractor.records.taxonomy import ROLES
from extractor.sinks import errors_path
from extractor.sinks.tables import columns
from extractor.sources.packing import unpack

UNKNOWN = "unknown"
"""The month of an article without a time of publication."""

_COLUMNS = {column.name: column for column in columns("events")}


def _column_of(role: str) -> str:
    """The column that is set where an event has an argument."""
    # the days of a date can be unknown where its words are not
    return "date_text" if role == "date" else next(n for n, column in _COLUMNS.items() if column.source[:1] == (role,))


ARGUMENTS: Mapping[str, str] = {role: _column_of(role) for role in ROLES}
"""The arguments of an event and the columns that tell whether it has them."""

_TOLD = (
    "action", "status", "value_currency", "price_currency", "sentiment_label", "sentiment_score", "confidence",
)  # fmt: skip
_EVENT = tuple(dict.fromkeys((*_TOLD, *ARGUMENTS.values(), "value_amount", "price_amount", "shares_value")))
_ARTICLE = ("doc_id", "source", "sentiment_label", "sentiment_score")


@dataclass(frozen=True, slots=True)
class Told:
    """An article.

    month   of publication in UTC, YYYY-MM, or UNKNOWN
    label   of its sentiment, None where it has none; `score` from -1 to 1
    events  columns of the `events` table, the ones that statistics are made of; `metrics` is whether there are any
    """

    month: str
    source: str | None
    label: str | None
    score: float | None
    events: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Failed:
    """`count` inputs that gave no record."""

    code: str
    count: int = 1


Piece = Told | Failed | RecordError


def read_output(out: str) -> Iterator[Piece]:
    """What `out`, as it was given to `extractor run --out`, holds. Raises ConfigError, SourceError."""
    path = Path(out.removeprefix("sqlite:"))
    if path.is_dir():
        yield from _parquet(path)
        return
    if not path.exists():
        if path.with_name(path.name + ".run").is_dir():
            raise ConfigError(f"the run to {path} has not ended; go on with it: extractor run … --out {path} --resume")
        raise ConfigError(f"{path}: no such output; name what `extractor run --out` wrote")
    try:
        with path.open("rb") as file:
            if out.startswith("sqlite:") or file.read(16) == b"SQLite format 3\0":
                yield from _sqlite(path)
                return
            file.seek(0)
            yield from _lines(unpack(file, name=str(path)), str(path))
        yield from _letters(errors_path(path))
    except OSError as error:
        raise SourceError(f"{error.filename or path}: can't be read ({error.strerror or error})") from error


def _lines(lines: Iterator[bytes], name: str) -> Iterator[Piece]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _told(json.loads(line))
            except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
                why = f"no record of `extractor run` ({cut(str(error)) or type(error).__name__})"
                yield RecordError(why, doc_id=f"{name}:{number}")


def _told(record: Mapping[str, Any]) -> Told:
    if "doc_id" not in record or not isinstance(record["events"], list):
        raise ValueError("it has no doc_id, or no list of events")
    mood = record.get("sentiment") or {}
    return Told(
        _month(record.get("published")),
        record.get("source"),
        mood.get("label"),
        mood.get("score"),
        [_event({name: _at(event, _COLUMNS[name].source) for name in _EVENT}) for event in record["events"]],
    )


def _at(value: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        if not value:
            return None
        value = value[step] if isinstance(step, int) else value.get(step)
    return value


def _event(row: dict[str, Any]) -> dict[str, Any]:
    """Raises ValueError or TypeError where a figure is none."""
    row["metrics"] = True if row["metrics"] else None
    for name in ("value_amount", "price_amount", "shares_value", "sentiment_score", "confidence"):
        if row[name] is not None:
            row[name] = float(row[name])
    if row["action"] is None:
        raise ValueError("an event has no action")
    return row


def _month(published: str | None) -> str:
    if not published:
        return UNKNOWN
    moment = datetime.fromisoformat(published)
    if moment.tzinfo is not None:
        try:
            moment = moment.astimezone(UTC)
        except (OverflowError, ValueError):
            # a few hours before the year 1 or after 9999
            moment = moment.replace(tzinfo=None)
    return f"{moment.year:04}-{moment.month:02}"


def _letters(path: Path) -> Iterator[Failed]:
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            try:
                yield Failed(str(json.loads(line)["code"]))
            except (ValueError, TypeError, KeyError) as error:
                raise SourceError(f"{path} holds a line that is no dead letter ({error}); fetch it again") from error


def _parquet(folder: Path) -> Iterator[Piece]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise ConfigError("a folder of Parquet files needs: pip install 'extractor[archives]'") from error
    if not (folder / "_schema.json").exists():
        if (folder / "_run").exists():
            raise ConfigError(
                f"the run to {folder} has not ended; go on with it: extractor run … --out {folder} --resume"
            )
        raise ConfigError(f"{folder} is no data set; name what `extractor run --out` wrote")
    for articles in sorted((folder / "articles").glob("month=*/*.parquet")):
        events = folder / "events" / articles.relative_to(folder / "articles")
        month = articles.parent.name.removeprefix("month=")
        try:
            about = pq.ParquetFile(articles).read(columns=list(_ARTICLE)).to_pylist()
            found = pq.ParquetFile(events).read(columns=["doc_id", "position", *_EVENT]) if events.exists() else None
        except (pa.ArrowException, OSError) as error:
            raise SourceError(f"{articles} or its events can't be read ({error}); fetch the data set again") from error
        yield from _joined(month, about, [] if found is None else found.to_pylist())
    for path in sorted((folder / "dead_letters").glob("*.jsonl")):
        yield from _letters(path)


def _joined(month: str, articles: list[dict[str, Any]], events: list[dict[str, Any]]) -> Iterator[Told]:
    own: dict[str, deque[list[Mapping[str, Any]]]] = defaultdict(deque)
    for event in events:
        # the same article can be there twice; each has its events
        if event["position"] == 0:
            own[event["doc_id"]].append([])
        own[event["doc_id"]][-1].append(_event(event))
    for row in articles:
        some = own.get(row["doc_id"])
        yield Told(month, row["source"], row["sentiment_label"], row["sentiment_score"], some.popleft() if some else ())


def _sqlite(path: Path) -> Iterator[Piece]:
    some = [f"a.{name}" for name in ("doc_id", "source", "sentiment_label", "sentiment_score")]
    query = f"""
        SELECT substr(a.published, 1, 7), {", ".join(some)}, {", ".join(f"e.{name}" for name in _EVENT)}
        FROM articles a LEFT JOIN events e USING (doc_id)
    """
    first = 1 + len(some)
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as base:
            # a left join reads the articles one after the other, so the events of one come together
            for _, rows in groupby(base.execute(query), key=itemgetter(1)):
                found = list(rows)
                month, _, source, label, score = found[0][:first]
                made = [dict(zip(_EVENT, row[first:], strict=True)) for row in found]
                for event in made:
                    event["metrics"] = event["metrics"] not in (None, "[]")
                events = [_event(event) for event in made if event["action"] is not None]
                yield Told(month or UNKNOWN, source, label, score, events)
            for code, count in base.execute("SELECT code, count(*) FROM dead_letters GROUP BY code ORDER BY code"):
                yield Failed(code, count)
    except sqlite3.Error as error:
        raise SourceError(f"{path} can't be read as a database of `extractor run` ({error})") from error
