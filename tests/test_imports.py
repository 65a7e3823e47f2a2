"""What a room may bring along: torch only from model on, spaCy only where sentences are read; transformers for no shipped model.

tests/contract holds records, quantities, sinks and the package itself to less, and model and engine to no spaCy.
"""

import subprocess
import sys

import pytest

from tests.contract.test_imports import HEAVY, imported


def heavy(room: str) -> set[str]:
    return {m.split(".")[0] for m in imported(room)["loaded"]} & set(HEAVY)


@pytest.mark.parametrize(
    "room", ["extractor.sources", "extractor.securities", "extractor.archive", "extractor.evaluation", "extractor.cli"]
)
def test_rooms_without_a_heavy_library(room):
    assert heavy(room) == set()


@pytest.mark.slow
@pytest.mark.parametrize("room", ["extractor.nlp", "extractor.assemble"])
def test_rooms_with_spacy_alone(room):
    # spaCy's own libraries load torch where it is installed; that these rooms don't is import-linter's to say
    assert heavy(room) - {"torch"} == {"spacy"}


@pytest.mark.slow
@pytest.mark.parametrize("room", ["extractor.training.train", "extractor.engine.torch_backend"])
def test_rooms_with_torch_alone(room):
    assert heavy(room) == {"torch"}


@pytest.mark.parametrize("module", ["extractor.engine.plan", "extractor.engine.findings", "extractor.training.recipe"])
def test_planning_and_findings_are_plain(module):
    assert heavy(module) == set()


def test_no_room_is_forgotten():
    from pathlib import Path

    import extractor

    rooms = {p.parent.name for p in Path(extractor.__file__).parent.glob("*/__init__.py")}
    here = {"securities", "sources", "tracker", "archive", "evaluation", "cli", "nlp", "assemble", "training", "stats"}
    contract = {"records", "quantities", "sinks", "model", "engine"}
    assert rooms == here | contract


@pytest.mark.slow
def test_reading_an_article_loads_neither_transformers_nor_torch_s_compiler():
    probe = "import sys, extractor; extractor.extract('Nordhavn said it bought Quellmark for $5 million.')\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "extractor.engine.int8" in loaded
    assert loaded & {"transformers", "torch._dynamo", "sympy"} == set()
