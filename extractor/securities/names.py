"""Names of companies → keys under which their spellings meet.

"The Coca-Cola Co." and "COCA COLA CO /DE/" have one key; so have "Nestlé S.A." and "NESTLE SA REG". In: a name. Out: a
string of lower-case words, "" where nothing is left. A key says that spellings agree, not that companies do.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LEGAL = frozenset(
    """inc incorporated corp corporation co company companies ltd limited plc llc lp llp lllp pte pty bhd berhad sdn tbk
    sa sas sca sau sab cv spa srl sarl sapa ag se nv bv vof cva gmbh kg kgaa mbh ohg ab aktiebolag aktiebolaget publ asa as oyj
    oy abp aps hf ehf ohf ad dd doo jsc pjsc ojsc cjsc oao pao zao ooo jsa psc bsc saog saoc kscp ksc kpsc kk nyrt zrt rt
    sae sal sarf scs scpa sgps sc scrl mtk pcl tas anonim sirketi ao tov uab sia asi ua na
    psu prc cia soc tr assn""".split()
)
"""Legal forms of many countries, written without dots."""
LEADING = frozenset("the pt pjsc ojsc oao pao jsc ooo zao".split())
CLASSES = frozenset(
    """adr ads adrs gdr gdrs bdr drc drn cdi cdr ord ordinary pref prf pfd preferred preference reg registered nom
    npv pn on nm pna pnb unt unit units ser series class cl shs shares share common stock stocks rsp sponsored unsponsored
    dr drs vtg nvtg wts warrant warrants rights rts dep depositary receipt receipts repr bearer br inh vz vzo cap pk nvdr""".split()
)
"""Words for a share class or a receipt."""
WEAK = frozenset(
    """group groupe gruppe grupo gruppen holding holdings hldgs hldg hldngs international intl industries industry
    technologies technology motor motors bank banking pharmaceuticals pharmaceutical pharma pharmaceutica
    laboratories platforms energy electric electronics automobile automotive airlines airways systems
    financial insurance brands entertainment communications resources steel foods stores
    biopharma biotech therapeutics biosciences realty properties services solutions enterprises ventures
    worldwide global ordinary cos com plc""".split()
)
"""Words that a short form of a name leaves out."""

GENERIC = WEAK | frozenset(
    """first national united general american global capital partners trust new north south east west western eastern
    southern northern central pacific atlantic royal standard premier summit star sun city union allied associated
    advanced applied universal world digital data green blue red gold silver premium prime alpha beta delta omega
    investment investments management fund funds asset assets development construction health care medical life insurance
    media network networks power water air land home house business one great big people state federal community
    bank banco banque of and the de""".split()
)
"""Words that many companies have; a name of nothing else names none of them for sure."""
LEADING_WEAK = frozenset("bank banco banque grupo groupe koninklijke royal".split())

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
_SEC_STATE = re.compile(r"[/\\][a-z ]{2,10}[/\\]?\s*$|[/\\]+\s*$")
_INITIALS = re.compile(r"\b(?:[a-z0-9] ){1,5}[a-z0-9]\b")


@lru_cache(maxsize=16384)
def words(name: str) -> tuple[str, ...]:
    """All words of a name: lower case, no accents, "&" and "+" as "and", initials as one word ("J.P." → "jp")."""
    flat = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    flat = "".join(c for c in flat if not unicodedata.combining(c))
    flat = _SEC_STATE.sub("", flat)
    flat = re.sub(r"[’'`´]", "", flat).replace("&", " and ").replace("+", " and ")
    flat = re.sub(r"(?<=\b[a-z])\.(?=[a-z]\b)", "", flat)
    flat = " ".join(re.sub(r"[^\w]+|_", " ", flat).split())
    # "s p a" and "j p" were initials with blanks or dots
    return tuple(_INITIALS.sub(lambda m: m[0].replace(" ", ""), flat).split())


@lru_cache(maxsize=16384)
def normalise(name: str) -> str:
    """The key of a name: without legal forms, share classes and a leading "The"; at least one word stays."""
    found = list(words(name))
    while len(found) > 1 and found[0] in LEADING:
        found.pop(0)
    while len(found) > 1 and (
        found[-1] in LEGAL
        or found[-1] in CLASSES
        or found[-1] in ("the", "de")
        or (len(found[-1]) == 1 and found[-2] != "and")
        or (found[-1] == "and" and len(found) > 2)
    ):
        found.pop()
    if len(found) > 1 and found[0] in ("ab", "as", "oy"):
        found.pop(0)
    return " ".join(found)


@lru_cache(maxsize=16384)
def shortened(name: str) -> tuple[str, ...]:
    """Keys without words that short forms leave out, longest first: "Toyota Motor Corp" → ("toyota",)."""
    found, out = normalise(name).split(), []
    while len(found) > 1 and (found[-1] in WEAK or found[-1] in LEGAL):
        found.pop()
        if found[-1] == "and":
            found.pop()
        out.append(list(found))
    for words_left in [*out, found] if out else [found]:
        if len(words_left) > 1 and words_left[0] in LEADING_WEAK and words_left[1] not in ("of", "de", "and", "for"):
            out.append(words_left[1:])
    keys = dict.fromkeys(" ".join(o) for o in out if len(o) > 1 or not set(o) <= GENERIC)
    return tuple(k for k in keys if k)


def legal_form(name: str) -> bool:
    """Whether the name says a legal form: "Apple Inc." does, "Apple" does not."""
    found = words(name)
    return len(found) > 1 and found[-1] in LEGAL


def agree(a: str, b: str) -> bool:
    """Whether two names can be one company's: equal keys, one begins the other, or one's initials are the other."""
    x, y = normalise(a).split(), normalise(b).split()
    if not x or not y:
        return False
    if len(x) > len(y):
        x, y = y, x
    if y[: len(x)] == x or "".join(x) == "".join(y):
        return True
    if x[0] == y[0] and len(x[0]) > 3 and x[0] not in GENERIC:
        return True
    if {normalise(a), *shortened(a)} & {normalise(b), *shortened(b)}:
        return True
    initials = "".join(w[0] for w in y if w != "and")
    every = "".join(w[0] for w in y)
    return len(x) == 1 and 2 <= len(x[0]) <= 6 and x[0] in (initials, every, every + "c")
