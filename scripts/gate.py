"""The quality gate: the shipped model must hold its floors on the test part, and the gold must be the one they were set on.

usage: python scripts/gate.py                    measures; exit 1 where a floor or the digest of the gold is missed
       python scripts/gate.py --raise            lifts each floor to one point below what is measured, never lowers one
       python scripts/gate.py --lower "REASON"   sets every floor anew, lower ones too, takes over the digest of the
                                                 gold, and adds the reason as a line of models/FLOORS.md

Floors are event, argument and exact F1 by group, status and sentiment, in percent; they live in models/floors.json.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from evaluate import gold_digest, records, shipped

from extractor.evaluation.gold import read_part
from extractor.evaluation.score import score

ROOT = Path(__file__).resolve().parent.parent
FLOORS, CHANGES = ROOT / "models" / "floors.json", ROOT / "models" / "FLOORS.md"
PART, MODEL = "test", "small"
MARGIN = 1.0
"""How far a floor lies below what was measured, in points; machines round differently."""
GROUPS = ("all", "core", "ownership", "capital", "deals", "results", "views", "other")
SINGLE = ("status_acc", "sentiment_acc", "entity_sentiment_acc")

Table = dict[str, float]


def measured(scores: Mapping[str, Any]) -> Table:
    """Scores as one flat table: "core.event_f1" → percent."""
    flat = {f"{g}.{k}": scores[g][k] for g in GROUPS if g in scores for k in ("event_f1", "argument_f1", "exact_f1")}
    return {k: round(v, 2) for k, v in (flat | {k: scores[k] for k in SINGLE}).items() if v == v}


def broken(floors: Mapping[str, float], now: Mapping[str, float]) -> list[str]:
    """One line for each floor that is not held; a figure that is gone counts as missed."""
    return [
        f"{name}: {now.get(name, 0.0):.2f} is below the floor {floor:.2f}"
        for name, floor in floors.items()
        if now.get(name, 0.0) < floor
    ]


def raised(floors: Mapping[str, float], now: Mapping[str, float]) -> Table:
    """Floors lifted to MARGIN below what is measured where that is higher."""
    return {k: max(floors.get(k, 0.0), round(v - MARGIN, 2)) for k, v in now.items()}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Hold the shipped model to its floors.")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--raise", action="store_true", dest="lift")
    choice.add_argument("--lower", metavar="REASON")
    options = parser.parse_args(arguments)
    gold = read_part(ROOT / "corpora", PART)
    digest = gold_digest(gold)
    if options.lower is not None and not options.lower.strip():
        parser.error("--lower needs a reason")
    if options.lower is None and not FLOORS.exists():
        print(f"no floors at models/{FLOORS.name}; restore it, or set them: gate.py --lower REASON", file=sys.stderr)
        return 1
    stored = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {"gold": digest, "floors": {}}
    if options.lower is None and stored["gold"] != digest:
        print(
            f"the {PART} part has changed since its floors were set; say why: gate.py --lower REASON", file=sys.stderr
        )
        return 1
    extractor = shipped(MODEL)
    [found] = records([extractor], gold)
    now = measured(score(gold, found).to_dict())
    if options.lower is not None:
        floors = {k: round(v - MARGIN, 2) for k, v in now.items()}
        with CHANGES.open("a", encoding="utf-8") as f:
            f.write(f"- {date.today().isoformat()}, {extractor.name}: {options.lower}\n")
    elif options.lift:
        floors = raised(stored["floors"], now)
    else:
        faults = broken(stored["floors"], now)
        print("\n".join(faults) or f"{len(stored['floors'])} floors held by {extractor.name}")
        return int(bool(faults))
    FLOORS.write_text(json.dumps({"part": PART, "gold": digest, "floors": floors}, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
