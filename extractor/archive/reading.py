"""The items of many files in order, read ahead by processes of their own."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Sequence
from multiprocessing.connection import Connection
from queue import Full, Queue
from typing import Any

from extractor.archive.child import Child, Died
from extractor.archive.places import Placed, at_end, read_after
from extractor.archive.plan import START, Input, Position
from extractor.errors import ConfigError, cut
from extractor.sources import Reading, Rejected

BATCH = 16
"""Items in a message of a reader."""
AHEAD = 8
"""Messages of one file, and files beyond the one being consumed, that readers may be ahead by, each reader."""
SILENCE = 120.0
"""Seconds in which a reader must come by its next item."""
PULSE = 1.0
"""Seconds after which a reader sends what it has, be it nothing: what is skipped is read too, and takes its time."""


def serve(pipe: Connection, reading: Reading) -> None:
    """A reader's process: takes (path, where to begin, items in a message), sends lists of placed items, then None."""
    pipe.send("ready")
    while True:
        path, start, size = pipe.recv()
        batch: list[Placed] = []
        sent = time.monotonic()
        for placed in read_after(path, start, reading):
            if placed is not None:
                batch.append(placed)
            if len(batch) >= size or time.monotonic() - sent > PULSE:
                pipe.send(batch)
                batch = []
                sent = time.monotonic()
        pipe.send(batch)
        pipe.send(None)


def _given_up(source: Input, at: Position, reason: str, code: str) -> Placed:
    """In the place of the item that can't be read and of what follows it: a run that goes on must not try it again."""
    path, number = source.path, at.items + 1
    message = f"{path}: reading item {number} failed ({reason}); it and what follows it are not read"
    return Placed(Rejected(origin=f"{path}#{number}", code=code, message=message), Position(at.file + 1))


def _inputs(paths: Sequence[Input | str]) -> list[Input]:
    """A bare path is a file that no plan knows, and that may change."""
    return [Input(path) if isinstance(path, str) else path for path in paths]


class Readers:
    """Reads `paths` from `start` on with `count` processes; iterate once. Close it to end them.

    Raises ConfigError at a planned file that is gone or has changed. A file whose reader crashes or hangs is read on item by item; an item at which that happens again, and what of its
    file comes after it, is a Rejected with code "crash" or "timeout".
    """

    def __init__(
        self, paths: Sequence[Input | str], reading: Reading, *, start: Position = START, count: int = 1,
        silence: float = SILENCE, batch: int = BATCH,
    ) -> None:  # fmt: skip
        self._paths, self._reading, self._start = _inputs(paths), reading, start
        self._silence, self._batch = silence, batch
        self._next = start.file
        self._wanted = start.file
        self._turn = threading.Condition()
        self._stopped = threading.Event()
        self._queues: dict[int, Queue[list[Placed] | BaseException | None]] = {}
        self._children = [Child(serve, reading) for _ in range(count)]
        self._threads = [threading.Thread(target=self._work, args=(child,), daemon=True) for child in self._children]
        self._ahead = AHEAD * count

    def __iter__(self) -> Generator[Placed, None, None]:
        try:
            for thread in self._threads:
                thread.start()
            for file in range(self._start.file, len(self._paths)):
                with self._turn:
                    self._wanted = file
                    self._turn.notify_all()
                queue = self._queue(file)
                while (batch := queue.get()) is not None:
                    if isinstance(batch, BaseException):
                        raise batch
                    yield from batch
                with self._turn:
                    del self._queues[file]
        finally:
            self.close()

    def close(self) -> None:
        """Stops the readers; what they had read ahead is dropped."""
        self._stopped.set()
        with self._turn:
            self._turn.notify_all()
        for child in self._children:
            child.end()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _queue(self, file: int) -> Queue[list[Placed] | BaseException | None]:
        with self._turn:
            return self._queues.setdefault(file, Queue(AHEAD))

    def _take(self) -> int | None:
        """The next file to read, when the consumer is near enough."""
        with self._turn:
            self._turn.wait_for(lambda: self._stopped.is_set() or self._next <= self._wanted + self._ahead)
            if self._stopped.is_set() or self._next >= len(self._paths):
                return None
            self._next += 1
            return self._next - 1

    def _work(self, child: Child) -> None:
        file = None
        try:
            while (file := self._take()) is not None:
                self._read(child, file)
                self._put(file, None)
        except BaseException as error:
            self._put(self._wanted if file is None else file, error)
        finally:
            child.kill()

    def _read(self, child: Child, file: int) -> None:
        source = self._paths[file]
        done = self._start if file == self._start.file else Position(file)
        size, fell = self._batch, None
        held: list[Placed] = []
        source.require_unchanged()
        while not self._stopped.is_set():
            if not child.starts:
                self._start_child(child)
            try:
                child.send((source.path, done, size), self._silence)
                while (batch := self._receive(child)) is not None:
                    if batch:
                        self._put_some(file, held)
                        held, done = batch, batch[-1].after
                # the last item may say that the file breaks off, which is another matter where it is gone
                source.require_unchanged()
                self._put_some(file, at_end(held) if held else [])
                return
            except Died as error:
                if self._stopped.is_set():
                    return
                source.require_unchanged()
                self._start_child(child)
                # at another item it was chance, or a batch held the one at fault
                if size == 1 and done == fell:
                    self._put_some(file, [*held, _given_up(source, done, error.reason, error.code)])
                    return
                size, fell = 1, done

    def _put_some(self, file: int, batch: list[Placed]) -> None:
        if batch:
            self._put(file, batch)

    def _start_child(self, child: Child) -> None:
        try:
            child.start()
        except Died as error:
            raise ConfigError(
                f"a process that reads can't start ({error.reason}); name fewer --readers, or free memory"
            ) from error

    def _receive(self, child: Child) -> Any:
        return None if self._stopped.is_set() else child.receive(self._silence)

    def _put(self, file: int, batch: list[Placed] | BaseException | None) -> None:
        queue = self._queue(file)
        while not self._stopped.is_set():
            try:
                queue.put(batch, timeout=0.2)
                return
            except Full:
                continue


def read_here(
    paths: Sequence[Input | str], reading: Reading, *, start: Position = START
) -> Generator[Placed, None, None]:
    """The same in this process; a defect of a reader is a Rejected, a crash or hang ends the run."""
    for file, source in enumerate(_inputs(paths)):
        if file < start.file:
            continue
        done = start if file == start.file else Position(file)
        held: list[Placed] = []
        source.require_unchanged()
        try:
            for placed in read_after(source.path, done, reading):
                if placed is not None:
                    yield from held
                    held, done = [placed], placed.after
        except Exception as error:
            source.require_unchanged()
            reason = f"{type(error).__name__}: {cut(str(error))}; please report it"
            yield from [*held, _given_up(source, done, reason, "internal")]
        else:
            source.require_unchanged()
            yield from at_end(held) if held else ()
