"""What a page says about its article: JSON-LD, then microdata and meta tags, then what a reader sees at its head.

Takes a tree of `markup.parse` (best without the page's surroundings, see `pruning`); gives a PageFacts, in which
anything may be unknown. A field that can't be read counts as missing and refuses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from extractor.sources import jsonld, page_dates
from extractor.sources.bylines import are_desks, in_line, is_byline, people
from extractor.sources.jsonld import Node
from extractor.sources.markup import Line, ancestors, heading, is_front_page, key, line, lines, text_of, words
from extractor.sources.page_dates import Published
from extractor.sources.symbols import Named, unique

_DATE_META = (
    "article:published_time", "og:article:published_time", "article.published", "datepublished", "date", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "dc.date", "dc.date.created", "dcterms.date", "pubdate", "publishdate",
    "publish-date", "publish_date", "published_at", "article:post_date", "article_date_original", "originalpublicationdate",
    "parsely-pub-date", "sailthru.date", "citation_publication_date", "citation_date", "cxenseparse:recs:publishtime",
    "displaydate", "release_date", "og:pubdate", "article.created", "datecreated",
)  # fmt: skip
_AUTHOR_META = (
    "author", "article:author", "article.author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
    "citation_author", "byl", "cxenseparse:author", "og:article:author", "twitter:data1",
)  # fmt: skip
_TITLE_META = (
    "og:title",
    "twitter:title",
    "article.headline",
    "dc.title",
    "dcterms.title",
    "citation_title",
    "sailthru.title",
    "parsely-title",
)
_SITE_META = (
    "og:site_name",
    "application-name",
    "publisher",
    "dc.publisher",
    "cre",
    "source",
    "article:publisher",
    "apple-mobile-web-app-title",
)
_BYLINE_WORDS = re.compile(r" (?:by ?lines?|authors?|author names?|nick ?name|writer) ")
_BIO_WORDS = re.compile(r" (?:bio|box|about|comments?|related|image|avatar|follow) ")
_SEPARATOR = re.compile(r"\s+(?:[|–—·•»-]|::|//)\s+|\s*(?:\||::|--|»)\s*|(?<=\w):\s+")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\)|copyright)?\s*(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:(?:19|20)\d\d|present))?,?\s+)?(?:by\s+)?"
    r"(?P<name>[A-Z][\w&'’. -]{1,50}?)(?:,?\s+(?:19|20)\d\d(?:\s*[-–]\s*(?:(?:19|20)\d\d|present))?)?"
    r"(?=\s*(?:[.,|·]\s|\.?$|all rights|版权))",
    re.IGNORECASE,
)
_SYMBOL = re.compile(r"[A-Z0-9][A-Z0-9.\-]{0,11}")
_QUOTE_PAGE = re.compile(
    r"/(?:quotes?|stocks?|symbols?|tickers?|compan(?:y|ies)|shares?|equit(?:y|ies)|securities)/(?:[\w-]+/){0,2}?(?P<path>[\w.:-]+)/?(?:[?#]|$)"
    r"|[?&](?:symbols?|tickers?|s)=(?P<query>[\w.:-]+)",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\.(?:[F-Z]|[A-Z]{2})$")
_RUNNING = frozenset({"p", "li", "td", "th", "h2", "h3", "h4", "blockquote", "dd"})
_ABOVE, _BELOW, _HEAD = 5, 9, 14


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the page says about its article, outside the article's text. Symbols have no exchange prefix.

    published_basis is "json-ld", "meta", "time", "text", "url" or "guess", as in Document.
    """

    title: str | None = None
    published: Published | None = None
    published_basis: str | None = None
    authors: tuple[str, ...] = ()
    source: str | None = None
    url: str | None = None
    language: str | None = None
    symbols: tuple[Named, ...] = ()


def page_facts(
    tree: Any,
    nodes: Sequence[Node],
    *,
    url: str | None = None,
    shown: Sequence[Line] | None = None,
    foot: Sequence[Line] = (),
) -> PageFacts:
    """What the page says. `nodes` is its JSON-LD, `shown` its visible lines, `foot` those at the bottom of the page
    with its surroundings; `url` is where it was found."""
    meta = _meta(tree)
    link = _canonical(tree, meta, url)
    article = jsonld.article(nodes, [item for item in (link, url) if item])
    shown = lines(tree) if shown is None else shown
    top = heading(tree)
    first = _first(meta)
    sites = [
        jsonld.text(article.get("publisher")),
        first(*_SITE_META),
        *(jsonld.text(node) for node in nodes if node.get("@type") == "WebSite"),
    ]
    site = next((name for name in sites if name and not name.startswith(("http", "@"))), None)
    titled = line(tree.findtext(".//title") or "") or None
    title = _title(
        [jsonld.text(article.get("headline")), *(first(name) for name in _TITLE_META)],
        top,
        titled,
        [*sites, _host_name(link or url)],
        shown,
    )
    source = site or _site_in_title(titled, title, foot, link or url)
    link = link or _absolute(jsonld.text(article.get("url")), url)
    head = _head(shown, title)
    published, basis = page_dates.best(_dates(tree, article, meta, head, link or url))
    language = (
        jsonld.text(article.get("inLanguage"))
        or tree.get("lang")
        or tree.get("xml:lang")
        or first("og:locale", "content-language")
    )
    return PageFacts(
        title=title,
        published=published,
        published_basis=basis,
        authors=_authors(tree, article, meta, head, [*sites, source, title]),
        source=source,
        url=link or url,
        language=re.split(r"[-_,]", language.strip())[0].lower() or None if language else None,
        symbols=tuple(unique([*_ld_symbols(article), *_marked_symbols(tree)])),
    )


def guess_published(tree: Any, url: str | None) -> Published | None:
    """A date somewhere on the page, by htmldate; the last resort."""
    from htmldate import find_date

    try:
        found = find_date(tree, extensive_search=False, original_date=True, url=url)
    except Exception:
        # a page that trips the library up has no date, and is no reason to fail
        return None
    return page_dates.machine(found)


def _first(meta: Mapping[str, list[str]]) -> Any:
    return lambda *names: next((meta[name][0] for name in names if meta.get(name)), None)


def _meta(tree: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        content = line(tag.get("content") or "")
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv")
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _canonical(tree: Any, meta: Mapping[str, list[str]], base: str | None) -> str | None:
    """The page's own address; one that leads to the site's front page is a mistake of its template."""
    links = [tag.get("href") for tag in tree.iter("link") if "canonical" in (tag.get("rel") or "").lower().split()]
    found = [full for item in [*links, *meta.get("og:url", [])] if (full := _absolute(item, base))]
    return next((item for item in found if not is_front_page(item)), None)


def _absolute(link: str | None, base: str | None) -> str | None:
    try:
        found = urljoin(base or "", link.strip()) if link else None
        return found if found and urlsplit(found).scheme in {"http", "https"} else None
    except ValueError:
        return None


def _title(
    said: Sequence[str | None], top: Any, titled: str | None, sites: Sequence[str | None], shown: Sequence[Line]
) -> str | None:
    """The title, without the site's name. A title that is cut short gives way to the heading that it is cut from."""
    heard = text_of(top).lstrip("# ") if top is not None else None
    known = [name for name in sites if name]
    for text in (*said, heard, _shown_part(titled, shown), titled):
        title = _without_site(jsonld.plain(text), known, heard) if text else None
        if title and key(title) not in map(key, known):
            cut = title.rstrip(".… ")
            return heard if heard and len(cut) >= 20 and heard.startswith(cut) else title
    return None


def _shown_part(titled: str | None, shown: Sequence[Line]) -> str | None:
    """The longest part of <title> that stands on the page as a line."""
    seen = {key(item.text) for item in shown}
    parts = [part for part in _SEPARATOR.split(titled or "") if len(part.split()) >= 3 and key(part) in seen]
    return max(parts, key=len, default=None)


def _without_site(text: str, sites: Sequence[str], heard: str | None) -> str:
    """`text` without the parts that name the site, at its end or its start, and what stands between them and the heading."""
    if heard and len(heard) >= 10 and key(heard) != key(text):
        apart = text.startswith(heard) and _SEPARATOR.match(text, len(heard)) is not None
        if apart or any(key(part) == key(heard) for part in _SEPARATOR.split(text)):
            return heard
    names = {key(name) for name in sites}
    while True:
        marks = list(_SEPARATOR.finditer(text))
        if marks and key(text[marks[-1].end() :]) in names:
            text = text[: marks[-1].start()].strip()
        elif marks and key(text[: marks[0].start()]) in names:
            text = text[marks[0].end() :].strip()
        else:
            return text


def _site_in_title(titled: str | None, title: str | None, foot: Sequence[Line], url: str | None) -> str | None:
    """The site's name where no tag has it: what <title> says beside the headline, else whose copyright it is.

    What stands before the headline may be a company or a section; it counts where address or copyright confirm it.
    """
    owner = next((found for item in reversed(foot) if (found := _owner(item.text))), None)
    at = titled.find(title) if titled and title and key(titled) != key(title) else -1
    if titled and title and at >= 0:
        before = [part for part in _SEPARATOR.split(titled[:at]) if part.strip()]
        after = [part for part in _SEPARATOR.split(titled[at + len(title) :]) if part.strip()]
        host = key(_host_name(url) or "")
        if after and len(after[-1].split()) <= 6:
            return after[-1].strip()
        if before and (host.startswith(key(before[0])) or key(before[0]) == key(owner or "")):
            return before[0].strip()
    return owner


def _owner(text: str) -> str | None:
    match = _COPYRIGHT.search(text) if len(text) <= 300 else None
    name = match["name"].strip(" .,-–") if match else ""
    return name if 0 < len(name.split()) <= 6 else None


def _host_name(url: str | None) -> str | None:
    host = urlsplit(url).hostname if url else None
    return re.sub(r"^(?:www|m|amp)\.", "", host) if host else None


def _head(shown: Sequence[Line], title: str | None) -> list[str]:
    """The visible lines around the title; the first of the page where it has none."""
    sought = key(title or "")
    at = next((i for i, item in enumerate(shown) if sought and key(item.text) == sought), None)
    near = shown[:_HEAD] if at is None else shown[max(0, at - _ABOVE) : at + _BELOW]
    return [item.text for item in near]


def _dates(
    tree: Any, article: Node, meta: Mapping[str, list[str]], head: Sequence[str], url: str | None
) -> Iterator[tuple[Published | None, str]]:
    yield page_dates.machine(jsonld.text(article.get("datePublished"))), "json-ld"
    for tag in tree.xpath("//*[@itemprop='datePublished']"):
        yield page_dates.machine(tag.get("content") or tag.get("datetime") or tag.get("title") or text_of(tag)), "meta"
        break
    for name in _DATE_META:
        for value in meta.get(name, [])[:1]:
            yield page_dates.machine(value), "meta"
    yield page_dates.machine(jsonld.text(article.get("dateCreated") or article.get("uploadDate"))), "json-ld"
    yield _time_tag(tree), "time"
    yield from ((page_dates.stamp(text), "text") for text in head)
    yield from ((page_dates.dateline(text), "text") for text in head)
    yield page_dates.in_url(url), "url"
    yield from ((page_dates.stamp(text, changed=True), "text") for text in head)


def _time_tag(tree: Any) -> Published | None:
    """The first <time> of the article that doesn't say when it was changed; one marked as the publication's wins."""
    tags = [tag for tag in tree.iter("time") if not re.search(r" (?:updated|modified|date modified) ", words(tag))]
    tags = [tag for tag in tags if not re.match(r"\W*(?:updated|modified|last)\b", text_of(tag), re.IGNORECASE)]
    marked = [tag for tag in tags if tag.get("pubdate") is not None or " published " in words(tag)]
    for tag in [*marked, *tags[:3]]:
        found = page_dates.machine(tag.get("datetime")) or page_dates.stamp(text_of(tag))
        if found is not None:
            return found
    return None


def _authors(
    tree: Any, article: Node, meta: Mapping[str, list[str]], head: Sequence[str], sites: Sequence[str | None]
) -> tuple[str, ...]:
    """The first of the places where authors stand that names a person; else the first that names anyone."""
    fallback: tuple[str, ...] = ()
    for values in _author_places(tree, article, meta, head):
        found = people(values, sites=[name for name in sites if name])
        if found and not are_desks(found):
            return found
        fallback = fallback or found
    return fallback


def _author_places(tree: Any, article: Node, meta: Mapping[str, list[str]], head: Sequence[str]) -> Iterator[list[str]]:
    yield _names(article.get("author")) or _names(article.get("creator"))
    yield [text_of(name) for name in tree.xpath("//*[@itemprop='author']//*[@itemprop='name']")] or [
        tag.get("content") or text_of(tag) for tag in tree.xpath("//*[@itemprop='author']")
    ]
    for name in _AUTHOR_META:
        yield meta.get(name, [])
    yield list(dict.fromkeys(text_of(tag) for tag in tree.xpath("//a[contains(concat(' ', @rel, ' '), ' author ')]")))
    for tag in tree.iter("div", "span", "p", "a", "address", "td", "li"):
        if _is_author(tag) and not any(
            _is_author(inner) for inner in tag.iter("div", "span", "p", "a") if inner is not tag
        ):
            yield [line(" ".join(tag.itertext()))]
            break
    yield [text for text in head if is_byline(text)][:1]
    yield next((names for text in head if page_dates.stamp(text) and (names := in_line(text))), [])


def _is_author(tag: Any) -> bool:
    named = words(tag)
    return _BYLINE_WORDS.search(named) is not None and not _BIO_WORDS.search(named) and 3 <= len(text_of(tag)) <= 200


def _names(value: Any) -> list[str]:
    names = (jsonld.text(item) for item in (value if isinstance(value, list) else [value]))
    return [name for name in names if name]


def _ld_symbols(article: Mapping[str, Any]) -> Iterator[Named]:
    for field in ("about", "mentions"):
        value = article.get(field)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                told = item.get("tickerSymbol")
                for symbol in told if isinstance(told, list) else [told]:
                    if isinstance(symbol, str):
                        yield from _symbols([symbol], name=jsonld.text(item.get("name")))
    words_of = article.get("keywords")
    for word in words_of if isinstance(words_of, list) else str(words_of or "").split(","):
        if isinstance(word, str) and (
            match := re.fullmatch(r"\s*(?:ticker|symbol)s?:\s*([\w.:-]+)\s*", word, re.IGNORECASE)
        ):
            yield from _symbols([match[1]])


def _marked_symbols(tree: Any) -> Iterator[Named]:
    """Symbols in running text: `data-symbol`, `data-ticker`, and links to a quote page whose text is its symbol."""
    for tag in tree.xpath("//*[@data-symbol or @data-ticker] | //a[@href]"):
        if not any(around.tag in _RUNNING for around in ancestors(tag)):
            continue
        if marked := tag.get("data-symbol") or tag.get("data-ticker"):
            yield from _symbols([marked])
        elif (match := _QUOTE_PAGE.search(tag.get("href"))) is not None:
            symbol = (match["path"] or match["query"]).split(":")[-1]
            if re.search(rf"(?<![\w.]){re.escape(symbol)}(?![\w])", text_of(tag)[:40]) and symbol == symbol.upper():
                yield from _symbols([symbol])


def _symbols(values: Iterable[str], *, name: str | None = None) -> Iterator[Named]:
    for value in values:
        symbol = value.split(":")[-1].strip().upper()
        if _SYMBOL.fullmatch(symbol):
            yield Named(_SUFFIX.sub("", symbol), name)
