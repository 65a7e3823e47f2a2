"""Reuters SGML: records, wire lines, control characters, damage."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest

from extractor.sources.document import Document, Item, Rejected
from extractor.sources.inputs import read_file
from extractor.sources.reuters import read

SAMPLE = Path(__file__).parent / "samples" / "reuters-sgml.sgm"


def items(raw: bytes, **reading: int) -> list[Item]:
    return list(read(BytesIO(raw), name="wire.sgm", **reading))


def record(body: str, number: int = 1) -> bytes:
    return (
        f'<REUTERS NEWID="{number}"><DATE>3-MAR-1987 09:18:21.26</DATE><TEXT>&#2;\n<TITLE>A TITLE</TITLE>'
        f"<BODY>{body}&#3;</BODY></TEXT></REUTERS>\n"
    ).encode("latin-1")


def test_the_stories_of_a_file() -> None:
    docs = list(read_file(str(SAMPLE)))
    assert all(isinstance(doc, Document) for doc in docs)
    deal, results, brief, prices = docs
    assert deal.text == (  # type: ignore[union-attr]
        "NEW YORK, March 3 - Borvane Corp said it agreed to buy Ludmore & Sons Ltd <LUD.TO> of Toronto for 120 mln "
        "dlrs in cash.\n\nThe maker of café equipment expects the purchase to close in the second quarter and to add to "
        'earnings within a year.\n\n"We have known each other for a decade," chairman Peter Quill said.'
    )
    assert isinstance(deal, Document)
    assert deal.title == "BORVANE <BRVN> TO BUY LUDMORE & SONS FOR 120 MLN DLRS"
    assert (deal.id, deal.published, deal.published_basis) == ("101", datetime(1987, 3, 3, 9, 18, 21), "reuters-sgml")
    assert (deal.authors, deal.source, deal.origin) == (("Jane Roe",), "Reuters", f"{SAMPLE}#1")
    assert (deal.tickers, deal.ticker_names) == (["BRVN", "LUD"], {"LUD": "Ludmore & Sons Ltd"})
    assert (deal.extra["topics"], deal.extra["places"]) == (["acq"], ["usa", "canada"])
    assert isinstance(results, Document)
    assert results.text.split("\n")[:3] == [
        "DAYTON, Ohio, March 3 - Shr 41 cts vs 33 cts",
        "Net 8,214,000 vs 6,650,000",
        "Revs 101.2 mln vs 94.8 mln",
    ]
    assert "cts a share from the sale" in results.text
    assert isinstance(brief, Document)
    assert (brief.text, brief.title) == ("TELFORD RAIL SAYS IT WILL CUT 400 JOBS",) * 2
    assert isinstance(prices, Document)
    assert "\nCopper cash         893.00      893.50\nZinc cash" in prices.text
    assert prices.text.endswith("below the average of the week, brokers said.")


def test_control_characters_and_references_once() -> None:
    (doc,) = items(record("Borvane\x07 said &amp;lt; is no tag&#30; and rose\n 3 pct."))
    assert isinstance(doc, Document)
    assert doc.text == "Borvane said &lt; is no tag and rose 3 pct."


def test_a_record_without_its_end_is_told_and_the_next_is_read() -> None:
    broken = record("Borvane rose on Monday.").partition(b"</BODY>")[0]
    first, bad, last, cut = items(record("One said yes.", 1) + broken + record("Two said no.", 3) + broken)
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert (first.id, last.id) == ("1", "3")
    for item, place in ((bad, 2), (cut, 4)):
        assert isinstance(item, Rejected)
        assert item.origin == f"wire.sgm#{place}"
        assert "no end tag" in item.message
        assert "Borvane rose" in item.raw


def test_text_between_records_is_told() -> None:
    stray, doc = items(b"Some words.\n" + record("Borvane said it rose."))
    assert isinstance(stray, Rejected)
    assert stray.raw == "Some words.\n"
    assert isinstance(doc, Document)


@pytest.mark.parametrize("raw", [b"", b"<!DOCTYPE lewis SYSTEM 'x'>", b"   "])
def test_a_file_without_records(raw: bytes) -> None:
    (item,) = items(raw)
    assert isinstance(item, Rejected)
    assert "no <REUTERS> record" in item.message


def test_a_record_over_the_limit_costs_no_memory_and_no_neighbour() -> None:
    huge, last = items(record("word " * 100_000) + record("Borvane said it rose."), max_size=100_000)
    assert isinstance(huge, Rejected)
    assert "over the limit" in huge.message
    assert len(huge.raw) < 300_000
    assert isinstance(last, Document)


def test_a_broken_date_is_kept_as_text() -> None:
    (doc,) = items(record("Borvane said it rose.").replace(b"3-MAR-1987", b"33-MAR-1987"))
    assert isinstance(doc, Document)
    assert doc.published is None
    assert doc.extra["published"] == "33-MAR-1987 09:18:21.26"
