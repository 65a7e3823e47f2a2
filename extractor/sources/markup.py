"""HTML text → a tree, and what the page's modules ask of it: lines of text, words of class names, amounts of prose.

The tree is parsed once a page. No network, no scripts; comments are gone. Nesting below `_DEPTH` levels is cut off, so
that nothing that walks the tree recursively can run out of stack. Refuses (SourceError): markup that gives no tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html

from extractor.errors import SourceError

_DEPTH = 200
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORD = re.compile(r"[^A-Za-z0-9]+")
_NAMING = ("class", "id", "role", "data-component", "data-testid", "data-test-locator", "data-module", "itemprop")
_TITLE_WORDS = re.compile(
    r" (?:(?:article|entry|post|story|art|news|page|content) (?:title|headline|heading|hed)|headline|title) "
)
GENERIC = re.compile(
    r"(?:(?:press|media|news|latest|view|display|company|corporate|regulatory|stock exchange|official|releases?|article|announcement|story)\s+)*"
    r"(?:news|press releases?|releases?|announcements?|articles?|home(?: ?page)?|details?|stor(?:y|ies)|notices?|untitled(?: document)?)",
    re.IGNORECASE,
)
"""Headings and titles that name no article but the kind of page."""
SILENT = frozenset({"script", "style", "template", "noscript", "svg", "math", "iframe", "object", "head", "select"})
"""Elements whose text no reader sees."""
BREAKING = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr "
    "ul".split()
)
"""Elements that begin a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a reader sees as a line of the page: its text, the element that begins it, how much of it is links, and the
    same text with a space where an inline element begins or ends, as styles often set them apart."""

    text: str
    element: Any
    linked: int
    spaced: str


@dataclass(slots=True)
class Size:
    """Characters of an element's text, of that outside links, and of that in links."""

    text: int = 0
    prose: int = 0
    linked: int = 0

    def add(self, text: str | None) -> None:
        """Count text that is not in a link of the element."""
        amount = len(text.strip()) if text else 0
        self.text += amount
        self.prose += amount


_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    r"|&#[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|[fF]{3}[eEfF])(?![0-9a-fA-F]);?"
    r"|&#0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|6553[45])(?![0-9]);?"
)
"""Characters that libxml2 reads but lets nobody write into a tree."""


def parse(markup: str, *, name: str | None = None) -> Any:
    """The root of the page's tree (an lxml.html element)."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        sound = _UNFIT.sub(" ", markup).encode("utf-8", errors="replace")
        tree = html.document_fromstring(sound, parser=parser)
    except (etree.Error, ValueError, AssertionError) as error:
        raise SourceError(
            f"no article was found, the page's markup can't be parsed ({type(error).__name__}); pass its text instead",
            doc_id=name,
        ) from error
    _cut_depth(tree)
    return tree


def _cut_depth(tree: Any) -> None:
    depth, deep = 0, []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth == _DEPTH and len(element):
            deep.append(element)
    for element in deep:
        text = " ".join(element.xpath("string()").split())
        for child in list(element):
            element.remove(child)
        element.text = text


def drop(element: Any) -> None:
    """Take an element out of its tree and leave the text behind it where it is."""
    if element.getparent() is not None:
        element.drop_tree()


def line(text: str) -> str:
    """`text` on one line."""
    return " ".join(text.split())


def text_of(element: Any) -> str:
    """The text of an element and all in it, on one line."""
    return line(element.xpath("string()"))


def words(element: Any) -> str:
    """The words of an element's class, id, role and test names, in lower case with single spaces around them.

    "Recirc_moreFrom__1Lp" → " recirc more from 1 lp ".
    """
    return _words(" ".join([value for key in _NAMING if (value := element.get(key))])[:500])


@lru_cache(maxsize=8192)
def _words(names: str) -> str:
    # pages repeat their names a hundred times
    return f" {_NOT_WORD.sub(' ', _CAMEL.sub(' ', names)).lower().strip()} "


def lines(tree: Any) -> list[Line]:
    """The visible lines of the page in order."""
    found: list[Line] = []
    parts: list[str] = []
    start, links, linked, silent = tree, 0, 0, 0

    def flush(element: Any) -> None:
        nonlocal start, linked
        text = line("".join(parts))
        if text:
            found.append(Line(text, start, linked, line(" ".join(parts))))
        parts.clear()
        start, linked = element, 0

    def add(text: str | None) -> None:
        nonlocal linked
        if text and not silent:
            parts.append(text)
            linked += len(line(text)) if links else 0

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if event == "start":
            silent += tag in SILENT
            links += tag in {"a", "button"}
            if tag in BREAKING:
                flush(element)
            add(element.text)
        else:
            silent -= tag in SILENT
            links -= tag in {"a", "button"}
            if tag in BREAKING:
                parent = element.getparent()
                flush(tree if parent is None else parent)
            add(element.tail)
    flush(tree)
    return found


def measure(tree: Any) -> dict[Any, Size]:
    """How much text each element holds."""
    sizes: dict[Any, Size] = {}
    for element in reversed(list(tree.iter(etree.Element))):
        size = Size()
        if element.tag not in SILENT:
            size.add(element.text)
            for child in element:
                if (inner := sizes.get(child)) is not None:
                    size.text += inner.text
                    size.prose += inner.prose
                    size.linked += inner.linked
                size.add(child.tail)
        if element.tag in {"a", "button"}:
            size.prose, size.linked = 0, size.text
        sizes[element] = size
    return sizes


def ancestors(element: Any) -> Iterator[Any]:
    """An element and those around it, from the inside out."""
    while element is not None:
        yield element
        element = element.getparent()


def heading(tree: Any) -> Any:
    """The element of the article's title: an h1 that is not the site's name, else one whose name says so."""
    headings = [item for item in tree.iter("h1") if text_of(item) and not _leads_home(item)]
    inside = [item for item in headings if any(around.tag in {"article", "main"} for around in ancestors(item))]
    first = next(iter(inside or headings), None)
    if first is not None and GENERIC.fullmatch(text_of(first)) is None:
        return first
    other = _other_heading(tree, named=first is None)
    return first if other is None else other


def _other_heading(tree: Any, *, named: bool = True) -> Any:
    titled = key(text_of(title)) if (title := tree.find(".//title")) is not None else ""
    for item in tree.iter("h2", "h3"):
        text = text_of(item)
        if len(text) >= 20 and key(text) in titled and not _leads_home(item):
            return item
    for item in tree.iter("h2", "h3", "div", "span", "p", "td", "b", "font"):
        if (
            (named or len(text_of(item).split()) >= 5)
            and _TITLE_WORDS.search(words(item)) is not None
            and 10 <= len(text_of(item)) <= 250
            and not _leads_home(item)
            and item.find("*//p") is None
        ):
            return item
    return None


def key(text: str) -> str:
    """`text` for comparing names and titles: without case, marks, spaces and a leading "The"."""
    return re.sub(r"[\W_]+", "", re.sub(r"^the\s+", "", text.casefold()))


def is_front_page(url: str) -> bool:
    """Whether an address leads to a site's front page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not parts.path.strip("/") and not parts.query and not parts.fragment


def _leads_home(element: Any) -> bool:
    return any(is_front_page(link.get("href")) for link in element.iter("a") if link.get("href"))
