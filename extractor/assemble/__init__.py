"""Findings → records: entities, events, arguments, confidence. No torch here."""

from extractor.assemble.bind import Thresholds
from extractor.assemble.build import Assembler, Context, LabelNames
from extractor.assemble.confidence import Calibration

__all__ = ["Assembler", "Calibration", "Context", "LabelNames", "Thresholds"]
