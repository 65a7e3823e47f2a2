"""`extractor`: parse the command line, run one command, turn errors into one line and an exit code.

Exit codes: 0 done; 1 an input is bad; 2 the command, a setting, the model or the output is; 130 interrupted; 141 the
reader of standard output went away.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from extractor.engine.memory import keep_freed_blocks
from extractor.errors import ConfigError, ExtractorError, ModelError, SinkError

DATA, USAGE, INTERRUPTED, BROKEN_PIPE = 1, 2, 130, 141

COMMANDS = {
    "extract": "read one article and show its events",
    "scrape": "turn pages, feeds and archives into clean documents, one JSON object a line",
    "run": "read the articles of many inputs and write their records",
    "merge": "merge records into a table of real-world events",
    "stats": "count and draw what an output of `run` holds",
    "evaluate": "score records against annotated articles",
    "bench": "measure how fast the model reads articles on this machine",
    "schema": "print the JSON schema of a record",
}
"""Command → what it does. Each is a module of this package with `configure(parser)` and `execute(args) -> int`."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    args = _parser().parse_args(argv)
    keep_freed_blocks()
    try:
        code = int(args.execute(args))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Python flushes standard output again on its way out; give it somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except KeyboardInterrupt:
        print("extractor: interrupted", file=sys.stderr)
        return INTERRUPTED
    except ExtractorError as error:
        print(f"extractor: error: {' '.join(str(error).split())}", file=sys.stderr)
        return USAGE if isinstance(error, ConfigError | ModelError | SinkError) else DATA


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="extractor", description="Financial news in, structured and checkable events out. Offline."
    )
    parser.add_argument("--version", action="version", version=f"extractor {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        module = importlib.import_module(f"extractor.cli.{name}")
        command = commands.add_parser(name, help=summary, description=module.__doc__)
        command.formatter_class = argparse.RawDescriptionHelpFormatter
        module.configure(command)
        command.set_defaults(execute=module.execute)
    return parser


def _version() -> str:
    try:
        return version("extractor")
    except PackageNotFoundError:
        return "unknown"


if __name__ == "__main__":
    sys.exit(main())
