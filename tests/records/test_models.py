"""Every rule of the record, met and broken; JSON there and back."""

import json
import math
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import ValidationError

from extractor.errors import RecordError
from extractor.records import Article, DateSpan, Metric, Money, Percent, Quantity, Span, load_article
from tests.records.conftest import TEXT, span
from tests.records.strategies import articles

EV = "events.0."


def test_the_full_record_is_valid(record):
    article = load_article(json.dumps(record))
    assert [ev.action for ev in article.events] == ["insider_purchase", "earnings"]
    assert article.events[0].price == Money(
        amount=4.1, currency="USD", qualifier="about", span=Span(**span("about $4.10"))
    )
    assert article.events[1].actor.span is None
    assert article.published == datetime(2026, 3, 4, 7, tzinfo=UTC)


ACCEPTED = [
    ("published", None),
    ("published", "2026-03-04"),
    ("published", "2026-03-04T08:00"),
    ("published", "2026-03-04 08:00:00.25"),
    ("published", "2026-03-04T08:00:00Z"),
    ("published", "2026-03-04T08:00:00-0330"),
    ("schema_version", "1.4"),
    ("schema_version", "1.0.2"),
    ("title", None),
    ("entities", []),
    ("events", []),
    ("sentiment.score", -1),
    ("sentiment.score", 1),
    ("sentiment.confidence", 0),
    ("entities.1.tickers.0.exchange", None),
    ("entities.1.tickers.0.symbol", "06671"),
    ("entities.1.tickers.0.symbol", "BRK.B"),
    ("entities.0.mentions", []),
    ("entities.0.relevance", 0),
    (EV + "stake.value", 0),
    (EV + "stake.value", 100),
    (EV + "stake_previous.value", 100),
    (EV + "change", {"value": -140.5, "span": span("2.4%")}),
    (EV + "change", {"value": 300, "span": span("2.4%")}),
    (EV + "price.amount", -4),
    (EV + "price.currency", "HKD"),
    (EV + "price.currency", "DEM"),
    (EV + "price.low", 4.1),
    (EV + "price.high", 5),
    (EV + "shares.low", 0),
    (EV + "date.start", None),
    (EV + "date.end", "2026-03-04"),
    (EV + "period", "2025-Q3"),
    (EV + "period", "2025-H1"),
    (EV + "period", "2025-9M"),
    (EV + "period", "2025-09"),
    (EV + "confidence", 1),
    (EV + "evidence", []),
    (EV + "actor", None),
    (EV + "actor.span", None),
    ("events.1.metrics.0.value", None),
    ("events.1.metrics.0.change", None),
    ("text", TEXT + "\n\u2028\U0001f4c8"),
]


@pytest.mark.parametrize(("path", "value"), ACCEPTED)
def test_accepted(changed, path, value):
    data = changed(path, value)
    article = load_article(json.dumps(data))
    assert load_article(article.model_dump_json()) == article


REFUSED = [
    # unknown names
    (EV + "action", "insider_purchas", "did you mean 'insider_purchase'"),
    (EV + "action", "moon_landing", "unknown action 'moon_landing'; known are insider_purchase, "),
    (EV + "action", None, "events.0.action"),
    (EV + "status", "done", "events.0.status"),
    (EV + "direction", "sideways", "events.0.direction"),
    (EV + "price.qualifier", "roughly", "events.0.price.qualifier"),
    ("sentiment.label", "bullish", "sentiment.label"),
    ("entities.0.kind", "robot", "entities.0.kind"),
    ("events.1.metrics.0.name", "profits", "events.1.metrics.0.name"),
    ("events.1.metrics.2.versus_expectation", "met", "events.1.metrics.2.versus_expectation"),
    # unknown fields
    ("mood", 1, "mood: Extra inputs"),
    (EV + "target.isin", "X", "events.0.target.isin: Extra inputs"),
    (EV + "stake.low", 1, "events.0.stake.low: Extra inputs"),
    ("events.1.metrics.0.span", None, "events.1.metrics.0.span"),
    ("events.1.metrics.0.about", span("18%"), "events.1.metrics.0.about: Extra inputs"),
    # spans
    (EV + "trigger", None, "events.0.trigger"),
    (EV + "price.span", None, "events.0.price.span"),
    (EV + "trigger", {"start": 3, "end": 3, "text": ""}, "events.0.trigger: span 3:3 of '' is empty"),
    (EV + "trigger", {"start": 5, "end": 3, "text": "ab"}, "end must be after start"),
    (EV + "trigger", {"start": -1, "end": 3, "text": "abcd"}, "events.0.trigger.start"),
    (EV + "trigger", {"start": 0, "end": 3, "text": "Orla"}, "has 3 code points, its text 'Orla' has 4"),
    (EV + "trigger", {"start": 1, "end": 5, "text": "Orla"}, "events.0.trigger: text[1:5] is 'rla', not 'Orla'"),
    (EV + "trigger", {"start": 900, "end": 904, "text": "Orla"}, "text[900:904] is '', not 'Orla'"),
    (EV + "actor.span", {"start": 1, "end": 5, "text": "Orla"}, "events.0.actor.span: text"),
    (EV + "evidence.0", {"start": 1, "end": 5, "text": "Orla"}, "events.0.evidence.0: text"),
    ("events.1.metrics.2.value.span", {"start": 0, "end": 3, "text": "410"}, "events.1.metrics.2.value.span: text"),
    ("events.1.metrics.0.change.span", {"start": 0, "end": 3, "text": "18%"}, "events.1.metrics.0.change.span: text"),
    ("entities.1.mentions.0", {"start": 1, "end": 5, "text": "Orla"}, "entities.1.mentions.0: text"),
    (EV + "trigger.start", 3.0, "events.0.trigger.start"),
    (EV + "trigger.start", "3", "events.0.trigger.start"),
    ("text", "", "more)"),
    # numbers
    (EV + "stake.value", 100.01, "a stake of 100.01 % is impossible"),
    (EV + "stake.value", -0.01, "events.0.stake: "),
    (EV + "stake_previous.value", 101, "events.0.stake_previous: "),
    (EV + "stake.value", math.nan, "events.0.stake.value: Input should be a finite number"),
    (EV + "shares.value", math.inf, "events.0.shares.value: Input should be a finite number"),
    (EV + "shares.value", "12000", "events.0.shares.value"),
    (EV + "shares.value", True, "events.0.shares.value"),
    (EV + "shares.value", 10**400, "events.0.shares.value"),
    (EV + "price.amount", None, "events.0.price.amount"),
    (EV + "price.low", -math.inf, "events.0.price.low"),
    (EV + "price.low", 4.2, "events.0.price: 4.1 is outside its own range 4.2 to None"),
    (EV + "price.high", 4, "events.0.price: 4.1 is outside its own range None to 4"),
    (EV + "shares", {"value": 2, "low": 3, "high": 1, "span": span("12,000")}, "low 3 is above high 1"),
    ("sentiment.score", 1.001, "sentiment.score"),
    ("sentiment.score", -1.001, "sentiment.score"),
    ("sentiment.score", math.nan, "sentiment.score"),
    ("sentiment.confidence", 1.2, "sentiment.confidence"),
    (EV + "confidence", -0.1, "events.0.confidence"),
    ("entities.0.relevance", 1.5, "entities.0.relevance"),
    # codes
    (EV + "price.currency", "usd", "'usd' is not an ISO 4217 currency code"),
    (EV + "price.currency", "US$", "events.0.price.currency"),
    (EV + "price.currency", "GBX", "events.0.price.currency"),
    (EV + "price.currency", "DOLLAR", "events.0.price.currency"),
    (EV + "price.currency", None, "events.0.price.currency"),
    ("entities.1.tickers.0.symbol", "TS F", "'TS F' is empty or holds a blank"),
    ("entities.1.tickers.0.symbol", "", "entities.1.tickers.0.symbol"),
    ("entities.1.tickers.0.exchange", "NYSE2", "'NYSE2' is not an ISO 10383 market code"),
    ("entities.1.tickers.0.exchange", "xnys", "entities.1.tickers.0.exchange"),
    ("entities.1.tickers.0.exchange", "", "entities.1.tickers.0.exchange"),
    # times
    (EV + "date.end", "2026-03-02", "events.0.date: end 2026-03-02 is before start 2026-03-03"),
    (EV + "date.start", "3 March", "'3 March' is not an ISO date"),
    (EV + "date.start", "2026-02-30", "events.0.date.start"),
    (EV + "date.start", "20260303", "events.0.date.start"),
    (EV + "date.start", 20260303, "not a int"),
    (EV + "period", "Q3 2025", "'Q3 2025' is not a fiscal period"),
    (EV + "period", "2025-Q5", "events.0.period"),
    (EV + "period", "2025-13", "events.0.period"),
    ("published", 1772600000, "published: a datetime or its ISO 8601 form"),
    ("published", "1772600000", "published: '1772600000' is not an ISO 8601"),
    ("published", "4 March 2026", "published"),
    ("published", "2026-13-04", "published"),
    # identity
    ("doc_id", "", "doc_id"),
    ("doc_id", None, "doc_id"),
    ("doc_id", 7, "doc_id"),
    (EV + "event_id", "", "events.0.event_id is empty"),
    (EV + "event_id", "e-2", "events.0.event_id 'e-2' is given 2 times"),
    (EV + "actor.name", "", "events.0.actor.name"),
    ("schema_version", "2.0", "a record of version 2.0 can't be read here"),
    ("schema_version", "one", "'one' is not a version"),
    ("events.1.metrics.1", {"name": "margin", "span": span("9.5%")}, "metric 'margin' has neither value nor change"),
    # text that UTF-8 can't hold
    ("text", "half \ud83d of a pair", "text: lone surrogate U+D83D at 5 can't be written as UTF-8"),
    ("title", "\udc00", "title: lone surrogate U+DC00 at 0"),
    (EV + "rating", "\udc00", "events.0.rating: lone surrogate"),
    ("entities.0.name", "\udc00", "entities.0.name: lone surrogate"),
]


@pytest.mark.parametrize(("path", "value", "message"), REFUSED)
def test_refused(changed, path, value, message):
    with pytest.raises(RecordError) as caught:
        load_article(json.dumps(changed(path, value)))
    assert message in str(caught.value)
    assert str(caught.value).encode("utf-8")  # an error can always be written to a log


@pytest.mark.parametrize("field", ["doc_id", "text", "sentiment", "model"])
def test_a_needed_field_is_missed_by_name(record, field):
    del record[field]
    with pytest.raises(RecordError, match=f"{field}: Field required"):
        load_article(json.dumps(record))


@pytest.mark.parametrize("field", ["event_id", "action", "status", "sentiment", "confidence", "trigger"])
def test_a_needed_event_field_is_missed_by_name(record, field):
    del record["events"][1][field]
    with pytest.raises(RecordError, match=f"events.1.{field}: Field required"):
        load_article(json.dumps(record))


def test_surrogate_pairs_in_json_are_one_character(record):
    record["title"] = "up \U0001f680"
    line = json.dumps(record, ensure_ascii=True)
    assert "\\ud83d\\ude80" in line
    assert load_article(line).title == "up \U0001f680"


def test_spans_count_code_points():
    text = "\U0001f680e\u0301 Bo"
    mood = {"label": "neutral", "score": 0, "confidence": 1}
    entity = {"name": "Bo", "kind": "person", "sentiment": mood, "relevance": 1}
    entity["mentions"] = [{"start": 4, "end": 6, "text": "Bo"}]
    article = Article.model_validate(
        {"doc_id": "d", "text": text, "sentiment": mood, "entities": [entity], "model": "m"}
    )
    assert load_article(article.model_dump_json()).entities[0].mentions[0].start == 4


def test_models_are_frozen(record):
    article = Article.model_validate(record)
    with pytest.raises(ValidationError, match="frozen"):
        article.text = "other"
    with pytest.raises(ValidationError, match="frozen"):
        article.events[0].trigger.start = 0


def test_metric_values_keep_their_kind(record):
    values = [m.value for m in load_article(json.dumps(record)).events[1].metrics]
    assert [type(v) for v in values] == [Money, Percent, Quantity]
    again = load_article(Article.model_validate(record).model_dump_json())
    assert [type(m.value) for m in again.events[1].metrics] == [Money, Percent, Quantity]


def test_metric_takes_models():
    value = Percent(value=9.5, span=Span(start=0, end=4, text="9.5%"))
    assert Metric(name="margin", value=value, span=value.span).value is value


def test_dates_take_dates_and_no_datetimes():
    where = Span(start=0, end=3, text="now")
    assert DateSpan(start=date(2026, 1, 2), span=where).start == date(2026, 1, 2)
    with pytest.raises(ValidationError, match="not a datetime"):
        DateSpan(start=datetime(2026, 1, 2), span=where)


def test_offsets_stay_and_those_of_seconds_become_utc(changed):
    record = changed("published", None)
    east = timezone(timedelta(hours=5, minutes=45))
    kept = Article.model_validate(record | {"published": datetime(2026, 3, 4, 8, tzinfo=east)})
    assert load_article(kept.model_dump_json()).published.utcoffset() == timedelta(hours=5, minutes=45)
    odd = timezone(timedelta(hours=1, seconds=7))
    moved = Article.model_validate(record | {"published": datetime(2026, 3, 4, 8, tzinfo=odd)})
    assert moved.published == datetime(2026, 3, 4, 8, tzinfo=odd)
    assert moved.published.utcoffset() == timedelta(0)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(article=articles())
def test_json_round_trip_is_lossless(article):
    line = article.model_dump_json()
    assert "\n" not in line
    for again in (
        load_article(line),
        load_article(line.encode()),
        load_article(json.dumps(article.model_dump(mode="json"))),
    ):
        assert again == article
        assert again.model_dump() == article.model_dump()
        if article.published is not None:
            assert again.published.utcoffset() == article.published.utcoffset()
