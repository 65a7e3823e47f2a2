"""What a run began with is known again, and what differs is named."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractor.archive import identity
from extractor.archive.identity import made_with
from extractor.archive.plan import NOT_THERE, Input, Plan
from extractor.errors import ConfigError
from extractor.model import folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    for name in identity.FILES:
        (folder / name).write_text(name)
    return folder


def test_a_model_is_known_by_what_is_loaded(model: Path) -> None:
    before = made_with({"model": str(model)})
    assert len(before["model digest"] or "") == 32
    assert before["release of extractor"]
    (model / "CARD.md").write_text("a card")
    os.utime(model / "config.json", ns=(1, 1))
    assert made_with({"model": model}) == before
    for name in identity.FILES:
        text = (model / name).read_text()
        (model / name).write_text(text[::-1])
        assert made_with({"model": model}) != before
        (model / name).write_text(text)
    assert made_with({"model": "no such model"})["model digest"] is None


def test_a_shipped_model_is_looked_up_where_all_are(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = made_with({"model": model})
    monkeypatch.setattr(folder, "MODELS", model.parent)
    assert made_with({"model": model.name}) == whole
    assert made_with({})["model digest"] is None
    model.rename(model.with_name("small"))
    assert made_with({}) == whole


def test_other_weights_and_releases_are_refused(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan(inputs=(), shard=4, options={"threshold": None})
    before = plan.with_model({"model": model})
    Plan.from_json(before.to_json(), name="plan").require_same(before)
    (model / "model.safetensors").write_text("other weights")
    with pytest.raises(ConfigError, match=r"the run began with model digest '\w+', now it is '\w+'; give the same"):
        before.require_same(plan.with_model({"model": model}))
    monkeypatch.setattr(identity, "version", lambda package: "99")
    other = plan.with_model({"model": model})
    other = replace(other, options={**other.options, "model digest": before.options["model digest"]})
    with pytest.raises(ConfigError, match=r"began with release of \w+ '[\d.]+.*', now it is '99'"):
        before.require_same(other)


def test_an_older_plan_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"can't be read \(it is of another version\).*--restart"):
        Plan.from_json('{"format": 1, "inputs": [], "shard": 4, "options": {}}', name="plan.json")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda path: path.unlink(), "is gone since the run began"),
        (lambda path: path.write_text("longer than before"), "has changed since the run began"),
        (lambda path: os.utime(path, ns=(5, 5)), "has changed since the run began"),
    ],
)
def test_an_input_that_changes_is_named(tmp_path: Path, change: Any, message: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text("{}")
    [source] = Plan.of([str(path)], shard=1, options={}).inputs
    source.require_unchanged()
    change(path)
    with pytest.raises(ConfigError, match=rf"in\.jsonl {message}; put it back .* --resume"):
        source.require_unchanged()


def test_what_was_never_there_may_stay_away(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.jsonl").symlink_to("nowhere")
    [source] = Plan.of([str(tmp_path / "in")], shard=1, options={}).inputs
    assert source.changed == NOT_THERE
    source.require_unchanged()
    (tmp_path / "in" / "nowhere").write_text("{}")
    with pytest.raises(ConfigError, match="has changed"):
        source.require_unchanged()
    Input("-").require_unchanged()
