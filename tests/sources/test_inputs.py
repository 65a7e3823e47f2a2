"""Inputs of every kind → items; a bad one is told and the next is read."""

import bz2
import errno
import gzip
import io
import lzma
import os
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.errors import SourceError
from extractor.sources.document import Document, Rejected
from extractor.sources.inputs import expand, read_file, read_inputs, read_single, read_stream
from extractor.sources.packing import unpack

SAMPLES = Path(__file__).parent / "samples"
LINE = b'{"text": "Borvane Plc said on Monday it would raise its dividend by a tenth.", "n": %d}\n'


def zstd(raw: bytes) -> bytes:
    packed: bytes = pytest.importorskip("zstandard").ZstdCompressor().compress(raw)
    return packed


PACKERS = [gzip.compress, bz2.compress, lzma.compress, zstd]


def test_names_mean_files(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.txt", "c/d.jsonl", ".hidden", "c/.git/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(LINE % 1)
    assert expand(str(tmp_path)) == [str(tmp_path / name) for name in ("a.txt", "b.jsonl", "c/d.jsonl")]
    assert expand(f"{tmp_path}/**/*.jsonl") == [str(tmp_path / name) for name in ("b.jsonl", "c/d.jsonl")]
    assert expand("-") == ["-"]
    with pytest.raises(SourceError, match="no such file"):
        expand(str(tmp_path / "none"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="an empty folder"):
        expand(str(tmp_path / "empty"))


def test_a_folder_that_cant_be_listed_is_an_input_that_cant_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a/1.jsonl", "b/2.jsonl", "b/c/3.jsonl", "d/4.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(LINE % 1)
    (tmp_path / "d" / "dangling.jsonl").symlink_to("nowhere")
    real = os.scandir

    def scandir(path: str) -> object:
        # who runs the tests may be let in everywhere
        if Path(path).name == "b":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    wanted = [str(tmp_path / name) for name in ("a/1.jsonl", "b", "d/4.jsonl", "d/dangling.jsonl")]
    assert expand(str(tmp_path)) == wanted
    assert expand(f"{tmp_path}/**/*.jsonl") == wanted
    assert expand(f"{tmp_path}/**") == wanted
    assert expand(f"{tmp_path}/a/**/*.jsonl") == wanted[:1]
    assert expand(str(tmp_path / "b")) == [str(tmp_path / "b")]
    items = list(read_inputs([str(tmp_path)]))
    assert [type(item) for item in items] == [Document, Rejected, Document, Rejected]
    assert [item.origin for item in items if isinstance(item, Rejected)] == [wanted[1], wanted[3]]


def test_a_glob_tells_of_the_folders_it_is_not_let_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a/1.jsonl", "b/2.jsonl", "b/c/3.jsonl", "d/4.jsonl", ".e/5.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(LINE % 1)

    def kept_out(real: Callable[..., object], *, of: Callable[[Path], Path]) -> Callable[..., object]:
        def guarded(path: str, **more: object) -> object:
            if of(Path(path)).name in {"b", ".e"}:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            return real(path, **more)

        return guarded

    monkeypatch.setattr(os, "scandir", kept_out(os.scandir, of=Path))
    monkeypatch.setattr(os, "lstat", kept_out(os.lstat, of=lambda path: path.parent))
    one, closed, four = (str(tmp_path / name) for name in ("a/1.jsonl", "b", "d/4.jsonl"))
    assert expand(f"{tmp_path}/*/*.jsonl") == [one, closed, four]
    assert expand(f"{tmp_path}/*/1.jsonl") == [one, closed]
    assert expand(f"{tmp_path}/?/*/*.jsonl") == [closed]
    assert expand(f"{tmp_path}/b/*.jsonl") == [closed]
    assert expand(f"{tmp_path}/*/**/*.jsonl") == [one, closed, four]
    assert expand(f"{tmp_path}/[ad]/*.jsonl") == [one, four]
    assert expand(f"{tmp_path}/*/*/*.jsonl") == [closed]
    for nothing in ("[ad]/*.txt", "*.txt", "a/1.jsonl/*", "?" * 300, "x" * 300, "x\0"):
        with pytest.raises(SourceError, match="no such file, and no file matches it"):
            expand(f"{tmp_path}/{nothing}")
    good, bad, last = read_inputs([f"{tmp_path}/*/*.jsonl"])
    assert isinstance(good, Document)
    assert isinstance(bad, Rejected)
    assert bad.origin == closed
    assert "can't be read" in bad.message
    assert isinstance(last, Document)


def test_a_file_that_cant_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINE % 1)
    gone, doc = read_inputs([str(tmp_path / "a.jsonl")]), None
    (tmp_path / "b.gz").write_bytes(b"\x1f\x8b\x08\x00garbage")
    bad = list(read_file(str(tmp_path / "b.gz")))
    assert len(bad) == 1
    assert isinstance(bad[0], Rejected)
    assert "b.gz" in bad[0].message
    assert "breaks off" in bad[0].message
    (missing,) = read_file(str(tmp_path / "c"))
    assert isinstance(missing, Rejected)
    assert "No such file" in missing.message
    (doc,) = gone
    assert isinstance(doc, Document)


@pytest.mark.parametrize("pack", PACKERS)
def test_a_packed_stream_cut_anywhere_gives_what_it_has_and_says_so(pack: Callable[[bytes], bytes]) -> None:
    packed = pack(LINE % 1) + pack(b"".join(LINE % n for n in range(2, 40)))
    assert unpack(io.BytesIO(packed), name="x").read() == b"".join(LINE % n for n in range(1, 40))
    border = len(pack(LINE % 1))
    for end in range(8, len(packed), 5):
        if end == border:
            continue
        items = list(read_stream(unpack(io.BytesIO(packed[:end]), name="x"), name="x.jsonl"))
        assert isinstance(items[-1], Rejected), end
        assert "breaks off" in items[-1].message
        assert all(isinstance(item, Document) for item in items[:-1])
        assert len(items) > 1 or end < border


def test_standard_input_is_read_from_a_pipe_and_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe(io.RawIOBase):
        """Gives a few bytes at a time, as a slow writer does."""

        def __init__(self, raw: bytes) -> None:
            self.rest = raw

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:
            part, self.rest = self.rest[:7], self.rest[7:]
            buffer[: len(part)] = part
            return len(part)

    stdin = io.TextIOWrapper(io.BufferedReader(Pipe(LINE % 1 + LINE % 2)))
    monkeypatch.setattr(sys, "stdin", stdin)
    items = list(read_file("-"))
    assert [item.origin for item in items] == ["standard input:1", "standard input:2"]
    assert not stdin.buffer.closed


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_a_bomb_takes_no_memory(pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(b'{"text": "' + b"a" * 50_000_000 + b'"}\n' + LINE % 2)
    tracemalloc.start()
    long, doc = read_stream(unpack(io.BytesIO(bomb), name="x"), name="x.jsonl", max_size=100_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(long, Rejected)
    assert "50,000,0" in long.message
    assert isinstance(doc, Document)
    assert peak < 20_000_000


def test_a_single_article_of_any_format() -> None:
    doc = read_single((SAMPLES / "nitf-deal.xml").read_bytes(), name="deal.xml", id="mine", published="2025-12-01")
    assert doc.title == "Borvane to buy Ludmore for $120 million"
    assert (doc.id, str(doc.published), doc.published_basis) == ("mine", "2025-12-01", "caller")
    packed = gzip.compress((SAMPLES / "html-flash.html").read_bytes())
    assert read_single(packed, name="flash").published_basis == "meta"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("warc-pages.warc", r"holds more than one article; use: extractor run warc-pages\.warc"),
        ("sitemap-index.xml", "more than one article|only a link"),
    ],
)
def test_what_holds_none_or_several_is_refused(name: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_single((SAMPLES / name).read_bytes(), name=name)


def test_an_unexpected_exception_ends_one_input_not_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **options: object) -> None:
        raise ZeroDivisionError("boom")

    (tmp_path / "a.html").write_text("<html><body><p>Borvane Plc rose on Monday in Oslo.</p></body></html>")
    (tmp_path / "b.jsonl").write_bytes(LINE % 1)
    monkeypatch.setattr("extractor.sources.html.read_html", broken)
    bad, good = read_inputs([str(tmp_path)])
    assert isinstance(bad, Rejected)
    assert (bad.code, bad.origin) == ("internal", str(tmp_path / "a.html"))
    assert bad.message.startswith(str(tmp_path / "a.html"))
    assert "ZeroDivisionError: boom" in bad.message
    assert "<p>Borvane" in bad.raw
    assert isinstance(good, Document)
    monkeypatch.setattr("extractor.sources.jsonl.read", broken)
    bad, ended = read_inputs([str(tmp_path / "b.jsonl"), str(tmp_path / "a.html")])
    assert isinstance(bad, Rejected)
    assert isinstance(ended, Rejected)
    assert (bad.code, bad.origin) == ("internal", str(tmp_path / "b.jsonl"))
