"""Annotated articles: JSON lines in the form of corpora/GUIDELINES.md in, plain dicts out.

Refuses a file that is missing, a line that is not a JSON object, an article without an id and an id seen twice.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extractor.errors import SourceError, cut

Doc = dict[str, Any]


def read_gold(path: Path) -> list[Doc]:
    """The articles of one file, in file order; blank lines are skipped.

    Raises SourceError naming the file and line where it can't be read.
    """
    docs: list[Doc] = []
    seen: set[str] = set()
    for number, line in _lines(path):
        try:
            doc = json.loads(line)
        except json.JSONDecodeError as error:
            raise SourceError(f"{path.name}:{number}: not JSON ({error.msg}): {cut(line)}; mend the line") from error
        if not isinstance(doc, dict) or not isinstance(doc.get("id"), str):
            raise SourceError(f"{path.name}:{number}: an article is an object with an id: {cut(line)}; add the id")
        if doc["id"] in seen:
            raise SourceError(f"{path.name}:{number}: id used twice; rename one", doc_id=doc["id"])
        seen.add(doc["id"])
        docs.append(doc)
    return docs


def digest(gold_path: Path) -> str:
    """SHA-256 of the file's bytes, in hex: what a score was measured on."""
    try:
        return hashlib.sha256(gold_path.read_bytes()).hexdigest()
    except OSError as error:
        raise SourceError(f"can't read {gold_path.name}: {error.strerror}; check the path") from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, line
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SourceError(f"can't read {path.name}: {reason}; check the path") from error
