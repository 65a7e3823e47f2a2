"""Trackers in files: the same table again, only by one process at a time, and nothing else is taken for one."""

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractor.errors import ConfigError, SinkError
from extractor.tracker import Tracker, TrackerFile
from tests.tracker.conftest import Tell, day, money, number, party

READ = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def articles(tell: Tell):
    said = {
        "actor": party("Oakmere", "fund", ("OAK", "XNYS")),
        "target": "Valdren",
        "stake": number(7.4),
        "date": day("2025-03-03"),
    }
    rating = {"actor": "Fenwick Ross", "target": "Valdren", "rating": "buy", "price": money(62.0)}
    return [
        tell("a", "2025-03-03T10:00:00Z", "stake_increase", source="Wire", **said),
        tell("b", "2025-03-04", "stake_increase", source="Cité", **said),
        tell("c", "2025-03-05T10:00:00+02:00", "analyst_rating", direction="up", **rating),
        tell("d", None, "incident", actor="Valdren"),
    ]


@pytest.mark.parametrize("name", ["t.jsonl", "t.jsonl.gz", "sqlite:t.db"])
def test_what_is_written_is_read_back_and_added_to(articles, name, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    whole = Tracker()
    whole.merge(articles, processed=READ)
    for batch in (articles[:1], articles[2:], articles[1:2]):
        with TrackerFile(name) as file:
            file.merge(batch, processed=READ)
    with TrackerFile(name) as file:
        assert file.tracker.rows() == whole.rows()
        assert sorted(file.tracker.assigned(), key=repr) == sorted(whole.assigned(), key=repr)
        assert len(whole.rows()) == 3
    assert not list(tmp_path.glob("*.lock"))


@pytest.mark.parametrize("name", ["t.jsonl", "sqlite:t.db"])
def test_a_second_merge_of_a_file_changes_no_byte(articles, name, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / name.removeprefix("sqlite:")
    with TrackerFile(name) as file:
        assert file.merge(articles, processed=READ).new == 4
    before = path.read_bytes()
    with TrackerFile(name) as file:
        assert file.merge(articles).new == 0
    assert path.read_bytes() == before


def test_day_by_day_gives_the_bytes_of_all_at_once(articles, tmp_path: Path):
    for name, batches in (("all", [articles]), ("days", [[a] for a in articles])):
        for batch in batches:
            with TrackerFile(f"{tmp_path / name}.jsonl") as file:
                file.merge(batch, processed=READ)
    assert (tmp_path / "days.jsonl").read_bytes() == (tmp_path / "all.jsonl").read_bytes()


def test_a_database_is_asked_in_sql(articles, tmp_path: Path):
    path = tmp_path / "t.db"
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE events (mine TEXT)")
    base.close()
    with TrackerFile(f"sqlite:{path}") as file:
        file.merge(articles, processed=READ)
    base = sqlite3.connect(path)
    found = "SELECT actor, actor_symbol, target, stake, stake_doc_id, date_start, documents, json_extract(row, '$.target.doc_id')"
    rows = base.execute(f"{found} FROM tracker_events WHERE action = 'stake_increase'").fetchall()
    assert rows == [("Oakmere", "OAK", "Valdren", 7.4, "a", "2025-03-03", 2, "a")]
    known = base.execute("SELECT count(*) FROM tracker_tellings WHERE known <= '2025-03-04T12:00'").fetchone()
    assert known == (1,), "the one that names its day only is known at its end"
    assert base.execute("SELECT count(*) FROM events").fetchone() == (0,)
    base.close()


def test_what_is_gone_leaves_the_database(articles, tmp_path: Path):
    name = f"sqlite:{tmp_path / 't.db'}"
    with TrackerFile(name) as file:
        file.merge(articles, processed=READ)
    with TrackerFile(name) as file:
        file.merge([a.model_copy(update={"events": []}) for a in articles[:3]], processed=READ)
    with TrackerFile(name) as file:
        assert [row["action"] for row in file.tracker.rows()] == ["incident"]
    base = sqlite3.connect(tmp_path / "t.db")
    assert base.execute("SELECT count(*) FROM tracker_events").fetchone() == (1,)
    base.close()


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"doc_id": "a", "events": []}', '{"format": 9, "key": "k", "tellings": []}']
)
def test_a_file_of_something_else_is_refused_and_kept(articles, line, tmp_path: Path):
    path = tmp_path / "records.jsonl"
    path.write_text(line + "\n")
    with pytest.raises(SinkError, match=r"records\.jsonl:1 is "), TrackerFile(str(path)) as file:
        file.merge(articles)
    assert path.read_text() == line + "\n"


def test_a_damaged_telling_names_its_field(articles, tmp_path: Path):
    path = tmp_path / "t.jsonl"
    with TrackerFile(str(path)) as file:
        file.merge(articles[:1])
    row = json.loads(path.read_text())
    row["tellings"][0]["action"] = "purchase"
    path.write_text(json.dumps(row))
    with pytest.raises(SinkError, match="not a telling: action"), TrackerFile(str(path)):
        pass


def test_no_database(tmp_path: Path):
    (tmp_path / "t.db").write_text("not a database, but long enough to look like a file of one" * 20)
    with pytest.raises(SinkError, match=r"can't use .*t\.db as a tracker"), TrackerFile(f"sqlite:{tmp_path / 't.db'}"):
        pass


def test_other_names_are_refused(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"give sqlite:PATH or FILE\.jsonl"):
        TrackerFile("tracker.csv")
    with pytest.raises(SinkError, match="there is no folder"), TrackerFile(str(tmp_path / "no" / "t.jsonl")):
        pass


def test_one_writer_at_a_time(tmp_path: Path):
    name = str(tmp_path / "t.jsonl")
    with TrackerFile(name), pytest.raises(ConfigError, match="another merge writes"), TrackerFile(name):
        pass


def test_a_merge_that_fails_leaves_the_database_as_it_was(articles, tmp_path: Path, monkeypatch):
    path = tmp_path / "t.db"
    with TrackerFile(f"sqlite:{path}") as file:
        file.merge(articles[:1], processed=READ)
    before = path.read_bytes()
    monkeypatch.setattr("extractor.tracker.store._INSERT", "INSERT INTO nowhere VALUES (1)")
    for name in (path, tmp_path / "new.db"):
        with pytest.raises(SinkError, match="nowhere"), TrackerFile(f"sqlite:{name}") as file:
            file.merge(articles[1:], processed=READ)
    monkeypatch.undo()
    assert path.read_bytes() == before
    with TrackerFile(f"sqlite:{tmp_path / 'new.db'}") as file:
        assert file.tracker.rows() == []
        assert file.merge(articles, processed=READ).new == 4
