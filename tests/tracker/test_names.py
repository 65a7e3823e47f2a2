"""Spellings of one name meet; names of others don't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.records import Kind
from extractor.tracker.names import OTHER, SAME, SHORT, alike, asked, filed, normalise, vague


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("The Borvane Co., Inc.", "borvane"),
        ("BORVANE PLC", "borvane"),
        ("Marlowe & Pike", "marlowe and pike"),
        ("Fenwick Ross & Co", "fenwick ross"),
        ("Société Ölund S.A.", "societe olund"),
        ("J.P. Harrow N.V.", "jp harrow"),
        ("Mr. Achebe", "achebe"),
        ("Holding SA", "holding"),
        ("Co", "co"),
    ],
)
def test_canonical_forms(name, form):
    assert normalise(name) == form


@pytest.mark.parametrize(
    ("a", "b", "kind", "wanted"),
    [
        ("Borvane", "The Borvane Co.", Kind.COMPANY, SAME),
        ("Xiao Mi", "Xiaomi", Kind.COMPANY, SAME),
        ("Oakmere", "Oakmere Capital Management LP", Kind.FUND, SAME),
        ("Kestrel", "Kestrel Yards plc", Kind.COMPANY, SHORT),
        ("RBN", "Royal Bank of Northland", Kind.COMPANY, SHORT),
        ("Stratford Aero", "Stratford Aerospace", Kind.COMPANY, SHORT),
        ("Oregon", "State of Oregon", Kind.GOVERNMENT, SHORT),
        ("Lei Tan", "Tan Lei", Kind.PERSON, SAME),
        ("M. Holt", "Mara Holt", Kind.PERSON, SHORT),
        ("Holt", "Mara Holt", Kind.PERSON, SHORT),
        ("Steven Achebe", "Stephen Achebe", Kind.PERSON, SHORT),
        ("Stella Achebe", "Stephen Achebe", Kind.PERSON, OTHER),
        ("Paragon Tyre", "Paragon Foods", Kind.COMPANY, OTHER),
        ("Sorvane", "Borvane", Kind.COMPANY, OTHER),
        ("Bank of Northland", "Bank of Southland", Kind.COMPANY, OTHER),
    ],
)
def test_pairs(a, b, kind, wanted):
    assert alike(a, b, kind=kind) == alike(b, a, kind=kind) == wanted
    if wanted:
        assert filed(a, kind) & asked(b, kind), "they would never be compared"
        assert filed(b, kind) & asked(a, kind)


def test_a_common_ticker_decides():
    assert alike("KST", "Kestrin Semiconductors", tickers=([("KSTR", "XNAS")], [("KSTR", None)])) == SAME
    assert alike("Harrow", "Pike", tickers=([("HRW", "XNYS")], [("HRW", "XLON")])) == OTHER


def test_descriptions_are_no_names():
    assert vague("two directors")
    assert not vague("eBay")
    assert not vague("3i")
    assert not vague("株式会社")


@given(st.text(min_size=1), st.sampled_from(list(Kind)))
def test_every_name_has_a_form_and_agrees_with_itself(name, kind):
    assert normalise(name)
    assert filed(name, kind) & asked(name, kind)
    assert alike(name, name, kind=kind) == SAME


words = st.sampled_from(
    "Borvane Bor Foods Foodstuffs Capital Partners of the The Inc. J. Jon John Royal Bank BRB & Co".split()
)


@given(st.lists(words, min_size=1, max_size=4), st.lists(words, min_size=1, max_size=4), st.sampled_from(list(Kind)))
def test_names_that_agree_are_always_compared(a, b, kind):
    one, two = " ".join(a), " ".join(b)
    if alike(one, two, kind=kind):
        assert filed(one, kind) & asked(two, kind)


def test_namesakes_are_not_compared():
    assert not filed("Borvane Foods", Kind.COMPANY) & asked("Borvane Pumps", Kind.COMPANY)
