import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.errors import ConfigError, ModelError
from extractor.model.windows import (
    BODY,
    SPECIAL,
    TITLE_FIELD,
    WindowOptions,
    cuts,
    load_tokenizer,
    make_windows,
    shape_of,
    tokenise,
)
from tests.model.tiny import OPTIONS, tokenizer, windows

TOK = tokenizer()
words = st.sampled_from(["Harrow", "rose", "5.2%", "$31", "U.S.", "the", "naïve", "“so”", "über", "3,100", "x" * 30])
gaps = st.sampled_from([" ", " ", " ", "\n", "\n\n", "  ", "\t"])
texts = st.lists(st.tuples(words, gaps), max_size=80).map(lambda parts: "".join(w + g for w, g in parts))
sizes = st.integers(4, 50).flatmap(
    lambda body: st.builds(
        WindowOptions, body=st.just(body), overlap=st.integers(0, body - 1), title=st.integers(0, 12)
    )
)


@settings(max_examples=120, deadline=None)
@given(texts, st.one_of(st.none(), texts), sizes)
def test_every_token_is_owned_once_and_points_at_its_text(text, title, options):
    all_pieces = tokenise(TOK, text)
    head = tokenise(TOK, title or "")
    owned = []
    for win in make_windows(TOK, text, title=title, options=options):
        n = len(win)
        assert {len(a) for a in (win.ids, win.shapes, win.layout, win.fields, win.starts, win.ends)} == {n}
        body = np.flatnonzero(win.fields == BODY)
        assert 0 < len(body) <= options.body
        assert 0 <= win.own_from <= win.own_to <= n
        assert (win.fields[win.own_from : win.own_to] == BODY).all()
        owned += list(zip(win.starts[win.own_from : win.own_to], win.ends[win.own_from : win.own_to], strict=True))
        for i in body:
            assert win.shapes[i] == shape_of(text[win.starts[i] : win.ends[i]])
        shown = win.fields == TITLE_FIELD
        assert shown.sum() == min(len(head.ids), options.title)
        assert (win.ids[shown] == head.ids[: shown.sum()]).all()
        assert [int(i) for i in np.flatnonzero(win.fields == SPECIAL)] == [0, int(shown.sum()) + 1, n - 1]
    assert owned == list(zip(all_pieces.starts, all_pieces.ends, strict=True))


@settings(max_examples=80, deadline=None)
@given(texts)
def test_no_letter_of_the_text_is_cut(text):
    seen = np.zeros(len(text), dtype=bool)
    for win in make_windows(TOK, text, title="a title", options=OPTIONS):
        for i in range(win.own_from, win.own_to):
            seen[win.starts[i] : win.ends[i]] = True
    assert [c for c, ok in zip(text, seen, strict=True) if not ok and not c.isspace()] == []


@settings(max_examples=120, deadline=None)
@given(st.integers(1, 400), sizes, st.data())
def test_cuts_cover_all_and_share_the_overlap(n, options, data):
    layout = np.array(data.draw(st.lists(st.sampled_from([0, 0, 0, 1, 2]), min_size=n, max_size=n)), dtype=np.uint8)
    ranges = cuts(n, body=options.body, overlap=options.overlap, layout=layout)
    assert ranges[0][0] == 0
    assert ranges[-1][1] == n
    assert all(0 < b - a <= options.body for a, b in ranges)
    for (a, b), (c, d) in itertools.pairwise(ranges):
        assert a < c
        assert b < d
        assert options.overlap - max(0, options.overlap // 2 - 1) <= b - c <= options.overlap


def test_a_window_starts_at_a_line_where_one_is_near():
    layout = np.zeros(100, dtype=np.uint8)
    layout[27] = 1
    assert cuts(100, body=40, overlap=16, layout=layout)[1] == (27, 67)
    layout[27], layout[33] = 0, 1
    assert cuts(100, body=40, overlap=16, layout=layout)[1] == (24, 64), "a line in the second half is too far"


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b"])
def test_a_text_without_tokens_has_no_window(text):
    assert windows(text, title="Tessel rises") == []


def test_a_title_is_context_only():
    [plain], [titled] = windows("profit rose"), windows("profit rose", title="The company")
    assert titled.own_to - titled.own_from == plain.own_to - plain.own_from == 2
    assert (titled.fields[titled.own_from : titled.own_to] == BODY).all()
    assert titled.ids[titled.own_from : titled.own_to].tolist() == plain.ids[plain.own_from : plain.own_to].tolist()


@pytest.mark.parametrize(
    ("piece", "shape"),
    [
        ("rose", 0), ("ß", 0), ("Harrow", 1), ("Éclat", 1), ("UBX", 2), ("2025", 3), ("7", 3), (",", 4), ("%", 4),
        ("", 4), ("$", 4), ("iPad", 5), ("McRoe", 5), ("eX", 5), ("A", 6), ("Q3", 7), ("3rd", 7), ("b2b", 7),
    ],
)  # fmt: skip
def test_shape_of(piece, shape):
    assert shape_of(piece) == shape


def test_layout_marks_lines_and_paragraphs():
    got = tokenise(TOK, "The company\nsaid profit\n\nrose  in\n \nthe")
    assert got.layout.tolist() == [2, 0, 1, 0, 2, 0, 2]
    assert [(int(a), int(b)) for a, b in zip(got.starts, got.ends, strict=True)][2:4] == [(12, 16), (17, 23)]


def test_tokens_of_a_word_touch():
    text = "Qux rose"
    got = tokenise(TOK, text)
    spans = list(zip(got.starts.tolist(), got.ends.tolist(), strict=True))
    assert [text[a:b] for a, b in spans] == ["Q", "u", "x", "rose"]
    assert got.shapes.tolist() == [6, 0, 0, 0]
    assert got.layout.tolist() == [2, 0, 0, 0]


@pytest.mark.parametrize("bad", [{"overlap": 384}, {"body": 0}, {"overlap": -1}, {"title": -1}, {"body": 100}])
def test_sizes_that_make_no_sense_are_refused(bad):
    with pytest.raises(ConfigError, match="overlap"):
        WindowOptions(**bad)


def test_a_tokenizer_that_cannot_be_read_says_what_to_do(tmp_path: Path):
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    for path in (tmp_path / "tokenizer.json", tmp_path / "none.json"):
        with pytest.raises(ModelError, match="restore the model folder"):
            load_tokenizer(path)


def test_a_tokenizer_without_special_tokens_is_refused():
    other = tokenizer().from_str(tokenizer().to_str().replace("[SEP]", "[END]"))
    with pytest.raises(ModelError, match=r"no </s> or \[SEP\]"):
        make_windows(other, "profit rose", title=None, options=OPTIONS)


def test_loaded_tokenizers_neither_cut_nor_pad(tmp_path: Path):
    tok = tokenizer()
    tok.enable_truncation(4)
    tok.enable_padding(length=16)
    tok.save(str(tmp_path / "tokenizer.json"))
    assert len(load_tokenizer(tmp_path / "tokenizer.json").encode("the company said its profit rose").ids) == 6
