import re

import corpus_draft
import pytest
from check_gold import faults as gold_faults

DRAFT = """# DRAFT-1
title: Hallmeyer raises Corvane stake
published: 2024-06-18
sentiment: positive
== text
LONDON - Hallmeyer Brands PLC bought 120,000 shares of Corvane SA at 14.20 euros each on Monday, lifting its stake to 6.4% from 5.1%.

First-quarter net profit at Hallmeyer rose 12% to £45m, ahead of forecasts. Hallmeyer bought nothing else.
== entities
Hallmeyer Brands PLC | company | positive | aliases: Hallmeyer
Corvane SA | company | positive
== events
stake_increase completed positive | trigger: bought | actor: Hallmeyer Brands PLC | target: Corvane SA | shares: 120,000 | price: 14.20 euros | stake: 6.4% | stake_previous: 5.1% | date: Monday
earnings completed positive | trigger: rose | actor: Hallmeyer Brands PLC | direction: up | metric: net_profit; £45m; change 12; period 2024-Q1; beat
"""


def compiled(text: str = DRAFT):
    [block] = corpus_draft.blocks(text)
    return corpus_draft.compile_article(block)


def test_values_are_read_from_the_text():
    article, faults = compiled()
    assert faults == []
    assert list(gold_faults(article)) == []
    bought, rose = article["events"]
    assert bought["shares"] == {"text": "120,000", "value": 120000}
    assert bought["price"] == {"text": "14.20 euros", "amount": 14.2, "currency": "EUR"}
    assert (bought["stake"]["value"], bought["stake_previous"]["value"]) == (6.4, 5.1)
    assert bought["date"] == {"text": "Monday", "start": "2024-06-17", "end": "2024-06-17"}
    assert rose["metrics"] == [
        {"name": "net_profit", "text": "£45m", "amount": 45000000, "currency": "GBP", "change": 12, "period": "2024-Q1",
         "versus_expectation": "beat"}
    ]  # fmt: skip


def test_evidence_is_the_sentence_that_holds_the_arguments():
    article, _ = compiled()
    assert article["events"][0]["evidence"][0].startswith("LONDON - Hallmeyer Brands PLC bought 120,000")


def test_at_names_another_sentence():
    article, _ = compiled(DRAFT.replace("| trigger: bought |", "| trigger: bought | at: nothing else |"))
    assert article["events"][0]["evidence"][0] == "Hallmeyer bought nothing else."


def test_a_told_value_goes_before_the_read_one():
    article, _ = compiled(DRAFT.replace("price: 14.20 euros", "price: 14.20 euros = 15 USD about"))
    assert article["events"][0]["price"] == {
        "text": "14.20 euros",
        "amount": 15,
        "currency": "USD",
        "qualifier": "about",
    }


def test_a_told_range_has_its_ends_and_their_midpoint():
    article, _ = compiled(DRAFT.replace("price: 14.20 euros", "price: 14.20 euros = 14..15 EUR"))
    price = article["events"][0]["price"]
    assert (price["amount"], price["low"], price["high"]) == (14.5, 14, 15)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("trigger: bought", "trigger: sold", "trigger not in the text: 'sold'"),
        ("actor: Hallmeyer Brands PLC | target", "actor: Hallmeyer | target", "actor 'Hallmeyer' is no entity's name"),
        ("shares: 120,000", "shares: 130,000", "not in the text: '130,000'"),
        ("date: Monday", "date: LONDON", "no date read in 'LONDON'"),
        ("stake: 6.4%", "stakes: 6.4%", "unknown field 'stakes'"),
        ("; beat", "; better", "metric: 'better'"),
        ("metric: net_profit; £45m; change 12; period 2024-Q1; beat", "metric: net_profit", "is not `NAME; TEXT; …`"),
        (
            "| date: Monday",
            "| direction: down | change: 5.1%",
            "change: that of a fall is negative; write `5.1% = -5.1`",
        ),
    ],
)
def test_a_fault_names_the_article_and_the_field(old, new, fault):
    _, [found] = compiled(DRAFT.replace(old, new, 1))
    assert found.startswith("DRAFT-1: ")
    assert fault in found


@pytest.mark.parametrize("words", ["5.1%", "5.1% = 5.1", "about 5%", "5.1% = 5 under"])
def test_what_a_fault_says_to_write_compiles(words):
    text = DRAFT.replace("lifting its stake to 6.4% from 5.1%.", "5.1% up from 4.9%, about 5% more or less.")
    fields = "actor: Hallmeyer Brands PLC | direction: down | change: "
    text = (
        text[: text.index("stake_increase completed")] + f"price_move completed negative | trigger: bought | {fields}"
    )
    _, [fault] = compiled(text + words + "\n")
    [told] = re.findall("write `(.*)`", fault)
    article, faults = compiled(text + told + "\n")
    assert faults == []
    change = article["events"][0]["change"]
    assert change["value"] in (-5.1, -5)
    assert change.get("qualifier") == {"about 5%": "about", "5.1% = 5 under": "under"}.get(words)
