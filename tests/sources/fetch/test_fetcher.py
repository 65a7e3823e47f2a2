"""URL → page: what is fetched, how politely, and what is refused by name."""

import gzip
import threading
import time
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from extractor.errors import ConfigError, SourceError
from extractor.sources import read_any
from extractor.sources.fetch import Clock, FetchError, FetchSettings, Page
from tests.sources.fetch.site import HTML, FakeClock, Handler, Server, article, fetcher, redirect


def failure(server: Server, path: str = "/a", **settings: object) -> FetchError:
    with fetcher(server, **settings) as get, pytest.raises(FetchError) as caught:
        get.fetch(server.url(path))
    return caught.value


def test_a_page(server: Server) -> None:
    server.routes["/a"] = (200, HTML | {"ETag": '"1"', "X-Other": "x"}, article())
    with fetcher(server) as get:
        page = get.fetch(server.url("/a#part"))
    assert page == Page(
        url=server.url("/a"), status=200, body=article(), media_type="text/html", charset="utf-8", from_cache=False,
        headers={"content-type": HTML["content-type"], "etag": '"1"', "date": page.headers["date"]},
        fetched=FakeClock().now() + timedelta(seconds=1),
    )  # fmt: skip
    host, path, headers = server.requests[-1]
    assert (host, path) == ("news.example", "/a")
    assert headers["user-agent"].startswith("extractor/")
    assert headers["user-agent"].endswith(" (+desk@example.com)")
    assert "cookie" not in {name.lower() for name in headers}


def test_it_reads_as_an_article(server: Server) -> None:
    server.routes["/a"] = (200, HTML, article())
    with fetcher(server) as get:
        page = get.fetch(server.url("/a"))
    doc = read_any(page.text_bytes(), name=page.url, url=page.url)
    assert (doc.title, doc.url) == ("Borvane to buy Ostrel", server.url("/a"))
    assert "agreed to buy Ostrel Ltd for 40 million euros" in doc.text


@pytest.mark.parametrize("missing", ["", " ", "a\nb", "a(b)", "ä"])
def test_who_fetches_must_be_said(missing: str) -> None:
    with pytest.raises(ConfigError, match="contact"):
        FetchSettings(contact=missing)


def test_settings_that_make_no_sense(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="max_bytes"):
        FetchSettings(contact="a@example.com", max_bytes=0)
    with pytest.raises(ConfigError, match="interval"):
        FetchSettings(contact="a@example.com", interval=-1)
    with pytest.raises(ConfigError, match="certificates"):
        fetcher(server, ca_file=tmp_path / "none.pem")
    with pytest.raises(ConfigError, match="proxy"):
        fetcher(server, proxy="socks5://127.0.0.1:1")
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cache folder"):
        fetcher(server, cache=tmp_path / "file" / "cache")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://news.example/a", "bad_scheme"),
        ("file:///etc/hosts", "bad_scheme"),
        ("javascript:alert(1)", "bad_scheme"),
        ("news.example/a", "bad_scheme"),
        ("http://user:secret@news.example/a", "bad_url"),
        ("http://news.example:22/a", "bad_url"),
        ("http:///a", "bad_url"),
        ("http://[::1", "bad_url"),
        ("http://nowhere.example/", "dns"),
    ],
)
def test_urls_that_are_never_asked(server: Server, url: str, code: str) -> None:
    with fetcher(server) as get, pytest.raises(FetchError) as caught:
        get.fetch(url)
    assert caught.value.code == code
    assert "secret" not in str(caught.value)
    assert server.requests == []


@pytest.mark.parametrize("status", [400, 403, 404, 410, 451, 501])
def test_final_answers_are_not_asked_again(server: Server, status: int) -> None:
    server.routes["/a"] = (status, HTML, b"no")
    error = failure(server)
    assert (error.code, error.passing, error.url) == (f"http_{status}", False, server.url("/a"))
    assert isinstance(error, SourceError)
    assert server.paths == ["/a"]


# redirects


def test_redirects_end_at_the_page(server: Server) -> None:
    server.routes |= {"/a": redirect("/b", 301), "/b": redirect(f"//other.example:{server.port}/c?x=1", 307)}
    server.routes["/c?x=1"] = (200, HTML, article())
    with fetcher(server) as get:
        page = get.fetch(server.url("/a"))
    assert page.url == server.url("/c?x=1", host="other.example")
    assert [(host, path) for host, path, _ in server.requests] == [
        ("news.example", "/robots.txt"), ("news.example", "/a"), ("news.example", "/b"),
        ("other.example", "/robots.txt"), ("other.example", "/c?x=1"),
    ]  # fmt: skip


def test_a_loop_of_redirects_ends(server: Server) -> None:
    server.routes |= {"/a": redirect("/b"), "/b": redirect("/a")}
    assert failure(server, max_redirects=5).code == "too_many_redirects"
    assert len(server.paths) == 6


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://169.254.169.254/latest/meta-data", "blocked_address"),
        ("ftp://news.example/a", "bad_scheme"),
        ("http://user:secret@news.example/", "bad_url"),
        ("http://news.example:25/", "bad_url"),
        ("http://[bad", "bad_url"),
    ],
)
def test_a_redirect_is_checked_like_any_url(server: Server, target: str, code: str) -> None:
    server.routes["/a"] = redirect(target)
    assert failure(server).code == code
    assert server.paths == ["/a"]


# robots.txt


def robots(text: str) -> tuple[int, dict[str, str], bytes]:
    return 200, {"content-type": "text/plain"}, text.encode()


def test_robots_allows_and_denies(server: Server) -> None:
    server.routes["/robots.txt"] = robots("User-agent: *\nDisallow: /private/\nAllow: /private/open\n")
    server.routes |= {"/a": (200, HTML, article()), "/private/open": (200, HTML, article())}
    with fetcher(server) as get:
        assert get.fetch(server.url("/a")).status == 200
        assert get.fetch(server.url("/private/open")).status == 200
        with pytest.raises(FetchError) as caught:
            get.fetch(server.url("/private/a"))
    assert (caught.value.code, caught.value.passing) == ("robots", False)
    assert server.paths == ["/a", "/private/open"]
    assert [path for _, path, _ in server.requests].count("/robots.txt") == 1


def test_our_own_group_counts(server: Server) -> None:
    server.routes["/robots.txt"] = robots("User-agent: *\nDisallow:\n\nUser-agent: Extractor\nDisallow: /\n")
    assert failure(server).code == "robots"
    assert server.paths == []


def test_robots_is_asked_of_a_redirects_target_too(server: Server) -> None:
    server.routes |= {"/robots.txt": robots("User-agent: *\nDisallow: /b\n"), "/a": redirect("/b")}
    assert failure(server).code == "robots"
    assert server.paths == ["/a"]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_site_whose_robots_fails_is_refused_for_now(server: Server, clock: FakeClock, status: int) -> None:
    server.routes |= {"/robots.txt": (status, {}, b""), "/a": (200, HTML, article())}
    with fetcher(server, clock=clock, retries=0) as get:
        for _ in range(2):
            with pytest.raises(FetchError, match="can't be had") as caught:
                get.fetch(server.url("/a"))
            assert (caught.value.code, caught.value.passing, caught.value.whole_host) == ("robots", True, True)
        assert len(server.requests) == 1
        server.routes["/robots.txt"] = robots("")
        clock.pass_(3600)
        assert get.fetch(server.url("/a")).status == 200


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_robots_allows(server: Server, status: int) -> None:
    server.routes |= {"/robots.txt": (status, {}, b""), "/a": (200, HTML, article())}
    with fetcher(server) as get:
        assert get.fetch(server.url("/a")).status == 200


def test_a_huge_robots_is_read_in_part(server: Server) -> None:
    text = "User-agent: *\nDisallow: /early\n" + "# padding\n" * 200_000 + "Disallow: /late\n"
    server.routes |= {"/robots.txt": robots(text), "/late": (200, HTML, article())}
    with fetcher(server, max_bytes=100_000, max_wire_bytes=100_000) as get:
        assert get.fetch(server.url("/late")).status == 200
        with pytest.raises(FetchError, match="does not let"):
            get.fetch(server.url("/early"))


def test_robots_behind_a_redirect_and_its_sitemaps(server: Server) -> None:
    server.routes |= {"/robots.txt": redirect("/r.txt"), "/r.txt": robots("Sitemap: https://news.example/news.xml\n")}
    with fetcher(server) as get:
        assert get.sitemaps(server.url("/any/page")) == ["https://news.example/news.xml"]


# pauses and further tries


def test_a_host_is_left_alone_between_requests(server: Server, clock: FakeClock) -> None:
    server.routes["/a"] = (200, HTML, article())
    with fetcher(server, clock=clock, interval=3.0) as get:
        for _ in range(3):
            get.fetch(server.url("/a"))
        assert clock.slept == [3.0, 3.0, 3.0]
        get.fetch(server.url("/a", host="other.example"))
        assert len(clock.slept) == 4, "another host's robots.txt waits for nobody, its page waits once"


def test_chance_makes_pauses_longer_never_shorter(server: Server, clock: FakeClock) -> None:
    server.routes["/a"] = (200, HTML, article())
    with fetcher(server, clock=clock, interval=2.0, jitter=0.5) as get:
        for _ in range(8):
            get.fetch(server.url("/a"))
    assert all(2.0 <= pause <= 3.0 for pause in clock.slept)
    assert len({round(pause, 6) for pause in clock.slept}) == 8


def test_crawl_delay_wins_over_a_shorter_pause(server: Server, clock: FakeClock) -> None:
    server.routes |= {"/robots.txt": robots("User-agent: *\nCrawl-delay: 7\n"), "/a": (200, HTML, article())}
    with fetcher(server, clock=clock, interval=1.0) as get:
        for _ in range(3):
            get.fetch(server.url("/a"))
    assert clock.slept == [1.0, 7.0, 7.0]


def test_a_crawl_delay_that_is_too_long_is_not_shortened(server: Server) -> None:
    server.routes["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 900\n")
    error = failure(server, max_wait=60.0)
    assert (error.code, error.whole_host) == ("robots", True)
    assert server.paths == []


def test_503_then_200(server: Server, clock: FakeClock) -> None:
    server.routes["/a"] = [(503, {}, b""), (502, {}, b""), (200, HTML, article())]
    with fetcher(server, clock=clock, interval=0.0, backoff=2.0) as get:
        assert get.fetch(server.url("/a")).status == 200
    assert clock.slept == [2.0, 4.0]


def test_tries_end(server: Server) -> None:
    server.routes["/a"] = (503, {}, b"")
    error = failure(server, retries=2)
    assert (error.code, error.passing) == ("http_503", True)
    assert len(server.paths) == 3


def test_retry_after_in_seconds_and_as_a_date(server: Server, clock: FakeClock) -> None:
    later = format_datetime((clock.now() + timedelta(seconds=50)).replace(microsecond=0), usegmt=True)
    server.routes["/a"] = [
        (429, {"Retry-After": "20"}, b""), (503, {"Retry-After": later}, b""), (200, HTML, article())
    ]  # fmt: skip
    with fetcher(server, clock=clock, interval=0.0) as get:
        assert get.fetch(server.url("/a")).status == 200
    assert clock.slept == [20.0, 30.0]


def test_a_host_that_asks_for_too_much_patience_is_not_asked_again(server: Server, clock: FakeClock) -> None:
    server.routes |= {"/a": (429, {"Retry-After": "3600"}, b""), "/b": (200, HTML, article())}
    with fetcher(server, clock=clock, max_wait=60.0) as get:
        for path in ("/a", "/b"):
            with pytest.raises(FetchError) as caught:
                get.fetch(server.url(path))
            assert (caught.value.code, caught.value.passing, caught.value.whole_host) == ("http_429", True, True)
        assert server.paths == ["/a"]
        clock.pass_(3600)
        assert get.fetch(server.url("/b")).status == 200


# slow, broken and oversized answers


def test_slow_headers(server: Server) -> None:
    def drip(handler: Handler) -> None:
        for byte in b"HTTP/1.1 200 OK\r\n" + b"x-slow: " + b"y" * 200:
            handler.raw(bytes([byte]))
            time.sleep(0.05)

    server.routes["/a"] = drip
    started = time.monotonic()
    error = failure(server, total_timeout=0.6, retries=0)
    assert (error.code, error.passing) == ("timeout", True)
    assert time.monotonic() - started < 3


def test_a_slow_body(server: Server) -> None:
    def drip(handler: Handler) -> None:
        handler.raw(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 1000\r\n\r\n")
        for _ in range(200):
            handler.raw(b"x")
            time.sleep(0.05)

    server.routes["/a"] = drip
    assert failure(server, total_timeout=0.6, retries=0).code == "timeout"


def test_silence(server: Server) -> None:
    server.routes["/a"] = lambda handler: time.sleep(2)
    assert failure(server, read_timeout=0.3, retries=0).code == "timeout"


def test_stopping_does_not_wait_for_the_server(server: Server) -> None:
    server.routes["/a"] = lambda handler: time.sleep(4)
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    started = time.monotonic()
    with fetcher(server, read_timeout=4.0) as get, pytest.raises(FetchError) as caught:
        get.fetch(server.url("/a"), stop=stop)
    assert caught.value.code == "stopped"
    assert time.monotonic() - started < 2


def test_stopping_ends_a_pause(server: Server) -> None:
    server.routes["/a"] = (503, {"Retry-After": "60"}, b"")
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    started = time.monotonic()
    with fetcher(server, clock=Clock(), interval=0.0) as get, pytest.raises(FetchError, match="stopped"):
        get.fetch(server.url("/a"), stop=stop)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nZZ\r\nx",
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n50\r\nhello",
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 900\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: nine\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nx-huge: " + b"h" * 300_000 + b"\r\n\r\n",
        b"SSH-2.0-server\r\n",
        b"",
    ],
    ids=["bad chunk", "chunk cut off", "length too long", "no length", "huge header", "no HTTP", "nothing"],
)
def test_an_answer_that_is_no_sound_http(server: Server, answer: bytes) -> None:
    server.routes["/a"] = lambda handler: handler.raw(answer)
    error = failure(server, retries=1)
    assert (error.code, error.passing) == ("connection", True)
    assert len(server.paths) == 2


def test_a_length_that_is_too_short_ends_the_page_and_not_the_fetcher(server: Server) -> None:
    whole = article()
    server.routes["/a"] = (200, HTML | {"content-length": str(len(whole) - 16)}, whole)
    server.routes["/b"] = (200, HTML, whole)
    with fetcher(server) as get:
        assert get.fetch(server.url("/a")).body == whole[:-16]
        assert get.fetch(server.url("/b")).body == whole


def test_no_server(server: Server) -> None:
    server.server_close()
    with fetcher(server, retries=0) as get, pytest.raises(FetchError) as caught:
        get.fetch(server.url("/a"))
    assert caught.value.code == "robots"
    assert "(connection)" in str(caught.value)


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "video/mp4", "application/octet-stream", None])
def test_other_types_are_refused_before_their_body(server: Server, kind: str | None) -> None:
    sent = threading.Event()

    def answer(handler: Handler) -> None:
        line = b"content-type: " + kind.encode() + b"\r\n" if kind else b""
        handler.raw(b"HTTP/1.1 200 OK\r\n", line, b"content-length: 100000000\r\n\r\n")
        try:
            for _ in range(1000):
                handler.raw(b"x" * 100_000)
            sent.set()
        except OSError:
            pass

    server.routes["/a"] = answer
    assert failure(server).code == "bad_content"
    assert not sent.is_set()


@pytest.mark.parametrize(
    "kind", ["text/html", "application/xhtml+xml", "text/xml", "application/rss+xml", "application/atom+xml",
             "application/rdf+xml", "application/xml; charset=utf-8", "TEXT/PLAIN", "application/json"],
)  # fmt: skip
def test_types_that_are_read(server: Server, kind: str) -> None:
    server.routes["/a"] = (200, {"content-type": kind}, b"<x/>")
    with fetcher(server) as get:
        assert get.fetch(server.url("/a")).media_type == kind.partition(";")[0].lower()


def test_too_large_as_sent(server: Server) -> None:
    server.routes["/a"] = (200, HTML, b"x" * 5_000)
    assert failure(server, max_wire_bytes=4_000).code == "too_large"

    def endless(handler: Handler) -> None:
        handler.raw(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n")
        for _ in range(10_000):
            handler.raw(b"400\r\n" + b"x" * 1024 + b"\r\n")

    server.routes["/a"] = endless
    assert failure(server, max_wire_bytes=100_000, max_bytes=50_000).code == "too_large"
    assert failure(server, max_wire_bytes=50_000, max_bytes=100_000).code == "too_large"


def bomb(size: int) -> bytes:
    """gzip of `size` zeros, a multiple of 10 MB, made by repeating one packed block."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(10_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + block * (size // 10_000_000)


def test_a_gzip_bomb_stops_at_the_limit(server: Server) -> None:
    import tracemalloc

    packed = bomb(10_000_000_000)
    assert len(packed) < 10_000_000
    server.routes["/a"] = (200, HTML | {"content-encoding": "gzip"}, packed)
    tracemalloc.start()
    error = failure(server, max_bytes=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error.code == "too_large"
    assert peak < 8_000_000, f"{peak:,} bytes for a limit of 1,000,000"


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(article())),
        ("x-gzip", gzip.compress(article()[:40]) + gzip.compress(article()[40:]) + bytes(9)),
        ("deflate", zlib.compress(article())),
        ("Deflate", zlib.compress(article())[2:-4]),
        ("identity", article()),
    ],
)
def test_codings(server: Server, coding: str, body: bytes) -> None:
    server.routes["/a"] = (200, HTML | {"content-encoding": coding}, body)
    with fetcher(server) as get:
        assert get.fetch(server.url("/a")).body == article()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", b"<html>not packed"),
        ("gzip", gzip.compress(article())[:-20]),
        ("br", b"\x0b\x02\x80"),
        ("gzip, gzip", gzip.compress(gzip.compress(article()))),
    ],
)
def test_codings_that_are_damaged_or_were_not_asked_for(server: Server, coding: str, body: bytes) -> None:
    server.routes["/a"] = (200, HTML | {"content-encoding": coding}, body)
    assert failure(server).code == "bad_content"


def test_a_packed_sitemap(server: Server) -> None:
    server.routes["/map.xml.gz"] = (200, {"content-type": "application/octet-stream"}, gzip.compress(b"<urlset/>"))
    with fetcher(server) as get:
        page = get.fetch(server.url("/map.xml.gz"))
    assert (page.body, page.media_type) == (b"<urlset/>", "application/xml")
    server.routes["/map.xml.gz"] = (200, {"content-type": "application/gzip"}, bomb(100_000_000))
    assert failure(server, "/map.xml.gz", max_bytes=1_000_000).code == "too_large"


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("text/html; charset=utf-8", "<meta charset=windows-1252><p>Café – 40 €".encode("cp1252")),
        ("text/html; charset=windows-1252", "<p>Café – 40 €".encode("cp1252")),
        ("text/html; charset=windows-1252", "<p>Café – 40 €".encode()),
        ("text/html; charset=nonsense", "<p>Café – 40 €".encode()),
    ],
    ids=["header wrong, page right", "header alone", "header wrong, UTF-8", "no such charset"],
)
def test_a_wrong_charset(server: Server, header: str, body: bytes) -> None:
    from extractor.sources.decode import decode

    server.routes["/a"] = (200, {"content-type": header}, body)
    with fetcher(server) as get:
        page = get.fetch(server.url("/a"))
    assert page.body == body
    assert decode(page.text_bytes()).endswith("Café – 40 €")


def test_what_is_fetched_is_dated(server: Server) -> None:
    server.routes["/a"] = (200, HTML, article())
    with fetcher(server, clock=Clock(), interval=0.0) as get:
        page = get.fetch(server.url("/a"))
    assert abs(datetime.now(UTC) - page.fetched) < timedelta(minutes=1)
