"""NITF: the article and what it says of itself."""

from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest

from extractor.sources.document import Document, Item, Rejected
from extractor.sources.inputs import read_file
from extractor.sources.nitf import read, with_dateline

SAMPLE = Path(__file__).parent / "samples" / "nitf-deal.xml"


def items(raw: bytes) -> list[Item]:
    return list(read(BytesIO(raw), name="a.xml"))


def test_an_article() -> None:
    (doc,) = read_file(str(SAMPLE))
    assert isinstance(doc, Document)
    assert doc.text.split("\n\n") == [
        "HONG KONG, Nov 24 - Borvane Corp said on Monday it had agreed to buy Ludmore Plc for $120 million in cash.",
        "Second quarter",
        "The deal is expected to close in the second quarter, &Borvane; said.",
        "Year | Sales\n2024 | $41.2 million\n2025 | $44.0 million",
        "Ludmore keeps its name.",
        "It employs 800 people.",
    ]
    assert doc.published == datetime(2025, 11, 24, 8, 30, tzinfo=timezone(timedelta(hours=8)))
    assert (doc.id, doc.published_basis, doc.source) == ("mwx-20251124-0017", "nitf", "Meridian Wire")
    assert (doc.title, doc.authors) == ("Borvane to buy Ludmore for $120 million", ("Jane Roe", "John Doe"))
    assert (doc.language, doc.tickers) == ("en", ["BRVN", "LUD"])
    assert doc.ticker_names == {"BRVN": "Borvane Corp", "LUD": "Ludmore Plc"}
    assert doc.extra["keywords"] == ["takeovers", "machinery"]


def test_an_article_taken_back_is_no_document() -> None:
    (item,) = items(SAMPLE.read_bytes().replace(b'"usable"', b'"canceled"'))
    assert isinstance(item, Rejected)
    assert item.id == "mwx-20251124-0017"
    assert "took the article back" in item.message
    assert "Ludmore Plc" in item.raw


def test_a_flash_is_its_headline_and_a_file_that_breaks_off_is_told() -> None:
    flash = b"<nitf><body><body.head><hedline><hl1>Borvane cuts its forecast for sales</hl1></hedline></body.head></body></nitf>"
    (doc,) = items(flash)
    assert isinstance(doc, Document)
    assert doc.text == doc.title == "Borvane cuts its forecast for sales"
    first, broken = items(b"<all>" + flash + flash[:60])
    assert isinstance(first, Document)
    assert isinstance(broken, Rejected)
    assert broken.origin == "a.xml#2"


@pytest.mark.parametrize("raw", [b"<nitf/>", b"<nitf><body><body.content><p> </p></body.content></body></nitf>"])
def test_an_article_without_text(raw: bytes) -> None:
    (item,) = items(raw)
    assert isinstance(item, Rejected)
    assert "empty" in item.message


@pytest.mark.parametrize(
    ("text", "dateline", "whole"),
    [
        ("Borvane rose.", "LIMA, Nov 24 --", "LIMA, Nov 24 - Borvane rose."),
        ("Lima (MWX) - Borvane rose.", "LIMA, Nov 24", "Lima (MWX) - Borvane rose."),
        ("Borvane rose.", "", "Borvane rose."),
    ],
)
def test_datelines(text: str, dateline: str, whole: str) -> None:
    assert with_dateline(text, dateline) == whole
