"""`extractor bench` reads a file of articles and prints what it measured."""

import json
from pathlib import Path
from typing import Any

import pytest

from extractor.bench import Measured, Run
from extractor.cli.main import main
from extractor.sources import Document

TEXT = "Ida Fenn bought 2.6 million Borvane shares on Monday."
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps({"id": "a", "text": TEXT}) + "\noops\n" + json.dumps({"id": "b", "text": TEXT}) + "\n")
    return path


@pytest.fixture(autouse=True)
def measured(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What `bench` was called with; it answers as if two passes had been timed."""
    calls = []

    def bench(extractor: object, documents: list[Document], *, repeats: int, alone: int) -> Measured:
        calls.append({"ids": [d.id for d in documents], "repeats": repeats, "alone": alone})
        runs = (Run(0.25, 1.5, 0.25), Run(0.25, 3.5, 0.25))
        return Measured("small/0", "cpu", "int8", len(documents), 600, 4, 0, runs, (0.05,), 512.0)

    monkeypatch.setattr("extractor.bench.bench", bench)
    return calls


def test_the_figures_for_people(articles: Path, capsys: Capture, measured: list[dict[str, Any]]) -> None:
    assert main(["bench", str(articles), "--repeats", "2", "--alone", "1"]) == 0
    out, err = capsys.readouterr()
    assert measured == [{"ids": ["a", "b"], "repeats": 2, "alone": 1}]
    assert "a pass       3.00 s, from 2.00 to 4.00 (n = 2)" in out
    assert "rate         0.7 articles/s, 200 tokens/s" in out
    assert "1 that can't be read left out, first: " in err


def test_the_figures_for_machines(articles: Path, capsys: Capture) -> None:
    assert main(["bench", str(articles), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["precision"] == "int8"
    assert figures["seconds"] == {"median": 3.0, "least": 2.0, "most": 4.0}


def test_a_file_without_an_article_is_refused(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text("oops\n")
    assert main(["bench", str(path)]) == 2
    assert f"no article that can be read in {path}, first: " in capsys.readouterr().err


def test_a_folder_of_any_formats(articles: Path, capsys: Capture, measured: list[dict[str, Any]]) -> None:
    (articles.parent / "page.html").write_text(f"<html><title>Pumps</title><body><p>{TEXT * 3}</p></body></html>")
    assert main(["bench", str(articles.parent)]) == 0
    assert len(measured[0]["ids"]) == 3
