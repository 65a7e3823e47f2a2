"""Sentences by blank spaCy: rule-based, with line breaks as boundaries. No trained pipeline is needed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import spacy
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc

_ABBREVIATION = re.compile(
    r"\b(?:(?i:inc|corp|co|cos|ltd|plc|bros|mr|mrs|ms|dr|prof|st|no|nos|vs|cf|approx|est|rs|art"
    r"|u\.s|u\.k|e\.g|i\.e|a\.m|p\.m)"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sir|Gov|Sen|Rep|Gen|Lt|Col)"
    r"|(?:JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC|GOV|SEN|REP|GEN)"
    # an initial; a small letter is a unit or a possessive ("£11m.", "Poor's.")
    r"|[A-Z])\.$"
)
_RUN_ON = re.compile(r"[^\n]{50}[^\n.!?:;]\n[a-z]")
WRAPPED = (50, 90)
"""Line lengths that wire services wrap at; shorter lines are headings and table rows."""
RUNNING = "$£€¥("
"""What a wrapped line may go on with, beside letters and digits."""
CLOSERS = frozenset("\"'”’)]»")


@Language.component("news_sentences")  # type: ignore[untyped-decorator]
def news_sentences(doc: Doc) -> Doc:
    """Sets sentence starts: after . ! ? (and closing quotes) before a likely opening, and after line breaks."""
    text = doc.text
    hard_wrapped = len(_RUN_ON.findall(text)) >= 2
    # plain lists: looking a token up in the doc costs more than all the rules
    words = [(token.idx, token.text) for token in doc]
    starts = [-1] * len(words)
    start_next = True
    for i, (at, word) in enumerate(words):
        begins, start_next = start_next, False
        end = at + len(word)
        if word.isspace():
            start_next = "\n" in word and not (hard_wrapped and _wrapped(text, at, end))
            if begins and i:
                start_next = True
            elif begins:
                starts[i] = 1
            continue
        if begins:
            starts[i] = 1
        if (end >= len(text) or text[end].isspace()) and _ends_sentence(words, i):
            nxt = next((w for _, w in words[i + 1 : i + 3] if not w.isspace()), None)
            start_next = nxt is None or not nxt[0].islower()
    # one by one, each assignment would look through the whole doc
    doc.from_array([SENT_START], np.array(starts, dtype=np.int64).astype(np.uint64).reshape(-1, 1))
    return doc


def _wrapped(text: str, start: int, end: int) -> bool:
    """Whether a line break only wraps a long line, as wire copy does, and the sentence runs on."""
    if text[start:end].count("\n") > 1 or end >= len(text):
        return False
    line = start - (text.rfind("\n", 0, start) + 1)
    return (
        WRAPPED[0] <= line <= WRAPPED[1]
        and text[start - 1] not in ".!?:;"
        and (text[end].isalnum() or text[end] in RUNNING)
    )


def _ends_sentence(words: Sequence[tuple[int, str]], i: int) -> bool:
    """Whether the word at `i` of (start, word) ends one, with the closing marks up to it."""
    j = i
    while j > 0 and words[j][1] in CLOSERS:
        j -= 1
    at, word = words[j]
    if not word.endswith((".", "!", "?", "…")):
        return False
    if len(word) > 1 and set(word) == {"."}:
        return True
    glued = j > 0 and words[j - 1][0] + len(words[j - 1][1]) == at and not words[j - 1][1].isspace()
    if len(word) > 1 and word[-1] == ".":
        # "Inc." or "U.S." kept whole by the tokenizer: part of the sentence
        unit = glued and words[j - 1][1][-1].isdigit()
        return (unit or len(word) > 3) and not _ABBREVIATION.search(word)
    return not (word == "." and glued and _ABBREVIATION.search(words[j - 1][1] + "."))


@lru_cache(maxsize=1)
def blank_pipeline() -> Language:
    """Blank English with the sentence rules."""
    nlp = spacy.blank("en")
    nlp.max_length = 20_000_000
    nlp.add_pipe("news_sentences")
    return nlp


class Sentences:
    """The sentences of one text as half-open code point ranges, without surrounding blanks."""

    def __init__(self, text: str) -> None:
        self.text = text
        doc = blank_pipeline()(text)
        self.spans = [s for sent in doc.sents if (s := _strip(text, sent.start_char, sent.end_char)) is not None]
        self._starts = [a for a, _ in self.spans]

    def at(self, position: int) -> int:
        """Index of the sentence that holds a position, or the one before it; -1 where there is none."""
        return bisect_right(self._starts, position) - 1

    def span_of(self, position: int) -> tuple[int, int]:
        """Range of the sentence at a position."""
        return self.spans[max(0, self.at(position))]


def _strip(text: str, start: int, end: int) -> tuple[int, int] | None:
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    end -= len(part) - len(part.rstrip())
    return (start, end) if start < end else None
