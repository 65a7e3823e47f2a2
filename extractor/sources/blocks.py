"""A pruned page → the paragraphs of its article: trafilatura (fast mode) chooses, this module writes them down.

Paragraphs, headings, quotes and list items are a paragraph each; a table is one paragraph with a line per row, its
cells separated by " | ". No network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from lxml import etree, html

from extractor.errors import SourceError
from extractor.sources import page_dates
from extractor.sources.bylines import is_byline
from extractor.sources.markup import Line, ancestors, key, line, measure, words

_BLOCKS = {"p", "head", "item", "quote", "code"}
_BREAK = "\u2028"
# trafilatura drops articles under 250 characters unless told otherwise; a wire flash is shorter.
_MIN_BODY = 40
_ABOVE, _LONG, _HEAD = 400, 80, 14
_SHARE = 0.85
_FILLED = 10
_HOLDERS = frozenset({"div", "section", "article", "main", "form", "center", "header", "dd", "aside", "font", "span"})
_MARKUP = "span b i em strong font u small abbr mark cite q sup sub tt big time label ins".split()
_HEADINGS = frozenset({"h1", "h2", "h3"})
_STANDFIRST = re.compile(
    r" (?:stand ?first|sub ?(?:title|head|heading|headline)|dek|deck|lead|lede|intro|introduction|summary|excerpt|description"
    r"|alternative headline|strap ?line|abstract|teaser|key ?points|highlights|bullets) "
)


@cache
def _config() -> Any:
    from trafilatura.settings import use_config

    config = use_config()
    for option in ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE"):
        config.set("DEFAULT", option, str(_MIN_BODY))
    return config


def _region(tree: Any) -> Any:
    """A page of its own that holds nothing but the element in which nearly all of the page's prose stands."""
    sizes = measure(tree)
    body = tree.find("body")
    region = tree if body is None else body
    marked = tree.xpath("//*[@itemprop='articleBody']")
    if len(marked) == 1 and 2 * sizes[marked[0]].prose >= sizes[region].prose and sizes[marked[0]].prose >= _ABOVE:
        region = marked[0]
    most = _SHARE * sizes[region].prose
    while (
        inner := next((child for child in region if child in sizes and sizes[child].prose >= most), None)
    ) is not None:
        if inner.tag not in _HOLDERS:
            break
        region = inner
    page = html.Element("html")
    article = etree.SubElement(etree.SubElement(page, "body"), "article", {"class": "post"})
    article.text = region.text
    article.extend(list(region))
    # what marks words up tells trafilatura nothing and costs it time
    etree.strip_tags(article, *_MARKUP)
    for link in list(article.iter("a")):
        around = sizes.get(link.getparent())
        if around is not None and 3 * around.linked < around.text:
            link.drop_tag()
    for inner in list(article.iterdescendants("article", "main")):
        inner.tag = "div"
    if article.find(".//p") is None:
        # without paragraphs trafilatura takes a div for one, whatever is in it
        for inner in list(article.iterdescendants("div", "section", "header")):
            inner.drop_tag()
    return page


def paragraphs(tree: Any, *, name: str | None = None) -> list[str]:
    """The article's paragraphs, [] for none. Takes `tree` apart. Raises SourceError for a tree that trafilatura can't read."""
    from trafilatura import bare_extraction

    try:
        page = bare_extraction(_region(tree), fast=True, include_comments=False, include_tables=True, config=_config())
    except (etree.Error, ValueError, RecursionError, AttributeError, TypeError) as error:
        raise SourceError(
            f"the page's markup can't be parsed ({type(error).__name__}); pass its text instead", doc_id=name
        ) from error
    body = getattr(page, "body", None)
    return [] if body is None else [part for part in _paragraphs(body) if part]


def without_head(parts: Sequence[str], *, title: str | None, shown: Sequence[Line]) -> list[str]:
    """`parts` without what stands above the article's text: labels over the title, the title, byline and date.

    `shown` are the visible lines of the page, which say what stands above the title.
    """
    sought = key(title or "")
    named = [i for i, item in enumerate(shown) if sought and key(item.text) == sought]
    at = next((i for i in named if shown[i].element.tag in _HEADINGS), 0)
    if not at and named and all(len(item.text) < _LONG for item in shown[: min(named[0], _HEAD)]):
        at = named[0] if named[0] < _HEAD else 0
    over = [item.text for item in shown[:at]]
    above = set(over) if sum(map(len, over)) < _ABOVE else set()
    rest = list(parts)
    while len(rest) > 1 and (
        key(rest[0]) == sought
        or rest[0] in above
        or is_byline(rest[0])
        or page_dates.stamp(rest[0], changed=True) is not None
        or (len(rest[0].split()) <= 2 and rest[0].isalpha() and len(rest[1]) >= _LONG)
    ):
        del rest[0]
    return rest


def without_form(parts: Sequence[str]) -> list[str]:
    """`parts` without the labels and values of a form that stand above its text."""
    first = next((i for i, part in enumerate(parts) if len(part) >= _LONG and part[-1] in '.!?”"'), 0)
    filled = first >= _FILLED and not any(" | " in part or len(part) > 100 for part in parts[:first])
    return list(parts[first:] if filled and sum(map(len, parts[first:])) >= _ABOVE else parts)


def standfirst(parts: Sequence[str], *, shown: Sequence[Line], title: str | None) -> list[str]:
    """The lines of the summary that the page sets between title and text, where `parts`, the text, lacks them."""
    sought = key(title or "")
    at = next((i for i, item in enumerate(shown) if sought and key(item.text) == sought), None)
    if at is None or not parts:
        return []
    found = []
    for item in shown[at + 1 : at + _HEAD]:
        if item.text in parts:
            break
        named = any(
            _STANDFIRST.search(words(around)) for _, around in zip(range(3), ancestors(item.element), strict=False)
        )
        if named and len(item.text) >= 20 and 2 * item.linked < len(item.text):
            found.append(item.text)
    return found


def _paragraphs(node: Any) -> Iterator[str]:
    for child in node:
        if child.tag == "table":
            rows = (
                " | ".join(filter(None, (line(_raw(cell).replace(_BREAK, " ")) for cell in row.iter("cell"))))
                for row in child.iter("row")
            )
            yield "\n".join(row for row in rows if row)
        elif child.tag == "quote" and len(child) and any(inner.tag in _BLOCKS for inner in child):
            yield from _paragraphs(child)
        elif child.tag in _BLOCKS:
            yield from _inline(child)
        else:
            yield from _paragraphs(child) if len(child) else _inline(child)
        if child.tail and child.tail.strip():
            yield line(child.tail)


def _inline(node: Any) -> Iterator[str]:
    """The text of a block: `<br>` ends a paragraph, any other white space is one space."""
    yield from filter(None, map(line, _raw(node).split(_BREAK)))


def _raw(node: Any) -> str:
    parts = [node.text or ""]
    for child in node:
        parts += [_BREAK if child.tag == "lb" else _raw(child), child.tail or ""]
    return "".join(parts)
