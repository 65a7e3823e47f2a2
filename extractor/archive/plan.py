"""What a run reads, in which order, and with which model: written down at its start, compared when it goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from extractor.errors import ConfigError, SourceError
from extractor.sources.inputs import STDIN, expand

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Input:
    """A file as it was when the run began; size in bytes, time of change in nanoseconds."""

    path: str
    size: int
    changed: int


@dataclass(frozen=True, slots=True)
class Position:
    """How far a run is: all items of the inputs before `file`, and `items` of that one."""

    file: int = 0
    items: int = 0


START = Position()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The inputs in order and the options that decide what their records hold.

    shard    items (documents and rejected parts) whose records are committed together
    options  of the model and of reading; a run that goes on must have the same
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
        for before, now in zip(self.inputs, other.inputs, strict=False):
            if before != now:
                what = "has changed" if before.path == now.path else f"stands where {before.path} stood"
                raise ConfigError(f"{now.path} {what} since the run began; start it anew with --restart")
        if len(self.inputs) != len(other.inputs):
            raise ConfigError(
                f"the run began with {len(self.inputs)} files, now there are {len(other.inputs)}; start it anew with --restart"
            )
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
        return Input(path, 0, 0)
    try:
        status = Path(path).stat()
    except OSError as error:
        raise SourceError(f"can't be read ({error.strerror or error})", doc_id=path) from error
    return Input(path, status.st_size, status.st_mtime_ns)
