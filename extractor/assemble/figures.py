"""Bound figures → values of the record: signs, currencies and spans."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from extractor.quantities import DateMention, Figure, as_money
from extractor.records import DateSpan, Money, Percent, Qualifier, Quantity, Span

_DOWN = re.compile(
    r"\b(?:fell|fall(?:s|ing|en)?|down|drop(?:s|ped|ping)?|declin\w+|decreas\w+|lower|slid\w*|slip\w*|shrank|shrunk|shrink\w*|tumbl\w+|plung\w+|sank|sunk|"
    r"contract(?:ed|ion)|dip(?:s|ped)?|los[est]\w*|slump\w*|weaker|reduc\w+|cut|worse)\b",
    re.IGNORECASE,
)
_UP = re.compile(
    r"\b(?:rose|ris(?:e|es|en|ing)|up|grew|grow\w*|gain\w*|increas\w+|climb\w*|jump\w*|surg\w+|soar\w*|higher|advanc\w+|add(?:s|ed)|improv\w+|swell\w*|leap\w*|expand\w*)\b",
    re.IGNORECASE,
)
_LOSS = re.compile(
    r"\b(?:net |operating |pre-?tax |pretax |quarterly |annual )?loss(?:es)?\b|\bdeficit\b", re.IGNORECASE
)
_METRICS = re.compile(
    r"""\b(?:(?P<eps>earnings\ per\ share|eps|(?:a|per)\ (?:diluted\ )?share|shr)
    |(?P<margin>margins?)
    |(?P<ebitda>(?:adjusted\ |core\ )?ebitda|core\ earnings)
    |(?P<operating_profit>(?:core\ |adjusted\ )?operating\ (?:profit|income|loss|earnings)|ebit)
    |(?P<net_profit>net\ (?:profit|income|loss|earnings)|(?:profit|loss)\ (?:after\ tax|attributable)|net(?=\ \d))
    |(?P<deliveries>deliver(?:ies|ed)|shipments)
    |(?P<revenue>revenues?|revs|turnover|(?:net\ |total\ )?sales))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_CLAUSE = re.compile(r"[.;\n]\s|,\s(?:while|but|though|although|and)\s")


def span(text: str, start: int, end: int) -> Span:
    return Span(start=start, end=end, text=text[start:end])


def main_currency(figures: Sequence[Figure], fallback: str) -> str:
    """The currency most figures of the text are in."""
    votes = Counter(f.currency for f in figures if f.currency)
    return votes.most_common(1)[0][0] if votes else fallback


def _qualifier(fig: Figure) -> Qualifier:
    return Qualifier(fig.qualifier) if fig.qualifier else Qualifier.EXACT


def money(fig: Figure, text: str, currency: str, *, negative: bool = False) -> Money:
    fig = fig if fig.kind == "money" else as_money(fig, currency)
    if negative and fig.value > 0:
        low, high = (None, None) if fig.low is None or fig.high is None else (-fig.high, -fig.low)
        fig = replace(fig, value=-fig.value, low=low, high=high)
    return Money(
        amount=fig.value, currency=fig.currency or currency, low=fig.low, high=fig.high, qualifier=_qualifier(fig),
        span=span(text, fig.start, fig.end),
    )  # fmt: skip


def quantity(fig: Figure, text: str) -> Quantity:
    return Quantity(
        value=fig.value,
        low=fig.low,
        high=fig.high,
        qualifier=_qualifier(fig),
        span=span(text, fig.start, fig.end),
    )


def percent(fig: Figure, text: str, *, sign: int = 0) -> Percent:
    """`sign` -1 or 1 sets the sign, 0 keeps it as written."""
    value = fig.value if sign == 0 else sign * abs(fig.value)
    return Percent(value=value, qualifier=_qualifier(fig), span=span(text, fig.start, fig.end))


def clause_before(text: str, start: int, reach: int = 70) -> str:
    """The words before a figure, back to the last clause break."""
    part = text[max(0, start - reach) : start]
    cut = list(_CLAUSE.finditer(part))
    return part[cut[-1].end() :] if cut else part


def change_sign(fig: Figure, text: str) -> int:
    """-1 where the words nearest to a percentage say a fall, 1 where they say a rise, 0 where neither does."""
    if fig.value < 0:
        return -1
    before = clause_before(text, fig.start)
    after = text[fig.end : fig.end + 25].split(".")[0]
    nearest = [(len(before) - m.end(), s) for s, rx in ((-1, _DOWN), (1, _UP)) for m in rx.finditer(before)]
    nearest += [(m.start() + 8, s) for s, rx in ((-1, _DOWN), (1, _UP)) for m in rx.finditer(after)]
    return min(nearest)[1] if nearest else 0


def metric_said(fig: Figure, text: str) -> str | None:
    """The measure a figure's clause names last before it ("net profit jumped 81% to …"), None where it names none."""
    hits = list(_METRICS.finditer(clause_before(text, fig.core_start, 100)))
    return hits[-1].lastgroup if hits else None


def is_loss(fig: Figure, text: str) -> bool:
    """Whether a profit figure is said to be a loss."""
    before = clause_before(text, fig.core_start, 40)
    hits = list(_LOSS.finditer(before))
    if not hits:
        return bool(re.match(r"\s*(?:net |operating |pre-?tax )?loss\b", text[fig.end : fig.end + 20], re.IGNORECASE))
    between = before[hits[-1].end() :]
    return not re.search(r"\b(?:profit|earnings|income|against|versus|vs|compared)\b", between, re.IGNORECASE)


def date_span(d: DateMention, text: str) -> DateSpan:
    return DateSpan(start=d.first, end=d.last, span=span(text, d.start, d.end))
