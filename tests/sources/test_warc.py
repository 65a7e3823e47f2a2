"""WARC: pages of an archive, and what is not one."""

import gzip
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from extractor.sources.document import Document, Item, Rejected
from extractor.sources.inputs import read_file
from extractor.sources.warc import read

SAMPLE = Path(__file__).parent / "samples" / "warc-pages.warc"
TEXT = "Borvane Plc said on Monday it would raise its dividend by a tenth."
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


def record(block: bytes, *, length: int | None = None, kind: bytes = b"response") -> bytes:
    size = len(block) if length is None else length
    return b"WARC/1.1\r\nWARC-Type: %b\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n" % (kind, size, block)


def page(text: str = TEXT, head: bytes = OK) -> bytes:
    return record(head + b"\r\n" + text.encode())


def items(raw: bytes, **reading: object) -> list[Item]:
    return list(read(BytesIO(raw), name="w", **reading))  # type: ignore[arg-type]


def texts(raw: bytes) -> list[str]:
    return [item.text if isinstance(item, Document) else item.message for item in items(raw)]


def test_pages_only() -> None:
    first, second, third, last = read_file(str(SAMPLE))
    assert isinstance(first, Document)
    assert first.text.startswith("Borvane Corp said on Monday it had agreed to buy Ludmore’s café arm for $120 million")
    assert (first.title, first.url) == ("Borvane to buy Ludmore", "https://news.example/w1")
    assert (first.published, first.id, first.extra) == (None, None, {"fetched": "2025-11-26T00:00:03Z"})
    assert first.origin == f"{SAMPLE}#3"
    assert isinstance(second, Document)
    assert isinstance(third, Document)
    assert second.text == third.text
    assert "replacing Tom Hale" in second.text
    assert isinstance(last, Document)
    assert (last.url, last.extra["truncated"]) == ("https://news.example/w4", "length")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"Content-Encoding: gzip\r\n", gzip.compress(TEXT.encode())),
        (b"Content-Encoding: deflate\r\n", zlib.compress(TEXT.encode())),
        (b"Content-Encoding: deflate\r\n", zlib.compress(TEXT.encode(), wbits=-15)),
        (b"Content-Encoding: gzip\r\n", TEXT.encode()),
        (b"Transfer-Encoding: chunked\r\n", b"%x;a=b\r\n%b\r\n0\r\n\r\n" % (len(TEXT), TEXT.encode())),
        (b"Transfer-Encoding: chunked\r\n", TEXT.encode()),
    ],
)
def test_payloads(head: bytes, body: bytes) -> None:
    assert texts(record(OK + head + b"\r\n" + body)) == [TEXT]


@pytest.mark.parametrize(
    ("head", "body", "message"),
    [
        (b"Content-Encoding: gzip\r\n", gzip.compress(TEXT.encode())[:-12], "cut"),
        (b"Content-Encoding: deflate\r\n", b"\xff\xff\xff", "damaged"),
        (b"Content-Encoding: br\r\n", b"\x0b\x02\x80", "packed as 'br'"),
        (b"Content-Encoding: gzip\r\n", gzip.compress(b"a" * 50_000), "limit of 20,000"),
        (b"X: y\r\n", b"a" * 50_000, "limit of 20,000"),
        (b"Y: z\r\n" * 20_000, b"", "header of more than"),
    ],
)
def test_a_bad_page_is_told_and_the_next_is_read(head: bytes, body: bytes, message: str) -> None:
    bad, good = items(record(OK + head + b"\r\n" + body) + page(), max_size=20_000)
    assert isinstance(bad, Rejected)
    assert message in bad.message
    assert isinstance(good, Document)
    assert good.origin == "w#2"


def test_damage_between_records_is_told_and_passed() -> None:
    garbage = b"here is\r\nno record\r\n\r\n"
    assert texts(page() + garbage + page()) == [TEXT, "w#2: 22 bytes that belong to no record are not read", TEXT]
    wrong = record(OK + b"\r\n" + TEXT.encode(), length=len(OK) + 2 + 20)
    cut, lost, good = items(wrong + page())
    assert isinstance(cut, Document)
    assert isinstance(lost, Rejected)
    assert isinstance(good, Document)
    assert "how long" in texts(page().replace(b"Content-Length", b"Content-Wealth"))[0]


def test_an_archive_that_breaks_off_says_so_wherever_it_is_cut() -> None:
    one = page()
    raw = one * 3
    for end in range(len(one) + 1, len(raw)):
        found = items(raw[:end])
        docs = [item for item in found if isinstance(item, Document)]
        assert all(doc.text == TEXT for doc in docs)
        at_an_end = end % len(one) == 0 or end % len(one) >= len(one) - 4
        assert len(docs) == end // len(one) + (end % len(one) >= len(one) - 4)
        assert at_an_end or isinstance(found[-1], Rejected), end


def test_the_server_says_the_encoding() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-2\r\n\r\n"
    body = "<html><meta charset=utf-8><body><article><p>Łódź-based Borvane raised its dividend by a tenth, it said.</p>"
    (doc,) = items(record(head + body.encode("iso-8859-2")))
    assert isinstance(doc, Document)
    assert doc.text.startswith("Łódź-based Borvane")


def test_other_records_pass_without_a_word() -> None:
    others = record(b"x: y\r\n", kind=b"metadata") + page(head=OK.replace(b"200", b"404"))
    assert items(others + page(head=OK.replace(b"text/plain", b"application/pdf")) + record(b"")) == []
