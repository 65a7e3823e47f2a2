"""The examples of docs/many-machines.md: Spark's function on an iterator of data frames, the run on Ray as it is called."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from extractor import cluster
from extractor.errors import ConfigError
from extractor.sources import Document

pd = pytest.importorskip("pandas")
PAGE = Path(__file__).parents[1] / "docs" / "many-machines.md"
RAY, SPARK = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
TEXT = "Nordhavn Marine ASA said on Monday it had bought 4 million of its own shares for 120 million crowns."


def function(block: str, name: str) -> Any:
    names: dict[str, Any] = {}
    exec(compile(block, str(PAGE), "exec"), names)
    return names[name]


def frames() -> Iterator[Any]:
    yield pd.DataFrame(
        {"id": ["a", "b", "c"], "title": ["Pumps", None, None], "published": ["2025-11-24", None, None],
         "text": [TEXT, "", "Pumps explode in the harbour, and the company says so on Monday."]}
    )  # fmt: skip
    yield pd.DataFrame({"id": [], "title": [], "published": [], "text": []})
    yield pd.DataFrame({"id": ["d"], "title": [None], "published": [None], "text": [TEXT]})


class Made:
    def __init__(self, doc: Document) -> None:
        self.doc, self.doc_id = doc, doc.id

    def model_dump_json(self) -> str:
        return json.dumps({"doc_id": self.doc.id, "title": self.doc.title, "day": str(self.doc.published)})


class Failure:
    code, message = "model", "it exploded"


class Stub:
    loaded = 0

    def __init__(self, model: str, *, device: str, precision: str) -> None:
        Stub.loaded += 1

    def extract_batch(self, documents: list[Document]) -> Iterator[Any]:
        return (Failure() if "explode" in doc.text else Made(doc) for doc in documents)


def test_spark_gets_a_row_for_each_article(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("extractor.pipeline")
    module.__dict__.update(Extractor=Stub, Failure=Failure)
    monkeypatch.setitem(sys.modules, "extractor.pipeline", module)
    made = list(function(SPARK, "extract")(frames()))
    assert Stub.loaded == 1
    assert [len(frame) for frame in made] == [3, 0, 1]
    schema = [column.split()[0] for column in function(SPARK, "SCHEMA").split(", ")]
    assert all(list(frame.columns) == schema for frame in made)
    rows = {row["doc_id"]: row for frame in made for row in frame.to_dict("records")}
    assert json.loads(rows["a"]["record"]) == {"doc_id": "a", "title": "Pumps", "day": "2025-11-24"}
    assert (rows["b"]["code"], rows["c"]["code"]) == ("source", "model")
    assert "it exploded" in rows["c"]["message"]
    assert json.loads(rows["d"]["record"])["title"] is None


@pytest.mark.slow
def test_spark_gets_true_records() -> None:
    (first, _, last) = function(SPARK, "extract")(frames())
    records = [json.loads(record) for frame in (first, last) for record in frame.record if isinstance(record, str)]
    assert [record["doc_id"] for record in records] == ["a", "c", "d"]
    assert records[0]["events"][0]["action"] in ("buyback", "buyback_program")


def test_the_run_on_ray_is_called_as_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"text": TEXT}) + "\n")

    def none() -> Any:
        raise ConfigError("no cluster here")

    # it comes as far as asking for a cluster
    monkeypatch.setattr(cluster, "_load", none)
    with pytest.raises(ConfigError, match="no cluster here"):
        function(RAY, "run")([str(path)], str(tmp_path / "out.jsonl"))
