"""Numerals: where a number is written in text and what it is worth.

`scan` walks a text once and yields every numeral that is not part of a date, a time, an address, a code or a name.
Digits may be grouped the Western, Indian, Swiss, French or continental way where that is unambiguous ("1,234.5",
"1,23,45,678", "1'234", "1 234 567", "1.234.567,89"), and may carry a wire fraction ("17-1/8").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.quantities.noise import NOISE

__all__ = ["MULTIPLIERS", "MULTIPLIER_TAIL", "Numeral", "multiplier", "scan"]

_VALUES = dict.fromkeys(("zero", "nil"), 0) | {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
    **{"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17},
    **{"eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60},
    **{"seventy": 70, "eighty": 80, "ninety": 90},
}
_PARTS = {
    **{
        "half": 2,
        "halves": 2,
        "third": 3,
        "quarter": 4,
        "fourth": 4,
        "fifth": 5,
        "sixth": 6,
        "seventh": 7,
        "eighth": 8,
    },
    **{"ninth": 9, "tenth": 10, "sixteenth": 16, "twentieth": 20, "hundredth": 100},
}
_PARTS |= {part + "s": n for part, n in _PARTS.items()}
_GLYPHS = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8}
_DENOMINATORS = frozenset({2, 3, 4, 5, 6, 8, 10, 16, 32, 64, 100})

MULTIPLIERS = {
    **dict.fromkeys(("hundred",), 1e2),
    **dict.fromkeys(("k", "thousand", "thousands", "thou", "thsd"), 1e3),
    **dict.fromkeys(("lakh", "lakhs", "lac", "lacs"), 1e5),
    **dict.fromkeys(("m", "mn", "mm", "mln", "mlns", "mil", "mio", "million", "millions"), 1e6),
    **dict.fromkeys(("crore", "crores", "cr"), 1e7),
    **dict.fromkeys(("b", "bn", "bln", "bil", "billion", "billions", "milliard"), 1e9),
    **dict.fromkeys(("t", "tn", "trn", "trln", "trillion", "trillions"), 1e12),
}
_LONG = "|".join(sorted((word for word in MULTIPLIERS if len(word) > 2), key=len, reverse=True))
MULTIPLIER_TAIL = (
    rf"(?:[\s-]{{0,2}}(?P<mult>(?i:{_LONG})(?!\w)|(?:(?i:mn|bn|tn|cr)|MM)(?![^\W\d_]))"
    rf"|(?P<short>[kKmMbBT])(?![^\W_])|[ \u00a0]?(?P<loose>mm|(?<=[ \u00a0])[mb])(?![\w'’]))?"
    rf"(?:[\s-](?P<more>(?i:{_LONG}|cr|bn|mn))(?!\w))?"
)
"""Source of the pattern for one or two multipliers behind a numeral; `loose` ("12 m", "8 mm") needs a currency sign."""

_DIGITS = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_WESTERN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_INDIAN = re.compile(r"\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?")
_SWISS = re.compile(r"\d{1,3}(?:['’]\d{3})+(?:\.\d+)?")
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}|\d{1,3}(?:\.\d{3}){2,}")
_COMMA = re.compile(r"\d{1,9},\d{1,2}")
_LONGEST = 30

_WORD = f"(?:{'|'.join(sorted((w for w, n in _VALUES.items() if n), key=len, reverse=True))}|hundred|thousand)"
_PART = f"(?:{'|'.join(sorted(_PARTS, key=len, reverse=True))})"
_SMALL = "(?:an?|one|two|three|four|five|six|seven|eight|nine)"
_SCALE = "(?:hundred|thousand|million|billion|trillion|mln|bln|lakh|crore)"
_ONCE = "(?:single|full|further|whole|symbolic)"
_COINS = "(?:cent|ct|penny|dollar|dlr|euro|pound|yen|rupee|percentage\\spoint|point)"
_AND = r"[\s-]and[\s-](?:an?|one|three)[\s-](?:half|quarters?)"
_NUMERAL = (
    r"(?P<spaced>(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3}){1,5}+(?:[.,]\d{1,2})?(?![\w%½¼¾]|[.,]\d))"
    r"|(?P<digits>(?:(?<![\w.])\.)?\d[\d.,'’]*+)"
    rf"|(?P<glyph>[{''.join(_GLYPHS)}])"
    rf"|(?<![\w.-])(?i:(?P<half>half[\s-]an?(?=[\s-]{_SCALE}\b))"
    rf"|(?P<couple>an?\scouple\sof(?=\s{_SCALE}\b))"
    rf"|(?P<part>(?:(?:{_SMALL}|another)[\s-])?{_PART}(?!\w))"
    rf"|(?P<words>(?:zero|nil|{_WORD}(?:[\s-](?:and[\s-])?{_WORD}){{0,7}}(?:{_AND})?)(?!\w))"
    rf"|(?P<article>an?(?=[\s-](?:{_ONCE}\s)?(?:{_SCALE}|{_COINS})\b)))"
)
_SCAN = re.compile(f"(?P<noise>{NOISE})|{_NUMERAL}")
_FRACTION = re.compile(r"(?P<gap>[-– ]?)(?P<top>\d{1,2})/(?P<bottom>\d{1,3})(?![\d/])|[ -]?(?P<glyph>[½¼¾⅓⅔⅛⅜⅝⅞])")
_SLASH = re.compile(r"/(?P<bottom>\d{1,3})(?![\d/])")
_AND_PART = re.compile(r"[\s-]and[\s-](?:an?|one|three)[\s-](?:half|quarters?)\Z", re.IGNORECASE)
_AND_HALF = re.compile(r"[\s-]and[\s-](?P<count>an?|one|three)[\s-](?P<part>half|quarters?)(?!\w)", re.IGNORECASE)


@dataclass(slots=True)
class Numeral:
    """`text[start:end]` is a number worth `value`; `kind` is how it is written.

    `plain` digits; `spaced` (groups set apart by plain spaces), `comma` (decimal comma) and `fraction` ("3/4", "½"), all
    three trusted only beside a unit; `part` ("a third", "half"), `word`, or `article` ("a" before "million").
    `whole`: an ungrouped whole number. `alternative`: what a `spaced` one is if its groups don't belong together.
    """

    start: int
    end: int
    value: float
    kind: str
    whole: bool = False
    alternative: "Numeral | None" = None


def multiplier(*words: str | None) -> float:
    product = 1.0
    for word in words:
        product *= MULTIPLIERS[word.lower()] if word else 1.0
    return product


def scan(text: str) -> Iterator[Numeral]:
    """Every numeral of `text` in order, without overlaps. A `spaced` one that is refused has its `alternative`."""
    at = 0
    while (match := _SCAN.search(text, at)) is not None:
        at = match.end()
        numeral = _read(text, match)
        if numeral is not None:
            yield numeral
            at = max(numeral.start + 1, numeral.end if numeral.alternative is None else numeral.alternative.end)


def _read(text: str, match: re.Match[str]) -> Numeral | None:
    start, end = match.span()
    kind = match.lastgroup
    if kind == "digits":
        return _digits(text, start, match["digits"])
    if kind == "spaced":
        words = match["spaced"]
        first = re.match(r"\d+", words)
        assert first is not None
        head = _digits(text, start, first[0])
        value = float(re.sub(r"\s", "", words).replace(",", "."))
        plain = " " in words
        return Numeral(start, end, value, "spaced" if plain else "plain", alternative=head if plain else None)
    if kind == "glyph":
        return Numeral(start, end, _GLYPHS[match["glyph"]], "fraction")
    if kind == "half":
        return Numeral(start, end, 0.5, "article")
    if kind == "part":
        return Numeral(start, end, _part(match["part"]), "part")
    if kind in ("article", "couple"):
        return Numeral(start, end, 2.0 if kind == "couple" else 1.0, "article")
    if kind == "words":
        return _words(start, match["words"])
    return None


def _digits(text: str, start: int, run: str) -> Numeral | None:
    run = run.rstrip(".,'’")
    end = start + len(run)
    if len(run) > _LONGEST:
        return None
    value, kind, whole = _value(run)
    if value is None:
        return None
    if whole and (over := _SLASH.match(text, end)) and len(run) <= 2:
        bottom = int(over["bottom"])
        if bottom in _DENOMINATORS and 0 < value < bottom:
            return Numeral(start, over.end(), value / bottom, "fraction")
        return None
    if (run.isdigit() or "," in run) and (fraction := _FRACTION.match(text, end)):
        if fraction["glyph"]:
            return Numeral(start, fraction.end(), value + _GLYPHS[fraction["glyph"]], kind)
        top, bottom = int(fraction["top"]), int(fraction["bottom"])
        if fraction["gap"] and bottom in _DENOMINATORS and 0 < top < bottom:
            return Numeral(start, fraction.end(), value + top / bottom, kind)
    if whole and (half := _AND_HALF.match(text, end)):
        return Numeral(start, half.end(), value + _and(half), kind)
    return Numeral(start, end, value, kind, whole=whole)


def _value(run: str) -> tuple[float | None, str, bool]:
    """Value, kind and whether it is an ungrouped whole number."""
    if run.isdigit() and run.isascii():
        return float(run), "plain", True
    if _DIGITS.fullmatch(run):
        return float(run), "plain", False
    if _WESTERN.fullmatch(run) or _INDIAN.fullmatch(run):
        return float(run.replace(",", "")), "plain", False
    if _SWISS.fullmatch(run):
        return float(run.replace("'", "").replace("’", "")), "plain", False
    if _EUROPEAN.fullmatch(run):
        return float(run.replace(".", "").replace(",", ".")), "plain", False
    if _COMMA.fullmatch(run):
        return float(run.replace(",", ".")), "comma", False
    return None, "", False


def _part(words: str) -> float:
    *count, part = re.split(r"[\s-]", words.lower())
    return (_VALUES.get(count[0], 1) if count else 1) / _PARTS[part]


def _and(match: re.Match[str]) -> float:
    return (3 if match["count"].lower() == "three" else 1) / (2 if match["part"].lower() == "half" else 4)


def _words(start: int, words: str) -> Numeral | None:
    """The longest well-formed number at the start of a run of number words ("two three" is 2)."""
    extra = 0.0
    tail = _AND_PART.search(words)
    if tail is not None:
        half = _AND_HALF.match(words, tail.start())
        extra = _and(half) if half else 0.0
    total = group = 0.0
    room = 1e9  # what the next word must stay below
    used = 0
    for word in re.finditer(r"[A-Za-z]+", words if tail is None else words[: tail.start()]):
        name = word[0].lower()
        if name == "and":
            if group % 100 and not total:
                break
            continue
        if name == "hundred":
            if not 0 < group < 100 and used:
                break
            group, room = (group or 1) * 100, 100
        elif name == "thousand":
            if total:
                break
            total, group, room = (group or 1) * 1000, 0, 1000
        else:
            value = _VALUES[name]
            if value >= room or (value >= 10 and room <= 10):
                break
            group += value
            room = 10 if value >= 20 else 0
        used = word.end()
    if not used or words[:used].lower() in ("hundred", "thousand"):
        return None
    if tail is not None and used == tail.start():
        return Numeral(start, start + len(words), total + group + extra, "word")
    return Numeral(start, start + used, total + group, "word")
