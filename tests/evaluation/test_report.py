"""The text table holds the figures of the scores, a row for each group, role and action."""

from extractor.evaluation.report import render
from extractor.evaluation.score import score


def rows(text):
    return {line.split()[0]: line.split()[1:] for line in text.splitlines() if line}


def test_rows_carry_the_scores(gold, predicted):
    found = rows(render(score(gold, predicted)))
    assert found["all"] == ["66.7", "66.7", "66.7", "60.0", "54.5", "57.1", "33.3"]
    assert found["actor"] == ["3", "66.7", "66.7", "66.7"]
    assert found["dividend"] == ["1", "100.0", "100.0", "100.0"]
    assert found["price_move"] == ["0", "0.0", "-", "0.0"]  # no gold: recall is undefined
    assert found["status"] == ["accuracy", "50.0"]


def test_columns_line_up(gold, predicted):
    lines = render(score(gold, predicted)).splitlines()
    heads = [k for k, line in enumerate(lines) if line.startswith(("group", "role", "action"))]
    assert len(heads) == 3
    for head in heads:
        assert len(lines[head]) == len(lines[head + 1])
