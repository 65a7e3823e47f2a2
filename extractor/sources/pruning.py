"""A page's tree without what surrounds the article: menus, rails, share bars, related stories, forms, comments, adverts.

Told by element, by role and by the words of class and id names. An element with such a name stays where it holds the
heading or most of the page's prose: names are misused, and an article is more than its wrapper's name. Takes and
changes a tree of `markup.parse`; removes in two steps, because the byline that is no part of the text is read first.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

from extractor.sources.markup import Size, drop, heading, line, measure, text_of, words
from extractor.sources.symbols import is_cashtag_line

_TAGS = frozenset(
    "script style template noscript svg math iframe object embed nav aside form button input select textarea dialog "
    "video audio canvas map amp-ad amp-embed amp-iframe amp-sidebar amp-social-share amp-list amp-analytics "
    "amp-carousel amp-consent amp-sticky-ad amp-img amp-video menu".split()
)
_ROLES = re.compile(r"navigation|complementary|search|dialog|alertdialog|menu|menubar|contentinfo|toolbar|tooltip")
_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_SURROUNDINGS = re.compile(
    r"""(?<=[ ])(?:
    share | sharing | share(?:bar|this|tools?|daddy|links?|buttons?) | social(?! media) | sd (?:social|sharing)
    | addtoany | relat(?:ed|ive) | rel | jp\ relatedposts | recirc(?:ulation)? | recommend(?:ed|ations?|er)? | rec
    | promo(?:s|tion|box)? | pitch | newsletters? | sign\ ?up | optin | subscribe | subscription
    | adverts? | advertisement | ads? | adslots? | ad\ (?:slot|unit|wrap|container|between) | dfp | gpt\ ad | sponsor(?:ed|s)?
    | outbrain | taboola | cookies? | consent | gdpr | cmp(?=[ ]$) | cmp\ (?:modal|banner|consent|dialog|pop\ ?up|overlay|ui|root|app|wrapper) | pull\ ?quotes? | pop\ ?up | overlay
    | side\ ?bar | side | rail | right\ rail | breadcrumbs? | pager | pagination | navbar | nav | navigation | menu
    | topmenu | skip(?:link)? | screen\ reader\ text | sr\ only | visually\ hidden | toolbar | toolbox | tools
    | trending | most\ (?:read|popular|viewed|recent|commented) | popular | latest | more\ (?:from|stories|news|on|articles)
    | read\ ?(?:next|more|also|on) | up\ next | also | next\ (?:article|story) | other\ (?:news|stories)
    | also\ read | explore
    | masthead | site\ header
    | ticker\ ?(?:tape|strip|bar|list|box|widget) | market\ (?:strip|bar|data) | ribbon
    | (?:stock|quote|company|symbol|security|instrument|xray|inline)\ (?:widget|cards?|box|bar|strip|panel|quote|chart)
    | signature | (?:post|article)\ (?:actions?|tools?|nav|tags)
    | tags?\ (?:list|links|cloud)? | tags? | topics? | (?:post\ )?labels | keywords
    | follow(?:\ us)? | app\ (?:download|promo|banner) | (?:download|get)\ app | feedback | poll | quiz
    | trust\ badge | standards | licens\w+ | cta | cta\ (?:block|box) | disclaimer | print\ only | no\ print
    )(?=[ ])""",
    re.VERBOSE,
)
_FOOT = re.compile(r"(?<! post)(?<! entry)(?<! article) (?:foot|footer) ")
_REST = re.compile(r" (?:more|rest|full|remaining|collapsed?|collapsible|expandable|expand|continued?|continuation) ")
_COMMENTS = re.compile(
    r" (?:comments?(?: (?:list|item|area|section|thread|body|text|wrapper|content|root|block))?|disqus(?: \w+)?|respond|replies|discussion|conversation) "
)
_COMMENT_HEAD = re.compile(
    r"(?:all |reader |latest |user )*(?:comments?|discussion|replies|responses)\s*[(:]\s*\d+\s*\)?|\d+ (?:comments?|replies|responses)",
    re.IGNORECASE,
)
_POST = re.compile(r"(?:post|message|msg|reply|answer)[_-]?\d+", re.IGNORECASE)
_NOT_COMMENTS = re.compile(r" (?:no|open|closed|with|has|commentary|count) ")
_FINANCIAL = re.compile(r" (?:price|prices|holders?|capital|buyback|register) ")
_META = re.compile(
    r"""(?<=[ ])(?:paywall | reg\ ?wall | (?<!fire\ )wall | regwall\ gate | piano | meter | by\ ?lines? | authors? | by | credits? | credit\ line | caption | cap | imgcap | wp\ caption\ text | photo\ credit
    | date\ ?lines?\ (?:date|wrap) | date\ ?time | dates? | dt | time\ ?stamps? | time | published | posted\ (?:on|by) | entry\ meta | post\ meta | post\ info
    | article\ meta | user\ ?info | art\ info | info\ content | meta | pub\ ?date | stamp | read\ ?time | reading\ time | kicker | section\ name
    | author\ (?:bio|box|card|info|profile|about) | about\ (?:the\ )?author | bio
    | (?:post|entry|article)\ footer | sign\ ?off | editor )(?=[ ])""",
    re.VERBOSE,
)
_NOTE = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡])[\])]?")
_BUTTON = re.compile(r" (?:btn|button|cta) ")
_KEPT = frozenset(
    {"html", "body", "main", "h1", "head", "table", "tbody", "tr", "td", "th", "time", "meta", "link", "title"}
)
_BYLINE = re.compile(r" (?:by ?lines?|authors?(?: names?| list)?) ")
_BYLINE_SIZE = 120
_SYMBOL_LINK = re.compile(r"/(?:quotes?|stocks?|symbols?|tickers?)/|[?&](?:symbol|ticker|s)=", re.IGNORECASE)
_CHANGE = re.compile(r"[+\-−–]\s?\d[\d,]*\.?\d*\s?%?|\d+\.\d+\s?%")
_SENTENCE = re.compile(r"[a-z][a-z’']+[.!?…:][\"”’)]?(?:\s|$)")
_LABEL = re.compile(
    r"[\W_]*(?:(?:read|see|watch|listen|view|learn|find out)(?: also| more| now| next| here| on)?|also read|must read"
    r"|more|related(?: \w+)?|recommended|don['’]t miss|explainer|opinion|editor['’]s picks?|in pictures|trending"
    r"|you may (?:also )?like|click here|subscribe|sign up)\s*[:\-–—|»>]",
    re.IGNORECASE,
)
_INLINE = frozenset("span a b i em strong time abbr font sup sub u cite q small mark".split())
_BLOCKS = frozenset("p li td th blockquote div h1 h2 h3 h4 dd".split())
_MOST = 0.4
_MUCH = 700
_TEASER = 250


def strip_surroundings(tree: Any) -> None:
    """Remove what is around the article and what is set between its paragraphs."""
    _cut_following_articles(tree)
    _cut_comments(tree)
    page = _Page(tree)
    held = _holding_heading(tree)
    for element in list(tree.iter(etree.Element)):
        if _continues(element):
            for name in ("style", "hidden", "aria-hidden"):
                element.attrib.pop(name, None)
            continue
        if _FOOT.search(words(element)) is not None and _among_paragraphs(element):
            # the library that chooses the text drops all that is called so
            element.attrib.pop("class", None)
            element.attrib.pop("id", None)
        if (element.tag not in _KEPT or _hidden(element)) and _goes(element) and not page.keeps(element, held):
            drop(element)
    page = _Page(tree)
    page.drop_buttons()
    page.drop_strips()
    page.drop_links()
    page.drop_teasers()


def strip_labels(tree: Any) -> None:
    """Remove bylines, dates, captions, walls and other labels of the article, which are not its text."""
    page = _Page(tree)
    for element in list(tree.iter(etree.Element)):
        size = page.sizes[element]
        if element.tag in {"figcaption", "caption"} or (element.tag == "footer" and size.prose < _MUCH):
            drop(element)
        elif element.tag == "figure":
            if element.find(".//table") is None:
                drop(element)
        elif element.tag in {"html", "body", "main", "article", "table", "tbody", "tr", "td", "blockquote", "h1"}:
            continue
        elif (element.tag == "time" or (size.prose < 300 and _META.search(words(element)) is not None)) and not (
            page.runs_on(element) or element.find(".//h1") is not None
        ):
            drop(element)


@dataclass(slots=True)
class _Page:
    """A tree with the sizes that its elements had when it was made."""

    tree: Any
    sizes: dict[Any, Size] = field(init=False)
    telling: dict[Any, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sizes = measure(self.tree)

    def keeps(self, element: Any, held: set[Any]) -> bool:
        """Whether an element that looks like a surrounding is the article's own."""
        if element in held:
            return True
        if element.tag in _TAGS and element.tag not in {"form", "aside"}:
            return False
        prose = self.sizes[element].prose
        if prose < max(_MOST * self.sizes[self.tree].prose, _MUCH) or _COMMENTS.search(words(element)) is not None:
            return False
        teasers = sum(len(text_of(link).split()) >= 4 for link in element.iter("a"))
        return teasers < 3 or prose / teasers > _TEASER

    def runs_on(self, element: Any) -> bool:
        """Whether an inline element stands in running text."""
        if element.tag not in _INLINE:
            return False
        block = element.getparent()
        while block is not None and block.tag in _INLINE:
            block = block.getparent()
        if block is None or block.tag not in _BLOCKS or self.sizes[block].text - self.sizes[element].text <= 40:
            return False
        if block not in self.telling:
            self.telling[block] = _SENTENCE.search(text_of(block)) is not None
        return self.telling[block]

    def drop_buttons(self) -> None:
        """Remove links that are buttons, and marks of footnotes."""
        for link in list(self.tree.iter("a")):
            note = self.sizes[link].text <= 5 and "#" in (link.get("href") or "") and _NOTE.fullmatch(text_of(link))
            button = link.get("role") == "button" or _BUTTON.search(words(link)) is not None
            if note or (button and not self.runs_on(link)):
                drop(link)

    def drop_strips(self) -> None:
        """Remove boxes of prices: elements with a symbol and its change and no sentence."""
        for element in list(self.tree.iter("div", "ul", "section", "ol", "span")):
            if element.getparent() is None or not 0 < self.sizes[element].text < 400:
                continue
            symbol = (
                element.get("data-symbol")
                or element.get("data-ticker")
                or any(
                    link.get("data-symbol") or _SYMBOL_LINK.search(link.get("href") or "") for link in element.iter("a")
                )
            )
            text = text_of(element) if symbol else ""
            if _CHANGE.search(text) and _SENTENCE.search(text) is None and not self.runs_on(element):
                drop(element)

    def drop_links(self) -> None:
        """Remove paragraphs and lists between the text that are nothing but links to other pages."""
        for element in list(self.tree.iter("p", "ul", "ol", "div", "h3", "h4", "h5", "table", "td")):
            size = self.sizes[element]
            if element.getparent() is None or not size.linked or size.text > 600 or element.find(".//h1") is not None:
                continue
            text = text_of(element)
            if is_cashtag_line(text) or (size.text <= _BYLINE_SIZE and _BYLINE.search(words(element)) is not None):
                continue
            letters = sum(map(str.isalpha, text))
            linked = sum(sum(map(str.isalpha, text_of(link))) for link in element.iter("a") if link.get("href"))
            alone = element.tag in {"p", "ul", "ol"}
            label = alone or element.tag in {"div", "h3", "h4", "h5"}
            labelled = label and linked and letters - linked <= 30 and _LABEL.match(text) is not None
            if labelled or (
                linked >= (0.9 if alone else 0.75) * letters > 0
                and len(text.split()) >= 3
                and (alone or len(element.findall(".//a")) > 1)
                and element.find(".//li//p") is None
                and _SENTENCE.search(text) is None
            ):
                drop(element)

    def drop_teasers(self) -> None:
        """Remove lists of other articles, linked headlines with a few words each, from beside an article."""
        held = _holding_heading(self.tree)
        whole = self.sizes[self.tree].prose
        for element in list(self.tree.iter("div", "section", "ul", "ol")):
            size = self.sizes[element]
            if element.getparent() is None or element in held or whole - size.prose < max(_MUCH // 2, size.prose):
                continue
            linked = [
                item
                for item in element.iter("h2", "h3", "h4", "h5")
                if ((self.sizes[item].linked and not self.sizes[item].prose) or _in_link(item))
                and len(text_of(item).split()) >= 4
            ]
            linked = linked if len(linked) >= 2 else _teasers(element)
            if len(linked) >= 2 and size.prose < _TEASER * len(linked):
                drop(element)


def _teasers(element: Any) -> list[Any]:
    """An element's parts of one kind where most are a linked headline with a few words about it; [] for fewer than three."""
    parts = [part for part in element if part.tag in {"div", "li", "section", "article"}]
    kinds = Counter((part.tag, part.get("class")) for part in parts)
    kind, number = kinds.most_common(1)[0] if kinds else (None, 0)
    if number < 3:
        return []
    alike = [part for part in parts if (part.tag, part.get("class")) == kind]
    links = ((part, next(part.iter("a"), None)) for part in alike)
    found = [
        part
        for part, link in links
        if link is not None and len(text_of(link).split()) >= 4 and text_of(part).startswith(text_of(link))
    ]
    return found if len(found) >= max(3, 0.7 * number) else []


def _cut_comments(tree: Any) -> None:
    """Remove what follows under a heading that counts comments, and all posts of a thread but the first."""
    heads = [
        item
        for item in tree.iter("h2", "h3", "h4", "h5", "div", "p", "b", "strong")
        if item.text and len(item.text) < 60 and _COMMENT_HEAD.fullmatch(line(item.text)) is not None
    ]
    posts = [item for item in tree.iter("div", "li", "article", "table") if _POST.fullmatch(item.get("id") or "")]
    if not heads and len(posts) < 2:
        return
    held = _holding_heading(tree)
    whole = len(text_of(tree))
    for head in heads:
        if head in held:
            continue
        box = head
        while (around := box.getparent()) is not None and around not in held and around[0] is box:
            if line(around.text or ""):
                break
            box = around
        if around is not None and 2 * len(text_of(box)) < whole:
            rest = [] if box is not head else [item for item in head.itersiblings() if item not in held]
            if 2 * sum(len(text_of(item)) for item in rest) < whole:
                for item in [box, *rest]:
                    drop(item)
    for item in posts[1:]:
        if item.getparent() is posts[0].getparent() and item not in held and item.find(".//h2//a") is None:
            drop(item)


def _goes(element: Any) -> bool:
    """Whether an element's tag, role or names say that it is no part of the article."""
    if element.tag == "footer":
        return next(element.iterancestors("article", "blockquote"), None) is None
    if element.tag == "header":
        return next(element.iterancestors("article", "main"), None) is None
    if element.tag in _TAGS or _hidden(element) or _ROLES.fullmatch(element.get("role") or "") is not None:
        return True
    named = words(element)
    if len(named) < 4 or element.tag in _INLINE:
        return False
    if _FOOT.search(named) is not None and not _among_paragraphs(element):
        return True
    return _names_surroundings(named)


@lru_cache(maxsize=8192)
def _names_surroundings(named: str) -> bool:
    if _COMMENTS.search(named) is not None and _NOT_COMMENTS.search(named) is None:
        return True
    return _SURROUNDINGS.search(named) is not None and _FINANCIAL.search(named) is None


def _in_link(element: Any) -> bool:
    return next(element.iterancestors("a"), None) is not None


def _among_paragraphs(element: Any) -> bool:
    """Whether an element stands beside paragraphs of prose, as the end of a release does."""
    parent = element.getparent()
    return parent is not None and sum(len(text_of(item)) > 60 for item in parent.iterchildren("p")) >= 2


def _continues(element: Any) -> bool:
    """Whether a hidden element is the rest of an article that shows its first paragraphs: it says so, stands behind
    them and holds paragraphs of the same kind."""
    if element.tag not in {"div", "section"} or not _hidden(element) or _REST.search(words(element)) is None:
        return False
    own = [item for item in element.iter("p") if len(text_of(item)) > 40]
    before = [item for sibling in element.itersiblings(preceding=True) for item in sibling.iter("p")]
    return bool(own) and any(item.get("class") == own[0].get("class") and len(text_of(item)) > 40 for item in before)


def _hidden(element: Any) -> bool:
    return element.tag not in {"html", "body"} and (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _STYLE.search(element.get("style") or "") is not None
    )


def _holding_heading(tree: Any) -> set[Any]:
    """The elements that the page's main heading or its marked body stands in."""
    found: set[Any] = set()
    top = heading(tree)
    marked = tree.xpath("//*[@itemprop='articleBody'] | (//main)[1] | (//article)[1]")
    for element in marked if top is None else [top, *marked]:
        while element is not None and element not in found:
            found.add(element)
            element = element.getparent()
    return found


def _cut_following_articles(tree: Any) -> None:
    """Where whole articles follow the first (endless scrolling), keep the first. Live blogs and lists have one h1."""
    for item in _story_boxes(tree)[1:]:
        drop(item)
    stories = [item for item in tree.iter("article") if item.find(".//h1") is not None and len(text_of(item)) > 200]
    tops = [item for item in stories if next(item.iterancestors("article"), None) is None]
    for item in tops[1:]:
        drop(item)


def _story_boxes(tree: Any) -> list[Any]:
    """Elements of one kind, side by side, that hold a main heading and an article each."""
    headings = [item for item in tree.iter("h1") if text_of(item)]
    if len(headings) < 2:
        return []
    around = [set(item.iterancestors()) for item in headings]
    boxes = []
    for top, others in ((item, set().union(*around[:i], *around[i + 1 :])) for i, item in enumerate(headings)):
        box = top
        while box.getparent() is not None and box.getparent() not in others:
            box = box.getparent()
        boxes.append(box)
    first = boxes[0]
    alike = [
        box
        for box in boxes
        if box.getparent() is first.getparent()
        and (box.tag, box.get("class")) == (first.tag, first.get("class"))
        and len(text_of(box)) > 200
    ]
    return alike if first in alike else []
