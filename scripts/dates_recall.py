"""How far `find_dates` and `find_periods` agree with annotated articles.

    python scripts/dates_recall.py ARTICLES.jsonl... [--misses N] [--kind WORD]

Dates: the share of annotated date strings that some mention overlaps, and the share of those that resolve to
exactly the annotated start and end. Periods: the share of results and guidance events whose period is among those
found in the event's evidence and the title. Misses are printed by kind (digits written as 9).
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from extractor.quantities.dates import DateMention, find_dates
from extractor.quantities.periods import default_period, find_periods


def places(article: dict[str, Any], event: dict[str, Any], words: str) -> Iterator[tuple[int, int]]:
    """Where an annotated date stands: in the event's evidence first, else anywhere in the text."""
    text = article["text"]
    pattern = re.compile(r"(?<!\w)" + re.escape(words) + r"(?!\w)")
    for sentence in event["evidence"]:
        at = text.find(sentence)
        if at >= 0:
            for found in pattern.finditer(text, at, at + len(sentence)):
                yield found.span()
    for found in pattern.finditer(text):
        yield found.span()


def days(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def agrees(mentions: list[DateMention], start: date | None, end: date | None) -> bool:
    """One mention, or the stretch from the first to the last of several, is what was annotated."""
    if any((m.first, m.last) == (start, end) for m in mentions):
        return True
    firsts, lasts = [m.first for m in mentions if m.first], [m.last for m in mentions if m.last]
    return len(mentions) > 1 and bool(firsts and lasts) and (min(firsts), max(lasts)) == (start, end)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("articles", nargs="+", type=Path)
    parser.add_argument("--misses", type=int, default=40)
    parser.add_argument("--kind", default="")
    options = parser.parse_args()
    count: Counter[str] = Counter()
    misses: dict[str, dict[str, list[str]]] = {name: defaultdict(list) for name in ("unseen", "wrong", "period")}
    for path in options.articles:
        for line in path.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            published = days(article["published"])
            mentions = find_dates(article["text"], published=published)
            count["articles"] += 1
            count["mentions"] += len(mentions)
            for event in article["events"]:
                score_date(article, event, mentions, count, misses)
                score_period(article, event, published, count, misses["period"])
    report(count, misses, options)


def score_date(
    article: dict[str, Any], event: dict[str, Any], mentions: list[DateMention], count: Counter[str], misses: Any
) -> None:
    gold = event.get("date")
    if not gold or not gold.get("text"):
        return
    place = next(places(article, event, gold["text"]), None)
    if place is None:
        count["not in the text"] += 1
        return
    count["dates"] += 1
    here = [m for m in mentions if m.start < place[1] and place[0] < m.end]
    kind = re.sub(r"\d+", "9", gold["text"])
    shown = f"{gold['text']!r} published {article['published']} gold {gold.get('start')}..{gold.get('end')}"
    around = article["text"][max(0, place[0] - 80) : place[1] + 40].replace("\n", " ")
    start, end = days(gold.get("start")), days(gold.get("end"))
    count["pinned"] += start is not None or end is not None
    if not here:
        misses["unseen"][kind].append(f"{shown} | {around}")
        return
    count["overlapped"] += 1
    if agrees(here, start, end):
        count["exact"] += 1
        count["exact pinned"] += start is not None or end is not None
        return
    count["overlapped pinned"] += start is not None or end is not None
    read = ", ".join(f"{m.first}..{m.last}" for m in here)
    misses["wrong"][kind].append(f"{shown} read {read} | {around}")


def score_period(
    article: dict[str, Any], event: dict[str, Any], published: date | None, count: Counter[str], misses: Any
) -> None:
    if event["action"] not in ("earnings", "guidance") or not event.get("period"):
        return
    count["periods"] += 1
    text = " \n\n ".join([*event["evidence"], article.get("title") or ""])
    found = [m.period for m in find_periods(text, published=published)]
    if event["period"] in found:
        count["period found"] += 1
        count["period first"] += found[0] == event["period"]
        return
    if not found and published and default_period(published) == event["period"]:
        count["period by default"] += 1
        return
    misses[event["action"]].append(f"{article['published']} gold {event['period']} read {found} | {text[:330]}")


def report(count: Counter[str], misses: dict[str, dict[str, list[str]]], options: argparse.Namespace) -> None:
    for name, value in count.items():
        print(f"{name:20} {value}")
    dates, seen, periods = max(1, count["dates"]), max(1, count["overlapped"]), max(1, count["periods"])
    print(f"overlapped {count['overlapped'] / dates:.1%}, of those exact {count['exact'] / seen:.1%}")
    found, default = count["period found"], count["period by default"]
    print(f"period found {found / periods:.1%}, with the default {(found + default) / periods:.1%}")
    for name, kinds in misses.items():
        total = sum(len(rows) for rows in kinds.values())
        print(f"\n== {name}: {total}")
        for kind, rows in sorted(kinds.items(), key=lambda item: -len(item[1]))[: options.misses]:
            if options.kind in kind:
                print(f"{len(rows):4} {kind}")
                for row in rows if options.kind else rows[:2]:
                    print(f"       {row}")


if __name__ == "__main__":
    main()
