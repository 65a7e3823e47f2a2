"""A training recipe: everything that decides a checkpoint, read from a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extractor.errors import ConfigError


class Recipe(BaseModel):
    """Fields are the keys of the recipe file. Learning rates are per step at their peak; sizes are in wordpieces."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    version: str
    start_from: str = Field(description="package that carries the pretrained encoder, or the folder of a trained model")
    corpus: list[str] = Field(description="globs of annotated articles, relative to the recipe's project root")
    split: str = Field(description="JSON file: article id → train, dev or test")
    headlines: str | None = Field(default=None, description="JSONL with sentiment toward named entities; optional")
    headlines_share: float = 0.25
    names: str | None = Field(default=None, description="JSON of company relations, for other names; optional")
    swap_share: float = Field(default=0.0, description="part of an article's parties renamed, anew each epoch")
    seed: int = 1
    epochs: int = 10
    stop_after: int | None = Field(default=None, description="end after so many epochs of the schedule; none: all")
    batch_tokens: int = 2048
    encoder_lr: float = 1e-4
    head_lr: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.06
    clip: float = 1.0
    freeze_words: bool = True
    restated_weight: float = 0.3
    body: int = 384
    overlap: int = 128
    title: int = 48


def read_recipe(path: Path) -> Recipe:
    """Raises ConfigError that names the file and the key."""
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return Recipe(**data)
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as err:
        raise ConfigError(f"recipe {path}: {err}") from err
