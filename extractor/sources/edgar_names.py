"""Names, titles, numbers and securities of ownership forms, as a sentence writes them.

EDGAR keeps people as "ROE JANE A" and securities as "Common Stock, par value $0.01". Numbers keep every digit that
the form gives.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from extractor.errors import cut
from extractor.sources.story import ticker
from extractor.sources.symbols import Named, unique

_ORGANISATION = re.compile(
    r"\b(?:l\.?l\.?c|l\.?l?\.?p|inc|corp(?:oration)?|co(?:mpany)?|ltd|limited|plc|n\.?v|s\.?a|a\.?g|gmbh|trust|fund|funds|"
    r"partners(?:hip)?|capital|holdings?|group|management|advis[eo]rs|ventures?|investments?|associates|foundation|"
    r"bank|estate|master|offshore|international|securities|enterprises|family|stiftung|bv|sarl|pte)\b\.?",
    re.IGNORECASE,
)
# Characters of a name or title that are read; forms hold a tenth of it.
_LONGEST = 300
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|md|phd|esq)\.?", re.IGNORECASE)
_PARTICLES = frozenset("al bin da de del della den der di dos du el la le st van von".split())
_COUNTED = re.compile(
    r"\b(?:shares?|units?|options?|rights?|warrants?|notes?|rsus?|psus?|adss?|adrs?|securities|interests?|swaps?|"
    r"debentures?|bonds?|receipts?)\b[^,(]*(?:\(.*\))?$",
    re.IGNORECASE,
)
_SINGULAR = re.compile(
    r"\b(share|unit|option|right|warrant|note|swap|debenture|bond|receipt|interest)(?=\s*(?:\(|$))", re.IGNORECASE
)
_GENERIC = re.compile(
    r"\b(?:Common|Stock|Ordinary|Shares?|Preferred|Restricted|Units?|Options?|Performance|Deferred|Phantom|Warrants?|"
    r"Convertible|Notes?|Right|Rights|Par|Value|Employee|Non-Qualified|Incentive|Appreciation|Buy|Purchase)\b"
)
_NO_TITLE = re.compile(r"\bsee\b.*\b(?:remarks?|footnotes?|explanation|below)\b|^\W*$", re.IGNORECASE)


def is_organisation(name: str) -> bool:
    """Whether a filer's name is that of a company, fund or trust."""
    return _ORGANISATION.search(name) is not None or any(char.isdigit() for char in name)


def person(conformed: str, signatures: list[str]) -> str:
    """A person's name as it is read: "ROE JANE A" → "Jane A. Roe" where a signature writes it so, else "Jane A Roe".

    EDGAR puts the family name first. An organisation's name stays as it is.
    """
    conformed = cut(conformed.replace(",", " "), limit=_LONGEST)
    if is_organisation(conformed):
        return conformed
    words = conformed.split()
    for signature in signatures:
        if signed := _signed(words, signature):
            return signed
    suffixes = [word for word in words[1:] if _SUFFIX.fullmatch(word)]
    words = [word for word in words if word not in suffixes]
    family = 1
    while family < len(words) - 1 and words[family - 1].lower() in _PARTICLES:
        family += 1
    if len(words) < 2:
        return conformed
    name = [*words[family:], *words[:family], *suffixes]
    return " ".join(_cased(word) for word in name) if conformed.isupper() else " ".join(name)


def _signed(words: list[str], signature: str) -> str | None:
    """The name in a signature ("/s/ Jane A. Roe, by P. Quill, attorney-in-fact") that has the given and family name."""
    text = re.sub(r"^\W*s/+\s*|^\W+", "", cut(signature, limit=_LONGEST), flags=re.IGNORECASE)
    text = re.split(r",(?!\s*(?:Jr|Sr|I))|;|\(|\s(?:by|as|for|attorney)\b|\s[-–—/]+\s", text, flags=re.IGNORECASE)[0]
    signed = text.split()
    bare = [re.sub(r"[^\w'-]", "", word).casefold() for word in signed]
    if not 2 <= len(signed) <= 6 or words[0].casefold() not in bare or len(words) < 2:
        return None
    as_kept = (bare[0], bare[-1]) == (words[0].casefold(), words[-1].casefold())
    if not as_kept and (words[1].casefold() != bare[0] or bare[0] == words[0].casefold()):
        return None
    return " ".join(_cased(word) for word in signed) if text.isupper() else " ".join(signed)


def _cased(word: str) -> str:
    if _SUFFIX.fullmatch(word) and word.lower().rstrip(".") not in {"jr", "sr"}:
        return word.upper()
    return re.sub(r"[A-Za-z]+", lambda part: part[0].capitalize(), word)


def officer_title(title: str) -> str | None:
    """An officer's title; None where the form points elsewhere for it."""
    title = cut(title, limit=_LONGEST)
    return None if _NO_TITLE.search(title) else title


def number(value: str) -> Decimal | None:
    """A figure of a form, None where it is none."""
    try:
        found = Decimal(value.replace(",", "").replace("$", "").strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < 30 else None


def amount(value: Decimal) -> str:
    """12000.0 → "12,000", 0.50 → "0.5"."""
    written = f"{value:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def money(value: Decimal) -> str:
    """41.2 → "$41.20", 41.2053 → "$41.2053", 12 → "$12"."""
    whole, point, cents = amount(value).partition(".")
    return f"${whole}.{cents:0<2}" if point else f"${whole}"


def security(title: str) -> str:
    """A security's title inside a sentence: "Common Stock" → "common stock", "Class A Common Stock, par value $0.01" →
    "Class A common stock"."""
    title = re.sub(r",?\s*\(?(?:no |without )?(?:par|nominal) value\b.*$", "", cut(title, limit=_LONGEST), flags=re.I)
    if title.isupper() and len(title) > 5:
        title = title.title()
    return _GENERIC.sub(lambda word: word[0].lower(), title.strip(" ,;")) or "securities"


def counted(title: str, count: Decimal | None) -> str:
    """What a security is counted in: "shares of common stock", "restricted stock units", "stock options (right to
    buy)"; in the singular for one."""
    name = security(title)
    if _COUNTED.search(name) is None:
        return f"{'share' if count == 1 else 'shares'} of {name}"
    return name if count == 1 else _SINGULAR.sub(r"\1s", name)


def holding(count: Decimal | None, title: str) -> str:
    """So many of a security: "12,000 shares of common stock", "500 restricted stock units"."""
    return f"{'an unstated number of' if count is None else amount(count)} {counted(title, count)}"


def symbols(field: str, issuer: str) -> list[Named]:
    """The symbols of a form's field, which may hold several, an exchange, or "NONE"."""
    field = cut(field, limit=_LONGEST)
    if re.fullmatch(r"\W*(?:none|n/?a|not applicable)\W*", field, re.IGNORECASE):
        return []
    words = re.split(r"[\s,;/|]+", re.sub(r"\b(?:NYSE|NASDAQ|AMEX|OTC\w*)\s*:\s*", "", field, flags=re.IGNORECASE))
    return unique(mark for word in words for mark in ticker(word.strip("()[]\"'"), issuer))


def listed(words: list[str]) -> str:
    """["a", "b", "c"] → "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
