"""Drafts that tell the same event → one, each argument taken where it is said most precisely."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.assemble.bind import Draft
from extractor.quantities import Figure
from extractor.records.taxonomy import TAXONOMY, Group

CLOSE = 0.005
SERIAL = frozenset(str(a) for a, spec in TAXONOMY.items() if spec.group == Group.OWNERSHIP)
"""Actions that one party often does several times in an article; others are taken for one until something contradicts."""


def same_figure(a: Figure, b: Figure) -> bool:
    """Equal within half a percent and in the same currency."""
    if a.kind == b.kind == "money" and a.currency != b.currency:
        return False
    return abs(a.value - b.value) <= CLOSE * max(abs(a.value), abs(b.value))


def compatible(a: Figure, b: Figure) -> bool:
    """Not contradicting: equal, or one a rounded or qualified form of the other."""
    if same_figure(a, b):
        return True
    if a.kind == b.kind == "money" and a.currency != b.currency:
        return True
    loose = a.qualifier is not None or b.qualifier is not None
    return loose and abs(a.value - b.value) <= 0.06 * max(abs(a.value), abs(b.value))


def conflict(a: Draft, b: Draft) -> bool:
    """Whether two drafts of one action can't be the same event."""
    for role in ("actor", "target", "counterparty"):
        if role in a.parties and role in b.parties and a.parties[role][0] != b.parties[role][0]:
            return True
    if any(not compatible(a.figures[r][0], b.figures[r][0]) for r in a.figures.keys() & b.figures.keys()):
        return True
    if a.date and b.date:
        x, y = a.date[0], b.date[0]
        if (x.first, x.last) != (y.first, y.last) and not _inside(a, b):
            return True
    return False


def _inside(a: Draft, b: Draft) -> bool:
    assert a.date is not None
    assert b.date is not None
    x, y = a.date[0], b.date[0]
    if None in (x.first, x.last, y.first, y.last):
        return False
    return (x.first <= y.first and y.last <= x.last) or (y.first <= x.first and x.last <= y.last)  # type: ignore[operator]


def told_again(a: Draft, b: Draft) -> bool:
    """Whether something says that two drafts which don't contradict are one: an equal figure or date, or one of them
    has nothing of its own."""
    if any(same_figure(a.figures[r][0], b.figures[r][0]) for r in a.figures.keys() & b.figures.keys()):
        return True
    if any(same_figure(m.figure, n.figure) for m in a.metrics for n in b.metrics if m.name == n.name):
        return True
    return any(not (d.figures or d.metrics or d.texts) for d in (a, b))


def merge(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts in order of trigger, each joined to the first earlier one that it does not contradict."""
    out: list[Draft] = []
    for d in sorted(drafts, key=lambda d: d.trigger):
        home = next((o for o in out if o.action == d.action and not conflict(o, d) and (d.action not in SERIAL or told_again(o, d))), None)
        if home is None:
            out.append(d)
        else:
            _take(home, d)
    return out


def _take(home: Draft, other: Draft) -> None:
    for role, party in other.parties.items():
        if role not in home.parties or party[1] > home.parties[role][1]:
            home.parties[role] = party
    for role, fig in other.figures.items():
        if role not in home.figures or _preciser(fig[0], home.figures[role][0]):
            home.figures[role] = fig
    if other.date and (home.date is None or _narrower(other, home)):
        home.date = other.date
    for role, span in other.texts.items():
        home.texts.setdefault(role, span)
    known = {(m.name, m.figure.value) for m in home.metrics}
    home.metrics += [m for m in other.metrics if (m.name, m.figure.value) not in known]
    if other.probability > home.probability:
        home.probability, home.status, home.direction, home.polarity = (
            other.probability,
            other.status,
            other.direction,
            other.polarity,
        )
        home.trigger = other.trigger


def _preciser(new: Figure, old: Figure) -> bool:
    return (new.qualifier is None) > (old.qualifier is None)


def _narrower(new: Draft, old: Draft) -> bool:
    assert new.date is not None
    assert old.date is not None
    n, o = new.date[0], old.date[0]
    if n.first is None or n.last is None:
        return False
    if o.first is None or o.last is None:
        return True
    return (n.last - n.first) < (o.last - o.first)
