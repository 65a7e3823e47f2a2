"""Gold in the form of records: values unchanged, spans true to the text."""

from pathlib import Path

from extractor.evaluation.gold import read_part
from extractor.evaluation.oracle import as_prediction, find_span
from extractor.records import Article

CORPORA = Path(__file__).resolve().parents[2] / "corpora"


def spans(node):
    if isinstance(node, dict):
        if set(node) == {"start", "end", "text"}:
            yield node
        for value in node.values():
            yield from spans(value)
    elif isinstance(node, list):
        for value in node:
            yield from spans(value)


def test_every_span_stands_in_the_text(gold):
    record = as_prediction(gold[0])
    found = list(spans(record))
    assert len(found) > 15
    assert all(record["text"][span["start"] : span["end"]] == span["text"] for span in found)


def test_values_are_carried_over(gold):
    purchase, _, earnings = as_prediction(gold[0])["events"]
    assert purchase["actor"]["kind"] == "person"
    assert purchase["target"]["tickers"] == [{"symbol": "NVK", "exchange": None}]
    assert (purchase["price"]["amount"], purchase["price"]["currency"]) == (20, "NOK")
    assert purchase["date"]["start"] == "2024-05-02"
    assert purchase["stake"] is None
    assert earnings["metrics"][0]["value"]["amount"] == 500
    assert earnings["metrics"][0]["change"]["value"] == 10


def test_wording_is_sought_in_the_evidence_first():
    text = "Up 5%. Shares fell 5% on Monday."
    assert find_span("5%", text)["start"] == 3
    assert find_span("5%", text, evidence=["Shares fell 5% on Monday."])["start"] == 19
    assert find_span("5%", text, evidence=["A title, up 5%"])["start"] == 3
    assert find_span("6%", text) is None


def ungrounded(node):
    if isinstance(node, dict):
        return any((key in ("span", "trigger") and not value) or ungrounded(value) for key, value in node.items())
    return isinstance(node, list) and any(map(ungrounded, node))


def test_a_record_when_the_text_holds_all_of_it():
    records = [as_prediction(doc) for doc in read_part(CORPORA, "dev")]
    whole = [record for record in records if not ungrounded(record)]
    assert len(whole) > 0.9 * len(records)
    for record in whole:
        assert [ev.action for ev in Article.model_validate(record).events] == [ev["action"] for ev in record["events"]]
