"""Merge records into a table of real-world events, one row each, however many articles tell them.

RECORDS are files that `extractor run` wrote: .jsonl, packed (.gz, .zst) or not. TRACKER is sqlite:PATH or FILE.jsonl; it
is made where it isn't there, and added to where it is: merging each day's records gives the table that merging all at
once gives. The same file merged twice changes nothing. With --as-of the table as it was known at that time is printed,
one JSON object a line; RECORDS can then be left out. A line that is no record is reported and skipped; the exit code is
then 1.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.cli.options import existing
from extractor.errors import ConfigError, RecordError

if TYPE_CHECKING:
    from extractor.records import Article


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("records", nargs="*", metavar="RECORDS", help="files of records; -: standard input")
    parser.add_argument("--out", required=True, metavar="TRACKER", help="sqlite:PATH or FILE.jsonl[.gz]")
    parser.add_argument(
        "--processed", type=_moment, metavar="TIME", help="when the records were made (default: now); ISO 8601"
    )
    parser.add_argument(
        "--as-of", type=_when, metavar="TIME", help="print the table as known then; a date means the end of that day"
    )
    parser.add_argument(
        "--known-by", choices=["published", "processed"], default="published",
        help="known since publication (default), or since it was processed here too",
    )  # fmt: skip


def execute(args: argparse.Namespace) -> int:
    from extractor.sinks import STDOUT, JsonlSink
    from extractor.tracker import TrackerFile

    target = Path(args.out.removeprefix("sqlite:"))
    if not args.records and args.as_of is None:
        raise ConfigError("no RECORDS; name files that `extractor run` wrote")
    if not args.records and not target.exists():
        raise ConfigError(f"{target}: no such tracker; name RECORDS to make it from")
    if any(name != "-" and existing(name).resolve() == target.resolve() for name in args.records):
        raise ConfigError("RECORDS and TRACKER are the same file; name another --out")
    bad = _Count()
    with TrackerFile(args.out) as file:
        if args.records:
            done = file.merge(_articles(args.records, bad), processed=args.processed)
            groups = file.tracker.groups()
            told = f"{done.articles:,} articles, {done.new:,} new tellings; {len(groups):,} events in {args.out}"
            print(f"extractor: {told}", file=sys.stderr)
            if done.undated:
                why = "have no time of publication and count as known from when they were processed"
                print(f"extractor: {done.undated:,} articles {why}", file=sys.stderr)
            if done.late:
                print("extractor: some are older than what was there; later events were decided again", file=sys.stderr)
        if args.as_of is not None:
            sink = JsonlSink(STDOUT)
            for row in file.tracker.as_of(args.as_of, by=args.known_by):
                sink.write(row)
    return 1 if bad.n else 0


class _Count:
    n = 0


def _articles(names: list[str], bad: _Count) -> Iterator[Article]:
    from extractor.sources.packing import unpack
    from extractor.tracker import read_records

    for name in names:
        with ExitStack() as stack:
            raw = sys.stdin.buffer if name == "-" else stack.enter_context(existing(name).open("rb"))
            for found in read_records(unpack(raw, name=name), name=name):
                if isinstance(found, RecordError):
                    bad.n += 1
                    print(f"extractor: not read: {' '.join(str(found).split())}", file=sys.stderr)
                else:
                    yield found


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("give an ISO 8601 time such as 2025-11-24T09:30:00+00:00") from error


def _when(text: str) -> date | datetime:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _moment(text)
