"""Score records against annotated articles.

With --predictions the records are read from a file (one JSON object a line, matched by doc_id); without it the model
reads the articles of GOLD first.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extractor.cli.options import add_model_options, existing, load_extractor
from extractor.errors import RecordError, SinkError, SourceError


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("gold", metavar="GOLD", help="annotated articles, one JSON object a line")
    parser.add_argument("--predictions", metavar="FILE", help="records to score, as `extractor run` writes them")
    parser.add_argument("--json", action="store_true", help="print the scores as JSON")
    parser.add_argument("--html", metavar="FILE", help="write a page that shows gold against predicted, worst first")
    add_model_options(parser)


def execute(args: argparse.Namespace) -> int:
    from extractor.evaluation import evaluate_file, read_gold, render, render_html

    gold = existing(args.gold)
    articles = _stored(existing(args.predictions)) if args.predictions else dict(_predict(args, gold))
    scores = evaluate_file(gold, articles)
    text = json.dumps(scores.to_dict(), ensure_ascii=False, indent=2) if args.json else render(scores)
    if args.html:
        try:
            Path(args.html).write_text(render_html(read_gold(gold), articles), encoding="utf-8")
        except OSError as error:
            raise SinkError(f"{args.html} can't be written ({error.strerror}); name another file") from error
    sys.stdout.write(text.rstrip("\n") + "\n")
    return 0


def _stored(path: Path) -> dict[str, dict[str, Any]]:
    articles: dict[str, dict[str, Any]] = {}
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                articles[record["doc_id"]] = record
            except (ValueError, TypeError, KeyError) as error:
                raise RecordError(f"not a record with a doc_id ({error})", doc_id=f"{path}:{number}") from error
    return articles


def _predict(args: argparse.Namespace, gold: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Records of the gold's articles, read as they are: its spans are those of the text as it stands."""
    from extractor.pipeline import Failure
    from extractor.sources import Document, Rejected, read_jsonl

    def documents() -> Iterator[Document]:
        for item in read_jsonl(gold, clean=False, allow_language=True):
            if isinstance(item, Rejected):
                raise SourceError(item.message, doc_id=item.origin)
            yield item

    for result in load_extractor(args).extract_batch(documents()):
        if isinstance(result, Failure):
            print(f"extractor: not read: {result.doc_id}: {result.message}", file=sys.stderr)
        else:
            record = result.model_dump(mode="json")
            yield record["doc_id"], record
