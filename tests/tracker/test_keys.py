"""Keys are the same for variants of spelling and rounding, and name the event on every machine."""

import pytest

from extractor.errors import RecordError
from extractor.records import TAXONOMY, Action
from extractor.tracker import event_key
from extractor.tracker.families import FAMILIES, sides_of
from tests.tracker.conftest import Tell, article, day, event, money, number, party


def key(found):
    return event_key(found.events[0], found)


def test_a_key_is_a_hash_of_the_canonical_form(tell: Tell):
    first = tell(
        "a", "2025-03-03T10:00:00Z", "stake_increase", actor="Oakmere Capital", target="Valdren", stake=number(7.4)
    )
    # the same on every machine: a change of the form is a change of every stored key
    assert key(first) == "k-97f196632fe590ee"


def test_variants_have_one_key(tell: Tell):
    first = tell("a", "2025-03-03T10:00:00Z", "buyback", actor="Borvane", date=day("2025-03-03"), value=money(412e6))
    again = tell(
        "b", "2025-03-04T08:00:00Z", "buyback", actor="BORVANE Plc", date=day("2025-03-03"), value=money(410e6)
    )
    assert key(first) == key(again)


@pytest.mark.parametrize(
    "other",
    [
        {"actor": "Corvane"},
        {"date": day("2025-03-10")},
        {"value": money(600e6)},
        {"value": money(412e6, "EUR")},
    ],
)
def test_another_event_has_another_key(tell: Tell, other):
    said = {"actor": "Borvane", "date": day("2025-03-03"), "value": money(412e6)}
    first = tell("a", "2025-03-03", "buyback", **said)
    assert key(first) != key(tell("b", "2025-03-03", "buyback", **said | other))
    assert key(first) != key(tell("b", "2025-03-03", "buyback_program", **said))


def test_insiders_and_holders_are_one_family(tell: Tell):
    said = {"actor": party("Mara Holt", "person"), "target": "Kestrel Yards", "shares": number(15_000)}
    bought = tell("a", "2025-02-10", "insider_purchase", **said)
    assert key(bought) == key(tell("b", "2025-02-10", "stake_increase", **said))
    assert key(bought) != key(tell("c", "2025-02-10", "insider_sale", **said))


def test_a_deal_told_from_both_sides_has_one_key(tell: Tell):
    bought = tell("a", "2025-04-07", "acquisition", actor="Ashgrove", target="Brook", counterparty="Delmarva")
    sold = tell("b", "2025-04-07", "divestiture", actor="Delmarva", target="Brook", counterparty="Ashgrove")
    assert key(bought) == key(sold)


def test_without_a_date_there_is_no_key():
    undated = article("a", None, event("buyback", actor="Borvane"))
    with pytest.raises(RecordError, match="a: neither event nor article has a date"):
        key(undated)
    assert key(article("a", None, event("buyback", actor="Borvane", date=day("2025-03-03"))))


@pytest.mark.parametrize("action", list(Action))
def test_every_action_has_a_family(action):
    family, sides = FAMILIES[action], sides_of(action)
    assert set(family.principals) <= set(sides.values())
    assert family.optional < set(family.principals)
    assert family.dates >= 0
    assert family.lag > 0
    assert 0 < family.serial <= 1
    assert TAXONOMY[action].reflexive <= ("target" not in family.principals)
