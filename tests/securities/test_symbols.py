import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.securities.isin import is_isin
from extractor.securities.symbols import find_symbols
from extractor.securities.table import EMPTY

FORMS = [
    ("Ardent Foods (NYSE: ARDF) said", "ARDF", "XNYS", "prefixed"),
    ("Ardent Foods (nasdaq:ARDF) said", "ARDF", "XNAS", "prefixed"),
    ("Varm (Nasdaq Stockholm: VARM B) rose", "VARM-B", "XSTO", "prefixed"),
    ("Kawabe (TSE: 7788) fell", "7788", "XTKS", "prefixed"),
    ("Marl Ore (TSE: MRL) fell", "MRL", "XTSE", "prefixed"),
    ("Wan Fung (SEHK: 700) fell", "700", "XHKG", "prefixed"),
    ("Wan Fung (HKEX: 0700.HK) fell", "0700", "XHKG", "prefixed"),
    ("Dram Mines (NYSE: AMD) fell", "AMD", "XNYS", "prefixed"),
    ("shares (ARDF.N) rose", "ARDF", "XNYS", "ric"),
    ("shares of ARDG_p.DE rose", "ARDG_p", "XETR", "ric"),
    ("Hatton HTN.L rose", "HTN", "XLON", "ric"),
    ("Wan Fung (01234.HK) fell", "01234", "XHKG", "ric"),
    ("Hatton [HTN:LN] rose", "HTN", "XLON", "bloomberg"),
    ("Hatton (HTN LN Equity) rose", "HTN", "XLON", "bloomberg"),
    ("Ardent (ARDF US) rose", "ARDF", None, "bloomberg"),
    ("yesterday VOD LN rose", "VOD", "XLON", "bloomberg"),
    ("ARDENT <ARDF.O> NET", "ARDF", "XNAS", "angled"),
    ("$ARDF jumped", "ARDF", None, "cashtag"),
    ("$WANFUNG-W(01234)$ jumped", "01234", "XHKG", "cashtag"),
    ("$LONGHE(600999)$ jumped", "600999", "XSHG", "cashtag"),
    ("Sony (SONY) fell", "SONY", None, "bracketed"),
    ("its ticker symbol is ARDF, he said", "ARDF", None, "spoken"),
    ("Ardent trades as ARDF on the NYSE.", "ARDF", "XNYS", "spoken"),
    ('to list on Nasdaq under the symbol "ARDF".', "ARDF", "XNAS", "spoken"),
    ("(stock code: 01234)", "01234", None, "spoken"),
    ("ISIN: US0378331005.", "US0378331005", None, "isin"),
]
NO_FORMS = [
    "a $5M round and $3B more", "the CEO (CEO) said", "an IPO (IPO) in May", "earnings (EPS) rose", "Plan A and IT costs",
    "trade with Britain (UK)", "paid in $USD", "C$2M or HK$30K", "SHARE TWEET EMAIL PRINT", "the NYSE and the NASDAQ (LSE)",
    "code US0378331006 is wrong", "QX0000000000", "the symbol of gold is Au", "in the U.S. and at 5 p.m.", "see example.CO.UK",
    "set: A and six: 4", "Ardent Foods (ARDF) said", "NYSE: $5", "THE PROFIT IS UP IN LONDON SO IS IT",
]  # fmt: skip


@pytest.mark.parametrize(("text", "symbol", "mic", "form"), FORMS)
def test_forms(text: str, symbol: str, mic: str | None, form: str) -> None:
    found = find_symbols(text)
    assert [(m.symbol, m.mic, m.form) for m in found] == [(symbol, mic, form)]
    at = text[found[0].start : found[0].end]
    assert symbol.partition("-")[0] in at


@pytest.mark.parametrize("text", NO_FORMS)
def test_no_forms(text: str) -> None:
    assert find_symbols(text) == []


def test_several_symbols_of_one_bracket() -> None:
    found = find_symbols("Marl (TSX: MRL, MRL.A; OTCQB: MRLF) said")
    assert [(m.symbol, m.mic) for m in found] == [("MRL", "XTSE"), ("MRL.A", "XTSE"), ("MRLF", "OTCM")]


def test_without_a_table_only_sure_forms_count() -> None:
    assert [m.symbol for m in find_symbols("VOD LN rose, Sony (SONY) fell, (NYSE: ARDF) too", table=EMPTY)] == ["ARDF"]


@given(st.text(alphabet="ABNYSEL $().:,<>[]15ax\n-_", max_size=60))
def test_spans_are_true_ordered_and_apart(text: str) -> None:
    found = find_symbols(text, table=EMPTY)
    assert all(0 <= m.start < m.end <= len(text) and m.symbol and not any(map(str.isspace, m.symbol)) for m in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("code", "right"),
    [("US0378331005", True), ("GB0002634946", True), ("KYG875721634", True), ("US0378331006", False), ("ZZ0000000000", False), ("us0378331005", False), ("US037833100", False)],
)  # fmt: skip
def test_isin(code: str, right: bool) -> None:
    assert is_isin(code) is right
