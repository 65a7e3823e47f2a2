"""Rules that point at annotations worth a second look; a hit is a question, not yet a fault.

In: one annotated article. Out: Suspects with a weight, so that the likeliest faults can be read first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

MONEY = ("price", "price_previous", "value")
PERCENT = ("stake", "stake_previous", "change")
TRADES = frozenset({"insider_purchase", "insider_sale", "stake_increase", "stake_decrease", "buyback"})
ACTORLESS = frozenset({"acquisition", "divestiture", "lawsuit", "incident", "regulatory_action", "regulatory_approval"})
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBER = re.compile(r"\.?\d[\d,.'’ \u00a0]*\d|\d")
_SCALES = {
    r"thousand|(?<![a-z])k\b": 1e3,
    r"million|mln|(?<![a-z])(?:mil?|mn|mm?)\b": 1e6,
    r"billion|bln|(?<![a-z])(?:bil|bn|b)\b": 1e9,
    r"trillion|(?<![a-z])(?:trn|tn)\b": 1e12,
    r"crores?|(?<![a-z])cr\b": 1e7,
    r"lakhs?": 1e5,
    r"\blots?\b|\bfils\b": 1e3,
}
_FALL = re.compile(
    r"\b(fell|fall\w*|down|drop\w*|declin\w*|slid\w*|lower|plung\w*|tumbl\w*|sank|slump\w*|lost|shed|dip\w*)\b", re.I
)
_RISE = re.compile(
    r"\b(rose|ris\w*|gain\w*|jump\w*|climb\w*|surg\w*|soar\w*|advanc\w*|higher|rall\w*|popped|leap\w*)\b", re.I
)
_UNDECIDED = re.compile(r"\b(propos\w+|recommend\w+|subject to|will ask|shareholder approval)\b", re.I)
_DECLARED = re.compile(r"\b(declared|cut|slashed|raised|halved|doubled|paid)\b", re.I)
_AUTHORISED = re.compile(
    r"\b(authori[sz]ed|approved|okayed|announced|launched|will (?:re)?purchase|to buy back)\b", re.I
)
_TENDER = re.compile(r"tender offer|issuer bid|dutch auction", re.I)


@dataclass(frozen=True, slots=True, order=True)
class Suspect:
    """One annotation to look at. `weight` from 1 (often right) to 5 (nearly always wrong)."""

    weight: int
    rule: str
    article: str
    detail: str


def suspects(doc: dict[str, Any]) -> Iterator[Suspect]:
    """Every suspect of one article."""
    events = doc.get("events", [])
    for ev in events:
        for rule in (_status, _move, _range, _scale, _product, _parties, _dates):
            for weight, detail in rule(ev, doc):
                shown = f"{ev['action']} {ev['status']}: {detail} | {ev['trigger']} | {ev['evidence'][0][:160]}"
                yield Suspect(weight, rule.__name__.strip("_"), doc["id"], shown)
    for weight, detail in _totals(events):
        yield Suspect(weight, "totals", doc["id"], detail)
    for weight, detail in _repeats(events):
        yield Suspect(weight, "repeats", doc["id"], detail)
    parts = {ev.get(role) for ev in events for role in ("actor", "target", "counterparty")}
    for entity in doc.get("entities", []):
        if events and entity["name"] not in parts and entity.get("sentiment") != "neutral":
            yield Suspect(1, "entities", doc["id"], f"{entity['name']} has a sentiment and takes part in no event")


def _status(ev: dict[str, Any], doc: dict[str, Any]) -> Iterator[tuple[int, str]]:
    words, status, action = f"{ev['trigger']} {ev['evidence'][0]}", ev["status"], ev["action"]
    if action == "dividend":
        if status == "completed" and _UNDECIDED.search(ev["trigger"]):
            yield 4, "completed though proposed"
        if status == "pending" and _DECLARED.search(ev["trigger"]) and not _UNDECIDED.search(words):
            yield 4, "pending though declared"
        if status == "cancelled" and ev.get("direction") != "down":
            yield 2, "omitted without direction down"
    if action == "buyback_program":
        if status == "pending" and _AUTHORISED.search(words):
            yield 2, "pending though authorised"
        if _TENDER.search(words) and "normal course" not in words:
            yield 3, "a tender offer for own shares is a buyback"
    if action == "executive_change" and status == "pending" and ev.get("date"):
        yield 1, "pending though dated"


def _move(ev: dict[str, Any], doc: dict[str, Any]) -> Iterator[tuple[int, str]]:
    change, direction = (ev.get("change") or {}).get("value"), ev.get("direction")
    if ev["action"] == "layoffs" and change is not None and change > 0:
        yield 5, f"job cut of {change} should be negative"
    if ev["action"] != "price_move":
        return
    if change is None and direction is None:
        yield 5, "a bare level"
    if change is not None and direction is not None:
        said = "up" if change > 0 else "down" if change < 0 else "flat"
        if said != direction:
            yield 5, f"change {change} with direction {direction}"
    fell, rose = _FALL.search(ev["trigger"]), _RISE.search(ev["trigger"])
    if change is not None and ((change > 0 and fell and not rose) or (change < 0 and rose and not fell)):
        yield 4, f"change {change} against its trigger"


def _range(ev: dict[str, Any], doc: dict[str, Any]) -> Iterator[tuple[int, str]]:
    for role in ("stake", "stake_previous"):
        value = (ev.get(role) or {}).get("value")
        if value is not None and not 0 <= value <= 100:
            yield 5, f"{role} {value}"
    for role in MONEY:
        money = ev.get(role) or {}
        if money.get("low") is not None and not money["low"] <= money["amount"] <= money.get("high", 0):
            yield 5, f"{role} {money['amount']} outside its range"
    paid, before = ev.get("price") or {}, ev.get("price_previous") or {}
    if ev["action"] == "dividend" and paid and before and paid["currency"] == before["currency"]:
        said = "up" if paid["amount"] > before["amount"] else "down" if paid["amount"] < before["amount"] else "flat"
        if said != ev.get("direction"):
            yield 3, f"{before['amount']} to {paid['amount']} with direction {ev.get('direction')}"


def _scale(ev: dict[str, Any], doc: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """A value that no reading of its text gives, but a thousandfold of one would."""
    fields = [(role, ev[role]) for role in (*MONEY, "shares", *PERCENT) if ev.get(role)]
    for role, field in fields:
        value = abs(field.get("amount", field.get("value")))
        scales = [1.0, 0.01, *(scale for words, scale in _SCALES.items() if re.search(words, field["text"], re.I))]
        numbers = [n for match in _NUMBER.finditer(field["text"]) for n in _readings(match[0])]
        readings = {n * k for n in numbers for k in (*scales, *(1 / k for k in scales))}
        if "/" in field["text"] or not readings or any(abs(value - r) <= 0.01 * max(value, r) for r in readings):
            continue
        if any(abs(value - r * k) <= 0.01 * value for r in readings for k in (1e3, 1e-3, 1e6, 1e-6)):
            yield 5, f"{role} {value:g} for {field['text']!r}"


def _readings(number: str) -> Iterator[float]:
    """With commas between thousands and, unless three digits follow it, a comma as the decimal point."""
    plain = re.sub(r"['’ \u00a0]", "", number).rstrip(".,")
    decimal = plain if re.search(r",\d{3}(?!\d)", plain) else plain.replace(".", "").replace(",", ".")
    for form in {plain.replace(",", ""), plain if "," not in plain else decimal}:
        if re.fullmatch(r"\d*\.?\d+", form):
            yield float(form)


def _product(ev: dict[str, Any], doc: dict[str, Any]) -> Iterator[tuple[int, str]]:
    shares, price, value = ev.get("shares"), ev.get("price"), ev.get("value")
    if ev["action"] in TRADES and shares and price and value and price["currency"] == value["currency"]:
        ratio = shares["value"] * price["amount"] / value["amount"] if value["amount"] else 0
        if price.get("low") is None and not 0.9 < ratio < 1.1:
            yield 3, f"shares times price is {ratio:.2f} of the value"


def _parties(ev: dict[str, Any], doc: dict[str, Any]) -> Iterator[tuple[int, str]]:
    if not ev.get("actor") and ev["action"] not in ACTORLESS:
        yield 2, "no actor"
    if ev.get("actor") and ev.get("actor") == ev.get("target"):
        yield 4, "actor and target are one"


def _dates(ev: dict[str, Any], doc: dict[str, Any]) -> Iterator[tuple[int, str]]:
    when, published = ev.get("date") or {}, (doc.get("published") or "")[:10]
    if not when.get("start"):
        return
    start, end = when["start"], when.get("end") or when["start"]
    if end < start:
        yield 5, f"ends {end} before it starts {start}"
    if start < "1980" or (published and int(start[:4]) > int(published[:4]) + 3):
        yield 2, f"date {start}, published {published or 'unknown'}"
    if ev["status"] == "completed" and ev["action"] in TRADES and published and start > published:
        yield 4, f"completed on {start}, published {published}"
    named = [day for day in WEEKDAYS if day in when["text"].lower()]
    if len(named) == 1 and start == end and WEEKDAYS[date.fromisoformat(start).weekday()] != named[0]:
        yield 4, f"{when['text']!r} is given as {start}"


def _totals(events: list[dict[str, Any]]) -> Iterator[tuple[int, str]]:
    """A figure that is the sum of the others of the same action and company."""
    for action in sorted(TRADES):
        for role, key in (("shares", "value"), ("value", "amount")):
            held = [ev for ev in events if ev["action"] == action and ev.get(role)]
            for ev in held:
                whole, company = ev[role][key], ev.get("target") or ev.get("actor")
                rest = [o[role][key] for o in held if o is not ev and (o.get("target") or o.get("actor")) == company]
                if len(rest) >= 2 and abs(sum(rest) - whole) <= 0.005 * whole:
                    yield 4, f"{action}: {role} {whole:g} is the sum of {', '.join(f'{n:g}' for n in rest)}"


def _repeats(events: list[dict[str, Any]]) -> Iterator[tuple[int, str]]:
    ignored = {"trigger", "evidence", "sentiment"}
    for a, b in combinations(events, 2):
        if {k: v for k, v in a.items() if k not in ignored} == {k: v for k, v in b.items() if k not in ignored}:
            yield 3, f"{a['action']} twice: {a['trigger']} / {b['trigger']}"
