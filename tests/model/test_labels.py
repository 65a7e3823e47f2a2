from dataclasses import replace

import pytest

from extractor.errors import ModelError
from extractor.model.labels import FIGURE_ROLES, PARTY_ROLES, TEXT_ROLES, Labels
from extractor.records.taxonomy import (
    TAXONOMY,
    Action,
    Direction,
    Kind,
    MetricName,
    Polarity,
    Status,
    VersusExpectation,
)


def test_labels_follow_the_taxonomy():
    now = Labels.current()
    assert now.triggers == ("none", *map(str, Action))
    assert now.statuses == tuple(map(str, Status))
    assert now.directions == ("none", *map(str, Direction))
    assert now.polarities == tuple(map(str, Polarity))
    assert now.versus == ("none", *map(str, VersusExpectation))
    assert now.mentions == ("none", *(f"{t}-{k}" for k in (*map(str, Kind), "job_title") for t in "BI"))
    assert {f"metric:{m}" for m in MetricName} | {f"metric_change:{m}" for m in MetricName} < set(now.roles)
    for names in now.to_dict().values():
        assert len(names) == len(set(names))


def test_every_role_of_the_taxonomy_can_be_read():
    elsewhere = {"metrics", "period", "direction"}
    wanted = {role for spec in TAXONOMY.values() for role in spec.roles} - elsewhere
    assert wanted <= {*PARTY_ROLES, *FIGURE_ROLES, *TEXT_ROLES} <= set(Labels.current().roles)


def test_labels_survive_the_trip():
    now = Labels.current()
    assert Labels.from_dict(now.to_dict()) == now
    assert now.check() == []


def test_check_names_what_an_older_checkpoint_lacks():
    now = Labels.current()
    older = replace(now, triggers=now.triggers[:-1], statuses=tuple(s for s in now.statuses if s != "rumored"))
    assert older.check() == [f"triggers: {now.triggers[-1]}", "statuses: rumored"]
    assert replace(now, triggers=(*now.triggers, "of_old")).check() == []


def test_a_missing_set_is_named():
    data = Labels.current().to_dict()
    del data["versus"]
    with pytest.raises(ModelError, match=r"'versus'.*make train"):
        Labels.from_dict(data)
