"""XML from strangers, and the text of marked-up elements.

`elements` streams the outermost elements of some names out of a file, holding one at a time. Nothing is fetched, no
entity is expanded and no document type is loaded; names of HTML ("&nbsp;") are read as what they mean, any other
entity stays in the text as it is written. Refuses (SourceError): broken markup, nesting deeper than 256, text of more
than 10 MB in one piece, an element larger than the limit, entities that grow. `layout` and `visible` write the text
of an element as paragraphs, with a line for each row of a table.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from html.entities import html5
from io import BytesIO
from typing import Any, BinaryIO, TypeAlias

from lxml import etree

from extractor.errors import SourceError, cut
from extractor.sources.decode import MAX_SIZE

Element: TypeAlias = Any
"""lxml's element; it brings no types."""

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
"""The name of the attribute xml:lang."""

_CHUNK = 65_536
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z_][\w.\-]{0,63});")
_OPEN_END = re.compile(rb"&[\w.\-]{0,64}\Z")

_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_BLOCKS = frozenset(
    "address article aside bl blockquote bq block body br caption center dd details div dl dt fieldset fn footer form "
    "h1 h2 h3 h4 h5 h6 header hl1 hl2 hr html legend li main nav ol p pre section summary table tbody tfoot thead "
    "ul".split()
)
_SKIPPED = frozenset("head ix:header link meta nitf-table-metadata noscript script style template title".split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BULLET = re.compile(r"[•·▪◦‣●○\-–—*o§]|\(?[a-z0-9]{1,4}[.)]", re.IGNORECASE)
# Pages of figures put the sign of a currency, brackets and per cent signs in columns of their own.
_BEFORE_FIGURE = re.compile(r"((?:^|\| )-?\(?(?:US|C|A|HK|NZ)?[$€£¥]? ?\(?) \| (?=[\d(.])")
_AFTER_FIGURE = re.compile(r"(?<=[\d)]) \| (?=(?:[)%]+|bps|pts)(?: \||$))")
_LONG_CELL = 100


def elements(file: BinaryIO, *names: str, max_size: int = MAX_SIZE) -> Iterator[Element]:
    """Each outermost element with one of these local names, in order, until the file ends.

    An element is emptied when the next is asked for. Raises SourceError, after what came before, where the markup
    breaks or where more than `max_size` bytes go by without an element's end.
    """
    wanted = tuple(f"{{*}}{name}" for name in names)
    head = file.read(_CHUNK)
    wide = head[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    parser = etree.XMLPullParser(
        events=("start", "end"), tag=wanted, encoding="utf-8" if wide else None,
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    outer, since = None, 0
    for chunk in _settled(_chunks(head, file, wide=wide)):
        since += len(chunk)
        error = _feed(parser, chunk)
        for event, element in parser.read_events():
            if event == "start":
                outer = element if outer is None else outer
            elif element is outer:
                yield element
                _forget(element)
                outer, since = None, 0
        if error is not None:
            raise error
        if since > max_size:
            raise SourceError(
                f"more than {max_size:,} bytes without the end of an article; the rest of the file is not read"
            )
    error = _feed(parser, None)
    if error is not None:
        raise error


def parse(raw: bytes, *names: str, max_size: int = MAX_SIZE) -> Element:
    """The first element with one of these names. Raises SourceError as `elements`, and where there is none."""
    for element in elements(BytesIO(raw), *names, max_size=max_size):
        return element
    raise SourceError(f"no <{'> or <'.join(names)}> is in it")


def _feed(parser: Any, chunk: bytes | None) -> SourceError | None:
    """Parse on, or close the document; what is wrong with it comes back so that earlier elements can be read first."""
    try:
        if chunk is None:
            parser.close()
        else:
            parser.feed(chunk)
    except (etree.LxmlError, AssertionError) as error:
        faults = [fault for fault in parser.feed_error_log if fault.domain_name != "NAMESPACE"]
        if len(parser.feed_error_log) and not faults:
            # a prefix that nobody declared stays part of the name; all else was read
            return None
        first = next(iter(faults), None)
        message = f"{first.message.strip()}, line {first.line}" if first is not None else str(error)
        return SourceError(f"broken XML ({cut(message, limit=160)}); what follows is not read")
    except (LookupError, ValueError) as error:
        return SourceError(f"XML in an encoding that can't be read ({cut(str(error))}); save it as UTF-8")
    return None


def _chunks(head: bytes, file: BinaryIO, *, wide: bool) -> Iterator[bytes]:
    """The file, UTF-16 as UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-16")(errors="replace") if wide else None
    chunk = head
    while chunk:
        yield decoder.decode(chunk).encode("utf-8", "replace") if decoder else chunk
        chunk = file.read(_CHUNK)


def _settled(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks without references to entities by name, so that none is left to expand or to fetch.

    HTML's names become numbers (XML itself knows five names); any other reference becomes the text that it is.
    """
    rest = b""
    for chunk in chunks:
        chunk = rest + chunk
        opened = _OPEN_END.search(chunk, max(0, len(chunk) - 70))
        rest = chunk[opened.start() :] if opened else b""
        yield _NAMED.sub(_settle, chunk[: len(chunk) - len(rest)])
    if rest:
        yield rest


def _settle(match: re.Match[bytes]) -> bytes:
    meant = html5.get(f"{match[1].decode()};")
    return b"&amp;" + match[0][1:] if meant is None else "".join(f"&#{ord(char)};" for char in meant).encode()


def _forget(element: Element) -> None:
    """Free an element and what stands before it. Its tail stays: the parser may still be writing to it."""
    element.clear(keep_tail=True)
    for node in (element, *element.iterancestors()):
        parent = node.getparent()
        while parent is not None and node.getprevious() is not None:
            del parent[0]


def local(element: Element) -> str:
    """An element's name without its namespace, in lower case."""
    return str(element.tag).rpartition("}")[2].lower()


def line(element: Element | None) -> str:
    """All text of an element on one line; "" for None."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def markup(element: Element) -> str:
    """An element as it would be written, for a dead letter."""
    return str(etree.tostring(element, encoding="unicode", with_tail=False))


def find_line(element: Element | None, *paths: str) -> str:
    """The text of the first of these paths that has any, of the element itself where no path is given; names stand
    without namespace ("docdata/doc-id")."""
    if not paths:
        return line(element)
    for path in paths:
        if element is not None and (text := line(element.find(anywhere(path)))):
            return text
    return ""


def anywhere(path: str) -> str:
    """A path of local names as a path through any namespaces; ".//a" looks at every depth."""
    below, steps = (".//", path[3:]) if path.startswith(".//") else ("", path)
    return below + "/".join(step if step == "*" else f"{{*}}{step}" for step in steps.split("/"))


def visible(markup: str, *, skip: Iterable[str] = ()) -> tuple[Element, str]:
    """An HTML page's root and all of its text that a reader sees. Raises SourceError for markup without elements."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(markup.encode("utf-8"), parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise SourceError(f"the page's markup can't be parsed ({cut(str(error))}); pass its text instead") from error
    if root is None:
        raise SourceError("the page has no text; pass the article's text instead")
    return root, layout(root, skip=skip)


def layout(root: Element, *, skip: Iterable[str] = ()) -> str:
    """The text of an element, paragraphs separated by one blank line, each row of a table on a line ("a | b").

    Elements named in `skip` (local names) are left out, as are scripts, styles and what a style hides.
    """
    left_out = _SKIPPED.union(skip)
    out = _Layout()
    walker = etree.iterwalk(root, events=("start", "end"))
    preformatted = 0
    for event, node in walker:
        tag = local(node)
        if event == "start":
            if tag in left_out or _HIDDEN.search(node.get("style") or ""):
                walker.skip_subtree()
                continue
            preformatted += tag == "pre"
            out.open(tag)
            out.write(node.text, preformatted=bool(preformatted))
            continue
        if not (tag in left_out or _HIDDEN.search(node.get("style") or "")):
            preformatted -= tag == "pre"
            out.close(tag)
        if node is not root:
            out.write(node.tail, preformatted=bool(preformatted))
    return out.text()


class _Layout:
    """Paragraphs and rows as a walk through the elements meets them."""

    def __init__(self) -> None:
        self._blocks: list[list[str]] = []
        """Blocks of lines; a table is one block."""
        self._pieces: list[str] = []
        """What the open paragraph is made of."""
        self._parts: list[str] = []
        """The closed paragraphs of the open cell."""
        self._cells: list[list[str]] | None = None
        """The closed cells of the open row."""
        self._in_table = False

    def open(self, tag: str) -> None:
        if tag == "tr":
            self._end_row()
            self._cells = []
        elif tag in _BLOCKS:
            self._end_paragraph()

    def close(self, tag: str) -> None:
        if tag in {"td", "th"} and self._cells is not None:
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag in _BLOCKS:
            self._end_paragraph()
        if tag == "table":
            self._in_table = False

    def write(self, text: str | None, *, preformatted: bool) -> None:
        if not text:
            return
        if not preformatted:
            text = _SPACE.sub(" ", text)
            if not self._pieces or self._pieces[-1][-1].isspace():
                text = text.removeprefix(" ")
        if text:
            self._pieces.append(text)

    def text(self) -> str:
        self._end_row()
        return "\n\n".join("\n".join(lines) for lines in self._blocks)

    def _end_paragraph(self) -> None:
        part = "".join(self._pieces).strip("\n").rstrip()
        self._pieces = []
        if not part.strip():
            return
        if self._cells is None:
            self._blocks.append([part])
            self._in_table = False
        else:
            self._parts.append(part.strip())

    def _end_cell(self) -> None:
        self._end_paragraph()
        if self._parts and self._cells is not None:
            self._cells.append(self._parts)
        self._parts = []

    def _end_row(self) -> None:
        if self._cells is None:
            self._end_paragraph()
            return
        self._end_cell()
        cells, self._cells = self._cells, None
        if len(cells) == 2 and len(cells[0]) == 1 and _BULLET.fullmatch(cells[0][0]):
            cells = [[f"{cells[0][0]} {cells[1][0]}", *cells[1][1:]]]
        if len(cells) == 1 and (len(cells[0]) > 1 or len(cells[0][0]) > _LONG_CELL):
            self._blocks += [[part] for part in cells[0]]
            self._in_table = False
        elif cells:
            row = " | ".join(" ".join(cell) for cell in cells)
            row = _AFTER_FIGURE.sub("", _BEFORE_FIGURE.sub(r"\1", row))
            if self._in_table:
                self._blocks[-1].append(row)
            else:
                self._blocks.append([row])
            self._in_table = True


__all__ = [
    "LANGUAGE",
    "Element",
    "anywhere",
    "elements",
    "find_line",
    "layout",
    "line",
    "local",
    "markup",
    "parse",
    "visible",
]
