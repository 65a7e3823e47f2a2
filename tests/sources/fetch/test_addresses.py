"""Which addresses are connected to: never another than the one that was checked."""

import socket
import ssl
from pathlib import Path

import pytest

from extractor.sources.fetch import Fetcher, FetchError, FetchSettings
from extractor.sources.fetch.addresses import is_blocked, literal
from tests.sources.fetch.site import HTML, Server, article, fetcher, redirect, serving

PUBLIC = "93.184.215.14 8.8.8.8 2606:4700::1111 2a00:1450:4001::8a 64:ff9b::808:808 ::ffff:8.8.8.8 2002:808:808::1"
PRIVATE = (
    "127.0.0.1 127.9.9.9 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 100.127.255.254 ::1 fc00::1 fd12::1 "
    "::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1::1 ::7f00:1"
)
NEVER = (
    "0.0.0.0 0.1.2.3 169.254.169.254 169.254.0.1 100.100.100.200 168.63.129.16 192.0.0.192 192.0.2.1 198.18.0.1 "
    "198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 :: fe80::1 fe80::1%eth0 fec0::1 "
    "ff02::1 fd00:ec2::254 2001:db8::1 2001::1 100::1 64:ff9b:1::1 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe "
    "2002:a9fe:a9fe::1 4000::1 nonsense"
)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public(address: str) -> None:
    assert not is_blocked(address)


@pytest.mark.parametrize("address", PRIVATE.split())
def test_private(address: str) -> None:
    assert is_blocked(address)
    assert not is_blocked(address, allow_private=True)


@pytest.mark.parametrize("address", [*NEVER.split(), ""])
def test_never(address: str) -> None:
    assert is_blocked(address, allow_private=True)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.1", "127.0.0.1"), ("2130706433", "127.0.0.1"), ("0x7f.0.0.1", "127.0.0.1"), ("0177.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"), ("::1", "::1"), ("8.8.8.8", "8.8.8.8"), ("news.example", None), ("10.example", None),
    ],
)  # fmt: skip
def test_addresses_in_urls(host: str, address: str | None) -> None:
    assert literal(host) == address


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "[::ffff:127.0.0.1]", "0x7f000001"])
def test_a_real_server_on_this_machine_gets_no_connection(server: Server, host: str) -> None:
    settings = FetchSettings(contact="desk@example.com", ports=frozenset({server.port}), interval=0.0)
    with Fetcher(settings) as get, pytest.raises(FetchError) as caught:
        get.fetch(f"http://{host}:{server.port}/")
    assert (caught.value.code, caught.value.passing) == ("blocked_address", False)
    assert server.requests == []


def test_one_blocked_address_among_many_is_enough(server: Server) -> None:
    with (
        fetcher(server, resolver=lambda host, port: ["127.0.0.1", "169.254.169.254"]) as get,
        pytest.raises(FetchError, match=r"169\.254\.169\.254"),
    ):
        get.fetch(server.url("/a"))
    assert server.requests == []


def test_the_checked_address_is_the_one_connected_to(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when it is checked and private a moment later; the real connection would show it."""
    asked, connected = [], []
    answers = ["93.184.215.14", "127.0.0.1"]

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return [answers[min(len(asked), len(answers)) - 1]]

    def connect(address: tuple[str, int], *args: object, **kwargs: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError("not in this test")

    monkeypatch.setattr(socket, "create_connection", connect)
    with (
        fetcher(server, resolver=rebinding, allow_private=False, retries=0) as get,
        pytest.raises(FetchError, match="connection"),
    ):
        get.fetch(server.url("/a"))
    assert (asked, connected) == (["news.example"], ["93.184.215.14"])


def test_a_redirect_to_a_name_of_a_private_address(server: Server) -> None:
    server.routes["/a"] = redirect(f"http://inside.example:{server.port}/secret")

    def resolver(host: str, port: int) -> list[str]:
        return ["169.254.169.254" if host == "inside.example" else "127.0.0.1"]

    with fetcher(server, resolver=resolver) as get, pytest.raises(FetchError) as caught:
        get.fetch(server.url("/a"))
    assert caught.value.code == "blocked_address"
    assert caught.value.url == f"http://inside.example:{server.port}/robots.txt"
    assert server.paths == ["/a"]


def test_the_next_address_is_tried(server: Server) -> None:
    server.routes["/a"] = (200, HTML, article())
    with fetcher(server, resolver=lambda host, port: ["127.0.0.2", "127.0.0.1"]) as get:
        assert get.fetch(server.url("/a")).status == 200


def test_proxies_of_the_environment_are_ignored(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.routes["/a"] = (200, HTML, article())
    with fetcher(server) as get:
        assert get.fetch(server.url("/a")).status == 200


def test_a_proxy_that_is_named_is_used_and_addresses_in_urls_still_checked(server: Server) -> None:
    server.routes[f"http://news.example:{server.port}/a"] = (200, HTML, article())
    with fetcher(server, proxy=f"http://127.0.0.1:{server.port}", allow_private=False) as get:
        assert get.fetch(server.url("/a")).body == article()
        with pytest.raises(FetchError) as caught:
            get.fetch("http://127.1/")
    assert caught.value.code == "blocked_address"
    assert {path for _, path, _ in server.requests} == {server.url("/robots.txt"), server.url("/a")}


@pytest.fixture
def authority(server: Server, tmp_path: Path) -> list[str | None]:
    """Turns the server into one of https for news.example, its authority's certificate in ca.pem; the names asked for."""
    trustme = pytest.importorskip("trustme")
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("news.example").configure_cert(context)
    names: list[str | None] = []
    context.sni_callback = lambda sock, name, ctx: names.append(name)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return names


def test_tls_keeps_the_name_and_refuses_strangers(server: Server, authority: list[str], tmp_path: Path) -> None:
    server.routes["/a"] = (200, HTML, article())
    with fetcher(server, ca_file=tmp_path / "ca.pem", retries=0) as get:
        assert get.fetch(server.url("/a", scheme="https")).body == article()
        with pytest.raises(FetchError, match="tls"):
            get.fetch(server.url("/a", scheme="https", host="other.example"))
    with fetcher(server, retries=0) as get, pytest.raises(FetchError, match=r"\(tls\)") as caught:
        get.fetch(server.url("/a", scheme="https"))
    assert caught.value.passing
    assert set(authority) == {"news.example", "other.example"}
    assert server.requests[0][0] == "news.example"


def test_redirects_between_https_and_http(server: Server, authority: list[str], tmp_path: Path) -> None:
    with serving() as plain:
        plain.routes |= {"/b": redirect(server.url("/c", scheme="https")), "/d": (200, HTML, article())}
        server.routes |= {"/a": redirect(plain.url("/b")), "/c": redirect(plain.url("/d"))}
        ports = frozenset({server.port, plain.port})
        with fetcher(server, ca_file=tmp_path / "ca.pem", ports=ports) as get:
            assert get.fetch(server.url("/a", scheme="https")).url == plain.url("/d")
    assert (server.paths, plain.paths) == (["/a", "/c"], ["/b", "/d"])
