"""A grammar as a table of rules: one pass over the text, the first rule that reads a place wins.

Patterns must be made of bounded repeats only (the fragments of `dates_lexicon` are), so a pass is linear in
the text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

C = TypeVar("C")
R = TypeVar("R")
Match = re.Match[str]
Rule = tuple[str, str, Callable[[Match, C], R | None]]
"""Name, pattern (compiled without regard to case), and a reader that returns null where the words mean nothing."""

_GROUP_NAME = re.compile(r"[(][?]P<\w+>")
_EDGE = r"(?=[0-9A-Za-z])(?<![\w$£€¥])(?<!\d[.,/:])(?:(?<!\.)|(?=\D))"  # not inside a word, a figure or an amount


class Grammar(Generic[C, R]):
    """Rules in order of precedence; a name may not occur twice."""

    def __init__(self, rules: Sequence[Rule[C, R]]) -> None:
        self._rules = [(re.compile(pattern, re.IGNORECASE), reader) for _, pattern, reader in rules]
        self._index = {name: index for index, (name, _, _) in enumerate(rules)}
        # group names are unique to a rule only: the pass needs to know the rule, the rule then matches again
        parts = (f"(?P<{name}>{_GROUP_NAME.sub('(?:', pattern)})" for name, pattern, _ in rules)
        self._any = re.compile(f"{_EDGE}(?:{'|'.join(parts)})", re.IGNORECASE)

    def read(self, text: str, context: C, *, end: Callable[[Match, R], int]) -> Iterator[tuple[int, int, R]]:
        """`(start, end, result)` of every place some rule reads; `end` says where a result stops.

        A reader that raises `ValueError` or `OverflowError` (31 February, the year 10000) has read nothing.
        """
        at = 0
        while (hit := self._any.search(text, at)) is not None:
            start = hit.start()
            found = self._read_at(text, start, self._index[hit.lastgroup or ""], context)
            if found is None:
                at = start + 1
                continue
            at = end(*found)
            yield start, at, found[1]

    def _read_at(self, text: str, start: int, first: int, context: C) -> tuple[Match, R] | None:
        for pattern, reader in self._rules[first:]:
            if (match := pattern.match(text, start)) is None:
                continue
            try:
                result = reader(match, context)
            except (ValueError, OverflowError):
                continue
            if result is not None:
                return match, result
        return None
