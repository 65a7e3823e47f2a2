import json

import gate
import pytest


def test_a_floor_is_broken_by_a_lower_figure_and_by_a_missing_one():
    assert gate.broken({"all.event_f1": 70.0, "core.event_f1": 60.0, "status_acc": 90.0},
                       {"all.event_f1": 70.0, "core.event_f1": 59.9}) == [
        "core.event_f1: 59.90 is below the floor 60.00",
        "status_acc: 0.00 is below the floor 90.00",
    ]  # fmt: skip


def test_raising_never_lowers():
    assert gate.raised({"a": 70.0, "b": 50.0}, {"a": 60.0, "b": 60.0}) == {"a": 70.0, "b": 59.0}


def test_the_digest_is_of_the_articles_not_of_their_order():
    one, two = {"id": "A", "text": "x"}, {"id": "B", "text": "y"}
    assert gate.gold_digest([one, two]) == gate.gold_digest([two, one])
    assert gate.gold_digest([one, {**two, "text": "z"}]) != gate.gold_digest([one, two])


def test_changed_gold_is_refused(tmp_path, monkeypatch, capsys):
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"gold": "0" * 64, "floors": {}}))
    monkeypatch.setattr(gate, "FLOORS", floors)
    assert gate.main([]) == 1
    assert "has changed since its floors were set" in capsys.readouterr().err


def test_without_floors_nothing_is_held(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(gate, "FLOORS", tmp_path / "floors.json")
    assert gate.main([]) == 1
    assert "no floors at models/floors.json" in capsys.readouterr().err


def test_a_floor_is_not_lowered_without_a_reason(capsys):
    with pytest.raises(SystemExit):
        gate.main(["--lower", " "])
    assert "needs a reason" in capsys.readouterr().err


@pytest.mark.slow
def test_the_shipped_model_holds_its_floors(capsys):
    assert gate.main([]) == 0, capsys.readouterr().out
