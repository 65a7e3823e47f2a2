import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from extractor.errors import ModelError
from extractor.model.batch import collate
from extractor.model.checkpoint import CONFIG, TOKENIZER, WEIGHTS, load, save
from extractor.model.labels import Labels
from tests.model.tiny import ARTICLES, OPTIONS, model, tokenizer, windows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    out = tmp_path / "tiny"
    save(
        out,
        model(),
        tokenizer(),
        windows=OPTIONS,
        name="tiny",
        version="0.1.0",
        calibration={"confidence": {"bias": 1}},
    )
    return out


def test_what_is_loaded_is_what_was_saved(folder: Path):
    got, net = load(folder), model()
    assert got.name == "tiny/0.1.0"
    assert got.windows == OPTIONS
    assert got.calibration == {"confidence": {"bias": 1}}
    assert got.model.labels == net.labels
    assert got.model.heads == net.heads
    assert not got.model.training
    assert got.tokenizer.get_vocab() == tokenizer().get_vocab()
    for name, p in net.state_dict().items():
        torch.testing.assert_close(got.model.state_dict()[name], p, atol=1e-3, rtol=1e-3)
    batch = collate(windows(*ARTICLES))
    with torch.inference_mode():
        torch.testing.assert_close(got.model.encode(*batch).triggers, net.encode(*batch).triggers, atol=2e-2, rtol=0)


def test_a_second_trip_changes_nothing(folder: Path, tmp_path: Path):
    got = load(folder)
    save(tmp_path / "again", got.model, got.tokenizer, windows=got.windows, name="tiny", version="0.1.0")
    assert (tmp_path / "again" / WEIGHTS).read_bytes() == (folder / WEIGHTS).read_bytes()
    assert (tmp_path / "again" / TOKENIZER).read_bytes() == (folder / TOKENIZER).read_bytes()


def test_weights_are_stored_in_half_precision(folder: Path):
    assert {t.dtype for t in load_file(str(folder / WEIGHTS)).values()} == {torch.float16}


def change_config(folder: Path, **values: object) -> None:
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    kept = {k: v for k, v in {**config, **values}.items() if v is not None}
    (folder / CONFIG).write_text(json.dumps(kept), encoding="utf-8")


def change_weights(folder: Path, change) -> None:
    state = load_file(str(folder / WEIGHTS))
    change(state)
    save_file(state, str(folder / WEIGHTS))


def test_a_missing_folder_says_how_to_get_one(tmp_path: Path):
    with pytest.raises(ModelError, match=r"no model at .*nowhere.*make train"):
        load(tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["{", "\x80", ""])
def test_a_damaged_config_is_named(folder: Path, text: str):
    (folder / CONFIG).write_bytes(text.encode("latin-1"))
    with pytest.raises(ModelError, match="no model at"):
        load(folder)


@pytest.mark.parametrize("text", ["[]", "{}", '{"format": 0}', '{"format": "1"}'])
def test_another_format_is_refused(folder: Path, text: str):
    (folder / CONFIG).write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match="this version reads 2; train it again"):
        load(folder)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"labels": None}, "labels"),
        ({"heads": {"width": 32, "colour": 1}}, "colour"),
        ({"windows": {"body": 10, "overlap": 10, "title": 1}}, "overlap"),
        ({"version": None}, "version"),
        ({"encoder": [1]}, "config.json"),
    ],
)
def test_a_config_that_lacks_or_misstates_something_is_refused(folder: Path, values, named: str):
    change_config(folder, **values)
    with pytest.raises(ModelError, match=rf"(?s){named}.*restore the model folder"):
        load(folder)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda s: s.pop("roles.bias"), "roles.bias"),
        (lambda s: s.update(extra=torch.zeros(2)), "extra"),
        (lambda s: s.update({"roles.bias": torch.zeros(3)}), "roles.bias"),
    ],
    ids=["missing", "surplus", "misshapen"],
)
def test_weights_that_do_not_fit_are_refused(folder: Path, change, named: str):
    change_weights(folder, change)
    with pytest.raises(ModelError, match=rf"(?s)don't fit.*{named}.*restore the model folder"):
        load(folder)


def test_missing_weights_are_refused(folder: Path):
    (folder / WEIGHTS).unlink()
    with pytest.raises(ModelError, match="restore the model folder"):
        load(folder)


def test_cut_weights_are_refused(folder: Path):
    (folder / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes()[:1000])
    with pytest.raises(ModelError, match="restore the model folder"):
        load(folder)


def test_a_missing_tokenizer_is_refused(folder: Path):
    (folder / TOKENIZER).unlink()
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        load(folder)


def test_an_older_checkpoint_keeps_its_own_labels(tmp_path: Path):
    now = Labels.current()
    older = replace(now, triggers=now.triggers[:-1])
    save(tmp_path, model(labels=older), tokenizer(), windows=OPTIONS, name="tiny", version="0")
    assert load(tmp_path).model.labels.check() == [f"triggers: {now.triggers[-1]}"]
