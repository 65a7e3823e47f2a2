"""XML from strangers: nothing fetched, nothing expanded, memory bounded; marked-up text as paragraphs and rows."""

import time
import tracemalloc
from io import BytesIO
from pathlib import Path

import pytest

from extractor.errors import SourceError
from extractor.sources.xml import elements, layout, line, parse, visible


def lines(raw: bytes, *names: str, **limits: int) -> list[str]:
    return [line(element) for element in elements(BytesIO(raw), *names, **limits)]


def test_outermost_elements_in_order_whatever_the_namespace() -> None:
    raw = b'<n:all xmlns:n="u"><item>one <item>within</item></item><n:item>two</n:item><other>x</other></n:all>'
    assert lines(raw, "item") == ["one within", "two"]


def test_files_and_entities_of_others_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    raw = f'<!DOCTYPE a [<!ENTITY s SYSTEM "{secret.as_uri()}"><!ENTITY co "Borvane">]><a>&s; by &co;</a>'.encode()
    assert lines(raw, "a") == ["&s; by &co;"]
    wide = f'<?xml version="1.0" encoding="UTF-16"?>{raw.decode()}'.encode("utf-16")
    assert lines(wide, "a") == ["&s; by &co;"]


@pytest.mark.parametrize("place", ["<a>&l9;</a>", '<a b="&l9;">x</a>'])
def test_a_billion_laughs_stay_few(place: str) -> None:
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    raw = f'<!DOCTYPE a [<!ENTITY l0 "lol">{levels}]>{place}'.encode()
    began = time.perf_counter()
    kept = [(element.text, element.get("b")) for element in elements(BytesIO(raw), "a")]
    assert kept in ([("&l9;", None)], [("x", "&l9;")])
    assert time.perf_counter() - began < 1


def test_names_of_html_are_read_without_a_document_type() -> None:
    assert lines(b"<a>caf&eacute;&nbsp;&mdash; &amp;lt; &nosuch;</a>", "a") == ["café — &lt; &nosuch;"]
    assert lines(b"<a>" + b"x" * 65_529 + b"&eacute;</a>", "a") == ["x" * 65_529 + "é"]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "broken XML"),
        (b"plain words", "broken XML"),
        (b"<a>" * 300 + b"</a>" * 300, "broken XML .*depth"),
        (b'<?xml version="1.0" encoding="x-nonsense"?><a>x</a>', "broken XML|encoding"),
        (b"<a>x \x00 y</a>", "broken XML"),
        (b"<b>x</b>", "no <a>"),
    ],
)
def test_what_is_refused(raw: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        parse(raw, "a")


def test_what_stands_before_the_damage_is_read_first() -> None:
    raw = b"<all>\n<item>one</item>\n<item>S&P</item><item>three</item></all>"
    found = elements(BytesIO(raw), "item")
    assert line(next(found)) == "one"
    with pytest.raises(SourceError, match="line 3"):
        next(found)


def test_memory_holds_one_element() -> None:
    def chunks() -> BytesIO:
        return BytesIO(b"<all>" + b"<item>%s</item>" % (b"word " * 2_000) * 1_000 + b"</all>")

    file = chunks()
    tracemalloc.start()
    count = sum(1 for _ in elements(file, "item"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1_000
    assert peak < 3_000_000


def test_an_element_over_the_limit_is_refused() -> None:
    with pytest.raises(SourceError, match="more than 200,000 bytes"):
        lines(b"<all><item>one</item><item>" + b"<b/>" * 200_000 + b"</item></all>", "item", max_size=200_000)


def test_layout_of_paragraphs_tables_and_what_is_hidden() -> None:
    _, text = visible(
        "<html><head><title>T</title></head><body><h1>Results</h1><p>A <b>bold</b>\n word<br>and\xa0on <!-- no --></p>"
        '<div style="display: none">hidden</div>tail'
        "<table><tr><td>Sales</td><td>$</td><td>41.2</td><td>)</td></tr>"
        "<tr><td><p>Net loss</p></td><td>$</td><td>(12.1</td><td>)</td><td>4.2</td><td>%</td></tr></table>"
        "<table><tr><td>&#8226;</td><td><p>A point.</p></td></tr></table>"
        "<table><tr><td><p>One.</p><p>Two.</p><table><tr><td>x</td><td>y</td></tr></table>Three.</td></tr></table>"
        "<pre>a   1\nb  22</pre><script>no()</script></body></html>"
    )
    assert text.split("\n\n") == [
        "Results",
        "A bold word",
        "and\xa0on",
        "tail",
        "Sales | $41.2)\nNet loss | $(12.1) | 4.2%",
        "• A point.",
        "One.",
        "Two.",
        "x | y",
        "Three.",
        "a   1\nb  22",
    ]


def test_layout_leaves_out_what_it_is_told_to() -> None:
    root = parse(b"<body><p>One</p><media>No <p>never</p></media> tail <p>Two</p></body>", "body")
    assert layout(root, skip={"media"}) == "One\n\ntail\n\nTwo"
