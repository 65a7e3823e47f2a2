"""What makes a model's records, told without loading it: the digest of its folder, and the releases that run it.

In: the options of `Extractor`. Out: names and values to be written down with a run and compared when it goes on.
Nothing is refused: of a model that isn't there the digest is None, and who loads it says why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from extractor.errors import ConfigError
from extractor.model.folder import model_folder

FILES = ("model.safetensors", "config.json", "tokenizer.json")
"""What is loaded from a model's folder; cards and scores beside them may be written anew."""
RELEASES = ("extractor", "torch", "transformers", "tokenizers", "spacy")


def made_with(model: Mapping[str, Any]) -> dict[str, str | None]:
    """ "model digest" (hexadecimal, of weights, configuration and tokenizer) and "release of NAME" for each package."""
    releases = {f"release of {package}": _release(package) for package in RELEASES}
    return {"model digest": _digest(model.get("model", "small")), **releases}


def _digest(model: str | Path) -> str | None:
    digest = hashlib.sha256()
    try:
        folder = model_folder(model)
        for name in FILES:
            status = (folder / name).stat()
            digest.update(_digest_file(str(folder / name), status.st_size, status.st_mtime_ns))
    except (ConfigError, OSError):
        return None
    return digest.hexdigest()[:32]


@lru_cache(maxsize=16)
def _digest_file(path: str, size: int, changed: int) -> bytes:
    """Of a file as it is; `size` and `changed` tell one state of it from the next."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _release(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
