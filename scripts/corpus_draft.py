"""Compile annotated drafts, a short form to write by hand, into articles of corpora/GUIDELINES.md (JSON lines).

    python scripts/corpus_draft.py DRAFT.txt... [--out FILE.jsonl] [--show]

A draft file holds articles like this one; `|` separates fields, `;` the items of a list:

    # NORD-0001
    title: Hallmeyer raises Corvane stake
    published: 2024-06-18
    sentiment: positive
    == text
    Hallmeyer Brands bought 120,000 Corvane shares at 14.20 euros each on Monday.
    == entities
    Hallmeyer Brands | company | neutral | aliases: Hallmeyer | tickers: HLB | role: ...
    == events
    stake_increase completed positive | trigger: bought | actor: Hallmeyer Brands | target: Corvane | shares: 120,000 | price: 14.20 euros | date: Monday

- A figure's value and a date's days are read from the text; `price: 3p = 0.03 GBP`, `shares: a third = 400000`,
  `value: 5m = 5000000 EUR about`, `price: 17 to 18-1/4 = 17..18.25 USD`, `date: May = 2024-05-01..2024-05-31`, `date: soon = ?` say them where the reader errs.
- `metric: NAME; TEXT; change -12; period 2024-Q1; beat`, several of them allowed; where only the change is told, TEXT is
  its words: `metric: revenue; 3%; only change; change -3`. Also `period:`, `direction:`, `rating:`.
- `at: words` names the sentence that holds the trigger where it occurs in several; evidence is found from there: that
  sentence, then those that hold the rest. `evidence: words; words` names further sentences.
Prints each fault with its article and event; with --show, every value as read, to be checked by eye.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from extractor.nlp.sentences import Sentences
from extractor.quantities.dates import find_dates
from extractor.quantities.dollars import guess_dollar
from extractor.quantities.figures import as_money, find_figures
from extractor.records.taxonomy import MONEY_ROLES, PARTY_ROLES, PERCENT_ROLES

VERSUS = {"beat", "miss", "inline"}
FIGURES = ("shares", *MONEY_ROLES, *PERCENT_ROLES)
WORDS = ("rating", "rating_previous", "direction", "period")


class Fault(ValueError):
    """Something in a draft that can't be compiled."""


class Reader:
    """Looks strings of one article up in its text."""

    def __init__(self, text: str, title: str, published: str | None) -> None:
        self.text, self.title = text, title
        self.sentences = [text[a:b] for a, b in Sentences(text).spans]
        self.spans = Sentences(text).spans
        self.figures = find_figures(text, dollar=guess_dollar(text))
        self.dates = find_dates(text, published=date.fromisoformat(published) if published else None)

    def sentences_with(self, words: str) -> list[int]:
        pattern = _whole(words)
        return [i for i, s in enumerate(self.sentences) if pattern.search(s)] or [
            i for i, s in enumerate(self.sentences) if words in s
        ]

    def place(self, words: str, within: list[int]) -> tuple[int, int]:
        """Range of a string, in the sentences named first if it is there."""
        pattern = _whole(words)
        for i in within:
            a, b = self.spans[i]
            if hit := pattern.search(self.text, a, b):
                return hit.span()
        if hit := pattern.search(self.text):
            return hit.span()
        if (at := self.text.find(words)) >= 0:
            return at, at + len(words)
        if words in self.title:
            return -1, -1
        raise Fault(f"not in the text: {words!r}")


def _whole(words: str) -> re.Pattern[str]:
    left = r"(?<![\w.,])" if words[:1].isdigit() else r"(?<!\w)" if words[:1].isalnum() else ""
    right = r"(?!\w|[.,]\d)" if words[-1:].isdigit() else r"(?!\w)" if words[-1:].isalnum() else ""
    return re.compile(left + re.escape(words) + right)


def figure(role: str, words: str, reader: Reader, within: list[int]) -> dict[str, Any]:
    """A figure of the gold from its words, its value read or as told after `=`."""
    words, _, told = (s.strip() for s in words.partition(" = "))
    start, end = reader.place(words, within)
    out: dict[str, Any] = {"text": words}
    key = "amount" if role in MONEY_ROLES else "value"
    if told:
        parts = told.split()
        low, dots, high = parts[0].partition("..")
        out[key] = _plain((_number(low) + _number(high)) / 2) if dots else _number(low)
        if dots:
            out["low"], out["high"] = _number(low), _number(high)
        if role in MONEY_ROLES:
            if len(parts) < 2:
                raise Fault(f"{role}: give amount and currency, {told!r}")
            out["currency"] = parts[1]
        if parts[2 if role in MONEY_ROLES else 1 :]:
            out["qualifier"] = parts[-1]
        return out
    found = [f for f in reader.figures if f.core_start < end and start < f.core_end and start >= 0]
    if not found:
        raise Fault(f"{role}: no figure read in {words!r}; write it as `{words} = VALUE`")
    fig = found[0]
    if role in MONEY_ROLES and fig.currency is None:
        raise Fault(f"{role}: no currency read in {words!r}; write `{words} = AMOUNT CUR`")
    if role not in MONEY_ROLES and fig.kind == "money":
        raise Fault(f"{role}: {words!r} reads as money; write `{words} = VALUE`")
    fig = as_money(fig, fig.currency or "") if role in MONEY_ROLES else fig
    out[key] = _plain(fig.value)
    if role in MONEY_ROLES:
        out["currency"] = fig.currency
    if fig.low is not None and fig.high is not None:
        out["low"], out["high"] = _plain(fig.low), _plain(fig.high)
    if fig.qualifier:
        out["qualifier"] = fig.qualifier
    return out


def _number(word: str) -> int | float:
    try:
        return _plain(float(word.replace(",", "").replace("_", "")))
    except ValueError:
        raise Fault(f"not a number: {word!r}") from None


def _plain(value: float) -> int | float:
    value = round(value, 6)
    return int(value) if value == int(value) else value


def day(words: str, reader: Reader, within: list[int]) -> dict[str, Any]:
    words, _, told = (s.strip() for s in words.partition(" = "))
    start, end = reader.place(words, within)
    if told == "?":
        return {"text": words, "start": None, "end": None}
    if told:
        first, _, last = told.partition("..")
        try:
            return {
                "text": words,
                "start": date.fromisoformat(first).isoformat(),
                "end": date.fromisoformat(last or first).isoformat(),
            }
        except ValueError:
            raise Fault(f"date: {told!r} is not YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD") from None
    found = [d for d in reader.dates if d.start < end and start < d.end]
    if not found:
        raise Fault(f"date: no date read in {words!r}; write `{words} = YYYY-MM-DD` or `= ?`")
    first_day, last_day = found[0].first, found[0].last
    return {
        "text": words,
        "start": first_day.isoformat() if first_day else None,
        "end": last_day.isoformat() if last_day else None,
    }


def metric(line: str, reader: Reader, within: list[int]) -> dict[str, Any]:
    if ";" not in line:
        raise Fault(f"metric {line!r} is not `NAME; TEXT; …`")
    name, words, *rest = (s.strip() for s in line.split(";"))
    out: dict[str, Any] = {"name": name}
    bare, _, told = (s.strip() for s in words.partition(" = "))
    change = next((r.split()[1] for r in rest if r.startswith("change ")), None)
    only_change = "only change" in rest
    if only_change:
        reader.place(bare, within)
        out["text"] = bare
    elif name in ("margin", "deliveries") or (told and len(told.split()) == 1):
        out |= figure("shares", words, reader, within)
    else:
        start, end = reader.place(bare, within)
        found = [f for f in reader.figures if f.core_start < end and start < f.core_end]
        money = bool(told) or (bool(found) and found[0].currency is not None)
        out |= figure("value" if money else "shares", words, reader, within)
    if change is not None:
        out["change"] = _number(change)
    for item in rest:
        if item.startswith("period "):
            out["period"] = item.split()[1]
        elif item in VERSUS:
            out["versus_expectation"] = item
        elif not item.startswith("change ") and item not in ("only change", ""):
            raise Fault(f"metric: {item!r}; known are change N, only change, period P, {', '.join(sorted(VERSUS))}")
    return out


def event(line: str, reader: Reader, names: set[str]) -> dict[str, Any]:
    head, *fields = (s.strip() for s in line.split(" | "))
    if len(head.split()) != 3:
        raise Fault(f"start with action, status and sentiment, not {head!r}")
    action, status, sentiment = head.split()
    pairs = []
    for f in fields:
        key, colon, value = f.partition(":")
        if not colon or not value.strip():
            raise Fault(f"field {f!r} is not `name: value`")
        pairs.append((key.strip(), value.strip()))
    known = {"trigger", "at", "evidence", "metric", "date", *PARTY_ROLES, *FIGURES, *WORDS}
    if wrong := [k for k, _ in pairs if k not in known]:
        raise Fault(f"unknown field {wrong[0]!r}")
    one = dict(pairs)
    if "trigger" not in one:
        raise Fault("no trigger")
    for role in PARTY_ROLES:
        if role in one and one[role] not in names:
            raise Fault(f"{role} {one[role]!r} is no entity's name")
    evidence = find_evidence(one, [v for k, v in pairs if k == "metric"], reader)
    out: dict[str, Any] = {"action": action, "status": status}
    out |= {k: one[k] for k in (*PARTY_ROLES, *WORDS) if k in one}
    out |= {k: figure(k, one[k], reader, evidence) for k in FIGURES if k in one}
    if one.get("direction") == "down" and out.get("change", {}).get("value", 0) > 0:
        change = out["change"]
        told = " ".join([f"{change['text']} = -{change['value']}", *filter(None, [change.get("qualifier")])])
        raise Fault(f"change: that of a fall is negative; write `{told}`")
    if "date" in one:
        out["date"] = day(one["date"], reader, evidence)
    if metrics := [metric(v, reader, evidence) for k, v in pairs if k == "metric"]:
        out["metrics"] = metrics
    sentences = [reader.sentences[i] for i in evidence] or [reader.title]
    return {**out, "trigger": one["trigger"], "sentiment": sentiment, "evidence": sentences}


def find_evidence(one: dict[str, str], metrics: list[str], reader: Reader) -> list[int]:
    """Sentences of an event: the trigger's, then those that hold arguments it lacks; at most three."""
    if not reader.sentences_with(one["trigger"]):
        if one["trigger"] in reader.title:
            return []
        raise Fault(f"trigger not in the text: {one['trigger']!r}")
    strings = [one[k].partition(" = ")[0].strip() for k in (*FIGURES, "date", "rating") if k in one]
    strings += [m.split(";")[1].partition(" = ")[0].strip() for m in metrics if ";" in m]
    where = [set(reader.sentences_with(s)) for s in strings]
    choices = reader.sentences_with(one["trigger"])
    if "at" in one:
        here = [i for i in choices if one["at"] in reader.sentences[i]]
        if not here:
            raise Fault(f"at: no sentence holds both {one['at']!r} and the trigger {one['trigger']!r}")
        choices = here
    parties = [one[k] for k in PARTY_ROLES if k in one]
    best = max(choices, key=lambda i: (sum(i in w for w in where), sum(p in reader.sentences[i] for p in parties), -i))
    picked = [best]
    for words in filter(None, (w.strip() for w in one.get("evidence", "").split(";"))):
        found = reader.sentences_with(words)
        if not found:
            raise Fault(f"evidence: no sentence holds {words!r}")
        picked += [i for i in found[:1] if i not in picked]
    for holds in where:
        if holds and not holds & set(picked) and len(picked) < 3:
            picked.append(min(holds, key=lambda i: (abs(i - best), i)))
    return picked


def entity(line: str) -> dict[str, Any]:
    fields = [s.strip() for s in line.split(" | ")]
    if len(fields) < 3:
        raise Fault(f"entity {line!r} needs name | kind | sentiment")
    out: dict[str, Any] = {"name": fields[0], "kind": fields[1], "sentiment": fields[2], "tickers": [], "aliases": []}
    for f in fields[3:]:
        key, _, value = f.partition(":")
        if key.strip() not in ("aliases", "tickers", "role"):
            raise Fault(f"entity {fields[0]!r}: field {f!r}; known are aliases, tickers, role")
        out[key.strip()] = (
            value.strip() if key.strip() == "role" else [v.strip() for v in value.split(";") if v.strip()]
        )
    return out


def compile_article(block: str) -> tuple[dict[str, Any], list[str]]:
    """An article and the faults of its events; raises Fault where there is no article."""
    head, *rest = re.split(r"^== (text|entities|events)[ \t]*$", block, flags=re.MULTILINE)
    parts = dict(zip(rest[::2], rest[1::2], strict=True))
    lines = head.strip().splitlines()
    key = lines[0].lstrip("# ").strip()
    meta = dict(s.split(":", 1) for s in lines[1:] if ":" in s)
    meta = {k.strip(): v.strip() for k, v in meta.items()}
    text = parts.get("text", "").strip()
    if not text:
        raise Fault(f"{key}: no text")
    title = meta.get("title") or None
    published = meta.get("published") or None
    published = None if published in ("null", "none") else published
    reader = Reader(text, title or "", published)
    faults: list[str] = []
    out: dict[str, Any] = {
        "id": key, "title": title, "published": published, "text": text,
        "sentiment": meta.get("sentiment", ""), "entities": [], "events": [],
    }  # fmt: skip
    for kind in ("entities", "events"):
        names = {e["name"] for e in out["entities"]}
        for line in filter(None, (s.strip() for s in parts.get(kind, "").splitlines())):
            try:
                out[kind].append(entity(line) if kind == "entities" else event(line, reader, names))
            except Fault as err:
                faults.append(f"{key}: {line[:60]}…: {err}")
    return out, faults


def blocks(text: str) -> Iterator[str]:
    yield from (b for b in re.split(r"^(?=# \S+[ \t]*$)", text, flags=re.MULTILINE) if b.strip())


def show(article: dict[str, Any]) -> None:
    print(f"{article['id']}: {article['title']}")
    for ev in article["events"]:
        values = {
            k: {q: w for q, w in v.items() if q != "text"} | {"": v["text"]}
            for k, v in ev.items()
            if isinstance(v, dict)
        }
        print("  ", ev["action"], json.dumps(values, ensure_ascii=False), json.dumps(ev.get("metrics", [])))
        print("      ", " // ".join(s[:70] for s in ev["evidence"]))


def main() -> int:
    parser = argparse.ArgumentParser(description="Compile annotated drafts into articles (JSON lines).")
    parser.add_argument("drafts", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    rows, bad = [], 0
    for path in options.drafts:
        for block in blocks(path.read_text(encoding="utf-8")):
            try:
                article, faults = compile_article(block)
            except (Fault, ValueError) as err:
                article, faults = None, [f"{block[:40]!r}: {err}"]
            for fault in faults:
                print(f"{path.name}: {fault}", file=sys.stderr)
            bad += len(faults)
            if article:
                rows.append(article)
                if options.show:
                    show(article)
    if options.out:
        options.out.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    print(f"{len(rows)} articles, {sum(len(r['events']) for r in rows)} events, {bad} faults", file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
