"""Where a page names its authors: JSON-LD, microdata, meta tags, links, bylines, a note about the author at the foot.

Takes a tree of `markup.parse` and what `metadata` has read of it; gives names, () for none. What they may look like is in
`bylines`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extractor.sources import jsonld, page_dates
from extractor.sources.bylines import are_desks, in_line, is_bio, is_byline, is_full_name, labelled, people
from extractor.sources.jsonld import Node
from extractor.sources.markup import Line, line, text_of, words

_AUTHOR_META = (
    "author", "article:author", "article.author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
    "citation_author", "byl", "cxenseparse:author", "og:article:author", "twitter:data1",
)  # fmt: skip
_BYLINE_WORDS = re.compile(r" (?:by ?lines?|authors?|author names?|nick ?name|writer|interviewers?) ")
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|by|people|contributors?|journalists?|reporters?|columnists?|writers?|staff|profiles?)/|/@\w",
    re.IGNORECASE,
)
_BIO_WORDS = re.compile(r" (?:bio|box|about|comments?|related|image|avatar|follow) ")
_AUTHOR_PROPERTY = re.compile(
    r"(?:^|\s)(?:(?:schema|article|og):author|author|foaf:name|(?:dc|dcterms):creator)(?:\s|$)"
)
_ACCOUNT = re.compile(
    r"/(?:u|users?|members?|profiles?)/[\w%.~-]+|\b(?:member|profile|user)\.php\?|/@\w", re.IGNORECASE
)
_FOOT = 15
_IN_THE_NAME = re.compile(r"\W*(?:by|on) (?:order|behalf)\b", re.IGNORECASE)


def authors(
    tree: Any,
    article: Node,
    meta: Mapping[str, list[str]],
    head: Sequence[str],
    shown: Sequence[Line],
    sites: Sequence[str | None],
) -> tuple[str, ...]:
    """The first of the places where authors stand that names a person, else an account, else anyone. `head` are the lines
    about the title, `shown` all lines; `sites` are names of the site and the page, who are no authors."""
    account: tuple[str, ...] = ()
    desk: tuple[str, ...] = ()
    bylines = [people([text], sites=sites) for text in head if is_byline(text)]
    for values in _author_places(tree, article, meta, head, shown):
        found = people(values, sites=sites)
        if not found:
            continue
        if are_desks(found):
            desk = desk or found
        elif all((name.islower() and " " not in name) or not re.search(r"[A-Za-z]", name) for name in found):
            # a login, or whoever edits the page in another language
            account = account or found
        else:
            # a mark may stand on the first of several names only
            return next((names for names in bylines if set(found) < set(names) and not are_desks(names)), found)
    return account or desk


def _author_places(
    tree: Any, article: Node, meta: Mapping[str, list[str]], head: Sequence[str], shown: Sequence[Line]
) -> Iterator[list[str]]:
    yield _names(article.get("author")) or _names(article.get("creator"))
    yield [text_of(name) for name in tree.xpath("//*[@itemprop='author']//*[@itemprop='name']")] or [
        tag.get("content") or text_of(tag) for tag in tree.xpath("//*[@itemprop='author']")
    ]
    yield [text_of(tag) for tag in tree.xpath("//*[@property]") if _AUTHOR_PROPERTY.search(tag.get("property"))][:3]
    for name in _AUTHOR_META:
        yield meta.get(name, [])
    yield list(dict.fromkeys(text_of(tag) for tag in tree.xpath("//a[contains(concat(' ', @rel, ' '), ' author ')]")))
    for tag in tree.iter("div", "span", "p", "a", "address", "td", "li", "h4", "h5"):
        if _is_author(tag) and not any(
            _is_author(inner) for inner in tag.iter("div", "span", "p", "a") if inner is not tag
        ):
            beside = () if tag.getparent() is None else tag.getparent().iterchildren(tag.tag)
            # a role often follows the name without a mark
            yield [
                " · ".join(text for part in one.itertext() if (text := line(part)))
                for one in (item for item in (beside or [tag]) if item is tag or _is_author(item))
            ]
            break
    yield [text for text in head if is_byline(text)][:1]
    links = (text_of(tag) for tag in tree.iter("a") if _AUTHOR_PAGE.search(tag.get("href") or ""))
    yield list(dict.fromkeys(name for name in links if " " in name and any(name in text for text in head)))
    yield next((names for text in head if page_dates.stamp(text) and (names := in_line(text))), [])
    yield next((names for text in head if (names := labelled(text))), [])
    foot = shown[-_FOOT:]
    yield list(filter(None, map(_of_bio, foot)))[:1]
    signed = [item.text for item in foot if is_byline(item.text) and not _IN_THE_NAME.match(item.text)]
    yield signed if len(signed) == 1 else []
    accounts = (text_of(tag) for tag in tree.iter("a") if _ACCOUNT.search(tag.get("href") or ""))
    yield [next((name for name in accounts if 2 <= len(name) <= 30 and not name.isdigit()), "")]
    yield [text_of(tag) for tag in tree.xpath("//*[@itemprop='sourceOrganization']")][:1]


def _is_author(tag: Any) -> bool:
    named = words(tag)
    return _BYLINE_WORDS.search(named) is not None and not _BIO_WORDS.search(named) and 3 <= len(text_of(tag)) <= 200


def _names(value: Any) -> list[str]:
    names = (jsonld.text(item) for item in (value if isinstance(value, list) else [value]))
    return [name for name in names if name]


def _of_bio(item: Line) -> str | None:
    """The name, set in bold or linked, that a line about its author begins with: "**Ada Quill** teaches law in Leeds"."""
    for tag in item.element.iter("b", "strong", "a", "em"):
        name = text_of(tag)
        if item.text.startswith(name) and is_bio(item.text, [name]) and is_full_name(name):
            return name
    return None
