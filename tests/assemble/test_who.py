"""The whole of who is who on a real model's findings, and the example of docs/entities.md."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.assemble.parties import Pieces
from extractor.errors import ConfigError
from extractor.pipeline import Extractor, Failure, context_of, table_of
from extractor.sources import read_text

ROOT = Path(__file__).parents[2]
TEXT = (
    "LONDON, March 3 - Ardent Foods plc said on Tuesday it would buy back up to 4 million shares. "
    "Its chief executive, Jane Roe, bought 25,000 shares at 61 pence each on March 2. She founded the company.\n\n"
    "Vodafone declined to comment."
)


def test_what_gives_the_table(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("name,symbol,mic\nArdent Foods plc,ARDF,XLON\n", encoding="utf-8")
    own, embedded = table_of(path), table_of("embedded")
    assert table_of("off") is None
    assert own is not None
    assert embedded is not None
    assert [s.symbol for s in own().by_name("Ardent Foods")] == ["ARDF"]
    assert embedded().by_name("Ardent Foods") == []
    with pytest.raises(ConfigError, match="can't be read"):
        table_of(tmp_path / "none.csv")


@pytest.mark.slow
def test_one_article_end_to_end(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("name,symbol,mic\nArdent Foods plc,ARDF,XLON\n", encoding="utf-8")
    extractor = Extractor(device="cpu", securities=path)
    doc, found = next(extractor.find([read_text(TEXT, published="2025-03-04")]))
    assert not isinstance(found, Failure), found.message
    assembler = extractor.assembler()
    who = assembler.parties(doc.text, context_of(doc), found)
    names = [c.name for c in who.clusters]
    firm, person = names.index("Ardent Foods plc"), names.index("Jane Roe")
    meant = {doc.text[r.start : r.end]: r.cluster for r in who.references}
    assert {"it": firm, "Its": firm, "She": person, "the company": firm}.items() <= meant.items()
    assert who.people.employers[person] == firm
    article = assembler.article(doc.text, context_of(doc), found)
    entity = {e.name: e for e in article.entities}
    assert [(t.symbol, t.exchange) for t in entity["Ardent Foods plc"].tickers] == [("ARDF", "XLON")]
    assert [t.symbol for t in entity["Vodafone"].tickers] == ["VOD"]
    assert entity["Ardent Foods plc"].relevance > entity["Jane Roe"].relevance > entity["Vodafone"].relevance
    assembler.securities, assembler.pieces = None, Pieces(coreference=False, people=False)
    bare = assembler.article(doc.text, context_of(doc), found)
    assert all(not e.tickers for e in bare.entities)
    assert assembler.parties(doc.text, context_of(doc), found).references == []
    assert [e.action for e in bare.events] == [e.action for e in article.events]


@pytest.mark.slow
def test_the_page_runs_as_it_says() -> None:
    page = (ROOT / "docs" / "entities.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    [printed] = re.findall(r"```\n\n```\n([^`]*→[^`]*)```", page)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "HF_HUB_OFFLINE": "1"}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert printed in done.stdout
