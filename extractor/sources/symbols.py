"""Ticker symbols a page itself marks as such: cashtags, `(NASDAQ: XYZ)`, and a symbol's own name where it is given."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_LONG = r"\$(?P<name>[^$\n()]{1,60})\((?P<code>[A-Za-z0-9][A-Za-z0-9.\-]{0,11})\)\$"
_SHORT = r"\$(?P<short>[A-Za-z]{1,6}(?:\.[A-Za-z]{1,2})?)(?![\w$])"
CASHTAG = re.compile(rf"{_LONG}|(?<![\w$]){_SHORT}")
CASHTAG_LINE = re.compile(
    rf"(?:{re.sub(r'[?]P<[a-z]+>', '?:', _LONG)}|{re.sub(r'[?]P<[a-z]+>', '?:', _SHORT)}|[\s,;|·])+"
)

_EXCHANGES = (
    "NASDAQ|NasdaqGS|NasdaqGM|NasdaqCM|NYSE|NYSE American|NYSE Arca|AMEX|CBOE|OTC|OTCQB|OTCQX|"
    "OTCMKTS|TSX|TSXV|TSX-V|CSE|NEO|LSE|LON|AIM|HKEX|SEHK|HKG|HKSE|SSE|SHA|SHSE|SZSE|"
    "SHE|TSE|TYO|TPE|TWSE|KRX|KOSDAQ|KOSPI|NSE|BSE|ASX|NZX|SGX|SET|IDX|PSE|KLSE|Bursa|"
    "JSE|Euronext|EPA|AMS|EBR|ETR|FRA|XETRA|FWB|SIX|SWX|BIT|BME|STO|OMX|CPH|HEL|OSE|"
    "WSE|BVMF|B3|BMV|TASE"
)
LISTING = re.compile(
    rf"[(\[;,]\s*(?:{_EXCHANGES})\s*:\s*(?P<code>[A-Z0-9][A-Z0-9.\-]{{0,9}})(?=[\s)\];,])", re.IGNORECASE
)
# Codes as terminals write them, "(02881.HK)": a code of digits, or of letters before the sign of a place.
_PLACES = "HK|SS|SH|SZ|TW|TWO|KS|KQ|SI|KL|BK|JK|NS|BO|AX|NZ|TO|PA|DE|AS|BR|LS|MI|MC|SW|VI|ST|OL|CO|HE|WA|IS|SA|TA|JO|MX"
CODED = re.compile(
    rf"[(\[]\s*(?:(?P<digits>\d{{3,6}})\.(?:{_PLACES}|T)|(?P<letters>[A-Z]{{2,6}})\.(?:{_PLACES}))\s*[)\]]"
)
# With the place before the symbol, whose last letter may be the sign of a class: "(ST:BVNb)".
PLACED = re.compile(rf"[(\[](?:{_PLACES}|L|T|F):(?P<code>[A-Z0-9][A-Z0-9.\-]{{0,8}}[A-Z0-9][a-z]?)[)\]]")
# A line of a notice's head without brackets, "LSE: BVN | TSX: BVN.B", and a row of a fact box, "Ticker | BVN LN".
_HEAD_LISTING = rf"(?i:{_EXCHANGES})\s?:\s?[A-Z0-9][A-Z0-9.\-]{{0,9}}"
HEAD_LINE = re.compile(
    rf"^[ \t]*({_HEAD_LISTING}(?:[ \t]*(?:[,;/|]|and)[ \t]*{_HEAD_LISTING}){{0,5}})[ \t]*$", re.MULTILINE
)
LABELLED = re.compile(
    r"^(?:(?:Bloomberg|Stock|Share|Trading) )?(?:[Tt]icker|[Ss]ymbol|Bloomberg)(?: [Ss]ymbol)?[ \t]*[|:][ \t]*"
    r"(?P<code>[A-Z0-9]{1,8}(?:[./][A-Z])?)[ \t]+[A-Z]{2}(?:[ \t]+(?:Equity|EQUITY))?[ \t]*$",
    re.MULTILINE,
)
STOCK_CODE = re.compile(
    r"\(?(?:(?:HKEX|SEHK|HKSE|SGX|Bursa|JPX|TSE|KRX) )?(?:stock|securities|share|security|company) code(?: \([^()]{1,30}\))?\s*[:：]\s*(?P<code>\d{3,6})\)?",
    re.IGNORECASE,
)
"""A line of an announcement's head: "(Stock code: 2197)"."""
_UNITS = frozenset({"K", "M", "MM", "MN", "B", "BN"})
"""What stands behind "$" at the head of a table's column."""
_EXCHANGE_SUFFIX = re.compile(r"\.[A-Z]{1,2}$")


@dataclass(frozen=True, slots=True)
class Named:
    """A symbol and the name written beside it (None where there is none)."""

    symbol: str
    name: str | None


def cashtags(text: str) -> list[Named]:
    """Cashtags in order: `$XIAOMI-W(01810)$` → Named("01810", "XIAOMI-W"), `$ABC` → Named("ABC", None).

    An exchange suffix is cut (`5312.HK` → `5312`); `$5`, `US$40` and other money are none.
    """
    found = []
    for match in CASHTAG.finditer(text):
        if match["code"]:
            found.append(Named(_EXCHANGE_SUFFIX.sub("", match["code"].upper()), match["name"].strip()))
        elif match["short"].isupper() and match["short"] not in _UNITS:
            found.append(Named(match["short"], None))
    return unique(found)


def listings(text: str) -> list[Named]:
    """Symbols written with their exchange: `(NASDAQ: XYZ)`, `(XYZ.OL)`, `(OL:XYZ)`, or on a line of their own, `LSE: XYZ`,
    `Ticker: XYZ LN` → Named("XYZ", None)."""
    found = [(match.start(), match["code"].upper()) for match in LISTING.finditer(text)]
    found += [(match.start(), match["digits"] or match["letters"]) for match in CODED.finditer(text)]
    found += [(match.start(), match["code"]) for rule in (PLACED, LABELLED) for match in rule.finditer(text)]
    for head in HEAD_LINE.finditer(text):
        found += [(head.start(), code) for code in re.findall(r":\s?([A-Z0-9.\-]+)", head[1])]
    return unique(Named(code, None) for _, code in sorted(found, key=lambda item: item[0]))


def is_exchange(name: str) -> bool:
    """Whether a name is one of the exchanges that stand before symbols."""
    return re.fullmatch(_EXCHANGES, name, re.IGNORECASE) is not None


def unique(symbols: Iterable[Named]) -> list[Named]:
    """One entry per symbol in order of first appearance, with the first name seen for it."""
    names: dict[str, str | None] = {}
    for item in symbols:
        names[item.symbol] = names.get(item.symbol) or item.name
    return [Named(symbol, name) for symbol, name in names.items()]


def is_cashtag_line(line: str) -> bool:
    """Whether a line holds cashtags and nothing else."""
    return bool(line.strip()) and "$" in line and CASHTAG_LINE.fullmatch(line.strip()) is not None
