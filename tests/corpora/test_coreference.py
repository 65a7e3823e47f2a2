"""The articles annotated for who is meant, and the compiler of their drafts."""

import json
from pathlib import Path

import pytest
from coreference_draft import KINDS, RELEVANCE, Fault, compile_article, texts

ROOT = Path(__file__).resolve().parents[2]

KNOWN = {"X-1": "Borvane sold Tidal Works. Its chief executive said it would pay."}
DRAFT = """X-1
e1 | Borvane | company | main | - | -
e2 | Tidal Works | company | participant | - | -
e3 | chief executive | person | passing | chief executive | e1
== text
{e1:Borvane} sold {e2:Tidal Works}. {e3:{e1:Its} chief executive} said {e1:it} would pay."""


def test_a_draft_becomes_mentions_with_their_places():
    row = compile_article(DRAFT, KNOWN)
    assert [e["mentions"] for e in row["entities"]] == [
        [[0, 7, "Borvane"], [26, 29, "Its"], [51, 53, "it"]],
        [[13, 24, "Tidal Works"]],
        [[26, 45, "Its chief executive"]],
    ]
    assert row["entities"][2]["of"] == "e1"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("would pay", "will pay", "the text differs at character 55"),
        ("{e2:Tidal", "{e4:Tidal", "no line for e4"),
        ("passing | chief executive | e1", "passing | chief executive | e9", "e3 belongs to e9"),
        ("| main |", "| leading |", "unknown kind or relevance"),
        ("X-1\n", "X-2\n", "no annotated article"),
        ("{e1:it}", "{e1:it", "isn't closed"),
    ],
)
def test_what_does_not_fit_is_named(old: str, new: str, fault: str):
    with pytest.raises(Fault, match=fault):
        compile_article(DRAFT.replace(old, new), KNOWN)


def test_the_annotated_articles_are_held_back_ones_and_every_mention_stands_where_it_says():
    known = texts(ROOT / "corpora" / "written")
    split = json.loads((ROOT / "corpora" / "split.json").read_text(encoding="utf-8"))
    lines = (ROOT / "corpora" / "coreference" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert len({r["id"] for r in rows}) == len(rows) >= 150
    for row in rows:
        assert split[row["id"]] in ("dev", "test")
        keys = {e["key"] for e in row["entities"]}
        for e in row["entities"]:
            assert e["kind"] in KINDS
            assert e["relevance"] in RELEVANCE
            assert e["of"] is None or e["of"] in keys
            assert all(known[row["id"]][a:b] == t for a, b, t in e["mentions"]), (row["id"], e["key"])
