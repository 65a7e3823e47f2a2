"""Name forms that are, and are not, the same entity."""

import pytest

from extractor.evaluation.names import Names, normalise, party_name

NAMES = Names(
    [
        {
            "name": "Brightwater Holdings plc",
            "aliases": ["BWH"],
            "tickers": ["BWTR", {"symbol": "BW1", "exchange": None}],
        },
        {"name": "Harriet Lindqvist", "aliases": []},
    ]
)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Brightwater Holdings plc", "brightwater"),
        ("The Tolland Group, Inc.", "tolland"),
        ("Holdings SA", "holdings sa"),
        ("Marlow’s", "marlow"),
        (None, ""),
    ],
)
def test_normalised_form(name, form):
    assert normalise(name) == form


@pytest.mark.parametrize("form", ["brightwater", "BWH", "bwtr", "BW1", "Brightwater Holdings Limited"])
def test_every_form_of_an_entity_is_that_entity(form):
    assert NAMES.same("Brightwater Holdings plc", form)


@pytest.mark.parametrize(
    ("gold", "predicted", "same"),
    [
        ("Harriet Lindqvist", "Lindqvist", True),
        ("Harriet Lindqvist", "Harriet Anna Maria Lindqvist", True),
        ("Lindqvist", "Dame Harriet Lindqvist", False),  # three words against one
        ("Harriet Lindqvist", "Oskar Lindqvist", False),
        ("Harriet Lindqvist", None, False),
        ("", "Lindqvist", False),
        ("??", "!!", True),  # both normalise to nothing
    ],
)
def test_words_of_a_name(gold, predicted, same):
    assert NAMES.same(gold, predicted) is same


def test_party_of_either_form():
    assert party_name("Tolland") == party_name({"name": "Tolland"}) == "Tolland"
    assert party_name(None) is None
