"""`extractor scrape`: every part of the input is in the output once, and the output can be read again."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from extractor.cli.main import main
from extractor.cli.scrape import _appended
from extractor.sources import Document, read_file

TEXT = "Ida Fenn bought 2.6 million shares of Borvane on Monday, the company told the exchange in Oslo."
PAGE = (
    "<html><head><title>Fenn buys</title><meta property='article:published_time' content='2025-11-24T08:30:00+08:00'>"
    f"</head><body><article><h1>Fenn buys</h1><p>{TEXT}</p><p>Borvane makes pumps. ({{}})</p></article></body></html>"
)
Capture = pytest.CaptureFixture[str]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "docs.jsonl"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.html").write_text(PAGE.format("NASDAQ: BRVN"))
    (folder / "b.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    (folder / "c.jsonl").write_text(json.dumps({"id": "c1", "text": TEXT, "desk": "pumps"}) + "\nno json\n")
    return folder


def test_formats_in_one_output(folder: Path, out: Path, capsys: Capture) -> None:
    assert main(["scrape", str(folder), "--out", str(out)]) == 1
    page, text, line, bad = lines(out)
    assert page["published"] == "2025-11-24T08:30:00+08:00"
    assert page["published_basis"] == "meta"
    assert page["tickers"] == ["BRVN"]
    assert page["path"] == str(folder / "a.html")
    assert text["text"] == TEXT
    assert (line["id"], line["desk"]) == ("c1", "pumps")
    assert bad["error"]["code"] == "source"
    assert bad["raw"] == "no json"
    assert "extractor: 3 documents, 1 not read" in capsys.readouterr().err


def test_what_was_written_is_read_back(folder: Path, out: Path) -> None:
    main(["scrape", str(folder), "--out", str(out)])
    before = [item for path in sorted(folder.iterdir()) for item in read_file(str(path))]
    for old, new in zip(before, read_file(str(out)), strict=True):
        if isinstance(old, Document):
            assert isinstance(new, Document)
            assert (new.text, new.title, new.published, new.published_basis) == (
                old.text, old.title, old.published, old.published_basis,
            )  # fmt: skip
            assert (new.authors, new.tickers, new.extra.get("desk")) == (
                old.authors,
                old.tickers,
                old.extra.get("desk"),
            )
        else:
            assert not isinstance(new, Document)
            assert new.code == old.code
            assert new.message.endswith(old.message)


def test_duplicates_are_marked_or_dropped(tmp_path: Path, out: Path, capsys: Capture) -> None:
    source = tmp_path / "in.jsonl"
    rows = [{"id": "a", "text": TEXT}, {"id": "b", "text": TEXT.upper()}, {"id": "c", "text": "Quartle sold its mine."}]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main(["scrape", str(source), "--out", str(out), "--duplicates", "mark"]) == 0
    assert [line.get("duplicate") for line in lines(out)] == [
        None, {"kind": "exact", "of": "a", "similarity": 1.0}, None
    ]  # fmt: skip
    assert "3 documents, 1 of them exact" in capsys.readouterr().err
    assert main(["scrape", str(source), "--out", str(out), "--duplicates", "drop"]) == 0
    assert [line["id"] for line in lines(out)] == ["a", "c"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, ""), ("", ""), ('{"id": 1}\n', '{"id": 1}\n'), ('{"id": 1}', '{"id": 1}\n'),
        ('{"id": 1}\n{"id": 2, "te', '{"id": 1}\n'), ('{"te' + "x" * 200_000, ""),
    ],
)  # fmt: skip
def test_lines_are_added_to_whole_lines(out: Path, before: str | None, after: str) -> None:
    if before is not None:
        out.write_text(before)
    with _appended(out) as write:
        write({"id": 3})
    assert out.read_text() == after + '{"id": 3}\n'


def test_files_are_not_scraped_over_themselves(folder: Path, capsys: Capture) -> None:
    for out in (folder / "c.jsonl", folder / "docs.jsonl"):
        assert main(["scrape", str(folder), "--out", str(out)]) == 2
        assert "name another OUT" in capsys.readouterr().err
    assert (folder / "c.jsonl").read_text().endswith("no json\n")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["missing.html"], "no such file"),
        (["https://news.example/a"], "--contact is missing"),
        (["https://news.example/a", "x.html", "--contact", "me@news.example"], "can't be mixed"),
        (["https://news.example/a", "--contact", "me@news.example", "--out", "x.gz"], r"name a \.jsonl file"),
    ],
)
def test_usage_errors(args: list[str], message: str, out: Path, capsys: Capture) -> None:
    assert main(["scrape", "--out", str(out), *args]) == 2
    assert message.replace("\\", "") in capsys.readouterr().err
    assert not out.exists()


@pytest.fixture
def site() -> Iterator[str]:
    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            bodies = {
                "/robots.txt": ("text/plain", "User-agent: *\nDisallow: /private\n"),
                "/feed": (
                    "application/rss+xml",
                    "<rss version='2.0'><channel><title>Post</title>"
                    + "".join(f"<item><title>{p}</title><link>{base}/{p}</link></item>" for p in ("a", "b", "private"))
                    + "</channel></rss>",
                ),
                "/a": ("text/html", PAGE.format("one")),
                "/b": ("text/html", PAGE.format("two")),
            }
            kind, body = bodies.get(self.path, ("text/plain", ""))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Site)
    base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield base
    server.shutdown()
    server.server_close()


def test_a_feed_is_followed_and_the_next_run_fetches_nothing(site: str, out: Path, capsys: Capture) -> None:
    command = ["scrape", f"{site}/feed", "--out", str(out), "--contact", "me@news.example", "--interval", "0"]
    assert main(command) == 1
    assert "is not among those allowed" in capsys.readouterr().err
    out.unlink()
    command += ["--allow-private"]
    assert main(command) == 1
    found = {line.get("url") or line["path"]: line for line in lines(out)}
    assert {url.rsplit("/")[-1] for url in found} == {"a", "b", "private"}
    assert found[f"{site}/a"]["title"] == "Fenn buys"
    assert found[f"{site}/private"]["error"]["code"] == "robots"
    capsys.readouterr()
    assert main(command) == 0
    assert "nothing new" in capsys.readouterr().err
    assert len(lines(out)) == 3
