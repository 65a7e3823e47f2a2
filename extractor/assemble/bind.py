"""One trigger → one draft event: which party and which figure plays which role.

The network gives every token of the window a probability for each role. A party's score is that of its best mention,
a figure's that of its own words; roles go to the best-scoring candidates that can fill them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from extractor.assemble.entities import Cluster
from extractor.engine.findings import Floats, TriggerFound
from extractor.model.windows import BODY, TITLE_FIELD
from extractor.quantities import DateMention, Figure
from extractor.records.taxonomy import MONEY_ROLES, PARTY_ROLES, PERCENT_ROLES

MANY = 6
"""Metrics of one event, at most."""
ASIDE = 3
"""Words of description that may stand between two items of a list ("and rival broker")."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Least probabilities for a role to be filled; chosen on the dev split by scripts/tune.py."""

    actor: float = 0.10
    target: float = 0.35
    counterparty: float = 0.45
    figure: float = 0.40
    metric: float = 0.30
    date: float = 0.40
    second: float = 0.50


@dataclass(frozen=True, slots=True)
class MetricDraft:
    name: str
    figure: Figure
    probability: float
    change: Figure | None
    versus: str | None


@dataclass(slots=True)
class Draft:
    """An event in the making. Parties by cluster index with their score, figures by role with theirs.

    `retold`: the triggers of drafts that merged into this one.
    """

    trigger: tuple[int, int]
    action: str
    probability: float
    told: float
    status: Floats
    direction: Floats
    polarity: Floats
    parties: dict[str, tuple[int, float]] = field(default_factory=dict)
    figures: dict[str, tuple[Figure, float]] = field(default_factory=dict)
    date: tuple[DateMention, float] | None = None
    texts: dict[str, tuple[int, int]] = field(default_factory=dict)
    metrics: list[MetricDraft] = field(default_factory=list)
    retold: list[tuple[int, int]] = field(default_factory=list)


class Grid:
    """The role probabilities of one trigger's window, pooled over spans."""

    def __init__(self, found: TriggerFound, roles: Sequence[str], versus: Sequence[str]) -> None:
        self.found, self.names, self.versus_names = found, roles, versus
        self.index = {name: i for i, name in enumerate(roles)}

    @cached_property
    def _fields(self) -> dict[bool, tuple[int, list[int], list[int]]]:
        """By whether it is the title's: a field's first token, and where its tokens start and end."""
        out = {}
        for field_, title in ((BODY, False), (TITLE_FIELD, True)):
            at = np.flatnonzero(self.found.fields == field_)
            out[title] = (int(at[0]) if len(at) else 0, self.found.starts[at].tolist(), self.found.ends[at].tolist())
        return out

    @cached_property
    def _sums(self) -> np.ndarray:
        """[n + 1, R]: the probabilities of all tokens before each one."""
        roles = self.found.roles
        out = np.zeros((len(roles) + 1, roles.shape[1]))
        np.cumsum(roles, axis=0, out=out[1:])
        return out

    def tokens(self, start: int, end: int, *, title: bool = False) -> tuple[int, int]:
        """The window's tokens inside [start, end) of the body or the title, as a half-open range."""
        first, starts, ends = self._fields[title]
        lo = bisect_right(ends, start)
        return first + lo, first + max(lo, bisect_left(starts, end))

    def pooled(self, start: int, end: int, *, title: bool = False) -> Floats | None:
        """Mean role probabilities [R] over a span, None where the window does not see it."""
        lo, hi = self.tokens(start, end, title=title)
        return (self._sums[hi] - self._sums[lo]) / (hi - lo) if lo < hi else None

    def best(self, spans: Sequence[tuple[int, int, bool]], columns: Sequence[int]) -> Floats:
        """[len(columns)]: the highest mean of each role over the spans (start, end, in the title), 0 where none is seen."""
        at = [r for start, end, title in spans if (r := self.tokens(start, end, title=title))[0] < r[1]]
        if not at:
            return np.zeros(len(columns), dtype=np.float32)
        lo, hi = np.array(at).T
        sums = self._sums[:, columns]
        out: Floats = ((sums[hi] - sums[lo]) / (hi - lo)[:, None]).max(0).astype(np.float32)
        return out

    def versus(self, start: int, end: int) -> str | None:
        lo, hi = self.tokens(start, end)
        label = self.versus_names[int(self.found.versus[lo:hi].mean(0).argmax())] if lo < hi else "none"
        return None if label == "none" else label


def party_scores(grid: Grid, clusters: Sequence[Cluster]) -> Floats:
    """[E, 3]: for each entity the best of its mentions' probabilities as actor, target, counterparty."""
    columns = [grid.index[r] for r in PARTY_ROLES]
    out = np.zeros((len(clusters), len(columns)), dtype=np.float32)
    for c in clusters:
        out[c.index] = grid.best([(m.start, m.end, m.in_title) for m in c.mentions], columns)
    return out


def bind_parties(scores: Floats, t: Thresholds) -> dict[str, tuple[int, float]]:
    """The best entity for each role, an entity in one role only, surest first."""
    least = {"actor": t.actor, "target": t.target, "counterparty": t.counterparty}
    out: dict[str, tuple[int, float]] = {}
    used: set[int] = set()
    for flat in np.argsort(-scores, axis=None, kind="stable"):
        e, r = divmod(int(flat), scores.shape[1])
        role, p = PARTY_ROLES[r], float(scores[e, r])
        if p < min(least.values()):
            break
        if role in out or e in used or p < least[role] or p < float(scores[e].max()):
            continue
        out[role] = (e, p)
        used.add(e)
    return out


def fits(role: str, fig: Figure) -> bool:
    """Whether a figure of this kind can fill the role at all, within the bounds the record sets."""
    if role in ("stake", "stake_previous") and (fig.unit in ("points", "bps") or not 0 <= fig.value <= 100):
        return False
    if role in PERCENT_ROLES or role.startswith("metric_change:"):
        return fig.kind == "percent"
    if role in MONEY_ROLES:
        return fig.kind == "money" or (fig.kind == "number" and fig.unit is None)
    if role == "shares":
        return fig.kind == "number" and fig.unit in (None, "shares")
    return role.startswith("metric:")


def bind_figures(grid: Grid, figures: Sequence[Figure], t: Thresholds) -> list[tuple[str, Figure, float]]:
    """(role, figure, probability), surest first; single roles once, each figure once."""
    roles = [r for r in grid.names if r in MONEY_ROLES or r in PERCENT_ROLES or r == "shares" or ":" in r]
    options: list[tuple[float, str, Figure]] = []
    for fig in figures:
        pooled = grid.pooled(fig.core_start, fig.core_end)
        if pooled is None or 1.0 - pooled[0] < min(t.figure, t.metric):
            continue
        options += [
            (float(pooled[grid.index[r]]), r, fig)
            for r in roles
            if pooled[grid.index[r]] >= (t.metric if ":" in r else t.figure) and fits(r, fig)
        ]
    out: list[tuple[str, Figure, float]] = []
    used: set[int] = set()
    taken: set[str] = set()
    for p, role, fig in sorted(options, key=lambda o: (-o[0], o[2].start)):
        if fig.start in used or (role in taken and not role.startswith("metric:")):
            continue
        used.add(fig.start)
        taken.add(role)
        out.append((role, fig, p))
    return out


def bind_text(grid: Grid, role: str, text: str, least: float) -> tuple[int, int] | None:
    """The run of words most likely to be a role's text (a rating)."""
    column = grid.found.roles[:, grid.index[role]]
    at = np.flatnonzero((grid.found.fields == BODY) & (column >= least))
    if not len(at):
        return None
    peak = int(at[column[at].argmax()])
    a = b = peak
    marked = set(at.tolist())
    while a - 1 in marked:
        a -= 1
    while b + 1 in marked:
        b += 1
    start, end = int(grid.found.starts[a]), int(grid.found.ends[b])
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end


def bind(
    grid: Grid,
    clusters: Sequence[Cluster],
    figures: Sequence[Figure],
    dates: Sequence[DateMention],
    text: str,
    t: Thresholds,
) -> list[Draft]:
    """The drafts of one trigger: one, or one for each party of a list that shares it ("A and B were appointed")."""
    found = grid.found
    scores = party_scores(grid, clusters)
    draft = Draft(
        (found.start, found.end),
        found.action,
        found.probability,
        found.told,
        found.status,
        found.direction,
        found.polarity,
    )
    draft.parties = bind_parties(scores, t)
    bound = bind_figures(grid, figures, t)
    changes = {role.partition(":")[2]: fig for role, fig, _ in bound if role.startswith("metric_change:")}
    for role, fig, p in bound:
        if role.startswith("metric:"):
            name = role.partition(":")[2]
            if len(draft.metrics) < MANY:
                draft.metrics.append(
                    MetricDraft(name, fig, p, changes.pop(name, None), grid.versus(fig.core_start, fig.core_end))
                )
        elif ":" not in role:
            draft.figures[role] = (fig, p)
    column = grid.index["date"]
    dated = [(d, float(row[column])) for d in dates if (row := grid.pooled(d.start, d.end)) is not None]
    best = max(dated, key=lambda o: o[1], default=None)
    draft.date = best if best and best[1] >= t.date else None
    for role in ("rating", "rating_previous"):
        span = bind_text(grid, role, text, 0.5)
        if span:
            draft.texts[role] = span
    return _split(draft, scores, grid, clusters, figures, text, t)


def _split(
    draft: Draft, scores: Floats, grid: Grid, clusters: Sequence[Cluster], figures: Sequence[Figure], text: str,
    t: Thresholds,
) -> list[Draft]:  # fmt: skip
    """A draft for each party of a list that shares the trigger; its figures in the order of the list where each has one."""
    for column, role in enumerate(PARTY_ROLES):
        if role not in draft.parties or (role == "counterparty" and draft.action != "executive_change"):
            continue
        sure = [int(e) for e in np.flatnonzero(scores[:, column] >= t.second) if scores[e].argmax() == column]
        group = sorted(sure) if role == "counterparty" else listed(sure, clusters, draft.trigger, text)
        if len(group) < 2 or draft.parties[role][0] not in group:
            continue
        said = figures_in_order(grid, figures, t)
        return [
            replace(
                draft,
                parties={**draft.parties, role: (e, float(scores[e, column]))},
                figures={r: said[r][k] if len(said.get(r, ())) == len(group) else f for r, f in draft.figures.items()},
                texts=dict(draft.texts),
                metrics=list(draft.metrics),
            )
            for k, e in enumerate(group)
        ]
    return [draft]


def listed(parties: Sequence[int], clusters: Sequence[Cluster], trigger: tuple[int, int], text: str) -> list[int]:
    """Those of the parties that are named in one list ("A, B and C"), by their mentions nearest to the trigger."""
    nearest = []
    for e in parties:
        at = min(clusters[e].body, key=lambda m: max(m.start - trigger[1], trigger[0] - m.end), default=None)
        if at:
            nearest.append((at.start, at.end, e))
    runs: list[list[tuple[int, int, int]]] = []
    for item in sorted(nearest):
        if runs and _joins(text[runs[-1][-1][1] : item[0]]):
            runs[-1].append(item)
        else:
            runs.append([item])
    return [e for _, _, e in max(runs, key=len, default=[])]


_ASIDE = re.compile(r"\([^()]*\)")
_LINK = re.compile(r"[,;&]|\b(?:and|as well as|plus)\b")
_WORD = re.compile(r"[^\W\d]+")


def _joins(between: str) -> bool:
    """Whether the words between two names make them items of one list."""
    bare = _ASIDE.sub("", between)
    words = [w for w in _WORD.findall(bare) if w not in ("and", "as", "well", "plus", "the")]
    return bool(_LINK.search(bare)) and len(words) <= ASIDE and not re.search(r"[.!?]\s", bare)


def figures_in_order(grid: Grid, figures: Sequence[Figure], t: Thresholds) -> dict[str, list[tuple[Figure, float]]]:
    """By role the figures that are likeliest to fill it, in the order of the text."""
    out: dict[str, list[tuple[Figure, float]]] = {}
    for fig in figures:
        pooled = grid.pooled(fig.core_start, fig.core_end)
        if pooled is None:
            continue
        role, p = grid.names[int(pooled.argmax())], float(pooled.max())
        if p >= t.figure and ":" not in role and fits(role, fig):
            out.setdefault(role, []).append((fig, p))
    return out
