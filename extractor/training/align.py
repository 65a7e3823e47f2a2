"""Annotated article → character spans: where each mention, trigger and argument of the gold stands in the text.

The gold (corpora/GUIDELINES.md) gives strings; a string may occur several times. An event's trigger and arguments are
the occurrences in its evidence sentences that lie closest together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from extractor.model.labels import FIGURE_ROLES, JOB_TITLE
from extractor.records.taxonomy import PARTY_ROLES

Range = tuple[int, int]
TITLE, BODY = "title", "text"


@dataclass(frozen=True, slots=True)
class GoldMention:
    """An occurrence of an entity's name (or of a job title, entity None) in the body or the title."""

    where: str
    start: int
    end: int
    kind: str
    entity: str | None
    sentiment: str | None


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """A trigger in the body with the character ranges of its arguments there; parties by entity name.

    `evidence` are the ranges of its evidence sentences, `restated` those of them without the trigger.
    """

    trigger: Range
    action: str
    status: str
    direction: str
    sentiment: str
    parties: dict[str, str]
    arguments: list[tuple[str, Range]]
    versus: list[tuple[Range, str]] = field(default_factory=list)
    restated: list[Range] = field(default_factory=list)
    evidence: list[Range] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Aligned:
    mentions: list[GoldMention]
    events: list[GoldEvent]
    unaligned: int


@lru_cache(maxsize=8192)
def _pattern(string: str) -> re.Pattern[str]:
    left = r"(?<!\w)" if string[0].isalnum() else ""
    if string[0].isdigit():
        left = r"(?<!\d)(?<!\d[.,])"
    right = r"(?!\w)" if string[-1].isalnum() else ""
    if string[-1].isdigit():
        right = r"(?!\d|[.,]\d)"
    return re.compile(left + re.escape(string) + right)


def occurrences(string: str, text: str, within: Range | None = None) -> list[Range]:
    """Every whole-word occurrence of `string`, else every occurrence at all."""
    if not string:
        return []
    a, b = within or (0, len(text))
    hits = [m.span() for m in _pattern(string).finditer(text, a, b)]
    if hits:
        return hits
    out, at = [], text.find(string, a, b)
    while at >= 0:
        out.append((at, at + len(string)))
        at = text.find(string, at + 1, b)
    return out


def gap(a: Range, b: Range) -> int:
    return max(a[0] - b[1], b[0] - a[1], 0)


def _mentions(doc: dict[str, Any], where: str, text: str) -> list[GoldMention]:
    forms: list[tuple[str, dict[str, Any]]] = []
    for e in doc.get("entities", []):
        forms += [(s, e) for s in {e["name"], *e.get("aliases", [])}]
    forms.sort(key=lambda t: (-len(t[0]), t[0]))
    taken = bytearray(len(text))
    out = []
    for string, e in forms:
        for a, b in (m.span() for m in _pattern(string).finditer(text)):
            if not any(taken[a:b]):
                taken[a:b] = b"\1" * (b - a)
                out.append(GoldMention(where, a, b, e["kind"], e["name"], e.get("sentiment")))
    for role in sorted({e["role"] for e in doc.get("entities", []) if e.get("role")}, key=len, reverse=True):
        for m in re.finditer(r"(?<!\w)" + re.escape(role) + r"(?!\w)", text, re.IGNORECASE):
            a, b = m.span()
            if not any(taken[a:b]):
                taken[a:b] = b"\1" * (b - a)
                out.append(GoldMention(where, a, b, JOB_TITLE, None, None))
    return sorted(out, key=lambda m: m.start)


def _argument_strings(ev: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for role in (*FIGURE_ROLES, "date"):
        if ev.get(role):
            yield role, ev[role]["text"]
    for role in ("rating", "rating_previous"):
        if ev.get(role):
            yield role, ev[role]
    for m in ev.get("metrics") or []:
        if m.get("amount") is not None or m.get("value") is not None:
            yield f"metric:{m['name']}", m["text"]


_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?(?:%|pct|per\s?cent|percent|percentage points?)", re.IGNORECASE)


def _percent_near(value: float, text: str, spans: list[Range], near: Range) -> Range | None:
    """The percentage of that size in the evidence, nearest to a metric's figure."""
    hits = [m.span() for a, b in spans for m in _PERCENT.finditer(text, a, b) if abs(float(m[1]) - abs(value)) < 0.005]
    return min(hits, key=lambda h: gap(h, near), default=None)


def _event(
    ev: dict[str, Any], text: str, mentions: list[GoldMention], taken: set[tuple[str, Range]]
) -> GoldEvent | None:
    sentences = [occurrences(s, text) for s in ev["evidence"]]
    spans = [hits[0] for hits in sentences if hits]
    if not spans:
        return None
    triggers = [h for s in spans for h in occurrences(ev["trigger"], text, s)] or occurrences(ev["trigger"], text)
    if not triggers:
        return None
    wanted = []
    for role, string in _argument_strings(ev):
        hits = [h for s in spans for h in occurrences(string, text, s)]
        if not hits and role in ("rating", "rating_previous"):
            hits = [
                m.span()
                for s in spans
                for m in re.finditer(re.escape(string), text[: s[1]], re.IGNORECASE)
                if m.start() >= s[0]
            ]
        if hits:
            wanted.append((role, hits))
    names = {ev[r] for r in PARTY_ROLES if ev.get(r)}
    party_hits = [
        [(m.start, m.end) for m in mentions if m.entity == n and any(a <= m.start < b for a, b in spans)] for n in names
    ]

    def spread(trigger: Range) -> tuple[int, int, int]:
        cost = sum(min(gap(trigger, h) for h in hits) for _, hits in wanted)
        cost += sum(min(gap(trigger, h) for h in hits) for hits in party_hits if hits)
        return ((ev["action"], trigger) in taken, cost, trigger[0])

    trigger = min(triggers, key=spread)
    taken.add((ev["action"], trigger))
    arguments: list[tuple[str, Range]] = []
    used: set[Range] = set()
    for role, hits in sorted(wanted, key=lambda t: len(t[1])):
        free = [h for h in hits if h not in used] or hits
        best = min(free, key=lambda h: (gap(h, trigger), h[0]))
        used.add(best)
        arguments.append((role, best))
    versus = []
    for m in ev.get("metrics") or []:
        at = next(
            (r for role, r in arguments if role == f"metric:{m['name']}" and text[r[0] : r[1]] == m["text"]), None
        )
        if m.get("versus_expectation") and at:
            versus.append((at, m["versus_expectation"]))
        if m.get("change") is not None:
            hit = _percent_near(m["change"], text, spans, at or trigger)
            if hit and hit not in used:
                used.add(hit)
                arguments.append((f"metric_change:{m['name']}", hit))
    return GoldEvent(
        trigger=trigger,
        action=ev["action"],
        status=ev["status"],
        direction=ev.get("direction") or "none",
        sentiment=ev.get("sentiment", "neutral"),
        parties={r: ev[r] for r in PARTY_ROLES if ev.get(r)},
        arguments=arguments,
        versus=versus,
        restated=[s for s in spans if not s[0] <= trigger[0] < s[1]],
        evidence=spans,
    )


def align(doc: dict[str, Any]) -> Aligned:
    """Locates the annotation of one article. Events whose trigger is not in the body are counted as unaligned."""
    text, title = doc["text"], doc.get("title") or ""
    mentions = _mentions(doc, BODY, text)
    taken: set[tuple[str, Range]] = set()
    events = [e for ev in doc["events"] if (e := _event(ev, text, mentions, taken))]
    return Aligned(mentions + _mentions(doc, TITLE, title), events, len(doc["events"]) - len(events))
