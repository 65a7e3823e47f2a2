"""The pages about the record say what is so."""

import json
import re
from pathlib import Path

from extractor.records import Article, assert_grounded, load_article
from extractor.records.tables import refresh

DOCS = Path(__file__).parents[2] / "docs"
RECORD = (DOCS / "record.md").read_text("utf-8")
ADDING = (DOCS / "adding-an-action.md").read_text("utf-8")


def test_tables_are_those_of_the_code():
    assert refresh(RECORD) == RECORD, "run: python -m extractor.records.tables docs/record.md"
    tables = set(re.findall(r"<!-- table: (\w+) -->", RECORD))
    assert tables >= {"actions", "Article", "Event", "Entity", "Party", "Money", "Metric", "Span"}


def test_the_example_is_a_whole_record():
    (example,) = re.findall(r"```json\n(.*?)```", RECORD, re.DOTALL)
    article = load_article(example)
    assert_grounded(article)
    assert article.model_dump(mode="json") == json.loads(example)  # nothing left out
    assert {ev.action for ev in article.events} == {"insider_purchase", "earnings"}
    assert Article.model_validate(article.model_dump()) == article


def test_the_python_examples_run():
    (example,) = re.findall(r"```json\n(.*?)```", RECORD, re.DOTALL)
    line = json.dumps(json.loads(example))
    blocks = re.findall(r"```python\n(.*?)```", RECORD, re.DOTALL)
    assert blocks
    for block in blocks:
        names = {"line": line}
        exec(compile(block, "docs/record.md", "exec"), names)
        assert names["article"].doc_id == json.loads(example)["doc_id"]


def test_files_that_the_pages_name_exist():
    root = DOCS.parent
    named = {
        p
        for page in (RECORD, ADDING)
        for p in re.findall(r"`((?:extractor|tests|docs|corpora|scripts)/[\w./-]+)`", page)
    }
    assert named
    assert [p for p in sorted(named) if not (root / p).exists()] == []
