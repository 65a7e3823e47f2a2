"""What several commands share: the options that choose the model, and opening the files a user names."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import ConfigError

if TYPE_CHECKING:
    from extractor.pipeline import Extractor


def add_model_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", default="small", metavar="NAME|FOLDER", help="the model (default: small)")
    parser.add_argument(
        "--device", choices=["auto", "cpu", "cuda"], default="auto", help="where it runs (default: auto)"
    )
    parser.add_argument(
        "--precision",
        choices=["auto", "int8", "float32"],
        default="auto",
        help="arithmetic of the encoder (default: auto, int8 on a CPU with instructions for it)",
    )
    parser.add_argument("--threshold", type=_share, metavar="P", help="leave out events less certain than P, 0 to 1")
    parser.add_argument(
        "--securities", default="embedded", metavar="FILE|off",
        help="a CSV of securities that goes before the embedded table; off: give only symbols that the text says",
    )  # fmt: skip


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-is", action="store_true", help="keep the text exactly as given, page furniture and all")
    parser.add_argument("--any-language", action="store_true", help="read text that is not English, at your own risk")


def load_extractor(args: argparse.Namespace) -> Extractor:
    """The extractor that the options ask for. Loading it brings torch in, so commands call this last."""
    from extractor.pipeline import Extractor

    return Extractor(
        args.model,
        device=args.device,
        precision=args.precision,
        threshold=args.threshold,
        securities=args.securities,
    )


def read_input(name: str) -> tuple[bytes, str]:
    """All bytes of a file, or of standard input for "-", and the name that messages use."""
    if name == "-":
        if sys.stdin.isatty():
            raise ConfigError("no input; name a file, or pipe an article in")
        return sys.stdin.buffer.read(), "standard input"
    try:
        return existing(name).read_bytes(), name
    except OSError as error:
        raise ConfigError(f"{name}: can't be read ({error.strerror or error})") from error


def existing(name: str) -> Path:
    """The path of a file that is there. Raises ConfigError otherwise."""
    path = Path(name)
    if path.is_dir():
        raise ConfigError(f"{name} is a folder; name a file")
    if not path.exists():
        raise ConfigError(f"{name}: no such file")
    return path


def count_of(least: int) -> Callable[[str], int]:
    """A reader of whole numbers from `least` on, for argparse."""

    def read(text: str) -> int:
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"must be {least} or more")
        return value

    read.__name__ = "whole number"
    return read


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("must lie between 0 and 1")
    return value
