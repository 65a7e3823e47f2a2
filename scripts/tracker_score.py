"""How well tellings of one real-world event are merged: labelled records of corpora/tracker, beside two baselines.

    python scripts/tracker_score.py [FILE ...] [--errors] [--time N]

Pairwise precision and recall are over pairs of tellings put into one event, B-cubed is averaged over tellings. The
baselines: the same spelling of the actor, the same action and the same day; and equal event keys. `--errors` lists
what was put together or kept apart wrongly. `--time` measures N generated events instead.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from extractor.records import Article
from extractor.tracker import Tracker, TrackerFile, event_key

FOLDER = Path(__file__).resolve().parent.parent / "corpora" / "tracker"
FILES = (FOLDER / "tune.jsonl", FOLDER / "held.jsonl")
PROCESSED = datetime(2026, 1, 1, tzinfo=UTC)
SEED = 20251124
Item = tuple[str, str]
"""A telling: document and event."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Articles, and the real-world event of each of their events."""

    articles: list[Article]
    real: dict[Item, str]


@dataclass(frozen=True, slots=True)
class Score:
    """Shares from 0 to 1, and the pairs they come from."""

    precision: float
    recall: float
    bcubed: float
    found: int
    wanted: int
    right: int


def read(path: Path) -> Labelled:
    """A file of labelled records: each line is a record and, under `real`, its events' labels."""
    articles, real = [], {}
    for line in path.read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        labels = data.pop("real")
        article = Article.model_validate(data)
        articles.append(article)
        real.update({(article.doc_id, event.event_id): labels[event.event_id] for event in article.events})
    return Labelled(articles, real)


def merged(articles: Sequence[Article]) -> dict[Item, Hashable]:
    """Telling → key of its event, as the tracker merges them."""
    tracker = Tracker()
    tracker.merge(articles, processed=PROCESSED)
    return {(t.doc_id, t.event_id): key for t, key in tracker.assigned()}


def exact(articles: Sequence[Article]) -> dict[Item, Hashable]:
    """The baseline: same actor, letter for letter, same action, same day (its date, else that of publication)."""
    found: dict[Item, Hashable] = {}
    for article in articles:
        for event in article.events:
            day = (
                event.date.start if event.date and event.date.start else article.published and article.published.date()
            )
            found[article.doc_id, event.event_id] = (event.actor and event.actor.name, event.action, day)
    return found


def keyed(articles: Sequence[Article]) -> dict[Item, Hashable]:
    """Events of equal keys alone."""
    return {(a.doc_id, e.event_id): event_key(e, a) for a in articles for e in a.events}


def score(found: dict[Item, Hashable], real: dict[Item, str]) -> Score:
    """Clusters found against the labels."""
    pairs, wanted = _pairs(found), _pairs(real)
    right = pairs & wanted
    by_found, by_real = _clusters(found), _clusters(real)
    shares = [
        (len(by_found[found[i]] & by_real[real[i]]), len(by_found[found[i]]), len(by_real[real[i]])) for i in real
    ]
    precision = sum(both / mine for both, mine, _ in shares) / len(shares)
    recall = sum(both / theirs for both, _, theirs in shares) / len(shares)
    return Score(
        len(right) / len(pairs) if pairs else 1.0,
        len(right) / len(wanted) if wanted else 1.0,
        2 * precision * recall / (precision + recall),
        len(pairs),
        len(wanted),
        len(right),
    )


def _clusters(of: dict[Item, Any]) -> dict[Any, set[Item]]:
    found: dict[Any, set[Item]] = defaultdict(set)
    for item, key in of.items():
        found[key].add(item)
    return found


def _pairs(of: dict[Item, Any]) -> set[frozenset[Item]]:
    return {frozenset(pair) for some in _clusters(of).values() for pair in combinations(sorted(some), 2)}


METHODS: dict[str, Callable[[Sequence[Article]], dict[Item, Hashable]]] = {
    "tracker": merged,
    "actor, action, day": exact,
    "equal keys": keyed,
}


def errors(data: Labelled) -> Iterator[str]:
    """One line for each pair that the tracker has wrong."""
    found = merged(data.articles)
    texts = {a.doc_id: a.text for a in data.articles}
    pairs, wanted = _pairs(found), _pairs(data.real)
    for what, some in (("apart", wanted - pairs), ("together", pairs - wanted)):
        for pair in sorted(map(sorted, some)):
            yield f"{what}: " + " | ".join(f"{doc} {texts[doc]}" for doc, _ in pair)


def generated(count: int) -> Iterator[Article]:
    """Articles that tell `count` events in all: trades, buybacks and deals of 2,000 companies in three years."""
    rng = random.Random(SEED)
    first = "Bor Kel Vant Ost Mar Del Quin Thal Fen Gris Hol Jar Lum Nor Pel Rus Syl Tor Ulv Wex".split()
    last = "vane mere ford holt wick dale stone bury crest lund".split()
    lines = "Pumps Foods Energy Mining Shipping Textiles Software Insurance Pharma Cement".split()
    names = [f"{a}{b} {c}" for a in first for b in last for c in lines]
    start = datetime(2023, 1, 2, 9, tzinfo=UTC)
    told = number = 0
    while told < count:
        number += 1
        company, holder = rng.choice(names), f"{rng.choice(names)} Fund"
        action = rng.choice(("stake_increase", "stake_decrease", "buyback", "acquisition", "earnings"))
        shares, price = rng.randrange(1_000, 9_999_999), round(rng.uniform(1, 200), 2)
        when = start + timedelta(minutes=rng.randrange(3 * 365 * 1440))
        for telling in range(min(rng.choice((1, 1, 2, 3)), count - told)):
            told += 1
            yield _article(f"g{number}-{telling}", action, company, holder, shares, price, when, rng)


def _article(
    doc_id: str, action: str, company: str, holder: str, shares: int, price: float, when: datetime, rng: random.Random
) -> Article:
    name = company + rng.choice(("", " plc", " Inc."))
    actor = name if action in ("buyback", "earnings") else holder
    text = f"{actor} and {name}: {shares:,} at ${price} done."

    def span(words: str) -> dict[str, Any]:
        start = text.index(words)
        return {"start": start, "end": start + len(words), "text": words}

    mood = {"label": "neutral", "score": 0.0, "confidence": 0.8}
    event: dict[str, Any] = {
        "event_id": "e1", "action": action, "status": "completed", "sentiment": mood, "confidence": 0.8,
        "actor": {"name": actor, "kind": "company"}, "trigger": span("done"), "evidence": [span(text)],
    }  # fmt: skip
    if actor != name:
        event["target"] = {"name": name, "kind": "company"}
    if action == "earnings":
        event["period"] = f"{when.year}-Q{(when.month + 2) // 3}"
    elif rng.random() < 0.8:
        event["shares"] = {"value": float(shares), "span": span(f"{shares:,}")}
        event["price"] = {"amount": price, "currency": "USD", "span": span(f"${price}")}
    published = when + timedelta(hours=rng.randrange(48))
    return Article.model_validate(
        {"doc_id": doc_id, "published": published.isoformat(), "source": f"site {rng.randrange(50)}", "text": text,
         "sentiment": mood, "events": [event], "model": "generated"}
    )  # fmt: skip


def timed(count: int) -> dict[str, float]:
    """Seconds of processor time to merge `count` generated events, make the rows, and add 1 % more to a database."""
    everything = list(generated(count + count // 100))
    everything.sort(key=lambda a: str(a.published))
    articles, more = everything[:count], everything[count:]
    before = _peak()
    begin = time.process_time()
    tracker = Tracker()
    tracker.merge(articles, processed=PROCESSED)
    merged_at = time.process_time()
    rows = tracker.rows()
    rows_at = time.process_time()
    taken = _peak() - before
    with tempfile.TemporaryDirectory() as folder:
        out = f"sqlite:{folder}/tracker.db"
        with TrackerFile(out) as file:
            file.merge(articles, processed=PROCESSED)
        stored_at = time.process_time()
        with TrackerFile(out) as file:
            file.merge(more, processed=PROCESSED)
        added_at = time.process_time()
    return {
        "tellings": count,
        "events": len(rows),
        "merge s": merged_at - begin,
        "rows s": rows_at - merged_at,
        "merge into a new database s": stored_at - rows_at,
        "add 1 % s": added_at - stored_at,
        "memory of tracker and rows MiB": taken,
    }


def _peak() -> float:
    """Most memory this process has had, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(arguments: Sequence[str]) -> int:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=FILES)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--time", type=int, metavar="N")
    args = parser.parse_args(arguments)
    if args.time:
        for name, value in timed(args.time).items():
            print(f"{name:30} {value:12,.2f}")
        return 0
    for path in args.files:
        data = read(path)
        sizes = Counter(Counter(data.real.values()).values())
        several = sum(n for size, n in sizes.items() if size > 1)
        print(f"{path.stem}: {len(data.real)} tellings, {several} events told more than once, {sizes[1]} told once")
        for name, method in METHODS.items():
            s = score(method(data.articles), data.real)
            pairs = f"{s.right} of {s.found} found, {s.wanted} wanted"
            print(f"  {name:20} precision {s.precision:6.1%} recall {s.recall:6.1%} B-cubed {s.bcubed:6.1%}  ({pairs})")
        if args.errors:
            print(*(f"  {line}" for line in errors(data)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
