"""Stories → which earlier ones may be copies: MinHash LSH, by the library `rensa`.

Each story goes in twice, whole and by its head, so that the first paragraphs alone find the full text and the other
way round. What comes out is a guess; `compare` decides. The index is rebuilt from the stories where a state is loaded,
so no state depends on the library's version.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from extractor.errors import ConfigError
from extractor.sources.duplicates.story import Hashes, Story

BANDS, ROWS = 32, 2
"""Two stories meet with probability 1 - (1 - J^2)^32 at Jaccard similarity J: 0.5 → 99.99 %, 0.3 → 95 %, 0.02 → 1 %."""
HEAD = 128
"""Shingles of the head."""
LEAST = 4 / (BANDS * ROWS)
"""Least likeness of a candidate: two strangers that meet by chance mostly agree in the one band of two alone."""
MOST = 64
"""Candidates handed on, the likeliest first: where a template has hundreds of texts, the rest can't matter."""
_SEED = 42


class Candidates:
    """Numbered stories, found again by likeness. `add` numbers them from 0 in their order."""

    def __init__(self) -> None:
        self._rensa = _load()
        self._lsh: Any = self._rensa.RMinHashLSH(threshold=0.5, num_perm=BANDS * ROWS, num_bands=BANDS)
        self._sketches: list[tuple[Any, ...]] = []

    def add(self, story: Story) -> None:
        sketches = tuple(self._sketch(story))
        for part, sketch in enumerate(sketches):
            self._lsh.insert(2 * len(self._sketches) + part, sketch)
        self._sketches.append(sketches)

    def like(self, story: Story) -> list[int]:
        """Numbers of the stories that may be copies of `story`, likeliest first, at most MOST."""
        likeness: dict[int, float] = {}
        for sketch in self._sketch(story):
            for key in self._lsh.query(sketch):
                found = sketch.jaccard(self._sketches[key // 2][key % 2])
                if found >= LEAST:
                    likeness[key // 2] = max(likeness.get(key // 2, 0.0), found)
        return sorted(likeness, key=lambda number: (-likeness[number], number))[:MOST]

    def _sketch(self, story: Story) -> Iterator[Any]:
        """Of the whole and of the head; once where the head is the whole."""
        shingles = story.shingles
        yield self._minhash(shingles)
        yield self._minhash(shingles[:HEAD])

    def _minhash(self, shingles: Hashes) -> Any:
        raw = shingles.astype("<u8").tobytes()
        sketch = self._rensa.RMinHash(num_perm=BANDS * ROWS, seed=_SEED)
        sketch.update([raw[k : k + 8] for k in range(0, len(raw), 8)])
        return sketch


def _load() -> Any:
    try:
        return import_module("rensa")
    except ImportError as error:
        raise ConfigError("finding duplicates needs rensa; pip install 'extractor[duplicates]'") from error
