"""What a Deduplicator knows, and its file: one compressed NumPy archive, without pickled objects.

Only stories, keys and names are kept; the index is built from them again. Refused with SourceError: a file that is
missing, damaged, or of another version.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from extractor.errors import SourceError
from extractor.sources.duplicates.story import Story
from extractor.sources.normal import VERSION

FORMAT = f"duplicates-1.{VERSION}"
"""Changes whenever older keys or codes can no longer be compared with new ones."""
KEY = 16
"""Bytes kept of a text's SHA-256."""


@dataclass(slots=True)
class Known:
    """A text that later documents are compared with, and the number of its group."""

    story: Story
    group: int


@dataclass(slots=True)
class Memory:
    """All a Deduplicator knows.

    groups  per group the id of its first document and when that was published, where known (UTC)
    known   the texts compared with
    keys    key of an exact text → number in `known` of the text it repeats
    pages   canonical URL → number in `known` of the text last seen there
    """

    groups: list[tuple[str, datetime | None]] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    keys: dict[bytes, int] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)


def save(path: Path, memory: Memory, options: dict[str, Any]) -> None:
    """Write beside `path`, then put it in its place: a run that breaks off leaves the older file."""
    meta = {
        "format": FORMAT,
        "options": options,
        "groups": [[name, published and published.isoformat()] for name, published in memory.groups],
        "pages": memory.pages,
    }
    stories = [known.story for known in memory.known]
    partial = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", delete=False) as file:
            partial = Path(file.name)
            np.savez_compressed(
                file,
                meta=np.frombuffer(json.dumps(meta).encode(), dtype=np.uint8),
                codes=np.concatenate([np.zeros(0, dtype=np.uint32), *(s.codes for s in stories)]),
                kinds=np.concatenate([np.zeros(0, dtype=np.uint8), *(s.kinds for s in stories)]),
                lengths=np.array([len(s) for s in stories], dtype=np.int64),
                groups=np.array([known.group for known in memory.known], dtype=np.int64),
                keys=np.frombuffer(b"".join(memory.keys), dtype=np.uint8),
                numbers=np.array(list(memory.keys.values()), dtype=np.int64),
            )
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        if partial is not None:
            with contextlib.suppress(OSError):
                partial.unlink()
        raise SourceError(f"can't be written: {error.strerror or error}", doc_id=str(path)) from error


def load(path: Path) -> tuple[Memory, dict[str, Any]]:
    """The memory and the options saved with it."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        meta = json.loads(arrays["meta"].tobytes())
        found = meta["format"]
        if found == FORMAT:
            return _memory(arrays, meta), meta["options"]
    except OSError as error:
        message = f"can't be read: {error.strerror or error}; save a state first, or start with a new Deduplicator"
        raise SourceError(message, doc_id=str(path)) from error
    except (ValueError, KeyError, IndexError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        message = f"is no state of a Deduplicator, or damaged ({error}); start with a new one and save that"
        raise SourceError(message, doc_id=str(path)) from error
    message = f"is of format {found!r}, this version reads {FORMAT!r}; start with a new Deduplicator and save that"
    raise SourceError(message, doc_id=str(path))


def _memory(arrays: dict[str, Any], meta: dict[str, Any]) -> Memory:
    ends = np.cumsum(arrays["lengths"])
    if (ends[-1] if len(ends) else 0) != len(arrays["codes"]) or len(arrays["codes"]) != len(arrays["kinds"]):
        raise ValueError("its parts don't fit together")
    codes, kinds = (np.split(arrays[part], ends[:-1]) for part in ("codes", "kinds"))
    keys = arrays["keys"].tobytes()
    return Memory(
        groups=[(name, datetime.fromisoformat(at) if at else None) for name, at in meta["groups"]],
        # copies, so that forgetting a story frees it
        known=[
            Known(Story(c.copy(), k.copy()), int(group))
            for c, k, group in zip(codes[: len(ends)], kinds[: len(ends)], arrays["groups"], strict=True)
        ],
        keys={keys[KEY * n : KEY * (n + 1)]: int(number) for n, number in enumerate(arrays["numbers"])},
        pages=meta["pages"],
    )
