"""How an input's format is told."""

import time

import pytest

from extractor.sources.formats import format_of


@pytest.mark.parametrize(
    ("name", "head", "media_type", "expected"),
    [
        ("x", b'{"text": "a"}\n', None, "jsonl"),
        ("x", b'[\n  {"text": "a"}]', None, "jsonl"),
        ("x", b'\xef\xbb\xbf{\n  "text": "a"}', None, "jsonl"),
        ("x.txt", b"title,text\nA,B\n", None, "csv"),
        ("x", b"\xff\xfet\x00i\x00t\x00l\x00e\x00;\x00t\x00e\x00x\x00t\x00\n\x00", None, "csv"),
        ("x.csv.gz", b"a,b\n", None, "csv"),
        ("x", b"[Reuters] - Borvane rose", None, "text"),
        ("x", b"{note} Borvane rose", None, "text"),
        ("x.html", b'<?xml version="1.0"?><rss version="2.0">', "text/html", "feed"),
        ("x", b"<!-- a --><urlset xmlns='u'>", "text/html", "sitemap"),
        ("x.txt", b"WARC/1.0\r\n", None, "warc"),
        ("x", b"PAR1", None, "parquet"),
        ("x", b"some prose", "text/csv; charset=utf-8", "csv"),
        ("feed", b"<html><body>an rss feed", "application/rss+xml", "html"),
        ("x", b"", None, "text"),
    ],
)
def test_format_of(name: str, head: bytes, media_type: str | None, expected: str) -> None:
    assert format_of(name, head, media_type=media_type).name == expected


@pytest.mark.parametrize("run", [b"<!DOCTYPE x" + b" " * 65_000, b"<!DOCTYPE x [" + b"] " * 32_000, b"<!--" * 16_000])
def test_telling_a_format_takes_no_time_on_hostile_bytes(run: bytes) -> None:
    start = time.process_time()
    assert format_of("x", run).name == "text"
    assert time.process_time() - start < 1
