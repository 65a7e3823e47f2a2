"""Each rule points at the fault it is meant for and leaves a sound article alone; the report counts."""

import pytest
from corpus_report import ranked, report
from corpus_suspects import suspects


def rules(doc):
    return sorted({s.rule for s in suspects(doc)})


def test_a_sound_article_has_no_suspect(article):
    assert rules(article) == []


@pytest.mark.parametrize(
    ("event", "change", "rule"),
    [
        (1, {"direction": "up"}, "move"),
        (1, {"change": {"text": "3%", "value": 3}, "direction": "up"}, "move"),
        (1, {"change": None, "direction": None}, "move"),
        (1, {"action": "layoffs", "change": {"text": "3%", "value": 3}}, "move"),
        (0, {"stake": {"text": "40,000", "value": 40000}}, "range"),
        (0, {"price": {"text": "$5", "amount": 5, "currency": "USD", "low": 6, "high": 7}}, "range"),
        (0, {"shares": {"text": "40,000", "value": 40}}, "scale"),
        (0, {"value": {"text": "$5 million", "amount": 5e9, "currency": "USD"}}, "scale"),
        (0, {"value": {"text": "$5", "amount": 5, "currency": "USD"}}, "product"),
        (0, {"actor": None}, "parties"),
        (0, {"target": "Varley Tin"}, "parties"),
        (0, {"date": {"text": "Monday", "start": "2024-05-05", "end": "2024-05-05"}}, "dates"),
        (0, {"date": {"text": "2024", "start": "2024-12-01", "end": "2024-01-31"}}, "dates"),
        (0, {"date": {"text": "1971", "start": "1971-01-01", "end": "1971-12-31"}}, "dates"),
        (0, {"date": {"text": "2031", "start": "2031-01-01", "end": "2031-12-31"}, "status": "pending"}, "dates"),
        (0, {"action": "dividend", "trigger": "proposed"}, "status"),
        (0, {"action": "dividend", "status": "pending", "trigger": "slashed its payout"}, "status"),
        (0, {"action": "buyback_program", "status": "pending", "trigger": "authorised"}, "status"),
        (0, {"action": "buyback_program", "trigger": "tender offer"}, "status"),
    ],
)
def test_each_rule_fires(article, event, change, rule):
    article["events"][event].update(change)
    assert rule in rules(article)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("2.6 million", 2.6e6),
        ("€350mn", 3.5e8),
        ("RM3.4bil", 3.4e9),
        ("4,06,310", 406310),
        ("12,5 Mio million", 1.25e7),
        ("20 cents", 0.2),
        (".3375", 0.3375),
        ("71 fils", 0.071),
        ("1.2 crore", 1.2e7),
        ("11 1/8", 11.125),
        ("nine cents", 0.09),
    ],
)
def test_usual_wordings_of_a_number_are_no_suspects(article, text, amount):
    article["events"][0]["price"] = {"text": text, "amount": amount, "currency": "USD"}
    assert "scale" not in rules(article)


def test_a_running_total_beside_its_parts(article):
    base = article["events"][0]
    article["events"] = [{**base, "shares": {"text": f"{n:,}", "value": n}} for n in (40000, 10000, 30000)]
    assert [s.detail for s in suspects(article) if s.rule == "totals"] == [
        "buyback: shares 40000 is the sum of 10000, 30000"
    ]


def test_an_event_written_twice(article):
    article["events"].append({**article["events"][0], "trigger": "bought"})
    assert "repeats" in rules(article)


def test_heaviest_first(article):
    article["events"][0]["actor"] = None
    article["events"][1]["direction"] = "up"
    weights = [s.weight for s in ranked(suspects(article))]
    assert weights == sorted(weights, reverse=True)
    assert len(weights) == 2


def test_report_counts(article):
    empty = {**article, "id": "X-2", "events": []}
    text = report({"a.jsonl": [article, empty]}, {"X-1": "train", "X-2": "dev"}, list(suspects(article)))
    assert text.startswith("2 articles, 2 events\n")
    assert "| a.jsonl | 2 | 2 | 1.0 | 1 | 15 |" in text
    assert "| buyback | 1 | 1 | 0 | 0 | 0 |" in text
    assert "| train | 1 | 2 |" in text
    assert "| 0 to 499 | 2 |" in text
