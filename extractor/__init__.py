"""Financial news in, structured and checkable events out. Importing this loads neither torch nor spaCy."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.errors import ConfigError, ExtractorError, ModelError, RecordError, SinkError, SourceError
    from extractor.pipeline import Extractor, Failure, extract
    from extractor.records import Action, Article, Entity, Event
    from extractor.sources import Document, read_any, read_text

__version__ = "0.1.0"

_HOMES = {
    "Action": "records",
    "Article": "records",
    "ConfigError": "errors",
    "Document": "sources",
    "Entity": "records",
    "Event": "records",
    "Extractor": "pipeline",
    "ExtractorError": "errors",
    "Failure": "pipeline",
    "ModelError": "errors",
    "RecordError": "errors",
    "SinkError": "errors",
    "SourceError": "errors",
    "extract": "pipeline",
    "read_any": "sources",
    "read_text": "sources",
}

__all__ = [
    "Action",
    "Article",
    "ConfigError",
    "Document",
    "Entity",
    "Event",
    "Extractor",
    "ExtractorError",
    "Failure",
    "ModelError",
    "RecordError",
    "SinkError",
    "SourceError",
    "__version__",
    "extract",
    "read_any",
    "read_text",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'extractor' has no attribute {name!r}")
    return getattr(importlib.import_module(f"extractor.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
