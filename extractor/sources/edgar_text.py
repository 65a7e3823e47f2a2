"""The text of a filing's page or plain text file.

A page is read whole: filings have no menus, and a figure lost is worse than a line too many. What a style hides
(inline XBRL's header) is left out. In a text file the lines of prose are joined into paragraphs, tables keep theirs.
"""

from __future__ import annotations

import re

from extractor.sources.story import ticker
from extractor.sources.symbols import Named, unique
from extractor.sources.xml import Element, line, local, visible

_EXHIBIT = re.compile(r"\s*ex(?:hibit)?[\s.\-–—]*99(?:[.\-]\d{1,3})?[a-z]?\s*", re.IGNORECASE)
_MARKS = re.compile(r"^[ \t]*</?(?:PAGE|TABLE|CAPTION|S|C|FN|F\d|R|PRE|B|I|U)>(?:[ \t]*<(?:S|C)>)*[ \t]*", re.M | re.I)
_PAGE_NUMBER = re.compile(
    r"^[ \t]*(?:-[ \t]*\d{1,3}[ \t]*-|page \d{1,3}(?: of \d{1,3})?(?: pages)?)[ \t]*$", re.M | re.I
)
_COLUMNS = re.compile(r"\S(?: {3,}|\t)\S|^\s*[-=_]{5,}\s*$")
_HEADINGS = ("h1", "h2", "h3")


def page(markup: str) -> tuple[Element, str | None, str]:
    """A page's root, its first heading and its text. Raises SourceError for markup that can't be read."""
    root, text = visible(markup)
    heading = next((words for node in root.iter(*_HEADINGS) if (words := line(node))), None)
    if heading is not None and (_EXHIBIT.fullmatch(heading) or len(heading.split()) < 3):
        heading = None
    return root, heading, _without_label(text)


def trading_symbols(root: Element) -> list[Named]:
    """The symbols that a page's inline XBRL gives for the company."""
    return unique(
        mark
        for node in root.iter()
        if local(node).startswith("ix:") and (node.get("name") or "").lower() == "dei:tradingsymbol"
        for mark in ticker(line(node))
    )


def paragraphs(text: str) -> str:
    """A text file's paragraphs, each on one line; a block with columns keeps its lines."""
    text = _PAGE_NUMBER.sub("", _MARKS.sub("", text.replace("\r\n", "\n").replace("\x0c", "\n")))
    blocks = re.split(r"\n[ \t]*(?:\n[ \t]*)+", text)
    return _without_label("\n\n".join(filter(None, map(_block, blocks))))


def _block(block: str) -> str:
    lines = [text.rstrip() for text in block.split("\n") if text.strip()]
    if any(_COLUMNS.search(text.strip()) for text in lines):
        return "\n".join(lines)
    return " ".join(text.strip() for text in lines)


def _without_label(text: str) -> str:
    """`text` without the line "Exhibit 99.1" on top."""
    first, _, rest = text.lstrip().partition("\n")
    return rest.lstrip("\n") if _EXHIBIT.fullmatch(first) and rest.strip() else text
