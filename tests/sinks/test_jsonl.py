"""JSON lines out: whole or not at all."""

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.errors import SinkError
from extractor.sinks import DeadLetter, DeadLetters, JsonlSink, errors_path, to_line

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(derandomize=True, deadline=None)
@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_line_round_trip(record: dict[str, object]) -> None:
    line = to_line(record)
    assert line.count(b"\n") == 1
    assert json.loads(line) == record


@pytest.mark.parametrize("text", ["lone \ud800 half", "\udc00", "two\nlines\r and\u2028more", '"quoted" \\ud800'])
def test_awkward_strings_survive(text: str) -> None:
    line = to_line({"t": text})
    assert json.loads(line.decode("utf-8"))["t"] == text
    assert line.endswith(b"}\n")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}])
def test_what_is_not_json_is_refused(value: object) -> None:
    with pytest.raises(SinkError, match="can't be written as JSON"):
        to_line({"v": value})


def test_target_appears_only_on_close(tmp_path: Path) -> None:
    out = tmp_path / "o.jsonl"
    out.write_text("old\n")
    with JsonlSink(out) as sink:
        sink.write({"n": 1})
        assert out.read_text() == "old\n"
        assert sink.partial is not None
        assert sink.partial.name == "o.jsonl.partial"
    assert out.read_text() == '{"n": 1}\n'
    assert os.listdir(tmp_path) == ["o.jsonl"]
    assert sink.count == 1
    with pytest.raises(SinkError, match="closed"):
        sink.write({})


def test_a_run_that_breaks_keeps_its_part_and_the_old_target(tmp_path: Path) -> None:
    out = tmp_path / "o.jsonl"
    out.write_text("old\n")

    def broken() -> None:
        with JsonlSink(out) as sink:
            sink.write({"n": 1})
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        broken()
    assert out.read_text() == "old\n"
    assert (tmp_path / "o.jsonl.partial").read_text() == '{"n": 1}\n'


def test_abort_before_the_first_record_leaves_nothing(tmp_path: Path) -> None:
    sink = JsonlSink(tmp_path / "o.jsonl")
    assert sink.abort() is None
    assert os.listdir(tmp_path) == []


def test_gzip_is_complete_and_repeatable(tmp_path: Path) -> None:
    paths = [tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl.gz"]
    for path in paths:
        with JsonlSink(path) as sink:
            sink.write({"n": "é"})
    assert gzip.decompress(paths[0].read_bytes()).decode() == '{"n": "é"}\n'
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_link_keeps_pointing_to_its_file(tmp_path: Path) -> None:
    real, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    real.write_text("old\n")
    link.symlink_to(real)
    with JsonlSink(link) as sink:
        sink.write({})
    assert link.is_symlink()
    assert real.read_text() == "{}\n"


def test_a_device_is_written_not_replaced() -> None:
    with JsonlSink(os.devnull) as sink:
        sink.write({})
        assert sink.partial is None
    assert not Path(os.devnull).is_file()


def test_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with JsonlSink("-") as sink:
        sink.write({"n": "é"})
    assert capfdbinary.readouterr().out == '{"n": "é"}\n'.encode()


@pytest.mark.parametrize("name", ["missing/o.jsonl", "."])
def test_targets_that_cant_be_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(SinkError):
        JsonlSink(tmp_path / name)


@pytest.mark.parametrize(
    ("out", "expected"),
    [
        ("a.jsonl", "a.errors.jsonl"),
        ("a.jsonl.gz", "a.jsonl.gz.errors.jsonl"),
        ("a.jsonl.zst", "a.jsonl.zst.errors.jsonl"),
        ("d/a.json", "d/a.json.errors.jsonl"),
    ],
)
def test_errors_path(out: str, expected: str) -> None:
    assert errors_path(Path(out)) == Path(expected)


def test_dead_letters(tmp_path: Path) -> None:
    out = tmp_path / "o.jsonl"
    letters = DeadLetters(out)
    letters.write(DeadLetter("in.jsonl:3", None, "source", "empty", '{"text": ""}'))
    letters.close()
    assert letters.path == tmp_path / "o.errors.jsonl"
    assert json.loads(letters.path.read_text()) == {
        "origin": "in.jsonl:3",
        "id": None,
        "code": "source",
        "message": "empty",
        "raw": '{"text": ""}',
    }
    assert letters.count == 1
    clean = DeadLetters(out)
    clean.close()
    assert not letters.path.exists()


def test_dead_letters_of_standard_output_are_only_counted(tmp_path: Path) -> None:
    letters = DeadLetters("-")
    letters.write(DeadLetter(None, None, "source", "m", ""))
    letters.close()
    assert (letters.path, letters.count) == (None, 1)
