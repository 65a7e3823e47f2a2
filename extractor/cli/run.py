"""Read articles, one JSON object a line, and write their records in the same order.

Each line needs a field `text`; id, title, published, url, source, author and language are read too, and every other
field is carried through to the record's line. A bad line is reported, kept in OUT.errors.jsonl and skipped; the exit
code is then 1. OUT appears whole when the run ends.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.cli.options import add_model_options, add_reading_options, existing, load_extractor
from extractor.cli.progress import Progress, count_lines
from extractor.errors import ConfigError

if TYPE_CHECKING:
    from extractor.pipeline import Failure
    from extractor.sinks import DeadLetter, DeadLetters
    from extractor.sources import Rejected, Document


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", metavar="INPUT", help="a .jsonl or .jsonl.gz file; -: standard input")
    parser.add_argument(
        "--out", required=True, metavar="OUT", help="the .jsonl or .jsonl.gz to write; -: standard output"
    )
    add_reading_options(parser)
    add_model_options(parser)


def execute(args: argparse.Namespace) -> int:
    from extractor.pipeline import Failure
    from extractor.sinks import STDOUT, DeadLetters, JsonlSink

    total = None if args.input == "-" else count_lines(existing(args.input))
    if "-" not in (args.input, args.out) and Path(args.out).resolve() == Path(args.input).resolve():
        raise ConfigError("INPUT and OUT are the same file; name another OUT")
    extractor = load_extractor(args)
    sink, letters = JsonlSink(args.out), DeadLetters(args.out)
    counts = _Counts()
    started = time.monotonic()
    try:
        with Progress(total) as progress:
            queue: deque[Document] = deque()
            documents = _documents(_read(args), queue, letters, progress)
            for result in extractor.extract_batch(documents):
                doc = queue.popleft()
                if isinstance(result, Failure):
                    _reject(_letter_of(result, doc), letters)
                else:
                    record = result.model_dump(mode="json")
                    counts.add(record)
                    sink.write(with_extra(record, doc.extra))
                progress.advance()
        sink.close()
        letters.close()
    except BaseException:
        kept = [str(path) for path in (sink.abort(), letters.abort()) if path is not None]
        if kept:
            print(f"extractor: stopped early; what was done is in {' and '.join(kept)}", file=sys.stderr)
        raise
    where = "" if args.out == STDOUT else f" to {args.out}"
    print(f"extractor: {counts.line(letters.count, time.monotonic() - started)}{where}", file=sys.stderr)
    if letters.count and letters.path is not None:
        print(f"extractor: what failed is in {letters.path}", file=sys.stderr)
    return 1 if letters.count else 0


def with_extra(record: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """The record and the caller's fields; those whose names the record needs go under "extra"."""
    line = dict(record)
    taken = {name: value for name, value in extra.items() if name in record or name == "extra"}
    line.update((name, value) for name, value in extra.items() if name not in taken)
    if taken:
        line["extra"] = taken
    return line


class _Counts:
    def __init__(self) -> None:
        self.articles = self.events = 0

    def add(self, record: Mapping[str, Any]) -> None:
        self.articles += 1
        self.events += len(record["events"])

    def line(self, failed: int, seconds: float) -> str:
        rate = (self.articles + failed) / seconds if seconds > 0 else 0.0
        return (
            f"{self.articles:,} articles, {self.events:,} events, {failed:,} failed "
            f"in {seconds:.1f} s ({rate:.1f} articles/s)"
        )


def _read(args: argparse.Namespace) -> Iterator[Document | Rejected]:
    from extractor.sources import read_jsonl, read_lines

    if args.input == "-":
        return read_lines(
            sys.stdin.buffer, name="standard input", clean=not args.as_is, allow_language=args.any_language
        )
    return read_jsonl(args.input, clean=not args.as_is, allow_language=args.any_language)


def _documents(
    items: Iterable[Document | Rejected], queue: deque[Document], letters: DeadLetters, progress: Progress
) -> Iterator[Document]:
    """The documents of the stream, each also put on the queue for the result that answers it; bad lines set aside."""
    from extractor.sinks import DeadLetter
    from extractor.sources import Rejected

    for item in items:
        if isinstance(item, Rejected):
            _reject(DeadLetter(item.origin, item.id, item.code, item.message, item.raw), letters)
            progress.advance()
        else:
            queue.append(item)
            yield item


def _letter_of(failure: Failure, doc: Document) -> DeadLetter:
    from extractor.sinks import DeadLetter

    return DeadLetter(doc.origin, failure.doc_id or doc.id, failure.code, failure.message, doc.text)


def _reject(letter: DeadLetter, letters: DeadLetters) -> None:
    where = "" if letter.origin is None or letter.origin in letter.message else f"{letter.origin}: "
    print(f"extractor: skipped: {where}{' '.join(letter.message.split())}", file=sys.stderr)
    letters.write(letter)
