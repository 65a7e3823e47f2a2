"""A process that works for another over a pipe, so that what crashes or hangs it does not take the run along."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Self

from extractor.errors import ExtractorError, cut

STARTING = 300.0
"""Seconds that a process may take until it says it is ready: a model on a cold disk."""


class Died(Exception):
    """The process ended, or said nothing for the time allowed and was killed; `reason` in words."""

    def __init__(self, reason: str, *, code: str) -> None:
        super().__init__(reason)
        self.reason, self.code = reason, code


class Child:
    """Runs `main(pipe, *args)` in a fresh interpreter. It ends when this process does: its pipe then breaks.

    `main` first sends "ready" or an ExtractorError.
    """

    def __init__(self, main: Callable[..., None], *args: Any) -> None:
        self._main, self._args = main, args
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._ended = False
        self.starts = 0

    def start(self) -> None:
        """Starts it, or starts it again. Raises what it says instead of "ready", Died where it says nothing."""
        self.kill()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_run, args=(theirs, self._main, self._args), daemon=True)
        process.start()
        theirs.close()
        self._process, self._pipe = process, ours
        self.starts += 1
        if self._ended:
            self.kill()
        first = self.receive(STARTING)
        if isinstance(first, ExtractorError):
            self.kill()
            raise first

    def send(self, message: object) -> None:
        """Raises Died where nobody is there to take it."""
        try:
            self._open().send(message)
        except (BrokenPipeError, ConnectionResetError, OSError) as error:
            raise self._died() from error

    def receive(self, seconds: float) -> Any:
        """The next message. Raises Died after `seconds` without one (the process is killed) and where it ended."""
        pipe = self._open()
        try:
            if not pipe.poll(seconds):
                self.kill()
                raise Died(f"no answer within {seconds:.0f} s", code="timeout")
            message = pipe.recv()
        except (EOFError, ConnectionResetError, OSError) as error:
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
        self._ended = True
        self.kill()

    def kill(self) -> None:
        """Ends it at once; nothing if it isn't there."""
        # taken first: another thread may end it too
        process, self._process = self._process, None
        pipe, self._pipe = self._pipe, None
        if process is not None:
            process.kill()
            process.join()
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
    try:
        main(pipe, *args)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except ExtractorError as error:
        pipe.send(error)
    except Exception as error:
        pipe.send(_Defect(f"{type(error).__name__}: {cut(str(error))}; please report it"))
