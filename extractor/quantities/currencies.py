"""Currencies of news text: "HK$" before a figure, "Canadian cts" behind one → ISO 4217 code and scale.

Scale is 0.01 for a hundredth ("cts", "p"). Signs several currencies share ("¥", "kr", "pesos", "cents") are settled by
the document's own words; what a bare "$" means is given from outside (see `guess_dollar`).
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from extractor.quantities.currency_table import ADJECTIVES, CLUES, ISO_CODES, NOUNS, SIGNS, THOUSANDTHS

__all__ = ["UNIT_WORDS", "Reading", "sign_before"]

_LONGEST = max(map(len, SIGNS))
_LETTERS_ALONE = frozenset("RNPYW")
"""Money only glued to a figure that looks like money, or in a document that speaks of the currency."""
_NEEDS_CLUE = frozenset({"Sh", "Shs"})
"""Also short for "shares"."""
_WHOLE_TEXT = frozenset({"cent", "yen"})
"""Signs a document uses in one meaning throughout; for the others the words around the figure count."""
_AROUND = 3
_WEIGHED = "copper|uranium|zinc|lead|nickel|lithium|cobalt|beef|pork|chicken|meat|coffee|cotton|sugar|tobacco|fish"


def _any_of(words: Iterable[str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in ordered)


_WORDS = _any_of(word for word in NOUNS if word[0].isalpha())
_MARKS = _any_of(word for word in NOUNS if not word[0].isalpha())
_QUALIFIED = _any_of({adjective for row in ADJECTIVES.values() for adjective in row})
UNIT_WORDS = (
    rf"(?:(?P<adjective>(?i:{_QUALIFIED}))[\s-])?"
    rf"(?P<noun>(?i:{_WORDS})(?!\w)(?!\s?\d)(?!(?<=real)[ -](?:estate|time)|(?<=pounds) of (?:{_WEIGHED}))"
    rf"|(?:{_MARKS})(?!\s?\d))"
    rf"|(?P<code>(?:{_any_of(ISO_CODES)})(?![\w$])(?!\s?\d))"
    r"|(?P<pence>[pP])(?!\.?\w)|(?P<cents>c)(?!\.?\w)"
)
"""Source of the pattern for a currency behind a figure; its groups are what `Reading.behind` reads."""


def sign_before(text: str, end: int, *, floor: int = 0) -> tuple[int, str] | None:
    """Start and name of the longest currency sign that ends at `end` and does not begin before `floor`."""
    for size in range(min(_LONGEST, end - floor), 0, -1):
        sign = text[end - size : end]
        if sign in SIGNS:
            before = text[end - size - 1] if end > size else " "
            if not (sign[0].isalnum() and (before.isalnum() or before in "_&$")):
                return end - size, sign
    return None


@dataclass(slots=True)
class Reading:
    """How one document's currency signs are to be read.

    `dollar` is what a bare "$" means; `default` settles a shared sign where it is one of its meanings ("cents":
    always), before the document's own words do.
    """

    text: str
    dollar: str = "USD"
    default: str | None = None
    _clues: dict[str, tuple[list[int], list[str]]] = field(default_factory=dict)

    def before(self, sign: str, at: int, *, like_money: bool, glued: bool) -> str | None:
        """ISO code of a sign that `sign_before` found, None where a letter or two are not money here."""
        name = SIGNS[sign]
        if sign in _LETTERS_ALONE and not (glued and (like_money or self._clues_of(name)[0])):
            return None
        if sign in _NEEDS_CLUE and not self._clues_of(name)[0]:
            return None
        return self.settle(name, at)

    def named(self, sign: str, at: int) -> str | None:
        """ISO code of a sign that stands by itself, None where it is none."""
        return self.settle(SIGNS[sign], at) if sign in SIGNS else None

    def behind(self, match: re.Match[str]) -> tuple[str, float]:
        """ISO code and scale of a `UNIT_WORDS` match."""
        if match["code"]:
            return SIGNS[match["code"]], 1.0
        if match["pence"]:
            return "GBP", 0.01
        if match["cents"]:
            return self.settle("cent", match.start()), 0.01
        name, scale = NOUNS[" ".join(match["noun"].lower().split())]
        adjective = " ".join((match["adjective"] or "").lower().split())
        iso = ADJECTIVES.get(name, {}).get(adjective) or self.settle(name, match.start())
        if name == "fils" and iso in THOUSANDTHS:
            scale = 0.001
        elif name == "dirham" and iso == "QAR":
            scale = 0.01
        return iso, scale

    def settle(self, name: str, at: int) -> str:
        """ISO code of the sign called `name` at `at`."""
        if name == "dollar":
            return self.dollar
        if name not in CLUES:
            return name
        meanings = [iso for iso, _ in CLUES[name]]
        if self.default and (self.default in meanings or name == "cent"):
            return self.default
        places, isos = self._clues_of(name)
        if not places:
            iso = meanings[0]
        elif name in _WHOLE_TEXT:
            iso = max(meanings, key=isos.count)
        else:
            here = bisect_right(places, at)
            near = isos[max(0, here - _AROUND) : here] or isos[:1]
            iso = max(reversed(near), key=near.count)
        return self.dollar if iso == "dollar" else iso

    def _clues_of(self, name: str) -> tuple[list[int], list[str]]:
        """Where the document says which currency a shared sign is, in order, and which."""
        if name not in self._clues:
            found = sorted((m.start(), iso) for iso, pattern in CLUES[name] for m in pattern.finditer(self.text))
            self._clues[name] = [at for at, _ in found], [iso for _, iso in found]
        return self._clues[name]
