"""The example of docs/fetching.md does what it says."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.sources import fetch
from tests.sources.fetch.site import HTML, Server, article

DOCS = Path(__file__).parents[3] / "docs" / "fetching.md"


def test_the_example(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    real = fetch.Fetcher

    def through_the_test_server(settings: fetch.FetchSettings) -> fetch.Fetcher:
        proxy = f"http://127.0.0.1:{server.port}"
        return real(replace(settings, proxy=proxy, interval=0.0, cache=tmp_path / "pages"))

    monkeypatch.setattr(fetch, "Fetcher", through_the_test_server)
    monkeypatch.chdir(tmp_path)
    site = "http://news.example.com"
    feed = "".join(
        f"<item><title>T</title><link>{site}/{name}</link><pubDate>Tue, 04 Mar 2025 07:15:00 GMT</pubDate></item>"
        for name in ("a", "gone")
    )
    server.routes |= {
        f"{site}/feed.xml": (200, {"content-type": "text/xml"}, f"<rss><channel>{feed}</channel></rss>".encode()),
        f"{site}/a": (200, HTML, article()),
    }
    exec(compile(code, str(DOCS), "exec"), {})
    read, failed = capsys.readouterr().out.splitlines()
    assert read == f"2025-03-04 07:15:00+00:00 Borvane to buy Ostrel {site}/a"
    assert failed.startswith(f"not read: http_404 {site}/gone")
    agents = {headers["user-agent"] for _, _, headers in server.requests}
    assert {agent.partition(" ")[2] for agent in agents} == {"(+https://desk.example.com/bot)"}
