"""How well tellings are merged, on the labelled records; and what the records are."""

import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import tracker_score as measure

from extractor.records import Action


@pytest.fixture(scope="module", params=["tune", "held"])
def data(request):
    return request.param, measure.read(measure.FOLDER / f"{request.param}.jsonl")


def test_floors(data):
    name, labelled = data
    found = measure.score(measure.merged(labelled.articles), labelled.real)
    precision, recall, bcubed = {"tune": (0.98, 0.98, 0.98), "held": (0.94, 0.88, 0.96)}[name]
    assert found.precision >= precision
    assert found.recall >= recall
    assert found.bcubed >= bcubed
    for method in (measure.exact, measure.keyed):
        assert measure.score(method(labelled.articles), labelled.real).bcubed < bcubed - 0.1


def test_the_files_hold_what_their_page_says():
    both = [measure.read(path) for path in measure.FILES]
    sizes = Counter(Counter(label for labelled in both for label in labelled.real.values()).values())
    assert sum(n for size, n in sizes.items() if size > 1) >= 60
    assert sizes[1] >= 100
    assert max(sizes) <= 5
    assert not set(both[0].real.values()) & set(both[1].real.values())
    assert {e.action for labelled in both for a in labelled.articles for e in a.events} == set(Action)


def test_scores_are_counted_right():
    real = {("a", "1"): "x", ("b", "1"): "x", ("c", "1"): "x", ("d", "1"): "y"}
    found = measure.score({("a", "1"): 1, ("b", "1"): 1, ("c", "1"): 2, ("d", "1"): 2}, real)
    assert (found.precision, found.recall) == (1 / 2, 1 / 3)
    precision, recall = (1 + 1 + 1 / 2 + 1 / 2) / 4, (2 / 3 + 2 / 3 + 1 / 3 + 1) / 4
    assert found.bcubed == pytest.approx(2 * precision * recall / (precision + recall))
    assert measure.score(dict(real), real) == measure.Score(1.0, 1.0, 1.0, 3, 3, 3)


def test_generated_events_are_merged_and_timed():
    took = measure.timed(400)
    assert took["tellings"] == 400
    assert 150 < took["events"] < 400
    assert took["merge s"] > 0
