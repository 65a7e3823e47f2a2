"""Drafts that tell the same event → one, each argument taken where it is said most precisely."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extractor.assemble.bind import Draft
from extractor.quantities import Figure
from extractor.records.taxonomy import TAXONOMY, Action, Direction, Group

Range = tuple[int, int]
CLOSE = 0.005
ROUNDED = 0.06
"""How far "about" and its like may be off."""
GROUP_OF = {str(a): spec.group for a, spec in TAXONOMY.items()}
SERIAL = frozenset(a for a, group in GROUP_OF.items() if group == Group.OWNERSHIP)
"""Actions that one party often does several times in an article; others are taken for one until something contradicts."""
OPPOSITE = {1 + list(Direction).index(way) for way in (Direction.UP, Direction.DOWN)}
"""Up and down in the order of the model's directions, whose first is "none"."""
SAID_FOR_ONE = ("shares", "value")


def same_figure(a: Figure, b: Figure) -> bool:
    """Equal within half a percent and in the same currency."""
    if a.kind == b.kind == "money" and a.currency != b.currency:
        return False
    return abs(a.value - b.value) <= CLOSE * max(abs(a.value), abs(b.value))


def alike(a: Figure, b: Figure) -> bool:
    """Equal, or one a rounded or qualified form of the other, in one currency."""
    if same_figure(a, b):
        return True
    loose = a.qualifier is not None or b.qualifier is not None
    return loose and a.currency == b.currency and abs(a.value - b.value) <= ROUNDED * max(abs(a.value), abs(b.value))


def compatible(a: Figure, b: Figure) -> bool:
    """Not contradicting: alike, or in two currencies."""
    return alike(a, b) or (a.kind == b.kind == "money" and a.currency != b.currency)


def differences(a: Draft, b: Draft) -> int:
    """How many figures and dates of two drafts contradict each other."""
    figures = sum(not compatible(a.figures[r][0], b.figures[r][0]) for r in a.figures.keys() & b.figures.keys())
    if not (a.date and b.date):
        return figures
    x, y = a.date[0], b.date[0]
    return figures + ((x.first, x.last) != (y.first, y.last) and not _inside(a, b))


def agreements(a: Draft, b: Draft) -> int:
    """How many figures two drafts share."""
    figures = sum(alike(a.figures[r][0], b.figures[r][0]) for r in a.figures.keys() & b.figures.keys())
    return figures + sum(same_figure(m.figure, n.figure) for m in a.metrics for n in b.metrics if m.name == n.name)


def one_event(a: Draft, b: Draft) -> bool:
    """Whether two drafts of one action tell the same event.

    Parties must not differ, nor two moves of a price go opposite ways. Serial actions need a shared figure, or a draft with nothing of its own; a draft that
    shares more figures than it contradicts was misread, not another event.
    """
    if any(a.parties[r][0] != b.parties[r][0] for r in a.parties.keys() & b.parties.keys()):
        return False
    if a.action == Action.PRICE_MOVE and {_way(a), _way(b)} == OPPOSITE:
        return False
    against, shared = differences(a, b), agreements(a, b)
    if against:
        return shared > against
    bare = any(not (d.figures or d.metrics or d.texts) for d in (a, b))
    return a.action not in SERIAL or shared > 0 or bare


def _way(d: Draft) -> int:
    return int(d.direction.argmax())


def _inside(a: Draft, b: Draft) -> bool:
    assert a.date is not None
    assert b.date is not None
    x, y = a.date[0], b.date[0]
    if None in (x.first, x.last, y.first, y.last):
        return False
    return (x.first <= y.first and y.last <= x.last) or (y.first <= x.first and x.last <= y.last)  # type: ignore[operator]


def merge(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts in order of trigger, each joined to the first earlier one that tells the same event."""
    out: list[Draft] = []
    for d in sorted(drafts, key=lambda d: d.trigger):
        home = next((o for o in out if o.action == d.action and one_event(o, d)), None)
        if home is None:
            out.append(d)
        else:
            _take(home, d)
    kept = [d for d in out if not any(_outdone(d, o) for o in out)]
    _settle(kept)
    return kept


def leave_to_others(drafts: Sequence[Draft], sure: Sequence[Draft], sentence: Callable[[int], Range]) -> None:
    """Takes from each draft the figures and date said in a sentence that tells one of the sure events and not this one.

    `sentence` gives the range of the sentence at an offset.
    """

    def homes(d: Draft) -> set[Range]:
        return {sentence(a) for a, _ in (d.trigger, *d.retold)}

    told = {s for d in sure for s in homes(d)}
    for d in drafts:
        home = homes(d)
        foreign = told - home
        d.figures = {r: f for r, f in d.figures.items() if sentence(f[0].start) not in foreign}
        if d.date and sentence(d.date[0].start) in foreign:
            d.date = None


def _settle(drafts: Sequence[Draft]) -> None:
    """A number of shares or a sum said once belongs to one event of its action: the one it fits best."""
    for role in SAID_FOR_ONE:
        best: dict[tuple[str, int], Draft] = {}
        for d in drafts:
            if role not in d.figures or d.action not in SERIAL:
                continue
            fig, p = d.figures[role]
            place = (d.action, fig.start)
            rival = best.setdefault(place, d)
            if rival is not d:
                loser = d if p <= rival.figures[role][1] else rival
                best[place] = d if loser is rival else rival
                del loser.figures[role]


def _outdone(d: Draft, other: Draft) -> bool:
    """Whether a surer draft of a kindred action has the same actor and all the figures of this one, word for word."""
    if d.action == other.action or GROUP_OF[d.action] != GROUP_OF[other.action] or d.probability >= other.probability:
        return False
    if d.parties.get("actor", (None,))[0] != other.parties.get("actor", (None,))[0]:
        return False
    mine = {f.start for f, _ in d.figures.values()}
    return bool(mine) and mine <= {f.start for f, _ in other.figures.values()}


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
    home.told = max(home.told, other.told)
    home.retold += [other.trigger, *other.retold]
    if other.probability > home.probability:
        home.probability, home.status, home.direction, home.polarity = (
            other.probability,
            other.status,
            other.direction,
            other.polarity,
        )
        home.retold.append(home.trigger)
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
