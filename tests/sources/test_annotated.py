"""Reading the annotated articles, which are clean: nearly all come out byte for byte, and none loses a sentence."""

import json
from pathlib import Path
from typing import Any

import pytest

from extractor.sources.decode import normalise
from extractor.sources.plain import read_text

WRITTEN = Path(__file__).parents[2] / "corpora" / "written"


@pytest.fixture(scope="module")
def articles() -> list[dict[str, Any]]:
    lines = [line for path in sorted(WRITTEN.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").split("\n")]
    found = [json.loads(line) for line in lines if line]
    assert len(found) > 1500
    return found


def test_nearly_all_are_unchanged(articles: list[dict[str, Any]]) -> None:
    texts = [article["text"] for article in articles]
    cleaned = [read_text(text).text for text in texts]
    same = sum(new == old for new, old in zip(cleaned, texts, strict=True))
    same_words = sum(new == normalise(old) for new, old in zip(cleaned, texts, strict=True))
    # The rest end in furniture (copyright lines, "Read more: …", disclaimers, "Write to … at …@…") or hold fixed spaces.
    assert same / len(texts) >= 0.97
    assert same_words / len(texts) >= 0.98


def test_no_annotated_sentence_is_lost(articles: list[dict[str, Any]]) -> None:
    lost = []
    for article in articles:
        cleaned = read_text(article["text"], title=article["title"]).text
        sentences = {sentence for event in article["events"] for sentence in event.get("evidence", [])}
        lost += [
            (article["id"], sentence)
            for sentence in sentences
            if sentence in article["text"] and normalise(sentence) not in cleaned
        ]
    assert lost == []
