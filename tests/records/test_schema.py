"""The JSON schema says what the models accept."""

import json

import pytest

from extractor.records import Action, Article, json_schema, load_article
from tests.records.conftest import build

SCHEMA = json_schema()
MODELS = {"Article": SCHEMA, **{n: s for n, s in SCHEMA["$defs"].items() if s["type"] == "object"}}


def conforms(value, schema) -> bool:
    """The part of JSON schema that the record's schema uses."""
    if "$ref" in schema:
        return conforms(value, SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[-1]])
    if "anyOf" in schema:
        return any(conforms(value, s) for s in schema["anyOf"])
    if "oneOf" in schema:
        return sum(conforms(value, s) for s in schema["oneOf"]) == 1
    if "enum" in schema:
        return value in schema["enum"]
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "null": type(None)}
    if not isinstance(value, kinds[schema["type"]]):
        return False
    if schema["type"] == "object":
        fields = schema["properties"]
        whole = set(schema["required"]) <= set(value) <= set(fields)
        return whole and all(conforms(v, fields[k]) for k, v in value.items())
    if schema["type"] == "array":
        return all(conforms(v, schema["items"]) for v in value)
    if schema["type"] == "string":
        return len(value) >= schema.get("minLength", 0)
    return value is None or schema.get("minimum", value) <= value <= schema.get("maximum", value)


def test_the_schema_is_json_and_names_its_version():
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert SCHEMA["$id"] == "urn:extractor:record:1.0"
    assert SCHEMA["title"] == "Article"


@pytest.mark.parametrize("name", MODELS)
def test_every_field_and_model_is_described(name):
    model = MODELS[name]
    assert model["description"]
    assert model["additionalProperties"] is False
    assert sorted(model["required"]) == sorted(model["properties"])  # written records leave nothing out
    for field, schema in model["properties"].items():
        assert schema.get("description"), f"{name}.{field}"


def test_the_actions_are_listed():
    assert SCHEMA["$defs"]["Action"]["enum"] == [a.value for a in Action]


def test_bounds_are_in_the_schema():
    score = SCHEMA["$defs"]["Sentiment"]["properties"]["score"]
    assert (score["minimum"], score["maximum"]) == (-1, 1)
    assert SCHEMA["$defs"]["Span"]["properties"]["start"]["minimum"] == 0


def test_written_records_conform():
    written = Article.model_validate(build()).model_dump(mode="json")
    assert conforms(written, SCHEMA)
    load_article(json.dumps(written))
    for broken in ({"mood": 1}, {"doc_id": ""}, {"events": None}, {"sentiment": {"label": "positive", "score": 3}}):
        assert not conforms(written | broken, SCHEMA)
