"""Arguments by value, matching of events, alignment of articles."""

import pytest

from extractor.evaluation.compare import align, arguments, compare, matches
from extractor.evaluation.names import Names

NAMES = Names([{"name": "Tolland Mills plc", "aliases": ["Tolland"]}, {"name": "Ada Penrose", "aliases": []}])


def right(gold, predicted):
    """The roles that are right when these fields are compared."""
    found = compare({"action": "buyback", **gold}, {"action": "buyback", **predicted}, NAMES)
    return [found.gold[k].role for k in sorted(found.right_gold)]


@pytest.mark.parametrize(
    ("gold", "predicted", "same"),
    [
        ({"amount": 100, "currency": "USD"}, {"amount": 100.4, "currency": "USD"}, True),
        ({"amount": 100, "currency": "USD"}, {"amount": 101, "currency": "USD"}, False),
        ({"amount": 100, "currency": "USD"}, {"amount": 100, "currency": "CAD"}, False),
        (
            {"amount": 100, "currency": "USD", "alt": [{"amount": 780, "currency": "HKD"}]},
            {"amount": 780, "currency": "HKD"},
            True,
        ),
        (
            {"amount": 13, "currency": "USD", "low": 12, "high": 14},
            {"amount": 13, "currency": "USD", "low": 12, "high": 15},
            False,
        ),
        ({"amount": 13, "currency": "USD", "low": 12, "high": 14}, {"amount": 13, "currency": "USD"}, True),
        ({"amount": -5, "currency": "USD"}, {"amount": 5, "currency": "USD"}, False),
    ],
)
def test_money(gold, predicted, same):
    assert right({"price": gold}, {"price": predicted}) == (["price"] if same else [])


@pytest.mark.parametrize(("value", "same"), [(5.05, True), (5.06, False), (-5, False)])
def test_percents_within_a_twentieth_of_a_point(value, same):
    assert right({"change": {"value": 5.0}}, {"change": {"value": value}}) == (["change"] if same else [])


@pytest.mark.parametrize(
    ("when", "same"),
    [
        ({"start": "2024-05-01", "end": "2024-05-02"}, True),
        ({"start": "2024-05-01T00:00:00", "end": "2024-05-02T09:30:00"}, True),
        ({"start": "2024-05-01", "end": None}, False),
        ({"start": None, "end": "2024-05-02"}, False),
    ],
)
def test_dates_by_start_and_end(when, same):
    found = right({"date": {"start": "2024-05-01", "end": "2024-05-02"}}, {"date": when})
    assert found == (["date"] if same else [])


def test_metrics_of_both_forms_give_the_same_arguments():
    gold = {
        "metrics": [{"name": "eps", "amount": 0.4, "currency": "USD", "change": 9}, {"name": "margin", "value": 12}]
    }
    record = {
        "metrics": [
            {"name": "eps", "value": {"amount": 0.4, "currency": "USD"}, "change": {"value": 9}},
            {"name": "margin", "value": {"value": 12}, "change": None},
        ]
    }
    assert arguments(gold) == arguments(record)
    assert [arg.role for arg in arguments(gold)] == ["metric:eps", "metric_change:eps", "metric:margin"]


def test_a_repeated_metric_is_right_once():
    twice = {"metrics": [{"name": "other", "value": 7}, {"name": "other", "value": 7}]}
    found = compare({"action": "layoffs", "metrics": twice["metrics"][:1]}, {"action": "layoffs", **twice}, NAMES)
    assert (len(found.right_gold), len(found.right_predicted), len(found.predicted)) == (1, 1, 2)


@pytest.mark.parametrize(
    ("gold", "predicted", "found"),
    [
        ({"actor": "Tolland Mills plc"}, {"actor": {"name": "TOLLAND"}}, True),
        ({"actor": "Tolland Mills plc"}, {"actor": {"name": "Ada Penrose"}}, False),
        ({"actor": "Tolland Mills plc"}, {"target": {"name": "Tolland"}}, True),  # reflexive
        ({"actor": "Ada Penrose", "target": "Tolland Mills plc"}, {"target": {"name": "Penrose"}}, False),
        ({"actor": "Ada Penrose", "target": "Tolland Mills plc"}, {"actor": {"name": "Ada Penrose"}}, True),
        ({"target": "Tolland Mills plc"}, {"actor": {"name": "Ada Penrose"}, "target": {"name": "Tolland"}}, True),
        ({"target": "Tolland Mills plc"}, {"target": {"name": "Ada Penrose"}}, False),
    ],
)
def test_when_two_events_are_one(gold, predicted, found):
    assert matches({"action": "buyback", **gold}, {"action": "buyback", **predicted}, NAMES) is found


def test_another_action_is_another_event():
    assert not matches({"action": "buyback"}, {"action": "buyback_program"}, NAMES)


def test_the_closest_of_two_purchases_is_taken():
    party = {"actor": "Ada Penrose", "target": "Tolland Mills plc"}
    gold = [{"action": "insider_purchase", **party, "shares": {"value": n}} for n in (100, 200)]
    predicted = [
        {"action": "insider_purchase", "actor": {"name": "Penrose"}, "shares": {"value": n}} for n in (200, 100, 300)
    ]
    assert align(gold, predicted, NAMES) == {0: 1, 1: 0}


def test_an_actor_repeated_as_target_is_not_spurious():
    found = compare(
        {"action": "buyback", "actor": "Tolland Mills plc"},
        {"action": "buyback", "actor": {"name": "Tolland"}, "target": {"name": "Tolland"}},
        NAMES,
    )
    assert found.exact
    assert [arg.role for arg in found.predicted] == ["actor"]


def test_exact_looks_at_core_arguments_only():
    gold = {"action": "buyback", "actor": "Tolland Mills plc", "date": {"start": "2024-05-01"}}
    assert compare(gold, {"action": "buyback", "actor": {"name": "Tolland"}}, NAMES).exact
    spurious = {"action": "buyback", "actor": {"name": "Tolland"}, "stake": {"value": 3}}
    assert not compare(gold, spurious, NAMES).exact
