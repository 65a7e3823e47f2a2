"""The taxonomy against the record contract, both written out here."""

import dataclasses

import pytest

from extractor.records import ROLES, TAXONOMY, Action, Event, Group, Kind, MetricName, ScoreGroup, Status
from extractor.records.taxonomy import Direction, Polarity, Qualifier, VersusExpectation

CONTRACT = {
    "ownership": "insider_purchase insider_sale stake_increase stake_decrease stake_holding buyback buyback_program",
    "capital": "share_offering ipo debt_offering dividend stock_split",
    "deals": "acquisition divestiture partnership contract",
    "results": "earnings guidance",
    "views": "analyst_rating credit_rating",
    "people": "executive_change layoffs",
    "legal": "lawsuit regulatory_action regulatory_approval bankruptcy",
    "operations": "product_launch facility incident",
    "market": "price_move listing_change",
}
ORDER = [a for names in CONTRACT.values() for a in names.split()]
VALUES = {
    Group: " ".join(CONTRACT),
    ScoreGroup: "ownership capital deals results views other",
    Status: "completed pending rumored cancelled",
    Direction: "up down flat",
    Qualifier: "exact about over under up_to at_least",
    Polarity: "positive neutral negative",
    Kind: "company person fund government other",
    MetricName: "revenue net_profit operating_profit ebitda eps margin deliveries other",
    VersusExpectation: "beat miss inline",
}


def test_the_actions_are_those_of_the_contract_in_its_order():
    assert len(ORDER) == 31
    assert [a.value for a in Action] == ORDER
    assert [a.value for a in TAXONOMY] == ORDER


@pytest.mark.parametrize(("enum", "values"), VALUES.items())
def test_the_enumerations_are_those_of_the_contract(enum, values):
    assert [member.value for member in enum] == values.split()


@pytest.mark.parametrize(("group", "actions"), CONTRACT.items())
def test_groups(group, actions):
    assert [a.value for a, spec in TAXONOMY.items() if spec.group == group] == actions.split()


def test_groups_without_a_score_of_their_own_are_scored_as_other():
    scored = {spec.group.value: spec.score_group.value for spec in TAXONOMY.values()}
    others = {"people", "legal", "operations", "market"}
    assert scored == {g: "other" if g in others else g for g in CONTRACT}


@pytest.mark.parametrize("spec", TAXONOMY.values(), ids=str)
def test_rows_are_whole(spec):
    assert TAXONOMY[spec.action] is spec
    assert spec.roles <= set(ROLES)
    assert "actor" in spec.roles
    assert spec.reflexive or "target" in spec.roles
    assert spec.definition.endswith(".")
    assert "(actor" in spec.definition
    assert (
        ("target" not in spec.roles)
        or spec.reflexive
        or "(target" in spec.definition
        or "the target" in spec.definition
    )
    assert sorted(spec.ordered_roles) == sorted(spec.roles)
    assert list(spec.ordered_roles) == sorted(spec.roles, key=ROLES.index)


@pytest.mark.parametrize(
    ("action", "role"),
    [
        ("divestiture", "change"),
        ("credit_rating", "value"),
        ("layoffs", "change"),
        *((a, "counterparty") for a in ("divestiture", "acquisition", "lawsuit", "listing_change", "debt_offering")),
    ],
)
def test_a_field_that_means_something_of_its_own_is_explained(action, role):
    spec = TAXONOMY[Action(action)]
    assert role in spec.roles
    assert role in spec.definition


def test_definitions_differ():
    assert len({spec.definition for spec in TAXONOMY.values()}) == len(TAXONOMY)


def test_the_argument_fields_are_those_of_an_event():
    other = {"event_id", "action", "status", "sentiment", "confidence", "trigger", "evidence"}
    assert [f for f in Event.model_fields if f not in other] == list(ROLES)


def test_what_the_contract_says_of_single_actions():
    def roles(action: str) -> set[str]:
        return set(TAXONOMY[Action(action)].roles)

    assert {"shares", "price", "value", "stake", "stake_previous", "date"} <= roles("insider_purchase")
    assert {"shares", "price", "value", "stake"} <= roles("buyback")
    assert "rating" in roles("stock_split")
    assert {"metrics", "period", "direction"} <= roles("earnings") & roles("guidance")
    assert {"price", "price_previous", "rating", "rating_previous"} <= roles("analyst_rating")
    assert "counterparty" in roles("executive_change")
    assert "direction" not in roles("executive_change")
    assert "shares" not in roles("layoffs")
    assert {"metrics", "change"} <= roles("layoffs")
    assert {"change", "price", "direction"} <= roles("price_move")
    assert {"actor", "target", "counterparty"} <= roles("acquisition") & roles("divestiture")


def test_nobody_changes_the_taxonomy_at_run_time():
    with pytest.raises(TypeError):
        TAXONOMY[Action.IPO] = TAXONOMY[Action.BUYBACK]
    with pytest.raises(dataclasses.FrozenInstanceError):
        TAXONOMY[Action.IPO].reflexive = False
