import torch

from extractor.training.loss import LossWeights, loss
from extractor.training.onednn import OneDnnLinear, use_onednn
from tests.model.tiny import mpnet_model
from tests.training.test_train import examples


def test_products_and_gradients_are_the_same():
    torch.manual_seed(0)
    plain = torch.nn.Linear(24, 40)
    other = torch.nn.Sequential(torch.nn.Linear(24, 40))
    other[0].load_state_dict(plain.state_dict())
    use_onednn(other)
    assert type(other[0]) is OneDnnLinear
    x = torch.randn(3, 7, 24)
    got = []
    for layer in (plain, other):
        at = x.clone().requires_grad_()
        out = layer(at)
        out.square().sum().backward()
        got.append([out, at.grad, *(p.grad for p in layer.parameters())])
    for a, b in zip(*got, strict=True):
        torch.testing.assert_close(a, b, atol=1e-4, rtol=1e-4)


def test_a_network_s_loss_and_weight_names_stay():
    torch.manual_seed(0)
    net = mpnet_model()
    names, want = set(net.state_dict()), loss(net, examples(), LossWeights())
    use_onednn(net.encoder)
    assert set(net.state_dict()) == names
    got = loss(net, examples(), LossWeights())
    for head, value in want.items():
        torch.testing.assert_close(got[head], value, atol=1e-4, rtol=1e-4)
    got["triggers"].backward()
    assert net.encoder.encoder.layer[0].intermediate.dense.weight.grad.any()


def test_bfloat16_gives_nearly_the_same_losses_and_float32_gradients():
    torch.manual_seed(0)
    net = mpnet_model()
    want, got = loss(net, examples(), LossWeights()), loss(net, examples(), LossWeights(), bf16=True)
    for head, value in want.items():
        assert got[head].dtype == torch.float32
        torch.testing.assert_close(got[head], value, atol=0.02, rtol=0.05)
    assert any(not torch.equal(got[head], value) for head, value in want.items())
    got["triggers"].backward()
    assert net.triggers[0].weight.grad.dtype == torch.float32
