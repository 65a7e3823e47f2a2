"""What a page says about its article: JSON-LD, then microdata and meta tags, then what a reader sees at its head.

Takes a tree of `markup.parse` (best without the page's surroundings, see `pruning`); gives a PageFacts, in which
anything may be unknown. A field that can't be read counts as missing and refuses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any
from urllib.parse import urljoin, urlsplit

from extractor.sources import jsonld, page_dates
from extractor.sources.bylines import is_byline
from extractor.sources.jsonld import Node
from extractor.sources.markup import GENERIC, Line, ancestors, heading, is_front_page, key, line, lines, text_of, words
from extractor.sources.page_authors import authors
from extractor.sources.page_dates import Published
from extractor.sources.symbols import STOCK_CODE, Named, cashtags, is_cashtag_line, is_exchange, unique

_DATE_META = (
    "article:published_time", "og:article:published_time", "article.published", "datepublished", "date", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "dc.date", "dc.date.created", "dcterms.date", "pubdate", "publishdate",
    "publish-date", "publish_date", "published_at", "article:post_date", "article_date_original", "originalpublicationdate",
    "parsely-pub-date", "sailthru.date", "citation_publication_date", "citation_date", "cxenseparse:recs:publishtime",
    "displaydate", "release_date", "article_date", "og:pubdate", "article.created", "datecreated",
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
_ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{9}\d")
_LETTERS = re.compile(r"[A-Z]{2,5}")
_QUOTE_LINK = re.compile(r"quote|stock|symbol|ticker|securit|instrument|equit", re.IGNORECASE)
_SYMBOL_META = (
    "tickers",
    "ticker",
    "symbols",
    "symbol",
    "stock-symbols",
    "stock_symbols",
    "article:tickers",
    "parsely-tickers",
)
_LISTED = re.compile(
    r"(?:in|mentioned in) this (?:article|story)\b|(?:stocks?|companies|tickers|securities|symbols) (?:mentioned|in this (?:article|story))\b",
    re.IGNORECASE,
)
_LISTED_SIZE = 600
_DATE_PROPERTY = re.compile(r"(?:^|\s)(?:(?:dc|dcterms):(?:date|created|issued)|(?:schema:)?datePublished)(?:\s|$)")
_DATE_LABEL = re.compile(
    r"(?:release |publication |announcement |issue |posting |filing )?(?:date|time|published|posted|issued|released|announced|broadcast)"
    r"(?:\s*(?:and|&|/)\s*time)?(?:\s*(?:of|on|/)\s*(?:publication|broadcast|release|announcement|issue|posting))?\s*:?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:thread|topic|subject)\s*:\s+", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(?:[F-Z]|[A-Z]{2})$")
_RUNNING = frozenset({"p", "li", "td", "th", "h2", "h3", "h4", "blockquote", "dd"})
_ABOVE, _BELOW, _HEAD = 5, 9, 14
_MOST_PARTS = 8
_FORM = 40
_UNDER, _FAR = 8, 300
_WHEN_WORDS = re.compile(r" (?:dates?|time|date ?time|time ?stamp|published|posted|pub ?date|publish ?(?:date|time)) ")
_FIRM = re.compile(r"[\s,]+(?:inc|ltd|limited|llc|plc|corp|co|company|group|media|gmbh|ag|pty)\b\.?", re.IGNORECASE)


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
    listed: Sequence[Named] = (),
) -> PageFacts:
    """What the page says. `nodes` is its JSON-LD, `shown` its visible lines, `foot` those at the bottom of the page
    with its surroundings, `listed` the symbols of `listed_symbols`; `url` is where it was found."""
    meta = _meta(tree)
    link = _canonical(tree, meta, url)
    shown = lines(tree) if shown is None else shown
    article = article_of(tree, nodes, [item for item in (link, url) if item], shown)
    top = heading(tree)
    first = _first(meta)
    sites = [
        jsonld.text(article.get("publisher")),
        first(*_SITE_META),
        *(jsonld.text(node) for node in nodes if node.get("@type") == "WebSite"),
    ]
    site = next((name for name in sites if name and not name.startswith(("http", "@"))), None)
    owner = next((found for item in reversed(foot) if (found := _owner(item.text))), None)
    titled = line(tree.findtext(".//title") or "") or None
    title = _title(
        [jsonld.text(article.get("headline")), *(first(name) for name in _TITLE_META)],
        top,
        titled,
        [*sites, _host_name(link or url), owner],
        shown,
    )
    source = site or _site_in_title(titled, title, owner, link or url)
    source = _as_written(source, shown)
    link = link or _absolute(jsonld.text(article.get("url")), url)
    head = _head(shown, title)
    published, basis = page_dates.best(_dates(tree, article, meta, head, shown, link or url))
    language = (
        jsonld.text(article.get("inLanguage"))
        or tree.get("lang")
        or tree.get("xml:lang")
        or first("og:locale", "content-language")
    )
    tagged = [symbol for item in shown if is_cashtag_line(item.text) for symbol in cashtags(item.text)]
    tagged += [Named(code["code"], None) for item in shown if (code := STOCK_CODE.fullmatch(item.text))]
    tagged += _symbols(
        part for name in _SYMBOL_META for value in meta.get(name, []) for part in re.split(r"\s*[,;|]\s*", value)
    )
    return PageFacts(
        title=title,
        published=published,
        published_basis=basis,
        authors=authors(tree, article, meta, head, shown, [*sites, source, title]),
        source=source,
        url=link or url,
        language=re.split(r"[-_,]", language.strip())[0].lower() or None if language else None,
        symbols=tuple(unique([*_ld_symbols(article), *tagged, *_marked_symbols(tree), *_told_of(listed, shown)])),
    )


def article_of(tree: Any, nodes: Sequence[Node], urls: Sequence[str], shown: Sequence[Line]) -> Node:
    """The page's article in its JSON-LD; {} where that tells of another article: no word of its headline is on the page,
    links to other pages aside."""
    found = jsonld.article(nodes, urls)
    told = set(re.findall(r"\w{5,}", (jsonld.text(found.get("headline")) or "").casefold()))
    if len(told) < 3:
        return found
    said = " ".join(item.text for item in shown if item.linked < 0.5 * len(item.text)).casefold()
    said += (tree.findtext(".//title") or "").casefold()
    return found if len(said) < _LISTED_SIZE or any(word in said for word in told) else {}


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
    heard = _LABEL.sub("", text_of(top).lstrip("# ")) if top is not None else None
    known = [name for name in sites if name]
    for text in (*said, heard, _shown_part(titled, shown), _over_date(shown), titled):
        title = _without_site(jsonld.plain(text), known, heard) if text else None
        if title and key(title) not in map(key, known) and GENERIC.fullmatch(title) is None:
            if (
                heard
                and len(heard.split()) >= 4
                and key(heard) in key(titled or "")
                and key(title) not in key(titled or "")
            ):
                # the title for other sites is not the one that the page shows
                return heard
            cut = title.rstrip(".… ")
            return heard if heard and len(cut) >= 20 and heard.startswith(cut) else title
    return _bold_line(shown)


def _over_date(shown: Sequence[Line]) -> str | None:
    """The line above the first byline, date or dateline of the page, where it reads like a title."""
    for over, item in pairwise(shown[:_HEAD]):
        if is_byline(item.text) or page_dates.stamp(item.text) or page_dates.dateline(item.text):
            fits = 4 <= len(over.text.split()) <= 30 and 2 * over.linked < len(over.text)
            if fits and over.text[-1] not in ".:;," and page_dates.stamp(over.text) is None:
                return over.text
    return None


def _bold_line(shown: Sequence[Line]) -> str | None:
    """The first line of the page's head that is set in bold, is no date and long enough for a title."""
    for item in shown[:_HEAD]:
        bold = "".join(text_of(tag) for tag in item.element.iter("b", "strong", "th"))
        if 4 <= len(item.text.split()) <= 30 and key(bold) == key(item.text) and page_dates.stamp(item.text) is None:
            return item.text
    return None


def _shown_part(titled: str | None, shown: Sequence[Line]) -> str | None:
    """The longest part of <title> that stands on the page as a line."""
    text = titled or ""
    seen = {key(item.text) for item in shown}
    marks = list(_SEPARATOR.finditer(text))
    starts, ends = [0, *(mark.end() for mark in marks)], [*(mark.start() for mark in marks), len(text)]
    parts = [text[start:end] for i, start in enumerate(starts[:_MOST_PARTS]) for end in ends[i:_MOST_PARTS]]
    return max((part for part in parts if len(part.split()) >= 3 and key(part) in seen), key=len, default=None)


def _without_site(text: str, sites: Sequence[str], heard: str | None) -> str:
    """`text` without the parts that name the site, at its end or its start, and what stands between them and the heading."""
    if heard and len(heard) >= 10 and key(heard) != key(text):
        apart = text.startswith(heard) and _SEPARATOR.match(text, len(heard)) is not None
        if apart or any(key(part) == key(heard) for part in _SEPARATOR.split(text)):
            return heard
    names = {key(name) for name in sites}
    while True:
        marks = list(_SEPARATOR.finditer(text))
        last = text[marks[-1].end() :] if marks else ""
        if last and (key(last) in names or (len(last) > 4 and GENERIC.fullmatch(last))):
            text = text[: marks[-1].start()].strip()
        elif marks and key(text[: marks[0].start()]) in names:
            text = text[marks[0].end() :].strip()
        else:
            return text


def _site_in_title(titled: str | None, title: str | None, owner: str | None, url: str | None) -> str | None:
    """The site's name where no tag has it: what <title> says beside the headline, else whose copyright it is.

    What stands before the headline may be a company or a section; it counts where address or copyright confirm it.
    """
    at = titled.find(title) if titled and title and key(titled) != key(title) else -1
    if titled and title and at >= 0:
        before = [part for part in _SEPARATOR.split(titled[:at]) if part.strip()]
        after = [part for part in _SEPARATOR.split(titled[at + len(title) :]) if part.strip()]
        host = key(_host_name(url) or "")
        if after and len(after[-1].split()) <= 6:
            return after[-1].strip()
        if before and (host.startswith(key(before[0])) or key(before[0]) == key(_FIRM.sub("", owner or ""))):
            return before[0].strip()
    return owner


def _as_written(source: str | None, shown: Sequence[Line]) -> str | None:
    """A site's name that is only its address, as the page writes it beside the byline where it does."""
    if source is None or " " in source or "." not in source:
        return source
    sought = key(source.rpartition(".")[0])
    parts = (part for item in shown if len(item.text) <= 200 for part in _SEPARATOR.split(item.text))
    return next((part.strip() for part in parts if key(part) == sought), source)


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
    near = shown[:_HEAD] if at is None else [*shown[at : at + _BELOW], *shown[max(0, at - _ABOVE) : at]]
    return list(dict.fromkeys(text for item in near for text in (item.text, item.spaced)))


def _dates(
    tree: Any,
    article: Node,
    meta: Mapping[str, list[str]],
    head: Sequence[str],
    shown: Sequence[Line],
    url: str | None,
) -> Iterator[tuple[Published | None, str]]:
    yield page_dates.machine(jsonld.text(article.get("datePublished"))), "json-ld"
    for tag in tree.xpath("//*[@itemprop='datePublished']"):
        yield page_dates.machine(tag.get("content") or tag.get("datetime") or tag.get("title") or text_of(tag)), "meta"
        break
    under = next((found for text in head[:_UNDER] if (found := page_dates.stamp(text))), None)
    for name in _DATE_META:
        for value in meta.get(name, [])[:1]:
            found = page_dates.machine(value)
            # a template may give all its pages one date
            if found and (under is None or abs(found.toordinal() - under.toordinal()) < _FAR):
                yield found, "meta"
    for tag in tree.xpath("//*[@property][@content or @datetime]"):
        if _DATE_PROPERTY.search(tag.get("property")) is not None:
            yield page_dates.machine(tag.get("content") or tag.get("datetime")), "meta"
    yield page_dates.machine(jsonld.text(article.get("dateCreated") or article.get("uploadDate"))), "json-ld"
    yield _time_tag(tree), "time"
    yield from ((page_dates.stamp(text), "text") for text in head)
    yield from ((page_dates.dateline(text), "text") for text in head)
    named = (tag for tag in tree.iter("span", "div", "p", "li", "em", "small") if _WHEN_WORDS.search(words(tag)))
    yield from ((page_dates.stamp(text_of(tag)), "text") for tag in islice(named, 3))
    yield from ((page_dates.stamp(item.text), "text") for item in _labelled(shown))
    yield page_dates.in_url(url), "url"
    numbered = [text for text in head if page_dates.is_numbered(text)]
    first = page_dates.month_first(tree.get("lang"), [item.text for item in shown]) if numbered else None
    if first is not None:
        yield from ((page_dates.stamp(text, month_first=first), "text") for text in numbered)
    yield from ((page_dates.stamp(text, changed=True), "text") for text in head)


def _labelled(shown: Sequence[Line]) -> Iterator[Line]:
    """The lines under a line that says that they are the day of publication, as forms have them."""
    for before, item in pairwise(shown[:_FORM]):
        if _DATE_LABEL.fullmatch(before.text) is not None:
            yield item


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


def _marked_symbols(tree: Any, *, running: bool = True) -> Iterator[Named]:
    """Symbols, in running text unless told otherwise: `data-symbol`, `data-ticker`, and links to a quote page whose text
    is its symbol."""
    for tag in tree.xpath("descendant-or-self::*[@data-symbol or @data-ticker or (self::a and @href)]"):
        if running and not any(around.tag in _RUNNING for around in ancestors(tag)) and not _beside_heading(tag):
            continue
        if marked := tag.get("data-symbol") or tag.get("data-ticker"):
            yield from _symbols([marked])
        elif _names_symbol(tag):
            yield from _symbols([text_of(tag).strip("() ")])
        elif (match := _QUOTE_PAGE.search(tag.get("href"))) is not None:
            named = match["path"] or match["query"]
            symbol, text = _bare_symbol(named), text_of(tag)
            if named != named.upper():
                continue
            if re.search(rf"(?<![\w.]){re.escape(symbol)}(?![\w])", text[:40]):
                yield from _symbols([symbol])
            elif running and match["path"] and _LETTERS.fullmatch(symbol) and text[:1].isupper():
                yield from _symbols([symbol], name=text)


def _names_symbol(tag: Any) -> bool:
    """Whether a link's whole text is the symbol of the quote that it leads to."""
    text, link = text_of(tag).strip("() "), tag.get("href")
    return (
        2 <= len(text) <= 8
        and _SYMBOL.fullmatch(text) is not None
        and _QUOTE_LINK.search(link) is not None
        and re.search(rf"(?<![A-Za-z0-9]){re.escape(text)}(?![A-Za-z0-9])", link, re.IGNORECASE) is not None
    )


def _beside_heading(tag: Any) -> bool:
    """Whether a link stands in the same box as the page's main heading."""
    boxes = [tag.getparent()] if tag.getparent() is not None else []
    boxes += [box.getparent() for box in boxes if box.getparent() is not None]
    return any(child.tag == "h1" for box in boxes for child in box)


def listed_symbols(tree: Any) -> list[Named]:
    """The symbols in a list that says that it is of the article ("In this story"); to be asked before it is pruned."""
    found: list[Named] = []
    for tag in tree.iter("div", "section", "ul", "p", "h2", "h3", "h4", "h5", "span"):
        if _LISTED.match(line(tag.text or "")) is None:
            continue
        box = (
            tag.getparent() if tag.tag in {"h2", "h3", "h4", "h5", "span", "p"} and tag.getparent() is not None else tag
        )
        if len(text_of(box)) <= _LISTED_SIZE:
            names = {link.get("href"): link.get("title") or text_of(link.getparent()) for link in box.iter("a")}
            for link in box.iter("a"):
                found += [Named(item.symbol, names[link.get("href")]) for item in _marked_symbols(link, running=False)]
    return unique(found)


def _told_of(listed: Sequence[Named], shown: Sequence[Line]) -> list[Named]:
    """Those of the listed symbols that the article tells of: the only one, and those whose company it names."""
    if len(listed) <= 1:
        return [Named(item.symbol, None) for item in listed]
    said = {word for item in shown for word in re.findall(r"\w{4,}", item.text)}
    named = (item for item in listed if said.intersection(re.findall(r"\w{4,}", item.name or "")) - {item.symbol})
    return [Named(item.symbol, None) for item in named]


def _bare_symbol(value: str) -> str:
    """A symbol without the exchange before it ("NYSE:XYZ") or the country behind it ("XYZ:CA")."""
    first, colon, last = value.strip().upper().partition(":")
    return first if len(last) == 2 and not is_exchange(first) else last if colon else first


def _symbols(values: Iterable[str], *, name: str | None = None) -> Iterator[Named]:
    for value in values:
        symbol = _bare_symbol(value)
        if _SYMBOL.fullmatch(symbol) and not _ISIN.fullmatch(symbol):
            yield Named(_SUFFIX.sub("", symbol), name)
