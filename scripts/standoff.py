"""Annotations of sentences that stay where they are: corpora/standoff holds who, what and where, never the sentence.

    python scripts/standoff.py show FILE.json FIRST COUNT
    python scripts/standoff.py compile DRAFT.txt... --out corpora/standoff/NAME.jsonl [--show]

FILE is a set under ../shared/corpora/licensed, named from there ("fire/dev.json"). `show` prints sentences with their ids,
`fire/dev.json#17`. A draft holds `# ID`, then `== entities` and `== events` as scripts/corpus_draft.py reads them, without
title and text; an id with nothing below it is a sentence that tells no event. `sentiment:` may follow the id.
Each line of the output is one sentence: its id, the SHA-256 of its text, and the annotation with evidence as ranges.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from corpus_draft import Fault, blocks, compile_article, show

from extractor.errors import ConfigError
from extractor.training.standoff import LICENSED, digest, sentence

ROOT = Path(__file__).resolve().parent.parent


def compile_sentence(block: str) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """The line of one sentence, the article it would be, and faults. Raises Fault or ConfigError."""
    head, mark, rest = block.partition("\n==")
    key = head.strip().splitlines()[0].lstrip("# ").strip()
    text = sentence(ROOT / LICENSED, key)
    article, faults = compile_article(f"{head}\n== text\n{text}\n{mark.strip()}{rest}")
    events = [{**ev, "evidence": [_range(s, text) for s in ev["evidence"]]} for ev in article["events"]]
    line = {
        "id": key,
        "sha256": digest(text),
        "sentiment": article["sentiment"] or None,
        "entities": article["entities"],
    }
    return {**line, "events": events}, article, faults


def _range(words: str, text: str) -> list[int]:
    at = text.index(words)
    return [at, at + len(words)]


def compile_drafts(paths: list[Path], out: Path, *, showing: bool) -> int:
    rows: dict[str, dict[str, Any]] = {}
    bad = 0
    for path in paths:
        for block in blocks(path.read_text(encoding="utf-8")):
            try:
                line, article, faults = compile_sentence(block)
            except (Fault, ConfigError, ValueError) as err:
                faults = [str(err)]
            else:
                if line["id"] in rows:
                    faults.append(f"{line['id']}: annotated twice")
                rows[line["id"]] = line
                if showing:
                    show(article)
            bad += len(faults)
            for fault in faults:
                print(f"{path.name}: {fault}", file=sys.stderr)
    out.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows.values()), encoding="utf-8")
    print(f"{len(rows)} sentences, {sum(len(r['events']) for r in rows.values())} events, {bad} faults")
    return 1 if bad else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    showing = commands.add_parser("show")
    showing.add_argument("file")
    showing.add_argument("first", type=int)
    showing.add_argument("count", type=int)
    compiling = commands.add_parser("compile")
    compiling.add_argument("drafts", nargs="+", type=Path)
    compiling.add_argument("--out", type=Path, required=True)
    compiling.add_argument("--show", action="store_true")
    options = parser.parse_args()
    if options.command == "compile":
        return compile_drafts(options.drafts, options.out, showing=options.show)
    for row in range(options.first, options.first + options.count):
        key = f"{options.file}#{row}"
        try:
            print(f"# {key}\n{sentence(ROOT / LICENSED, key)}\n")
        except ConfigError:
            break
    return 0


if __name__ == "__main__":
    sys.exit(main())
