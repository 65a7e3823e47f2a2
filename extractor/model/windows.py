"""Text → overlapping windows of wordpieces: every token of an article is in some window, and owned by exactly one.

A window reads `[CLS] title [SEP] body part [SEP]` (`<s>` and `</s>` with MPNet). Title tokens are context only. Where windows overlap, the one
that sees a token with the most context on both sides owns it, so findings are counted once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from extractor.errors import ConfigError, ModelError

Int = TypeVar("Int", np.int32, np.uint8)

BODY, TITLE_FIELD, SPECIAL = 0, 1, 2
SHAPES = 8
LAYOUTS = 3


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """Sizes in wordpieces: the body part of a window, its overlap with the next, the longest title.

    Raises ConfigError for sizes that would not move a window on.
    """

    body: int = 384
    overlap: int = 128
    title: int = 48

    def __post_init__(self) -> None:
        if not 0 <= self.overlap < self.body or self.title < 0:
            raise ConfigError(f"{self}: the overlap must be shorter than the body, and no size negative")


@dataclass(frozen=True, slots=True)
class Window:
    """One model input. Arrays are of length L.

    ids        int32, wordpiece ids
    shapes     uint8, case shape of each piece (see `shape_of`)
    layout     uint8, 0 inside a line, 1 first of a line, 2 first of a paragraph
    fields     uint8, BODY, TITLE_FIELD or SPECIAL
    starts, ends  int32, half-open code points into the body (into the title where fields == TITLE_FIELD); 0, 0 for
               SPECIAL
    own_from, own_to  the half-open range of token indices this window owns
    """

    ids: NDArray[np.int32]
    shapes: NDArray[np.uint8]
    layout: NDArray[np.uint8]
    fields: NDArray[np.uint8]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    own_from: int
    own_to: int

    def __len__(self) -> int:
        return len(self.ids)


@lru_cache(maxsize=65536)
def shape_of(piece: str) -> int:
    """0 lower, 1 Capitalised, 2 UPPER, 3 digits, 4 punctuation, 5 MiXed, 6 single capital, 7 letters with digits."""
    if piece.isdigit():
        return 3
    if not any(c.isalnum() for c in piece):
        return 4
    if any(c.isdigit() for c in piece):
        return 7
    if piece.islower():
        return 0
    if piece.isupper():
        return 6 if len(piece) == 1 else 2
    return 1 if piece[0].isupper() and piece[1:].islower() else 5


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer of a checkpoint, without truncation or padding. Raises ModelError."""
    try:
        tok = Tokenizer.from_file(str(path))
    except Exception as err:
        raise ModelError(f"tokenizer {path.name} can't be read ({err}); restore the model folder") from err
    tok.no_truncation()
    tok.no_padding()
    return tok


SPECIAL_TOKENS = {"start": ("<s>", "[CLS]"), "end": ("</s>", "[SEP]"), "mask": ("<mask>", "[MASK]")}
"""Names of special tokens. MPNet's vocabulary lists BERT's too, but never learnt them: its own go first."""


def special_id(tok: Tokenizer, use: str) -> int:
    """Id of the special token for `use`, a key of SPECIAL_TOKENS. Raises ModelError."""
    found = next((i for i in map(tok.token_to_id, SPECIAL_TOKENS[use]) if i is not None), None)
    if found is None:
        names = " or ".join(SPECIAL_TOKENS[use])
        raise ModelError(
            f"the tokenizer has no {names}; restore the model folder, or start from a BERT or MPNet encoder"
        )
    return int(found)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A tokenised string: ids, half-open code point offsets, shapes and layout, all of length n."""

    ids: NDArray[np.int32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    shapes: NDArray[np.uint8]
    layout: NDArray[np.uint8]


def tokenise(tok: Tokenizer, text: str) -> Pieces:
    """Wordpieces of `text` without special tokens."""
    enc = tok.encode(text, add_special_tokens=False)
    offsets = np.asarray(enc.offsets, dtype=np.int32).reshape(-1, 2)
    shapes = np.fromiter((shape_of(text[a:b]) for a, b in enc.offsets), dtype=np.uint8, count=len(enc.ids))
    layout = np.zeros(len(enc.ids), dtype=np.uint8)
    prev = 0
    for i, (a, b) in enumerate(enc.offsets):
        gap = text[prev:a]
        if i == 0 or "\n" in gap:
            layout[i] = 2 if i == 0 or gap.count("\n") > 1 else 1
        prev = b
    return Pieces(np.asarray(enc.ids, dtype=np.int32), offsets[:, 0], offsets[:, 1], shapes, layout)


def cuts(n: int, *, body: int, overlap: int, layout: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Half-open token ranges covering 0..n, each at most `body` long, consecutive ones sharing about `overlap`.

    A window starts at a line's first token where one lies in the first half of the overlap.
    """
    out: list[tuple[int, int]] = []
    start = 0
    while True:
        end = min(start + body, n)
        out.append((start, end))
        if end == n:
            return out
        nxt = end - overlap
        line_starts = np.flatnonzero(layout[nxt : nxt + overlap // 2])
        start = nxt + (int(line_starts[0]) if len(line_starts) else 0)


def make_windows(tok: Tokenizer, text: str, *, title: str | None, options: WindowOptions) -> list[Window]:
    """The windows of one article, in order; none for a text without tokens."""
    cls_id, sep_id = (special_id(tok, use) for use in ("start", "end"))
    body = tokenise(tok, text)
    n = len(body.ids)
    if n == 0:
        return []
    head = tokenise(tok, title or "")
    m = min(len(head.ids), options.title)
    ranges = cuts(n, body=options.body, overlap=options.overlap, layout=body.layout)
    # the middle of each overlap parts its tokens between the two windows
    borders = [0, *((a_end + b_start) // 2 for (_, a_end), (b_start, _) in pairwise(ranges)), n]
    lead = m + 2

    def joined(special: tuple[int, int, int], head_part: NDArray[Int], part: NDArray[Int]) -> NDArray[Int]:
        a, b, c = (np.asarray([s], dtype=part.dtype) for s in special)
        return np.concatenate([a, head_part[:m], b, part, c])

    out = []
    for k, (i, j) in enumerate(ranges):
        fields = np.full(lead + (j - i) + 1, BODY, dtype=np.uint8)
        fields[1 : 1 + m] = TITLE_FIELD
        fields[[0, m + 1, -1]] = SPECIAL
        out.append(
            Window(
                ids=joined((cls_id, sep_id, sep_id), head.ids, body.ids[i:j]),
                shapes=joined((4, 4, 4), head.shapes, body.shapes[i:j]),
                layout=joined((0, 0, 0), head.layout, body.layout[i:j]),
                fields=fields,
                starts=joined((0, 0, 0), head.starts, body.starts[i:j]),
                ends=joined((0, 0, 0), head.ends, body.ends[i:j]),
                own_from=lead + borders[k] - i,
                own_to=lead + borders[k + 1] - i,
            )
        )
    return out
