"""What people do and for whom, and whose a vehicle or unit is.

In: a text, its parties, and where pronouns and nominals stand for them. Out: job titles as written, employers and owners
by index. A person whose company the text doesn't name beside the title gets the one that the text is speaking of, if the
title is an office; anybody else gets none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extractor.assemble.coreference import Reference, office_words
from extractor.assemble.entities import PERSON, Cluster, Mention

_FIRST = (
    r"(?:former|ex|acting|interim|deputy|vice|executive|non-executive|nonexecutive|managing|senior|group|global|founding|chief|general|joint|"
    r"lead|independent|honorary|outgoing|incoming|then|long-time|longtime|retired|associate|assistant|regional|national|worldwide|"
    r"finance|financial|operating|commercial|sales|technical|technology|marketing|investment|legal|medical|scientific|research|equity|"
    r"credit|portfolio|fund|company|corporate|board|co)"
)
_CORE = (
    r"(?:chief executive(?: officer)?|chief [\w-]+ officer|chief (?:economist|strategist|analyst|scientist|engineer)|finance chief|[Cc]hief|C[EFOTIM]O|"
    r"chair(?:man|woman|person)?|vice[ -]president|president|(?:co-?)?founder|director|boss|head|manager|partner|analyst|economist|strategist|owner|"
    r"treasurer|secretary|spokes(?:man|woman|person)|governor|minister|lawyer|attorney|executive|billionaire|entrepreneur|investor|principal|"
    r"counsel|trader|broker|banker|chief executive|judge|commissioner|professor|shareholder|trustee|adviser|advisor)"
)
TITLE = rf"(?i:(?:{_FIRST}[ -])*{_CORE}(?: officer)?(?:(?:,? and| &|/|,) ?(?:{_FIRST}[ -])*{_CORE}(?: officer)?)?)"
_HONORIFIC = r"(?:(?:Mr|Mrs|Ms|Dr|Sir|Dame|Lord|Prof)\.? )?"
_TITLE_BEFORE = re.compile(rf"(?<![\w-])({TITLE}),? {_HONORIFIC}$")
_TITLE_AFTER = re.compile(
    rf"(?:the |an? |its |his |her |their |our |currently |now |one of )?(?P<more>(?:[\w&\-]+ ){{0,4}}?)(?P<title>{TITLE})(?![\w-])"
)
_OPENING = re.compile(
    r"(?:,? \(?\d\d\)?)?(?:, (?:who (?:is|was|has been) )?| is | was | as | becomes? | became | \(| to become | (?:joined|joins) as | (?:was|is|been) (?:named|appointed|promoted to|made) )"
)
_PLACE = re.compile(r"(?:,? (?:of|at|for|with|from)(?: the)?|, who (?:runs|heads|leads|founded|chairs)) ")
_WHO = re.compile(
    r",? who (?:also )?(?:(?:co-?)?founded|runs|heads|leads|led|chairs|started|set up|owns|controls|manages|ran|created|built|works (?:for|at))(?: the)? "
)
_TRACKS = re.compile(r",? who [\w ,’'\-]{2,60}? (?:at|for|with) ")
_BY = re.compile(
    r",? (?:which is |(?:an? |the )[\w \-]{2,50}? )?(?:run|led|managed|headed|founded|chaired|started|set up|controlled|owned|backed) by (?:the |an? )?(?:[\w\-]+ ){0,3}?$"
)
_WHOSE = re.compile(r",? whose (?:[\w\-]+ ){0,4}$")
_AT_FIRM = re.compile(r"(?:,[\w \-]{0,60}?)? (?:of|at|with|from) (?:the )?(?:[a-z\-]+ ){0,3}")
_VEHICLE = r"(?:investment |private |family |personal |holding |listed )*(?:vehicle|holding company|holding|family office|investment company|investment firm|family trust|trust|foundation|unit|subsidiary|arm|division|company|firm|fund)"
_OWNED_AFTER = re.compile(
    rf",? (?:which is |is |was |an? |the |another )?(?:(?:[\w\-]+ ){{0,4}}?{_VEHICLE} )?(?:(?:wholly|majority|jointly)[ -])?(?:owned by|controlled by|run by|backed by|belonging to|of|held by) "
)
_VEHICLE_BEFORE = re.compile(rf"({_VEHICLE}),? ?$")
_OFFICES_IN = frozenset(
    ("executive", "chairman", "founder", "president", "director", "finance", "operating", "treasurer")
)


@dataclass(slots=True)
class People:
    """By party index: job titles, employers of persons, owners of vehicles and units."""

    roles: dict[int, str] = field(default_factory=dict)
    employers: dict[int, int] = field(default_factory=dict)
    owners: dict[int, int] = field(default_factory=dict)
    former: set[int] = field(default_factory=set)
    """Persons whose title is a past one."""

    def insider(self, party: int, company: int) -> bool:
        """Whether a party is an officer, director or founder of the company, or the vehicle of one."""
        person = self.owners.get(party, party)
        return self.employers.get(person) == company and person not in self.former and is_office(self.roles.get(person))


def is_office(role: str | None) -> bool:
    """Whether a job title is an office in a company, and not an analyst's or spokesman's."""
    words = re.findall(r"[\w\-]+", role or "")
    return bool(words) and bool(office_words(words[-1], words[:-1]) & _OFFICES_IN)


def offices(text: str, clusters: Sequence[Cluster]) -> dict[int, frozenset[str]]:
    """By person the telling words of their titles, as `coreference.resolve` takes them."""
    out = {}
    for c in clusters:
        if c.kind == PERSON and (role := c.role or _role(text, c)):
            words = re.findall(r"[\w\-]+", role)
            found = frozenset(w for k in range(len(words)) for w in office_words(words[k], words[max(0, k - 1) : k]))
            if found:
                out[c.index] = found
    return out


def _role(text: str, c: Cluster) -> str | None:
    """The title beside the first mention that has one."""
    for m in c.body:
        found = _title_before(text, m) or _title_after(text, m.end)
        if found:
            return text[found[0] : found[1]]
    return None


def _title_before(text: str, m: Mention) -> tuple[int, int] | None:
    low = max(0, m.start - 80, text.rfind("\n", 0, m.start) + 1)
    hit = _TITLE_BEFORE.search(text[low : m.start])
    return (low + hit.start(1), low + hit.end(1)) if hit else None


def _title_after(
    text: str, at: int, places: Mapping[int, tuple[int, int]] | None = None
) -> tuple[int, int, int | None] | None:
    """(start, end, company) of a title that follows a name: ", chief executive of …", ", Hartwell's chief executive"."""
    opened = _OPENING.match(text, at)
    if not opened:
        return None
    here, company = opened.end(), None
    if places and here in places:
        end, company = places[here]
        here = end + (2 if text[end : end + 2] in ("’s", "'s") else 0)
        here += text[here : here + 1] == " "
    hit = _TITLE_AFTER.match(text, here, min(len(text), here + 90))
    return (hit.start("title"), hit.end("title"), company) if hit else None


def bare_offices(text: str, clusters: Sequence[Cluster]) -> dict[int, int]:
    """By person who is called by an office, where: what "the company" would mean there is the person's company."""
    out = {}
    for c in clusters:
        if c.kind == PERSON and c.body:
            at = next((m for m in c.body if _title_before(text, m)), c.body[0])
            before = _title_before(text, at)
            out[c.index] = before[0] if before else at.start
    return out


def read_people(
    text: str, clusters: Sequence[Cluster], references: Iterable[Reference], spoken_of: Mapping[int, int]
) -> People:
    """Roles, employers and owners of the parties. `spoken_of`: by person the company that the text is speaking of there."""
    out = People()
    kinds = [c.kind for c in clusters]
    spans = [(m.start, m.end, c.index) for c in clusters for m in c.body]
    spans += [(r.start, r.end, r.cluster) for r in references]
    spans.sort(key=lambda s: (s[0], -s[1]))
    firms = [s for s in spans if kinds[s[2]] != PERSON]
    starts = {a: (b, i) for a, b, i in reversed(firms)}
    ends = {b: (a, i) for a, b, i in firms}
    for c in clusters:
        if c.kind == PERSON:
            _read_person(text, c, starts, ends, out)
    for person, company in spoken_of.items():
        if person not in out.employers and is_office(out.roles.get(person)):
            out.employers[person] = company
    _read_owners(text, clusters, spans, out)
    return out


def _read_person(
    text: str, c: Cluster, starts: Mapping[int, tuple[int, int]], ends: Mapping[int, tuple[int, int]], out: People
) -> None:  # fmt: skip
    role = c.role
    for m in c.body:
        company: int | None = None
        title: tuple[int, int] | None = None
        before = _title_before(text, m)
        if before:
            title = before
            company = _ending(text, before[0], ends)
        after = _title_after(text, m.end, starts)
        if after and (title is None or company is None):
            title = title or after[:2]
            company = after[2] if company is None else company
            if company is None and (place := _PLACE.match(text, after[1])):
                company = _starting(text, place.end(), starts)
        if company is None and title and (place := _PLACE.match(text, title[1])):
            company = _starting(text, place.end(), starts)
        if company is None:
            for pattern in (_WHO, _AT_FIRM, _TRACKS):
                hit = pattern.match(text, m.end)
                if hit and (company := _starting(text, hit.end(), starts)) is not None:
                    if pattern is _WHO and "found" in hit[0] and role is None and title is None:
                        role = "founder"
                    break
        if company is None:
            company = _ending(text, m.start, ends) or _run_by(
                text, m.start, title[0] if title and before else m.start, ends
            )
        if title and role is None:
            role = text[title[0] : title[1]]
        if title and re.match(r"(?i:former|ex-|retired|then )", text[title[0] : title[1]]):
            out.former.add(c.index)
        if company is not None and c.index not in out.employers:
            out.employers[c.index] = company
    if role:
        out.roles[c.index] = role


def _starting(text: str, at: int, starts: Mapping[int, tuple[int, int]]) -> int | None:
    """The company named at a place, but for "the" and a few describing words."""
    for skip in (0, 4):
        if (found := starts.get(at + skip)) and (skip == 0 or text[at : at + 4] == "the "):
            return found[1]
    here = at
    for _ in range(4):
        gap = re.compile(r"[\w’'\-]+ ").match(text, here)
        if not gap:
            return None
        here = gap.end()
        if here in starts:
            return starts[here][1]
    return None


def _ending(text: str, at: int, ends: Mapping[int, tuple[int, int]]) -> int | None:
    """The company named right before a place: "Hartwell's ", "Hartwell ", "its "."""
    stop = at
    while stop > 0 and text[stop - 1] == " ":
        stop -= 1
    for word in ("", "’s", "'s", "’", "'"):
        if text[:stop].endswith(word) and (stop - len(word)) in ends:
            return ends[stop - len(word)][1]
    return None


def _run_by(text: str, at: int, title: int, ends: Mapping[int, tuple[int, int]]) -> int | None:
    """The company before "run by" or "whose manager," and the name."""
    low = max(0, at - 110, text.rfind("\n", 0, at) + 1)
    for end in sorted((b for b in ends if low < b < at), reverse=True)[:2]:
        if _BY.fullmatch(text, end, at) or _WHOSE.fullmatch(text, end, title):
            return ends[end][1]
    return None


def _read_owners(text: str, clusters: Sequence[Cluster], spans: Sequence[tuple[int, int, int]], out: People) -> None:
    """Owners of vehicles and units: "Roe's vehicle Larkspur", "Larkspur, owned by Roe", "its unit Larkspur"."""
    starts = {a: (b, i) for a, b, i in reversed(spans)}
    ends = {b: i for a, b, i in spans}
    for c in clusters:
        if c.kind == PERSON:
            continue
        for m in c.body:
            owner: int | None = None
            hit = _OWNED_AFTER.match(text, m.end)
            if hit and ("own" in hit[0] or "control" in hit[0] or re.search(_VEHICLE, hit[0])):
                found = starts.get(hit.end())
                owner = found[1] if found else None
            low = max(0, m.start - 60)
            before = _VEHICLE_BEFORE.search(text[low : m.start])
            if owner is None and before:
                owner = _owner_before(text, low + before.start(1), ends)
            if owner is not None and owner != c.index:
                out.owners.setdefault(c.index, owner)
                break


def _owner_before(text: str, at: int, ends: Mapping[int, int]) -> int | None:
    """Whose a vehicle is: the possessive within three words before it."""
    low = max(0, at - 40)
    for hit in re.finditer(r"(?:’s|'s|\b(?:its|his|her)) (?=(?:[\w\-]+ ){0,3}$)", text[low:at]):
        stop = low + hit.start() + (0 if hit[0][0] in "’'" else len(hit[0]) - 1)
        if stop in ends:
            return ends[stop]
    return None
