"""Hypothesis strategies: grounded articles of every shape the contract allows."""

import string
from datetime import timedelta, timezone

from hypothesis import strategies as st

from extractor.records import (
    Action,
    Article,
    DateSpan,
    Direction,
    Entity,
    Event,
    Kind,
    Metric,
    MetricName,
    Money,
    Party,
    Percent,
    Polarity,
    Qualifier,
    Quantity,
    Sentiment,
    Span,
    Status,
    Ticker,
    VersusExpectation,
)
from extractor.records.currencies import CODES

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
names = texts.filter(bool)
numbers = st.floats(allow_nan=False, allow_infinity=False)
unit = st.floats(0, 1)
qualifiers = st.sampled_from(list(Qualifier))
periods = st.from_regex(r"(19|20)[0-9]{2}-(Q[1-4]|H[12]|FY|9M|0[1-9]|1[0-2])", fullmatch=True)
currencies = st.sampled_from(sorted(CODES))
sentiments = st.builds(Sentiment, label=st.sampled_from(list(Polarity)), score=st.floats(-1, 1), confidence=unit)
tickers = st.builds(
    Ticker,
    symbol=st.text(string.ascii_uppercase + string.digits + ".-", min_size=1, max_size=8),
    exchange=st.none() | st.sampled_from(["XNYS", "XHKG", "XLON"]),
)
offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
moments = st.datetimes(timezones=st.none() | offsets)


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


@st.composite
def spans(draw: st.DrawFn, text: str) -> Span:
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return Span(start=start, end=end, text=text[start:end])


@st.composite
def ranges(draw: st.DrawFn) -> dict:
    """The middle and perhaps the ends of a range, in order."""
    low, middle, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    ends = draw(st.sampled_from([(None, None), (low, high), (low, None), (None, high)]))
    return {"middle": middle, "low": ends[0], "high": ends[1]}


@st.composite
def moneys(draw: st.DrawFn, text: str) -> Money:
    r = draw(ranges())
    return Money(
        amount=r.pop("middle"), currency=draw(currencies), qualifier=draw(qualifiers), span=draw(spans(text)), **r
    )


@st.composite
def quantities(draw: st.DrawFn, text: str) -> Quantity:
    r = draw(ranges())
    return Quantity(value=r.pop("middle"), qualifier=draw(qualifiers), span=draw(spans(text)), **r)


def percents(text: str, values: st.SearchStrategy[float] = numbers) -> st.SearchStrategy[Percent]:
    return st.builds(Percent, value=values, qualifier=qualifiers, span=spans(text))


@st.composite
def date_spans(draw: st.DrawFn, text: str) -> DateSpan:
    start, end = sorted(draw(st.tuples(st.dates(), st.dates())))
    start, end = draw(st.sampled_from([(start, end), (start, start), (None, None), (start, None), (None, end)]))
    return DateSpan(start=start, end=end, span=draw(spans(text)))


def parties(text: str) -> st.SearchStrategy[Party]:
    return st.builds(
        Party,
        name=names,
        kind=st.sampled_from(list(Kind)),
        role=maybe(texts),
        tickers=st.lists(tickers, max_size=2),
        span=maybe(spans(text)),
    )


def metrics(text: str) -> st.SearchStrategy[Metric]:
    value = moneys(text) | quantities(text) | percents(text)
    figures = st.one_of(
        st.fixed_dictionaries({"value": value}),
        st.fixed_dictionaries({"change": percents(text)}),
        st.fixed_dictionaries({"value": value, "change": percents(text)}),
    )
    rest = st.fixed_dictionaries(
        {
            "name": st.sampled_from(list(MetricName)),
            "period": maybe(periods),
            "versus_expectation": maybe(st.sampled_from(list(VersusExpectation))),
            "span": spans(text),
        }
    )
    return st.tuples(figures, rest).map(lambda t: Metric(**t[0], **t[1]))


def events(text: str) -> st.SearchStrategy[Event]:
    stakes = percents(text, st.floats(0, 100))
    return st.builds(
        Event,
        event_id=names,
        action=st.sampled_from(list(Action)),
        status=st.sampled_from(list(Status)),
        actor=maybe(parties(text)),
        target=maybe(parties(text)),
        counterparty=maybe(parties(text)),
        shares=maybe(quantities(text)),
        price=maybe(moneys(text)),
        price_previous=maybe(moneys(text)),
        value=maybe(moneys(text)),
        stake=maybe(stakes),
        stake_previous=maybe(stakes),
        change=maybe(percents(text)),
        direction=maybe(st.sampled_from(list(Direction))),
        rating=maybe(texts),
        rating_previous=maybe(texts),
        metrics=st.lists(metrics(text), max_size=2),
        date=maybe(date_spans(text)),
        period=maybe(periods),
        sentiment=sentiments,
        confidence=unit,
        trigger=spans(text),
        evidence=st.lists(spans(text), max_size=2),
    )


def entities(text: str) -> st.SearchStrategy[Entity]:
    return st.builds(
        Entity,
        name=names,
        kind=st.sampled_from(list(Kind)),
        role=maybe(texts),
        tickers=st.lists(tickers, max_size=2),
        mentions=st.lists(spans(text), max_size=2),
        sentiment=sentiments,
        relevance=unit,
    )


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text = draw(names)
    return Article(
        doc_id=draw(names),
        url=draw(maybe(texts)),
        title=draw(maybe(texts)),
        source=draw(maybe(texts)),
        author=draw(maybe(texts)),
        language=draw(maybe(texts)),
        published=draw(maybe(moments)),
        text=text,
        sentiment=draw(sentiments),
        entities=draw(st.lists(entities(text), max_size=2)),
        events=draw(st.lists(events(text), max_size=2, unique_by=lambda ev: ev.event_id)),
        model=draw(texts),
    )
