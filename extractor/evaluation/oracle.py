"""A perfect prediction: an annotated article in the form of an Article's JSON.

It bounds what a system can score, and stands in for a model in tests.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from extractor.evaluation.gold import Doc
from extractor.records.taxonomy import MONEY_ROLES, PARTY_ROLES, PERCENT_ROLES, QUANTITY_ROLES

_SIGN = {"positive": 1.0, "neutral": 0.0, "negative": -1.0}
_MONEY = ("amount", "currency", "low", "high")
_QUANTITY = ("value", "low", "high")
_PERCENT = ("value",)
_PER_CENT = ("%", "percent", "per cent", "pct", "pc")
_PLAIN = ("action", "status", "direction", "rating", "rating_previous", "period")


def as_prediction(gold_doc: Doc) -> dict[str, Any]:
    """`gold_doc` as an extracted article: same events and entities, every confidence 1.

    Spans are half-open ranges of code points into the text, sought in the event's evidence first; what stands only
    in the title has span None.
    """
    text: str = gold_doc["text"]
    entities = {entity["name"]: entity for entity in gold_doc.get("entities", [])}
    return {
        "doc_id": gold_doc["id"],
        "title": gold_doc.get("title"),
        "published": gold_doc.get("published"),
        "text": text,
        "sentiment": _sentiment(gold_doc.get("sentiment")),
        "entities": [_entity(entity, text) for entity in entities.values()],
        "events": [
            {"event_id": f"gold-{number}", **_event(ev, entities, text)}
            for number, ev in enumerate(gold_doc.get("events", []))
        ],
        "model": "gold",
    }


def find_span(wording: str, text: str, *, evidence: Sequence[str] = ()) -> dict[str, Any] | None:
    """Where `wording` stands in `text`: in the first evidence sentence that holds it, else at its first occurrence."""
    for sentence in evidence:
        start = text.find(sentence)
        inside = sentence.find(wording)
        if start >= 0 and inside >= 0:
            return _span(start + inside, wording)
    start = text.find(wording)
    return _span(start, wording) if start >= 0 else None


def _span(start: int, wording: str) -> dict[str, Any]:
    return {"start": start, "end": start + len(wording), "text": wording}


def _sentiment(polarity: str | None) -> dict[str, Any]:
    name = polarity or "neutral"
    return {"label": name, "score": _SIGN[name], "confidence": 1.0}


def _entity(entity: Mapping[str, Any], text: str) -> dict[str, Any]:
    forms = [entity["name"], *entity.get("aliases", [])]
    return {
        "name": entity["name"],
        "kind": entity.get("kind"),
        "role": entity.get("role"),
        "tickers": _tickers(entity),
        "mentions": [span for form in forms if (span := find_span(form, text))],
        "sentiment": _sentiment(entity.get("sentiment")),
        "relevance": 1.0,
    }


def _tickers(entity: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"symbol": symbol, "exchange": None} for symbol in entity.get("tickers", [])]


def _event(ev: Mapping[str, Any], entities: Mapping[str, Mapping[str, Any]], text: str) -> dict[str, Any]:
    evidence = ev.get("evidence") or []

    def grounded(field: Mapping[str, Any], *keys: str) -> dict[str, Any]:
        figure = {key: field.get(key) for key in keys}
        span = find_span(field["text"], text, evidence=evidence)
        return {**figure, "qualifier": field.get("qualifier", "exact"), "span": span}

    def party(name: str) -> dict[str, Any]:
        entity = entities[name]
        span = find_span(name, text, evidence=evidence)
        identity = {"name": name, "kind": entity.get("kind"), "role": entity.get("role")}
        return {**identity, "tickers": _tickers(entity), "span": span}

    def metric(field: Mapping[str, Any]) -> dict[str, Any]:
        value = None
        if field.get("amount") is not None:
            value = grounded(field, *_MONEY)
        elif field.get("value") is not None:
            value = grounded(field, *(_PERCENT if field["text"].rstrip().endswith(_PER_CENT) else _QUANTITY))
        change = field.get("change")
        return {
            "name": field["name"],
            "value": value,
            "change": None if change is None else grounded({"text": field["text"], "value": change}, *_PERCENT),
            "period": field.get("period"),
            "versus_expectation": field.get("versus_expectation"),
            "span": find_span(field["text"], text, evidence=evidence),
        }

    record: dict[str, Any] = {key: ev.get(key) for key in _PLAIN}
    record.update({role: party(ev[role]) if ev.get(role) else None for role in PARTY_ROLES})
    for roles, keys in ((QUANTITY_ROLES, _QUANTITY), (MONEY_ROLES, _MONEY), (PERCENT_ROLES, _PERCENT)):
        record.update({role: grounded(ev[role], *keys) if ev.get(role) else None for role in roles})
    record["date"] = None
    if when := ev.get("date"):
        record["date"] = {key: when.get(key) for key in ("start", "end")}
        record["date"]["span"] = find_span(when["text"], text, evidence=evidence)
    record["metrics"] = [metric(field) for field in ev.get("metrics") or []]
    record["sentiment"] = _sentiment(ev.get("sentiment"))
    record["confidence"] = 1.0
    record["trigger"] = find_span(ev["trigger"], text, evidence=evidence)
    record["evidence"] = [span for sentence in evidence if (span := find_span(sentence, text))]
    return record
