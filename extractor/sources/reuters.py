"""Newswire in the SGML of the Reuters-21578 collection → Documents, one <REUTERS> record at a time.

Wire lines are joined into paragraphs (an indented line begins one); rows of figures keep their lines. The dateline
stays in front of the text, the sign-off goes. Topics, places and the other lists of codes are in `extra`. A record
without its end, over the size limit or without text, and text between records, become Rejected.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import BinaryIO, Unpack

from extractor.sources.decode import MAX_SIZE
from extractor.sources.document import Item, Reading
from extractor.sources.story import byline, rejected, story, ticker
from extractor.sources.symbols import Named

_CHUNK = 65_536
_EDGE = re.compile(rb"<REUTERS(?=[\s>])|</REUTERS\s*>", re.IGNORECASE)
# Characters that are searched for a tag's end, a record's attributes and a list's codes.
_LONGEST_EDGE, _LONGEST_HEAD, _LONGEST_LIST = 32, 2_000, 10_000
_NO_STORY = re.compile(
    rb"<!DOCTYPE[^>]{0,999}>|<!--.{0,999}?-->|</?lewis[^>]{0,99}>|[\s\x00-\x1f]+|\xef\xbb\xbf", re.I | re.DOTALL
)

_ATTRIBUTE = re.compile(r"([A-Z]+)\s*=\s*\"([^\"]*)\"", re.IGNORECASE)
_LISTS = ("topics", "places", "people", "orgs", "exchanges", "companies")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_AGENCY = re.compile(r",?\s*\breuters?\.?\s*$", re.IGNORECASE)
_CODE = re.compile(r"((?:(?:\b[A-Z][\w.'\-]{0,40}|&) ){0,6})<([A-Z]{1,5}(?:\.[A-Z]{1,2})?)>")
_COLUMNS = re.compile(r"\S {3,}\S")
_SENTENCE_END = re.compile(r"[.!?:;,][\"')]*$")


def read(file: BinaryIO, *, name: str, **reading: Unpack[Reading]) -> Iterator[Item]:
    """The stories of a file in order; memory for one record."""
    number = 0
    inside = False
    for part, lost, edge in _parts(file, reading.get("max_size", MAX_SIZE)):
        trouble = None
        if lost:
            trouble = f"a record of more than {lost:,} bytes is over the limit; is an end tag missing?"
        elif inside and not edge.startswith(b"</"):
            trouble = "the record has no end tag </REUTERS>; the file breaks off here or is damaged"
        elif not inside and _NO_STORY.sub(b"", part):
            trouble = "text that stands in no <REUTERS> record"
        if inside or trouble:
            number += 1
            origin = f"{name}#{number}"
            raw = ("<REUTERS" if inside else "") + _decode(part)
            yield rejected(trouble, origin=origin, raw=raw) if trouble else _story(raw, origin, reading)
        inside = bool(edge) and not edge.startswith(b"</")
    if number == 0:
        yield rejected("no <REUTERS> record is in it", origin=name)


def _parts(file: BinaryIO, limit: int) -> Iterator[tuple[bytes, int, bytes]]:
    """What stands before each tag that starts or ends a record, how many bytes of it are lost for their number, and
    the tag; b"" at the end of the file."""
    buffer = bytearray()
    searched = lost = 0
    while True:
        edge = _EDGE.search(buffer, searched)
        if edge is not None:
            yield bytes(buffer[: edge.start()]), lost, edge[0]
            del buffer[: edge.end()]
            searched = lost = 0
            continue
        searched = max(0, len(buffer) - _LONGEST_EDGE)
        if searched > limit:
            lost += searched
            del buffer[:searched]
            searched = 0
        chunk = file.read(_CHUNK)
        if not chunk:
            yield bytes(buffer), lost, b""
            return
        buffer += chunk


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _story(raw: str, origin: str, reading: Reading) -> Item:
    head = dict(_ATTRIBUTE.findall(raw[: raw.find(">") + 1][:_LONGEST_HEAD]))
    fields = {key.upper(): value for key, value in head.items()}
    body = _field(raw, "BODY")
    # Unprocessed stories have no parts: what is in <TEXT> is the story.
    text = _field(raw, "TEXT") if body is None and _field(raw, "TITLE") is None else body
    title = " ".join(_plain(_field(raw, "TITLE")).split()) or None
    dateline = _plain(_field(raw, "DATELINE")).strip()
    author = " ".join(_plain(_field(raw, "AUTHOR")).split())
    text = _without_sign_off(_plain(text))
    lists = {key: _list(raw, key) for key in _LISTS}
    return story(
        _paragraphs(f"{dateline} {text.lstrip()}" if dateline and text.strip() else text),
        origin=origin,
        basis="reuters-sgml",
        reading=reading,
        raw=raw,
        published=[" ".join(_plain(_field(raw, "DATE")).split())],
        tickers=_codes(f"{title or ''}\n{text}"),
        id=fields.get("NEWID"),
        title=title,
        source="Reuters",
        authors=byline(_AGENCY.sub("", author)),
        extra={**lists, "dateline": dateline},
    )


def _field(raw: str, tag: str) -> str | None:
    """What stands in an element, None where there is none; an element without its end runs to the next of them."""
    found = re.search(rf"<{tag}\b[^>]{{0,200}}>(.*?)(?:</{tag}>|</TEXT>|</REUTERS>|\Z)", raw, re.IGNORECASE | re.DOTALL)
    return found[1] if found else None


def _list(raw: str, tag: str) -> list[str]:
    items = re.findall(r"<D>(.*?)</D>", (_field(raw, tag) or "")[:_LONGEST_LIST], re.IGNORECASE | re.DOTALL)
    return [" ".join(_plain(item).split()) for item in items]


def _plain(text: str | None) -> str:
    """A field with its references read and without the wire's control characters."""
    text = html.unescape((text or "").replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROL.sub("", text)


def _without_sign_off(text: str) -> str:
    """`text` without the agency's name that ends a story."""
    body, _, last = text.rstrip().rpartition("\n")
    return body if last.strip().lower() in {"reuter", "reuters"} else text


def _codes(text: str) -> Iterator[Named]:
    """Symbols as the wire writes them, "Name Corp <ABC.O>"; in a title all in capitals the name has no beginning."""
    for name, symbol in _CODE.findall(" ".join(text.split())):
        yield from ticker(symbol, None if name.isupper() else name.strip())


def _paragraphs(text: str) -> str:
    """Wire lines → paragraphs with a blank line between them; rows that follow one another stay lines of one block."""
    paragraphs: list[list[str]] = []
    apart = True
    for line in text.expandtabs().split("\n"):
        if not line.strip():
            apart = True
            continue
        if apart or line.startswith("  ") or _COLUMNS.search(line.strip()):
            paragraphs.append([])
        paragraphs[-1].append(line.strip())
        apart = _COLUMNS.search(line.strip()) is not None
    blocks: list[str] = []
    rows = False
    for lines in paragraphs:
        row = len(lines) == 1 and _SENTENCE_END.search(lines[0]) is None
        if row and rows:
            blocks[-1] += "\n" + lines[0]
        else:
            blocks.append(" ".join(lines))
        rows = row
    return "\n\n".join(blocks)
