"""Scores symbols and links against corpora/securities/mentions.jsonl, by part and form; with cost of load and search.

python scripts/securities_score.py [--wrong] [--half tune|held|fresh]
python scripts/securities_score.py --articles FILE.jsonl [--wrong]

The second form compares the symbols of the parties in the records of annotated articles with the annotated ones ("tickers").
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.evaluation.gold import read_gold
from extractor.pipeline import Extractor, Failure
from extractor.securities.link import Link, link_all, read_context
from extractor.securities.markets import country_of, pool
from extractor.securities.symbols import SymbolMention
from extractor.securities.table import manifest, securities, symbol_key
from extractor.sources import Document

CORPUS = Path(__file__).parents[1] / "corpora/securities/mentions.jsonl"
HALVES = ("tune", "held", "fresh")


@dataclass(slots=True)
class Tally:
    """Of one form: what is there, what was said, what of it is right."""

    gold: int = 0
    said: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 1.0


def articles(half: str) -> list[dict[str, Any]]:
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    return [a for a in map(json.loads, lines) if a["half"] == half]


def same(symbol: str, mic: str | None, gold: dict[str, Any]) -> bool:
    """Whether a symbol and its exchange are the annotated ones; exchanges that share their symbols count as one."""
    if symbol_key(symbol, mic) != symbol_key(gold["symbol"], gold["mic"]):
        return False
    return mic == gold["mic"] or (mic is not None and pool(mic) == pool(gold["mic"]))


def right_link(found: Link, golds: list[dict[str, Any]]) -> bool:
    """Whether any listing of the linked issuer is an annotated one: links are to companies."""
    rows = securities().listings(found.security)
    return home_link(found, golds) or any(
        symbol_key(code, r.mic) == symbol_key(g["symbol"], g["mic"])
        and (g["mic"] is None or pool(r.mic) == pool(g["mic"]) or (not r.mic and r.country == country_of(g["mic"])))
        for r in rows
        for code in (r.symbol, r.ric, *r.former)
        if code
        for g in golds
    )


def home_link(found: Link, golds: list[dict[str, Any]]) -> bool:
    """Whether the very listing is an annotated one."""
    r = found.security
    if not r.symbol:
        # the table has no exchange symbol here; the name agreed, so market and country decide
        return any(g["mic"] is not None and pool(r.mic) == pool(g["mic"]) for g in golds)
    return any(
        symbol_key(g["symbol"], g["mic"]) in {symbol_key(c, r.mic) for c in (r.symbol, r.ric, *r.former) if c}
        and (g["mic"] is None or pool(r.mic) == pool(g["mic"]) or (not r.mic and r.country == country_of(g["mic"])))
        for g in golds
    )


def score(half: str) -> tuple[dict[str, Tally], float]:
    """Tallies by form, links under "link" and "link, this listing"; seconds an article."""
    tallies: dict[str, Tally] = {}

    def tally(form: str) -> Tally:
        return tallies.setdefault(form, Tally())

    held = articles(half)
    spent = 0.0
    for a in held:
        text, names = a["text"], [m for m in a["mentions"] if m["form"] == "name"]
        began = time.process_time()
        context = read_context(text)
        links = link_all([m["text"] for m in names], context, kinds={m["text"]: m["kind"] for m in names})
        spent += time.process_time() - began
        _symbols(a, context.symbols, tally)
        for m in names:
            found = links.get(m["text"])
            for form, test in (("link", right_link), ("link, this listing", home_link)):
                t = tally(form)
                t.gold += bool(m["gold"])
                if found:
                    t.said += 1
                    t.right += (ok := bool(m["gold"]) and test(found, m["gold"]))
                    if not ok:
                        t.wrong.append(f"+ {m['text']} → {found.security.name} {found.security.symbol}@{found.security.mic} {found.score} {found.reason} | {text[:90]}")  # fmt: skip
                elif m["gold"]:
                    t.wrong.append(f"- {m['text']} {m['gold'][0]} | {text[:90]}")
    return tallies, spent / len(held)


def _symbols(a: dict[str, Any], found: tuple[SymbolMention, ...], tally: Any) -> None:
    gold = [m for m in a["mentions"] if m["form"] not in ("name", "neg")]
    matched = set()
    for m in gold:
        t = tally(m["form"])
        t.gold += 1
        hit = next(
            (
                f
                for f in found
                if f.start < m["end"] and m["start"] < f.end and any(same(f.symbol, f.mic, g) for g in m["gold"])
            ),
            None,
        )
        if hit:
            matched.add((hit.start, hit.end))
            t.right += 1
            t.said += 1
        else:
            t.wrong.append(f"- {m['text']} {m['gold']} | {a['text'][:90]}")
    for f in found:
        if (f.start, f.end) not in matched:
            t = tally(f.form)
            t.said += 1
            t.wrong.append(f"+ {f} | {a['text'][:90]}")


def in_articles(path: Path) -> Tally:
    """Symbols of annotated articles' parties, each once an article; exchanges are not annotated there.

    Nothing is looked up, so that a symbol stands in the text.
    """
    out = Tally()
    gold_of = {a["id"]: a for a in read_gold(path)}
    docs = [Document(text=a["text"], id=i, title=a.get("title")) for i, a in gold_of.items()]
    for article in Extractor(device="cpu", securities="off").extract_batch(docs):
        if isinstance(article, Failure):
            raise SystemExit(article.message)
        gold = {symbol_key(t, None) for e in gold_of[article.doc_id]["entities"] for t in e.get("tickers") or ()}
        said = {symbol_key(t.symbol, None) for e in article.entities for t in e.tickers}
        out.gold, out.said, out.right = out.gold + len(gold), out.said + len(said), out.right + len(gold & said)
        out.wrong += [
            f"{sign} {s} {article.doc_id}" for sign, few in (("-", gold - said), ("+", said - gold)) for s in few
        ]
    return out


def total(tallies: dict[str, Tally], *, links: bool) -> Tally:
    """The sum over the forms of symbols, or the tally of links."""
    if links:
        return tallies["link"]
    parts = [t for f, t in tallies.items() if not f.startswith("link")]
    return Tally(sum(t.gold for t in parts), sum(t.said for t in parts), sum(t.right for t in parts))


def load_seconds(runs: int = 5) -> float:
    """The least of several loads of the table, each in a fresh interpreter, imports left out."""
    code = "import extractor.securities.table as t, time; b = time.process_time(); t.securities(); print(time.process_time() - b)"
    return min(float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout) for _ in range(runs))  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="also what was missed (-) or wrong (+)")
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--articles", type=Path)
    args = parser.parse_args()
    if args.articles:
        t = in_articles(args.articles)
        print(f"n {t.gold}  precision {t.precision:.1%} ({t.right}/{t.said})  recall {t.recall:.1%}")
        print("\n".join(t.wrong if args.wrong else ()))
        return 0
    facts = manifest()
    print(f"table: {facts['rows']} listings, {facts['bytes']} bytes, load {load_seconds() * 1000:.0f} ms")
    for half in (args.half,) if args.half else HALVES:
        tallies, seconds = score(half)
        print(f"\n{half}: {len(articles(half))} texts, {seconds * 1000:.2f} ms a text")
        for form in sorted(tallies):
            t = tallies[form]
            print(
                f"  {form:20} n {t.gold:4}  precision {t.precision:6.1%} ({t.right}/{t.said})  recall {t.recall:6.1%}"
            )
        s = total(tallies, links=False)
        print(
            f"  {'all symbols':20} n {s.gold:4}  precision {s.precision:6.1%} ({s.right}/{s.said})  recall {s.recall:6.1%}"
        )
        if args.wrong:
            for form, t in sorted(tallies.items()):
                for line in t.wrong:
                    print(f"    {form}: {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
