"""What a fetch can fail with: one error class, a stable code each."""

from __future__ import annotations

from extractor.errors import SourceError, cut

PASSING = frozenset({"timeout", "connection", "tls", "dns", "stopped", "http_408", "http_425", "http_429"})
"""Codes of failures that another day may not show; beside them every 5xx but 501 and 505."""


class FetchError(SourceError):
    """A page that was not fetched.

    code         "bad_scheme", "bad_url" (credentials, a port that is not allowed, no URL at all), "blocked_address",
                 "dns", "connection" (refused, broken off, not HTTP), "tls", "timeout", "too_many_redirects", "robots",
                 "too_large", "bad_content" (another type, a broken coding), "stopped" (by the caller) or "http_404" and
                 so on
    url          the URL that failed: the redirect's target where that failed, not the page asked for
    passing      whether the same request may succeed later
    whole_host   whether the host refuses for now, so that its other pages need not be tried
    retry_after  seconds that the server asks to wait, None where it does not say
    """

    code: str  # type: ignore[misc]  # the root declares one code a class; here each error has its own

    def __init__(
        self,
        code: str,
        message: str,
        *,
        url: str,
        passing: bool | None = None,
        whole_host: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, doc_id=cut(url, limit=300))
        self.code = code
        self.url = url
        self.passing = _may_pass(code) if passing is None else passing
        self.whole_host = whole_host
        self.retry_after = retry_after


def _may_pass(code: str) -> bool:
    return code in PASSING or (code.startswith("http_5") and code not in {"http_501", "http_505"})
