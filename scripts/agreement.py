"""How far two readers agree who annotated the same articles without seeing each other's work.

usage: python scripts/agreement.py [SECOND.jsonl ...]

The first reader's annotation is looked up in corpora/written by id; the second's is scored against it as if a system
had predicted it. The default is corpora/second/*.jsonl. What a system can reach on such articles is bounded by this.
"""

import argparse
from pathlib import Path
from typing import Any

from extractor.evaluation.gold import read_gold
from extractor.evaluation.report import render
from extractor.evaluation.score import Scores, score

CORPORA = Path(__file__).resolve().parent.parent / "corpora"


def as_record(doc: dict[str, Any]) -> dict[str, Any]:
    """An annotated article in the form of a prediction."""
    labelled = [{**e, "sentiment": {"label": e.get("sentiment", "neutral")}} for e in doc["entities"]]
    return {**doc, "doc_id": doc["id"], "sentiment": {"label": doc["sentiment"]}, "entities": labelled}


def agreement(paths: list[Path]) -> Scores:
    """Raises SystemExit for an article that only the second reader has."""
    first = {d["id"]: d for p in sorted((CORPORA / "written").glob("*.jsonl")) for d in read_gold(p)}
    second = [d for p in paths for d in read_gold(p)]
    if unknown := [d["id"] for d in second if d["id"] not in first]:
        raise SystemExit(f"{len(unknown)} articles are not in corpora/written, first {unknown[0]}")
    return score([first[d["id"]] for d in second], {d["id"]: as_record(d) for d in second})


def main() -> None:
    parser = argparse.ArgumentParser(description="Agreement of two readers of the same articles.")
    parser.add_argument("second", nargs="*", type=Path)
    paths = parser.parse_args().second or sorted((CORPORA / "second").glob("*.jsonl"))
    print(render(agreement(paths)))


if __name__ == "__main__":
    main()
