"""Report on the annotated articles: counts by file, part, action and status, lengths, and suspects.

usage: corpus_report.py [--suspects OUT]     --suspects also writes the ranked list of annotations to look at
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from corpus_suspects import Suspect, suspects

from extractor.evaluation.gold import Doc, read_gold, read_split

CORPORA = Path(__file__).resolve().parent.parent / "corpora"
STATUSES = ("completed", "pending", "rumored", "cancelled")
LENGTHS = (500, 1000, 2000, 4000)


def report(files: Mapping[str, Sequence[Doc]], split: Mapping[str, str], found: Sequence[Suspect]) -> str:
    """The report as Markdown tables. `files` is file name to articles, `split` article id to part."""
    docs = [doc for held in files.values() for doc in held]
    blocks = [
        f"{len(docs)} articles, {sum(len(doc['events']) for doc in docs)} events",
        _table(("file", "articles", "events", "per article", "no event", "words"), _file_rows(files)),
        _table(("part", "articles", "events"), _part_rows(docs, split)),
        _table(("action", "events", *STATUSES), _action_rows(docs)),
        _table(("characters", "articles"), _length_rows(docs)),
        _table(("rule", "suspects"), sorted(Counter(s.rule for s in found).items())),
    ]
    return "\n\n".join(blocks) + "\n"


def ranked(found: Iterable[Suspect]) -> list[Suspect]:
    """Heaviest first, then by rule and article."""
    return sorted(found, key=lambda s: (-s.weight, s.rule, s.article, s.detail))


def _file_rows(files: Mapping[str, Sequence[Doc]]) -> Iterable[tuple[Any, ...]]:
    for name, docs in files.items():
        events = [len(doc["events"]) for doc in docs]
        words = median(len(doc["text"].split()) for doc in docs)
        yield name, len(docs), sum(events), f"{sum(events) / len(docs):.1f}", events.count(0), f"{words:.0f}"


def _part_rows(docs: Iterable[Doc], split: Mapping[str, str]) -> Iterable[tuple[Any, ...]]:
    held: defaultdict[str, list[int]] = defaultdict(list)
    for doc in docs:
        held[split[doc["id"]]].append(len(doc["events"]))
    return [(part, len(events), sum(events)) for part, events in sorted(held.items())]


def _action_rows(docs: Iterable[Doc]) -> Iterable[tuple[Any, ...]]:
    counts = Counter((ev["action"], ev["status"]) for doc in docs for ev in doc["events"])
    for action in sorted({action for action, _ in counts}):
        row = [counts[action, status] for status in STATUSES]
        yield action, sum(row), *row


def _length_rows(docs: Iterable[Doc]) -> Iterable[tuple[Any, ...]]:
    sizes = [len(doc["text"]) for doc in docs]
    for low, high in pairwise((0, *LENGTHS)):
        yield f"{low} to {high - 1}", sum(low <= size < high for size in sizes)
    yield f"{LENGTHS[-1]} or more", sum(size >= LENGTHS[-1] for size in sizes)


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def main(arguments: list[str]) -> int:
    """Print the report; with --suspects write the list."""
    files = {path.name: read_gold(path) for path in sorted((CORPORA / "written").glob("*.jsonl"))}
    found = ranked(suspect for docs in files.values() for doc in docs for suspect in suspects(doc))
    print(report(files, read_split(CORPORA), found), end="")
    if arguments[:1] == ["--suspects"] and len(arguments) == 2:
        lines = (f"{s.weight} {s.rule} {s.article} {' '.join(s.detail.split())}\n" for s in found)
        Path(arguments[1]).write_text("".join(lines), encoding="utf-8")
    elif arguments:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
