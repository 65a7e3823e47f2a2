"""What a page holds beside the text of its article: its title, types, buttons, forms, players and pictures.

Takes the whole tree, before anything is removed; gives an Aside, by which `genre` and `refusal` judge the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from extractor.sources.markup import heading, text_of, words

_FIELDS = frozenset({"text", "email", "tel", "number", "date", "radio", "range"})
_NO_FORM = re.compile(
    r" (?:comments?|respond|repl(?:y|ies)|search|log ?in|sign ?in|poll|vote|newsletter|nav|filters?) "
)
_ARCHIVE = re.compile(r" (?:archive|search results|search no results|error ?404|post type archive|taxonomy) ")
_SINGLE = re.compile(r" (?:single|postid|node article|article) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What the page holds outside the text of its article.

    title     the page's own <title>
    top       its main heading
    noscript  what it tells readers without scripts
    password  whether it asks for a password
    player    whether it plays a video or a sound
    og        its OpenGraph type, in lower case
    types     the schema.org types that it gives itself in attributes
    events    events marked as such
    acts      the texts of its buttons and short links, with their number
    fields    fields that a reader is to fill in, but for those of comments, searches and logins
    pictures  images
    linked    links of four words or more
    archive   whether the system that wrote it calls it an archive
    """

    title: str | None = None
    top: str | None = None
    noscript: str = ""
    password: bool = False
    player: bool = False
    og: str = ""
    types: tuple[str, ...] = ()
    events: int = 0
    acts: Mapping[str, int] = field(default_factory=dict)
    fields: int = 0
    pictures: int = 0
    linked: int = 0
    archive: bool = False


def aside(tree: Any) -> Aside:
    """What there is besides the text; to be asked before the tree is pruned."""
    title, top, body = tree.find(".//title"), heading(tree), tree.find("body")
    og, noscript, types, events, fields, pictures = "", [], [], 0, 0, 0
    linked, password, player = 0, False, False
    acts: Counter[str] = Counter()
    for element in tree.iter("meta", "noscript", "html", "body", "main", "article", "div", "section", "li", "tr", "input",
                             "select", "textarea", "video", "audio", "amp-video", "img", "button", "a"):  # fmt: skip
        tag = element.tag
        if tag == "meta":
            if (element.get("property") or element.get("name") or "").lower() == "og:type":
                og = (element.get("content") or "").strip().lower()
        elif tag == "noscript":
            noscript.append(text_of(element))
        elif tag in {"video", "audio", "amp-video"}:
            player = True
        elif tag == "img":
            pictures += 1
        elif tag in {"input", "select", "textarea"}:
            kind = (element.get("type") or "text").lower() if tag == "input" else "text"
            password = password or kind == "password"
            if kind == "submit" and element.get("value"):
                acts[element.get("value").strip().lower()] += 1
            fields += kind in _FIELDS and not any(_NO_FORM.search(words(around)) for around in element.iterancestors())
        elif tag in {"button", "a"}:
            text = text_of(element)
            linked += len(text.split()) >= 4
            if len(element) < 4 and 0 < len(text) <= 40:
                acts[text.lower()] += 1
        elif kind := element.get("itemtype"):
            events += kind.rstrip("/").endswith("Event")
            if tag in {"html", "body", "main", "article"}:
                types.append(kind)
    named = "" if body is None else words(body)
    return Aside(
        title=None if title is None else text_of(title),
        top=None if top is None else text_of(top),
        noscript=" ".join(noscript)[:2_000],
        password=password,
        player=player,
        og=og,
        types=tuple(types),
        events=events,
        acts=acts,
        fields=fields,
        pictures=pictures,
        linked=linked,
        archive=_ARCHIVE.search(named) is not None and _SINGLE.search(named) is None,
    )
