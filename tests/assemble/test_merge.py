from dataclasses import replace
from datetime import date as day
from typing import Any

import numpy as np

from extractor.assemble.bind import Draft
from extractor.assemble.merge import leave_to_others, merge
from extractor.quantities import find_dates, find_figures

EVEN = np.full(3, 1 / 3, dtype=np.float32)


def draft(
    at: int,
    *,
    actor: int = 0,
    action: str = "buyback",
    probability: float = 0.8,
    date: str | None = None,
    **figures: str,
) -> Draft:
    d = Draft((at, at + 3), action, probability, probability, EVEN, EVEN, EVEN, {"actor": (actor, 0.9)})
    d.figures = {role: (find_figures(s)[0], 0.9) for role, s in figures.items()}
    if date:
        d.date = (find_dates(date, published=day(2025, 11, 28))[0], 0.9)
    return d


def values(d: Draft) -> dict[str, Any]:
    return {r: f.value for r, (f, _) in d.figures.items()}


def test_a_repeat_adds_what_the_first_telling_lacks() -> None:
    [one] = merge([draft(0, action="acquisition", stake="30%"), draft(90, action="acquisition", value="$30 million")])
    assert values(one) == {"stake": 30.0, "value": 3e7}
    assert one.trigger == (0, 3)


def test_trades_of_one_party_are_one_only_where_something_says_so() -> None:
    first = {"shares": "2 million shares"}
    assert len(merge([draft(0, **first), draft(90, value="$30 million")])) == 2
    assert len(merge([draft(0, **first), draft(90, value="$30 million", **first)])) == 1
    assert len(merge([draft(0, **first), draft(90)])) == 1


def test_a_rise_and_a_fall_are_two_moves() -> None:
    def move(at: int, way: int) -> Draft:
        d = draft(at, action="price_move")
        d.direction = np.eye(4, dtype=np.float32)[way]
        return d

    up, down = 1, 2
    assert len(merge([move(0, up), move(90, down)])) == 2
    assert len(merge([move(0, up), move(90, up)])) == 1
    assert len(merge([move(0, up), move(90, 0)])) == 1


def test_a_misread_figure_does_not_make_a_second_event() -> None:
    whole = {"shares": "2 million shares", "value": "$30 million"}
    [one] = merge([draft(0, **whole, price="$15"), draft(90, **whole, price="$40")])
    assert values(one)["price"] == 15


def test_the_surer_of_two_kindred_actions_keeps_a_figure() -> None:
    sure, unsure = (
        draft(0, value="$30 million"),
        draft(0, value="$30 million", action="buyback_program", probability=0.4),
    )
    assert [d.action for d in merge([sure, unsure])] == ["buyback"]
    other = draft(0, value="$30 million", action="buyback_program", probability=0.4, actor=1)
    assert len(merge([draft(0, value="$30 million"), other])) == 2


def test_a_number_of_shares_said_once_belongs_to_one_trade() -> None:
    mine, theirs = draft(0, shares="2 million shares"), draft(50, actor=1, shares="2 million shares")
    theirs.figures["shares"] = (theirs.figures["shares"][0], 0.6)
    assert [values(d) for d in merge([mine, theirs])] == [{"shares": 2e6}, {}]


def test_the_precise_figure_wins() -> None:
    [one] = merge([draft(0, shares="about 2 million shares"), draft(90, shares="2,013,400 shares")])
    assert values(one) == {"shares": 2013400}


def test_other_figures_actors_actions_and_days_are_other_events() -> None:
    base = draft(0, shares="2 million shares", date="on Nov. 20")
    assert len(merge([base, draft(50, shares="3 million shares")])) == 2
    assert len(merge([base, draft(50, actor=1)])) == 2
    assert len(merge([base, draft(50, action="buyback_program")])) == 2
    assert len(merge([base, draft(50, date="on Nov. 24")])) == 2


def test_a_wider_date_takes_the_narrower() -> None:
    [one] = merge([draft(0, date="this month"), draft(50, date="on Nov. 24")])
    assert one.date is not None
    assert str(one.date[0].first) == str(one.date[0].last) == "2025-11-24"


def test_a_figure_in_a_sentence_of_another_event_is_left_to_it() -> None:
    def placed(at: int, figure_at: int, **more: Any) -> Draft:
        d = draft(at, **more)
        d.figures = {"price": (replace(find_figures("$40")[0], start=figure_at, end=figure_at + 3), 0.9)}
        d.date = (replace(find_dates("Monday", published=day(2025, 11, 28))[0], start=figure_at + 5), 0.9)
        return d

    def sentence(at: int) -> tuple[int, int]:
        return at // 100 * 100, at // 100 * 100 + 100

    def kept(*drafts: Draft) -> list[bool]:
        leave_to_others(drafts, drafts, sentence)
        assert all(bool(d.figures) == bool(d.date) for d in drafts)
        return [bool(d.figures) for d in drafts]

    assert kept(placed(10, 150), placed(110, 150, action="price_move")) == [False, True]
    assert kept(placed(10, 250), placed(110, 150, action="price_move")) == [True, True]
    unsure = [placed(10, 150), placed(110, 150, action="price_move")]
    leave_to_others(unsure, unsure[:1], sentence)
    assert all(d.figures for d in unsure)
    again = placed(10, 150)
    again.retold = [(120, 125)]
    assert kept(again, placed(110, 150, action="price_move")) == [True, True]


def test_a_merged_draft_knows_where_it_was_told() -> None:
    [one] = merge([draft(0, probability=0.4), draft(90), draft(200)])
    assert one.trigger == (90, 93)
    assert {one.trigger, *one.retold} == {(0, 3), (90, 93), (200, 203)}
