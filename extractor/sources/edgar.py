"""Filings of the SEC's EDGAR → Documents: full submission text files, and bare XML of Forms 3, 4, 5 and Schedule 13.

Of a submission the main document is read, and of an 8-K or 6-K each EX-99 (press releases) too. Ownership forms and
the XML of Schedules 13D and 13G are rendered as sentences; a page is read whole, a text's lines are joined into
paragraphs. Other exhibits, graphics, XBRL and archives are passed over. A document that is a PDF, over the size limit,
without its end or without text, and text outside of documents, become Rejected; so does a submission with nothing to
read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, Unpack
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from extractor.errors import SourceError
from extractor.sources import edgar_ownership, edgar_schedule
from extractor.sources.decode import MAX_SIZE, decode
from extractor.sources.document import Item, Reading
from extractor.sources.edgar_text import page, paragraphs, trading_symbols
from extractor.sources.formats import looks_html
from extractor.sources.page import RAW_SIZE
from extractor.sources.story import rejected, story
from extractor.sources.symbols import Named
from extractor.sources.xml import elements, local

SOURCE = "SEC EDGAR"

_LINE = 65_536
# companies, keys and items kept of one header; joint filings name a few dozen
_MOST = 200
_BARE = re.compile(rb"(?:\xef\xbb\xbf)?<(?:\?xml|!--|(?:\w+:)?(?:ownershipDocument|edgarSubmission)\b)", re.I)
_TAG = re.compile(rb"\s*<(/?[A-Z][A-Z0-9-]*)>[ \t]*([^\r\n]*)")
_NEW_SUBMISSION = {"SEC-DOCUMENT", "SEC-HEADER", "IMS-DOCUMENT", "IMS-HEADER", "SUBMISSION"}
_CLOSED = {f"/{name}" for name in _NEW_SUBMISSION}
_ENVELOPE = re.compile(rb"-----(BEGIN|END) PRIVACY-ENHANCED MESSAGE-----")
_WITH_RELEASES = ("8-K", "6-K")
_UNREADABLE = re.compile(rb"\s*(?:<PDF>|%PDF-|<(?:ZIP|EXCEL|XLSX|JPG|GIF)>|begin [0-7]{3} )", re.IGNORECASE)
_OPENING = re.compile(rb"<(?:XML|XBRL)>", re.IGNORECASE)
_CLOSING = re.compile(rb"</(?:XML|XBRL)>\Z", re.IGNORECASE)
_XML_ROOT = re.compile(
    rb"\A\s*(?:\xef\xbb\xbf)?(?:<\?[^>]{0,400}\?>\s*)*(?:<!--.{0,400}?-->\s*)?<(?:\w+:)?(\w+)", re.DOTALL
)


@dataclass(slots=True)
class _Submission:
    """What a submission's header says."""

    form: str = ""
    accession: str = ""
    filed: str = ""
    accepted: str = ""
    period: str = ""
    companies: list[str] = field(default_factory=list)
    ciks: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    tickers: list[Named] = field(default_factory=list)
    documents: int = 0
    yielded: int = 0
    types: list[str] = field(default_factory=list)

    def note(self, key: str, value: str) -> None:
        key, value = key.upper().replace("-", " "), value.strip()
        if key in {"CONFORMED SUBMISSION TYPE", "TYPE", "FORM TYPE"}:
            self.form = self.form or value
        elif key == "ACCESSION NUMBER":
            self.accession = value
        elif key in {"SEC DOCUMENT", "IMS DOCUMENT"}:
            self.accession = self.accession or value.partition(".")[0]
        elif key in {"FILED AS OF DATE", "FILING DATE"}:
            self.filed = value
        elif key == "ACCEPTANCE DATETIME":
            self.accepted = value
        elif key in {"CONFORMED PERIOD OF REPORT", "PERIOD"}:
            self.period = value
        elif (kept := self._list(key)) is not None and value not in kept and len(kept) < _MOST:
            kept.append(value)

    def _list(self, key: str) -> list[str] | None:
        if key in {"ITEM INFORMATION", "ITEMS"}:
            return self.items
        if key in {"COMPANY CONFORMED NAME", "CONFORMED NAME"}:
            return self.companies
        return self.ciks if key in {"CENTRAL INDEX KEY", "CIK"} else None

    def published(self) -> list[datetime | str]:
        """When EDGAR accepted it (its clock is New York's), else the day of filing."""
        try:
            accepted = datetime.strptime(self.accepted[:14], "%Y%m%d%H%M%S")
        except ValueError:
            return [self.filed]
        try:
            accepted = accepted.replace(tzinfo=ZoneInfo("America/New_York"))
        except ZoneInfoNotFoundError:
            return [accepted, self.filed]
        # the offset of that day, as other sources give it
        return [datetime.fromisoformat(accepted.isoformat()), self.filed]

    def wants(self, kind: str) -> bool:
        return self.documents == 1 or (
            kind.upper().startswith("EX-99") and self.form.upper().startswith(_WITH_RELEASES)
        )


@dataclass(slots=True)
class _Part:
    """One <DOCUMENT> of a submission."""

    origin: str
    wanted: bool = False
    type: str = ""
    sequence: str = ""
    filename: str = ""
    description: str = ""
    text: bytearray = field(default_factory=bytearray)
    lost: int = 0
    begun: bool = False
    ended: bool = False


def read(file: BinaryIO, *, name: str, **reading: Unpack[Reading]) -> Iterator[Item]:
    """The filings of a file in order; memory for one document."""
    first = file.readline(_LINE)
    while first and not first.strip():
        first = file.readline(_LINE)
    if _BARE.match(first.lstrip()) or first.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield from _bare(_Joined(first, file), name, reading)
    else:
        yield from _submissions(first, file, name, reading)


class _Joined(io.RawIOBase):
    """A stream with what was read of it put back in front."""

    def __init__(self, head: bytes, file: BinaryIO) -> None:
        self._head, self._file = head, file

    def read(self, size: int = -1) -> bytes:
        head, self._head = self._head, b""
        return head or self._file.read(size)


def _bare(file: Any, name: str, reading: Reading) -> Iterator[Item]:
    number = 0
    try:
        limit = reading.get("max_size", MAX_SIZE)
        for root in elements(file, "ownershipDocument", "edgarSubmission", max_size=limit):
            number += 1
            yield _form(root, _Submission(), _Part(f"{name}#{number}"), "", reading)
    except SourceError as error:
        yield rejected(str(error), origin=f"{name}#{number + 1}")
    else:
        if number == 0:
            yield rejected("no <ownershipDocument> or <edgarSubmission> is in it", origin=name)


def _submissions(line: bytes, file: BinaryIO, name: str, reading: Reading) -> Iterator[Item]:
    limit = reading.get("max_size", MAX_SIZE)
    filing = _Submission()
    part: _Part | None = None
    number = 0
    stray = bytearray()
    fresh = True
    while line:
        tag = _TAG.match(line) if fresh else None
        key = tag[1].decode().upper() if tag else ""
        envelope = _ENVELOPE.match(line) if part is None else None
        key = "SUBMISSION" if envelope is not None and envelope[1] == b"BEGIN" else key
        value = tag[2].decode("utf-8", "replace").strip() if tag else ""
        if key == "DOCUMENT" or (part is None and key in _NEW_SUBMISSION):
            for item in _closing(part, stray, filing, f"{name}#{number + 1}", reading):
                number += part is None
                yield item
            stray.clear()
            part = None
        if key == "DOCUMENT":
            number += 1
            filing.documents += 1
            part = _Part(f"{name}#{number}")
        elif part is not None and key == "/DOCUMENT":
            part.ended = True
            yield from _closing(part, stray, filing, part.origin, reading)
            part = None
        elif part is not None:
            _take(part, filing, key, value, line, limit)
        elif key in _NEW_SUBMISSION:
            if filing.documents or (filing.form and key != "SEC-HEADER"):
                yield from _nothing(filing, name)
                filing = _Submission()
            filing.note(key, value)
        elif filing.documents == 0:
            label, colon, said = line.decode("utf-8", "replace").strip().partition(":")
            filing.note(*((key, value) if key or not colon else (label, said)))
        elif line.strip() and key not in _CLOSED and envelope is None:
            stray += line[: max(0, RAW_SIZE - len(stray))]
        fresh = line.endswith(b"\n")
        line = file.readline(_LINE)
    yield from _closing(part, stray, filing, f"{name}#{number + 1}", reading)
    yield from _nothing(filing, name)


def _take(part: _Part, filing: _Submission, key: str, value: str, line: bytes, limit: int) -> None:
    """One line of a document."""
    if part.begun:
        if key == "/TEXT":
            part.begun, part.ended = False, True
        elif part.wanted and len(part.text) <= limit:
            part.text += line
        elif part.wanted:
            part.lost += len(line)
    elif key == "TEXT":
        part.begun = True
        part.wanted = filing.wants(part.type)
        if len(filing.types) < _MOST:
            filing.types.append(part.type or "?")
    elif key == "TYPE":
        part.type = value
    elif key == "SEQUENCE":
        part.sequence = value
    elif key == "FILENAME":
        part.filename = value
    elif key == "DESCRIPTION":
        part.description = value


def _closing(
    part: _Part | None, stray: bytearray, filing: _Submission, origin: str, reading: Reading
) -> Iterator[Item]:
    """What a document, or the text between documents, gives."""
    if part is None:
        if stray:
            yield rejected("text that stands in no <DOCUMENT>", origin=origin, raw=stray.decode("utf-8", "replace"))
        return
    if part.wanted or (not part.ended and filing.wants(part.type)):
        filing.yielded += 1
        yield _document(filing, part, reading)


def _nothing(filing: _Submission, name: str) -> Iterator[Item]:
    if filing.yielded == 0:
        found = f"only {', '.join(filing.types[:20])}" if filing.types else "no <DOCUMENT> with a <TEXT>"
        yield rejected(f"the submission has nothing to read, {found}", origin=name, id=filing.accession or None)


def _document(filing: _Submission, part: _Part, reading: Reading) -> Item:
    raw = bytes(part.text)
    kept = raw[:RAW_SIZE].decode("utf-8", "backslashreplace")
    try:
        if part.lost:
            raise SourceError(f"more than {len(raw):,} bytes are over the limit; raise max_size to read it")
        if not part.ended:
            raise SourceError("the document has no end </TEXT> or </DOCUMENT>; the file breaks off here or is damaged")
        if _UNREADABLE.match(raw):
            raise SourceError(f"{part.filename or 'the document'} is no text (PDF, image or archive)")
        raw = _unwrapped(raw)
        root = _XML_ROOT.match(raw)
        if root is not None and root[1].lower() not in {b"html", b"xbrl"} and b"<?xml" in raw[:200]:
            return _xml(raw, root[1].decode(), filing, part, reading)
        text = decode(raw, max_size=reading.get("max_size", MAX_SIZE))
        title = None
        if looks_html(text):
            root, title, text = page(text)
            if filing.documents == 1:
                filing.tickers = trading_symbols(root)
        else:
            text = paragraphs(text)
    except SourceError as error:
        return rejected(str(error), origin=part.origin, raw=kept, id=_id(filing, part), code=error.code)
    return _story(text, title, filing, part, kept, reading, {})


def _unwrapped(raw: bytes) -> bytes:
    """A document without the tags that say that it is XML or XBRL."""
    raw = raw.strip()
    for _ in range(4):
        opening, closing = _OPENING.match(raw), _CLOSING.search(raw[-8:])
        if opening is None and closing is None:
            break
        raw = raw[opening.end() if opening else 0 : len(raw) - (len(closing[0]) if closing else 0)].strip()
    return raw


def _xml(raw: bytes, name: str, filing: _Submission, part: _Part, reading: Reading) -> Item:
    if name not in {"ownershipDocument", "edgarSubmission"}:
        raise SourceError(f"an XML form of a kind that is not read (<{name}>)")
    kept = raw[:RAW_SIZE].decode("utf-8", "backslashreplace")
    for root in elements(io.BytesIO(raw), name, max_size=reading.get("max_size", MAX_SIZE)):
        return _form(root, filing, part, kept, reading)
    raise SourceError(f"no <{name}> is in it")


def _form(root: Any, filing: _Submission, part: _Part, raw: str, reading: Reading) -> Item:
    """The item of an XML form."""
    if local(root) == "ownershipdocument":
        owned = edgar_ownership.render(root)
        filing.tickers = owned.tickers
        return _story(owned.text, owned.title, filing, part, raw, reading, owned.extra)
    schedule = edgar_schedule.render(root)
    return _story(schedule.text, schedule.title, filing, part, raw, reading, schedule.extra)


def _id(filing: _Submission, part: _Part) -> str | None:
    if not filing.accession:
        return None
    return filing.accession if filing.documents == 1 else f"{filing.accession}:{part.sequence or filing.documents}"


def _story(
    text: str, title: str | None, filing: _Submission, part: _Part, raw: str, reading: Reading, extra: dict[str, Any]
) -> Item:
    company = ", ".join(filing.companies)
    if title is None and filing.documents == 1 and company:
        title = f"{company}: Form {filing.form or part.type}" + (f", {'; '.join(filing.items)}" if filing.items else "")
    if title is None and part.description.upper() not in {"", part.type.upper()}:
        title = part.description
    return story(
        text,
        origin=part.origin,
        basis="edgar",
        reading=reading,
        raw=raw,
        published=filing.published(),
        tickers=filing.tickers,
        id=_id(filing, part),
        title=title,
        source=SOURCE,
        language="en",
        extra={
            **extra,
            "form": filing.form or extra.get("form") or part.type,
            "accession": filing.accession,
            "type": part.type,
            "company": company,
            "ciks": filing.ciks or [extra.get("issuer_cik"), *extra.get("owner_ciks", [])],
            "items": filing.items,
            "report_period": filing.period,
        },
    )
