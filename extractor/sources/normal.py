"""Text → its words in a form in which copies of one article look alike.

In: the text of an article. Out: the body without the marks of a wire, its tokens, a key for exact copies. Folded away:
case, punctuation, white space, the shape of quotes and dashes, compatibility characters, grouping in numbers; a
dateline, a byline and the credits at the end. Kept: every word, every figure with its sign, currency signs. Nothing is
refused; a text without a word or figure has no tokens.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

VERSION = 1
"""Raised whenever the tokens of some text change: keys saved before are then worth nothing."""

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?"
_NAME = r"(?-i:[A-ZÀ-Þ])[\w.'’/-]{1,20}"
_PLACE = rf"{_NAME}(?: {_NAME}){{0,3}}"
_AGENCY = r"(?:\((?-i:[A-ZÀ-Þ])[^()\n]{1,40}\)|/(?-i:[A-ZÀ-Þ])[^/\n]{1,40}/)"
_DASH = r"\s*(?:--|[-–—―])\s*"
_DATELINE = re.compile(
    # one of: a place with a date or an agency or both; a place in capitals alone
    rf"\s*(?:{_PLACE}(?:, {_PLACE}){{0,2}}(?:,? \(?{_DAY}\)?\s*{_AGENCY}?|\s*{_AGENCY}(?:,? {_DAY})?)"
    rf"|(?-i:[A-Z][A-Z.'’/ ]{{2,40}}(?:, [A-Z][\w. ]{{1,20}})?)){_DASH}(?=\S)",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"\s*by (?-i:[A-Z])[^\n.!?]{2,80}(?:\n|$)", re.IGNORECASE)
_AGENCY_LINE = re.compile(
    r"\s*\(?[^\W\d_][\w.&' ]{1,40}\)?\s*(?:[-–—|,:]\s*)?" + _DAY + r"[^\n.!?]{0,30}(?:\n|$)", re.IGNORECASE
)
_CREDIT = re.compile(
    r"\s*[(\[](?:(?:additional |further )?(?:reporting|writing|editing|compiled|written|edited|reported)\b"
    r"|(?:with (?:inputs?|reporting|files) from|source:))[^()\[\]]{2,300}[)\]]\s*$",
    re.IGNORECASE,
)

_SAME = str.maketrans(dict.fromkeys("’‘‛ʼ`´", "'") | dict.fromkeys("‐‑‒–—―−", "-") | {"\u00ad": None, "\u200b": None})
_PERCENT = re.compile(r"\bper[ -]cent\b|\bpct\b", re.IGNORECASE)
_TOKEN = re.compile(r"(?:(?<![\w.)])-)?\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[$£€¥₹%]")
_COMMON = frozenset("""
    a about after all also although an analysts and are as at be because before both but by can company despite during
    each first following for from further group he her here his how however i if in including investors is it its last
    like many meanwhile more most mr mrs ms new no not now of on one or other our over second separately several she
    shares since so some still such than that the their then there these they this those though three to two under
    until up was we were what when where which while who will with yesterday you your today tomorrow
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
""".split())  # fmt: skip
_MONTHS = "January February March April May June July August September October November December".split()
_MONTH_OF = {form: month.casefold() for month in _MONTHS for form in (month, month[:3])} | {"Sept": "september"}
_MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class Token:
    """A word or figure, folded.

    figure  a number, or a month as in a date
    name    a word with a capital that is no common word and nowhere in the text written without
    """

    text: str
    figure: bool = False
    name: bool = False


def strip_wire(text: str) -> str:
    """`text` without byline, agency line and dateline at its head and credits such as "(Reporting by …)" at its end."""
    while (cut := _CREDIT.search(text)) is not None:
        text = text[: cut.start()]
    for _ in range(3):
        head = _BYLINE.match(text) or _AGENCY_LINE.match(text) or _DATELINE.match(text)
        if head is None or head.end() >= len(text):
            break
        text = text[head.end() :]
    return text.strip()


def strip_title(text: str, title: str | None) -> str:
    """`text` without a first line that only repeats the title; a text of that line alone stays."""
    first, _, rest = text.lstrip().partition("\n")
    if title and rest.strip() and _plain(first) == _plain(title):
        return rest.lstrip()
    return text


def read_tokens(text: str) -> list[Token]:
    """The tokens of `text` in order. A text written mostly in capitals has no names: nothing tells them there."""
    text = _PERCENT.sub("%", unicodedata.normalize("NFKC", text).translate(_SAME))
    raw = _TOKEN.findall(text)
    words = [token for token in raw if token[0].isalpha()]
    lower = {word.casefold() for word in words if not word[0].isupper()}
    letters = "".join(words)
    shouted = sum(map(str.isupper, letters)) > _MOSTLY * len(letters)
    return list(_fold_all(raw, _COMMON | lower, shouted))


def text_key(text: str) -> str:
    """SHA-256, as hexadecimal, of the words of `text`: the same for copies that differ in form only."""
    return tokens_key(read_tokens(strip_wire(text)))


def tokens_key(tokens: Iterable[Token]) -> str:
    return hashlib.sha256(" ".join(token.text for token in tokens).encode()).hexdigest()


@lru_cache(maxsize=1 << 16)
def spelling(word: str) -> str:
    """British and American forms of `word` → one form. No proper spelling: a key to compare by.

    >>> spelling("labour") == spelling("labor"), spelling("organised") == spelling("organized")
    (True, True)
    """
    if len(word) < 5:
        return word
    word = re.sub(r"is(e|ed|es|er|ers|ing|ation|ations)$", r"iz\1", word)
    word = re.sub(r"ys(e|ed|es|ing)$", r"yz\1", word)
    word = re.sub(r"our(?=$|s$|ed$|ing$|able$|ful$|ite$|ites$|er$|ers$|ist$)", "or", word)
    word = re.sub(r"(?<=[bcdfghjklmnpqrstvwxz])re(s?)$", r"er\1", word)
    word = re.sub(r"ogue(s?)$", r"og\1", word)
    word = re.sub(r"ence(s?)$", r"ense\1", word)
    word = re.sub(r"ll(ed|ing|er|ers|or|ors|ation|ations)$", r"l\1", word)
    return re.sub(r"amme(s?)$", r"am\1", word)


def _fold_all(raw: Iterable[str], common: frozenset[str], shouted: bool) -> Iterator[Token]:
    for token in raw:
        if token[-1].isdigit():
            yield Token(_number(token), figure=True)
        elif (month := _MONTH_OF.get(token.title() if shouted else token)) is not None:
            yield Token(month, figure=True)
        else:
            word = token.casefold()
            yield Token(word.replace("'", ""), name=not shouted and token[0].isupper() and word not in common)


def _number(token: str) -> str:
    """ "1,200" → "1200", "9.40" → "9.4"; a continental "9,4" is read as the ten-fold, alike in every copy."""
    token = token.replace(",", "")
    return token.rstrip("0").rstrip(".") if token.count(".") == 1 else token


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
