"""`extractor run`: every line comes out once, as a record or as a failure."""

import gzip
import io
import json
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.archive import Plan, Summary
from extractor.archive.stores import Progress, Store
from extractor.cli.main import main
from extractor.cli.run import keep_apart
from extractor.errors import ConfigError
from extractor.sinks import with_extra
from extractor.sources.inputs import expand

from .conftest import StubExtractor

TEXT = "Ida Fenn bought 2.6 million Borvane shares on Monday."


def run_here(args: list[str]) -> int:
    """In this process, where the stand-in for the model is."""
    return main(["run", "--workers", "0", *args])


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
    assert run_here([str(source), "--out", str(out)]) == 0
    found = read(out)
    assert [item["doc_id"] for item in found] == ["d0", "d1", "d2", "d3", "d4"]
    assert all(item["desk"] == "pumps" for item in found)
    assert found[0]["events"][0]["action"] == "insider_purchase"
    assert found[0]["extra"] == {"events": ["mine"], "extra": 1}
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("extractor: 5 articles, 5 events, 0 failed in ")
    assert "articles/s" in shown.err
    assert sorted(path.name for path in out.parent.iterdir()) == [
        ".out.jsonl.done", ".out.jsonl.lock", "in.jsonl", "out.jsonl",
    ]  # fmt: skip


def test_bad_lines_are_reported_kept_and_skipped(source: Path, out: Path, capsys: Capture) -> None:
    source.write_text(lines(TEXT, "The pumps explode.", TEXT) + '{"text": \n\n' + lines("  "))
    assert run_here([str(source), "--out", str(out)]) == 1
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


def test_an_interrupted_run_goes_on(
    source: Path, out: Path, capsys: Capture, pipeline: type[StubExtractor], monkeypatch: pytest.MonkeyPatch
) -> None:
    out.write_text("old\n")
    source.write_text(lines(TEXT, TEXT, "Please interrupt.", TEXT))
    assert run_here([str(source), "--out", str(out), "--shard", "1"]) == 130
    assert out.read_text() == "old\n"
    shown = capsys.readouterr().err
    assert "stopped early; what was done is kept, --resume goes on with it" in shown
    assert shown.endswith("extractor: interrupted\n")
    assert run_here([str(source), "--out", str(out), "--shard", "1"]) == 2
    assert "holds an unfinished run; go on with it (--resume)" in capsys.readouterr().err
    assert run_here([str(source), "--out", str(out), "--shard", "2", "--resume"]) == 2
    assert "the run began with --shard 1" in capsys.readouterr().err
    monkeypatch.setattr(pipeline, "interrupts", False)
    assert run_here([str(source), "--out", str(out), "--shard", "1", "--resume"]) == 0
    assert [item["doc_id"] for item in read(out)] == ["d0", "d1", "d2", "d3"]
    assert sorted(path.name for path in out.parent.iterdir()) == [
        ".out.jsonl.done", ".out.jsonl.lock", "in.jsonl", "out.jsonl",
    ]  # fmt: skip


def test_standard_input_to_standard_output(monkeypatch: pytest.MonkeyPatch, capfd: Capture) -> None:
    stdin = SimpleNamespace(buffer=io.BytesIO((lines(TEXT) + "oops\n").encode()), isatty=lambda: False)
    monkeypatch.setattr("sys.stdin", stdin)
    assert run_here(["-", "--out", "-"]) == 1
    shown = capfd.readouterr()
    assert json.loads(shown.out)["doc_id"] == "d0"
    assert "skipped: standard input:2: not valid JSON" in shown.err


def test_standard_input_throws_no_unfinished_run_away(
    source: Path, out: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.write_text(lines(TEXT, "Please interrupt."))
    assert run_here([str(source), "--out", str(out), "--shard", "1"]) == 130
    stdin = SimpleNamespace(buffer=io.BytesIO(lines(TEXT).encode()), isatty=lambda: False)
    monkeypatch.setattr("sys.stdin", stdin)
    assert run_here(["-", "--out", str(out)]) == 2
    assert "holds an unfinished run" in capsys.readouterr().err
    assert run_here(["-", "--out", str(out), "--restart"]) == 0
    assert len(read(out)) == 1


def test_a_model_that_fails_at_everything_stops_the_run(source: Path, out: Path, capsys: Capture) -> None:
    source.write_text(lines(*(["The pumps explode."] * 25)))
    assert run_here([str(source), "--out", str(out)]) == 2
    shown = capsys.readouterr().err
    assert "error: 20 documents in a row gave no record, the last one: d19: it exploded" in shown
    assert "stopped early; what was done is kept, --resume goes on with it" in shown
    assert not out.exists()
    assert run_here([str(source), "--out", str(out), "--resume", "--max-losses", "0"]) == 1
    assert len(read(out.with_name("out.errors.jsonl"))) == 25


def test_a_finished_run_loads_no_model_again(
    source: Path, out: Path, capsys: Capture, pipeline: type[StubExtractor]
) -> None:
    source.write_text(lines(TEXT, TEXT))
    assert run_here([str(source), "--out", str(out)]) == 0
    assert len(pipeline.made) == 1
    assert run_here([str(source), "--out", str(out), "--resume"]) == 0
    assert len(pipeline.made) == 1
    assert capsys.readouterr().err.count("extractor: 2 articles, 2 events, 0 failed in ") == 2
    assert run_here([str(source), "--out", str(out), "--resume", "--threshold", "0.5"]) == 2
    assert "the run began with threshold None, now it is 0.5" in capsys.readouterr().err
    source.write_text(lines(TEXT))
    assert run_here([str(source), "--out", str(out), "--resume"]) == 2
    assert "in.jsonl has changed since the run began; start it anew with --restart" in capsys.readouterr().err
    assert run_here([str(source), "--out", str(out), "--restart"]) == 0
    assert len(read(out)) == 1


def test_an_input_that_goes_away_stops_the_run(
    source: Path, out: Path, capsys: Capture, pipeline: type[StubExtractor], monkeypatch: pytest.MonkeyPatch
) -> None:
    source.write_text(lines(TEXT))
    second = source.with_name("later.jsonl")
    second.write_text(lines(TEXT))
    real = pipeline.__init__

    def unplug(self: StubExtractor, *args: Any, **options: Any) -> None:
        second.rename(source.with_name("away"))
        real(self, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "__init__", unplug)
        assert run_here([str(source), str(second), "--out", str(out)]) == 2
    assert "later.jsonl is gone since the run began; put it back as it was" in capsys.readouterr().err
    source.with_name("away").rename(second)
    assert run_here([str(source), str(second), "--out", str(out), "--resume"]) == 0
    assert len(read(out)) == 2


def test_what_json_cant_hold_costs_one_document(source: Path, out: Path) -> None:
    source.write_text(lines(TEXT) + f'{{"id": "far", "text": "{TEXT}", "x": 1e999}}\n')
    assert run_here([str(source), "--out", str(out)]) == 1
    assert [item["doc_id"] for item in read(out)] == ["d0"]
    [failed] = read(out.with_name("out.errors.jsonl"))
    assert (failed["id"], failed["code"], failed["raw"]) == ("far", "sink", TEXT)


@pytest.mark.parametrize(
    ("given", "name", "message"),
    [
        (".", "out.jsonl", "OUT lies in"),
        ("*", "out.jsonl", "OUT lies in"),
        ("**", "sub/out.jsonl.gz", "OUT lies in"),
        ("**/*.jsonl", "sub/out.jsonl.zst", "OUT lies in"),
        ("in.jsonl", "in.jsonl", "same file"),
        ("in.jsonl.gz.errors.jsonl", "in.jsonl.gz", "would be overwritten"),
        ("in.jsonl", ".", "would be overwritten"),
        ("*.html", "out.jsonl", None),
        ("**/*.html", "out.jsonl", None),
        ("sub", "out.jsonl", None),
        ("in.jsonl", "sub/in.jsonl", None),
    ],
)
def test_what_is_written_is_never_read(tmp_path: Path, given: str, name: str, message: str | None) -> None:
    (tmp_path / "sub").mkdir()
    for file in ("in.jsonl", "in.jsonl.gz.errors.jsonl", "a.html", "sub/b.html"):
        (tmp_path / file).write_text("x")
    named = str(tmp_path / given)
    refused = nullcontext() if message is None else pytest.raises(ConfigError, match=message)
    with refused:
        keep_apart([named], expand(named), str(tmp_path / name))


def test_gzip_in_and_out(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl.gz", tmp_path / "out.jsonl.gz"
    source.write_bytes(gzip.compress(lines(TEXT).encode()))
    assert run_here([str(source), "--out", str(out)]) == 0
    assert json.loads(gzip.decompress(out.read_bytes()))["text"] == TEXT


def test_usage_errors_load_no_model(source: Path, out: Path, capsys: Capture, pipeline: type[StubExtractor]) -> None:
    source.write_text(lines(TEXT))
    assert run_here([str(source), "--out", str(source)]) == 2
    assert "same file" in capsys.readouterr().err
    assert run_here([str(source) + "x", "--out", str(out)]) == 2
    assert "no such file" in capsys.readouterr().err
    assert pipeline.made == []
    assert run_here([str(source), "--out", str(out.parent / "missing" / "o.jsonl")]) == 2
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


def test_a_cluster_gets_the_run_and_its_address(
    source: Path, out: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    source.write_text(lines(TEXT))
    asked: dict[str, Any] = {}

    def run_on_ray(plan: Plan, store: Store, **options: Any) -> Summary:
        asked.update(options, inputs=[item.path for item in plan.inputs])
        return Summary(done=Progress(records=3, events=2), before=Progress(), seconds=1.0)

    monkeypatch.setattr("extractor.cluster.run_on_ray", run_on_ray)
    assert main(["run", str(source), "--out", str(out), "--ray", "auto", "--workers", "4"]) == 0
    assert asked["inputs"] == [str(source)]
    assert (asked["address"], asked["actors"], asked["resume"]) == ("auto", 4, False)
    assert "3 articles, 2 events" in capsys.readouterr().err


def test_a_cluster_needs_an_output_that_lasts(source: Path, capsys: Capture) -> None:
    source.write_text(lines(TEXT))
    assert main(["run", str(source), "--out", "-", "--ray", "auto"]) == 2
    assert "needs an output that lasts" in capsys.readouterr().err
