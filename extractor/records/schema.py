"""The JSON schema of a record."""

from typing import Any

from extractor.records.models import SCHEMA_VERSION, Article


def json_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) that every written record satisfies, each field with its description.

    What a schema can't say (that spans are really there, that ids differ) `load_article` checks.
    """
    body = Article.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:extractor:record:{SCHEMA_VERSION}",
        **body,
    }
