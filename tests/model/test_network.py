import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from extractor.model.batch import Batch, collate
from extractor.model.labels import Labels
from extractor.model.network import UNREAD, ArgumentScores, EventModel, distance_bucket
from tests.model.tiny import ARTICLES, HEADS, model, windows


def test_collate_pads_at_the_end():
    wins = windows("profit rose", "the company said its profit rose", title="stake")
    batch = collate(wins)
    lengths = [len(w) for w in wins]
    assert batch.ids.shape == batch.shapes.shape == batch.layout.shape == batch.mask.shape == (2, max(lengths))
    assert batch.mask.sum(1).tolist() == lengths
    for row, (win, n) in enumerate(zip(wins, lengths, strict=True)):
        assert batch.ids[row, :n].tolist() == win.ids.tolist()
        assert batch.shapes[row, :n].tolist() == win.shapes.tolist()
        assert batch.layout[row, :n].tolist() == win.layout.tolist()
        assert batch.mask[row, :n].all()
        assert not any(t[row, n:].any() for t in batch)
    assert all(t.dtype == torch.int64 for t in batch[:3])
    assert batch.to(torch.device("cpu")).ids.equal(batch.ids)


@given(st.lists(st.integers(-5000, 5000), min_size=1), st.sampled_from([5, 9, 17, 33]))
def test_distances_stay_in_bounds_and_in_order(deltas, buckets):
    got = distance_bucket(torch.tensor(sorted(deltas)), buckets).tolist()
    assert all(0 <= b < buckets for b in got)
    assert got == sorted(got)


def test_near_distances_have_a_bucket_each():
    got = distance_bucket(torch.arange(-8, 9), 33).tolist()
    assert len(set(got)) == 17
    assert got[8] == 16
    assert distance_bucket(torch.tensor([-10_000, 10_000]), 33).tolist() == [0, 32]


def test_shapes_of_the_scores():
    net, labels = model(), Labels.current()
    batch = collate(windows(*ARTICLES))
    b, n = batch.ids.shape
    with torch.inference_mode():
        s = net.encode(*batch)
        a = net.read_arguments(
            s.hidden,
            batch.mask,
            torch.tensor([0, 0, 1]),
            torch.tensor([[3, 4], [5, 8], [2, 3]]),
            torch.tensor([1, 2, 3]),
        )
    assert s.hidden.shape == (b, n, 32)
    assert s.mentions.shape == (b, n, len(labels.mentions))
    assert s.triggers.shape == (b, n, len(labels.triggers))
    assert s.polarity.shape == (b, n, 3)
    assert s.article.shape == (b, 3)
    assert a.roles.shape == (3, n, len(labels.roles))
    assert a.versus.shape == (3, n, len(labels.versus))
    assert a.status.shape == (3, len(labels.statuses))
    assert a.direction.shape == (3, len(labels.directions))
    assert a.polarity.shape == (3, 3)
    assert all(t.isfinite().all() for t in (*s, *a))


@torch.inference_mode()
def scored(net, batch: Batch, row: int, n: int) -> list[torch.Tensor]:
    s = net.encode(*batch)
    spans, actions = torch.tensor([[2, 4], [n - 3, n - 1]]), torch.tensor([4, 9])
    a = net.read_arguments(s.hidden, batch.mask, torch.tensor([row, row]), spans, actions)
    tokens = [t[row, :n] for t in (s.hidden, s.mentions, s.triggers, s.polarity)]
    return [*tokens, s.article[row], a.roles[:, :n], a.versus[:, :n], a.status, a.direction, a.polarity]


def test_padding_changes_no_score():
    net, wins = model(), windows(*ARTICLES, title="shares rose")
    together = collate(wins)
    assert len({len(w) for w in wins}) > 1
    for row, win in enumerate(wins):
        for one, many in zip(
            scored(net, collate([win]), 0, len(win)), scored(net, together, row, len(win)), strict=True
        ):
            torch.testing.assert_close(one, many, atol=1e-5, rtol=1e-4)


def test_the_trigger_and_its_action_decide_what_is_read():
    net, [win] = model(), windows(ARTICLES[1])
    batch = collate([win])
    with torch.inference_mode():
        h = net.encode(*batch).hidden
        read = net.read_arguments(
            h,
            batch.mask,
            torch.zeros(3, dtype=torch.int64),
            torch.tensor([[2, 3], [6, 7], [2, 3]]),
            torch.tensor([1, 1, 2]),
        )
    assert not torch.allclose(read.roles[0], read.roles[1], atol=1e-3)
    assert not torch.allclose(read.roles[0], read.roles[2], atol=1e-3)


@pytest.mark.parametrize("leaf", ["shape", "layout"])
def test_case_and_layout_start_without_a_say(leaf):
    torch.manual_seed(0)
    from extractor.model.network import EventModel

    fresh = EventModel(model().describe()["encoder"], Labels.current(), HEADS)
    assert not getattr(fresh, leaf).weight.any()


def test_case_counts_once_learnt():
    net, [lower], [upper] = model(), windows("the company rose"), windows("The COMPANY rose")
    assert lower.ids.tolist() == upper.ids.tolist()
    with torch.inference_mode():
        a, b = (net.encode(*collate([w])).mentions for w in (lower, upper))
    assert not torch.allclose(a, b, atol=1e-3)


def asked(net: EventModel, batch: Batch) -> ArgumentScores:
    """Three triggers in two windows."""
    with torch.inference_mode():
        hidden = net.encode(*batch).hidden
        window, spans = torch.tensor([0, 0, 1]), torch.tensor([[3, 4], [9, 11], [5, 6]])
        return net.read_arguments(hidden, batch.mask, window, spans, torch.tensor([1, 2, 3]))


def test_a_reader_that_needs_every_token_reads_the_whole_window():
    batch = collate(windows(*ARTICLES)[:2])
    whole, all_near, all_likely = model(), model(near=200), model(near=1)
    all_near.load_state_dict(whole.state_dict(), strict=False)
    all_likely.load_state_dict(whole.state_dict(), strict=False)
    torch.nn.init.constant_(all_likely.needed.bias, 50.0)
    real = batch.mask[torch.tensor([0, 0, 1])]
    for net in (all_near, all_likely):
        for got, wanted in zip(asked(net, batch), asked(whole, batch), strict=True):
            there = got.ndim == 2 or real
            torch.testing.assert_close(got[there] if got.ndim == 3 else got, wanted[there] if got.ndim == 3 else wanted)


def test_what_is_far_and_no_argument_is_left_out():
    net = model(near=2)
    torch.nn.init.zeros_(net.needed.weight)
    torch.nn.init.constant_(net.needed.bias, -50.0)
    batch = collate(windows(*ARTICLES)[:2])
    got = asked(net, batch)
    read = [[i for i in range(batch.mask.shape[1]) if got.roles[t, i, 0] != 0.0] for t in range(3)]
    assert read == [[0, 1, 2, 3, 4, 5], [0, 7, 8, 9, 10, 11, 12], [0, 3, 4, 5, 6, 7]]
    assert (got.roles[0, 6:, 1:] == UNREAD).all()
    net.compact = False
    for moved, masked in zip(got, asked(net, batch), strict=True):
        torch.testing.assert_close(moved, masked)
