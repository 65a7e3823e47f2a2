"""Name forms: what makes two strings the same party."""

from __future__ import annotations

import re
from functools import lru_cache

LEGAL_FORMS = frozenset(
    "incorporated inc corporation corp company co cos companies limited ltd plc llc lp llp group holdings holding sa ag nv se ab asa oyj spa kgaa gmbh bhd pty hf ehf aps oy as asa srl sarl sas tbk kk bv jsc pjsc berhad the and".split()
)
HONORIFICS = frozenset("mr mrs ms dr sir lord lady dame prof mx".split())


@lru_cache(maxsize=65536)
def tokens(name: str) -> tuple[str, ...]:
    """Casefolded words of a name, without possessive, punctuation or honorific."""
    flat = re.sub(r"[’']s\b", "", name.casefold().replace("’", "'"))
    words = re.sub(r"[^\w&]+", " ", flat.replace(".", "")).split()
    while len(words) > 1 and words[0] in HONORIFICS:
        words = words[1:]
    return tuple(words)


@lru_cache(maxsize=65536)
def key(name: str) -> tuple[str, ...]:
    """The words that identify a party: legal forms dropped, unless nothing else is left."""
    words = tokens(name)
    return tuple(w for w in words if w not in LEGAL_FORMS) or words


def is_acronym(short: str, full: str) -> bool:
    """True for RBS against Royal Bank of Scotland: capitals that start the words of `full`, small words optional."""
    letters = short.replace(".", "").replace("&", "")
    if not (2 <= len(letters) <= 6 and letters.isupper()):
        return False
    words = [w for w in re.split(r"[^\w]+", full) if w]
    initials = "".join(w[0] for w in words).upper()
    capitals = "".join(w[0] for w in words if w[0].isupper())
    trimmed = "".join(w[0] for w in words if w[0].isupper() and w.casefold() not in LEGAL_FORMS)
    return len(words) > 1 and letters in (initials, capitals, trimmed)


def same_party(short: str, full: str, *, person: bool) -> bool:
    """Whether `short` can name the party that `full` names in full."""
    a, b = key(short), key(full)
    if a == b:
        return True
    if person:
        return (len(a) == 1 and len(b) > 1 and a[0] in (b[-1], b[0])) or (
            len(a) > 1 and a[-1] == b[-1] and a[0][0] == b[0][0]
        )
    if tokens(short)[-1] in LEGAL_FORMS:
        # "Volta AG" is a full name; only "Volta" could be short for "Volta Family Trust"
        return False
    if len(a) < len(b) and b[: len(a)] == a and (len(a[0]) > 2 or len(a) > 1):
        return True
    return is_acronym(short, full)
