"""Data frames of events, and the examples of docs/outputs.md, each where its package is installed."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from extractor.archive.stores import Store
from extractor.errors import ConfigError
from extractor.frames import to_dataframe
from extractor.records import Article
from extractor.sinks.tables import columns
from tests.archive.test_sqlite_store import drive, letter, shards
from tests.sinks.test_tables import example

PAGE = Path(__file__).parents[1] / "docs" / "outputs.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
PRINTED = {
    "to_dataframe(": "2.12",
    "figures = pd": "96400000.0",
    "revenue = (": "9.64e7",
    "m.value.money": "96400000.0",
    "json_each": "revenue",
}
"""What tells an example → part of what it prints."""
READERS = ("pandas", "polars", "duckdb")
"""What reads all outputs, an example each."""


def test_a_row_an_event_beside_its_article() -> None:
    pd = pytest.importorskip("pandas")
    article = example()
    frame = to_dataframe([article, article.model_copy(update={"doc_id": "b", "published": None})])
    assert len(frame) == 2 * len(article.events)
    row = frame.iloc[0]
    event = article.events[0]
    assert (row.action, row.actor_name, row.price_amount) == (event.action, event.actor.name, event.price.amount)
    assert row.article_published == pd.Timestamp("2026-02-10T07:30:00Z")
    assert row.article_text[row.price_start : row.price_end] == row.price_text
    assert row.date_start == pd.Timestamp(event.date.start)
    assert frame.iloc[1].metrics[0]["value"]["amount"] == 96_400_000
    assert pd.isna(frame.iloc[1].price_amount)
    assert pd.isna(frame.iloc[1].price_start)
    assert pd.isna(frame.iloc[2].article_published)
    assert frame.doc_id.tolist()[1:3] == [article.doc_id, "b"]
    assert [name for name in frame.columns if not name.startswith("article_")] == [
        column.name for column in columns("events")
    ]


def test_the_types_dont_depend_on_the_articles() -> None:
    pytest.importorskip("pandas")
    empty, some = to_dataframe([]), to_dataframe([example()])
    assert len(empty) == 0
    assert empty.dtypes.astype(str).to_dict() == some.dtypes.astype(str).to_dict()
    assert str(some.dtypes["article_published"]) == "datetime64[us, UTC]"


def test_years_beyond_nanoseconds() -> None:
    pytest.importorskip("pandas")
    old = Article.model_validate({**example().model_dump(), "published": datetime(1215, 6, 15, tzinfo=UTC)})
    assert to_dataframe([old]).article_published[0].year == 1215


def test_without_pandas_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ConfigError, match="pip install 'pandas"):
        to_dataframe([example()])


def _stores(folder: Path) -> list[Store]:
    from extractor.archive import open_store

    return [
        open_store(out) for out in (f"sqlite:{folder / 'news.db'}", str(folder / "news"), str(folder / "records.jsonl"))
    ]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data set, a database and a file of the same records, in the folder that the examples run in."""
    article = example()
    beat = article.model_dump(mode="json")
    beat["events"][1]["metrics"][0]["versus_expectation"] = "beat"
    undated = article.model_copy(update={"doc_id": "b", "published": None}).model_dump(mode="json")
    from extractor.sinks import to_line

    for store in _stores(tmp_path):
        drive(store, shards(([to_line(beat)], [letter("2")]), ([to_line(undated)], [])))
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("told", sorted(PRINTED))
def test_the_example_runs(told: str, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = (block for block in BLOCKS if told in block)
    require(block)
    exec(compile(block, str(PAGE), "exec"), {})
    assert PRINTED[told] in capsys.readouterr().out


def require(block: str) -> None:
    """Skips where a package that an example needs is not there."""
    for package in ("pyarrow", *READERS):
        needed = {"pandas": "to_dataframe(", "pyarrow": "parquet"}.get(package, f"import {package}")
        if f"import {package}" in block or needed in block:
            pytest.importorskip(package)


def _reader(block: str) -> str:
    return next(name for name in reversed(READERS) if f"import {name}" in block)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("reader", READERS)
def test_each_output_is_read_with(reader: str) -> None:
    (block,) = (block for block in BLOCKS if "from_jsonl" in block and _reader(block) == reader)
    require(block)
    names: dict[str, Any] = {}
    exec(compile(block, str(PAGE), "exec"), names)
    events = [(doc_id, str(event.action)) for doc_id in (example().doc_id, "b") for event in example().events]
    for output in ("parquet", "sqlite", "jsonl"):
        frame = names[f"from_{output}"]
        rows = frame.to_dicts() if reader == "polars" else frame.to_dict("records")
        assert sorted((row["doc_id"], row["action"]) for row in rows) == sorted(events), output
        assert {row["actor_name"] for row in rows} == {e.actor.name for e in example().events if e.actor}
        dated = [str(row["published"]) for row in rows if row["doc_id"] == example().doc_id]
        assert all(published.startswith("2026-02-10") for published in dated)
        assert all(row["source"] == example().source for row in rows)


def test_every_example_is_run() -> None:
    assert len(BLOCKS) == len(PRINTED) + len(READERS)
