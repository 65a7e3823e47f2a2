"""Parquet → Documents, one a row, a batch of rows at a time.

Columns are told by their usual names, as in a table; all others, nested ones too, go to `Document.extra` as what JSON
can hold. A file that can't be sought in (standard input, a packed one) is first copied to a temporary file. Refuses
(SourceError): a file that is damaged at its end, where Parquet keeps its table of contents, and one without a column
of text. Damage inside gives the rows before it, then a Rejected.
"""

from __future__ import annotations

import base64
import json
import math
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime
from typing import Any, BinaryIO, Unpack, cast

import pyarrow as pa
import pyarrow.parquet as pq

from extractor.errors import SourceError, cut
from extractor.sources.columns import distinct, match
from extractor.sources.document import Item, Reading, Rejected
from extractor.sources.page import RAW_SIZE
from extractor.sources.story import rejected
from extractor.sources.table import no_text, row_item

ROWS = 64
"""Rows held at once."""


def read(file: BinaryIO, *, name: str, **reading: Unpack[Reading]) -> Iterator[Item]:
    """The rows of a file in order, origin "name#row", the first row 1."""
    with ExitStack() as stack:
        if not file.seekable():
            copy = stack.enter_context(tempfile.TemporaryFile())
            shutil.copyfileobj(file, copy)
            copy.seek(0)
            file = cast(BinaryIO, copy)
        number = 0
        try:
            source = pq.ParquetFile(file, pre_buffer=False, buffer_size=65_536, page_checksum_verification=True)
            header = distinct(map(str, source.schema_arrow.names))
            fields = match(header)
            if "text" not in fields:
                raise SourceError(no_text(header), doc_id=name)
            for batch in source.iter_batches(batch_size=ROWS):
                for row in _rows(batch, header):
                    number += 1
                    values = {key: value if key in fields.values() else _plain(value) for key, value in row.items()}
                    item = row_item(values, fields, origin=f"{name}#{number}", basis="parquet", reading=reading)
                    if isinstance(item, Rejected):
                        item = replace(item, raw=json.dumps(_plain(row), ensure_ascii=False)[:RAW_SIZE])
                    yield item
        except (pa.ArrowException, OSError, MemoryError, UnicodeDecodeError) as error:
            message = f"the file is damaged ({cut(str(error), limit=160)}); what follows is not read"
            if number == 0:
                raise SourceError(message, doc_id=name) from error
            yield rejected(message, origin=f"{name}#{number + 1}")


def _rows(batch: Any, names: list[str]) -> list[dict[str, Any]]:
    """The rows as Python values; nanoseconds are cut to microseconds, which is what a datetime holds."""
    columns = [
        column.cast(pa.timestamp("us", tz=column.type.tz), safe=False) if pa.types.is_timestamp(column.type) else column
        for column in batch.columns
    ]
    rows: list[dict[str, Any]] = pa.RecordBatch.from_arrays(columns, names=names).to_pylist()
    return rows


def _plain(value: Any) -> Any:
    """A value as JSON can hold it: dates in ISO 8601, bytes in base64, what is no number None."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
