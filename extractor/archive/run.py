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

from extractor.archive.models import FAULTS, LOSSES, Line, LocalModel, Models, Result, too_many
from extractor.archive.places import UNREADABLE, Placed
from extractor.archive.plan import Plan
from extractor.archive.reading import Readers, read_here
from extractor.archive.stores import Progress, Shard, Store
from extractor.errors import ConfigError
from extractor.sinks import DeadLetter
from extractor.sources import Document, Reading, Rejected
from extractor.sources.inputs import STDIN

TASK = 32
"""Documents that go to a model together."""
REFUSALS = frozenset({UNREADABLE, "crash", "timeout"})
"""Codes of rejected inputs that may tell of a broken disk as well as of the input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did. `before` is what runs it went on from had done; `failures` counts this one's by code; `loading`
    is how many of its `seconds` went by until the first model was ready."""

    done: Progress
    before: Progress
    seconds: float
    loading: float = 0.0
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
            "seconds_loading": round(self.loading, 3),
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
    losses: int = LOSSES,
    report: Callable[[Progress, list[DeadLetter]], None] | None = None,
) -> Summary:
    """Reads every item of the plan's inputs that the store has not, and commits what becomes of it.

    `reading` are options of the readers, `model` those of `Extractor`; `report` hears how far the run is when it begins and after each shard.
    `processes` 0 does everything in this process: quicker to start, but a crash or hang ends the run.
    After `losses` documents, or files, in a row that are lost to a fault that need not be theirs, the run stops (0: never).
    Whatever ends it, what was committed stays, and `resume` goes on after it. Raises ConfigError, ModelError,
    SinkError; a document never raises.
    """
    began = time.monotonic()
    failures: Counter[str] = Counter()
    with ExitStack() as ending:
        ending.callback(store.close)
        before = done = store.begin(plan.with_model(model), resume=resume, restart=restart)
        if report is not None:
            report(done, [])
        if before.finished:
            written = tuple(store.finish())
            return Summary(done=done, before=before, seconds=time.monotonic() - began, written=written)
        if processes and all(item.path != STDIN for item in plan.inputs):
            stream = iter(Readers(plan.inputs, reading, start=before.position, count=readers))
        else:
            # another process has another standard input
            stream = read_here(plan.inputs, reading, start=before.position)
        ending.enter_context(closing(stream))
        models: Models | LocalModel
        if processes:
            models = Models(model, count=processes, settings=before.settings, losses=losses)
        else:
            models = LocalModel(model, settings=before.settings)
        shards = extract_shards(_readable(stream, losses), models, plan.shard, before.shards, losses)
        for shard in ending.enter_context(closing(shards)):
            store.commit(shard)
            done = done.plus(shard)
            failures.update(letter.code for letter in shard.letters)
            if report is not None:
                report(done, shard.letters)
        written = tuple(store.finish())
    return Summary(
        done=done, before=before, seconds=time.monotonic() - began, loading=(models.ready or began) - began,
        failures=failures, restarts=models.restarts, written=written,
    )  # fmt: skip


def _readable(items: Iterator[Placed], losses: int) -> Iterator[Placed]:
    """The items. Raises ConfigError at so many in a row that can't be opened, or that crash or hang the reader; those
    are not given out, so that a run that goes on tries them again."""
    held: list[Placed] = []
    for placed in items:
        item = placed.item
        if losses and isinstance(item, Rejected) and item.code in REFUSALS:
            held.append(placed)
            if len(held) == losses:
                raise ConfigError(
                    f"{losses} inputs in a row can't be read, the last one: {item.message}; see whether their disk is "
                    "sound, then go on with --resume; --max-losses allows more"
                )
            continue
        yield from held
        held.clear()
        yield placed
    yield from held


@dataclass(slots=True)
class _Group:
    """The items of a shard, as they come."""

    placed: list[Placed] = field(default_factory=list)
    documents: int = 0


def extract_shards(
    items: Iterator[Placed], models: Models | LocalModel, size: int, number: int, losses: int
) -> Generator[Shard, None, None]:
    """Items and what the models make of them, `size` items a shard, numbered from `number`.

    Raises ModelError at so many documents in a row that are lost to a fault which need not be theirs.
    """
    lost = 0
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
            for result in results:
                lost = lost + 1 if isinstance(result, DeadLetter) and result.code in FAULTS else 0
                if isinstance(result, DeadLetter) and lost and lost == losses:
                    raise too_many(lost, result.message)
            made.extend(results)
            # while it isn't clear whether the model is broken, what it lost isn't committed
            if lost and losses and len(groups) <= losses:
                continue
            while groups and len(groups[0].placed) == size and len(made) >= groups[0].documents:
                yield _shard(groups.popleft().placed, made, number, models.settings)
                number += 1
    while groups:
        yield _shard(groups.popleft().placed, made, number, models.settings)
        number += 1


def _shard(group: list[Placed], made: deque[Result], number: int, settings: Mapping[str, str]) -> Shard:
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
    return Shard(
        number=number, records=records, letters=letters, events=events, after=group[-1].after, settings=dict(settings)
    )  # fmt: skip
