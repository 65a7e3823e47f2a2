"""Ids of documents and events: hashes of what they are about, never random, never a position.

In: a URL or text; an event or its key. Out: a letter that says what was hashed and 16 hexadecimal digits.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Sequence
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit

if TYPE_CHECKING:
    from extractor.records.models import Event

DIGITS = 16
SIGNIFICANT = 9
"""Digits by which two figures of an event key must agree; hides the noise of floating point."""

_SCHEMES = ("http", "https")
_DEFAULT_PORTS = (None, 80, 443)
_SAFE = "!$&'()*+,;=:@~"
_HOST = re.compile(r"[a-z0-9_.-]+", re.ASCII)
_TRACKING_PREFIXES = ("utm_", "guce_", "_hs")
_TRACKING_NAMES = """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid igshid mc_cid mc_eid mkt_tok _ga _gl ref_src
    ref_url cmpid cmp ncid icid s_cid smid xtor guccounter spm vero_id wt.mc_id
"""
_TRACKING = frozenset(_TRACKING_NAMES.split())


def canonical_url(url: str) -> str | None:
    """One spelling for all addresses of a page; None where `url` is not an absolute http or https address.

    Dropped are the fragment, user name, port 80 or 443, leading "www.", trailing slashes and tracking parameters; host
    in lower case, parameters sorted, http written as https, needless percent-encoding undone.
    """
    try:
        parts = urlsplit(url.strip())
        name, port = parts.hostname, parts.port
    except ValueError:
        return None
    host = _host(name) if name and parts.scheme in _SCHEMES else None
    if host is None:
        return None
    if port not in _DEFAULT_PORTS:
        host = f"{host}:{port}"
    query = sorted(
        (k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True, errors="replace") if not _tracks(k)
    )
    encoded = urlencode(query, errors="replace")
    return f"https://{host}{_path(parts.path)}" + (f"?{encoded}" if encoded else "")


def document_id(*, url: str | None = None, text: str) -> str:
    """`u-` and a hash of the canonical URL where there is one, else `t-` and a hash of the text.

    The text counts without regard to case, kinds of blanks and compatible characters (NFKC).
    """
    address = canonical_url(url) if url else None
    return f"u-{_digest(address)}" if address else f"t-{_digest(_fold(text))}"


def event_key(event: Event) -> tuple[Hashable, ...]:
    """What tells an event from others of its document: action, parties, figures, ratings, date and period."""
    money = [(m.amount, m.currency) if m else None for m in (event.price, event.value)]
    plain = [f.value if f else None for f in (event.shares, event.stake, event.change)]
    return (
        event.action,
        *(p.name if p else None for p in (event.actor, event.target, event.counterparty)),
        *money,
        *plain,
        event.rating,
        (event.date.start, event.date.end) if event.date else None,
        event.period,
    )


def event_id(doc_id: str, key: Sequence[object], *, ordinal: int = 0) -> str:
    """`e-` and a hash of the document's id and the event's key.

    A key holds strings, numbers, dates, enum members, None and sequences of these. Names count without regard to case,
    blanks and punctuation, numbers by their first nine digits. `ordinal` tells events of equal keys apart.
    Raises TypeError for any other kind of value.
    """
    parts = [doc_id, _plain(key), *([ordinal] if ordinal else [])]
    return f"e-{_digest(json.dumps(parts))}"


def event_ids(doc_id: str, keys: Sequence[Sequence[object]]) -> list[str]:
    """The ids of one document's events, all different, in the order of `keys`.

    An id depends on its own key only; among events of equal keys, also on how many of them come before.
    """
    seen: Counter[str] = Counter()
    out = []
    for key in keys:
        same = json.dumps(_plain(key))
        out.append(event_id(doc_id, key, ordinal=seen[same]))
        seen[same] += 1
    return out


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())


def _plain(value: object) -> object:
    """`value` with everything that may differ between two tellings of one event taken out; tagged by kind."""
    if value is None:
        return None
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"#{float(value) + 0.0:.{SIGNIFICANT}g}"
    if isinstance(value, date):
        return f"@{value.isoformat()}"
    if isinstance(value, str):
        folded = _fold(value)
        return "=" + (" ".join(re.sub(r"[^\w]+|_", " ", folded).split()) or folded)
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [_plain(v) for v in value]
    raise TypeError(f"a {type(value).__name__} can't be part of an event key")


def _tracks(name: str) -> bool:
    name = name.lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _host(host: str) -> str | None:
    """`host` as ASCII in lower case without "www.", or None where it is no host name."""
    try:
        host = host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    if ":" in host:
        return f"[{host}]"
    return host if _HOST.fullmatch(host) else None


def _path(path: str) -> str:
    # segment by segment: an encoded slash is data, not structure
    segments = [quote(unquote_to_bytes(s.encode("utf-8", "replace")), safe=_SAFE) for s in path.split("/")]
    return posixpath.normpath("/" + "/".join(segments).lstrip("/")).rstrip("/")
