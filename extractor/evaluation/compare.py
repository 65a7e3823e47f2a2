"""One annotated event against one extracted event, and the events of an article against each other.

Both sides are plain dicts: gold in the form of corpora/GUIDELINES.md, predictions in the form of an Article's JSON.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.evaluation.names import Names, party_name
from extractor.records.taxonomy import MONEY_ROLES, PARTY_ROLES, PERCENT_ROLES

CORE_ROLES = frozenset({"actor", "target", "shares", "price", "value", "stake"})
RELATIVE_TOLERANCE = 0.005
PERCENT_TOLERANCE = 0.05

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sum:
    """A money argument; `alternatives` are the same sum in other currencies, as (amount, currency)."""

    amount: float
    currency: str | None
    low: float | None
    high: float | None
    alternatives: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Argument:
    """One comparable value. `role` is the field, or `metric:NAME`, `metric_change:NAME`, which alone can repeat.

    `value` is a name, a Sum, a number, or a date's (start, end).
    """

    role: str
    value: Any

    @property
    def kind(self) -> str:
        """The role without a metric's name: the row of the role table."""
        return self.role.split(":")[0]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The arguments of both sides and the indices of those that are right."""

    gold: Sequence[Argument]
    predicted: Sequence[Argument]
    right_gold: frozenset[int]
    right_predicted: frozenset[int]

    @property
    def exact(self) -> bool:
        """Whether every core argument is right and none is spurious."""
        return not any(
            arg.role in CORE_ROLES and index not in right
            for side, right in ((self.gold, self.right_gold), (self.predicted, self.right_predicted))
            for index, arg in enumerate(side)
        )


def arguments(ev: Event) -> list[Argument]:
    """The comparable arguments of an event of either form; what carries no number or name is left out."""
    found = [Argument(role, name) for role in PARTY_ROLES if (name := party_name(ev.get(role)))]
    found += [Argument(role, _sum(ev[role])) for role in MONEY_ROLES if _holds(ev.get(role), "amount")]
    found += [Argument(role, ev[role]["value"]) for role in PERCENT_ROLES if _holds(ev.get(role), "value")]
    if _holds(ev.get("shares"), "value"):
        found.append(Argument("shares", ev["shares"]["value"]))
    if (when := ev.get("date")) and (start := when.get("start")):
        found.append(Argument("date", (start[:10], (when.get("end") or start)[:10])))
    for metric in ev.get("metrics") or []:
        found += _metric_arguments(metric)
    return found


def align(gold: Sequence[Event], predicted: Sequence[Event], names: Names) -> dict[int, int]:
    """Index of each matched gold event to that of its prediction, one to one.

    Pairs that agree most on their arguments are taken first; ties go to the earlier gold event.
    """
    ranked = []
    for i, left in enumerate(gold):
        for j, right in enumerate(predicted):
            if matches(left, right, names):
                found = compare(left, right, names)
                ranked.append((len(found.predicted) - 2 * len(found.right_gold), i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(ranked):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def matches(gold: Event, predicted: Event, names: Names) -> bool:
    """Whether both are one event: the same action, actor, and target where both sides have one.

    A reflexive action may carry its company as actor or as target.
    """
    if gold["action"] != predicted["action"]:
        return False
    actor, target = party_name(gold.get("actor")), party_name(gold.get("target"))
    found_actor, found_target = party_name(predicted.get("actor")), party_name(predicted.get("target"))
    if actor and not names.same(actor, found_actor):
        reflexive = found_target and not target and names.same(actor, found_target)
        if not reflexive:
            return False
    return not (target and found_target and not names.same(target, found_target))


def compare(gold: Event, predicted: Event, names: Names) -> Comparison:
    """Arguments of a matched pair; each predicted one can make one gold one right."""
    left, right = arguments(gold), arguments(predicted)
    # A target that repeats the actor says nothing.
    if not party_name(gold.get("target")) and names.same(
        party_name(gold.get("actor")), party_name(predicted.get("target"))
    ):
        right = [arg for arg in right if arg.role != "target"]
    pairs: dict[int, int] = {}
    for i, wanted in enumerate(left):
        for j, got in enumerate(right):
            if j not in pairs.values() and _equal(wanted, got, names):
                pairs[i] = j
                break
    return Comparison(left, right, frozenset(pairs), frozenset(pairs.values()))


def _equal(gold: Argument, predicted: Argument, names: Names) -> bool:
    if gold.role != predicted.role:
        return False
    if gold.role in PARTY_ROLES:
        return names.same(gold.value, predicted.value)
    if gold.role in MONEY_ROLES:
        return _same_sum(gold.value, predicted.value)
    if gold.role in PERCENT_ROLES or gold.kind == "metric_change":
        return bool(abs(gold.value - predicted.value) <= PERCENT_TOLERANCE)
    if gold.role == "date":
        return bool(gold.value == predicted.value)
    return _close(gold.value, predicted.value)


def _same_sum(gold: Sum, predicted: Sum) -> bool:
    if any(
        currency == predicted.currency and _close(amount, predicted.amount) for amount, currency in gold.alternatives
    ):
        return True
    if gold.currency != predicted.currency:
        return False
    if gold.low is not None and predicted.low is not None:
        return _close(gold.low, predicted.low) and _close(gold.high, predicted.high)
    return _close(gold.amount, predicted.amount)


def _close(a: float | None, b: float | None) -> bool:
    return a is not None and b is not None and abs(a - b) <= RELATIVE_TOLERANCE * max(abs(a), abs(b), 1e-9)


def _holds(field: Any, key: str) -> bool:
    return bool(field) and field.get(key) is not None


def _sum(money: Mapping[str, Any]) -> Sum:
    others = tuple((other["amount"], other["currency"]) for other in money.get("alt") or [])
    return Sum(money["amount"], money.get("currency"), money.get("low"), money.get("high"), others)


def _metric_arguments(metric: Mapping[str, Any]) -> list[Argument]:
    """A record's metric holds an object under `value`; gold holds the figures themselves."""
    inner = metric.get("value")
    holder = inner if isinstance(inner, Mapping) else metric
    number = holder.get("amount", holder.get("value"))
    change = metric.get("change")
    if isinstance(change, Mapping):
        change = change.get("value")
    found = []
    if number is not None:
        found.append(Argument(f"metric:{metric['name']}", number))
    if change is not None:
        found.append(Argument(f"metric_change:{metric['name']}", change))
    return found
