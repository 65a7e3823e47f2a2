import json
import sys
from pathlib import Path

import pytest

from extractor.model.windows import Window
from tests.model.tiny import ARTICLES, checkpoint, windows

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts" / "bench"))
import compare


def test_speeds_are_multiples_of_the_usual_way():
    seconds = {"int8": [1.0, 2.0, 4.0], "usual": [9.0, 10.0, 8.0]}
    lines = compare.table({"seconds": seconds, "found": {"int8": 7, "usual": 8}}).splitlines()
    assert lines[2:] == ["| int8 | 7.0 | 5.00 | 2.00 to 9.00 | 7 |", "| usual | 27.0 | 1.00 | 1.00 to 1.00 | 8 |"]


def test_the_usual_way_takes_windows_as_they_come(monkeypatch: pytest.MonkeyPatch):
    wins = windows(*ARTICLES) * 20
    backend = compare.UsualBackend(checkpoint(), device="cpu")
    batches: list[list[Window]] = []
    monkeypatch.setattr(backend, "_batch", lambda group: batches.append(list(group)) or list(group))
    assert [id(w) for w in backend.run(wins)] == [id(w) for w in wins]
    assert {len(b) for b in batches[:-1]} == {32}


def test_articles_are_heads_whole_and_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "corpora" / "written"
    folder.mkdir(parents=True)
    texts = [f"Head {n}\n\n{'word ' * 100}end {n}." for n in range(7)]
    (folder / "a.jsonl").write_text("".join(json.dumps({"text": t}) + "\n" for t in texts))
    monkeypatch.setattr(compare, "ROOT", tmp_path)
    many = [d.text for d in compare.articles(400)]
    assert len(many) == 400
    assert many == [d.text for d in compare.articles(400)]
    assert 10 < sum(t.startswith("Head") and "\n" not in t for t in many) < 60
    assert 300 < sum(t in texts for t in many) < 370
    assert 4_700 <= max(len(t.split()) for t in many) < 4_900
