import numpy as np
import pytest

from extractor.engine.decode import BRIDGE, decode_mentions, trigger_candidates, words
from extractor.model.labels import Labels
from extractor.model.windows import Window, WindowOptions
from tests.model.tiny import token_of, windows

NAMES = Labels.current().mentions
WIDE = WindowOptions(body=100, overlap=20, title=12)


def window(text: str, title: str | None = None) -> Window:
    [win] = windows(text, title=title, options=WIDE)
    return win


def flat(win: Window, classes: int) -> np.ndarray:
    """Nothing found: class 0 everywhere."""
    out = np.zeros((len(win), classes), dtype=np.float32)
    out[:, 0] = 1.0
    return out


def quiet(p: np.ndarray) -> np.ndarray:
    """A sentence head that says nothing."""
    return np.zeros_like(p)


def mark(p: np.ndarray, tokens: tuple[int, int] | range, label: int, probability: float = 0.9) -> None:
    span = slice(tokens[0], tokens[-1]) if isinstance(tokens, tuple) else list(tokens)
    p[span] = 0.0
    p[span, 0], p[span, label] = 1.0 - probability, probability


# triggers


def triggers(text: str, marks: list[tuple[str, int, float]], *, threshold: float = 0.5):
    win = window(text)
    p = flat(win, 6)
    for word, action, probability in marks:
        mark(p, token_of(win, text, word), action, probability)
    found = trigger_candidates(win, p, quiet(p), threshold=threshold)
    return [(text[win.starts[c.first] : win.ends[c.last - 1]], c.action, round(c.probability, 3)) for c in found]


def test_a_run_of_one_action_is_one_trigger():
    assert triggers("it sold shares of the company", [("sold", 2, 0.7), ("shares", 2, 0.9)]) == [
        ("sold shares", 2, 0.9)
    ]


def test_a_candidate_knows_how_far_its_sentence_tells_its_action():
    text = "it sold shares"
    win = window(text)
    p, tells = flat(win, 6), np.zeros((len(win), 6), dtype=np.float32)
    mark(p, token_of(win, text, "sold"), 2, 0.8)
    tells[slice(*token_of(win, text, "sold")), 2] = 0.7
    [got] = trigger_candidates(win, p, tells, threshold=0.5)
    assert got.told == pytest.approx(0.7)


def test_a_short_gap_is_bridged_and_a_longer_one_is_not():
    text = "sold the of its in stake"
    assert BRIDGE == 2
    assert triggers(text, [("sold", 1, 0.8), ("its", 1, 0.8)]) == [("sold the of its", 1, 0.8)]
    assert triggers(text, [("sold", 1, 0.8), ("in", 1, 0.6)]) == [("sold", 1, 0.8), ("in", 1, 0.6)]


def test_a_trigger_does_not_end_in_a_figure():
    text = "sold 2.6 shares"
    marks = [(word, 1, 0.8) for word in ("sold", "2", ".")]
    assert triggers(text, marks) == [("sold", 1, 0.8)]
    assert triggers(text, [("2", 1, 0.8)]) == [("2", 1, 0.8)]


def test_a_gap_is_counted_in_words_whatever_their_pieces():
    text = "sold Orvane Bexley its"
    assert triggers(text, [("sold", 1, 0.8), ("its", 1, 0.8)]) == [(text, 1, 0.8)]


def test_a_word_has_the_mean_of_its_pieces():
    text = "it resold"
    win = window(text)
    p = flat(win, 6)
    first, last = token_of(win, text, "resold")
    assert last - first == 6
    mark(p, (first, first + 3), 2, 0.8)
    [got] = trigger_candidates(win, p, quiet(p), threshold=0.4)
    assert (got.first, got.last, round(got.probability, 3)) == (first, last, 0.4)
    assert trigger_candidates(win, p, quiet(p), threshold=0.41) == []


def test_another_action_begins_another_trigger():
    got = triggers("bought sold bought", [("bought", 1, 0.8), ("sold", 2, 0.8)])
    assert got == [("bought", 1, 0.8), ("sold", 2, 0.8)]
    assert triggers("bought and sold", [("bought", 1, 0.8), ("sold", 2, 0.7)]) == [("bought", 1, 0.8), ("sold", 2, 0.7)]


@pytest.mark.parametrize(("probability", "found"), [(0.51, 1), (0.5, 1), (0.49, 0)])
def test_the_threshold_holds(probability, found):
    assert len(triggers("profit rose", [("rose", 3, probability)])) == found


def test_a_trigger_of_split_chances_is_judged_by_its_action_alone():
    win = window("profit rose")
    p = flat(win, 6)
    first, _ = token_of(win, "profit rose", "rose")
    p[first] = [0.2, 0.4, 0.4, 0.0, 0.0, 0.0]
    assert trigger_candidates(win, p, quiet(p), threshold=0.5) == []
    assert [c.action for c in trigger_candidates(win, p, quiet(p), threshold=0.4)] == [1]


def test_title_and_special_tokens_hold_no_trigger():
    win = window("profit rose", title="shares fell")
    p = flat(win, 6)
    mark(p, range(len(win)), 2)
    [got] = trigger_candidates(win, p, quiet(p), threshold=0.5)
    assert (got.first, got.last) == (win.own_from, win.own_to)


def at_a_border() -> tuple[str, list[Window]]:
    text = " ".join(["the"] * 60)
    return text, windows(text, options=WindowOptions(body=40, overlap=16, title=8))


@pytest.mark.parametrize("shift", range(-4, 5))
def test_a_find_at_a_border_is_found_once_and_whole(shift):
    text, wins = at_a_border()
    border = int(wins[1].starts[wins[1].own_from])
    start = border + 4 * shift
    end = start + 11
    spans, mentions = [], []
    for win in wins:
        p, m = flat(win, 6), flat(win, len(NAMES))
        at = np.flatnonzero((win.fields == 0) & (win.starts >= start) & (win.ends <= end))
        mark(p, range(at[0], at[-1] + 1), 2)
        mark(m, range(at[0], at[-1] + 1), NAMES.index("I-company"))
        mark(m, range(at[0], at[0] + 1), NAMES.index("B-company"))
        spans += [
            (int(win.starts[c.first]), int(win.ends[c.last - 1]))
            for c in trigger_candidates(win, p, quiet(p), threshold=0.5)
        ]
        mentions += [(f.start, f.end) for f in decode_mentions(win, m, flat(win, 3), NAMES, with_title=True)]
    assert spans == mentions == [(start, end)]
    assert len(text[start:end].split()) == 3


# words and mentions


def test_words_are_pieces_that_touch():
    text = "Qux-Bel's AT&T rose 5.2%\nin"
    win = window(text, title="Qux rose")
    got = [(a, b) for a, b in words(win) if win.fields[a] == 0]
    assert [text[win.starts[a] : win.ends[b - 1]] for a, b in got] == [
        "Qux", "-", "Bel", "'", "s", "AT", "&", "T", "rose", "5", ".", "2", "%", "in",
    ]  # fmt: skip
    assert next(a for a, _ in words(win)) == 0
    assert sum(b - a for a, b in words(win)) == len(win)


def mentions(text: str, marks: list[tuple[str, str]], *, title: str | None = None, with_title: bool = True):
    win = window(text, title=title)
    m = flat(win, len(NAMES))
    for word, label in marks:
        mark(m, token_of(win, text, word), NAMES.index(label))
    found = decode_mentions(win, m, flat(win, 3), NAMES, with_title=with_title)
    return [((title or "") if f.in_title else text)[f.start : f.end] + ":" + f.kind for f in found]


def test_a_mention_runs_over_words_and_pieces():
    got = mentions("said Orla Fen of Tessel", [("Orla", "B-person"), ("Fen", "I-person"), ("Tessel", "B-company")])
    assert got == ["Orla Fen:person", "Tessel:company"]


def test_a_first_piece_that_begins_does_not_split_its_word():
    text = "said Orla Fen"
    win = window(text)
    m = flat(win, len(NAMES))
    a, b = token_of(win, text, "Orla")
    mark(m, (a, b), NAMES.index("I-person"))
    mark(m, (a, a + 1), NAMES.index("B-person"))
    mark(m, token_of(win, text, "Fen"), NAMES.index("I-person"))
    found = decode_mentions(win, m, flat(win, 3), NAMES, with_title=True)
    assert [(f.start, f.end) for f in found] == [(5, 13)]
    assert found[0].probability == pytest.approx(0.9)


def test_one_stray_piece_marks_no_word():
    text = "said Orlafen rose"
    win = window(text)
    m = flat(win, len(NAMES))
    a, b = token_of(win, text, "Orlafen")
    mark(m, (a + 2, a + 3), NAMES.index("I-company"))
    assert decode_mentions(win, m, flat(win, 3), NAMES, with_title=True) == []
    mark(m, (a, b), NAMES.index("I-company"))
    mark(m, (a + 2, a + 3), 0, 1.0)
    found = decode_mentions(win, m, flat(win, 3), NAMES, with_title=True)
    assert [(text[f.start : f.end], f.kind) for f in found] == [("Orlafen", "company")]


def test_adjacent_mentions_part_where_one_begins():
    got = mentions("Tessel Orvane rose", [("Tessel", "B-company"), ("Orvane", "B-company")])
    assert got == ["Tessel:company", "Orvane:company"]
    assert mentions("Tessel Orvane rose", [("Tessel", "B-company"), ("Orvane", "I-company")]) == [
        "Tessel Orvane:company"
    ]


def test_the_words_of_a_mention_vote_on_its_kind():
    text = "said Tessel Orvane Partners"
    marks = [("Tessel", "B-company"), ("Orvane", "I-fund"), ("Partners", "I-fund")]
    assert mentions(text, marks) == ["Tessel Orvane Partners:fund"]


def test_a_job_title_and_a_name_are_two_mentions():
    got = mentions("chief Orla rose", [("chief", "B-job_title"), ("Orla", "I-person")])
    assert got == ["chief:job_title", "Orla:person"]


def test_a_mention_ends_with_its_line():
    assert mentions("Tessel\nOrvane", [("Tessel", "B-company"), ("Orvane", "I-company")]) == [
        "Tessel:company",
        "Orvane:company",
    ]


def test_titles_are_read_where_asked():
    text, title = "the shares rose", "Tessel rose"
    win = window(text, title=title)
    m, polarity = flat(win, len(NAMES)), flat(win, 3)
    at = [i for i in range(len(win)) if win.fields[i] == 1 and win.starts[i] < 6]
    mark(m, range(at[0], at[-1] + 1), NAMES.index("I-company"))
    polarity[at] = [0.1, 0.2, 0.7]
    [got] = decode_mentions(win, m, polarity, NAMES, with_title=True)
    assert (title[got.start : got.end], got.in_title, got.kind) == ("Tessel", True, "company")
    assert got.polarity == pytest.approx([0.1, 0.2, 0.7])
    assert decode_mentions(win, m, polarity, NAMES, with_title=False) == []


def test_special_tokens_are_in_no_mention():
    win = window("Tessel", title="Orvane")
    m = flat(win, len(NAMES))
    mark(m, range(len(win)), NAMES.index("I-company"))
    found = decode_mentions(win, m, flat(win, 3), NAMES, with_title=True)
    assert [(f.in_title, f.start, f.end) for f in found] == [(True, 0, 6), (False, 0, 6)]
