"""The figures of scripts/evaluate.py, on pairs small enough to work out by hand."""

import evaluate


def record(doc_id: str, *events: tuple[str, str, float]) -> dict:
    parties = [{"action": a, "actor": {"name": who}, "confidence": c} for a, who, c in events]
    return {"doc_id": doc_id, "events": parties, "entities": [], "sentiment": {"label": "neutral"}}


GOLD = [
    {"id": "a", "text": "Borvane bought Quartle.", "sentiment": "neutral", "entities": [{"name": "Borvane"}],
     "events": [{"action": "acquisition", "actor": "Borvane"}]},
    {"id": "b", "text": "Borvane fell.", "sentiment": "neutral", "entities": [{"name": "Borvane"}],
     "events": [{"action": "price_move", "actor": "Borvane"}]},
]  # fmt: skip


def test_a_sweep_leaves_out_what_is_less_sure():
    every = {
        "a": record("a", ("acquisition", "Borvane", 0.85), ("layoffs", "Borvane", 0.25)),
        "b": record("b", ("price_move", "Borvane", 0.55)),
    }
    swept = evaluate.sweep(GOLD, every)
    low, middle, high = (swept[step] for step in ("0.1", "0.3", "0.6"))
    assert (round(low["event_p"], 1), low["event_r"]) == (66.7, 100)
    assert (middle["event_p"], middle["event_r"]) == (100, 100)
    assert (high["event_p"], high["event_r"]) == (100, 50)
    assert "| dev | 0.3 | 100.0 | 100.0 | 100.0 |" in evaluate.curve({"dev": swept})


def test_the_digest_is_of_the_articles_not_of_their_order():
    assert evaluate.gold_digest(GOLD) == evaluate.gold_digest(GOLD[::-1])
    assert evaluate.gold_digest(GOLD) != evaluate.gold_digest(GOLD[:1])


def test_a_system_without_a_set_is_left_out_of_its_rows():
    scores = {**evaluate.measured_on(GOLD, {}), "ece": float("nan")}
    table = evaluate.comparison({"rules": {}, "small/1": {"dev": scores}})
    assert table.splitlines()[2].startswith("| dev | small/1 | ")
    assert len(table.splitlines()) == 3
