import numpy as np
import pytest

from extractor.assemble.bind import Draft, Grid, Thresholds, bind, bind_parties, fits
from extractor.assemble.entities import Cluster, Mention
from extractor.engine.findings import TriggerFound
from extractor.quantities import find_dates, find_figures

ROLES = ("none", "actor", "target", "counterparty", "shares", "price", "price_previous", "value", "stake", "stake_previous", "change",
         "date", "rating", "rating_previous", "metric:revenue", "metric_change:revenue")  # fmt: skip
VERSUS = ("none", "beat", "miss", "inline")
EVEN = np.full(3, 1 / 3, dtype=np.float32)


def grid(text: str, trigger: str, marks: dict[str, str], *, action: str = "insider_purchase", p: float = 0.9) -> Grid:
    """A window of one token a word, in which `marks` (string → role) have probability `p`."""
    spans, at = [], 0
    for word in text.split(" "):
        spans.append((at, at + len(word)))
        at += len(word) + 1
    roles = np.zeros((len(spans), len(ROLES)), dtype=np.float32)
    roles[:, 0] = 1.0
    for string, role in marks.items():
        a = text.index(string)
        for i, (s, e) in enumerate(spans):
            if s < a + len(string) and e > a:
                roles[i] = 0.0
                roles[i, 0] = 1 - p
                roles[i, ROLES.index(role)] = p
    start = text.index(trigger)
    versus = np.tile(np.array([1.0, 0, 0, 0], dtype=np.float32), (len(spans), 1))
    starts, ends = (np.array(x, dtype=np.int32) for x in zip(*spans, strict=True))
    found = TriggerFound(
        start, start + len(trigger), action, 0.9, 0.9, np.array([1.0, 0, 0, 0], dtype=np.float32), EVEN, EVEN, roles, versus, starts, ends,
        np.zeros(len(spans), dtype=np.uint8),
    )  # fmt: skip
    return Grid(found, ROLES, VERSUS)


def party(index: int, text: str, name: str, kind: str = "company") -> Cluster:
    a = text.index(name)
    return Cluster(index, [Mention(a, a + len(name), False, name, kind, 0.9, EVEN)])


TEXT = "Jane Roe bought 20,000 Volta shares at $12.50 on Nov. 24 for $250,000 while revenue was $3 billion"


def test_every_role_gets_its_own_figure() -> None:
    marks = {
        "Jane Roe": "actor",
        "20,000": "shares",
        "Volta": "target",
        "$12.50": "price",
        "Nov. 24": "date",
        "$250,000": "value",
    }
    people = [party(0, TEXT, "Jane Roe", "person"), party(1, TEXT, "Volta")]
    [draft] = bind(
        grid(TEXT, "bought", marks), people, find_figures(TEXT), find_dates(TEXT, published=None), TEXT, Thresholds()
    )
    assert {r: e for r, (e, _) in draft.parties.items()} == {"actor": 0, "target": 1}
    assert {r: f.value for r, (f, _) in draft.figures.items()} == {"shares": 20000, "price": 12.5, "value": 250000}
    assert draft.date is not None
    assert TEXT[draft.date[0].start : draft.date[0].end].endswith("Nov. 24")


def test_a_figure_near_by_that_the_model_gives_no_role_is_left_out() -> None:
    [draft] = bind(grid(TEXT, "bought", {"20,000": "shares"}), [], find_figures(TEXT), [], TEXT, Thresholds())
    assert list(draft.figures) == ["shares"]
    assert draft.parties == {}


def test_one_entity_fills_one_role() -> None:
    scores = np.array([[0.9, 0.8, 0.0], [0.2, 0.5, 0.1]], dtype=np.float32)
    assert {r: e for r, (e, _) in bind_parties(scores, Thresholds()).items()} == {"actor": 0, "target": 1}


def test_two_people_on_one_trigger_are_two_events() -> None:
    text = "Volta appointed Ann Lee and Bo Kim as directors"
    marks = {"Volta": "actor", "Ann Lee": "counterparty", "Bo Kim": "counterparty"}
    people = [party(0, text, "Volta"), party(1, text, "Ann Lee", "person"), party(2, text, "Bo Kim", "person")]
    drafts = bind(grid(text, "appointed", marks, action="executive_change"), people, [], [], text, Thresholds())
    assert [d.parties["counterparty"][0] for d in drafts] == [1, 2]
    assert all(d.parties["actor"][0] == 0 for d in drafts)


def test_buyers_in_one_list_have_an_event_each_and_their_own_figures() -> None:
    text = "Kestrel Fund and rival Osprey Trust bought 20,000 and 35,000 shares of Volta at $12 from Harrow"
    marks = {"Kestrel Fund": "actor", "Osprey Trust": "actor", "20,000": "shares", "35,000": "shares", "Volta": "target",
             "$12": "price", "Harrow": "counterparty"}  # fmt: skip
    parties = [party(i, text, name) for i, name in enumerate(("Kestrel Fund", "Osprey Trust", "Volta", "Harrow"))]
    drafts = bind(
        grid(text, "bought", marks, action="stake_increase"), parties, find_figures(text), [], text, Thresholds()
    )
    assert [(d.parties["actor"][0], d.figures["shares"][0].value, d.figures["price"][0].value) for d in drafts] == [
        (0, 20000, 12),
        (1, 35000, 12),
    ]
    assert {d.parties["target"][0] for d in drafts} == {2}


def test_two_likely_actors_that_are_no_list_stay_one_event() -> None:
    text = "Kestrel Fund bought Volta shares that its rival Osprey Trust had been offered last year"
    marks = {"Kestrel Fund": "actor", "Osprey Trust": "actor", "Volta": "target"}
    parties = [party(i, text, name) for i, name in enumerate(("Kestrel Fund", "Osprey Trust", "Volta"))]
    assert len(bind(grid(text, "bought", marks, action="stake_increase"), parties, [], [], text, Thresholds())) == 1


@pytest.mark.parametrize(
    ("text", "role", "possible"),
    [
        ("12%", "stake", True), ("140%", "stake", False), ("140%", "change", True), ("$5", "stake", False), ("$5", "price", True),
        ("20,000 shares", "shares", True), ("20,000 jobs", "shares", False), ("12%", "value", False), ("12%", "metric:revenue", True),
    ],
)  # fmt: skip
def test_a_figure_fills_only_roles_of_its_kind(text: str, role: str, possible: bool) -> None:
    [fig] = find_figures(text)
    assert fits(role, fig) is possible


def test_draft_defaults_are_not_shared() -> None:
    a, b = (Draft((0, 1), "buyback", 0.5, 0.5, EVEN, EVEN, EVEN) for _ in range(2))
    a.parties["actor"] = (0, 1.0)
    assert b.parties == {}
