"""The JSON-LD of a page → its objects, and the one that describes the article.

Read as pages write it: several scripts, lists, @graph, references by @id, HTML-escaped, with raw newlines, trailing
commas, comments or one object after another. What can't be repaired counts as none.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extractor.sources.markup import line

Node = Mapping[str, Any]

_ARTICLE = re.compile(
    r"(?:article|blogposting|liveblogposting|socialmediaposting|discussionforumposting)$", re.IGNORECASE
)
_POSTING = re.compile(r"(?:^|[/:#])(?:report|review|analysisnews|posting)$", re.IGNORECASE)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_WRAPPING = re.compile(r"^\s*(?://\s*)?<!\[CDATA\[|(?://\s*)?\]\]>\s*;?\s*$|^\s*<!--|-->\s*$")
_COMMENT = re.compile(r"^\s*(?:/\*.*?\*/|//[^\n]*\n)", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_INTO = ("@graph", "mainEntity", "mainEntityOfPage", "item")
_OBJECTS = 5_000


def read(tree: Any) -> list[Node]:
    """All objects of the page that may describe it, in order, with references by @id filled in one level deep."""
    found: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            for data in _load(script.text or ""):
                found += _objects(data)
    known = {str(node["@id"]): node for node in reversed(found) if "@id" in node and len(node) > 1}
    return [{key: _resolved(value, known) for key, value in node.items()} for node in found[:_OBJECTS]]


def article(nodes: Sequence[Node], urls: Sequence[str] = ()) -> Node:
    """The object of the page's article: the one of an article's type that names one of `urls`, else the first with a
    headline or text, else the first; {} for none."""
    candidates = [node for node in nodes if is_a(node, _ARTICLE) or is_a(node, _POSTING)]
    for node in candidates:
        links = {link for key in ("url", "@id", "mainEntityOfPage") if (link := _link(node.get(key)))}
        if links.intersection(filter(None, urls)):
            return node
    told = (node for node in candidates if node.get("headline") or node.get("articleBody"))
    return next(told, candidates[0] if candidates else {})


def is_a(node: Node, pattern: re.Pattern[str]) -> bool:
    """Whether one of an object's types matches."""
    kinds = node.get("@type")
    return any(pattern.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind)


def text(value: Any) -> str | None:
    """The text of a value, on one line and without markup: a string, the name of an object, the first of a list."""
    for item in value if isinstance(value, list) else [value]:
        item = (item.get("@value") or item.get("name")) if isinstance(item, dict) else item
        item = item[0] if isinstance(item, list) and item else item
        if isinstance(item, str) and (found := plain(item)):
            return found
    return None


def plain(value: str) -> str:
    """A string of the page's data as a reader would see it, on one line."""
    return line(_TAG.sub("", html.unescape(html.unescape(value))))


def paragraphs(value: Any) -> list[str]:
    """The paragraphs of an articleBody, which is text or, on some pages, markup."""
    body = "\n".join(item for item in value if isinstance(item, str)) if isinstance(value, list) else value
    if not isinstance(body, str):
        return []
    body = html.unescape(body) if "&lt;" in body or "&#" in body or "&amp;" in body or "&quot;" in body else body
    body = re.sub(r"<(?:br|/?p|/?div|/?h\d|/?li)\b[^<>]{0,200}>", "\n", body, flags=re.IGNORECASE)
    return [found for part in body.split("\n") if (found := line(_TAG.sub("", html.unescape(part))))]


def _load(raw: str) -> Iterator[Any]:
    for repaired in _repairs(raw):
        try:
            yield json.loads(repaired, strict=False)
            return
        except (ValueError, RecursionError):
            continue
    yield from _one_after_another(_TRAILING_COMMA.sub("", raw))


def _repairs(raw: str) -> Iterator[str]:
    yield raw
    bare = _COMMENT.sub("", _WRAPPING.sub("", raw)).strip().rstrip(";")
    yield bare
    commas = _TRAILING_COMMA.sub("", bare)
    yield commas
    if "&quot;" in bare or "&#34;" in bare:
        yield html.unescape(bare)
        yield _TRAILING_COMMA.sub("", html.unescape(bare))


def _one_after_another(raw: str) -> Iterator[Any]:
    decoder = json.JSONDecoder(strict=False)
    at = 0
    while (start := min((i for i in (raw.find("{", at), raw.find("[", at)) if i >= 0), default=-1)) >= 0:
        try:
            data, at = decoder.raw_decode(raw, start)
        except (ValueError, RecursionError):
            return
        yield data


def _objects(data: Any) -> Iterator[Node]:
    queue = [data]
    for _ in range(_OBJECTS):
        if not queue:
            return
        item = queue.pop(0)
        if isinstance(item, list):
            queue[:0] = item[:_OBJECTS]
        elif isinstance(item, dict):
            yield item
            queue[:0] = [item[key] for key in _INTO if isinstance(item.get(key), list | dict)]


def _resolved(value: Any, known: Mapping[str, Node]) -> Any:
    if isinstance(value, list):
        return [_resolved(item, known) for item in value]
    if isinstance(value, dict) and set(value) == {"@id"}:
        return known.get(str(value["@id"]), value)
    return value


def _link(value: Any) -> str | None:
    value = (value.get("@id") or value.get("url")) if isinstance(value, dict) else value
    return value if isinstance(value, str) and value.startswith("http") else None
