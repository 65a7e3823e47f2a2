"""spaCy factories: `nlp.add_pipe("financial_events")` on a pipeline of the user's own.

The pipe leaves the text and the tokens as they are. It sets
  doc._.article           the Article record of the text as it stands (no cleaning); None where it could not be read
  doc._.article_error     why not, else None
  doc.spans["events"]     triggers, labelled with their action
  doc.spans["parties"]    mentions of entities, labelled with their kind
A span whose characters do not fall on token boundaries is widened to whole tokens.

`doc._.title` and `doc._.published` (datetime, date or ISO string) are read where set. Registered by an entry point, so
that spaCy finds it without an import.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import tee
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from extractor.pipeline import Extractor, Failure
from extractor.records import Article
from extractor.sources import Document


class FinancialEvents:
    """The pipe. `model`, `device`, `precision` and `threshold` as in `Extractor`."""

    def __init__(self, model: str, device: Any, precision: Any, threshold: float | None) -> None:
        for name in ("article", "article_error", "title", "published"):
            if not Doc.has_extension(name):
                Doc.set_extension(name, default=None)
        self.extractor = Extractor(model, device=device, precision=precision, threshold=threshold)

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 32) -> Iterator[Doc]:
        """Docs in order; windows of several articles run together."""
        docs, copies = tee(stream)
        for doc, result in zip(docs, self.extractor.extract_batch(_document(d) for d in copies), strict=True):
            if isinstance(result, Failure):
                doc._.article_error = result.message
            else:
                annotate(doc, result)
            yield doc


def annotate(doc: Doc, article: Article) -> None:
    """Writes a record's findings into the doc."""
    doc._.article = article
    triggers = [(e.trigger, str(e.action)) for e in article.events]
    parties = [(m, str(e.kind)) for e in article.entities for m in e.mentions]
    for group, items in (("events", triggers), ("parties", parties)):
        spans = (doc.char_span(s.start, s.end, label=label, alignment_mode="expand") for s, label in items)
        doc.spans[group] = [s for s in spans if s is not None]


def _document(doc: Doc) -> Document:
    published = doc._.published
    if isinstance(published, str):
        published = datetime.fromisoformat(published) if len(published) > 10 else date.fromisoformat(published)
    return Document(text=doc.text, title=doc._.title, published=published)


@Language.factory(  # type: ignore[untyped-decorator]
    "financial_events",
    default_config={"model": "small", "device": "auto", "precision": "auto", "threshold": None},
)
def create_financial_events(
    nlp: Language, name: str, model: str, device: str, precision: str, threshold: float | None
) -> FinancialEvents:
    """Factory of the pipe."""
    return FinancialEvents(model, device, precision, threshold)
