import re
from pathlib import Path

import pytest

import extractor.training
from extractor.errors import ConfigError
from extractor.training.recipe import Recipe, read_recipe
from extractor.training.train import window_options

ROOT = Path(extractor.training.__file__).parents[2]
SHIPPED = sorted((Path(extractor.training.__file__).parent / "recipes").glob("*.toml"))
LEAST = 'name = "x"\nversion = "1"\nstart_from = "y"\ncorpus = ["*.jsonl"]\nsplit = "split.json"\n'


def test_a_recipe_needs_little(tmp_path: Path):
    path = tmp_path / "r.toml"
    path.write_text(LEAST, encoding="utf-8")
    got = read_recipe(path)
    assert (got.name, got.corpus, got.headlines) == ("x", ["*.jsonl"], None)
    assert window_options(got).body == got.body


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (LEAST + "epoch = 3\n", "epoch"),
        (LEAST + 'epochs = "many"\n', "epochs"),
        (LEAST.replace('split = "split.json"\n', ""), "split"),
        (LEAST + "headlines_share = 1.5\n", "headlines_share"),
        (LEAST + "epochs = -1\n", "epochs"),
        (LEAST + "article_smoothing = 1.5\n", "article_smoothing"),
        ("name = \n", "line 1"),
    ],
    ids=["unknown", "mistyped", "missing", "share", "negative", "smoothing", "no TOML"],
)
def test_a_recipe_that_is_off_names_the_file_and_the_key(tmp_path: Path, text: str, named: str):
    path = tmp_path / "r.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=rf"(?s)r\.toml.*{named}"):
        read_recipe(path)


def test_a_missing_recipe_is_named(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"none\.toml"):
        read_recipe(tmp_path / "none.toml")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_shipped_recipes_read_and_find_their_articles(path: Path):
    recipe, root = read_recipe(path), ROOT
    assert recipe.name == path.stem
    assert recipe.seed > 0
    assert window_options(recipe).body + recipe.title + 3 <= 512
    assert all(list(root.glob(g)) for g in recipe.corpus)
    assert (root / recipe.split).is_file()


def defaults(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|")[2].split(",")]


def test_every_key_is_documented_with_its_default():
    page = (ROOT / "docs" / "training.md").read_text(encoding="utf-8")
    rows = page.split("| key | default | |\n|---|---|---|\n")[1].split("\n\n")[0].splitlines()
    said = {}
    for row in rows:
        names = re.findall(r"`([a-z_0-9]+)`", row.split("|")[1])
        said |= dict(zip(names, defaults(row) if row.split("|")[2].strip() else ["required"] * len(names), strict=True))
    assert set(said) == set(Recipe.model_fields)
    for name, field in Recipe.model_fields.items():
        if field.is_required():
            assert said[name] == "required"
        elif isinstance(field.default, bool) or field.default is None:
            assert said[name] == {None: "none", True: "true", False: "false"}[field.default]
        else:
            assert float(said[name]) == field.default, name


def test_there_is_a_shipped_recipe():
    assert "small" in [p.stem for p in SHIPPED]
