"""Scores of extracted records against annotated articles.

In: gold articles and, by article id, predicted articles as plain dicts, so that any system's output can be scored.
A missing prediction counts as empty. Out: Scores, in percent.

event     an event is found when its action, its actor, and its target where both sides have one are the same
argument  micro-F1 over the arguments of all events; those of unmatched events are all wrong. Numbers within 0.5 %
          in the same currency, percents within 0.05, dates by start and end, names by alias
exact     events whose core arguments (actor, target, shares, price, value, stake) are all right and none spurious
status    accuracy over matched events
sentiment accuracy and macro-F1 of the article's label; accuracy of the labels of gold entities that were found
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from extractor.errors import RecordError
from extractor.evaluation.compare import Argument, Event, align, arguments, compare
from extractor.evaluation.gold import Doc, read_gold
from extractor.evaluation.groups import CORE_GROUPS, GROUPS, group_of
from extractor.evaluation.names import Names

ALL, CORE = "all", "core"
NOT_A_NUMBER = float("nan")


@dataclass(frozen=True, slots=True)
class Counts:
    """True positives, false positives, false negatives; they add, and the percentages follow (NaN over nothing)."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float:
        """Percent of what was predicted that is right."""
        return percent(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float:
        """Percent of what was to be found that was found."""
        return percent(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float:
        """Harmonic mean of both, 2tp / (2tp + fp + fn), in percent."""
        return percent(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    def to_dict(self) -> dict[str, float]:
        """Precision, recall and F1 under `p`, `r`, `f`."""
        return {"p": self.precision, "r": self.recall, "f": self.f1}


@dataclass(frozen=True, slots=True)
class Accuracy:
    """`right` of `total`; they add."""

    right: int = 0
    total: int = 0

    def __add__(self, other: "Accuracy") -> "Accuracy":
        return Accuracy(self.right + other.right, self.total + other.total)

    @property
    def percent(self) -> float:
        """Percent right, NaN over nothing."""
        return percent(self.right, self.total)


@dataclass(frozen=True, slots=True)
class GroupScores:
    """Counts of one group of actions."""

    event: Counts
    argument: Counts
    exact: Counts

    def to_dict(self) -> dict[str, float]:
        """The seven percentages of a group's row."""
        return {
            "event_p": self.event.precision,
            "event_r": self.event.recall,
            "event_f1": self.event.f1,
            "argument_p": self.argument.precision,
            "argument_r": self.argument.recall,
            "argument_f1": self.argument.f1,
            "exact_f1": self.exact.f1,
        }


@dataclass(frozen=True, slots=True)
class Scores:
    """What `score` returns. `groups` holds `all`, `core` (ownership and capital) and every group that has events."""

    articles: int
    events: int
    groups: Mapping[str, GroupScores]
    status: Accuracy
    sentiment: Accuracy
    sentiment_labels: Mapping[str, Counts]
    entity_sentiment: Accuracy
    roles: Mapping[str, Counts]
    actions: Mapping[str, Counts]

    @property
    def sentiment_f1(self) -> float:
        """Macro-F1 over the article labels that occur in gold, in percent."""
        parts = [counts.f1 for counts in self.sentiment_labels.values() if counts.tp + counts.fn]
        return sum(parts) / len(parts) if parts else NOT_A_NUMBER

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers for JSON; groups are keys of their own."""
        return {
            "articles": self.articles,
            "events": self.events,
            **{name: group.to_dict() for name, group in self.groups.items()},
            "status_acc": self.status.percent,
            "sentiment_acc": self.sentiment.percent,
            "sentiment_f1": self.sentiment_f1,
            "entity_sentiment_acc": self.entity_sentiment.percent,
            "roles": {role: counts.to_dict() for role, counts in self.roles.items()},
            "actions": {
                action: {**counts.to_dict(), "gold": counts.tp + counts.fn} for action, counts in self.actions.items()
            },
        }


class Outcome(NamedTuple):
    """What one event, gold or predicted, adds to the tables."""

    action: str
    event: Counts
    exact: Counts
    roles: Sequence[tuple[str, Counts]]


def score(gold: Sequence[Doc], predicted: Mapping[str, Mapping[str, Any]]) -> Scores:
    """Scores of `predicted` (article id to article) over all of `gold`.

    Raises RecordError where a predicted event has no action.
    """
    events: defaultdict[str, Counts] = defaultdict(Counts)
    args: defaultdict[str, Counts] = defaultdict(Counts)
    exact: defaultdict[str, Counts] = defaultdict(Counts)
    roles: defaultdict[str, Counts] = defaultdict(Counts)
    actions: defaultdict[str, Counts] = defaultdict(Counts)
    labels: defaultdict[str, Counts] = defaultdict(Counts)
    status = sentiment = entity_sentiment = Accuracy()
    for doc in gold:
        names = Names(doc.get("entities", []))
        found = predicted.get(doc["id"]) or {}
        left, right = doc.get("events", []), predicted_events(found, doc_id=doc["id"])
        pairs = align(left, right, names)
        for outcome in _outcomes(left, right, pairs, names):
            for key in _keys(outcome.action):
                events[key] += outcome.event
                exact[key] += outcome.exact
                args[key] += sum((counts for _, counts in outcome.roles), Counts())
            actions[outcome.action] += outcome.event
            for role, counts in outcome.roles:
                roles[role] += counts
        agreed = sum(left[i].get("status") == right[j].get("status") for i, j in pairs.items())
        status += Accuracy(agreed, len(pairs))
        if wanted := doc.get("sentiment"):
            got = label(found.get("sentiment"))
            sentiment += Accuracy(int(got == wanted), 1)
            labels[wanted] += Counts(tp=1) if got == wanted else Counts(fn=1)
            if got and got != wanted:
                labels[got] += Counts(fp=1)
        entity_sentiment += _entity_accuracy(doc, found, names)
    groups = {key: GroupScores(events[key], args[key], exact[key]) for key in (ALL, CORE, *GROUPS) if key in events}
    return Scores(
        articles=len(gold),
        events=sum(len(doc.get("events", [])) for doc in gold),
        groups=groups,
        status=status,
        sentiment=sentiment,
        sentiment_labels=dict(labels),
        entity_sentiment=entity_sentiment,
        roles=dict(sorted(roles.items())),
        actions=dict(sorted(actions.items())),
    )


def evaluate_file(gold_path: Path, articles: Mapping[str, Mapping[str, Any]]) -> Scores:
    """Scores of `articles`, by id, against the annotated articles in `gold_path`.

    Raises SourceError where the file can't be read.
    """
    return score(read_gold(gold_path), articles)


def predicted_events(article: Mapping[str, Any], *, doc_id: str) -> list[Event]:
    """The events of a predicted article; RecordError where one has no action."""
    events = list(article.get("events") or [])
    for number, ev in enumerate(events):
        if not isinstance(ev, Mapping) or not ev.get("action"):
            raise RecordError(f"predicted event {number} has no action; write records as JSON objects", doc_id=doc_id)
    return events


def label(sentiment: Any) -> str | None:
    """The label of a predicted sentiment object, None where there is none."""
    found: str | None = (sentiment or {}).get("label")
    return found


def percent(part: float, whole: float) -> float:
    """`part` of `whole` in percent, NaN over nothing."""
    return 100.0 * part / whole if whole else NOT_A_NUMBER


def _outcomes(
    gold: Sequence[Event], predicted: Sequence[Event], pairs: Mapping[int, int], names: Names
) -> Iterator[Outcome]:
    for i, ev in enumerate(gold):
        if i not in pairs:
            yield Outcome(ev["action"], Counts(fn=1), Counts(fn=1), _all(arguments(ev), Counts(fn=1)))
            continue
        found = compare(ev, predicted[pairs[i]], names)
        roles = [
            (arg.kind, Counts(tp=1) if k in found.right_gold else Counts(fn=1)) for k, arg in enumerate(found.gold)
        ]
        spurious = [arg for k, arg in enumerate(found.predicted) if k not in found.right_predicted]
        exact = Counts(tp=1) if found.exact else Counts(fp=1, fn=1)
        yield Outcome(ev["action"], Counts(tp=1), exact, roles + _all(spurious, Counts(fp=1)))
    matched = set(pairs.values())
    for j, ev in enumerate(predicted):
        if j not in matched:
            yield Outcome(ev["action"], Counts(fp=1), Counts(fp=1), _all(arguments(ev), Counts(fp=1)))


def _all(args: Sequence[Argument], counts: Counts) -> list[tuple[str, Counts]]:
    return [(arg.kind, counts) for arg in args]


def _keys(action: str) -> tuple[str, ...]:
    group = group_of(action)
    return (ALL, CORE, group) if group in CORE_GROUPS else (ALL, group)


def _entity_accuracy(doc: Doc, found: Mapping[str, Any], names: Names) -> Accuracy:
    """Gold entities that carry a sentiment and were found; the first prediction of that name counts."""
    total = Accuracy()
    for entity in doc.get("entities", []):
        if not entity.get("sentiment"):
            continue
        for candidate in found.get("entities") or []:
            if names.same(entity["name"], candidate.get("name")):
                total += Accuracy(int(entity["sentiment"] == label(candidate.get("sentiment"))), 1)
                break
    return total
