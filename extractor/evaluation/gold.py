"""Annotated articles and extracted records: JSON lines in, plain dicts out.

Annotated articles have the form of corpora/GUIDELINES.md, records that of an Article. Refused are a file that can't
be read, a line that is not a JSON object, an object without its id, and an id seen twice.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from extractor.errors import SourceError, cut

Doc = dict[str, Any]


def read_gold(path: Path) -> list[Doc]:
    """The annotated articles of one file, in file order; blank lines are skipped.

    Raises SourceError naming the file and line where it can't be read.
    """
    return list(_read_lines(path, key="id").values())


def read_records(path: Path) -> dict[str, Doc]:
    """The extracted articles of one file by their `doc_id`; SourceError as in `read_gold`."""
    return _read_lines(path, key="doc_id")


def read_part(corpora: Path, part: str) -> list[Doc]:
    """The annotated articles of one part (`train`, `dev`, `test`) of a corpora folder, in file order.

    Raises SourceError where the folder can't be read or the part is empty.
    """
    split = read_split(corpora)
    paths = sorted((corpora / "written").glob("*.jsonl"))
    docs = [doc for path in paths for doc in read_gold(path) if split.get(doc["id"]) == part]
    if not docs:
        known = ", ".join(sorted(set(split.values())))
        raise SourceError(f"no article in part {part!r} of {corpora.name}; choose one of {known}")
    return docs


def read_split(corpora: Path) -> dict[str, str]:
    """Article id to part, from a corpora folder's split.json. SourceError where it can't be read."""
    return _parse(_text(corpora / "split.json"), "split.json")


def digest(gold_path: Path) -> str:
    """SHA-256 of the file's bytes, in hex: what a score was measured on. SourceError where it can't be read."""
    return hashlib.sha256(_bytes(gold_path)).hexdigest()


def _read_lines(path: Path, *, key: str) -> dict[str, Doc]:
    found: dict[str, Doc] = {}
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path.name}:{number}"
        doc = _parse(line, where)
        name = doc.get(key)
        if not isinstance(name, str):
            raise SourceError(f"{where}: the article has no {key}: {cut(line)}; add one")
        if name in found:
            raise SourceError(f"{where}: {key} used twice; rename one", doc_id=name)
        found[name] = doc
    return found


def _parse(text: str, where: str) -> Doc:
    try:
        doc = json.loads(text)
    except json.JSONDecodeError as error:
        raise SourceError(f"{where}: not JSON ({error.msg}): {cut(text)}; mend it") from error
    if not isinstance(doc, dict):
        raise SourceError(f"{where}: not an object: {cut(text)}; write one JSON object")
    return doc


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path.name}: not UTF-8 at byte {error.start}; convert the file") from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"can't read {path.name}: {error.strerror}; check the path") from error
