import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from extractor.securities.link import Link, link, link_all, read_context
from extractor.securities.table import EMPTY, Security, build

ROOT = Path(__file__).parents[2]
OWN = build(
    [
        Security(
            "Ardent Foods plc", symbol="ARDF", mic="XLON", country="GB", isin="GB0000000009", issuer="1", exact=True
        ),
        Security("Hatton Vale AG", symbol="HTV", mic="XETR", country="DE", issuer="2", exact=True),
        Security("Hatton Vale Inc", symbol="HVI", mic="XNYS", country="US", issuer="3", exact=True),
        Security("Gable", symbol="GBL", mic="XLON", country="GB", issuer="4", exact=True),
    ],
    frozenset({"gable"}),
)


def found(name: str, text: str, **more: object) -> Link | None:
    return link(name, read_context(text, table=OWN), table=OWN, **more)  # type: ignore[arg-type]


def test_a_symbol_beside_the_name() -> None:
    got = found("Ardent Foods", "Ardent Foods (LON: ARDF) cut its dividend.")
    assert got is not None
    assert (got.symbol, got.mic, got.score, got.reason) == ("ARDF", "XLON", 0.99, "symbol XLON:ARDF")
    assert got.security.name == "Ardent Foods plc"


def test_a_name_alone() -> None:
    got = found("Ardent Foods", "Ardent Foods cut its dividend in London.")
    assert got is not None
    assert (got.symbol, got.mic, got.reason.split(",")[0]) == ("ARDF", "XLON", "name")


def test_the_country_decides_between_two_companies() -> None:
    german = found("Hatton Vale", "Hatton Vale opened a plant in Germany, near Frankfurt.")
    assert german is not None
    assert german.mic == "XETR"
    assert found("Hatton Vale", "Hatton Vale opened a plant.") is None


def test_another_symbol_beside_the_name_says_no() -> None:
    assert found("Ardent Foods", "Ardent Foods (NYSE: ZZZZ) is another company, not the one in London.") is None
    assert found("Tarn Mills", "Tarn Mills (LON: ARDF) is no Ardent.") is None


def test_common_words_need_support() -> None:
    assert found("Gable", "A gable of the house in Leeds fell.", kind="company") is None
    got = found("Gable", "Gable (LON: GBL) reported.", kind="company")
    assert got is not None
    assert got.symbol == "GBL"


@pytest.mark.parametrize("kind", ["person", "government", "other"])
def test_only_companies_link(kind: str) -> None:
    assert found("Ardent Foods", "Ardent Foods (LON: ARDF) cut its dividend.", kind=kind) is None


def test_switched_off() -> None:
    context = read_context("Apple Inc. (NASDAQ: AAPL) rose.", table=EMPTY)
    assert link("Apple Inc.", context, table=EMPTY) is None
    assert [s.symbol for s in context.symbols] == ["AAPL"]


def test_embedded_table() -> None:
    text = "Nestlé and Siemens (ETR: SIE) signed in Zurich. Pocketlathe Foundry did not."
    got = link_all(["Nestlé", "Siemens", "Pocketlathe Foundry"], read_context(text))
    assert {n: (x.symbol, x.mic) for n, x in got.items()} == {"Nestlé": ("NESN", "XSWX"), "Siemens": ("SIE", "XETR")}


def _scores() -> ModuleType:
    spec = importlib.util.spec_from_file_location("securities_score", ROOT / "scripts/securities_score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("half", ["tune", "held", "fresh"])
def test_floors(half: str) -> None:
    scores = _scores()
    tallies, seconds = scores.score(half)
    links, symbols = scores.total(tallies, links=True), scores.total(tallies, links=False)
    assert links.said >= 60
    assert links.precision >= 0.98
    assert links.recall >= 0.85
    assert symbols.precision >= 0.98
    assert symbols.recall >= 0.95
    assert seconds < 0.1
