"""The tracker: one row for each real-world event that any number of documents tell.

In: articles, in any order and any number of times. Out: rows, as they stand or as they were known at a time. The table
depends on the articles alone, not on how they arrive: what comes late is put in its place, and what was decided after
it is decided again. An article that comes again is not counted twice; where it was read differently since, the new
reading replaces the old.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Literal

from extractor.errors import ConfigError
from extractor.records.models import Article
from extractor.tracker.group import Group
from extractor.tracker.merge import Merger
from extractor.tracker.table import Row, row
from extractor.tracker.telling import Telling, Version, tellings

Identity = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merge did.

    articles  that were given
    undated   of them, those without a time of publication: known from when they were processed
    new       tellings that were not there before, or are read differently now
    late      whether any of them is older than what was there, so that later ones were decided again
    """

    articles: int
    undated: int
    new: int
    late: bool


class Tracker:
    """Events in memory; `extractor.tracker.store` keeps them in files.

    `stored` are tellings with the keys of their events, as `assigned` gives them.
    """

    def __init__(self, stored: Iterable[tuple[Telling, str]] = ()) -> None:
        self._told = {telling.identity: (telling, key) for telling, key in stored}
        self._merger = Merger()
        for telling, key in sorted(self._told.values(), key=lambda pair: pair[0].order):
            self._merger.restore(telling, key)

    def merge(self, articles: Iterable[Article], *, processed: datetime | None = None) -> Merged:
        """Takes articles in. `processed` is when they were read, now if left out; a time without a zone is in UTC."""
        at = _utc(processed or datetime.now(UTC))
        incoming: dict[Version, list[Telling]] = {}
        count = undated = 0
        for article in articles:
            count += 1
            undated += article.published is None
            version = article.doc_id, article.published.isoformat() if article.published else None
            incoming[version] = tellings(article, processed=at)
        gone, fresh = self._changes(incoming)
        if not gone and not fresh:
            return Merged(articles=count, undated=undated, new=0, late=False)
        for telling in gone:
            del self._told[telling.identity]
        start = min(telling.order for telling in (*gone, *fresh))
        late = any(telling.order > start for telling, _ in self._told.values())
        self._rebuild(fresh, start if late or gone else None)
        return Merged(articles=count, undated=undated, new=len(fresh), late=late)

    def groups(self) -> list[Group]:
        """The events, in the order in which they were first told."""
        return list(self._merger.groups.values())

    def rows(self) -> list[Row]:
        """The table, in the order in which its events were first told."""
        return [row(group) for group in self.groups()]

    def as_of(self, when: date | datetime, *, by: Literal["published", "processed"] = "published") -> list[Row]:
        """The table as it was known at a time; a date means the end of that day in UTC, a time without zone is in UTC.

        By "published" it holds what had been published, as a backtest over an archive needs it. By "processed" it
        holds of that only what this system had read by then. No later article has any part in it.
        """
        moment = _utc(when if isinstance(when, datetime) else datetime.combine(when, time.max))
        if by == "published":
            return Tracker((t, key) for t, key in self._told.values() if t.known <= moment).rows()
        if by != "processed":
            raise ConfigError(f"the table is known by 'published' or 'processed', not by {by!r}")
        merger = Merger()
        for telling in sorted((t for t, _ in self._told.values()), key=lambda t: t.order):
            if telling.known <= moment and telling.processed <= moment:
                merger.add(telling)
        return [row(group) for group in merger.groups.values()]

    def assigned(self) -> Iterable[tuple[Telling, str]]:
        """Every telling with the key of its event."""
        return self._told.values()

    def _changes(self, incoming: dict[Version, list[Telling]]) -> tuple[list[Telling], list[Telling]]:
        """Tellings that go, and tellings that are new or read differently."""
        stored: dict[Version, dict[str, Telling]] = {}
        for telling, _ in self._told.values():
            if telling.version in incoming:
                stored.setdefault(telling.version, {})[telling.event_id] = telling
        gone: list[Telling] = []
        fresh: list[Telling] = []
        for version, new in incoming.items():
            old = stored.get(version, {})
            known = next((t.known for t in old.values()), None)
            for telling in new:
                # a version is known from when it first came
                telling = replace(telling, known=known or telling.known)
                before = old.pop(telling.event_id, None)
                if before is not None and replace(telling, processed=before.processed) == before:
                    continue
                if before is not None:
                    gone.append(before)
                fresh.append(telling)
            gone += old.values()
        return gone, fresh

    def _rebuild(self, fresh: list[Telling], start: tuple[datetime, str, str, str] | None) -> None:
        """Puts tellings in their places; from `start` on, all are decided again."""
        todo = list(fresh)
        if start is not None:
            kept = sorted(self._told.values(), key=lambda pair: pair[0].order)
            self._merger = Merger()
            for telling, key in kept:
                if telling.order < start:
                    self._merger.restore(telling, key)
                else:
                    todo.append(telling)
        for telling in sorted(todo, key=lambda t: t.order):
            self._told[telling.identity] = telling, self._merger.add(telling).key


def _utc(when: datetime) -> datetime:
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
