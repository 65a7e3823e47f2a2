"""One figure at a time: a numeral with its sign, currency, multiplier and unit → `Atom`.

An atom is what stands in the text between two connecting words. Whether it is a figure by itself is `Atom.weak`;
a weak one ("3" in "3 to 5 percent") counts only when a neighbour lends it a unit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from extractor.quantities.currencies import UNIT_WORDS, Reading, prefix_before
from extractor.quantities.numbers import MULTIPLIER_TAIL, Numeral, multiplier, scan

__all__ = ["Atom", "Kind", "read_atoms"]

Kind = Literal["money", "percent", "number"]

_PERCENT_WORDS = (
    r"(?P<points>(?i:percentage[\s-]points?|%[\s-]?points?|(?:pct|per\s?cent|percent)[\s-]p(?:oin)?ts?|ppts?|pp)(?!\w))"
    r"|(?P<bps>(?i:basis[\s-]points?|bps?)(?!\w))"
    r"|(?P<percent>%|(?i:percentage|percent|per[\s-]?cent|pct)(?!\w)\.?(?!(?<=\.)(?:\s+[A-Z\"“]|\s*\Z|\s*\n))|p\.c\.|pc(?!\w))"
    r"|(?P<bare_points>(?i:points?|pts?)(?!\w))"
)
_TAIL = re.compile(rf"{MULTIPLIER_TAIL}(?P<unit>[\s-]{{0,2}}(?:{_PERCENT_WORDS}|{UNIT_WORDS}))?")
_OF_A = re.compile(r"[\s-](?:an?|of\san?|of\s(?:one|1))(?=[\s-])|(?=[\s-])", re.IGNORECASE)
_SINGLE = re.compile(r"\s(?:single|full|further|whole|symbolic)(?=\s)")
_TIME_UNIT = re.compile(
    r"[\s-](?:(?:and|or|to)\s\w{1,8}\s)?(?:more\s|full\s|straight\s|consecutive\s|calendar\s|trading\s|business\s|working\s|fiscal\s)?"
    r"(?:years?|months?|weeks?|days?|hours?|minutes?|mins?|seconds?|quarters?|decades?|half-years|yrs?|nights?|sessions?|centuries)(?!\w)",
    re.IGNORECASE,
)
_SHARE_WORD = r"(?:shares?|shs|shrs|stocks?|ADSs?|ADRs?|GDRs?|units?|depositary|securities|warrants|rights|options|RSUs|stapled)(?!\w)"
_SHARES = re.compile(
    rf"[\s-](?:(?:of\s)?(?:the\s|its\s|their\s|his\s|her\s|our\s|such\s)?)(?:(?i:new|more|common|ordinary|class\s[a-z]|outstanding|preferred|preference|treasury|existing|additional|restricted|voting|non-voting|"
    rf"registered|fully[\s-]paid|company|own|issued|subordinate|performance|bearer|american|convertible|free|further|extra|underlying|bonus|vested|limited|partnership|trust|stapled|listed|"
    rf"[habcd]|[A-Z][\w.&’'-]{{0,24}})\s){{0,5}}(?i:{_SHARE_WORD})"
)  # fmt: skip
_JOBS = re.compile(
    r"[\s-](?:(?:of\s)?(?:the|its|their|our|more|full-time|part-time|permanent|contract|white-collar|blue-collar|salaried|hourly|manufacturing|factory|global|office|staff|corporate|production|support|additional|British|German|local|remaining|plant|management)\s){0,3}"
    r"(?:jobs?|employees|workers|staff(?:ers)?|people|positions|posts|roles|layoffs|lay-offs|redundancies|headcount|job\scuts|personnel)(?!\w)",
    re.IGNORECASE,
)
_PER_SHARE = re.compile(
    r"\s{0,2}(?:\)\s?)?(?:(?:in\s)?cash\s|net\s|gross\s|basic\s|diluted\s|pre-tax\s|after\stax\s|in\scash,\s)?"
    r"(?:[\s-]?(?:an?|per|for\s(?:each|every)|each|every)[\s-](?:(?i:new|common|ordinary|preferred|preference|class\s[a-z]|basic|diluted|fully|american|depositary|[habc]|[A-Z][\w.&’'-]{1,24})[\s-]){0,4}"
    r"(?i:shares?|shr|sh|stock|ADSs?|ADRs?|GDRs?|units?)(?!\w)|/\s?(?i:share|shr|sh|ADS|ADR|unit|stock)(?!\w)|(?:each|apiece|p\.s\.|ps|per)(?!\w)(?!\s(?:year|month|week|day|tonne|ton|ounce|barrel|pound|head|of|cent|annum|unit\s)))"
)
_PAREN = re.compile(r"\s\([^()\n]{1,40}\)")
_STAKE_AFTER = re.compile(
    r"[\s-](?:of(?!\s(?:the\s|this\s|last\s|next\s|fiscal\s|its\sfiscal\s)?(?:year|quarter|month|century|decade|20\d\d|19\d\d|fiscal|FY|all\stime))|(?:equity\s|minority\s|controlling\s|ownership\s)?(?:stake|interest|share(?!s)|holding|ownership)s?(?!\w))",
    re.IGNORECASE,
)
_BY_BEFORE = re.compile(
    r"(?<!\w)(?:by(?:\s(?:about|around|nearly|almost|roughly|over|more\sthan|less\sthan|just\sover|just\sunder|as\smuch\sas|at\sleast|some|up\sto|a\sfurther|another))?|(?:cut|split|slashed|broken|sliced)\s(?:\w+\s){0,3}in"
    r"|(?:lost|lose|shed|fell|fallen|dropped|down|up|rose|jumped|climbed|tumbled|plunged|declined|gained|slumped|sank)\s(?:about|around|nearly|almost|roughly|over|more\sthan|less\sthan|just\sover|just\sunder|as\smuch\sas|at\sleast|up\sto))\s\Z",
    re.IGNORECASE,
)
_LESS = re.compile(r"\s(?:lower|higher|less|more|below|above|smaller|larger|cheaper)(?!\w)", re.IGNORECASE)
_CALENDAR_BEFORE = re.compile(
    r"(?<!\w)(?:first|second|third|fourth|1st|2nd|3rd|4th|this|last|next|each|every|fiscal|latter|opening|final|prior|previous|current|back|front|other|early|full|latest|same|year-ago)[\s-]\Z",
    re.IGNORECASE,
)
_POINTS_NEAR = re.compile(r"%|\bper\s?cent|\bpct\b|\bmargin|\bstake|\bholding|market share", re.IGNORECASE)
_IN_PAST = re.compile(
    r"(?<!\w)(?:in|of|since|by|during|for|from|until|till|before|after|through|early|late|mid|end|year|to|and|or|between)[\s-]\Z",
    re.IGNORECASE,
)
_AGE = re.compile(r"[A-Za-z.]['’a-z]{0,20},\s\Z")
_COUNT_WORDS = frozenset(["a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "another"])
_MINUS = frozenset("-−–")
_NEAR = 60


@dataclass(slots=True)
class Atom:
    """`text[start:end]` is one number; its value is `sign * number * factor * scale`."""

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
        exact = round(self.number * self.factor * self.scale, 10)
        return self.sign * exact

    @property
    def bare(self) -> bool:
        return self.kind == "number" and self.unit is None


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
    start, at, sign = numeral.start, numeral.end, 1
    written = text[start:at]
    if numeral.kind == "part":
        at = _part_end(text, numeral)
    elif numeral.kind == "article" and (single := _SINGLE.match(text, at)):
        at = single.end()
    tail = _TAIL.match(text, at)
    assert tail is not None
    start, sign, currency = _lead(
        text,
        numeral,
        reading,
        floor,
        like_money=tail["mult"] is not None or tail["short"] is not None or not written.isdigit(),
    )
    if start < 0:
        return None
    short, loose = tail["short"], tail["loose"]
    if (loose or (short in ("T", "b", "M") and numeral.kind == "word")) and not currency:
        tail = _without_multiplier(text, at)
        short = loose = None
    factor = multiplier(tail["mult"] or short or loose, tail["more"])
    scaled = factor != 1.0
    end = tail.start("unit") if tail["unit"] else tail.end()
    if not scaled and not tail["unit"]:
        end = numeral.end
    atom = Atom(start, end, numeral.value, factor, "number", sign=sign, currency=currency)
    if currency:
        atom.kind = "money"
    if tail["unit"] and _glued_well(tail, at):
        _take_unit(text, atom, tail, reading)
    if numeral.kind == "part" and atom.kind == "number" and not scaled:
        return _share_of(text, atom, numeral)
    if atom.end == numeral.end and _cut_word(text, atom, numeral):
        return None
    if atom.kind == "number":
        if numeral.kind == "article" and not scaled:
            return None
        if _TIME_UNIT.match(text, atom.end):
            return None
        if _SHARES.match(text, atom.end):
            atom.unit = "shares"
        elif _JOBS.match(text, atom.end):
            atom.unit = "jobs"
        if numeral.kind == "fraction" and not scaled and _STAKE_AFTER.match(text, atom.end):
            return _as_share(atom)
        if not scaled and _refused(text, atom, numeral):
            return None
    elif atom.kind == "money":
        place = atom.end
        if paren := _PAREN.match(text, place):
            place = paren.end()
        atom.per_share = bool(_PER_SHARE.match(text, atom.end) or _PER_SHARE.match(text, place))
    return atom


def _lead(
    text: str, numeral: Numeral, reading: Reading, floor: int, *, like_money: bool
) -> tuple[int, int, str | None]:
    """Start, sign and currency of what stands before the digits; start -1 where a word or code is cut by them."""
    at, sign = numeral.start, 1
    if numeral.kind in ("part", "word", "article"):
        return at, 1, None
    if at > floor and text[at - 1] in "+-−–" and (at == 1 or not (text[at - 2].isalnum() or text[at - 2] in "%)]_/.")):
        if text[at - 1] in _MINUS:
            sign = -1
        at -= 1
    gap = 1 if at > floor and text[at - 1] in " \u00a0\u202f" else 0
    head = text[at - gap - 1] if at - gap > floor else " "
    if not head.isspace() and not head.isdigit() and (found := prefix_before(text, at - gap, floor=floor)):
        begin, name = found
        currency = reading.before(name, like_money=like_money, glued=gap == 0)
        if currency is not None:
            if (
                begin > floor
                and text[begin - 1] in "+-−–"
                and (begin == 1 or text[begin - 2].isspace() or text[begin - 2] in "([")
            ):
                if text[begin - 1] in _MINUS:
                    sign = -1
                begin -= 1
            return begin, sign, currency
    if at > 0 and at == numeral.start and (text[at - 1].isalnum() or text[at - 1] in "_/.@&#"):
        return -1, 1, None
    return at, sign, None


def _without_multiplier(text: str, at: int) -> re.Match[str]:
    match = _BARE_TAIL.match(text, at)
    assert match is not None
    return match


_BARE_TAIL = re.compile(
    rf"(?P<mult>(?!))?(?P<short>(?!))?(?P<loose>(?!))?(?P<more>(?!))?(?P<unit>[\s-]{{0,2}}(?:{_PERCENT_WORDS}|{UNIT_WORDS}))?"
)


def _glued_well(tail: re.Match[str], at: int) -> bool:
    """ "50p" and "92c" are money only without a space."""
    for letter in ("pence", "cents"):
        if tail[letter] and (tail.start(letter) != tail.start("unit") or tail.start("unit") != at):
            return False
    return True


def _take_unit(text: str, atom: Atom, tail: re.Match[str], reading: Reading) -> None:
    """Give the atom the percent sign or currency word behind it."""
    for unit in ("percent", "points", "bps"):
        if tail[unit] and atom.kind == "number":
            atom.kind, atom.unit, atom.end = "percent", unit, tail.end()
            if unit == "bps":
                atom.scale = 0.01
            return
    if tail["bare_points"]:
        near = text[max(0, atom.start - _NEAR) : tail.end() + _NEAR]
        if atom.kind == "number" and atom.value < 100 and _POINTS_NEAR.search(near):
            atom.kind, atom.unit, atom.end = "percent", "points", tail.end()
        elif atom.kind == "number":
            atom.unit, atom.end = "points", tail.end()
        return
    if not (tail["noun"] or tail["code"] or tail["pence"] or tail["cents"]):
        return
    currency, scale = reading.behind(tail)
    if tail["noun"] and tail["noun"].lower() == "won" and atom.value < 100:
        return
    if atom.kind == "money":
        if tail["code"] or tail["adjective"]:
            atom.currency = currency
        elif currency != atom.currency:
            return
        atom.end = tail.end()
        return
    atom.kind, atom.currency, atom.scale, atom.end = "money", currency, scale, tail.end()


def _cut_word(text: str, atom: Atom, numeral: Numeral) -> bool:
    """Whether a letter, a slash or a clock follows the digits, so that they are part of a code."""
    after = text[atom.end : atom.end + 2]
    if not after or numeral.kind in ("word", "part", "article"):
        return bool(
            after[:1] == "-"
            and after[1:].isalpha()
            and numeral.kind == "word"
            and not _SHARES.match(text, atom.end)
            and not _JOBS.match(text, atom.end)
        )
    if after[0].isalnum() or after[0] in "_@":
        return True
    if atom.kind != "number":
        return False
    if after[0] in "/:" and after[1:].isdigit():
        return True
    return (
        after[0] == "-"
        and after[1:].isalpha()
        and not (
            _SHARES.match(text, atom.end)
            or _JOBS.match(text, atom.end)
            or text.startswith("-plus", atom.end)
            or text.startswith("-to-", atom.end)
        )
    )


def _refused(text: str, atom: Atom, numeral: Numeral) -> bool:
    """Whether a number without currency, percent or multiplier is no figure; a figure only beside others is made weak."""
    before = text[max(0, atom.start - 24) : atom.start]
    if numeral.kind in ("spaced", "fraction", "comma"):
        if atom.unit is None:
            atom.weak = True
            return numeral.kind == "spaced"
        return False
    if numeral.whole:
        written = text[numeral.start : numeral.end]
        if len(written) == 4 and 1900 <= numeral.value <= 2100 and (atom.unit is None or _IN_PAST.search(before)):
            atom.weak = atom.year = True
        if (len(written) > 1 and written[0] == "0") or (len(written) > 7 and atom.unit is None):
            return True
        if (
            len(written) == 2
            and atom.unit is None
            and text[atom.end : atom.end + 1] in (",", ")")
            and _AGE.search(before)
            and 18 <= numeral.value < 100
        ):
            atom.weak = not re.match(r",\s\d", text[atom.end : atom.end + 3])
        if before[-1:] == "-" and before[-2:-1].isalpha():
            return True
    elif before[-1:] in "-–" and before[-2:-1].isalpha():
        return True
    if numeral.kind == "word" and numeral.value <= 1 and atom.unit != "shares":
        atom.weak = True
    return False


def _part_end(text: str, numeral: Numeral) -> int:
    """Where the unit of "half a cent" or "three-quarters of a percent" begins."""
    match = _OF_A.match(text, numeral.end)
    if match is None or not match[0]:
        return numeral.end
    tail = _TAIL.match(text, match.end())
    assert tail is not None
    return match.end() if tail["mult"] or tail["unit"] else numeral.end


def _share_of(text: str, atom: Atom, numeral: Numeral) -> Atom | None:
    """ "A third of" and "by a quarter" are percentages; "third quarter", "first half" and "half a dozen" nothing."""
    words = re.split(r"[\s-]", text[numeral.start : numeral.end].lower())
    before = text[max(0, atom.start - 44) : atom.start]
    if words[0] not in _COUNT_WORDS and words != ["half"]:
        return None
    if words == ["half"] and _CALENDAR_BEFORE.search(before):
        return None
    atom.end = numeral.end
    if text[atom.end : atom.end + 2].startswith("-") and not _STAKE_AFTER.match(text, atom.end):
        return None
    if _STAKE_AFTER.match(text, atom.end) or _BY_BEFORE.search(before) or _LESS.match(text, atom.end):
        return _as_share(atom)
    return None


def _as_share(atom: Atom) -> Atom:
    atom.kind, atom.unit, atom.scale = "percent", "percent", 100.0
    return atom
