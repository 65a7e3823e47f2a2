"""Figures, dates and fiscal periods: text → normalised values with spans. Pure functions, standard library only."""

from extractor.quantities.dates import DateMention, find_dates
from extractor.quantities.dollars import guess_dollar
from extractor.quantities.figures import Figure, as_money, find_figures
from extractor.quantities.periods import PeriodMention, default_period, find_periods

__all__ = [
    "DateMention",
    "Figure",
    "PeriodMention",
    "as_money",
    "default_period",
    "find_dates",
    "find_figures",
    "find_periods",
    "guess_dollar",
]
