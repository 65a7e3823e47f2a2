"""Near-duplicate articles: clusters of articles that share at least half of their word 5-grams.

In: annotated articles. Out: clusters of ids. The Jaccard similarity is exact: an index from 5-gram to articles
counts what each pair shares, so no pair is compared that shares nothing.

usage: corpus_duplicates.py [FILE ...]     prints one cluster a line; default: corpora/written/*.jsonl
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path

from extractor.evaluation.gold import read_gold

WRITTEN = Path(__file__).resolve().parent.parent / "corpora" / "written"
SHINGLE = 5
THRESHOLD = 0.5
_WORD = re.compile(r"\w+")


def shingles(text: str, *, size: int = SHINGLE) -> frozenset[int]:
    """Hashes of the word `size`-grams of `text`, case ignored; a shorter text is one shingle."""
    words = _WORD.findall(text.lower())
    return frozenset(hash(tuple(words[k : k + size])) for k in range(max(1, len(words) - size + 1)))


def pairs(texts: Mapping[str, str], *, threshold: float = THRESHOLD) -> list[tuple[str, str, float]]:
    """Every pair of ids whose shingle Jaccard is at least `threshold`, with that figure."""
    sets = {key: shingles(text) for key, text in texts.items()}
    holders: dict[int, list[str]] = defaultdict(list)
    for key, grams in sets.items():
        for gram in grams:
            holders[gram].append(key)
    shared = Counter(pair for keys in holders.values() for pair in combinations(keys, 2))
    found = []
    for (a, b), both in shared.items():
        jaccard = both / (len(sets[a]) + len(sets[b]) - both)
        if jaccard >= threshold:
            found.append((a, b, jaccard))
    return sorted(found)


def clusters(texts: Mapping[str, str], *, threshold: float = THRESHOLD) -> list[list[str]]:
    """Connected groups of near-duplicates, each sorted, two ids at least."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for a, b, _ in pairs(texts, threshold=threshold):
        parent[root(a)] = root(b)
    groups: dict[str, list[str]] = defaultdict(list)
    for key in parent:
        groups[root(key)].append(key)
    return sorted(sorted(group) for group in groups.values())


def article_texts(paths: Iterable[Path]) -> dict[str, str]:
    """Article id to title and text, over all `paths`."""
    return {doc["id"]: f"{doc.get('title') or ''}\n{doc['text']}" for path in paths for doc in read_gold(path)}


def main(arguments: list[str]) -> int:
    """Print the clusters of the files named."""
    for group in clusters(article_texts([Path(a) for a in arguments] or sorted(WRITTEN.glob("*.jsonl")))):
        print(" ".join(group))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
