import pytest
import torch

from extractor.engine.int8 import for_inference
from extractor.model.batch import collate
from tests.model.tiny import ARTICLES, model, windows


@pytest.fixture(scope="module")
def net():
    return model(seed=2)


def read(net, batch):
    hidden = net.encode(*batch).hidden
    window = torch.arange(6) % len(batch.ids)
    spans = torch.stack([torch.arange(6) + 4, torch.arange(6) + 6], dim=1)
    return net.read_arguments(hidden, batch.mask, window, spans, torch.arange(6) % 3 + 1)


@pytest.mark.parametrize("padded", [True, False])
@torch.inference_mode()
def test_fused_attention_reads_what_the_layers_read(net, padded: bool):
    wins = sorted(windows(*ARTICLES), key=len)
    batch = collate([wins[0], wins[-1]] if padded else [wins[-1]])
    assert bool(batch.mask.all()) is not padded
    wanted, got = read(net, batch), read(for_inference(net, int8=False), batch)
    real = batch.mask[torch.arange(6) % len(batch.ids)]
    torch.testing.assert_close(got.roles[real], wanted.roles[real], atol=1e-5, rtol=0)
    torch.testing.assert_close(got.status, wanted.status, atol=1e-5, rtol=0)


@torch.inference_mode()
def test_int8_reads_nearly_the_same(net):
    batch = collate(windows(*ARTICLES)[:1])
    hidden = net.encode(*batch).hidden
    small = for_inference(net, int8=True)
    spans, one = torch.tensor([[4, 6]]), torch.tensor([1])
    wanted, got = (
        m.read_arguments(hidden, batch.mask, torch.tensor([0]), spans, one).roles.softmax(-1) for m in (net, small)
    )
    assert 0 < float((wanted - got).abs().max()) < 0.02
