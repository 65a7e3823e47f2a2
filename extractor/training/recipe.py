"""A training recipe: everything that decides a checkpoint, read from a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from extractor.errors import ConfigError


class Recipe(BaseModel):
    """Fields are the keys of the recipe file. Learning rates are per step at their peak; sizes are in wordpieces.

    headlines_share  part of the headlines seen in an epoch
    texts_share      part of the texts without labels seen in an epoch
    restated_weight  weight of trigger labels in sentences that tell an event again
    article_smoothing  part of an article's sentiment label spread over all of them: one an article is soon learnt by heart
    freeze_words     leave the pretrained word embeddings as they are
    teacher_weight   weight of the teacher's distributions relative to the labels
    temperature      divides both sides' logits before they are compared
    bf16             products in bfloat16: several times faster where the processor has instructions for it, else slower
    onednn           the encoder's products in oneDNN: float32 too, faster where torch's BLAS is slow
    frozen_layers    leave all embeddings and this many of the lowest layers as they are
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    version: str
    start_from: str | list[str] = Field(
        description="package that carries the pretrained encoder, or the folder of a trained model; of several: their mean"
    )
    corpus: list[str] = Field(description="globs of annotated articles, relative to the recipe's project root")
    split: str = Field(description="JSON file: article id → train, dev or test")
    headlines: str | None = Field(default=None, description="JSONL with sentiment toward named entities; optional")
    headlines_share: float = Field(default=0.25, ge=0, le=1)
    texts: list[str] | None = Field(
        default=None, description="JSON or JSONL of sentences without labels, for a teacher to label; optional"
    )
    texts_share: float = Field(default=0.5, ge=0, le=1)
    standoff: list[str] | None = Field(
        default=None, description="globs of annotations of sentences that stay in the licensed sets; optional"
    )
    names: str | None = Field(default=None, description="JSON of company relations, for other names; optional")
    swap_share: float = Field(
        default=0.0, ge=0, le=1, description="part of an article's parties renamed, anew each epoch"
    )
    mask_share: float = Field(
        default=0.0, ge=0, le=0.5, description="part of the body's wordpieces hidden, anew each epoch"
    )
    near: int = Field(
        default=0, ge=0, description="the argument reader reads so far from a trigger, and likely arguments; 0: all"
    )
    seed: int = 1
    epochs: int = Field(default=10, ge=0)
    stop_after: int | None = Field(
        default=None, ge=1, description="end after so many epochs of the schedule; none: all"
    )
    batch_tokens: int = Field(default=2048, ge=1)
    encoder_lr: float = 1e-4
    head_lr: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = Field(default=0.06, ge=0, le=1)
    clip: float = 1.0
    freeze_words: bool = True
    teacher: str | None = Field(default=None, description="folder of a trained model to learn from as well; optional")
    teacher_weight: float = Field(default=1.0, ge=0)
    temperature: float = Field(default=2.0, gt=0)
    bf16: bool = False
    onednn: bool = False
    frozen_layers: int = Field(default=0, ge=0)
    restated_weight: float = 0.3
    article_smoothing: float = Field(default=0.1, ge=0, le=1)
    body: int = 384
    overlap: int = 128
    title: int = 48

    @model_validator(mode="after")
    def _texts_need_a_teacher(self) -> Recipe:
        if self.texts and not self.teacher:
            raise ValueError("texts teach nothing without a teacher; name one or leave texts out")
        return self


def read_recipe(path: Path) -> Recipe:
    """Raises ConfigError that names the file and the key."""
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return Recipe(**data)
    except (OSError, ValueError) as err:
        raise ConfigError(f"recipe {path}: {err}") from err
