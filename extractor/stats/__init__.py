"""What an archive holds: counts of an output of `extractor run`, as numbers, tables, charts and a page."""

from extractor.stats.count import Statistics, statistics_of
from extractor.stats.reading import read_output
from extractor.stats.report import Table, tables

__all__ = ["Statistics", "Table", "read_output", "statistics_of", "tables"]
