"""The record: an article and the events read from it.

In: keyword arguments or parsed JSON (`Article.model_validate`, or `load_article` for one JSON line). Out: frozen
models; `article.model_dump_json()` is one JSON line and `load_article` reads it back without loss. Refused: whatever
`values` refuses, unknown actions, impossible stakes and scores, events without an id of their own, and any span whose
text is not at its place in the article.
"""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from difflib import get_close_matches
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

from extractor.errors import cut
from extractor.records.grounding import grounding_errors, summary
from extractor.records.taxonomy import Action, Direction, Kind, MetricName, Polarity, Status, VersusExpectation
from extractor.records.values import DateSpan, Model, Money, Name, Number, Percent, Quantity, Share, Span, Stake, Text

SCHEMA_VERSION = "1.0"
_MAJOR = SCHEMA_VERSION.split(".")[0]
_ISO_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)
_ACTIONS = frozenset(Action)
_PERIOD = re.compile(r"\d{4}-(?:Q[1-4]|H[12]|FY|9M|0[1-9]|1[0-2])", re.ASCII)
_MIC = re.compile(r"[A-Z0-9]{4}", re.ASCII)


def _check_symbol(symbol: str) -> str:
    if not symbol or any(c.isspace() for c in symbol):
        raise ValueError(f"ticker symbol {cut(symbol)!r} is empty or holds a blank")
    return symbol


def _check_mic(mic: str) -> str:
    if not _MIC.fullmatch(mic):
        raise ValueError(f"{cut(mic)!r} is not an ISO 10383 market code; give four capitals or digits such as 'XNYS'")
    return mic


def _check_action(value: Any) -> Any:
    if isinstance(value, str) and value not in _ACTIONS:
        near = get_close_matches(value, list(Action), n=1)
        hint = f"; did you mean {str(near[0])!r}?" if near else f"; known are {', '.join(Action)}"
        raise ValueError(f"unknown action {cut(value)!r}{hint}")
    return value


def _check_period(period: str) -> str:
    if not _PERIOD.fullmatch(period):
        raise ValueError(f"{cut(period)!r} is not a fiscal period; write 2025-Q3, 2025-H1, 2025-9M, 2025-FY or 2025-09")
    return period


def _check_version(version: str) -> str:
    if not re.fullmatch(r"\d+\.\d+(\.\d+)?", version, re.ASCII):
        raise ValueError(f"{cut(version)!r} is not a version such as {SCHEMA_VERSION!r}")
    if version.split(".")[0] != _MAJOR:
        raise ValueError(f"a record of version {version} can't be read here; this release reads versions {_MAJOR}.x")
    return version


def _read_time(value: Any) -> Any:
    if isinstance(value, str) and not _ISO_TIME.fullmatch(value):
        raise ValueError(f"{cut(value)!r} is not an ISO 8601 date and time; write 2025-11-27T09:30:00+08:00")
    if not isinstance(value, (str, datetime)):
        raise ValueError(f"a datetime or its ISO 8601 form is needed, not a {type(value).__name__}")
    return value


def _fixed_offset(value: datetime) -> datetime:
    # zone rules are not part of the record, and ISO 8601 has no offsets of seconds
    offset = value.utcoffset()
    if offset is None:
        return value.replace(fold=0)
    if offset % timedelta(minutes=1):
        return value.astimezone(UTC)
    return value.replace(tzinfo=timezone(offset), fold=0)


Period = Annotated[Text, AfterValidator(_check_period)]
Moment = Annotated[datetime, BeforeValidator(_read_time), AfterValidator(_fixed_offset)]
ActionName = Annotated[Action, BeforeValidator(_check_action)]


class Ticker(Model):
    """A listed security."""

    symbol: Annotated[Text, AfterValidator(_check_symbol)]
    """The symbol without its exchange suffix."""
    exchange: Annotated[Text, AfterValidator(_check_mic)] | None = None
    """ISO 10383 market identifier code."""


class Sentiment(Model):
    """What something means for the shareholders."""

    label: Polarity
    """The likeliest of the three."""
    score: Annotated[Number, Field(ge=-1, le=1)]
    """P(positive) - P(negative)."""
    confidence: Share
    """Probability of the label."""


class Entity(Model):
    """A company, person, fund or institution named in the text."""

    name: Name
    """The fullest form in the text."""
    kind: Kind
    """What sort of party it is."""
    role: Text | None = None
    """Office or function as the text says it, such as "founder and CEO"."""
    tickers: list[Ticker] = Field(default_factory=list)
    """Its listed securities, where the text names them."""
    mentions: list[Span] = Field(default_factory=list)
    """Where the text names it; empty where only the title does."""
    sentiment: Sentiment
    """Toward this entity."""
    relevance: Share
    """How far the article is about it."""


class Party(Model):
    """One side of an event."""

    name: Name
    """The fullest form in the text."""
    kind: Kind
    """What sort of party it is."""
    role: Text | None = None
    """Office or function as the text says it."""
    tickers: list[Ticker] = Field(default_factory=list)
    """Its listed securities, where the text names them."""
    span: Span | None = None
    """The mention nearest to the event; null where only the title names the party, since spans index into the text."""


def _metric_kind(value: Any) -> str:
    if isinstance(value, Model):
        return type(value).__name__
    keys = value if isinstance(value, dict) else ()
    if "amount" in keys or "currency" in keys:
        return "Money"
    return "Quantity" if "low" in keys or "high" in keys else "Percent"


MetricValue = Annotated[
    Annotated[Money, Tag("Money")] | Annotated[Quantity, Tag("Quantity")] | Annotated[Percent, Tag("Percent")],
    Discriminator(_metric_kind),
]
"""In JSON, Money has `amount`, Quantity has `low` and `high` (null or not), Percent has neither."""


class Metric(Model):
    """A figure of results or of an outlook; its value, its change, or both."""

    name: MetricName
    """What is measured."""
    value: MetricValue | None = None
    """The figure; null where only its change is said."""
    change: Percent | None = None
    """Against the period before, signed."""
    period: Period | None = None
    """Fiscal period of the figure."""
    versus_expectation: VersusExpectation | None = None
    """Against what was expected, where the text says it."""
    span: Span
    """The figure, or its change where no figure is said."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.value is None and self.change is None:
            raise ValueError(f"metric {str(self.name)!r} has neither value nor change; leave it out")
        return self


class Event(Model):
    """One real-world event."""

    event_id: Text
    """Stable hash: the same event of the same document has the same id on every run."""
    action: ActionName
    """What happened, from the taxonomy."""
    status: Status
    """How far it has come."""
    actor: Party | None = None
    """Who acts."""
    target: Party | None = None
    """Whose shares or business it is about; null where that is the actor itself."""
    counterparty: Party | None = None
    """The other side: seller, partner, customer, lender, the person appointed."""
    shares: Quantity | None = None
    """Number of shares."""
    price: Money | None = None
    """Money per share: trade or offer price, dividend, price target."""
    price_previous: Money | None = None
    """Money per share before."""
    value: Money | None = None
    """Total money: cost, deal value, programme size, fine."""
    stake: Stake | None = None
    """Percent of the target held after; percent acquired; for a buyback, percent of the share capital."""
    stake_previous: Stake | None = None
    """Percent held before."""
    change: Percent | None = None
    """Signed percent move; for layoffs, percent of staff."""
    direction: Direction | None = None
    """Which way it went."""
    rating: Text | None = None
    """Analyst or credit rating; the ratio of a stock split."""
    rating_previous: Text | None = None
    """Rating before."""
    metrics: list[Metric] = Field(default_factory=list)
    """Figures of results and outlooks."""
    date: DateSpan | None = None
    """When it happened or takes effect."""
    period: Period | None = None
    """Fiscal period it is about."""
    sentiment: Sentiment
    """For the shareholders of the actor or target."""
    confidence: Share
    """Calibrated probability that action and actor are right."""
    trigger: Span
    """The words that express the action."""
    evidence: list[Span] = Field(default_factory=list)
    """The sentences it was read from, the fullest first."""


class Article(Model):
    """A document and what was read from it: one JSON line."""

    schema_version: Annotated[Text, AfterValidator(_check_version)] = SCHEMA_VERSION
    """Version of this contract."""
    doc_id: Name
    """The caller's id, else one made from the URL or the text."""
    url: Text | None = None
    """Where the page is."""
    title: Text | None = None
    """Headline."""
    source: Text | None = None
    """Who published it."""
    author: Text | None = None
    """Who wrote it."""
    language: Text | None = None
    """Language of the text."""
    published: Moment | None = None
    """When it was published; with an offset from UTC where the source says one."""
    text: Text
    """The cleaned body; every span indexes into it, in code points."""
    sentiment: Sentiment
    """The article as a whole."""
    entities: list[Entity] = Field(default_factory=list)
    """Companies, people, funds and institutions named in it."""
    events: list[Event] = Field(default_factory=list)
    """One per real-world event, in order of first mention."""
    model: Text
    """Name and version of the model that read it."""

    @model_validator(mode="after")
    def _spans_are_there(self) -> Self:
        wrong = grounding_errors(self)
        if wrong:
            raise ValueError(summary(wrong))
        return self

    @model_validator(mode="after")
    def _events_have_ids(self) -> Self:
        ids = Counter(ev.event_id for ev in self.events)
        for i, ev in enumerate(self.events):
            if not ev.event_id:
                raise ValueError(f"events.{i}.event_id is empty; make it with event_ids()")
            if ids[ev.event_id] > 1:
                raise ValueError(f"events.{i}.event_id {cut(ev.event_id)!r} is given {ids[ev.event_id]} times")
        return self
