import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.assemble.coreference import resolve, resolve_speakers
from extractor.assemble.entities import Cluster
from extractor.assemble.people import offices
from extractor.assemble.phrases import find_phrases, quotations
from extractor.nlp.sentences import Sentences
from tests.assemble.parties import party

NAMES = {
    "Harwick": "company",
    "Volta": "company",
    "Kestrel Fund": "fund",
    "Ofgrid": "government",
    "Jane Roe": "person",
    "Bo Kim": "person",
}


def parties(text: str) -> list[Cluster]:
    inside = [n for n in NAMES if n in text]
    return [party(i, text, n, *(("Roe",) if n == "Jane Roe" else ()), kind=NAMES[n]) for i, n in enumerate(inside)]


def meant(text: str) -> list[tuple[str, str]]:
    """(phrase, name of the party it stands for), in order."""
    clusters = parties(text)
    found, _ = resolve(text, Sentences(text), clusters, offices(text, clusters), main=None)
    return [(text[r.start : r.end], clusters[r.cluster].name) for r in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harwick said it would cut its dividend.", [("it", "Harwick"), ("its", "Harwick")]),
        ("Harwick fell. It blamed Jane Roe. She left.", [("It", "Harwick"), ("She", "Jane Roe")]),
        ("Harwick fell. The company blamed the weather.", [("The company", "Harwick")]),
        (
            "Harwick, a Danish retailer, bought from Volta, a miner. The retailer paid cash and the miner took it.",
            [("The retailer", "Harwick"), ("the miner", "Volta")],
        ),
        ("Harwick met Kestrel Fund. The fund wants seats.", [("The fund", "Kestrel Fund")]),
        ("Harwick met Ofgrid. The regulator was firm.", [("The regulator", "Ofgrid")]),
        ("Ms Roe met Bo Kim, and he agreed. Jane Roe did not.", [("he", "Bo Kim")]),
        ("In its report, Harwick was silent.", [("its", "Harwick")]),
        (
            "Jane Roe, chief executive of Harwick, spoke. Bo Kim, its chairman, did not. The chief executive smiled.",
            [("its", "Harwick"), ("The chief executive", "Jane Roe")],
        ),
    ],
)  # fmt: skip
def test_whom_a_phrase_stands_for(text: str, expected: list[tuple[str, str]]) -> None:
    found = meant(text)
    assert [f for f in found if f in expected] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Harwick fell. It is likely that rates will rise.",
        "Harwick fell. It was the weather that hurt.",
        "Harwick put money in the bank.",
        "Harwick, the Danish retailer, fell.",
        "Harwick is the biggest retailer.",
        "The retailer Harwick fell.",
        "Harwick and Volta said they agreed.",
        "Volta fell on the group board.",
    ],
)
def test_what_stands_for_nobody(text: str) -> None:
    assert meant(text) == []


def test_both_sides_of_a_quotation() -> None:
    text = 'Harwick fell. "We are sorry, and I will stay," said Jane Roe. Volta rose.'
    clusters = parties(text)
    harwick, roe = (next(c.index for c in clusters if c.name == n) for n in ("Harwick", "Jane Roe"))
    found = resolve_speakers(text, clusters, [], {roe: harwick}, None)
    assert [(text[r.start : r.end], r.cluster) for r in found] == [("We", harwick), ("I", roe)]
    assert resolve_speakers(text.replace('"', ""), clusters, [], {roe: harwick}, None) == []


def test_nobody_is_made_up_without_names() -> None:
    assert resolve("It said its chairman left.", Sentences("It said its chairman left."), [], {}) == ([], {})


WORDS = st.sampled_from(
    [
        *NAMES,
        "it",
        "its",
        "the company",
        "the Danish retailer",
        "said",
        "He",
        "she",
        ",",
        ".",
        "who",
        "“We",
        "”",
        "its chairman",
        "\n\n",
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(WORDS, max_size=40))
def test_references_are_in_order_inside_and_of_parties(words: list[str]) -> None:
    text = " ".join(words)
    clusters = parties(text)
    found, _ = resolve(text, Sentences(text), clusters, offices(text, clusters))
    assert [(r.start, r.end) for r in found] == sorted({(r.start, r.end) for r in found})
    for r in found:
        assert 0 <= r.start < r.end <= len(text)
        assert 0 <= r.cluster < len(clusters)
    names = sorted((m.start, m.end, c.kind) for c in clusters for m in c.body)
    phrases = find_phrases(text, names, quotations(text))
    assert {(r.start, r.end) for r in found} <= {(p.start, p.end) for p in phrases}


@pytest.mark.slow
def test_time_grows_with_the_text() -> None:
    """Ten times the text and the parties, at most some fifteen times the time."""

    def spent(times: int) -> float:
        text = " ".join(f"Firm{i} said it would sell its mine to the company. He left." for i in range(times))
        clusters = [party(i, f"Firm{i}") for i in range(times)]
        for i, c in enumerate(clusters):
            at = text.index(f"Firm{i} ")
            c.mentions = [type(m)(at, at + len(m.text), False, m.text, m.kind, 0.9, m.polarity) for m in c.mentions]
        sentences = Sentences(text)
        began = time.process_time()
        resolve(text, sentences, clusters, {})
        return time.process_time() - began

    spent(50)
    assert spent(2000) < 15 * max(spent(200), 0.01)
