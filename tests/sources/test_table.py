"""CSV: columns by their usual names, rows that don't fit told."""

import tracemalloc
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest

from extractor.errors import SourceError
from extractor.sources.columns import looks_like_header, match
from extractor.sources.document import Document, Item, Rejected
from extractor.sources.inputs import read_file
from extractor.sources.table import read

SAMPLES = Path(__file__).parent / "samples"
TEXT = "Borvane Plc said on Monday it would raise its dividend by a tenth."


def items(raw: bytes, **reading: object) -> list[Item]:
    return list(read(BytesIO(raw), name="t.csv", **reading))  # type: ignore[arg-type]


def test_rows_of_a_file() -> None:
    first, second, empty, short, last = read_file(str(SAMPLES / "csv-comma.csv"))
    assert isinstance(first, Document)
    assert first.text.startswith('Borvane Plc said on Monday it would raise its "ordinary" dividend by a tenth.\n\nThe')
    assert (first.id, first.title, first.authors) == ("d1", "Borvane raises its dividend", ("Jane Roe",))
    assert (first.published, first.published_basis) == (datetime(2025, 11, 24, 8, 30), "csv")
    assert (first.url, first.source, first.extra) == ("https://news.example/d1", "Meridian Wire", {"Desk": "equities"})
    assert isinstance(second, Document)
    assert (second.published, second.origin) == (date(2025, 11, 25), f"{SAMPLES / 'csv-comma.csv'}:5")
    assert isinstance(empty, Rejected)
    assert (empty.id, "has no text" in empty.message) == ("d3", True)
    assert isinstance(short, Rejected)
    assert "3 fields where the header has 8" in short.message
    assert isinstance(last, Document)


def test_tabs_and_the_encoding_of_windows() -> None:
    _, doc = read_file(str(SAMPLES / "csv-tab.tsv"))
    assert isinstance(doc, Document)
    assert doc.title == "Café Ludmore names chief"
    assert doc.text.startswith("Ludmore’s cafés named")


def test_a_first_line_over_the_limit_is_refused_by_name() -> None:
    with pytest.raises(SourceError, match=r"t\.csv: its first line .* over the limit") as caught:
        items(b"title,text" + b" " * 300 + b"\n", max_size=100)
    assert caught.value.code != "internal"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_and_encodings(delimiter: str, encoding: str) -> None:
    raw = "\r\n".join(delimiter.join(row) for row in [["title", "TEXT"], ["Café", f'"{TEXT}"'], ["", ""]])
    (doc,) = items(raw.encode(encoding))
    assert isinstance(doc, Document)
    assert (doc.title, doc.text) == ("Café", TEXT)


def test_a_table_without_text_names_its_columns() -> None:
    with pytest.raises(SourceError, match=r"t\.csv: no column of text among 'ticker', 'price'"):
        items(b"ticker,price\nBRVN,3\n")
    with pytest.raises(SourceError, match="empty"):
        items(b"\n\n")


def test_an_open_quotation_mark_loses_no_row_silently() -> None:
    raw = f'id,text\n1,{TEXT}\n2,"{TEXT}\n3,{TEXT}\n4,"{TEXT}"\n5,{TEXT}\n'.encode()
    first, broken, last = items(raw)
    assert isinstance(first, Document)
    assert isinstance(broken, Rejected)
    assert broken.origin == "t.csv:3"
    assert broken.raw.count("Borvane") == 3
    assert isinstance(last, Document)
    assert last.id == "5"
    *_, cut = items(f'id,text\n1,{TEXT}\n2,"{TEXT[:20]}'.encode())
    assert isinstance(cut, Rejected)


def test_bad_dates_and_zero_bytes_are_told() -> None:
    bad, zero, good = items(f"id,date,text\n1,24/11/25,{TEXT}\n2,,{TEXT}\x00\n3,2025-11-24,{TEXT}\n".encode())
    assert isinstance(bad, Rejected)
    assert "24/11/25" in bad.message
    assert isinstance(zero, Rejected)
    assert "binary" in zero.message
    assert isinstance(good, Document)


def test_long_lines_and_fields_are_read_past() -> None:
    class Long:
        """A line of 64 MB between two rows."""

        def __init__(self) -> None:
            self.parts = iter([b"id,text\n", *[b"x" * 65_536] * 1000, b"\n", f"2,{TEXT}\n".encode()])
            self.rest = b""

        def seekable(self) -> bool:
            return False

        def readline(self, size: int) -> bytes:
            self.rest = self.rest or next(self.parts, b"")
            line, self.rest = self.rest[:size], self.rest[size:]
            while line and not line.endswith(b"\n") and len(line) < size:
                self.rest = self.rest or next(self.parts, b"")
                line, self.rest = line + self.rest[: size - len(line)], self.rest[size - len(line) :]
            return line

    tracemalloc.start()
    long, doc = read(Long(), name="t.csv", max_size=10_000)  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(long, Rejected)
    assert "65,536,001 bytes" in long.message
    assert isinstance(doc, Document)
    assert peak < 2_000_000


def test_columns_of_one_name_or_none_are_all_kept() -> None:
    (doc,) = items(f",note,note,text,text\n0,a,b,{TEXT},c\n".encode())
    assert isinstance(doc, Document)
    assert (doc.text, doc.extra) == (TEXT, {"column 1": "0", "note": "a", "note 3": "b", "text 5": "c"})


def test_names_of_columns() -> None:
    assert match(["Article Text", "HEADLINE", "date-published", "content"]) == {
        "text": "content", "title": "HEADLINE", "published": "date-published",
    }  # fmt: skip
    assert looks_like_header('"title";"text"')
    assert not looks_like_header("Title, text and date of the letter were not read out in court, he said")
    assert not looks_like_header("text")
