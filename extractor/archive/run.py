"""Plan → committed shards: readers, model processes and a store, wired together."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from extractor.archive.models import Line, LocalModel, Models, Result
from extractor.archive.plan import Plan
from extractor.archive.reading import Placed, Readers, read_here
from extractor.archive.stores import Progress, Shard, Store
from extractor.sinks import DeadLetter
from extractor.sources import Document, Reading
from extractor.sources.inputs import STDIN

TASK = 32
"""Documents that go to a model together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did. `before` is what runs it went on from had done; `failures` counts this one's by code."""

    done: Progress
    before: Progress
    seconds: float
    failures: Mapping[str, int] = field(default_factory=dict)
    restarts: int = 0
    written: tuple[Path, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """For JSON; the rate is of this run alone, in documents a second."""
        items = self.done.records + self.done.failed - self.before.records - self.before.failed
        return {
            "articles": self.done.records,
            "events": self.done.events,
            "failed": self.done.failed,
            "failures": dict(self.failures),
            "resumed_after": self.before.records + self.before.failed,
            "seconds": round(self.seconds, 3),
            "articles_per_second": round(items / self.seconds, 2) if self.seconds else 0.0,
            "restarts": self.restarts,
            "written": [str(path) for path in self.written],
        }


def run_archive(
    plan: Plan,
    store: Store,
    *,
    reading: Reading,
    model: Mapping[str, Any],
    resume: bool = False,
    restart: bool = False,
    readers: int = 1,
    processes: int = 1,
    report: Callable[[Progress, list[DeadLetter]], None] | None = None,
) -> Summary:
    """Reads every item of the plan's inputs that the store has not, and commits what becomes of it.

    `reading` are options of the readers, `model` those of `Extractor`; `report` hears how far the run is when it begins and after each shard.
    `processes` 0 does everything in this process: quicker to start, but a crash or hang ends the run.
    Whatever ends it, what was committed stays, and `resume` goes on after it. Raises ConfigError, ModelError,
    SinkError; a document never raises.
    """
    began = time.monotonic()
    failures: Counter[str] = Counter()
    with ExitStack() as ending:
        ending.callback(store.close)
        before = done = store.begin(plan, resume=resume, restart=restart)
        if report is not None:
            report(done, [])
        paths = [item.path for item in plan.inputs]
        if processes and STDIN not in paths:
            stream = iter(Readers(paths, reading, start=before.position, count=readers))
        else:
            # another process has another standard input
            stream = read_here(paths, reading, start=before.position)
        ending.enter_context(closing(stream))
        models = Models(model, count=processes) if processes else LocalModel(model)
        for shard in ending.enter_context(closing(_shards(stream, models, plan.shard, before.shards))):
            store.commit(shard)
            done = done.plus(shard)
            failures.update(letter.code for letter in shard.letters)
            if report is not None:
                report(done, shard.letters)
        written = tuple(store.finish())
    return Summary(
        done=done, before=before, seconds=time.monotonic() - began, failures=failures, restarts=models.restarts, written=written
    )  # fmt: skip


@dataclass(slots=True)
class _Group:
    """The items of a shard, as they come."""

    placed: list[Placed] = field(default_factory=list)
    documents: int = 0


def _shards(
    items: Iterator[Placed], models: Models | LocalModel, size: int, number: int
) -> Generator[Shard, None, None]:
    """Items and what the models make of them, `size` items a shard, numbered from `number`."""
    groups: deque[_Group] = deque()

    def tasks() -> Iterator[list[Document]]:
        while True:
            group, task = _Group(), list[Document]()
            for placed in islice(items, size):
                if not group.placed:
                    groups.append(group)
                group.placed.append(placed)
                if isinstance(placed.item, Document):
                    group.documents += 1
                    task.append(placed.item)
                if len(task) == TASK:
                    yield task
                    task = []
            if not group.placed:
                return
            if task or not group.documents:
                # empty where all was rejected: such shards are committed as they come too, not kept until the end
                yield task

    made: deque[Result] = deque()
    with closing(models.map(tasks())) as answers:
        for results in answers:
            made.extend(results)
            while groups and len(groups[0].placed) == size and len(made) >= groups[0].documents:
                yield _shard(groups.popleft().placed, made, number)
                number += 1
    while groups:
        yield _shard(groups.popleft().placed, made, number)
        number += 1


def _shard(group: list[Placed], made: deque[Result], number: int) -> Shard:
    records: list[bytes] = []
    letters: list[DeadLetter] = []
    events = 0
    for placed in group:
        item = placed.item
        result = (
            made.popleft()
            if isinstance(item, Document)
            else DeadLetter(item.origin, item.id, item.code, item.message, item.raw)
        )
        if isinstance(result, Line):
            records.append(result.data)
            events += result.events
        else:
            letters.append(result)
    return Shard(number=number, records=records, letters=letters, events=events, after=group[-1].after)
