"""Codes of exchanges as news writes them, and what looks like a symbol and is none: tables for `securities`."""

from __future__ import annotations

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
