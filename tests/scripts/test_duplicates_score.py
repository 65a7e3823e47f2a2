import duplicates_score as score
import pytest


@pytest.fixture(scope="module")
def articles():
    return score.read([score.WRITTEN / "wire.jsonl"])


def test_copies_are_found_and_twins_are_not(articles):
    rows = {row.name: row for row in score.score(articles, 25)}
    assert {*score.COPIES, *score.UPDATES, *score.OTHERS, "articles", "notices", "releases"} == set(rows)
    assert rows["byline"].n == 25
    right, found = score.precision(list(rows.values()))
    assert right / found > 0.97
    copies = [row for row in rows.values() if row.wanted == "copy"]
    assert sum(row.right for row in copies) / sum(row.n for row in copies) > 0.95


def test_a_wrong_answer_is_counted_as_wrong():
    row = score.Row("twin", "none")
    assert not row.note(score.Match(score.Kind.NEAR, "a", 0.9, 0.0), "a")
    assert row.note(None, "a")
    assert (row.n, row.right, row.wrong) == (2, 1, 1)
    assert score.precision([row]) == (0, 1)


def test_edits_do_what_they_say(articles):
    pool = score.Pool(articles)
    article = next(a for a in articles if len(a.paragraphs) > 5 and sum(k == "company" for k, _ in a.parties) > 1)
    text = article.doc.text
    assert text.startswith(score.truncate(article, pool))
    assert score.intro(article, pool).endswith(text)
    assert len(score.drop(article, pool)) < len(text)
    changed = score.figures(article, pool)
    assert changed != text
    assert score.FIGURE.sub("", changed) == score.FIGURE.sub("", text)
    main = next(names[0] for kind, names in article.parties if kind == "company" and names[0] in text)
    assert main not in score.swapped(article, pool)


def test_time_is_taken(articles):
    took = score.timed([a.doc.text for a in articles], 60)
    assert took["documents"] == 60
    assert took["matched"] == 20
    assert took["ms"] > 0
