"""Turn pages, feeds, archives and files of any format into clean documents, one JSON object a line.

SOURCE is a file, a folder, a glob, - for standard input, or a URL: a page, a feed, a sitemap, or a site's /robots.txt
for the sitemaps it names. Formats are told by content: HTML, text, Markdown, RSS, Atom, sitemaps, WARC, JSON lines,
CSV, Parquet, Reuters SGML, NewsML-G2, NITF, EDGAR submissions; .gz, .zst, .bz2 and .xz are unpacked.

What is no article becomes a line with an error code and a message, so that every part of the input is in OUT once.
Files: OUT appears whole at the end. URLs: OUT is added to as pages come, and --state remembers what was fetched, so
that the same command goes on where it stopped and later fetches only what is new.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.cli.options import add_reading_options
from extractor.cli.run import keep_apart
from extractor.errors import ConfigError, SinkError, SourceError

if TYPE_CHECKING:
    from extractor.sources import Item, Reading

_BLOCK = 1 << 16


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="a file, a folder, a glob, -, or a URL")
    parser.add_argument(
        "--out", required=True, metavar="OUT", help="the .jsonl or .jsonl.gz to write; -: standard output"
    )
    parser.add_argument(
        "--duplicates", choices=["keep", "mark", "drop"], default="keep",
        help="copies of an earlier document: keep them (default), mark them with its id, or drop them",
    )  # fmt: skip
    net = parser.add_argument_group("fetching (needs extractor[fetch])")
    net.add_argument("--contact", metavar="WHO", help="e-mail address or URL of who fetches; sites are told")
    net.add_argument("--state", metavar="FILE", help="what was fetched before (default: OUT.state)")
    net.add_argument("--cache", metavar="FOLDER", help="keep pages there, and ask only whether they have changed")
    net.add_argument("--interval", type=float, default=1.0, metavar="S", help="seconds between requests to a host")
    net.add_argument("--allow-private", action="store_true", help="fetch from private addresses too")
    add_reading_options(parser)


def execute(args: argparse.Namespace) -> int:
    from extractor.sources.lines import line_of

    urls = [name for name in args.sources if name.startswith(("http://", "https://"))]
    if urls and len(urls) < len(args.sources):
        raise ConfigError("files and URLs can't be mixed in one scrape: URLs are added to OUT, files replace it")
    reading: Reading = {"clean": not args.as_is, "allow_language": args.any_language}
    counts: Counter[str] = Counter()
    with ExitStack() as stack:
        items = _items(args, urls, reading, stack)
        write = _appender(args.out, stack) if urls else _writer(args.out, stack)
        for line in _marked(items, args.duplicates, counts, line_of):
            write(line)
    told = ", ".join(f"{n:,} {what}" for what, n in sorted(counts.items(), key=lambda pair: pair[0] != "documents"))
    print(f"extractor: {told or 'nothing new'}", file=sys.stderr)
    return 1 if counts["not read"] else 0


def _items(args: argparse.Namespace, urls: list[str], reading: Reading, stack: ExitStack) -> Iterator[Item]:
    if not urls:
        from extractor.sources.inputs import expand, read_inputs

        try:
            paths = [path for name in args.sources for path in expand(name)]
        except SourceError as error:
            raise ConfigError(str(error)) from error
        if args.out != "-":
            keep_apart(args.sources, paths, args.out)
        return read_inputs(paths, **reading)
    if not args.contact:
        raise ConfigError("--contact is missing; give an e-mail address or URL, so that sites can reach who fetches")
    if args.out != "-" and not args.out.endswith(".jsonl"):
        raise ConfigError("pages that are fetched are added to OUT one by one; name a .jsonl file")
    if args.out == "-" and not args.state:
        raise ConfigError("with --out - name a --state file, so that nothing is fetched twice")
    from extractor.sources.fetch import CrawlState, Fetcher, FetchSettings, crawl

    settings = FetchSettings(
        contact=args.contact,
        interval=args.interval,
        allow_private=args.allow_private,
        cache=Path(args.cache) if args.cache else None,
    )
    if args.allow_private:
        # an intranet's servers listen anywhere
        settings = replace(settings, ports=frozenset(range(1, 65_536)))
    fetcher = stack.enter_context(Fetcher(settings))
    state = stack.enter_context(CrawlState(args.state or args.out + ".state"))
    pages = crawl(urls, fetcher, state, **reading)
    stack.callback(pages.close)  # type: ignore[attr-defined]
    return pages


def _marked(items: Iterable[Item], duplicates: str, counts: Counter[str], line_of: Any) -> Iterator[dict[str, Any]]:
    """The lines to write, copies treated as asked for; counts what there was."""
    from extractor.sources import Rejected

    known = None
    if duplicates != "keep":
        from extractor.sources.duplicates import Deduplicator

        known = Deduplicator()
    for item in items:
        if isinstance(item, Rejected):
            counts["not read"] += 1
            print(f"extractor: not read: {' '.join(item.message.split())}", file=sys.stderr)
            yield line_of(item)
            continue
        counts["documents"] += 1
        line = line_of(item)
        match = known.add(item) if known is not None else None
        if match is not None:
            counts[f"of them {match.kind}"] += 1
            if duplicates == "drop" and match.kind != "update":
                continue
            line["duplicate"] = {"kind": match.kind, "of": match.canonical, "similarity": round(match.similarity, 4)}
        yield line


def _writer(out: str, stack: ExitStack) -> Any:
    from extractor.sinks import JsonlSink

    return stack.enter_context(JsonlSink(out)).write


def _appender(out: str, stack: ExitStack) -> Any:
    if out == "-":
        return _writer(out, stack)
    return stack.enter_context(_appended(Path(out)))


@contextmanager
def _appended(path: Path) -> Iterator[Callable[[dict[str, Any]], None]]:
    """What adds a line to a file, on the disk before the next page is asked for."""
    from extractor.sinks import to_line

    def refused(error: OSError) -> SinkError:
        return SinkError(f"can't write {path}: {error.strerror or error}")

    try:
        file = path.open("ab", buffering=0)
        _mend(path)
    except OSError as error:
        raise refused(error) from error
    with file:

        def write(line: dict[str, Any]) -> None:
            left = to_line(line)
            try:
                while left:
                    left = left[file.write(left) :]
                os.fsync(file.fileno())
            except OSError as error:
                raise refused(error) from error

        yield write


def _mend(path: Path) -> None:
    """Ends a file's last line; one that a crash cut off goes, for its page comes again."""
    with path.open("r+b") as file:
        end = start = file.seek(0, os.SEEK_END)
        last = b""
        while start and b"\n" not in last:
            size = min(start, _BLOCK)
            start -= size
            file.seek(start)
            last = file.read(size) + last
        last = last[last.rfind(b"\n") + 1 :]
        if not last:
            return
        try:
            json.loads(last)
        except ValueError:
            file.truncate(end - len(last))
        else:
            file.seek(end)
            file.write(b"\n")
