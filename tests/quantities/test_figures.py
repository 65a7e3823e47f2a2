"""Figures by hand: a table of strings with every figure they hold, and the parts of the interface."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from extractor.quantities.currency_table import ISO_CODES, SIGNS
from extractor.quantities.dollars import guess_dollar
from extractor.quantities.figures import Figure, as_money, find_figures

TABLE = Path(__file__).with_name("figures.tsv")
QUALIFIERS = {"about", "over", "under", "up_to", "at_least"}
UNITS = {"shares", "jobs", "points", "bps"}


@dataclass
class Expected:
    span: str
    core: str
    kind: str
    ends: list[float]
    flags: set[str]


def rows() -> list[tuple[str, str, list[Expected]]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("# ")]
    out = []
    for line in lines:
        dollar, text, cell = line.split("\t")
        out.append((dollar, text, [] if cell == "-" else [expected(item) for item in cell.split(" ; ")]))
    return out


def expected(item: str) -> Expected:
    words, facts = item.rsplit(" = ", 1)
    kind, value, *flags = facts.split()
    core = words[words.index("{") + 1 : words.index("}")] if "{" in words else words
    span = words.replace("{", "").replace("}", "")
    return Expected(span, core, kind, [float(end) for end in value.split("..")], set(flags))


def flags(fig: Figure) -> set[str]:
    unit = None if (fig.kind, fig.unit) == ("percent", "percent") else fig.unit
    return {flag for flag in (fig.currency, unit, fig.qualifier, "each" if fig.per_share else None) if flag}


TABLE_ROWS = rows()


def test_the_table_is_large_and_well_formed() -> None:
    assert len(TABLE_ROWS) >= 220
    assert sum(not figures for _, _, figures in TABLE_ROWS) >= 60
    for _, text, figures in TABLE_ROWS:
        for want in figures:
            assert want.span in text
            assert {f for f in want.flags if not f.isupper()} <= QUALIFIERS | UNITS | {"each"}


@pytest.mark.parametrize(("dollar", "text", "figures"), TABLE_ROWS, ids=[text[:60] for _, text, _ in TABLE_ROWS])
def test_table(dollar: str, text: str, figures: list[Expected]) -> None:
    found = find_figures(text, dollar=dollar)
    assert [text[f.start : f.end] for f in found] == [want.span for want in figures]
    for fig, want in zip(found, figures, strict=True):
        assert text[fig.core_start : fig.core_end] == want.core
        assert fig.kind == want.kind
        assert flags(fig) == want.flags
        if len(want.ends) == 2:
            assert [fig.low, fig.high] == pytest.approx(want.ends, rel=1e-6)
        else:
            assert (fig.low, fig.high) == (None, None)
        assert fig.value == pytest.approx(sum(want.ends) / len(want.ends), rel=1e-6)


def test_sixty_currencies_have_a_sign_and_a_code() -> None:
    assert len(ISO_CODES) >= 60
    for code in ISO_CODES - {"CNH"}:
        (fig,) = find_figures(f"paid {code} 12.5 million today")
        assert (fig.kind, fig.currency, fig.value) == ("money", code, 12_500_000)
        (fig,) = find_figures(f"paid 12.5m {code} today")
        assert (fig.kind, fig.currency, fig.value) == ("money", code, 12_500_000)
    assert len({name for sign, name in SIGNS.items() if name in ISO_CODES and sign != name}) >= 45


@pytest.mark.parametrize(
    ("default", "text", "currency"),
    [
        ("NOK", "kr 45", "NOK"),
        ("DKK", "45 crowns", "DKK"),
        ("PHP", "20.90 pesos", "PHP"),
        ("CNY", "¥12", "CNY"),
        ("ZAR", "145 cents", "ZAR"),
        ("ZAR", "€5", "EUR"),
        (None, "kr 45", "SEK"),
    ],
)
def test_default_currency_settles_shared_signs_only(default: str | None, text: str, currency: str) -> None:
    (fig,) = find_figures(text, default_currency=default)
    assert fig.currency == currency


def test_shared_sign_takes_the_nearest_evidence() -> None:
    text = "In Manila, Luzvida rose to 20 pesos.\n\nIn Santiago, Araucal fell; the Chilean grocer ended at 1,020 pesos."
    assert [f.currency for f in find_figures(text)] == ["PHP", "CLP"]


def test_as_money_reads_a_bare_number() -> None:
    (fig,) = find_figures("Net 3,912,000")
    money = as_money(fig, "CAD")
    assert (money.kind, money.currency, money.value, money.start, money.end) == ("money", "CAD", 3_912_000, 4, 13)
    (dollars,) = find_figures("$5")
    assert as_money(dollars, "CAD") is dollars


@pytest.mark.parametrize(
    ("text", "dollar"),
    [
        ("Brevik Corp said on Friday it would buy Tarn for $640 million.", "USD"),
        ("TORONTO - Larch Mining Ltd (TSX: LRC) sold 4.2 million shares at $3.40 each.", "CAD"),
        ("Larch reported results. All figures in Canadian dlrs. Net 3.2 mln dlrs.", "CAD"),
        ("VANCOUVER - Larch, listed on the TSX, lost $2 million. All amounts are in U.S. dollars.", "USD"),
        ("Sydney-based Wirrin (ASX: WRN) raised $110 million at $1.62 a share.", "AUD"),
        ("AUCKLAND: Rimuroa, on the NZX, fell 4 cents to $2.10.", "NZD"),
        ("The Hong Kong-listed group (01810) bought back shares at $12.30.", "HKD"),
        ("Singapore's Senja, on the SGX, pays 5.5 cents; US$3 million was lost abroad.", "SGD"),
        ("Taiwan's Hsin Lu booked sales of NT$4.1 billion ($126 million).", "USD"),
        ("The Nasdaq-listed company moved from Toronto to New York and raised $40 million.", "USD"),
        ("", "USD"),
        ("Quillmark raised $17m from Wellington Partners.", "USD"),
        ("Quillmark raised $17m in Wellington.", "NZD"),
    ],
)
def test_guess_dollar(text: str, dollar: str) -> None:
    assert guess_dollar(text) == dollar
