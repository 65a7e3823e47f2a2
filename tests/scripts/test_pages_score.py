import json

import pages_score
import pytest

FLOORS = {"body_f1": 98, "shingle_f1": 97, "title": 97, "published": 97, "authors": 96, "tickers": 97, "source": 96,
          "language": 97, "url": 97, "read": 100, "refused": 100}  # fmt: skip
BLIND = pages_score.PAGES.parent / "blind"
BLIND_FLOORS = {"body_f1": 98, "shingle_f1": 98, "title": 96, "published": 96, "authors": 86, "tickers": 96, "url": 100,
                "read": 100, "refused": 100}  # fmt: skip


@pytest.fixture(scope="module")
def scores():
    return [pages_score.score_page(path)[0] for path in sorted(pages_score.PAGES.glob("*.html"))]


def test_the_pages_hold_their_floors(scores):
    figures = pages_score.summary(scores)
    assert {key: figures[key] for key, floor in FLOORS.items() if figures[key] < floor} == {}


def test_the_pages_by_an_author_who_had_not_seen_the_code_hold_theirs():
    figures = pages_score.summary([pages_score.score_page(path)[0] for path in sorted(BLIND.glob("*.html"))])
    assert {key: figures[key] for key, floor in BLIND_FLOORS.items() if figures[key] < floor} == {}


def test_there_are_enough_pages(scores):
    assert sum(not score.refusal for score in scores) >= 30
    assert sum(score.refusal for score in scores) >= 12


def write(folder, text, **gold):
    (folder / "a.html").write_text(
        "<html><body><h1>Borvane lifts payout</h1><p>Borvane raised its dividend by a tenth on Monday.</p></body></html>"
    )
    fields = {"title": "Borvane lifts payout", "authors": [], "published": None, "source": None, "language": None,
              "tickers": [], "url": None, "text": text}  # fmt: skip
    (folder / "a.json").write_text(json.dumps(gold or fields))
    return folder / "a.html"


def test_a_missing_half_halves_recall(tmp_path):
    path = write(
        tmp_path, "Borvane raised its dividend by a tenth on Monday. Its rival Quartle cut its own by a third."
    )
    score, _ = pages_score.score_page(path)
    assert (score.precision, round(score.recall, 2), score.wrong) == (1.0, 0.5, ())


def test_an_article_refused_and_a_refusal_read_are_wrong(tmp_path, capsys):
    score, _ = pages_score.score_page(write(tmp_path, "", error="not_article"))
    assert (score.refusal, score.right) == (True, False)
    assert pages_score.summary([score])["refused"] == 0
    assert pages_score.main(["--pages", str(tmp_path), "--no-time", "--show"]) == 0
    assert "WRONG" in capsys.readouterr().out


def test_an_empty_folder_is_no_success(tmp_path, capsys):
    assert pages_score.main(["--pages", str(tmp_path)]) == 1
    assert "no pages" in capsys.readouterr().err
