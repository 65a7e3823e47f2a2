"""Read one article, a page, a text or a file of any format that holds just one, and show its events.

On a terminal the events are a table with the sentence each was read from; elsewhere, and with --json, the record is
printed as JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from extractor.cli.options import add_model_options, add_reading_options, load_extractor, read_input
from extractor.errors import ConfigError, ExtractorError, SinkError, SourceError


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="the article; - or nothing: standard input"
    )
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="print the record as JSON")
    shape.add_argument("--table", action="store_true", help="print the table, also where the output is no terminal")
    parser.add_argument("--out", metavar="FILE", help="write the record there as JSON")
    parser.add_argument("--title", help="the headline")
    parser.add_argument(
        "--published", metavar="DATE", help="when it was published, e.g. 2025-11-24 or 2025-11-24T08:30Z"
    )
    parser.add_argument("--url", help="where it stands")
    parser.add_argument("--id", help="the document's id in the record")
    add_reading_options(parser)
    add_model_options(parser)


def execute(args: argparse.Namespace) -> int:
    from extractor.pipeline import Failure
    from extractor.sources.dates import parse_published
    from extractor.sources.inputs import read_single

    if args.file.endswith((".jsonl", ".jsonl.gz")):
        raise ConfigError(f"{args.file} holds many articles; use: extractor run {args.file} --out OUT.jsonl")
    try:
        published = parse_published(args.published)
    except SourceError as error:
        raise ConfigError(f"--published: {error}") from error
    raw, name = read_input(args.file)
    doc = read_single(
        raw,
        name=name,
        id=args.id,
        title=args.title,
        published=published,
        url=args.url,
        clean=not args.as_is,
        allow_language=args.any_language,
    )
    result = next(iter(load_extractor(args).extract_batch([doc])))
    if isinstance(result, Failure):
        raise ExtractorError(result.message)
    record = result.model_dump(mode="json")
    text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    if args.out:
        _write(Path(args.out), text)
    if args.json or not (args.table or args.out or sys.stdout.isatty()):
        sys.stdout.write(text)
    elif args.table or sys.stdout.isatty():
        from extractor.cli.table import show

        show(record)
    if args.out:
        print(f"record written to {args.out}", file=sys.stdout if args.table else sys.stderr)
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise SinkError(f"can't write {path}: {error.strerror or error}") from error
