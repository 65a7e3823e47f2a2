"""Sitemaps: addresses for those who fetch, nothing to read for those who do not."""

import gzip
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from extractor.errors import SourceError
from extractor.sources import sitemap
from extractor.sources.document import Rejected
from extractor.sources.feed import Entry
from extractor.sources.inputs import read_file
from extractor.sources.sitemap import locations

SAMPLES = Path(__file__).parent / "samples"


def test_pages_with_what_the_news_extension_says() -> None:
    pages, sitemaps = locations((SAMPLES / "sitemap-news.xml").read_bytes())
    assert sitemaps == []
    assert pages == [
        Entry(
            url="https://news.example/h1?a=1&b=2",
            title="Borvane to buy Ludmore",
            published=datetime(2025, 11, 24, 8, 30, tzinfo=timezone(timedelta(hours=8))),
            source="Meridian Wire",
            language="en",
            categories=("deals", "machinery"),
            symbols=("BRVN", "LUD"),
        ),
        Entry(url="https://news.example/h2", published=date(2025, 11, 26)),
    ]
    assert pages[0].published is not None
    assert pages[0].published.astimezone(UTC).hour == 0  # type: ignore[union-attr]


def test_an_index_packed_or_not() -> None:
    raw = (SAMPLES / "sitemap-index.xml").read_bytes()
    expected = ([], ["https://news.example/sitemap-1.xml.gz", "https://news.example/sitemap-2.xml"])
    assert locations(raw) == expected
    assert locations(gzip.compress(raw)) == expected


def test_as_an_input_every_page_is_only_a_link() -> None:
    items = list(read_file(str(SAMPLES / "sitemap-news.xml")))
    assert [item.origin.rpartition("#")[2] for item in items if isinstance(item, Rejected)] == ["1", "2"]
    assert "only a link, https://news.example/h2; `extractor scrape`" in items[1].message  # type: ignore[union-attr]


def test_broken_and_endless_sitemaps(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = (SAMPLES / "sitemap-news.xml").read_bytes()
    assert [page.url for page in locations(raw[:-40])[0]] == ["https://news.example/h1?a=1&b=2"]
    with pytest.raises(SourceError, match="broken XML"):
        locations(raw[:100])
    monkeypatch.setattr(sitemap, "LARGEST", 1000)
    with pytest.raises(SourceError, match="longer than 1,000 bytes"):
        locations(gzip.compress(b"<urlset>" + b" " * 100_000 + b"</urlset>"))
