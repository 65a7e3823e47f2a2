import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.nlp.sentences import Sentences

WIRE = (
    "Hatton Tool Works Inc said it agreed to acquire the shares of\n"
    "the company that it did not already own for cash and stock of\n"
    "$5.5 mln, and that it expects the transaction to close early\n"
    "next year.\n"
    "    The agreement is subject to approval by the boards of both\n"
    "companies and by the shareholders.\n"
)


def split(text: str) -> list[str]:
    return [text[a:b] for a, b in Sentences(text).spans]


@pytest.mark.parametrize(
    "whole",
    [
        "Hatton Inc. said it bought Bolt Corp. and Varm Co. units for cash.",
        "Mr. Roe and Dr. J. Poe met Sen. Vale in St. Ives.",
        "It sold the U.S. unit, not the U.K. one.",
        "Closing is due on Jan. 5 at 11 a.m. London time.",
        "It holds 8.4% at $3.10 vs. $2.95 before.",
        "Net sales rose approx. 5%, i.e. more than planned.",
        "Hatton rose... and fell.",
        "It owns No. 12 in the list.",
    ],
)
def test_abbreviations_and_figures_end_nothing(whole):
    assert split(whole) == [whole]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Profit rose. Sales fell! Why? Nobody said.", ["Profit rose.", "Sales fell!", "Why?", "Nobody said."]),
        ("It earned £48m, up from £11m. The rest is cash.", ["It earned £48m, up from £11m.", "The rest is cash."]),
        ("It paid 207p. Shares rose.", ["It paid 207p.", "Shares rose."]),
        ("Net rose 12 pct. Sales fell.", ["Net rose 12 pct.", "Sales fell."]),
        ("It closed at 44.5 sen. They fell.", ["It closed at 44.5 sen.", "They fell."]),
        ("A cut by Hatton & Roe's. Others follow.", ["A cut by Hatton & Roe's.", "Others follow."]),
        ("A huge buy... 750k shares.", ["A huge buy...", "750k shares."]),
        ('"We are pleased." He left.', ['"We are pleased."', "He left."]),
        ("“We sold it.” Roe left.", ["“We sold it.”", "Roe left."]),
        ("He said: “We will buy. We will not sell.”", ["He said: “We will buy.", "We will not sell.”"]),
        ("It rose (by 5%). It fell.", ["It rose (by 5%).", "It fell."]),
    ],
)  # fmt: skip
def test_sentences_end(text, parts):
    assert split(text) == parts


def test_headings_paragraphs_and_bullets_stand_alone():
    text = "HATTON RAISES OUTLOOK\n\nProfit rose. Sales fell.\n\n- Revenue $5 million\n- Margin 8%\n\n• Debt down\n"
    assert split(text) == [
        "HATTON RAISES OUTLOOK",
        "Profit rose.",
        "Sales fell.",
        "- Revenue $5 million",
        "- Margin 8%",
        "• Debt down",
    ]


def test_wrapped_wire_lines_run_on():
    first, second = split(WIRE)
    assert first.startswith("Hatton Tool")
    assert first.endswith("next year.")
    assert second.startswith("The agreement")
    assert second.endswith("shareholders.")


def test_short_lines_of_a_wrapped_text_do_not_run_on():
    text = WIRE + "Shr 61 cts vs 44 cts\nNet 3,912,000 vs 2,806,000\n"
    assert split(text)[2:] == ["Shr 61 cts vs 44 cts", "Net 3,912,000 vs 2,806,000"]


def test_the_sentence_at_a_position():
    text = "  Profit rose. Sales fell."
    s = Sentences(text)
    assert s.spans == [(2, 14), (15, 26)]
    assert [s.at(p) for p in (0, 2, 13, 14, 15, 25, 99)] == [-1, 0, 0, 0, 1, 1, 1]
    assert s.span_of(20) == (15, 26)
    assert s.span_of(0) == (2, 14)


@pytest.mark.parametrize("text", ["", " \n\t\n "])
def test_blank_text_has_no_sentence(text):
    s = Sentences(text)
    assert s.spans == []
    assert s.at(0) == -1


bits = st.sampled_from(
    [
        "Hatton",
        "Inc.",
        "rose",
        "5%.",
        "U.S.",
        "“No.”",
        "...",
        "\n",
        "\n\n",
        " ",
        "  ",
        "- a",
        "$5",
        "(b)",
        "!",
        "x" * 60,
    ]
)
texts = st.one_of(st.lists(bits, max_size=40).map(" ".join), st.text(max_size=80))


@settings(max_examples=150)
@given(texts)
def test_sentences_cover_all_but_blanks_in_order(text):
    spans = Sentences(text).spans
    left = 0
    for a, b in spans:
        assert left <= a < b <= len(text)
        assert not text[left:a].strip()
        assert text[a:b] == text[a:b].strip()
        left = b
    assert not text[left:].strip()
