"""A process that works for another over a pipe, so that what crashes or hangs it does not take the run along."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Self

from extractor.errors import ExtractorError, cut

STARTING = 300.0
"""Seconds that a process may take until it says it is ready: a model on a cold disk."""
STARTS = 3
"""Times that a process is started in a row where it is killed before it is ready: memory may be short for a moment."""


class Died(Exception):
    """The process ended, or said nothing for the time allowed and was killed; `reason` in words."""

    def __init__(self, reason: str, *, code: str) -> None:
        super().__init__(reason)
        self.reason, self.code = reason, code


class Child:
    """Runs `main(pipe, *args)` in a fresh interpreter. It ends when this process does, whatever it is doing.

    `main` first sends that it is ready, in whatever words (`said`), or an ExtractorError. One thread uses it; `end` alone is for any other.
    """

    def __init__(self, main: Callable[..., None], *args: Any) -> None:
        self._main, self._args = main, args
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._ended = threading.Event()
        self.starts = 0
        self.said: Any = None

    def start(self) -> None:
        """Starts it, or starts it again. Raises the error that it sends instead, Died where it says nothing."""
        for again in range(1, STARTS + 1):
            try:
                return self._start()
            except Died as error:
                if error.code != "crash" or again == STARTS or self._ended.wait(again):
                    raise

    def _start(self) -> None:
        self.kill()
        if self._ended.is_set():
            raise Died("it was ended", code="crash")
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_run, args=(theirs, self._main, self._args), daemon=True)
        try:
            process.start()
        except OSError as error:
            ours.close()
            raise Died(str(error), code="crash") from error
        finally:
            theirs.close()
        self._process, self._pipe = process, ours
        self.starts += 1
        if self._ended.is_set():
            self.kill()
        first = self._message(STARTING)
        if isinstance(first, ExtractorError):
            self.kill()
            raise first
        self.said = first

    def send(self, message: object, seconds: float) -> None:
        """Raises Died where nobody is there to take it, or takes it within `seconds` (the process is killed)."""
        pipe = self._open()
        # a message larger than the pipe's buffer waits for a process that may hang
        late = threading.Timer(seconds, self._stop)
        late.daemon = True
        late.start()
        try:
            pipe.send(message)
        except OSError as error:
            raise self._died() from error
        finally:
            late.cancel()

    def receive(self, seconds: float) -> Any:
        """The next message. Raises Died after `seconds` without one (the process is killed) and where it ended, be it
        with an error."""
        message = self._message(seconds)
        if isinstance(message, ExtractorError):
            self.kill()
            raise Died(str(message), code=message.code)
        return message

    def _message(self, seconds: float) -> Any:
        pipe = self._open()
        try:
            if not pipe.poll(seconds):
                self.kill()
                raise Died(f"no answer within {seconds:.0f} s", code="timeout")
            message = pipe.recv()
        except (EOFError, OSError) as error:
            raise self._died() from error
        if isinstance(message, _Defect):
            self.kill()
            raise Died(message.text, code="internal")
        return message

    def _open(self) -> Connection:
        if self._pipe is None:
            raise Died("it was ended", code="crash")
        return self._pipe

    def _died(self) -> Died:
        process = self._process
        if process is not None:
            process.join(5)
        code = None if process is None else process.exitcode
        self.kill()
        how = "was killed by signal" if code is not None and code < 0 else "ended with code"
        number = None if code is None else abs(code)
        hint = ", out of memory perhaps" if code == -9 else ""
        return Died(f"its process {how} {number}{hint}", code="crash")

    def end(self) -> None:
        """Ends it for good, from whatever thread: who waits for it gets Died, and it isn't started again."""
        self._ended.set()
        self._stop()

    def _stop(self) -> None:
        """Kills the process and leaves what is ours to the thread that uses it, which may be reading from the pipe."""
        process = self._process
        # closed meanwhile
        with suppress(ValueError):
            if process is not None:
                process.kill()

    def kill(self) -> None:
        """Ends it at once; nothing if it isn't there."""
        process, self._process = self._process, None
        pipe, self._pipe = self._pipe, None
        if process is not None:
            process.kill()
            process.join()
            # multiprocessing thinks it alive for a moment where another thread, which starts a process, has reaped it
            with suppress(ValueError):
                process.close()
        if pipe is not None:
            pipe.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.kill()


@dataclass(frozen=True, slots=True)
class _Defect:
    """An exception that nobody expected, as the process's last words."""

    text: str


def _run(pipe: Connection, main: Callable[..., None], args: tuple[Any, ...]) -> None:
    import signal

    # Ctrl-C reaches the whole group; the parent decides what becomes of its children
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()
    try:
        main(pipe, *args)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except ExtractorError as error:
        pipe.send(error)
    except Exception as error:
        pipe.send(_Defect(f"{type(error).__name__}: {cut(str(error))}; please report it"))


def _follow() -> None:
    """Ends this process with its parent: what hangs would never notice that its pipe is broken."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
