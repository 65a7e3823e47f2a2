"""Ticker symbols in text, in the forms that news uses, with the exchange as ISO 10383 MIC where it is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

EXCHANGES = {
    "nasdaq": "XNAS", "nasdaqgs": "XNAS", "nasdaqgm": "XNAS", "nasdaqcm": "XNAS", "nyse": "XNYS",
    "nyse american": "XASE", "nyse mkt": "XASE", "amex": "XASE", "nyse arca": "ARCX", "otc": "OTCM",
    "otcqb": "OTCM", "otcqx": "OTCM", "otc pink": "OTCM", "tsx": "XTSE", "tse": "XTKS", "tsxv": "XTSX",
    "tsx-v": "XTSX", "tsx venture": "XTSX", "cse": "XCNQ", "neo": "NEOE", "lse": "XLON", "aim": "XLON",
    "lon": "XLON", "london": "XLON", "asx": "XASX", "nzx": "XNZE", "hkex": "XHKG", "hkse": "XHKG", "sehk": "XHKG",
    "hkg": "XHKG", "hk": "XHKG", "sgx": "XSES", "ses": "XSES", "tyo": "XTKS", "jpx": "XTKS", "krx": "XKRX",
    "kosdaq": "XKOS", "twse": "XTAI", "sse": "XSHG", "sha": "XSHG", "szse": "XSHE", "she": "XSHE", "nse": "XNSE",
    "bse": "XBOM", "bom": "XBOM", "xetra": "XETR", "etr": "XETR", "fra": "XFRA", "fwb": "XFRA", "epa": "XPAR",
    "euronext paris": "XPAR", "euronext amsterdam": "XAMS", "euronext brussels": "XBRU", "euronext lisbon": "XLIS",
    "euronext dublin": "XDUB", "ams": "XAMS", "ebr": "XBRU", "bit": "XMIL", "bme": "XMAD", "mce": "XMAD",
    "six": "XSWX", "swx": "XSWX", "vie": "XWBO", "wse": "XWAR", "sto": "XSTO", "omx": "XSTO",
    "nasdaq stockholm": "XSTO", "nasdaq copenhagen": "XCSE", "nasdaq helsinki": "XHEL", "oslo børs": "XOSL",
    "ose": "XOSL", "osl": "XOSL", "cph": "XCSE", "hel": "XHEL", "jse": "XJSE", "jnb": "XJSE", "bvmf": "BVMF",
    "b3": "BVMF", "bmv": "XMEX", "tase": "XTAE", "tadawul": "XSAU", "dfm": "XDFM", "adx": "XADS", "klse": "XKLS",
    "idx": "XIDX", "set": "XBKK", "pse": "XPHS", "psx": "XKAR", "new york stock exchange": "XNYS",
    "nasdaq global select market": "XNAS", "nasdaq global market": "XNAS", "nasdaq capital market": "XNAS",
    "toronto stock exchange": "XTSE", "london stock exchange": "XLON", "hong kong stock exchange": "XHKG",
    "tokyo stock exchange": "XTKS", "australian securities exchange": "XASX",
}  # fmt: skip
SUFFIXES = {
    "N": "XNYS", "O": "XNAS", "OQ": "XNAS", "A": "XASE", "L": "XLON", "LN": "XLON", "TO": "XTSE", "V": "XTSX",
    "AX": "XASX", "AU": "XASX", "NZ": "XNZE", "HK": "XHKG", "SI": "XSES", "SP": "XSES", "T": "XTKS", "JP": "XTKS",
    "KS": "XKRX", "KQ": "XKOS", "TW": "XTAI", "TWO": "ROCO", "SS": "XSHG", "SH": "XSHG", "SZ": "XSHE", "NS": "XNSE",
    "BO": "XBOM", "IN": None, "DE": "XETR", "F": "XFRA", "GR": "XETR", "PA": "XPAR", "FP": "XPAR", "AS": "XAMS",
    "NA": "XAMS", "BR": "XBRU", "LS": "XLIS", "MI": "XMIL", "IM": "XMIL", "MC": "XMAD", "SM": "XMAD", "S": "XSWX",
    "SW": "XSWX", "VX": "XSWX", "ST": "XSTO", "CO": "XCSE", "HE": "XHEL", "OL": "XOSL", "VI": "XWBO",
    "WA": "XWAR", "JO": "XJSE", "SJ": "XJSE", "SA": "BVMF", "MX": "XMEX", "TA": "XTAE", "KL": "XKLS", "JK": "XIDX",
    "BK": "XBKK", "PS": "XPHS", "KA": "XKAR", "IS": "XIST",
}  # fmt: skip
BLOOMBERG = {**SUFFIXES, "SS": "XSTO", "CN": None}
"""Bloomberg's codes differ: SS is Stockholm there, CN the whole of Canada."""
NUMBERED = frozenset({"XHKG", "XTKS", "XKRX", "XKOS", "XTAI", "ROCO", "XSHG", "XSHE", "XBOM", "XKLS", "XSAU"})
"""Exchanges whose symbols may be digits alone; elsewhere a bare number is a number."""
SPOKEN = 4
"""Shorter exchange codes are words too (SIX, SET, AIM) and count in capitals only."""
NEVER = frozenset({"THE", "AND", "FOR", "NYSE", "NASDAQ", "AMEX", "HKEX"})
SUMS = frozenset({"K", "M", "MM", "MN", "B", "BN"})
NOT_SYMBOLS = NEVER | frozenset(
    {
        "CEO", "CFO", "COO", "CTO", "CIO", "CMO", "IPO", "USA", "US", "UK", "EU", "EV", "AI", "IT", "PR", "TV",
        "Q1", "Q2", "Q3", "Q4", "H1", "H2", "FY", "GAAP", "IFRS", "EPS", "EBIT", "SEC", "FDA", "FTC", "DOJ",
        "ECB", "IMF", "FED", "GDP", "ETF", "REIT", "ADR", "ADS", "LLC", "LLP", "PLC", "INC", "LTD", "NYSE",
        "AMEX", "RNS", "HKEX", "USD", "EUR", "GBP", "HKD", "AUD", "CAD", "NZD", "SGD", "JPY", "CNY", "RMB", "INR",
        "CHF", "GMT", "EST", "EDT", "CET", "ESG", "VAT", "YOY", "AGM", "EGM", "M&A", "R&D", "FORM", "ITEM",
        "ROE", "ROI", "ROA", "YTD", "NAV", "AUM", "CAGR", "FFO", "NIM", "CPI", "PMI", "MOU", "FCA", "CMA", "SFO",
        "FCC", "FAA", "WHO", "WTO", "OPEC", "NATO", "BOJ", "BOE", "PBOC", "RBI", "LNG", "SUV", "GPU", "CPU", "SPAC",
        "NOTE",
    }
)  # fmt: skip

_SYMBOL = r"[A-Z0-9][A-Z0-9&]{0,9}(?:[.\-/][A-Z])?"
_NAMES = "|".join(sorted((re.escape(n) for n in EXCHANGES), key=len, reverse=True))
_PREFIXED = re.compile(rf"(?<![\w])(?i:({_NAMES}))(?i: stock code| symbol)?\s?[:：]\s?\$?({_SYMBOL})(?![\w])")
_SUFFIXED = re.compile(r"(?<![\w.])(\d{4,6}|[A-Z][A-Z0-9&]{1,7}(?:-[A-Z])?)\.([A-Z]{1,3})(?!\w|\.\w)")
_BLOOMBERG_FORM = re.compile(
    r"(?<=[\[(])([A-Z0-9]{1,7})[: ](US|LN|HK|JP|AU|CN|GR|FP|IM|SM|NA|SW|SS|SP|IN|SJ)(?: Equity)?(?=[\])])"
)
_ANGLED = re.compile(r"<([A-Z][A-Z0-9]{0,5})(?:\.([A-Z]{1,2}))?>")
_CASHTAG = re.compile(r"(?<![\w$])\$(?:[A-Z][\w \-]*\(([A-Z0-9.]{1,8})\)\$|([A-Z]{1,5})(?![\w$]))")
_BRACKETED = re.compile(r"\((0\d{3,4}|[A-Z]{2,5})\)")


@dataclass(frozen=True, slots=True)
class Ticker:
    """A symbol at [start, end); `mic` None where no exchange is said. `loose`: only brackets say it is one."""

    start: int
    end: int
    symbol: str
    mic: str | None
    loose: bool = False


def find_tickers(text: str) -> list[Ticker]:
    """Symbols in order of the text, without overlaps; of two readings of the same words the surer form counts."""
    taken: list[tuple[int, int]] = []
    out = []
    for t in _all(text):
        if not any(a < t.end and t.start < b for a, b in taken):
            taken.append((t.start, t.end))
            out.append(t)
    return sorted(out, key=lambda t: t.start)


def _all(text: str) -> Iterator[Ticker]:
    for m in _PREFIXED.finditer(text):
        mic = EXCHANGES[m[1].lower()]
        spoken = len(m[1]) < SPOKEN and not m[1].isupper()
        if not spoken and m[2] not in NEVER and _plausible(m[2], mic):
            yield Ticker(*m.span(), m[2], mic)
    for t in _unprefixed(text):
        if t.symbol not in NOT_SYMBOLS:
            yield t


def _unprefixed(text: str) -> Iterator[Ticker]:
    for m in _BLOOMBERG_FORM.finditer(text):
        yield Ticker(*m.span(), m[1], BLOOMBERG.get(m[2]))
    for m in _ANGLED.finditer(text):
        yield Ticker(*m.span(), m[1], SUFFIXES.get(m[2] or ""))
    for m in _CASHTAG.finditer(text):
        if m[2] not in SUMS:
            yield Ticker(*m.span(), m[1] or m[2], None)
    for m in _SUFFIXED.finditer(text):
        if m[2] in SUFFIXES and _plausible(m[1], SUFFIXES[m[2]]):
            yield Ticker(*m.span(), m[1], SUFFIXES[m[2]])
    for m in _BRACKETED.finditer(text):
        yield Ticker(*m.span(), m[1], "XHKG" if m[1].isdigit() else None, loose=True)


def _plausible(symbol: str, mic: str | None) -> bool:
    return mic in NUMBERED or not symbol.isdigit()
