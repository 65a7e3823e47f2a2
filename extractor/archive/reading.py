"""The items of many files in order, read ahead by processes of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import Full, Queue
from typing import Any

from extractor.archive.child import Child, Died
from extractor.archive.plan import START, Position
from extractor.sources import Item, Reading, Rejected
from extractor.sources.inputs import read_file

BATCH = 16
"""Items in a message of a reader."""
AHEAD = 8
"""Messages of one file, and files beyond the one being consumed, that readers may be ahead by, each reader."""
SILENCE = 120.0
"""Seconds in which a reader must come by its next items."""


def serve(pipe: Connection, reading: Reading) -> None:
    """A reader's process: takes (path, items to skip, items in a message), sends lists of items, then None."""
    pipe.send("ready")
    while True:
        path, skip, size = pipe.recv()
        batch: list[Item] = []
        for number, item in enumerate(read_file(path, **reading)):
            if number >= skip:
                batch.append(item)
            if len(batch) >= size:
                pipe.send(batch)
                batch = []
        pipe.send(batch)
        pipe.send(None)


@dataclass(frozen=True, slots=True)
class Placed:
    """An item and the position of a run that has done it."""

    item: Item
    after: Position


class Readers:
    """Reads `paths` from `start` on with `count` processes; iterate once. Close it to end them.

    A file whose reader crashes or hangs is read on item by item; the item at fault, and what of its file comes after
    it, is a Rejected with code "crash" or "timeout".
    """

    def __init__(
        self, paths: Sequence[str], reading: Reading, *, start: Position = START, count: int = 1,
        silence: float = SILENCE, batch: int = BATCH,
    ) -> None:  # fmt: skip
        self._paths, self._reading, self._start = paths, reading, start
        self._silence, self._batch = silence, batch
        self._next = start.file
        self._wanted = start.file
        self._turn = threading.Condition()
        self._stopped = threading.Event()
        self._queues: dict[int, Queue[list[Item] | BaseException | None]] = {}
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(count)]
        self._ahead = AHEAD * count

    def __iter__(self) -> Iterator[Placed]:
        for thread in self._threads:
            thread.start()
        try:
            for file in range(self._start.file, len(self._paths)):
                done = self._start.items if file == self._start.file else 0
                with self._turn:
                    self._wanted = file
                    self._turn.notify_all()
                queue = self._queue(file)
                while (batch := queue.get()) is not None:
                    if isinstance(batch, BaseException):
                        raise batch
                    for item in batch:
                        done += 1
                        yield Placed(item, Position(file, done))
                with self._turn:
                    del self._queues[file]
        finally:
            self.close()

    def close(self) -> None:
        """Stops the readers; what they had read ahead is dropped."""
        self._stopped.set()
        with self._turn:
            self._turn.notify_all()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _queue(self, file: int) -> Queue[list[Item] | BaseException | None]:
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

    def _work(self) -> None:
        child = Child(serve, self._reading)
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
        path = self._paths[file]
        done = self._start.items if file == self._start.file else 0
        size = self._batch
        while not self._stopped.is_set():
            try:
                if not child.starts:
                    child.start()
                child.send((path, done, size))
                while (batch := self._receive(child)) is not None:
                    done += len(batch)
                    self._put(file, batch)
                return
            except Died as error:
                child.start()
                if size == 1:
                    message = (
                        f"{path}: reading item {done + 1} failed ({error.reason}); it and what follows it are not read"
                    )
                    self._put(file, [Rejected(origin=f"{path}#{done + 1}", code=error.code, message=message)])
                    return
                size = 1

    def _receive(self, child: Child) -> Any:
        return None if self._stopped.is_set() else child.receive(self._silence)

    def _put(self, file: int, batch: list[Item] | BaseException | None) -> None:
        queue = self._queue(file)
        while not self._stopped.is_set():
            try:
                queue.put(batch, timeout=0.2)
                return
            except Full:
                continue


def read_here(paths: Sequence[str], reading: Reading, *, start: Position = START) -> Iterator[Placed]:
    """The same in this process."""
    for file in range(start.file, len(paths)):
        skip = start.items if file == start.file else 0
        for number, item in enumerate(read_file(paths[file], **reading), start=1):
            if number > skip:
                yield Placed(item, Position(file, number))
