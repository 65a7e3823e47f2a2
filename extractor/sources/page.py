"""One HTML page or plain text → one Document, told apart by the content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, ClassVar, Unpack

from extractor.errors import SourceError, cut
from extractor.sources.decode import MAX_SIZE, decode
from extractor.sources.document import Document, Item, Reading, ReadOptions, Rejected
from extractor.sources.formats import looks_html
from extractor.sources.plain import read_text

RAW_SIZE = 100_000
"""Characters of a refused page that are kept with the reason."""


class InternalError(SourceError):
    """A defect of this package, or of a library it uses, that an input brought to light."""

    code: ClassVar[str] = "internal"


def internal(error: Exception, *, name: str) -> InternalError:
    """What to raise, or to put into a Rejected, for an exception that no reader should let through."""
    return InternalError(
        f"reading it failed unexpectedly ({type(error).__name__}: {cut(str(error)) or 'no message'}); "
        "please report it, with the input",
        doc_id=name,
    )


def read(file: BinaryIO, *, name: str, **reading: Unpack[Reading]) -> Iterator[Item]:
    """The one article of a file, or why there is none."""
    raw = file.read(reading.get("max_size", MAX_SIZE) + 1)
    try:
        yield read_any(raw, name=name, **reading)
    except SourceError as error:
        kept = raw[:RAW_SIZE].decode("utf-8", errors="backslashreplace")
        yield Rejected(origin=name, code=error.code, message=str(error), raw=kept)


def read_any(raw: bytes, *, name: str, **options: Unpack[ReadOptions]) -> Document:
    """One article from the bytes of a file, HTML or text; options as in `read_text`.

    `name` (the file's name) becomes `Document.origin` and stands in messages. Raises SourceError as `read_text` does, and
    InternalError for anything unexpected, so that one page can't end the run of many.
    """
    try:
        return _read_any(raw, name=name, **options)
    except SourceError:
        raise
    except Exception as error:
        raise internal(error, name=name) from error


def _read_any(raw: bytes, *, name: str, **options: Unpack[ReadOptions]) -> Document:
    options.setdefault("origin", name)
    text = decode(raw, name=name, max_size=options.get("max_size", MAX_SIZE))
    if looks_html(text):
        # trafilatura comes along only where a page is read
        from extractor.sources.html import read_html

        return read_html(text, **options)
    return read_text(text, **options)
