"""Scores of records against annotated articles. Sees plain JSON only, so it can score any system's output."""

from extractor.evaluation.browser import render_html
from extractor.evaluation.calibration import Calibration, calibration
from extractor.evaluation.gold import digest, read_gold, read_part, read_records
from extractor.evaluation.report import render, render_calibration
from extractor.evaluation.score import Scores, evaluate_file, score

__all__ = [
    "Calibration",
    "Scores",
    "calibration",
    "digest",
    "evaluate_file",
    "read_gold",
    "read_part",
    "read_records",
    "render",
    "render_calibration",
    "render_html",
    "score",
]
