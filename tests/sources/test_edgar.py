"""EDGAR: submissions, press releases, schedules, ownership forms as sentences, damage."""

import json
from datetime import date, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest

from extractor.sources.document import Document, Item, Rejected
from extractor.sources.edgar import read
from extractor.sources.edgar_names import holding, money, number, officer_title, person, security, symbols
from extractor.sources.edgar_text import paragraphs
from extractor.sources.inputs import read_file

SAMPLES = Path(__file__).parent / "samples"
FORM4 = (SAMPLES / "edgar-form4.xml").read_text()
FILING = (SAMPLES / "edgar-8k.txt").read_bytes()


def items(raw: bytes | str, **reading: int) -> list[Item]:
    return list(read(BytesIO(raw.encode() if isinstance(raw, str) else raw), name="f.txt", **reading))


def form4(*changes: tuple[str, str]) -> Document:
    text = FORM4
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (doc,) = items(text)
    assert isinstance(doc, Document)
    return doc


def test_a_current_report_gives_its_main_document_and_its_press_releases() -> None:
    path = str(SAMPLES / "edgar-8k.txt")
    docs = list(read_file(path))
    assert all(isinstance(doc, Document) for doc in docs)
    main, results, hire = docs
    assert isinstance(main, Document)
    assert isinstance(results, Document)
    assert isinstance(hire, Document)
    assert [doc.origin for doc in (main, results, hire)] == [f"{path}#1", f"{path}#3", f"{path}#4"]
    assert [doc.id for doc in (main, results, hire)] == [
        "0009990001-25-000123",
        "0009990001-25-000123:3",
        "0009990001-25-000123:4",
    ]
    assert "display" not in main.text
    assert "0009990001" not in main.text
    assert main.text.endswith("results for the third quarter, a copy of which is furnished as Exhibit 99.1.")
    assert results.title == "Borvane Reports Third Quarter Results"
    assert results.text.split("\n\n")[1:3] == [
        "(in millions) | 2025 | 2024\nRevenue | $412.3 | $378.2\nNet loss | $(12.1) | $(4.0)",
        "• Orders rose 14 percent to $520 million.",
    ]
    assert "a maker of café equipment, today reported revenue of $412.3 million" in results.text
    assert hire.text.split("\n\n")[1:] == [
        "DAYTON, Ohio, November 20, 2025 - Borvane Corp said its board had appointed Jane Roe as chief financial "
        "officer, effective December 1.",
        "Salary                       $600,000        2025\nBonus                        $250,000        2025",
    ]
    for doc in (main, results, hire):
        assert doc.published == datetime(2025, 11, 21, 16, 30, 15, tzinfo=timezone(timedelta(hours=-5)))
        assert (doc.published_basis, doc.source, doc.url, doc.tickers) == ("edgar", "SEC EDGAR", None, ["BRVN"])
        assert (doc.extra["form"], doc.extra["accession"]) == ("8-K", "0009990001-25-000123")
        assert doc.extra["ciks"] == ["0009990001"]
        json.dumps(dict(doc.extra))


def test_schedules_as_text_and_as_xml() -> None:
    (old,) = read_file(str(SAMPLES / "edgar-sc13d.txt"))
    assert isinstance(old, Document)
    assert "It intends to ask the board to sell the company and to nominate three directors." in old.text
    assert "\n2023-03-01        200,000       $18.40\n" in old.text
    assert old.extra["ciks"] == ["0009990003", "0009990005"]
    (new,) = read_file(str(SAMPLES / "edgar-schedule13d.txt"))
    assert isinstance(new, Document)
    assert new.text == (
        "Merivale Capital LP reported beneficial ownership of 5,010,000 shares of common stock of Quenby Stores Inc, 9.9 "
        "percent of the class, as of 2025-06-10.\n\nThe reporting person sent a letter to the board that asks it to sell "
        "the company."
    )
    assert new.title == "SCHEDULE 13D/A: Merivale Capital LP, Quenby Stores Inc"


def test_an_ownership_form_as_sentences() -> None:
    doc = form4()
    who = "Jane A. Roe, a director and Chief Financial Officer of Borvane Corp (BRVN),"
    assert doc.text.split("\n\n") == [
        f"{who} bought 12,000 shares of common stock at $41.20 a share on 2025-11-20; Jane A. Roe held 88,000 shares of "
        "common stock directly afterwards (footnote 1).",
        f"{who} exercised or converted a derivative security for 5,000 shares of common stock at $12.50 a share "
        "on 2025-11-20; Jane A. Roe held 93,000 shares of common stock directly afterwards.",
        f"{who} delivered 1,733.5 shares of common stock at $41.2053 a share to the company, or had it withheld, to pay an "
        "exercise price or tax on 2025-11-20; Jane A. Roe held 91,266.5 shares of common stock directly afterwards.",
        f"{who} sold 2,000 shares of common stock at $42 a share on 2025-11-21; Jane A. Roe held 6,000 shares of common "
        "stock indirectly (By Trust) afterwards (footnote 2).",
        f"{who} held 400 shares of Class B common stock directly.",
        f"{who} exercised or converted 5,000 employee stock options (right to buy) on 2025-11-20 (for 5,000 shares of "
        "common stock, at an exercise or conversion price of $12.50, exercisable from 2021-03-01, expiring on "
        "2030-03-01); Jane A. Roe held 30,000 employee stock options (right to buy) directly afterwards.",
        "The form says that a transaction in it was made under a Rule 10b5-1 trading plan.",
        "Remarks: The transactions of November 21 were planned in May.",
        "Footnote 1: The price is a weighted average of purchases at $41.05 to $41.30.",
        "Footnote 2: The trust is for the benefit of the children of the reporting person.",
    ]
    assert (doc.title, doc.tickers) == ("Form 4: Jane A. Roe, Borvane Corp (BRVN)", ["BRVN"])
    assert doc.extra["ciks"] == ["0009990001", "0009990002"]
    # a form without its submission doesn't say when it was filed
    assert (doc.published, doc.extra["signed"]) == (None, "2025-11-21")


def test_an_ownership_form_inside_a_submission() -> None:
    head = FILING[: FILING.index(b"<DOCUMENT>")].replace(b"\t8-K", b"\t4")
    raw = (
        head + b"<DOCUMENT>\n<TYPE>4\n<SEQUENCE>1\n<TEXT>\n<XML>\n" + FORM4.encode() + b"</XML>\n</TEXT>\n</DOCUMENT>\n"
    )
    (doc,) = items(raw)
    assert isinstance(doc, Document)
    assert doc.text.startswith("Jane A. Roe, a director")
    assert (doc.id, doc.extra["form"]) == ("0009990001-25-000123", "4")
    assert isinstance(doc.published, datetime)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([("<value>41.2</value>", "<value></value>")], "bought 12,000 shares of common stock on 2025-11-20;"),
        ([("<value>12000</value>", "<value>n/a</value>")], "bought an unstated number of shares of common stock at $41.20"),
        ([(">P<", ">G<"), ("<value>41.2</value>", "<value>0</value>")], "received 12,000 shares of common stock as a gift on"),
        ([(">P<", ">A<"), ("<value>41.2</value>", "<value>0</value>")], "stock at no price as a grant or award on"),
        ([(">P<", ">Q<")], "acquired 12,000 shares of common stock at $41.20 a share (transaction code Q) on 2025-11-20"),
        ([("<value>12000</value>", "<value>1</value>")], "bought 1 share of common stock at"),
        ([("<isDirector>1", "<isDirector>0"), ("Chief Financial Officer<", "See Remarks<")], "Roe, an officer of Borvane"),
        ([("<issuerTradingSymbol>BRVN", "<issuerTradingSymbol>NONE")], "Officer of Borvane Corp, bought"),
        ([("<documentType>4<", "<documentType>4/A</documentType><dateOfOriginalSubmission>2025-11-19</dateOfOriginalSubmission><x>"), ("<periodOfReport>", "</x><periodOfReport>")], "This form amends the one filed on 2025-11-19."),
    ],
)  # fmt: skip
def test_what_a_form_may_say(changes: list[tuple[str, str]], expected: str) -> None:
    assert expected in form4(*changes).text


def test_several_owners_and_none() -> None:
    second = (
        "<reportingOwner><reportingOwnerId><rptOwnerName>MERIVALE CAPITAL LP</rptOwnerName></reportingOwnerId>"
        "<reportingOwnerRelationship><isTenPercentOwner>1</isTenPercentOwner></reportingOwnerRelationship></reportingOwner>"
    )
    doc = form4(("<aff10b5One>", second + "<aff10b5One>"))
    assert "MERIVALE CAPITAL LP is an owner of more than 10 percent of Borvane Corp (BRVN)." in doc.text
    assert (
        "Jane A. Roe and MERIVALE CAPITAL LP sold 2,000 shares of common stock of Borvane Corp (BRVN) at $42"
        in doc.text
    )
    (empty,) = items("<ownershipDocument><documentType>3</documentType></ownershipDocument>")
    assert isinstance(empty, Document)
    assert "reported no transaction and no holding on Form 3" in empty.text


def test_damage_is_told_where_it_stands() -> None:
    broken = FILING.replace(b"</TEXT>\n</DOCUMENT>\n<DOCUMENT>\n<TYPE>EX-99.2", b"<DOCUMENT>\n<TYPE>EX-99.2")
    main, lost, hire = items(broken)
    assert isinstance(main, Document)
    assert isinstance(hire, Document)
    assert isinstance(lost, Rejected)
    assert (lost.origin, lost.id) == ("f.txt#3", "0009990001-25-000123:3")
    assert "no end" in lost.message
    assert "$412.3 million" in lost.raw
    *_, cut = items(FILING[: FILING.index(b"Bonus")])
    assert isinstance(cut, Rejected)
    stray = items(FILING.replace(b"</DOCUMENT>\n<DOCUMENT>\n<TYPE>EX-10.1", b"</DOCUMENT>\nlost words\n<TYPE>EX-10.1"))[
        1
    ]
    assert isinstance(stray, Rejected)
    assert "lost words" in stray.raw
    (form,) = items(FORM4[:3000])
    assert isinstance(form, Rejected)
    assert "broken XML" in form.message


def test_what_is_passed_over_and_what_is_refused() -> None:
    main, pdf, _ = items(FILING.replace(b"<HTML><HEAD>", b"<PDF>\nbegin 644 a.pdf\n<HTML><HEAD>"))
    assert isinstance(main, Document)
    assert isinstance(pdf, Rejected)
    assert "ex99-1.htm is no text" in pdf.message
    head = FILING[: FILING.index(b"<DOCUMENT>")]
    for raw, reason in ((head, "no <DOCUMENT>"), (b"", "nothing to read"), (b"<SEC-DOCUMENT>", "nothing to read")):
        (none,) = items(raw)
        assert isinstance(none, Rejected)
        assert reason in none.message
    big = items(FILING, max_size=700)
    assert [type(item) for item in big] == [Rejected, Rejected, Document]
    assert "over the limit" in big[0].message  # type: ignore[union-attr]


def test_two_submissions_in_one_file() -> None:
    other = (SAMPLES / "edgar-sc13d.txt").read_bytes()
    docs = items(FILING + other)
    assert all(isinstance(doc, Document) for doc in docs)
    assert [doc.id for doc in docs][-2:] == ["0009990001-25-000123:4", "0009990005-23-000009"]
    assert docs[-1].origin == "f.txt#6"


def test_the_header_of_the_feed_and_a_day_without_a_time() -> None:
    raw = (
        b"<SUBMISSION>\n<ACCESSION-NUMBER>0009-25-1\n<TYPE>SC 13G\n<FILING-DATE>20251121\n<SUBJECT-COMPANY>\n"
        b"<COMPANY-DATA>\n<CONFORMED-NAME>QUENBY STORES INC\n<CIK>0009990003\n</COMPANY-DATA>\n</SUBJECT-COMPANY>\n"
        b"<DOCUMENT>\n<TYPE>SC 13G\n<TEXT>\nMerivale owns 5.1 percent of Quenby Stores.\n</TEXT>\n</DOCUMENT>\n</SUBMISSION>\n"
    )
    (doc,) = items(raw)
    assert isinstance(doc, Document)
    assert (doc.id, doc.published) == ("0009-25-1", date(2025, 11, 21))
    assert doc.title == "QUENBY STORES INC: Form SC 13G"


@pytest.mark.parametrize(
    ("kept", "signatures", "name"),
    [
        ("ROE JANE A", [], "Jane A Roe"),
        ("Roe Jane", ["/s/ Jane Roe"], "Jane Roe"),
        ("JANE ROE", ["Jane Roe"], "Jane Roe"),
        ("VAN DER BERG JAN", [], "Jan Van Der Berg"),
        ("QUILL PETER J JR", [], "Peter J Quill Jr"),
        ("O'NEIL MARY-ANN III", [], "Mary-Ann O'Neil III"),
        ("MERIVALE CAPITAL LP", ["/s/ Jane Roe"], "MERIVALE CAPITAL LP"),
        ("QUILL PETER", ["Jane Roe, attorney-in-fact for Peter Quill"], "Peter Quill"),
        ("", [], ""),
    ],
)
def test_names(kept: str, signatures: list[str], name: str) -> None:
    assert person(kept, signatures) == name


def test_securities_and_figures() -> None:
    assert security("CLASS A COMMON STOCK, PAR VALUE $.001 PER SHARE") == "Class A common stock"
    assert holding(number("1"), "Restricted Stock Units") == "1 restricted stock units"
    assert holding(number("2,500.0"), "Stock Option (Right to Buy)") == "2,500 stock options (right to buy)"
    assert [money(value) for text in ("$41.2", "0.005", "1e3") if (value := number(text)) is not None] == [
        "$41.20",
        "$0.005",
        "$1,000",
    ]
    assert [number(text) for text in ("", "n/a", "NaN", "1e999999")] == [None] * 4
    assert officer_title("See Remarks") is None
    assert [mark.symbol for mark in symbols("NYSE: BRVN, BRVN.B", "Borvane")] == ["BRVN", "BRVN.B"]
    assert symbols("N/A", "x") == []


def test_lines_of_prose_are_joined_and_those_of_tables_stay() -> None:
    text = "<PAGE>\n   One line\nand the next.\n\n<TABLE>\n<S>   <C>\nSales    41    40\nCosts    30    29\n</TABLE>\n\n - 2 -\n"
    assert paragraphs(text) == "One line and the next.\n\nSales    41    40\nCosts    30    29"
