"""Mentions of parties → entities: one for each company, person, fund or institution, with all its mentions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from extractor.assemble.names import key, same_party, tokens
from extractor.engine.findings import Floats, MentionFound
from extractor.model.labels import JOB_TITLE

PERSON = "person"
TRADED = frozenset(("company", "fund"))
LEAST_PROBABILITY = 0.35
NO_NAME = frozenset(
    "the a an its their his her it he she they we this that and of in for "
    "ceo cfo coo ipo ipos spac spacs etf etfs m&a eps ebitda gdp esg q1 q2 q3 q4 h1 h2 fy".split()
)
"""Words that alone, or with nothing but each other, name nobody."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a party is named; half-open code points into the body, or into the title."""

    start: int
    end: int
    in_title: bool
    text: str
    kind: str
    probability: float
    polarity: Floats


@dataclass(slots=True)
class Cluster:
    """One party. `name` is its fullest form, from the body where that is as full as the title's."""

    index: int
    mentions: list[Mention] = field(default_factory=list)
    role: str | None = None

    @property
    def name(self) -> str:
        return max(
            self.mentions,
            key=lambda m: (len(key(m.text)), len(tokens(m.text)), not m.in_title, not m.text.isupper(), -m.start),
        ).text

    @property
    def kind(self) -> str:
        """The likeliest kind; full names count more than short ones, which look alike for people and companies."""
        votes: dict[str, float] = {}
        for m in self.mentions:
            votes[m.kind] = votes.get(m.kind, 0.0) + m.probability * len(tokens(m.text)) ** 2
        return max(votes, key=lambda k: votes[k])

    @property
    def first(self) -> int:
        return min((-1 if m.in_title else m.start) for m in self.mentions)

    @property
    def body(self) -> list[Mention]:
        return [m for m in self.mentions if not m.in_title]


_POSSESSIVE = re.compile(r"[’']s?$")
_HONORIFIC = re.compile(r"(?:Mr|Mrs|Ms|Dr|Sir|Dame|Lord|Lady|Prof)\.?\s+(?=\w)")


def tidy(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without an honorific, a possessive ending, brackets or punctuation around it."""
    while start < end and text[start] in " \t\n\"'“‘([<$,;:-–—":
        start += 1
    while start < end and text[end - 1] in " \t\n\"“”’'),;:]>-–—":
        end -= 1
    m = _POSSESSIVE.search(text, start, end)
    if m and m.start() > start:
        end = m.start()
    if text[start:end].endswith(("’s", "'s")):
        end -= 2
    honorific = _HONORIFIC.match(text, start, end)
    return honorific.end() if honorific else start, end


def read_mentions(found: Iterable[MentionFound], text: str, title: str) -> list[Mention]:
    """Mentions with their strings; doubtful ones and bits of words are left out, doubles (of several windows) merged."""
    out: dict[tuple[bool, int, int], Mention] = {}
    for m in found:
        hay = title if m.in_title else text
        a, b = tidy(hay, m.start, m.end)
        if b - a < 2 or m.probability < LEAST_PROBABILITY or not tokens(hay[a:b]) or set(tokens(hay[a:b])) <= NO_NAME:
            continue
        seen = out.get((m.in_title, a, b))
        # every window sees the title; the first reads it beside the lead
        if seen is None or (seen.probability < m.probability and not m.in_title):
            out[m.in_title, a, b] = Mention(a, b, m.in_title, hay[a:b], m.kind, m.probability, m.polarity)
    ordered = sorted(out.values(), key=lambda m: (m.in_title, m.start, -m.end))
    kept: list[Mention] = []
    for mention in ordered:
        before = kept[-1] if kept and kept[-1].in_title == mention.in_title else None
        if before is not None and _one_name(before, mention, title if mention.in_title else text):
            kept[-1] = _stretched(before, before.start, mention.end, title if mention.in_title else text)
        # windows may disagree at a border: the longer reading stands
        elif before is None or mention.end > before.end:
            kept.append(mention)
    kept = [_whole(m, title if m.in_title else text) for m in kept]
    return sorted(kept, key=lambda m: (not m.in_title, m.start))


_HOLE = re.compile(r"[.&\-]?|[A-Z]| [A-Z][\w&.\-]* ")
_PARTICLE = re.compile(r"\b(?:de|del|della|di|do|da|dos|du|des|la|le|van|von|of|and)$")
_GOES_ON = re.compile(r"(?: [A-Z][\w&\-]*){1,3}")


def _one_name(a: Mention, b: Mention, hay: str) -> bool:
    """Whether two mentions are pieces of one name of which the network missed the middle ("Federal [Pioneer] Title")."""
    pieces = {PERSON, JOB_TITLE}
    return (
        not a.in_title
        and a.end <= b.start
        and not {a.kind, b.kind} & pieces
        and bool(_HOLE.fullmatch(hay, a.end, b.start))
    )


def _whole(m: Mention, hay: str) -> Mention:
    """The mention from the start of its word, and beyond a particle that ends no name ("Banca Popolare della Brenta")."""
    start, end = m.start, m.end
    if hay.startswith(". ", start, end):
        start += 2
    elif hay[start] == ".":
        start = max(hay.rfind(" ", 0, start), hay.rfind("\n", 0, start)) + 1
    if m.kind != JOB_TITLE and _PARTICLE.search(hay, start, end) and (more := _GOES_ON.match(hay, end)):
        end = more.end()
    return m if (start, end) == (m.start, m.end) else _stretched(m, start, end, hay)


def _stretched(m: Mention, start: int, end: int, hay: str) -> Mention:
    return replace(m, start=start, end=end, text=hay[start:end])


def cluster(mentions: Sequence[Mention]) -> list[Cluster]:
    """Parties in order of first mention. Full names open clusters, shorter forms join the fitting one named nearest before."""
    parties = [m for m in mentions if m.kind != JOB_TITLE]
    clusters: list[Cluster] = []
    persons: list[bool] = []
    for m in sorted(parties, key=lambda m: (-len(key(m.text)), -len(tokens(m.text)), m.in_title, m.start)):
        fitting = [i for i, c in enumerate(clusters) if _fits(m, c, person=persons[i])]
        fitting = [i for i in fitting if persons[i] == (m.kind == PERSON)] or fitting
        if fitting:
            best = min(fitting, key=lambda i: _distance(m, clusters[i]))
            clusters[best].mentions.append(m)
            persons[best] = clusters[best].kind == PERSON
        else:
            clusters.append(Cluster(len(clusters), [m]))
            persons.append(m.kind == PERSON)
    for c in clusters:
        c.mentions.sort(key=lambda m: (not m.in_title, m.start))
    clusters.sort(key=lambda c: c.first)
    for i, c in enumerate(clusters):
        c.index = i
    return clusters


def _fits(m: Mention, c: Cluster, *, person: bool) -> bool:
    """Whether a mention can be of the party; `person`: the party is one."""
    exact = any(key(m.text) == key(o.text) for o in c.mentions)
    if (m.kind == PERSON) != person:
        return (exact and len(key(m.text)) > 1) or (person and _follows_full_name(m, c))
    if exact:
        return True
    alike = m.kind == c.kind or {m.kind, c.kind} <= TRADED
    return alike and any(same_party(m.text, o.text, person=person) for o in c.mentions)


def _follows_full_name(m: Mention, c: Cluster) -> bool:
    """Whether a bare name comes after a person's full name that holds it: that person, whatever kind it looked like."""
    return (
        c.first < m.start
        and len(tokens(m.text)) == 1
        and any(same_party(m.text, o.text, person=True) for o in c.mentions)
    )


def _distance(m: Mention, c: Cluster) -> tuple[int, int]:
    exact = any(key(m.text) == key(o.text) for o in c.mentions)
    gaps = [
        m.start - o.start if o.start <= m.start else 10_000 + o.start - m.start
        for o in c.mentions
        if o.in_title == m.in_title
    ]
    return (not exact, min(gaps, default=100_000))


def add_repeats(clusters: Sequence[Cluster], text: str) -> None:
    """Further whole-word occurrences of a known name in the body that were not found as mentions."""
    taken = np.zeros(len(text) + 1, dtype=bool)
    for c in clusters:
        for m in c.body:
            taken[m.start : m.end] = True
    forms = {m.text: (c, m) for c in clusters for m in c.mentions if len(m.text) > 3 and not m.text.islower()}
    if not forms:
        return
    names = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
    for hit in re.finditer(rf"(?<!\w)(?:{names})(?!\w)", text):
        a, b = hit.span()
        if not taken[a:b].any():
            owner, m = forms[hit[0]]
            owner.mentions.append(Mention(a, b, False, hit[0], m.kind, m.probability, m.polarity))
    for c in clusters:
        c.mentions.sort(key=lambda m: (not m.in_title, m.start))


def attach_job_titles(clusters: Sequence[Cluster], mentions: Sequence[Mention], text: str) -> None:
    """Gives each person the job title that stands right beside one of its mentions ("Jane Roe, chief executive of …")."""
    people = [c for c in clusters if c.kind == PERSON]
    for t in (m for m in mentions if m.kind == JOB_TITLE and not m.in_title):
        best: tuple[int, Cluster] | None = None
        for c in people:
            for m in c.body:
                between = text[min(t.end, m.end) : max(t.start, m.start)]
                if (
                    len(between) <= 40
                    and not re.search(r"[.;!?]\s|\n", between)
                    and (best is None or len(between) < best[0])
                ):
                    best = (len(between), c)
        if best and best[1].role is None:
            best[1].role = t.text
