"""The corpora as shipped: faultless, split once and for all, described by an up-to-date manifest."""

from collections import Counter

import check_gold
import corpus_manifest

from extractor.evaluation.gold import digest, read_gold, read_part


def test_every_article_follows_the_guidelines(corpora, articles):
    found = [f"{doc['id']}: {fault}" for doc in articles for fault in check_gold.faults(doc)]
    assert found == []
    seed = read_gold(corpora / "seed" / "gold.jsonl")
    assert [fault for doc in seed for fault in check_gold.faults(doc)] == []


def test_the_split_covers_every_article_once(articles, split):
    ids = [doc["id"] for doc in articles]
    assert len(ids) == len(set(ids))
    assert set(ids) == set(split)
    assert set(split.values()) == set(corpus_manifest.PARTS)


def test_the_seed_is_in_no_part(corpora, split):
    assert not {doc["id"] for doc in read_gold(corpora / "seed" / "gold.jsonl")} & set(split)


def test_parts_are_of_a_size_to_measure_on(corpora, articles, split):
    counts = Counter(split.values())
    assert 0.05 < counts["dev"] / len(articles) < 0.12
    assert 0.08 < counts["test"] / len(articles) < 0.13
    assert len(read_part(corpora, "test")) == counts["test"]


def test_the_split_follows_the_id_unless_clustered(split):
    strays = {key for key, part in split.items() if part != corpus_manifest.part_of(key)}
    assert {split[key] for key in strays} <= {"train"}


def test_manifest_digests_and_counts_hold(corpora):
    found_split, found = corpus_manifest.build(corpora)
    assert corpus_manifest.main(["--check"]) == 0
    for name, row in found["files"].items():
        assert row["sha256"] == digest(corpora / name)
        assert row["articles"] == sum(row["split"].values())
        assert row["events"] == sum(row["actions"].values())
        assert row["licence"] == "Apache-2.0"
    assert sum(row["articles"] for row in found["files"].values()) == len(found_split)


def test_no_action_is_missing_from_training(corpora):
    seen = {ev["action"] for doc in read_part(corpora, "train") for ev in doc["events"]}
    assert seen == check_gold.ACTIONS
