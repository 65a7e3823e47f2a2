"""The usual names of a table's columns, and which of a table's columns is which field of a document."""

from __future__ import annotations

import re
from collections.abc import Iterable

NAMES = {
    "text": "text body content article article_text article_body full_text fulltext maintext body_text".split(),
    "title": "title headline article_title".split(),
    "published": (
        "published published_at publication_date publish_date published_date date_published pub_date pubdate "
        "datetime date_time date timestamp time_published"
    ).split(),
    "url": "url link article_url".split(),
    "source": "source publisher source_name publication".split(),
    "author": "authors author byline author_name".split(),
    "id": "id doc_id article_id".split(),
    "language": "language lang".split(),
}
"""Field of a document → names of its column, the first that a table has counts; the others are the caller's own."""

_WORD = re.compile(r"[A-Za-z][\w .\-]{0,40}")


def match(columns: Iterable[str]) -> dict[str, str]:
    """Field → column as the table writes it; case, spaces and hyphens don't count."""
    plain: dict[str, str] = {}
    for column in columns:
        plain.setdefault(re.sub(r"[\s\-]+", "_", column.strip().lower()), column)
    first = {field: next((name for name in names if name in plain), None) for field, names in NAMES.items()}
    return {field: plain[name] for field, name in first.items() if name is not None}


def distinct(columns: Iterable[str]) -> list[str]:
    """The columns with a name each: one without gets its number, one whose name is taken gets its number added."""
    found: dict[str, None] = {}
    for number, column in enumerate(columns, 1):
        name = column.strip() or f"column {number}"
        while name in found:
            name = f"{name} {number}"
        found[name] = None
    return list(found)


def looks_like_header(line: str) -> bool:
    """Whether a line names columns, the text and another known field among them."""
    for delimiter in "\t,;|":
        names = [name.strip().strip('"') for name in line.split(delimiter)]
        if len(names) > 1 and all(map(_WORD.fullmatch, filter(None, names))):
            found = match(names)
            if "text" in found and len(found) > 1:
                return True
    return False
