"""Parquet: the columns of a table, with types."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from extractor.errors import SourceError
from extractor.sources.document import Document, Rejected
from extractor.sources.inputs import read_file

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

TEXT = "Borvane Plc said on Monday it would raise its dividend by a tenth."


def written(table: object, path: Path) -> str:
    pq.write_table(table, path, row_group_size=100, compression="none", use_dictionary=False)
    return str(path)


def test_types(tmp_path: Path) -> None:
    when = datetime(2025, 11, 24, 8, 30, tzinfo=UTC)
    table = pa.table(
        {
            "id": [7, 8],
            "Headline": ["Borvane raises its dividend", None],
            "published_at": pa.array([when, when], pa.timestamp("ns", tz="UTC")),
            "body": [TEXT, None],
            "authors": [["Jane Roe", "John Doe"], []],
            "facts": [{"score": 0.5, "days": [when.date()]}, None],
            "nan": [float("nan"), 1.0],
        }
    )
    doc, empty = read_file(written(table, tmp_path / "a.parquet"))
    assert isinstance(doc, Document)
    assert (doc.id, doc.text, doc.title) == ("7", TEXT, "Borvane raises its dividend")
    assert (doc.published, doc.published_basis, doc.authors) == (when, "parquet", ("Jane Roe", "John Doe"))
    assert doc.extra == {"facts": {"score": 0.5, "days": ["2025-11-24"]}, "nan": None}
    assert doc.origin == f"{tmp_path}/a.parquet#1"
    assert isinstance(empty, Rejected)
    assert (empty.id, empty.origin) == ("8", f"{tmp_path}/a.parquet#2")
    assert '"published_at": "2025-11-24T08:30:00+00:00", "body": null' in empty.raw


def test_no_text_and_damage(tmp_path: Path) -> None:
    (none,) = read_file(written(pa.table({"price": [1.0]}), tmp_path / "a.parquet"))
    assert isinstance(none, Rejected)
    assert "no column of text among 'price'" in none.message
    path = tmp_path / "b.parquet"
    written(pa.table({"text": [f"{TEXT} Line {n}." for n in range(300)]}), path)
    raw = bytearray(path.read_bytes())
    path.write_bytes(raw[:-20])
    (cut,) = read_file(str(path))
    assert isinstance(cut, Rejected)
    assert "damaged" in cut.message
    at = pq.ParquetFile(BytesIO(bytes(raw))).metadata.row_group(1).column(0).data_page_offset
    raw[at : at + 30] = b"\xff" * 30
    path.write_bytes(raw)
    *docs, last = read_file(str(path))
    assert len(docs) == 64, "whole batches before the damage"
    assert isinstance(last, Rejected)
    assert "damaged" in last.message
    assert last.origin == f"{path}#65"


def test_the_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from extractor.sources.formats import BY_NAME

    monkeypatch.setitem(__import__("sys").modules, "extractor.sources.parquet", None)
    with pytest.raises(SourceError, match=r"extractor\[archives\]"):
        BY_NAME["parquet"].load()
