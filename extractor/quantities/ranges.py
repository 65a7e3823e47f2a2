"""Neighbouring atoms: ranges ("$12 to $14", "between 3 and 5 percent") and units lent from one to the other.

"From $33 to $41" and "to $41 from $33" are two figures; "ranging from", "between" and a bare "to" make one. In "$1.2 to $1.4
billion" the multiplier, in "12-14 percent" the unit holds for both ends; in "from 33 to 41 dlrs" and "12 cts vs 10" too.
"""

import re
from collections.abc import Iterator

from extractor.quantities.atoms import Atom

__all__ = ["join"]

_DASH = re.compile(r"\s?[-–‑]\s?|—")
_TO = re.compile(r"\s+to\s+|-to-|\s+(?:and|to)\s+(?:up\s+to|about|around|as\s+much\s+as)\s+")
_AND = re.compile(r"\s+and\s+(?:about\s+|around\s+)?|\s?[-–—]\s?|\s+to\s+")
_BETWEEN = re.compile(r"(?<!\w)between\s+(?:(?:about|around|roughly|approximately)\s+)?\Z", re.IGNORECASE)
_FROM = re.compile(
    r"(?<!\w)from\s+(?:(?:a|an|about|around|some|roughly|approximately|the|its|up\s+to|at\s+least|as\s+much\s+as|nearly|almost)\s+){0,2}\Z",
    re.IGNORECASE,
)
_RANGING = re.compile(
    r"(?:(?<!\w)rang(?:e|es|ed|ing)|vary|varying|varies|prices|anywhere|spread|span\w*|estimates|forecasts)(?:\s+\w+){0,2}\s+from\s+(?:\w+\s+){0,2}\Z",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"(?<!\w)(?:rose|rise|rises|risen|rising|fell|fall|falls|fallen|falling|gained|gain|gains|gaining|lost|lose|losing|dropped|drop|drops|dropping|up|down|off|climbed|climbing|jumped|jumping|slipped|slid|added|adding|"
    r"advanced|advancing|declined|declining|eased|tumbled|surged|soared|increased|increases|increasing|decreased|decreasing|higher|lower|firmed|raised|cut|grew|grow|shed|shedding|lowered|trimmed|lifted|boosted|plunged|plunging|sank|sinking)"
    r"(?:\s+(?:by|about|another|around|nearly|almost|some|roughly|as\s+much\s+as|more\s+than|over|up\s+to|a\s+further|just|only|its|their|the|dividend|price|target|stake)){0,3}\s+\Z",
    re.IGNORECASE,
)
_THEN_FROM = re.compile(
    r"\s+(?:\w+\s+)?from\s+(?:(?:a|an|its|the|prior|previous|earlier|range|of|guidance|forecast|outlook|estimate|between|prior\s+view)\s+){0,5}\Z",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"[\s,;(]*(?:(?:a\s+share|per\s+share|each|apiece|net|profit|loss|up|down|as|in\s+cash)\s+){0,2}[\s,;(]*(?:from|vs\.?|versus|against|compared\s+(?:with|to)|instead\s+of|rather\s+than|to)\s+"
    r"(?:(?:a|an|the|its|earlier|previous|prior|year-ago|year-earlier|old|just|only|about|around|loss|profit)\s+){0,3}",
    re.IGNORECASE,
)
_ALSO = re.compile(r"\s+(?:and|or|to|from|versus|vs\.?)\s+|\s?/\s?|,\s")
_CLOSED = re.compile(
    r"\s*(?:\Z|[.,;:)\]\n\"”’—–]|(?:and|or|in|on|at|for|to|from|by|a|per|previously|earlier|before|last|this|while|but|after|as|with|the|when|under|today|yesterday|ago|year|one|had|has|was|is|of)\b)"
)
_SPREADS_BELOW = 1000.0
_WIDEST = 10.0
_LOOKBACK = 60


def join(text: str, atoms: list[Atom]) -> Iterator[tuple[Atom, int]]:
    """Atoms with ranges joined (`Atom.high`) and units lent, each with where it begins ("between" included); weak ones dropped."""
    merged: list[tuple[Atom, int]] = []
    i = 0
    while i < len(atoms):
        atom, begin = atoms[i], atoms[i].start
        floor = _last_end(merged)
        if i + 1 < len(atoms) and (found := _range_begin(text, atom, atoms[i + 1], merged, floor)) is not None:
            begin = found
            atom.high = atoms[i + 1]
            atom.unit = atom.unit or atom.high.unit
            atom.weak = False
            i += 1
        merged.append((atom, begin))
        i += 1
    _lend_back(text, merged)
    _lend_on(text, merged)
    return ((atom, begin) for atom, begin in merged if not atom.weak)


def _last_end(merged: list[tuple[Atom, int]]) -> int:
    return 0 if not merged else _end(merged[-1][0])


def _end(atom: Atom) -> int:
    return atom.high.end if atom.high else atom.end


def _range_begin(text: str, low: Atom, high: Atom, merged: list[tuple[Atom, int]], floor: int) -> int | None:
    """Where the range of two neighbours begins, None where they are two figures. Lends units between its ends."""
    if high.start - low.end > 24 or low.year or high.year or (low.weak and high.weak):
        return None
    gap = text[low.end : high.start]
    before = text[max(floor, low.start - _LOOKBACK) : low.start]
    between = _BETWEEN.search(before)
    if between and _AND.fullmatch(gap):
        begin = low.start - len(before) + between.start()
    elif _DASH.fullmatch(gap) or (_TO.fullmatch(gap) and not _two_figures(low, high, before, text, merged)):
        begin = low.start
    else:
        return None
    if not _compatible(low, high):
        return None
    number, factor, scale = low.number, low.factor, low.scale
    state = (low.kind, low.currency, low.unit, high.kind, high.currency, high.unit, high.factor, high.scale)
    _share_units(low, high)
    a, b = low.value, high.value
    fits = (a < b) and (between or a <= 0 or b / a <= _WIDEST or (low.kind == "percent" and b <= 100))
    if not fits:
        low.number, low.factor, low.scale = number, factor, scale
        low.kind, low.currency, low.unit, high.kind, high.currency, high.unit, high.factor, high.scale = state
        return None
    return begin


def _two_figures(low: Atom, high: Atom, before: str, text: str, merged: list[tuple[Atom, int]]) -> bool:
    if _FROM.search(before):
        if _RANGING.search(before):
            return False
        after_range = bool(merged) and merged[-1][0].high is not None and _THEN_FROM.search(before)
        return not after_range
    if (
        (low.kind == "money"
        and high.kind == "money")
        or (low.bare and not low.weak and high.kind == "money" and not _unit_behind(text, high))
    ):
        return bool(_MOVED.search(before))
    return False


def _unit_behind(text: str, atom: Atom) -> bool:
    """Whether a currency is written behind the digits, so that it can hold for a number before it too."""
    return text[atom.start].isdigit() or text[atom.start] == "."


def _compatible(low: Atom, high: Atom) -> bool:
    if low.kind == high.kind == "money":
        return low.currency == high.currency and (low.scale == high.scale or low.scale == 1.0)
    if low.kind == high.kind == "percent":
        return low.scale == high.scale
    return low.kind == "number" or high.kind == "number"


def _share_units(low: Atom, high: Atom) -> None:
    if low.kind == "number" and high.kind != "number":
        low.kind, low.currency, low.scale = high.kind, high.currency, high.scale
        low.unit = high.unit
    elif high.kind == "number" and low.kind != "number":
        high.kind, high.currency, high.scale = low.kind, low.currency, low.scale
        high.unit = low.unit
    if (
        low.factor == 1.0
        and high.factor > 1.0
        and low.number < _SPREADS_BELOW
        and low.number * high.factor * low.scale < high.value
    ):
        low.factor = high.factor
    elif high.factor == 1.0 and low.factor > 1.0 and high.number < _SPREADS_BELOW:
        high.factor = low.factor


def _lend_back(text: str, merged: list[tuple[Atom, int]]) -> None:
    """ "From 33 to 41 dlrs", "8 and 9 pct": the unit behind the second is the first one's too."""
    for i in range(len(merged) - 2, -1, -1):
        atom, begin = merged[i]
        lender = merged[i + 1][0]
        if (
            not atom.bare
            or atom.year
            or atom.high
            or not (lender.kind != "number" or lender.factor > 1)
            or not _unit_behind(text, lender)
        ):
            continue
        gap = text[atom.end : merged[i + 1][1]]
        if len(gap) > 10 or not _ALSO.fullmatch(gap) or (gap.strip() == "," and lender.kind != "percent"):
            continue
        floor = 0 if i == 0 else _end(merged[i - 1][0])
        is_from = bool(_FROM.search(text[max(floor, begin - _LOOKBACK) : begin]))
        if gap.strip() == "to" and not is_from:
            continue
        _borrow(
            atom,
            lender,
            scaled=atom.factor == 1.0
            and atom.number < _SPREADS_BELOW
            and (is_from or gap.strip() in ("and", "or", "from")),
        )


def _lend_on(text: str, merged: list[tuple[Atom, int]]) -> None:
    """ "12 cts vs 10", "$4.2 billion from 3.9": a bare number compared with a figure has its unit."""
    for i in range(1, len(merged)):
        atom, begin = merged[i]
        lender = merged[i - 1][0]
        gap = text[_end(lender) : begin]
        if not atom.bare or atom.year or len(gap) > 60 or (lender.bare and lender.factor == 1.0):
            continue
        if _AGAINST.fullmatch(gap) and _CLOSED.match(text, _end(atom)):
            _borrow(atom, lender, scaled=atom.factor == 1.0 and atom.number < _SPREADS_BELOW)


def _borrow(atom: Atom, lender: Atom, *, scaled: bool) -> None:
    if lender.kind != "number":
        atom.kind, atom.currency, atom.unit, atom.scale = lender.kind, lender.currency, lender.unit, lender.scale
    else:
        atom.unit = lender.unit
    if scaled:
        atom.factor = lender.factor
    atom.weak = False
    if atom.high:
        _borrow(atom.high, lender, scaled=scaled)
