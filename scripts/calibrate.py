"""Fit what a checkpoint stores beside its weights, on the dev split: role thresholds and the confidence of events.

usage: python scripts/calibrate.py MODEL [--corpora corpora] [--precision float32]

The network runs once; assembly is then repeated with other settings. Writes `calibration` into MODEL/config.json.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np

from extractor.assemble import Calibration, Thresholds
from extractor.assemble.confidence import logit
from extractor.evaluation.calibration import calibration as reliability
from extractor.evaluation.compare import align
from extractor.evaluation.gold import read_part
from extractor.evaluation.names import Names
from extractor.evaluation.score import score
from extractor.pipeline import Extractor, Failure, context_of
from extractor.sources import Document
from extractor.training.calibrate import best_threshold, fit_logistic

GRID = {
    "actor": (0.03, 0.1, 0.2, 0.3),
    "target": (0.2, 0.3, 0.4, 0.5),
    "counterparty": (0.3, 0.4, 0.5, 0.6),
    "figure": (0.3, 0.4, 0.5, 0.6),
    "metric": (0.2, 0.3, 0.4, 0.5),
    "date": (0.3, 0.4, 0.5, 0.6),
    "second": (0.4, 0.5, 0.6, 0.7),
}
OPEN = Calibration(bias=0.0, trigger=1.0, actor=0.0, threshold=0.0)


def document(gold: Mapping[str, Any]) -> Document:
    """A gold article as the pipeline takes it."""
    published = gold.get("published")
    return Document(
        text=gold["text"],
        id=gold["id"],
        title=gold.get("title"),
        published=date.fromisoformat(published[:10]) if published else None,
    )


class Run:
    """One pass of the network over the gold articles, and assemblies of it."""

    def __init__(self, model: Path, gold: Sequence[dict[str, Any]], precision: Literal["int8", "float32"]) -> None:
        self.gold = gold
        self.extractor = Extractor(model, device="cpu", precision=precision, threshold=0.0)
        self.found = list(self.extractor.find(map(document, gold)))
        failed = [f.message for _, f in self.found if isinstance(f, Failure)]
        if failed:
            raise SystemExit(f"{len(failed)} gold articles can't be read, first: {failed[0]}")

    def records(self, calibration: Calibration, thresholds: Thresholds) -> dict[str, dict[str, Any]]:
        assembler = self.extractor.assembler(calibration=calibration, thresholds=thresholds)
        articles = [assembler.article(d.text, context_of(d), f) for d, f in self.found if not isinstance(f, Failure)]
        return {a.doc_id: a.model_dump(mode="json") for a in articles}

    def judged(self, records: Mapping[str, Mapping[str, Any]]) -> list[tuple[float, bool]]:
        """(confidence, whether action and actor are right) of every predicted event."""
        out = []
        for doc in self.gold:
            events = records[doc["id"]]["events"]
            hits = set(align(doc["events"], events, Names(doc["entities"])).values())
            out += [(ev["confidence"], j in hits) for j, ev in enumerate(events)]
        return out


def fit_confidence(run: Run, thresholds: Thresholds) -> tuple[Calibration, dict[str, float]]:
    """The logistic weights and the threshold of best event F1."""
    by_trigger = run.judged(run.records(OPEN, thresholds))
    by_actor = run.judged(run.records(replace(OPEN, trigger=0.0, actor=1.0), thresholds))
    by_told = run.judged(run.records(replace(OPEN, trigger=0.0, told=1.0), thresholds))
    x = np.array([[logit(p) for p, _ in row] for row in zip(by_trigger, by_actor, by_told, strict=True)])
    right = [ok for _, ok in by_trigger]
    w = fit_logistic(x, np.array(right, dtype=np.float64))
    confidence = 1 / (1 + np.exp(-(w[0] + x @ w[1:])))
    threshold, f1 = best_threshold(confidence.tolist(), right, gold=sum(len(d["events"]) for d in run.gold))
    calibration = Calibration(*(round(float(v), 4) for v in (*w, threshold)))
    return calibration, {
        "event_f1": f1,
        "ece": 100 * reliability(run.gold, run.records(calibration.at(0.0), thresholds)).error,
        "events": len(right),
    }


def fit_thresholds(run: Run, calibration: Calibration, thresholds: Thresholds) -> Thresholds:
    """One round of coordinate ascent on argument plus exact F1."""

    def value(t: Thresholds) -> float:
        found = score(run.gold, run.records(calibration, t)).to_dict()["all"]
        return float(found["argument_f1"] + 0.5 * found["exact_f1"])

    best = value(thresholds)
    for name, options in GRID.items():
        for option in options:
            trial = replace(thresholds, **{name: option})
            got = value(trial)
            if got > best + 0.05:
                best, thresholds = got, trial
    return thresholds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--corpora", type=Path, default=Path("corpora"))
    parser.add_argument("--precision", choices=["int8", "float32"], default="int8", help="float32 for an MPNet encoder")
    args = parser.parse_args()
    run = Run(args.model, read_part(args.corpora, "dev"), args.precision)
    thresholds = Thresholds()
    calibration, _ = fit_confidence(run, thresholds)
    thresholds = fit_thresholds(run, calibration, thresholds)
    calibration, figures = fit_confidence(run, thresholds)
    path = args.model / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["calibration"] = {
        "confidence": asdict(calibration),
        "thresholds": asdict(thresholds),
        "dev": {k: round(v, 2) for k, v in figures.items()},
    }
    path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(config["calibration"], indent=1))


if __name__ == "__main__":
    main()
