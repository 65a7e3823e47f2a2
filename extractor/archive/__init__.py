"""Long runs: every article of many inputs, once, whatever happens on the way."""

from extractor.archive.plan import Plan
from extractor.archive.run import Summary, run_archive
from extractor.archive.stores import open_store

__all__ = ["Plan", "Summary", "open_store", "run_archive"]
