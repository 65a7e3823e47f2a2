"""The table of listed securities: who trades where under which symbol.

In: nothing (the embedded table), or a user's own CSV. Out: `Security` rows, found by symbol, ISIN or name. Refused with
`ConfigError`: a CSV without the columns that a row needs, or with a row that holds none of them.

The embedded table is one gzip file: a section of rows, which are parsed when they are asked for, and sections with the
keys of symbols, names and ISINs, each split at its first look-up.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from pathlib import Path

from extractor.errors import ConfigError, cut
from extractor.securities.isin import is_isin
from extractor.securities.markets import country_of, pool
from extractor.securities.names import GENERIC, normalise, shortened

DATA = "securities.tsv.gz"
SECTIONS = ("rows", "symbols", "rics", "names", "short", "first", "isins", "issuers", "words")
NO_RANK = 1 << 30
LARGE = 1500
"""Up to this place in the regulator's order a company is large."""
KNOWN = 3
"""An issuer with so many listings is known abroad."""


@dataclass(frozen=True, slots=True)
class Security:
    """One listing of a security. Strings are empty where a fact is not known."""

    name: str
    aliases: tuple[str, ...] = ()
    """Other names, former ones among them."""
    symbol: str = ""
    """As its exchange writes it, without suffix; empty where only the Reuters root is known."""
    ric: str = ""
    """Root of the Reuters code."""
    mic: str = ""
    """ISO 10383; empty where the country has several exchanges and the source doesn't say which."""
    country: str = ""
    """ISO 3166 alpha-2 of the market."""
    currency: str = ""
    """ISO 4217 of the listing."""
    isin: str = ""
    kind: str = "common"
    """common, preferred, warrant, right, unit, adr (receipts in New York, also over the counter), receipt, fund."""
    primary: bool = True
    """Whether the source calls this the security's main listing."""
    rank: int = NO_RANK
    """Place in the regulator's order of size; `NO_RANK` where there is none."""
    issuer: str = ""
    """Rows with the same value are one issuer's."""
    exact: bool = False
    """Whether the source names the exchange; else `mic` is the main one of the country."""
    former: tuple[str, ...] = ()
    """Symbols it had before."""
    source: str = ""
    as_of: str = ""
    """Year and month of the facts."""
    valid_from: str = ""
    valid_to: str = ""


COLUMNS = tuple(f.name for f in fields(Security))
_LISTS = frozenset({"aliases", "former"})
_FLAGS = frozenset({"primary", "exact"})


def symbol_key(symbol: str, mic: str | None = None) -> str:
    """Symbols that differ in writing alone have one key: BRK.B, BRK-B and BRKb; in Hong Kong 0700, 00700 and 700."""
    key = "".join(c for c in symbol if c.isalnum()).upper()
    return key.lstrip("0") if mic == "XHKG" else key


def write_row(s: Security) -> str:
    """A row as a line of the table."""

    def cell(name: str) -> str:
        value = getattr(s, name)
        if name in _LISTS:
            return "|".join(value)
        if name in _FLAGS:
            return "1" if value else ""
        return "" if value == NO_RANK else str(value)

    return "\t".join(cell(n) for n in COLUMNS)


def read_row(line: str) -> Security:
    """A line of the table as a row."""
    return _row(dict(zip(COLUMNS, line.split("\t"), strict=True)))


def _row(cells: Mapping[str, str]) -> Security:
    values: dict[str, object] = {}
    for name, cell in cells.items():
        if name in _LISTS:
            values[name] = tuple(filter(None, (part.strip() for part in cell.split("|"))))
        elif name in _FLAGS:
            values[name] = cell.strip().lower() in ("1", "true", "yes")
        elif name == "rank":
            values[name] = int(cell) if cell.strip() else NO_RANK
        elif name in COLUMNS:
            values[name] = cell.strip()
    return Security(**values)  # type: ignore[arg-type]


def index(rows: Sequence[Security]) -> dict[str, dict[str, list[int]]]:
    """Keys → row numbers, for symbols, Reuters roots, names, short names, first words, ISINs and issuers of several."""
    out: dict[str, dict[str, list[int]]] = {n: {} for n in SECTIONS if n not in ("rows", "words")}

    def add(section: str, key: str, i: int) -> None:
        if key and i not in (have := out[section].setdefault(key, [])):
            have.append(i)

    for i, s in enumerate(rows):
        if s.symbol:
            add("symbols", symbol_key(s.symbol, s.mic), i)
        if s.ric and s.ric != s.symbol:
            add("rics", symbol_key(s.ric, s.mic), i)
        for old in s.former:
            add("rics", symbol_key(old, s.mic), i)
        add("isins", s.isin, i)
        full = {normalise(n) for n in (s.name, *s.aliases)} - {""}
        for key in sorted(full):
            add("names", key, i)
        short = {k for n in (s.name, *s.aliases) for k in shortened(n)} - full
        for key in sorted(short):
            add("short", key, i)
        add("issuers", s.issuer, i)
    out["issuers"] = {k: v for k, v in out["issuers"].items() if len(v) > 1}
    for i, s in enumerate(rows):
        if s.rank < LARGE or "pytickersymbols" in s.source or len(out["issuers"].get(s.issuer, ())) >= KNOWN:
            for key in sorted({normalise(n).split()[0] for n in (s.name, *s.aliases)} - GENERIC):
                if key not in out["names"] and key not in out["short"]:
                    add("first", key, i)
    return out


class Table:
    """Securities by symbol, ISIN or name. All look-ups give rows in the order of the table, or none."""

    def __init__(
        self, rows: Sequence[str] | Sequence[Security], keys: Mapping[str, str | Mapping[str, list[int]]],
        words: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self._rows, self.words = rows, words
        self._keys: dict[str, str | Mapping[str, str | list[int]]] = dict(keys)
        self._parsed: dict[int, Security] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Security]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, i: int) -> Security:
        found = self._parsed.get(i)
        if found is None:
            raw = self._rows[i]
            found = self._parsed[i] = raw if isinstance(raw, Security) else read_row(raw)
        return found

    def _find(self, section: str, key: str) -> list[Security]:
        keys = self._keys[section]
        if isinstance(keys, str):
            keys = self._keys[section] = dict(line.split("\t") for line in keys.split("\n") if line)
        at = keys.get(key) if key else None
        if at is None:
            return []
        return [self[int(i)] for i in (at.split(",") if isinstance(at, str) else at)]

    def by_symbol(self, symbol: str, mic: str | None = None) -> list[Security]:
        """Listings with the symbol, on the exchange or one that shares its symbols; of all markets where `mic` is None.

        Where no symbol fits, the Reuters root and former symbols count.
        """
        keys = [symbol_key(symbol, mic)]
        if mic is None and symbol.isdigit() and symbol.startswith("0"):
            keys.append(symbol.lstrip("0"))
        for section in ("symbols", "rics"):
            found = [s for k in keys for s in self._find(section, k) if mic is None or _in_pool(s, mic)]
            if found:
                exact = [s for s in found if s.mic == mic]
                return exact or found
        return []

    def by_ric(self, root: str, mic: str | None) -> list[Security]:
        """Listings with the Reuters root on the exchange; a symbol counts where the market's root is the symbol."""
        key = symbol_key(root, mic)
        found = self._find("rics", key) + self._find("symbols", key)
        fitting = [s for s in found if mic is not None and _in_pool(s, mic)]
        return [s for s in fitting if symbol_key(s.ric, s.mic) == key] or fitting

    def by_isin(self, isin: str) -> list[Security]:
        """Listings of the security; none for a wrong check digit."""
        return self._find("isins", isin.upper()) if is_isin(isin) else []

    def by_name(self, name: str) -> list[Security]:
        """Listings whose name or alias has the same key (see `names.normalise`)."""
        key = normalise(name)
        return self._find("names", key) or (self._find("names", key.replace(" ", "")) if " " in key else [])

    def by_short_name(self, name: str) -> list[Security]:
        """Listings whose name, without words that short forms leave out, is this one: "Toyota" for "Toyota Motor"."""
        return self._find("short", normalise(name))

    def by_first_word(self, name: str) -> list[Security]:
        """Listings of large or widely listed companies whose name begins with this one word and is no other's name."""
        return self._find("first", normalise(name).replace(" ", ""))

    def listings(self, security: Security) -> list[Security]:
        """All rows of a security's issuer, itself among them."""
        return (self._find("issuers", security.issuer) if security.issuer else []) or [security]

    def is_common_word(self, name: str) -> bool:
        """Whether a name is one word of the dictionary: "Apple", "Target"."""
        return normalise(name) in self.words


def _in_pool(s: Security, mic: str) -> bool:
    if s.mic:
        return s.mic == mic or pool(s.mic) == pool(mic) is not None
    return bool(s.country) and s.country == country_of(mic)


class Layered(Table):
    """The rows of one table before those of another, without a new index."""

    def __init__(self, first: Table, base: Table) -> None:
        super().__init__((), {}, base.words | first.words)
        self._first, self._base = first, base

    def __len__(self) -> int:
        return len(self._first) + len(self._base)

    def __getitem__(self, i: int) -> Security:
        return self._first[i] if i < len(self._first) else self._base[i - len(self._first)]

    def _find(self, section: str, key: str) -> list[Security]:
        return self._first._find(section, key) + self._base._find(section, key)


def build(rows: Iterable[Security], words: frozenset[str] = frozenset()) -> Table:
    """A table of rows at hand."""
    held = list(rows)
    return Table(held, index(held), words)


def pack(rows: Sequence[Security], words: Iterable[str]) -> bytes:
    """The bytes of the embedded table; the same rows give the same bytes."""
    parts = {"rows": "\n".join(map(write_row, rows)), "words": "\n".join(sorted(words))}
    for section, keys in index(rows).items():
        parts[section] = "\n".join(f"{k}\t{','.join(map(str, v))}" for k, v in sorted(keys.items()))
    return gzip.compress("\x1d".join(parts[s] for s in SECTIONS).encode(), 9, mtime=0)


def unpack(raw: bytes) -> Table:
    """The table that `pack` wrote."""
    parts = dict(zip(SECTIONS, gzip.decompress(raw).decode().split("\x1d"), strict=True))
    keys = {s: parts[s] for s in SECTIONS if s not in ("rows", "words")}
    return Table(parts["rows"].split("\n"), keys, frozenset(parts["words"].split("\n")))


@cache
def securities() -> Table:
    """The embedded table, loaded at the first call."""
    return unpack(files("extractor.securities").joinpath("data", DATA).read_bytes())


def manifest() -> dict[str, object]:
    """What the embedded table was made from, with its SHA-256."""
    found: dict[str, object] = json.loads(
        files("extractor.securities").joinpath("data", "manifest.json").read_text(encoding="utf-8")
    )
    return found


def digest(raw: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


EMPTY = build(())
"""The table with which nothing is looked up: symbols of the text stay, names link to nothing."""


def load_table(path: str | Path, *, base: Table | None = None) -> Table:
    """A user's table: UTF-8 CSV with a header of `COLUMNS`, of which `name` and `symbol` or `isin` are needed.

    Several aliases stand in one cell with "|" between them. With `base`, its rows follow those of the file. `ConfigError`
    for a file that can't be read, a missing column, or a row without a name.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            header = reader.fieldnames or []
            if "name" not in header or not {"symbol", "isin"} & set(header):
                raise ConfigError(
                    f"{path}: a table of securities needs the columns name and symbol or isin; found {cut(str(list(header)))}"
                )
            rows = [_checked(path, reader.line_num, cells) for cells in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as e:
        raise ConfigError(f"{path}: can't be read as UTF-8 CSV ({e}); check the path and the encoding") from e
    own = build(rows)
    return own if base is None else Layered(own, base)


def _checked(path: str | Path, line: int, cells: Mapping[str, str | None]) -> Security:
    given = {k: v for k, v in cells.items() if k in COLUMNS and v}
    if not given.get("name") or not (given.get("symbol") or given.get("isin")):
        raise ConfigError(f"{path}: line {line} has no name, or neither symbol nor ISIN; fill it in or drop the line")
    if given.get("isin") and not is_isin(given["isin"]):
        raise ConfigError(f"{path}: line {line}: {cut(given['isin'])!r} is no ISIN (its check digit is wrong)")
    try:
        mic = given.get("mic")
        row = _row({"primary": "1", "country": country_of(mic) or "", "exact": "1" if mic else "", **given})
    except ValueError as e:
        raise ConfigError(f"{path}: line {line}: {e}") from e
    return row
