"""Tables and charts → one HTML page that loads nothing from elsewhere and holds no script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape

from extractor.stats.charts import Chart
from extractor.stats.report import Table

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;margin:.5rem 0 1rem}td,th{padding:.15rem .8rem;text-align:right;vertical-align:top}
th:first-child,td:first-child{text-align:left}tr{border-bottom:1px solid #e4e4e4}
img{max-width:100%;height:auto}h2{margin:2rem 0 .3rem;font-size:1.15rem}figure{margin:1.5rem 0}
.note{color:#555;max-width:45rem;margin:.2rem 0}
"""


def render(name: str, tables: Iterable[Table], charts: Iterable[Chart]) -> str:
    """The page; `name` is what the counts are of."""
    parts = [
        "<!doctype html>", '<html lang="en">', '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(name)}</title>", f"<style>{_STYLE}</style>", f"<h1>{_text(name)}</h1>",
        *map(_figure, charts),
        *(line for table in tables for line in _table(table)),
        "</html>", "",
    ]  # fmt: skip
    return "\n".join(parts)


def _figure(chart: Chart) -> str:
    image = b64encode(chart.png).decode("ascii")
    return f'<figure><img alt="{_text(chart.title)}" src="data:image/png;base64,{image}"></figure>'


def _table(table: Table) -> Iterator[str]:
    yield f"<h2>{_text(table.title)}</h2>"
    if table.note:
        yield f'<p class="note">{_text(table.note)}</p>'
    yield "<table><thead><tr>" + "".join(f"<th>{_text(cell)}</th>" for cell in table.head) + "</tr></thead><tbody>"
    for row in table.rows:
        yield "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>"
    yield "</tbody></table>"


def _text(text: str) -> str:
    # a lone surrogate can't be written
    return escape(text.encode("utf-8", "backslashreplace").decode())
