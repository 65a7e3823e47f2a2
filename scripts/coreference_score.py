"""Scores who is who on the articles of corpora/coreference: coreference, relevance, people; and fits relevance.

    python scripts/coreference_score.py [MODEL] [--gold FILE.jsonl...] [--fit]

Names are those that the model finds. Beside the rules stand two baselines: exact names alone, and each pronoun or
nominal taken for the nearest party before it of a kind that it can stand for. --fit prints the weights of relevance fitted
on the dev part, and its cuts, for extractor/assemble/relevance.py.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from calibrate import document
from evaluate import ROOT, gold_of, shipped

from extractor.assemble.build import Assembler, Context
from extractor.assemble.coreference import Reference
from extractor.assemble.entities import Cluster
from extractor.assemble.parties import Parties
from extractor.assemble.phrases import find_phrases, quotations
from extractor.assemble.relevance import MAIN, PARTICIPANT, Features, Model, values
from extractor.engine.findings import WindowFindings
from extractor.evaluation.coreference import Coreference
from extractor.evaluation.gold import read_split
from extractor.evaluation.names import Names
from extractor.pipeline import Failure, context_of
from extractor.sources import Document

Gold = Mapping[str, Any]
Floats = np.ndarray
GRADES = ("passing", "participant", "main")
STEPS, RATE, SHRINK = 6000, 0.5, 0.002


@dataclass(frozen=True, slots=True)
class Case:
    """One annotated article, what the model found in it, and who is who by the rules."""

    gold: Gold
    doc: Document
    context: Context
    findings: Sequence[WindowFindings]
    parties: Parties
    ms: float


def read_gold(paths: Iterable[Path]) -> dict[str, Gold]:
    rows = (json.loads(s) for p in paths for s in p.read_text(encoding="utf-8").split("\n") if s.strip())
    return {r["id"]: r for r in rows}


def cases(
    assembler: Assembler, gold: Mapping[str, Gold], found: Iterable[tuple[Document, Sequence[WindowFindings]]]
) -> list[Case]:
    out = []
    for doc, findings in found:
        if doc.id in gold:
            context = context_of(doc)
            began = time.process_time()
            parties = assembler.parties(doc.text, context, findings)
            out.append(Case(gold[doc.id], doc, context, findings, parties, 1000 * (time.process_time() - began)))
    return out


Spans = set[tuple[int, int]]


def by_rules(case: Case) -> list[Spans]:
    return together(case.parties.clusters, case.parties.references)


def names_alone(case: Case) -> list[Spans]:
    return together(case.parties.clusters, ())


def exact_names(case: Case) -> list[Spans]:
    return list(_exact(case.parties.clusters).values())


def nearest(case: Case) -> list[Spans]:
    """Exact names, and each phrase with the nearest party before it of a kind that fits."""
    forms = _exact(case.parties.clusters)
    kind = {m.text: c.kind for c in case.parties.clusters for m in c.body}
    names = sorted((a, b, form) for form, spans in forms.items() for a, b in spans)
    quotes = quotations(case.doc.text)
    for p in find_phrases(case.doc.text, [(a, b, kind[form]) for a, b, form in names], quotes):
        before = [form for a, b, form in names if b <= p.start and kind[form] in p.kinds]
        if before:
            forms[before[-1]].add((p.start, p.end))
    return list(forms.values())


def _exact(clusters: Sequence[Cluster]) -> dict[str, Spans]:
    out: dict[str, Spans] = {}
    for c in clusters:
        for m in c.body:
            out.setdefault(m.text, set()).add((m.start, m.end))
    return out


def together(clusters: Sequence[Cluster], references: Iterable[Reference]) -> list[Spans]:
    """The mentions of each party; a place belongs to the first that has it."""
    out = [{(m.start, m.end) for m in c.body} for c in clusters]
    seen = set().union(*out) if out else set()
    for r in references:
        if (r.start, r.end) not in seen:
            seen.add((r.start, r.end))
            out[r.cluster].add((r.start, r.end))
    return [spans for spans in out if spans]


SYSTEMS: dict[str, Callable[[Case], list[Spans]]] = {
    "exact names": exact_names, "exact names, nearest party": nearest, "names of the record": names_alone, "rules": by_rules,
}  # fmt: skip


def coreference(found: Sequence[Case], system: Callable[[Case], list[Spans]]) -> Coreference:
    out = Coreference()
    for case in found:
        gold = [{(a, b) for a, b, _ in e["mentions"]} for e in case.gold["entities"]]
        out.add([g for g in gold if g], system(case))
    return out


def owners_of(case: Case) -> dict[int, str]:
    """By party that was found the annotated one that it shares most places with."""
    place = {(a, b): e["key"] for e in case.gold["entities"] for a, b, _ in e["mentions"]}
    out = {}
    for c in case.parties.clusters:
        votes = [place[m.start, m.end] for m in c.body if (m.start, m.end) in place]
        if votes:
            out[c.index] = max(votes, key=votes.count)
    return out


def people(found: Sequence[Case]) -> dict[str, tuple[int, int, int]]:
    """(right, found, annotated) of job titles and employers of persons that were found, and of owners."""
    tally = {"job title": [0, 0, 0], "employer": [0, 0, 0], "owner": [0, 0, 0]}
    for case in found:
        keys = owners_of(case)
        index = {key: i for i, key in reversed(keys.items())}
        who = case.parties.people
        for e in case.gold["entities"]:
            if e["key"] not in index:
                continue
            i = index[e["key"]]
            person = e["kind"] == "person"
            of = who.employers.get(i) if person else who.owners.get(i)
            _count(
                tally["employer" if person else "owner"],
                keys.get(of) if of is not None else None,
                e["of"],
                of is not None,
            )
            if person:
                role = who.roles.get(i)
                _count(tally["job title"], _plain(role), _plain(e["role"]), role is not None)
    return {k: (v[0], v[1], v[2]) for k, v in tally.items()}


def _count(tally: list[int], got: str | None, want: str | None, said: bool) -> None:
    tally[0] += bool(want) and got == want
    tally[1] += said
    tally[2] += bool(want)


def _plain(role: str | None) -> str | None:
    return role.lower().replace("-", " ") if role else None


def relevance_rows(assembler: Assembler, found: Sequence[Case]) -> list[tuple[int, Features, int, float]]:
    """(grade, features, number of names, relevance) of each annotated party that the record holds."""
    out = []
    for case in found:
        article, features = assembler.article_and_features(case.doc.text, case.context, case.findings)
        forms = [
            {"name": e["name"], "aliases": [m[2] for m in e["mentions"] if m[2][:1].isupper()]}
            for e in case.gold["entities"]
        ]
        names, held = Names(forms), {e.name: e.relevance for e in article.entities}
        for e in case.gold["entities"]:
            mine = (c for c in case.parties.clusters if c.name in held and names.same(e["name"], c.name))
            if c := next(mine, None):
                out.append((GRADES.index(e["relevance"]), features[c.index], len(c.mentions), held[c.name]))
    return out


def sigmoid(z: Floats) -> Floats:
    out: Floats = 1 / (1 + np.exp(-z))
    return out


def fit(rows: Sequence[tuple[int, Features, int, float]]) -> Model:
    """Proportional odds by gradient ascent, weights kept at 0 or above so that relevance never falls with a feature."""
    y, x = np.array([r[0] for r in rows]), np.array([values(r[1]) for r in rows])
    w, low, high = np.ones(x.shape[1]), 1.0, 4.0
    for _ in range(STEPS):
        z = x @ w
        some, main = sigmoid(z - low), sigmoid(z - high)
        middle = np.maximum(some - main, 1e-9)
        slope = np.where(y == 0, -some, np.where(y == 2, 1 - main, 1 - some - main))
        low += RATE * float(np.where(y == 0, some, np.where(y == 1, -some * (1 - some) / middle, 0)).mean())
        high += RATE * float(np.where(y == 2, main - 1, np.where(y == 1, main * (1 - main) / middle, 0)).mean())
        w = np.maximum(0, w + RATE * ((x * slope[:, None]).mean(0) - SHRINK * w))
    return Model(tuple(float(v) for v in w.round(2)), round(low, 2), round(high, 2))


def cuts(score: Floats, y: Floats) -> tuple[float, float]:
    """The two cuts of best accuracy."""
    steps = np.unique(score.round(2))
    pairs = [
        (float(((score >= b).astype(int) + (score >= a) == y).mean()), a, b) for a in steps for b in steps if a <= b
    ]
    _, low, high = max(pairs)
    return float(low), float(high)


def auc(score: Floats, positive: Floats) -> float:
    a, b = score[positive][:, None], score[~positive]
    return float((a > b).mean() + (a == b).mean() / 2)


def ranks(v: Floats) -> Floats:
    order = np.empty(len(v))
    order[np.argsort(v, kind="stable")] = np.arange(len(v))
    return np.array([order[v == x].mean() for x in v])


def relevance_line(score: Floats, y: Floats, low: float, high: float) -> str:
    accuracy = 100 * float(((score >= high).astype(int) + (score >= low) == y).mean())
    rho = float(np.corrcoef(ranks(score), ranks(y))[0, 1])
    return f"{accuracy:.1f} | {100 * auc(score, y == 2):.1f} | {rho:.2f}"


def report(assembler: Assembler, parts: Mapping[str, Sequence[Case]], *, fitting: bool) -> str:
    lines = ["| part | articles | system | CoNLL F1 | MUC | B³ | CEAF-e | mentions F1 |", "|---" * 8 + "|"]
    for part, found in parts.items():
        for name, system in SYSTEMS.items():
            c = coreference(found, system)
            shares = " | ".join(f"{s.f1:.1f}" for s in (c.muc, c.b_cubed, c.ceaf_e, c.mentions))
            lines.append(f"| {part} | {len(found)} | {name} | {c.conll:.1f} | {shares} |")
    lines += ["", "| part | what | right | found | annotated |", "|---|---|---|---|---|"]
    lines += [f"| {part} | {k} | {a} | {b} | {c} |" for part, f in parts.items() for k, (a, b, c) in people(f).items()]
    rows = {part: relevance_rows(assembler, found) for part, found in parts.items()}
    y = {p: np.array([r[0] for r in rs]) for p, rs in rows.items()}
    counts = {p: np.array([float(r[2]) for r in rs]) for p, rs in rows.items()}
    low, high = cuts(counts["dev"], y["dev"])
    lines += ["", "| part | n | relevance by | grade right | AUC main | rank correlation |", "|---" * 6 + "|"]
    for p, rs in rows.items():
        mine = np.array([r[3] for r in rs])
        lines.append(f"| {p} | {len(rs)} | number of names | {relevance_line(counts[p], y[p], low, high)} |")
        lines.append(f"| {p} | {len(rs)} | model | {relevance_line(mine, y[p], PARTICIPANT, MAIN)} |")
    spent = [c.ms for found in parts.values() for c in found]
    lines += ["", f"Who is who, clusters and all: {np.mean(spent):.2f} ms an article (processor time)."]
    if fitting:
        model = fit(rows["dev"])
        score = np.array([model.relevance(r[1]) for r in rows["dev"]])
        lines += ["", f"{model}", f"PARTICIPANT, MAIN = {cuts(score, y['dev'])}"]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", nargs="?", default="small")
    parser.add_argument("--gold", type=Path, nargs="+", help="default: corpora/coreference/*.jsonl")
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    gold = read_gold(options.gold or sorted((ROOT / "corpora" / "coreference").glob("*.jsonl")))
    extractor, split = shipped(options.model), read_split(ROOT / "corpora")
    assembler = extractor.assembler()
    parts = {}
    for part in ("dev", "test"):
        docs = [document(d) for d in gold_of(part) if d["id"] in gold and split[d["id"]] == part]
        found = [(doc, f) for doc, f in extractor.find(docs) if not isinstance(f, Failure)]
        parts[part] = cases(assembler, gold, found)
    print(report(assembler, parts, fitting=options.fit))


if __name__ == "__main__":
    main()
