"""Scores of one window → mentions and trigger candidates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from extractor.engine.findings import Floats, MentionFound
from extractor.model.windows import BODY, SPECIAL, TITLE_FIELD, Window

BRIDGE = 2
"""A trigger may be broken by so many unmarked tokens ("bought *back some of* its shares")."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of tokens [first, last) that may be a trigger; `action` indexes the model's triggers."""

    first: int
    last: int
    action: int
    probability: float


def trigger_candidates(win: Window, probabilities: Floats, *, threshold: float) -> list[Candidate]:
    """Runs of body tokens with one likely action that begin where the window owns; probabilities [L, A].

    The best token's probability counts. A run may go on into tokens that the next window owns, which leaves it out.
    """
    best = probabilities[:, 1:].argmax(1) + 1
    some = 1.0 - probabilities[:, 0]
    marked = np.flatnonzero((win.fields == BODY) & (some >= threshold))
    runs: list[list[int]] = []
    for i in marked:
        joins = runs and i - runs[-1][-1] <= BRIDGE + 1 and best[i] == best[runs[-1][-1]]
        if joins:
            runs[-1].append(int(i))
        else:
            runs.append([int(i)])
    out = []
    for run in runs:
        action = int(best[run[0]])
        probability = float(probabilities[run, action].max())
        if probability >= threshold and win.own_from <= run[0] < win.own_to:
            out.append(Candidate(run[0], run[-1] + 1, action, probability))
    return out


def words(win: Window) -> Iterator[tuple[int, int]]:
    """Half-open token ranges of whole words: wordpieces that touch, letters and digits together."""
    first = 0
    n = len(win)
    for i in range(1, n + 1):
        touching = (
            i < n
            and win.fields[i] == win.fields[i - 1] != SPECIAL
            and win.starts[i] == win.ends[i - 1]
            and (win.shapes[i] == 4) == (win.shapes[i - 1] == 4)
        )
        if not touching:
            yield first, i
            first = i


def decode_mentions(
    win: Window, mentions: Floats, polarity: Floats, names: Sequence[str], *, with_title: bool
) -> list[MentionFound]:
    """Mentions that begin where the window owns (with_title: and in the title), from BIO probabilities [L, M].

    A word is in a mention where its pieces' mean says so; its first piece says of which kind, and whether one begins.
    """
    out: list[MentionFound] = []
    open_run: list[int] | None = None
    kind = ""

    def owned(i: int) -> bool:
        return win.own_from <= i < win.own_to or (with_title and bool(win.fields[i] == TITLE_FIELD))

    def close() -> None:
        nonlocal open_run
        if open_run and owned(open_run[0]):
            a, b = open_run[0], open_run[-1]
            at = slice(a, b + 1)
            out.append(
                MentionFound(
                    int(win.starts[a]), int(win.ends[b]), bool(win.fields[a] == TITLE_FIELD), kind,
                    float((1.0 - mentions[at, 0]).mean()), polarity[at].mean(0),
                )
            )  # fmt: skip
        open_run = None

    for a, b in words(win):
        tag = "none"
        if win.fields[a] != SPECIAL:
            mean = mentions[a:b].mean(0)
            # the first piece says whether a mention begins here
            tag = names[int(mentions[a].argmax())] if mean.argmax() != 0 else "none"
            if tag == "none" and mean.argmax() != 0:
                tag = names[int(mean.argmax())]
        prefix, _, label = tag.partition("-")
        same_line = open_run is not None and win.fields[a] == win.fields[open_run[-1]] and win.layout[a] == 0
        if tag == "none":
            close()
        elif prefix == "I" and open_run is not None and label == kind and same_line:
            open_run.extend(range(a, b))
        else:
            close()
            open_run, kind = list(range(a, b)), label
    close()
    return out
