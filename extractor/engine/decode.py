"""Scores of one window → mentions and trigger candidates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from extractor.engine.findings import Floats, MentionFound
from extractor.model.labels import JOB_TITLE
from extractor.model.windows import BODY, SPECIAL, TITLE_FIELD, Window

BRIDGE = 2
"""A trigger may be broken by so many unmarked words ("bought *back some of* its shares")."""

NO_WORD = (3, 4)
"""Shapes of figures and punctuation."""

Word = tuple[int, int, Floats]
"""Tokens [first, last) and their mean probabilities of the actions."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of tokens [first, last) that may be a trigger; `action` indexes the model's triggers."""

    first: int
    last: int
    action: int
    probability: float
    told: float


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


def trigger_candidates(win: Window, probabilities: Floats, tells: Floats, *, threshold: float) -> list[Candidate]:
    """Runs of body words with one likely action that begin where the window owns; probabilities and tells [L, A].

    A word has the mean of its pieces, a run the probability of its best word. A run doesn't end in figures or marks. It may
    go on into words that the next window owns, which leaves it out.
    """
    body: list[Word] = [(a, b, probabilities[a:b].mean(0)) for a, b in words(win) if win.fields[a] == BODY]
    runs: list[list[Word]] = []
    gap, action = BRIDGE + 1, 0
    for a, b, p in body:
        if 1.0 - p[0] < threshold:
            gap += 1
            continue
        best = int(p[1:].argmax()) + 1
        if runs and gap <= BRIDGE and best == action:
            runs[-1].append((a, b, p))
        else:
            runs.append([(a, b, p)])
        gap, action = 0, best
    found = []
    for run in runs:
        while len(run) > 1 and win.shapes[run[-1][0]] in NO_WORD:
            run.pop()
        first, last = run[0][0], run[-1][1]
        action = int(run[0][2][1:].argmax()) + 1
        probability = float(max(p[action] for _, _, p in run))
        if probability >= threshold:
            found.append(Candidate(first, last, action, probability, float(tells[first:last, action].mean())))
    return [c for c in found if win.own_from <= c.first < win.own_to]


def decode_mentions(
    win: Window, mentions: Floats, polarity: Floats, names: Sequence[str], *, with_title: bool
) -> list[MentionFound]:
    """Mentions that begin where the window owns (with_title: and in the title), from BIO probabilities [L, M].

    A word is in a mention where its pieces' mean says so; its first piece says whether one begins. The kind is the
    likeliest over all its words.
    """
    out: list[MentionFound] = []
    open_run: list[int] | None = None
    job_title = False
    kinds = sorted({n.partition("-")[2] for n in names[1:]})
    columns = [[i for i, n in enumerate(names) if n.endswith(f"-{k}")] for k in kinds]

    def owned(i: int) -> bool:
        return win.own_from <= i < win.own_to or (with_title and bool(win.fields[i] == TITLE_FIELD))

    def close() -> None:
        nonlocal open_run
        if open_run and owned(open_run[0]):
            a, b = open_run[0], open_run[-1]
            at = slice(a, b + 1)
            out.append(
                MentionFound(
                    int(win.starts[a]), int(win.ends[b]), bool(win.fields[a] == TITLE_FIELD),
                    kinds[int(np.argmax([mentions[at][:, c].sum() for c in columns]))],
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
        elif prefix == "I" and open_run is not None and (label == JOB_TITLE) == job_title and same_line:
            open_run.extend(range(a, b))
        else:
            close()
            open_run, job_title = list(range(a, b)), label == JOB_TITLE
    close()
    return out
