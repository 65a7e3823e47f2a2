"""How far a run is, on standard error and only where that is a terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType
from typing import Self


class Progress:
    """A bar that counts articles; does nothing where standard error is no terminal."""

    def __init__(self, total: int | None) -> None:
        self._bar = None
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            self._bar = Bar(
                TextColumn("articles"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task("articles", total=total)

    def advance(self) -> None:
        if self._bar is not None:
            self._bar.advance(self._task)

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()


def count_lines(path: Path) -> int | None:
    """Lines of a plain file, for the bar's length; None for a compressed one or where nobody is watching."""
    if not sys.stderr.isatty() or not path.is_file():
        return None
    with path.open("rb") as file:
        if file.read(2) == b"\x1f\x8b":
            return None
        file.seek(0)
        return sum(1 for line in file if line.strip())
