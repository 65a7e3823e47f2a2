from extractor.nlp.tickers import EXCHANGES, NOT_SYMBOLS, SUFFIXES


def test_the_tables_hold_market_codes():
    mics = {m for m in (*EXCHANGES.values(), *SUFFIXES.values()) if m}
    assert all(len(m) == 4 and m.isupper() for m in mics)
    assert all(name == name.lower() for name in EXCHANGES)
    assert all(s.isupper() and len(s) <= 3 for s in SUFFIXES)
    assert all(s.isupper() or s[0] in "QH" for s in NOT_SYMBOLS)
