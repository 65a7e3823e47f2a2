"""How far `find_figures` agrees with annotated articles.

    python scripts/quantities_recall.py ARTICLES.jsonl... [--misses N] [--field NAME] [--cause NAME]

Per field: the share of annotated figures that some found figure overlaps (found), that also have the value within
0.5 % whatever the sign (value; a bare number counts where its number or its hundredth is right), the currency (money)
and, where the annotated words hold a figure with its qualifier, the qualifier. Misses are printed by field and cause.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extractor.quantities.dollars import guess_dollar
from extractor.quantities.figures import Figure, find_figures

FIELDS = ("shares", "price", "price_previous", "value", "stake", "stake_previous", "change")
CAUSES = ("unseen", "value", "currency", "qualifier")


def gold_figures(article: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """(field, annotated figure, event) of an article."""
    for event in article["events"]:
        for field in FIELDS:
            if event.get(field):
                yield field, event[field], event
        for metric in event.get("metrics", ()):
            if metric.get("amount", metric.get("value")) is not None:
                yield "metric", metric, event


def places(article: dict[str, Any], event: dict[str, Any], words: str) -> Iterator[tuple[int, int]]:
    """Where an annotated figure stands: in the event's evidence first, else anywhere in the text."""
    pattern = re.compile(r"(?<![\w.,])" + re.escape(words) + r"(?!\w|[.,]\d)")
    for sentence in event["evidence"]:
        at = article["text"].find(sentence)
        if at >= 0:
            yield from (m.span() for m in pattern.finditer(article["text"], at, at + len(sentence)))
    yield from (m.span() for m in pattern.finditer(article["text"]))


def near(a: float, b: float, share: float = 0.005) -> bool:
    return abs(abs(a) - abs(b)) <= share * max(abs(b), 1e-9)


def cause(fig: Figure | None, gold: dict[str, Any]) -> str | None:
    """What is wrong with the figure found for an annotation, None where nothing is."""
    if fig is None:
        return "unseen"
    amount = float(gold["amount"] if "amount" in gold else gold["value"])
    bare = fig.kind == "number" and gold.get("currency")
    if not (near(fig.value, amount) or (bare and near(fig.value / 100, amount))):
        return "value"
    if gold.get("currency") and fig.kind == "money" and fig.currency != gold["currency"]:
        return "currency"
    return "qualifier" if (fig.qualifier or "exact") != (gold.get("qualifier") or "exact") else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("articles", nargs="+", type=Path)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--field", default="")
    parser.add_argument("--cause", default="")
    options = parser.parse_args()
    count: Counter[tuple[str, str]] = Counter()
    misses: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in options.articles:
        for line in path.read_text(encoding="utf-8").splitlines():
            score(json.loads(line), count, misses)
    report(count, misses, options)


def score(article: dict[str, Any], count: Counter[tuple[str, str]], misses: dict[tuple[str, str], list[str]]) -> None:
    text = article["text"]
    dollar = guess_dollar(text)
    figures = find_figures(text, dollar=dollar)
    count["all", "figures"] += len(figures)
    for field, gold, event in gold_figures(article):
        spots = list(dict.fromkeys(places(article, event, gold["text"])))
        if not spots:
            count[field, "not in the text"] += 1
            continue
        count[field, "gold"] += 1
        verdicts = []
        for start, end in spots:
            here: list[Figure | None] = [fig for fig in figures if fig.start < end and start < fig.end]
            verdicts += [(CAUSES.index(c) if (c := cause(fig, gold)) else len(CAUSES), fig) for fig in here or [None]]
        best, fig = max(verdicts, key=lambda verdict: verdict[0])
        for passed in CAUSES[:best]:
            count[field, passed] += 1
        if best < len(CAUSES):
            start, end = spots[0]
            context = (
                " ".join(text[max(0, start - 50) : start].split())
                + " [["
                + text[start:end]
                + "]] "
                + " ".join(text[end : end + 30].split())
            )
            found = (
                f"{text[fig.start : fig.end]!r} {fig.value} {fig.currency or ''} {fig.qualifier or ''}"
                if fig
                else "nothing"
            )
            wanted = {k: v for k, v in gold.items() if k in ("amount", "value", "currency", "qualifier")}
            misses[field, CAUSES[best]].append(f"{article['id']}: {context}\n      {wanted}  found {found}")


def report(
    count: Counter[tuple[str, str]], misses: dict[tuple[str, str], list[str]], options: argparse.Namespace
) -> None:
    print(f"{'field':16}{'gold':>7}{'found':>9}{'value':>9}{'currency':>10}{'qualifier':>11}")
    for field in (*FIELDS, "metric", "all"):
        if field == "all":
            for name in ("gold", *CAUSES):
                count["all", name] = sum(count[f, name] for f in (*FIELDS, "metric"))
        total = count[field, "gold"] or 1
        shares = [100 * count[field, name] / total for name in CAUSES]
        print(
            f"{field:16}{count[field, 'gold']:7}{shares[0]:8.1f}%{shares[1]:8.1f}%{shares[2]:9.1f}%{shares[3]:10.1f}%"
        )
    print(f"{count['all', 'figures']} figures found")
    for (field, why), lines in sorted(misses.items()):
        if options.misses and options.field in field and options.cause in why:
            print(f"\n{field}: {why} ({len(lines)})")
            for line in lines[: options.misses]:
                print("   ", line)


if __name__ == "__main__":
    main()
