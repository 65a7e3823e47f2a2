"""JSON lines → Documents: streaming, nothing lost."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest

from extractor.errors import SourceError
from extractor.sources import Document, Rejected, read_jsonl, read_lines
from extractor.sources.jsonl import read as read_stream_of_json

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


def test_lines_of_a_scrape_are_read_again() -> None:
    first, second, failed, bad = read(
        line(authors=["Jane Roe", "John Doe"], author="x", published="2025-03-04", published_basis="json-ld",
             tickers=["BRVN", "LUD"], path="a.html", text=f"{TEXT} $OST and $BRVN follow."),
        line(authors="Jane Roe", tickers=None),
        b'{"id": "a3", "path": "a3.html", "error": {"code": "language", "message": "not English"}}',
        line(tickers="BRVN LUD", authors=[1]),
    )  # fmt: skip
    assert isinstance(first, Document)
    assert (first.authors, first.published_basis, first.tickers) == (
        ("Jane Roe", "John Doe"), "json-ld", ["BRVN", "LUD", "OST"],
    )  # fmt: skip
    assert first.extra == {"path": "a.html"}
    assert isinstance(second, Document)
    assert second.authors == ("Jane Roe",)
    assert isinstance(failed, Rejected)
    assert (failed.id, failed.code, failed.message) == ("a3", "language", "a3: not English")
    assert isinstance(bad, Rejected)
    assert "'authors' must be a list of strings" in bad.message


def test_an_error_of_another_shape_is_the_callers_own() -> None:
    (doc,) = read(line(error="none"))
    assert isinstance(doc, Document)
    assert doc.extra == {"error": "none"}


@pytest.mark.parametrize("indent", [None, 2])
def test_arrays_and_pretty_printed_objects(indent: int | None) -> None:
    articles = [{"id": str(n), "text": f'{TEXT} "{{[\\ {n}'} for n in range(3)]
    whole = json.dumps(articles, indent=indent).encode()
    items = list(read_file_like(whole))
    assert [(item.id, item.origin) for item in items] == [("0", "x#1"), ("1", "x#2"), ("2", "x#3")]
    assert all(isinstance(item, Document) and item.text.endswith("{[\\ " + str(item.id)) for item in items)
    one = list(read_file_like(json.dumps(articles[0], indent=2).encode() * 2))
    assert [item.id for item in one] == ["0", "0"]
    *kept, cut = read_file_like(whole[: whole.rindex(b"Borvane")])
    assert [item.id for item in kept] == ["0", "1"]
    assert isinstance(cut, Rejected)
    odd = list(read_file_like(b'[\n1, "a", {"text": "' + TEXT.encode() + b'"}, null]'))
    assert [type(item) for item in odd] == [Rejected, Document, Rejected]


def read_file_like(raw: bytes) -> Iterator[Document | Rejected]:
    """In chunks of three bytes, so that every string and bracket is cut somewhere."""

    class Slow(BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            return super().read(3)

    return read_stream_of_json(Slow(raw), name="x")


def test_a_long_line_is_read_past() -> None:
    raw = line(id="1") + line(id="2", text="a" * 5000) + line(id="3") + line(id="4", text="a" * 5000).rstrip()
    items = list(read_stream_of_json(BytesIO(raw), name="x", max_size=1000))
    assert [(type(item), item.origin) for item in items] == [
        (Document, "x:1"), (Rejected, "x:2"), (Document, "x:3"), (Rejected, "x:4"),
    ]  # fmt: skip
    assert "too many" in items[1].message  # type: ignore[union-attr]
    (first, second) = read_stream_of_json(
        BytesIO(b"[" + line(text="a" * 5000) + b"," + line() + b"]"), name="x", max_size=1000
    )
    assert isinstance(first, Rejected)
    assert isinstance(second, Document)
