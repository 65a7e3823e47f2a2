"""`extractor merge` reads records, keeps the tracker, says what it did, and goes on past what is no record."""

import gzip
import json
from pathlib import Path

import pytest
import zstandard

from extractor.cli.main import main
from tests.tracker.conftest import article, event, number

Capture = pytest.CaptureFixture[str]


def line(doc_id: str, published: str | None, stake: float = 7.4, **more: object) -> bytes:
    said = event("stake_increase", actor="Oakmere", target="Valdren", stake=number(stake))
    return json.dumps(article(doc_id, published, said).model_dump(mode="json") | more).encode() + b"\n"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_bytes(line("a", "2025-03-03T10:00:00Z", desk="north") + b"\n" + line("b", "2025-03-04T10:00:00Z"))
    return path


@pytest.mark.parametrize("form", ["t.jsonl", "sqlite:t.db"])
def test_one_event_of_three_files_packed_or_not(
    records: Path, form: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(records.parent)
    Path("more.jsonl.gz").write_bytes(gzip.compress(line("c", "2025-03-05T10:00:00Z")))
    Path("most.jsonl.zst").write_bytes(zstandard.compress(line("d", "2025-03-05T11:00:00Z", stake=15.0)))
    assert main(["merge", "records.jsonl", "more.jsonl.gz", "most.jsonl.zst", "--out", form]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert f"4 articles, 4 new tellings; 2 events in {form}" in err
    assert main(["merge", "records.jsonl", "--out", form]) == 0
    assert "2 articles, 0 new tellings; 2 events" in capsys.readouterr().err


def test_as_of_prints_what_was_known(records: Path, capsys: Capture) -> None:
    out = str(records.parent / "t.jsonl")
    assert (
        main(["merge", str(records), "--out", out, "--processed", "2025-06-01T00:00:00", "--as-of", "2025-03-03"]) == 0
    )
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert [source["doc_id"] for source in row["sources"]] == ["a"]
    assert row["last_processed"] == "2025-06-01T00:00:00.000000+00:00"
    assert main(["merge", "--out", out, "--as-of", "2025-03-04T10:00:00Z"]) == 0
    assert json.loads(capsys.readouterr().out)["documents"] == 2
    assert main(["merge", "--out", out, "--as-of", "2025-05-31", "--known-by", "processed"]) == 0
    assert capsys.readouterr().out == ""


def test_late_and_undated_articles_are_told(records: Path, capsys: Capture) -> None:
    out = str(records.parent / "t.jsonl")
    assert main(["merge", str(records), "--out", out]) == 0
    late = records.with_name("late.jsonl")
    late.write_bytes(line("c", "2025-03-01T10:00:00Z") + line("d", None))
    capsys.readouterr()
    assert main(["merge", str(late), "--out", out]) == 0
    err = capsys.readouterr().err
    assert "1 articles have no time of publication" in err
    assert "older than what was there" in err


def test_a_bad_line_is_told_and_the_rest_is_merged(records: Path, capsys: Capture) -> None:
    records.write_bytes(line("a", "2025-03-03") + b'{"doc_id": "x"}\n{\n{"text": "t"}\n' + line("b", "2025-03-04"))
    out = str(records.parent / "t.jsonl")
    assert main(["merge", str(records), "--out", out]) == 1
    err = capsys.readouterr().err
    assert "records.jsonl:2: x: text: Field required" in err
    assert "records.jsonl:3: not a JSON record" in err
    assert "records.jsonl:4: not a record: it has no doc_id" in err
    assert "2 articles, 2 new tellings; 1 events" in err


def test_commands_that_make_no_sense(records: Path, capsys: Capture) -> None:
    out = str(records.parent / "t.jsonl")
    for arguments, why in (
        (["--out", out], "no RECORDS"),
        (["--out", out, "--as-of", "2025-03-03"], "no such tracker"),
        ([str(records), "--out", str(records)], "the same file"),
        ([str(records.with_name("none.jsonl")), "--out", out], "no such file"),
        ([str(records), "--out", "t.csv"], "no name for a tracker"),
    ):
        assert main(["merge", *arguments]) == 2
        assert why in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["merge", "--out", out, "--as-of", "yesterday"])
    assert "ISO 8601" in capsys.readouterr().err
    assert not Path(out).exists()
