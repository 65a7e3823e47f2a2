"""What kind of page is it, by its own word: schema.org and OpenGraph types, its title, its buttons, forms and labels.

Takes what the page holds (an Aside, its visible lines, its JSON-LD) and the body read from it; gives the kind of page that
it is instead of an article ("a job advertisement", "a company profile" …), or None. One sign alone counts only where no
article carries it: a declared type, or a title that is nothing but the name of such a page. Other signs need a second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extractor.sources import page_dates
from extractor.sources.aside import Aside
from extractor.sources.jsonld import Node, is_a
from extractor.sources.markup import Line, key

SHORT, LONG = 900, 2_500
"""Characters of prose below which a page is short, and from which it is long."""
_LITTLE = 400

_TYPES = tuple(
    (kind, re.compile(rf"(?:^|[/:#])(?:{types})$"))
    for kind, types in (
        ("a job advertisement", "JobPosting"),
        ("a profile of a person", "ProfilePage"),
        ("a page about its owner", "AboutPage|ContactPage"),
        ("an entry of a glossary", "DefinedTerm|DefinedTermSet"),
        ("a list of questions and answers", "FAQPage"),
        ("an event", "(?:Business|Education|Publication|Exhibition|Social)?Event|EventSeries"),
        ("an offer", "Product|Offer|Course|FinancialProduct|InvestmentFund|InvestmentOrDeposit|Service"
                     "|(?:Software|Mobile|Web)Application|Book|CheckoutPage|RealEstateListing"),
        ("a table of figures", "Dataset|DataCatalog|ExchangeRateSpecification"),
        ("a gallery of pictures", "ImageGallery|MediaGallery"),
        ("an index of articles", "CollectionPage|SearchResultsPage"),
    )
)  # fmt: skip
_MIXED = frozenset({"a list of questions and answers"})
_THINGS = frozenset({"an event", "an offer", "a table of figures"})
_MEDIA = re.compile(r"(?:^|[/:#])(?:VideoObject|AudioObject|PodcastEpisode|PodcastSeries|Clip|TVEpisode|RadioEpisode)$")
_OG = (
    ("a profile of a person", re.compile(r"profile")),
    ("an offer", re.compile(r"(?:product|book|place|restaurant|business)\b.*|.*\bproduct")),
    ("an event", re.compile(r"(?:\w+[:.])?event")),
)
_OG_MEDIA = re.compile(r"(?:video|music)\b.*|podcast.*|.*\bepisode")

_LISTED = (
    r"(?:releases|announcements|news|headlines|articles|posts|stories|events|presentations|publications|reports"
    r"|filings|documents|webcasts|podcasts|videos|episodes|galleries|newsletters|notices|alerts|calendar|archives?"
    r"|results(?: cent(?:er|re))?|newsroom|insights|blog|research|resources|statements|speeches|bulletins|meetings)"
)
_NAMES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.VERBOSE))
    for kind, pattern in (
        (
            "a policy of the site",
            r"""(?:(?:our|the|web\ ?site|site|global|general|online)\ )*
            (?:(?:privacy|cookies?|data\ (?:protection|privacy)|editorial|corrections?|comment(?:ing|s)?|moderation|accessibility
            |refunds?|returns?|complaints?|ethics|advertising|community|house|legal|conflicts?\ of\ interest|fact[- ]checking|risk)
            (?:\ (?:and|&)\ (?:\w+\ )?\w+)?\ (?:policy|policies|notice|statement|guidelines|rules|code|standards|charter|procedure
            |preferences|settings|information|principles|warning|disclosure)s?
            |terms(?:\ (?:(?:of|and|&)\ )?(?:use|service|sale|conditions|business|supply|access))*|conditions\ of\ (?:use|sale)
            |legal(?:\ disclaimer)?|imprint|impressum|disclaimers?|code\ of\ (?:conduct|ethics)|modern\ slavery(?:\ act)?\ statement|copyright)""",
        ),
        (
            "a page about its owner",
            r"""about(?:\ (?:us|(?:the|our)\ (?:company|group|firm|team|authors?|bank|fund|site|foundation|organi[sz]ation|business)))?
            |(?:our|the)\ (?:story|history|company|firm|people|team|board|mission|vision|values|strategy|businesse?s?|approach|leadership|management
            |offices?|locations|services|clients|partners|purpose|culture|brands|journalists|newsroom)|who\ we\ are|what\ we\ do|why\ us
            |(?:company|corporate)\ (?:overview|profile|history|information|structure|governance)|(?:the\ )?\w+\ at\ a\ glance
            |contacts?(?:\ (?:us|information|details))?|get\ in\ touch|find\ us|help(?:\ cent(?:er|re))?|customer\ (?:service|support|care)
            |careers?|jobs|vacancies|working\ (?:at|for|with)\ .{2,30}|join\ (?:us|our\ team)|media\ (?:kit|contacts?|enquiries)
            |press\ (?:kit|contacts?|office)|advertise(?:\ with\ us)?|investor\ relations|(?:frequently\ asked\ questions|faqs?)(?:\W.{0,60})?
            |(?:board\ of\ (?:directors|management|trustees)|(?:executive\ |senior\ )?(?:management|leadership)(?:\ (?:team|board))?)""",
        ),
    )
)  # fmt: skip
_ERROR_NAME = re.compile(
    r"(?:error\W*)?40[34](?:\W.{0,30})?|(?:error|oops)|(?:(?:sorry|oops|error)\W+)?(?:the |this |that )?(?:page|article|story|content|file|document)"
    r" (?:(?:was |is )?not (?:be )?(?:found|available)|(?:was |is )?unavailable|(?:can['’]?t|can ?not|could ?n[o'’]t) be found"
    r"|no longer (?:exists|available)|does(?: not|n['’]t) exist|missing)",
    re.IGNORECASE,
)
_STORES = re.compile(
    r"(?:get (?:it|the app) on|(?:download|available) (?:it )?(?:on|from|at)|open in|explore it on) (?:the )?"
    r"(?:(?:google )?play(?: store)?|(?:apple )?app ?store|app ?gallery|app|microsoft store)|(?:continue|stay|proceed) (?:in|on|to) (?:the |your )?(?:mobile )?(?:browser|web ?site|web)(?: .{0,30})?",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"(?:(?:from|only|just|then|now|for) )*(?:[$€£₹¥]|(?:us|usd|eur|gbp|inr|rs\.?) ?[$]?)\s?\d[\d.,]*\s?(?:/|per|an?|every|each)\s?(?:month|mo|week|wk|year|yr|day|quarter)\b.{0,60}",
    re.IGNORECASE,
)
_BOARD = re.compile(
    r"(?P<label>replies|views|last post|topics|posts|threads|started by|latest (?:post|activity)|board index|new (?:topic|thread)|forum permissions|who is online"
    r"|mark (?:all )?(?:topics|forums) (?:as )?read|users browsing this forum|pinned|sticky|thread starter)\b(?:\W.{0,80})?",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"(?:comments?|replies|responses)\s*(?:\(\d+\)|on\b|to\b|:).*|[\d,]+ (?:comments|replies)\b.*", re.IGNORECASE
)
_LIST_NAME = re.compile(
    rf"(?:(?:all|latest|recent|our|past|upcoming|company|corporate|financial|economic|investor|earnings|dividend|ipo|press|media|news"
    rf"|regulatory|annual|quarterly|sec|stock exchange|event|the)\s+)*{_LISTED}(?:\s*(?:&|and|/|,)\s*(?:\w+\s+)?{_LISTED})*(?:\s+(?:19|20)\d\d)?"
    r"|(?:authors?|tags?|topics?|categor(?:y|ies)|sections?|archives?|posts tagged|posts by|articles by|stories by|more from)\b\s*[:–-]?\s*.{0,60}",
    re.IGNORECASE,
)
_FIGURES_NAME = re.compile(
    r"(?:(?:consolidated|condensed|key|main|selected|financial|historical|quarterly|annual|five-year|ten-year|operating|monthly|live|daily)\s+)*"
    r"(?:(?:key|financial)\s+)?(?:figures|data|ratios|statistics|highlights|indicators|summary|prices|rates|quotes|results|financials|income statement|balance sheet"
    r"|cash flows?(?: statement)?|exchange rates?|dividend history|market data|league table|fixings?|(?:earnings|economic|dividend|results|ipo|splits?|events?) calendar)(?:\s+(?:by|per|of|at|for)\s.{2,30})?",
    re.IGNORECASE,
)
_QUOTE_NAME = re.compile(
    r"\b(?:(?:share|stock|live|current) (?:price|quote|chart)s?|stock (?:forecast|analysis|news)|(?:price|quote) (?:&|and) (?:chart|news)|quote|company profile"
    r"|historical (?:prices|data)|key statistics|dividend history|fact ?sheet)\s*(?:$|[,:|&–-]|live\b|today\b|nse\b|and\b)",
    re.IGNORECASE,
)
_PROFILE_NAME = re.compile(
    r"\b(?:(?:company|business|corporate|fund) (?:profile|overview|facts|information)|profile|fact ?sheet)\b",
    re.IGNORECASE,
)
_GLOSSARY = re.compile(
    r"(?:.{0,30}\b)?(?:glossary|dictionary|encyclop(?:a?e)dia|lexicon|terminology|definitions?|jargon buster)\b.{0,30}",
    re.IGNORECASE,
)
_PICTURES = re.compile(
    r"(?:(?:in|the week in) (?:pictures|photos|images)|(?:photo|picture|image) ?(?:gallery|essay|story|s)?|gallery|slide ?show)\b\s*(?:[:|–-]|$)"
    r"|.*(?:[:|–-]|\bin) (?:pictures|photos|gallery)$",
    re.IGNORECASE,
)
_PLAYED = re.compile(
    r"(?:watch|video|listen|podcast|audio|webcast|replay|live ?stream)(?:\s+(?:now|live|again))?\s*[:|–-]\s"
    r"|(?:.{0,40}\b)?(?:ep|episode|folge)\.?\s*#?\d{1,4}\b",
    re.IGNORECASE,
)
_POSITION = re.compile(r"\((?:[mfwdx]|all genders)(?:\s?[/|]\s?[mfwdx]){1,3}\)", re.IGNORECASE)
_APPLY = re.compile(
    r"apply(?: (?:now|here|online|for (?:this|the) (?:job|role|position)))?|submit (?:your )?application", re.IGNORECASE
)
_HIRING = re.compile(
    r"we(?:['’]re| are) (?:looking for|hiring|seeking|recruiting)|you will\b|you (?:have|hold|bring)\b|(?:your|the) (?:profile|tasks|role|responsibilities)"
    r"|(?:key )?responsibilities|requirements|qualifications|what (?:we|you)\b|we offer|benefits|(?:full|part)[- ]time|salary",
    re.IGNORECASE,
)
_CALENDAR = re.compile(
    r"add to (?:my )?(?:calendar|outlook|diary)|(?:save|download) (?:the |this )?(?:date|event|ics)|\bics\b",
    re.IGNORECASE,
)
_BUY = re.compile(
    r"buy(?: (?:now|tickets|it now))?|add to (?:cart|basket|bag)|(?:subscribe|order|enrol+|join|download|register|book|sign up|enquire|donate)(?: (?:now|here|today|free|for free|online))"
    r"|(?:start|get|try)(?: (?:my|your|a|it))?(?: (?:free|\d+[- ]day))*(?: trial| started| access| for free| now)|open (?:an?|my|your)(?: \w+)? account"
    r"|(?:choose|select|get|see|compare)(?: (?:a|this|your|our|all))? (?:plans?|package|offer|pricing)|(?:book|request|get|schedule) (?:a |an? |your )?(?:free )?(?:demo|sample|quote|call|consultation|brochure)"
    r"|(?:reserve|save) (?:my|your|a) (?:seat|spot|place)|register|checkout|choose plan|get the app|apply(?: now| online)?",
    re.IGNORECASE,
)
_CART = re.compile(
    r"(?:add|put) (?:it )?(?:to|in) (?:the |my |your )?(?:cart|basket|bag)|buy (?:it )?now|book (?:a|your) (?:viewing|table|room|appointment)"
    r"|(?:contact|call|message) (?:the )?(?:agent|seller|dealer)",
    re.IGNORECASE,
)
_TICKETS = re.compile(
    r"(?:buy|get|book|order)(?: your)? tickets?|rsvp|register for (?:the|this) (?:event|webinar|conference)|join (?:the )?webinar"
    r"|add to (?:my )?calendar",
    re.IGNORECASE,
)
_FACT = re.compile(
    r"(?P<label>sectors?(?:\(s\))?|industry|sub-?industry|founded|established|incorporated|headquarters|headquartered in|(?:number of |full[- ]time )?employees|ceo|chief executive(?: officer)?|chairman"
    r"|web ?site|phone|telephone|fax|isin|wkn|sedol|cusip|exchange|listed|ipo date|currency|key (?:executives|people|facts)|market cap(?:itali[sz]ation)?|address|auditors?"
    r"|fiscal year(?: ends?)?|parent|traded as|symbol|ticker|subsidiaries|owner|fund manager|benchmark|inception date|expense ratio|ongoing charge|risk rating"
    r"|competitors|people also watch|governance score)\s*(?:[:：]\s*.{0,60}|\s.{0,25})?",
    re.IGNORECASE,
)
_SITE_BEHIND = re.compile(r"\s*(?:[|–—·»:-]|(?:19|20)\d\d\b)")
_COUNTER = re.compile(r"(?:(?:photo|image|picture|slide)s?\s*)?\d{1,3}\s*(?:/|of)\s*\d{1,3}", re.IGNORECASE)
NEWS = re.compile(
    r"\b(?:said|says|told|announce[sd]?|reported|added|according to|today|yesterday|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|last (?:week|month|year|night)|this (?:week|morning|afternoon|month|quarter)|agreed|rose|fell|jumped|dropped|gained|slipped|climbed|declined|increased|decreased"
    r"|raised|lowered|bought|sold|acquired|appointed|resigned|declared|warned|expects?|expected|plans? to|will (?:pay|buy|sell|cut|acquire|close|be)|has (?:been|agreed|received|entered|completed)"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.? \d{1,2}\b|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
    re.IGNORECASE,
)
"""What sentences of news have and those that describe or advise lack."""
AMOUNT = re.compile(
    r"[$€£¥₹]\s?\d|\d\s?(?:%|per ?cent\b|p\b|[km]\b|bn\b|million|billion|shares|shs)|\$[A-Z]{2,}", re.IGNORECASE
)
"""A sum, a share or a symbol."""
_OWN = re.compile(r"\b(?:we|our|ours|us|you|your|yours)\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?")
_SENTENCES = re.compile(r"(?<=[.!?])[\"”’)]*\s+")
_MARKS = re.compile(r"\s+[|–—·»•-]\s+|\s*\|\s*|\s+::\s+|[?!.]\s+|:\s+")


def kind_by_word(
    *,
    aside: Aside,
    headline: str | None,
    shown: Sequence[Line],
    nodes: Sequence[Node],
    article: Node,
    body: Sequence[str],
    amount: int,
    longest: int,
    headlines: Sequence[Line],
    dated: bool,
    signed: bool,
) -> str | None:
    """What the page is by what it calls itself, None for an article.

    `headline` is the title found, `shown` its visible lines and `headlines` those that are linked headlines, `body` the
    paragraphs of what might be its article, `amount` the characters of prose in them, `longest` those of the longest
    stretch of prose between linked headlines, `signed` whether somebody is named as the author.
    """
    subject = _subject(aside, headline)
    named = next((kind for kind, pattern in _NAMES if pattern.fullmatch(subject)), None)
    policy = named == "a policy of the site"
    if named and (policy or not (article or ((signed or dated) and news(body) >= 0.5))):
        return named
    if article:
        return None
    if amount < SHORT and _ERROR_NAME.fullmatch(_first_part(aside.title)) is not None:
        return "an error page"
    if (kind := _declared(aside, nodes, subject, amount)) is not None and not (kind in _MIXED and (dated or signed)):
        return kind
    if _COMMENTS.match(subject) and aside.acts.get("reply", 0) + aside.acts.get("report", 0) >= 3:
        return "comments without their article"
    if _is_list(aside, subject, shown, headlines, body, amount, longest, dated or signed):
        return "an index of articles"
    boards = {match["label"].lower() for item in shown if (match := _BOARD.fullmatch(item.spaced))}
    if longest < _LITTLE and len(boards) >= 3:
        return "an index of articles"
    return (
        _of_figures(aside, subject, shown, body, amount, dated)
        or _of_offers(aside, shown, body, min(amount, longest), dated or signed)
        or _of_media(aside, subject, nodes, shown, min(amount, longest))
        or _of_terms(aside, subject, body, dated or signed, amount)
    )


def news(body: Sequence[str]) -> float:
    """See `_news`; asked several times of one page."""
    return _news(tuple(body))


@lru_cache(maxsize=8)
def _news(body: tuple[str, ...]) -> float:
    """The share of a text's sentences that tell what somebody said or did, or when."""
    sentences = [item for part in body if " | " not in part for item in _SENTENCES.split(part) if len(item) >= 20]
    return sum(NEWS.search(item) is not None for item in sentences) / len(sentences) if sentences else 0.0


def _subject(aside: Aside, headline: str | None) -> str:
    """What the page says that it is about: its title where that is a part of <title>, else its heading."""
    titled = aside.title or ""
    sure = headline if headline and (not aside.top or key(headline) in key(titled)) else None
    first = _first_part(titled)
    if sure and sure == titled and aside.top and _SITE_BEHIND.match(titled.removeprefix(aside.top)) is not None:
        # the title is all of <title>, with the site's name or a year behind the heading
        sure = aside.top
    return (sure or aside.top or first).strip(" .:!?–-")


def _first_part(title: str | None) -> str:
    """What stands before the first mark in a <title>, mostly before the site's name."""
    return _MARKS.split(title or "")[0].strip(" .:!?–-")


def _declared(aside: Aside, nodes: Sequence[Node], subject: str, amount: int) -> str | None:
    """The kind that the page's types name. A thing (an event, an offer) counts where it is what the page is about."""
    for node in [*nodes, *({"@type": kind} for kind in aside.types)]:
        for kind, pattern in _TYPES:
            if is_a(node, pattern):
                name = key(str(node.get("name") or ""))
                about = bool(name) and (name in key(aside.title or "") or name == key(subject))
                if about or kind not in _THINGS:
                    return kind
    if amount < LONG:
        return next((kind for kind, pattern in _OG if pattern.fullmatch(aside.og)), None)
    return None


def _is_list(
    aside: Aside,
    subject: str,
    shown: Sequence[Line],
    headlines: Sequence[Line],
    body: Sequence[str],
    amount: int,
    longest: int,
    known: bool,
) -> bool:
    """Whether a page lists articles or events: it is called so, or named by a word or two, and is mostly such items."""
    called = aside.archive or _LIST_NAME.fullmatch(subject) is not None
    if called and (aside.events >= 3 or sum(n for act, n in aside.acts.items() if _CALENDAR.search(act)) >= 2):
        return True
    if longest >= SHORT or (known and longest >= _LITTLE and news(body) >= 0.3):
        return False
    fewest = 4 if longest < _LITTLE / 3 and amount < _LITTLE else 5
    if len(headlines) >= fewest and (called or len(re.findall(r"\w+", subject)) <= 3):
        return True
    return called and (aside.linked >= 5 or (amount < LONG and _dated_rows(shown) >= 5))


def _dated_rows(shown: Sequence[Line]) -> int:
    """How many short lines are a date, or begin or end with one, and have another short line beside them."""
    return sum(len(item.text) <= 60 and page_dates.visible(item.text) is not None for item in shown)


def _of_figures(
    aside: Aside, subject: str, shown: Sequence[Line], body: Sequence[str], amount: int, dated: bool
) -> str | None:
    """A table of figures, or the profile of a company or fund."""
    rows = [row.split(" | ") for part in body if " | " in part for row in part.split("\n")]
    if len(rows) >= 6 and amount < _LITTLE and news(body) < 0.3:
        figures = [row for row in rows if len(row) >= 3 and 2 * sum(map(_is_figure, row)) >= len(row)]
        if _FIGURES_NAME.fullmatch(subject) is not None or len(figures) >= max(6, len(rows) / 2):
            return "a table of figures"
    facts = {
        match["label"].lower() for item in shown if len(item.text) <= 80 and (match := _FACT.fullmatch(item.spaced))
    }
    heads = f"{aside.title or ''} | {subject}"
    called = _PROFILE_NAME.search(heads) is not None or _QUOTE_NAME.search(heads) is not None
    telling = news(body)
    if len(facts) >= (2 if called else 5) and (telling < 0.15 or (not dated and (called or telling < 0.3))):
        return "a company profile"
    return None


def _is_figure(cell: str) -> bool:
    return sum(map(str.isdigit, cell)) > sum(map(str.isalpha, cell)) or not any(map(str.isalnum, cell))


def _of_offers(aside: Aside, shown: Sequence[Line], body: Sequence[str], amount: int, dated: bool) -> str | None:
    """A job, something to buy or to join, a form to fill in."""
    applied = any(_APPLY.fullmatch(act) for act in aside.acts)
    hiring = {match[0].lower() for item in shown if (match := _HIRING.search(item.text))}
    heads = f"{aside.title or ''} {aside.top or ''}"
    if (applied or _POSITION.search(heads)) and len(hiring) >= 2:
        return "a job advertisement"
    if amount >= LONG or news(body) >= 0.3:
        return None
    if not dated and amount < SHORT and sum(_STORES.fullmatch(act) is not None for act in aside.acts) >= 2:
        return "an offer"
    if not dated and sum(_PLAN.fullmatch(item.spaced) is not None for item in shown) >= 2:
        return "an offer"
    asked = any(_BUY.fullmatch(act) for act in aside.acts)
    if aside.fields >= 3 and amount < SHORT and (asked or not dated):
        return "a form"
    if any(_TICKETS.fullmatch(act) for act in aside.acts):
        return "an event"
    if not dated and any(_CART.fullmatch(act) for act in aside.acts):
        return "an offer"
    if not dated and asked and to_reader(body):
        return "an offer"
    if not dated and "vote" in aside.acts and amount < _LITTLE / 2:
        return "a poll"
    return None


def to_reader(body: Sequence[str]) -> bool:
    """Whether most sentences of a text, quotations left aside, speak of "you" or "us"."""
    sentences = [item for part in body for item in _SENTENCES.split(_QUOTED.sub("", part)) if len(item) >= 20]
    return bool(sentences) and sum(_OWN.search(item) is not None for item in sentences) >= 0.5 * len(sentences)


def _of_media(aside: Aside, subject: str, nodes: Sequence[Node], shown: Sequence[Line], amount: int) -> str | None:
    """A recording with a few words about it, or pictures with their captions."""
    heads = [subject, aside.title or ""]
    typed = any(is_a(node, _MEDIA) for node in nodes)
    called = any(_PLAYED.match(text) for text in heads)
    if amount < SHORT and (
        _OG_MEDIA.fullmatch(aside.og) or (typed and aside.og != "article") or (called and (typed or aside.player))
    ):
        return "a recording with a few words about it"
    counted = any(_COUNTER.fullmatch(item.text) for item in shown)
    called = any(_PICTURES.match(text) for text in heads)
    if amount < _LITTLE and aside.pictures >= 5 and (called or (counted and amount < _LITTLE / 2)):
        return "a gallery of pictures"
    return None


def _of_terms(aside: Aside, subject: str, body: Sequence[str], known: bool, amount: int) -> str | None:
    """An entry of a glossary, which the page calls so, or a page about a thing: named by a few words, with no date,
    nobody's, and telling of nothing that happened."""
    if known or len(subject.split()) > 6 or news(body) >= 0.3:
        return None
    parts = _MARKS.split(aside.title or "")
    if len(parts) > 1 and any(_GLOSSARY.fullmatch(part.strip()) for part in parts):
        return "an entry of a glossary"
    if (
        0 < len(subject.split()) <= 4
        and (len(body) > 2 or (len(body) > 1 and amount > _LITTLE / 3))
        and amount < 1.5 * SHORT
        and not news(body)
        and not any(map(AMOUNT.search, body))
    ):
        return "a page about a thing and not about what happened"
    return None
