"""Documents, one after the other → which are copies or updates of an earlier one.

In: `Document`s; only text, title, url, published and id are read. Out: a `Match` where an earlier document tells the
same, else None. Refused with SourceError: a document without a word or figure to compare.

Only a document that brings something new is compared against later: the first of its story, an update, a copy with much
text of its own. Cost per document does not grow with the number of documents, but for texts of one template.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import NamedTuple

from extractor.errors import ConfigError, SourceError
from extractor.sources.document import Document
from extractor.sources.duplicates import state
from extractor.sources.duplicates.candidates import Candidates
from extractor.sources.duplicates.compare import Kind, Relation, compare, overlap
from extractor.sources.duplicates.state import KEY, Known, Memory
from extractor.sources.duplicates.story import Story, read_story
from extractor.sources.normal import read_tokens, strip_title, strip_wire, tokens_key

OWN = 0.3
"""From this share of wording of its own on, a copy is compared against later documents too."""
SAME_PAGE = 0.2
"""Share of the shorter text that makes another text under the same URL an update and not another article."""
_RANK = {Kind.NEAR: 0, Kind.CONTAINED: 1, Kind.UPDATE: 2}


@dataclass(frozen=True, slots=True)
class Match:
    """An earlier document of the same story.

    kind        see `Kind`
    canonical   id of the first document of that story, or of the version of it
    similarity  0 to 1: Jaccard similarity of word shingles; for `contained` the share of the shorter text
    new         share of the document's wording that the earlier text lacks: 0.0 where it adds nothing
    """

    kind: Kind
    canonical: str
    similarity: float
    new: float


class Placed(NamedTuple):
    """Where a document went: its match, its group, the group it was matched with, all groups it is exact or near to."""

    match: Match | None
    group: int
    other: int
    copies: frozenset[int]


class Deduplicator:
    """Finds copies and updates in a stream of documents.

    threshold    least Jaccard similarity of `near`
    containment  least share of the shorter text that must stand in the longer one, where `threshold` is not reached
    max_words    words of a document that are compared; what follows is ignored
    url_key      URL → the form that is the same for all addresses of one page

    Memory per document, in bytes: about 100 for its exact key and 150 for its URL; where it brings something new,
    5 a word (25,000 at most with the default `max_words`) and about 8,000 for the index besides.
    Raises ConfigError for a share outside 0 to 1, or where `rensa` is not installed.
    """

    def __init__(
        self,
        *,
        threshold: float = 0.5,
        containment: float = 0.45,
        max_words: int = 5_000,
        url_key: Callable[[str], str] | None = None,
    ) -> None:
        for name, share in (("threshold", threshold), ("containment", containment)):
            if not 0 < share <= 1:
                raise ConfigError(f"{name} must be above 0 and at most 1, not {share}")
        if max_words < 1:
            raise ConfigError(f"max_words must be at least 1, not {max_words}")
        self.threshold = threshold
        self.containment = containment
        self.max_words = max_words
        self._url_key = url_key or _canonical_url
        self._memory = Memory()
        self._candidates = Candidates()

    def __len__(self) -> int:
        """Stories known, each version by itself."""
        return len(self._memory.groups)

    def add(self, doc: Document) -> Match | None:
        """What earlier document `doc` repeats or updates, None where it is new; later ones are compared with it too.

        A document without an id is called by its URL, and without one by the key of its text.
        """
        return self.place(doc).match

    def place(self, doc: Document) -> Placed:
        """As `add`, with the number of the document's group; an update starts a group of its own."""
        memory = self._memory
        tokens = read_tokens(strip_wire(strip_title(doc.text, doc.title)))
        if not tokens:
            raise SourceError("no word to compare in the text; leave it out", doc_id=doc.label)
        text = tokens_key(tokens)
        key, page = bytes.fromhex(text)[:KEY], self._url_key(doc.url) if doc.url else None
        number = memory.keys.get(key)
        if number is not None:
            relations = [(Relation(Kind.EXACT, 1.0, 1.0, 0.0), number)]
        else:
            story = read_story(tokens, max_words=self.max_words)
            relations = self._find(story, memory.pages.get(page) if page else None)
        relation, number = relations[0] if relations else (None, -1)
        match = None
        group = other = len(memory.groups)
        if relation is not None:
            other = memory.known[number].group
            match = Match(relation.kind, memory.groups[other][0], relation.similarity, relation.new)
        if relation is not None and relation.kind is not Kind.UPDATE:
            group = other
        else:
            memory.groups.append((doc.id or doc.url or text, when(doc.published)))
        if relation is None or relation.kind is Kind.UPDATE or relation.new >= OWN:
            number = len(memory.known)
            memory.known.append(Known(story, group))
            self._candidates.add(story)
        memory.keys[key] = number
        if page:
            memory.pages[page] = number
        same = (memory.known[n].group for found, n in relations if found.kind in (Kind.EXACT, Kind.NEAR))
        return Placed(match, group, other, frozenset(same))

    def forget(self, before: date) -> int:
        """Forget the stories whose first document was published before `before` (a date means its midnight, UTC).

        Stories without a date stay. Returns how many are gone.
        """
        limit = when(before)
        memory, old = self._memory, self._memory.groups
        kept = [n for n, (_, published) in enumerate(old) if published is None or limit is None or published >= limit]
        new = {group: n for n, group in enumerate(kept)}
        numbers = {n: k for k, n in enumerate(n for n, known in enumerate(memory.known) if known.group in new)}
        self._restore(
            Memory(
                known=[Known(memory.known[n].story, new[memory.known[n].group]) for n in numbers],
                groups=[old[n] for n in kept],
                keys={key: numbers[n] for key, n in memory.keys.items() if n in numbers},
                pages={page: numbers[n] for page, n in memory.pages.items() if n in numbers},
            )
        )
        return len(old) - len(kept)

    def save(self, path: str | Path) -> None:
        """Write what is known to `path`, whole or not at all. Raises SourceError where it can't be written."""
        options = {"threshold": self.threshold, "containment": self.containment, "max_words": self.max_words}
        state.save(Path(path), self._memory, options)

    @classmethod
    def load(cls, path: str | Path, *, url_key: Callable[[str], str] | None = None) -> Deduplicator:
        """One that goes on where the saved one stopped, with its options.

        Raises SourceError where the file is missing, damaged or of another version.
        """
        memory, options = state.load(Path(path))
        loaded = cls(**options, url_key=url_key)
        loaded._restore(memory)
        return loaded

    def _restore(self, memory: Memory) -> None:
        self._memory, self._candidates = memory, Candidates()
        for known in memory.known:
            self._candidates.add(known.story)

    def _find(self, story: Story, page: int | None) -> list[tuple[Relation, int]]:
        """The known texts it is related to, the best first: copies before updates, then by similarity, then by age."""
        found = []
        for number in self._candidates.like(story):
            known = self._memory.known[number].story
            relation = compare(known, story, threshold=self.threshold, containment=self.containment)
            if relation is not None:
                found.append((relation, number))
        if page is not None and not found:
            jaccard, cover, new = overlap(self._memory.known[page].story.shingles, story.shingles)
            if cover >= SAME_PAGE:
                found.append((Relation(Kind.UPDATE, jaccard, cover, new), page))
        return sorted(found, key=lambda f: (_RANK[f[0].kind], -f[0].similarity, f[1]))


def when(published: date | None) -> datetime | None:
    """A date as its midnight; a time without zone is UTC."""
    if published is None:
        return None
    moment = published if isinstance(published, datetime) else datetime.combine(published, time())
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _canonical_url(url: str) -> str:
    # late: most documents of a wire carry no URL
    from extractor.sources.urls import canonical_url

    try:
        return canonical_url(url)
    except SourceError:
        # an identifier such as "urn:…" is its own key
        return url.strip()
