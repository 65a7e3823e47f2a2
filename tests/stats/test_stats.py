"""Counts are the true ones, the same of every output; memory is bounded; what can't be read is told."""

from __future__ import annotations

import json
import re
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from extractor.errors import ConfigError, RecordError, SourceError
from extractor.records.taxonomy import ROLES
from extractor.sinks.tables import columns
from extractor.stats import read_output, statistics_of, tables
from extractor.stats.names import FrequentNames
from extractor.stats.periods import periods_of
from extractor.stats.reading import ARGUMENTS
from extractor.stats.report import money
from tests.stats.conftest import RECORDS, article, event, party, write

OUTS = ("out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "sqlite:out.db", "folder")
Write = Callable[[str], str]


def told(out: str, **options: Any) -> dict[str, Any]:
    return statistics_of(read_output(out)).to_dict(**options)


@pytest.mark.parametrize("name", OUTS)
def test_the_counts_are_the_true_ones(written: Write, name: str) -> None:
    found = told(written(name))
    assert found["documents"] == {"total": 7, "articles": 4, "failed": 3, "unread": 0, "with_events": 3}
    assert found["failures"] == {"source": 2, "timeout": 1}
    # half past eleven two hours west of Greenwich is the next month
    assert found["articles"]["by_month"] == {"2025-11": 2, "2025-12": 1, "unknown": 1}
    assert found["articles"]["by_source"]["top"] == [
        {"name": "Harbour Wire", "count": 2}, {"name": "(none)", "count": 1}, {"name": "<Quay> & Daily", "count": 1},
    ]  # fmt: skip
    events = found["events"]
    assert events["total"] == 5
    assert events["by_status"] == {"completed": 4, "pending": 1}
    assert events["by_month"]["2025-11"] == {"insider_purchase": 1, "insider_sale": 1}
    assert {row["action"]: row["by_status"] for row in events["by_action"]}["buyback"] == {"pending": 1}
    assert found["actors"]["top"][0] == {"name": "Borvane", "count": 2}
    assert found["targets"]["top"] == [{"name": "Borvane", "count": 1}]
    eur, usd = found["value"]["currencies"]
    assert (usd["currency"], usd["bought"]["total"], usd["bought"]["events"], usd["sold"]["events"]) == (
        "USD",
        2e6,
        1,
        0,
    )
    assert eur["sold"] == {"events": 1, "total": 30.0, "largest": 30.0, "worked_out": 1}
    assert eur["by_month"] == {"2025-11": {"bought": 0.0, "sold": 30.0}}
    # the plan is no trade, the sale of a stake has no amount
    assert found["value"]["without_amount"] == {"bought": 0, "sold": 1}
    assert found["sentiment"]["articles"] == {"positive": 2, "neutral": 1, "negative": 1, "mean_score": 0.025}
    assert found["sentiment"]["by_month"]["2025-12"]["mean_score"] == -0.7
    arguments = {row["argument"]: row for row in found["arguments"]}
    assert arguments["metrics"]["events"] == 1
    assert arguments["metrics"]["share_of_possible"] == 1.0
    assert (arguments["actor"]["share"], arguments["value"]["share"]) == (1.0, 0.4)
    assert (arguments["target"]["events"], arguments["target"]["possible"]) == (1, 3)
    assert {row["from"]: row["events"] for row in found["confidence"] if row["events"]} == {0.4: 1, 0.95: 4}


def test_every_output_gives_the_same(written: Write) -> None:
    found = [told(written(name)) for name in OUTS]
    assert all(other == found[0] for other in found)
    assert json.loads(json.dumps(found[0])) == found[0]


def test_an_article_that_is_there_twice_counts_twice(tmp_path: Path) -> None:
    twice = [RECORDS[0], RECORDS[0], article("a", "2025-11-01", "neutral", 0.0)]
    for name in ("out.jsonl", "folder"):
        found = told(write(str(tmp_path / name), twice))
        assert (found["documents"]["articles"], found["documents"]["with_events"]) == (3, 2)
        assert found["events"]["total"] == 4


def test_each_argument_has_its_column() -> None:
    assert list(ARGUMENTS) == list(ROLES)
    assert set(ARGUMENTS.values()) <= {column.name for column in columns("events")}
    assert ARGUMENTS["price_previous"] == "price_previous_amount"


def test_a_line_that_is_no_record_is_told_and_the_rest_counted(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    broken = article("x", None, "neutral", 0.0, event(0, "ipo", confidence="high"))
    wrong = [b"{", b"[1]", b'{"doc_id": "a"}', json.dumps(broken).encode(), b'{"doc_id": "b", "events": ["sold"]}']
    path.write_bytes(b"\n".join([*wrong, b"", json.dumps(RECORDS[0]).encode()]))
    pieces = list(read_output(str(path)))
    errors = [str(piece) for piece in pieces if isinstance(piece, RecordError)]
    assert [error.split(": ")[0] for error in errors] == [f"{path}:{n}" for n in range(1, 6)]
    found = statistics_of(pieces).to_dict()
    assert (found["documents"]["unread"], found["documents"]["articles"]) == (5, 1)


def test_what_is_not_there_or_not_whole_is_refused(written: Write, tmp_path: Path) -> None:
    folder = Path(written("folder"))
    packed = Path(written("out.jsonl.gz"))
    (tmp_path / "later.jsonl.run").mkdir()
    (tmp_path / "empty").mkdir()
    for name, message in [
        ("none.jsonl", "no such output"),
        ("later.jsonl", r"has not ended.*--resume"),
        ("empty", "is no data set"),
    ]:
        with pytest.raises(ConfigError, match=message):
            told(str(tmp_path / name))
    packed.write_bytes(packed.read_bytes()[:-20])
    with pytest.raises(SourceError, match="breaks off"):
        told(str(packed))
    (tmp_path / "not.db").write_bytes(b"SQLite format 3\0" + b"x" * 200)
    with pytest.raises(SourceError, match=r"not\.db can't be read as a database"):
        told(str(tmp_path / "not.db"))
    (part,) = (folder / "events").glob("month=2025-12/*")
    part.write_bytes(b"PAR1")
    with pytest.raises(SourceError, match="fetch the data set again"):
        told(str(folder))
    (folder / "_schema.json").unlink()
    (folder / "_run").mkdir()
    with pytest.raises(ConfigError, match="has not ended"):
        told(str(folder))


def test_frequent_names_are_found_in_bounded_memory() -> None:
    names, true, random = FrequentNames(limit=200), Counter[str](), Random(5)
    for number in range(30_000):
        name = f"often {number % 7}" if number % 3 == 0 else f"rare {random.randrange(20_000)}"
        names.add(name)
        true[name] += 1
        assert len(names._counts) <= 200
    assert names.distinct is None
    assert 0 < names.short <= 2 * names.total / 200
    top = list(names.top(7))
    assert {name for name, _ in top} == {f"often {n}" for n in range(7)}
    assert all(true[name] - names.short <= count <= true[name] for name, count in top)
    few = FrequentNames(limit=200)
    for name in "abba":
        few.add(name)
    assert (few.distinct, few.short, list(few.top(9))) == (2, 0, [("a", 2), ("b", 2)])


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = tmp_path / f"{count}.jsonl"
        with path.open("w") as file:
            for number in range(count):
                one = event(0, "ipo", actor=party(f"Company {number % 50}"))
                file.write(json.dumps(article(f"d{number}", "2025-01-01", "neutral", 0.0, one)) + "\n")
        tracemalloc.start()
        assert told(str(path))["documents"]["articles"] == count
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(4000) < peak(400) + 100_000


def test_time_axes() -> None:
    few = periods_of({"2025-11": 3, "2026-02": 1, "unknown": 2})
    assert (few.unit, list(few.labels)) == ("month", ["2025-11", "2025-12", "2026-01", "2026-02"])
    assert (few.undated, few.index("2026-01"), few.index("2026-03"), few.index("unknown")) == (2, 2, None, None)
    quarters = periods_of({"2020-02": 1, "2025-12": 1})
    assert (quarters.unit, quarters.labels[0], len(quarters.labels)) == ("quarter", "2020-Q1", 24)
    assert quarters.index("2025-11") == 23
    assert periods_of({"1990-02": 5, "2025-12": 5}).unit == "year"
    # a wrong date or two
    stray = periods_of({"1900-01": 2, "2025-11": 900, "2025-12": 900, "2099-01": 3})
    assert (list(stray.labels), stray.outside) == (["2025-11", "2025-12"], 5)
    assert periods_of({"unknown": 4}).labels == ()


def test_tables_read_well(written: Write) -> None:
    shown = {table.key: table for table in tables(told(written("out.jsonl"), top=1))}
    assert shown["documents"].rows[1] == ("articles", "4", "57.1 %")
    assert shown["actors"].rows == [("Borvane", "2")]
    assert shown["value"].rows[1] == ("USD", "1", "2 m", "0", "0", "2 m")
    assert shown["months"].rows[0] == ("2025-11", "2", "2", "insider purchase", "+0.25")
    assert all(len(row) == len(table.head) for table in shown.values() for row in table.rows)
    assert [money(x) for x in (0, 950, 1234, 2.6e6, 1.234e9, 5e15)] == [
        "0",
        "950",
        "1,234",
        "2.6 m",
        "1.23 bn",
        "5,000 tn",
    ]


def test_an_output_without_anything(tmp_path: Path) -> None:
    for name in ("out.jsonl", "folder", "sqlite:" + str(tmp_path / "out.db")):
        out = write(name if ":" in name else str(tmp_path / name), [], [])
        assert [table.key for table in tables(told(out))] == ["documents"]


def test_the_example_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = Path(__file__).parents[2] / "docs" / "statistics.md"
    (block,) = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    exec(compile(block, str(page), "exec"), {})
    assert capsys.readouterr().out == "1 ['Documents', 'Events by action']\n"
