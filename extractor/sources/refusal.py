"""Is a page an article? Judged by its structure and, where it holds little text, by what its title and lines say.

Takes the tree without its surroundings, its lines, its JSON-LD and the body found in it; gives the kind of page that it
is instead ("an error page", "a login wall" …), or None for an article. Phrases count only on pages with little prose,
so a flash of one sentence passes and an article about passwords does too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extractor.sources import genre
from extractor.sources.aside import Aside
from extractor.sources.jsonld import Node, is_a
from extractor.sources.markup import Line, key

_PHRASES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.VERBOSE))
    for kind, pattern in (
        (
            "a bot check",
            r"""just\ a\ moment | review\ the\ security\ of\ your\ connection | (?:unusual|automated|suspicious)\ (?:requests|activity|traffic) | checking\ (?:your\ browser|if\ the\ site) | (?:verify|confirm)(?:ing)?\ (?:that\ )?you\ are\ (?:a\ )?(?:human|not\ a)
            | are\ you\ (?:a\ )?(?:robot|human) | not\ a\ robot | captcha | unusual\ (?:traffic|activity) | attention\ required
            | access\ (?:to\ this\ page\ has\ been\ |is\ )?denied | you\ have\ been\ blocked | security\ (?:check|verification)
            | enable\ (?:javascript|js)\ and\ cookies | press\ (?:&|and)\ hold | ddos\ protection | pardon\ our\ interruption""",
        ),
        (
            "an error page",
            r"""(?:^|\b(?:error|http|status|code)\b\W*)(?:40[0-9]|410|429|50[0-9])(?!\S*\d)(?:\b|$) | (?:page|article|story|content|url|file|link)\ (?:you\ \w+\ )?(?:was\ |is\ |could\ |can)?(?:not|n['’]t)\ (?:be\ )?(?:found|available|exist)
            | page\ (?:not|no\ longer)\ | not\ found | (?:can['’]t|cannot|couldn['’]t|could\ not|unable\ to)\ (?:seem\ to\ )?(?:find|locate|load|reach)\ (?:(?:the|that|this|your)\ (?:page|article|story|content)|what\ you|anything)
            | (?:what|page|story|article|content)\ you(?:['’]re|\ are|\ were)?\ (?:looking|searching)\ for | link\ (?:you\ \w+\ )?(?:may|might|could|is|was|has)\ (?:be\ |been\ )?(?:broken|expired|out\ of\ date|moved)
            | (?:may|might|could|has|have)\ (?:have\ )?been\ (?:moved|removed|deleted|renamed|taken\ down) | ^(?:oops|uh[ -]?oh|whoops|sorry)\b
            | (?:internal\ )?server\ error | service\ (?:temporarily\ )?unavailable | bad\ gateway | gateway\ time-?out | temporarily\ (?:unavailable|offline|down)
            | (?:site|app|service|system|page)s?\ (?:is|are)\ (?:currently\ |temporarily\ )?(?:being\ (?:upgraded|updated|moved)|under\ construction) | (?:scheduled|planned|routine)\ maintenance | ^back\ (?:soon|shortly|online)
            | (?:down|offline|closed)\ for\ (?:scheduled\ |planned\ )?maintenance | (?:performing|undergoing|under|carrying\ out)\ (?:some\ |an?\ |scheduled\ |planned\ |routine\ )*maintenance | we['’]ll\ be\ (?:right\ )?back | be\ (?:right\ )?back\ (?:soon|shortly) | something\ went\ wrong
            | page\ (?:has\ been|may\ have\ been|you\ requested|doesn['’]t\ exist|does\ not\ exist) | no\ longer\ (?:available|exists)""",
        ),
        (
            "a login wall",
            r"""(?:log|sign)[ ]?in\ to\ (?:read|continue|view|access|your|see|\w+\ \w+) | please\ (?:log|sign)[ ]?in | (?:log|sign)[ ]?in\ (?:or|/)\ (?:register|sign\ up|create)
            | (?:log|sign)[ ]?in\ to\ (?:your|the)\ (?:[\w.-]+\ ){0,3}account | ^welcome\ back\b | don['’]t\ have\ an\ account | new\ here\?
            | register\ (?:for\ free\ |now\ )?to\ (?:read|continue|keep) | create\ (?:a|your)\ (?:free\ )?account\ to | forgot(?:ten)?\ (?:your\ )?password | you\ (?:must|need\ to)\ (?:be\ logged|log|sign)[ ]?in
            | ^(?:log|sign)[ -]?in\b(?:\ [-–—|:].*)?$""",
        ),
        (
            "a cookie wall",
            r"""before\ you\ continue | we\ value\ your\ privacy | (?:accept|manage|reject)\ (?:all\ )?(?:cookies|and\ continue) | (?:uses?|store|use\ of)\ cookies | consent\ to\ (?:process|the\ use)
            | (?:agree|accept|consent)\ (?:and|&)\ (?:continue|close|proceed|go\ on) | (?:store\ and(?:\ |/or\ )|store\ or\ )access\ information | our\ (?:\d[\d,.]*\ |advertising\ |\w+\ )?partners
            | (?:with|without)\ (?:personali[sz]ed\ )?(?:tracking|advertising)(?:\ and\ (?:tracking|advertising))?\b | (?:withdraw|manage|give|refuse)\ (?:your\ )?consent | personal\ data,
            | your\ privacy\ (?:choices|matters|settings) | cookie\ (?:settings|preferences|consent|notice)""",
        ),
        (
            "a paywall",
            r"""subscribe\ (?:now\ )?to\ (?:read|continue|unlock|keep|access|view) | to\ (?:continue|keep|finish)\ reading | already\ a\ (?:subscriber|member) | (?:for|to|exclusive\ to)\ (?:our\ )?(?:paid\ )?(?:subscribers|members)\ only
            | subscribers?[- ]only | (?:article|story|content|post)\ is\ (?:for|reserved\ for|available\ (?:only\ )?to|exclusive(?:ly)?\ (?:for|to))\ (?:our\ |paid\ |paying\ )*(?:subscribers|members|premium)
            | (?:become|upgrade\ to)\ (?:a|an)\ (?:paid\ |premium\ )?(?:subscriber|member) | unlock\ (?:this|the|full)\ | free\ articles?\ (?:left|remaining|this\ month)
            | reached\ your\ (?:limit|free|monthly) | start\ your\ (?:free\ )?trial""",
        ),
        (
            "search results",
            r"""search\ results | \b\d[\d,.]*\ results\b | results\ for\ ["“‘'] | no\ results\ (?:found|for)""",
        ),
        (
            "an empty shell that a script fills",
            r"""(?:enable|requires?|need|turn\ on|activate)\ (?:to\ enable\ )?(?:javascript|js\b) | disable\ (?:any|your|the)\ ad[ -]?block | javascript\ (?:is\ )?(?:disabled|required|must\ be) | ^loading(?:\W{0,3}$|\b)""",
        ),
    )
)
_WALLS = frozenset({"a paywall", "a login wall", "a cookie wall", "a bot check"})
_LIST_TYPES = re.compile(r"^(?:CollectionPage|SearchResultsPage|ProfilePage|ItemList|CategoryPage)$")
_QUOTE_LABELS = re.compile(
    r"(?:previous close|prev\.? close|open|bid|ask|day(?:['’]s)? range|52[- ](?:week|wk) (?:range|high|low)|volume|avg\.? vol(?:ume|\.)?"
    r"|average volume|market cap(?:itali[sz]ation)?|beta\b.*|p/?e ratio.*|eps\b.*|(?:forward )?dividend(?: (?:&|and) yield)?|yield"
    r"|ex-?dividend date|1y target est|shares outstanding|turnover|vwap|(?:mkt|market) cap\b.*|52[- ](?:week|wk) (?:high|low)|face value|book value|(?:ttm )?(?:eps|p/?e)|p/?b(?: ratio)?|(?:upper|lower|uc|lc) (?:limit|circuit)|high|low|last (?:price|trade)|change|day(?:['’]s)? (?:high|low))"
    r"(?:\s*:?\s*[-–+]?[$€£¥]?\d[\d.,]*\s?[%a-z]{0,4}(?:\s*[-–x(]\s*[\d.,%]+\)?)?)?",
    re.IGNORECASE,
)
_VIDEO = re.compile(r"^(?:VideoObject|AudioObject|PodcastEpisode|ImageGallery|MediaGallery)$")
_OFFER = re.compile(
    r"(?:our |all )?(?:newsletters?|subscribe|subscriptions?|membership|pricing|plans(?: (?:and|&) pricing)?)$"
    r"|choose (?:a|your) (?:plan|subscription|package)|sign up (?:for|to) (?:our|the)\b.*newsletters?$|become a member",
    re.IGNORECASE,
)
_YOU = re.compile(r"\byou(?:r|rs|rself)?\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?|(?<!\w)[‘'][^’']*[’'](?!\w)")
_NOTHING = 20
_BESIDE = 25
_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "title"})
_END = re.compile(r"[.!?…:][\"”’)]*$")
_COOKIES = re.compile(r"\b(?:cookies?|consent|partners|privacy)\b", re.IGNORECASE)
_MARKS = re.compile(r"\s+[|–—·»-]\s+|[.!?]\s+")
_SENTENCE = 40
_VISIBLE = 450
_PART, _MOST, _START = 0.3, 0.6, 8
_LITTLE, _SHORT, _LONG = 400, 900, 2_500
_FEWEST_HEADLINES, _ROWS = 5, 8


def kind_of_page(
    *,
    aside: Aside,
    headline: str | None,
    shown: Sequence[Line],
    nodes: Sequence[Node],
    article: Node,
    body: Sequence[str],
    dated: bool,
    signed: bool,
) -> str | None:
    """What the page is if it is no article; None for an article.

    `headline` is the title found, `shown` the page's visible lines, `body` the paragraphs of what might be its article,
    `dated` whether it says when it was published, `signed` whether it names an author.
    """
    title, noscript = aside.title, aside.noscript
    prose = [part for part in body if len(part) >= 40 and _END.search(part[-4:]) is not None]
    amount = sum(map(len, prose))
    if (kind := _listing(shown, nodes, article, amount, body)) is not None:
        return kind
    if (
        not article
        and not dated
        and amount < _SENTENCE * 5
        and sum(part.count("\n") + 1 for part in body if " | " in part) >= _ROWS
    ):
        return "a table of figures"
    if (
        kind := genre.kind_by_word(
            aside=aside,
            headline=headline,
            shown=shown,
            nodes=nodes,
            article=article,
            body=body,
            amount=amount,
            longest=_longest_run(shown),
            headlines=[item for item in shown if _is_headline(item)],
            dated=dated,
            signed=signed,
        )
    ) is not None:
        return kind
    if amount >= _LONG:
        return None
    if (kind := _by_phrases(title, shown, article, body, amount, noscript, dated)) is not None:
        return kind
    known = dated or bool(article)
    if (aside.player or any(is_a(node, _VIDEO) for node in nodes)) and not article and _only_names(body, headline):
        return "a video without text"
    if aside.password and not known and amount < _LITTLE:
        return "a login wall"
    heads = [text for text in (aside.title, headline) if text]
    if not known and amount < _SHORT and any(_OFFER.match(part) for text in heads for part in _MARKS.split(text)):
        return "an offer of subscriptions"
    if not known and amount < _SHORT and _to_reader(body):
        return "a notice to its reader"
    return None


def _only_names(body: Sequence[str], headline: str | None) -> bool:
    """Whether a body says no more than the headline, but for a few signs and figures."""
    said, title = key("".join(body)), key(headline or "")
    return len(said.replace(title, "") if title else said) < _NOTHING


def _to_reader(body: Sequence[str]) -> bool:
    """Whether most of a text, quotations left aside, tells its reader what to do or what the site does with them.

    One that names an amount, a share or a symbol is news, however chatty."""
    if any(genre.AMOUNT.search(part) for part in body):
        return False
    told = [(len(part), _YOU.search(_QUOTED.sub("", part)) is not None) for part in body]
    return sum(length for length, you in told if you) > 0.6 * sum(length for length, _ in told)


@lru_cache(maxsize=1024)
def is_wall_line(text: str) -> bool:
    """Whether a short line asks the reader to subscribe, log in or consent."""
    return len(text) <= 300 and any(kind in _WALLS and pattern.search(text) for kind, pattern in _PHRASES)


def asks_reader(text: str) -> bool:
    """Whether a line is no sentence and little more than such a request: "Log in to read the archive"."""
    return (
        _END.search(text) is None
        and len(text) <= 120
        and any(kind in _WALLS and _mostly(pattern, text) for kind, pattern in _PHRASES)
    )


def _listing(
    shown: Sequence[Line], nodes: Sequence[Node], article: Node, amount: int, body: Sequence[str]
) -> str | None:
    """A page of figures or of links to articles, told by how much of it is labels of quotes, or linked headlines."""
    labels = {item.text.lower() for item in shown if _QUOTE_LABELS.fullmatch(item.spaced)}
    longest = _longest_run(shown)
    if len(labels) >= 5 and (amount < _SHORT or (len(labels) >= 8 and longest < _SHORT)):
        return "a quote page"
    headlines = [item for item in shown if _is_headline(item)]
    if len(headlines) < _FEWEST_HEADLINES:
        return None
    plain = [item for item in shown if item.linked < 0.3 * len(item.text) and len(item.text) >= 60]
    if not article and longest < _LITTLE and len(headlines) >= 0.5 * len(plain) and _repeats(shown, body):
        return "an index of articles"
    if (
        not article
        and longest < _SHORT
        and any(is_a(node, _LIST_TYPES) for node in nodes)
        and len(headlines) >= len(plain)
    ):
        return "an index of articles"
    return None


def _is_headline(item: Line) -> bool:
    """Whether a line is a link of some words, with no more than a date or a label beside it."""
    beside = len(item.text) - item.linked
    return len(item.text.split()) >= 4 and (beside <= 0.2 * len(item.text) or (beside <= _BESIDE <= item.linked))


def _longest_run(shown: Sequence[Line]) -> int:
    """Characters of the longest stretch of prose with no linked headline in it."""
    longest = run = 0
    for item in shown:
        if _is_headline(item):
            run = 0
        elif item.linked < 0.5 * len(item.text) and len(item.text) >= 40:
            run += len(item.text)
            longest = max(longest, run)
    return longest


def _repeats(shown: Sequence[Line], body: Sequence[str]) -> bool:
    """Whether the body is made of the page's linked headlines and what stands among them."""
    own = set(body)
    found = [i for i, item in enumerate(shown) if item.text in own]
    if not found:
        return not body
    links = (i for i, item in enumerate(shown) if _is_headline(item))
    return sum(found[0] - 3 <= link <= found[-1] + 3 for link in links) >= _FEWEST_HEADLINES


def _by_phrases(
    title: str | None,
    shown: Sequence[Line],
    article: Node,
    body: Sequence[str],
    amount: int,
    noscript: str,
    dated: bool,
) -> str | None:
    """What the phrases of the page's title and lines say that it is. A phrase within a longer headline, or on a page
    with a date, needs another line to bear it out: news is made of such phrases too."""
    visible = [item for item in shown if len(item.text) <= _VISIBLE and item.linked < 0.8 * len(item.text)]
    heads = [text for text in (title, *[item.text for item in visible if item.element.tag in _TITLES][:3]) if text]
    closed = str(article.get("isAccessibleForFree")).lower().rpartition("/")[2] in {"false", "no"}
    own = sum(len(part) for part in body if not is_wall_line(part))
    for kind, pattern in _PHRASES:
        hits = sum(pattern.search(item.text) is not None for item in visible)
        hits += bool(kind == "a bot check" and noscript and pattern.search(noscript))
        said = any(_mostly(pattern, text) for text in heads)
        sure = hits >= 2 or (said and (own < _SENTENCE or not (dated or article)))
        if kind == "a paywall":
            asked = sure or said or (closed and (hits or amount < _LITTLE))
            short = own < _LITTLE or said or (closed and amount < _SHORT)
            refused = asked and short and _before_wall(shown, pattern) < _LITTLE
        elif kind == "a cookie wall":
            refused = said and sum(_COOKIES.search(item.text) is not None for item in visible) >= 2
        elif kind == "an empty shell that a script fills":
            refused = sum(map(len, body)) < (40 if dated or article else _LITTLE) and (
                hits > 0 or pattern.search(noscript) is not None
            )
        elif kind == "search results":
            refused = said and not article
        else:
            refused = (said and sure and amount < (_LITTLE if article else _SHORT)) or (
                amount < _LITTLE
                and not article
                and not dated
                and hits >= (1 if not amount else 2)
                and (not body or any(_mostly(pattern, item.text) for item in visible))
            )
        if refused:
            return kind
    return None


def _mostly(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a line, or a part of it between marks, is little more than phrases or begins with one."""
    for part in _MARKS.split(text):
        if found := list(pattern.finditer(part)):
            share = sum(len(match[0]) for match in found) / len(part)
            if share >= (_PART if found[0].start() <= _START else _MOST):
                return True
    return False


def _before_wall(shown: Sequence[Line], pattern: re.Pattern[str]) -> int:
    """Characters of prose above the line that asks for a subscription."""
    total = 0
    for item in shown:
        if pattern.search(item.text):
            return total
        total += len(item.text) if len(item.text) >= 60 and item.linked < 0.5 * len(item.text) else 0
    return total
