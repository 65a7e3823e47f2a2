"""A model folder: weights (fp16 safetensors), tokenizer, config with labels and sizes.

What is loaded is what was saved: a missing, surplus or misshapen weight is an error, never filled in.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch.overrides import TorchFunctionMode

from extractor.errors import ConfigError, ModelError
from extractor.model.labels import Labels
from extractor.model.network import EventModel, HeadOptions
from extractor.model.windows import WindowOptions, load_tokenizer

WEIGHTS, CONFIG, TOKENIZER = "model.safetensors", "config.json", "tokenizer.json"
FORMAT = 2
"""2: with the `tells` head."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A loaded model. `name` is "name/version" as it stands in every record."""

    model: EventModel
    tokenizer: Tokenizer
    windows: WindowOptions
    name: str
    calibration: dict[str, Any]


class _Unset(TorchFunctionMode):
    """Leaves fresh weights as they are, which a checkpoint's replace; without it torch would load its compiler for them."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if getattr(func, "__module__", None) == "torch.nn.init":
            return kwargs["tensor"] if "tensor" in kwargs else args[0]
        return func(*args, **kwargs)


def save(folder: Path, model: EventModel, tokenizer: Tokenizer, *, windows: WindowOptions, name: str, version: str,
         calibration: dict[str, Any] | None = None) -> None:  # fmt: skip
    """Writes the folder, replacing what was there."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {
        k: v.detach().to("cpu", torch.float16).contiguous()
        for k, v in model.state_dict().items()
        if v.is_floating_point()
    }
    save_file(state, str(folder / WEIGHTS))
    tokenizer.save(str(folder / TOKENIZER))
    config = {
        "format": FORMAT,
        "name": name,
        "version": version,
        "windows": asdict(windows),
        **model.describe(),
        "calibration": calibration or {},
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def load(folder: Path) -> Checkpoint:
    """The checkpoint in `folder`, in eval mode on the CPU. Raises ModelError naming what is missing or off."""
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError) as err:
        raise ModelError(
            f"no model at {folder} ({err}); give a folder that holds {CONFIG}, or run `make train`"
        ) from err
    found = config.get("format") if isinstance(config, dict) else None
    if found != FORMAT:
        raise ModelError(f"model at {folder} has format {found!r}, this version reads {FORMAT}; train it again")
    try:
        windows = WindowOptions(**config["windows"])
        title, calibration = f"{config['name']}/{config['version']}", config["calibration"]
        with torch.device("meta"), _Unset():
            model = EventModel(config["encoder"], Labels.from_dict(config["labels"]), HeadOptions(**config["heads"]))
    except (KeyError, TypeError, ValueError, AttributeError, ConfigError) as err:
        raise ModelError(f"{CONFIG} of {folder} lacks or misstates {err}; restore the model folder") from err
    try:
        state = {k: v.float() for k, v in load_file(str(folder / WEIGHTS)).items()}
        model.load_state_dict(state, strict=True, assign=True)
    except Exception as err:
        raise ModelError(f"weights of {folder} don't fit the network ({err}); restore the model folder") from err
    for name, buffer in list(model.named_buffers()):
        if buffer.is_meta:
            owner, _, leaf = name.rpartition(".")
            fresh = (
                torch.arange(buffer.shape[-1]).expand(buffer.shape)
                if leaf == "position_ids"
                else torch.zeros(buffer.shape, dtype=buffer.dtype)
            )
            model.get_submodule(owner).register_buffer(leaf, fresh, persistent=False)
    model.eval()
    return Checkpoint(
        model=model,
        tokenizer=load_tokenizer(folder / TOKENIZER),
        windows=windows,
        name=title,
        calibration=calibration,
    )
