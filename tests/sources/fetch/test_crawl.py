"""Start URLs → articles: each once, in spite of interruptions, slow hosts and bad pages."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from extractor.errors import ConfigError, SourceError
from extractor.sources import Document, Item, Rejected
from extractor.sources.fetch import CrawlState, Fetcher, FetchSettings, crawl
from extractor.sources.fetch.state import MAX_TRIES
from tests.sources.fetch.site import HTML, FakeClock, Handler, Server, article, fetcher, redirect

RSS = {"content-type": "application/rss+xml"}
XML = {"content-type": "application/xml"}


def rss(links: Iterable[str], *, date: str = "Tue, 04 Mar 2025 07:15:00 GMT") -> bytes:
    items = "".join(
        f"<item><title>Title {n}</title><link>{link}</link><pubDate>{date}</pubDate></item>"
        for n, link in enumerate(links)
    )
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()


def urlset(*links: str) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>{link}</loc></url>' for link in links)}</urlset>".encode()


def index(*links: str) -> bytes:
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{x}</loc></sitemap>' for x in links)}</sitemapindex>".encode()


def run(server: Server, state: CrawlState | Path | str, *starts: str, get: Fetcher | None = None, **options: object):
    """All items of one crawl, sorted by where they come from."""
    own = CrawlState(state) if not isinstance(state, CrawlState) else state
    with get or fetcher(server) as get:
        items = list(crawl([server.url(start) for start in starts], get, own, **options))
    if own is not state:
        own.close()
    return sorted(items, key=lambda item: (item.origin or "").partition("#")[0])


def names(items: Iterable[Item]) -> list[str]:
    """The last part of each article's URL; a refused one with its code."""
    return [
        (item.origin or "").rpartition("/")[2] + (f"!{item.code}" if isinstance(item, Rejected) else "")
        for item in items
    ]


def with_articles(server: Server, *paths: str) -> None:
    for path in paths:
        server.routes[path] = (200, HTML, article(f"About {path[1:]}"))


def test_a_feed(server: Server) -> None:
    with_articles(server, "/a", "/b")
    server.routes["/feed"] = (200, RSS, rss(["/a", server.url("/b?utm_source=rss&fbclid=1#top"), "/a?utm_medium=x"]))
    first, second = run(server, ":memory:", "/feed")
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.url, first.title) == (server.url("/a"), "About a")
    assert (first.published, first.published_basis) == (datetime(2025, 3, 4, 7, 15, tzinfo=UTC), "feed")
    assert "agreed to buy Ostrel Ltd" in first.text
    assert second.url == server.url("/b")
    assert sorted(server.paths) == ["/a", "/b", "/feed"]


def test_the_page_knows_better_than_the_feed(server: Server) -> None:
    server.routes["/a"] = (200, HTML, article("The page's title", date="2025-03-03T18:00:00Z"))
    server.routes["/feed"] = (200, RSS, rss(["/a"]))
    (doc,) = run(server, ":memory:", "/feed")
    assert isinstance(doc, Document)
    assert (doc.title, doc.published) == ("The page's title", datetime(2025, 3, 3, 18, tzinfo=UTC))
    assert doc.published_basis != "feed"


def test_an_article_in_another_format(server: Server) -> None:
    text = "Borvane Plc said on Monday it had agreed to buy Ostrel Ltd for 40 million euros in cash."
    server.routes["/a"] = (200, {"content-type": "application/json"}, json.dumps({"text": text, "id": "7"}).encode())
    server.routes["/feed"] = (200, RSS, rss(["/a"]))
    (doc,) = run(server, ":memory:", "/feed")
    assert isinstance(doc, Document)
    assert (doc.text, doc.id, doc.title, doc.published_basis) == (text, "7", "Title 0", "feed")


def test_the_date_of_a_sitemap_is_that_of_its_news(server: Server) -> None:
    with_articles(server, "/a", "/b")
    news = "<n:news><n:publication_date>2025-03-04</n:publication_date><n:title>T</n:title></n:news>"
    server.routes["/map.xml"] = (200, XML, (
        f"<urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>{server.url('/a')}</loc>{news}"
        f"</url><url><loc>{server.url('/b')}</loc><lastmod>2025-03-05</lastmod></url></urlset>"
    ).encode())  # fmt: skip
    dates = [(i.published, i.published_basis) for i in run(server, ":memory:", "/map.xml") if isinstance(i, Document)]
    assert dates == [(date(2025, 3, 4), "sitemap"), (None, None)]


def test_a_page_as_a_start(server: Server, tmp_path: Path) -> None:
    with_articles(server, "/a")
    (doc,) = run(server, tmp_path / "state", "/a", "/a#part")
    assert isinstance(doc, Document)
    assert (doc.url, doc.published) == (server.url("/a"), None)
    assert run(server, tmp_path / "state", "/a") == []
    assert server.paths == ["/a"]


def test_sitemaps_of_sitemaps_from_robots(server: Server) -> None:
    with_articles(server, "/a", "/b", "/c")
    server.routes |= {
        "/robots.txt": (200, {"content-type": "text/plain"}, f"Sitemap: {server.url('/index.xml')}".encode()),
        "/index.xml": (200, XML, index(server.url("/one.xml"), server.url("/two.xml"), server.url("/index.xml"))),
        "/one.xml": (200, XML, urlset(server.url("/a"), server.url("/b"))),
        "/two.xml": (200, XML, urlset(server.url("/b"), server.url("/c"))),
    }
    items = run(server, ":memory:", "/robots.txt")
    assert names(items) == ["a", "b", "c"]
    assert sorted(server.paths) == ["/a", "/b", "/c", "/index.xml", "/one.xml", "/two.xml"]


def test_sitemaps_that_go_too_deep_are_told(server: Server) -> None:
    for n in range(9):
        server.routes[f"/{n}.xml"] = (200, XML, index(server.url(f"/{n + 1}.xml")))
    (item,) = run(server, ":memory:", "/0.xml", max_depth=3)
    assert isinstance(item, Rejected)
    assert (item.code, item.origin) == ("too_large", server.url("/3.xml"))
    assert server.paths == ["/0.xml", "/1.xml", "/2.xml", "/3.xml"]


def test_a_robots_without_sitemaps_and_lists_that_are_none_are_told(server: Server) -> None:
    with_articles(server, "/page")
    server.routes |= {
        "/index.xml": (200, XML, index(server.url("/page"))),
        "/feed": (200, RSS, rss(["/other-feed"])),
        "/other-feed": (200, RSS, rss(["/page"])),
        "/broken": (200, RSS, b"<rss><channel><item>"),
        "/linkless": (200, RSS, b"<rss version='2.0'><channel><item><title>T</title></item></channel></rss>"),
    }
    items = run(server, ":memory:", "/robots.txt", "/index.xml", "/feed", "/broken", "/linkless")
    assert names(items) == [
        "broken!source", "linkless#1!source", "other-feed!bad_content", "page!bad_content", "robots.txt!source"
    ]  # fmt: skip


def test_a_later_crawl_reads_only_the_new(server: Server, tmp_path: Path) -> None:
    with_articles(server, "/a", "/b", "/c")
    server.routes["/feed"] = (200, RSS, rss(["/a", "/b"]))
    assert names(run(server, tmp_path / "state", "/feed")) == ["a", "b"]
    server.routes["/feed"] = (200, RSS, rss(["/c", "/b"]))
    assert names(run(server, tmp_path / "state", "/feed")) == ["c"]
    assert sorted(server.paths) == ["/a", "/b", "/c", "/feed", "/feed"]


def test_failures_that_may_pass_are_tried_by_the_next_run(server: Server, tmp_path: Path) -> None:
    server.routes |= {
        "/feed": (200, RSS, rss(["/gone", "/busy", "/picture", "/empty", "ftp://news.example/x", "/broken"])),
        "/busy": (503, {}, b""),
        "/picture": (200, {"content-type": "image/png"}, b"x"),
        "/empty": (200, HTML, b"<html><body></body></html>"),
        "/broken": lambda handler: handler.raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n"),
    }
    first = run(server, tmp_path / "state", "/feed", get=fetcher(server, retries=0))
    assert set(names(first)) >= {"busy!http_503", "gone!http_404", "picture!bad_content", "empty!not_article"}
    assert all(isinstance(item, Rejected) and item.message for item in first)
    asked = len(server.paths)
    with_articles(server, "/busy", "/gone")
    again = run(server, tmp_path / "state", "/feed", get=fetcher(server, retries=0))
    assert "busy" in names(again)
    assert not {"gone", "gone!http_404", "picture!bad_content", "empty!not_article"} & set(names(again))
    assert len(server.paths) < 2 * asked


def test_tries_are_bounded(server: Server, tmp_path: Path) -> None:
    server.routes |= {"/feed": (200, RSS, rss(["/busy"])), "/busy": (500, {}, b"")}
    for _ in range(MAX_TRIES):
        assert names(run(server, tmp_path / "state", "/feed", get=fetcher(server, retries=0))) == ["busy!http_500"]
    assert run(server, tmp_path / "state", "/feed") == []
    with CrawlState(tmp_path / "state") as state:
        assert state.counts() == {"failed": 1}


def test_two_urls_of_one_article(server: Server) -> None:
    with_articles(server, "/a")
    server.routes |= {"/feed": (200, RSS, rss(["/short", "/a", "/other"])), "/short": redirect("/a"),
                      "/other": redirect("/a")}  # fmt: skip
    items = run(server, ":memory:", "/feed")
    assert [item.url for item in items if isinstance(item, Document)] == [server.url("/a")]
    assert len(items) == 1


def test_a_host_that_refuses_is_left_alone_and_the_rest_waits(server: Server, tmp_path: Path) -> None:
    with_articles(server, "/1", "/2", "/3")
    hosts = [server.url(f"/{n}", host="busy.example") for n in (1, 2, 3)]
    server.routes["/feed"] = (200, RSS, rss([*hosts, "/1"]))
    server.routes["/1"] = lambda handler: (
        (429, {"Retry-After": "9999"}, b"") if "busy" in handler.headers["host"] else (200, HTML, article())
    )
    assert names(run(server, tmp_path / "state", "/feed")) == ["1!http_429", "1"]
    with CrawlState(tmp_path / "state") as state:
        assert state.counts() == {"done": 1, "queued": 2, "retry": 1}
    with_articles(server, "/1")
    assert names(run(server, tmp_path / "state", "/feed")) == ["1", "2", "3"]


def test_a_slow_host_does_not_hold_up_the_others(server: Server) -> None:
    release = threading.Event()

    def slow(handler: Handler) -> tuple[int, dict[str, str], bytes] | None:
        if handler.headers["host"].startswith("slow"):
            release.wait(10)
        return 200, HTML, article()

    paths = [f"/{n}" for n in range(5)]
    server.routes |= dict.fromkeys(paths, slow)
    server.routes["/feed"] = (
        200,
        RSS,
        rss([server.url(p, host=h) for p in paths for h in ("slow.example", "b.example")]),
    )
    seen = []
    with fetcher(server, read_timeout=20.0, total_timeout=20.0) as get, CrawlState(":memory:") as state:
        for item in crawl([server.url("/feed")], get, state):
            seen.append((item.url or "").split("/")[2].partition(":")[0])
            if len(seen) == 5:
                release.set()
    assert seen[:5] == ["b.example"] * 5
    assert sorted(seen) == ["b.example"] * 5 + ["slow.example"] * 5


def test_one_request_at_a_time_to_a_host(server: Server) -> None:
    under_way, most = [], []

    def answer(handler: Handler) -> tuple[int, dict[str, str], bytes]:
        under_way.append(1)
        most.append(len(under_way))
        time.sleep(0.01)
        under_way.pop()
        return 200, HTML, article()

    server.routes |= {f"/{n}": answer for n in range(12)}
    server.routes["/feed"] = (200, RSS, rss([f"/{n}" for n in range(12)]))
    assert len(run(server, ":memory:", "/feed", workers=8)) == 12
    assert max(most) == 1


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("extractor-fetch")]


def test_closing_stops_at_once_and_leaves_no_thread(server: Server) -> None:
    hosts = [f"h{n}.example" for n in range(4)]
    server.routes |= {"/slow": lambda handler: time.sleep(8), "/feed": (
        200, RSS, rss([server.url("/slow", host=host) for host in hosts] + ["/a"])
    )}  # fmt: skip
    with_articles(server, "/a")
    with fetcher(server, read_timeout=8.0, total_timeout=9.0) as get, CrawlState(":memory:") as state:
        items = crawl([server.url("/feed")], get, state)
        assert names([next(items)]) == ["a"]
        assert threads()
        started = time.monotonic()
        items.close()  # type: ignore[attr-defined]
        assert time.monotonic() - started < 3
        assert threads() == []
        assert state.counts() == {"queued": 5}


CHILD = """
import sys
from tests.sources.fetch.site import *
from extractor.sources.fetch import CrawlState, Fetcher, FetchSettings, crawl
port, state = int(sys.argv[1]), sys.argv[2]
settings = FetchSettings(
    contact="desk@example.com", allow_private=True, ports=frozenset({port}), interval=float(sys.argv[3])
)
with Fetcher(settings, resolver=to_this_machine) as get, CrawlState(state) as seen:
    for item in crawl([f"http://news.example:{port}/feed"], get, seen):
        print(item.url, flush=True)
"""


def child(server: Server, state: Path, *, interval: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(server.port), str(state), str(interval)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_a_killed_crawl_goes_on_where_it_stopped(server: Server, tmp_path: Path) -> None:
    paths = [f"/{n}" for n in range(8)]
    with_articles(server, *paths)
    server.routes["/feed"] = (200, RSS, rss(paths))
    process = child(server, tmp_path / "state", interval=0.1)
    assert process.stdout is not None
    before = [process.stdout.readline().strip() for _ in range(3)]
    process.kill()
    before += process.stdout.read().split()
    process.communicate()
    server.routes["/feed"] = (200, RSS, rss([]))
    after = [item.url for item in run(server, tmp_path / "state", "/feed") if isinstance(item, Document)]
    assert set(before) | set(after) == {server.url(path) for path in paths}
    assert len(set(before) & set(after)) <= 1, "only what was handed out last may come again"
    assert run(server, tmp_path / "state", "/feed") == []


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_ends_the_program(server: Server, tmp_path: Path) -> None:
    with_articles(server, "/0")
    server.routes |= {"/1": lambda handler: time.sleep(20), "/feed": (200, RSS, rss(["/0", "/1"]))}
    process = child(server, tmp_path / "state", interval=0.0)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == server.url("/0")
    time.sleep(0.2)
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=10)
    assert time.monotonic() - started < 5
    assert errors.count("Traceback") == 1
    assert errors.rstrip().endswith("KeyboardInterrupt")


# the state's file


def test_a_state_that_is_damaged_or_in_use(tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(b"not a database, but long enough to be taken for one" * 40)
    with pytest.raises(SourceError, match="bad: the crawl state can't be used"):
        CrawlState(tmp_path / "bad")
    with pytest.raises(SourceError, match="can't be used"):
        CrawlState(tmp_path / "no" / "folder")
    with CrawlState(tmp_path / "state"), pytest.raises(SourceError, match="another crawl holds it"):
        CrawlState(tmp_path / "state")
    with CrawlState(tmp_path / "state") as state:
        assert state.counts() == {}


def test_a_state_of_another_release(tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "state") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(SourceError, match="format 99"):
        CrawlState(tmp_path / "state")


def test_starts_that_are_no_urls_are_told() -> None:
    starts = ["http://[x", "news.example/feed", "http://user:secret@news.example/robots.txt", ""]
    settings = FetchSettings(contact="desk@example.com")
    with Fetcher(settings) as get, CrawlState(":memory:") as state:
        items = list(crawl(starts, get, state))
    assert {(i.origin, i.code) for i in items if isinstance(i, Rejected)} == {
        ("http://[x", "bad_url"), ("news.example/feed", "bad_scheme"), ("", "bad_scheme"),
        ("http://user:secret@news.example/robots.txt", "bad_url"),
    }  # fmt: skip


def test_no_workers(server: Server) -> None:
    with pytest.raises(ConfigError, match="workers"):
        run(server, ":memory:", "/feed", workers=0)


def test_a_defect_costs_one_article(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    from extractor.sources import page

    real = page.read_any

    def breaks(raw: bytes, **options: object) -> Document:
        if "About b" in raw.decode():
            raise RecursionError("too deep")
        return real(raw, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(page, "read_any", breaks)
    with_articles(server, "/a", "/b", "/c")
    server.routes["/feed"] = (200, RSS, rss(["/a", "/b", "/c"]))
    assert names(run(server, ":memory:", "/feed")) == ["a", "b!internal", "c"]


def test_a_crawl_uses_the_cache_of_its_fetcher(server: Server, tmp_path: Path, clock: FakeClock) -> None:
    with_articles(server, "/a")
    server.routes["/feed"] = (200, RSS | {"cache-control": "max-age=600"}, rss(["/a"]))
    for _ in range(2):
        run(server, tmp_path / "state", "/feed", get=fetcher(server, cache=tmp_path / "pages", clock=clock))
    assert server.paths == ["/feed", "/a"]
