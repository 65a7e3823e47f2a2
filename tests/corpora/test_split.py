"""Near-duplicates are found by their 5-grams and kept out of what is measured."""

from collections import Counter

import corpus_manifest
import pytest
from corpus_duplicates import clusters, pairs, shingles

STORY = "The board of Tamsin Ports said on Friday it would lift the dividend to nine cents from eight this year"


def test_jaccard_is_exact():
    words = [f"w{k}" for k in range(24)]
    texts = {"a": " ".join(words[:14]), "b": " ".join(words[5:19])}  # 10 shingles each, 5 shared: 5 / 15
    assert pairs(texts, threshold=0.3) == [("a", "b", pytest.approx(1 / 3))]
    assert pairs(texts, threshold=0.34) == []


def test_case_and_punctuation_make_no_difference():
    assert shingles(STORY) == shingles(STORY.upper().replace("said on", "said, on") + ".")


def test_short_texts_are_compared_whole():
    assert clusters({"a": "Up 3%", "b": "up, 3", "c": "Up 4%"}) == [["a", "b"]]


def test_clusters_join_through_a_middle_article():
    words = [f"w{k}" for k in range(40)]
    texts = {"a": " ".join(words[:20]), "b": " ".join(words[3:23]), "c": " ".join(words[6:26]), "d": STORY}
    ends = {("a", "c")}
    assert {(a, b) for a, b, _ in pairs(texts, threshold=0.6)} == {("a", "b"), ("b", "c")} - ends
    assert clusters(texts, threshold=0.6) == [["a", "b", "c"]]


def test_parts_follow_the_hash_in_the_stated_shares():
    shares = Counter(corpus_manifest.part_of(f"article-{k}") for k in range(4000))
    assert shares["dev"] / 4000 == pytest.approx(0.08, abs=0.015)
    assert shares["test"] / 4000 == pytest.approx(0.10, abs=0.015)


def test_duplicates_go_to_train_and_known_articles_stay():
    ids = [f"article-{k}" for k in range(50)]
    measured = [key for key in ids if corpus_manifest.part_of(key) != "train"]
    assert len(measured) > 3
    split = corpus_manifest.assign(ids, [measured[:2]], known={measured[2]: "train"})
    assert [split[key] for key in measured[:3]] == ["train"] * 3
    assert split[measured[3]] == corpus_manifest.part_of(measured[3])
    assert list(split) == sorted(ids)


def test_a_copy_of_a_measured_article_is_refused():
    with pytest.raises(ValueError, match="near-duplicates: old"):
        corpus_manifest.assign(["new", "old"], [["new", "old"]], known={"old": "test"})
