"""One JSON line → Article."""

import json

from pydantic import ValidationError

from extractor.errors import RecordError, cut
from extractor.records.models import Article

_SHOWN = 3


def load_article(line: str | bytes) -> Article:
    """The record that `line`, one JSON object, holds.

    Raises RecordError naming the document and the field where it is not JSON or breaks the contract.
    """
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as err:
        start = cut(line if isinstance(line, str) else line.decode("utf-8", "replace"))
        raise RecordError(f"not a JSON record ({err}): {start!r}") from err
    if not isinstance(data, dict):
        raise RecordError(f"a record is a JSON object, not a {type(data).__name__}: {cut(repr(data))}")
    try:
        return Article.model_validate(data)
    except ValidationError as err:
        raise RecordError(describe(err), doc_id=_name(data.get("doc_id"))) from err


def describe(err: ValidationError) -> str:
    """The first few errors of a failed validation, each as `field.path: what is wrong`."""
    found = err.errors(include_url=False, include_context=False, include_input=False)
    parts = []
    for e in found[:_SHOWN]:
        path = ".".join(map(str, e["loc"]))
        message = e["msg"].removeprefix("Value error, ")
        parts.append(f"{path}: {message}" if path else message)
    more = len(found) - _SHOWN
    return "; ".join(parts) + (f" (and {more} more)" if more > 0 else "")


def _name(doc_id: object) -> str:
    known = isinstance(doc_id, str) and doc_id
    return cut(str(doc_id)).encode("utf-8", "backslashreplace").decode() if known else "record without doc_id"
