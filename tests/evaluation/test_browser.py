"""The error browser: self-contained, escaped, worst first, true to the comparison."""

import re
from html.parser import HTMLParser

import pytest

from extractor.evaluation.browser import render_html
from extractor.evaluation.oracle import as_prediction

VOID = {"meta"}


class Outline(HTMLParser):
    """Checks that tags nest; keeps text, marks and attributes."""

    def __init__(self, page):
        super().__init__()
        self.open, self.marks, self.attributes, self.text = [], [], [], []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.attributes += attrs
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        self.text.append(data)
        if self.open and self.open[-1][0] == "mark":
            self.marks.append((self.open[-1][1]["class"], data))


def test_page_nests_and_loads_nothing(gold, predicted):
    outline = Outline(render_html(gold, predicted))
    names = {name for name, _ in outline.attributes}
    assert names <= {"lang", "charset", "class", "id", "open", "href"}
    assert all(value.startswith("#article-") for name, value in outline.attributes if name == "href")


def test_article_text_is_kept_whole_and_escaped(gold, predicted):
    page = render_html(gold, predicted)
    assert gold[0]["text"] in "".join(Outline(page).text)
    assert "<NVK>" not in page


@pytest.mark.parametrize("field", ["id", "title", "text"])
def test_markup_in_an_article_stays_text(gold, predicted, field):
    evil = '<script src="x">alert(1)</script>&amp;'
    doc = {**gold[0], field: evil + gold[0][field]}
    page = render_html([doc], {doc["id"]: predicted["first"]})
    assert "<script" not in page
    assert evil in "".join(Outline(page).text)


def test_markup_in_a_prediction_stays_text(gold, predicted):
    predicted["first"]["events"][0]["actor"] = {"name": "<b>Holm</b>"}
    predicted["first"]["events"][2]["action"] = "<i>move</i>"
    page = render_html(gold, predicted)
    assert "<b>" not in page
    assert "<i>" not in page


def test_marks_tell_the_sides_apart(gold, predicted):
    marks = Outline(render_html(gold, predicted)).marks
    assert ("both", "bought") in marks
    assert ("gold", "20 kroner") in marks
    assert ("predicted", "Ida") in marks
    assert ("both", "pays") in marks  # the predicted span is out of place; its wording is found


def test_wrong_values_stand_side_by_side(gold, predicted):
    page = render_html(gold, predicted)
    assert "<td>value</td><td>20,000 NOK</td><td>21,000 NOK</td>" in page
    assert "<td>status</td><td>completed</td><td>pending</td>" in page
    assert "<td>shares</td><td>1,000</td><td>same</td>" in page
    assert "earnings: missed" in page
    assert "price_move: spurious" in page
    assert "<h3>dividend: found" in page  # nothing wrong: no colour


def test_worst_comes_first_and_right_articles_are_left_out(gold, predicted):
    worse = {**gold[0], "id": "worse"}
    fine = {**gold[0], "id": "fine"}
    docs = [fine, gold[0], worse]
    page = render_html(docs, {"fine": as_prediction(fine), "first": predicted["first"]})
    assert re.findall(r'id="(article-\d)"', page) == ["article-2", "article-1"]
    assert re.findall(r'id="(article-\d)"', render_html(docs, {}, limit=1)) == ["article-0"]


def test_actions_link_to_their_articles(gold, predicted):
    page = render_html(gold, predicted)
    row = re.search(r"<tr><td>earnings</td>.*?</tr>", page).group()
    assert '<a href="#article-0">1</a>' in row
    assert '<td>dividend</td><td>1</td><td>0</td><td>0</td><td>100.0</td><td class="left"></td>' in page
