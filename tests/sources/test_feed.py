"""Feeds: the article where the entry has it, headline and summary where not, and what is only a link."""

from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest

from extractor.errors import SourceError
from extractor.sources.document import Document, Item, Rejected
from extractor.sources.feed import Entry, entries, parse_date, read, web_address
from extractor.sources.inputs import read_file

SAMPLES = Path(__file__).parent / "samples"
BODY = "Borvane Plc said on Monday it would raise its dividend by a tenth."


def rss(items: str, *, channel: str = "") -> bytes:
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<rss version="2.0" {space}><channel>{channel}{items}</channel></rss>'.encode()


def items(raw: bytes) -> list[Item]:
    return list(read(BytesIO(raw), name="f"))


def test_rss() -> None:
    whole, short, link = read_file(str(SAMPLES / "feed-rss.rss"))
    assert isinstance(whole, Document)
    assert whole.text == (
        "Borvane Corp said on Monday it had agreed to buy Ludmore Plc's R&D arm for $120 million in cash.\n\n"
        "The deal is expected to close in the second quarter."
    )
    assert whole.published == datetime(2025, 11, 24, 8, 30, tzinfo=timezone(timedelta(hours=8)))
    assert (whole.id, whole.url, whole.published_basis) == ("e1", "https://news.example/e1", "feed")
    assert (whole.source, whole.authors, whole.language) == ("Meridian Wire: Deals & More", ("Jane Roe",), "en")
    assert (whole.tickers, whole.extra) == (["BRVN"], {"categories": ["Deals", "NYSE:BRVN"]})
    assert isinstance(short, Document)
    assert short.text == "Ostrel sells its mill in Pori to Borvane\n\nOstrel Oyj gets 40 million euros."
    assert (short.title, short.authors) == ("Ostrel sells its mill in Pori to Borvane", ("John Doe",))
    assert (short.url, short.published) == ("https://news.example/e2", datetime(2025, 11, 25, 10, tzinfo=UTC))
    assert isinstance(link, Rejected)
    assert "only a link, https://news.example/e3; `extractor scrape`" in link.message
    assert link.origin.endswith("#3")
    assert "<title>Markets today</title>" in link.raw


def test_atom() -> None:
    first, second = read_file(str(SAMPLES / "feed-atom.atom"))
    assert isinstance(first, Document)
    assert first.text.split("\n\n")[1] == "The deal closes in May."
    assert (first.url, first.authors) == ("https://news.example/atom/f1.html", ("Jane Roe", "John Doe"))
    assert first.published == datetime(2025, 11, 24, 8, 30, tzinfo=timezone(timedelta(hours=8)))
    assert isinstance(second, Document)
    assert second.text == "Ostrel Oyj sold its mill in Pori to Borvane Corp for 40 million euros."
    assert (second.source, second.authors) == ("Meridian & Co", ("Desk of Meridian",))
    assert second.published == datetime(2025, 11, 25, 10, tzinfo=UTC)


def test_rss_1_has_its_items_beside_the_channel() -> None:
    (doc,) = read_file(str(SAMPLES / "feed-rdf.xml"))
    assert isinstance(doc, Document)
    assert (doc.source, doc.authors, doc.url) == ("Meridian Wire", ("Jane Roe",), "https://news.example/g1")
    assert doc.text.endswith("\n\nBorvane Plc pays 40 pence a share in May.")


def test_a_long_description_is_the_article() -> None:
    (doc,) = items(rss(f"<item><title>Borvane</title><description>{' '.join([BODY] * 9)}</description></item>"))
    assert isinstance(doc, Document)
    assert doc.text.startswith("Borvane Plc said")
    assert doc.title == "Borvane"


def test_entries_for_those_who_fetch() -> None:
    raw = rss("<item><title>A</title><link>b/c?x=1&y=2</link></item><item><guid>https://x.example/g</guid></item>")
    first, second = entries(raw, base="https://news.example/a/feed")
    assert first == Entry(url="https://news.example/a/b/c?x=1&y=2", title="A")
    assert (second.url, second.id) == ("https://x.example/g", "https://x.example/g")
    assert [entry.url for entry in entries(raw[:-30], base="https://n.example/")] == ["https://n.example/b/c?x=1&y=2"]
    with pytest.raises(SourceError, match="broken XML"):
        entries(b"<rss><channel><item>")


def test_usual_faults_are_mended() -> None:
    raw = b"\n " + rss(f"<item><title>Q&A: R&D & more at Borvane&copy;</title>"
                       f"<description>{BODY}\x08 A&B &amp; C&nbsp;D</description></item>")  # fmt: skip
    (doc,) = items(raw)
    assert isinstance(doc, Document)
    assert doc.title == "Q&A: R&D & more at Borvane©"
    assert doc.text.endswith("A&B & C D")


def test_a_feed_that_breaks_off_gives_what_it_has() -> None:
    raw = rss("".join(f"<item><guid>{n}</guid><description>{BODY}</description></item>" for n in range(5)))
    whole = items(raw)
    assert [item.id for item in whole] == ["0", "1", "2", "3", "4"]
    for end in range(60, len(raw) - len("</channel></rss>"), 7):
        *docs, last = items(raw[:end])
        assert docs == whole[: len(docs)]
        assert isinstance(last, Rejected)
        assert last.origin == f"f#{len(docs) + 1}"


def test_nothing_is_fetched_or_expanded() -> None:
    secret = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    (doc,) = items(secret.encode() + rss(f"<item><title>T</title><description>{BODY} &x;&b;</description></item>"))
    assert isinstance(doc, Document)
    assert doc.text.endswith("&x;&b;")


def test_a_date_that_cant_be_read_is_kept() -> None:
    (doc,) = items(rss(f"<item><pubDate>some day</pubDate><description>{BODY}</description></item>"))
    assert isinstance(doc, Document)
    assert (doc.published, doc.extra) == (None, {"published": "some day"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 24 Nov 2025 08:30:00 GMT", datetime(2025, 11, 24, 8, 30, tzinfo=UTC)),
        ("24 Nov 25 08:30 EST", datetime(2025, 11, 24, 8, 30, tzinfo=timezone(timedelta(hours=-5)))),
        ("2025-11-24T08:30Z", datetime(2025, 11, 24, 8, 30, tzinfo=UTC)),
        ("2025-11-24", date(2025, 11, 24)),
        ("Mon, 99 Nov 2025 08:30:00 GMT", None),
        ("yesterday", None),
    ],
)
def test_dates(text: str, expected: object) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("link", "base", "expected"),
    [
        (" https://a.example/b ", None, "https://a.example/b"),
        ("/b", "https://a.example/c/d", "https://a.example/b"),
        ("javascript:alert(1)", "https://a.example/", None),
        ("file:///etc/passwd", None, None),
        ("", "https://a.example/", None),
        ("http://[bad", None, None),
    ],
)
def test_addresses(link: str, base: str | None, expected: str | None) -> None:
    assert web_address(link, base) == expected


def test_a_prefix_that_nobody_declared_is_no_fault() -> None:
    entry = f"<item><title>Borvane lifts payout</title><media:content url='x'/><description>{'Borvane rose. ' * 9}</description></item>"
    raw = f"<rss><channel><title>Post</title>{entry * 2}</channel></rss>".encode()
    assert [item.title for item in items(raw) if isinstance(item, Document)] == ["Borvane lifts payout"] * 2
    assert len(items(raw)) == 2
    last = items(raw.removesuffix(b"</channel></rss>"))[-1]
    assert isinstance(last, Rejected)
    assert "media" not in last.message
