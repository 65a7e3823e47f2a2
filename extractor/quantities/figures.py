"""Figures in news text: money, percentages and plain counts → values with spans.

`find_figures` takes any text and returns non-overlapping figures in order; it never raises and its time is linear
in the text. Dates, times, codes and names with a number in them are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from extractor.quantities.atoms import Atom, read_atoms
from extractor.quantities.currencies import Reading
from extractor.quantities.qualifiers import is_same_thing, qualifier_after, qualifier_before
from extractor.quantities.ranges import join

__all__ = ["Figure", "as_money", "find_figures"]


@dataclass(frozen=True, slots=True)
class Figure:
    """`text[start:end]` with its qualifier words, `text[core_start:core_end]` without; half-open code points.

    `value` is the midpoint of a range, whose ends are `low` and `high`. `currency` (ISO 4217) is set for money. `unit`
    is `percent`, `points` (percentage points) or `bps` (value in percent) for a percentage, `shares`, `jobs`, `points`
    or None for a number. `per_share`: "a share", "each", "apiece" follows. `qualifier` None means exact.
    """

    kind: Literal["money", "percent", "number"]
    start: int
    end: int
    core_start: int
    core_end: int
    value: float
    low: float | None
    high: float | None
    qualifier: str | None
    currency: str | None
    unit: str | None
    per_share: bool


def find_figures(text: str, *, dollar: str = "USD", default_currency: str | None = None) -> list[Figure]:
    """Every figure of `text`, in order and without overlaps.

    `dollar` is what a bare "$", "dlrs" or "cts" means here (see `guess_dollar`). `default_currency` settles a sign that
    several currencies share ("kr", "pesos", "¥", "cents") where it is one of them; else the document's own words do.
    """
    return list(_figures(text, Reading(text, dollar=dollar, default=default_currency)))


def as_money(fig: Figure, currency: str) -> Figure:
    """A bare number read as money of `currency` (ISO 4217), where a role says so; money stays as it is."""
    return fig if fig.kind == "money" else replace(fig, kind="money", currency=currency, unit=None)


def _figures(text: str, reading: Reading) -> Iterator[Figure]:
    floor, previous = 0, None
    for atom, begin in join(text, list(read_atoms(text, reading))):
        core_end = atom.last
        start, end, qualifier = begin, core_end, None
        if found := qualifier_before(text, begin, floor=floor):
            start, qualifier = found
        if found := qualifier_after(text, core_end):
            end = found[0]
            qualifier = qualifier or found[1]
        if qualifier is None and previous == "up_to" and is_same_thing(text, floor, start):
            qualifier = previous
        yield _figure(atom, start, end, core_end, qualifier)
        floor, previous = end, qualifier


def _figure(atom: Atom, start: int, end: int, core_end: int, qualifier: str | None) -> Figure:
    value, low, high = atom.value, None, None
    if atom.high is not None:
        low, high = sorted((atom.value, atom.high.value))
        value = round((low + high) / 2, 10)
    unit = atom.unit if atom.kind != "money" else None
    return Figure(
        kind=atom.kind, start=start, end=end, core_start=atom.start, core_end=core_end, value=value, low=low, high=high,
        qualifier=qualifier, currency=atom.currency, unit=unit, per_share=atom.per_share,
    )  # fmt: skip
