"""Text → what of it is compared: its tokens as numbers, its shingles, its slots.

A shingle is a run of three words with every figure masked, so that shingles tell the wording and figures do not count.
Hashes are fixed functions of the words: the same on every machine and in every run.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from extractor.sources.normal import Token, spelling

SHINGLE = 3
WORD, FIGURE, NAME = 0, 1, 2
_MASK = np.uint32(1)

Hashes: TypeAlias = NDArray[np.uint64]
Codes: TypeAlias = NDArray[np.uint32]
Kinds: TypeAlias = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """An article's body as it is compared: 5 bytes a word.

    codes  one number a token
    kinds  WORD, FIGURE or NAME for each
    """

    codes: Codes
    kinds: Kinds

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def masked(self) -> Codes:
        """The codes, all figures alike."""
        return np.where(self.kinds == FIGURE, _MASK, self.codes)

    @property
    def shingles(self) -> Hashes:
        """One hash a shingle, in the order of the text; a text of fewer words is one shingle."""
        return grams(self.masked, min(SHINGLE, len(self)))


def read_story(tokens: list[Token], *, max_words: int) -> Story:
    """The first `max_words` tokens as a Story."""
    tokens = tokens[:max_words]
    codes = [zlib.crc32((token.text if token.figure else spelling(token.text)).encode()) for token in tokens]
    kinds = [FIGURE if token.figure else NAME if token.name else WORD for token in tokens]
    return Story(np.array(codes, dtype=np.uint32), np.array(kinds, dtype=np.uint8))


def grams(codes: Codes, size: int) -> Hashes:
    """A hash of each run of `size` codes; empty where there are fewer."""
    count = max(0, len(codes) - size + 1)
    hashes = np.zeros(count, dtype=np.uint64)
    for k in range(size):
        hashes = mix(hashes + codes[k : k + count].astype(np.uint64))
    return hashes


def contexts(codes: Codes, width: int) -> tuple[Hashes, Hashes]:
    """For each code a hash of the `width` codes before it and one of those after it."""
    edge = np.zeros(width, dtype=np.uint32)
    around = grams(np.concatenate([edge, codes, edge]), width)
    return around[: len(codes)], around[width + 1 :]


def mix(x: Hashes) -> Hashes:
    """The finaliser of SplitMix64; products wrap around."""
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
