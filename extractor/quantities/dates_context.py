"""What surrounds a date: the day of publication, which way the clause leans, how the text writes numbers.

A bare "March" or "Nov. 24" names a day of every year; the clause it stands in says whether the last or
the next one is meant ("payable on", "will close in" against "said on", "bought in").
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from extractor.quantities.dates_calendar import Grain, month_of, shift_days

Lean = Literal["past", "open", "future"]

_WINDOW = 110
_AHEAD = 60
_SOON = 100  # days: with no cue, a day this close ahead is nearer the mark than one most of a year back

_CUE = re.compile(
    r"""\b(?:
      (?P<future>will|shall|would|may(?!\ (?:\d|of\b))|could|expects?|expected|expecting|plan(?:s|ned|ning)?|due|until|till|
        scheduled|slated|payable|effective|by|before|upcoming|coming|forthcoming|intends?|aims?|targets?|targeting|
        to\ (?!the\b|an?\b|\d|its\b|their\b)[a-z]{2,}|no\ later\ than|on\ or\ (?:about|before)|starting|beginning|
        expires?|expiring|matur(?:es?|ing|ity)|deadline|record\ date|of\ record|set\ for|takes?\ (?:effect|over)|
        next|ahead\ of|forecasts?|guidance|sees|hopes?|proposed|vote|from)
    | (?P<past>said|says|told|reported|announced|disclosed|filed|showed|closed|ended|began|started|was|were|had|has|have|
        bought|sold|raised|cut|rose|fell|paid|launched|agreed|acquired|completed|dated|made|took|since|after|
        last|previous|did|went|came|as\ (?:of|at)|fined|approved|opened|signed|resigned|joined|listed|
        priced|issued|declared|received|released|published)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_STOP = re.compile(r"[.;!?][\"'”’)]{0,2}\s+(?=[\"'“‘(]?[A-Z])|\n\s*\n")
_VERB_AHEAD = re.compile(r"(?:,\s|\s)[^.;!?\n]{0,40}?\b(will|is to|are to|is due|is expected|shall)\b", re.IGNORECASE)
_SLASHED = re.compile(r"(?<![\d/.])(\d{1,2})/(\d{1,2})(?=/(?:\d{4}|\d{2})(?!\d)|(?![\d/]))")


@dataclass(slots=True)
class Context:
    """One text being read: what a rule may look at, and the last day it resolved (`anchor`)."""

    text: str
    published: date | None
    day_first: bool | None = field(init=False)
    anchor: date | None = None
    anchor_year: int | None = None

    def __post_init__(self) -> None:
        self.day_first = _number_order(self.text)

    def lean(self, start: int, end: int) -> Lean:
        """Which way the clause around `text[start:end]` points: the cue nearest before it decides."""
        before = self.text[max(0, start - _WINDOW) : start]
        for stop in _STOP.finditer(before):
            cut = stop.end()
            before = " " * cut + before[cut:]
        lean: Lean = "open"
        for cue in _CUE.finditer(before):
            lean = "future" if cue["future"] else "past"
        if lean == "open" and _VERB_AHEAD.match(self.text, end, min(len(self.text), end + _AHEAD)):
            return "future"
        return lean

    def word_before(self, start: int) -> str:
        """The lower-case word that ends right before `start`, or the empty string."""
        found = _LAST_WORD.search(self.text[max(0, start - 24) : start])
        return found[1].lower() if found else ""

    def place_day(self, month: int, day: int, *, lean: Lean, weekday: int | None = None) -> date | None:
        """The day of that month and day meant near `published`; a weekday said beside it settles the year."""
        if self.published is None:
            return None
        near = self.published
        days = [d for d in (_day(near.year + step, month, day) for step in range(-4, 5)) if d is not None]
        if weekday is not None:
            fitting = [d for d in days if d.weekday() == weekday and abs((d - near).days) < 800]
            if fitting:
                return min(fitting, key=lambda d: abs((d - near).days))
        past = max((d for d in days if d <= near), default=None)
        ahead = min((d for d in days if d >= near), default=None)
        if past is None or ahead is None:
            return past or ahead
        if lean == "open":
            lean = "future" if (ahead - near).days <= _SOON else "past"
        elif lean == "future" and (near - past).days <= 14 and (ahead - near).days > 200:
            lean = "past"
        elif lean == "past" and (ahead - near).days <= 31:
            lean = "future"
        return ahead if lean == "future" else past

    def place_month(self, month: int, *, lean: Lean) -> tuple[date, date] | None:
        """The month of that name at or before publication, or at or after it where the clause points ahead."""
        near = self.published
        if near is None:
            return None
        if lean == "future":
            return month_of(near.year + (month < near.month), month)
        return month_of(near.year - (month > near.month), month)

    def place_weekday(self, weekday: int, *, lean: Lean) -> date | None:
        """The latest such weekday on or before publication, or the first after it."""
        if self.published is None:
            return None
        if lean == "future":
            return shift_days(self.published, (weekday - self.published.weekday() - 1) % 7 + 1)
        return shift_days(self.published, -((self.published.weekday() - weekday) % 7))


_LAST_WORD = re.compile(r"([A-Za-z]+)[ \t\n\u00a0]{1,3}$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule makes of its match: the days, and what a neighbour may still change.

    `month_day` is set where no year was said (the day 0 for a whole month); `end` where the rule uses
    less than its match; `weekday` for a bare weekday.
    """

    first: date | None
    last: date | None
    grain: Grain
    month_day: tuple[int, int] | None = None
    weekday: int | None = None
    end: int | None = None


VAGUE = Reading(None, None, "vague")


def single(day: date | None) -> Reading:
    """A reading of one day."""
    return Reading(day, day, "day")


def over(span: tuple[date, date] | None, grain: Grain) -> Reading:
    """A reading of a span of that grain; `None` leaves it open."""
    return Reading(span[0], span[1], grain) if span else Reading(None, None, grain)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number_order(text: str) -> bool | None:
    """Whether the text's slashed dates put the day first; `None` where every one could be read both ways."""
    day_first = month_first = 0
    for found in _SLASHED.finditer(text):
        one, two = int(found[1]), int(found[2])
        day_first += 12 < one <= 31 and 1 <= two <= 12
        month_first += 12 < two <= 31 and 1 <= one <= 12
    if day_first == month_first:
        return None
    return day_first > month_first
