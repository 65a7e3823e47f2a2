"""Names of parties: their canonical form, the keys under which their variants meet, and how alike two are.

In: names as articles write them. Out: forms without case, accents, punctuation, articles and legal forms. Two names
that agree may still be two companies; `alike` says how far the names alone support that they are one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from difflib import SequenceMatcher
from functools import lru_cache

from extractor.records.taxonomy import Kind

LEGAL = frozenset(
    """inc incorporated corp corporation co cos company companies ltd limited plc llc llp lp lllp pte pty bhd berhad tbk
    sa sas spa srl sarl ag se nv bv gmbh kgaa kg ab asa as oyj oy aps hf ehf ad jsc pjsc kk psc pcl sae nyrt rt
    saog dd doo ord adr ads gdr reg""".split()
)
"""Legal forms and share classes, written without dots."""
LOOSE = frozenset(
    """group groupe grupo holding holdings international industries technologies technology systems resources
    enterprises partners management worldwide global financial services capital""".split()
)
"""Words that a short form of a name leaves out."""
HONORIFICS = frozenset("mr mrs ms dr sir lord lady dame prof".split())
_SMALL = frozenset("of the and de la du for van von der den".split())
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
_INITIALS = re.compile(r"\b(?:[a-z0-9] ){1,5}[a-z0-9]\b")

SAME, SHORT, OTHER = 1.0, 0.8, 0.0


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """All words of a name, folded; "&" is "and", initials are one word ("J.P." → "jp")."""
    flat = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    flat = "".join(c for c in flat if not unicodedata.combining(c)).replace("’", "'")
    flat = re.sub(r"'s\b|'", "", flat).replace("&", " and ").replace("+", " and ")
    flat = re.sub(r"(?<=\b[a-z])\.(?=[a-z]\b)", "", flat)
    flat = " ".join(re.sub(r"[\W_]+", " ", flat).split())
    return tuple(_INITIALS.sub(lambda m: m[0].replace(" ", ""), flat).split())


@lru_cache(maxsize=65536)
def core(name: str) -> tuple[str, ...]:
    """The words that identify a party: no leading "the" or honorific, no legal form or "& Co" at the end.

    One word stays at least; a name of punctuation alone is its own word.
    """
    found = list(words(name)) or [name.strip() or name]
    while len(found) > 1 and (found[0] == "the" or found[0] in HONORIFICS):
        found.pop(0)
    while len(found) > 1 and (found[-1] in LEGAL or found[-1] == "and"):
        found.pop()
    return tuple(found)


def normalise(name: str) -> str:
    """The canonical form of a name: "The Borvane Co., Inc." → "borvane"."""
    return " ".join(core(name))


@lru_cache(maxsize=65536)
def vague(name: str) -> bool:
    """Whether a party is told by its part only: "two directors", "its packaging unit"."""
    return not any(c.isupper() or c.isdigit() for c in name) and name.isascii()


@lru_cache(maxsize=65536)
def filed(name: str, kind: Kind) -> frozenset[str]:
    """Keys to file a name under. Every variant that `alike` accepts asks for one of them (`asked`).

    `=` stands before a name, `<` before what begins it, `~` before what variants have in common. So "Borvane" is
    compared with "Borvane Foods", and "Borvane Foods" not with "Borvane Pumps".
    """
    found = core(name)
    begins = (" ".join(found[:n]) for n in range(1, len(found)))
    return frozenset({f"={' '.join(found)}", *(f"<{s}" for s in begins), *(f"<{s}" for s in _initials(name))}).union(
        _common(name, found, kind)
    )


@lru_cache(maxsize=65536)
def asked(name: str, kind: Kind) -> frozenset[str]:
    """Keys that a name's variants are filed under."""
    found = core(name)
    whole = " ".join(found)
    begins = (" ".join(found[:n]) for n in range(1, len(found)))
    return frozenset({f"={whole}", f"<{whole}", *(f"={s}" for s in begins), *(f"={s}" for s in _initials(name))}).union(
        _common(name, found, kind)
    )


def _common(name: str, found: tuple[str, ...], kind: Kind) -> set[str]:
    keys = {f"~{''.join(found)}"}
    if kind is Kind.PERSON:
        keys |= {f"~{found[0]}", f"~{found[-1]}"}
    elif kind is Kind.GOVERNMENT:
        keys |= {f"~{w}" for w in found if w not in _SMALL}
    if len(found) > 1:
        head = " ".join(found[:-1])
        keys |= {f"~{head} {found[-1][:3]}"} | ({f"~{head} +"} if found[-1] in LOOSE else set())
    return keys


@lru_cache(maxsize=65536)
def _initials(name: str) -> frozenset[str]:
    every = core(name)
    if len(every) < 2:
        return frozenset()
    content = [w for w in every if w not in _SMALL]
    return frozenset(s for s in ("".join(w[0] for w in every), "".join(w[0] for w in content)) if len(s) > 1)


Symbols = Collection[tuple[str, str | None]]


def alike(a: str, b: str, *, kind: Kind = Kind.COMPANY, tickers: tuple[Symbols, Symbols] = ((), ())) -> float:
    """How far two names support one party: SAME, SHORT (one can be short for the other) or OTHER.

    `tickers` are (symbol, market) of each; one that both have decides. Authorities go by parts of their names.
    """
    if any(s == t and (x == y or x is None or y is None) for s, x in tickers[0] for t, y in tickers[1]):
        return SAME
    return _alike(a, b, kind) if a <= b else _alike(b, a, kind)


@lru_cache(maxsize=262144)
def _alike(a: str, b: str, kind: Kind) -> float:
    x, y = core(a), core(b)
    if x == y or "".join(x) == "".join(y):
        return SAME
    if kind is Kind.PERSON:
        return _same_person(x, y)
    if len(x) > len(y):
        x, y, a, b = y, x, b, a
    rest = y[len(x) :]
    if y[: len(x)] == x and (len(x[0]) > 2 or len(x) > 1):
        return SAME if all(w in LOOSE for w in rest) else SHORT
    if kind is Kind.GOVERNMENT and set(x) <= set(y):
        return SHORT
    if len(x) == len(y) > 1 and x[:-1] == y[:-1] and ({x[-1], y[-1]} <= LOOSE or _abbreviated(x[-1], y[-1])):
        return SHORT
    if len(x) == 1 and 2 <= len(x[0]) <= 6 and x[0] in _initials(b):
        return SHORT
    return OTHER


def _abbreviated(a: str, b: str) -> bool:
    """Whether one word begins the other: "Aero" and "Aerospace"."""
    return min(len(a), len(b)) > 2 and (a.startswith(b) or b.startswith(a))


def _same_person(x: tuple[str, ...], y: tuple[str, ...]) -> float:
    if len(x) > len(y):
        x, y = y, x
    if set(x) == set(y):
        return SAME
    if len(x) == 1:
        return SHORT if x[0] in (y[0], y[-1]) else OTHER
    if x[-1] != y[-1]:
        return OTHER
    first, other = sorted((x[0], y[0]), key=len)
    if other.startswith(first):
        return SAME if first == other else SHORT
    if first[0] != other[0] or len(first) < 3:
        return OTHER
    return SHORT if SequenceMatcher(None, first, other, autojunk=False).ratio() > 0.75 else OTHER
