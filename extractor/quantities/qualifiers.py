"""Words around a figure that say how exact it is: "a little over", "up to", "or so" → the qualifiers of the record."""

import re

__all__ = ["is_same_thing", "qualifier_after", "qualifier_before"]


def _any(phrases: str) -> str:
    r"""Alternatives of a block of lines; a space matches one white space."""
    return "|".join(line.strip().replace(" ", r"\s") for line in phrases.strip().splitlines())


_JUST = r"(?:(?:a\s(?:little|bit|shade|touch)|just|well|slightly|somewhat|marginally|far|significantly)\s)?"
_ATLEAST = _any(
    r"""
    at least
    at a minimum
    (?:no|not) (?:less|fewer|lower) than
    (?:an? |the )?minimum(?: (?:amount|value|consideration|price|of))*
    ≥|>=
    """
)
_UPTO = _any(
    r"""
    (?:of )?up ?to
    (?:as|so) (?:much|many|high) as
    (?:an? )?max(?:imum|\.)?(?: aggregate| total)?(?: (?:amount|value|consideration|price|cost|number))?(?: of)?
    the maximum (?:amount |value |consideration )?of
    at (?:the )?most
    (?:no|not) (?:more|higher|greater) than
    not (?:to exceed|exceeding)
    cap(?:s|ped) at
    ≤|<=
    """
)
_OVER = _any(
    rf"""
    {_JUST}(?:over|above|more than|higher than|greater than)
    upwards? of
    in excess of
    north of
    (?:exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)|topp(?:ed|ing)|tops)
    better than
    past
    >
    """
)
_UNDER = _any(
    rf"""
    {_JUST}(?:under|below|less than|fewer than|lower than|short of|shy of)
    south of
    <
    """
)
_ABOUT = _any(
    r"""
    about|around|roughly|approximately|approx\.?|circa|ca\.|perhaps|nearly|almost|some|near|virtually|towards
    (?:an )?estimated(?: at)?
    close to
    (?:just |very )near
    something like
    in the (?:region|neighbou?rhood|area|vicinity) of
    (?:in|on|of) the order of
    or so
    ~|≈|c\.(?=\s?\Z)|c\Z
    """
)
_NAMES = {"at_least": _ATLEAST, "up_to": _UPTO, "over": _OVER, "under": _UNDER, "about": _ABOUT}
_PATTERNS = {name: re.compile(words, re.IGNORECASE) for name, words in _NAMES.items()}
_WORDS = "|".join(f"(?:{words})" for words in _NAMES.values())
_FILLER = (
    r"(?:(?:(?:an?|its|the|their)\s)?(?:further|additional|extra|another|aggregate(?:\s(?:amount|total))?\sof|"
    r"(?:grand\s|combined\s)?total\sof|combined|total|average\sof|further\sof)\s)?"
)
_BEFORE = re.compile(
    rf"(?<![\w-])(?P<first>{_WORDS})(?:\s{{0,2}}{_FILLER}(?P<second>{_WORDS}))?\s{{0,2}}{_FILLER}\Z", re.I
)
_VERB_BEFORE = {
    "over": r"take|takes|took|taken|taking|turn|turns|turned|turning|hand|hands|handed|handing|roll|rolled|rolling"
    r"|carry|carried|bring|bringing|brought|sign|signed|pass|passed|win|won|pledge|charge|lien|control|claims|rights|hold",
    "up to": r"go|goes|going|gone|went|edged|edge|edging|moved|move|moves|crept|creeping|climbed|rose|inched|ticked|add|adds"
    r"|added|adding|back|that|him|it|her|them|topped|brings|bringing|brought|nudged|nudging|raised|taken|target|rating",
    "close to": r"the|after|before|at|market|session|last|previous",
}
_NOT_AFTER = {words: re.compile(rf"(?<!\w)(?:{verbs})\s+\Z", re.IGNORECASE) for words, verbs in _VERB_BEFORE.items()}
_AFTER = re.compile(
    r"(?P<about>,?[\s-](?:or\s(?:so|thereabouts)|approximately|approx\.?|give\sor\stake)(?!\w)|-?ish(?!\w)|-odd(?!\w))"
    r"|(?P<at_least>\+(?![\s$€£]?\d)|-plus(?!\w)|\s(?:or\s(?:more|above|higher|greater|better)|and\s(?:above|up))(?!\w))"
    r"|(?P<up_to>\s(?:or\s(?:less|below|lower|fewer)|at\s(?:the\s)?most|maximum)(?!\w))"
    r"|(?P<over>\sand\s(?:change|a\sbit)(?!\w))",
    re.IGNORECASE,
)
_OR = re.compile(r"(?:\s[\w.’'-]{1,20}){0,5},?\sor\s(?:about\s|around\s|roughly\s|approximately\s)?")
_SIGNS = frozenset("~≈<>≤≥=.")
_WINDOW = 64
_VERB_WINDOW = 16


def qualifier_before(text: str, start: int, *, floor: int = 0) -> tuple[int, str] | None:
    """Where the qualifier that ends right before `start` begins, and its name; it lies at or after `floor`.

    Of two in a row the first rules ("up to about"), unless it only says "about" ("about as much as"). "Took over 40
    percent" and "went up to 40 percent" have none.
    """
    last = text[max(floor, start - 3) : start].rstrip()[-1:]
    if not (last.isalpha() or last in _SIGNS):
        return None
    window = text[max(floor, start - _WINDOW) : start]
    match = _BEFORE.search(window)
    if match is None:
        return None
    offset = start - len(window)
    first, second = match["first"], match["second"]
    verb = _NOT_AFTER.get(" ".join(first.lower().split()))
    if verb and verb.search(window[max(0, match.start() - _VERB_WINDOW) : match.start()]):
        return (offset + match.start("second"), _name(second)) if second else None
    name = _name(second) if second and _name(first) == "about" else _name(first)
    return offset + match.start(), name


def qualifier_after(text: str, end: int) -> tuple[int, str] | None:
    """Where the qualifier that starts right at `end` ends, and its name."""
    match = _AFTER.match(text, end)
    return (match.end(), match.lastgroup) if match and match.lastgroup else None


def is_same_thing(text: str, end: int, start: int) -> bool:
    """Whether a figure at `start` repeats the one that ended at `end` in another unit ("up to 5%, or 155,000")."""
    return start - end < _WINDOW and _OR.fullmatch(text, end, start) is not None


def _name(words: str) -> str:
    return next(name for name, pattern in _PATTERNS.items() if pattern.fullmatch(words))
