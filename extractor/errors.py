"""The errors of the package, one root. Each names the document and says what to do next.

`code` is a short stable string for dead-letter records and for scripts.
"""

from typing import ClassVar


class ExtractorError(Exception):
    """Root of every error this package raises on purpose.

    `doc_id` names the document where one is known.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, doc_id: str | None = None) -> None:
        super().__init__(f"{doc_id}: {message}" if doc_id else message)
        self.doc_id = doc_id


class SourceError(ExtractorError):
    """Input that can't be read as a document."""

    code = "source"


class RecordError(ExtractorError):
    """A record that breaks the contract (a span whose text differs, an impossible value)."""

    code = "record"


class ModelError(ExtractorError):
    """A model that is missing, damaged or of another version, or that failed on an input."""

    code = "model"


class SinkError(ExtractorError):
    """Output that can't be written."""

    code = "sink"


class ConfigError(ExtractorError):
    """An option or setting that makes no sense."""

    code = "config"


def cut(text: str, *, limit: int = 80) -> str:
    """`text` on one line, at most `limit` characters, for use in messages."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
