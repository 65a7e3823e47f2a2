"""What is not a record at all, and how errors name the document."""

import json

import pytest

from extractor.errors import RecordError
from extractor.records import load_article


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "not a JSON record"),
        ("{", "not a JSON record"),
        (b'{"doc_id": "\xff"}', "not a JSON record"),
        ("[" * 100_000, "not a JSON record"),
        ("[]", "a record is a JSON object, not a list"),
        ("null", "a record is a JSON object, not a NoneType"),
    ],
)
def test_not_a_record(line, message):
    with pytest.raises(RecordError, match=message) as caught:
        load_article(line)
    assert len(str(caught.value)) < 300


def test_errors_name_the_document(changed):
    with pytest.raises(RecordError, match=r"^tessaly-1: events\.0\.confidence: ") as caught:
        load_article(json.dumps(changed("events.0.confidence", 2)))
    assert caught.value.doc_id == "tessaly-1"
    assert caught.value.code == "record"


def test_a_record_without_id_is_said_to_be_one(changed):
    with pytest.raises(RecordError, match=r"^record without doc_id: doc_id: "):
        load_article(json.dumps(changed("doc_id", None)))


def test_many_errors_are_counted_not_listed(record):
    for ev in record["events"]:
        ev |= {"status": "x", "confidence": 9, "period": "y"}
    with pytest.raises(RecordError, match=r"\(and 3 more\)$"):
        load_article(json.dumps(record))
