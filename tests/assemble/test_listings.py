import pytest

from extractor.assemble.listings import read_listings
from extractor.securities.table import Security, Table, build
from tests.assemble.parties import party

TABLE = build([Security("Ardent Foods plc", symbol="ARDF", mic="XLON", country="GB", issuer="1", exact=True)])


def listed(
    text: str, *names: str, table: Table | None = TABLE, title: str = "", **more: object
) -> dict[str, list[tuple[str, str | None]]]:
    clusters = [party(i, text, n, title=title) for i, n in enumerate(names)]
    found = read_listings(text, clusters, title=title, table=table, **more)  # type: ignore[arg-type]
    return {clusters[i].name: [(t.symbol, t.exchange) for t in ts] for i, ts in found.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ardent Foods (NYSE: XYZ) fell.", [("XYZ", "XNYS")]),
        ("Ardent Foods (ARDF) fell.", [("ARDF", "XLON")]),
        ("Ardent Foods fell in London.", [("ARDF", "XLON")]),
        ("$Ardent Foods(01810)$ fell.", [("01810", "XHKG")]),
    ],
)
def test_symbols_of_the_text_go_first(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert listed(text, "Ardent Foods") == {"Ardent Foods": expected}


def test_switched_off_only_the_text_counts() -> None:
    assert listed("Ardent Foods fell in London.", "Ardent Foods", table=None) == {}
    assert listed("Ardent Foods (ARDF) fell.", "Ardent Foods", table=None) == {"Ardent Foods": [("ARDF", None)]}


def test_a_name_that_the_table_lacks_gets_nothing() -> None:
    assert listed("Pocketlathe Foundry fell in London.", "Pocketlathe Foundry") == {}


def test_symbols_of_the_title_and_of_the_document() -> None:
    assert listed("Shr 12 cts", "Marl Ore", title="Marl Ore net", table=None) == {}
    assert listed("Shr 12 cts", "Marl Ore", title="Marl Ore <MRL>", table=None) == {"Marl Ore": [("MRL", None)]}
    assert listed("Marl Ore fell.", "Marl Ore", table=None, given=[("MRL", "MARL ORE-W"), ("ZZZ", "Other"), ("QQ", None)]) == {
        "Marl Ore": [("MRL", None)]
    }  # fmt: skip


def test_a_symbol_belongs_to_the_name_before_it() -> None:
    found = listed("Volta bought Marl Ore (TSX: MRL) from Harwick.", "Volta", "Marl Ore", "Harwick", table=None)
    assert found == {"Marl Ore": [("MRL", "XTSE")]}
