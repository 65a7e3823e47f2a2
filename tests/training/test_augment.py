import json
import random
from pathlib import Path

import pytest

from extractor.errors import ConfigError
from extractor.training.align import align
from extractor.training.augment import Swapper, people_of, read_names

DOC = {
    "id": "a-1",
    "title": "Harwick chief buys",
    "published": "2026-03-04",
    "text": "Jane Roe, who runs Harwick Steel plc, bought 2,000 shares. Roe now has 2% of Harwick.",
    "sentiment": "positive",
    "entities": [
        {"name": "Jane Roe", "kind": "person", "aliases": ["Roe"], "tickers": [], "sentiment": "neutral"},
        {
            "name": "Harwick Steel plc",
            "kind": "company",
            "aliases": ["Harwick"],
            "tickers": ["HRW"],
            "sentiment": "positive",
        },
    ],
    "events": [
        {
            "action": "insider_purchase",
            "status": "completed",
            "actor": "Jane Roe",
            "target": "Harwick Steel plc",
            "shares": {"text": "2,000", "value": 2000},
            "trigger": "bought",
            "sentiment": "positive",
            "evidence": ["Jane Roe, who runs Harwick Steel plc, bought 2,000 shares."],
        }
    ],
}


def test_names_are_swapped_alike_in_text_and_annotation():
    before = json.dumps(DOC)
    swapped = Swapper(["Borvane Foods"], ["Ida Fenn"], share=1.0, rng=random.Random(1)).article(DOC)
    assert swapped["text"] == "Ida Fenn, who runs Borvane Foods plc, bought 2,000 shares. Fenn now has 2% of Borvane."
    assert swapped["title"] == "Borvane chief buys"
    assert [e["name"] for e in swapped["entities"]] == ["Ida Fenn", "Borvane Foods plc"]
    assert (swapped["events"][0]["actor"], swapped["events"][0]["target"]) == ("Ida Fenn", "Borvane Foods plc")
    assert align(swapped).unaligned == 0
    assert json.dumps(DOC) == before


def test_without_other_people_only_companies_are_renamed():
    swapped = Swapper(["Borvane Foods"], [], share=1.0, rng=random.Random(1)).article(DOC)
    assert swapped["text"].startswith("Jane Roe, who runs Borvane Foods plc")


def test_people_are_those_with_a_first_and_a_last_name():
    assert people_of([DOC]) == ["Jane Roe"]


def test_a_file_that_holds_no_names_is_named(tmp_path: Path):
    path = tmp_path / "names.json"
    path.write_text('[{"company": "Borvane"}]')
    with pytest.raises(ConfigError, match=r"names\.json.*e1_name"):
        read_names(path)
