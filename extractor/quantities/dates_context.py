"""What surrounds a date: the day of publication, which way the clause leans, how the text writes numbers.

A bare "March" or "Nov. 24" names a day of every year; the clause it stands in says whether the last or
the next one is meant ("payable on", "will close in" against "said on", "bought in").
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from extractor.quantities.dates_calendar import Grain, Span, month_of, shift_days
from extractor.quantities.dates_scan import Match

Way = Literal["past", "open", "future"]


class Lean(NamedTuple):
    """Which way a clause points, and whether "by", "before" or "until" stands right before the date."""

    way: Way
    deadline: bool


# Days. Chosen on the written articles: with no cue, a day this close ahead beats one most of a year back; a past
# verb near a day just ahead belongs to the announcement ("said … on", "declared … payable"), not to the day; and what
# looks ahead ("with effect from July 1") does not look most of a year ahead where the day has just been.
_SOON, _VERY_SOON, _JUST_GONE = 100, 31, 14
_FAR = 210
_WINDOW, _AHEAD = 110, 60  # characters read before and after a date

_WORD = r"[a-z]{2,14}"
_MODAL = (
    r"(?:will|shall|should|would|could|may(?=\ [a-z])|won['’]t|[a-z]{1,12}['’]ll|(?:is|are|was|were)\ to|"
    r"(?:expected|scheduled|due)\ to)"
)
_FUTURE = rf"""
    {_MODAL}\ (?:not\ |also\ |now\ |then\ |only\ |{_WORD}ly\ )?(?:be\ )?[a-z]+ | to\ be\ [a-z]+ |
    (?:(?:is|are|was|were|be|been)\ )?(?:still\ |now\ |currently\ )?
      (?:expected|scheduled|slated|planned|poised|likely|anticipated|pencill?ed|set(?=\ (?:to|for))) |
    (?:is|are|falls|fall|be)\ due | expects? | expecting | plans?\ (?:to|a|an|for) | planning | payable | effective |
    with\ effect | upcoming | forthcoming | intends? | aims? | hopes? | sees | foresees? | subject\ to | ahead\ of |
    begins? | starts | opens | resumes | leaves | joins | goes | expires | expiring | matur(?:es?|ing|ity) | retires |
    arrives | returns | becomes | steps\ down | takes\ (?:effect|over) | pays | starting | beginning | deadline | record\ date |
    (?:shares|trading|dealings|books|sales)\ (?:start|open|begin|resume) |
    (?:no|not)\ later\ than | on\ or\ (?:about|before)
"""
_WEAK = rf"due | (?:is|are)\ (?:{_WORD}ly\ )?{_WORD}ed | to\ (?!the\b|an?\b|its\b|their\b|his\b|her\b)[a-z]+"
_PAST = rf"""
    said|says|told|was|were|had|has|have|did|began|bought|sold|rose|fell|paid|made|took|went|came|won|lost|held|grew|
    drew|met|kept|got|gave|left|led|built|became|broke|brought|chose|cut|found|hit|put|ran|saw|sent|set|shed|slid|
    spent|spun|struck|stood|sank|swung|thought|threw|wrote|overtook|withdrew|bid|spoke|sought|fought|caught|taken|
    given|done|let|as\ (?:of|at)|since|earlier|previous|previously|ago|dates?\ from|
    (?<!\ba\ )(?<!\ban\ )(?<!\bthe\ ){_WORD}(?<!ne)(?<!fe)(?<!spe)(?<!see)ed
"""
_CUE = re.compile(
    rf"(?<![\w$-])(?:(?P<future>{_FUTURE})|(?P<weak>{_WEAK})|(?P<past>{_PAST}))(?!\w)", re.IGNORECASE | re.VERBOSE
)
_CUE_AFTER = re.compile(
    r"(?<!\w)(?:(?P<future>will|shall|[a-z]{1,12}['’]ll|(?:is|are)\s(?:to|due|expected|scheduled|set))|"
    r"(?P<past>said|says|was|were|had|has|have|did|bought|sold|rose|fell|paid|made|took|[a-z]{2,14}(?<!ne)ed))(?!\w)",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.;!?][\"'”’)]{0,2}\s+(?=[\"'“‘(•-]?\s?[A-Z])|\n\s*\n|\n[-•*]")
_DEADLINE = re.compile(
    r"\b(?:by|before|until|till)\s(?:(?:at least|at the earliest|about|around|early|late|mid|the end of|end)\s)?(?:the\s)?$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"\b(?:that|which|who|after|when|as|if|because|before)\b", re.IGNORECASE)
_LAST_WORD = re.compile(r"([A-Za-z]+)[ \t\n\u00a0]{1,3}$")
_SLASHED = re.compile(r"(?<![\d/.])(\d{1,2})/(\d{1,2})(?=/(?:\d{4}|\d{2})(?!\d)|(?![\d/]))")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule makes of its match: the days, and what a neighbour may still change.

    `month_day` is set where no year was said (the day 0 for a whole month), `weekday` for a bare weekday;
    `end` where the rule uses less than its match.
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


def over(span: Span, grain: Grain) -> Reading:
    """A reading of a span of that grain."""
    return Reading(span[0], span[1], grain)


Reader = Callable[[Match, "Context"], Reading | None]


def relative(grain: Grain) -> Callable[[Reader], Reader]:
    """A reader that needs the day of publication: without it, and off the calendar, the mention stays open."""

    def wrap(reader: Reader) -> Reader:
        def read(m: Match, ctx: Context) -> Reading | None:
            if ctx.published is None:
                return Reading(None, None, grain)
            try:
                return reader(m, ctx)
            except (ValueError, OverflowError):
                return Reading(None, None, grain)

        return read

    return wrap


@dataclass(slots=True)
class Context:
    """One text being read: what a rule may look at, the last mention resolved and the last day among them."""

    text: str
    published: date | None
    day_first: bool | None = field(init=False)
    latest: Reading | None = None
    anchor: date | None = None

    def __post_init__(self) -> None:
        self.day_first = _number_order(self.text)

    @property
    def today(self) -> date:
        """The day of publication. Raises `ValueError` where there is none."""
        if self.published is None:
            raise ValueError("no day of publication")
        return self.published

    def lean(self, m: Match) -> Lean:
        """Which way the clause around a match points: the cue nearest before it decides, else the first after it."""
        before = self.text[max(0, m.start() - _WINDOW) : m.start()]
        clause = 0
        for stop in _STOP.finditer(before):
            clause = stop.end()
        way: Way = "open"
        for cue in _CUE.finditer(before, clause):
            if cue["weak"] is None or way == "open":
                way = "past" if cue["past"] else "future"
        if way == "open":
            after = _STOP.split(self.text[m.end() : m.end() + _AHEAD], maxsplit=1)[0]
            if (ahead := _CUE_AFTER.search(_CLAUSE.split(after, maxsplit=1)[0])) is not None:
                way = "past" if ahead["past"] else "future"
        return Lean(way, _DEADLINE.search(before) is not None)

    def word_before(self, m: Match) -> str:
        """The lower-case word that ends right before a match, or the empty string."""
        found = _LAST_WORD.search(self.text[max(0, m.start() - 24) : m.start()])
        return found[1].lower() if found else ""

    def place_day(self, month: int, day: int, *, lean: Lean, weekday: int | None = None) -> date | None:
        """The day of that month and day meant near publication; a weekday said beside it settles the year."""
        near = self.today
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
        if lean.way == "open":
            forward = until <= (2 * _SOON if lean.deadline else _SOON)
        elif lean.way == "future":
            forward = until <= 2 * _SOON or (since > _JUST_GONE and not (since <= _SOON and until > _FAR))
        else:
            forward = until <= (_SOON if lean.deadline else _VERY_SOON)
        return ahead if forward else past

    def place_month(self, month: int, *, lean: Lean) -> Span:
        """The month of that name at or before publication, or at or after it where the clause points ahead."""
        near = self.today
        ahead = lean.way == "future"
        if lean.deadline and 0 < (month - near.month) % 12 <= (3 if lean.way == "past" else 6):
            ahead = True
        if ahead:
            return month_of(near.year + (month < near.month), month)
        return month_of(near.year - (month > near.month), month)

    def place_weekday(self, weekday: int, *, lean: Lean) -> date:
        """The latest such weekday on or before publication, or the first after it where the clause points ahead."""
        near = self.today
        if weekday != near.weekday() and (lean.way == "future" or (lean.way == "open" and lean.deadline)):
            return shift_days(near, (weekday - near.weekday()) % 7)
        return shift_days(near, -((near.weekday() - weekday) % 7))


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
    return None if day_first == month_first else day_first > month_first
