"""Scores of the pair in conftest.py, worked out by hand.

Event: purchase and dividend found, the price move spurious, earnings missed: tp 2, fp 1, fn 1.
Arguments: of the purchase actor, target, shares, price right, value wrong, date missing, stake spurious (tp 4, fp 2,
fn 2); of the dividend both right; three of the earnings missing; two of the price move spurious: tp 6, fp 4, fn 5.
Exact: the dividend alone: tp 1, fp 2, fn 2.
"""

import json

import pytest

from extractor.errors import RecordError, SourceError
from extractor.evaluation.gold import digest, read_gold, read_part, read_records
from extractor.evaluation.oracle import as_prediction
from extractor.evaluation.score import Counts, evaluate_file, score


def test_hand_worked_scores(gold, predicted):
    got = score(gold, predicted).to_dict()
    assert (got["articles"], got["events"]) == (2, 3)
    assert got["all"] == pytest.approx(
        {
            "event_p": 200 / 3,
            "event_r": 200 / 3,
            "event_f1": 200 / 3,
            "argument_p": 60,
            "argument_r": 600 / 11,
            "argument_f1": 400 / 7,
            "exact_f1": 100 / 3,
        }
    )
    assert got["core"]["event_f1"] == 100
    assert got["core"]["argument_f1"] == 75
    assert got["core"]["exact_f1"] == 50
    assert got["ownership"]["exact_f1"] == 0
    assert got["capital"]["argument_f1"] == 100
    assert got["results"]["event_r"] == 0
    assert got["other"]["event_p"] == 0
    assert "deals" not in got


def test_hand_worked_labels(gold, predicted):
    got = score(gold, predicted).to_dict()
    assert got["status_acc"] == 50
    assert got["sentiment_acc"] == 50
    assert got["sentiment_f1"] == pytest.approx(100 / 3)  # positive 0, neutral 2/3
    assert got["entity_sentiment_acc"] == 50


def test_hand_worked_roles_and_actions(gold, predicted):
    scores = score(gold, predicted)
    assert scores.roles["actor"] == Counts(tp=2, fp=1, fn=1)
    assert scores.roles["value"] == Counts(fp=1, fn=1)
    assert scores.roles["metric_change"] == Counts(fn=1)
    assert scores.roles["target"] == Counts(tp=1)
    assert scores.actions["price_move"] == Counts(fp=1)
    assert scores.to_dict()["actions"]["earnings"]["gold"] == 1


def test_gold_against_itself_is_perfect(gold):
    got = score(gold, {doc["id"]: as_prediction(doc) for doc in gold}).to_dict()
    assert {got["all"][key] for key in got["all"]} == {100.0}
    assert got["status_acc"] == got["sentiment_acc"] == got["sentiment_f1"] == got["entity_sentiment_acc"] == 100


def test_a_missing_prediction_is_empty(gold):
    got = score(gold, {})
    assert got.groups["all"].event == Counts(fn=3)
    assert got.sentiment.percent == 0
    assert got.to_dict()["all"]["event_r"] == 0


def test_a_prediction_for_no_article_is_ignored(gold, predicted):
    assert score(gold, {**predicted, "third": predicted["first"]}) == score(gold, predicted)


def test_an_event_without_action_names_the_article(gold):
    with pytest.raises(RecordError, match="first: predicted event 0 has no action"):
        score(gold, {"first": {"events": [{"actor": {"name": "Norvik"}}]}})


def test_counts_add():
    assert sum([Counts(tp=1), Counts(fp=2), Counts(fn=3)], Counts()) == Counts(1, 2, 3)
    assert Counts().f1 != Counts().f1  # NaN over nothing


def write(path, docs):
    path.write_text("".join(json.dumps(doc) + "\n\n" for doc in docs), encoding="utf-8")
    return path


def test_a_file_scores_like_its_articles(tmp_path, gold, predicted):
    path = write(tmp_path / "gold.jsonl", gold)
    assert read_gold(path) == gold
    assert evaluate_file(path, predicted) == score(gold, predicted)
    records = write(tmp_path / "records.jsonl", list(predicted.values()))
    assert read_records(records) == predicted


def test_the_digest_follows_the_bytes(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b"abc")
    assert digest(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    with pytest.raises(SourceError, match="check the path"):
        digest(tmp_path / "nowhere.jsonl")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"id": "a"}\n{"id": ', "gold.jsonl:2: not JSON"),
        (b'{"title": "no id"}', "gold.jsonl:1: .*has no id"),
        (b'["a"]', "gold.jsonl:1: .*not an object"),
        (b'{"id": "a"}\n{"id": "a"}', "a: gold.jsonl:2: id used twice"),
        (b"\xff\xfe", "gold.jsonl: not UTF-8"),
    ],
)
def test_unreadable_gold_says_where(tmp_path, content, message):
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=message):
        read_gold(path)


def test_a_part_of_the_split(tmp_path, gold):
    (tmp_path / "written").mkdir()
    write(tmp_path / "written" / "a.jsonl", gold)
    (tmp_path / "split.json").write_text(json.dumps({"first": "dev", "second": "train"}))
    assert [doc["id"] for doc in read_part(tmp_path, "dev")] == ["first"]
    with pytest.raises(SourceError, match="no article in part 'tset'"):
        read_part(tmp_path, "tset")
