"""Findings of an article's windows → its Article record. The one place where mentions, roles and quantities meet."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import numpy as np

from extractor.assemble import figures as values
from extractor.assemble.bind import Draft, Grid, Thresholds, bind
from extractor.assemble.confidence import Calibration
from extractor.assemble.entities import Cluster, Mention
from extractor.assemble.listings import named, read_listings
from extractor.assemble.merge import leave_to_others, merge
from extractor.assemble.parties import Parties, Pieces, read_parties
from extractor.assemble.relevance import FITTED, Features, features
from extractor.engine.findings import Floats, WindowFindings
from extractor.nlp.sentences import Sentences
from extractor.quantities import (
    DateMention,
    Figure,
    PeriodMention,
    default_period,
    find_dates,
    find_figures,
    find_periods,
    guess_dollar,
)
from extractor.records import Article, Entity, Event, Metric, Party, Sentiment, event_ids
from extractor.records.taxonomy import (
    PERCENT_ROLES,
    TAXONOMY,
    Action,
    Kind,
    MetricName,
    Polarity,
    Status,
    VersusExpectation,
)
from extractor.securities.table import Table

CHANGE_REACH = 45
"""Characters between a result and its change: "rose 12 percent from a year earlier to $4 million"."""
SURE = 0.5
"""Probability of the trigger from which an event has its sentence, and the figures in it, to itself."""
GUESSED = 0.05
"""Stands in for the probability of an actor taken only because the article is about it."""
EVIDENCE = 3
LEAST_ENTITY = 0.5
_FIGURE_TAIL = re.compile(r"\s+[^\w\s]*\d[\d.,]*[^\w\s]*\s?(?:[^\W\d]+)?$")
INSIDERS = (Action.INSIDER_PURCHASE, Action.INSIDER_SALE)


@dataclass(frozen=True, slots=True)
class Context:
    """An article's metadata as the record carries it; `published` is also what dates are resolved against."""

    doc_id: str
    title: str | None = None
    published: datetime | None = None
    url: str | None = None
    source: str | None = None
    author: str | None = None
    language: str | None = None
    tickers: tuple[str, ...] = ()
    ticker_names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LabelNames:
    """The model's class names in index order, as the findings' arrays use them."""

    roles: Sequence[str]
    versus: Sequence[str]
    statuses: Sequence[str]
    directions: Sequence[str]
    polarities: Sequence[str]


class Assembler:
    """Builds records; holds what is the same for every article of a run.

    `securities` gives the table in which names are looked up, at the first article; None looks nothing up.
    """

    def __init__(
        self, labels: LabelNames, *, model: str, calibration: Calibration, thresholds: Thresholds | None = None,
        securities: Callable[[], Table] | None = None, pieces: Pieces | None = None,
    ) -> None:  # fmt: skip
        self.labels, self.model, self.calibration = labels, model, calibration
        self.relevance = FITTED
        self.thresholds, self.securities, self.pieces = thresholds or Thresholds(), securities, pieces or Pieces()

    def article(self, text: str, context: Context, findings: Sequence[WindowFindings]) -> Article:
        """The record of one article. `findings` are those of its windows, in order."""
        return _Assembly(self, text, context, findings).article()

    def article_and_features(
        self, text: str, context: Context, findings: Sequence[WindowFindings]
    ) -> tuple[Article, dict[int, Features]]:
        """The record, and by party what relevance was computed from."""
        made = _Assembly(self, text, context, findings)
        drafts = made.drafts()
        return made.article(drafts), made.relevance_features(drafts)

    def parties(self, text: str, context: Context, findings: Sequence[WindowFindings]) -> Parties:
        """Who is who in an article, beyond what its record says: what stands for whom, employers and owners."""
        return read_parties(text, context.title or "", Sentences(text), findings, self.pieces)

    def sentiment(self, p: Floats) -> Sentiment:
        """Probabilities [3] in the order of labels.polarities → a Sentiment."""
        of = dict(zip(self.labels.polarities, (float(x) for x in p), strict=True))
        label = max(of, key=lambda k: of[k])
        return Sentiment(
            label=Polarity(label),
            score=round(of["positive"] - of["negative"], 4),
            confidence=round(min(of[label], 1.0), 4),
        )


class _Assembly:
    """The assembly of one article."""

    def __init__(self, owner: Assembler, text: str, context: Context, findings: Sequence[WindowFindings]) -> None:
        self.owner, self.text, self.context, self.findings = owner, text, context, findings
        self.title = context.title or ""
        self.published: date | None = context.published.date() if context.published else None
        self.sentences = Sentences(text)
        self.parties = read_parties(text, self.title, self.sentences, findings, owner.pieces)
        self.clusters = self.parties.clusters
        self.tickers = read_listings(
            text, self.clusters, title=self.title, table=owner.securities() if owner.securities else None,
            given=named(context.tickers, dict(context.ticker_names)),
        )  # fmt: skip
        self.names = [c.name for c in self.clusters]
        self.kinds = [c.kind for c in self.clusters]

    # only where the network found something: they cost as much as all the rest
    @cached_property
    def dollar(self) -> str:
        return guess_dollar(f"{self.title}\n{self.text}")

    @cached_property
    def figures(self) -> list[Figure]:
        return find_figures(self.text, dollar=self.dollar)

    @cached_property
    def currency(self) -> str:
        return values.main_currency(self.figures, self.dollar)

    @cached_property
    def dates(self) -> list[DateMention]:
        return find_dates(self.text, published=self.published)

    @cached_property
    def periods(self) -> list[PeriodMention]:
        return find_periods(self.text, published=self.published)

    def drafts(self) -> list[Draft]:
        """The events that are reported, in order of their triggers."""
        drafts = [
            d
            for f in self.findings
            for found in f.triggers
            for d in bind(
                Grid(found, self.owner.labels.roles, self.owner.labels.versus),
                self.clusters,
                self.figures,
                self.dates,
                self.text,
                self.owner.thresholds,
            )
        ]
        for d in drafts:
            self._complete(d)
        confidence = self.owner.calibration.confidence
        merged = merge(drafts)
        # not by confidence: what an event holds must not depend on calibration and on how many others are reported
        leave_to_others(merged, [d for d in merged if d.probability >= SURE], self.sentences.span_of)
        kept = [d for d in merge(merged) if confidence(d) >= self.owner.calibration.threshold]
        return sorted(kept, key=lambda d: d.trigger)

    def article(self, drafts: Sequence[Draft] | None = None) -> Article:
        kept = self.drafts() if drafts is None else drafts
        events = [self._event(d) for d in kept]
        ids = event_ids(self.context.doc_id, [self._key(e) for e in events])
        c = self.context
        return Article(
            doc_id=c.doc_id, url=c.url, title=c.title, source=c.source, author=c.author, language=c.language, published=c.published,
            text=self.text, sentiment=self._article_sentiment(), entities=self._entities(kept),
            events=[e.model_copy(update={"event_id": i}) for e, i in zip(events, ids, strict=True)], model=self.owner.model,
        )  # fmt: skip

    def _complete(self, d: Draft) -> None:
        """Drops what the action can't have and finds an actor where none was named beside the trigger."""
        spec = TAXONOMY[Action(d.action)]
        d.parties = {r: p for r, p in d.parties.items() if r in spec.roles}
        d.figures = {r: f for r, f in d.figures.items() if r in spec.roles}
        if "metrics" not in spec.roles:
            d.metrics = []
        if "actor" in d.parties or not self.clusters:
            return
        status = self.owner.labels.statuses[int(d.status.argmax())]
        if d.action == Action.ACQUISITION and status == "rumored":
            return
        used = {e for e, _ in d.parties.values()}
        main = self.parties.main(person=Action(d.action) in INSIDERS, besides=used)
        if main is not None:
            d.parties["actor"] = (main, GUESSED)

    def _event(self, d: Draft) -> Event:
        spec = TAXONOMY[Action(d.action)]
        labels = self.owner.labels
        direction = labels.directions[int(d.direction.argmax())]
        spans = [
            d.trigger,
            *((f.start, f.end) for f, _ in d.figures.values()),
            *((m.figure.start, m.figure.end) for m in d.metrics),
        ]
        spans += [(d.date[0].start, d.date[0].end)] if d.date else []
        evidence = self._evidence(d, spans)
        period = self._period(evidence, "metrics" in spec.roles) if "period" in spec.roles else None
        arguments: dict[str, Any] = {r: self._party(e, d.trigger, evidence) for r, (e, _) in d.parties.items()}
        arguments |= {r: self._figure(r, f, d, direction) for r, (f, _) in d.figures.items()}
        arguments |= {r: self.text[a:b] for r, (a, b) in d.texts.items() if r in spec.roles}
        if direction != "none" and "direction" in spec.roles:
            arguments["direction"] = direction
        return Event(
            event_id="",
            action=Action(d.action),
            status=Status(labels.statuses[int(d.status.argmax())]),
            metrics=self._metrics(d, period),
            date=values.date_span(d.date[0], self.text) if d.date else None,
            period=period,
            sentiment=self.owner.sentiment(d.polarity),
            confidence=self.owner.calibration.confidence(d),
            trigger=values.span(self.text, d.trigger[0], trigger_end(self.text, *d.trigger)),
            evidence=[values.span(self.text, a, b) for a, b in evidence],
            **arguments,
        )

    def _figure(self, role: str, fig: Figure, d: Draft, direction: str) -> object:
        if role == "shares":
            return values.quantity(fig, self.text)
        if role not in PERCENT_ROLES:
            return values.money(fig, self.text, self.currency)
        sign = 0
        if role == "change":
            sign = {"up": 1, "down": -1}.get(direction) or values.change_sign(fig, self.text)
            sign = -1 if d.action in (Action.LAYOFFS, Action.STAKE_DECREASE, Action.INSIDER_SALE) else sign
        return values.percent(fig, self.text, sign=sign)

    def _metrics(self, d: Draft, period: str | None) -> list[Metric]:
        """The metrics of a draft; one whose change the network did not find takes the percentage said right beside it."""
        used = {m.change.start for m in d.metrics if m.change} | {m.figure.start for m in d.metrics}
        used |= {f.start for f, _ in d.figures.values()}
        out = []
        for m in d.metrics:
            change = m.change or self._change_beside(m.figure, used)
            if change:
                used.add(change.start)
            name = values.metric_said(m.figure, self.text) or m.name
            out.append(self._metric(name, m.figure, change, m.versus, period))
        return out

    def _change_beside(self, fig: Figure, used: set[int]) -> Figure | None:
        """A percentage with a word of rise or fall within reach of a figure, nothing but words between the two."""
        near = [f for f in self.figures if f is not fig and max(f.start - fig.end, fig.start - f.end) <= CHANGE_REACH]
        options = [f for f in near if f.kind == "percent" and f.start not in used and f.unit == "percent"]
        options = [f for f in options if values.change_sign(f, self.text) and not self._parted(f, fig, near)]
        return min(options, key=lambda f: max(f.start - fig.end, fig.start - f.end), default=None)

    def _parted(self, a: Figure, b: Figure, near: Sequence[Figure]) -> bool:
        lo, hi = min(a.end, b.end), max(a.start, b.start)
        return any(lo <= f.start < hi for f in near) or bool(re.search(r"[.;\n]\s", self.text[lo:hi]))

    def _metric(self, name: str, fig: Figure, change: Figure | None, versus: str | None, period: str | None) -> Metric:
        text = self.text
        plain = fig.kind == "number" and (name in ("deliveries", "other") or fig.unit is not None)
        value: object
        if fig.kind == "percent":
            value = values.percent(fig, text)
        elif plain:
            value = values.quantity(fig, text)
        else:
            value = values.money(fig, text, self.currency, negative=name != "revenue" and values.is_loss(fig, text))
        return Metric(
            name=MetricName(name), value=value, change=values.percent(change, text, sign=values.change_sign(change, text)) if change else None,
            period=period, versus_expectation=VersusExpectation(versus) if versus else None, span=values.span(text, fig.start, fig.end),
        )  # fmt: skip

    def _party(self, index: int, trigger: tuple[int, int], evidence: Sequence[tuple[int, int]]) -> Party:
        c = self.clusters[index]
        at = self._nearest(c.body, trigger, evidence)
        return Party(
            name=self.names[index], kind=Kind(self.kinds[index]), role=c.role, tickers=self.tickers.get(index, []),
            span=values.span(self.text, at.start, at.end) if at else None,
        )  # fmt: skip

    @staticmethod
    def _nearest(
        mentions: Sequence[Mention], trigger: tuple[int, int], evidence: Sequence[tuple[int, int]]
    ) -> Mention | None:
        def rank(m: Mention) -> tuple[bool, int]:
            return (not any(a <= m.start < b for a, b in evidence), max(m.start - trigger[1], trigger[0] - m.end, 0))

        return min(mentions, key=rank, default=None)

    def _evidence(self, d: Draft, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The sentences that hold the trigger and the arguments, the fullest first."""
        counts: dict[tuple[int, int], int] = {}
        for a, _ in spans:
            s = self.sentences.span_of(a)
            counts[s] = counts.get(s, 0) + 1
        home = self.sentences.span_of(d.trigger[0])
        ranked = sorted(counts, key=lambda s: (-counts[s], s != home, s))[:EVIDENCE]
        return ranked if home in ranked else [*ranked[: EVIDENCE - 1], home]

    def _period(self, evidence: Sequence[tuple[int, int]], results: bool) -> str | None:
        """The fiscal period said in the evidence; for results else in the title, else the last one before, else the
        usual one."""
        inside = [p for p in self.periods if any(a <= p.start < b for a, b in evidence)]
        if inside:
            return inside[0].period
        if not results:
            return None
        in_title = find_periods(self.title, published=self.published)
        if in_title:
            return in_title[0].period
        before = [p for p in self.periods if p.start < evidence[0][0]]
        if before:
            return before[-1].period
        return default_period(self.published) if self.published else None

    def _key(self, e: Event) -> tuple[object, ...]:
        figures = [getattr(e, r) for r in ("shares", "price", "value", "stake", "change")]
        numbers = [None if f is None else f"{f.amount if hasattr(f, 'amount') else f.value:.6g}" for f in figures]
        return (
            str(e.action),
            *(p.name if p else None for p in (e.actor, e.target, e.counterparty)),
            *numbers,
            str(e.date.start) if e.date else None,
        )

    def _article_sentiment(self) -> Sentiment:
        weights = np.array([f.tokens for f in self.findings], dtype=np.float64)
        return self.owner.sentiment(np.average([f.article for f in self.findings], axis=0, weights=weights))

    def _entities(self, drafts: Sequence[Draft]) -> list[Entity]:
        found = self.relevance_features(drafts)
        acting = {e for d in drafts for e, _ in d.parties.values()}
        out = []
        for c in self.clusters:
            sure = max(m.probability for m in c.mentions)
            if c.index not in acting and sure < LEAST_ENTITY:
                continue
            polarity = np.average([m.polarity for m in c.mentions], axis=0, weights=[m.probability for m in c.mentions])
            out.append(
                Entity(
                    name=self.names[c.index], kind=Kind(self.kinds[c.index]), role=c.role, tickers=self.tickers.get(c.index, []),
                    mentions=[values.span(self.text, m.start, m.end) for m in c.body], sentiment=self.owner.sentiment(polarity),
                    relevance=self.owner.relevance.relevance(found[c.index]),
                )
            )  # fmt: skip
        return out

    def relevance_features(self, drafts: Sequence[Draft]) -> dict[int, Features]:
        """What relevance is computed from, by party."""
        places: dict[int, list[int]] = {c.index: [m.start for m in c.body] for c in self.clusters}
        for r in self.parties.references:
            places[r.cluster].append(r.start)
        parts: dict[int, list[tuple[str, float]]] = {}
        sure = [self.owner.calibration.confidence(d) for d in drafts]
        for d, p in zip(drafts, sure, strict=True):
            for role, (e, _) in d.parties.items():
                parts.setdefault(e, []).append((role, p))
        titled = {c.index: any(m.in_title for m in c.mentions) for c in self.clusters}
        most = max((len(at) + titled[i] for i, at in places.items()), default=1)
        opening = self.sentences.spans[0][1] if self.sentences.spans else 0
        return {
            c.index: features(
                places=places[c.index], titled=titled[c.index], most=most, opening=opening, length=len(self.text),
                parts=parts.get(c.index, ()), total=sum(sure),
            )
            for c in self.clusters
        }  # fmt: skip


def trigger_end(text: str, start: int, end: int) -> int:
    """Where a trigger found at [start, end) ends: before a figure, alone or with its unit, that it goes on into."""
    tail = _FIGURE_TAIL.search(text, start, end)
    return tail.start() if tail and tail.start() > start else end


__all__ = ["Assembler", "Cluster", "Context", "LabelNames"]
