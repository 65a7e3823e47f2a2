"""`extractor extract`."""

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from extractor.cli.main import main

from .conftest import StubExtractor

TEXT = "Ida Fenn bought 2.6 million Borvane shares on Monday."
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def article(tmp_path: Path) -> str:
    path = tmp_path / "article.txt"
    path.write_text(f"# Fenn buys\n\n{TEXT}\n\nNo comments yet")
    return str(path)


def test_json_where_the_output_is_no_terminal(article: str, capsys: Capture) -> None:
    assert main(["extract", article, "--published", "2025-11-24", "--url", "https://x.example", "--id", "a1"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["title"], found["text"], found["doc_id"]) == ("Fenn buys", TEXT, "a1")
    assert (found["published"], found["url"]) == ("2025-11-24", "https://x.example")


def test_table(article: str, capsys: Capture) -> None:
    assert main(["extract", article, "--table"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Fenn buys\n")
    for part in ("insider_purchase", "completed", "Ida Fenn → Borvane [BVN]", "0.91", "shares."):
        assert part in " ".join(out.split())


def test_out_writes_the_record_and_names_it(article: str, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "new" / "r.json"
    assert main(["extract", article, "--table", "--out", str(out)]) == 0
    assert json.loads(out.read_text())["text"] == TEXT
    assert f"record written to {out}" in capsys.readouterr().out
    assert main(["extract", article, "--out", str(out)]) == 0
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", f"record written to {out}\n")


def test_standard_input_and_html(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    page = f"<html><body><article><h1>Fenn buys</h1><p>{TEXT}</p></article></body></html>"
    stdin = SimpleNamespace(buffer=io.BytesIO(page.encode()), isatty=lambda: False)
    monkeypatch.setattr("sys.stdin", stdin)
    assert main(["extract", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == TEXT


def test_as_is_and_any_language(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "de.txt"
    path.write_text(
        "# Titel\n\nDie Aktien der Borvane AG sind am Montag um drei Prozent auf 41 Euro gestiegen, weil es läuft."
    )
    assert main(["extract", str(path)]) == 1
    assert "not English" in capsys.readouterr().err
    assert main(["extract", str(path), "--any-language", "--as-is"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["text"].startswith("# Titel")
    assert found["language"] == "und"


def test_model_options(article: str, pipeline: type[StubExtractor]) -> None:
    given = ["--model", "m/x", "--device", "cpu", "--precision", "float32", "--threshold", "0.4", "--securities", "off"]
    main(["extract", article, *given])
    assert pipeline.made == [("m/x", "cpu", "float32", 0.4, "off")]


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["none.txt"], 2, "none.txt: no such file"),
        (["."], 2, "is a folder"),
        (["many.jsonl"], 2, "use: extractor run many.jsonl"),
        (["ARTICLE", "--published", "24/11/25"], 2, "--published: publication date '24/11/25'"),
        (["EMPTY"], 1, "empty"),
        (["EXPLODE"], 1, "it exploded"),
    ],
)
def test_errors_are_one_line(
    args: list[str],
    code: int,
    message: str,
    article: str,
    tmp_path: Path,
    capsys: Capture,
    pipeline: type[StubExtractor],
) -> None:
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "explode.txt").write_text("The pumps explode.")
    files = {"ARTICLE": article, "EMPTY": str(tmp_path / "empty.txt"), "EXPLODE": str(tmp_path / "explode.txt")}
    assert main(["extract", *(files.get(arg, arg) for arg in args)]) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("extractor: error: ")
    assert shown.err.count("\n") == 1
    assert message in shown.err
    assert pipeline.made == ([("small", "auto", "auto", None, "embedded")] if args == ["EXPLODE"] else [])


def test_no_input_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    assert main(["extract"]) == 2
    assert "name a file, or pipe an article in" in capsys.readouterr().err
