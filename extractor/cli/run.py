"""Read the articles of any number of inputs and write their records, in the same order.

INPUT is a file of any format that `extractor scrape` reads, a folder, a glob, or - for standard input. OUT ends in
.jsonl (.gz, .zst) for a file of JSON lines, is a folder for a Parquet data set, sqlite:PATH for a database, or - for
standard output. What can't be read is reported, kept with its reason beside the output, and skipped; the exit code is
then 1. A run that was stopped goes on with --resume and ends with the same output.
"""

from __future__ import annotations

import argparse
import glob
import json
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.cli.options import add_model_options, add_reading_options, count_of
from extractor.cli.progress import Progress
from extractor.errors import ConfigError, ExtractorError, SinkError, SourceError

if TYPE_CHECKING:
    from extractor.archive import Plan, Summary
    from extractor.sources import Reading

SHARD = 1024
LOSSES = 20
STREAM_SHARD = 32
"""Articles committed together where they go straight to standard output."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="a file, a folder, a glob; -: standard input")
    parser.add_argument("--out", required=True, metavar="OUT", help="FILE.jsonl[.gz|.zst], a folder, sqlite:PATH, or -")
    again = parser.add_mutually_exclusive_group()
    again.add_argument("--resume", action="store_true", help="go on with the unfinished run in OUT")
    again.add_argument("--restart", action="store_true", help="throw the unfinished run in OUT away and begin anew")
    parser.add_argument(
        "--workers", type=count_of(0), metavar="N",
        help="processes that run the model (default: 1; 0: none, everything in this process)",
    )  # fmt: skip
    parser.add_argument(
        "--readers", type=count_of(1), default=1, metavar="N", help="processes that read the inputs (default: 1)"
    )
    parser.add_argument(
        "--shard", type=count_of(1), metavar="N", help=f"articles committed together (default: {SHARD:,})"
    )
    parser.add_argument(
        "--max-losses", type=count_of(0), default=LOSSES, metavar="N",
        help="stop after N documents, or files, in a row that crash the model or can't be opened "
             f"(default: {LOSSES}; 0: never)",
    )  # fmt: skip
    parser.add_argument(
        "--ray", metavar="ADDRESS",
        help="run on the Ray cluster there (HOST:PORT, or auto: the one this machine is in); --workers are its models, "
             "by default one for each GPU, or CPU",
    )  # fmt: skip
    parser.add_argument("--summary", metavar="FILE", help="write what the run did there as JSON")
    add_reading_options(parser)
    add_model_options(parser)


def execute(args: argparse.Namespace) -> int:
    from extractor.archive import open_store

    reading: Reading = {"clean": not args.as_is, "allow_language": args.any_language}
    model = {"model": args.model, "device": args.device, "precision": args.precision, "threshold": args.threshold,
             "securities": args.securities}  # fmt: skip
    straight = "-" in (args.out, *args.inputs)
    # device and precision are compared as what "auto" came to, with the records
    chosen = {"model": args.model, "threshold": args.threshold, "securities": args.securities}
    plan = plan_of(args, {**reading, **chosen}, shard=args.shard or (STREAM_SHARD if straight else SHARD))
    with Progress(plan) as progress:
        try:
            run = _on_ray(args) if args.ray else _here(args, straight=straight)
            summary = run(
                plan,
                open_store(args.out),
                reading=reading,
                model=model,
                resume=args.resume,
                restart=args.restart,
                losses=args.max_losses,
                report=progress.show,
            )
        except (KeyboardInterrupt, ExtractorError):
            if progress.began and "-" in args.inputs and args.out != "-":
                progress.note("stopped early; standard input can't be read again, begin anew with --restart")
            elif progress.began and args.out != "-":
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


def _here(args: argparse.Namespace, *, straight: bool) -> Callable[..., Summary]:
    from extractor.archive import run_archive

    workers = 1 if args.workers is None else args.workers
    return partial(run_archive, readers=args.readers, processes=0 if straight else workers)


def _on_ray(args: argparse.Namespace) -> Callable[..., Summary]:
    from extractor.cluster import run_on_ray

    if args.out == "-":
        raise ConfigError("a run on a cluster needs an output that lasts; name a file, a folder or sqlite:PATH")
    return partial(run_on_ray, address=args.ray, actors=args.workers)


def plan_of(args: argparse.Namespace, options: dict[str, Any], *, shard: int) -> Plan:
    """The plan of the run. Raises ConfigError for inputs that are not there or are the output."""
    from extractor.archive import Plan

    if "-" in args.inputs and args.resume:
        raise ConfigError("standard input can't be read again; give a file to --resume with")
    try:
        plan = Plan.of(args.inputs, shard=shard, options=options)
    except SourceError as error:
        raise ConfigError(str(error)) from error
    if args.out != "-":
        keep_apart(args.inputs, [item.path for item in plan.inputs], args.out)
    return plan


def keep_apart(names: Iterable[str], paths: Iterable[str], out: str) -> None:
    """Raises ConfigError where what is written, now or by a run that goes on, would be read, or written over the input.

    `paths` are the files that `names` mean.
    """
    from extractor.sinks import errors_path

    target = Path(out.removeprefix("sqlite:")).resolve()
    errors = errors_path(target)
    inside = target.is_dir()
    for path in paths:
        file = Path(path).resolve()
        if path == "-":
            continue
        if file == target:
            raise ConfigError("INPUT and OUT are the same file; name another OUT")
        if file == errors or (inside and file.is_relative_to(target)):
            raise ConfigError(f"{path} would be overwritten by what goes to OUT; name another OUT")
    for name in names:
        if name != "-" and any(_means(name, path) for path in (target, errors)):
            raise ConfigError(f"OUT lies in {name}, and would be read as a part of it; name another OUT")


def _means(name: str, path: Path) -> bool:
    """Whether an absolute path is, or would be, below a folder or among the matches of a glob."""
    if Path(name).is_dir():
        return path.is_relative_to(Path(name).resolve())
    if not glob.has_magic(name) or Path(name).is_file():
        return False
    parts = Path(name).parts
    if "**" not in parts:
        return path.match(str(Path(name).resolve()))
    above = Path(*parts[: parts.index("**")]).resolve()
    return path.is_relative_to(above) and (parts[-1] == "**" or path.match(parts[-1]))


def _write(path: Path, told: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise SinkError(f"can't write {path}: {error.strerror or error}") from error
