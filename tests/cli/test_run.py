"""`extractor run`: every line comes out once, as a record or as a failure."""

import gzip
import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.cli.main import main
from extractor.cli.run import with_extra

from .conftest import StubExtractor

TEXT = "Ida Fenn bought 2.6 million Borvane shares on Monday."
Capture = pytest.CaptureFixture[str]


def lines(*texts: str, **fields: object) -> str:
    return "".join(json.dumps({"id": f"d{n}", "text": text, **fields}) + "\n" for n, text in enumerate(texts))


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "in.jsonl"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


def test_records_in_order_with_the_callers_fields(source: Path, out: Path, capsys: Capture) -> None:
    source.write_text(lines(*(f"{TEXT} Note {n}." for n in range(5)), desk="pumps", events=["mine"], extra=1))
    assert main(["run", str(source), "--out", str(out)]) == 0
    found = read(out)
    assert [item["doc_id"] for item in found] == ["d0", "d1", "d2", "d3", "d4"]
    assert all(item["desk"] == "pumps" for item in found)
    assert found[0]["events"][0]["action"] == "insider_purchase"
    assert found[0]["extra"] == {"events": ["mine"], "extra": 1}
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("extractor: 5 articles, 5 events, 0 failed in ")
    assert "articles/s" in shown.err
    assert sorted(path.name for path in out.parent.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_bad_lines_are_reported_kept_and_skipped(source: Path, out: Path, capsys: Capture) -> None:
    source.write_text(lines(TEXT, "The pumps explode.", TEXT) + '{"text": \n\n' + lines("  "))
    assert main(["run", str(source), "--out", str(out)]) == 1
    assert [item["doc_id"] for item in read(out)] == ["d0", "d2"]
    failed = read(out.with_name("out.errors.jsonl"))
    assert sorted((item["origin"], item["id"], item["code"]) for item in failed) == [
        (f"{source}:2", "d1", "model"),
        (f"{source}:4", None, "source"),
        (f"{source}:6", "d0", "source"),
    ]
    assert {item["raw"] for item in failed} == {"The pumps explode.", '{"text": ', '{"id": "d0", "text": "  "}'}
    shown = capsys.readouterr().err
    assert shown.count("extractor: skipped: ") == 3
    assert f"skipped: {source}:4: not valid JSON" in shown
    assert "2 articles, 2 events, 3 failed" in shown
    assert f"what failed is in {out.with_name('out.errors.jsonl')}" in shown


def test_interrupt_keeps_the_part_and_names_it(source: Path, out: Path, capsys: Capture) -> None:
    out.write_text("old\n")
    source.write_text(lines(TEXT, TEXT, "Please interrupt.", TEXT))
    assert main(["run", str(source), "--out", str(out)]) == 130
    assert out.read_text() == "old\n"
    partial = out.with_name("out.jsonl.partial")
    assert [item["doc_id"] for item in read(partial)] == ["d0", "d1"]
    shown = capsys.readouterr().err
    assert f"stopped early; what was done is in {partial}" in shown
    assert shown.endswith("extractor: interrupted\n")


def test_standard_input_to_standard_output(monkeypatch: pytest.MonkeyPatch, capfd: Capture) -> None:
    stdin = SimpleNamespace(buffer=io.BytesIO((lines(TEXT) + "oops\n").encode()), isatty=lambda: False)
    monkeypatch.setattr("sys.stdin", stdin)
    assert main(["run", "-", "--out", "-"]) == 1
    shown = capfd.readouterr()
    assert json.loads(shown.out)["doc_id"] == "d0"
    assert "skipped: standard input:2: not valid JSON" in shown.err


def test_gzip_in_and_out(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl.gz", tmp_path / "out.jsonl.gz"
    source.write_bytes(gzip.compress(lines(TEXT).encode()))
    assert main(["run", str(source), "--out", str(out)]) == 0
    assert json.loads(gzip.decompress(out.read_bytes()))["text"] == TEXT


def test_usage_errors_load_no_model(source: Path, out: Path, capsys: Capture, pipeline: type[StubExtractor]) -> None:
    source.write_text(lines(TEXT))
    assert main(["run", str(source), "--out", str(source)]) == 2
    assert "same file" in capsys.readouterr().err
    assert main(["run", str(source) + "x", "--out", str(out)]) == 2
    assert "no such file" in capsys.readouterr().err
    assert pipeline.made == []
    assert main(["run", str(source), "--out", str(out.parent / "missing" / "o.jsonl")]) == 2
    assert "can't write" in capsys.readouterr().err
    assert source.read_text() == lines(TEXT)


NAMES = st.sampled_from(["doc_id", "text", "events", "extra", "desk", "score"])


@settings(derandomize=True, deadline=None)
@given(st.dictionaries(NAMES, st.integers()))
def test_no_field_is_lost_or_changes_the_record(extra: dict[str, int]) -> None:
    record = {"doc_id": "d", "text": "t", "events": []}
    line = with_extra(record, extra)
    assert {name: line[name] for name in record} == record
    carried = {name: value for name, value in line.items() if name not in record and name != "extra"}
    assert {**carried, **line.get("extra", {})} == extra
