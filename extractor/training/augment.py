"""Augmentation: other names for the parties of an annotated article, swapped alike in text and annotation.

Invented names tend to be telling ("Harwick Steel"); real ones often are not. A swap keeps the legal form, and the
short forms keep their relation to the full name (its first words, its initials, its ticker stays).
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from extractor.errors import ConfigError

LEGAL_FORMS = """
Inc Inc. Corp Corp. Corporation Co Co. Company Ltd Ltd. Limited plc PLC LLC LP L.P. AG SA S.A. NV N.V. SE AB ASA Oyj SpA
S.p.A. KGaA GmbH Bhd Berhad Pty Holdings Holding Group INC CORP CO LTD Trust Fund Partners Capital Bancorp
"""
FORMS = frozenset(LEGAL_FORMS.split())
COURTESY = ("Mr", "Ms", "Mrs", "Dr")
NOT_NAMES = frozenset(
    ("id", "published", "kind", "sentiment", "action", "status", "currency", "period", "role", "tickers")
)
"""Fields whose strings stay as they are."""
_NAME = re.compile(r"[A-Z][\w.&'\-]*(?: (?:[A-Z&][\w.&'\-]*|of|and|the)){0,3}")


def read_names(path: Path) -> list[str]:
    """Company names from a set of company relations (JSON rows with e1_name and e2_name), legal forms cut off."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        names = {r[k] for r in rows for k in ("e1_name", "e2_name")}
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise ConfigError(f"names {path}: {err}; give a JSON list of rows with e1_name and e2_name") from err
    bare = {" ".join(_without_form(n.replace(",", "").split())) for n in names}
    return sorted(n for n in bare if len(n) <= 32 and _NAME.fullmatch(n) and _usable(n.split()))


def _usable(words: Sequence[str]) -> bool:
    return len(words[0]) > 2 and words[-1] != "and" and not words[-1].endswith(".")


def _without_form(words: Sequence[str]) -> list[str]:
    out = list(words)
    while len(out) > 1 and out[-1] in FORMS:
        out.pop()
    return out


def people_of(docs: Sequence[dict[str, Any]]) -> list[str]:
    """First and last names of the articles' people, as "First Last"."""
    names = (e["name"] for d in docs for e in d["entities"] if e["kind"] == "person")
    return sorted({n for n in names if len(n.split()) == 2 and n.replace(" ", "").isalpha()})


class Swapper:
    """Gives companies and people of an article other names. `share`: the part of the parties that are renamed."""

    def __init__(self, companies: Sequence[str], people: Sequence[str], *, share: float, rng: random.Random) -> None:
        self.companies, self.share, self.rng = companies, share, rng
        self.firsts = sorted({p.split()[0] for p in people})
        self.lasts = sorted({p.split()[-1] for p in people})

    def article(self, doc: dict[str, Any]) -> dict[str, Any]:
        """A renamed copy of an annotated article (corpora/GUIDELINES.md); the article itself is left as it is."""
        table: dict[str, str] = {}
        for e in doc["entities"]:
            if e["kind"] in ("company", "fund", "person") and self.rng.random() < self.share:
                table.update(self._person(e) if e["kind"] == "person" else self._company(e))
        # a name inside another party's ("Otto Roe", "family of Otto Roe") would be swapped in one and not the other
        others = [s for e in doc["entities"] for s in (e["name"], *e.get("aliases", [])) if s not in table]
        table = {a: b for a, b in table.items() if not any(a in o or o in a for o in others)}
        if not table:
            return doc
        forms = sorted(table, key=len, reverse=True)
        pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, forms)) + r")(?!\w)")
        renamed: dict[str, Any] = _map_strings(doc, lambda s: pattern.sub(lambda m: table[m[0]], s))
        return renamed

    def _company(self, e: dict[str, Any]) -> dict[str, str]:
        words = _without_form(e["name"].split())
        tail = e["name"].split()[len(words) :]
        fresh = self.rng.choice(self.companies).split()
        table = {e["name"]: " ".join(fresh + tail)}
        for alias in e.get("aliases", []):
            old = _without_form(alias.split())
            rest = alias.split()[len(old) :]
            if [w.casefold() for w in old] == [w.casefold() for w in words[: len(old)]]:
                keep = fresh if len(old) == len(words) else fresh[: len(old)]
                swapped = " ".join(keep + rest)
                table[alias] = swapped.upper() if alias.isupper() and len(alias) > 4 else swapped
            elif alias.isupper() and len(alias) <= 5 and len(fresh) > 1:
                table[alias] = "".join(w[0].upper() for w in fresh)
            else:
                return {}
        return table

    def _person(self, e: dict[str, Any]) -> dict[str, str]:
        words = e["name"].split()
        if not self.firsts or len(words) < 2 or not all(w[0].isupper() for w in words):
            return {}
        first, last = self.rng.choice(self.firsts), self.rng.choice(self.lasts)
        table = {e["name"]: f"{first} {last}"}
        for alias in e.get("aliases", []):
            if alias == words[-1]:
                table[alias] = last
            elif alias == words[0]:
                table[alias] = first
            elif re.fullmatch(rf"(?:{'|'.join(COURTESY)})\.? {re.escape(words[-1])}", alias):
                table[alias] = f"{alias.split()[0]} {last}"
            else:
                return {}
        # a bare family name that is not annotated as an alias still stands in the text
        return table | {words[-1]: last} if words[-1] not in table else table


def _map_strings(value: Any, swap: Any, key: str = "") -> Any:
    if isinstance(value, str):
        return value if key in NOT_NAMES else swap(value)
    if isinstance(value, list):
        return [_map_strings(v, swap, key) for v in value]
    if isinstance(value, dict):
        return {k: _map_strings(v, swap, k) for k, v in value.items()}
    return value
