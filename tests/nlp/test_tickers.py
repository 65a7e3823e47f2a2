import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.nlp.tickers import EXCHANGES, NOT_SYMBOLS, SUFFIXES, find_tickers

FORMS = [
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
    ("$WANFUNG-W(01234)$ jumped", "01234", None),
    ("Ardent (ARDF US)", "ARDF", None),
    ("Hatton (HTN LN Equity)", "HTN", "XLON"),
    ("Wan Fung [1234 HK]", "1234", "XHKG"),
    ("Varm (VRMB SS)", "VRMB", "XSTO"),
]

NOT_FORMS = [
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


@pytest.mark.parametrize(("text", "symbol", "mic"), FORMS, ids=[t for t, _, _ in FORMS])
def test_forms(text, symbol, mic):
    [got] = find_tickers(text)
    assert (got.symbol, got.mic, got.loose) == (symbol, mic, False)
    assert symbol in text[got.start : got.end]


@pytest.mark.parametrize("text", NOT_FORMS)
def test_what_is_no_ticker(text):
    assert find_tickers(text) == []


def test_brackets_alone_make_a_loose_one():
    [a, b] = find_tickers("Ardent Foods (ARDF) and Wan Fung (01234)")
    assert (a.symbol, a.mic, a.loose, b.symbol, b.mic, b.loose) == ("ARDF", None, True, "01234", "XHKG", True)


def test_several_in_order_and_none_twice():
    text = "Ardent (NYSE: ARDF; TSX: ARD) and Wan Fung (1234.HK), then <HTN.L>"
    assert [(t.symbol, t.mic) for t in find_tickers(text)] == [
        ("ARDF", "XNYS"),
        ("ARD", "XTSE"),
        ("1234", "XHKG"),
        ("HTN", "XLON"),
    ]


def test_the_tables_hold_market_codes():
    mics = {m for m in (*EXCHANGES.values(), *SUFFIXES.values()) if m}
    assert all(len(m) == 4 and m.isupper() for m in mics)
    assert all(name == name.lower() for name in EXCHANGES)
    assert all(s.isupper() and len(s) <= 3 for s in SUFFIXES)


parts = st.sampled_from([t for t, _, _ in FORMS] + NOT_FORMS)


@given(st.lists(st.one_of(parts, st.text(max_size=12)), max_size=6).map(" ".join))
def test_spans_are_in_order_apart_and_hold_their_symbol(text):
    found = find_tickers(text)
    for t in found:
        assert t.symbol in text[t.start : t.end]
        assert t.mic is not None or t.symbol not in NOT_SYMBOLS
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
