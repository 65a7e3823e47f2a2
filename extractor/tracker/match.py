"""Whether a telling tells the event of a group: a sum of what speaks for it and against it.

In: a group and a telling of its family. Out: a score, None where they can't be one: other parties, other days, two
events of one document. Two points for the parties; the rest is added or taken away by time, figures, periods, ratings
and, where figures say little, the words of the evidence. From `THRESHOLD` on they are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from extractor.records.taxonomy import Direction, Kind, MetricName, Status
from extractor.tracker.figures import Figure, agree, comparable, digits
from extractor.tracker.group import Group
from extractor.tracker.keys import days, times
from extractor.tracker.names import OTHER, SAME, SHORT, alike, vague, words
from extractor.tracker.telling import Measure, Party, Telling

THRESHOLD = 2.5

PARTIES, PAIR = 2.0, 0.8
"""For the parties that agree, and where there are two: so much more, in families that are not serial."""
UNTOLD = 0.4
"""Off for a principal that one of the two leaves out."""
FIGURE_AGREES, ROUND_FIGURE_AGREES, FIGURE_CONFLICTS = 1.0, 0.7, 2.0
FIGURES_MOST = 3.0
METRIC_AGREES, METRIC_CONFLICTS = 0.8, 1.0
PERIOD_AGREES, PERIOD_FITS, PERIOD_CONFLICTS = 1.2, 0.6, 3.0
RATING_AGREES, RATING_CONFLICTS = 1.0, 2.5
SAME_WAY, OPPOSITE = 0.3, 2.5
SAME_DAY, NEAR_DAY, WIDE_DAY, UNDATED = 1.5, 1.0, 0.4, 1.0
WORDS_USUAL, WORDS_WEIGHT, WORDS_MOST = 0.2, 5.0, 1.5
_FEW = 3
CORRECTED = 0.25
"""What is left of a conflict where the telling says that it corrects."""
SAME_PAGE = 1.0
OVER = 1.5
"""Off for a plan told of what has long ended."""
_ENDED_DAYS = 60
_NARROW = 7
_IMPLIED = 0.03
_MOST_WORDS = 0.5

_UNIT_WORDS = frozenset(
    """its the a an of and unit units business businesses division arm subsidiary operations operation assets asset
    stake shares part chain portfolio company group holdings""".split()
)
_ENDS = {"Q1": 3, "Q2": 6, "H1": 6, "Q3": 9, "9M": 9, "Q4": 12, "H2": 12, "FY": 12}
_NUMBERS = {w: str(n) for n, w in enumerate("zero one two three four five six seven eight nine ten".split())}


def score(group: Group, telling: Telling) -> float | None:
    """Points for the telling's being of the group, None where it can't be."""
    if telling.version in group.versions:
        # the extractor told them apart
        return None
    when = _time(group, telling)
    if when is None:
        return None
    who = _parties(group, telling)
    if who is None:
        return None
    corrects = telling.corrects or telling.doc_id in group.documents
    against = group.family.serial * (CORRECTED if corrects else 1.0)
    total = who + when + _figures(group, telling, against) + _metrics(group, telling, against)
    total += _texts(group, telling)
    if group.family.wordy:
        total += _wording(group, telling)
    if telling.doc_id in group.documents:
        total += SAME_PAGE
    ended = group.status
    if (
        ended.status in (Status.COMPLETED, Status.CANCELLED)
        and telling.status in (Status.RUMORED, Status.PENDING)
        and (telling.known - ended.since).days > _ENDED_DAYS
    ):
        total -= OVER
    return total


def _time(group: Group, telling: Telling) -> float | None:
    family = group.family
    mine = days(telling)
    dated = telling.first is not None
    if group.dates and dated:
        gap, width = min((_gap(mine, other), _width(mine, other)) for other in group.dates)
        if gap > family.dates:
            return None
        if width > _NARROW:
            # a date that says little is worth no less than none
            apart = abs(telling.known.date().toordinal() - group.told)
            return max(WIDE_DAY, UNDATED * (1 - apart / (family.lag + 1)))
        return SAME_DAY if gap == 0 else NEAR_DAY
    gap = min(_gap(one, other) for one in times(telling) for other in group.times)
    if gap > family.lag:
        return None
    return UNDATED * (1 - gap / (family.lag + 1))


def _gap(a: tuple[int, int], b: tuple[int, int]) -> int:
    return max(0, a[0] - b[1], b[0] - a[1])


def _width(a: tuple[int, int], b: tuple[int, int]) -> int:
    return max(a[1] - a[0], b[1] - b[0])


def _parties(group: Group, telling: Telling) -> float | None:
    family = group.family
    found: dict[str, float | None] = {}
    for side in telling.sides.keys() | group.sides.keys():
        mine, theirs = telling.sides.get(side), group.sides.get(side)
        found[side] = None if mine is None or not theirs else _same(mine, theirs)
    if family.name == "deal":
        _deal(found, group, telling)
    elif family.name == "partnership" and OTHER in (found.get("actor"), found.get("counterparty")):
        _cross(found, group, telling, "actor", "counterparty")
    known = {side: quality for side, quality in found.items() if quality is not None}
    if any(known.get(side) == OTHER for side in family.principals):
        return None
    agreed = {side: quality for side, quality in known.items() if side in family.principals and quality > OTHER}
    if not agreed or (family.name == "trade" and agreed.keys() == {"target"} and not _nameless(group, telling)):
        return None
    untold = sum(
        (side in telling.sides) != (side in group.sides) for side in family.principals if side not in family.optional
    )
    other = sum(quality == OTHER for side, quality in known.items() if side not in family.principals)
    pair = PAIR * (1 - family.serial) if len(agreed) > 1 else 0.0
    return PARTIES * sum(agreed.values()) / len(agreed) + pair - UNTOLD * (untold + other)


def _same(mine: Party, theirs: Iterable[Party]) -> float | None:
    """How alike a party is to the likest of some; None where it is only described."""
    named = [p for p in theirs if vague(p.name) == vague(mine.name)]
    if not named:
        return None
    best = max(_alike(mine, p) for p in named)
    # "two directors" and "three executives" may be the same people
    return None if vague(mine.name) and best < SAME else best


def _alike(a: Party, b: Party) -> float:
    kind = next((k for k in (Kind.PERSON, Kind.GOVERNMENT) if k in (a.kind, b.kind)), Kind.COMPANY)
    return alike(a.name, b.name, kind=kind, tickers=(a.tickers, b.tickers))


def _nameless(group: Group, telling: Telling) -> bool:
    """Whether a trade is told of somebody without a name, on the same side."""
    return any(
        side in telling.sides
        and side in group.sides
        and (vague(telling.sides[side].name) or any(vague(p.name) for p in group.sides[side]))
        for side in ("buyer", "seller")
    )


def _deal(found: dict[str, float | None], group: Group, telling: Telling) -> None:
    """Targets that are units go by many names; two that merge are told either way round."""
    if OTHER in (found.get("buyer"), found.get("target")):
        _cross(found, group, telling, "buyer", "target")
    supported = any((found.get(side) or OTHER) > OTHER for side in ("buyer", "seller"))
    target = telling.sides.get("target")
    if supported and target and "target" in group.sides and found["target"] in (OTHER, None):
        best = max(_overlap(target, p) for p in group.sides["target"])
        if best >= _MOST_WORDS:
            found["target"] = SHORT
        elif best == 0 and vague(target.name) and any(vague(p.name) for p in group.sides["target"]):
            found["target"] = OTHER


def _overlap(a: Party, b: Party) -> float:
    x, y = ({w.removesuffix("s") for w in words(p.name) if w not in _UNIT_WORDS} for p in (a, b))
    return len(x & y) / min(len(x), len(y)) if x and y else 0.0


def _cross(found: dict[str, float | None], group: Group, telling: Telling, one: str, two: str) -> None:
    mine = telling.sides.get(one), telling.sides.get(two)
    theirs = group.sides.get(one), group.sides.get(two)
    if mine[0] and mine[1] and theirs[0] and theirs[1]:
        across = _same(mine[0], theirs[1]), _same(mine[1], theirs[0])
        if across[0] and across[1]:
            found[one], found[two] = across


def _figures(group: Group, telling: Telling, against: float) -> float:
    agreed = conflicts = 0.0
    for role, figure in telling.figures.items():
        others = [f for f in group.figures.get(role, ()) if comparable(f, figure)]
        if not others:
            continue
        fit = next((f for f in others if agree(f, figure)), None)
        if fit is None and role == "price" and group.family.serial < 1:
            # an offer that was raised names the one before
            figure = telling.figures.get("price_previous", figure)
            fit = next((f for f in others if comparable(f, figure) and agree(f, figure)), None)
        if fit is None:
            conflicts += FIGURE_CONFLICTS
        else:
            fine = max(digits(fit.value), digits(figure.value)) > 2
            agreed += FIGURE_AGREES if fine else ROUND_FIGURE_AGREES
    own = {role: [figure] for role, figure in telling.figures.items()}
    if _implied(own, group.figures) or _implied(group.figures, own):
        agreed += FIGURE_AGREES
    return min(agreed, FIGURES_MOST) - against * conflicts


def _implied(parts: Mapping[str, Sequence[Figure]], whole: Mapping[str, Sequence[Figure]]) -> bool:
    """Whether shares times price of one side is the value that is all the other says."""
    if "value" in parts or "shares" in whole or "price" in whole:
        return False
    products = [
        (shares.value * price.value, price.currency)
        for shares in parts.get("shares", ())
        for price in parts.get("price", ())
    ]
    return any(
        value.currency == currency and abs(value.value - product) <= _IMPLIED * abs(product)
        for value in whole.get("value", ())
        for product, currency in products
    )


def _metrics(group: Group, telling: Telling, against: float) -> float:
    agreed = conflicts = 0.0
    for metric in telling.metrics:
        others = [m for m in group.metrics if m.name == metric.name and _fit(m.period, metric.period)]
        judged = [j for m in others if (j := _same_metric(m, metric)) is not None]
        if any(judged):
            agreed += METRIC_AGREES
        elif judged and metric.name is not MetricName.OTHER:
            conflicts += METRIC_CONFLICTS
    return min(agreed, FIGURES_MOST) - against * conflicts


def _same_metric(a: Measure, b: Measure) -> bool | None:
    if a.value and b.value and comparable(a.value, b.value) and a.value.percent == b.value.percent:
        return agree(a.value, b.value)
    if a.change and b.change:
        return agree(a.change, b.change)
    return None


def _fit(a: str | None, b: str | None) -> bool:
    return a is None or b is None or a == b or _end(a) == _end(b)


def _end(period: str) -> tuple[str, int]:
    """Year and month a period ends in: a third quarter and nine months are told in one report."""
    year, part = period.split("-")
    return year, _ENDS.get(part) or int(part)


def _texts(group: Group, telling: Telling) -> float:
    """Periods, ratings, directions."""
    total = 0.0
    if telling.period and group.periods:
        if telling.period in group.periods:
            total += PERIOD_AGREES
        elif any(_fit(p, telling.period) for p in group.periods):
            total += PERIOD_FITS
        else:
            total -= PERIOD_CONFLICTS
    if telling.rating and group.ratings:
        same = _rating(telling.rating) in map(_rating, group.ratings)
        total += RATING_AGREES if same else -RATING_CONFLICTS
    if telling.direction in group.directions:
        total += SAME_WAY
    elif {Direction.UP, Direction.DOWN} <= {telling.direction, *group.directions}:
        total -= OPPOSITE
    return total


def _rating(text: str) -> str:
    """A rating or split ratio in one spelling: "Two-for-One" and "2:1" are "2 for 1"."""
    found = re.findall(r"[a-z]+[+-]*|\d+|[+-]+", text.casefold().replace(":", " for ").replace("-for-", " for "))
    return " ".join(_NUMBERS.get(w, w) for w in found)


def _wording(group: Group, telling: Telling) -> float:
    mine, theirs = set(telling.words), group.words
    fewer = min(len(mine), len(theirs))
    if not fewer:
        return 0.0
    shared = len(mine & theirs) / fewer
    return min((shared - WORDS_USUAL) * WORDS_WEIGHT, WORDS_MOST) * min(fewer, _FEW) / _FEW
