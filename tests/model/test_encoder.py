from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel

from extractor.engine.int8 import for_inference
from extractor.errors import ConfigError
from extractor.model.batch import collate
from extractor.model.checkpoint import load, save
from extractor.model.encoder import build, describe, freeze, longest_text
from extractor.model.mpnet import MPNet
from extractor.model.windows import make_windows, special_id
from tests.model.tiny import ARTICLES, OPTIONS, encoder_config, model, mpnet_config, mpnet_model, tokenizer, windows


def mpnet_tokenizer() -> Tokenizer:
    """The letters of `tokenizer`, with MPNet's special tokens beside BERT's."""
    tok = tokenizer()
    tok.add_special_tokens(["<s>", "</s>", "<mask>"])
    return tok


def test_bert_reads_as_the_library_s_own_does():
    net = model()
    theirs = BertModel(BertConfig(**encoder_config()), add_pooling_layer=False).eval()
    theirs.load_state_dict(net.encoder.state_dict())
    batch = collate(windows(*ARTICLES))
    assert not batch.mask.all()
    with torch.inference_mode():
        words = net.encoder.embeddings.word_embeddings(batch.ids)
        ours = net.encoder(inputs_embeds=words, attention_mask=batch.mask.long()).last_hidden_state
        want = theirs(inputs_embeds=words, attention_mask=batch.mask.long()).last_hidden_state
    torch.testing.assert_close(ours[batch.mask], want[batch.mask], atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(
    ("key", "value", "says"), [("hidden_act", "relu", "relu"), ("num_attention_heads", 5, "5 heads")]
)
def test_a_bert_that_can_t_be_had_is_refused(key: str, value: object, says: str):
    with pytest.raises(ConfigError, match=says):
        build({**encoder_config(), key: value})


def test_mpnet_reads_as_the_library_s_own_does():
    net = mpnet_model()
    sizes = {k: v for k, v in mpnet_config().items() if k not in ("family", "features_after")}
    theirs = MPNetModel(MPNetConfig(**sizes), add_pooling_layer=False).eval()
    theirs.load_state_dict(net.encoder.state_dict())
    batch = collate(windows(*ARTICLES))
    assert not batch.mask.all()
    with torch.inference_mode():
        words = net.encoder.embeddings.word_embeddings(batch.ids)
        attend = batch.mask.long()
        ours = net.encoder(inputs_embeds=words, attention_mask=attend, features=torch.zeros_like(words))
        want = theirs(inputs_embeds=words, attention_mask=attend).last_hidden_state
    torch.testing.assert_close(ours.last_hidden_state[batch.mask], want[batch.mask], atol=1e-5, rtol=1e-4)


def test_padding_changes_no_score_of_mpnet():
    net, wins = mpnet_model(), windows(*ARTICLES)
    with torch.inference_mode():
        together = net.encode(*collate(wins)).triggers
        for row, win in enumerate(wins):
            alone = net.encode(*collate([win])).triggers[0]
            torch.testing.assert_close(together[row, : len(win)], alone, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("after", [0, 1])
def test_case_counts_wherever_it_comes_in(after: int):
    net, [lower], [upper] = mpnet_model(features_after=after), windows("the company rose"), windows("The COMPANY rose")
    assert lower.ids.tolist() == upper.ids.tolist()
    with torch.inference_mode():
        a, b = (net.encode(*collate([w])).mentions for w in (lower, upper))
    assert not torch.allclose(a, b, atol=1e-3)


def test_an_mpnet_checkpoint_comes_back(tmp_path: Path):
    net = mpnet_model(features_after=1)
    save(tmp_path, net, tokenizer(), windows=OPTIONS, name="tiny", version="0")
    got = load(tmp_path).model
    assert isinstance(got.encoder, MPNet)
    assert got.describe() == net.describe()
    assert got.config.features_after == 1
    batch = collate(windows(*ARTICLES))
    with torch.inference_mode():
        torch.testing.assert_close(got.encode(*batch).triggers, net.encode(*batch).triggers, atol=2e-2, rtol=0)


def test_a_config_without_a_family_is_bert_s():
    stored = model().describe()["encoder"]
    assert stored == encoder_config()
    assert describe(build(stored).config) == stored


def test_a_family_is_known_or_refused():
    assert describe(build(mpnet_config(features_after=2)).config) == mpnet_config(features_after=2)
    with pytest.raises(ConfigError, match="'electra' is none of bert, mpnet"):
        build({**encoder_config(), "family": "electra"})


def test_positions_left_for_text():
    assert longest_text(build(encoder_config()).config) == 128
    assert longest_text(build(mpnet_config()).config) == 126


def test_mpnet_s_own_special_tokens_go_first():
    tok = mpnet_tokenizer()
    [win] = make_windows(tok, "profit rose", title="stake", options=OPTIONS)
    start, end = tok.token_to_id("<s>"), tok.token_to_id("</s>")
    assert [win.ids[0], win.ids[2], win.ids[-1]] == [start, end, end]
    assert special_id(tok, "mask") == tok.token_to_id("<mask>")
    assert special_id(tokenizer(), "mask") == tokenizer().token_to_id("[MASK]")


def test_frozen_layers_run_without_autograd_and_learn_nothing():
    net = mpnet_model(features_after=1).train()
    freeze(net.encoder, 1)
    seen = []
    net.encoder.encoder.layer[0].register_forward_hook(lambda _, __, out: seen.append(out[0].requires_grad))
    net.encode(*collate(windows(*ARTICLES))).triggers.sum().backward()
    assert seen == [False]
    learning = {n for n, p in net.named_parameters() if p.grad is not None and p.grad.any()}
    assert not any(n.startswith(("encoder.embeddings.", "encoder.encoder.layer.0.")) for n in learning)
    assert {"shape.weight", "layout.weight", "encoder.encoder.layer.1.attention.attn.q.weight"} <= learning


def test_frozen_parts_have_no_dropout():
    net = model(dropout=0.5).train()
    freeze(net.encoder, 2)
    batch = collate(windows(*ARTICLES))
    words = net.encoder.embeddings.word_embeddings(batch.ids)
    first, again = (net.encoder(inputs_embeds=words, attention_mask=batch.mask) for _ in range(2))
    assert torch.equal(first.last_hidden_state, again.last_hidden_state)


def test_more_frozen_layers_than_there_are_is_refused():
    with pytest.raises(ConfigError, match="frozen_layers is 3, but the encoder has 2"):
        freeze(model().encoder, 3)


def test_mpnet_is_refused_in_int8():
    with pytest.raises(ConfigError, match=r"mpnet encoder can't run in int8; use precision='float32'"):
        for_inference(mpnet_model(), int8=True)
