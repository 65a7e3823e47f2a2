"""Tables (CSV, TSV) → Documents, one a row. The first row names the columns.

Columns are told by their usual names (see `columns`); all others go to `Document.extra`. The delimiter is the one of
comma, semicolon, tab and bar that reads the header best. Lines are UTF-8, or Windows-1252 where they are not; a file
with a byte-order mark may be UTF-16. A row whose fields don't match the header, or that `read_text` refuses (its date
can't be read, say), becomes a Rejected. Refuses (SourceError): a table without a column of text.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Unpack

from extractor.errors import SourceError, cut
from extractor.sources.bounded import bounded_lines
from extractor.sources.columns import distinct, match
from extractor.sources.decode import MAX_SIZE
from extractor.sources.document import Item, Reading
from extractor.sources.plain import read_text
from extractor.sources.story import base_language, rejected

DELIMITERS = ",;\t|"


def read(file: BinaryIO, *, name: str, **reading: Unpack[Reading]) -> Iterator[Item]:
    """The rows of a table in order, origin "name:line" with the line on which the row begins."""
    limit = 2 * reading.get("max_size", MAX_SIZE)
    # The csv module has one limit for all its readers.
    csv.field_size_limit(max(csv.field_size_limit(), limit))
    lines = _Lines(file, limit)
    header, delimiter = _header(lines, name)
    fields = match(header)
    if "text" not in fields:
        raise SourceError(no_text(header), doc_id=name)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.start()
        try:
            row = next(rows)
            if not any(cell.strip() for cell in row):
                continue
            _check_width(row, header)
        except StopIteration:
            return
        except (csv.Error, SourceError) as error:
            message = f"{error}; the row is not read" if isinstance(error, csv.Error) else str(error)
            yield rejected(message, origin=f"{name}:{lines.first}", raw=lines.text())
            continue
        values = dict(zip(header, row, strict=False))
        yield row_item(values, fields, origin=f"{name}:{lines.first}", basis="csv", reading=reading, raw=lines.text())


def row_item(
    values: dict[str, Any], fields: Mapping[str, str], *, origin: str, basis: str, reading: Reading, raw: str = ""
) -> Item:
    """The item of one row: `values` by column, `fields` as `columns.match` has them."""
    given = {field: values.pop(column) for field, column in fields.items()}
    doc_id = _word(given.get("id"))
    text = given["text"]
    authors = given.get("author")
    try:
        if text is None or text == "":
            raise SourceError("the row has no text", doc_id=doc_id or origin)
        if not isinstance(text, str | bytes):
            raise SourceError(f"the text is no text but {type(text).__name__}: {cut(repr(text))}")
        return read_text(
            text,
            id=doc_id,
            title=_word(given.get("title")),
            published=given.get("published"),
            published_basis=basis,
            url=_word(given.get("url")),
            source=_word(given.get("source")),
            author=[str(one) for one in authors if one] if isinstance(authors, list) else _word(authors),
            language=base_language(_word(given.get("language"))),
            extra=values,
            origin=origin,
            **reading,
        )
    except SourceError as error:
        return rejected(str(error), origin=origin, raw=raw, id=doc_id, code=error.code)


def no_text(header: list[str]) -> str:
    """What a table without a column of text is refused with."""
    found = ", ".join(repr(cut(name, limit=40)) for name in header[:20])
    return f"no column of text among {found}; name it 'text', 'body', 'content' or 'article'"


def _word(value: Any) -> str | None:
    return None if value is None else value if isinstance(value, str) else str(value)


def _header(lines: _Lines, name: str) -> tuple[list[str], str]:
    """The columns and the delimiter that finds most of the known ones."""
    try:
        line = next((line for line in lines if line.strip("\ufeff \t\r\n,;|")), None)
    except csv.Error as error:
        raise SourceError(f"its first line can't be read: {error}; is it a table?", doc_id=name) from error
    if line is None:
        raise SourceError("the table is empty; there is nothing to read", doc_id=name)
    found: list[tuple[int, int, list[str], str]] = []
    for delimiter in DELIMITERS:
        try:
            row = distinct(next(csv.reader([line.strip("\ufeff\r\n")], delimiter=delimiter)))
        except csv.Error:
            continue
        fields = match(row)
        found.append((len(fields) + ("text" in fields), len(row), row, delimiter))
    if not found:
        raise SourceError(f"its first line names no columns: {cut(line)!r}", doc_id=name)
    _, _, header, delimiter = max(found, key=lambda one: one[:2])
    return header, delimiter


def _check_width(row: list[str], header: list[str]) -> None:
    while len(row) > len(header) and not row[-1].strip():
        row.pop()
    if len(row) != len(header):
        raise SourceError(
            f"{len(row)} fields where the header has {len(header)}; is a quotation mark or delimiter missing?"
        )


class _Lines:
    """Lines of a table as text, and those of the row in hand. A line over the limit is one that csv refuses."""

    def __init__(self, file: BinaryIO, limit: int) -> None:
        if _mark(file) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
            self._lines = bounded_lines(_Wide(file), limit)
        else:
            self._lines = bounded_lines(file, limit)
        self._limit = limit
        self._size = 0
        self._row: list[str] = []
        self._number = 0
        self.first = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = next(self._lines)
        self._number += 1
        if isinstance(raw, int):
            raise csv.Error(f"a line of {raw:,} bytes is over the limit")
        self._size += len(raw)
        if self._size > 2 * self._limit:
            raise csv.Error(f"a row of more than {2 * self._limit:,} bytes is over the limit")
        line = _decode(raw)
        self._row.append(line)
        return line

    def start(self) -> None:
        """A new row begins with the next line."""
        self._row = []
        self._size = 0
        self.first = self._number + 1

    def text(self) -> str:
        return "".join(self._row)


class _Wide:
    """UTF-16 as lines of UTF-8."""

    def __init__(self, file: BinaryIO) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-16", errors="replace", newline="")

    def readline(self, size: int, /) -> bytes:
        return self._text.readline(size).encode("utf-8", errors="replace")


def _mark(file: BinaryIO) -> bytes:
    """The first two bytes, which stay in the file; b"" where it can't be looked into."""
    if hasattr(file, "peek"):
        return bytes(file.peek(2)[:2])
    if not file.seekable():
        return b""
    mark = file.read(2)
    file.seek(-len(mark), io.SEEK_CUR)
    return mark


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
