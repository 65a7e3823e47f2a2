"""Annotations of sentences that stay in the sets they belong to: who, what and where, without the sentence.

In: lines of corpora/standoff/*.jsonl and the folder of the sets. Out: articles as corpora/written has them. A sentence
that is missing, or is not the one that was annotated, is refused with ConfigError.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractor.errors import ConfigError
from extractor.training.data import read_texts

LICENSED = Path("../shared/corpora/licensed")
"""Where the sets are, from the project's root."""

_read = lru_cache(maxsize=8)(read_texts)


def sentence(folder: Path, key: str) -> str:
    """The sentence of an id, `FILE#ROW`. Raises ConfigError where there is none."""
    name, _, row = key.partition("#")
    texts = _read(folder / name)
    if not row.isdecimal() or int(row) >= len(texts):
        raise ConfigError(f"no sentence {key} in {name}; ids are FILE#ROW, rows count from 0")
    return texts[int(row)]


def digest(text: str) -> str:
    """Tells whether a sentence is the one that was annotated."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_standoff(paths: Sequence[Path], folder: Path) -> Iterator[dict[str, Any]]:
    """The annotated sentences as articles, without title and date; `sentiment` is None where nobody said."""
    for path in paths:
        for line in filter(str.strip, path.read_text(encoding="utf-8").split("\n")):
            row = json.loads(line)
            text = sentence(folder, row["id"])
            if digest(text) != row["sha256"]:
                raise ConfigError(
                    f"{path.name}: {row['id']} is another sentence than was annotated; is it the same release?"
                )
            events = [{**ev, "evidence": [text[a:b] for a, b in ev["evidence"]]} for ev in row["events"]]
            yield {"id": row["id"], "title": None, "published": None, "text": text, "sentiment": row["sentiment"],
                   "entities": row["entities"], "events": events}  # fmt: skip
