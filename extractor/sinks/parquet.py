"""Rows of a table → the bytes of a Parquet file; the same rows give the same bytes.

Lists are lists of structs, as the record has them; where a value is one of several models (`metrics[].value`) it is a
struct with a field for each, named after it in lower case, of which one is set. What can be anything (`extra`) is JSON
text. Needs pyarrow: `pip install 'extractor[archives]'`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, get_args, get_origin

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel

from extractor.records.models import SCHEMA_VERSION
from extractor.sinks.tables import Choice, Column, Row, choice, columns, plain, to_json

VERSION_KEY = "extractor.schema_version"
"""Where a file's metadata say of which version its records are."""

_TYPES: Mapping[str, Any] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "real": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
}
_SCALARS: Mapping[type, Any] = {str: pa.string(), float: pa.float64(), int: pa.int64()}


@cache
def schema(table: str) -> Any:
    """The `pyarrow.Schema` of a table."""
    fields = [pa.field(column.name, _type(column)) for column in columns(table)]
    return pa.schema(fields, metadata={VERSION_KEY: SCHEMA_VERSION})


def to_parquet(table: str, rows: Sequence[Row]) -> bytes:
    """A file of the rows of `extractor.sinks.tables.rows`, packed with zstd."""
    arrays = [
        pa.array([_value(column, row[column.name]) for row in rows], field.type)
        for column, field in zip(columns(table), schema(table), strict=True)
    ]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema(table)), sink, compression="zstd")
    made: bytes = sink.getvalue().to_pybytes()
    return made


def _type(column: Column) -> Any:
    if column.item is not None:
        return pa.list_(_struct(column.item))
    return _TYPES.get(column.kind, pa.string())


def _struct(model: type[BaseModel]) -> Any:
    return pa.struct([(name, _inner(field.annotation)) for name, field in model.model_fields.items()])


def _inner(annotation: Any) -> Any:
    models = choice(annotation)
    if models is not None:
        return pa.struct([(name.lower(), _struct(model)) for name, model in models.models.items()])
    kind = plain(annotation)
    if get_origin(kind) is list:
        return pa.list_(_inner(get_args(kind)[0]))
    if issubclass(kind, BaseModel):
        return _struct(kind)
    return next(known for scalar, known in _SCALARS.items() if issubclass(kind, scalar))


def _value(column: Column, value: Any) -> Any:
    if value is None or column.kind != "json":
        return value
    if column.item is None:
        return to_json(value)
    chosen = _choices(column.item)
    return [_tagged(item, chosen) for item in value] if chosen else value


@cache
def _choices(model: type[BaseModel]) -> Mapping[str, Choice]:
    found = ((name, choice(field.annotation)) for name, field in model.model_fields.items())
    return {name: models for name, models in found if models is not None}


def _tagged(item: Mapping[str, Any], chosen: Mapping[str, Choice]) -> dict[str, Any]:
    tagged = dict(item)
    for name, models in chosen.items():
        if tagged.get(name) is not None:
            tagged[name] = {models.name_of(tagged[name]).lower(): tagged[name]}
    return tagged


def described(tables: Iterable[str]) -> dict[str, list[dict[str, str]]]:
    """Names, kinds and Parquet types of the columns, for JSON."""
    return {
        table: [
            {"name": column.name, "kind": column.kind, "type": str(field.type)}
            for column, field in zip(columns(table), schema(table), strict=True)
        ]
        for table in tables
    }
