"""What a run reads, in which order, and with which model: written down at its start, compared when it goes on."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from extractor.archive.identity import made_with
from extractor.errors import ConfigError
from extractor.sources.inputs import STDIN, expand

FORMAT = 2
NOT_THERE = -1


@dataclass(frozen=True, slots=True)
class Input:
    """A file as it was when the run began; size in bytes, time of change in nanoseconds.

    `changed` is 0 for what is never compared (standard input), `NOT_THERE` for what could not be looked at.
    """

    path: str
    size: int = 0
    changed: int = 0

    def require_unchanged(self) -> None:
        """Raises ConfigError where the file is gone or another: what is read now would not be what was planned."""
        now = self if self.changed == 0 else _input(self.path)
        if now != self:
            what = "is gone" if now.changed == NOT_THERE else "has changed"
            raise ConfigError(
                f"{self.path} {what} since the run began; put it back as it was and go on with --resume, "
                "or start anew with --restart"
            )


@dataclass(frozen=True, slots=True)
class Position:
    """How far a run is: all items of the inputs before `file`, and `items` of that one.

    Of a file of lines also the number of the line that was read last, and, where the file isn't packed, the byte at
    which the next one begins; 0 where that isn't known.
    """

    file: int = 0
    items: int = 0
    line: int = 0
    offset: int = 0


START = Position()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The inputs in order and the options that decide what their records hold.

    shard    items (documents and rejected parts) whose records are committed together
    options  of the model and of reading, and what `with_model` adds; a run that goes on must have the same
    """

    inputs: tuple[Input, ...]
    shard: int
    options: Mapping[str, Any]

    @classmethod
    def of(cls, names: Iterable[str], *, shard: int, options: Mapping[str, Any]) -> Plan:
        """Lists the files that the names mean, each once. Raises SourceError for a name that means none."""
        paths: dict[str, str] = {}
        for name in names:
            for path in expand(name):
                paths.setdefault(os.path.abspath(path), path)
        return cls(inputs=tuple(map(_input, paths.values())), shard=shard, options=dict(options))

    def with_model(self, model: Mapping[str, Any]) -> Plan:
        """The plan with the digest of the model's weights and the releases that run them; `model` as for `Extractor`."""
        return replace(self, options={**self.options, **made_with(model)})

    def to_json(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str, *, name: str) -> Plan:
        """Raises ConfigError where the text is no plan of this version."""
        try:
            data = json.loads(text)
            if data.pop("format") != FORMAT:
                raise ValueError("it is of another version")
            return cls(**{**data, "inputs": tuple(Input(**item) for item in data["inputs"])})
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ConfigError(
                f"the plan in {name} can't be read ({error}); start the run anew with --restart"
            ) from error

    def require_same(self, other: Plan) -> None:
        """Raises ConfigError naming the first difference between this plan, which a run began with, and the one now."""
        gone = sorted({item.path for item in self.inputs} - {item.path for item in other.inputs})
        new = sorted({item.path for item in other.inputs} - {item.path for item in self.inputs})
        if gone or new:
            told = [
                f"{len(some):,} {what}: {some[0]}{', …' * (len(some) > 1)}"
                for what, some in (("gone", gone), ("new", new))
                if some
            ]
            raise ConfigError(
                f"the run began with other files ({'; '.join(told)}); name the same, or start it anew with --restart"
            )
        for before, now in zip(self.inputs, other.inputs, strict=True):
            if before != now:
                what = "has changed" if before.path == now.path else f"stands where {before.path} stood"
                raise ConfigError(f"{now.path} {what} since the run began; start it anew with --restart")
        if self.shard != other.shard:
            raise ConfigError(
                f"the run began with --shard {self.shard}; give the same, or start it anew with --restart"
            )
        for key in sorted({*self.options, *other.options}):
            before_value, value = self.options.get(key), other.options.get(key)
            if before_value != value:
                raise ConfigError(
                    f"the run began with {key} {before_value!r}, now it is {value!r}; "
                    "give the same, or start it anew with --restart"
                )


def _input(path: str) -> Input:
    if path == STDIN:
        return Input(path)
    try:
        status = Path(path).stat()
    except OSError:
        return Input(path, 0, NOT_THERE)
    if not stat.S_ISREG(status.st_mode):
        # a folder that can't be listed: what becomes of its time of change is no matter
        return Input(path, 0, NOT_THERE)
    return Input(path, status.st_size, status.st_mtime_ns)
