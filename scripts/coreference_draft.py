"""Compile marked-up articles (corpora/coreference/GUIDELINES.md) into JSON lines.

    python scripts/coreference_draft.py DRAFT.txt... [--out FILE.jsonl]

Prints each fault with its article: a text that differs from the article's, an entity without a line or a mention.
"""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("company", "person", "fund", "government", "other")
RELEVANCE = ("main", "participant", "passing")
OPEN = re.compile(r"\{(e\d+):")


class Fault(ValueError):
    """Something in a draft that can't be compiled."""


def texts(folder: Path) -> dict[str, str]:
    """Article id → text, of all annotated articles."""
    rows = (
        json.loads(s) for p in sorted(folder.glob("*.jsonl")) for s in p.read_text(encoding="utf-8").split("\n") if s
    )
    return {r["id"]: r["text"] for r in rows}


def unmark(marked: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The plain text and its mentions (entity, start, end) by start, the longer first."""
    out: list[str] = []
    at = length = 0
    opened: list[tuple[str, int]] = []
    found: list[tuple[str, int, int]] = []
    while at < len(marked):
        begin = OPEN.match(marked, at)
        if begin:
            opened.append((begin[1], length))
            at = begin.end()
            continue
        if marked[at] == "}" and opened:
            key, start = opened.pop()
            found.append((key, start, length))
        else:
            out.append(marked[at])
            length += 1
        at += 1
    if opened:
        raise Fault(f"a mention of {opened[-1][0]} isn't closed")
    return "".join(out), sorted(found, key=lambda m: (m[1], -m[2]))


def compile_article(block: str, known: dict[str, str]) -> dict[str, Any]:
    """One article of a draft. Raises Fault."""
    head, _, marked = block.partition("\n== text\n")
    first, *lines = head.strip().split("\n")
    name = first.strip()
    if name not in known:
        raise Fault("no annotated article has this id")
    text, mentions = unmark(marked.rstrip("\n"))
    want = known[name].rstrip("\n")
    if text.rstrip() != want.rstrip():
        at = next((i for i, (a, b) in enumerate(zip(text, want, strict=False)) if a != b), min(len(text), len(want)))
        raise Fault(f"the text differs at character {at}: {text[at - 30 : at + 20]!r}, not {want[at - 30 : at + 20]!r}")
    entities: dict[str, dict[str, Any]] = {}
    for line in filter(str.strip, lines):
        fields = [f.strip() for f in line.split("|")]
        if len(fields) != 6:
            raise Fault(f"an entity needs six fields: {line!r}")
        key, fullest, kind, relevance, job, of = fields
        if kind not in KINDS or relevance not in RELEVANCE:
            raise Fault(f"unknown kind or relevance: {line!r}")
        entities[key] = {
            "name": fullest, "kind": kind, "relevance": relevance, "role": None if job == "-" else job, "of": None if of == "-" else of,
            "mentions": [[a, b, text[a:b]] for k, a, b in mentions if k == key],
        }  # fmt: skip
    missing = {k for k, *_ in mentions} - entities.keys()
    if missing:
        raise Fault(f"no line for {', '.join(sorted(missing))}")
    for key, e in entities.items():
        if e["of"] and e["of"] not in entities:
            raise Fault(f"{key} belongs to {e['of']}, which has no line")
        bad = [m[2] for m in e["mentions"] if m[2] != m[2].strip() or not m[2]]
        if bad:
            raise Fault(f"{key}: mention {bad[0]!r} begins or ends with a space")
    return {"id": name, "entities": [{"key": k, **e} for k, e in entities.items()]}


def main() -> int:
    """Compiles; exit status 1 where there is a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("drafts", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    known = texts(ROOT / "corpora" / "written")
    rows, faults = [], 0
    for path in options.drafts:
        for block in re.split(r"(?m)^# ", path.read_text(encoding="utf-8"))[1:]:
            try:
                rows.append(compile_article(block, known))
            except Fault as fault:
                faults += 1
                print(f"{path.name} {block.split(chr(10), 1)[0]}: {fault}")
    if options.out:
        options.out.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    print(
        f"{len(rows)} articles, {sum(len(e['mentions']) for r in rows for e in r['entities'])} mentions, {faults} faults"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
