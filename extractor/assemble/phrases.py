"""Pronouns and nominals of a text that may stand for a party ("it", "the Danish retailer", "its chairman"), and job titles.

In: a text, and where it names parties. Out: `Phrase`s in order of the text, by form alone; whom they mean is decided in
`coreference`. Appositions and predicates ("X, the Danish retailer,", "X is a retailer") are no phrases of their own: they
describe a name, see `descriptions`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

THING, MALE, FEMALE, SPEAKER, SPEAKERS = "thing", "male", "female", "speaker", "speakers"
PRONOUNS = {
    "it": THING, "its": THING, "he": MALE, "him": MALE, "his": MALE, "she": FEMALE, "her": FEMALE, "hers": FEMALE,
    "i": SPEAKER, "me": SPEAKER, "my": SPEAKER, "we": SPEAKERS, "us": SPEAKERS, "our": SPEAKERS, "ours": SPEAKERS,
}  # fmt: skip
"""What each pronoun stands for. Plural ones stand for several parties more often than for one and are left alone."""
PLAIN = frozenset("company group firm business corporation concern".split())
"""Nouns that say of a party no more than that it is one."""
COMPANY = PLAIN | frozenset(
    """enterprise conglomerate startup start-up giant outfit issuer parent retailer bank lender insurer reinsurer carrier
    airline miner producer manufacturer supplier developer operator builder housebuilder homebuilder brewer chain utility
    publisher broadcaster provider broker brokerage refiner shipper grocer landlord distributor distiller
    wholesaler dealer dealership contractor biotech fintech cooperative co-operative studio courier hotelier telco explorer
    driller bidder acquirer suitor subsidiary affiliate competitor agency club baker bakery tobacconist trader
    winery shipbuilder shipyard railway railroad hospital foundry restaurateur processor refinery smelter cable automaker
    tailor printer trucker haulier franchisee vendor licensee listed-company newcomer incumbent
    owner seller buyer winner victor challenger engineer seafarm grower planter packager caterer leader""".split()
)
FUND = frozenset("fund trust reit investor shareholder holder activist endowment vehicle spac".split())
GOVERNMENT = frozenset(
    "regulator watchdog ministry government commission authority department court agency bureau kingdom state prosecutor".split()
)
OTHER = frozenset("union foundation family consortium charity university association party".split())
OFFICE = frozenset(
    "chairman chairwoman chairperson chair ceo cfo coo cto founder co-founder president director treasurer governor minister secretary boss".split()
)
"""Nouns for an office, which is held at some company."""
PERSON = OFFICE | frozenset(
    """billionaire entrepreneur executive tycoon magnate businessman businesswoman financier heir heiress widow judge analyst
    economist strategist banker lawyer trader manager veteran banker man woman millionaire politician scientist professor
    industrialist dealmaker raider""".split()
)
HEADS: dict[str, frozenset[str]] = {}
for _word in COMPANY | FUND | GOVERNMENT | OTHER | PERSON:
    HEADS[_word] = frozenset(
        kind
        for kind, words in (
            ("company", COMPANY | FUND | {"union", "family"}),
            ("fund", FUND | PLAIN | {"giant", "buyer", "seller", "owner", "bidder", "family", "suitor"}),
            ("government", GOVERNMENT | {"holder", "shareholder", "owner"}),
            ("other", OTHER | GOVERNMENT | COMPANY | {"trust", "holder", "shareholder", "investor"}),
            ("person", PERSON | {"investor", "shareholder", "holder", "activist", "owner", "buyer", "seller"}),
        )
        if _word in words
    )
MAKER = re.compile(r"[a-z]+(?:-?(?:maker|builder|owner|seller|operator|grower|miner|producer))$")
"""Compounds: drugmaker, shipbuilder, fund-owner."""
GENERIC_PERSON = PERSON - OFFICE
DEFINED = frozenset(("Company", "Group", "Bank", "Fund", "Trust", "Corporation", "Firm", "Partnership", "REIT"))
"""Nouns that releases write with a capital for themselves."""
RELATED = frozenset(
    "subsidiary affiliate parent owner supplier competitor buyer seller holder shareholder investor broker bank lender landlord dealer distributor".split()
)
"""With a possessive they are another party than the possessor's, one that a rule of form can't name."""
_NOUNS_AFTER = frozenset(
    """board boards shares share stock stocks executives executive chief management spokesman spokeswoman spokesperson law officials official president
    name chairman chairwoman secretary data accounts headquarters policy website unit results sources source documents filing
    statement founder founders owner owners employees staff workers director directors level profit profits revenue sales
    earnings debt bonds loans loan deal accounting insiders insider structure announcement release operations
    account bond fund funds manager managers transfer holiday tax rate rates accord rescue bailout premium treasurer finance
    history town group bank company boss sector industry market pension news chain service services agreement agreements brand lawyer lawyers auditors auditor""".split()
)
"""After a noun for a company they make it part of a longer one ("the company board")."""
_STOP = frozenset(
    """of in on at to for from by with as and or but that which who whose whom when where while if than then so because since
    is are was were be been being am has have had do does did will would can could may might shall should must not n't
    the a an its his her their our my your this these those it he she they we i you said says say into over under after
    before about against between during without within through per via also later would-be there both all some any no
    only even just still yet already ago soon now too more most less least up down out off what how why whether""".split()
)
_WORD = re.compile(r"[$£€]?[^\W_][^\W_]*(?:[.\-&’'][^\W_]+)*%?")
_DETERMINER = re.compile(r"\b(the|its|his|her|their|our|my|this)\b", re.IGNORECASE)
_PRONOUN = re.compile(rf"\b(?:{'|'.join(PRONOUNS)})\b(?!-)", re.IGNORECASE)
_MEANT = re.compile(r"the |a |an ", re.IGNORECASE)
REACH = 7
"""Words between a determiner and its noun, at most."""
_EMPTY_IT = re.compile(
    r"""it(?:['’]s|\ (?:is|was|would\ be|will\ be|may\ be|might\ be|could\ be|has\ been|had\ been|seems|seemed|appears|appeared|
    becomes|became|remains|remained))\ (?:\w+ly\ |not\ |still\ |also\ |too\ |so\ |more\ |very\ |now\ |no\ longer\ ){0,2}
    (?:(?:un|im)?(?:likely|clear|possible|necessary|hard|easy|difficult|true|important|too|time|worth|understood|reported|known|said|thought|
    believed|expected|hoped|estimated|rumou?red|obvious|better|best|rare|common|early|premature|uncertain|certain|
    surprising|natural|wise|fair|safe|right|wrong|impossible|enough|late|up\ to|not\ known|as\ if|as\ though)
    (?=\ (?:that|to|for|whether|how|why|when|if|who|what|the|a|in|by|which|,|\w+\ (?:to|that)))|that\b)
    |it\ (?:seems|appears|turns\ out|turned\ out|emerged|follows|remains\ to|takes|took|rained|rains|snowed|emerges|goes\ without|matters|does\ not\ matter|makes\ sense|made\ sense)\b
    |it\ (?:was|is)\ (?!an?\b)[A-Z][\w&.\ \-]{1,40}\ (?:that|who|which)\b
    |it\ (?:was|is)\ (?:the|an?|only|in|on|at|not\ until)\ [^.;\n]{1,50}?\b(?:that|who|which|when)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_OBJECT_IT = re.compile(
    r"\b(?:make|makes|made|find|found|think|thinks|consider|considers|considered|put)\s+$", re.IGNORECASE
)
_THEN_TO = re.compile(r"it (?:\w+ )?\w+ (?:to|that|for)\b|it:|it this way", re.IGNORECASE)
_EMPHATIC = re.compile(r"\s(?:own|same)\b")
_COPULA = re.compile(
    r"\b(?:is|was|are|were|be|been|became|become|becomes|remains|as|called|being|named)\s+(?:\w+ly\s+|now\s+|once\s+|still\s+|not\s+)?$"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pronoun or nominal at [start, end).

    `kinds` of parties it can stand for; `head` is its noun in lower case, or the pronoun; `words` its words between
    determiner and noun. `sort` is one of the pronoun sorts, or "nominal", "office".
    """

    start: int
    end: int
    sort: str
    head: str
    kinds: frozenset[str]
    words: tuple[str, ...] = ()
    possessive: bool = False


_THINGS = frozenset(("company", "fund", "government", "other"))
_PEOPLE = frozenset(("person",))
Span = tuple[int, int]


def find_phrases(text: str, names: Sequence[tuple[int, int, str]], quotes: Sequence[Span]) -> list[Phrase]:
    """Pronouns and nominals by start, an outer one after the possessive in it. `names`: (start, end, kind), in order."""
    found = [p for p in (*_pronouns(text, names, quotes), *_nominals(text, names)) if p is not None]
    return sorted(found, key=lambda p: (p.start, p.end))


def _pronouns(text: str, names: Sequence[tuple[int, int, str]], quotes: Sequence[Span]) -> Iterator[Phrase]:
    inside = _Inside(quotes)
    held = _Inside([(a, b) for a, b, _ in names])
    for m in _PRONOUN.finditer(text):
        word = m[0].lower()
        sort = PRONOUNS[word]
        if m[0] in ("US", "IT", "ITS", "HER", "ME") or (word == "i" and m[0] != "I") or held.at(m.start()):
            continue
        if sort in (SPEAKER, SPEAKERS) and not inside.at(m.start()):
            continue
        if word == "it" and _stands_for_nothing(text, m.start()):
            continue
        kinds = _THINGS if sort == THING else _PEOPLE if sort in (MALE, FEMALE, SPEAKER) else _THINGS
        yield Phrase(m.start(), m.end(), sort, word, kinds)


def _stands_for_nothing(text: str, at: int) -> bool:
    if _EMPTY_IT.match(text, at):
        return True
    return bool(_OBJECT_IT.search(text, max(0, at - 14), at) and _THEN_TO.match(text, at))


class _Inside:
    """Whether a position lies in one of some ranges that are in order and apart."""

    def __init__(self, ranges: Sequence[Span]) -> None:
        self.ranges, self.starts = ranges, [a for a, _ in ranges]

    def at(self, position: int) -> bool:
        i = bisect_left(self.starts, position + 1) - 1
        return i >= 0 and position < self.ranges[i][1]


def kinds_of(word: str) -> frozenset[str]:
    """The kinds of parties that a noun can stand for; none for a noun that names no party."""
    known = HEADS.get(word)
    if known is not None:
        return known
    return frozenset(("company", "other")) if MAKER.match(word) else frozenset()


def _nominals(text: str, names: Sequence[tuple[int, int, str]]) -> Iterator[Phrase]:
    starts = [a for a, _, _ in names]
    for m in _DETERMINER.finditer(text):
        phrase = noun_phrase(text, m.end())
        if phrase is None:
            continue
        words, head, start, end = phrase
        first = bisect_left(starts, m.start())
        if any(b >= end for a, b, _ in names[first : first + 4] if a < end):
            continue  # the noun is part of a name
        if first and names[first - 1][1] > m.start():
            continue
        kinds = kinds_of(head.lower())
        if _means_nobody(text, m.start(), words, head.lower()) or _describes(
            text, m.start(), end, kinds, words, names, first
        ):
            continue
        determiner = m[1].lower()
        own = determiner not in ("the", "this")
        if own and head.lower() in RELATED:
            continue
        sort = "office" if head.lower() in OFFICE or _is_office(words) else "nominal"
        if sort == "office":
            kinds = _PEOPLE
        opening = m.start()
        yield Phrase(opening, _with_quotes(text, start, end), sort, head.lower(), kinds, tuple(words), own)


def _with_quotes(text: str, start: int, end: int) -> int:
    """A defined term goes to the end of its quotation marks."""
    return end + 1 if text[start - 1 : start] in ('"', "“") and text[end : end + 1] in ('"', "”") else end


def _is_office(words: Sequence[str]) -> bool:
    return bool(words) and words[-1].lower() in ("chief", "vice", "managing")


def noun_phrase(text: str, at: int) -> tuple[list[str], str, int, int] | None:
    """(words before the noun, noun, its start, its end) of the phrase that goes on at `at`; None without a party's noun."""
    found: list[tuple[str, int, int]] = []
    end = at
    for w in _WORD.finditer(text, at, min(len(text), at + 110)):
        gap = text[end : w.start()]
        if (
            (gap.strip(" ") and gap.strip() not in ("“", '"'))
            or len(found) > REACH
            or w[0].lower() in _STOP
            or "\n" in gap
        ):
            break
        word, stop = w[0], w.end()
        if word.endswith(("’s", "'s")):
            word, stop = word[:-2], stop - 2
            found.append((word, w.start(), stop))
            end = w.end()
            if kinds_of(word.lower()):
                break
            continue
        found.append((word, w.start(), stop))
        end = stop
    for i in range(len(found) - 1, -1, -1):
        word, a, b = found[i]
        office = i and found[i - 1][0].lower() == "chief" and word.lower() not in ("said", "says")
        if word.lower() == "officer" and i > 1:
            return [w for w, _, _ in found[:i]], word, a, b
        if office and word.lower() in ("executive", "economist", "strategist"):
            return [w for w, _, _ in found[:i]], word, a, b
        if word.lower() == "chief" and i and found[i - 1][0].lower() not in ("its", "the"):
            nxt = found[i + 1][0].lower() if i + 1 < len(found) else ""
            if nxt not in ("executive", "financial", "operating", "economist", "technology"):
                return [w for w, _, _ in found[:i]], word, a, b
        if not kinds_of(word.lower()) or (word[0].isupper() and word not in DEFINED):
            continue
        after = found[i + 1][0].lower() if i + 1 < len(found) else ""
        if after in _NOUNS_AFTER or (
            i + 1 < len(found) and text[b : b + 1] in "-’'" and text[b : b + 2] not in ("’s", "'s")
        ):
            continue
        if word.endswith("executive") and i == 0:
            continue
        return [w for w, _, _ in found[:i]], word, a, b
    return None


_IDIOM = re.compile(r"\b(?:in|to|at|from) $")
_GROWN = re.compile(
    r"\b(?:new|merged|combined|combining|enlarged|resulting|third|other|biggest|largest|same|whole industry)\b"
)


def _means_nobody(text: str, start: int, words: Sequence[str], head: str) -> bool:
    """Money in the bank, a line of business, the company that two will be."""
    if head == "bank" and not words and _IDIOM.search(text, max(0, start - 6), start):
        return True
    return (head == "business" and bool(words)) or any(_GROWN.fullmatch(w.lower()) for w in words)


def _describes(
    text: str, start: int, end: int, kinds: frozenset[str], words: Sequence[str], names: Sequence[tuple[int, int, str]], first: int
) -> bool:  # fmt: skip
    """Whether a nominal only describes a name beside it: an apposition, a predicate, a title before a name."""
    if text[end : end + 2] in ("’s", "'s"):
        return False
    if _COPULA.search(text, max(0, start - 24), start):
        return True
    after = next(((a, b, k) for a, b, k in names[first : first + 6] if a >= end), None)
    if after is not None:
        gap = text[end : after[0]]
        if gap == " " or (gap in (", ", " and ") and after[2] in kinds and gap != " and " and _closes(text, after[1])):
            return True
    before = names[first - 1] if first else None
    if before is not None and before[2] in kinds and words:
        gap = re.sub(r"\([^()]*\)", "", text[before[1] : start])
        if gap.strip() in (",", "-", "—", "–") and text[start : start + 3].lower() in ("the", "its", "his"):
            return True
    return False


def _closes(text: str, at: int) -> bool:
    return (
        text[at : at + 1] in (",", ".", ";", ")", "")
        or text[at : at + 2] in ("’s", "'s")
        or text[at : at + 4] == " and"
    )


def quotations(text: str) -> list[Span]:
    """Ranges of direct speech, inside the quotation marks; a quotation left open ends with its paragraph."""
    out: list[Span] = []
    opened: int | None = None
    for m in re.finditer(r"[“”\"]|\n\s*\n", text):
        mark = m[0]
        if mark[0] == "\n":
            if opened is not None:
                out.append((opened, m.start()))
            opened = None
        elif mark == "“" or (mark == '"' and opened is None):
            opened = m.end() if opened is None else opened
        elif opened is not None:
            out.append((opened, m.start()))
            opened = None
    if opened is not None:
        out.append((opened, len(text)))
    return out


_APPOSITION = re.compile(
    r"(?:[’']s)?(?: \([^()]{1,40}\))*, (?:an? |the |one of (?:the |its )?|which is an? |now an? )([^.;\n]{3,90})"
)
_PREDICATE = re.compile(
    r"(?: \([^()]{1,40}\))? (?:is|was|has been|became) (?:an? |the |one of (?:the )?)([^.;,\n]{3,80})"
)
_BEFORE = re.compile(r"(?:(?:[A-Za-z0-9.&’'\-]+ ){0,6})$")
_LOWER_HEAD = re.compile(r"[a-z][a-z\-]+")


def descriptions(text: str, start: int, end: int) -> Iterable[str]:
    """The words that a name at [start, end) is explained with, in lower case: before it, in apposition, as predicate."""
    out: list[str] = []
    for pattern in (_APPOSITION, _PREDICATE):
        m = pattern.match(text, end)
        if m:
            words = re.split(r"\b(?:which|that|who|whose|where|with|when|said|has|had|will|is|was)\b", m[1])[0]
            out += [w.lower() for w in re.findall(r"[\w\-]+", words)][:12]
    line = text[max(0, start - 70) : start]
    before = re.split(r"[.;:,()\"“”\n]|\b(?:of|by|in|to|for|from|with|at|and|as|said|that|on|than|between)\b", line)[-1]
    out += [w.lower() for w in re.findall(r"[\w\-]+", before)]
    return out
