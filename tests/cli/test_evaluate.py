"""`extractor evaluate` hands gold and records to the scorer and prints what it says."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from extractor.cli.main import main

TEXT = "Ida Fenn bought 2.6 million\xa0Borvane shares on Monday."
Capture = pytest.CaptureFixture[str]


class Scores:
    def __init__(self, gold: Path, articles: Mapping[str, Mapping[str, Any]]) -> None:
        self.seen = {"gold": gold.name, **{key: value["text"] for key, value in articles.items()}}

    def to_dict(self) -> dict[str, str]:
        return self.seen


@pytest.fixture(autouse=True)
def scorer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.evaluation.evaluate_file", Scores, raising=False)
    monkeypatch.setattr("extractor.evaluation.render", lambda scores: f"table of {len(scores.seen)}", raising=False)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "g1", "text": TEXT, "sentiment": "positive", "events": []}) + "\n")
    return path


def test_without_predictions_the_model_reads_the_texts_as_they_are(gold: Path, capsys: Capture) -> None:
    assert main(["evaluate", str(gold), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"gold": "gold.jsonl", "g1": TEXT}


def test_stored_predictions(gold: Path, tmp_path: Path, capsys: Capture) -> None:
    stored = tmp_path / "p.jsonl"
    stored.write_text('{"doc_id": "g1", "text": "a"}\n\n{"doc_id": "g2", "text": "b"}\n')
    assert main(["evaluate", str(gold), "--predictions", str(stored)]) == 0
    assert capsys.readouterr().out == "table of 3\n"


@pytest.mark.parametrize("line", ["oops", '{"text": "no id"}', "[1]"])
def test_bad_predictions_name_the_line(line: str, gold: Path, tmp_path: Path, capsys: Capture) -> None:
    stored = tmp_path / "p.jsonl"
    stored.write_text('{"doc_id": "g1", "text": "a"}\n' + line + "\n")
    assert main(["evaluate", str(gold), "--predictions", str(stored)]) == 1
    assert f"{stored}:2: not a record with a doc_id" in capsys.readouterr().err


def test_bad_gold_names_the_line(gold: Path, capsys: Capture) -> None:
    gold.write_text(gold.read_text() + "oops\n")
    assert main(["evaluate", str(gold)]) == 1
    assert f"{gold}:2: not valid JSON" in capsys.readouterr().err


def test_the_page_shows_the_article_and_a_bad_place_is_named(gold: Path, tmp_path: Path, capsys: Capture) -> None:
    missed = {"action": "buyback", "status": "completed", "actor": "Borvane", "trigger": "bought", "evidence": [TEXT]}
    entity = {"name": "Borvane", "kind": "company", "sentiment": "neutral"}
    gold.write_text(json.dumps({**json.loads(gold.read_text()), "entities": [entity], "events": [missed]}) + "\n")
    stored, page = tmp_path / "p.jsonl", tmp_path / "report.html"
    stored.write_text(json.dumps({"doc_id": "g1", "text": TEXT, "events": [], "entities": []}) + "\n")
    assert main(["evaluate", str(gold), "--predictions", str(stored), "--html", str(page)]) == 0
    assert "g1" in page.read_text(encoding="utf-8")
    assert "Borvane" in page.read_text(encoding="utf-8")
    lost = tmp_path / "nowhere" / "report.html"
    assert main(["evaluate", str(gold), "--predictions", str(stored), "--html", str(lost)]) == 2
    assert "name another file" in capsys.readouterr().err
