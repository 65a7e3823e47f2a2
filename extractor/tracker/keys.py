"""Keys of events: one to name an event by, and those under which its tellings are looked for.

`event_key` is `k-` and a hash of a canonical form: family of the action, names of the sides, bucket of the date, bucket
of the leading figure. Two tellings that differ in spelling and rounding have one key mostly, not always: every bucket
has an edge. So merging compares what `filed` and `asked` bring together, and an event is named by the key of its first telling.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Collection
from datetime import UTC, datetime

from extractor.errors import RecordError
from extractor.records.ids import DIGITS
from extractor.records.models import Article, Event
from extractor.records.taxonomy import TAXONOMY, Kind
from extractor.tracker.families import Family
from extractor.tracker.names import asked as asked_names
from extractor.tracker.names import filed as filed_names
from extractor.tracker.names import normalise, vague
from extractor.tracker.telling import Telling, tellings

STEP = math.log(1.1)
"""Figures fall into buckets of ten percent."""
_LEADING = ("value", "shares", "stake", "price", "change", "stake_previous", "price_previous")
_SPREAD = 64
"""Buckets of days that one telling is put in at most; beyond, the ends of its date alone."""

_NEVER = datetime.max.replace(tzinfo=UTC)

Block = tuple[str, str, int]


def event_key(event: Event, article: Article) -> str:
    """The key of an event of an article: `k-` and 16 hexadecimal digits, the same on every machine.

    Raises RecordError where neither event nor article says when it was.
    """
    dated = event.date is not None and event.date.start is not None
    if article.published is None and not dated and event.period is None:
        raise RecordError("neither event nor article has a date, so that there is no key", doc_id=article.doc_id)
    alone = article.model_copy(update={"events": [event]})
    return key_of(tellings(alone, processed=_NEVER)[0])


def key_of(telling: Telling) -> str:
    """`event_key` of a telling."""
    text = json.dumps(canonical(telling), ensure_ascii=True)
    return f"k-{hashlib.sha256(text.encode()).hexdigest()[:DIGITS]}"


def canonical(telling: Telling) -> list[object]:
    """What the key is the hash of: who, what, whom, when, how much.

    when     the fiscal period of results and outlooks; else the day, in buckets of twice the family's tolerance and one
    how much the first of value, shares, stake, price, change: its role, currency, and bucket of ten percent
    """
    family = telling.family
    who = [[side, normalise(telling.sides[side].name)] for side in sorted(telling.sides) if side in family.principals]
    return [family.name, who, _when(telling, family), _how_much(telling), telling.rating and telling.rating.casefold()]


def days(telling: Telling) -> tuple[int, int]:
    """First and last day of an event as ordinals: its date, else the day it was told."""
    if telling.first is None or telling.last is None:
        told = telling.known.date().toordinal()
        return told, told
    return telling.first.toordinal(), telling.last.toordinal()


def times(telling: Telling) -> list[tuple[int, int]]:
    """When an event without a date may have been told to belong to this telling's: its date, and the day it was told
    where that comes first, as with a dividend that will be paid."""
    told = telling.known.date().toordinal()
    first, last = days(telling)
    return [(first, last), (told, told)] if first > told else [(first, last)]


def filed(telling: Telling) -> set[Block]:
    """Keys (family, name or ticker, bucket of days) that a telling's event is filed under; none where it names nobody."""
    return _blocks(telling, filed_names, 0)


def asked(telling: Telling) -> set[Block]:
    """Keys under which the events that a telling can belong to are filed."""
    return _blocks(telling, asked_names, telling.family.reach)


def _blocks(telling: Telling, forms: Callable[[str, Kind], Collection[str]], reach: int) -> set[Block]:
    family = telling.family
    width = family.reach // 2 + 1
    buckets: set[int] = set()
    for first, last in times(telling):
        some = range((first - reach) // width, (last + reach) // width + 1)
        # of a date that says next to nothing, its ends
        buckets.update(some if len(some) <= _SPREAD else (*some[:4], *some[-4:]))
    names: set[str] = set()
    for side in family.principals:
        party = telling.sides.get(side)
        if party is not None:
            names.update(f"${symbol}" for symbol, _ in party.tickers)
            names.update(() if vague(party.name) else forms(party.name, party.kind))
    return {(family.name, name, bucket) for name in names for bucket in buckets}


def _when(telling: Telling, family: Family) -> object:
    if telling.period and "period" in TAXONOMY[telling.action].roles:
        return telling.period
    first, last = days(telling)
    return (first + last) // 2 // (2 * family.dates + 1)


def _how_much(telling: Telling) -> object:
    role = next((r for r in _LEADING if r in telling.figures), None)
    if role is None:
        return None
    figure = telling.figures[role]
    size = 0 if figure.value == 0 else round(math.log(abs(figure.value)) / STEP)
    return [role, figure.currency, size, figure.value < 0]
