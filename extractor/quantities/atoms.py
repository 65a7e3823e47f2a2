"""One figure at a time: a numeral with its sign, currency, multiplier and unit → `Atom`.

An atom is what stands in the text between two connecting words. A weak one ("3" in "3 to 5 percent", "zero") counts
only when a neighbour lends it a unit. Parentheses never negate ("(4%)" is 4), but for the ledger form "£(12.4)m".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from extractor.quantities.currencies import UNIT_WORDS, Reading, sign_before
from extractor.quantities.numbers import MULTIPLIER_TAIL, Numeral, multiplier, scan
from extractor.quantities.surroundings import (
    after_calendar_word,
    counts_jobs,
    counts_shares,
    counts_time,
    is_age,
    is_per_share,
    label_before,
    percent_words_near,
    speaks_of_part,
    starts_part,
    tells_year,
)

__all__ = ["Atom", "Kind", "read_atoms"]

Kind = Literal["money", "percent", "number"]

_PERCENT_WORDS = (
    r"(?P<points>(?i:percentage[\s-]points?|%[\s-]?points?|(?:pct|per\s?cent)[\s-]p(?:oin)?ts?|ppts?|pp)(?!\w))"
    r"|(?P<bps>(?i:basis[\s-]points?|bps?)(?!\w))"
    r"|(?P<percent>%|(?i:percentage|percent|per[\s-]?cent|pct)(?!\w)|p\.c\.|pc(?!\w))"
    r"|(?P<bare_points>(?i:points?|pts?)(?!\w))"
)
_UNIT = rf"(?P<unit>[\s-]{{0,2}}(?:{_PERCENT_WORDS}|{UNIT_WORDS}))?"
_TAIL = re.compile(MULTIPLIER_TAIL + _UNIT)
_TAIL_UNSCALED = re.compile(r"(?:(?P<mult>x)(?P<short>x)(?P<loose>x)(?P<more>x)(?!))?" + _UNIT)
_OF_A = re.compile(r"[\s-](?:an?|of\san?|of\s(?:one|1))(?=[\s-])", re.IGNORECASE)
_SINGLE = re.compile(r"\s(?:single|full|further|whole|symbolic|nominal|mere)(?=\s)")
_MINUS_WORD = re.compile(r"(?<!\w)(?:minus|negative)\s\Z", re.IGNORECASE)
_SUFFIXES = ("-plus", "-to-", "-ish", "-odd", "-strong")
_COUNTED = frozenset(["a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "another"])


@dataclass(slots=True)
class Atom:
    """`text[start:end]` is one number; its value is `sign * number * factor * scale`.

    `factor` comes from multipliers, `scale` from the unit (0.01 for cents). `high` is the upper end of a range.
    """

    start: int
    end: int
    number: float
    factor: float
    kind: Kind
    sign: int = 1
    scale: float = 1.0
    currency: str | None = None
    unit: str | None = None
    per_share: bool = False
    weak: bool = False
    year: bool = False
    high: "Atom | None" = None

    @property
    def value(self) -> float:
        return self.sign * round(self.number * self.factor * self.scale, 10)

    @property
    def bare(self) -> bool:
        """Without currency, percent or unit."""
        return self.kind == "number" and self.unit is None

    @property
    def last(self) -> int:
        """Where it ends, or the range it begins."""
        return self.high.end if self.high else self.end


def read_atoms(text: str, reading: Reading) -> Iterator[Atom]:
    """Every atom of `text` in order, without overlaps."""
    floor = 0
    for numeral in scan(text):
        if numeral.start < floor:
            continue
        atom = _read(text, numeral, reading, floor)
        if atom is None and numeral.alternative is not None:
            atom = _read(text, numeral.alternative, reading, floor)
        if atom is not None:
            yield atom
            floor = atom.end


def _read(text: str, numeral: Numeral, reading: Reading, floor: int) -> Atom | None:
    at = _unit_start(text, numeral)
    tail = _match(_TAIL, text, at)
    written = text[numeral.start : numeral.end]
    like_money = bool(tail["mult"] or tail["short"]) or not written.isdigit()
    lead = _lead(text, numeral, reading, floor, like_money=like_money)
    if lead is None:
        return None
    start, sign, currency, behind_bracket = lead
    if behind_bracket:
        at = behind_bracket
        tail = _match(_TAIL, text, at)
    if (tail["loose"] or (tail["short"] and numeral.kind == "word")) and not currency:
        tail = _match(_TAIL_UNSCALED, text, at)
    factor = multiplier(tail["mult"] or tail["short"] or tail["loose"], tail["more"])
    end = tail.start("unit") if tail["unit"] else tail.end()
    if factor == 1.0 and not tail["unit"]:
        end = behind_bracket or numeral.end
    atom = Atom(start, end, numeral.value, factor, "money" if currency else "number", sign=sign, currency=currency)
    if tail["unit"] and _glued_well(tail, at):
        _take_unit(text, atom, tail, reading)
    if atom.kind == "number":
        return _labelled(text, _plain(text, atom, numeral), reading)
    if atom.end == numeral.end and _cut_word(text, atom.end, numeral, unit=True):
        return None
    if atom.kind == "money":
        atom.per_share = is_per_share(text, atom.end)
    return atom


def _plain(text: str, atom: Atom, numeral: Numeral) -> Atom | None:
    """A number without currency or percent sign: a count, a fraction of a whole, or nothing."""
    scaled = atom.factor != 1.0
    if numeral.kind == "part" and not scaled and atom.unit is None:
        return _part(text, atom, numeral)
    if numeral.kind == "article" and not scaled:
        return None
    if counts_time(text, atom.end, whole=numeral.value == int(numeral.value)):
        return None
    if counts_shares(text, atom.end):
        atom.unit = "shares"
    elif counts_jobs(text, atom.end):
        atom.unit = "jobs"
    if atom.end == numeral.end and _cut_word(text, atom.end, numeral, unit=atom.unit is not None):
        return None
    if numeral.kind == "fraction" and not scaled and speaks_of_part(text, atom.end):
        return _as_percent(atom)
    if not scaled and _refused(text, atom, numeral):
        return None
    return atom


def _labelled(text: str, atom: Atom | None, reading: Reading) -> Atom | None:
    """Give a bare number the currency and multiplier of the label before it."""
    if atom is None or not atom.bare or atom.weak or atom.factor != 1.0 or text[atom.start - 1 : atom.start] == "(":
        return atom
    if label := label_before(text, atom.start):
        sign, scale = label
        currency = reading.named(sign, atom.start) if sign else None
        if sign is None or currency:
            atom.factor = multiplier(scale if scale.isalpha() else "thousand")
            atom.kind, atom.currency = ("money", currency) if currency else ("number", None)
    return atom


def _match(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str]:
    match = pattern.match(text, at)
    assert match is not None  # every part of the tails is optional
    return match


def _unit_start(text: str, numeral: Numeral) -> int:
    """Where the unit begins: behind "of a" in "three-quarters of a percent", behind "single" in "a single cent"."""
    if numeral.kind in ("article", "word") and (single := _SINGLE.match(text, numeral.end)):
        return single.end()
    if numeral.kind == "part" and (of := _OF_A.match(text, numeral.end)):
        tail = _match(_TAIL, text, of.end())
        if tail["mult"] or tail["unit"]:
            return of.end()
    return numeral.end


def _lead(
    text: str, numeral: Numeral, reading: Reading, floor: int, *, like_money: bool
) -> tuple[int, int, str | None, int] | None:
    """Start, sign, currency and (for "£(12.4)m") end of the digits with what stands before them; None in mid-word."""
    at = numeral.start
    if numeral.kind in ("part", "word", "article"):
        return at, 1, None, 0
    if ledger := _ledger(text, numeral, reading, floor):
        return ledger
    sign = 1
    if at > floor and text[at - 1] in "+-−–" and (at == 1 or not (text[at - 2].isalnum() or text[at - 2] in "%)]_/.")):
        sign = 1 if text[at - 1] == "+" else -1
        at -= 1
    gap = 1 if at > floor and text[at - 1] in " \u00a0\u202f" else 0
    head = text[at - gap - 1] if at - gap > floor else " "
    if not (head.isspace() or head.isdigit()) and (found := sign_before(text, at - gap, floor=floor)):
        begin, name = found
        currency = reading.before(name, begin, like_money=like_money, glued=gap == 0)
        if currency is not None:
            if begin > floor and text[begin - 1] in "+-−–" and (begin == 1 or text[begin - 2] in " \t\n\u00a0(["):
                begin -= 1
                sign = 1 if text[begin] == "+" else -1
            return _minus_word(text, begin, sign, currency, floor)
    if at == numeral.start and at > 0 and (text[at - 1].isalnum() or text[at - 1] in "_/.@&#"):
        return None
    return _minus_word(text, at, sign, None, floor)


def _minus_word(text: str, start: int, sign: int, currency: str | None, floor: int) -> tuple[int, int, str | None, int]:
    if text[max(0, start - 2) : start].strip()[-1:] not in ("s", "e", "S", "E"):
        return start, sign, currency, 0
    window = text[max(floor, start - 10) : start]
    word = _MINUS_WORD.search(window)
    return (start - len(window) + word.start(), -1, currency, 0) if word else (start, sign, currency, 0)


def _ledger(text: str, numeral: Numeral, reading: Reading, floor: int) -> tuple[int, int, str | None, int] | None:
    """The loss "£(12.4)m" of a ledger: a sign glued to parentheses around the digits alone."""
    at, end = numeral.start, numeral.end
    if at > floor + 1 and text[at - 1] == "(" and text.startswith(")", end):
        found = sign_before(text, at - 1, floor=floor)
        if found and not found[1][-1].islower():
            currency = reading.before(found[1], found[0], like_money=True, glued=True)
            return (found[0], -1, currency, end + 1) if currency else None
    return None


def _glued_well(tail: re.Match[str], at: int) -> bool:
    """ "50p" and "92c" are money only without a space, "120-mark" only with its hyphen."""
    for letter in ("pence", "cents"):
        if tail[letter] and (tail.start(letter) != tail.start("unit") or tail.start("unit") != at):
            return False
    return not (tail["noun"] == "mark" and not tail["unit"].startswith("-"))


def _take_unit(text: str, atom: Atom, tail: re.Match[str], reading: Reading) -> None:
    """Give the atom the percent sign or currency word behind it."""
    named = next((name for name in ("percent", "points", "bps", "bare_points") if tail[name]), None)
    if named is None:
        _take_currency(atom, tail, reading)
    elif atom.kind == "number":
        atom.end = tail.end()
        if named == "bare_points" and not (atom.value < 100 and percent_words_near(text, atom.start, atom.end)):
            atom.unit = "points"
            return
        atom.kind, atom.unit = "percent", "points" if named == "bare_points" else named
        atom.scale = 0.01 if named == "bps" else 1.0


def _take_currency(atom: Atom, tail: re.Match[str], reading: Reading) -> None:
    currency, scale = reading.behind(tail)
    if tail["noun"] and tail["noun"].lower() == "won" and atom.value < 100:
        return  # the verb
    if atom.kind == "number":
        atom.kind, atom.currency, atom.scale, atom.end = "money", currency, scale, tail.end()
    elif tail["code"] or tail["adjective"]:
        atom.currency, atom.end = currency, tail.end()
    elif currency == atom.currency and scale == 1.0:
        atom.end = tail.end()


def _cut_word(text: str, end: int, numeral: Numeral, *, unit: bool) -> bool:
    """Whether a letter, a slash or a clock follows the digits, so that they are part of a code or a longer word."""
    after = text[end : end + 2]
    if not after or numeral.kind in ("part", "article"):
        return False
    if after[0].isalnum() or after[0] in "_@":
        return not text.startswith("ish", end)
    if unit:
        return False
    if after[0] == "/" and after[1:].isdigit():
        return numeral.whole
    if after[0] == ":" and after[1:].isdigit():
        return True
    return after[0] == "-" and after[1:].isalpha() and not text.startswith(_SUFFIXES, end)


def _refused(text: str, atom: Atom, numeral: Numeral) -> bool:
    """Whether a number without currency, percent or multiplier is none; what needs a neighbour is made weak."""
    before = text[max(0, atom.start - 2) : atom.start]
    written = text[numeral.start : numeral.end]
    if before[-1:] in ("-", "–") and before[:-1].isalpha():
        return True
    if numeral.kind in ("spaced", "fraction", "comma") and atom.unit is None:
        atom.weak = numeral.kind != "spaced"
        return numeral.kind == "spaced" and not written.endswith("000")
    if numeral.kind == "word":
        atom.weak = numeral.value <= 1 and atom.unit != "shares"
    if not numeral.whole:
        return False
    if (len(written) > 1 and written[0] == "0") or (len(written) > 7 and atom.unit is None):
        return True
    if len(written) == 4 and 1900 <= numeral.value <= 2100:
        atom.weak = atom.year = atom.unit is None or tells_year(text, atom.start)
    elif atom.unit is None and 18 <= numeral.value < 100:
        atom.weak = is_age(text, atom.start, atom.end)
    return False


def _part(text: str, atom: Atom, numeral: Numeral) -> Atom | None:
    """ "A third of" and "by a quarter" are percentages; "third quarter", "first half" and "half a dozen" nothing."""
    words = re.split(r"[\s-]", text[numeral.start : numeral.end].lower())
    if words[0] not in _COUNTED and words != ["half"]:
        return None
    if words == ["half"] and after_calendar_word(text, atom.start):
        return None
    atom.end = numeral.end
    return _as_percent(atom) if starts_part(text, atom.start, atom.end) else None


def _as_percent(atom: Atom) -> Atom:
    atom.kind, atom.unit, atom.scale = "percent", "percent", 100.0
    return atom
