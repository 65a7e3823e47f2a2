from collections.abc import Sequence

import numpy as np
import pytest
import torch

from extractor.engine.findings import WindowFindings
from extractor.engine.torch_backend import TorchBackend, pick_device
from extractor.errors import ConfigError, ModelError
from tests.model.tiny import ARTICLES, checkpoint, windows

TITLE = "Tessel shares rose"


@pytest.fixture(scope="module")
def wins():
    return windows(*ARTICLES, title=TITLE)


def backend(**options) -> TorchBackend:
    return TorchBackend(checkpoint(), device="cpu", **{"precision": "float32", "threshold": 0.0, **options})


def close(a: object, b: object, *, atol: float = 1e-5) -> None:
    np.testing.assert_allclose(a, b, atol=atol)


def assert_same(left: Sequence[WindowFindings], right: Sequence[WindowFindings]) -> None:
    assert len(left) == len(right)
    for a, b in zip(left, right, strict=True):
        assert a.tokens == b.tokens
        close(a.article, b.article)
        assert [(m.start, m.end, m.in_title, m.kind) for m in a.mentions] == [
            (m.start, m.end, m.in_title, m.kind) for m in b.mentions
        ]
        assert [(t.start, t.end, t.action) for t in a.triggers] == [(t.start, t.end, t.action) for t in b.triggers]
        for s, t in zip(a.triggers, b.triggers, strict=True):
            for name in ("probability", "status", "direction", "polarity", "roles", "versus"):
                close(getattr(s, name), getattr(t, name))


def test_findings_do_not_depend_on_the_batches(wins):
    whole = backend().run(wins)
    assert len({len(w) for w in wins}) > 2
    assert sum(len(f.triggers) for f in whole) > 10
    assert sum(len(f.mentions) for f in whole) > 10
    for budget in (1, 90, 200):
        assert_same(backend(budget=budget).run(wins), whole)
    back = backend().run(wins[::-1])
    assert_same(back[::-1], whole)


def test_findings_are_distributions_over_their_window(wins):
    be = backend()
    labels = be.labels
    for win, found in zip(wins, be.run(wins), strict=True):
        assert found.tokens == win.own_to - win.own_from
        close(found.article.sum(), 1.0)
        for t in found.triggers:
            n = len(win)
            assert t.roles.shape == (n, len(labels.roles))
            assert t.versus.shape == (n, len(labels.versus))
            assert t.status.shape == (len(labels.statuses),)
            assert t.direction.shape == (len(labels.directions),)
            assert t.polarity.shape == (len(labels.polarities),)
            assert len(t.starts) == len(t.ends) == len(t.fields) == n
            close(t.roles.sum(-1), np.ones(n))
            assert be.threshold <= t.probability <= 1
            assert t.action in labels.triggers[1:]
            assert win.starts[win.own_from] <= t.start < win.ends[win.own_to - 1]
        for m in found.mentions:
            assert 0 < m.probability <= 1
            close(m.polarity.sum(), 1.0)


def test_a_higher_threshold_leaves_triggers_out(wins):
    few, many = (sum(len(f.triggers) for f in backend(threshold=t).run(wins)) for t in (0.5, 0.0))
    assert few < many


def test_many_triggers_are_read_in_parts(wins, monkeypatch):
    be = backend(budget=1, threshold=0.0)
    sizes = []
    read = be.model.read_arguments

    def spy(hidden, mask, window, spans, actions):
        sizes.append(len(actions))
        return read(hidden, mask, window, spans, actions)

    monkeypatch.setattr(be.model, "read_arguments", spy)
    found = be.run(wins)
    assert sum(sizes) == sum(len(f.triggers) for f in found)
    assert max(sizes) == 2
    assert_same(found, backend(threshold=0.0).run(wins))


def test_nothing_in_nothing_out():
    assert backend().run([]) == []


def test_running_out_of_memory_says_what_to_do(wins, monkeypatch):
    be = backend()

    def full(*args: object) -> None:
        raise torch.OutOfMemoryError("out of memory")

    monkeypatch.setattr(be.model, "encode", full)
    with pytest.raises(ModelError, match=r"out of memory on one window of \d+ tokens; free the device"):
        be.run(wins)


def test_a_batch_that_does_not_fit_is_halved_and_loses_nothing(wins, monkeypatch):
    be = backend()
    whole = be.run(wins)
    sizes = []
    batch = be._batch

    def tight(windows):
        sizes.append(len(windows))
        if len(windows) > 1:
            raise torch.OutOfMemoryError("out of memory")
        return batch(windows)

    monkeypatch.setattr(be, "_batch", tight)
    found = be.run(wins)
    assert max(sizes) > 1
    assert [len(f.triggers) for f in found] == [len(f.triggers) for f in whole]
    assert [[(m.start, m.end) for m in f.mentions] for f in found] == [
        [(m.start, m.end) for m in f.mentions] for f in whole
    ]


@pytest.mark.parametrize("device", ["gpu", "", "cuda:7x"])
def test_an_unknown_device_is_refused(device):
    with pytest.raises(ConfigError, match="none of auto, cpu, cuda"):
        pick_device(device)


def test_cuda_is_refused_where_there_is_none_and_auto_falls_back(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ConfigError, match="use device='auto' or 'cpu'"):
        TorchBackend(checkpoint(), device="cuda")
    assert pick_device("auto") == pick_device("cpu") == torch.device("cpu")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_cuda_finds_what_the_cpu_finds(wins):
    found = [TorchBackend(checkpoint(), device=device).run(wins) for device in ("cuda", "cpu")]
    for a, b in zip(*found, strict=True):
        close(a.article, b.article, atol=1e-3)
        assert [(t.start, t.end, t.action) for t in a.triggers] == [(t.start, t.end, t.action) for t in b.triggers]
