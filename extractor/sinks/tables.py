"""A record → rows of three tables: `articles`, `events` and `entities`, joined by `doc_id`.

In: a record's JSON object, with or without the caller's fields. Out: a list of rows for each table, every row with all
columns of `columns(table)`. The columns are derived from the models of the record, so that a new field is a new column:

- an object becomes columns that begin with its name: `price.amount` → `price_amount`; the `span` of a figure or party
  gives `price_start`, `price_end`, `price_text` (`date_span_start`, `date_span_end` where `date_start` is taken);
- a list is one column; that of tickers is besides told by its first: `actor_symbol`, `actor_exchange`;
- a time is in UTC, and the minutes that its source was ahead of UTC are beside it, null where it named no zone.

Refused (SinkError): a record without a doc_id, one with a field that the models of this release don't have.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Discriminator, Tag

from extractor.errors import SinkError, cut
from extractor.records.models import Article, Entity, Event, Ticker
from extractor.records.taxonomy import TAXONOMY
from extractor.records.values import Span

Kind = Literal["text", "integer", "real", "date", "timestamp", "json"]
Step = str | int
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    kind    text, integer, real; date: `datetime.date`; timestamp: `datetime` in UTC; json: a list or object
    source  where its value stands in the article, event or entity; empty for what is made here
    item    the model of a list's items
    """

    name: str
    kind: Kind
    source: tuple[Step, ...] = ()
    item: type[BaseModel] | None = None


def columns(table: str) -> list[Column]:
    """The columns of a table in order. Raises KeyError for an unknown table."""
    return list(_COLUMNS[table])


def rows(record: Mapping[str, Any]) -> dict[str, list[Row]]:
    """The rows that a record's JSON object gives, by table; what the object lacks is null."""
    doc_id = record.get("doc_id")
    if not isinstance(doc_id, str) or not doc_id:
        raise SinkError("a record without doc_id can't be put in a table")
    known = _fields(Article)
    own = {name: value for name, value in record.items() if name in known}
    _require_known(own, Article, doc_id)
    # the inverse of `with_extra`
    extra = {name: value for name, value in record.items() if name not in known and name != "extra"}
    moved = record.get("extra", {})
    extra |= moved if isinstance(moved, dict) else {"extra": moved}
    made = {
        "articles": [{**_row("articles", own), "extra": extra or None}],
        "events": [_row("events", event) for event in own.get("events", ())],
        "entities": [_row("entities", entity) for entity in own.get("entities", ())],
    }
    for table in _PARTS:
        for position, row in enumerate(made[table]):
            row["doc_id"], row["position"] = doc_id, position
    for row in made["events"]:
        spec = TAXONOMY.get(row["action"])
        row["action_group"] = str(spec.group) if spec else None
    return made


def to_json(value: Any) -> str:
    """A value as JSON text; a lone surrogate, which no table can hold, as its JSON escape."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace").decode()


def plain(annotation: Any) -> Any:
    """A type without what is said about it, and without None: `Annotated[float, …] | None` → float."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, UnionType):
            some = [arg for arg in get_args(annotation) if arg is not NoneType]
            if len(some) > 1:
                return annotation
            annotation = some[0]
        else:
            return annotation


@dataclass(frozen=True, slots=True)
class Choice:
    """Models of which a value is one; `name_of` tells which by the value's keys."""

    models: Mapping[str, type[BaseModel]]
    tell: Callable[[Any], Hashable]

    def name_of(self, value: Mapping[str, Any]) -> str:
        return str(self.tell(value))


def choice(annotation: Any) -> Choice | None:
    """The models of a tagged union, `… | None` included; None where the type is no such union."""
    if get_origin(annotation) in (Union, UnionType):
        return next(filter(None, map(choice, get_args(annotation))), None)
    if get_origin(annotation) is not Annotated:
        return None
    inner, *said = get_args(annotation)
    tell = next((s.discriminator for s in said if isinstance(s, Discriminator)), None)
    if not callable(tell):
        return choice(inner)
    members = [get_args(member) for member in get_args(inner)]
    tags = {next(s.tag for s in said if isinstance(s, Tag)): model for model, *said in members}
    return Choice(MappingProxyType(tags), tell)


def _derive(model: type[BaseModel], prefix: str = "", path: tuple[Step, ...] = ()) -> Iterator[Column]:
    for name, field in model.model_fields.items():
        kind, here, column = plain(field.annotation), (*path, name), prefix + name
        if kind is Span and name == "span":
            for part in _derive(Span, path=here):
                taken = part.name in model.model_fields
                yield Column(f"{column}_{part.name}" if taken else prefix + part.name, part.kind, part.source)
        elif get_origin(kind) is list:
            (item,) = get_args(kind)
            if item in (Event, Entity):
                continue
            if item is Ticker:
                yield from _derive(Ticker, prefix, (*here, 0))
            yield Column(column, "json", here, item)
        elif isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _derive(kind, column + "_", here)
        else:
            yield Column(column, _kind(kind), here)
            if kind is datetime:
                yield Column(column + "_offset", "integer", here)


def _kind(value: Any) -> Kind:
    kinds: dict[type, Kind] = {str: "text", float: "real", int: "integer", datetime: "timestamp", date: "date"}
    for known, kind in kinds.items():
        if isinstance(value, type) and issubclass(value, known):
            return kind
    raise TypeError(f"no column for {value}; say in extractor.sinks.tables what becomes of it")


def _events() -> Iterator[Column]:
    for column in _derive(Event):
        yield column
        if column.name == "action":
            yield Column("action_group", "text")


_PARTS = ("events", "entities")
_KEYS = (Column("doc_id", "text"), Column("position", "integer"))
_COLUMNS: Mapping[str, tuple[Column, ...]] = MappingProxyType(
    {
        "articles": (*_derive(Article), Column("extra", "json")),
        "events": (*_KEYS, *_events()),
        "entities": (*_KEYS, *_derive(Entity)),
    }
)
TABLES = tuple(_COLUMNS)


def _row(table: str, value: Mapping[str, Any]) -> Row:
    return {column.name: _READ[column.kind](column, _at(value, column.source)) for column in _COLUMNS[table]}


def _at(value: Any, path: Sequence[Step]) -> Any:
    """The value at a path, None where something on the way is null or missing."""
    for step in path:
        if not value:
            return None
        value = value[step] if isinstance(step, int) else value.get(step)
    return value if path else None


def _timestamp(_: Column, value: str | None) -> datetime | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except (OverflowError, ValueError):
        # a few hours before the year 1 or after 9999, which is as good as none
        return moment.replace(tzinfo=UTC)


def _integer(column: Column, value: Any) -> int | None:
    if not isinstance(value, str):
        return None if value is None else int(value)
    offset = datetime.fromisoformat(value).utcoffset()
    return None if offset is None else int(offset.total_seconds()) // 60


_READ: Mapping[Kind, Callable[[Column, Any], Any]] = {
    "text": lambda _, value: value,
    "json": lambda _, value: value,
    "integer": _integer,
    "real": lambda _, value: None if value is None else float(value),
    "date": lambda _, value: None if value is None else date.fromisoformat(value),
    "timestamp": _timestamp,
}


@cache
def _fields(model: type[BaseModel]) -> Mapping[str, Any]:
    """A model's fields with what they hold: a model, a Choice, or anything else."""
    found = {}
    for name, field in model.model_fields.items():
        kind = plain(field.annotation)
        item = get_args(kind)[0] if get_origin(kind) is list else field.annotation
        found[name] = choice(item) or plain(item)
    return found


def _require_known(value: Any, kind: Any, doc_id: str) -> None:
    if isinstance(value, list):
        for item in value:
            _require_known(item, kind, doc_id)
    elif isinstance(value, dict):
        model = kind.models[kind.name_of(value)] if isinstance(kind, Choice) else kind
        fields = _fields(model)
        for name, inner in value.items():
            if name not in fields:
                raise SinkError(
                    f"a field {cut(name)!r} of {model.__name__} is unknown here; read the record with the release that wrote it",
                    doc_id=doc_id,
                )
            if isinstance(inner, list | dict):
                _require_known(inner, fields[name], doc_id)
