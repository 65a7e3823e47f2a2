"""Symbols and ISINs in text, in the forms that news uses.

In: a text, and the table of securities, which only decides about forms that are plain capitals otherwise ("VOD LN" in
running text, "Sony (SONY)"; of the latter also the caller, who knows where names end). Out: `SymbolMention`s in order,
without overlaps. Not taken: sums ("$5M"), abbreviations in brackets, currencies, exchanges' own names, ISINs whose check
digit is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from extractor.nlp.tickers import NOT_SYMBOLS, NUMBERED, SPOKEN, SUMS
from extractor.records.currencies import CODES
from extractor.securities.isin import is_isin
from extractor.securities.markets import BLOOMBERG_CODES, NAMES, RICS, pool
from extractor.securities.names import agree
from extractor.securities.table import LARGE, Table, securities

BUTTONS = frozenset(
    "SHARE TWEET EMAIL MAIL PRINT SAVE POST FOLLOW LIKE SEND COPY LINK READ MORE MENU NEWS LIVE".split()
)
EXCHANGE_NAMES = frozenset({"THE", "AND", "FOR"} | {n.upper() for n in NAMES if " " not in n and len(n) > 3})
NEVER = BUTTONS | frozenset(CODES) | {n.upper() for n in NAMES if " " not in n}
NORDIC = frozenset({"XSTO", "XCSE", "XHEL"})
SHORT_NAME = 3
"""Letters from which initials in brackets are rather a short name."""
REACH = 110
"""Characters around "ticker symbol XYZ" in which its exchange is looked for, within the sentence."""

_SYMBOL = r"[A-Z0-9][A-Z0-9&]{0,9}(?:[.\-/][A-Z]{1,2})?"
_EXCHANGE = "|".join(sorted((re.escape(n) for n in NAMES), key=len, reverse=True))
_PREFIXED = re.compile(
    rf"(?<!\w)(?=[A-Z]|nasdaq|nyse|otc)(?i:({_EXCHANGE}))(?i: stock code| symbol| ticker)?\s?[:：]\s?[\"“]?\$?({_SYMBOL})(?: ([A-C])(?=[);,\]]))?(?!\w)"
)
_FURTHER = re.compile(rf"\s?(?:,|/|;|and|&)\s?\$?({_SYMBOL})(?=\s?[,;/)\]]|\sand\s)")
_RIC = re.compile(
    r"(?<![\w.$@/\-])(\d{4,6}|[A-Z][A-Z0-9&]{1,9}(?:-[A-Z])?|[A-Z][A-Z0-9]{1,6}_?[a-z]{1,2})\.([A-Z]{1,3})(?!\w|\.\w)"
)
_BLOOMBERG = re.compile(r"(?<=[\[(])([A-Z0-9]{1,9}(?:/[A-Z])?)[: ]([A-Z]{2})(?: Equity)?(?=[\]),;])")
_BARE_BLOOMBERG = re.compile(r"(?<![\w$.])([A-Z0-9]{1,7}) ([A-Z]{2})( Equity)?(?![\w.])")
_ANGLED = re.compile(r"<([A-Z][A-Z0-9]{0,6}[a-z]?)(?:\.([A-Z]{1,2}))?>")
_CASHTAG = re.compile(
    r"(?<![\w$])\$(?:[A-Z][\w &.'\-]{0,40}\(([A-Z0-9.]{1,8})\)\$|([A-Z]{1,5}(?:\.[A-Z])?|\d{4,5}\.HK)(?![\w$]|\.\w))"
)
_BRACKETED = re.compile(r"(?<=[\w.&’']) \((0\d{3,4}|[A-Z]{1,5})\)")
_POSSESSIVE = re.compile(r"(?<=\w)[’']s$")
_ISIN = re.compile(r"(?<!\w)[A-Z]{2}[A-Z0-9]{9}\d(?!\w)")
_CALLED = re.compile(
    r"\b(?i:ticker symbol|stock symbol|trading symbol|ticker code|ticker|symbol|stock code|share code|security code|under the code)"
    rf"(?i:,? (?:is|was|to|from|will be))?:? ?[\"“'‘(]?({_SYMBOL})(?=[\s,.;:)\"”'’]|$)(?:[\"”'’]? (?:from|to) [\"“]?({_SYMBOL})(?!\w))?"
)
_TRADES = re.compile(
    rf"\b(?i:(?:trad(?:es?|ed|ing)|listed|quoted)(?: on (?:the )?[A-Z][\w ]{{2,40}})?) as [\"“]?({_SYMBOL})(?!\w)"
)
_BREAK = re.compile(r"[.!?]\s+(?=[\"“'(]?[A-Z])|\n")
_PLACE = re.compile(rf"(?<!\w)(?=[A-Z])(?i:({_EXCHANGE}))(?!\w)")


@dataclass(frozen=True, slots=True)
class SymbolMention:
    """A symbol at [start, end), half-open code points; `mic` None where no exchange is said.

    `form` is one of prefixed, ric, bloomberg, angled, cashtag, bracketed, spoken, isin. Of `isin` the symbol is the code.
    """

    symbol: str
    mic: str | None
    start: int
    end: int
    form: str


def find_symbols(text: str, *, table: Table | None = None, names: Collection[int] = frozenset()) -> list[SymbolMention]:
    """Symbols in order of the text; of two readings of the same words the surer form counts.

    `names`: where names of companies end that the caller knows of; capitals in brackets right after one are its symbol,
    whether or not the table lists it.
    """
    known = securities() if table is None else table
    taken: list[SymbolMention] = []
    for m in _all(text, known, names):
        if not any(t.start < m.end and m.start < t.end for t in taken):
            taken.append(m)
    return sorted(taken, key=lambda m: m.start)


def _all(text: str, table: Table, names: Collection[int]) -> Iterator[SymbolMention]:
    for m in _ISIN.finditer(text):
        if is_isin(m[0]):
            yield SymbolMention(m[0], None, *m.span(), "isin")
    yield from _prefixed(text)
    for m in _CASHTAG.finditer(text):
        root, dot, suffix = (m[1] or m[2]).rpartition(".")
        symbol, mic = (root, RICS[suffix]) if dot and RICS.get(suffix) and len(suffix) > 1 else (m[1] or m[2], None)
        if m[1] or (symbol not in SUMS and (symbol not in CODES or _is_large(symbol, table))):
            yield SymbolMention(symbol, mic or _by_digits(symbol), *m.span(), "cashtag")
    for m in _ANGLED.finditer(text):
        yield SymbolMention(m[1], RICS.get(m[2] or ""), *m.span(), "angled")
    for m in _RIC.finditer(text):
        mic = RICS.get(m[2])
        if mic and m[1] not in NOT_SYMBOLS and (mic in NUMBERED or not m[1].isdigit()):
            yield SymbolMention(m[1], mic, *m.span(), "ric")
    yield from _bloomberg(text, table)
    yield from _spoken(text)
    for m in _BRACKETED.finditer(text):
        before = _POSSESSIVE.sub("", text[: m.start()])
        if (len(before) in names and _may_be(m[1]) and not _initials(before, m[1])) or _named_before(
            before, m[1], table
        ):
            yield SymbolMention(m[1], "XHKG" if m[1].isdigit() else None, m.start() + 1, m.end(), "bracketed")


def _is_large(symbol: str, table: Table) -> bool:
    """Whether a currency's code is also the symbol of a large American company."""
    return any(s.country == "US" and s.rank < LARGE for s in table.by_symbol(symbol))


def _prefixed(text: str) -> Iterator[SymbolMention]:
    for m in _PREFIXED.finditer(text):
        name, symbol = m[1], m[2]
        mic = NAMES[name.lower()]
        if len(name) < SPOKEN and not name.isupper():
            continue  # short codes are words too: "set: A", "six: 4"
        if name.upper() == "TSE" and symbol.isalpha():
            mic = "XTSE"
        elif name.upper() in ("OSE", "ISE") and symbol.isdigit():
            mic = "XTKS"
        symbol = _without_suffix(symbol, mic)
        if symbol.upper() in EXCHANGE_NAMES or (symbol.isdigit() and mic not in NUMBERED):
            continue
        end = m.end()
        if m[3] and mic in NORDIC:
            symbol = f"{symbol}-{m[3]}"
        elif m[3]:
            end = m.end(2)
        yield SymbolMention(symbol, mic, m.start(), end, "prefixed")
        while further := _FURTHER.match(text, end):
            if (
                further[1] in EXCHANGE_NAMES
                or further[1].isdigit()
                or text[: m.start()].count("(") == text[: m.start()].count(")")
            ):
                break
            end = further.end()
            yield SymbolMention(further[1], mic, *further.span(1), "prefixed")


def _without_suffix(symbol: str, mic: str) -> str:
    root, dot, suffix = symbol.rpartition(".")
    return root if dot and pool(RICS.get(suffix)) == pool(mic) and len(suffix) > 1 and suffix != "UN" else symbol


def _by_digits(symbol: str) -> str | None:
    """The exchange that a bare number in a cashtag belongs to: five digits are Hong Kong, six are China."""
    if symbol.isdigit() and len(symbol) == 5:
        return "XHKG"
    if symbol.isdigit() and len(symbol) == 6:
        return {"6": "XSHG", "9": "XSHG", "0": "XSHE", "2": "XSHE", "3": "XSHE"}.get(symbol[0])
    return None


def _bloomberg(text: str, table: Table) -> Iterator[SymbolMention]:
    for m in _BLOOMBERG.finditer(text):
        if m[2] in BLOOMBERG_CODES or m[2] == "US":
            yield _bloomberg_mention(m)
    for m in _BARE_BLOOMBERG.finditer(text):
        if m[2] not in BLOOMBERG_CODES and m[2] != "US":
            continue
        mention = _bloomberg_mention(m)
        if m[3] or (
            m[1] not in NOT_SYMBOLS | NEVER
            and (len(m[1]) > 1 and not _shouted(text, m.start()))
            and (not m[1].isdigit() or mention.mic in NUMBERED)
            and any(mention.mic or s.country == "US" for s in table.by_symbol(m[1], mention.mic))
        ):
            yield mention


def _bloomberg_mention(m: re.Match[str]) -> SymbolMention:
    return SymbolMention(m[1], BLOOMBERG_CODES.get(m[2]), *m.span(), "bloomberg")


def _shouted(text: str, at: int) -> bool:
    """Whether the line is in capitals, where two letters after a word are no sign of anything."""
    start = text.rfind("\n", 0, at) + 1
    line = text[start : text.find("\n", at) if "\n" in text[at:] else len(text)]
    letters = [c for c in line if c.isalpha()]
    return sum(c.isupper() for c in letters) > 0.6 * len(letters)


def _spoken(text: str) -> Iterator[SymbolMention]:
    for pattern in (_CALLED, _TRADES):
        for m in pattern.finditer(text):
            for group in range(1, pattern.groups + 1):
                symbol = m[group]
                if symbol and symbol not in NOT_SYMBOLS | NEVER and (m[0][0] != "s" or _marked(m, symbol)):
                    yield SymbolMention(symbol, _place(text, m.start(), m.end(), symbol), *m.span(group), "spoken")


def _marked(m: re.Match[str], symbol: str) -> bool:
    """ "Symbol A" and "symbol 3" are no securities; "stock code 700" is one."""
    return len(symbol) > 1 and (not symbol.isdigit() or "code" in m[0].lower())


def _place(text: str, start: int, end: int, symbol: str) -> str | None:
    """The exchange said nearest to a symbol in its sentence."""
    breaks = [b.end() for b in _BREAK.finditer(text, max(0, start - REACH), start)]
    left = breaks[-1] if breaks else max(0, start - REACH)
    stop = _BREAK.search(text, end)
    right = min(stop.start() if stop else len(text), end + REACH)
    best: tuple[int, str] | None = None
    for m in _PLACE.finditer(text, left, right):
        if (len(m[1]) < SPOKEN and not m[1].isupper()) or m[1] == symbol:
            continue
        gap = max(m.start() - end, start - m.end(), 0)
        if best is None or gap < best[0]:
            best = gap, NAMES[m[1].lower()]
    return best[1] if best else None


def _may_be(symbol: str) -> bool:
    return len(symbol) > 1 and symbol not in NOT_SYMBOLS and symbol not in NEVER


def _initials(before: str, letters: str) -> bool:
    """Whether three capitals or more are those of the words before: rather a short name than a symbol."""
    words = re.findall(r"\b[A-Z][\w.&'’\-]*", before[-120:])
    return len(letters) >= SHORT_NAME and "".join(w[0] for w in words[-len(letters) :]) == letters


def _named_before(before: str, symbol: str, table: Table) -> bool:
    """Whether the words before "(XYZ)" name a company that the table lists as XYZ."""
    if symbol in NOT_SYMBOLS or symbol in NEVER:
        return False
    listed = table.by_symbol(symbol, "XHKG" if symbol.isdigit() else None)
    if not listed:
        return False
    said = re.findall(r"[\w.&’'\-]+", before[-80:])
    for n in range(1, 6):
        name = " ".join(said[-n:])
        if said[-n:] and name[0].isupper() and any(agree(name, s) for r in listed for s in (r.name, *r.aliases)):
            return True
    return False
