"""Which tellings are one event, beyond what corpora/tracker measures."""

import pytest

from extractor.records import Article
from extractor.tracker import Tracker
from tests.tracker.conftest import Tell, article, day, event, money, number, party


def events(*articles: Article) -> list[list[str]]:
    tracker = Tracker()
    tracker.merge(articles)
    return [[t.doc_id for t in group.tellings] for group in tracker.groups()]


def test_rounding_names_and_tickers_vary(tell: Tell):
    one = tell(
        "a",
        "2025-03-03",
        "buyback",
        actor=party("Borvane Foods", "company", ("BRVN", "XNYS")),
        shares=number(2_613_450.0),
    )
    two = tell("b", "2025-03-04", "buyback", actor=party("BFO", "company", ("BRVN", None)), shares=number(2_600_000.0))
    assert events(one, two) == [["a", "b"]]


@pytest.mark.parametrize(
    "other",
    [
        {"actor": "Tarn Partners"},
        {"target": "Tolland"},
        {"stake": number(9.2), "shares": number(2_000_000.0)},
        {"date": day("2025-03-12")},
    ],
)
def test_another_party_figure_or_day_is_another_event(tell: Tell, other):
    said = {
        "actor": "Oakmere",
        "target": "Valdren",
        "date": day("2025-03-03"),
        "stake": number(7.4),
        "shares": number(1_200_000.0),
    }
    assert events(
        tell("a", "2025-03-03", "stake_increase", **said), tell("b", "2025-03-04", "stake_increase", **said)
    ) == [["a", "b"]]
    assert events(
        tell("a", "2025-03-03", "stake_increase", **said), tell("b", "2025-03-04", "stake_increase", **said | other)
    ) == [["a"], ["b"]]


def test_buying_and_selling_are_two_events_of_one_holder(tell: Tell):
    said = {"actor": "Oakmere", "target": "Valdren", "shares": number(1_200_000.0)}
    assert (
        len(
            events(tell("a", "2025-03-03", "stake_increase", **said), tell("b", "2025-03-03", "stake_decrease", **said))
        )
        == 2
    )


def test_a_trade_told_from_both_sides_is_one(tell: Tell):
    shares = number(14e6)
    sold = tell(
        "a", "2025-08-11", "stake_decrease", actor="Calloway", target="Merrin", counterparty="Greystone", shares=shares
    )
    bought = tell("b", "2025-08-11", "stake_increase", actor="Greystone", target="Merrin", shares=shares)
    assert events(sold, bought) == [["a", "b"]]


def test_shares_times_price_is_the_value(tell: Tell):
    parts = tell(
        "a",
        "2025-05-14",
        "insider_sale",
        actor=party("Hana Rhee", "person"),
        target="Quillon",
        shares=number(40_000.0),
        price=money(44.1),
    )
    whole = tell(
        "b", "2025-06-02", "insider_sale", actor=party("H. Rhee", "person"), target="Quillon", value=money(1.76e6)
    )
    other = tell(
        "b", "2025-06-02", "insider_sale", actor=party("H. Rhee", "person"), target="Quillon", value=money(2.9e6)
    )
    assert events(parts, whole) == [["a", "b"]]
    assert events(parts, other) == [["a"], ["b"]]


def test_opposite_ways_are_two_events(tell: Tell):
    fell = tell("a", "2025-01-09T21:00:00Z", "price_move", actor="Ilmari", change=number(-4.0), direction="down")
    rose = tell("b", "2025-01-09T22:00:00Z", "price_move", actor="Ilmari", change=number(4.0), direction="up")
    assert events(fell, rose) == [["a"], ["b"]]


def test_events_of_one_article_stay_apart():
    both = [event("buyback", actor="Borvane", event_id=f"e{i}") for i in range(2)]
    assert events(article("a", "2025-03-03", *both)) == [["a"], ["a"]]


def test_a_dividend_paid_in_months_is_found_by_the_day_it_was_told(tell: Tell):
    dated = tell("a", "2025-02-20", "dividend", actor="Ravens", price=money(0.246, "GBP"), date=day("2025-05-09"))
    undated = tell("b", "2025-02-21", "dividend", actor="Ravens", price=money(0.246, "GBP"))
    assert events(dated, undated) == events(undated, dated) == [["a", "b"]]


def test_an_old_event_told_as_background_is_the_old_event(tell: Tell):
    said = {"actor": "Oakmere", "target": "Valdren", "date": day("2023-04-11"), "stake": number(5.1)}
    then = tell("a", "2023-04-12", "stake_increase", **said)
    now = tell("b", "2025-03-03", "stake_increase", actor="Oakmere", target="Valdren", stake=number(7.4))
    background = tell("c", "2025-03-04", "stake_increase", **said)
    assert events(then, now, background) == [["a", "c"], ["b"]]


def test_an_event_of_nobody_is_kept_alone(tell: Tell):
    assert events(tell("a", "2025-03-03", "incident"), tell("b", "2025-03-03", "incident")) == [["a"], ["b"]]


def test_two_events_of_one_key_get_two_names(tell: Tell):
    tracker = Tracker()
    tracker.merge([tell("a", "2025-03-03", "incident"), tell("b", "2025-03-03", "incident")])
    first, second = (row["key"] for row in tracker.rows())
    assert second == f"{first}-2"
