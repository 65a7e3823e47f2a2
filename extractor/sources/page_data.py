"""The data that a page carries for its scripts → the paragraphs of its article, where its markup holds none.

Pages drawn by a script often bring their article along as JSON (`<script type="application/json">`). The object that
has the page's title as one of its values is the article; its longest text, or list of blocks of text, is the body.
Nothing is run. What can't be read counts as none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from extractor.sources import jsonld
from extractor.sources.markup import key

_TEXTS = ("text", "content", "html", "value", "body", "paragraph", "children")
_FEWEST = 200
_OBJECTS, _DEPTH = 20_000, 40


def scripts(tree: Any) -> list[str]:
    """The page's JSON for its scripts, as text; to be asked before scripts are taken out of the tree."""
    kinds = ("application/json", "text/json")
    return [tag.text for tag in tree.iter("script") if (tag.get("type") or "").lower() in kinds and tag.text]


def paragraphs(raws: list[str], *, title: str | None) -> list[str]:
    """The article's paragraphs, [] where no object has the title or none of those has a text of any length."""
    best: list[str] = []
    for raw in raws:
        try:
            data = json.loads(raw, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _objects(data):
            if _titled(node, title):
                best = max(best, *map(_body, node.values()), key=_length)
    return best if _length(best) >= _FEWEST else []


def _objects(data: Any) -> Iterator[Mapping[str, Any]]:
    queue = [data]
    for _ in range(_OBJECTS):
        if not queue:
            return
        item = queue.pop()
        if isinstance(item, dict):
            yield item
            queue += item.values()
        elif isinstance(item, list):
            queue += item


def _titled(node: Mapping[str, Any], title: str | None) -> bool:
    sought = key(title or "")
    return bool(sought) and any(
        isinstance(value, str) and len(value) <= 400 and key(jsonld.plain(value)) == sought for value in node.values()
    )


def _body(value: Any) -> list[str]:
    """A value as paragraphs: text or markup, or a list of such, or of objects that hold such."""
    if isinstance(value, dict):
        value = value.get("blocks") or value.get("content") or value.get("html") or value.get("text")
    if not isinstance(value, list):
        return jsonld.paragraphs(value)
    return [part for item in value if isinstance(item, str | dict) and (part := " ".join(_texts(item, _DEPTH)))]


def _texts(item: Any, depth: int) -> Iterator[str]:
    """The text of a block, whatever it calls it, and of what is set inside it."""
    if isinstance(item, str):
        yield from jsonld.paragraphs(item)
    elif isinstance(item, list) and depth:
        for inner in item:
            yield from _texts(inner, depth - 1)
    elif isinstance(item, dict) and depth:
        yield from next((found for name in _TEXTS if (found := list(_texts(item.get(name), depth - 1)))), ())


def _length(parts: list[str]) -> int:
    """Characters of the parts that read like prose."""
    return sum(len(part) for part in parts if len(part) >= 40 and " " in part)
