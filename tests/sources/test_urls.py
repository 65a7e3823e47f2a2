"""One spelling a page."""

import pytest

from extractor.errors import SourceError
from extractor.sources.urls import canonical_url, host_of


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example/a", "https://news.example/a"),
        (" HTTPS://News.Example:443/A#top ", "https://news.example/A"),
        ("http://news.example:80", "http://news.example/"),
        ("http://news.example:8080/", "http://news.example:8080/"),
        ("https://news.example:80/", "https://news.example:80/"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://news.example/a?utm_source=x&id=7&UTM_Medium=y&fbclid=z", "https://news.example/a?id=7"),
        ("https://news.example/a?gclid=1", "https://news.example/a"),
        ("https://news.example/a?", "https://news.example/a"),
        ("https://news.example/a?b=2&a=1&&b=1", "https://news.example/a?b=2&a=1&b=1"),
        ("https://news.example/a?q=utm_source", "https://news.example/a?q=utm_source"),
        ("https://news.example/?utmost=1&source=2", "https://news.example/?utmost=1&source=2"),
        ("https://news.example/caf\u00e9 bar?q=\u20ac", "https://news.example/caf%C3%A9%20bar?q=%E2%82%AC"),
        ("https://news.example/a%2Fb%20c", "https://news.example/a%2Fb%20c"),
        ("https://b\u00fccher.example/", "https://xn--bcher-kva.example/"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
        ("http://user@News.example/", "http://user@news.example/"),
    ],
)
def test_canonical(url: str, expected: str) -> None:
    assert canonical_url(url) == expected
    assert canonical_url(expected) == expected


@pytest.mark.parametrize(
    "url", ["", "news.example/a", "/a", "ftp://news.example/", "mailto:a@news.example", "http://", "http://[::1",
            "http://news.example:x/", "http://a b.example/", "http://" + "\u00fc" * 70 + ".example/", "javascript:alert(1)"],
)  # fmt: skip
def test_no_web_address(url: str) -> None:
    with pytest.raises(SourceError, match="URL"):
        canonical_url(url)


@pytest.mark.parametrize(
    ("url", "host"), [("http://News.example:80/", "news.example"), ("nonsense", ""), ("http://[", "")]
)
def test_host(url: str, host: str) -> None:
    assert host_of(url) == host
