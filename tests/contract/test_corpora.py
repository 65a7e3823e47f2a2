"""The taxonomy against the annotated articles: what annotators fill in, an event can hold."""

import json
from collections import Counter
from pathlib import Path

import pytest

from extractor.records import ROLES, TAXONOMY, Action
from extractor.records.currencies import CODES

LEAST_SHARE = 0.01
"""Of an action's annotated events, the part (0 to 1) that has to fill in a field before its row must list it.

One in a hundred, as the taxonomy says of its rows: what is rarer may be a slip of one annotator's, and a field more is one
that the model can fill in wrongly. An action with fewer than a hundred events needs a single one.
"""
FILES = sorted((Path(__file__).parents[2] / "corpora" / "written").glob("*.jsonl"))


@pytest.fixture(scope="module")
def events() -> list[dict]:
    lines = [line for file in FILES for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [ev for line in lines for ev in json.loads(line)["events"]]


@pytest.mark.parametrize("action", list(Action))
def test_fields_that_annotators_use_are_in_the_row(events, action):
    mine = [ev for ev in events if ev["action"] == action]
    assert mine, f"no annotated article has an event of {action}"
    used = Counter(role for ev in mine for role in ROLES if ev.get(role))
    usual = {role for role, n in used.items() if n >= LEAST_SHARE * len(mine)}
    assert usual <= TAXONOMY[action].roles


@pytest.mark.parametrize("action", list(Action))
def test_reflexive_actions_seldom_have_a_target(events, action):
    mine = [ev for ev in events if ev["action"] == action]
    with_target = sum(bool(ev.get("target")) for ev in mine) / len(mine)
    assert (with_target < 0.2) == TAXONOMY[action].reflexive


def test_currencies_of_the_corpora_are_known(events):
    figures = [f for ev in events for f in [*ev.values(), *ev.get("metrics", [])] if isinstance(f, dict)]
    used = {f["currency"] for f in figures if f.get("currency")}
    assert len(used) > 20
    assert used <= CODES
