"""The scorer against the reference scorer, where that lies beside the repository: every number, many predictions."""

import importlib.util
import math
import random
from pathlib import Path

import pytest

from extractor.evaluation.gold import read_gold
from extractor.evaluation.oracle import as_prediction
from extractor.evaluation.score import score

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT.parent / "shared" / "tools" / "score.py"
ROLES = ("actor", "target", "counterparty")
NUMBERS = ("price", "price_previous", "value", "shares", "stake", "stake_previous", "change")
LABELS = ("positive", "neutral", "negative")


@pytest.fixture(scope="module")
def reference():
    if not REFERENCE.exists():
        pytest.skip("the reference scorer is not beside the repository")
    spec = importlib.util.spec_from_file_location("reference_score", REFERENCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.score


@pytest.fixture(scope="module")
def articles():
    return [doc for path in sorted((ROOT / "corpora" / "written").glob("*.jsonl")) for doc in read_gold(path)]


def perturb(doc, rng):
    """A prediction for `doc` with events dropped, doubled and renamed, parties swapped, numbers changed."""
    record = as_prediction(doc)
    names = [form for e in doc["entities"] for form in [e["name"], *e.get("aliases", [])]] + ["Nobody Known Ltd"]
    events = [ev for ev in record["events"] if rng.random() > 0.15]
    events += [dict(ev) for ev in events if rng.random() < 0.1]
    rng.shuffle(events)
    for ev in events:
        if rng.random() < 0.1:
            ev["action"] = rng.choice(["buyback", "dividend", "price_move", "acquisition", "no_such_action"])
        if rng.random() < 0.2:
            ev["actor"], ev["target"] = ev["target"], ev["actor"]
        for role in ROLES:
            if rng.random() < 0.2:
                ev[role] = rng.choice([None, {"name": rng.choice(names)}])
        for role in NUMBERS:
            if rng.random() < 0.15:
                ev[role] = None
            elif ev[role] and rng.random() < 0.3:
                key = "amount" if "amount" in ev[role] else "value"
                ev[role] = {**ev[role], key: ev[role][key] * rng.choice([1.0, 1.004, 1.006, -1, 1000])}
                if "currency" in ev[role] and rng.random() < 0.3:
                    ev[role]["currency"] = rng.choice(["USD", "HKD", None])
                if ev[role].get("low") is not None and rng.random() < 0.5:
                    ev[role]["low"] = rng.choice([None, ev[role]["low"] * 1.1])
        ev["metrics"] = [m for m in ev["metrics"] if rng.random() > 0.2] + ev["metrics"][: rng.random() < 0.1]
        if ev["date"] and rng.random() < 0.3:
            ev["date"] = rng.choice([None, {"start": "2024-01-01", "end": None}])
        if rng.random() < 0.2:
            ev["status"] = rng.choice(["completed", "pending"])
    for entity in record["entities"]:
        if rng.random() < 0.2:
            entity["name"] = rng.choice(names)
        if rng.random() < 0.2:
            entity["sentiment"] = {"label": rng.choice(LABELS)}
    rng.shuffle(record["entities"])
    sentiment = rng.choice([record["sentiment"], None, {"label": rng.choice(LABELS)}])
    return {**record, "events": events, "sentiment": sentiment}


def flatten(node, path=()):
    if isinstance(node, dict):
        return {k: v for key, value in node.items() for k, v in flatten(value, (*path, key)).items()}
    return {path: node}


@pytest.mark.parametrize("seed", range(6))
def test_every_number_agrees(reference, articles, seed):
    rng = random.Random(seed)
    gold = rng.sample(articles, 200)
    predicted = {doc["id"]: perturb(doc, rng) for doc in gold if rng.random() > 0.05}
    ours, theirs = flatten(score(gold, predicted).to_dict()), flatten(reference(gold, predicted))
    assert ours.keys() == theirs.keys()
    assert 20 < theirs[("all", "event_f1")] < 95
    for path, value in theirs.items():
        assert ours[path] == value or (math.isnan(ours[path]) and math.isnan(value)), path


def test_articles_without_events_agree(reference, articles):
    gold = [doc for doc in articles if not doc["events"]][:20]
    ours, theirs = flatten(score(gold, {}).to_dict()), flatten(reference(gold, {}))
    assert repr(ours) == repr(theirs)


def test_gold_against_itself_is_perfect_over_the_corpora(articles):
    got = score(articles, {doc["id"]: as_prediction(doc) for doc in articles})
    assert {group.event.f1 for group in got.groups.values()} == {100.0}
    assert {group.argument.f1 for group in got.groups.values()} == {100.0}
    assert {group.exact.f1 for group in got.groups.values()} == {100.0}
    assert got.status.percent == got.sentiment.percent == 100
