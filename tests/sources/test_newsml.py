"""NewsML-G2: messages, single items, the kinds of content, what is no article."""

from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest

from extractor.sources.document import Document, Item, Rejected
from extractor.sources.inputs import read_file
from extractor.sources.newsml import read

SAMPLES = Path(__file__).parent / "samples"
NS = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'


def item(content: str, meta: str = "") -> Item:
    raw = f'<newsItem {NS} guid="g1"><itemMeta>{meta}</itemMeta><contentSet>{content}</contentSet></newsItem>'
    (only,) = read(BytesIO(raw.encode()), name="m.xml")
    return only


def test_a_message_gives_its_items_in_order() -> None:
    results, taken_back, package, plain, picture, within = read_file(str(SAMPLES / "newsml-message.xml"))
    assert isinstance(results, Document)
    assert results.text == (
        "BOSTON, Nov 24 - Borvane Corp's quarterly profit rose 12 percent to $41.2 million, helped by sales at Quenby "
        "Stores.\n\nThe shares rose 3 percent before the bell."
    )
    assert (results.id, results.title) == (
        "urn:newsml:mwx.example:20251124:1",
        "Borvane quarterly profit rises 12 percent",
    )
    assert (results.published, results.published_basis) == (datetime(2025, 11, 24, 8, 5, tzinfo=UTC), "newsml")
    assert (results.authors, results.source, results.language) == (("Jane Roe",), "Meridian Wire", "en")
    assert results.tickers == ["BRVN", "QBY"]
    assert results.ticker_names == {"BRVN": "Borvane Corp", "QBY": "Quenby Stores Inc"}
    assert results.extra["subjects"] == ["Borvane Corp", "Quenby Stores Inc", "company earnings"]
    for refused, reason in ((taken_back, "canceled"), (package, "package"), (picture, "item class picture")):
        assert isinstance(refused, Rejected)
        assert reason in refused.message
        assert refused.id is not None
        assert refused.raw
    assert isinstance(plain, Document)
    assert plain.text.endswith("cut 400 jobs.\n\nThe unions will meet the company on Tuesday.")
    assert isinstance(within, Document)
    assert within.text == "LIMA, Nov 24 - Kestrel Gold raised its output goal to 310,000 ounces."
    assert (within.title, within.authors) == ("Kestrel Gold raises output goal", ("John Doe",))


def test_a_single_item_with_html_as_data() -> None:
    (doc,) = read_file(str(SAMPLES / "newsml-item.xml"))
    assert isinstance(doc, Document)
    assert doc.text.endswith("rate at 4.25 percent.\n\nEconomists had expected a cut.")
    assert doc.published == datetime(2025, 11, 24, 10, 15, tzinfo=timezone(timedelta(hours=1)))
    assert doc.source == "Meridian Holdings"


@pytest.mark.parametrize(
    ("content", "meta", "message"),
    [
        ("<inlineData>x y z rose</inlineData>", '<pubStatus qcode="stat:withheld"/>', "withheld"),
        ('<inlineData encoding="base64">Qm9ydmFuZQ==</inlineData>', "", "encoded"),
        ("<inlineXML/>", "", "no text"),
        ("", "", "no text inside"),
    ],
)
def test_items_that_are_no_articles(content: str, meta: str, message: str) -> None:
    refused = item(content, meta)
    assert isinstance(refused, Rejected)
    assert (refused.id, refused.origin) == ("g1", "m.xml#1")
    assert message in refused.message


def test_a_message_that_breaks_off_is_told() -> None:
    raw = (SAMPLES / "newsml-message.xml").read_bytes()
    cut = raw[: raw.index(b"The unions")]
    *before, last = read(BytesIO(cut), name="m.xml")
    assert len(before) == 3
    assert isinstance(last, Rejected)
    assert last.origin == "m.xml#4"
    assert "broken XML" in last.message
