"""Gold in the form of records: values unchanged, spans true to the text."""

from extractor.evaluation.oracle import as_prediction, find_span


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
