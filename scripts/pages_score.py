"""How well pages are read: body, title, date, authors, tickers and refusals over a folder of pages with gold.

Beside each NAME.html stands NAME.json with the fields of a Document as a reader would give them ("authors", "published",
"text" …), or with {"error": CODE} for a page that is no article. Body F1 is of words as a multiset; `shingles` is F1 of
runs of four words, which also sees order and gaps.

    python scripts/pages_score.py [--pages FOLDER] [--only NAME ...] [--show] [--no-time]
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from extractor.errors import SourceError
from extractor.sources.decode import decode
from extractor.sources.document import Document
from extractor.sources.html import read_html

PAGES = Path(__file__).resolve().parent.parent / "tests" / "sources" / "pages"
FIELDS = ("title", "published", "authors", "tickers", "source", "language", "url")
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One page against its gold. Shares from 0 to 1; `wrong` names the fields that differ."""

    name: str
    refusal: bool
    right: bool
    precision: float = 0.0
    recall: float = 0.0
    shingles: float = 0.0
    wrong: tuple[str, ...] = ()
    detail: str = ""
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def body(self) -> float:
        return _f1(self.precision, self.recall)


def score_page(path: Path) -> tuple[Score, Document | None]:
    """One page read and held against its gold."""
    gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    try:
        doc = read_html(path.read_bytes(), origin=path.name)
    except SourceError as error:
        right = error.code == gold.get("error")
        return Score(name=path.stem, refusal="error" in gold, right=right, detail=str(error)), None
    if "error" in gold:
        return Score(name=path.stem, refusal=True, right=False, detail=f"read: {doc.text[:200]!r}"), doc
    precision, recall = _overlap(_words(doc.text), _words(gold["text"]))
    shingles = _f1(*_overlap(_runs(doc.text), _runs(gold["text"])))
    found = {key: getattr(doc, key) for key in FIELDS}
    wrong = tuple(key for key in FIELDS if not _same(key, found[key], gold[key]))
    return Score(name=path.stem, refusal=False, right=True, precision=precision, recall=recall, shingles=shingles,
                 wrong=wrong, fields=found), doc  # fmt: skip


def summary(scores: Sequence[Score]) -> dict[str, float]:
    """The figures over all pages, in percent. A page that is refused wrongly scores 0 in everything."""
    articles = [score for score in scores if not score.refusal]
    refusals = [score for score in scores if score.refusal]
    figures = {
        "body_f1": _mean(score.body for score in articles),
        "shingle_f1": _mean(score.shingles for score in articles),
        **{key: _mean(score.right and key not in score.wrong for score in articles) for key in FIELDS},
        "read": _mean(score.right for score in articles),
        "refused": _mean(score.right for score in refusals),
    }
    return {key: round(100 * value, 2) for key, value in figures.items()}


def rates(paths: Sequence[Path], *, rounds: int = 3) -> dict[str, float]:
    """Pages a second of processor time on one core: this reader, and trafilatura's own `extract` on the same text in the
    same run, in its usual and its fast mode. Each page counts with the best of its rounds."""
    from trafilatura import extract

    ways: dict[str, Callable[[bytes], object]] = {
        "pages/s": read_html,
        "trafilatura": lambda raw: extract(decode(raw)),
        "trafilatura, fast": lambda raw: extract(decode(raw), fast=True),
    }
    best: dict[str, list[float]] = {name: [] for name in ways}
    for raw in [path.read_bytes() for path in paths]:
        for name, way in ways.items():
            best[name].append(min(_seconds(way, raw) for _ in range(rounds)))
    return {name: len(paths) / sum(found) for name, found in best.items()}


def _seconds(way: Callable[[bytes], object], raw: bytes) -> float:
    start = time.process_time()
    with contextlib.suppress(SourceError):
        way(raw)
    return time.process_time() - start


def _same(key: str, found: Any, gold: Any) -> bool:
    if key == "published":
        return found is None if gold is None else found is not None and _moment(found.isoformat()) == _moment(gold)
    if key == "authors":
        return {name.casefold() for name in found} == {name.casefold() for name in gold}
    if key == "tickers":
        return set(found) == set(gold)
    return bool(found == gold)


def _moment(text: str) -> Any:
    """A date as it is; a time in its own zone or in none, comparable."""
    return text if len(text) == 10 else datetime.fromisoformat(text)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _runs(text: str, length: int = 4) -> list[tuple[str, ...]]:
    words = _words(text)
    return [tuple(words[i : i + length]) for i in range(max(1, len(words) - length + 1))]


def _overlap(found: Sequence[Any], gold: Sequence[Any]) -> tuple[float, float]:
    common = (Counter(found) & Counter(gold)).total()
    return common / max(1, len(found)), common / max(1, len(gold))


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Score the reading of HTML pages against gold.")
    parser.add_argument("--pages", type=Path, default=PAGES)
    parser.add_argument("--only", nargs="+", default=())
    parser.add_argument("--show", action="store_true", help="print how body and fields differ from the gold")
    parser.add_argument("--no-time", action="store_true")
    args = parser.parse_args(argv)
    paths = [path for path in sorted(args.pages.glob("*.html")) if not args.only or path.stem in args.only]
    if not paths:
        print(f"no pages in {args.pages}", file=sys.stderr)
        return 1
    scores = []
    for path in paths:
        score, doc = score_page(path)
        scores.append(score)
        if score.refusal or not score.right:
            print(f"{score.name:<20} {'ok' if score.right else 'WRONG'}  {score.detail}")
        else:
            figures = f"body {100 * score.body:6.2f}  shingles {100 * score.shingles:6.2f}"
            print(f"{score.name:<20} {figures}  {', '.join(score.wrong)}")
        if args.show and doc is not None and not score.refusal:
            gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            for key in score.wrong:
                print(f"    {key}: {score.fields[key]!r} for {gold[key]!r}")
            for mark in difflib.unified_diff(gold["text"].split("\n"), doc.text.split("\n"), lineterm="", n=0):
                print("   ", mark[:200])
    print("\n" + "\n".join(f"{key:<12} {value:6.2f}" for key, value in summary(scores).items()))
    if not args.no_time:
        found = rates(paths)
        for name, value in found.items():
            print(f"{name:<18} {value:6.1f} pages/s of processor time, ratio {found['pages/s'] / value:.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
