"""The XML form of Schedules 13D and 13G → plain English sentences and the answers to the schedule's items.

One sentence for each reporting person says what it owns of which company; numbers and dates are as the form has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from extractor.sources.edgar_names import amount, counted, holding, number
from extractor.sources.xml import Element, find_line, line, local

_PERSONS = ("{*}reportingPersonInfo", "{*}coverPageHeaderReportingPersonDetails")
_NO_ANSWER = re.compile(r"(?:Y|N|true|false|0|1|not applicable\.?|n/?a\.?)?", re.IGNORECASE)
_US_DATE = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A schedule as text. `form` is its type ("SCHEDULE 13D/A")."""

    text: str
    title: str
    form: str
    extra: dict[str, Any]


def render(root: Element) -> Schedule:
    """The schedule as text; what it does not say is left out."""
    form = find_line(root, "headerData/submissionType") or "Schedule 13"
    issuer = find_line(root, ".//issuerName") or "an unnamed issuer"
    title = find_line(root, ".//securitiesClassTitle")
    day = _US_DATE.sub(r"\3-\1-\2", find_line(root, ".//dateOfEvent", ".//eventDateRequiresFilingThisStatement"))
    persons = [node for tag in _PERSONS for node in root.iter(tag)]
    sentences = [_person(node, title, issuer, day) for node in persons]
    names = [name for node in persons if (name := find_line(node, "reportingPersonName"))]
    return Schedule(
        text="\n\n".join([*dict.fromkeys(sentences), *_answers(root)]),
        title=f"{form}: {', '.join(dict.fromkeys(names)) or 'a holder'}, {issuer}",
        form=form,
        extra={
            "form": form,
            "issuer": issuer,
            "issuer_cik": find_line(root, ".//issuerCik", ".//issuerCIK"),
            "persons": list(dict.fromkeys(names)),
            "event_date": day,
        },
    )


def _person(node: Element, title: str, issuer: str, day: str) -> str:
    name = find_line(node, "reportingPersonName") or "An unnamed person"
    shares = number(find_line(node, "aggregateAmountOwned", "reportingPersonBeneficiallyOwnedAggregateNumberOfShares"))
    percent = number(find_line(node, "percentOfClass", "classPercent"))
    what = counted(title, None) if shares is None else holding(shares, title)
    share = "" if percent is None else f", {amount(percent)} percent of the class"
    return f"{name} reported beneficial ownership of {what} of {issuer}{share}{f', as of {day}' if day else ''}."


def _answers(root: Element) -> Iterator[str]:
    """What the items say in words."""
    for node in root.iter():
        if re.match(r"item\d", local(node)) or local(node).startswith("items"):
            for leaf in node:
                if not len(leaf) and not re.match(r"item\d", local(leaf)):
                    text = line(leaf)
                    if _NO_ANSWER.fullmatch(text) is None and " " in text:
                        yield text
