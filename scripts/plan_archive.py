"""What it takes to read an archive: machines, hours, money, storage and the bottleneck, from rates.

usage: python scripts/plan_archive.py [--articles 1e9] [--words 250] [--days 7] [--input jsonl|pages]
                                      [--rate STAGE=ARTICLES_PER_S …] [--price MACHINE=PER_HOUR …] [--busy 0.9]
       python scripts/plan_archive.py --measure RECORDS.jsonl

The plan is printed as Markdown, as docs/many-machines.md shows it. Each figure says where it comes from: measured, or
assumed until somebody measures it. `--rate` and `--price` put one's own in their place. `--measure` prints the rates of
this machine's cores for reading and committing, from records that `extractor run` wrote; `extractor bench` measures
extraction.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

WORDS = 250
"""Mean words of the articles that the rates are for; rates fall in proportion as articles grow."""
BENCH = "docs/bench/2026-11-23-2-cores.md"
STAGES = "`--measure`, twice, 128 records: processor time of a core of the same machine, while other programs ran on it"
ASSUMED = "**assumed, not measured**"


@dataclass(frozen=True, slots=True)
class Rate:
    """Articles a second of one unit (a core, a machine, a process), and where the figure comes from."""

    stage: str
    unit: str
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine to rent; `price` in dollars an hour."""

    name: str
    what: str
    cores: int
    price: float
    source: str


RATES = (
    Rate("read-jsonl", "core", 1350, STAGES),
    Rate(
        "read-pages", "core", 30, f"{ASSUMED}: 126 on test pages of 5 kB, which are small; real ones are 10 times that"
    ),
    Rate("extract-cpu", "machine", 8.0, f"{BENCH}: 2,000 articles, 500,607 words, 250.6 s in int8 on both cores"),
    Rate("extract-gpu", "machine", 200, f"{ASSUMED}: 25 times the two cores"),
    Rate("commit-parquet", "process", 1100, STAGES),
)
MACHINES = (
    Machine("cpu", "2 cores with AVX-512 VNNI", 2, 0.09, f"{ASSUMED}: a usual list price"),
    Machine("gpu", "1 data-centre GPU, 16 cores", 16, 3.00, f"{ASSUMED}: a usual list price"),
)
PARQUET_BYTES = 2000
"""Of an article's rows in Parquet, text included, with packing: 128 records of one month in one shard."""
INPUT_BYTES = {"jsonl": 1600, "pages": 60_000}
"""Of an article in an unpacked input; of pages assumed."""
STORAGE_PRICE = 0.023
"""Dollars a month for a gigabyte of object storage, assumed."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a stage takes: `hours` of one unit, `units` of them to end in time, and what that costs."""

    stage: str
    rate: float
    unit: str
    hours: float
    units: int
    money: float


def needs(
    machine: Machine, rates: Sequence[Rate], *, articles: float, words: float, days: float, source: str, busy: float
) -> list[Need]:
    """The stages of a run that extracts on `machine`; committing shares the machines that read."""
    by_name = {rate.stage: rate for rate in rates}
    chosen = [
        ("read", by_name[f"read-{source}"]),
        ("extract", by_name[f"extract-{machine.name}"]),
        ("commit", by_name["commit-parquet"]),
    ]
    made = []
    for stage, rate in chosen:
        value = rate.value * WORDS / words
        hours = articles / value / 3600
        each = machine.price if rate.unit == "machine" else machine.price / machine.cores
        made.append(Need(stage, value, rate.unit, hours, math.ceil(hours / (days * 24 * busy)), hours / busy * each))
    return made


def machines_of(machine: Machine, some: Sequence[Need], *, shared: bool) -> int:
    """Machines that hold all stages. `shared`: the cores beside a GPU read and commit, as far as they suffice."""
    extract = next(need.units for need in some if need.unit == "machine")
    cores = sum(need.units for need in some if need.unit != "machine")
    spare = extract * machine.cores if shared else 0
    return extract + math.ceil(max(0, cores - spare) / machine.cores)


def plan(args: argparse.Namespace, rates: Sequence[Rate], machines: Sequence[Machine]) -> Iterator[str]:
    """The lines of the page."""
    options = {
        "articles": args.articles,
        "words": args.words,
        "days": args.days,
        "source": args.input,
        "busy": args.busy,
    }
    asked = f"{args.articles:,.0f} articles of {args.words:,.0f} words as {args.input}, in {args.days:g} days"
    yield f"{asked}; machines do useful work {100 * args.busy:.0f} % of the time (assumed)."
    for machine in machines:
        some = needs(machine, rates, **options)
        most = max(some, key=lambda need: need.money)
        shared = machine.name == "gpu"
        count = machines_of(machine, some, shared=shared)
        # cores beside a GPU are paid for with it
        money = most.money if shared and count == most.units else sum(need.money for need in some)
        yield ""
        yield f"**Extraction on {machine.name}** ({machine.what}, {machine.price:.2f} $/h)"
        yield ""
        yield "| stage | articles/s of one | hours of one | needed | $ |"
        yield "|---|---|---|---|---|"
        for need in some:
            units = f"{need.units:,} {need.unit if need.units == 1 else _plural(need.unit)}"
            yield f"| {need.stage} | {need.rate:,.1f} ({need.unit}) | {need.hours:,.0f} | {units} | {need.money:,.0f} |"
        share = 100 * most.money / sum(need.money for need in some)
        yield ""
        yield (
            f"{count:,} machines for {args.days:g} days, {money:,.0f} $. The bottleneck is to {most.stage}: "
            f"{share:.0f} % of the cost of the stages. One process commits for a run, so the archive is read by "
            f"{next(need.units for need in some if need.stage == 'commit'):,} runs or more, each of its own part."
        )
    by_name, (cores, gpu) = {rate.stage: rate.value for rate in rates}, machines
    even = gpu.price / cores.price * by_name["extract-cpu"]
    yield ""
    yield f"At these prices extraction is cheaper on {gpu.name} than on {cores.name} from {even:,.0f} articles/s on."
    stored, read = args.articles * PARQUET_BYTES * args.words / WORDS, args.articles * INPUT_BYTES[args.input]
    read *= args.words / WORDS if args.input == "jsonl" else 1
    yield ""
    yield (
        f"Storage: {_bytes(read)} of input, unpacked, and {_bytes(stored)} of Parquet, {stored / 1e9 * STORAGE_PRICE:,.0f} $ a "
        f"month at {STORAGE_PRICE} $ for a GB (assumed)."
    )
    yield ""
    yield "| what | figure | from |"
    yield "|---|---|---|"
    for rate in rates:
        yield f"| {rate.stage.replace('-', ', ')} | {rate.value:,.1f} articles/s a {rate.unit} | {rate.source} |"
    for machine in machines:
        yield f"| {machine.name}: {machine.what} | {machine.price:.2f} $/h | {machine.source} |"
    yield f"| Parquet | {PARQUET_BYTES:,} bytes an article | measured: 128 records of one month in one shard |"
    yield f"| input | {INPUT_BYTES[args.input]:,} bytes an article | {'words of 6.4 bytes' if args.input == 'jsonl' else ASSUMED} |"


def measure(path: Path) -> Iterator[str]:
    """Rates of a core by its processor time, from records."""
    from extractor.archive import Plan, open_store
    from extractor.archive.plan import Position
    from extractor.archive.stores import Shard
    from extractor.sinks import to_line
    from extractor.sources.inputs import read_file

    records = [json.loads(line) for line in path.read_bytes().splitlines() if line.strip()][:1024]
    words = sum(len(record["text"].split()) for record in records) / len(records)
    yield f"{len(records):,} records of {words:.0f} words; rates are for {WORDS} words"
    copies = -(-1024 // len(records))
    with TemporaryDirectory() as folder:
        source = Path(folder) / "in.jsonl"
        fields = ("title", "text", "published")
        rows = [{name: record.get(name) for name in fields} | {"id": record["doc_id"]} for record in records]
        source.write_bytes(b"".join(map(to_line, rows * copies)))

        def read() -> int:
            return sum(1 for _ in read_file(str(source)))

        store = open_store(str(Path(folder) / "out"))
        # a time of publication for all, as of inputs that come in their order
        lines = [to_line({**record, "published": "2025-11-03"}) for record in records] * copies
        plan = Plan.of([str(source)], shard=len(lines), options={})
        store.begin(plan, resume=False, restart=False)
        after = Position(0, len(lines))

        def commit() -> int:
            store.commit(Shard(number=0, records=lines, letters=[], events=0, after=after))
            return len(lines)

        for stage, work in (("read-jsonl", read), ("commit-parquet", commit)):
            yield f"--rate {stage}={_rate(work) * words / WORDS:.0f}"
        store.close()
        size = sum(file.stat().st_size for file in (Path(folder) / "out").rglob("*.parquet"))
        yield f"Parquet: {size / len(lines):,.0f} bytes an article (repeated records pack too well where there are few)"


def _rate(work: Callable[[], int]) -> float:
    began = time.process_time()
    return work() / (time.process_time() - began)


def _plural(unit: str) -> str:
    return unit + ("es" if unit.endswith("s") else "s")


def _bytes(size: float) -> str:
    return f"{size / 1e12:,.1f} TB" if size >= 1e11 else f"{size / 1e9:,.1f} GB"


def _setting(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    if not value or float(value) <= 0:
        raise argparse.ArgumentTypeError("give NAME=FIGURE, the figure above 0")
    return name, float(value)


def _positive(text: str) -> float:
    if float(text) <= 0:
        raise argparse.ArgumentTypeError("must be above 0")
    return float(text)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=_positive, default=1e9)
    parser.add_argument("--words", type=_positive, default=WORDS, help="mean words of an article")
    parser.add_argument("--days", type=_positive, default=7)
    parser.add_argument("--busy", type=_positive, default=0.9, help="share of its time that a machine does useful work")
    parser.add_argument("--input", choices=list(INPUT_BYTES), default="jsonl")
    parser.add_argument("--rate", type=_setting, action="append", default=[], metavar="STAGE=ARTICLES_PER_S")
    parser.add_argument("--price", type=_setting, action="append", default=[], metavar="MACHINE=PER_HOUR")
    parser.add_argument("--measure", type=Path, metavar="RECORDS")
    args = parser.parse_args(argv)
    own_rates, own_prices = dict(args.rate), dict(args.price)
    unknown = {*own_rates} - {rate.stage for rate in RATES} | {*own_prices} - {machine.name for machine in MACHINES}
    if unknown:
        known = ", ".join([*(rate.stage for rate in RATES), *(machine.name for machine in MACHINES)])
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known are {known}")
    rates = [
        replace(rate, value=own_rates[rate.stage], source="given") if rate.stage in own_rates else rate
        for rate in RATES
    ]
    machines = [
        replace(machine, price=own_prices[machine.name], source="given") if machine.name in own_prices else machine
        for machine in MACHINES
    ]
    for line in measure(args.measure) if args.measure else plan(args, rates, machines):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
