"""NewsML-G2 → Documents: a newsItem, or each newsItem of a newsMessage.

The text is the first inline content that can be read: NITF, XHTML or plain text. An item whose publication status is
"canceled" or "withheld", one with nothing inline (a picture, a link), a packageItem, and one whose content is none of
these become Rejected with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Unpack

from extractor.errors import SourceError
from extractor.sources.decode import MAX_SIZE
from extractor.sources.document import Item, Reading
from extractor.sources.nitf import Article, layout_body, org_tickers, parse_nitf, with_dateline
from extractor.sources.story import byline, rejected, story, ticker
from extractor.sources.symbols import Named, unique
from extractor.sources.xml import (
    LANGUAGE,
    Element,
    anywhere,
    elements,
    find_line,
    layout,
    line,
    local,
    markup,
    visible,
)

_NOT_PUBLISHED = {"canceled", "cancelled", "withheld"}
_SYMBOL_SCHEME = re.compile(r"(?:r|ric|tick|ticker|symbol|exch|nyse|nasdaq)\w*", re.IGNORECASE)


def read(file: BinaryIO, *, name: str, **reading: Unpack[Reading]) -> Iterator[Item]:
    """The items of a file in order; memory for one."""
    number = 0
    try:
        for element in elements(file, "newsItem", "packageItem", max_size=reading.get("max_size", MAX_SIZE)):
            number += 1
            yield _item(element, f"{name}#{number}", reading)
    except SourceError as error:
        yield rejected(str(error), origin=f"{name}#{number + 1}")
    else:
        if number == 0:
            yield rejected("no <newsItem> is in it", origin=name)


def _item(item: Element, origin: str, reading: Reading) -> Item:
    id = item.get("guid")
    status = (_code(item.find(anywhere("itemMeta/pubStatus"))) or "usable").lower()
    try:
        if local(item) == "packageitem":
            raise SourceError("a package lists other items and has no text of its own")
        if status in _NOT_PUBLISHED:
            raise SourceError(f"the agency took the item back or holds it back (publication status {status!r})")
        text, article = _content(item)
    except SourceError as error:
        return rejected(str(error), origin=origin, raw=markup(item), id=id)
    return _story(item, text, article, origin, reading)


def _story(item: Element, text: str, article: Article | None, origin: str, reading: Reading) -> Item:
    about = item.find(anywhere("contentMeta"))
    meta = item.find(anywhere("itemMeta"))
    dates = [
        find_line(about, "contentCreated"),
        find_line(meta, "firstCreated"),
        find_line(meta, "versionCreated"),
        *(article.published if article else []),
    ]
    language = about.find(anywhere("language")) if about is not None else None
    dateline = find_line(about, "dateline")
    people = [name for creator in _all(about, "by") for name in byline(line(creator))]
    subjects = [name for subject in _all(about, "subject") if (name := _name(subject) or subject.get("qcode"))]
    return story(
        with_dateline(text, dateline),
        origin=origin,
        basis="newsml",
        reading=reading,
        raw=markup(item),
        published=dates,
        tickers=unique([*_tickers(item), *(article.tickers if article else [])]),
        id=item.get("guid") or (article.id if article else None),
        title=find_line(about, "headline") or (article.title if article else None) or find_line(meta, "title") or None,
        source=_name(item.find(anywhere("itemMeta/provider")))
        or _name(item.find(anywhere("rightsInfo/copyrightHolder")))
        or (article.source if article else None),
        authors=people
        or (article.authors if article else [])
        or [name for creator in _all(about, "creator") if (name := _name(creator))],
        language=(language.get("tag") if language is not None else None)
        or item.get(LANGUAGE)
        or (article.language if article else None),
        extra={
            **(article.extra if article else {}),
            "version": item.get("version"),
            "version_created": find_line(meta, "versionCreated"),
            "embargoed": find_line(meta, "embargoed"),
            "urgency": find_line(about, "urgency"),
            "slugline": find_line(about, "slugline"),
            "description": find_line(about, "description"),
            "subjects": subjects,
        },
    )


def _content(item: Element) -> tuple[str, Article | None]:
    """The text of the first inline content that has one, with what NITF says of it. Raises SourceError for none."""
    contents = item.find(anywhere("contentSet"))
    trouble = "it has no text inside, only links to content elsewhere"
    for content in () if contents is None else contents:
        kind = (content.get("contenttype") or "").lower()
        if local(content) == "inlinexml":
            article, text = _inline_xml(content)
        elif local(content) == "inlinedata":
            article = None
            if content.get("encoding"):
                trouble = f"its text is encoded ({content.get('encoding')}), which is not read"
                continue
            raw = "".join(content.itertext())
            text = visible(raw)[1] if "html" in kind else raw
        else:
            continue
        if text.strip():
            return text, article
        trouble = "its content has no text"
    kind = _code(item.find(anywhere("itemMeta/itemClass")))
    raise SourceError(f"{trouble} (item class {kind})" if kind else trouble)


def _inline_xml(content: Element) -> tuple[Article | None, str]:
    for root in content:
        if local(root) == "nitf":
            article = parse_nitf(root)
            return article, article.text
        if local(root) in {"html", "body", "div", "section", "article"}:
            body = root.find(anywhere("body"))
            return None, layout(root if body is None else body, skip={"figure", "figcaption", "aside"})
    return None, layout_body(content)


def _tickers(item: Element) -> list[Named]:
    """Symbols of the organisations that the item is about, and of the instruments it lists, in order."""
    found: list[Named] = []
    for node in item.iter("{*}subject", "{*}assert", "{*}concept", "{*}hasInstrument", "{*}instrument"):
        if local(node) in {"hasinstrument", "instrument"}:
            if not node.get("type", "").lower().endswith("isin"):
                found += ticker(node.get("symbol"), _organisation(node))
        elif local(node) != "subject" or node.get("type", "cpnat:organisation").endswith(
            ("organisation", "organization", "instrument")
        ):
            for same in (node, *node.findall("{*}sameAs")):
                scheme, colon, code = (same.get("qcode") or "").partition(":")
                if colon and _SYMBOL_SCHEME.fullmatch(scheme):
                    found += ticker(code, _name(node, qcode=False))
    return unique([*found, *org_tickers(item)])


def _organisation(node: Element) -> str | None:
    """The name of the subject that an instrument stands in."""
    for above in node.iterancestors("{*}subject", "{*}assert", "{*}concept"):
        return _name(above, qcode=False)
    return None


def _name(node: Element | None, *, qcode: bool = True) -> str | None:
    """What a party or subject is called: its name, its literal, else the code after the scheme's alias."""
    if node is None:
        return None
    code: str | None = _code(node) if qcode else None
    literal: str | None = node.get("literal") if qcode else None
    return find_line(node, "name") or literal or code or (line(node) or None if qcode else None)


def _code(node: Element | None) -> str | None:
    return None if node is None else (node.get("qcode") or "").rpartition(":")[2] or None


def _all(element: Element | None, path: str) -> list[Any]:
    return [] if element is None else list(element.findall(anywhere(path)))
