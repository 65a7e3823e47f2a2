"""Text in, Article out: the one place that wires the rooms together and owns what happens on an error."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Literal, Unpack

from extractor.assemble import Assembler, Calibration, Context, LabelNames, Thresholds
from extractor.engine.findings import WindowFindings
from extractor.engine.torch_backend import TorchBackend
from extractor.errors import ConfigError, ExtractorError, ModelError, SourceError
from extractor.model.checkpoint import load
from extractor.model.folder import model_folder
from extractor.model.windows import Window, make_windows
from extractor.records import Article, document_id
from extractor.securities.table import Table, load_table
from extractor.securities.table import securities as embedded
from extractor.sources import Document, ReadOptions, read_text

CHUNK = 100_000
"""Characters of articles whose windows are planned together; a longer one goes alone."""
SHORTEST = 500
"""What an article counts beside its characters: a record is to come soon also where all of them are short."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that gave no record: why, and the document itself, so that nothing is lost."""

    doc_id: str | None
    code: str
    message: str
    document: Document


def table_of(securities: str | Path) -> Callable[[], Table] | None:
    """What gives the table of securities, None for none. Raises ConfigError for a file that is no such table."""
    if str(securities) == "off":
        return None
    if str(securities) == "embedded":
        return embedded
    table = load_table(securities, base=embedded())
    return lambda: table


class Extractor:
    """A loaded model and all that turns its findings into records.

    model      name of a shipped model ("small") or a folder
    device     "auto" takes a GPU where torch sees one
    precision  "auto" takes int8 on a CPU with instructions for it, float32 elsewhere
    threshold  least confidence of a reported event, 0 to 1; None takes the one the model was calibrated with.
               Lower finds more events, higher is surer
    securities where names of companies are looked up that the text gives no symbol for: "embedded" is the table that
               comes along, "off" none, anything else a CSV of your own (docs/securities.md), whose rows go before it
    """

    def __init__(
        self,
        model: str | Path = "small",
        *,
        device: Literal["auto", "cpu", "cuda"] = "auto",
        precision: Literal["auto", "int8", "float32"] = "auto",
        threshold: float | None = None,
        securities: str | Path = "embedded",
    ) -> None:
        if threshold is not None:
            _check(threshold)
        self._securities = table_of(securities)
        checkpoint = load(model_folder(model))
        missing = checkpoint.model.labels.check()
        if missing:
            raise ModelError(
                f"model {checkpoint.name} was trained without {', '.join(missing)}; train it again with `make train`"
            )
        self.name = checkpoint.name
        self._tokenizer, self._windows = checkpoint.tokenizer, checkpoint.windows
        self._labels = checkpoint.model.labels
        self._backend = TorchBackend(checkpoint, device=device, precision=precision)
        self.device, self.precision = self._backend.device.type, self._backend.precision
        stored = Calibration.from_dict(checkpoint.calibration.get("confidence", {}))
        self._calibration = stored if threshold is None else stored.at(threshold)
        self._thresholds = Thresholds(**checkpoint.calibration.get("thresholds", {}))
        self._assembler = self.assembler()

    def at(self, threshold: float) -> Extractor:
        """The same loaded model with another threshold. Raises ConfigError."""
        _check(threshold)
        other = copy.copy(self)
        other._calibration = self._calibration.at(threshold)
        other._assembler = other.assembler()
        return other

    def assembler(self, *, calibration: Calibration | None = None, thresholds: Thresholds | None = None) -> Assembler:
        """What turns this model's findings into records, with its settings or one's own."""
        calibration, thresholds = calibration or self._calibration, thresholds or self._thresholds
        labels = self._labels
        names = LabelNames(labels.roles, labels.versus, labels.statuses, labels.directions, labels.polarities)
        return Assembler(
            names, model=self.name, calibration=calibration, thresholds=thresholds, securities=self._securities
        )

    def extract(self, text: str | bytes, **options: Unpack[ReadOptions]) -> Article:
        """The record of one article.

        `text` is a clean body or a scraped page's text, which is cleaned first (`clean=False` keeps it as it is).
        Options: title, published (datetime, date or ISO string; dates in the text are resolved against it), url, id,
        source, author, language. Raises SourceError for input that is no readable English text.
        """
        [result] = self.extract_batch([read_text(text, **options)])
        if isinstance(result, Failure):
            raise _error(result)
        return result

    def extract_document(self, document: Document) -> Article:
        """The record of a document already read. Raises ExtractorError."""
        [result] = self.extract_batch([document])
        if isinstance(result, Failure):
            raise _error(result)
        return result

    def extract_batch(self, documents: Iterable[Document]) -> Iterator[Article | Failure]:
        """Records in the order of `documents`, read lazily; windows of several articles run together.

        A document that fails gives a Failure in its place; the others go on.
        """
        for doc, found in self.find(documents):
            yield found if isinstance(found, Failure) else self.assemble(doc, found)

    def assemble(self, doc: Document, found: Sequence[WindowFindings]) -> Article | Failure:
        """The second half of `extract_batch`: the record of one document from what `find` gave for it."""
        try:
            return self._assembler.article(doc.text, context_of(doc), found)
        except Exception as err:
            return _failure(doc, err)

    def find(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[WindowFindings] | Failure]]:
        """The first half of `extract_batch`: what the model finds in each document's windows, before assembly."""
        for chunk in self.chunks(documents):
            yield from self.read(chunk, [self.windows(doc) for doc in chunk])

    @staticmethod
    def chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
        """The documents whose windows are planned together, lazily."""
        chunk: list[Document] = []
        length = 0
        for doc in documents:
            if chunk and length + len(doc.text) > CHUNK:
                yield chunk
                chunk, length = [], 0
            chunk.append(doc)
            length += len(doc.text) + SHORTEST
        if chunk:
            yield chunk

    def read(
        self, documents: Sequence[Document], windows: Sequence[list[Window] | Failure]
    ) -> Iterator[tuple[Document, list[WindowFindings] | Failure]]:
        """Runs the model over the windows of some documents; each document with its findings, in order."""
        try:
            found = iter(self._backend.run([w for ws in windows if not isinstance(ws, Failure) for w in ws]))
        except Exception as err:
            if len(documents) == 1:
                yield documents[0], _failure(documents[0], err)
            else:
                # one by one, so that only the document at fault is lost
                for doc, ws in zip(documents, windows, strict=True):
                    yield from self.read([doc], [ws])
            return
        for doc, ws in zip(documents, windows, strict=True):
            yield doc, ws if isinstance(ws, Failure) else list(islice(found, len(ws)))

    def windows(self, doc: Document) -> list[Window] | Failure:
        """The model's inputs for a document."""
        try:
            windows = make_windows(self._tokenizer, doc.text, title=doc.title, options=self._windows)
        except Exception as err:
            return _failure(doc, err)
        if not windows:
            return _failure(
                doc, SourceError("the text holds no word to read; give the article's body", doc_id=doc.label)
            )
        return windows


def _check(threshold: float) -> None:
    if not 0 <= threshold <= 1:
        raise ConfigError(f"threshold {threshold} is not between 0 and 1")


def context_of(doc: Document) -> Context:
    """The metadata of a document as its record carries it."""
    published = doc.published
    if isinstance(published, date) and not isinstance(published, datetime):
        published = datetime.combine(published, time())
    return Context(
        doc_id=doc.id or document_id(url=doc.url, text=doc.text),
        title=doc.title, published=published, url=doc.url, source=doc.source, author=doc.author, language=doc.language,
        tickers=tuple(doc.tickers), ticker_names=tuple(doc.ticker_names.items()),
    )  # fmt: skip


def _failure(doc: Document, err: Exception) -> Failure:
    """An error of ours keeps its code; any other is a defect of this package and says so."""
    if isinstance(err, ExtractorError):
        return Failure(doc.label, err.code, str(err), doc)
    return Failure(
        doc.label, "internal", f"{doc.label or 'document'}: {type(err).__name__}: {err}; please report it", doc
    )


def _error(failure: Failure) -> ExtractorError:
    kinds = {c.code: c for c in (ModelError, ConfigError, SourceError)}
    return kinds.get(failure.code, ExtractorError)(failure.message)


@lru_cache(maxsize=1)
def default_extractor() -> Extractor:
    """The shipped small model, loaded once."""
    return Extractor()


def extract(text: str | bytes, **options: Unpack[ReadOptions]) -> Article:
    """The record of one article by the shipped model; see `Extractor.extract`."""
    return default_extractor().extract(text, **options)
