"""Names of companies → the security they mean, with a score and the reason; or None, which is right more often than a guess.

In: a name as the text writes it, and the `Context` of its article. First a symbol of the text whose listing has that
name; else the name alone, weighed by how it agrees (full name, alias, short form), how large the company is, whether the
text speaks of its country or exchange, and whether another company fits nearly as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extractor.nlp.tickers import SPOKEN
from extractor.securities.markets import NAMES, country_of, pool
from extractor.securities.names import GENERIC, agree, legal_form, normalise, shortened, words
from extractor.securities.places import CURRENCY_SIGNS, countries
from extractor.securities.symbols import SymbolMention, find_symbols
from extractor.securities.table import NO_RANK, Security, Table, securities, symbol_key

LEAST = 0.75
"""Scores below it give no link."""
LEAD = 0.06
"""By so much the best company must lead the next."""
NEAR = 220
"""Characters around a name in which words of finance count."""
BESIDE = 40
"""Characters between a name and the symbol that belongs to it."""
KINDS = frozenset({None, "company", "fund"})
_FINANCE = re.compile(
    r"\b(?:shares?|shareholders?|stocks?|profits?|revenues?|sales|earnings|dividends?|results|forecast|outlook|guidance|quarter|"
    r"compan(?:y|ies)|firm|group|maker|makers|retailer|bank|analysts?|investors?|trading|traded|listed|market|deal|merger|stake|bought|"
    r"acquired?|bid|offer|contract|order|plant|fee|fees|cents|pence|bonds?|debt|loss|lost|rose|fell|gained|slipped|prices?)\b|%|\$\d|€\d|£\d",
    re.IGNORECASE,
)
_GAP_WORDS = re.compile(
    r"(?:ISIN|shares?|stock|ordinary|class [A-C]|ticker|symbol|code|the|its|and|which|Ltd|plc|Inc|AG|SE|SA|NV)\b|[\W\d_]+"
)
_NAMES = "|".join(sorted((re.escape(n) for n in NAMES), key=len, reverse=True))
_PLACE = re.compile(rf"(?<!\w)(?=[A-Z])(?i:{_NAMES})(?!\w)")


@dataclass(frozen=True, slots=True)
class Context:
    """What an article says around its names: made once an article by `read_context`."""

    text: str = ""
    symbols: tuple[SymbolMention, ...] = ()
    countries: Mapping[str, int] = field(default_factory=dict)
    """ISO 3166 alpha-2 → how often the text speaks of it."""
    mics: frozenset[str] = frozenset()
    companies: frozenset[str] = frozenset()
    """Countries of companies already linked."""


@dataclass(frozen=True, slots=True)
class Link:
    """The security that a name means; `score` from 0 to 1, `reason` in a few words for people."""

    security: Security
    score: float
    reason: str
    said: SymbolMention | None = None
    """The symbol of the text that it was found by."""

    @property
    def symbol(self) -> str:
        """The symbol as the text writes it, else as the table has it; "" where only the ISIN is known."""
        if self.said is not None and self.said.form not in ("isin", "ric", "angled"):
            return self.said.symbol
        return self.security.symbol

    @property
    def mic(self) -> str | None:
        """The exchange that the text says, else the listing's own; None where the table doesn't know it for sure."""
        if self.said is not None and self.said.mic:
            return self.said.mic
        return self.security.mic if self.security.exact and self.security.mic else None


def read_context(text: str, *, symbols: Sequence[SymbolMention] | None = None, table: Table | None = None) -> Context:
    """The context of an article; `symbols` where they are found already."""
    found = find_symbols(text, table=table) if symbols is None else symbols
    said = dict(countries(text))
    if "€" in text:
        for country in CURRENCY_SIGNS["€"]:
            said.setdefault(country, 0)
    mics = {s.mic for s in found if s.mic}
    for m in _PLACE.finditer(text):
        if len(m[0]) >= SPOKEN or m[0].isupper():
            mics.add(NAMES[m[0].lower()])
    return Context(text, tuple(found), said, frozenset(mics))


def link(
    name: str, context: Context, *, kind: str | None = None, at: Sequence[tuple[int, int]] | None = None,
    aliases: Sequence[str] = (), table: Table | None = None,
) -> Link | None:  # fmt: skip
    """The security that `name` means in the article, or None.

    `kind` is the caller's reading of the mention (company, fund; any other kind links to nothing), `at` the places
    where the text names it (found by search where it is left out), `aliases` further forms the text uses for it.
    """
    known = securities() if table is None else table
    if kind not in KINDS or not normalise(name):
        return None
    places = list(at) if at is not None else _occurrences(name, context.text)
    beside = [s for s in context.symbols if any(_is_beside(s, a, b, context) for a, b in places)]
    forms = (name, *aliases)
    found = _by_symbol(forms, beside, context, known)
    return found or _by_name(name, kind, places, beside, context, known)


def link_all(
    names: Iterable[str], context: Context, *, kinds: Mapping[str, str] | None = None, table: Table | None = None
) -> dict[str, Link]:
    """Links of an article's names; those found first tell of which countries the article's companies are."""
    wanted, kinds = list(dict.fromkeys(names)), kinds or {}
    found: dict[str, Link] = {}
    for _ in range(2):
        for name in wanted:
            if name not in found and (got := link(name, context, kind=kinds.get(name), table=table)):
                found[name] = got
        homes = frozenset(x.security.country for x in found.values())
        if homes <= context.companies:
            break
        context = Context(context.text, context.symbols, context.countries, context.mics, homes)
    return found


def lookup(mention: SymbolMention, table: Table) -> list[Security]:
    """The listings that a symbol of the text can mean."""
    if mention.form == "isin":
        return table.by_isin(mention.symbol)
    if mention.form in ("ric", "angled") and mention.mic:
        return table.by_ric(mention.symbol, mention.mic)
    return table.by_symbol(mention.symbol, mention.mic)


def _occurrences(name: str, text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)] if name else []


def _is_beside(s: SymbolMention, start: int, end: int, context: Context) -> bool:
    """Whether a symbol belongs to the name at [start, end): inside it, or right after it but for other symbols."""
    if start <= s.start < end:
        return True
    gap = context.text[end : s.start] if end <= s.start else ""
    if not gap or len(gap) > 4 * BESIDE:
        return False
    if s.form == "spoken":
        return len(gap) <= 2 * BESIDE and not re.search(r"[.;]\s|\n", gap)
    for other in context.symbols:
        if end <= other.start and other.end <= s.start:
            gap = gap.replace(context.text[other.start : other.end], "")
    return len(gap) <= BESIDE and not re.search(r"\.\s|\n", gap) and not _GAP_WORDS.sub("", gap)


def _by_symbol(forms: Sequence[str], beside: Sequence[SymbolMention], context: Context, table: Table) -> Link | None:
    """A symbol of the text whose listing has the name; those beside the name first."""
    for s in (*beside, *(x for x in context.symbols if x not in beside)):
        fitting = [r for r in lookup(s, table) if _agrees(forms, r, table)]
        if not fitting:
            continue
        if len({r.issuer for r in fitting}) > 1 and s.mic is None:
            fitting = [r for r in fitting if r.country == "US"] or fitting
        best = home(fitting)
        if s not in beside and not _same_name(forms, best, table):
            continue
        what = "ISIN" if s.form == "isin" else "symbol"
        score = (0.99 if s.mic or s.form == "isin" else 0.96) - (0.0 if s in beside else 0.03)
        return Link(best, round(score, 2), f"{what} {s.mic + ':' if s.mic else ''}{s.symbol}", s)
    return None


def _agrees(forms: Sequence[str], row: Security, table: Table) -> bool:
    """Whether a form can be the name of the row or of another listing of its issuer."""
    names = dict.fromkeys(n for r in (row, *table.listings(row)) for n in (r.name, *r.aliases))
    return any(agree(f, n) for f in forms for n in names)


def _same_name(forms: Sequence[str], row: Security, table: Table) -> bool:
    """Whether a form is the name in full or short, of the row or another listing of its issuer, legal form and all."""
    names = dict.fromkeys(n for r in (row, *table.listings(row)) for n in (r.name, *r.aliases))
    full = {normalise(n) for n in names}
    short = {k for n in names for k in shortened(n)}
    return any(normalise(f) in full or (normalise(f) in short and not legal_form(f)) for f in forms)


def home(rows: Sequence[Security]) -> Security:
    """Of an issuer's listings the home one: common shares, at the main exchange, in the country of the ISIN."""
    # receipts in New York have American ISINs of their own, so a home abroad goes first
    abroad = any(r.primary and r.kind == "common" and r.isin[:2] == r.country != "US" for r in rows)
    listings = Counter(r.isin for r in rows if r.isin)

    def order(r: Security) -> tuple[object, ...]:
        return (
            r.kind not in ("common", "fund", "adr"),
            r.kind == "adr" and r.mic == "OTCM",
            r.kind == "adr" or (r.country == "US" and abroad),
            bool(r.isin) and r.isin[:2] != r.country,
            not r.primary,
            r.mic == "OTCM",
            -listings[r.isin],  # of share classes the one that trades in more places
            not (r.symbol or r.ric),
            not r.exact,
        )

    return min(rows, key=order)


@dataclass(slots=True)
class _Candidate:
    rows: list[Security]
    level: int
    score: float = 0.0
    notes: list[str] = field(default_factory=list)


ACRONYM = 4
"""Up to so many capitals are an acronym, which begins many names."""
_LEVELS = ((0.80, "name"), (0.76, "alias"), (0.68, "short name"), (0.60, "first word of the name"))


def _by_name(
    name: str, kind: str | None, places: Sequence[tuple[int, int]], beside: Sequence[SymbolMention], context: Context, table: Table
) -> Link | None:  # fmt: skip
    candidates: dict[str, _Candidate] = {}
    key = normalise(name)
    for level, rows in enumerate((table.by_name(name), table.by_short_name(name), table.by_first_word(name))):
        if level == 2 and name.isupper() and len(name) <= ACRONYM:
            continue
        for row in rows:
            own = level + 1 if level else int(normalise(row.name) != key)
            seen = candidates.setdefault(row.issuer or repr(row), _Candidate(table.listings(row), own))
            seen.level = min(seen.level, own)
    options = [c for c in candidates.values() if not any(_contradicts(s, c.rows) for s in beside)]
    for c in options:
        _weigh(c, name, kind, places, context, table)
    options.sort(key=lambda c: -c.score)
    if not options or options[0].score < LEAST:
        return None
    best = options[0]
    if len(options) > 1 and best.score - options[1].score < LEAD:
        return None
    chosen = home(best.rows)
    how = "one listing" if len(best.rows) == 1 else "home market preferred"
    return Link(chosen, round(min(best.score, 0.97), 2), ", ".join([_LEVELS[best.level][1], how, *best.notes]))


def _contradicts(s: SymbolMention, rows: Sequence[Security]) -> bool:
    """Whether a symbol beside the name says that it is not this company."""
    if s.form == "isin":
        return not any(r.isin == s.symbol for r in rows)
    if s.mic is None:
        return not any(
            symbol_key(s.symbol, r.mic) in (symbol_key(r.symbol, r.mic), symbol_key(r.ric, r.mic)) for r in rows
        )
    here = [r for r in rows if pool(r.mic) == pool(s.mic) or (not r.mic and r.country == country_of(s.mic))]
    if not here:
        # the table has one of India's two exchanges, and not every second listing of a large company
        return _size(rows) < 3 and not any(r.country == country_of(s.mic) for r in rows)
    unknown = any(not r.symbol for r in here)
    codes = {symbol_key(c, s.mic) for r in here for c in (r.symbol, r.ric, *r.former) if c}
    said = symbol_key(s.symbol, s.mic)
    # without its series a Mexican symbol is a root of the full one
    return not unknown and not any(
        c == said or (c.startswith(said) and len(said) > 2 and len(c) - len(said) < 4) for c in codes
    )


def _size(rows: Sequence[Security]) -> int:
    """4 for the very large to 1 for a company that has one listing and no rank."""
    rank = min(r.rank for r in rows)
    if rank < 300:
        return 4
    if rank < 1500 or any("pytickersymbols" in r.source for r in rows):
        return 3
    return 2 if rank < NO_RANK or len(rows) > 2 else 1


def _weigh(
    c: _Candidate, name: str, kind: str | None, places: Sequence[tuple[int, int]], context: Context, table: Table
) -> None:
    size, said = _size(c.rows), words(name)
    main = home(c.rows)
    at_home = {r.country for r in c.rows if r.primary and r.kind not in ("adr", "receipt")} or {main.country}
    score = _LEVELS[c.level][0] + {4: 0.12, 3: 0.08, 2: 0.0, 1: -0.06}[size]
    specific = [w for w in normalise(name).split() if w not in GENERIC]
    if len(said) > 1 and specific and len(normalise(name).split()) > 1:
        score += 0.08
    elif len(normalise(name).split()) == 1 and size < 3:
        score -= (0.08 if c.level == 0 else 0.12) if size == 1 else (0.0 if c.level == 0 else 0.04)
    if not specific:
        score -= 0.2 if size < 3 or " " not in normalise(name) else 0.0
    if legal_form(name):
        # a name with its legal form is in full, so a company of a longer name is another one
        score += 0.05 if c.level < 2 else -0.15
    if at_home & set(context.countries):
        score += 0.08 if any(context.countries.get(x, 0) for x in at_home) else 0.03
        c.notes.append("its country is named")
    elif any(context.countries.values()) and size < 3:
        score -= 0.08
    elif size == 1 and c.level > 0:
        score -= 0.1
    if any(r.mic in context.mics for r in c.rows if r.primary):
        score += 0.04
        c.notes.append("its exchange is named")
    if context.companies & at_home:
        score += 0.03
    if table.is_common_word(name):
        finance = _finance(places, context.text)
        score -= 0.05 if legal_form(name) else 0.2 if size > 2 or c.level < 2 else 0.3
        score += 0.05 * (kind == "company") + 0.04 * min(finance, 3)
    c.score = score
    if size >= 3:
        c.notes.append("large")


def _finance(places: Sequence[tuple[int, int]], text: str) -> int:
    """How many different words of finance stand near a name."""
    near = (text[max(0, a - NEAR) : b + NEAR] for a, b in places)
    return max((len({m[0].lower() for m in _FINANCE.finditer(part)}) for part in near), default=0)
