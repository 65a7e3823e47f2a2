"""URLs → one spelling an article, so that the same page found twice is read once. No network."""

from __future__ import annotations

import re
import string
from urllib.parse import quote, urlsplit, urlunsplit

from extractor.errors import SourceError, cut

TRACKING = frozenset(
    "_hsenc _hsmi dclid fbclid gbraid gclid gclsrc igshid mc_cid mc_eid mkt_tok msclkid oly_anon_id oly_enc_id "
    "srsltid ttclid twclid vero_id wbraid yclid".split()
)
"""Query parameters that say where a reader came from, never which page it is; `utm_…` ones beside them."""

_PORTS = {"http": 80, "https": 443}
_SPACE = re.compile(r"[\x00-\x20\x7f]")


def canonical_url(url: str) -> str:
    """`url` without fragment, tracking parameters and default port, its scheme and host in lower case (ASCII).

    The order of the other parameters and the case of the path stay: they may mean different pages.
    Raises SourceError for what is no absolute http or https URL.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
        host = _host(parts.hostname or "")
    except ValueError as error:
        raise SourceError(f"not a URL ({error})", doc_id=cut(text, limit=200)) from error
    if parts.scheme not in _PORTS or not host or _SPACE.search(parts.netloc):
        raise SourceError("not an absolute http or https URL", doc_id=cut(text, limit=200))
    user, at, _ = parts.netloc.rpartition("@")
    netloc = user + at + host + ("" if port in (None, _PORTS[parts.scheme]) else f":{port}")
    query = "&".join(part for part in parts.query.split("&") if part and not _is_tracking(part))
    return urlunsplit((parts.scheme, netloc, _ascii(parts.path) or "/", _ascii(query), ""))


def host_of(url: str) -> str:
    """The host of a URL in lower case, "" where it has none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _host(name: str) -> str:
    """A host in lower-case ASCII, without the root's dot. Raises UnicodeError (a ValueError) for impossible names."""
    if ":" in name:
        return f"[{name}]"
    name = name.rstrip(".")
    return name if name.isascii() else name.encode("idna").decode("ascii")


def _is_tracking(part: str) -> bool:
    name = part.partition("=")[0].lower()
    return name.startswith("utm_") or name in TRACKING


def _ascii(text: str) -> str:
    """Spaces and what is not ASCII percent-encoded as UTF-8; escapes that are there stay as they are."""
    return quote(text, safe=string.punctuation)
