"""One event as one document tells it: what merging needs of it, and nothing of the text.

In: an Article and the time it was processed. Out: a `Telling` for each of its events, and its JSON object.

A telling is known from `known` on, in UTC: its article's time of publication, taken as UTC where it names no zone; a
date without a time counts as the end of that day, and an article without a date is known from when it was processed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from pydantic import TypeAdapter, ValidationError

from extractor.errors import RecordError
from extractor.records.models import Article, Event
from extractor.records.models import Party as RecordParty
from extractor.records.read import describe
from extractor.records.taxonomy import (
    MONEY_ROLES,
    PARTY_ROLES,
    PERCENT_ROLES,
    QUANTITY_ROLES,
    Action,
    Direction,
    Kind,
    MetricName,
    Status,
)
from extractor.records.values import Money, Percent, Quantity
from extractor.tracker.families import Family, family_of, sides_of
from extractor.tracker.figures import Figure
from extractor.tracker.names import words

FIGURE_ROLES = (*QUANTITY_ROLES, *MONEY_ROLES, *PERCENT_ROLES)
Version = tuple[str, str | None]

_HEAD = 300
_CORRECTS = re.compile(
    r"\b(?:correct(?:s|ed|ion|ing)|restate[sd]|(?:earlier|previously|initially) (?:said|reported|stated|misstated)"
    r"|misstated|erroneously|clarif(?:ies|ied|ication))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-zÀ-ÿ][\w'’-]{2,}|\d[\d.,]*\d")
_COMMON = frozenset(
    """and are but can for had has her his its may not now off one our out she the too two was who why you
    about after also amid announced announces because been before being billion business chief company could
    during each executive expected first from have into it's itself last late later market million more most month
    months monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december next officer officials other over plan plans quarter said says second share
    shareholders shares since some spokesman spokeswoman statement their them then there these they this thousand
    through told total under until week weeks were when where which while whose will with would year years
    yesterday today group inc corp limited""".split()
)
_WORDS = 32


@dataclass(frozen=True, slots=True)
class Party:
    """A party as one telling names it; tickers as (symbol, market)."""

    name: str
    kind: Kind = Kind.OTHER
    tickers: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric of results or of an outlook."""

    name: MetricName
    value: Figure | None = None
    change: Figure | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An event of one version of a document.

    sides      side of the family (`families.sides_of`) → party
    figures    role of the record → figure
    first, last  its date as far as the text says it
    corrects   the article says that it corrects, or gives anew, what was said
    words      what its evidence says, for the families that need it
    """

    doc_id: str
    event_id: str
    known: datetime
    processed: datetime
    action: Action
    status: Status
    confidence: float
    published: str | None = None
    source: str | None = None
    url: str | None = None
    sides: dict[str, Party] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    direction: Direction | None = None
    rating: str | None = None
    rating_previous: str | None = None
    metrics: tuple[Measure, ...] = ()
    first: date | None = None
    last: date | None = None
    period: str | None = None
    corrects: bool = False
    words: tuple[str, ...] = ()

    @property
    def family(self) -> Family:
        return family_of(self.action)

    @property
    def version(self) -> Version:
        """The document as it was at one time: a page that changes under its address has several versions."""
        return self.doc_id, self.published

    @property
    def identity(self) -> tuple[str, str, str]:
        return self.doc_id, self.published or "", self.event_id

    @property
    def order(self) -> tuple[datetime, str, str, str]:
        """Tellings are merged in this order, however they arrive."""
        return self.known, *self.identity


def tellings(article: Article, *, processed: datetime) -> list[Telling]:
    """The tellings of an article's events. `processed` has a zone."""
    published = article.published.isoformat() if article.published else None
    corrects = bool(_CORRECTS.search(f"{article.title or ''}\n{article.text[:_HEAD]}"))
    known = known_from(article.published, processed)
    return [_telling(article, event, published, known, processed.astimezone(UTC), corrects) for event in article.events]


def known_from(published: datetime | None, processed: datetime) -> datetime:
    """When an article could be known, in UTC."""
    if published is None:
        return processed.astimezone(UTC)
    if published.tzinfo is None:
        if published.time() == time.min:
            published = datetime.combine(published, time.max)
        return published.replace(tzinfo=UTC)
    try:
        return published.astimezone(UTC)
    except OverflowError:
        # a few hours before the year 1 or after 9999
        return published.replace(tzinfo=UTC)


def _telling(
    article: Article, event: Event, published: str | None, known: datetime, processed: datetime, corrects: bool
) -> Telling:
    sides = sides_of(event.action)
    parties = {sides[role]: _party(party) for role in PARTY_ROLES if (party := getattr(event, role)) is not None}
    # a company's own shares: some articles name it as the target too
    if event.target and event.actor and event.target.name == event.actor.name:
        parties.pop("target", None)
    period = event.period or next((m.period for m in event.metrics if m.period), None)
    dated = event.date if event.date and event.date.start and event.date.end else None
    return Telling(
        doc_id=article.doc_id,
        event_id=event.event_id,
        known=known,
        processed=processed,
        published=published,
        source=article.source,
        url=article.url,
        action=event.action,
        status=event.status,
        confidence=event.confidence,
        sides=parties,
        figures={role: figure_of(value) for role in FIGURE_ROLES if (value := getattr(event, role)) is not None},
        direction=event.direction,
        rating=event.rating,
        rating_previous=event.rating_previous,
        metrics=tuple(
            Measure(
                m.name,
                figure_of(m.value) if m.value else None,
                figure_of(m.change) if m.change else None,
                m.period or period,
            )
            for m in event.metrics
        ),
        first=dated.start if dated else None,
        last=dated.end if dated else None,
        period=period,
        corrects=corrects,
        words=_words(event, parties.values()) if family_of(event.action).wordy else (),
    )


def figure_of(value: Money | Quantity | Percent) -> Figure:
    """A figure of the record without its span."""
    if isinstance(value, Percent):
        return Figure(value.value, qualifier=value.qualifier, percent=True)
    if isinstance(value, Money):
        return Figure(value.amount, value.currency, value.low, value.high, value.qualifier)
    return Figure(value.value, None, value.low, value.high, value.qualifier)


def _party(party: RecordParty) -> Party:
    return Party(party.name, party.kind, tuple((t.symbol, t.exchange) for t in party.tickers))


def _words(event: Event, parties: Collection[Party]) -> tuple[str, ...]:
    names = {word for party in parties for word in words(party.name)} | set(words(event.trigger.text))
    found = (w for span in event.evidence for said in _WORD.findall(span.text) for w in words(said))
    kept = (w for w in found if w not in names and w not in _COMMON)
    # a plural is the word itself
    return tuple(dict.fromkeys(w.removesuffix("s") for w in kept))[:_WORDS]


_ADAPTER = TypeAdapter(Telling)


def dump(telling: Telling) -> dict[str, Any]:
    """The JSON object of a telling, without what is empty."""
    found: dict[str, Any] = _ADAPTER.dump_python(telling, mode="json", exclude_defaults=True)
    return found


def dump_json(telling: Telling) -> str:
    """`dump` as JSON text."""
    return _ADAPTER.dump_json(telling, exclude_defaults=True).decode()


def load(data: dict[str, Any] | str) -> Telling:
    """A telling back from `dump` or `dump_json`. Raises RecordError where it is none."""
    try:
        return _ADAPTER.validate_json(data) if isinstance(data, str) else _ADAPTER.validate_python(data)
    except ValidationError as error:
        raise RecordError(f"not a telling: {describe(error)}") from error
