import lexicon
import pytest


@pytest.mark.parametrize(
    ("sentence", "action"),
    [
        ("Volta bought back 2 million of its own shares", "buyback"),
        ("Volta authorized the repurchase of $2 billion in stock", "buyback_program"),
        ("Kestrel raised its stake in Volta to 6 percent", "stake_increase"),
        ("Volta priced $500 million of notes due 2030", "debt_offering"),
        ("Volta agreed to sell its valves unit to Harrow", "divestiture"),
        ("Shares of Volta fell 3 percent", "price_move"),
        ("Volta filed for Chapter 11", "bankruptcy"),
    ],
)
def test_the_first_rule_that_matches_names_the_action(sentence: str, action: str):
    assert next(r.action for r in lexicon.RULES if r.pattern.search(sentence)) == action


def test_every_action_has_a_rule():
    from extractor.records.taxonomy import Action

    told = {r.action for r in lexicon.RULES} | {"insider_purchase", "insider_sale"}
    assert told == set(map(str, Action))
