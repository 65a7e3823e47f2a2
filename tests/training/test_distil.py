import json
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from extractor.errors import ConfigError
from extractor.model.batch import collate
from extractor.model.checkpoint import save
from extractor.model.labels import Labels
from extractor.model.windows import BODY, SPECIAL, WindowOptions
from extractor.training.data import Encoder, read_texts
from extractor.training.distil import Asked, Teacher, read_teacher, same_pieces, triggers_seen
from extractor.training.loss import LossWeights, loss
from extractor.training.recipe import read_recipe
from extractor.training.train import optimiser, train
from tests.model.tiny import OPTIONS, model, mpnet_model, tokenizer
from tests.training.test_train import HEADS, examples, project, recipe

__all__ = ["project"]
SOFT_TOKENS = {f"soft_{h}" for h in ("triggers", "mentions", "tells", "polarity", "article")}
SOFT = SOFT_TOKENS | {f"soft_{h}" for h in ("roles", "status", "direction", "event_polarity")}


def shifted(tok: Tokenizer, *, lacking: str | None = None) -> Tokenizer:
    """The same wordpieces under other ids, special tokens under MPNet's names."""
    names = {"[CLS]": "<s>", "[SEP]": "</s>", "[MASK]": "<mask>"}
    data = json.loads(tok.to_str())
    vocab = sorted(data["model"]["vocab"].items(), key=lambda kv: -kv[1])
    data["model"]["vocab"] = {names.get(piece, piece): i for i, (piece, _) in enumerate(vocab) if piece != lacking}
    return Tokenizer.from_str(json.dumps(data))


def teacher(net, *, temperature: float = 1.0, weight: float = 1.0) -> Teacher:
    return Teacher(net, {}, torch.arange(tokenizer().get_vocab_size()), weight, temperature)


def test_wordpieces_are_matched_by_string_and_special_tokens_by_use():
    ours, theirs = tokenizer(), shifted(tokenizer())
    ids = same_pieces(ours, theirs)
    text = "profit rose 12%"
    assert ids[ours.encode(text).ids].tolist() == theirs.encode(text).ids != ours.encode(text).ids
    for a, b in (("[CLS]", "<s>"), ("[SEP]", "</s>"), ("[MASK]", "<mask>"), ("[UNK]", "[UNK]")):
        assert ids[ours.token_to_id(a)] == theirs.token_to_id(b)


def test_a_teacher_without_a_wordpiece_is_refused():
    with pytest.raises(ConfigError, match="no wordpiece for 1 of the student's, such as 'profit'"):
        same_pieces(tokenizer(), shifted(tokenizer(), lacking="profit"))


def test_a_student_like_its_teacher_has_nothing_to_learn_from_it():
    net = model()
    parts = loss(net, examples(), LossWeights(), teacher=teacher(model()))
    assert set(parts) == HEADS | SOFT
    assert all(float(parts[k].detach()) == pytest.approx(0.0, abs=1e-4) for k in SOFT)
    apart = loss(net, examples(), LossWeights(), teacher=teacher(model(seed=3)))
    assert all(float(apart[k].detach()) > 1e-4 for k in SOFT)
    assert all(torch.equal(apart[k], parts[k]) for k in HEADS)


def test_the_divergence_is_that_of_the_definition():
    [one] = examples()[:1]
    net, other, heat = model(), model(seed=3), 2.0
    batch = collate([one.window])
    with torch.no_grad():
        ours, theirs = (m.encode(*batch).mentions[0] / heat for m in (net, other))
        p, q = theirs.softmax(-1).double(), ours.softmax(-1).double()
        each = (p * (p / q).log()).sum(-1)[torch.from_numpy(one.window.fields) != SPECIAL]
    weights = LossWeights()
    got = loss(net, [one], weights, teacher=teacher(other, temperature=heat, weight=0.5))["soft_mentions"]
    assert float(got.detach()) == pytest.approx(0.5 * weights.mentions * heat**2 * float(each.mean()), rel=1e-4)


def test_padding_and_title_teach_no_trigger():
    short, long = sorted(examples(), key=len)[:: len(examples()) - 1]
    assert len(short) < len(long)
    both, alone = (
        float(loss(model(), b, LossWeights(), teacher=teacher(model(seed=3)))["soft_triggers"].detach())
        for b in ([short, long], [short])
    )
    other = float(loss(model(), [long], LossWeights(), teacher=teacher(model(seed=3)))["soft_triggers"].detach())
    n, m = (int((e.window.fields == 0).sum()) for e in (short, long))
    assert both == pytest.approx((n * alone + m * other) / (n + m), rel=1e-3)


def unlabelled(text: str):
    options = WindowOptions(body=60, overlap=8, title=0)
    return Encoder(tokenizer(), Labels.current(), options, restated_weight=0.3).headline(text, {})


def test_a_teacher_that_sees_no_trigger_in_a_headline_asks_for_no_roles():
    silent = model(seed=3)
    silent.triggers[-1].bias.data[0] += 100.0
    parts = loss(model(), unlabelled("Tessel rose"), LossWeights(), teacher=teacher(silent))
    assert float(parts["soft_triggers"].detach()) > 0
    assert "soft_roles" not in parts


def test_text_without_labels_is_taught_the_arguments_of_the_triggers_that_the_teacher_sees():
    eager = model(seed=3)
    eager.triggers[-1].bias.data[4] += 100.0
    alone = loss(model(), unlabelled("Tessel rose"), LossWeights(), teacher=teacher(eager))
    assert float(alone["soft_roles"].detach()) > 0
    assert "roles" not in alone
    both = loss(model(), [*examples(), *unlabelled("Tessel rose")], LossWeights(), teacher=teacher(eager))
    for head in ("roles", "status", "direction", "event_polarity", "versus"):
        assert torch.allclose(both[head], loss(model(), examples(), LossWeights())[head], atol=1e-5)


def test_triggers_seen_are_runs_of_body_tokens():
    [e] = unlabelled("Tessel rose")
    logits = torch.zeros(len(e) + 3, 5)
    logits[:, 2] = 1.0
    body = [i for i, f in enumerate(e.window.fields) if f == BODY]
    logits[body[-1], 3] = 2.0
    assert triggers_seen(logits, e.window) == [(body[0], body[-1], 2), (body[-1], body[-1] + 1, 3)]


def test_the_student_comes_nearer_and_the_teacher_stays():
    student, other = model(dropout=0.0).train(), mpnet_model(seed=3)
    before = {k: v.clone() for k, v in other.state_dict().items()}
    opt, _ = optimiser(student, recipe(), 30)
    apart = []
    for _ in range(6):
        parts = loss(student, examples(), LossWeights(), teacher=teacher(other))
        total = torch.stack([parts[k] for k in sorted(SOFT)]).sum()
        apart.append(float(total.detach()))
        opt.zero_grad()
        total.backward()
        opt.step()
    assert apart[-1] < 0.8 * apart[0]
    assert all(torch.equal(v, before[k]) for k, v in other.state_dict().items())
    assert all(p.grad is None for p in other.parameters())


def test_the_teacher_reads_under_its_own_ids(tmp_path: Path):
    save(tmp_path, mpnet_model(), shifted(tokenizer()), windows=OPTIONS, name="big", version="1")
    got = read_teacher(tmp_path, tokenizer(), longest=100, weight=1.0, temperature=1.0)
    batch = collate([e.window for e in examples()])
    asked = Asked(torch.tensor([0]), torch.tensor([[3, 4]]), torch.tensor([1]))
    scores = got.read(batch)
    args = got.read_arguments(scores, batch, asked)
    ids = same_pieces(tokenizer(), shifted(tokenizer()))[batch.ids]
    with torch.no_grad():
        want = mpnet_model().encode(ids, *batch[1:]).triggers
    torch.testing.assert_close(scores.triggers, want, atol=3e-2, rtol=0)
    assert args.roles.shape[:2] == (1, batch.ids.shape[1])
    assert got.origin["name"] == "big/1"
    with pytest.raises(ConfigError, match=r"windows of up to 127 wordpieces, but teacher .* reads 126"):
        read_teacher(tmp_path, tokenizer(), longest=127, weight=1.0, temperature=1.0)


def test_a_recipe_with_a_teacher(project: Path):
    save(project / "big", mpnet_model(), shifted(tokenizer()), windows=OPTIONS, name="big", version="1")
    plan = recipe(start_from=str(project / "encoder"), epochs=2, mask_share=0.1, teacher=str(project / "big"))
    rows = train(plan, project, project / "one")
    assert set(rows[0]["loss"]) >= SOFT
    assert sum(rows[1]["loss"].values()) < sum(rows[0]["loss"].values())
    stored = json.loads((project / "one" / "training.json").read_text(encoding="utf-8"))
    assert stored["teacher"]["name"] == "big/1"
    assert len(stored["teacher"]["weights"]) == 64


def test_texts_need_a_teacher_and_are_drawn_anew(project: Path):
    with pytest.raises(ConfigError, match="texts teach nothing without a teacher"):
        write_and_read(project, 'texts = ["more.json"]')
    save(project / "big", mpnet_model(), shifted(tokenizer()), windows=OPTIONS, name="big", version="1")
    more = [{"tokens": ["Tessel", "rose", "12", "%", ",", "it", "'s", "said", "."]}, {"text": "Borvane fell."}]
    (project / "more.json").write_text(json.dumps(more), encoding="utf-8")
    assert read_texts(project / "more.json") == ["Tessel rose 12%, it's said.", "Borvane fell."]
    plan = recipe(start_from=str(project / "encoder"), epochs=1, teacher=str(project / "big"), texts=["more.json"])
    train(plan, project, project / "one")
    stored = json.loads((project / "one" / "training.json").read_text(encoding="utf-8"))
    assert "more.json" in stored["data"]
    (project / "more.json").write_text('[{"sentence": "x"}]', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"more\.json.*rows need text, tokens or context"):
        train(plan, project, project / "two")


def write_and_read(project: Path, line: str):
    path = project / "recipe.toml"
    path.write_text(
        f'name = "a"\nversion = "1"\nstart_from = "b"\ncorpus = []\nsplit = "s.json"\n{line}\n', encoding="utf-8"
    )
    return read_recipe(path)


def test_a_recipe_with_frozen_layers_and_onednn(project: Path):
    plan = recipe(start_from=str(project / "encoder"), epochs=1, frozen_layers=1, onednn=True)
    first = train(plan, project, project / "one")
    assert train(plan, project, project / "two") == [{**first[0], "seconds": pytest.approx(first[0]["seconds"], abs=5)}]
