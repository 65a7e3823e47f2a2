"""Reading goes on where it stopped, and gives what it would have given."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.archive import places
from extractor.archive.places import UNREADABLE, Placed, read_after
from extractor.archive.plan import START, Position
from extractor.sources import Rejected

ROWS = [
    '{"id": "a", "text": "Borvane bought pumps."}',
    "",
    '{"id": "b", "text": "Borvane sold pumps."}',
    '{"text": ',
    f'{{"id": "long", "text": "{"Borvane bought pumps in a long round. " * 4_000}"}}',
    '{"id": "é", "text": "Borvane bought é pumps."}',
]


def write(path: Path, rows: list[str], *, end: str = "\n") -> str:
    raw = end.join([*rows, ""]).encode()
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return str(path)


def placed(path: str, start: Position = START) -> list[Placed]:
    return [one for one in read_after(path, start, {}) if one is not None]


def forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on nobody reads a file from its start."""

    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("read from its start")

    monkeypatch.setattr(places, "read_stream", refuse)


@pytest.mark.parametrize("name", ["in.jsonl", "in.jsonl.gz", "without.suffix"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_are_read_on_from_any_item(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, end: str) -> None:
    path = write(tmp_path / name, ROWS, end=end)
    whole = placed(path)
    assert [one.item.id for one in whole] == ["a", "b", None, "long", "é"]
    assert [one.after.line for one in whole] == [1, 3, 4, 5, 6]
    offsets = [one.after.offset for one in whole]
    assert offsets[-1] == (0 if name.endswith(".gz") else Path(path).stat().st_size)
    forbid(monkeypatch)
    for number, one in enumerate(whole, start=1):
        assert placed(path, one.after) == whole[number:]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("in.csv", 'id,text\n"a","Borvane bought\npumps."\n"b","Borvane sold pumps."\n"c","Borvane bought more."\n'),
        ("in.json", json.dumps([{"id": i, "text": f"Borvane bought pumps {i}."} for i in "abc"])),
        ("page.txt", "Borvane bought pumps."),
    ],
)
def test_other_formats_are_read_again_and_passed_over(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    path = str(tmp_path / name)
    whole = placed(path)
    assert len(whole) == (1 if name == "page.txt" else 3)
    for number, one in enumerate(whole, start=1):
        told = list(read_after(path, one.after, {}))
        assert told[:number] == [None] * number
        assert told[number:] == whole[number:]


def test_a_position_without_a_line_is_read_on_too(tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", ROWS)
    assert placed(path, Position(0, 2)) == placed(path)[2:]


def test_a_packed_file_that_breaks_off_says_so_again(tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl.gz", [row for row in ROWS for _ in range(9)])
    Path(path).write_bytes(Path(path).read_bytes()[:-40])
    whole = placed(path)
    assert isinstance(whole[-1].item, Rejected)
    assert "breaks off" in whole[-1].item.message
    assert placed(path, whole[3].after) == whole[4:]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.mkdir(), "a folder that can't be listed"),
        (lambda path: path.symlink_to("nowhere"), "No such file or directory"),
    ],
)
def test_what_the_system_refuses_is_unreadable(tmp_path: Path, make: Callable[[Path], None], message: str) -> None:
    path = tmp_path / "in.jsonl"
    make(path)
    [one] = placed(str(path))
    assert isinstance(one.item, Rejected)
    assert (one.item.code, one.item.origin) == (UNREADABLE, str(path))
    assert message in one.item.message
