"""Pages laid out by tables, `<br>` and bare `<div>` → the same page in paragraphs, so that its text has its breaks.

Changes a tree of `markup.parse` in place. No text is added or lost, but for a space where a line of a cell ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from extractor.sources.markup import BREAKING, SILENT, text_of

_CONTAINERS = ("div", "section", "article", "main", "body", "center", "dd")
_PARTS = ("tbody", "thead", "tfoot", "tr", "td", "th", "caption")
_BLOCKS = tuple(BREAKING - {"br", "body", "caption", "td", "th", "tr", "tbody", "thead", "tfoot"})
_INLINE = frozenset("span font b strong i em u small big center".split())
_LONG, _CELL, _FOLD = 40, 400, 55


def to_paragraphs(tree: Any) -> None:
    """Tables that lay the page out and the site's own elements become divs; runs of loose text in containers become paragraphs."""
    for element in [item for item in tree.iter() if isinstance(item.tag, str) and "-" in item.tag]:
        # elements of the site's own making, which no reader of HTML knows
        element.tag = "div" if any(inner.tag in BREAKING for inner in element.iterdescendants()) else "span"
    _open_inline(tree)
    tables = [table for table in tree.iter("table") if _lays_out(table)]
    parts = [[part for part in table.iter(*_PARTS) if next(part.iterancestors("table")) is table] for table in tables]
    for table, own in zip(tables, parts, strict=True):
        for element in (table, *own):
            element.tag = "div"
    for cell in tree.iter("td", "th"):
        for end in list(cell.iter("br")):
            end.tail = " " + (end.tail or "")
            end.drop_tag()
    for block in list(tree.iter("pre")):
        _unfold(block)
    containers = list(tree.iter(*_CONTAINERS))
    wrapped = {_kind(element) for element in containers if _wrap(element, _LONG)}
    for element in containers:
        if _kind(element) in wrapped and element.find("p") is None:
            _wrap(element, 1)


def _open_inline(tree: Any) -> None:
    """Inline elements that paragraphs and other blocks stand in become divs, as browsers show them."""
    for block in list(tree.iter(*_BLOCKS)):
        around = block.getparent()
        while around is not None and around.tag in _INLINE:
            around.tag = "div"
            around = around.getparent()


def _lays_out(table: Any) -> bool:
    """Whether a table arranges the page: it says so, or holds tables, the heading or running text rather than data."""
    if table.get("role") == "presentation" or table.find(".//table") is not None or table.find(".//h1") is not None:
        return True
    cells = list(table.iter("td", "th"))
    return len(cells) == 1 or any(
        len(cell.findall(".//p")) + len(cell.findall(".//br")) >= 2 and len(text_of(cell)) > _CELL for cell in cells
    )


def _unfold(block: Any) -> None:
    """A <pre> of prose as paragraphs: a blank line or a short line ends one, a long line runs on."""
    text = str(block.xpath("string()"))
    if block.find(".//code") is not None or len(text) < _CELL:
        return
    for child in list(block):
        block.remove(child)
    block.tag, block.text = "div", None
    open_end = False
    for part in text.splitlines():
        if part.strip() and open_end:
            block[-1].text += " " + part.strip()
        elif part.strip():
            etree.SubElement(block, "p").text = part.strip()
        open_end = len(part.strip()) >= _FOLD


def _kind(element: Any) -> tuple[Any, str, str | None]:
    """What the paragraphs of one article have in common where they are no <p>."""
    return element.getparent(), element.tag, element.get("class")


def _wrap(element: Any, least: int) -> bool:
    """Put the runs of loose text with at least so many characters into <p>; whether there was one."""
    found = False
    for before, text, items in list(_runs(element)):
        said = "".join([text or "", *(item.xpath("string()") + (item.tail or "") for item in items)])
        if len(said.strip()) < least:
            continue
        found = True
        paragraph = element.makeelement("p")
        paragraph.text = text
        if before is None:
            element.text = None
            element.insert(0, paragraph)
        else:
            before.tail = None
            element.insert(element.index(before) + 1, paragraph)
        paragraph.extend(items)
    return found


def _runs(element: Any) -> Iterator[tuple[Any, str | None, list[Any]]]:
    """The stretches of text and inline elements between a container's blocks: (block before, text, elements)."""
    before, text = None, element.text
    items: list[Any] = []
    for child in element:
        if child.tag in SILENT or (child.tag in BREAKING and child.tag != "br"):
            yield before, text, items
            before, text, items = child, child.tail, []
        else:
            items.append(child)
    yield before, text, items
