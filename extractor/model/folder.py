"""A model's name → the folder it lies in, told without loading it.

In: a folder, or the bare name of a shipped model. Out: the folder. Refused: a name that is neither.
"""

from __future__ import annotations

from pathlib import Path

from extractor.errors import ConfigError

MODELS = Path(__file__).resolve().parents[2] / "models"
"""Where the shipped models lie."""


def model_folder(model: str | Path) -> Path:
    """A folder as it is, a bare name among the shipped models. Raises ConfigError naming what there is."""
    path = Path(model)
    if path.is_dir():
        return path
    if (MODELS / path).is_dir():
        return MODELS / path
    shipped = ", ".join(sorted(p.name for p in MODELS.glob("*") if p.is_dir())) or "none"
    raise ConfigError(f"no model {str(model)!r}: neither a folder nor a shipped model (shipped: {shipped})")
