"""Pages kept on disk: asked after, not asked for again, and never trusted when damaged."""

from pathlib import Path

import pytest

from extractor.sources.fetch import FetchError
from tests.sources.fetch.site import HTML, Answer, FakeClock, Handler, Server, article, fetcher


def changing(handler: Handler) -> Answer:
    """A page that has not changed for whoever knows its ETag."""
    if handler.headers["if-none-match"] == '"1"':
        return 304, {"etag": '"1"'}, b""
    return 200, HTML | {"etag": '"1"'}, article()


def only_file(folder: Path) -> Path:
    (path,) = (path for path in folder.glob("??/*") if b"/a" in path.read_bytes().partition(b"\n")[0])
    return path


def test_an_unchanged_page_is_not_sent_again(server: Server, tmp_path: Path, clock: FakeClock) -> None:
    server.routes["/a"] = changing
    with fetcher(server, cache=tmp_path, clock=clock) as get:
        first = get.fetch(server.url("/a"))
    clock.pass_(86_400)
    with fetcher(server, cache=tmp_path, clock=clock) as get:
        second = get.fetch(server.url("/a"))
    assert (first.from_cache, second.from_cache) == (False, True)
    assert (second.body, second.media_type, second.url) == (article(), "text/html", first.url)
    assert (second.fetched - first.fetched).total_seconds() >= 86_400
    assert len(server.paths) == 2


def test_last_modified_serves_as_well(server: Server, tmp_path: Path) -> None:
    day = "Mon, 03 Mar 2025 08:00:00 GMT"

    def answer(handler: Handler) -> Answer:
        known = handler.headers["if-modified-since"] == day
        return (304, {}, b"") if known else (200, HTML | {"last-modified": day}, article())

    server.routes["/a"] = answer
    with fetcher(server, cache=tmp_path) as get:
        assert [get.fetch(server.url("/a")).from_cache for _ in range(3)] == [False, True, True]


@pytest.mark.parametrize(
    ("headers", "wait", "asked"),
    [
        ({"cache-control": "public, max-age=600"}, 500, 1),
        ({"cache-control": "max-age=600"}, 700, 2),
        ({"cache-control": "max-age=600", "age": "590"}, 100, 2),
        ({"cache-control": "max-age=31536000"}, 3500, 1),
        ({"cache-control": "max-age=31536000"}, 3700, 2),
        ({"cache-control": "no-cache, max-age=600"}, 10, 2),
        ({}, 10, 2),
    ],
)
def test_max_age(
    server: Server, tmp_path: Path, clock: FakeClock, headers: dict[str, str], wait: float, asked: int
) -> None:
    server.routes["/a"] = (200, HTML | headers, article())
    with fetcher(server, cache=tmp_path, clock=clock, max_age=3600.0, interval=0.0) as get:
        get.fetch(server.url("/a"))
        clock.pass_(wait)
        page = get.fetch(server.url("/a"))
    assert len(server.paths) == asked
    assert page.from_cache is (asked == 1)


@pytest.mark.parametrize("headers", [{"cache-control": "no-store"}, {"vary": "*"}])
def test_what_must_not_be_kept_is_not(server: Server, tmp_path: Path, headers: dict[str, str]) -> None:
    server.routes["/a"] = (200, HTML | {"etag": '"1"'} | headers, article())
    with fetcher(server, cache=tmp_path) as get:
        get.fetch(server.url("/a"))
    assert not list(tmp_path.glob("??/*"))


@pytest.mark.parametrize("damage", [b"", b"{", b"[]\n", b"{}\nbody", b"\xff\xfe\n\n", None])
def test_a_damaged_entry_is_replaced(server: Server, tmp_path: Path, damage: bytes | None) -> None:
    server.routes["/a"] = changing
    with fetcher(server, cache=tmp_path) as get:
        get.fetch(server.url("/a"))
        path = only_file(tmp_path)
        path.write_bytes(path.read_bytes()[:-5] if damage is None else damage)
        page = get.fetch(server.url("/a"))
        assert (page.from_cache, page.body) == (False, article())
        assert get.fetch(server.url("/a")).from_cache


def test_a_mark_that_is_no_header_is_not_sent_back(server: Server, tmp_path: Path) -> None:
    server.routes["/a"] = lambda handler: handler.raw(
        b'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\netag: "\xe9"\r\ncontent-length: 4\r\n\r\n<p>x'
    )
    with fetcher(server, cache=tmp_path) as get:
        assert [get.fetch(server.url("/a")).body for _ in range(2)] == [b"<p>x"] * 2
    assert "if-none-match" not in server.requests[-1][2]


def test_refused_pages_and_parts_are_not_kept(server: Server, tmp_path: Path) -> None:
    server.routes |= {"/a": (200, HTML, b"x" * 3000), "/b": (404, HTML, b"none")}
    with fetcher(server, cache=tmp_path, max_bytes=2000) as get:
        for path in ("/a", "/b"):
            with pytest.raises(FetchError):
                get.fetch(server.url(path))
    assert not list(tmp_path.glob("??/*"))


def test_a_304_that_nobody_asked_for(server: Server, tmp_path: Path) -> None:
    server.routes["/a"] = (304, {}, b"")
    with fetcher(server, cache=tmp_path) as get, pytest.raises(FetchError) as caught:
        get.fetch(server.url("/a"))
    assert caught.value.code == "bad_content"


def test_a_full_disk_costs_the_entry_only(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    server.routes["/a"] = changing
    with fetcher(server, cache=tmp_path) as get:
        assert get.fetch(server.url("/a")).body == article()
    assert not list(tmp_path.glob("??/*"))


def test_the_oldest_go_first(server: Server, tmp_path: Path) -> None:
    import os

    for name in "abcd":
        server.routes[f"/{name}"] = (200, HTML, article() + name.encode() * 1000)
    with fetcher(server, cache=tmp_path, max_cache_bytes=4000) as get:
        for number, name in enumerate("abcd"):
            get.fetch(server.url(f"/{name}"))
            for path in tmp_path.glob("??/*"):
                if f"/{name}".encode() in path.read_bytes().partition(b"\n")[0]:
                    os.utime(path, (number, number))
    left = b"".join(path.read_bytes() for path in tmp_path.glob("??/*"))
    assert b"d" * 1000 in left
    assert b"a" * 1000 not in left
    assert len(left) <= 4000
