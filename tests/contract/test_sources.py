"""Every format of the table keeps the contract of a reader, on samples found by the format's name."""

import bz2
import gzip
import lzma
import random
import socket
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from extractor.errors import SourceError
from extractor.sources import Document, Item, Rejected, read_file, read_inputs
from extractor.sources.formats import BY_NAME, FORMATS, HEAD, Format, format_of
from extractor.sources.inputs import read_stream

SAMPLES = Path(__file__).parents[1] / "sources" / "samples"
WITHOUT_TEXT = {"sitemap"}
"""Formats that hold addresses only."""
SEED = 20251124


def parquet(folder: Path) -> Path:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = folder / "parquet-rows.parquet"
    rows = [
        {"id": 1, "headline": "Borvane raises its dividend", "body": "Borvane Plc raises its dividend by a tenth."},
        {"id": 2, "headline": None, "body": "Ludmore Plc named Ada Quill as its chief executive on Tuesday."},
    ]
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


@pytest.fixture(params=FORMATS, ids=lambda row: row.name)
def row(request: pytest.FixtureRequest) -> Format:
    return request.param


@pytest.fixture
def samples(row: Format, tmp_path: Path) -> list[Path]:
    found = [parquet(tmp_path)] if row.name == "parquet" else sorted(SAMPLES.glob(f"{row.name}[-.]*"))
    assert found, f"no sample {row.name}-*.* in {SAMPLES}"
    return found


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a reader opened a socket")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def bare(item: Item) -> tuple[object, ...]:
    """What must be the same wherever the input lies."""
    if isinstance(item, Rejected):
        return item.code, item.id, item.raw
    return item.text, item.id, item.title, item.published, item.url, item.authors, item.tickers


def damaged(raw: bytes) -> Iterator[bytes]:
    """The sample cut and with bytes changed, the same on every run."""
    chance = random.Random(SEED)
    for _ in range(20):
        yield raw[: chance.randrange(len(raw))]
    for _ in range(20):
        garbled = bytearray(raw)
        for _ in range(chance.randint(1, 20)):
            garbled[chance.randrange(len(raw))] = chance.randrange(256)
        yield bytes(garbled)
    at = chance.randrange(len(raw))
    yield raw[:at] + chance.randbytes(500) + raw[at:]


def test_a_sample_is_told_by_its_bytes_or_name(row: Format, samples: list[Path]) -> None:
    for path in samples:
        assert format_of(path.name, path.read_bytes()[:HEAD]).name == row.name, path.name


def test_the_same_items_twice_each_with_text_and_origin(row: Format, samples: list[Path]) -> None:
    for path in samples:
        items = list(read_file(str(path)))
        assert items == list(read_file(str(path)))
        docs = [item for item in items if isinstance(item, Document)]
        assert docs or row.name in WITHOUT_TEXT, path.name
        assert all(doc.text.strip() and doc.origin and doc.origin.startswith(str(path)) for doc in docs)
        assert all(item.message and item.origin.startswith(str(path)) for item in items if isinstance(item, Rejected))
        assert len({item.origin for item in items}) == len(items)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, "zstd"])
def test_packed_is_the_same(samples: list[Path], tmp_path: Path, pack: object) -> None:
    if pack == "zstd":
        pack = pytest.importorskip("zstandard").ZstdCompressor().compress
    for path in samples:
        packed = tmp_path / f"{path.name}.pack"
        packed.write_bytes(pack(path.read_bytes()))
        named = packed.rename(tmp_path / f"{path.name}.gz")
        assert [bare(item) for item in read_file(str(named))] == [bare(item) for item in read_file(str(path))]


def test_damage_is_told_and_nothing_else_is_raised(samples: list[Path]) -> None:
    for path in samples:
        for raw in damaged(path.read_bytes()):
            try:
                items = list(read_stream(BytesIO(raw), name=path.name))
            except SourceError:
                continue
            assert all(isinstance(item, Document | Rejected) for item in items)
            assert all(item.text.strip() for item in items if isinstance(item, Document))


def test_a_format_forced_on_foreign_bytes(row: Format) -> None:
    if row.extra:
        pytest.importorskip("pyarrow")
    for raw in (
        b"",
        b"\n\n",
        b"\x00\xff" * 400,
        b"Borvane rose.",
        b"<",
        b"{",
        b"<a><b>",
        random.Random(1).randbytes(5000),
    ):
        try:
            items = list(row.load()(BytesIO(raw), name="x"))
        except SourceError:
            continue
        assert all(isinstance(item, Document | Rejected) for item in items)


def test_unknown_bytes_are_read_as_text_or_told(tmp_path: Path) -> None:
    (tmp_path / "a.unknown").write_text("Borvane Plc said on Monday it would raise its dividend by a tenth.")
    (tmp_path / "b.unknown").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "c.unknown").write_bytes(b"")
    first, binary, empty = read_inputs([str(tmp_path)])
    assert isinstance(first, Document)
    assert first.text.startswith("Borvane Plc said")
    assert isinstance(binary, Rejected)
    assert "not text" in binary.message
    assert isinstance(empty, Rejected)
    assert "empty" in empty.message


def test_names_are_unique_and_every_reader_loads() -> None:
    assert len(BY_NAME) == len(FORMATS)
    for row in FORMATS:
        if row.extra is None:
            assert callable(row.load()), row.name
