"""Read the articles of any number of inputs and write their records, in the same order.

INPUT is a file of any format that `extractor scrape` reads, a folder, a glob, or - for standard input. OUT ends in
.jsonl (.gz, .zst) for a file of JSON lines, is a folder for a Parquet data set, sqlite:PATH for a database, or - for
standard output. What can't be read is reported, kept with its reason beside the output, and skipped; the exit code is
then 1. A run that was stopped goes on with --resume and ends with the same output.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.cli.options import add_model_options, add_reading_options, count_of
from extractor.cli.progress import Progress
from extractor.errors import ConfigError, SinkError, SourceError

if TYPE_CHECKING:
    from extractor.archive import Plan
    from extractor.sources import Reading

SHARD = 1024
STREAM_SHARD = 32
"""Articles committed together where they go straight to standard output."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="a file, a folder, a glob; -: standard input")
    parser.add_argument("--out", required=True, metavar="OUT", help="FILE.jsonl[.gz|.zst], a folder, sqlite:PATH, or -")
    again = parser.add_mutually_exclusive_group()
    again.add_argument("--resume", action="store_true", help="go on with the unfinished run in OUT")
    again.add_argument("--restart", action="store_true", help="throw the unfinished run in OUT away and begin anew")
    parser.add_argument(
        "--workers", type=count_of(0), default=1, metavar="N",
        help="processes that run the model (default: 1; 0: none, everything in this process)",
    )  # fmt: skip
    parser.add_argument(
        "--readers", type=count_of(1), default=1, metavar="N", help="processes that read the inputs (default: 1)"
    )
    parser.add_argument(
        "--shard", type=count_of(1), metavar="N", help=f"articles committed together (default: {SHARD:,})"
    )
    parser.add_argument("--summary", metavar="FILE", help="write what the run did there as JSON")
    add_reading_options(parser)
    add_model_options(parser)


def execute(args: argparse.Namespace) -> int:
    from extractor.archive import open_store, run_archive

    reading: Reading = {"clean": not args.as_is, "allow_language": args.any_language}
    model = {"model": args.model, "device": args.device, "precision": args.precision, "threshold": args.threshold}
    straight = "-" in (args.out, *args.inputs)
    plan = plan_of(args, {**reading, **model}, shard=args.shard or (STREAM_SHARD if straight else SHARD))
    with Progress(plan) as progress:
        try:
            summary = run_archive(
                plan,
                open_store(args.out),
                reading=reading,
                model=model,
                resume=args.resume,
                restart=args.restart or straight,
                readers=args.readers,
                processes=0 if straight else args.workers,
                report=progress.show,
            )
        except (KeyboardInterrupt, SinkError):
            if args.out != "-":
                progress.note("stopped early; what was done is kept, --resume goes on with it")
            raise
    told = summary.to_dict()
    where = "" if args.out == "-" else f" to {args.out}"
    line = f"{told['articles']:,} articles, {told['events']:,} events, {told['failed']:,} failed"
    rate = f"in {told['seconds']:.1f} s ({told['articles_per_second']:.1f} articles/s)"
    print(f"extractor: {line} {rate}{where}", file=sys.stderr)
    if told["failed"] and args.out != "-":
        print(f"extractor: what failed is in {summary.written[-1]}", file=sys.stderr)
    if args.summary:
        _write(Path(args.summary), told)
    return 1 if told["failed"] else 0


def plan_of(args: argparse.Namespace, options: dict[str, Any], *, shard: int) -> Plan:
    """The plan of the run. Raises ConfigError for inputs that are not there or are the output."""
    from extractor.archive import Plan

    if "-" in args.inputs and args.resume:
        raise ConfigError("standard input can't be read again; give a file to --resume with")
    try:
        plan = Plan.of(args.inputs, shard=shard, options=options)
    except SourceError as error:
        raise ConfigError(str(error)) from error
    out = Path(args.out.removeprefix("sqlite:")).resolve()
    if args.out != "-" and any(item.path != "-" and Path(item.path).resolve() == out for item in plan.inputs):
        raise ConfigError("INPUT and OUT are the same file; name another OUT")
    return plan


def _write(path: Path, told: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise SinkError(f"can't write {path}: {error.strerror or error}") from error
