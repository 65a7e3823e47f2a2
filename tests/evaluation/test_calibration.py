"""Expected calibration error against figures worked out by hand."""

import pytest

from extractor.errors import ConfigError, RecordError
from extractor.evaluation.calibration import calibration
from extractor.evaluation.oracle import as_prediction
from extractor.evaluation.report import render_calibration


def test_hand_worked_error(gold, predicted):
    # Found with 0.9 and 0.8, spurious with 0.2: (|0.9 - 1| + |0.8 - 1| + |0.2 - 0|) / 3.
    found = calibration(gold, predicted)
    assert found.events == 3
    assert found.error == pytest.approx(0.5 / 3)
    assert [row.count for row in found.bins] == [0, 0, 1, 0, 0, 0, 0, 0, 1, 1]
    assert (found.bins[8].low, found.bins[8].high) == (0.8, 0.9)


def test_one_bin_compares_the_means(gold, predicted):
    found = calibration(gold, predicted, bins=1)
    assert found.bins[0].confidence == pytest.approx(1.9 / 3)
    assert found.bins[0].accuracy == pytest.approx(2 / 3)
    assert found.error == pytest.approx(0.1 / 3)


def test_certain_and_right_has_no_error(gold):
    found = calibration(gold, {doc["id"]: as_prediction(doc) for doc in gold})
    assert (found.events, found.error) == (3, 0)


def test_no_predictions_have_no_error_figure(gold):
    found = calibration(gold, {})
    assert found.events == 0
    assert found.error != found.error
    assert "error - over 0" in render_calibration(found)


@pytest.mark.parametrize("confidence", [None, 1.2, -0.1, "high"])
def test_a_confidence_out_of_range_names_the_article(gold, predicted, confidence):
    predicted["first"]["events"][1]["confidence"] = confidence
    with pytest.raises(RecordError, match="first: event 1"):
        calibration(gold, predicted)


def test_bins_must_be_some(gold, predicted):
    with pytest.raises(ConfigError, match="at least 1"):
        calibration(gold, predicted, bins=0)


def test_table_shows_bins_that_hold_something(gold, predicted):
    lines = render_calibration(calibration(gold, predicted)).splitlines()
    assert lines[0] == "expected calibration error 16.7 over 3 predicted events"
    assert [line.split() for line in lines[3:]] == [
        ["0.20", "to", "0.30", "1", "20.0", "0.0"],
        ["0.80", "to", "0.90", "1", "80.0", "100.0"],
        ["0.90", "to", "1.00", "1", "90.0", "100.0"],
    ]
