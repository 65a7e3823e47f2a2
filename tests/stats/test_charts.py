"""Charts are there, are pictures with something on them, and the page needs nothing from elsewhere."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from extractor.errors import ConfigError
from extractor.stats import read_output, statistics_of, tables
from extractor.stats.charts import charts
from extractor.stats.page import render
from tests.stats.conftest import article, event, party, write

Write = Callable[[str], str]


def test_every_chart_is_a_picture_with_colours(written: Write) -> None:
    pytest.importorskip("matplotlib")
    image = pytest.importorskip("PIL.Image")
    made = list(charts(statistics_of(read_output(written("out.jsonl"))).to_dict()))
    assert [chart.name for chart in made] == ["events_by_action", "parties", "value", "sentiment", "confidence"]
    for chart in made:
        picture = image.open(io.BytesIO(chart.png)).convert("RGB")
        assert picture.width > 1000
        blue = sum(count for count, colour in picture.getcolors(1 << 20) if colour == (0, 0x72, 0xB2))
        assert blue > 500, chart.name


def test_the_bars_are_as_high_as_the_counts(written: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = pytest.importorskip("matplotlib.figure")
    drawn: list[Any] = []
    real = figures.Figure.savefig
    monkeypatch.setattr(figures.Figure, "savefig", lambda self, *a, **o: (drawn.append(self), real(self, *a, **o))[1])
    list(charts(statistics_of(read_output(written("out.jsonl"))).to_dict()))
    events, _, value, sentiment, _ = drawn
    (axes,) = events.axes
    assert sum(bar.get_height() for bar in axes.patches) == 4
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["2025-11", "2025-12"]
    assert axes.get_xlabel() == "month of publication (UTC); 1 without date or far outside are not shown"
    assert axes.get_ylabel() == "number of events"
    eur, usd = value.axes
    assert sorted(bar.get_height() for bar in eur.patches) == [-30.0, 0, 0, 0]
    assert (usd.get_ylabel(), max(bar.get_height() for bar in usd.patches)) == ("USD million", 2.0)
    assert sentiment.axes[1].lines[0].get_ydata().tolist() == pytest.approx([0.25, -0.7])


def test_nothing_to_show_is_not_drawn(tmp_path: Any) -> None:
    pytest.importorskip("matplotlib")
    out = write(str(tmp_path / "out.jsonl"), [article("a", None, "neutral", 0.0, event(0, "ipo"))])
    assert [chart.name for chart in charts(statistics_of(read_output(out)).to_dict())] == ["confidence"]


def test_names_are_shown_as_they_are(tmp_path: Any) -> None:
    pytest.importorskip("matplotlib")
    # dollars begin a formula, brackets a tag
    names = ("Ca$h $\\frac$ Co", "<script>alert(1)</script>")
    some = [article(str(n), None, "neutral", 0.0, event(0, "ipo", actor=party(name))) for n, name in enumerate(names)]
    told = statistics_of(read_output(write(str(tmp_path / "out.jsonl"), some))).to_dict()
    page = render("records", tables(told), charts(told))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_page_needs_nothing_from_elsewhere(written: Write) -> None:
    pytest.importorskip("matplotlib")
    told = statistics_of(read_output(written("folder"))).to_dict()
    page = render("out & <co>", tables(told), charts(told))
    seen: list[tuple[str, dict[str, str | None]]] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            seen.append((tag, dict(attrs)))

    Parser().feed(page)
    images = [attrs for tag, attrs in seen if tag == "img"]
    assert len(images) == 5
    assert all(str(attrs["src"]).startswith("data:image/png;base64,") and attrs["alt"] for attrs in images)
    assert not {"script", "link", "iframe"} & {tag for tag, _ in seen}
    assert not re.search(r"https?://|url\(", page)
    assert "<title>out &amp; &lt;co&gt;</title>" in page
    assert "&lt;Quay&gt; &amp; Daily" in page
    assert sum(tag == "table" for tag, _ in seen) == len(list(tables(told)))


def test_without_matplotlib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ConfigError, match=r"pip install 'extractor\[charts\]'"):
        list(charts({}))
