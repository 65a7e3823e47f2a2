"""Count what an output of `extractor run` holds, and draw it.

OUT is what `run --out` wrote: FILE.jsonl (.gz, .zst), a folder of Parquet files, or sqlite:PATH. Without options the
counts are printed as tables. A line that is no record is reported and left out; the exit code is then 1.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.cli.options import count_of
from extractor.errors import RecordError, SinkError

if TYPE_CHECKING:
    from extractor.stats.reading import Piece

SHOWN = 20
"""Lines that are no record which are reported one by one."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT", help="FILE.jsonl[.gz|.zst], a folder, or sqlite:PATH")
    parser.add_argument("--json", action="store_true", help="print the counts as one JSON object")
    parser.add_argument(
        "--top", type=count_of(1), default=20, metavar="N", help="names of each kind to show (default: 20)"
    )
    parser.add_argument(
        "--charts", metavar="FOLDER", help="write charts there as PNG, and index.html with charts and tables"
    )


def execute(args: argparse.Namespace) -> int:
    from extractor.stats import read_output, statistics_of, tables

    if args.charts:
        from extractor.stats.charts import require_matplotlib

        # before an hour of reading
        require_matplotlib()
    counted = statistics_of(_reported(read_output(args.out)))
    told = counted.to_dict(top=args.top)
    if args.json:
        print(json.dumps(told, indent=1))
    else:
        from rich import box
        from rich.console import Console
        from rich.markup import escape
        from rich.table import Table

        console = Console(highlight=False)
        for table in tables(told):
            shown = Table(title=table.title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
            for number, name in enumerate(table.head):
                shown.add_column(
                    escape(name), justify="right" if number else "left", overflow="fold", no_wrap=number > 0
                )
            for row in table.rows:
                shown.add_row(*(escape(_printable(cell)) for cell in row))
            console.print(shown)
            if table.note:
                console.print(f"[dim]{escape(table.note)}[/dim]\n")
    if args.charts:
        for path in write_charts(told, Path(args.charts), name=args.out):
            print(f"extractor: wrote {path}", file=sys.stderr)
    return 1 if counted.unread else 0


def write_charts(told: Mapping[str, Any], folder: Path, *, name: str) -> Iterator[Path]:
    """The files of a report, as they are written. Raises ConfigError without matplotlib, SinkError."""
    from extractor.stats import tables
    from extractor.stats.charts import charts
    from extractor.stats.page import render

    try:
        folder.mkdir(parents=True, exist_ok=True)
        drawn = list(charts(told))
        for chart in drawn:
            path = folder / f"{chart.name}.png"
            path.write_bytes(chart.png)
            yield path
        page = folder / "index.html"
        page.write_text(render(f"What {name} holds", tables(told), drawn), encoding="utf-8")
        yield page
    except OSError as error:
        raise SinkError(f"can't write {error.filename or folder}: {error.strerror or error}") from error


def _reported(pieces: Iterator[Piece]) -> Iterator[Piece]:
    bad = 0
    for piece in pieces:
        if isinstance(piece, RecordError):
            bad += 1
            if bad <= SHOWN:
                print(f"extractor: not read: {' '.join(str(piece).split())}", file=sys.stderr)
            elif bad == SHOWN + 1:
                print("extractor: further lines are not shown here", file=sys.stderr)
        yield piece


def _printable(text: str) -> str:
    return " ".join(text.encode("utf-8", "backslashreplace").decode().split())
