"""Documents → clusters of those that tell the same, each with its canonical document.

The longest text goes first, so that every shorter copy meets the whole; a document that is near to two joins them. The
result does not depend on the order of the documents but for ties. Linear in their number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from extractor.sources.document import Document
from extractor.sources.duplicates.compare import Kind
from extractor.sources.duplicates.deduplicator import Deduplicator, Match, Placed, when

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a cluster and how it was matched: with one longer than it; None where no longer one was."""

    document: Document
    match: Match | None


@dataclass(frozen=True, slots=True)
class Cluster:
    """Copies of one version of one story.

    canonical  the earliest published, else the one with the longest text, else the first given
    members    all of them, the canonical one too, in the order given
    updates    place in the list of clusters of the version this one updates; None where it updates none
    """

    canonical: Document
    members: tuple[Member, ...]
    updates: int | None = None


def cluster(
    documents: Iterable[Document],
    *,
    threshold: float = 0.5,
    containment: float = 0.45,
    max_words: int = 5_000,
    url_key: Callable[[str], str] | None = None,
) -> list[Cluster]:
    """Every document in exactly one cluster; clusters in the order of their first members.

    Of two versions the one published later is the update, else the one given later. Options and errors as in
    `Deduplicator`.
    """
    docs = list(documents)
    dedup = Deduplicator(threshold=threshold, containment=containment, max_words=max_words, url_key=url_key)
    placed: dict[int, Placed] = {}
    joined = _Joined()
    for place in sorted(range(len(docs)), key=lambda n: (-len(docs[n].text), _moment(docs[n]), docs[n].text, n)):
        placed[place] = found = dedup.place(docs[place])
        for group in found.copies:
            joined.join(found.group, group)
    groups: dict[int, list[int]] = defaultdict(list)
    for place in range(len(docs)):
        groups[joined.root(placed[place].group)].append(place)
    position = {group: n for n, group in enumerate(groups)}
    canonical = {
        group: min(places, key=lambda n: (_moment(docs[n]), -len(docs[n].text), n)) for group, places in groups.items()
    }
    updates: dict[int, int] = {}
    for found in placed.values():
        pair = {joined.root(found.group), joined.root(found.other)}
        if found.match is not None and found.match.kind is Kind.UPDATE and len(pair) == 2:
            older, newer = sorted(pair, key=lambda group: (_moment(docs[canonical[group]]), canonical[group]))
            updates.setdefault(newer, position[older])
    return [
        Cluster(
            canonical=docs[canonical[group]],
            members=tuple(Member(docs[n], placed[n].match) for n in places),
            updates=updates.get(group),
        )
        for group, places in groups.items()
    ]


class _Joined:
    """Groups that turned out to be one."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def root(self, group: int) -> int:
        while (parent := self._parent.get(group, group)) != group:
            group = parent
        return group

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self._parent[second] = first


def _moment(doc: Document) -> datetime:
    return when(doc.published) or _LAST
