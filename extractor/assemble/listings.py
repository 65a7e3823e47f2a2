"""Which securities are whose: symbols that the text says, then what a table says of names without one.

In: a text, its parties, a table of securities or None. Out: by party index its `Ticker`s, those of the text first. A symbol
belongs to the party whose name it stands right after, or in. Nothing of the table is given for persons and institutions.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from extractor.assemble.entities import PERSON, TRADED, Cluster
from extractor.assemble.names import key
from extractor.records import Ticker
from extractor.securities.link import Context, link, read_context
from extractor.securities.symbols import SymbolMention, find_symbols
from extractor.securities.table import EMPTY, Table

BESIDE = 40
"""Characters between a name and its symbol, at most."""
BRACKETED = 2
POSSESSIVE = ("'s", "’s")


def read_listings(
    text: str, clusters: Sequence[Cluster], *, title: str = "", table: Table | None, given: Sequence[tuple[str, str | None]] = ()
) -> dict[int, list[Ticker]]:  # fmt: skip
    """Tickers by party. `given`: symbols that came with the document, each with the name it was given for."""
    known = EMPTY if table is None else table
    traded = [c for c in clusters if c.kind != PERSON]
    out: dict[int, list[Ticker]] = {}
    symbols: list[SymbolMention] = []
    for part, in_title in ((text, False), (title, True)):
        places = sorted((m.start, m.end, c.index) for c in traded for m in c.mentions if m.in_title == in_title)
        found = find_symbols(part, table=known, names={b for _, b, _ in places})
        for s in found:
            owner = _owner(s, part, places)
            if owner is not None and s.form != "isin":
                _add(out, owner, s.symbol, s.mic)
        if not in_title:
            symbols = found
    for symbol, name in given:
        owner = next((c.index for c in traded if name is not None and same_listing(name, c)), None)
        if owner is not None:
            _add(out, owner, symbol, None)
    if table is not None and any(c.kind in TRADED for c in clusters):
        _link(text, clusters, read_context(text, symbols=symbols, table=table), table, out)
    return out


def _link(text: str, clusters: Sequence[Cluster], context: Context, table: Table, out: dict[int, list[Ticker]]) -> None:
    """Adds what the table knows: the exchange of a symbol said without one, the symbol of a name without one."""
    for c in clusters:
        have = out.get(c.index, [])
        if c.kind not in TRADED or (have and all(t.exchange for t in have)):
            continue
        got = link(
            c.name, context, kind=c.kind, at=[(m.start, m.end) for m in c.body], aliases=sorted({m.text for m in c.mentions}), table=table,
        )  # fmt: skip
        if got is None or not got.symbol:
            continue
        if not have:
            out[c.index] = [Ticker(symbol=got.symbol, exchange=got.mic)]
        else:
            out[c.index] = [
                t if t.exchange or t.symbol != got.symbol else Ticker(symbol=t.symbol, exchange=got.mic) for t in have
            ]


def _add(out: dict[int, list[Ticker]], owner: int, symbol: str, mic: str | None) -> None:
    have = out.setdefault(owner, [])
    if all(t.symbol != symbol for t in have):
        have.append(Ticker(symbol=symbol, exchange=mic))


def _owner(s: SymbolMention, text: str, places: Sequence[tuple[int, int, int]]) -> int | None:
    """The party whose name holds a symbol, lies in it ("$XIAOMI-W(01810)$") or stands right before, in one sentence."""
    reach = BRACKETED if s.form == "bracketed" else BESIDE
    at = bisect_left(places, (s.end, 0, 0))
    best: tuple[int, int] | None = None
    for a, b, i in places[max(0, at - 3) : at]:
        gap = s.start - b - 2 * text.startswith(POSSESSIVE, b, s.start)
        inside = a <= s.start < b or (s.start <= a and b <= s.end)
        if (inside or (0 <= gap <= reach and "." not in text[b : s.start])) and (best is None or gap < best[0]):
            best = max(gap, 0), i
    return best[1] if best else None


def same_listing(listed: str, c: Cluster) -> bool:
    """Whether a listing's name ("XIAOMI-W", "ALPHABET INC-A") is this party's: the share class apart, its words begin the name."""
    words = key(listed.partition("-")[0])
    return c.kind != PERSON and any(key(m.text)[: len(words)] == words for m in c.mentions)


def named(tickers: Sequence[str], names: Mapping[str, str]) -> list[tuple[str, str | None]]:
    """Symbols of a document's metadata with the names that it gives for them."""
    return [(t, names.get(t)) for t in tickers]
