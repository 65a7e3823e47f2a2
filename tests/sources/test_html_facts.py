"""Bylines, dates and JSON-LD of pages."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from extractor.sources import jsonld, page_dates
from extractor.sources.bylines import people
from extractor.sources.furniture import is_credit, is_disclaimer
from extractor.sources.html import read_html
from extractor.sources.markup import parse


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ida Fenn and Otto Brandl", ("Ida Fenn", "Otto Brandl")),
        ("Ada Quill in Oslo, Tom Varley; Editing by Jan Moor", ("Ada Quill", "Tom Varley")),
        ("Reporting by Ada Quill; Editing by Jan Moor and Ruth Able", ("Ada Quill",)),
        ("By DORIS KLEMP", ("Doris Klemp",)),
        ("By : Marit Lund, Market Analyst November 6, 2025 2:15 PM", ("Marit Lund",)),
        ("Meera Iyengar, DC Web Desk", ("Meera Iyengar",)),
        ("DC Web Desk", ("DC Web Desk",)),
        ("Grisdale Biologics, Inc.", ("Grisdale Biologics, Inc.",)),
        ("Lena de Vries, CFA", ("Lena de Vries",)),
        ("Staff", ()),
        ("admin", ()),
        ("https://faces.example/ledger", ()),
        ("The Pump Post", ()),
    ],
)
def test_people(byline: str, names: tuple[str, ...]) -> None:
    assert people([byline], sites=["Pump Post"]) == names


HKT = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Published Jul 08, 2025, 07:40 PM", datetime(2025, 7, 8, 19, 40)),
        ("Tuesday, March 4, 1997 10:22 AM EST", datetime(1997, 3, 4, 10, 22, tzinfo=timezone(-timedelta(hours=5)))),
        ("Nov. 12, 2025 6:40 am ET", datetime(2025, 11, 12, 6, 40, tzinfo=timezone(-timedelta(hours=5)))),
        ("July 12, 2025 6:40 am ET", datetime(2025, 7, 12, 6, 40, tzinfo=timezone(-timedelta(hours=4)))),
        ("16:32, October 01, 2025", datetime(2025, 10, 1, 16, 32)),
        ("09.12.2025 - 19:48", datetime(2025, 12, 9, 19, 48)),
        ("24 November 2025 18:05 (UTC+8)", datetime(2025, 11, 24, 18, 5, tzinfo=HKT)),
        ("21/05/2025", date(2025, 5, 21)),
        ("03/04/2025", None),
        ("Updated 5 March 2025", None),
        (
            "Borvane said on 5 March 2025 that it would raise its dividend after a year in which profit had doubled.",
            None,
        ),
    ],
)
def test_a_line_that_says_when(text: str, expected: date | None) -> None:
    assert page_dates.stamp(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-12-09T19:48:00+0100", datetime(2025, 12, 9, 19, 48, tzinfo=timezone(timedelta(hours=1)))),
        ("2025-12-09 19:48:00 +0000", datetime(2025, 12, 9, 19, 48, tzinfo=UTC)),
        ("20251209", date(2025, 12, 9)),
        ("1763601120000", datetime(2025, 11, 20, 1, 12, tzinfo=UTC)),
        ("2025/12/09", date(2025, 12, 9)),
        ("0001-01-01T00:00:00", None),
        ("soon", None),
    ],
)
def test_a_date_for_machines(value: str, expected: date | None) -> None:
    assert page_dates.machine(value) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://p.example/2025/mar/04/payout", date(2025, 3, 4)),
        ("https://p.example/news/payout-20250304.html", date(2025, 3, 4)),
        ("https://p.example/news/payout-20259999", None),
        ("https://p.example/story/20250", None),
    ],
)
def test_a_date_in_an_address(url: str, expected: date | None) -> None:
    assert page_dates.in_url(url) == expected


def test_the_first_date_counts_and_a_later_one_may_tell_it_more_exactly() -> None:
    exact = datetime(2025, 3, 4, 7, tzinfo=UTC)
    assert page_dates.best([(None, "json-ld"), (date(2025, 3, 4), "meta"), (exact, "time")]) == (exact, "time")
    assert page_dates.best([(date(2025, 3, 4), "meta"), (datetime(2025, 3, 5, 7), "time")]) == (
        date(2025, 3, 4),
        "meta",
    )


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "Borvane lifts payout",}',
        '[{"@type": "WebPage"}, {"@type": "NewsArticle", "headline": "Borvane\nlifts payout"}]',
        "{&quot;@type&quot;: &quot;BlogPosting&quot;, &quot;headline&quot;: &quot;Borvane lifts payout&quot;}",
        '<![CDATA[{"@type": "Article", "headline": "Borvane lifts payout"}]]>',
        '{"@type": "WebSite"}{"@type": "ReportageNewsArticle", "headline": "Borvane &amp;nbsp;lifts payout"}',
        '{"@graph": [{"@type": "WebPage", "mainEntity": {"@type": "LiveBlogPosting", "headline": "Borvane lifts payout"}}]}',
    ],
)
def test_json_ld_as_pages_write_it(script: str) -> None:
    tree = parse(f'<html><head><script type="application/ld+json">{script}</script></head><body>x</body></html>')
    assert jsonld.text(jsonld.article(jsonld.read(tree)).get("headline")) == "Borvane lifts payout"


def test_json_ld_of_the_page_comes_before_that_of_another_article() -> None:
    nodes = [
        {"@type": "Article", "url": "https://p.example/other", "headline": "Other"},
        {"@type": "Article", "url": "https://p.example/this", "headline": "This"},
    ]
    assert jsonld.article(nodes, ["https://p.example/this"])["headline"] == "This"


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("(Reporting by Ada Quill in Oslo; Editing by Jan Moor and Ruth Able)", True),
        ("Reporting by Ada Quill; additional reporting by Tom Varley", True),
        ("Reporting by Ada Quill showed that the company had known of the flaw.", False),
        ("Editing by hand costs the company 3 million a year.", False),
    ],
)
def test_credits(paragraph: str, expected: bool) -> None:
    assert is_credit(paragraph) is expected


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("71% of retail investor accounts lose money when trading CFDs with this provider.", True),
        ("This article is for informational purposes only.", True),
        ("The content on this site does not constitute investment advice.", True),
        ("Borvane's advice to shareholders does not constitute an offer.", False),
        ("This announcement contains forward-looking statements.", False),
    ],
)
def test_disclaimers(paragraph: str, expected: bool) -> None:
    assert is_disclaimer(paragraph) is expected


STORY = (
    "<p>Borvane raised its dividend by a tenth on Monday and said that orders for pumps had held up in all regions.</p>"
    "<p>The shares rose 3 percent to 41.20 crowns. Analysts had expected a payout on the level of last year.</p>"
)


def read_story(above="", below="", *, title="Borvane lifts payout after orders hold up", head="", lang="en"):
    return read_html(
        f'<html lang="{lang}"><head><title>{title}</title>{head}</head><body><div>{above}'
        f"<h1>Borvane lifts payout after orders hold up</h1>{below}{STORY}</div></body></html>"
    )


def test_the_date_under_the_title_wins_over_the_day_of_the_visit_above_it():
    doc = read_story("<p>Sat 22 Feb 2025</p>", "<p>21 Feb 2025, 01:14 pm</p>")
    assert doc.published == datetime(2025, 2, 21, 13, 14)


@pytest.mark.parametrize(("lang", "day"), [("en-US", date(2023, 11, 2)), ("en-GB", date(2023, 2, 11)), ("en", None)])
def test_a_date_in_figures_is_read_as_the_country_of_the_page_writes_it(lang, day):
    assert read_story(below="<p>11/02/2023</p>", lang=lang).published == day


def test_a_date_that_a_template_gives_every_page_gives_way_to_that_under_the_title():
    doc = read_story(below="<p>12 July 2024</p>", head='<meta name="date" content="2009-01-01">')
    assert doc.published == date(2024, 7, 12)


def test_a_byline_of_which_only_one_name_is_linked_is_read_whole():
    doc = read_story(below='<p>By <a rel="author" href="/a/1">Ada Quill</a> and Tom Varley</p>')
    assert doc.authors == ("Ada Quill", "Tom Varley")


def test_the_author_of_a_note_at_the_foot_is_named_and_the_note_left_out():
    story = STORY + "<p><b>Ada Quill</b> teaches the history of banking at the University of Solmere.</p>"
    doc = read_html(
        f"<html><head><title>Payout</title></head><body><h1>Borvane lifts payout again</h1>{story}</body></html>"
    )
    assert doc.authors == ("Ada Quill",)
    assert "Solmere" not in doc.text


def test_json_ld_of_another_article_is_left_aside():
    other = '{"@type": "NewsArticle", "headline": "Herring recipes for weekends", "author": "Ines Roth", "datePublished": "2019-11-02"}'
    doc = read_story(
        below=STORY * 3,
        head=f'<script type="application/ld+json">{other}</script>',
        title="Borvane lifts payout | Quartle",
    )
    assert (doc.title, doc.authors, doc.published) == ("Borvane lifts payout after orders hold up", (), None)


def test_the_title_for_other_sites_gives_way_to_the_one_that_the_page_shows():
    doc = read_story(head='<meta property="og:title" content="Pump maker pays more">')
    assert doc.title == "Borvane lifts payout after orders hold up"


@pytest.mark.parametrize(
    "marked",
    [
        {"head": '<meta name="tickers" content="BVN, QRT">'},
        {"below": '<p>Shares of <a href="/quotes/BVN">Borvane</a> and <a href="/quote/xlon/qrt/">QRT</a> rose.</p>'},
        {"below": "<p>Quotes: <a href=\"javascript:quote('BVN')\">BVN</a> <a href='/stocks?s=QRT'>QRT</a></p>"},
        {"above": "<p>(Stock code: 01234)</p>", "head": '<meta name="ticker" content="BVN;QRT;SE0099990001">'},
    ],
)
def test_symbols_as_pages_mark_them(marked):
    assert set(read_story(**marked).tickers) - {"01234"} == {"BVN", "QRT"}


def test_the_code_in_the_head_of_a_notice_is_a_symbol():
    assert read_story("<p>(Stock code: 01234)</p>").tickers == ["01234"]


def test_a_byline_of_two_linked_names_is_no_list_of_links():
    names = '<a class="b-byline__name" href="/author/ada/">Ada Quill</a> and <a class="b-byline__name" href="/author/tom/">Tom Varley</a>'
    doc = read_story(below=f'<div class="b-byline"><span class="b-byline__names">{names}</span></div>')
    assert doc.authors == ("Ada Quill", "Tom Varley")


def test_who_signs_for_the_board_is_no_author():
    doc = read_html(
        f"<html><head><title>Payout</title></head><body><h1>Borvane lifts payout again</h1>{STORY}<p>By order of the Board</p></body></html>"
    )
    assert doc.authors == ()


def test_who_asked_the_questions_is_the_author():
    asked = '<div class="field-interviewer"><div class="label">Interview:</div><div class="item">Ada Quill</div></div>'
    assert read_story(below=asked).authors == ("Ada Quill",)


def test_the_header_of_the_filing_around_a_page_is_left_out():
    wrapped = (
        "<DOCUMENT>\n<TYPE>EX-99.2\n<SEQUENCE>3\n<FILENAME>bvn-ex992.htm\n<DESCRIPTION>NEWS RELEASE\n<TEXT>\n"
        f"<HTML><HEAD><TITLE>Release</TITLE></HEAD><BODY><P><B>BORVANE RAISES ITS DIVIDEND AGAIN</B></P>{STORY}</BODY></HTML>"
        "\n</TEXT>\n</DOCUMENT>"
    )
    text = read_html(wrapped).text
    assert "bvn-ex992" not in text
    assert "DOCUMENT" not in text
    assert text.count("\n\n") == read_html(wrapped.partition("<TEXT>")[2]).text.count("\n\n") >= 1


@pytest.mark.parametrize(("last", "kept"), [("By Ada Quill and Tom Varley", False), ("By Monday the pumps ran.", True)])
def test_authors_who_sign_below_their_story_are_no_part_of_it(last, kept):
    head = '<meta name="author" content="Ada Quill, Tom Varley">'
    doc = read_html(
        f"<html><head><title>Payout</title>{head}</head><body><article><h1>Borvane lifts payout again</h1>{STORY}"
        f"<p>{last}</p></article></body></html>"
    )
    assert doc.authors == ("Ada Quill", "Tom Varley")
    assert doc.text.endswith(last) is kept
