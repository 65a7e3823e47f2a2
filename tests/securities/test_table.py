import csv
import hashlib
from importlib.resources import files
from pathlib import Path

import pytest

from extractor.errors import ConfigError
from extractor.records import Ticker
from extractor.securities.markets import MARKETS
from extractor.securities.names import agree, normalise, shortened
from extractor.securities.table import (
    COLUMNS,
    DATA,
    SECTIONS,
    Security,
    build,
    index,
    load_table,
    manifest,
    pack,
    securities,
    symbol_key,
    unpack,
)

SAME = [
    ("The Coca-Cola Co.", "COCA COLA CO /DE/"), ("Nestlé S.A.", "NESTLE SA REG"), ("Procter & Gamble", "Procter and Gamble Co"),
    ("Volvo, AB ser. B", "AB Volvo"), ("PT Bank Central Asia Tbk", "Bank Central Asia"), ("Ørsted A/S", "Orsted"),
    ("McDonald’s Corp", "McDonald's"), ("Alphabet Inc Class A", "Alphabet"), ("Grupo Bimbo, S.A.B. de C.V.", "Grupo Bimbo"),
    ("J.P. Morgan", "JP Morgan"), ("Koç Holding", "Koc Holding"), ("Großhandel AG", "Grosshandel"),
]  # fmt: skip
OTHER = [
    ("Samsung C&T", "Samsung"),
    ("Northern Trust", "Northern"),
    ("First Solar", "First Data"),
    ("Ardent Foods", "Ardent Steel"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_spellings_meet(a: str, b: str) -> None:
    assert normalise(a) == normalise(b) != ""
    assert agree(a, b)


@pytest.mark.parametrize(("a", "b"), OTHER)
def test_names_stay_apart(a: str, b: str) -> None:
    assert normalise(a) != normalise(b)


def test_short_names() -> None:
    assert shortened("Toyota Motor Corp") == ("toyota",)
    assert shortened("United Airlines Holdings, Inc.") == ("united airlines",)  # "United" alone names nobody


def test_the_embedded_table_is_the_one_of_the_manifest() -> None:
    raw = files("extractor.securities").joinpath("data", DATA).read_bytes()
    facts = manifest()
    assert hashlib.sha256(raw).hexdigest() == facts["sha256"]
    assert len(raw) == facts["bytes"] < 10_000_000
    assert len(securities()) == facts["rows"] > 40_000
    assert facts["markets"] >= 60  # type: ignore[operator]


def test_the_packed_keys_are_those_of_the_rows() -> None:
    table = securities()
    rows = list(table)
    again = unpack(pack(rows, table.words))
    assert pack(rows, table.words) == pack(list(again), again.words)
    fresh = index(rows)
    for section in SECTIONS:
        if section in fresh:
            stored = table._find(section, key := next(iter(fresh[section])))
            assert stored == [rows[i] for i in fresh[section][key]]


def test_rows_make_valid_tickers() -> None:
    for s in securities():
        assert s.name
        assert not s.mic or s.mic in MARKETS
        if s.symbol:
            Ticker(symbol=s.symbol, exchange=s.mic or None)


def test_look_ups() -> None:
    table = securities()
    assert {s.name for s in table.by_symbol("AAPL", "XNAS")} == {"Apple Inc."}
    assert table.by_symbol("700", "XHKG") == table.by_symbol("00700", "XHKG") != []
    assert table.by_symbol("BRK-B", "XNYS") == table.by_symbol("BRK.B", "XNYS") != []
    assert table.by_symbol("AAPL", "XNYS") == table.by_symbol("AAPL", "XNAS")  # one pool of symbols
    assert table.by_symbol("NOSUCHSYMBOL") == []
    assert {s.isin for s in table.by_isin("CH0038863350")} == {"CH0038863350"}
    assert table.by_isin("CH0038863351") == []
    assert any(s.mic == "XSWX" for s in table.by_name("Nestlé S.A."))
    assert any(s.mic == "XETR" for s in table.by_ric("SIEGn", "XETR"))
    assert {s.mic for s in table.listings(table.by_symbol("META", "XNAS")[0])} > {"XNAS"}
    assert symbol_key("0700", "XHKG") == "700"


def test_user_table(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["name", "aliases", "symbol", "mic", "valid_from"])
        writer.writeheader()
        writer.writerow({"name": "Ardent Foods plc", "aliases": "Ardent Bakeries|ABK", "symbol": "ARDF", "mic": "XLON", "valid_from": "2024-01-01"})  # fmt: skip
    own = load_table(path)
    assert [(s.symbol, s.country, s.valid_from) for s in own.by_name("Ardent Bakeries Ltd")] == [
        ("ARDF", "GB", "2024-01-01")
    ]
    assert len(own) == 1
    assert own[0].exact  # whoever writes down an exchange means it
    both = load_table(path, base=build([Security("Hatton plc", symbol="HTN", mic="XLON")]))
    assert [s.name for s in both] == ["Ardent Foods plc", "Hatton plc"]
    assert (len(both), both[1].symbol) == (2, "HTN")
    assert [s.name for s in both.by_symbol("HTN")] == ["Hatton plc"]


def test_own_rows_go_before_the_embedded_ones(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("name,symbol,mic\nAnother Apple plc,AAPL,XLON\n", encoding="utf-8")
    both = load_table(path, base=securities())
    assert [s.name for s in both.by_symbol("AAPL")][:2] == ["Another Apple plc", securities().by_symbol("AAPL")[0].name]
    assert both.is_common_word("Apple")
    assert len(both) == len(securities()) + 1


def test_columns() -> None:
    assert set(COLUMNS) > {"name", "aliases", "symbol", "mic", "country", "currency", "isin", "valid_from", "valid_to"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title,code\nx,y\n", "needs the columns"),
        ("name,symbol\nArdent,\n", "line 2"),
        ("name,isin\nArdent,US0378331006\n", "check digit"),
        ("name,symbol,rank\nArdent,ARDF,first\n", "line 2"),
    ],
)
def test_bad_user_tables_are_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        load_table(path)
    with pytest.raises(ConfigError, match="can't be read"):
        load_table(tmp_path / "none.csv")
