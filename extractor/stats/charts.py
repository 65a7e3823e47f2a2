"""Counts (`Statistics.to_dict`) → charts as PNG, and a page that shows them with the tables.

Colours are those of Okabe and Ito, which the colour-blind tell apart. Needs matplotlib: `pip install
'extractor[charts]'`. Nothing is drawn where there is nothing to show: an archive without a dated event has no chart of
events over time.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.errors import ConfigError, cut
from extractor.records.taxonomy import Polarity
from extractor.stats.periods import Periods, periods_of
from extractor.stats.reading import UNKNOWN
from extractor.stats.report import words

BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY, YELLOW, GREY = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#D5D5D5",
)  # fmt: skip
_STACK = (BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY, YELLOW)
_MOODS = {Polarity.POSITIVE: BLUE, Polarity.NEUTRAL: GREY, Polarity.NEGATIVE: VERMILION}
NAMES = 15
"""Actors, and targets, that a chart shows."""
PANELS = 3
"""Currencies that a chart shows."""
TICKS = 14
_STYLE = {
    "font.size": 10, "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "axes.axisbelow": True,
    "grid.color": "#E6E6E6", "axes.titlesize": 12, "axes.titleweight": "bold", "axes.titlelocation": "left",
    "legend.frameon": False, "figure.facecolor": "white", "text.parse_math": False,
}  # fmt: skip

Told = Mapping[str, Any]
Draw = Callable[[Any, Told], bool]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: `name` of its file without suffix, its title, and the bytes of a PNG."""

    name: str
    title: str
    png: bytes


def require_matplotlib() -> Any:
    """The package. Raises ConfigError where it is missing."""
    try:
        return importlib.import_module("matplotlib")
    except ImportError as error:
        raise ConfigError("charts need matplotlib: pip install 'extractor[charts]'") from error


def charts(told: Told) -> Iterator[Chart]:
    """The charts of the counts. Raises ConfigError where matplotlib is missing."""
    matplotlib = require_matplotlib()
    figures = importlib.import_module("matplotlib.figure")
    for name, title, size, draw in _CHARTS:
        with matplotlib.rc_context(_STYLE):
            figure = figures.Figure(figsize=size, dpi=150, layout="constrained")
            if draw(figure, told):
                made = io.BytesIO()
                # without the version of matplotlib the same counts give the same bytes for longer
                figure.savefig(made, format="png", metadata={"Software": None})
                yield Chart(name, title, made.getvalue())


def _events(figure: Any, told: Told) -> bool:
    by_month = told["events"]["by_month"]
    periods = periods_of({month: sum(some.values()) for month, some in by_month.items()})
    if not periods.labels:
        return False
    shown = [row["action"] for row in told["events"]["by_action"]][: len(_STACK)]
    heights = {action: [0] * len(periods.labels) for action in [*shown, "other"]}
    for month, some in by_month.items():
        at = periods.index(month)
        if at is not None:
            for action, count in some.items():
                heights[action if action in heights else "other"][at] += count
    axes = figure.subplots()
    _stack(axes, heights, dict(zip(shown, _STACK, strict=False)) | {"other": GREY})
    _time(axes, periods, _axis(periods))
    axes.set_ylabel("number of events")
    _whole(axes.yaxis)
    axes.set_title("Events by action")
    return True


def _parties(figure: Any, told: Told) -> bool:
    sides = [(side, told[side]["top"][:NAMES]) for side in ("actors", "targets")]
    if not any(top for _, top in sides):
        return False
    for axes, (side, top), colour in zip(figure.subplots(1, 2), sides, (BLUE, ORANGE), strict=True):
        places = range(len(top))
        bars = axes.barh(places, [row["count"] for row in top], color=colour, height=0.7)
        axes.bar_label(bars, fmt="{:,.0f}", padding=3)
        axes.margins(x=0.1)
        axes.set_yticks(places, [cut(row["name"], limit=30) for row in top])
        axes.invert_yaxis()
        axes.grid(axis="y", visible=False)
        axes.set_xlabel("number of events")
        _whole(axes.xaxis)
        axes.set_title(f"Most frequent {side}")
    return True


def _value(figure: Any, told: Told) -> bool:
    currencies = told["value"]["currencies"][:PANELS]
    # the axis of the events' chart, so that the two can be read side by side
    periods = periods_of({month: sum(some.values()) for month, some in told["events"]["by_month"].items()})
    if not periods.labels or not currencies:
        return False
    undated = any(UNKNOWN in row["by_month"] for row in currencies)
    for number, (axes, row) in enumerate(zip(_rows(figure, len(currencies)), currencies, strict=True)):
        heights = {side: [0.0] * len(periods.labels) for side in ("bought", "sold")}
        for month, sums in row["by_month"].items():
            at = periods.index(month)
            if at is not None:
                for side, amount in sums.items():
                    heights[side][at] += amount
        size, unit = _unit(max(map(max, heights.values())))
        places = range(len(periods.labels))
        axes.bar(places, [amount / size for amount in heights["bought"]], color=BLUE, label="bought", width=0.8)
        axes.bar(places, [-amount / size for amount in heights["sold"]], color=ORANGE, label="sold", width=0.8)
        axes.axhline(0, color="#444444", linewidth=0.8)
        # what is sold is drawn downwards, but no value is below zero
        axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):,.6g}")
        label = f"{periods.unit} of publication (UTC){'; those without date are not shown' if undated else ''}"
        _time(axes, periods, label if number == len(currencies) - 1 else None)
        axes.set_ylabel(f"{row['currency']}{unit}")
        if number == 0:
            axes.set_title("Value of shares bought (up) and sold (down), completed trades")
            axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return True


def _sentiment(figure: Any, told: Told) -> bool:
    by_month = told["sentiment"]["by_month"]
    counted = {month: sum(mood[label] for label in _MOODS) for month, mood in by_month.items()}
    periods = periods_of(counted)
    if not periods.labels:
        return False
    counts = {label: [0] * len(periods.labels) for label in _MOODS}
    scores = [0.0] * len(periods.labels)
    for month, mood in by_month.items():
        at = periods.index(month)
        if at is not None:
            for label in _MOODS:
                counts[label][at] += mood[label]
            scores[at] += (mood["mean_score"] or 0.0) * counted[month]
    totals = [sum(column) for column in zip(*counts.values(), strict=True)]
    shares = {
        label: [100 * n / total if total else 0 for n, total in zip(counts[label], totals, strict=True)]
        for label in _MOODS
    }
    above, below = figure.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": [2, 1]})
    _stack(above, shares, _MOODS)
    _time(above, periods, None)
    above.set_ylabel("share of articles (%)")
    above.set_ylim(0, 100)
    above.set_title("Sentiment of articles")
    there = [at for at, total in enumerate(totals) if total]
    below.plot(there, [scores[at] / totals[at] for at in there], color="#222222", marker="o", markersize=4)
    below.axhline(0, color="#444444", linewidth=0.8)
    _time(below, periods, _axis(periods))
    below.set_ylabel("mean score\n(−1 to 1)")
    return True


def _confidence(figure: Any, told: Told) -> bool:
    bins = told["confidence"]
    if not any(row["events"] for row in bins):
        return False
    axes = figure.subplots()
    width = bins[0]["to"] - bins[0]["from"]
    axes.bar([row["from"] for row in bins], [row["events"] for row in bins], width=width, align="edge",
             color=BLUE, edgecolor="white")  # fmt: skip
    axes.set_xlim(0, 1)
    axes.set_xlabel("confidence (probability that action and actor are right)")
    axes.set_ylabel("number of events")
    _whole(axes.yaxis)
    axes.set_title("Confidence of events")
    return True


_CHARTS: Sequence[tuple[str, str, tuple[float, float], Draw]] = (
    ("events_by_action", "Events by action over time", (10, 5), _events),
    ("parties", "Most frequent actors and targets", (11, 5.5), _parties),
    ("value", "Value bought and sold", (10, 7), _value),
    ("sentiment", "Sentiment over time", (10, 5.5), _sentiment),
    ("confidence", "Confidence of events", (8, 4), _confidence),
)


def _stack(axes: Any, heights: Mapping[Any, Sequence[float]], colours: Mapping[Any, str]) -> None:
    """Bars on one another, the first at the foot; the legend in the order in which they stand."""
    floor = [0.0] * len(next(iter(heights.values())))
    for name, values in heights.items():
        if any(values):
            axes.bar(range(len(values)), values, bottom=floor, width=0.85, color=colours[name], label=words(name))
            floor = [low + value for low, value in zip(floor, values, strict=True)]
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), reverse=True)


def _time(axes: Any, periods: Periods, label: str | None) -> None:
    """The axis of time; without `label` its dates are told by a panel below."""
    step = -(-len(periods.labels) // TICKS)
    places = range(0, len(periods.labels), step)
    axes.set_xticks(places, [periods.labels[at] for at in places], rotation=45, ha="right")
    axes.tick_params(axis="x", labelbottom=label is not None)
    axes.set_xlim(-0.6, len(periods.labels) - 0.4)
    axes.grid(axis="x", visible=False)
    if label is not None:
        axes.set_xlabel(label)


def _axis(periods: Periods) -> str:
    left = periods.outside + periods.undated
    label = f"{periods.unit} of publication (UTC)"
    return f"{label}; {left:,} without date or far outside are not shown" if left else label


def _rows(figure: Any, count: int) -> Sequence[Any]:
    made = figure.subplots(count, 1, sharex=True, squeeze=False)
    return [row[0] for row in made]


def _whole(axis: Any) -> None:
    """Ticks at whole numbers alone, with thousands told."""
    ticker = importlib.import_module("matplotlib.ticker")
    axis.set_major_locator(ticker.MaxNLocator(integer=True, nbins=6, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(ticker.StrMethodFormatter("{x:,.0f}"))


def _unit(largest: float) -> tuple[float, str]:
    for size, name in ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"), (1e3, " thousand")):
        if largest >= size:
            return size, name
    return 1.0, ""
