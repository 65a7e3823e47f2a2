"""The fields of the record by name: trackers read these, so none may come, go or move unnoticed."""

import pytest

from extractor import records

FIELDS = {
    "Article": "schema_version doc_id url title source author language published text sentiment entities events model",
    "Entity": "name kind role tickers mentions sentiment relevance",
    "Ticker": "symbol exchange",
    "Sentiment": "label score confidence",
    "Event": (
        "event_id action status actor target counterparty shares price price_previous value stake stake_previous "
        "change direction rating rating_previous metrics date period sentiment confidence trigger evidence"
    ),
    "Party": "name kind role tickers span",
    "Quantity": "value low high qualifier span",
    "Money": "amount currency low high qualifier span",
    "Percent": "value qualifier span",
    "DateSpan": "start end span",
    "Metric": "name value change period versus_expectation span",
    "Span": "start end text",
}


@pytest.mark.parametrize(("model", "fields"), FIELDS.items())
def test_fields(model, fields):
    assert list(getattr(records, model).model_fields) == fields.split()


def test_every_public_name_is_there_and_listed_once():
    assert len(set(records.__all__)) == len(records.__all__)
    assert all(hasattr(records, name) for name in records.__all__)
    assert set(FIELDS) <= set(records.__all__)


def test_the_version_is_that_of_the_contract():
    assert records.SCHEMA_VERSION == "1.0"
