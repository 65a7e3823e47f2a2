"""How fast an extractor is: rates, latency of one article, memory, and which stage takes the time."""

from __future__ import annotations

import math
import resource
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from extractor.errors import ConfigError
from extractor.pipeline import Extractor, Failure
from extractor.sources import Document

STAGES = ("windows", "model", "assembly")


@dataclass(frozen=True, slots=True)
class Run:
    """One pass over the documents: seconds of each stage, one after the other."""

    windows: float
    model: float
    assembly: float

    @property
    def seconds(self) -> float:
        return self.windows + self.model + self.assembly


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured. Tokens are wordpieces read, overlaps included; latencies are of one article alone, in seconds.

    peak_mb is the most memory the process held, in MB, from its start on.
    """

    model: str
    device: str
    precision: str
    articles: int
    tokens: int
    events: int
    failed: int
    runs: tuple[Run, ...]
    latencies: tuple[float, ...]
    peak_mb: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values, with medians over the runs beside the ranges."""
        seconds = [r.seconds for r in self.runs]
        median = statistics.median(seconds)
        return {
            **{k: v for k, v in asdict(self).items() if k not in ("runs", "latencies")},
            "repeats": len(self.runs),
            "seconds": {"median": median, "least": min(seconds), "most": max(seconds)},
            "articles_per_second": self.articles / median,
            "tokens_per_second": self.tokens / median,
            "share": {s: statistics.median(getattr(r, s) / r.seconds for r in self.runs) for s in STAGES},
            "latency_ms": {
                "n": len(self.latencies),
                "p50": 1000 * percentile(self.latencies, 0.50),
                "p99": 1000 * percentile(self.latencies, 0.99),
            },
        }


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def peak_mb() -> float:
    """The most resident memory of this process so far, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def bench(extractor: Extractor, documents: Sequence[Document], *, repeats: int = 5, alone: int = 50) -> Measured:
    """Reads all documents `repeats` times in batches, after one pass that is not counted, then the first `alone` singly.

    Raises ConfigError where there is nothing to read.
    """
    if not documents or repeats < 1 or alone < 1:
        raise ConfigError("nothing to measure; give at least one article, one repeat and one article alone")
    runs = []
    tokens = events = failed = 0
    for turn in range(repeats + 1):
        run, tokens, events, failed = _pass(extractor, documents)
        if turn:
            runs.append(run)
    latencies = []
    for doc in documents[:alone]:
        began = time.perf_counter()
        for _ in extractor.extract_batch([doc]):
            pass
        latencies.append(time.perf_counter() - began)
    return Measured(
        extractor.name, extractor.device, extractor.precision, len(documents), tokens, events, failed, tuple(runs),
        tuple(latencies), peak_mb(),
    )  # fmt: skip


def _pass(extractor: Extractor, documents: Sequence[Document]) -> tuple[Run, int, int, int]:
    """One pass and its counts of tokens, events and failures. Stages run one after the other so that each can be timed."""
    spent = dict.fromkeys(STAGES, 0.0)
    tokens = events = failed = 0
    for chunk in extractor.chunks(documents):
        began = time.perf_counter()
        windows = [extractor.windows(doc) for doc in chunk]
        cut = time.perf_counter()
        found = list(extractor.read(chunk, windows))
        read = time.perf_counter()
        for doc, findings in found:
            article = findings if isinstance(findings, Failure) else extractor.assemble(doc, findings)
            if isinstance(article, Failure):
                failed += 1
            else:
                events += len(article.events)
        done = time.perf_counter()
        tokens += sum(len(w) for ws in windows if not isinstance(ws, Failure) for w in ws)
        for stage, seconds in zip(STAGES, (cut - began, read - cut, done - read), strict=True):
            spent[stage] += seconds
    return Run(**spent), tokens, events, failed
