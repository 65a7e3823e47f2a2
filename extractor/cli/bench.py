"""Measure how fast the model reads articles on this machine.

All articles are read several times in batches, after one pass that isn't counted; then some of them alone, for the
latency. Rates depend on the machine and on what else runs on it: compare figures of one run only.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from extractor.cli.options import add_model_options, load_extractor
from extractor.errors import ConfigError, SourceError


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="a file of any format, a folder, a glob; -: stdin")
    parser.add_argument("--repeats", type=int, default=5, metavar="N", help="passes that count (default: 5)")
    parser.add_argument("--alone", type=int, default=50, metavar="N", help="articles read one at a time (default: 50)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    add_model_options(parser)


def execute(args: argparse.Namespace) -> int:
    from extractor.bench import bench
    from extractor.sources import Rejected
    from extractor.sources.inputs import read_inputs

    try:
        items = list(read_inputs(args.inputs))
    except SourceError as error:
        raise ConfigError(str(error)) from error
    documents = [d for d in items if not isinstance(d, Rejected)]
    bad = [item for item in items if isinstance(item, Rejected)]
    if not documents:
        why = f", first: {bad[0].message}" if bad else ""
        raise ConfigError(f"no article that can be read in {', '.join(args.inputs)}{why}")
    if bad:
        print(f"extractor: {len(bad)} that can't be read left out, first: {bad[0].message}", file=sys.stderr)
    figures = bench(load_extractor(args), documents, repeats=args.repeats, alone=args.alone).to_dict()
    print(json.dumps(figures, indent=2) if args.json else table(figures))
    return 0


def table(figures: dict[str, Any]) -> str:
    """The figures for people, a line each."""
    f, seconds, latency = figures, figures["seconds"], figures["latency_ms"]
    rows = {
        "model": f"{f['model']} on {f['device']}, {f['precision']}",
        "articles": f"{f['articles']:,} ({f['failed']:,} failed), {f['tokens']:,} tokens, {f['events']:,} events",
        "a pass": f"{seconds['median']:.2f} s, from {seconds['least']:.2f} to {seconds['most']:.2f} (n = {f['repeats']})",
        "rate": f"{f['articles_per_second']:.1f} articles/s, {f['tokens_per_second']:,.0f} tokens/s",
        "time in": ", ".join(f"{name} {100 * part:.0f} %" for name, part in f["share"].items()),
        "one article": f"{latency['p50']:.0f} ms (p99 {latency['p99']:.0f} ms, n = {latency['n']})",
        "peak memory": f"{f['peak_mb']:.0f} MB",
    }
    return "\n".join(f"{name:13}{value}" for name, value in rows.items())
