"""Lines of records, as `extractor run` writes them → articles, or the error of a line that is none.

The caller's own fields, which `run` carries through, are left aside.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from extractor.errors import RecordError, cut
from extractor.records.models import Article
from extractor.records.read import describe

_FIELDS = frozenset(Article.model_fields)


def read_records(lines: Iterable[bytes], *, name: str) -> Iterator[Article | RecordError]:
    """The article of each line that is not blank; `name` is the file's, for messages."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _article(line)
            except RecordError as error:
                yield RecordError(str(error), doc_id=f"{name}:{number}")


def _article(line: bytes) -> Article:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"not a JSON record ({error}): {cut(line.decode('utf-8', 'replace'))!r}") from error
    if not isinstance(data, dict) or "doc_id" not in data:
        raise RecordError("not a record: it has no doc_id; give what `extractor run` wrote")
    try:
        return Article.model_validate({name: value for name, value in data.items() if name in _FIELDS})
    except ValidationError as error:
        raise RecordError(describe(error), doc_id=cut(str(data["doc_id"]))) from error
