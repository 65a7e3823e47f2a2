import agreement
import pytest


def test_two_readers_are_compared_on_the_articles_of_the_second():
    paths = sorted((agreement.CORPORA / "second").glob("*.jsonl"))
    found = agreement.agreement(paths)
    assert found.articles == sum(len(p.read_text(encoding="utf-8").splitlines()) for p in paths) >= 100
    assert 90 < found.to_dict()["all"]["event_f1"] < 100


def test_an_article_of_the_second_reader_alone_is_refused(tmp_path):
    alone = tmp_path / "x.jsonl"
    alone.write_text('{"id": "NOBODY-1", "entities": [], "events": [], "sentiment": "neutral"}\n')
    with pytest.raises(SystemExit, match="first NOBODY-1"):
        agreement.agreement([alone])
