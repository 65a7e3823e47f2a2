"""What the words next to a number say of it: shares, jobs, time, a part of a whole, a price per share, an age.

Every function looks at a few words only, so that reading a text stays linear.
"""

import re

__all__ = [
    "after_calendar_word",
    "counts_jobs",
    "counts_shares",
    "counts_time",
    "is_age",
    "is_per_share",
    "label_before",
    "percent_words_near",
    "speaks_of_part",
    "starts_part",
    "tells_year",
]


def _any(phrases: str) -> str:
    r"""Alternatives separated by "|" or line ends; a space matches any white space."""
    return "|".join(
        part.strip().replace(" ", r"\s") for line in phrases.splitlines() for part in line.split("|") if part.strip()
    )


_SHARE = _any(
    "shares?|shs|shrs|stocks?|ADSs?|ADRs?|GDRs?|units?|depositary|securities|warrants|rights|options|RSUs|stapled"
)
_OF = r"(?:(?:of\s)?(?:the\s|its\s|their\s|his\s|her\s|our\s|such\s)?)"
_SHARE_ADJECTIVE = _any(
    r"""new|more|common|ordinary|equity|class [a-z]|outstanding|preferred|preference|treasury|existing|additional|restricted
    voting|non-voting|registered|fully[\s-]paid|company|own|issued|subordinate|performance|bearer|american|convertible
    free|further|extra|underlying|bonus|vested|limited|partnership|trust|stapled|listed|repurchased|such|[habcd]"""
)
_NAME = r"[A-Z][\w.&’'-]{0,24}"
_SHARES = re.compile(rf"[\s-]{_OF}(?:(?:(?i:{_SHARE_ADJECTIVE})|{_NAME})\s){{0,5}}(?i:{_SHARE})(?!\w)")
_JOB_ADJECTIVE = _any(
    """more|full-time|part-time|permanent|contract|white-collar|blue-collar|salaried|hourly|manufacturing|factory
    global|office|staff|corporate|production|support|additional|local|remaining|plant|management|head office|job"""
)
_JOB = _any(
    """jobs?|employees|workers|staff|staffers|people|positions|posts|roles|layoffs|lay-offs|redundancies|headcount
    job cuts|personnel|cuts"""
)
_JOBS = re.compile(rf"[\s-]{_OF}(?:(?:{_JOB_ADJECTIVE}|{_NAME})\s){{0,3}}(?:{_JOB})(?!\w)")

_TIME_ADJECTIVE = _any("more|full|straight|consecutive|calendar|trading|business|working|fiscal|further")
_TIMES = _any(
    "years|months|weeks|days|hours|minutes|mins|seconds|quarters|decades|half-years|yrs|nights|sessions|centuries"
)
_TIME = _any("year|month|week|day|hour|minute|min|second|quarter|decade|yr|night|session|century")
_SPAN = re.compile(
    rf"[\s-](?:(?:and|or|to)\s\w{{1,8}}\s)?(?:(?:{_TIME_ADJECTIVE})\s)?(?P<time>(?P<many>{_TIMES})|{_TIME})(?!\w)", re.I
)

_LEAD_IN = r"(?:(?:in\s)?cash\s|net\s|gross\s|basic\s|diluted\s|pre-tax\s|after\stax\s|in\scash,\s)?"
_EACH_ADJECTIVE = _any(
    "new|common|ordinary|preferred|preference|class [a-z]|basic|diluted|fully|american|depositary|[habc]"
)
_EACH = re.compile(
    rf"\s{{0,2}}(?:\)\s?)?{_LEAD_IN}(?:[\s-]?(?:an?|per|for\s(?:each|every)|each|every)[\s-]"
    rf"(?:(?:(?i:{_EACH_ADJECTIVE})|[A-Z][\w.&’'-]{{1,24}})[\s-]){{0,4}}(?i:shares?|shr|sh|stock|ADSs?|ADRs?|GDRs?|units?)(?!\w)"
    r"|/\s?(?i:share|shr|sh|ADS|ADR|unit|stock)(?!\w)|(?:each|apiece|p\.s\.|ps)(?!\w)(?!\s(?:year|month|week|day|quarter)))"
)
_ASIDE = re.compile(r"\s\([^()\n]{1,40}\)")

_PERIOD = r"(?:year|quarter|month|century|decade|20\d\d|19\d\d|fiscal|FY|all\stime)"
_WHOLE = re.compile(
    rf"[\s-](?:of(?!\s(?:the\s|this\s|last\s|next\s|fiscal\s|its\sfiscal\s|an?\s)?{_PERIOD})|owned(?!\w)"
    r"|(?:equity\s|minority\s|controlling\s|ownership\s)?(?:stake|interest|share(?!s)|holding|ownership)s?(?!\w)"
    r"|(?:its|their|his|her|the)\s(?:\w{1,14}\s){0,2}(?:value|worth|shares?|stake|staff|workforce|holding|interest|jobs)(?!\w))",
    re.I,
)
_ROUGHLY = _any(
    r"""about|around|nearly|almost|roughly|over|more than|less than|just over|just under|as much as|at least|some|up to
    a further|well over|close to|a little less than|a little more than"""
)
_MOVE = _any(
    """lost|lose|losing|loses|shed|shedding|fell|fallen|falling|dropped|dropping|down|up|rose|risen|rising|jumped|climbed
    tumbled|plunged|declined|gained|gaining|slumped|sank|slid|cut|slashed|grew|grown|added|surged|soared"""
)
_MOVED_BY = re.compile(
    rf"(?<!\w)(?:by|(?:cut|split|slashed|broken|sliced|chopped)\s(?:\w{{1,20}}\s){{0,3}}in|(?:{_MOVE}))(?:\s(?:{_ROUGHLY}))?\s\Z",
    re.I,
)
_THAN = re.compile(r"\s(?:lower|higher|less|more|below|above|smaller|larger|cheaper)(?!\w)", re.I)
_NOT_A_PART = re.compile(
    r"[\s-](?:an?\s)?(?:dozen|hours?|days?|weeks?|months?|years?|time|way|mile|point|inch|hearted)(?!\w)", re.I
)
_CALENDAR = re.compile(
    rf"(?<!\w)(?:{_any('first|second|third|fourth|1st|2nd|3rd|4th|this|last|next|each|every|fiscal|latter|opening|final|prior')}"
    rf"|{_any('previous|current|back|front|other|early|full|latest|same|year-ago|past')})[\s-]\Z",
    re.I,
)
_PERCENT_WORD = re.compile(r"%|\bper\s?cent|\bpct\b|\bmargin|\bstake|\bholding|market share", re.I)
_IN = re.compile(
    rf"(?<!\w)(?:{_any('in|of|since|by|during|for|from|until|till|before|after|through|early|late|mid|end|year|to|and|or|between')})[\s-]\Z",
    re.I,
)
_LABEL = re.compile(
    r"\((?:in\s)?(?P<sign>[A-Z]{2,3}\$?|(?:[A-Z]{1,2})?[$£€¥₹₩])?\s?"
    r"(?P<scale>millions?|thousands?|billions?|mn?|mln|bn|crores?|lakhs?|'?000s?)\)\s?:?\s{1,3}\Z",
)
_AGE = re.compile(r"[A-Za-z.][a-z'’]{0,20},\s\Z")
_NEAR = 60


def counts_shares(text: str, end: int) -> bool:
    """ "Shares", "Xiaomi H shares", "ADSs" follow."""
    return _SHARES.match(text, end) is not None


def counts_jobs(text: str, end: int) -> bool:
    """ "Jobs", "full-time employees", "positions" follow."""
    return _JOBS.match(text, end) is not None


def counts_time(text: str, end: int, *, whole: bool) -> bool:
    """ "Days", "-year" follow; a broken number takes the plural only ("3.09 day before" is none)."""
    match = _SPAN.match(text, end)
    return match is not None and (whole or match["many"] is not None)


def is_per_share(text: str, end: int) -> bool:
    """ "A share", "/ADS", "apiece" follow, perhaps behind one aside in parentheses."""
    aside = _ASIDE.match(text, end)
    return bool(_EACH.match(text, end) or (aside and _EACH.match(text, aside.end())))


def speaks_of_part(text: str, end: int) -> bool:
    """ "Of the shares", "stake", "owned" follow a fraction; "of the year" does not count."""
    return _WHOLE.match(text, end) is not None


def starts_part(text: str, start: int, end: int) -> bool:
    """Whether a fraction in words is a percentage: "a third of", "by half", "down a fifth", "a quarter lower"."""
    if speaks_of_part(text, end):
        return True
    if _NOT_A_PART.match(text, end):
        return False
    return bool(_MOVED_BY.search(text[max(0, start - _NEAR) : start]) or _THAN.match(text, end))


def after_calendar_word(text: str, start: int) -> bool:
    """ "First", "fiscal", "latter" stand before ("half")."""
    return _CALENDAR.search(text[max(0, start - 16) : start]) is not None


def percent_words_near(text: str, start: int, end: int) -> bool:
    """Whether bare "points" are percentage points."""
    return _PERCENT_WORD.search(text, max(0, start - _NEAR), min(len(text), end + _NEAR)) is not None


def tells_year(text: str, start: int) -> bool:
    """ "In", "since", "end" stand before a number that may be a year."""
    return _IN.search(text[max(0, start - 12) : start]) is not None


def label_before(text: str, start: int) -> tuple[str | None, str] | None:
    """Currency sign and multiplier of a label before a number ("Net sales ($ millions): 1,022")."""
    match = _LABEL.search(text[max(0, start - 26) : start])
    return (match["sign"], match["scale"]) if match else None


def is_age(text: str, start: int, end: int) -> bool:
    """ "Ann Lee, 54, who": between commas behind a word."""
    after = text[end : end + 3]
    listed = len(after) == 3 and after[:2] == ", " and after[2].isdigit()
    return after[:1] in (",", ")") and not listed and _AGE.search(text[max(0, start - 24) : start]) is not None
