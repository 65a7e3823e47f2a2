"""JSON lines → Documents: streaming, nothing lost."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from extractor.errors import SourceError
from extractor.sources import Rejected, Document, read_jsonl, read_lines

TEXT = "Borvane Plc said on Monday it would raise its dividend by a tenth."


def line(**fields: object) -> bytes:
    return json.dumps({"text": TEXT, **fields}).encode() + b"\n"


def read(*lines: bytes) -> list[Document | Rejected]:
    return list(read_lines(lines, name="in.jsonl"))


def test_fields_and_extras() -> None:
    (doc,) = read(
        line(id="a1", title="T", published="2025-03-04T07:15:00Z", url="https://x.example", source="S", author="A",
             language="en", score=1.5, tags=["x"], none=None)
    )  # fmt: skip
    assert doc == Document(
        text=TEXT, id="a1", title="T", published=datetime(2025, 3, 4, 7, 15, tzinfo=UTC), url="https://x.example",
        source="S", authors=("A",), published_basis="caller", language="en", extra={"score": 1.5, "tags": ["x"], "none": None}, origin="in.jsonl:1",
    )  # fmt: skip


def test_numbers_may_be_ids_and_dates_may_be_days() -> None:
    (doc,) = read(b"\xef\xbb\xbf" + line(id=17, published="2025-03-04"))
    assert isinstance(doc, Document)
    assert (doc.id, doc.published) == ("17", date(2025, 3, 4))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b'{"text": "cut off', "not valid JSON"),
        (b'{"text": "x", "score": NaN}', "NaN is not JSON"),
        (b"[1, 2]", "must be a JSON object .* not list"),
        (b'{"title": "no text here"}', "'text' is missing"),
        (b'{"text": 5}', "'text' must be a string"),
        (b'{"text": "  "}', "empty"),
        (b'{"text": "Borvane rose", "title": ["a"]}', "'title' must be a string"),
        (b'{"text": "Borvane rose", "published": "24/11/25"}', "not understood"),
        (b'{"text": "\xff\xfe"}', "byte 10 is not UTF-8"),
        (b"[" * 100_000, "not valid JSON"),
    ],
)
def test_a_bad_line_is_reported_and_the_rest_is_read(raw: bytes, message: str) -> None:
    first, bad, last = read(line(id="1"), raw + b"\n", line(id="3"))
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert isinstance(bad, Rejected)
    assert (bad.origin, bad.code) == ("in.jsonl:2", "source")
    assert bad.raw.encode("utf-8").startswith(raw[:9])
    with pytest.raises(SourceError, match=message):
        raise SourceError(bad.message)


def test_language_has_its_own_code_and_keeps_the_id() -> None:
    german = "Die Aktien der Borvane AG sind am Montag um drei Prozent auf 41 Euro gestiegen, weil das Werk läuft."
    (bad,) = read(line(id="de-1", text=german))
    assert isinstance(bad, Rejected)
    assert (bad.code, bad.id) == ("language", "de-1")
    (doc,) = read_lines([line(text=german)], name="x", allow_language=True)
    assert isinstance(doc, Document)
    assert doc.language == "und"


def test_clean_is_optional() -> None:
    raw = line(text=f"# Title\n\n{TEXT}\n\nNo comments yet")
    (cleaned,) = read_lines([raw], name="x")
    (kept,) = read_lines([raw], name="x", clean=False)
    assert isinstance(cleaned, Document)
    assert isinstance(kept, Document)
    assert (cleaned.text, cleaned.title) == (TEXT, "Title")
    assert kept.text == f"# Title\n\n{TEXT}\n\nNo comments yet"


def test_plain_and_gzip_files_stream(tmp_path: Path) -> None:
    data = line(id="1") + b"\n" + line(id="2").rstrip(b"\n")
    plain, packed = tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz"
    plain.write_bytes(data)
    packed.write_bytes(gzip.compress(data))
    for path in (plain, packed):
        assert [(doc.id, doc.origin) for doc in read_jsonl(path) if isinstance(doc, Document)] == [
            ("1", f"{path}:1"),
            ("2", f"{path}:3"),
        ]


def test_broken_gzip_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonl.gz"
    packed = gzip.compress(b"".join(line(id=str(n), noise=str(hash((n, "x")))) for n in range(2000)))
    path.write_bytes(packed[: len(packed) // 2])
    found = list(read_jsonl(path))
    assert len(found) > 100
    assert all(isinstance(item, Document) for item in found[:-1])
    assert isinstance(found[-1], Rejected)
    assert "breaks off" in found[-1].message


def test_nothing_is_read_ahead() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield line()

    stream = read_lines(endless(), name="x")
    assert isinstance(next(stream), Document)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="can't be opened"):
        next(read_jsonl(tmp_path / "none.jsonl"))
