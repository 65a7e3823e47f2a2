"""HTML page → Document: trafilatura finds the article, JSON-LD and meta tags say what it is.

Paragraphs, headings, list items and tables of the article become paragraphs of the text. Comments, menus and scripts
are left behind. Refuses (SourceError): markup that can't be parsed, a page without an article, and what `read_text`
refuses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Unpack
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from lxml import etree

from extractor.errors import SourceError
from extractor.sources.dates import parse_published
from extractor.sources.decode import MAX_SIZE, decode, normalise
from extractor.sources.document import Document, ReadOptions
from extractor.sources.plain import read_text
from extractor.sources.symbols import Named, listings, unique

_ARTICLE_TYPES = re.compile(
    r"(?:news|blog|report|analysis|opinion|review|live|liveblog|scholarly|tech)?(?:article|posting|newsarticle)$",
    re.IGNORECASE,
)
_BLOCKS = {"p", "head", "item", "quote", "code"}
_BREAK = "\u2028"
_SYMBOL = re.compile(r"[A-Z0-9][A-Z0-9.\-]{0,11}")
# trafilatura drops articles under 250 characters unless told otherwise; a wire flash is shorter.
_MIN_BODY = 40


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the page says about its article, outside the article's text. Symbols have no exchange prefix."""

    title: str | None = None
    published: datetime | date | None = None
    author: str | None = None
    source: str | None = None
    url: str | None = None
    language: str | None = None
    symbols: tuple[Named, ...] = ()


def read_html(raw: bytes | str, **options: Unpack[ReadOptions]) -> Document:
    """The article of one page. What the caller says wins over what the page says; options as in `read_text`."""
    given = options.get("url")
    name = options.get("id") or options.get("origin") or given
    markup = decode(raw, name=name, max_size=options.get("max_size", MAX_SIZE))
    facts = read_facts(markup, url=given)
    options["title"] = options.get("title") or facts.title
    options["published"] = parse_published(options.get("published")) or facts.published
    options["url"] = given or facts.url
    options["source"] = options.get("source") or facts.source
    options["author"] = options.get("author") or facts.author
    options["language"] = options.get("language") or facts.language
    doc = read_text(_body(markup, name), **options)
    named = [Named(symbol, doc.ticker_names.get(symbol)) for symbol in doc.tickers]
    symbols = unique([*facts.symbols, *named, *listings(doc.text)])
    return replace(
        doc,
        tickers=[item.symbol for item in symbols],
        ticker_names={item.symbol: item.name for item in symbols if item.name},
    )


def read_facts(markup: str, *, url: str | None = None) -> PageFacts:
    """Title, date, author, publisher, canonical URL, language and symbols from JSON-LD, then from meta tags."""
    soup = BeautifulSoup(markup, "lxml")
    article = _article_node(soup)
    meta = _meta(soup)

    def first(*names: str) -> str | None:
        return next((meta[name] for name in names if meta.get(name)), None)

    html_tag = soup.find("html")
    language = _text(article.get("inLanguage")) or (html_tag.get("lang") if html_tag else None) or first("og:locale")
    canonical = soup.find("link", rel="canonical")
    link = (canonical.get("href") if canonical else None) or first("og:url") or _text(article.get("url"))
    heading = soup.find("h1")
    return PageFacts(
        title=_text(article.get("headline"))
        or first("og:title", "twitter:title", "dc.title")
        or (_line(heading.get_text(" ")) if heading else None)
        or (_line(soup.title.get_text(" ")) if soup.title else None),
        published=_published(
            _text(article.get("datePublished")),
            first(
                "article:published_time", "og:article:published_time", "date", "dc.date", "pubdate", "parsely-pub-date"
            ),
            *(tag.get("datetime") for tag in soup.find_all("time", attrs={"pubdate": True})),
            *(
                tag.get("datetime")
                for tag in soup.select("article header time[datetime], article > time[datetime]")[:1]
            ),
        ),
        author=_names(article.get("author")) or first("author", "article:author", "parsely-author"),
        source=_names(article.get("publisher")) or first("og:site_name", "application-name"),
        url=_absolute(link, url),
        language=re.split(r"[-_]", language.strip())[0].lower() or None if language else None,
        symbols=tuple(unique([*_ld_symbols(article), *_marked_symbols(soup)])),
    )


def _body(markup: str, name: str | None) -> str:
    from trafilatura import bare_extraction
    from trafilatura.settings import use_config

    config = use_config()
    for key in ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE"):
        config.set("DEFAULT", key, str(_MIN_BODY))
    try:
        page = bare_extraction(markup, fast=True, include_comments=False, include_tables=True, config=config)
    except (etree.Error, ValueError, RecursionError, AttributeError, TypeError) as error:
        raise SourceError(
            f"the page's markup can't be parsed ({type(error).__name__}); pass its text instead", doc_id=name
        ) from error
    tree = getattr(page, "body", None)
    text = "" if tree is None else normalise("\n\n".join(_paragraphs(tree)))
    if not text:
        raise SourceError("no article was found in the page; pass the article's text instead", doc_id=name)
    return text


def _paragraphs(node: Any) -> Iterator[str]:
    """Blocks of trafilatura's tree, in order; a table is one paragraph with a line per row."""
    for child in node:
        if child.tag == "table":
            rows = (
                " | ".join(filter(None, (_line(_raw(cell)) for cell in row.iter("cell")))) for row in child.iter("row")
            )
            yield "\n".join(row for row in rows if row)
        elif child.tag == "quote" and len(child) and any(inner.tag in _BLOCKS for inner in child):
            yield from _paragraphs(child)
        elif child.tag in _BLOCKS:
            yield from (part for part in _inline(child).split("\n\n") if part)
        else:
            yield from _paragraphs(child) if len(child) else filter(None, [_inline(child)])
        if child.tail and child.tail.strip():
            yield _line(child.tail)


def _inline(node: Any) -> str:
    """The text of a block: `<br>` ends a paragraph, any other white space is one space."""
    return "\n\n".join(filter(None, map(_line, _raw(node).split(_BREAK))))


def _raw(node: Any) -> str:
    parts = [node.text or ""]
    for child in node:
        parts += [_BREAK if child.tag == "lb" else _raw(child), child.tail or ""]
    return "".join(parts)


def _line(text: str) -> str:
    return " ".join(text.split())


def _meta(soup: BeautifulSoup) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        key = tag.get("property") or tag.get("name") or tag.get("itemprop")
        content = tag.get("content")
        if key and content and content.strip():
            found.setdefault(key.lower(), _line(content))
    return found


def _article_node(soup: BeautifulSoup) -> Mapping[str, Any]:
    """The first JSON-LD object whose type is some kind of article; broken JSON-LD counts as none."""
    for script in soup.find_all("script", type=re.compile(r"application/ld\+json", re.IGNORECASE)):
        try:
            data = json.loads(script.get_text(), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _objects(data):
            types = node.get("@type")
            if any(_ARTICLE_TYPES.search(str(kind)) for kind in (types if isinstance(types, list) else [types])):
                return node
    return {}


def _objects(data: Any) -> Iterator[Mapping[str, Any]]:
    queue = [data]
    while queue:
        item = queue.pop(0)
        if isinstance(item, list):
            queue[:0] = item
        elif isinstance(item, dict):
            yield item
            queue[:0] = [
                item[key]
                for key in ("@graph", "mainEntity", "mainEntityOfPage")
                if isinstance(item.get(key), list | dict)
            ]


def _text(value: Any) -> str | None:
    value = value[0] if isinstance(value, list) and value else value
    value = (value.get("@value") or value.get("name")) if isinstance(value, dict) else value
    return _line(value) or None if isinstance(value, str) else None


def _names(value: Any) -> str | None:
    names = [_text(item) for item in (value if isinstance(value, list) else [value])]
    return ", ".join(dict.fromkeys(name for name in names if name and not name.startswith("http"))) or None


def _published(*candidates: str | None) -> datetime | date | None:
    """The first date that can be read; a page's own broken date is no reason to refuse the page."""
    for candidate in candidates:
        try:
            if found := parse_published(candidate):
                return found
        except SourceError:
            continue
    return None


def _absolute(link: str | None, base: str | None) -> str | None:
    found = urljoin(base or "", link.strip()) if link else base
    return found if found and urlsplit(found).scheme in {"http", "https"} else base


def _ld_symbols(article: Mapping[str, Any]) -> Iterator[Named]:
    for key in ("about", "mentions"):
        value = article.get(key)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and isinstance(item.get("tickerSymbol"), str):
                yield from _symbols([item["tickerSymbol"]], name=_text(item.get("name")))


def _marked_symbols(soup: BeautifulSoup) -> Iterator[Named]:
    """`data-symbol` and `data-ticker` inside the article; outside it they belong to the site's market strip."""
    for tag in soup.select("article [data-symbol], main [data-symbol], article [data-ticker], main [data-ticker]"):
        yield from _symbols([str(tag.get("data-symbol") or tag.get("data-ticker"))])


def _symbols(values: Iterable[str], *, name: str | None = None) -> Iterator[Named]:
    for value in values:
        symbol = value.split(":")[-1].strip().upper()
        if _SYMBOL.fullmatch(symbol):
            yield Named(symbol, name)
