"""What surrounds an article on a page and is not the article: buttons, menus, share bars, disclaimers, copyright lines.

Works on lines and on their place. Known phrases count only where they fill a whole line; most of them only at the
head or the tail of the page, a few unmistakable ones wherever they stand as a paragraph of their own. Nothing inside
the body is touched otherwise: a sentence of the article can't be removed by a phrase that it contains.
"""

from __future__ import annotations

import re


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.split(","))


_ANYWHERE = _phrases("""
    advertisement, advertisements, advertising, sponsored content, story continues, story continues below, story
    continues below advertisement, article continues below, article continues below this ad, article continues after
    advertisement, article continues after this advertisement, continue reading, continue reading below, read more,
    read full story, read the full story, scroll to continue, share this article, share this story, sign up for our
    newsletter, sign up to our newsletter, subscribe to our newsletter, subscribe now, follow us, click to enlarge,
    enlarge image, view gallery
""")

_HEAD = _phrases("""
    skip to content, skip to main content, skip to navigation, menu, home, search, sign in, sign up, log in, login,
    register, subscribe, share, save, listen, listen to this article, print, email, bookmark, follow, copy link,
    resize, a-, a+
""")

_TAIL = _phrases("""
    report, comment, comments, leave a comment, post a comment, add a comment, write a comment, log in to comment,
    login to comment, sign in to comment, sign in to post, be the first to comment, no comments, no comments yet,
    there are no comments yet, join the conversation, join the discussion, view comments, show comments, top,
    latest, newest, oldest, most relevant, empty, like, likes, dislike, reply, share, save, print, email, repost,
    retweet, follow, unfollow, facebook, twitter, x, linkedin, whatsapp, telegram, reddit, copy link, load more,
    show more, see more, view more, view all, see all, more, back to top, return to top, related articles, related
    stories, related news, related, recommended, recommended for you, recommended reading, you may also like, you
    might also like, more stories, more news, most read, most popular, trending, trending now, latest news, up next,
    read next, next article, previous article, send to a friend, tell a friend, mail this story, email this story, disclaimer, privacy, terms, cookies, help, terms of service, terms of use, terms and conditions, privacy policy,
    cookie policy, cookie settings, contact us, about us, advertise with us, all rights reserved
""")

_ANYWHERE_FORM = re.compile(
    r"!\[[^\]]*\]\([^)]*\)"
    r"|\[?(?:advertisement|ad)\]?"
    r"|(?:this|the) (?:article|text|page|story) (?:was|has been|is) (?:\w+ )?(?:machine[- ]|automatically )?translated\b.{0,120}"
    r"|(?:sign up|subscribe) (?:for|to) (?:our|the|my) [^.!?]{0,60}newsletters?(?: here| today| now)?(?:[:,.!–—-].{0,120})?",
    re.IGNORECASE,
)
_HEAD_FORM = re.compile(
    r"(?:\d{1,2}[- ]min(?:ute)?s? (?:read|listen))|(?:listen|share|save|print)(?: *[|•·/] *\w+){1,5}", re.IGNORECASE
)
_TAIL_FORM = re.compile(
    r"(?:comments?|replies|likes|views|shares) ?[(:]? ?\d[\d,.]*k?\)?"
    r"|\d[\d,.]*k? (?:comments?|replies|likes?|views|shares)"
    r"|share (?:this|on|via)\b.{0,80}"
    r"|(?:read (?:more|also|next|on)|also read|see also|must read|don['’]t miss|recommended(?: reading)?"
    r"|related(?: (?:articles?|stories|news|reading))?|you may also like|more from [^.:]{1,40}|tags?|topics"
    r"|filed under)\s*[:|].{1,300}"
    r"|follow (?:us|me) (?:on|at)\b.{0,80}"
    r"|(?:sign up|subscribe) (?:for|to)\b.{0,80}\b(?:newsletters?|alerts?|channel|podcast|feed)\b.{0,60}"
    r"|(?:click|tap) here to\b.{0,100}"
    r"|download (?:the|our)\b.{0,40}\bapp\b.{0,40}"
    r"|(?:©|\(c\) ?\d{4}|copyright (?:©|\(c\)|\d{4})).{0,300}"
    r"|.{0,60}all rights reserved"
    r"|[-–— *_]*(?:written|posted|prepared|produced) by\b.{1,160}"
    r"|(?:like|liked|love|loved|enjoy|enjoyed|enjoying) (?:this|what|our)\b[^?]{0,80}\?.{0,160}"
    r"|(?:have|got) (?:a |any )?(?:feedback|tips?|questions?|concerns?|news)\b[^?]{0,80}\?.{0,200}"
    r"|\d[\d.,]*[km]? followers\b.{0,200}"
    r"|want (?:more|to|picks|stories|news)\b[^?]{0,80}\?.{0,160}"
    r"|catch (?:all )?the (?:live|latest)\b.{1,160}|catch all the\b.{1,240}"
    r"|this (?:story|article|report) (?:has been|was|is) (?:\w+[- ])?(?:published|sourced|generated|taken|received)\b.{0,60}\b(?:feed|syndicat\w+)\b.{0,160}"
    r"|[\w .-]{1,100}\.(?:pdf|docx?|xlsx?|pptx?)\b.{0,40}|our standards\s*:.{1,80}|attachments?(?:\s*:.{0,120})?|tweet this"
    r"|.{1,100}\b(?:google play\b.{0,30}\bapp store|app store\b.{0,30}\bgoogle play)\b.{0,40}"
    r"|(?:did|have) you (?:see|seen|spot|spotted|find|found|notice|noticed) (?:a|an|any)\b[^?]{0,60}\?.{0,160}"
    r"|(?:scan|use) (?:the|this|to)\b.{0,60}\b(?:download|app)\b.{0,80}"
    r"|(?:registration|licen[cs]e) (?:number|no\.?)\s*:?\s*[\w-]+"
    r"|(?=.*\b(?:privacy policy|terms of (?:use|service))\b)(?=.*\b(?:our|we|us|site)\b).{1,300}"
    r"|\(?(?:[a-z]+ ){0,3}(?:data|quotes?|prices?)(?: (?:is|are|may be))? delayed\b.{0,120}"
    r"|(?:write to|contact|e-?mail|reach|follow)\b.{2,60}\b(?:at|on)\b.{0,20}@.{1,60}"
    r"|(?:web ?site|web|visit|home ?page)\s*(?:us\s*)?(?:at\s*)?[:：]?\s*(?:https?://|www\.)\S+",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"(?:.{0,220}[\s(\[])?(?:Photos?|Images?|Pictures?|Photographs?|Illustration|Graphic|Credit|Photo [Cc]redit)"
    r"(?:\s*[:：]|\s+(?:by|courtesy of|via)\b|\s*©)\s*[A-Z][^\d.!?]{1,60}\.?[)\]]?"
)
_PARTS = re.compile(r"\s+[|·•]\s+")
_RULE = re.compile(r"(?:[-*_=~•·] ?){3,}")
_BULLET = re.compile(r"^[\s#>*•·▪◦‣\-–—|+]+|[\s*•·|:!.…>»→]+$")

_DISCLAIMER = re.compile(
    r"[\s#>*_(\[]*(?:(?:important|legal|general|full|our) )?(?:disclaimers?|risk (?:disclosure|disclaimer|warning))"
    r"(?: (?:and|&) (?:disclaimers?|risk (?:disclosure|warning)))?[*_]*(?:\s*[:：][*_]*|\s*[-–—]\s|\s*$)",
    re.IGNORECASE,
)
_LEGALESE = re.compile(
    r"(?:financial|investment|professional|legal|tax) advi[cs]e|own (?:research|risk|due diligence)"
    r"|no (?:responsibility|warranty|liability|guarantee)"
    r"|not (?:constitute|be construed|be regarded|guarantee|indicative|responsible|liable)|past performance"
    r"|certified (?:experts?|advisors?)|(?:views|opinions)\b.{0,80}\bare (?:those|his|her|their|solely|entirely)\b"
    r"|informational? purposes?|(?:financial|professional|certified) advis[eo]r"
    r"|offer(?:,| or|ing)? [^.]{0,30}solicitation|investing (?:carries|involves)|loss of (?:capital|principal)"
    r"|accuracy (?:and|or) completeness|errors,? (?:or )?omissions",
    re.IGNORECASE,
)
_RISK = re.compile(
    r"\b(?:trading|investing|investments?) (?:involves?|carr(?:y|ies)) (?:\w+ )?risks?\b.{0,160}\b(?:fall|lose|loss|licen[cs]e)"
    r"|\d(?:\.\d+)?\s?% of (?:retail|our)(?: \w+){0,3} accounts (?:lose|lost)"
    r"|complex instruments\b.{0,80}\brisk of losing"
    r"|(?:high|significant|substantial) (?:level|degree)?\s?(?:of )?risk\b.{0,80}\b(?:not be suitable|all investors)",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:©|copyright)\s*(?:©|\(c\))?\s*(?:19|20)\d\d\b.*\b(?:rights|reserved|belongs?)\b", re.IGNORECASE
)
_TOLD = re.compile(
    r"(?:[\w.'’&-]+ ){0,2}[\w.&-]+['’]s? disclosures?\s*:|(?:editor|author|publisher)['’]s note\s*:.*\b(?:this (?:article|story)|opinions?|risks?)\b",
    re.IGNORECASE,
)
_REST = re.compile(
    r"(?:this (?:article|story|post|piece) (?:was|is) )?written by(?: .{1,60})?|about the (?:authors?|writers?)(?:\s*:.*)?"
    r"|more from .{1,80}|(?:more|other|related|latest|recent|popular|top) (?:posts?|stories|articles|news|reading|coverage)"
    r"|(?:recommended|further|related) (?:reading|for you)|(?:you (?:may|might)|readers) also (?:like|liked|read)"
    r"|(?:all |reader )?(?:comments?|discussion|replies)\s*\(\d+\).{0,30}|\d+ (?:comments|replies)|rate this (?:article|story)\b.{0,40}"
    r"|(?:read|up) next|most (?:read|popular|viewed)|trending(?: now)?|in other news",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][\"”'’)*_]*\s*$")
_LEGAL_UNITS = 12


_CREDIT = re.compile(
    r"[(\[*_–—-]*\s?(?:(?:[Ww]ith|[Aa]dditional) (?:assistance|contributions?|help) (?:from|by) |(?:(?:[Aa]dditional )?(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Rr]esearch|[Tt]ranslation|[Gg]raphics)"
    r"|[Rr]eported|[Ww]ritten|[Cc]ompiled|[Ee]dited|[Tt]ranslated) by )"
    r"(?:(?:[A-ZÀ-Þ][\w.’'-]*|and|in|at|for|with|by|de|van|von|der|al|bin|the|additional|further|reporting|writing|editing"
    r"|edited|research|translation|newsroom|desk|bureau)\b\.?(?:[\s,;:/&]+|(?=[.)\]*_]*$)))+[.)\]*_]*"
)
_SELF = re.compile(
    r"[\s*_(\[]*(?:nothing (?:here|in th|on th|contained|published|written)|(?:this|the (?:above|foregoing)|our|all) (?:\w+ )?(?:article|content|post|material|commentary|analysis"
    r"|publication|newsletter|video|page|website|site|blog|opinions?|views)\b"
    r"|(?:the )?(?:views|opinions|information|content|material|analysis|data)(?:,? (?:and|or) \w+)? (?:\w+ ){0,3}"
    r"(?:(?:here|there)in|in this|on this|of the (?:author|writer)|expressed|provided here|above)"
    r"|(?:cfds?|spread bets?|forex|trading|investing|leveraged?)\b)",
    re.IGNORECASE,
)


def _bare(line: str) -> str:
    """The words of a line, without bullets, marks and case."""
    return _BULLET.sub("", line.strip()).lower()


def _matches(line: str, phrases: frozenset[str], form: re.Pattern[str]) -> bool:
    if len(line) > 320:
        return False
    bare = _bare(line)
    return (
        bare in phrases
        or bare in _ANYWHERE
        or any(
            pattern.fullmatch(text) is not None for pattern in (form, _ANYWHERE_FORM) for text in (line.strip(), bare)
        )
    )


def is_head_furniture(line: str) -> bool:
    """Whether `line`, found above the article, belongs to the page."""
    return _matches(line, _HEAD, _HEAD_FORM)


def is_tail_furniture(line: str) -> bool:
    """Whether `line`, found below the article, belongs to the page."""
    parts = _PARTS.split(line) if len(line) <= 320 else []
    return _matches(line, _TAIL, _TAIL_FORM) or (
        len(parts) > 1 and all(_matches(part, _TAIL, _TAIL_FORM) for part in parts if part.strip())
    )


def is_inside_furniture(paragraph: str) -> bool:
    """Whether a paragraph of a page's article belongs to the page, wherever it stands."""
    return (
        _matches(paragraph, _ANYWHERE, _ANYWHERE_FORM)
        or is_credit(paragraph)
        or (len(paragraph) <= 300 and _PICTURE.fullmatch(paragraph) is not None)
        or not any(map(str.isalnum, paragraph))
    )


def is_credit(paragraph: str) -> bool:
    """Whether a paragraph only names who reported, wrote or edited: "(Reporting by A in Leeds; Editing by B)"."""
    return len(paragraph) <= 320 and _CREDIT.fullmatch(paragraph.strip()) is not None


def is_disclaimer(paragraph: str) -> bool:
    """Whether a paragraph at the end of a page speaks of the page itself in legal terms, or warns of the risk of trading."""
    return (
        _RISK.search(paragraph) is not None
        or _COPYRIGHT.match(paragraph) is not None
        or (_DISCLAIMER.match(paragraph) is not None and _LEGALESE.search(paragraph) is not None)
        or _TOLD.match(paragraph) is not None
        or (_SELF.match(paragraph) is not None and _LEGALESE.search(paragraph) is not None)
    )  # fmt: skip


def without_rest(body: list[str]) -> list[str]:
    """The paragraphs of a page's article up to the line, past its middle, that opens what stands below articles."""
    total, before = sum(map(len, body)), 0
    for i, part in enumerate(body):
        if before > 0.5 * total and i and _REST.fullmatch(part.strip(" :")) is not None:
            return body[:i]
        before += len(part)
    return body


def trim_tail(lines: list[str]) -> list[str]:
    """`lines` without the furniture, rules, disclaimer and blank lines that close the page.

    A disclaimer goes only where it is the last thing, begins with its marker ("Disclaimer:", "Risk warning:" …), and
    everything after the marker's paragraph is legal boilerplate. Contact and forward-looking paragraphs stay.
    """
    kept = list(lines)
    while True:
        before = len(kept)
        while kept and (not kept[-1].strip() or is_tail_furniture(kept[-1])):
            kept.pop()
        if len(kept) < len(lines):
            while kept and (not kept[-1].strip() or _RULE.fullmatch(kept[-1].strip())):
                kept.pop()
        _drop_disclaimer(kept)
        if len(kept) == before:
            return kept


def _drop_disclaimer(lines: list[str]) -> None:
    """Cut a closing disclaimer off `lines`, looking back over legal sentences for the marker that opens it."""
    end, units = len(lines), 0
    for start in range(len(lines) - 1, -1, -1):
        if not lines[start].strip() or not _starts_unit(lines, start):
            continue
        if _DISCLAIMER.match(lines[start]) is not None:
            del lines[start:]
            return
        units += 1
        if units == _LEGAL_UNITS or _LEGALESE.search(" ".join(lines[start:end])) is None:
            return
        end = start


def _starts_unit(lines: list[str], index: int) -> bool:
    """Whether a line begins a paragraph, or a sentence after a line that ends one (pages with no blank lines)."""
    return index == 0 or not lines[index - 1].strip() or _SENTENCE_END.search(lines[index - 1]) is not None


def drop_inside(lines: list[str]) -> list[str]:
    """`lines` without unmistakable furniture that stands as a paragraph of its own ("Advertisement", "Read more")."""
    kept: list[str] = []
    for i, line in enumerate(lines):
        alone = (i == 0 or not lines[i - 1].strip()) and (i + 1 == len(lines) or not lines[i + 1].strip())
        if alone and line.strip() and _matches(line, _ANYWHERE, _ANYWHERE_FORM):
            continue
        if line.strip() or (kept and kept[-1].strip()):
            kept.append(line)
    return kept
