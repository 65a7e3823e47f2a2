"""Symbols that a page marks as such."""

import pytest

from extractor.sources.symbols import Named, cashtags, is_cashtag_line, listings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$BORVANE-W(01234)$ rose", [Named("01234", "BORVANE-W")]),
        ("$Borvane Plc(BVN.L)$ and $Quartle(QRT)$", [Named("BVN", "Borvane Plc"), Named("QRT", "Quartle")]),
        ("$BVN up 4%, $QRT.B down, $BVN again", [Named("BVN", None), Named("QRT.B", None)]),
        ("$BVN then $Borvane(BVN)$", [Named("BVN", "Borvane")]),
        ("It paid $5, US$40m, A$BVN and $2bn; $usd too", []),
        ("Sales, $M and $BN", []),
    ],
)
def test_cashtags(text: str, expected: list[Named]) -> None:
    assert cashtags(text) == expected


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Borvane Plc (LSE: BVN) and Quartle Inc. (NASDAQ: QRT, TSX:QRT.B)", ["BVN", "QRT", "QRT.B"]),
        ("Borvane Holdings (HKEX: 01234)", ["01234"]),
        ("Shares of Borvane (ST:BVNb) rose, those of Quartle (OL:QRT) fell.", ["BVNb", "QRT"]),
        ("Borvane plc\n\nLSE: BVN\n\nResults", ["BVN"]),
        ("Borvane\nNYSE: BVN | TSX: BVN.B\nResults", ["BVN", "BVN.B"]),
        ("Ticker | BVN LN\nRating | Hold", ["BVN"]),
        ("Bloomberg: QRT/B US Equity", ["QRT/B"]),
        ("Ticker | EPS\nBVN | 2.1\n\nSix: the number of mills\n\nIt goes (TO:whom) or (AS: IF) at NYSE: ABC here", []),
        ("the ratio (net: 4), the time (GMT: 8)", []),
    ],
)
def test_listings(text: str, symbols: list[str]) -> None:
    assert [item.symbol for item in listings(text)] == symbols


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("$BVN $QRT", True),
        (" $BORVANE-W(01234)$ , $BVN ", True),
        ("$BVN rose", False),
        ("$5", False),
        ("  ", False),
        ("- ,", False),
    ],
)
def test_cashtag_line(line: str, expected: bool) -> None:
    assert is_cashtag_line(line) is expected
