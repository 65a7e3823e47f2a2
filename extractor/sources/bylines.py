"""What pages say of their authors → the people's names.

"By Ada Quill in Oslo and Tom Varley, Senior Reporter; Editing by Jan Moor" → Ada Quill, Tom Varley. Desks, staff and the
site itself count only where no person is named; addresses and accounts never do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extractor.sources.markup import key, line

_LABEL = re.compile(
    r"^\W*(?:(?:story|post(?:ed)?|written|reported|reporting|report|words|analysis|published|article|author)s?\s*)?"
    r"(?:\bby\b|[:：])\s*|^\W*(?:authors?|reporters?)\s+(?=[A-Z])",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"[\s;,(|.–—-]*(?:(?:additional|further) (?:reporting|writing|research)|(?:edit|translat|compil|produc|photograph)"
    r"(?:ed|ing)|edits|with (?:assistance|contributions?)|graphics?|photos?|video) (?:by|from)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_WHEN = re.compile(
    r"[\s,;|·•(–—-]*(?:\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+)?"
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?,?\s+\d|\b\d{1,2}[:/.]\d\d|\b(?:19|20)\d\d-|\b(?:published|updated|posted)\b(?!\s*by\b)).*",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN = re.compile(r"\s*[;|·•\n]\s*|\s+(?:and|&|with)\s+|\s+[–—/-]\s+|\s*,\s*(?:and\s+)?")
_SUFFIX = re.compile(
    r",\s*(?=(?:Inc|Ltd|LLC|LLP|L\.P|PLC|plc|Co|Corp|S\.A|SA|AG|N\.V|NV|GmbH|SE|ASA|Limited|Jr|Sr|II|III|IV)\b)"
)
_CREDENTIAL = re.compile(r"(?:CFA|CPA|CFP|CMT|MBA|Ph\.?D|M\.?D|FRM|Esq|J\.?D)\.?")
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|columnist|contributor|journalist|writer|analyst|strategist|economist|producer"
    r"|intern|chief|head|bureau|senior|associate|freelancer?)\b",
    re.IGNORECASE,
)
_DESK = re.compile(
    r"\b(?:desk|staff|newsroom|team|bureau|editorial|editors|newswires?|agency|agencies|news|press|media|wire|transcri\w+"
    r"|research|reports?|inc|ltd|llc|llp|plc|corp|limited|group|company|asa)\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:(?:our |guest |web )?(?:staff|admin(?:istrator)?|editor|author|user|guest|contributor|webmaster|root|anonymous"
    r"|unknown|none|null|n/?a|default|and|by|with|in|from|at|for)(?: (?:reporters?|writers?|author|contributors?))?)\d*"
    r"|(?:in|from|at) \w.*|[\d.,]+\s?[km]?\+? (?:followers?|subscribers?|posts?|articles?|stories|comments?|points?|reputation)",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\s+(?:in|from|at)\s+[A-Z].*$")
_ADDRESS = re.compile(r"https?:|www\.|@|\.(?:com|org|net)\b|^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$", re.IGNORECASE)
_PARTICLES = frozenset(
    "in at from de del della der den di da dos du van von bin binti ibn al el la le ten ter y e zu af av of and the for".split()
)
_FULL_NAME = re.compile(r"[A-ZÀ-Þ][\w.’'-]+(?: (?:de|van|von|der|al|bin|[A-ZÀ-Þ][\w.’'-]*)){1,3}")
_BIO = re.compile(
    r",? (?:is|was|has been|teaches|writes|covers|works|worked|lives|runs|leads|reports|edits|manages|studies|founded|joined|serves)\b"
)
_TEXT_BY = re.compile(
    rf"(?:^|\s)(?:[Tt]ext|[Ww]ords|[Aa]uthor|[Rr]eporter|[Ss]tory)(?: by)?\s*:\s*({_FULL_NAME.pattern})"
)
_LONGEST = 60


def people(values: Iterable[str], *, sites: Iterable[str | None] = ()) -> tuple[str, ...]:
    """The names in `values`, which are bylines or names, in order, once each.

    `sites` are the names of the site and its publisher, who are no authors. A desk or a company is named where there
    is nobody else.
    """
    own = {key(site) for site in sites if site}
    named, desks = [], []
    for value in values:
        for name in _split(value):
            if (
                not _is_name(name)
                or _NOBODY.fullmatch(name) is not None
                or _ADDRESS.search(name) is not None
                or not 2 <= len(name) <= _LONGEST
            ):
                continue
            if key(name) in own or _DESK.search(name) is not None:
                desks.append(name)
            elif any(char.isalpha() for char in name):
                named.append(name)
    # a single word beside whole names is a place
    named = [name for name in named if " " in name] or named
    found = named or [name for name in desks if key(name) not in own]
    return tuple({key(name): name for name in reversed(found)}.values())[::-1]


def is_full_name(text: str) -> bool:
    """Whether a text is a name of two to four words and nothing else."""
    return _FULL_NAME.fullmatch(text) is not None


def is_bio(text: str, names: Iterable[str]) -> bool:
    """Whether a paragraph tells who one of `names` is: "Ada Quill teaches law in Leeds"."""
    return len(text) <= 600 and any(
        name and text.startswith(name) and _BIO.match(text, len(name)) is not None for name in names
    )


def are_desks(names: Sequence[str]) -> bool:
    """Whether no name is a person's."""
    return all(_DESK.search(name) is not None for name in names)


def is_byline(text: str) -> bool:
    """Whether a line of the page is a byline by its wording: "By Ada Quill"."""
    return (
        len(text) <= 160
        and re.match(
            r"\W*(?:[-–—]+ )?(?:(?:story|words|written|posted|reporting) )?by\s*:?\s+[A-ZÀ-Þ]", text, re.IGNORECASE
        )
        is not None
    )


def in_line(text: str) -> list[str]:
    """The names in a line of the page's head that has them between a date and other labels:
    "21 July 2025 • Nell Aagaard • 1 min read"."""
    parts = [re.sub(r"(?i)^by\s+", "", part.strip()) for part in re.split(r"\s*[|·•]\s*|\s+/\s+", text)]
    return [part for part in parts if len(parts) > 1 and _FULL_NAME.fullmatch(part) and not _DESK.search(part)]


def labelled(text: str) -> list[str]:
    """The name behind a label within a line of the page's head: "12 July 2024 Text: Ada Quill, Leeds Photo: …"."""
    match = _TEXT_BY.search(text)
    return [match[1]] if match else []


def _is_name(text: str) -> bool:
    """Whether something is written like a name: each word with a capital, or one word, as accounts have."""
    parts = text.split()
    return len(parts) <= 1 or (
        len(parts) <= 7 and all(not part.islower() or not part[0].isalpha() or part in _PARTICLES for part in parts)
    )


def _split(value: str) -> Iterable[str]:
    text = _WHEN.sub("", _OTHERS.sub("", line(value)))
    while (bare := _LABEL.sub("", text, count=1)) != text:
        text = bare
    text = _SUFFIX.sub("\x00", text)
    for part in _BETWEEN.split(text):
        whole = part.replace("\x00", ", ").strip(" .,:;|*()[]")
        name = _PLACE.sub("", whole)
        if " " not in name and not (_DESK.search(name) or _NOBODY.fullmatch(name)):
            # a first name alone is told from others by its place
            name = whole
        name = name + "." if re.search(r"\b(?:Inc|Ltd|Co|Corp|Jr|Sr)$", name) else name
        if not name or _CREDENTIAL.fullmatch(name) or (_ROLE.search(name) and not _DESK.search(name)):
            continue
        yield " ".join(word.capitalize() for word in name.split()) if name.isupper() and " " in name else name
