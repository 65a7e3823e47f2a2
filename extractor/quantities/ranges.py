"""Neighbouring atoms: ranges ("$12 to $14", "between 3 and 5 percent") and units lent from one to the other.

"From $33 to $41", "by $2 to $41" and "to $41 from $33" are two figures; "ranging from", "between" and a bare "to" make
one. In "$1.2 to $1.4 billion" the multiplier, in "12-14 percent" the unit holds for both ends; in "from 33 to 41 dlrs"
and "12 cts vs 10" too.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from extractor.quantities.atoms import Atom

__all__ = ["join"]

_DASH = re.compile(r"[-–‑—]| [-–‑] ")
_TO = re.compile(r"\s+to\s+|-to-|\s+(?:and|to)\s+(?:up\s+to|about|around|as\s+much\s+as)\s+")
_AND = re.compile(r"\s+(?:and|to)\s+(?:about\s+|around\s+)?|\s?[-–—]\s?")
_BETWEEN = re.compile(r"(?<!\w)between\s+(?:(?:about|around|roughly|approximately)\s+)?\Z", re.IGNORECASE)
_FILL = r"(?:a|an|about|around|some|roughly|approximately|the|its|up\s+to|at\s+least|as\s+much\s+as|nearly|almost)"
_FROM = re.compile(rf"(?<!\w)from\s+(?:{_FILL}\s+){{0,2}}\Z", re.IGNORECASE)
_RANGING = re.compile(
    r"(?<!\w)(?:rang(?:e|es|ed|ing)|vary|varying|varies|prices|anywhere|spread|span\w{0,5}|estimates|forecasts)"
    r"(?:\s+\w+){0,2}\s+from\s+(?:\w+\s+){0,2}\Z",
    re.IGNORECASE,
)
_MOVES = (
    r"r(?:ose|ises?|isen|ising)|f(?:ell|alls?|allen|alling)|gain(?:s|ed|ing)?|los(?:t|e|es|ing)|drop(?:s|ped|ping)?|up|down"
    r"|off|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?|slip(?:s|ped)?|slid(?:e|es)?|add(?:s|ed|ing)?|advanc(?:es?|ed|ing)"
    r"|declin(?:es?|ed|ing)|eas(?:es?|ed)|tumbled|surg(?:es?|ed|ing)|soar(?:s|ed)?|leap(?:s|t|ed)?|increas(?:es?|ed|ing)"
    r"|decreas(?:es?|ed|ing)|higher|lower(?:s|ed)?|firmed|rais(?:es?|ed|ing)|cuts?|gr(?:ew|ows?)|shed|shedding|trimmed"
    r"|lifted|boosted|plunged|sank|sinking|slumped|edged|inched|rallied|hiked|retreated|by"
)
_AMOUNT = (
    r"by|about|another|around|nearly|almost|some|roughly|as\s+much\s+as|more\s+than|over|up\s+to|a\s+further|just|only"
)
_THING = r"its|their|the|dividend|price|target|stake|payout|bid|offer"
_MOVED = re.compile(rf"(?<!\w)(?:{_MOVES})(?:\s+(?:{_AMOUNT}|{_THING})){{0,4}}\s+\Z", re.IGNORECASE)
_EARLIER = r"(?:a|an|its|the|prior|previous|earlier|range|of|guidance|forecast|outlook|estimate|between|view)"
_THEN_FROM = re.compile(rf"(?:\s+\w+){{0,4}},?\s+from\s+(?:{_EARLIER}\s+){{0,5}}", re.IGNORECASE)
_AGAINST = re.compile(
    r"[\s,;(]*(?:(?:a\s+share|per\s+share|each|apiece|net|profit|loss|up|down|as|in\s+cash)\s+){0,2}[\s,;(]*"
    r"(?:from|vs\.?|versus|against|compared\s+(?:with|to)|instead\s+of|rather\s+than|to)\s+"
    r"(?:(?:a|an|the|its|earlier|previous|prior|year-ago|year-earlier|old|just|only|about|around|loss|profit)\s+){0,3}",
    re.IGNORECASE,
)
_ALSO = re.compile(r"\s+(and|or|to|from|versus|vs\.?)\s+|(\s?/\s?)|(,\s)")
_CLOSED = re.compile(
    r"\s*(?:\Z|[.,;:)\]\n\"”’—–]|(?:and|or|in|on|at|for|to|from|by|a|per|previously|earlier|before|last|this|while|but|"
    r"after|as|with|the|when|under|today|yesterday|ago|year|one|had|has|was|is|of)\b)"
)
_SPREADS_BELOW = 1000.0
_WIDEST = 10.0
_LOOKBACK = 60
_LONGEST_GAP = 24
_LONGEST_COMPARISON = 60

Placed = tuple[Atom, int]
"""An atom and where its words begin ("between" included)."""


def join(text: str, atoms: list[Atom]) -> Iterator[Placed]:
    """Atoms with ranges joined (`Atom.high`) and units lent; weak ones nobody lent a unit are dropped."""
    placed: list[Placed] = []
    i = 0
    while i < len(atoms):
        found = _range(text, atoms[i], atoms[i + 1], placed) if i + 1 < len(atoms) else None
        if not found and i + 1 < len(atoms) and _is_code(text, atoms[i], atoms[i + 1]):
            atoms[i].weak = atoms[i + 1].weak = True
        placed.append(found or (atoms[i], atoms[i].start))
        i += 2 if found else 1
    _lend_back(text, placed)
    _lend_on(text, placed)
    return (place for place in placed if not place[0].weak)


def _range(text: str, low: Atom, high: Atom, placed: list[Placed]) -> Placed | None:
    """The range two neighbours make, its units lent from end to end, or None where they are two figures."""
    if high.start - low.end > _LONGEST_GAP or low.year or high.year or (low.weak and high.weak):
        return None
    gap = text[low.end : high.start]
    floor = placed[-1][0].last if placed else 0
    before = text[max(floor, low.start - _LOOKBACK) : low.start]
    between = _BETWEEN.search(before)
    if between and _AND.fullmatch(gap):
        begin = low.start - len(before) + between.start()
    elif _DASH.fullmatch(gap) or (_TO.fullmatch(gap) and not _two_figures(text, low, high, before, placed)):
        begin, between = low.start, None
    else:
        return None
    low, high = replace(low), replace(high)
    if not _share_units(low, high, between=between is not None):
        return None
    a, b = low.value, high.value
    if b < a < 0 or (low.sign < 0 <= high.sign and b > 0 and " " not in gap):
        a, b = sorted((a, -abs(b)))
        high.sign = -1
    wide = between or a <= 0 or b / a <= _WIDEST or (low.kind == "percent" and b <= 100)
    if not (a < b and wide):
        return None
    low.high, low.weak = high, False
    low.per_share = low.per_share or high.per_share
    return low, begin


def _is_code(text: str, left: Atom, right: Atom) -> bool:
    """ "737-8": two bare numbers that a hyphen ties though they make no range."""
    tied = right.start - left.end == 1 and text[left.end] == "-"
    return tied and left.bare and right.bare and left.factor == right.factor == 1.0


def _two_figures(text: str, low: Atom, high: Atom, before: str, placed: list[Placed]) -> bool:
    """Whether "X to Y" says a move to Y: "from X to Y", or a verb of moving before an X that needs no unit of Y's."""
    if _FROM.search(before):
        after_range = bool(placed) and placed[-1][0].high is not None and _THEN_FROM.fullmatch(before)
        return not (_RANGING.search(before) or after_range)
    whole = (
        low.kind == "money"
        or low.unit == "points"
        or (low.kind == "number" and not low.weak and not _holds_before(text, high))
    )
    return whole and high.kind != "percent" and _MOVED.search(before) is not None


def _holds_before(text: str, atom: Atom) -> bool:
    """Whether a unit is written behind the digits, so that it can hold for a number before them too."""
    begins_with_digit = text[atom.start].isalnum() or text[atom.start] == "."
    return begins_with_digit and (atom.kind != "number" or atom.factor > 1)


def _share_units(low: Atom, high: Atom, *, between: bool) -> bool:
    """Lend unit and multiplier from end to end; False where the two cannot be one range."""
    if low.kind == high.kind:
        if low.currency != high.currency or (low.unit != high.unit and low.kind == "percent"):
            return False
        if low.scale != high.scale and not between:
            return False
    elif "number" not in (low.kind, high.kind):
        return False
    else:
        bare, whole = (low, high) if low.kind == "number" else (high, low)
        if bare.factor > 1 and whole.kind == "percent":
            return False
        if bare is high and bare.factor == 1.0 < whole.factor:
            return False  # "lent $3 billion to ten funds"
        bare.kind, bare.currency, bare.scale, bare.unit = whole.kind, whole.currency, whole.scale, whole.unit
    low.unit = low.unit or high.unit
    small = low.number < _SPREADS_BELOW
    if low.factor == 1.0 < high.factor and small and low.number * high.factor * low.scale < abs(high.value):
        low.factor = high.factor
    elif high.factor == 1.0 < low.factor and high.number < _SPREADS_BELOW:
        high.factor = low.factor
    return True


def _lend_back(text: str, placed: list[Placed]) -> None:
    """ "From 33 to 41 dlrs", "8 and 9 pct": the unit behind the second is the first one's too."""
    for i in range(len(placed) - 2, -1, -1):
        atom, begin = placed[i]
        lender, lender_begin = placed[i + 1]
        if not atom.bare or atom.year or atom.high or not _holds_before(text, lender) or lender_begin - atom.end > 10:
            continue
        gap = _ALSO.fullmatch(text, atom.end, lender_begin)
        if gap is None or (gap[3] and lender.kind != "percent"):
            continue
        floor = placed[i - 1][0].last if i else 0
        is_from = _FROM.search(text[max(floor, begin - _LOOKBACK) : begin]) is not None
        if gap[1] != "to" or is_from:
            scaled = is_from or gap[1] in ("and", "or", "from")
            _borrow(atom, lender, scaled=scaled and atom.factor == 1.0 and atom.number < _SPREADS_BELOW)


def _lend_on(text: str, placed: list[Placed]) -> None:
    """ "12 cts vs 10", "$4.2 billion from 3.9": a bare number compared with a figure has its unit."""
    for (lender, lender_begin), (atom, begin) in pairwise(placed):
        if (
            not atom.bare
            or atom.year
            or (lender.kind == "number" and (lender.factor == 1.0 or lender.unit == "points"))
        ):
            continue
        before = text[max(0, lender_begin - _LOOKBACK) : lender_begin]
        if lender.kind == "percent" and _MOVED.search(before):  # "rose 5 percent to 412"
            continue
        if begin - lender.last > _LONGEST_COMPARISON or not _AGAINST.fullmatch(text, lender.last, begin):
            continue
        if _CLOSED.match(text, atom.last):
            _borrow(atom, lender, scaled=atom.factor == 1.0 and atom.number < _SPREADS_BELOW)


def _borrow(atom: Atom, lender: Atom, *, scaled: bool) -> None:
    atom.unit, atom.weak = lender.unit, False
    if lender.kind != "number":
        atom.kind, atom.currency, atom.scale = lender.kind, lender.currency, lender.scale
    if scaled:
        atom.factor = lender.factor
    if atom.high:
        _borrow(atom.high, lender, scaled=scaled)
