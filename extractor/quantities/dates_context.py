"""What surrounds a date: the day of publication, which way the clause leans, how the text writes numbers.

A bare "March" or "Nov. 24" names a day of every year; the clause it stands in says whether the last or
the next one is meant ("payable on", "will close in" against "said on", "bought in").
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from extractor.quantities.dates_calendar import Grain, month_of, shift_days

Way = Literal["past", "open", "future"]


class Lean(NamedTuple):
    """Which way a clause points, and whether "by", "before" or "until" stands right before the date."""

    way: Way
    deadline: bool

_WINDOW = 110
_AHEAD = 60
_SOON = 100  # days: with no cue, a day this close ahead is nearer the mark than one most of a year back

_MODAL = r"(?:will|shall|should|would|could|may(?=\ [a-z])|won['’]t|[a-z]{1,12}['’]ll|is\ to|are\ to|was\ to|were\ to|expected\ to|scheduled\ to|due\ to)"
_CUE = re.compile(
    rf"""(?<![\w$-])(?:
      (?P<future>{_MODAL}\ (?:not\ |also\ |now\ |then\ |only\ |[a-z]{{2,12}}ly\ )?(?:be\ )?[a-z]+|to\ be\ [a-z]+|
        (?:(?:is|are|was|were|be|been)\ )?(?:still\ |now\ |currently\ )?(?:expected|scheduled|slated|planned|poised|likely|
        anticipated|pencilled|penciled|set(?=\ (?:to|for)))|(?:is|are|falls|fall|be)\ due|expects?|expecting|plans?\ (?:to|a|an|for)|planning|payable|effective|
        upcoming|forthcoming|intends?|aims?|hopes?|begins?|starts|opens|resumes|leaves|joins|goes|expires|(?:shares|trading|dealings|books|sales)\ (?:start|open|begin|resume)|expiring|matur(?:es?|ing|ity)|
        retires|becomes|steps\ down|takes\ (?:effect|over)|pays|deadline|record\ date|(?:no|not)\ later\ than|on\ or\ (?:about|before)|
        starting|beginning|ahead\ of|sees|subject\ to|foresees?|with\ effect)
    | (?P<weak>due|(?:is|are)\ (?:[a-z]{{2,12}}ly\ )?[a-z]{{2,14}}ed|to\ (?!the\b|an?\b|its\b|their\b|his\b|her\b)[a-z]+)
    | (?P<past>said|says|told|was|were|had|has|have|did|began|bought|sold|rose|fell|paid|made|took|went|came|won|lost|held|
        grew|drew|met|kept|got|gave|left|led|built|became|broke|brought|chose|cut|found|hit|put|ran|saw|sent|set|shed|
        slid|spent|spun|struck|stood|sank|swung|thought|threw|wrote|overtook|withdrew|bid|spoke|sought|fought|caught|
        taken|given|done|let|as\ (?:of|at)|since|earlier|previous|previously|ago|dates?\ from|
        (?<!\ba\ )(?<!\ban\ )(?<!\bthe\ )[a-z]{{2,14}}(?<!ne)(?<!fe)(?<!spe)(?<!see)ed)
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_CUE_AFTER = re.compile(
    r"(?<!\w)(?:(?P<future>will|shall|[a-z]{1,12}['’]ll|(?:is|are)\s(?:to|due|expected|scheduled|set))|"
    r"(?P<past>said|says|was|were|had|has|have|did|bought|sold|rose|fell|paid|made|took|[a-z]{2,14}(?<!ne)ed))(?!\w)",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.;!?][\"'”’)]{0,2}\s+(?=[\"'“‘(•-]?\s?[A-Z])|\n\s*\n|\n[-•*]")
_DEADLINE = re.compile(r"\b(?:by|before|until|till)\s(?:(?:about|around|early|late|mid|the end of|end)\s)?(?:the\s)?$", re.IGNORECASE)
_CLAUSE = re.compile(r"\b(?:that|which|who|after|when|as|if|because|before)\b", re.IGNORECASE)
_SLASHED = re.compile(r"(?<![\d/.])(\d{1,2})/(\d{1,2})(?=/(?:\d{4}|\d{2})(?!\d)|(?![\d/]))")


@dataclass(slots=True)
class Context:
    """One text being read: what a rule may look at, and the last day it resolved (`anchor`)."""

    text: str
    published: date | None
    day_first: bool | None = field(init=False)
    anchor: date | None = None
    latest: "Reading | None" = None

    def __post_init__(self) -> None:
        self.day_first = _number_order(self.text)

    def lean(self, start: int, end: int) -> Lean:
        """Which way the clause around `text[start:end]` points: the cue nearest before it decides."""
        before = self.text[max(0, start - _WINDOW) : start]
        for stop in _STOP.finditer(before):
            before = " " * stop.end() + before[stop.end() :]
        way: Way = "open"
        for cue in _CUE.finditer(before):
            if cue["weak"] is None or way == "open":
                way = "past" if cue["past"] else "future"
        if way == "open":
            after = _CLAUSE.split(_STOP.split(self.text[end : end + _AHEAD], maxsplit=1)[0], maxsplit=1)[0]
            if (ahead := _CUE_AFTER.search(after)) is not None:
                way = "past" if ahead["past"] else "future"
        return Lean(way, _DEADLINE.search(before) is not None)

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
        until, since = (ahead - near).days, (near - past).days
        way = lean.way
        if way == "open":
            way = "future" if until <= (2 * _SOON if lean.deadline else _SOON) else "past"
        elif way == "future" and since <= 14 and until > 200:
            way = "past"
        elif way == "past" and until <= (_SOON if lean.deadline else 31):
            way = "future"
        return ahead if way == "future" else past

    def place_month(self, month: int, *, lean: Lean) -> tuple[date, date] | None:
        """The month of that name at or before publication, or at or after it where the clause points ahead."""
        near = self.published
        if near is None:
            return None
        ahead = lean.way == "future"
        if not ahead and 0 < (month - near.month) % 12 <= (3 if lean.way == "past" else 6):
            ahead = lean.deadline
        if ahead:
            return month_of(near.year + (month < near.month), month)
        return month_of(near.year - (month > near.month), month)

    def place_weekday(self, weekday: int, *, lean: Lean) -> date | None:
        """The latest such weekday on or before publication, or the first after it."""
        if self.published is None:
            return None
        if lean.way == "future" or (lean.way == "open" and lean.deadline):
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
