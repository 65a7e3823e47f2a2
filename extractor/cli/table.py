"""A record for human eyes: a table of events with their figures, and under it the sentence each was read from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

_QUALIFIER = {"about": "~", "over": ">", "under": "<", "up_to": "≤", "at_least": "≥"}
_COLOUR = {"positive": "green", "negative": "red"}
_ARROW = {"up": "↑", "down": "↓", "flat": "→"}

Part = Mapping[str, Any]


def show(record: Part, *, console: Console | None = None) -> None:
    """Print one record (`Article.model_dump(mode="json")`). Without `console`, to standard output."""
    console = console or Console(highlight=False)
    if record.get("title"):
        console.print(f"[bold]{escape(record['title'])}[/bold]", soft_wrap=True)
    console.print(_headline(record), soft_wrap=True)
    events = record["events"]
    if not events:
        console.print("No events found.")
        return
    table = Table(show_lines=False, pad_edge=False, box=None, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("#", justify="right")
    for name in ("action", "who", "figures", "date"):
        table.add_column(name, overflow="fold")
    table.add_column("conf.", justify="right")
    for number, event in enumerate(events, start=1):
        table.add_row(
            str(number),
            f"[{_colour(event)}]{escape(event['action'])}[/]\n[dim]{escape(event['status'])}[/dim]",
            escape(parties(event)),
            escape("\n".join(figures(event))),
            escape(when(event)),
            f"{event['confidence']:.2f}",
        )
    console.print(table)
    console.print()
    for number, event in enumerate(events, start=1):
        for span in event["evidence"][:1]:
            console.print(f"[bold]{number}[/bold]  {escape(' '.join(span['text'].split()))}")


def parties(event: Part) -> str:
    """`actor → target`, and the counterparty in brackets where there is one."""
    names = [_party(event.get(role)) for role in ("actor", "target", "counterparty")]
    line = " → ".join(name for name in names[:2] if name) or "–"
    return f"{line} (with {names[2]})" if names[2] else line


def figures(event: Part) -> list[str]:
    """Every figure of an event, one a line."""
    return list(_figures(event))


def when(event: Part) -> str:
    """The day or range of days, else the period."""
    span = event.get("date")
    if not span or not span.get("start"):
        return str(event.get("period") or (span or {}).get("span", {}).get("text") or "")
    return span["start"] if span.get("end") in (None, span["start"]) else f"{span['start']} to {span['end']}"


def _figures(event: Part) -> Iterator[str]:
    if shares := event.get("shares"):
        yield f"{_quantity(shares)} shares"
    if price := event.get("price"):
        yield f"{_money(price)} a share" + _was(event.get("price_previous"), _money)
    if value := event.get("value"):
        yield f"{_money(value)} in all"
    if stake := event.get("stake"):
        yield f"stake {_percent(stake)}" + _was(event.get("stake_previous"), _percent)
    elif previous := event.get("stake_previous"):
        yield f"stake before {_percent(previous)}"
    if change := event.get("change"):
        yield f"{change['value']:+g} %"
    if rating := event.get("rating"):
        yield f"rating {rating}" + _was(event.get("rating_previous"), str)
    if event.get("direction"):
        yield _ARROW.get(event["direction"], "")
    for metric in event.get("metrics") or []:
        yield _metric(metric)


def _was(previous: Any, form: Any) -> str:
    return f" (was {form(previous)})" if previous else ""


def _metric(metric: Part) -> str:
    parts = [metric["name"].replace("_", " ")]
    value = metric.get("value")
    if value:
        parts.append(
            _money(value) if "currency" in value else _percent(value) if _is_percent(value) else _quantity(value)
        )
    if metric.get("change"):
        parts.append(f"{metric['change']['value']:+g} %")
    parts += [str(metric[key]) for key in ("period", "versus_expectation") if metric.get(key)]
    return " ".join(parts)


def _is_percent(value: Part) -> bool:
    """Percentages carry no range, counts do."""
    return "low" not in value


def _money(money: Part) -> str:
    return f"{_mark(money)}{money['currency']} {_range(money, 'amount')}"


def _quantity(quantity: Part) -> str:
    return f"{_mark(quantity)}{_range(quantity, 'value')}"


def _percent(percent: Part) -> str:
    return f"{_mark(percent)}{percent['value']:g} %"


def _mark(part: Part) -> str:
    return _QUALIFIER.get(part.get("qualifier") or "", "")


def _range(part: Part, key: str) -> str:
    if part.get("low") is not None and part.get("high") is not None:
        return f"{short(part['low'])}–{short(part['high'])}"
    return short(part[key])


def short(number: float) -> str:
    """2600000 → "2.6M", 38.58 → "38.58", 11300000000 → "11.3bn"; never fewer digits than the number has."""
    for size, unit in ((1e12, "tn"), (1e9, "bn"), (1e6, "M")):
        if abs(number) >= size:
            return f"{number / size:.12g}{unit}"
    return f"{number:,.12g}" if abs(number) >= 1000 else f"{number:.12g}"


def _headline(record: Part) -> str:
    mood = record["sentiment"]
    parts = [
        *(escape(str(record[key])) for key in ("source", "published") if record.get(key)),
        f"sentiment [{_colour(record)}]{mood['label']}[/] {mood['score']:+.2f}",
        f"{len(record['entities'])} entities",
        f"{len(record['events'])} events",
        escape(str(record["doc_id"])),
    ]
    return " · ".join(parts)


def _colour(part: Part) -> str:
    return _COLOUR.get(part["sentiment"]["label"], "default")


def _party(party: Part | None) -> str:
    if not party:
        return ""
    tickers = ", ".join(ticker["symbol"] for ticker in party.get("tickers") or [])
    return f"{party['name']} [{tickers}]" if tickers else str(party["name"])
