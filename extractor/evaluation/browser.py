"""An error browser: one self-contained HTML page of gold against predicted, worst first.

In: annotated articles and, by id, predicted ones. Out: the page as a string, which loads nothing from elsewhere.
Every piece of article text is escaped.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise
from typing import Any

from extractor.evaluation.compare import Argument, Comparison, Event, Sum, align, arguments, compare
from extractor.evaluation.gold import Doc
from extractor.evaluation.names import Names
from extractor.evaluation.oracle import find_span
from extractor.evaluation.score import Counts, predicted_events, score

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{padding:.1rem .7rem;text-align:right;vertical-align:top}
th:first-child,td:first-child,.left{text-align:left}tr{border-bottom:1px solid #e4e4e4}
details{border:1px solid #ddd;border-radius:4px;margin:.6rem 0;padding:.4rem .8rem}summary{cursor:pointer}
.text{white-space:pre-wrap;border-left:3px solid #ddd;padding-left:1rem}mark{color:inherit}
.gold{background:#ffe3b0;border-bottom:2px dotted #b06000}
.predicted{background:#f6cfe0;border-bottom:2px dashed #a02060}
.both{background:#cfeccf}.wrong{color:#a00020}h3{margin:.8rem 0 .1rem;font-size:1rem}
"""
_LINKS = 12


@dataclass(frozen=True, slots=True)
class Page:
    """One article with what is wrong in it; `errors` counts missed and spurious events and arguments."""

    number: int
    doc: Doc
    predicted: Mapping[str, Any]
    events: Sequence[tuple[Event | None, Event | None, Comparison]]
    errors: int


def render_html(gold: Sequence[Doc], predicted: Mapping[str, Mapping[str, Any]], *, limit: int = 300) -> str:
    """The page: scores by group, actions and roles by number of errors, then the `limit` worst articles.

    An article shows its text with the wording of gold and predicted events marked, and its events side by side.
    Raises RecordError where a predicted event has no action.
    """
    scores = score(gold, predicted)
    pages = sorted(
        (_page(number, doc, predicted.get(doc["id"]) or {}) for number, doc in enumerate(gold)),
        key=lambda page: (-page.errors, page.number),
    )
    shown = [page for page in pages if page.errors][:limit]
    body = [
        "<h1>Gold against predicted</h1>",
        f"<p>{scores.articles} articles, {scores.events} annotated events. {len(shown)} articles with errors shown, "
        "worst first. In the text: ",
        '<mark class="both">both</mark> <mark class="gold">gold only</mark> '
        '<mark class="predicted">predicted only</mark>.</p>',
        _group_table({name: (g.event, g.argument, g.exact) for name, g in scores.groups.items()}),
        _error_table("action", scores.actions, _links(shown)),
        _error_table("role", scores.roles, {}),
        "<h2>Articles</h2>",
        *(_article(page) for page in shown),
    ]
    head = f'<meta charset="utf-8"><title>Gold against predicted</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>\n' + "\n".join(body) + "\n</body></html>\n"


def _page(number: int, doc: Doc, predicted: Mapping[str, Any]) -> Page:
    names = Names(doc.get("entities", []))
    left, right = doc.get("events", []), predicted_events(predicted, doc_id=doc["id"])
    pairs = align(left, right, names)
    rows: list[tuple[Event | None, Event | None, Comparison]] = []
    for i, ev in enumerate(left):
        if i in pairs:
            rows.append((ev, right[pairs[i]], compare(ev, right[pairs[i]], names)))
        else:
            rows.append((ev, None, Comparison(arguments(ev), (), frozenset(), frozenset())))
    matched = set(pairs.values())
    rows += [
        (None, ev, Comparison((), arguments(ev), frozenset(), frozenset()))
        for j, ev in enumerate(right)
        if j not in matched
    ]
    return Page(number, doc, predicted, rows, sum(_errors(*row) for row in rows))


def _errors(gold: Event | None, predicted: Event | None, found: Comparison) -> int:
    wrong = len(found.gold) - len(found.right_gold) + len(found.predicted) - len(found.right_predicted)
    return wrong + (gold is None or predicted is None)


def _links(pages: Sequence[Page]) -> dict[str, list[int]]:
    """Action to the numbers of the articles it goes wrong in, worst first."""
    counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for page in pages:
        for gold, predicted, found in page.events:
            if errors := _errors(gold, predicted, found):
                held = counts[(gold or predicted or {})["action"]]
                held[page.number] = held.get(page.number, 0) + errors
    return {action: sorted(held, key=lambda n: (-held[n], n)) for action, held in counts.items()}


def _group_table(groups: Mapping[str, tuple[Counts, Counts, Counts]]) -> str:
    rows = ["<tr><th>group</th><th>event F1</th><th>argument F1</th><th>exact F1</th></tr>"]
    for name, parts in groups.items():
        cells = "".join(f"<td>{_figure(counts.f1)}</td>" for counts in parts)
        rows.append(f"<tr><td>{escape(name)}</td>{cells}</tr>")
    return f"<h2>By group</h2><table>{''.join(rows)}</table>"


def _error_table(title: str, table: Mapping[str, Counts], links: Mapping[str, Sequence[int]]) -> str:
    where = '<th class="left">worst articles</th>' if links else ""
    rows = [f"<tr><th>{title}</th><th>gold</th><th>missed</th><th>spurious</th><th>F1</th>{where}</tr>"]
    for name, counts in sorted(table.items(), key=lambda row: (-(row[1].fn + row[1].fp), row[0])):
        cells = "".join(f"<td>{n}</td>" for n in (counts.tp + counts.fn, counts.fn, counts.fp))
        numbers = links.get(name, ())[:_LINKS]
        anchors = " ".join(f'<a href="#article-{n}">{n + 1}</a>' for n in numbers)
        cells += f"<td>{_figure(counts.f1)}</td>" + (f'<td class="left">{anchors}</td>' if links else "")
        rows.append(f"<tr><td>{escape(name)}</td>{cells}</tr>")
    return f"<h2>By {title}</h2><table>{''.join(rows)}</table>"


def _article(page: Page) -> str:
    doc = page.doc
    heading = f"{page.number + 1}. {escape(doc['id'])}: {escape(doc.get('title') or '')}"
    events = "".join(_event(*row) for row in page.events)
    sentiment = (page.predicted.get("sentiment") or {}).get("label")
    feeling = f"<p>Sentiment: gold {escape(str(doc.get('sentiment')))}, predicted {escape(str(sentiment))}.</p>"
    return (
        f'<details id="article-{page.number}" open><summary>{heading} ({page.errors} errors)</summary>'
        f'<div class="text">{_marked(doc["text"], _gold_spans(doc), _predicted_spans(page))}</div>'
        f"{feeling}{events}</details>"
    )


def _event(gold: Event | None, predicted: Event | None, found: Comparison) -> str:
    action = escape((gold or predicted or {})["action"])
    verdict = "spurious" if gold is None else "missed" if predicted is None else "found"
    tone = ' class="wrong"' if _errors(gold, predicted, found) else ""
    rows = ["<tr><th>role</th><th>gold</th><th>predicted</th></tr>"]
    if gold and predicted and gold.get("status") != predicted.get("status"):
        rows.append(_row("status", str(gold.get("status")), str(predicted.get("status")), right=False))
    rows += _argument_rows(found)
    return f"<h3{tone}>{action}: {verdict}</h3><table>{''.join(rows)}</table>"


def _argument_rows(found: Comparison) -> Iterator[str]:
    """Right arguments once, then the wrong ones of both sides, role against role."""
    for k in sorted(found.right_gold):
        arg = found.gold[k]
        yield _row(arg.role, _show(arg), "same", right=True)
    left, right = defaultdict(list), defaultdict(list)
    for k, arg in enumerate(found.gold):
        if k not in found.right_gold:
            left[arg.role].append(_show(arg))
    for k, arg in enumerate(found.predicted):
        if k not in found.right_predicted:
            right[arg.role].append(_show(arg))
    for role in dict.fromkeys([*left, *right]):
        yield _row(role, "; ".join(left[role]), "; ".join(right[role]), right=False)


def _row(role: str, gold: str, predicted: str, *, right: bool) -> str:
    tone = "" if right else ' class="wrong"'
    return f"<tr{tone}><td>{escape(role)}</td><td>{escape(gold)}</td><td>{escape(predicted)}</td></tr>"


def _show(arg: Argument) -> str:
    value = arg.value
    if isinstance(value, Sum):
        figure = f"{value.low:,} to {value.high:,}" if value.low is not None else f"{value.amount:,}"
        return f"{figure} {value.currency or ''}".rstrip()
    if isinstance(value, tuple):
        return " to ".join(dict.fromkeys(value))
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _gold_spans(doc: Doc) -> Iterator[tuple[int, int]]:
    for ev in doc.get("events", []):
        fields = (field["text"] for field in ev.values() if isinstance(field, Mapping) and "text" in field)
        metrics = (metric["text"] for metric in ev.get("metrics") or [])
        for wording in (ev.get("trigger"), *fields, *metrics):
            if wording and (span := find_span(wording, doc["text"], evidence=ev.get("evidence") or [])):
                yield span["start"], span["end"]


def _predicted_spans(page: Page) -> Iterator[tuple[int, int]]:
    """Spans of triggers, numbers, dates and metrics; a span that does not fit this text is sought by its wording."""
    text = page.doc["text"]
    for _, ev, _ in page.events:
        for span in _event_spans(ev or {}):
            start, end = span.get("start"), span.get("end")
            wording = span.get("text")
            if isinstance(start, int) and isinstance(end, int) and text[start:end] == wording:
                yield start, end
            elif wording and (sought := find_span(wording, text)):
                yield sought["start"], sought["end"]


def _event_spans(ev: Event) -> Iterator[Mapping[str, Any]]:
    """Trigger, then the numbers, dates and metrics of a predicted event; parties have a `kind` and are left out."""
    if ev.get("trigger"):
        yield ev["trigger"]
    metrics = ev.get("metrics") or []
    figures = [part for metric in metrics for part in (metric, metric.get("value"), metric.get("change"))]
    for field in (*ev.values(), *figures):
        if isinstance(field, Mapping) and "kind" not in field and field.get("span"):
            yield field["span"]


def _marked(text: str, gold: Iterator[tuple[int, int]], predicted: Iterator[tuple[int, int]]) -> str:
    """`text` escaped, with the wording of either side marked; overlapping spans are cut at their ends."""
    spans = {"gold": list(gold), "predicted": list(predicted)}
    cuts = sorted({0, len(text), *(edge for side in spans.values() for span in side for edge in span)})

    def tone(piece: tuple[int, int]) -> str:
        holders = [side for side, held in spans.items() if any(a <= piece[0] and piece[1] <= b for a, b in held)]
        return "both" if len(holders) == 2 else "".join(holders)

    out = []
    for name, run in groupby(pairwise(cuts), key=tone):
        pieces = escape("".join(text[start:end] for start, end in run))
        out.append(f'<mark class="{name}">{pieces}</mark>' if name else pieces)
    return "".join(out)


def _figure(value: float) -> str:
    return "-" if value != value else f"{value:.1f}"
