"""Who is who in a text: its parties, what stands for them, their offices, employers and owners.

In: a text, its title and what the network found. Out: `Parties`. The pieces can be left out one by one, which is how their
worth is measured (docs/entities.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractor.assemble.coreference import Reference, resolve, resolve_speakers
from extractor.assemble.entities import PERSON, Cluster, add_repeats, attach_job_titles, cluster, read_mentions
from extractor.assemble.people import People, bare_offices, offices, read_people
from extractor.engine.findings import WindowFindings
from extractor.nlp.sentences import Sentences

LEAD = 300
"""Characters at the start of a text in which naming a party counts double."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """What of it is done: pronouns and nominals; offices, employers and owners beyond the job titles beside names."""

    coreference: bool = True
    people: bool = True


@dataclass(slots=True)
class Parties:
    """The parties of a text in order of first mention; what refers to them, by start."""

    clusters: list[Cluster]
    references: list[Reference] = field(default_factory=list)
    people: People = field(default_factory=People)

    def main(self, *, person: bool, besides: Iterable[int] = ()) -> int | None:
        """The party that the text names most, of the wanted sort; the title counts three times, the lead twice."""
        left_out = set(besides)
        weights = {
            c.index: sum(3.0 if m.in_title else 2.0 if m.start < LEAD else 1.0 for m in c.mentions)
            for c in self.clusters
            if c.index not in left_out and (c.kind == PERSON) == person
        }
        return max(weights, key=lambda i: (weights[i], -i)) if weights else None


def read_parties(
    text: str, title: str, sentences: Sentences, findings: Sequence[WindowFindings], pieces: Pieces
) -> Parties:
    """The parties that the findings name."""
    mentions = read_mentions((m for f in findings for m in f.mentions), text, title)
    out = Parties(cluster(mentions))
    add_repeats(out.clusters, text)
    attach_job_titles(out.clusters, mentions, text)
    spoken_of: dict[int, int] = {}
    main = out.main(person=False)
    if pieces.coreference:
        places = bare_offices(text, out.clusters)
        out.references, answers = resolve(
            text, sentences, out.clusters, offices(text, out.clusters), main=main, asked=sorted(set(places.values()))
        )
        spoken_of = {person: answers[at] for person, at in places.items() if at in answers}
    if pieces.people:
        out.people = read_people(text, out.clusters, out.references, spoken_of)
        for person, role in out.people.roles.items():
            out.clusters[person].role = role
    if pieces.coreference:
        out.references += resolve_speakers(text, out.clusters, out.references, out.people.employers, main)
        out.references.sort(key=lambda r: (r.start, r.end))
    return out
