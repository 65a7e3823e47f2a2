"""Which party a pronoun or nominal stands for: one pass through the text, by rules.

In: a text, its sentences, its named parties. Out: `Reference`s, each to a party that the text or its title names.
What is left open: plural pronouns, phrases for several parties, and parties that are never named. The most salient party
of the right kind is chosen: recently and often named, subject of its sentence, in the title; a noun that describes one
("the retailer") goes to the party that is called so. Time grows with the text times the number of parties of a window.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import log

from extractor.assemble.entities import PERSON, Cluster
from extractor.assemble.phrases import (
    FEMALE,
    FUND,
    GENERIC_PERSON,
    GOVERNMENT,
    MALE,
    PLAIN,
    SPEAKER,
    SPEAKERS,
    THING,
    Phrase,
    Span,
    descriptions,
    find_phrases,
    quotations,
)  # fmt: skip
from extractor.nlp.sentences import Sentences

ASKED = "asked"
_FIRMS = frozenset(("company", "fund"))
MANY = 40
"""Parties that are weighed for a phrase: those last meant, so that time grows with the text alone."""
_BARE = frozenset(("", "the ", "Mr. ", "Ms. ", "Mrs. ", "Mr ", "Ms ", "Mrs "))
FAR = 4
"""Sentences after which all distances are alike."""
_WHICH = re.compile(r"(?: \([^()]*\))?,? (?:which|who|that)\b[^.;]*$")
_SAID = re.compile(
    r"\b(?:said|says|told|added|adds|joked|wrote|commented|argued|explained|noted|continued|recalled|asked)\b"
)
_MALE = re.compile(r"\b(?:Mr|Sir|Lord|Herr|Monsieur|chairman|businessman|spokesman)\.?,? ?$")
_FEMALE = re.compile(r"\b(?:Mrs|Ms|Miss|Dame|Lady|Frau|Madame|chairwoman|businesswoman|spokeswoman)\.?,? ?$")
_OPENS = re.compile(
    r"(?:In|With|After|As|At|By|For|To|Despite|Under|On|From|Since|While|When|Although|Though|Before|Like|Following|Having)\b"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A pronoun or nominal at [start, end) that stands for the party with this index. `sort` as in `Phrase`."""

    start: int
    end: int
    cluster: int
    sort: str


@dataclass(frozen=True, slots=True)
class Weights:
    """What makes a party the likelier one; chosen on the dev part (scripts/coreference_score.py --fit)."""

    recent: tuple[float, ...] = (3.0, 2.2, 1.0, 0.5, 0.0)
    """By sentences since it was last meant."""
    often: float = 0.5
    subject: float = 0.8
    title: float = 0.5
    main: float = 0.5
    """The company that the whole text names most."""
    last: float = 0.4
    """Of those that fit, the one meant last."""
    rare_kind: float = -0.8
    """Governments and other institutions."""
    subject_here: float = 0.5
    """Subject of the same sentence."""
    own_kind: float = 0.5
    """"The fund" is sooner a fund than a company."""
    relative: float = 2.0
    """Right before the relative clause that the phrase stands in: "Volta, which sold its mine"."""
    called: float = 3.0
    """The noun is one that the text uses of the party."""
    modified: float = 1.0
    """So is a word before the noun."""
    least: float = 0.0


FIRMS = (1.5, 1.6, 1.0, 0.6, 0.3)
WEIGHTS: dict[str, Weights] = {
    "it": Weights(subject=1.8, least=3.5),
    "its": Weights(subject=0.5, last=0.8),
    "person": Weights(title=0.2, least=1.5),
    ASKED: Weights(recent=(1.0, 1.0, 0.7, 0.4, 0.2), often=1.0, title=1.0, main=1.5),
    "plain": Weights(recent=FIRMS, often=1.0, title=1.8),
    "nominal": Weights(
        recent=FIRMS, often=0.6, subject=-0.2, subject_here=-0.5, title=0.4, rare_kind=-1.8, called=4.0, least=2.0
    ),
}


@dataclass(slots=True)
class _Party:
    """What is known of a party at a place in the text."""

    cluster: Cluster
    kind: str
    titled: bool
    called: set[str]
    count: int = 0
    sentence: int = -100
    at: int = -1
    subject: int = -100
    gender: str | None = None


@dataclass(slots=True)
class _Pass:
    """The state of one text's pass."""

    text: str
    sentences: Sentences
    names: Sequence[tuple[int, int, int]]
    main: int | None
    parties: list[_Party]
    offices: Mapping[int, frozenset[str]]
    weights: Mapping[str, Weights]
    references: list[Reference] = field(default_factory=list)
    seen_in: int = -1
    until: int = 0
    """Where the party meant last ends."""
    relative: int | None = None
    lately: dict[int, None] = field(default_factory=dict)
    """Parties in the order in which they were last meant; those of the title are there from the start."""

    def meet(self, index: int, at: int, end: int) -> None:
        """A party is meant at [at, end)."""
        self.until = end
        party = self.parties[index]
        sentence = self.sentences.at(at)
        if sentence != self.seen_in:
            self.seen_in = sentence
            party.subject = sentence
        party.count += 1
        party.sentence, party.at = sentence, at
        self.lately.pop(index, None)
        self.lately[index] = None

    def choose(self, p: Phrase) -> int | None:
        """The party that a phrase stands for."""
        group = _group(p)
        w = self.weights[group]
        sentence = self.sentences.at(p.start)
        known = [i for i in islice(reversed(self.lately), MANY) if self._fits(p, self.parties[i])]
        if not known:
            return self._ahead(p)
        last = max(known, key=lambda i: self.parties[i].at)
        self.relative = self._relative(p, sentence)
        scores = {i: self._score(p, self.parties[i], w, sentence) + w.last * (i == last) for i in known}
        best = max(known, key=lambda i: (scores[i], self.parties[i].at))
        if self.parties[best].sentence < sentence and (ahead := self._ahead(p)) is not None:
            return ahead
        return best if scores[best] >= w.least else None

    def _relative(self, p: Phrase, sentence: int) -> int | None:
        """The party meant last, if nothing but a relative pronoun and its clause stands between."""
        last = next(reversed(self.lately), None)
        if last is None or self.parties[last].sentence != sentence:
            return None
        hit = _WHICH.match(self.text, self.until, p.start)
        return last if hit else None

    def _fits(self, p: Phrase, x: _Party) -> bool:
        if x.kind not in p.kinds:
            return False
        if p.sort in (MALE, FEMALE):
            return x.gender in (None, p.sort)
        if p.sort == "office":
            return bool(self.offices.get(x.cluster.index, frozenset()) & office_words(p.head, p.words))
        return True

    def _score(self, p: Phrase, x: _Party, w: Weights, sentence: int) -> float:
        away = min(max(sentence - x.sentence, 0), FAR) if x.count else FAR
        score = w.recent[away] + w.often * log(1 + x.count) + w.title * x.titled
        score += w.subject * (0 <= sentence - x.subject <= 1)
        score += w.subject_here * (x.subject == sentence)
        score += w.main * (x.cluster.index == self.main)
        score += w.own_kind * (p.head in FUND and x.kind == "fund")
        score += w.relative * (self.relative is not None and self.relative == x.cluster.index)
        score += w.rare_kind * (x.kind in ("government", "other") and p.head not in GOVERNMENT)
        if p.sort == "nominal":
            score += w.called * (p.head in x.called and p.head not in PLAIN)
            score += w.modified * any(part in x.called for word in p.words for part in _parts(word))
        return score

    def _ahead(self, p: Phrase) -> int | None:
        """The subject that comes after an opening phrase: "In its report, Hartwell said …"."""
        a, b = self.sentences.span_of(p.start)
        if p.sort not in (THING, MALE, FEMALE) or not _OPENS.match(self.text, a):
            return None
        comma = self.text.find(", ", p.end, b)
        if comma < 0 or comma - p.end > 90:
            return None
        at = bisect_left(self.names, (comma + 2, 0, 0))
        if at == len(self.names):
            return None
        start, _, i = self.names[at]
        between = self.text[comma + 2 : start]
        return i if between in _BARE and self._fits(p, self.parties[i]) else None


def _group(p: Phrase) -> str:
    if p.sort == ASKED:
        return ASKED
    if p.sort == THING:
        return p.head
    if p.sort in (MALE, FEMALE, "office") or p.head in GENERIC_PERSON:
        return "person"
    return "plain" if p.head in PLAIN and not p.words else "nominal"


def _parts(word: str) -> tuple[str, ...]:
    """ "Frankfurt-based" is told of a party where Frankfurt is."""
    low = word.lower()
    return (low, low.removesuffix("-based").removesuffix("-listed"))


_SAME_OFFICE = {"ceo": "executive", "chief": "executive", "boss": "executive", "chairwoman": "chairman", "chair": "chairman", "chairperson": "chairman",
                "cofounder": "founder", "co-founder": "founder", "cfo": "finance", "financial": "finance", "coo": "operating"}  # fmt: skip


def office_words(head: str, words: Sequence[str]) -> frozenset[str]:
    """An office by its telling word, whatever its form: "CEO", "chief executive" and "chief" are one."""
    all_words = [w.lower().strip(".,") for w in (*words, head)]
    if "chief" in all_words and (
        special := {"financial", "finance", "operating", "technology", "marketing", "investment"} & set(all_words)
    ):
        return frozenset(_SAME_OFFICE.get(w, w) for w in special)
    found = (_SAME_OFFICE.get(w, w) for w in all_words)
    return frozenset(w for w in found if w in _OFFICES)


_OFFICES = frozenset(
    (
        "executive",
        "chairman",
        "founder",
        "president",
        "director",
        "finance",
        "operating",
        "treasurer",
        "governor",
        "minister",
        "secretary",
    )
)


def resolve(
    text: str, sentences: Sentences, clusters: Sequence[Cluster], offices: Mapping[int, frozenset[str]],
    *, main: int | None = None, asked: Sequence[int] = (), weights: Mapping[str, Weights] = WEIGHTS,
) -> tuple[list[Reference], dict[int, int]]:  # fmt: skip
    """References of all pronouns and nominals but the first person's, by start; and whom "the company" would mean at the
    places that are asked about. `offices`: by person, what they are called. `main`: the company that the text names most.
    """
    if not clusters:
        return [], {}
    names = sorted((m.start, m.end, c.index) for c in clusters for m in c.body)
    kinds = [c.kind for c in clusters]
    parties = [
        _Party(c, kinds[c.index], any(m.in_title for m in c.mentions), _called(text, c), gender=_gender(text, c))
        for c in clusters
    ]
    phrases = find_phrases(text, [(a, b, kinds[i]) for a, b, i in names], quotations(text))
    phrases += [Phrase(a, a, ASKED, "company", _FIRMS) for a in asked]
    phrases.sort(key=lambda p: (p.start, p.end))
    answers: dict[int, int] = {}
    run = _Pass(text, sentences, names, main, parties, offices, weights)
    run.lately = {i: None for i, x in reversed(list(enumerate(parties))) if x.titled}
    at = 0
    for p in phrases:
        while at < len(names) and names[at][0] < p.start:
            run.meet(names[at][2], names[at][0], names[at][1])
            at += 1
        if p.sort in (SPEAKER, SPEAKERS):
            continue
        got = run.choose(p)
        if got is None:
            continue
        if p.sort == ASKED:
            answers[p.start] = got
            continue
        run.references.append(Reference(p.start, p.end, got, p.sort))
        run.meet(got, p.start, p.end)
        if p.sort in (MALE, FEMALE):
            parties[got].gender = p.sort
        elif p.sort == "nominal":
            parties[got].called.add(p.head)
    return run.references, answers


def _called(text: str, c: Cluster) -> set[str]:
    """The words that the text uses for a party: those of its name, and those that explain it where it comes first."""
    out = {w.lower() for m in c.mentions[:4] for w in re.findall(r"[\w\-]+", m.text)}
    for m in c.body[:3]:
        out.update(descriptions(text, m.start, m.end))
    return out


def _gender(text: str, c: Cluster) -> str | None:
    if c.kind != PERSON:
        return None
    for m in c.body[:4]:
        before = text[max(0, m.start - 14) : m.start] + (m.text.partition(" ")[0] if " " in m.text else "")
        if _MALE.search(before):
            return MALE
        if _FEMALE.search(before):
            return FEMALE
    return None


def resolve_speakers(
    text: str, clusters: Sequence[Cluster], references: Sequence[Reference], employers: Mapping[int, int], main: int | None
) -> list[Reference]:  # fmt: skip
    """References of I and we in direct speech: the speaker, and the party that the speaker works for or is."""
    quotes = quotations(text)
    if not quotes or not clusters:
        return []
    kinds = [c.kind for c in clusters]
    names = sorted((m.start, m.end, c.index) for c in clusters for m in c.body)
    phrases = [
        p for p in find_phrases(text, [(a, b, kinds[i]) for a, b, i in names], quotes) if p.sort in (SPEAKER, SPEAKERS)
    ]
    if not phrases:
        return []
    places = sorted([(a, i) for a, _, i in names] + [(r.start, r.cluster) for r in references])
    said_by = {q: _speaker(text, q, quotes, places, kinds) for q in quotes}
    starts = [a for a, _ in quotes]
    out, before = [], None
    for p in phrases:
        quote = quotes[bisect_right(starts, p.start) - 1]
        speaker = said_by[quote]
        speaker = before if speaker is None else speaker
        before = speaker
        if p.sort == SPEAKER:
            if speaker is not None and kinds[speaker] == PERSON:
                out.append(Reference(p.start, p.end, speaker, p.sort))
            continue
        group = main if speaker is None else employers.get(speaker) if kinds[speaker] == PERSON else speaker
        if group is not None:
            out.append(Reference(p.start, p.end, group, p.sort))
    return out


def _speaker(
    text: str, quote: Span, quotes: Sequence[Span], places: Sequence[tuple[int, int]], kinds: Sequence[str]
) -> int | None:  # fmt: skip
    """The party beside a word of saying next to a quotation, in its paragraph; a person before a company."""
    low = text.rfind("\n", 0, quote[0]) + 1
    high = text.find("\n", quote[1])
    high = len(text) if high < 0 else high
    best: tuple[tuple[int, int], int] | None = None
    for at, i in places[bisect_left(places, (low, -1)) : bisect_left(places, (high, -1))]:
        before = bisect_right(quotes, (at, len(text))) - 1
        if before >= 0 and at < quotes[before][1]:
            continue
        gap = at - quote[1] if at >= quote[1] else quote[0] - at
        near = text[quote[1] : at] if at >= quote[1] else text[at : quote[0]]
        said = bool(_SAID.search(near) or _SAID.search(text[at : at + 90]))
        rank = (0 if said else 1, gap if kinds[i] == PERSON else gap + 60)
        if gap <= 200 and (best is None or rank < best[0]):
            best = rank, i
    return best[1] if best else None
