"""Documents → lines of records, by model processes that may crash, hang or be killed without ending the run."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Generator, Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import Queue
from typing import Any, NamedTuple

from extractor.archive.child import Child, Died
from extractor.errors import ConfigError, ExtractorError, ModelError, cut
from extractor.sinks import DeadLetter, to_line, with_extra
from extractor.sources import Document


class Line(NamedTuple):
    """A record as a line of JSON, and how many events it holds."""

    data: bytes
    events: int


Result = Line | DeadLetter
"""What becomes of a document: its record, or why there is none."""

AT_ONCE = 2
"""Tasks that a process has at a time: one it works on, one that waits."""
PATIENCE = 120.0
"""Seconds that any task may take, beside those for its length."""
SLOWEST = 500
"""Characters a second that the slowest machine reads, far below what was ever measured."""
LOSSES = 20
"""Documents, or files, in a row that may be lost to a fault that is not theirs before a run stops."""
FAULTS = frozenset({"crash", "timeout", "internal", "model"})
"""Codes of dead letters that may tell of a broken model or machine as well as of a document."""


def serve(pipe: Connection, options: Mapping[str, Any]) -> None:
    """A model's process: takes lists of documents, sends lists of results."""
    from extractor.engine.memory import keep_freed_blocks
    from extractor.pipeline import Extractor

    keep_freed_blocks()
    extractor = Extractor(**options)
    pipe.send(_settings(extractor))
    waiting: Queue[list[Document] | None] = Queue(AT_ONCE)

    def listen() -> None:
        try:
            while True:
                waiting.put(pipe.recv())
        except (EOFError, OSError):
            waiting.put(None)

    threading.Thread(target=listen, daemon=True).start()
    while (task := waiting.get()) is not None:
        pipe.send(results(extractor, task))


def _settings(extractor: Any) -> dict[str, str]:
    """What "auto" came to on this machine: the device and the precision decide the records' last digits."""
    return {name: str(getattr(extractor, name)) for name in ("device", "precision") if hasattr(extractor, name)}


def require_settings(before: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Raises ConfigError where a model runs otherwise than that of the run's earlier records."""
    for name in sorted(before.keys() & now.keys()):
        if before[name] != now[name]:
            raise ConfigError(
                f"the run began with {name} {before[name]!r}, here it is {now[name]!r}; go on with --{name} "
                f"{before[name]} on a machine that has it, or start anew with --restart"
            )


def results(extractor: Any, documents: Iterable[Document]) -> list[Result]:
    """What the extractor makes of some documents, in order."""
    docs = list(documents)
    return [_result(doc, made) for doc, made in zip(docs, extractor.extract_batch(docs), strict=True)]


def _result(doc: Document, made: Any) -> Result:
    from extractor.pipeline import Failure

    if isinstance(made, Failure):
        return DeadLetter(doc.origin, made.doc_id or doc.id, made.code, made.message, doc.text)
    try:
        return Line(to_line(with_extra(made.model_dump(mode="json"), doc.extra)), len(made.events))
    except ExtractorError as error:
        # the caller's fields may hold what JSON can't: 1e999 is read as infinity
        code, why = error.code, str(error)
    except Exception as error:
        code, why = "internal", f"{type(error).__name__}: {error}; please report it"
    return DeadLetter(doc.origin, doc.id, code, f"{doc.label or 'document'}: {why}", doc.text)


def too_many(losses: int, last: str) -> ModelError:
    """Why a run stops that does nothing but lose documents."""
    return ModelError(
        f"{losses} documents in a row gave no record, the last one: {cut(last, limit=200)}; see whether the model and "
        "the machine are sound, then go on with --resume; --max-losses allows more"
    )


class Models:
    """Maps tasks (lists of documents) to results, in order, over `count` processes that load a model each.

    A task whose process dies is tried once more; if it dies again its documents are read one by one, and the one at
    fault gives a DeadLetter with code "crash" or "timeout". A model that can't be loaded raises its error, one that runs
    otherwise than `settings` say a ConfigError, and one that dies of `losses` documents in a row a ModelError (0: never).

    settings  what the models run with, once the first is ready
    ready     when that was, by `time.monotonic`
    """

    def __init__(
        self, options: Mapping[str, Any], *, count: int = 1, patience: float = PATIENCE,
        settings: Mapping[str, str] | None = None, losses: int = 0,
    ) -> None:  # fmt: skip
        self._children = [Child(serve, options) for _ in range(count)]
        self._threads = [threading.Thread(target=self._work, args=(child,), daemon=True) for child in self._children]
        self._patience, self._losses = patience, losses
        self._meeting = threading.Lock()
        self.settings: Mapping[str, str] = settings or {}
        self.ready: float | None = None
        self._tasks: Queue[tuple[list[Document], Future[list[Result]]] | None] = Queue()
        self.restarts = 0

    def map(self, tasks: Iterable[list[Document]]) -> Generator[list[Result], None, None]:
        """The results of each task, once; at most `AT_ONCE` + 1 tasks a process are under way."""
        under_way: deque[Future[list[Result]]] = deque()
        try:
            for thread in self._threads:
                thread.start()
            for task in tasks:
                future: Future[list[Result]] = Future()
                self._tasks.put((task, future))
                under_way.append(future)
                if len(under_way) > (AT_ONCE + 1) * len(self._threads):
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            self.close()

    def close(self) -> None:
        """Ends the processes; tasks under way are dropped."""
        for _ in self._children:
            self._tasks.put(None)
        for child in self._children:
            child.end()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _work(self, child: Child) -> None:
        sent: deque[tuple[list[Document], Future[list[Result]]]] = deque()
        more = True
        try:
            self._start(child)
            while more or sent:
                while more and len(sent) < AT_ONCE and (not sent or not self._tasks.empty()):
                    order = self._tasks.get()
                    if order is None:
                        more = False
                    else:
                        sent.append(order)
                        self._send(child, order[0], self._allowed(sent[0][0]))
                if sent:
                    task, future = sent[0]
                    try:
                        made = child.receive(self._allowed(task))
                    except Died:
                        made = self._again(child, task)
                        sent.popleft()
                        future.set_result(made)
                        for waiting, _ in sent:
                            self._send(child, waiting, self._allowed(waiting))
                    else:
                        sent.popleft()
                        future.set_result(made)
        except BaseException as error:
            for _, future in sent:
                future.set_exception(error)
            # and for whoever asks later
            while more and (order := self._tasks.get()) is not None:
                order[1].set_exception(error)
        finally:
            child.kill()

    def _send(self, child: Child, task: list[Document], seconds: float) -> None:
        """Sends a task; where nobody takes it, `receive` will say so."""
        with suppress(Died):
            child.send(task, seconds)

    def _again(self, child: Child, task: list[Document]) -> list[Result]:
        """The task once more in a fresh process, then document by document."""
        self._restart(child)
        try:
            return self._once(child, task)
        except Died:
            self._restart(child)
        made: list[Result] = []
        lost = 0
        for doc in task:
            try:
                made += self._once(child, [doc])
                lost = 0
            except Died as error:
                lost += 1
                if lost == self._losses:
                    raise too_many(lost, error.reason) from error
                message = f"{doc.label or 'document'}: reading it failed again ({error.reason}); look at it by itself"
                made.append(DeadLetter(doc.origin, doc.id, error.code, message, doc.text))
                self._restart(child)
        return made

    def _once(self, child: Child, task: list[Document]) -> list[Result]:
        child.send(task, self._allowed(task))
        made: list[Result] = child.receive(self._allowed(task))
        return made

    def _restart(self, child: Child) -> None:
        self.restarts += 1
        self._start(child)

    def _start(self, child: Child) -> None:
        try:
            child.start()
        except Died as error:
            raise ModelError(
                f"the model's process can't start ({error.reason}); name fewer --workers, or free memory"
            ) from error
        with self._meeting:
            self.ready = self.ready or time.monotonic()
            if isinstance(child.said, Mapping):
                require_settings(self.settings, child.said)
                self.settings = {**child.said, **self.settings}

    def _allowed(self, task: list[Document]) -> float:
        return self._patience + sum(len(doc.text) for doc in task) / SLOWEST


class LocalModel:
    """The same in this process: nothing to start, and nothing that holds against a crash."""

    restarts = 0

    def __init__(self, options: Mapping[str, Any], *, settings: Mapping[str, str] | None = None) -> None:
        from extractor.pipeline import Extractor

        self._extractor = Extractor(**options)
        self.ready: float | None = time.monotonic()
        self.settings: Mapping[str, str] = _settings(self._extractor)
        require_settings(settings or {}, self.settings)

    def map(self, tasks: Iterable[list[Document]]) -> Generator[list[Result], None, None]:
        """The results of each task, as they are asked for."""
        return (results(self._extractor, task) for task in tasks)
