"""Tables of the documentation, made from the models and the taxonomy.

In: a Markdown page in which a line `<!-- table: NAME -->` opens and `<!-- end -->` closes each table. Out: the page
with the tables as they are now. Refused: a name that is no table, a table that is not closed. From the shell:
`python -m extractor.records.tables docs/record.md` rewrites that file.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from extractor.errors import ConfigError, cut
from extractor.records.schema import json_schema
from extractor.records.taxonomy import TAXONOMY

_TABLE = re.compile(r"(<!-- table: (?P<name>[^\n]*?) -->\n)(?P<body>.*?)(?P<end><!-- end -->|\Z)", re.DOTALL)


def actions_table() -> str:
    """The taxonomy: one row an action."""
    rows = [
        (spec.group, f"`{spec.action}`", spec.definition, ", ".join(f"`{r}`" for r in spec.ordered_roles))
        for spec in TAXONOMY.values()
    ]
    return _markdown(("group", "action", "meaning", "fields"), rows)


def fields_table(model: str) -> str:
    """The fields of one model of the record: names, JSON types, meanings. Raises ConfigError for an unknown model."""
    schema = json_schema()
    models = {"Article": schema, **schema["$defs"]}
    if "properties" not in models.get(model, {}):
        known = ", ".join(name for name, s in models.items() if "properties" in s)
        raise ConfigError(f"no table is named {cut(model)!r}; known are actions, {known}")
    rows = [(f"`{name}`", _type(s), s["description"]) for name, s in models[model]["properties"].items()]
    return _markdown(("field", "type", "meaning"), rows)


def refresh(page: str) -> str:
    """`page` with each of its tables made anew. Raises ConfigError for one that is unknown or not closed."""

    def fresh(found: re.Match[str]) -> str:
        name = found["name"]
        if not found["end"]:
            raise ConfigError(f"table {cut(name)!r} is not closed; put <!-- end --> after it")
        return found[1] + (actions_table() if name == "actions" else fields_table(name)) + found["end"]

    return _TABLE.sub(fresh, page)


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return " or ".join(_type(s) for s in schema[key])
    if schema["type"] == "array":
        return f"list of {_type(schema['items'])}"
    return str(schema.get("format", schema["type"]))


def _markdown(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


if __name__ == "__main__":
    for target in map(Path, sys.argv[1:]):
        target.write_text(refresh(target.read_text("utf-8")), "utf-8")
