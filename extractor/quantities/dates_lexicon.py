"""Words of dates: month and weekday names, number words, and the regex fragments built from them.

Fragments contain no capturing groups and only bounded repeats, so any pattern made of them scans in
linear time. They are meant for patterns compiled with `re.IGNORECASE`.
"""

MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
NUMBERS = {word: value for value, word in enumerate(_ONES)} | {"a": 1, "an": 1, "thirty": 30, "couple": 2, "both": 2}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4, "opening": 1, "closing": 4}

_FIRST_NINE = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
ORDINAL_DAYS = (
    *_FIRST_NINE, "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth", *(f"twenty-{word}" for word in _FIRST_NINE), "thirtieth", "thirty-first",
)  # fmt: skip

SP = r"[ \t\u00a0\u202f]{0,3}\n?[ \t\u00a0\u202f]{0,3}"
"""Space between two words; wire copy breaks a date over two lines."""
GAP = r"(?:[ \t\u00a0\u202f]{1,3}\n?[ \t\u00a0\u202f]{0,3}|\n[ \t\u00a0\u202f]{0,3})"
"""The same, at least one character."""
DASH = r"[-–—‑]"
ORDINAL_DAY = "(?:" + "|".join(word.replace("-", "[- ]") for word in sorted(ORDINAL_DAYS, reverse=True)) + ")"
MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|Jun(?:e|\.)?|Jul(?:y|\.)?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?![a-z])"
)
WEEKDAY = (
    r"(?:Mon(?:day|\.)?|Tue(?:sday|s\.?|\.)?|Wed(?:nesday|s\.?|\.)?|Thu(?:rsday|rs?\.?|\.)?|Fri(?:day|\.)?"
    r"|Sat(?:urday|\.)?|Sun(?:day|\.)?)(?![a-z])"
)
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%])"
YEAR = r"(?:1[6-9]\d\d|2[01]\d\d)(?!\d)(?![.,]\d)"
SMALL = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty)"
)
PART_OF_DAY = r"(?:morning|afternoon|evening|night|lunchtime|midday|noon)"


def words(text: str) -> frozenset[str]:
    """The words of `text` as a set."""
    return frozenset(text.split())


def month_number(word: str) -> int:
    """1 to 12 for any spelling the `MONTH` fragment accepts."""
    stem = word[:3].lower()
    return next(i for i, name in enumerate(MONTH_NAMES, 1) if name.startswith(stem))


def weekday_number(word: str) -> int:
    """Monday 0 to Sunday 6 for any spelling the `WEEKDAY` fragment accepts."""
    stem = word[:3].lower()
    return next(i for i, name in enumerate(WEEKDAY_NAMES) if name.startswith(stem))


def small_number(word: str) -> int:
    """The value of what the `SMALL` fragment accepts, and of "couple"."""
    word = word.lower()
    return int(word) if word.isdigit() else NUMBERS[word]


def full_year(word: str) -> int:
    """A year of two or four digits; two digits are 1970 to 2069."""
    value = int(word.lstrip("'’"))
    if value >= 100:
        return value
    return value + (1900 if value >= 70 else 2000)
