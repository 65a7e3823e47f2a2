"""Scraped text → Document: what goes, what stays, what is learnt."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.errors import SourceError
from extractor.sources.document import Document
from extractor.sources.language import LanguageError
from extractor.sources.plain import read_text

ROOT = Path(__file__).parents[2]
BODY = (
    "Borvane Plc said on Monday it would raise its dividend by a tenth to 12 pence, after profit at the maker of pumps "
    "rose.\n\n"
    "The shares gained 3% to 410 pence in early trading.\n\n"
    "Forward-looking statements: the group expects sales to grow in 2026.\n\n"
    "Contact: Ida Fenn, +44 20 7946 0000"
)  # fmt: skip


def test_the_sample_article() -> None:
    doc = read_text((ROOT / "docs/sample/article.txt").read_bytes())
    assert doc.title == "Lei Jun Buys the Dip in Xiaomi! Is 40 the Bottom or the Top?"
    assert doc.tickers == ["01810"]
    assert doc.ticker_names == {"01810": "XIAOMI-W"}
    assert doc.text.startswith("Lei Jun just did what every retail investor daydreams about")
    assert doc.text.endswith("more like a timestamp on a turning point.")
    assert len(doc.text.split("\n\n")) == 12
    assert "\n\n\n" not in doc.text


def test_clean_text_is_untouched() -> None:
    doc = read_text(BODY)
    assert doc.text == BODY
    assert (doc.title, doc.published, doc.tickers) == (None, None, [])


@pytest.mark.parametrize(
    "head",
    [
        "# Borvane lifts payout\n\n",
        "## **Borvane lifts payout** ##\n",
        "Borvane lifts payout\n====\n\n",
        "Title: Borvane lifts payout\n\n",
        "Skip to main content\n\nHome\n\n# Borvane lifts payout\n\n5 min read\n\nShare | Save | Print\n\n",
    ],
)
def test_marked_title_leaves_the_body(head: str) -> None:
    doc = read_text(head + BODY)
    assert doc.title == "Borvane lifts payout"
    assert doc.text == BODY


def test_marked_title_may_come_last() -> None:
    doc = read_text(
        f"$BVN\n\n{BODY}\n\n# Borvane lifts payout\n\nReport\n\nComment\n\n  • Top\n  • Latest\nempty\nNo comments yet"
    )
    assert (doc.title, doc.tickers, doc.text) == ("Borvane lifts payout", ["BVN"], BODY)


def test_headline_without_mark_is_copied_and_stays() -> None:
    text = "Borvane lifts payout by a tenth\n\n" + BODY
    doc = read_text(text)
    assert doc.title == "Borvane lifts payout by a tenth"
    assert doc.text == text


@pytest.mark.parametrize(
    "first",
    [
        "LONDON, Nov 13 -",
        "(Adds share price, analyst comment)",
        "By Ida Fenn and Otto Brandl",
        "Helsinki, 22 May 2024 at 4:15",
        "Dear fellow shareholders of Borvane,",
        "Yesterday",
        "It was a busy week in pumps.",
    ],
)
def test_other_first_lines_are_no_headline(first: str) -> None:
    doc = read_text(f"{first}\n\n{BODY}")
    assert doc.title is None
    assert doc.text == f"{first}\n\n{BODY}"


def test_the_callers_title_wins_and_its_repetition_goes() -> None:
    assert read_text("# Borvane lifts payout\n\n" + BODY, title="Borvane Lifts Payout!").text == BODY
    assert read_text("Borvane lifts payout\n\n" + BODY, title="Borvane lifts payout").text == BODY
    other = "# Dividends this week\n\n" + BODY
    doc = read_text(other, title="Borvane lifts payout")
    assert (doc.title, doc.text) == ("Borvane lifts payout", other)


def test_a_flash_that_repeats_its_title_keeps_it() -> None:
    flash = "BORVANE 1ST QTR SHR 82 CTS VS 74 CTS\nSees year net up."
    assert read_text(flash, title="Borvane 1st qtr shr 82 cts vs 74 cts").text == flash


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("Published: Nov 24, 2025\n\n", date(2025, 11, 24)),
        ("2025-11-24 08:30\n", datetime(2025, 11, 24, 8, 30)),
        ("Posted on: 24 Nov 2025 08:30 GMT\nUpdated: 25 Nov 2025\n\n", datetime(2025, 11, 24, 8, 30, tzinfo=UTC)),
        ("Last updated: 25 November 2025\n\n", None),
    ],
)  # fmt: skip
def test_date_line(head: str, published: date | None) -> None:
    doc = read_text(head + BODY)
    assert doc.published == published
    assert doc.text == BODY


def test_bare_date_is_noted_and_stays() -> None:
    doc = read_text("7 December 2021\n\n" + BODY)
    assert doc.published == date(2021, 12, 7)
    assert doc.text == "7 December 2021\n\n" + BODY


def test_the_callers_date_wins() -> None:
    doc = read_text("Published: Nov 24, 2025\n\n" + BODY, published="2025-11-26T10:00Z")
    assert doc.published == datetime(2025, 11, 26, 10, tzinfo=UTC)
    assert doc.text == BODY


@pytest.mark.parametrize(
    "tail",
    [
        "Disclaimer: This is not financial advice. The group has no liability.",
        "DISCLAIMER\n\nThis is not investment advice.\n\nPast performance is no guide to the future.",
        "**Risk warning:** investing carries risk.\n\nShare this: Facebook | X | Email | 214 comments",
        "Disclaimer: the views are those of\nthe author. They are not investment advice.\nDo your own research.",
        "© 2025 The Pump Post. All rights reserved.",
        "Read more: Quartle to open a plant | Sign up for our newsletter",
        "---\nComments (23)\n\nBe the first to comment!",
        "Related articles\n* Load more",
        "Follow us on X and LinkedIn\n\nDownload our app today\nTags: pumps, dividends",
    ],
)
def test_tail_furniture_goes(tail: str) -> None:
    assert read_text(f"{BODY}\n\n{tail}").text == BODY


@pytest.mark.parametrize(
    "tail",
    [
        "Disclosure: the author owns shares of Borvane.",
        "The company reported top and latest figures.",
        "(Reporting by Ida Fenn; Editing by Otto Brandl)",
        "Disclaimer: not advice.\n\nQuartle, meanwhile, sold 2 million shares at 40 pence.",
        "Disclaimer: not advice.\nQuartle, meanwhile, sold 2 million shares at 40 pence.",
        "Comment from Ida Fenn, analyst: we rate the shares a buy.",
        "Copyright holder Quartle sued Borvane in March.",
        "Subscribe to the offer by 24 March at 40 pence a share, the company told holders.",
        "---",
    ],
)
def test_sentences_at_the_tail_stay(tail: str) -> None:
    assert read_text(f"{BODY}\n\n{tail}").text == f"{BODY}\n\n{tail}"


def test_furniture_inside_goes_only_as_its_own_paragraph() -> None:
    first, rest = BODY.split("\n\n", 1)
    dirty = f"{first}\n\nADVERTISEMENT\n\n![pump](https://img.example/p.png)\n\nStory continues below\n\n{rest}"
    assert read_text(dirty).text == BODY
    wrapped = "Holders who want to\nread more\nof this can do so at the meeting of the company on Monday."
    assert read_text(wrapped).text == wrapped


def test_markdown_links_keep_their_words() -> None:
    doc = read_text('[Borvane](https://b.example/x) bought [Quartle](/q "unit") for [an undisclosed sum] (see [1]).')
    assert doc.text == "Borvane bought Quartle for [an undisclosed sum] (see [1])."


def test_clean_false_takes_the_text_as_it_is() -> None:
    raw = "# Borvane lifts payout\r\n\r\n\r\nIt rose.\xa0\r\nReport"
    doc = read_text(raw, clean=False)
    assert doc.text == raw
    assert doc.title is None


def test_metadata_passes_through() -> None:
    known = Document(
        text=BODY,
        id="a1",
        url="https://x.example",
        source="Post",
        authors=("Ida",),
        language="en",
        extra={"k": [1]},
        origin="f:3",
    )
    doc = read_text(
        BODY,
        id="a1",
        url="https://x.example",
        source="Post",
        author="Ida",
        language="en",
        extra={"k": [1]},
        origin="f:3",
    )
    assert doc == known
    assert doc.label == "a1"


def test_metadata_is_tidied() -> None:
    doc = read_text(BODY, title=" Borvane\nlifts\xa0payout\ud83d ", id="", author="  ")
    assert (doc.title, doc.id, doc.author) == ("Borvane lifts payout\ufffd", None, None)


def test_language() -> None:
    german = "Die Aktien der Borvane AG sind am Montag um drei Prozent auf 41 Euro gestiegen, weil das Werk läuft."
    with pytest.raises(LanguageError, match=r"^memo: "):
        read_text(german, id="memo")
    assert read_text(german, allow_language=True).language == "und"
    assert read_text(german, allow_language=True, language="de").language == "de"


def test_a_title_alone_is_the_text() -> None:
    doc = read_text("# Borvane buys Quartle for $4 million\n\nReport\n\nNo comments yet")
    assert doc.text == doc.title == "Borvane buys Quartle for $4 million"


def test_refusals_name_the_document() -> None:
    with pytest.raises(SourceError, match=r"^d1: nothing is left"):
        read_text("Report\n\nComment\n\nNo comments yet", id="d1")
    with pytest.raises(SourceError, match=r"'24/11/25' is not understood"):
        read_text(BODY, published="24/11/25")


@pytest.mark.parametrize(
    "junk", ["Disclaimer: no advice.\n\n" * 9_000, "\n" * 200_000, "![a](" * 500, " " * 200_000 + "\n"]
)
def test_long_junk_is_read_in_time_and_leaves_the_body(junk: str) -> None:
    text = read_text(f"{BODY}\n\n{junk}").text
    assert text.startswith(BODY)
    assert text == BODY or junk.startswith("![")


LINES = st.sampled_from(
    [
        *(
            "Borvane rose 3% on Monday.",
            "Sales were 4 million.",
            "# Borvane lifts payout",
            "* a point",
            "",
            "",
            "",
            "---",
        ),
        *("Report", "Top", "$BVN", "Advertisement", "Disclaimer: no advice.", "Published: Nov 24, 2025", "© 2025 Post"),
        "Read more: this",
    ]
)


@settings(derandomize=True, deadline=None)
@given(st.lists(LINES, max_size=14))
def test_reading_twice_is_reading_once_and_keeps_every_sentence(lines: list[str]) -> None:
    try:
        doc = read_text("\n".join(lines))
    except SourceError:
        assert not {"Borvane rose 3% on Monday.", "Sales were 4 million."}.intersection(lines)
        return
    for sentence in ("Borvane rose 3% on Monday.", "Sales were 4 million."):
        assert doc.text.count(sentence) + (doc.title == sentence) == lines.count(sentence)
    assert read_text(doc.text, title=doc.title).text == doc.text
