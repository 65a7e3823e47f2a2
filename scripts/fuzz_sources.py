"""Damaged inputs of every format: does reading them end in documents and reasons, and nothing else?

usage: python scripts/fuzz_sources.py [--n 10000] [--seed 0] [--jobs 1] [--samples GLOB ...] [--only NUMBER]

Each input is a sample of tests/sources/samples, a page of tests/sources/pages or a Parquet file made here, each format
as often as any other, changed by one to three mutations that its number and the seed determine; `--only` reads one
number again, in this process, with its traceback. Inputs are read in worker processes. A finding is an exception other
than SourceError (one that was turned into an item with the code "internal" included), an input that takes more than
SECONDS of processor time, a process that dies, memory over MEMORY above what the worker had, or an item that breaks the
contract.
Exit code 1 where there is one.
"""

from __future__ import annotations

import argparse
import bz2
import fnmatch
import gzip
import io
import json
import lzma
import multiprocessing
import random
import resource
import shlex
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = {ROOT / "tests" / "sources" / "samples": "*", ROOT / "tests" / "sources" / "pages": "*.htm*"}
"""Folders and the files of theirs that are samples; one that isn't there has none."""
SECONDS = 5
MEMORY = 1 << 30
"""Bytes of resident memory that an input may cost."""
_WALL = 60
"""A worker that gives no answer within so many times SECONDS, other work on the machine included, hangs."""
_ADDRESS_SPACE = 8 << 30
"""Bytes of addresses beyond those a worker starts with; keeps a runaway from taking the machine."""

Sample = tuple[str, bytes]
Mutation = Callable[[random.Random, bytes, Sequence[Sample]], bytes]


@dataclass(slots=True)
class Report:
    """What came of a run. `findings` are (number, kind, what happened)."""

    inputs: int = 0
    documents: int = 0
    rejected: int = 0
    empty: int = 0
    by_format: Counter[str] = field(default_factory=Counter)
    made_from: Counter[str] = field(default_factory=Counter)
    findings: list[tuple[int, str, str]] = field(default_factory=list)
    slowest: float = 0.0
    slowest_number: int = 0
    peak: int = 0

    def add(self, number: int, out: dict[str, Any]) -> None:
        """Count what came of one input."""
        self.inputs += 1
        self.documents += out["documents"]
        self.rejected += out["rejected"]
        self.by_format[out["format"]] += 1
        self.made_from[out["made from"]] += 1
        if "kind" in out:
            self.findings.append((number, out["kind"], out["what"]))
        elif not out["documents"] and not out["rejected"] and not out["blank"]:
            self.empty += 1
        if out["seconds"] > self.slowest:
            self.slowest, self.slowest_number = out["seconds"], number
        self.peak = max(self.peak, out["memory"])

    def text(self, seed: int, patterns: Sequence[str] = ("*",)) -> str:
        made, rows = (
            ", ".join(f"{name} {count:,}" for name, count in counter.most_common())
            for counter in (self.made_from, self.by_format)
        )
        lines = [
            f"{self.inputs:,} inputs (seed {seed}): {self.documents:,} documents, {self.rejected:,} rejected, "
            f"{self.empty:,} inputs without either, {len(self.findings):,} findings",
            f"made from: {made}",
            f"read as: {rows}",
            f"slowest {self.slowest:.2f} s of processor time (number {self.slowest_number}), most memory {self.peak / 1e6:,.0f} MB",
        ]
        again = f"--seed {seed}" + (f" --samples {shlex.join(patterns)}" if tuple(patterns) != ("*",) else "")
        lines += [f"{kind}: {again} --only {number}\n{what.rstrip()}" for number, kind, what in self.findings]
        return "\n".join(lines)


def load_samples(patterns: Sequence[str] = ("*",)) -> list[Sample]:
    """Name and bytes of each sample whose name fits one of the patterns. Raises SystemExit where there is none."""
    files = sorted(path for folder, glob in SAMPLES.items() for path in folder.rglob(glob) if path.is_file())
    fits = [path for path in files if any(fnmatch.fnmatch(path.name, pattern) for pattern in patterns)]
    found = [(path.name, path.read_bytes()) for path in fits]
    found += [(name, raw) for name, raw in _parquet() if any(fnmatch.fnmatch(name, pattern) for pattern in patterns)]
    if not found:
        raise SystemExit(f"no sample fits {' '.join(patterns)}")
    return found


def _parquet() -> list[Sample]:
    """A table as Parquet writes it, plain and with Snappy and dictionaries; [] without its package."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        return []
    rows = [
        {"id": i, "headline": f"Borvane names head number {i}", "body": "Borvane Plc named Ada Quill on Tuesday. " * i,
         "tags": ["pumps"] * i, "published_at": "2025-11-24T08:30:00Z"}
        for i in range(1, 30)
    ]  # fmt: skip
    found = []
    for name, packing in (("parquet-plain.parquet", "none"), ("parquet-snappy.parquet", "snappy")):
        file = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(rows), file, compression=packing, row_group_size=10)
        found.append((name, file.getvalue()))
    return found


def format_of_sample(name: str) -> str:
    """The format that a sample is of, by its file's name; a page has none in its name."""
    from extractor.sources.formats import BY_NAME

    return next((row for row in BY_NAME if name.startswith((f"{row}-", f"{row}."))), "html")


def _choose(rng: random.Random, samples: Sequence[Sample]) -> Sample:
    """A sample, each format as likely as any other."""
    formats: dict[str, list[Sample]] = {}
    for sample in samples:
        formats.setdefault(format_of_sample(sample[0]), []).append(sample)
    return rng.choice(formats[rng.choice(sorted(formats))])


def _place(rng: random.Random, raw: bytes) -> int:
    return 0 if rng.random() < 0.1 else rng.randrange(len(raw) + 1)


def _chunk(rng: random.Random, raw: bytes) -> tuple[int, int]:
    start = _place(rng, raw)
    return start, min(len(raw), start + rng.choice((1, 8, 100, 2_000, len(raw))))


def flip(rng: random.Random, raw: bytes, _: Sequence[Sample]) -> bytes:
    data = bytearray(raw)
    for _n in range(rng.choice((1, 3, 20, 200)) if data else 0):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def truncate(rng: random.Random, raw: bytes, _: Sequence[Sample]) -> bytes:
    return raw[: _place(rng, raw)]


def behead(rng: random.Random, raw: bytes, _: Sequence[Sample]) -> bytes:
    return raw[_place(rng, raw) :]


def delete(rng: random.Random, raw: bytes, _: Sequence[Sample]) -> bytes:
    start, end = _chunk(rng, raw)
    return raw[:start] + raw[end:]


def duplicate(rng: random.Random, raw: bytes, _: Sequence[Sample]) -> bytes:
    start, end = _chunk(rng, raw)
    return raw[:end] + raw[start:end] * rng.choice((1, 2, 50)) + raw[end:]


def splice(rng: random.Random, raw: bytes, samples: Sequence[Sample]) -> bytes:
    other = rng.choice(samples)[1]
    start, end = _chunk(rng, other)
    at = _place(rng, raw)
    return raw[:at] + other[start:end] + raw[at:]


def recode(rng: random.Random, raw: bytes, _: Sequence[Sample]) -> bytes:
    text = raw.decode("utf-8", "replace")
    encoding = rng.choice(("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp037", "shift_jis", "gb18030"))
    return text.encode(encoding, "replace")


def high_bytes(rng: random.Random, raw: bytes, _: Sequence[Sample]) -> bytes:
    at = _place(rng, raw)
    return raw[:at] + bytes(rng.randrange(128, 256) for _n in range(rng.choice((1, 5, 500)))) + raw[at:]


def nulls(rng: random.Random, raw: bytes, _: Sequence[Sample]) -> bytes:
    at = _place(rng, raw)
    return raw[:at] + bytes(rng.choice((1, 3, 5_000))) + raw[at:]


def deep(rng: random.Random, raw: bytes, _: Sequence[Sample]) -> bytes:
    opening, closing = rng.choice(((b"<p>", b"</p>"), (b"<div>", b"</div>"), (b"<table><tr><td>", b""), (b"[", b"]"),
                                   (b'{"a":', b"}"), (b"<b>", b""), (b"(", b")"), (b"<!-- x -->", b"")))  # fmt: skip
    at, times = _place(rng, raw), rng.choice((30, 300, 5_000, 50_000))
    return raw[:at] + opening * times + closing * times + raw[at:]


def long_line(rng: random.Random, raw: bytes, _: Sequence[Sample]) -> bytes:
    piece = rng.choice(
        (b"a", b"word ", b" ", b"&amp;", b"$1.5 ", b"\xe2\x82\xac", b"<", b"&", b"- ", b"\r", b'"', b",")
    )
    at = _place(rng, raw)
    return raw[:at] + piece * rng.choice((1_000, 30_000, 500_000)) + raw[at:]


def bomb(rng: random.Random, raw: bytes, _: Sequence[Sample]) -> bytes:
    levels = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 12))
    kind = b'<!DOCTYPE x [<!ENTITY l0 "lol"><!ENTITY f SYSTEM "file:///etc/passwd">' + levels + b"]>"
    at = raw.find(b">") + 1 if raw.lstrip().startswith(b"<?xml") else 0
    text = max(at, _place(rng, raw))
    return raw[:at] + kind + raw[at:text] + rng.choice((b"&l11;", b"&f;", b"%l11;")) + raw[text:]


def noise(rng: random.Random, raw: bytes, _: Sequence[Sample]) -> bytes:
    return rng.choice((raw[:12], b"")) + rng.randbytes(rng.choice((10, 1_000, 100_000)))


def packed(rng: random.Random, raw: bytes, _: Sequence[Sample]) -> bytes:
    whole = rng.choice(_PACKERS)(raw)
    return rng.choice((
        whole,
        whole[: _place(rng, whole)],
        flip(rng, whole, ()),
        b"\x1f\x8b" + rng.randbytes(300),
        rng.choice((b"BZh9", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")) + raw,
        gzip.compress(raw[:200] + b" " * 200_000_000, 1, mtime=0) if rng.random() < 0.05 else whole * 2,
    ))  # fmt: skip


def _packers() -> tuple[Callable[[bytes], bytes], ...]:
    found: tuple[Callable[[bytes], bytes], ...] = (lambda raw: gzip.compress(raw, mtime=0), bz2.compress, lzma.compress)
    try:
        import zstandard
    except ImportError:
        return found
    return (*found, zstandard.ZstdCompressor().compress)


_PACKERS = _packers()
MUTATIONS: tuple[Mutation, ...] = (
    flip, truncate, behead, delete, duplicate, splice, recode, high_bytes, nulls, deep, long_line, bomb, noise, packed,
)  # fmt: skip


def case(number: int, seed: int, samples: Sequence[Sample]) -> tuple[str, bytes]:
    """The name and the bytes of one input."""
    rng = random.Random(f"{seed}:{number}")
    name, raw = _choose(rng, samples)
    if rng.random() < 0.15:
        name = Path(name).stem + Path(rng.choice(samples)[0]).suffix
    for _ in range(rng.choice((1, 1, 2, 3))):
        raw = rng.choice(MUTATIONS)(rng, raw, samples)
    return name, raw


class Hang(BaseException):
    """The alarm; no `except Exception` of a library takes it."""


def _on_alarm(*_: object) -> None:
    raise Hang


def read_case(name: str, raw: bytes, folder: str, *, as_file: bool) -> Iterator[Any]:
    """The items of one input, as a file on disk or as a stream."""
    from extractor.sources.inputs import read_file, read_stream

    if as_file:
        path = Path(folder) / name
        path.write_bytes(raw)
        yield from read_file(str(path))
    else:
        yield from read_stream(io.BytesIO(raw), name=name)


def try_case(number: int, seed: int, samples: Sequence[Sample], folder: str) -> dict[str, Any]:
    """What came of one input: counts, seconds, memory, and `kind` and `what` where it is a finding."""
    from extractor.errors import SourceError
    from extractor.sources.document import Document, Rejected
    from extractor.sources.formats import HEAD, format_of

    name, raw = case(number, seed, samples)
    made = format_of_sample(_choose(random.Random(f"{seed}:{number}"), samples)[0])
    out: dict[str, Any] = {"documents": 0, "rejected": 0, "format": "?", "made from": made}
    before, began = _resident(), time.process_time()
    most = _peak()
    signal.signal(signal.SIGPROF, _on_alarm)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        is_packed = raw.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"))
        as_file = number % 2 == 0 or is_packed
        out["format"] = "packed" if is_packed else format_of(name, raw[:HEAD]).name
        for item in read_case(name, raw, folder, as_file=as_file):
            if isinstance(item, Document):
                out["documents"] += 1
                json.dumps(dict(item.extra))
                if not item.text.strip() or not isinstance(item.text, str):
                    raise AssertionError(f"a document without text, {item.origin}")
                item.text.encode("utf-8")
            elif isinstance(item, Rejected):
                out["rejected"] += 1
                if not (item.origin and item.message and item.code):
                    raise AssertionError(f"a rejected part without origin, code or reason: {item!r:.200}")
                if item.code == "internal":
                    raise AssertionError(item.message)
            else:
                raise AssertionError(f"neither a document nor a rejected part: {item!r:.200}")
    except SourceError as error:
        out["rejected"] += 1
        if error.code == "internal":
            out.update(kind="crash", what=f"{name}, {len(raw):,} bytes\n{traceback.format_exc(limit=-8)}")
    except Hang:
        out.update(kind="hang", what=f"{name}, {len(raw):,} bytes\n{traceback.format_exc(limit=-8)}")
    except MemoryError:
        out.update(kind="memory", what=f"{name}, {len(raw):,} bytes\n{traceback.format_exc(limit=-8)}")
    except BaseException:
        out.update(kind="crash", what=f"{name}, {len(raw):,} bytes\n{traceback.format_exc(limit=-8)}")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    out["seconds"] = time.process_time() - began
    out["memory"] = _peak() - before if _peak() > most else 0
    out["blank"] = not raw.strip()
    if "kind" not in out and out["memory"] > MEMORY:
        out.update(kind="memory", what=f"{name}, {len(raw):,} bytes took {out['memory'] / 1e6:,.0f} MB")
    return out


def _peak() -> int:
    """The most memory this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _resident() -> int:
    """The memory that this process holds now, in bytes; what it has held at most where that can't be told."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return _peak()


def _limit_addresses() -> None:
    try:
        now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + _ADDRESS_SPACE, resource.RLIM_INFINITY))
    except (OSError, ValueError):
        return


def work(pipe: Connection, seed: int, patterns: Sequence[str]) -> None:
    """A worker: takes numbers, gives what came of them. The samples are read as they are first, to load the readers."""
    samples = load_samples(patterns)
    with tempfile.TemporaryDirectory() as folder:
        for name, raw in samples:
            list(read_case(name, raw, folder, as_file=True))
        _limit_addresses()
        pipe.send(None)
        while (number := pipe.recv()) is not None:
            pipe.send(try_case(number, seed, samples, folder))


class _Worker:
    """A process that is replaced when it hangs, dies or has grown."""

    def __init__(self, seed: int, patterns: Sequence[str]) -> None:
        self._arguments = (seed, patterns)
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, there = context.Pipe()
        self._process = context.Process(target=work, args=(there, *self._arguments), daemon=True)
        self._process.start()
        there.close()
        if not self.pipe.poll(_WALL * SECONDS):
            raise SystemExit(f"a worker did not start within {_WALL * SECONDS} seconds")
        try:
            self.pipe.recv()
        except EOFError:
            raise SystemExit("a worker could not read the samples as they are; read them one by one") from None

    def run(self, number: int) -> dict[str, Any]:
        out: dict[str, Any] = {
            "documents": 0,
            "rejected": 0,
            "format": "?",
            "made from": "?",
            "seconds": 0.0,
            "memory": 0,
            "blank": False,
        }
        try:
            self.pipe.send(number)
            if self.pipe.poll(_WALL * SECONDS):
                out = self.pipe.recv()
            else:
                out.update(kind="hang", what=f"no answer within {_WALL * SECONDS} seconds")
        except (EOFError, OSError):
            self._process.join(5)
            out.update(kind="crash", what=f"the process died (exit code {self._process.exitcode})")
        if "kind" in out:
            self.stop()
            self._start()
        return out

    def stop(self) -> None:
        self._process.kill()
        self._process.join()
        self.pipe.close()


def fuzz(n: int, *, seed: int = 0, jobs: int = 1, patterns: Sequence[str] = ("*",), progress: bool = False) -> Report:
    """Read inputs 0 to n - 1 in `jobs` processes at a time."""
    report = Report()
    load_samples(patterns)
    workers = [_Worker(seed, patterns) for _ in range(jobs)]

    lock = threading.Lock()

    def share(index: int) -> None:
        for number in range(index, n, jobs):
            out = workers[index].run(number)
            with lock:
                report.add(number, out)
                if progress and "kind" in out:
                    print(f"{number}: {out['kind']}: {out['what']}", file=sys.stderr, flush=True)
                if progress and report.inputs % 500 == 0:
                    print(report.text(seed, patterns), file=sys.stderr, flush=True)

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(share, range(jobs)))
    for worker in workers:
        worker.stop()
    report.findings.sort()
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description="Read damaged inputs of every format.")
    parser.add_argument("--n", type=int, default=10_000, help="inputs (default 10,000)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--samples", nargs="+", default=["*"], metavar="GLOB", help="samples' names, such as 'edgar-*'")
    parser.add_argument("--only", type=int, help="one input by its number, in this process")
    args = parser.parse_args()
    if args.only is not None:
        with tempfile.TemporaryDirectory() as folder:
            out = try_case(args.only, args.seed, load_samples(args.samples), folder)
        print(json.dumps(out, indent=1).replace("\\n", "\n"))
        raise SystemExit(int("kind" in out))
    report = fuzz(args.n, seed=args.seed, jobs=args.jobs, patterns=args.samples, progress=True)
    print(report.text(args.seed, args.samples))
    raise SystemExit(int(bool(report.findings)))


if __name__ == "__main__":
    main()
