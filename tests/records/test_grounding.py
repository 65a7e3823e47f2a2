"""Spans against the text."""

import pytest
from hypothesis import HealthCheck, given, settings

from extractor.errors import RecordError
from extractor.records import Article, Event, assert_grounded, iter_spans
from tests.records.strategies import articles

CALM = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def count_spans(value: object) -> int:
    """Objects of a record's JSON that have the fields of a span."""
    if isinstance(value, dict):
        return set(value) == {"start", "end", "text"} or sum(map(count_spans, value.values()))
    return sum(map(count_spans, value)) if isinstance(value, list) else 0


def test_paths_of_the_full_record(record):
    paths = [path for path, _ in iter_spans(Article.model_validate(record))]
    assert paths[:2] == ["entities.0.mentions.0", "entities.1.mentions.0"]
    assert {"events.0.actor.span", "events.0.price.span", "events.0.trigger", "events.0.evidence.0"} <= set(paths)
    assert {"events.1.metrics.0.change.span", "events.1.metrics.2.value.span", "events.0.date.span"} <= set(paths)
    assert len(paths) == len(set(paths)) == count_spans(record)


@CALM
@given(article=articles())
def test_every_span_is_walked_and_there(article):
    assert_grounded(article)
    found = list(iter_spans(article))
    assert len(found) == count_spans(article.model_dump(mode="json"))
    for path, span in found:
        value: object = article
        for part in path.split("."):
            value = value[int(part)] if isinstance(value, list) else getattr(value, part)
        assert value is span


def test_a_text_changed_behind_the_models_back_is_noticed(record):
    article = Article.model_validate(record)
    shifted = article.model_copy(update={"text": " " + article.text})
    with pytest.raises(RecordError, match=r"^tessaly-1: entities\.0\.mentions\.0: text\[0:12\] is .*\(and \d+ more\)$"):
        assert_grounded(shifted)


def test_messages_cut_long_slices(changed):
    long = "x" * 200
    data = changed("title", None) | {"entities": [], "events": []}
    article = Article.model_validate(data | {"text": long})
    event = Event.model_validate(
        {"event_id": "e", "action": "ipo", "status": "pending", "sentiment": data["sentiment"], "confidence": 1}
        | {"trigger": {"start": 0, "end": 200, "text": "y" * 200}}
    )
    with pytest.raises(RecordError, match=r"text\[0:200\] is 'x+…', not 'y+…'$") as caught:
        assert_grounded(article.model_copy(update={"events": [event]}))
    assert len(str(caught.value)) < 250
