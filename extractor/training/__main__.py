"""`python -m extractor.training RECIPE.toml --out FOLDER`: trains a model."""

import argparse
import logging
from pathlib import Path

from extractor.training.recipe import read_recipe
from extractor.training.train import train


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m extractor.training", description=__doc__)
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder of the model")
    parser.add_argument(
        "--root", type=Path, default=Path(), help="project root that the recipe's paths are relative to"
    )
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    train(read_recipe(args.recipe), args.root, args.out)


if __name__ == "__main__":
    main()
