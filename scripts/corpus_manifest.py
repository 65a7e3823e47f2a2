"""Write corpora/split.json and corpora/manifest.json from corpora/written/*.jsonl.

The split is by article and never moves: an id already in split.json keeps its part. A new id falls by its SHA-256
(mod 100: below 8 dev, below 18 test, else train), except that an article with a near-duplicate goes to train with
its whole cluster, so that no text is both learned from and measured on.

usage: corpus_manifest.py [--check]     --check writes nothing and exits 1 where a file is out of date
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from corpus_duplicates import article_texts, clusters

from extractor.evaluation.gold import digest, read_gold

CORPORA = Path(__file__).resolve().parent.parent / "corpora"
PARTS = ("train", "dev", "test")
FIELDS = {
    "apac": "Asia-Pacific: insiders, buybacks, stakes, placings, community posts",
    "usown": "United States and Canada: Form 4 stories, 13D/G/F, buybacks",
    "europe": "United Kingdom and Europe: director dealings, TR-1, buyback notices, offers",
    "deals": "deals and capital, worldwide",
    "results": "results, guidance, people, law, operations",
    "views": "analysts, ratings, movers, wraps, listing changes: many events an article",
    "press": "press releases, filings, notices, tables, tweets, digests",
    "wire": "agency wire 1985 to 2010: abbreviations, tables, filing stories",
    "long": "long newsroom articles with background and quotes",
    "ag1": "newsroom and portal copy 2005 to 2025: deals and stakes; much talk, few events",
    "ag2": "newsroom and portal copy 2005 to 2025: features; much talk, few events",
    "ag3": "newsroom and portal copy 2005 to 2025: capital; much talk, few events",
    "ag4": "newsroom and portal copy 2005 to 2025: results; much talk, few events",
    "ag5": "newsroom and portal copy 2005 to 2025: aggregators; much talk, few events",
    "newsroom": "agency newsroom copy 2005 to 2015: bids, exits, stakes, results, long and cut off",
    "features": "financial newswire and portal features 2016 to 2021: many companies, core events deep in the text",
    "wire2": "wire 1985 to 1999: filings, tables of results, deals, capital; non-US companies too",
    "trades": "trades 2010 to 2026: posts, deal lists, blocks, disclosures, crossed parties, hard negatives",
    "capital": "capital actions 2005 to 2026, worldwide, with background ones and near misses",
    "portals": "financial portals 2020 to 2026: movers, recaps, calls, furniture of the page",
    "world": "agency and newspaper copy 2003 to 2026 from outside the United States, long, full of background",
    "everyday": "business news 2006 to 2025 with few events: features, interviews, profiles, near misses",
    "rare": "the rare actions inside ordinary company news, 1990 to 2026",
    "notices": "regulatory notices, filings and press releases as scraped, 2003 to 2026",
    "bids": "newsroom copy 2005 to 2025 on bids, sales, stakes, private equity and antitrust, with long background",
    "asia": "Asia-Pacific 2005 to 2026: trades, placements, results; newspapers and community posts",
    "wire3": "wire 1983 to 1999: terse filings, takeover fights, markets, and features of the time",
    "releases": "press releases and regulatory notices, tables flattened, with their boilerplate",
    "columns": "features, columns, profiles, obituaries 2000 to 2025: events told in passing",
    "business": "law, regulators, contracts, products, plants, incidents, people, of every continent",
    "markets": "market reports, broker views, results, funds' holdings, many companies a story",
    "emea": "Europe, Latin America, Africa, Middle East: stakes, privatisations, issues, many currencies",
    "seldom": "rare actions of 2005 to 2025 inside ordinary company news of every continent; multi-company stories",
    "tape": "wire 1985 to 1990: takeover sagas, filings, tables; background told in passing; training only",
    "buys": "deals 2005 to 2025, worldwide: auctions, exits, contracts, earlier deals told in passing; training only",
    "hold": "insiders, holders, buybacks, issues: round-ups and community posts; training only",
    "rnsx": "regulatory notices and releases with tables and boilerplate, and stories written from them; training only",
    "back": "features, law, accidents, people: financial events in subordinate clauses; training only",
    "tech": "technology, start-ups, movers, broker round-ups, results days; training only",
    "hard": "denials, rumours, hypotheticals, crossed arguments, noise, articles without events",
}


def part_of(article_id: str) -> str:
    """The part an article falls into by its id alone."""
    bucket = int(hashlib.sha256(article_id.encode()).hexdigest(), 16) % 100
    return "dev" if bucket < 8 else "test" if bucket < 18 else "train"


def assign(ids: Iterable[str], duplicates: Iterable[Iterable[str]], *, known: Mapping[str, str]) -> dict[str, str]:
    """Part of every id, sorted by id; `known` ids keep theirs, clustered ids go to train.

    Raises ValueError where a known dev or test article has gained a near-duplicate: drop the new article instead.
    """
    clustered = {key for group in duplicates for key in group}
    moved = sorted(key for key in clustered if known.get(key, "train") != "train")
    if moved:
        raise ValueError(f"measured articles now have near-duplicates: {', '.join(moved)}; drop the new copies")
    return {key: known.get(key) or ("train" if key in clustered else part_of(key)) for key in sorted(ids)}


def describe(path: Path, split: Mapping[str, str]) -> dict[str, Any]:
    """One file's row of the manifest."""
    docs = read_gold(path)
    actions = Counter(ev["action"] for doc in docs for ev in doc.get("events", []))
    parts = Counter(split[doc["id"]] for doc in docs)
    return {
        "field": FIELDS[path.stem],
        "author": "written for this project",
        "licence": "Apache-2.0",
        "sha256": digest(path),
        "articles": len(docs),
        "events": actions.total(),
        "split": {part: parts[part] for part in PARTS},
        "actions": dict(sorted(actions.items())),
    }


def build(corpora: Path = CORPORA) -> tuple[dict[str, str], dict[str, Any]]:
    """The split and the manifest of a corpora folder, as they should be written."""
    paths = sorted((corpora / "written").glob("*.jsonl"))
    split_path = corpora / "split.json"
    known = json.loads(split_path.read_text(encoding="utf-8")) if split_path.exists() else {}
    texts = article_texts(paths)
    split = assign(texts, clusters(texts), known=known)
    rows = {f"written/{path.name}": describe(path, split) for path in paths}
    total = {
        "articles": sum(row["articles"] for row in rows.values()),
        "events": sum(row["events"] for row in rows.values()),
        "split": {part: sum(row["split"][part] for row in rows.values()) for part in PARTS},
    }
    rule = "by article: sha256(id) mod 100, below 8 dev, below 18 test, else train; near-duplicates to train"
    return split, {"split_rule": rule, "total": total, "files": rows}


def main(arguments: list[str]) -> int:
    """Write both files, or with --check say which one is out of date."""
    stale = False
    for name, content in zip(("split.json", "manifest.json"), build(), strict=True):
        path = CORPORA / name
        written = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        if arguments == ["--check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != written:
                print(f"{name} is out of date; run scripts/corpus_manifest.py", file=sys.stderr)
                stale = True
        else:
            path.write_text(written, encoding="utf-8")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
