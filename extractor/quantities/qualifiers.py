"""Words around a figure that say how exact it is: "a little over", "up to", "or so" → the qualifiers of the record."""

import re

__all__ = ["qualifier_after", "qualifier_before"]

_BEFORE = {
    "over": (
        r"(?:(?:a\s(?:little|bit|shade|touch)|just|well|slightly|somewhat|marginally|far|significantly|substantially)\s)?(?:over|above|more\sthan|higher\sthan|greater\sthan)|upwards?\sof|"
        r"in\sexcess\sof|north\sof|exceeding|better\sthan|surpassing|topping|>"
    ),
    "under": (
        r"(?:(?:a\s(?:little|bit|shade|touch)|just|well|slightly|somewhat|marginally|far)\s)?(?:under|below|less\sthan|fewer\sthan|lower\sthan|short\sof|shy\sof)|south\sof|<"
    ),
    "at_least": r"at\sleast|at\sa\sminimum|(?:no|not)\s(?:less|fewer|lower)\sthan|(?:an?\s|the\s)?minimum(?:\sof)?|≥|>=",
    "up_to": (
        r"up\sto|(?:as|so)\s(?:much|many|high)\sas|(?:an?\s|the\s)?max(?:imum|\.)?(?:\sof)?|at\s(?:the\s)?most|(?:no|not)\s(?:more|higher|greater)\sthan|not\s(?:to\sexceed|exceeding)|≤|<="
    ),
    "about": (
        r"about|around|roughly|approximately|approx\.?|circa|ca\.|(?:an\s)?estimated|nearly|almost|close\sto|some|near|virtually|(?:just\s|very\s)near|something\slike|"
        r"in\sthe\s(?:region|neighbou?rhood|area|vicinity)\sof|(?:in|on|of)\sthe\sorder\sof|or\sso|~|≈|c\.?(?=\s?[\d$€£¥₹])|c\.?\Z"
    ),
}  # fmt: skip
_ANY = "|".join(
    f"(?:{words})"
    for words in (_BEFORE["at_least"], _BEFORE["up_to"], _BEFORE["over"], _BEFORE["under"], _BEFORE["about"])
)
_FILLER = r"(?:(?:(?:an?|its|the|their)\s)?(?:further|additional|extra|another|aggregate(?:\s(?:amount|total))?\sof|(?:grand\s|combined\s)?total\sof|combined|total|average\sof|further\sof)\s)"
_PREFIX = re.compile(
    rf"(?<![\w-])(?P<first>{_ANY})(?:\s{{0,2}}(?:{_FILLER})?(?P<second>{_ANY}))?\s{{0,2}}{_FILLER}?\Z", re.IGNORECASE
)
_NAMES = {name: re.compile(words, re.IGNORECASE) for name, words in _BEFORE.items()}
_AFTER = re.compile(
    r"(?P<about>[\s-](?:or\s(?:so|thereabouts)|approximately|approx\.?|give\sor\stake)(?!\w))|(?P<at_least>\+(?!\s?\d)|-plus(?!\w)|\s(?:or\s(?:more|above|higher|greater|better)|and\s(?:above|up))(?!\w))"
    r"|(?P<up_to>\s(?:or\s(?:less|below|lower|fewer)|at\s(?:the\s)?most|maximum)(?!\w))",
    re.IGNORECASE,
)
_WINDOW = 56


def qualifier_before(text: str, start: int, *, floor: int = 0) -> tuple[int, str] | None:
    """Where the qualifier that ends right before `start` begins, and its name; it lies at or after `floor`.

    Of two in a row the first rules ("up to about"), unless it only says "about" ("about as much as").
    """
    window = text[max(floor, start - _WINDOW) : start]
    match = _PREFIX.search(window)
    if match is None:
        return None
    first = _name(match["first"])
    second = _name(match["second"]) if match["second"] else first
    return start - len(window) + match.start(), second if first == "about" else first


def qualifier_after(text: str, end: int) -> tuple[int, str] | None:
    """Where the qualifier that starts right at `end` ends, and its name."""
    match = _AFTER.match(text, end)
    if match is None or match.lastgroup is None:
        return None
    return match.end(), match.lastgroup


def _name(words: str) -> str:
    return next(name for name in ("at_least", "up_to", "over", "under", "about") if _NAMES[name].fullmatch(words))
