import json
from pathlib import Path

import pytest

from extractor.errors import ConfigError
from extractor.training.align import align
from extractor.training.standoff import digest, read_standoff, sentence

SENTENCE = "Harwick bought Corvane for $3 million."


@pytest.fixture
def folder(tmp_path):
    rows = [{"tokens": ["Nothing", "here", "."]}, {"tokens": "Harwick bought Corvane for $ 3 million .".split()}]
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "dev.json").write_text(json.dumps(rows), encoding="utf-8")
    return tmp_path


def annotation(path, **changes):
    event = {"action": "acquisition", "status": "completed", "actor": "Harwick", "target": "Corvane", "trigger": "bought",
             "value": {"text": "$3 million", "amount": 3e6, "currency": "USD"}, "sentiment": "neutral",
             "evidence": [[0, len(SENTENCE)]]}  # fmt: skip
    names = [
        {"name": n, "kind": "company", "sentiment": "neutral", "tickers": [], "aliases": []}
        for n in ("Harwick", "Corvane")
    ]
    row = {"id": "set/dev.json#1", "sha256": digest(SENTENCE), "sentiment": None, "entities": names, "events": [event]}
    path.write_text(json.dumps(row | changes) + "\n", encoding="utf-8")
    return path


def test_an_annotation_and_its_sentence_make_an_article(folder, tmp_path) -> None:
    [doc] = read_standoff([annotation(tmp_path / "a.jsonl")], folder)
    assert (doc["text"], doc["sentiment"]) == (SENTENCE, None)
    [event] = align(doc).events
    assert SENTENCE[slice(*event.trigger)] == "bought"
    assert [(r, SENTENCE[a:b]) for r, (a, b) in event.arguments] == [("value", "$3 million")]


def test_another_sentence_than_was_annotated_is_refused(folder, tmp_path) -> None:
    with pytest.raises(ConfigError, match=r"a\.jsonl: set/dev\.json#0 is another sentence"):
        list(read_standoff([annotation(tmp_path / "a.jsonl", id="set/dev.json#0")], folder))


@pytest.mark.parametrize("key", ["set/dev.json#2", "set/dev.json#-1", "set/dev.json"])
def test_an_unknown_sentence_is_refused(folder, key) -> None:
    with pytest.raises(ConfigError, match="no sentence"):
        sentence(folder, key)


def test_annotations_hold_no_sentence() -> None:

    root = Path(__file__).parents[2]
    rows = [
        json.loads(s) for p in sorted((root / "corpora/standoff").glob("*.jsonl")) for s in p.read_text().splitlines()
    ]
    assert len(rows) == len({r["id"] for r in rows}) > 500
    for row in rows:
        assert "text" not in row
        for event in row["events"]:
            assert all(isinstance(x, int) for r in event["evidence"] for x in r), row["id"]
