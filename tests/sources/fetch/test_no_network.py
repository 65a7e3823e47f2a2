"""Reading a page or feed opens no connection, whatever it names: fetching is this package's alone."""

import socket
import subprocess
import sys

import pytest

from extractor.sources import Document, read_any
from tests.sources.fetch.site import article

HTML = (
    article()
    .replace(
        b"</head>",
        b'<link rel=stylesheet href="http://127.0.0.1:9/s.css"><link rel=canonical href="http://news.example/a">'
        b'<base href="http://127.0.0.1:9/"><script src="http://127.0.0.1:9/s.js"></script>'
        b'<meta http-equiv=refresh content="0;url=http://127.0.0.1:9/">'
        b'<script type="application/ld+json">{"@context": "http://127.0.0.1:9/ld", "@type": "NewsArticle"}</script></head>',
    )
    .replace(b"<p>Shares", b'<p><img src="http://127.0.0.1:9/i.png"><iframe src="http://127.0.0.1:9/f"></iframe>Shares')
)
XHTML = (
    b'<?xml version="1.0"?><!DOCTYPE html SYSTEM "http://127.0.0.1:9/x.dtd" '
    b'[<!ENTITY far SYSTEM "http://127.0.0.1:9/e"><!ENTITY near SYSTEM "file:///etc/hostname">]>'
    + article().removeprefix(b"<!doctype html>").replace(b"in cash", b"in cash &far; &near;")
)
RSS = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY far SYSTEM "http://127.0.0.1:9/e">'
    b'<!ENTITY near SYSTEM "file:///etc/hostname">]>'
    b"<rss version='2.0'><channel><item><title>T &far;&near;</title><link>http://news.example/a</link></item>"
    b"</channel></rss>"
)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every attempt to use the network, which then fails."""
    attempts: list[object] = []

    def refuse(*args: object, **kwargs: object) -> None:
        attempts.append(args)
        raise OSError("no network in this test")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    return attempts


@pytest.mark.parametrize("markup", [HTML, XHTML], ids=["html", "xhtml"])
def test_reading_a_page(opened: list[object], markup: bytes) -> None:
    doc = read_any(markup, name="page.html")
    assert isinstance(doc, Document)
    assert "agreed to buy Ostrel Ltd" in doc.text
    with open("/etc/hostname") as file:
        assert file.read().strip() not in doc.text
    assert opened == []


def test_reading_a_feed(opened: list[object]) -> None:
    from extractor.sources.feed import entries

    (entry,) = entries(RSS)
    assert entry.url == "http://news.example/a"
    with open("/etc/hostname") as file:
        assert file.read().strip() not in (entry.title or "")
    assert opened == []


def test_sources_do_without_the_network_packages() -> None:
    code = (
        "import sys, extractor, extractor.sources, extractor.sources.inputs, extractor.sources.urls;"
        "assert not {'httpx', 'httpcore', 'protego'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_without_its_packages_it_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['protego'] = None\n"
        "from extractor.errors import ConfigError\n"
        "try:\n    import extractor.sources.fetch\nexcept ConfigError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "pip install 'extractor[fetch]'" in done.stdout, done.stderr
