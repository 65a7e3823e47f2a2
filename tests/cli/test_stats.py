"""`extractor stats` prints what an output holds, and draws it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from extractor.cli.main import main
from tests.stats.conftest import RECORDS, write

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def out(tmp_path: Path) -> str:
    return write(str(tmp_path / "out.jsonl"), RECORDS)


def test_tables_are_printed(out: str, capsys: Capture) -> None:
    assert main(["stats", out, "--top", "2"]) == 0
    shown = capsys.readouterr().out
    for words in ("Events by action", "insider purchase", "Borvane", "57.1 %", "USD", "2 m", "2025-12", "timeout"):
        assert words in shown
    assert "Oakmere" not in shown
    assert main(["stats", out]) == 0
    assert "Oakmere [1]" in capsys.readouterr().out


def test_json_is_one_object(out: str, capsys: Capture) -> None:
    assert main(["stats", out, "--json", "--top", "1"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["documents"]["articles"] == 4
    assert len(told["actors"]["top"]) == 1


def test_charts_are_written(out: str, tmp_path: Path, capsys: Capture) -> None:
    pytest.importorskip("matplotlib")
    folder = tmp_path / "new" / "charts"
    assert main(["stats", out, "--charts", str(folder)]) == 0
    files = sorted(path.name for path in folder.iterdir())
    assert files == sorted(
        [*(f"{name}.png" for name in ("events_by_action", "parties", "value", "sentiment", "confidence")), "index.html"]
    )
    assert f"extractor: wrote {folder / 'index.html'}" in capsys.readouterr().err
    assert main(["stats", out, "--charts", out]) == 2
    assert f"can't write {out}: File exists" in capsys.readouterr().err


def test_charts_without_matplotlib_are_refused_before_reading(
    out: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert main(["stats", out, "--charts", "charts"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "pip install 'extractor[charts]'" in shown.err


def test_bad_lines_are_reported_and_end_with_1(out: str, capsys: Capture) -> None:
    with Path(out).open("a") as file:
        file.write("{}\n" * 25)
    assert main(["stats", out, "--json"]) == 1
    shown = capsys.readouterr()
    assert json.loads(shown.out)["documents"]["unread"] == 25
    assert shown.err.count("extractor: not read: ") == 20
    assert "further lines are not shown" in shown.err


def test_an_output_that_is_not_there(tmp_path: Path, capsys: Capture) -> None:
    assert main(["stats", str(tmp_path / "none.jsonl")]) == 2
    assert "no such output" in capsys.readouterr().err
