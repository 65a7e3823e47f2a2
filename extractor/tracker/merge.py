"""Tellings, in the order of `Telling.order` → groups, one for each real-world event.

Each telling goes to the group it fits best, or begins one; that is decided by what was told before it, and stays. So
the groups of the first n tellings are those that merging only these gives, which is what point in time means.

Cost: each telling is compared with the groups that share a name and a time with it, at most `CANDIDATES` of them.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from extractor.tracker.group import Group
from extractor.tracker.keys import Block, asked, filed, key_of
from extractor.tracker.match import THRESHOLD, score
from extractor.tracker.names import normalise
from extractor.tracker.telling import Telling

CANDIDATES = 128
"""Groups looked at for one telling, the latest first."""
_DAY = 86_400.0
_LEADS = ("actor", "buyer", "seller", "target")


class Merger:
    """Groups so far, in the order of their first tellings."""

    def __init__(self) -> None:
        self.groups: dict[str, Group] = {}
        self._filed: dict[Block, list[str]] = defaultdict(list)
        self._last: dict[tuple[str, str], datetime] = {}

    def add(self, telling: Telling) -> Group:
        """Puts a telling, which must come after all before it, where it belongs."""
        scored = ((score(group, telling), group) for group in self._candidates(telling))
        fit = [(points, -group.number, group) for points, group in scored if points is not None and points >= THRESHOLD]
        best = max(fit, key=lambda f: f[:2])[2] if fit else None
        return self._put(telling, best or self._begin(telling, self._free(key_of(telling))))

    def restore(self, telling: Telling, key: str) -> Group:
        """Puts a telling where it was put before, without looking again."""
        return self._put(telling, self.groups.get(key) or self._begin(telling, key))

    def _candidates(self, telling: Telling) -> list[Group]:
        keys = {key for block in asked(telling) for key in self._filed.get(block, [])[-CANDIDATES:]}
        found = [self.groups[key] for key in keys]
        if len(found) > CANDIDATES:
            found.sort(key=lambda group: group.number)
            del found[:-CANDIDATES]
        return found

    def _begin(self, telling: Telling, key: str) -> Group:
        before = [self._last[lead] for lead in _leads(telling) if lead in self._last]
        novelty = round((telling.known - max(before)).total_seconds() / _DAY, 2) if before else None
        group = self.groups[key] = Group(key, len(self.groups), telling.family, novelty)
        return group

    def _put(self, telling: Telling, group: Group) -> Group:
        group.add(telling)
        for block in filed(telling) - group.filed:
            self._filed[block].append(group.key)
            group.filed.add(block)
        for lead in _leads(telling):
            self._last[lead] = telling.known
        return group

    def _free(self, key: str) -> str:
        """`key`, numbered where an event has it already that this is not."""
        number, free = 1, key
        while free in self.groups:
            number += 1
            free = f"{key}-{number}"
        return free


def _leads(telling: Telling) -> list[tuple[str, str]]:
    """The party an event's novelty is counted by: who acts, else whom it befalls."""
    side = next((s for s in _LEADS if s in telling.sides), None)
    return [] if side is None else [(telling.family.name, normalise(telling.sides[side].name))]
