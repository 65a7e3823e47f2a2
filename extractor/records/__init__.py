"""The record contract: what an extracted article is, the taxonomy of actions, ids, and the checks on all of it."""

from extractor.records.grounding import assert_grounded, iter_spans
from extractor.records.ids import canonical_url, document_id, event_id, event_ids, event_key
from extractor.records.models import (
    SCHEMA_VERSION,
    Article,
    Entity,
    Event,
    Metric,
    MetricValue,
    Party,
    Sentiment,
    Ticker,
)
from extractor.records.read import load_article
from extractor.records.schema import json_schema
from extractor.records.taxonomy import (
    ROLES,
    TAXONOMY,
    Action,
    ActionSpec,
    Direction,
    Group,
    Kind,
    MetricName,
    Polarity,
    Qualifier,
    ScoreGroup,
    Status,
    VersusExpectation,
)
from extractor.records.values import DateSpan, Money, Percent, Quantity, Span

__all__ = [
    "ROLES",
    "SCHEMA_VERSION",
    "TAXONOMY",
    "Action",
    "ActionSpec",
    "Article",
    "DateSpan",
    "Direction",
    "Entity",
    "Event",
    "Group",
    "Kind",
    "Metric",
    "MetricName",
    "MetricValue",
    "Money",
    "Party",
    "Percent",
    "Polarity",
    "Qualifier",
    "Quantity",
    "ScoreGroup",
    "Sentiment",
    "Span",
    "Status",
    "Ticker",
    "VersusExpectation",
    "assert_grounded",
    "canonical_url",
    "document_id",
    "event_id",
    "event_ids",
    "event_key",
    "iter_spans",
    "json_schema",
    "load_article",
]
