"""HTML page → Document: trafilatura finds the article, JSON-LD, meta tags and the page's head say what it is.

Paragraphs, headings, list items and tables of the article become paragraphs of the text. Menus, share bars, related
stories, adverts, captions, comments and scripts are left behind. Refuses (SourceError): markup that can't be parsed,
what `read_text` refuses, and (NotAnArticle, code "not_article") a page that is no article: an index, a quote page, a
login, cookie or paywall, an error page, a bot check, search results, a shell that a script would fill.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, ClassVar, Unpack

from extractor.errors import SourceError
from extractor.sources import blocks, jsonld, page_data, page_dates
from extractor.sources.aside import aside
from extractor.sources.bylines import is_bio, is_byline, people
from extractor.sources.dates import parse_published
from extractor.sources.decode import MAX_SIZE, decode, normalise
from extractor.sources.document import Document, ReadOptions
from extractor.sources.furniture import is_disclaimer, is_inside_furniture, is_tail_furniture, without_rest
from extractor.sources.language import looks_english
from extractor.sources.layout import to_paragraphs
from extractor.sources.markup import key, lines, parse
from extractor.sources.metadata import PageFacts, article_of, guess_published, listed_symbols, page_facts
from extractor.sources.plain import read_text
from extractor.sources.pruning import strip_labels, strip_surroundings
from extractor.sources.refusal import asks_reader, is_wall_line, kind_of_page
from extractor.sources.symbols import Named, listings, unique

_ENOUGH_WORDS = 60
_FOOT = 12
_WRAPPER = re.compile(r"\s*<DOCUMENT>\s*<TYPE>[^<]{0,80}(?:<[A-Z]{3,12}>[^<]{0,400}){0,6}?<TEXT>", re.IGNORECASE)
_SIGNATURE = 100
_MUCH, _FEW = 2_500, 200
"""Characters of a page's text below which the article may stand in the data for its scripts."""


class NotAnArticle(SourceError):
    """A page that holds no article; the message says what it is instead."""

    code: ClassVar[str] = "not_article"


def read_html(raw: bytes | str, **options: Unpack[ReadOptions]) -> Document:
    """The article of one page. What the caller says wins over what the page says; options as in `read_text`."""
    given = options.get("url")
    name = options.get("id") or options.get("origin") or given
    tree = parse(_unwrapped(decode(raw, name=name, max_size=options.get("max_size", MAX_SIZE))), name=name)
    nodes = jsonld.read(tree)
    beside = aside(tree)
    data = page_data.scripts(tree)
    owner = lines(tree)[-_FOOT:]
    listed = listed_symbols(tree)
    strip_surroundings(tree)
    to_paragraphs(tree)
    shown = lines(tree)
    facts = page_facts(tree, nodes, url=given, shown=shown, foot=owner, listed=listed)
    article = article_of(tree, nodes, [url for url in (facts.url, given) if url], shown)
    strip_labels(tree)
    guess = None if facts.published or options.get("published") else guess_published(tree, facts.url)
    body = [part for part in blocks.paragraphs(tree, name=name) if not is_inside_furniture(part)]
    names = {key(name) for name in facts.authors}
    body = [part for part in body if len(body) == 1 or not (key(part) in names or _says_who(part, facts.source))]
    body = blocks.without_head(body, title=facts.title, shown=shown)
    body = blocks.without_form(body)
    body = [*blocks.standfirst(body, shown=shown, title=facts.title), *body]
    told = jsonld.paragraphs(article.get("articleBody"))
    own = sum(map(len, body))
    own -= sum(len(part) for part in body if is_wall_line(part)) if own < _MUCH else 0
    if sum(map(len, told)) <= 1.5 * own and own < _FEW:
        told = page_data.paragraphs(data, title=facts.title)
    if told and sum(map(len, told)) > 1.5 * own:
        body = told
    elif (
        kind := kind_of_page(
            aside=beside,
            headline=facts.title,
            shown=shown,
            nodes=nodes,
            article=article,
            body=body,
            dated=facts.published is not None,
            signed=bool(facts.authors),
        )
    ) is not None:
        raise NotAnArticle(f"no article was found, the page is {kind}; pass the page of an article", doc_id=name)
    body = without_rest(body)
    while len(body) > 1 and _is_tail(body[-1], facts.authors):
        del body[-1]
    if body:
        body[-1] = body[-1].rstrip(" ■◼∎□▪")
    text = normalise("\n\n".join(body))
    if not text:
        raise NotAnArticle("no article was found in the page; pass the article's text instead", doc_id=name)
    return _document(text, facts, guess, options)


def read_facts(markup: str, *, url: str | None = None) -> PageFacts:
    """Title, date, authors, publisher, canonical URL, language and symbols of a page."""
    tree = parse(_unwrapped(markup))
    nodes = jsonld.read(tree)
    foot = lines(tree)[-_FOOT:]
    strip_surroundings(tree)
    to_paragraphs(tree)
    return page_facts(tree, nodes, url=url, foot=foot)


def _unwrapped(markup: str) -> str:
    """A page without the SGML header of the filing that it was cut from, whose tags never end and would hold it all."""
    return markup[match.end() :] if (match := _WRAPPER.match(markup)) is not None else markup


def _is_tail(part: str, authors: tuple[str, ...]) -> bool:
    """Whether a paragraph at the end is the site's or about its author."""
    return (
        is_disclaimer(part)
        or is_tail_furniture(part)
        or asks_reader(part)
        or is_bio(part, authors)
        or _is_signature(part, authors)
        or (part[-1] != "." and page_dates.stamp(part, changed=True) is not None)
    )


def _is_signature(part: str, authors: tuple[str, ...]) -> bool:
    """Whether a paragraph is the byline of the page's own authors and nothing else."""
    named = people([part]) if len(part) <= _SIGNATURE and is_byline(part) else ()
    return bool(named) and set(named) <= set(authors)


def _says_who(part: str, source: str | None) -> bool:
    """Whether a paragraph is a line of the site about itself: its name and a word or two."""
    name = key(source or "")
    return (
        len(name) >= 4
        and key(part).startswith(name)
        and len(part.split()) <= len((source or "").split()) + 2
        and (part[-1].isalnum())
    )


def _document(text: str, facts: PageFacts, guess: Any, options: ReadOptions) -> Document:
    options["title"] = options.get("title") or facts.title
    if (given := parse_published(options.get("published"))) is not None:
        options["published"] = given
    else:
        options["published"] = facts.published or guess
        options["published_basis"] = facts.published_basis or ("guess" if guess else None)
    options["url"] = options.get("url") or facts.url
    options["source"] = options.get("source") or facts.source
    options["author"] = options.get("author") or facts.authors
    if not options.get("language"):
        # templates name the site's language, not the page's
        english = facts.language not in (None, "en") and len(text.split()) >= _ENOUGH_WORDS and looks_english(text)
        options["language"] = "en" if english else facts.language
    doc = read_text(text, **options)
    named = [Named(symbol, doc.ticker_names.get(symbol)) for symbol in doc.tickers]
    symbols = unique([*facts.symbols, *named, *listings(doc.text)])
    return replace(
        doc,
        tickers=[item.symbol for item in symbols],
        ticker_names={item.symbol: item.name for item in symbols if item.name},
    )
