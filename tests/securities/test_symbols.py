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


MORE = [
    ("Ardent Foods (NYSE: ARDF) said", "ARDF", "XNYS"),
    ("Ardent Foods (NASDAQ:ARDF) said", "ARDF", "XNAS"),
    ("Ardent Foods (Nasdaq: ARDF) said", "ARDF", "XNAS"),
    ("Ardent Foods (NasdaqGS: ARDF) said", "ARDF", "XNAS"),
    ("Ardent (Nasdaq Global Select Market: ARDF)", "ARDF", "XNAS"),
    ("Ardent (New York Stock Exchange: ARDF)", "ARDF", "XNYS"),
    ("Quill class B (NYSE: QLL.B) fell", "QLL.B", "XNYS"),
    ("Quill class B (NYSE: QLL-B) fell", "QLL-B", "XNYS"),
    ("Quill (NYSE: AI), whose symbol is a word", "AI", "XNYS"),
    ("Quill (NYSE American: QLL)", "QLL", "XASE"),
    ("the fund (NYSE Arca: QLLX)", "QLLX", "ARCX"),
    ("Marl Ore (OTCQB: MRLF)", "MRLF", "OTCM"),
    ("Marl Ore (TSX: MRL)", "MRL", "XTSE"),
    ("Marl Ore (TSX-V: MRL)", "MRL", "XTSX"),
    ("Marl Ore (TSXV: MRL)", "MRL", "XTSX"),
    ("Hatton (LSE: HTN)", "HTN", "XLON"),
    ("Hatton (LON:HTN)", "HTN", "XLON"),
    ("Hatton (AIM: HTN)", "HTN", "XLON"),
    ("Hatton (London: HTN)", "HTN", "XLON"),
    ("Hatton (ASX: HTN)", "HTN", "XASX"),
    ("Wan Fung (HKEX: 1234)", "1234", "XHKG"),
    ("Wan Fung (HKEX stock code: 01234)", "01234", "XHKG"),
    ("Wan Fung (SEHK：700)", "700", "XHKG"),
    ("Bukit Tin (SGX: H12)", "H12", "XSES"),
    ("Kawabe (TSE: 7788)", "7788", "XTKS"),
    ("Daesan (KRX: 005511)", "005511", "XKRX"),
    ("Sundari (NSE: SUNDARI)", "SUNDARI", "XNSE"),
    ("Sundari (BSE: 500999)", "500999", "XBOM"),
    ("Hallmeyer (XETRA: HLM)", "HLM", "XETR"),
    ("Ardoise (Euronext Paris: ADS1)", "ADS1", "XPAR"),
    ("Ardoise (NYSE: $ARDF)", "ARDF", "XNYS"),
    ("Nant AG (SIX: NANT)", "NANT", "XSWX"),
    ("Sertao (B3: SRTO3)", "SRTO3", "BVMF"),
    ("1234.HK fell", "1234", "XHKG"),
    ("shares of Hatton HTN.L rose", "HTN", "XLON"),
    ("Hatton HTN-A.L rose", "HTN-A", "XLON"),
    ("Varm VRM-B.ST rose", "VRM-B", "XSTO"),
    ("Kawabe 7788.T rose", "7788", "XTKS"),
    ("Longhe 600999.SS rose", "600999", "XSHG"),
    ("Ardent ARDF.O rose.", "ARDF", "XNAS"),
    ("Ardent <ARDF.N> rose", "ARDF", "XNYS"),
    ("ARDENT <ARDF> 4TH QTR NET", "ARDF", None),
    ("$ARDF jumped", "ARDF", None),
    ("$WANFUNG-W(01234)$ jumped", "01234", "XHKG"),
    ("Ardent (ARDF US)", "ARDF", None),
    ("Hatton (HTN LN Equity)", "HTN", "XLON"),
    ("Wan Fung [1234 HK]", "1234", "XHKG"),
    ("Varm (VRMB SS)", "VRMB", "XSTO"),
]

NO_MORE = [
    "She: I will not sell.",
    "One asked, and she: NO",
    "The target is set: 12 stores",
    "The goal is set: A new plant",
    "for the last six: 4 of them",
    "growth at AIM: 10 percent",
    "LSE: 2025 in review",
    "a bit: 8 of them",
    "London: 12 November",
    "Nasdaq: up 2%",
    "NYSE: the exchange said",
    "NYSE: THE WEEK AHEAD",
    "in the U.S. and the U.K. market",
    "J.P. Hatton and A.B. Roe said",
    "at the UK.A spokesman",
    "in 2025.IN the year",
    "in 2024.A year later",
    "WWW.HATTON.CO.UK",
    "Hatton S.A. and Nant N.V.",
    "revenue ($M) and costs ($K)",
    "A$5 million, C$5, US$5, HK$5",
    "its chief executive (CEO)",
    "the Securities and Exchange Commission (SEC)",
    "the dollar (USD)",
    "return on equity (ROE), to date (YTD)",
    "Form 8-K: ITEM 5",
    "grew 12.5 percent (2025)",
    "version 2.0.A of No. 12.B",
    "the plan (a) and (b)",
    "(Ardent)",
]


@pytest.mark.parametrize(("text", "symbol", "mic", "form"), FORMS)
def test_forms(text: str, symbol: str, mic: str | None, form: str) -> None:
    found = find_symbols(text)
    assert [(m.symbol, m.mic, m.form) for m in found] == [(symbol, mic, form)]
    at = text[found[0].start : found[0].end]
    assert symbol.partition("-")[0] in at


@pytest.mark.parametrize("text", NO_FORMS)
def test_no_forms(text: str) -> None:
    assert find_symbols(text) == []


@pytest.mark.parametrize(("text", "symbol", "mic"), MORE)
def test_forms_that_need_no_table(text: str, symbol: str, mic: str | None) -> None:
    [got] = find_symbols(text, table=EMPTY)
    assert (got.symbol, got.mic) == (symbol, mic)


@pytest.mark.parametrize("text", NO_MORE)
def test_what_is_no_symbol(text: str) -> None:
    assert find_symbols(text) == []


def test_brackets_after_a_known_name() -> None:
    text = "Ardent Foods (ARDF) and Wan Fung (01234) met the SEC chief (CEO)"
    assert find_symbols(text) == []
    found = find_symbols(text, names={len("Ardent Foods"), text.index(" (01234"), text.index(" (CEO")})
    assert [(m.symbol, m.mic, m.form) for m in found] == [("ARDF", None, "bracketed"), ("01234", "XHKG", "bracketed")]


def test_a_suffix_in_a_cashtag_says_the_exchange() -> None:
    [got] = find_symbols("$COOGEE PAYMENTS(CGP.AX)$ fell", table=EMPTY)
    assert (got.symbol, got.mic) == ("CGP", "XASX")


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


def test_a_symbol_after_a_possessive_is_that_of_the_name():
    text = "Quarrel’s (QRRL) new chief."
    assert [m.symbol for m in find_symbols(text, names={len("Quarrel")})] == ["QRRL"]


def test_initials_in_brackets_are_a_short_name_unless_the_table_lists_them():
    made_up, listed = "Harlow Coastal Energy Trust (HCET)", "International Business Machines (IBM)"
    assert find_symbols(f"{made_up} sold it.", names={len(made_up) - 7}) == []
    assert [m.symbol for m in find_symbols(f"{listed} sold it.", names={len(listed) - 6})] == ["IBM"]
