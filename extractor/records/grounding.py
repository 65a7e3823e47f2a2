"""Spans against the text they index into.

In: an Article. Out: its spans with their field paths, or a RecordError naming the first that is not really there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel

from extractor.errors import RecordError, cut
from extractor.records.values import Span

if TYPE_CHECKING:
    from extractor.records.models import Article


def iter_spans(article: Article) -> Iterator[tuple[str, Span]]:
    """Every span in the article with its path, such as `events.0.price.span`, in the order of the fields."""
    return _walk(article, "")


def grounding_errors(article: Article) -> list[str]:
    """One message per span whose text is not at its place, each starting with the span's path."""
    return [
        f"{path}: text[{s.start}:{s.end}] is {cut(article.text[s.start : s.end])!r}, not {cut(s.text)!r}"
        for path, s in iter_spans(article)
        if article.text[s.start : s.end] != s.text
    ]


def assert_grounded(article: Article) -> None:
    """Raises RecordError, naming document and field, unless every span's text is at its place in the article's text."""
    wrong = grounding_errors(article)
    if wrong:
        raise RecordError(summary(wrong), doc_id=article.doc_id)


def summary(wrong: list[str]) -> str:
    """The first of several messages and how many more there are."""
    return wrong[0] if len(wrong) == 1 else f"{wrong[0]} (and {len(wrong) - 1} more)"


def _walk(value: object, path: str) -> Iterator[tuple[str, Span]]:
    if isinstance(value, Span):
        yield path, value
    elif isinstance(value, BaseModel):
        for field in type(value).model_fields:
            yield from _walk(getattr(value, field), f"{path}.{field}" if path else field)
    elif isinstance(value, (list, tuple)):
        for i, item in enumerate(value):
            yield from _walk(item, f"{path}.{i}")
