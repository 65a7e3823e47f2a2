import json
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.errors import ConfigError
from extractor.model.labels import Labels
from extractor.model.windows import BODY as BODY_FIELD
from extractor.model.windows import WindowOptions
from extractor.training.data import IGNORE, Encoder, Example, batches, hide, read_articles
from tests.model.tiny import OPTIONS, tokenizer
from tests.training.articles import results, trades

LABELS = Labels.current()
WIDE = WindowOptions(body=200, overlap=20, title=40)


def encode(doc, options: WindowOptions = WIDE) -> list[Example]:
    return Encoder(tokenizer(), LABELS, options, restated_weight=0.3).article(doc)


def labelled(e: Example, values: np.ndarray, names: tuple[str, ...], doc) -> list[tuple[str, str]]:
    """(words, label) of each run of tokens with one label above zero."""
    out: list[tuple[int, int, str, str]] = []
    for i, v in enumerate(values.tolist()):
        if v <= 0:
            continue
        where = "title" if e.window.fields[i] == 1 else "text"
        label = names[v].removeprefix("B-").removeprefix("I-")
        begins = names[v].startswith("B-")
        a, b = int(e.window.starts[i]), int(e.window.ends[i])
        if out and not begins and out[-1][3] == where and out[-1][2] == label and a - out[-1][1] <= 1:
            out[-1] = (out[-1][0], b, label, where)
        else:
            out.append((a, b, label, where))
    return [(doc[where][a:b], label) for a, b, label, where in out]


def test_labels_stand_at_the_right_tokens():
    doc = trades()
    [e] = encode(doc)
    assert labelled(e, e.mentions, LABELS.mentions, doc) == [
        ("Tessel Fund", "fund"), ("Bexley", "company"), ("Harrow Glass", "company"), ("Bexley Rail", "company"),
        ("Orvane Mills", "company"), ("Bexley Rail", "company"),
    ]  # fmt: skip
    assert labelled(e, e.triggers, LABELS.triggers, doc) == [("bought", "stake_increase"), ("sold", "stake_decrease")]
    assert LABELS.polarities[e.article] == "positive"
    assert e.weights.min() == e.weights.max() == 1.0


def test_roles_stand_at_the_right_tokens():
    doc = trades()
    [e] = encode(doc)
    bought, sold = e.events
    assert labelled(e, bought.roles, LABELS.roles, doc) == [
        ("Bexley", "target"), ("Harrow Glass", "actor"), ("500", "shares"), ("Bexley Rail", "target"),
        ("$4", "price"), ("Bexley Rail", "target"),
    ]  # fmt: skip
    assert ("$5", "price") in labelled(e, sold.roles, LABELS.roles, doc)
    assert ("$4", "price") not in labelled(e, sold.roles, LABELS.roles, doc)
    assert LABELS.triggers[bought.action] == "stake_increase"
    assert (LABELS.statuses[bought.status], LABELS.statuses[sold.status]) == ("completed", "rumored")
    assert LABELS.directions[bought.direction] == "none"
    assert LABELS.polarities[sold.polarity] == "negative"
    tokens = slice(bought.first, bought.last)
    assert doc["text"][e.window.starts[tokens][0] : e.window.ends[tokens][-1]] == "bought"


def test_sentiment_is_learnt_at_the_names_alone():
    doc = trades()
    [e] = encode(doc)
    named = e.polarity != IGNORE
    assert (named == (e.mentions > 0)).all()
    positive = LABELS.polarities.index("positive")
    at = [i for i in range(len(e)) if e.polarity[i] == positive]
    assert doc["text"][e.window.starts[at[0]] : e.window.ends[at[-1]]] == "Harrow Glass"


def test_expectations_are_learnt_at_metrics_alone():
    doc = results()
    [e] = encode(doc)
    [ev] = e.events
    assert labelled(e, ev.versus, LABELS.versus, doc) == [("$31 million", "beat")]
    other = [i for i in range(len(e)) if ev.versus[i] == 0]
    assert doc["text"][e.window.starts[other[0]] : e.window.ends[other[-1]]] == "$90 million"
    assert ("12 percent", "metric_change:net_profit") in labelled(e, ev.roles, LABELS.roles, doc)
    assert ("chief executive", "job_title") in labelled(e, e.mentions, LABELS.mentions, doc)


def test_special_tokens_and_titles_teach_no_trigger():
    [e] = encode(trades())
    special, title = e.window.fields == 2, e.window.fields == 1
    assert (e.triggers[special | title] == IGNORE).all()
    assert (e.mentions[special] == IGNORE).all()
    assert (e.mentions[title] != IGNORE).all()


def test_a_retold_sentence_counts_less_save_for_its_own_trigger():
    doc = trades()
    first, second = doc["events"]
    first["evidence"] = [*first["evidence"], *second["evidence"]]
    [e] = encode(doc)
    start = doc["text"].index("Orvane")
    at = np.flatnonzero((e.window.fields == 0) & (e.window.starts >= start))
    sold = [i for i in at if e.triggers[i] > 0]
    assert {float(e.weights[i]) for i in sold} == {1.0}
    assert {round(float(e.weights[i]), 3) for i in at if i not in sold} == {0.3}


def test_a_name_cut_by_a_window_goes_on_without_a_beginning():
    doc = trades() | {"text": "the " * 30 + "Harrow Glass " + "the " * 40, "title": None}
    doc["events"] = []
    seen = set()
    for body in range(30, 42):
        for e in encode(doc, WindowOptions(body=body, overlap=6, title=0)):
            marks = [LABELS.mentions[v] for v in e.mentions.tolist() if v > 0]
            begins = [m for m in marks if m.startswith("B-")]
            if marks:
                first = next(i for i, v in enumerate(e.mentions.tolist()) if v > 0)
                whole = int(e.window.starts[first]) == 120
                assert begins == (["B-company"] if whole else [])
                seen.add(whole)
    assert seen == {True, False}


def test_a_headline_has_the_sentiment_its_entities_agree_on():
    enc = Encoder(tokenizer(), LABELS, WIDE, restated_weight=0.3)
    labels = [enc.headline("Tessel and Orvane rose", e)[0].article for e in (
        {"Tessel": "positive"}, {"Tessel": "negative", "Orvane": "negative"}, {"Tessel": "positive", "Orvane": "neutral"}, {},
    )]  # fmt: skip
    assert labels == [LABELS.polarities.index("positive"), LABELS.polarities.index("negative"), IGNORE, IGNORE]


def test_a_headline_teaches_sentiment_alone():
    enc = Encoder(tokenizer(), LABELS, OPTIONS, restated_weight=0.3)
    text = "Tessel rose as Orvane fell"
    [e] = enc.headline(text, {"Tessel": "positive", "Orvane": "negative", "Absent": "neutral"})
    got = {text[e.window.starts[i]] + LABELS.polarities[v] for i, v in enumerate(e.polarity.tolist()) if v != IGNORE}
    assert {g[1:] for g in got} == {"positive", "negative"}
    assert (e.mentions == IGNORE).all()
    assert (e.triggers == IGNORE).all()
    assert not e.weights.any()
    assert (e.article, e.events) == (IGNORE, [])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 60), max_size=25), st.integers(1, 400), st.integers(0, 5))
def test_every_example_is_in_one_batch_within_the_budget(sizes, budget, seed):
    enc = Encoder(tokenizer(), LABELS, WindowOptions(body=90, overlap=5, title=0), restated_weight=0.3)
    examples = [e for n in sizes for e in enc.headline("the " * n, {})]
    got = batches(examples, tokens=budget, rng=random.Random(seed))
    assert sorted(id(e) for b in got for e in b) == sorted(map(id, examples))
    for b in got:
        assert len(b) == 1 or len(b) * max(map(len, b)) <= budget
    again = batches(examples, tokens=budget, rng=random.Random(seed))
    assert [[id(e) for e in b] for b in got] == [[id(e) for e in b] for b in again]


def test_articles_are_read_by_part(tmp_path):
    path = tmp_path / "a.jsonl"
    rows = [{"id": "a", "text": "one\u2028two"}, {"id": "b", "text": "\x85"}, {"id": "c", "text": ""}]
    path.write_text("\n\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    split = {"a": "train", "b": "dev", "c": "train"}
    assert [d["id"] for d in read_articles([path], split, "train")] == ["a", "c"]
    assert read_articles([path], split, "dev") == [rows[1]]
    with pytest.raises(ConfigError, match="in no part of the split, first c"):
        read_articles([path], {"a": "train", "b": "dev"}, "train")


def test_tells_marks_every_evidence_sentence_of_an_action():
    doc = trades()
    [e] = encode(doc)
    bought = LABELS.triggers.index("stake_increase")
    told = np.flatnonzero(e.tells[:, bought])
    words = doc["text"][e.window.starts[told[0]] : e.window.ends[told[-1]]]
    [ev] = [ev for ev in doc["events"] if ev["action"] == "stake_increase"]
    assert words == ev["evidence"][0]
    assert not e.tells[:, 0].any()


def test_a_trigger_of_two_events_is_learnt_once_with_both_actors():
    doc = trades()
    [bought] = [ev for ev in doc["events"] if ev["action"] == "stake_increase"]
    doc["events"].append({**bought, "actor": "Orvane Mills"})
    [e] = encode(doc)
    [shared] = [t for t in e.events if t.action == LABELS.triggers.index("stake_increase")]
    actors = [words for words, role in labelled(e, shared.roles, LABELS.roles, doc) if role == "actor"]
    assert actors == ["Harrow Glass", "Orvane Mills"]


def test_hidden_words_are_of_the_body_and_the_labels_stay():
    [example] = encode(trades())
    hidden = hide(example, share=0.5, mask=4, rng=random.Random(1))
    changed = example.window.ids != hidden.window.ids
    body = example.window.fields == BODY_FIELD
    assert 0.3 * body.sum() < changed.sum() <= 0.5 * body.sum()
    assert not changed[~body].any()
    assert set(hidden.window.ids[changed]) == {4}
    assert hidden.triggers is example.triggers
    assert hidden.events is example.events
