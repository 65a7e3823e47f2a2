"""The run of `extractor.archive` over a cluster: Ray Data reads on CPUs and extracts on GPUs where there are any.

In: a plan, a store and options, as for `run_archive`. Out: the same output, byte for byte, and its Summary. Stages:

    ranges of files ─ read (tasks) ─→ items ─ repartition ─→ shards of exactly `plan.shard` items, in order
                    ─ extract (actors, a model each) ─→ shards of records ─ commit (this process) ─→ store

Every node must see the inputs under the plan's paths and have this package; the store is written here alone. What dies
with a node is done again elsewhere. Within a node, readers and models run in processes of their own, as in a run on one
machine: a document that kills its model is a dead letter, not the end of an actor. Refused (ConfigError): ray missing or
without an answer, standard input, nodes that would not run the model alike. Needs ray: `pip install 'extractor[ray]'`.
"""

from __future__ import annotations

import importlib
import logging
import pickle
import platform
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import Any, Protocol

from extractor.archive.identity import made_with
from extractor.archive.models import LOSSES, Models, Result, require_settings
from extractor.archive.places import Placed
from extractor.archive.plan import Input, Plan, Position
from extractor.archive.reading import Readers
from extractor.archive.run import Summary, extract_shards
from extractor.archive.stores import Progress, Shard, Store
from extractor.errors import ConfigError, ExtractorError
from extractor.sinks import DeadLetter
from extractor.sources import Document, Reading
from extractor.sources.inputs import STDIN

RANGE = 64 << 20
"""Bytes of input that a reading task takes, whole files; also the most that is read again where its node dies."""
FILES = 1000
"""Files that a reading task takes at most."""
BATCH = 256
"""Items that a reading task hands over at a time."""


class Mapper(Protocol):
    """What `Models` and `LocalModel` are."""

    restarts: int
    settings: Mapping[str, str]

    def map(self, tasks: Iterable[list[Document]]) -> Generator[list[Result], None, None]: ...


MakeModel = Callable[[Mapping[str, Any], Mapping[str, str], int], Mapper]
"""Options, the settings that a run began with, and `losses` → what an actor extracts with."""


def in_process(options: Mapping[str, Any], settings: Mapping[str, str], losses: int) -> Mapper:
    """A model in a process of its own, so that what crashes it does not take the actor along."""
    return Models(options, count=1, settings=settings, losses=losses)


def run_on_ray(
    plan: Plan,
    store: Store,
    *,
    reading: Reading,
    model: Mapping[str, Any],
    address: str | None = None,
    resume: bool = False,
    restart: bool = False,
    actors: int | None = None,
    cpus: float = 1,
    losses: int = LOSSES,
    report: Callable[[Progress, list[DeadLetter]], None] | None = None,
    make: MakeModel = in_process,
) -> Summary:
    """As `run_archive`, over the cluster at `address` ("auto", HOST:PORT, ray://…), or the one this process is in.

    `actors` hold a model each: by default one for every GPU of the cluster, and without GPUs as many as its CPUs allow,
    less one for reading. `cpus` is how many CPUs an actor takes. With `device="cpu"` in `model` GPUs are left alone. Raises
    ConfigError, ModelError, SinkError.
    """
    if any(item.path == STDIN for item in plan.inputs):
        raise ConfigError("standard input can't be read by other machines; name files that all of them see")
    ray, data = _load()
    began = time.monotonic()
    failures: Counter[str] = Counter()
    with ExitStack() as ending:
        ending.callback(store.close)
        before = done = store.begin(plan.with_model(model), resume=resume, restart=restart)
        if report is not None:
            report(done, [])
        if before.finished:
            return Summary(done=done, before=before, seconds=time.monotonic() - began, written=tuple(store.finish()))
        if not ray.is_initialized():
            _connect(ray, address)
            ending.callback(ray.shutdown)
        task = _Task(reading, dict(model), made_with(model), plan.shard, dict(before.settings), losses, make)
        restarts = 0
        stream = _extracted(ray, data, task, plan.inputs, before.position, actors, cpus)
        for made in ending.enter_context(closing(stream)):
            shard = replace(made.shard, number=done.shards)
            _require_next(done, before, shard, plan.shard)
            require_settings(done.settings, shard.settings)
            store.commit(shard)
            done = done.plus(shard)
            restarts += made.restarts
            failures.update(letter.code for letter in shard.letters)
            if report is not None:
                report(done, shard.letters)
        written = tuple(store.finish())
    return Summary(
        done=done, before=before, seconds=time.monotonic() - began, failures=failures, restarts=restarts,
        written=written,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Task:
    """What every node has to know; `made_with` is what the model and the packages must be there as here."""

    reading: Reading
    model: Mapping[str, Any]
    made_with: Mapping[str, str | None]
    shard: int
    settings: Mapping[str, str]
    losses: int
    make: MakeModel


@dataclass(frozen=True, slots=True)
class _Made:
    """What an actor made of a shard; `restarts` of its model's process meanwhile."""

    shard: Shard
    restarts: int


def _load() -> tuple[Any, Any]:
    try:
        ray, data = importlib.import_module("ray"), importlib.import_module("ray.data")
    except ImportError as error:
        raise ConfigError("a run over a cluster needs ray: pip install 'extractor[ray]'") from error
    # it tells every step on standard error
    logging.getLogger("ray.data").setLevel(logging.WARNING)
    return ray, data


def _connect(ray: Any, address: str | None) -> None:
    try:
        ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    except (ConnectionError, ValueError, RuntimeError, TimeoutError) as error:
        raise ConfigError(f"no Ray cluster answers at {address!r} ({error}); start one with `ray start`") from error


def _extracted(
    ray: Any, data: Any, task: _Task, inputs: Sequence[Input], start: Position, actors: int | None, cpus: float
) -> Generator[_Made, None, None]:
    """The shards from `start` on, in order. Raises ConfigError where the cluster is too small."""
    there: Mapping[str, float] = ray.cluster_resources()
    if there.get("CPU", 0) < cpus + 1:
        raise ConfigError(
            f"the cluster has {there.get('CPU', 0):g} CPUs, and a model and a reader need {cpus + 1:g}; add a node, or give a "
            "model fewer `cpus`"
        )
    gpus = 0 if task.model.get("device") == "cpu" else int(there.get("GPU", 0))
    count = actors or gpus or max(1, int((there.get("CPU", 1) - 1) // cpus))
    ranges = [{"range": pickle.dumps(some)} for some in _ranges(inputs, start)]
    if not ranges:
        return
    items = data.from_items(ranges, override_num_blocks=len(ranges))
    context = items.context
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    shards = (
        items.map_batches(_read, batch_size=1, batch_format="pyarrow", fn_args=(task,), num_cpus=1)
        .repartition(target_num_rows_per_block=task.shard, strict=True)
        .map_batches(
            _Extract, batch_size=None, batch_format="pyarrow", fn_constructor_args=(task,),
            # from one on: after a node is lost there may be no room for all of them
            compute=data.ActorPoolStrategy(min_size=1, max_size=count),
            num_cpus=cpus, num_gpus=1 if gpus else 0,
        )
    )  # fmt: skip
    for row in shards.iter_rows():
        made = pickle.loads(row["made"])
        if isinstance(made, ExtractorError):
            raise made
        yield made


@dataclass(frozen=True, slots=True)
class _Range:
    """Consecutive files of the plan, from `start` on."""

    start: Position
    inputs: Sequence[Input]


def _ranges(inputs: Sequence[Input], start: Position) -> Iterator[_Range]:
    """The inputs from `start` on, in parts for a reading task each."""
    first, size = start, 0
    for number in range(start.file, len(inputs)):
        size += inputs[number].size
        if size >= RANGE or number + 1 - first.file == FILES or number + 1 == len(inputs):
            yield _Range(first, inputs[first.file : number + 1])
            first, size = Position(number + 1), 0


def _read(batch: Any, task: _Task) -> Iterator[Any]:
    """A reading task: the items of some files, pickled, with their positions in the run."""
    for row in batch.to_pylist():
        part: _Range = pickle.loads(row["range"])
        file = part.start.file
        some: list[bytes] = []
        try:
            readers = Readers(part.inputs, task.reading, start=replace(part.start, file=0))
            with closing(iter(readers)) as stream:
                for placed in stream:
                    after = replace(placed.after, file=placed.after.file + file)
                    some.append(pickle.dumps(replace(placed, after=after)))
                    if len(some) == BATCH:
                        yield _table("item", some)
                        some = []
        except ExtractorError as error:
            # a planned file that has changed: the run ends there, and says so
            some.append(pickle.dumps(error))
        yield _table("item", some)


def _table(name: str, some: list[bytes]) -> Any:
    import pyarrow as pa

    return pa.table({name: pa.array(some, pa.large_binary())})


class _Extract:
    """An actor: takes the items of a shard, gives what its model makes of them, or the error that ends the run."""

    def __init__(self, task: _Task) -> None:
        self._task = task
        self._unlike = _unlike(task.made_with, made_with(task.model))
        self._model = _Lasting(task.make(task.model, task.settings, task.losses))

    def __call__(self, batch: Any) -> Any:
        made = self._made([pickle.loads(item) for item in batch["item"].to_pylist()])
        return _table("made", [pickle.dumps(made)])

    def _made(self, placed: list[Placed | ExtractorError]) -> _Made | ExtractorError:
        before = self._model.restarts
        errors = [item for item in (self._unlike, *placed) if isinstance(item, ExtractorError)]
        if errors:
            return errors[0]
        try:
            # the tasks that the model gets are those of a run on one machine, and so are its records
            (shard,) = extract_shards(iter(placed), self._model, self._task.shard, 0, self._task.losses)  # type: ignore[arg-type]
        except ExtractorError as error:
            return error
        return _Made(shard, self._model.restarts - before)


def _unlike(wanted: Mapping[str, str | None], found: Mapping[str, str | None]) -> ConfigError | None:
    """Why records made on this machine would not be those of the machine that the run was started on."""
    for name, value in wanted.items():
        if found.get(name) != value:
            what = f"{name} is {found.get(name)} on the node {platform.node()}, and {value} where the run was started"
            return ConfigError(f"{what}; install the same on every node, then go on with --resume")
    return None


class _Lasting:
    """A model that is mapped over one shard after the other without being started again.

    Models work ahead: they answer a task when they have some more. When there is nothing more, empty ones are given.
    """

    def __init__(self, model: Mapper) -> None:
        self._model = model
        self._waiting: deque[list[Document]] = deque()
        self._asked: deque[bool] = deque()
        self._answers = model.map(self._tasks())

    @property
    def restarts(self) -> int:
        return self._model.restarts

    @property
    def settings(self) -> Mapping[str, str]:
        return self._model.settings

    def _tasks(self) -> Iterator[list[Document]]:
        while True:
            self._asked.append(bool(self._waiting))
            yield self._waiting.popleft() if self._waiting else []

    def map(self, tasks: Iterable[list[Document]]) -> Generator[list[Result], None, None]:
        """The results of each task, in order; to be read to its end."""
        self._waiting.extend(tasks)
        left = len(self._waiting)
        while left:
            results = next(self._answers)
            if self._asked.popleft():
                left -= 1
                yield results


def _require_next(done: Progress, before: Progress, shard: Shard, size: int) -> None:
    """Holds the engine to what a store relies on: shards in order, all of them whole but the last."""
    items = done.records + done.failed - before.records - before.failed
    at, after = done.position, shard.after
    if items % size or (after.file, after.items) <= (at.file, at.items):
        raise ConfigError(
            f"the cluster gave shard {shard.number} out of order; go on with --resume, and report it with the release of ray"
        )
