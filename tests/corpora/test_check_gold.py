"""The checker finds each kind of fault, and nothing in a faultless article."""

import check_gold
import pytest


def test_a_faultless_article_has_none(article):
    assert list(check_gold.faults(article)) == []


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (["text"], "", "no text"),
        (["sentiment"], "happy", "sentiment 'happy'"),
        (["entities", 0, "kind"], "firm", "kind 'firm'"),
        (["entities", 0, "sentiment"], "good", "sentiment 'good'"),
        (["entities", 0, "aliases"], ["Varley plc"], "entity string is not verbatim"),
        (["events", 0, "action"], "purchase", "action 'purchase'"),
        (["events", 0, "status"], "done", "status 'done'"),
        (["events", 0, "sentiment"], "good", "sentiment 'good'"),
        (["events", 1, "direction"], "sideways", "direction 'sideways'"),
        (["events", 0, "colour"], "red", "unknown field 'colour'"),
        (["events", 0, "counterparty"], "Nobody", "counterparty 'Nobody' is no entity's name"),
        (["events", 0, "trigger"], "Shares fell", "in no evidence sentence"),
        (["events", 0, "trigger"], "sold", "trigger is not verbatim"),
        (["events", 0, "evidence"], [], "evidence must be a non-empty list"),
        (["events", 0, "evidence"], "Varley Tin", "evidence must be a non-empty list"),
        (["events", 0, "evidence"], ["Varley sold."], "evidence is not verbatim"),
        (["events", 0, "price"], 5, "price must be an object"),
        (["events", 0, "price", "text"], "$6", "price text is not verbatim"),
        (["events", 0, "price", "amount"], "5", "price has no numeric 'amount'"),
        (["events", 0, "price", "currency"], "$", "price currency '$'"),
        (["events", 0, "price", "qualifier"], "roughly", "price qualifier 'roughly'"),
        (["events", 0, "date"], "Monday", "date must be an object"),
        (["events", 0, "date", "text"], "Tuesday", "date text is not verbatim"),
        (["events", 0, "date", "end"], "2024-13-01", "date end '2024-13-01' is no ISO date"),
        (["events", 0, "metrics"], [{"name": "profit", "text": "$5", "value": 5}], "metric name 'profit'"),
        (
            ["events", 0, "metrics"],
            [{"name": "eps", "text": "$5", "value": 5, "versus_expectation": "in_line"}],
            "versus_expectation 'in_line'",
        ),
        (["events", 0, "metrics"], [{"name": "eps", "text": "$7", "value": 7}], "metric text is not verbatim"),
        (["events", 0, "metrics"], [{"name": "eps", "text": "$5"}], "no amount, value or change"),
        (["events", 0, "metrics"], [{"name": "eps", "text": "$5", "amount": 5}], "amount without currency"),
    ],
)
def test_each_fault_is_named(article, path, value, fault):
    node = article
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    found = list(check_gold.faults(article))
    assert any(fault in line for line in found), found


def test_a_file_that_is_not_json_is_a_fault(tmp_path, capsys):
    path = tmp_path / "broken.jsonl"
    path.write_text("{", encoding="utf-8")
    assert check_gold.main([str(path)]) == 1
    assert "broken.jsonl:1: not JSON" in capsys.readouterr().out
