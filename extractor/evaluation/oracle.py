"""A perfect prediction: an annotated article in the form of an Article's JSON.

It bounds what a system can score, and stands in for a model in tests.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from extractor.evaluation.compare import MONEY_ROLES, PARTY_ROLES, PERCENT_ROLES
from extractor.evaluation.gold import Doc

_SIGN = {"positive": 1.0, "neutral": 0.0, "negative": -1.0}
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
        "events": [_event(ev, entities, text) for ev in gold_doc.get("events", [])],
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

    def grounded(field: Mapping[str, Any]) -> dict[str, Any]:
        kept = {key: value for key, value in field.items() if key not in ("text", "alt")}
        return {"qualifier": "exact", **kept, "span": find_span(field["text"], text, evidence=evidence)}

    def party(name: str) -> dict[str, Any]:
        entity = entities[name]
        span = find_span(name, text, evidence=evidence)
        identity = {"name": name, "kind": entity.get("kind"), "role": entity.get("role")}
        return {**identity, "tickers": _tickers(entity), "span": span}

    def metric(field: Mapping[str, Any]) -> dict[str, Any]:
        number = {key: field[key] for key in ("amount", "value", "currency", "low", "high") if key in field}
        change = field.get("change")
        return {
            "name": field["name"],
            "value": {"qualifier": field.get("qualifier", "exact"), **number} if number else None,
            "change": None if change is None else {"value": change, "qualifier": "exact"},
            "period": field.get("period"),
            "versus_expectation": field.get("versus_expectation"),
            "span": find_span(field["text"], text, evidence=evidence),
        }

    record: dict[str, Any] = {key: ev.get(key) for key in _PLAIN}
    record.update({role: party(ev[role]) if ev.get(role) else None for role in PARTY_ROLES})
    numbers = ("shares", *MONEY_ROLES, *PERCENT_ROLES)
    record.update({role: grounded(ev[role]) if ev.get(role) else None for role in numbers})
    when = ev.get("date")
    record["date"] = (
        {"start": when.get("start"), "end": when.get("end"), "span": find_span(when["text"], text, evidence=evidence)}
        if when
        else None
    )
    record["metrics"] = [metric(field) for field in ev.get("metrics") or []]
    record["sentiment"] = _sentiment(ev.get("sentiment"))
    record["confidence"] = 1.0
    record["trigger"] = find_span(ev["trigger"], text, evidence=evidence)
    record["evidence"] = [span for sentence in evidence if (span := find_span(sentence, text))]
    return record
