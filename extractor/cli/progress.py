"""How far a run is, on standard error: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from itertools import accumulate
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from extractor.archive import Plan
    from extractor.archive.stores import Progress as Done
    from extractor.sinks import DeadLetter

EVERY = 30.0
"""Seconds between lines where nobody watches."""
SHOWN = 20
"""Failures that are reported one by one; the others are only counted, and kept with the output."""


class Progress:
    """Tells what was committed, the rate, the share of failures and the time left."""

    def __init__(self, plan: Plan) -> None:
        self._sizes = [0, *accumulate(item.size for item in plan.inputs)]
        self._began = self._told = time.monotonic()
        self._first: Done | None = None
        self._failures = 0
        self._bar = None
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            self._bar = Bar(
                BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), TimeRemainingColumn(),
                console=Console(stderr=True), transient=True,
            )  # fmt: skip
            self._task = self._bar.add_task("reading", total=self._sizes[-1] or None)

    @property
    def began(self) -> bool:
        """Whether the run has come to its inputs."""
        return self._first is not None

    def show(self, done: Done, letters: list[DeadLetter]) -> None:
        """Told of each shard committed."""
        for letter in letters:
            self._failures += 1
            if self._failures <= SHOWN:
                where = "" if letter.origin is None or letter.origin in letter.message else f"{letter.origin}: "
                self.note(f"skipped: {where}{' '.join(letter.message.split())}")
            elif self._failures == SHOWN + 1:
                self.note("further failures are not shown here")
        now = time.monotonic()
        if self._bar is not None:
            self._bar.update(self._task, completed=self._sizes[done.position.file], description=self._line(done, now))
        elif now - self._told >= EVERY:
            self._told = now
            self.note(self._line(done, now))
        self._first = self._first or done

    def note(self, text: str) -> None:
        """One line."""
        line = f"extractor: {text}"
        if self._bar is not None:
            self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            print(line, file=sys.stderr)

    def _line(self, done: Done, now: float) -> str:
        items = done.records + done.failed
        fresh = items - (self._first.records + self._first.failed if self._first else 0)
        return (
            f"{done.records:,} articles, {done.events:,} events, {100 * done.failed / max(1, items):.1f} % failed, "
            f"{fresh / max(1e-9, now - self._began):.1f} articles/s"
        )

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
