"""The table depends on the articles alone, and what was known at a time on earlier articles alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.records import Article
from extractor.tracker import Tracker
from tests.tracker.conftest import article, day, event, money, number, party

START = datetime(2025, 3, 3, 9, tzinfo=UTC)
READ = datetime(2026, 1, 2, tzinfo=UTC)
names = st.sampled_from(["Borvane", "Borvane Plc", "The Borvane Co.", "Borvane Foods", "Corvane", "CRV", "Oakmere", "Oakmere Capital"])  # fmt: skip
parties = st.builds(party, names, st.sampled_from(["company", "fund", "person"]))


@st.composite
def events(draw: st.DrawFn, number_of: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "action": draw(st.sampled_from(["stake_increase", "stake_decrease", "insider_purchase", "acquisition", "divestiture", "buyback", "dividend", "incident"])),
        "status": draw(st.sampled_from(["rumored", "pending", "completed", "cancelled"])),
        "confidence": draw(st.sampled_from([0.4, 0.7, 0.9])),
        "event_id": f"e{number_of}",
    }  # fmt: skip
    options = {
        "actor": parties,
        "target": parties,
        "counterparty": parties,
        "shares": st.sampled_from([2_600_000.0, 2_613_450.0, 9e6]).map(number),
        "price": st.sampled_from([5.4, 5.65, 38.58]).map(money),
        "price_previous": st.just(money(5.4)),
        "date": st.sampled_from(["2025-03-01", "2025-03-04", "2025-06-01"]).map(day),
    }
    for role, values in options.items():
        if draw(st.booleans()):
            found[role] = draw(values)
    return event(**found)


@st.composite
def archives(draw: st.DrawFn) -> list[Article]:
    """Articles in order of publication; some are newer versions of a page, some of one minute."""
    minutes = sorted(draw(st.lists(st.integers(0, 30 * 1440), min_size=1, max_size=9)))
    found: dict[tuple[str, int], Article] = {}
    for i, minute in enumerate(minutes):
        doc_id = draw(st.sampled_from([f"d{i}", "page"]))
        some = [draw(events(n)) for n in range(draw(st.integers(0, 2)))]
        title = draw(st.sampled_from([None, "CORRECTED-It was told"]))
        published = (START + timedelta(minutes=minute)).isoformat()
        found[doc_id, minute] = article(doc_id, published, *some, title=title, source=draw(st.sampled_from(["A", "B"])))
    return list(found.values())


def merged(*batches: list[Article]) -> Tracker:
    tracker = Tracker()
    for batch in batches:
        tracker.merge(batch, processed=READ)
    return tracker


@settings(max_examples=60, deadline=None)
@given(archives(), st.integers(0, 9))
def test_day_by_day_is_all_at_once(articles, cut):
    assert merged(articles[:cut], articles[cut:]).rows() == merged(articles).rows()


@settings(max_examples=60, deadline=None)
@given(archives(), st.randoms(use_true_random=False), st.integers(0, 9))
def test_in_any_order_and_twice(articles, rng, cut):
    shuffled = articles[:]
    rng.shuffle(shuffled)
    tracker = merged(shuffled[:cut], shuffled[cut:])
    rows = merged(articles).rows()
    assert tracker.rows() == rows
    again = tracker.merge(shuffled[: cut + 1], processed=READ + timedelta(days=1))
    assert (again.new, again.late) == (0, False)
    assert tracker.rows() == rows


@settings(max_examples=60, deadline=None)
@given(archives(), st.integers(0, 30 * 1440))
def test_no_later_article_has_a_part_in_what_was_known(articles, minute):
    when = START + timedelta(minutes=minute)
    earlier = [a for a in articles if a.published and a.published <= when]
    known = merged(articles).as_of(when)
    assert known == merged(earlier).rows()
    allowed = {a.doc_id for a in earlier}
    assert all(source["doc_id"] in allowed for row in known for source in row["sources"])
    assert all(row["last_seen"] <= when.isoformat(timespec="microseconds") for row in known)


@settings(max_examples=40, deadline=None)
@given(archives())
def test_a_new_reading_replaces_the_old(articles):
    first = merged(articles)
    emptied = [a.model_copy(update={"events": []}) for a in articles]
    first.merge(emptied[:1], processed=READ)
    assert first.rows() == merged(emptied[:1], articles[1:]).rows()
    first.merge(emptied, processed=READ)
    assert first.rows() == []
