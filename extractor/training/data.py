"""Annotated articles → training examples: windows with a label for every head."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from extractor.errors import ConfigError
from extractor.model.labels import NONE, Labels
from extractor.model.windows import BODY as BODY_FIELD
from extractor.model.windows import SPECIAL, TITLE_FIELD, Window, WindowOptions, make_windows
from extractor.records.taxonomy import PARTY_ROLES
from extractor.training.align import BODY, GoldEvent, GoldMention, Range, align

IGNORE = -100


@dataclass(frozen=True, slots=True)
class TriggerExample:
    """One trigger in a window: token range [first, last), class indices, a role for each of the window's L tokens."""

    first: int
    last: int
    action: int
    status: int
    direction: int
    polarity: int
    roles: NDArray[np.int64]
    versus: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    """A window with labels of length L; IGNORE where a head learns nothing.

    `article` is the article's polarity; `tells` bool [L, A], the actions each token's sentence tells, None where unknown.
    """

    window: Window
    mentions: NDArray[np.int64]
    triggers: NDArray[np.int64]
    polarity: NDArray[np.int64]
    weights: NDArray[np.float32]
    article: int
    tells: NDArray[np.bool_] | None = None
    events: list[TriggerExample] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.window)


class Encoder:
    """Turns annotated articles into examples with one tokenizer and one label set."""

    def __init__(self, tok: Tokenizer, labels: Labels, options: WindowOptions, *, restated_weight: float) -> None:
        self.tok, self.labels, self.options, self.restated = tok, labels, options, restated_weight
        self.index = {k: {n: i for i, n in enumerate(v)} for k, v in labels.to_dict().items()}

    def article(self, doc: dict[str, Any]) -> list[Example]:
        """One example a window."""
        gold = align(doc)
        wins = make_windows(self.tok, doc["text"], title=doc.get("title"), options=self.options)
        return [self._window(w, gold.mentions, gold.events, doc["sentiment"]) for w in wins]

    def headline(self, text: str, entities: dict[str, str]) -> list[Example]:
        """A headline with the sentiment toward each entity named in it, which is the text's where they agree."""
        labels = set(entities.values())
        article = self.index["polarities"][labels.pop()] if len(labels) == 1 else IGNORE
        out = []
        for win in make_windows(self.tok, text, title=None, options=self.options):
            n = len(win)
            mentions, triggers, polarity = (np.full(n, IGNORE, dtype=np.int64) for _ in range(3))
            for name, label in entities.items():
                at = text.find(name)
                if at >= 0:
                    polarity[_tokens(win, BODY_FIELD, (at, at + len(name)))] = self.index["polarities"][label]
            out.append(Example(win, mentions, triggers, polarity, np.zeros(n, dtype=np.float32), article))
        return out

    def _window(
        self, win: Window, mentions: Sequence[GoldMention], events: Sequence[GoldEvent], sentiment: str | None
    ) -> Example:
        n = len(win)
        special = win.fields == SPECIAL
        mention = np.where(special, IGNORE, 0).astype(np.int64)
        trigger = np.where(win.fields == BODY_FIELD, 0, IGNORE).astype(np.int64)
        polarity = np.full(n, IGNORE, dtype=np.int64)
        weights = np.ones(n, dtype=np.float32)
        where: dict[str, list[NDArray[np.intp]]] = {}
        for m in mentions:
            at = _tokens(win, BODY_FIELD if m.where == BODY else TITLE_FIELD, (m.start, m.end))
            if not len(at):
                continue
            mention[at] = self.index["mentions"][f"I-{m.kind}"]
            if not _cut_left(win, at[0], m.start):
                mention[at[0]] = self.index["mentions"][f"B-{m.kind}"]
            if m.entity is not None:
                where.setdefault(m.entity, []).append(at)
                polarity[at] = self.index["polarities"][m.sentiment or "neutral"]
        out: list[TriggerExample] = []
        tells = np.zeros((n, len(self.labels.triggers)), dtype=np.bool_)
        for ev in events:
            for r in ev.evidence:
                tells[_tokens(win, BODY_FIELD, r), self.index["triggers"][ev.action]] = True
            for r in ev.restated:
                weights[_tokens(win, BODY_FIELD, r)] = self.restated
        for ev in events:
            at = _tokens(win, BODY_FIELD, ev.trigger)
            if not len(at):
                continue
            action = self.index["triggers"][ev.action]
            trigger[at] = action
            weights[at] = 1.0
            roles = np.where(special, IGNORE, 0).astype(np.int64)
            for role in reversed(PARTY_ROLES):
                for span in where.get(ev.parties.get(role, ""), []):
                    roles[span] = self.index["roles"][role]
            for name, r in ev.arguments:
                roles[_tokens(win, BODY_FIELD, r)] = self.index["roles"][name]
            versus = np.full(n, IGNORE, dtype=np.int64)
            for name, r in ev.arguments:
                if name.startswith("metric:"):
                    label = next((v for q, v in ev.versus if q == r), NONE)
                    versus[_tokens(win, BODY_FIELD, r)] = self.index["versus"][label]
            shared = next(
                (o for o in out if (o.first, o.last, o.action) == (int(at[0]), int(at[-1]) + 1, action)), None
            )
            if shared:
                # one trigger for several events ("A and B bought 5 and 7 percent"): it is read once, for all of them
                shared.roles[:] = np.where(shared.roles > 0, shared.roles, roles)
                shared.versus[:] = np.where(shared.versus >= 0, shared.versus, versus)
                continue
            out.append(
                TriggerExample(
                    int(at[0]), int(at[-1]) + 1, action, self.index["statuses"][ev.status],
                    self.index["directions"][ev.direction], self.index["polarities"][ev.sentiment], roles, versus,
                )
            )  # fmt: skip
        article = self.index["polarities"][sentiment] if sentiment else IGNORE
        return Example(win, mention, trigger, polarity, weights, article, tells, out)


def hide(example: Example, *, share: float, mask: int, rng: random.Random) -> Example:
    """The example with a random share of its body's wordpieces replaced by the id `mask`; labels stay."""
    win = example.window
    ids = win.ids.copy()
    at = np.flatnonzero(win.fields == BODY_FIELD)
    ids[rng.sample(at.tolist(), int(share * len(at)))] = mask
    return replace(example, window=replace(win, ids=ids))


def _tokens(win: Window, fld: int, r: Range) -> NDArray[np.intp]:
    return np.flatnonzero((win.fields == fld) & (win.starts < r[1]) & (win.ends > r[0]))


def _cut_left(win: Window, token: int, start: int) -> bool:
    return bool(win.starts[token] > start)


def read_articles(paths: Sequence[Path], split: dict[str, str], part: str) -> list[dict[str, Any]]:
    """The annotated articles of one part ("train", "dev" or "test"), in file order.

    Raises ConfigError for an article that the split leaves out.
    """
    docs = [json.loads(line) for p in paths for line in p.read_text(encoding="utf-8").split("\n") if line.strip()]
    unknown = [d["id"] for d in docs if d["id"] not in split]
    if unknown:
        raise ConfigError(f"{len(unknown)} articles are in no part of the split, first {unknown[0]}; add them to it")
    return [d for d in docs if split[d["id"]] == part]


def read_texts(path: Path) -> list[str]:
    """Sentences of a JSON list or JSONL whose rows have a `text`, or words in `tokens` or `context`.

    Raises ConfigError that names the file.
    """
    try:
        content = path.read_text(encoding="utf-8")
        lists = content.lstrip().startswith("[")
        rows = json.loads(content) if lists else [json.loads(s) for s in content.split("\n") if s.strip()]
        return [r["text"] if "text" in r else untokenise(r.get("tokens") or r["context"]) for r in rows]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as err:
        raise ConfigError(f"texts {path}: {err!r}; rows need text, tokens or context") from err


def untokenise(words: Sequence[str]) -> str:
    """Words and punctuation marks → a sentence as it is written."""
    out, quoted = "", False
    for word in words:
        closing = quoted if word == '"' else re.fullmatch(r"[,.;:!?%)\]’”]|['’](s|S|re|ve|ll|d|m)?|n['’]t", word)
        opened = out.endswith(("(", "[", "$", "£", "€", "“")) or (quoted and out.endswith('"'))
        out += word if closing or opened or not out else f" {word}"
        quoted ^= word == '"'
    return out


def batches(examples: Sequence[Example], *, tokens: int, rng: random.Random) -> list[list[Example]]:
    """Examples of like length together, at most `tokens` padded wordpieces a batch, batches in random order."""
    order = sorted(examples, key=lambda e: len(e) + rng.random() * 24)
    out: list[list[Example]] = []
    for e in order:
        if out and max(len(e), max(map(len, out[-1]))) * (len(out[-1]) + 1) <= tokens:
            out[-1].append(e)
        else:
            out.append([e])
    rng.shuffle(out)
    return out
