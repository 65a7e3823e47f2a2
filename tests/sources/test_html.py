"""HTML pages → Document."""

import json
from datetime import UTC, date, datetime

import pytest

from extractor.errors import SourceError
from extractor.sources import looks_html, read_any
from extractor.sources.html import NotAnArticle, read_facts, read_html

ARTICLE = """<article><h1>Borvane lifts payout after strong half</h1>
<p>Borvane Plc (LSE: BVN) said on Monday it would raise its dividend by a tenth to 12 pence, after profit rose.</p>
<div class="ad">Advertisement</div><h2>Cash pile</h2>
<p>The group, which makes pumps in Leeds, said it had net cash of <b>£40&nbsp;million</b> at the end of June and
would look at a <a href="/b">buyback</a> of shares in the spring.<br><br>Its rival
<span data-symbol="NYSE:QRT">Quartle</span> fell.</p><ul><li>Revenue up 4%</li><li>Profit up 9%</li></ul>
<table><tr><th>Unit</th><th>Sales</th></tr><tr><td>Pumps</td><td>12</td></tr></table>
<p>Share this article</p></article>"""
LD = """{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "s"}, {"@type": ["NewsArticle"],
"headline": "Borvane lifts payout after strong half", "datePublished": "2025-03-04T07:15:00Z",
"author": [{"@type": "Person", "name": "Ida Fenn"}, {"@type": "Person", "name": "Otto Brandl"}],
"publisher": {"@type": "Organization", "name": "Pump Post Ltd"},
"about": [{"@type": "Corporation", "name": "Borvane", "tickerSymbol": "LSE:BVN"}]}]}"""
META = """<link rel="canonical" href="/news/payout"><meta property="og:title" content="Borvane raises its payout">
<meta property="article:published_time" content="2025-03-04T07:00:00+00:00">
<meta property="og:site_name" content="The Pump Post"><meta name="author" content="Ida Fenn">"""
PROSE = "<p>Borvane Plc said on Monday it would raise its dividend by a tenth to 12 pence, after profit rose.</p>"


def page(head: str, body: str = ARTICLE) -> str:
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head><title>Payout | The Pump Post</title>{head}</head><body><nav>'
        f'<a href="/">Home</a><span data-symbol="ZZZ">Z</span></nav>{body}<div class="comments"><p>A reader writes '
        "that this is bad for everyone.</p></div><footer>© 2025 Pump Post</footer></body></html>"
    )


def short(title: str, text: str) -> str:
    return f"<html><head><title>{title} | Tapeline</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"


def test_body_keeps_its_paragraphs_and_nothing_else() -> None:
    doc = read_html(page(""))
    assert doc.text == (
        "Borvane Plc (LSE: BVN) said on Monday it would raise its dividend by a tenth to 12 pence, after profit "
        "rose.\n\nCash pile\n\n"
        "The group, which makes pumps in Leeds, said it had net cash of £40 million at the end of June and would look "
        "at a buyback of shares in the spring.\n\n"
        "Its rival Quartle fell.\n\nRevenue up 4%\n\nProfit up 9%\n\nUnit | Sales\nPumps | 12"
    )


def test_json_ld_comes_before_meta_tags() -> None:
    doc = read_html(page(f'<script type="application/ld+json">{LD}</script>{META}'), url="https://pump.example/x?y=1")
    assert doc.title == "Borvane lifts payout after strong half"
    assert (doc.published, doc.published_basis) == (datetime(2025, 3, 4, 7, 15, tzinfo=UTC), "json-ld")
    assert (doc.authors, doc.source, doc.language) == (("Ida Fenn", "Otto Brandl"), "Pump Post Ltd", "en")
    assert doc.tickers == ["BVN", "QRT"]
    assert doc.ticker_names == {"BVN": "Borvane"}
    assert doc.url == "https://pump.example/x?y=1"


@pytest.mark.parametrize("ld", ["", '<script type="application/ld+json">{broken</script>'])
def test_meta_tags(ld: str) -> None:
    facts = read_facts(page(ld + META), url="https://pump.example/x")
    assert facts.title == "Borvane raises its payout"
    assert (facts.published, facts.published_basis) == (datetime(2025, 3, 4, 7, tzinfo=UTC), "meta")
    assert (facts.authors, facts.source) == (("Ida Fenn",), "The Pump Post")
    assert facts.url == "https://pump.example/news/payout"


def test_without_metadata_the_heading_is_the_title() -> None:
    facts = read_facts(page(""))
    assert facts.title == "Borvane lifts payout after strong half"
    assert (facts.published, facts.url, facts.authors) == (None, None, ())


def test_a_broken_date_of_the_page_is_skipped() -> None:
    ld = '<script type="application/ld+json">{"@type": "Article", "datePublished": "?"}</script>'
    assert read_facts(page('<meta name="date" content="last week">' + ld)).published is None


def test_the_caller_wins() -> None:
    doc = read_html(page(META), title="Mine", published="2025-03-05", source="Me", author="I", language="fr", id="7")
    assert (doc.title, doc.published, doc.published_basis) == ("Mine", date(2025, 3, 5), "caller")
    assert (doc.id, doc.source, doc.author, doc.language) == ("7", "Me", "I", "fr")


@pytest.mark.parametrize(
    ("extra", "url", "expected"),
    [
        ('<time datetime="2025-03-04T09:00:00+01:00">4 March</time>', None, ("2025-03-04T09:00:00+01:00", "time")),
        ("<p>Published 4 March 2025 9:00 am GMT</p>", None, ("2025-03-04T09:00:00+00:00", "text")),
        ("<div>Updated 5 March 2025</div>", "https://p.example/2025/03/04/payout", ("2025-03-04", "url")),
        ("<div>Updated 5 March 2025</div>", None, ("2025-03-05", "text")),
    ],
)
def test_where_the_date_is_from(extra: str, url: str | None, expected: tuple[str, str]) -> None:
    doc = read_html(f"<html><body><h1>Borvane lifts payout</h1>{extra}{PROSE}</body></html>", url=url)
    assert doc.published is not None
    assert (doc.published.isoformat(), doc.published_basis) == expected
    assert doc.text.startswith("Borvane Plc said")


def test_text_of_json_ld_stands_in_for_a_body_that_scripts_would_fill() -> None:
    ld = json.dumps(
        {"@type": "NewsArticle", "headline": "Borvane lifts payout", "articleBody": "One.\n\nTwo &amp; three."}
    )
    markup = f'<html><body><div id="root"></div><script type="application/ld+json">{ld}</script></body></html>'
    assert read_html(markup).text == "One.\n\nTwo & three."


def test_tickers_of_boxes_and_strips_are_not_the_articles() -> None:
    body = (
        '<article><h1>Borvane lifts payout</h1><p>Borvane (<a href="/quote/BVN">BVN</a>) raised its dividend by a tenth '
        'on Monday, after profit rose.</p><div><a href="/quote/AAA">AAA</a> +1.2% <a href="/quote/BBB">BBB</a> -0.3%</div>'
        '<div class="share"><a href="https://x.example/?symbol=CCC">CCC</a></div></article>'
    )
    assert read_html(page("", body)).tickers == ["BVN"]


def test_a_flash_of_one_sentence_is_an_article() -> None:
    doc = read_html("<html><body><p>Borvane Plc said it would buy Quartle for £4 million in cash.</p></body></html>")
    assert doc.text == "Borvane Plc said it would buy Quartle for £4 million in cash."


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Borvane says 404 jobs to go", "Borvane says 404 jobs will go at its Leeds plant by June."),
        ("Zanbrook says service temporarily unavailable after attack", "Zanbrook's site was down for six hours."),
        ("Norcrest blocks access to accounts", "Norcrest asks customers to log in to their accounts."),
        ("Regulator fines Quartle over captcha", "Quartle fined 2 million over captcha that kept out the blind."),
        ("Pelstone drops paywall", "Pelstone's papers drop the paywall that is for subscribers only."),
        ("Holgate CEO quits", "CEO Lund quits at once."),
    ],
)
def test_a_short_article_in_the_words_of_a_wall_is_read(title: str, text: str) -> None:
    assert read_html(short(title, text)).text == text


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("404 Not Found", "The requested URL was not found on this server.", "an error page"),
        ("Access denied", "You don't have permission to access this page.", "a bot check"),
        ("Sign in", "Sign in to continue to Tapeline.", "a login wall"),
        ("Subscribe to continue reading", "Already a subscriber? Sign in.", "a paywall"),
    ],
)
def test_a_page_that_is_no_article_says_what_it_is(title: str, text: str, kind: str) -> None:
    with pytest.raises(NotAnArticle, match=f"^p.html: no article was found, the page is {kind};") as caught:
        read_html(short(title, text), origin="p.html")
    assert caught.value.code == "not_article"


@pytest.mark.parametrize(
    "markup",
    ["<html>", "<html><body><nav>Home</nav></body></html>", "<html><script>var a = 'words and words';</script></html>",
     "<html><body>" + "<div>" * 20_000 + "x" + "</body></html>"],
)  # fmt: skip
def test_no_article_is_refused(markup: str) -> None:
    with pytest.raises(SourceError, match=r"^p\.html: no article"):
        read_html(markup, origin="p.html")


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body>" + "<div>" * 150 + PROSE + "</div>" * 150 + "</body></html>",
        "<html><body>" + "<font>" * 600 + PROSE + "</body></html>",
        f"<html><body><div data-x='{'a' * 2_000_000}'>{PROSE}</div></body></html>",
        "<html><script type='application/ld+json'>" + "[" * 20_000 + "</script><body>" + PROSE * 300 + "</body></html>",
    ],
)
def test_odd_markup_is_read(markup: str) -> None:
    assert read_html(markup).text.startswith("Borvane Plc said on Monday")


def test_read_any_tells_html_from_text() -> None:
    assert read_any(page("").encode("utf-16"), name="p").title == "Borvane lifts payout after strong half"
    text = "Borvane said the <html> tag of its page was wrong and that it would fix it on Monday."
    doc = read_any(text.encode(), name="note.txt", published="2025-03-05")
    assert (doc.text, doc.origin, doc.published) == (text, "note.txt", date(2025, 3, 5))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!doctype HTML><p>x", True),
        ('<?xml version="1.0"?>\n<!-- made by hand -->\n<html>', True),
        ("\n <div class='a'>x</div>", True),
        ("<BVN> rose 3%", False),
        ("# Title\n\n<div>", False),
    ],
)
def test_looks_html(text: str, expected: bool) -> None:
    assert looks_html(text) is expected


def test_characters_that_no_tree_may_hold_are_no_error() -> None:
    block = "<div>Borvane&#1; bought Quartle&#x2; for $12 million on Monday&#123;, the companies said in Oslo.</div>"
    text = read_html(f"<html><body>{block * 4}\x02</body></html>").text
    assert "$12 million on Monday{, the" in " ".join(text.split())


def test_the_article_of_a_shell_is_read_from_the_data_for_its_script() -> None:
    story = {"headline": "Borvane lifts payout", "blocks": [{"type": "p", "text": f"Borvane Plc rose. {PROSE}"}] * 3}
    data = json.dumps({"props": {"story": story, "more": [{"headline": "Other", "text": "Other words. " * 90}]}})
    data = data.replace("</", "<\\/")
    shell = (
        "<html><head><title>Borvane lifts payout</title></head><body><div id='app'></div>"
        f"<script type='application/json'>{data}</script></body></html>"
    )
    doc = read_html(shell)
    assert doc.text.count("Borvane Plc said on Monday") == 3
    assert "Other words" not in doc.text
    with pytest.raises(NotAnArticle):
        read_html(shell.replace('"headline": "Borvane lifts payout"', '"headline": "Quartle cuts payout"'))


def test_paragraphs_inside_an_inline_element_stay_apart() -> None:
    three = "".join(PROSE.replace("tenth", part) for part in ("tenth", "fifth", "third"))
    doc = read_html(f"<html><body><h1>T</h1><div><span>{three}</span></div></body></html>")
    assert doc.text.count("\n\n") == 2


def test_the_hidden_rest_of_an_article_is_read_and_other_hidden_text_is_not() -> None:
    fifth, third = (PROSE.replace("tenth", part) for part in ("fifth", "third"))
    rest = f"<div class='read-more-wrapper' style='display:none'>{fifth}</div><div class='modal' hidden>{third}</div>"
    doc = read_html(
        f"<html><body><article><h1>T</h1><div><p>Borvane rose on Monday in Oslo, by 4 %.</p>{PROSE}</div>{rest}</article></body></html>"
    )
    assert "by a fifth" in doc.text
    assert "by a third" not in doc.text


def test_a_list_of_other_articles_below_is_left_behind() -> None:
    cards = "".join(
        f"<li><a href='/{n}'><h3>Quartle names a new head number {n}</h3></a><p>A few words.</p></li>" for n in "ab"
    )
    doc = read_html(
        f"<html><body><div class='x1'><h1>T</h1>{PROSE * 5}</div><div class='x2'><ul>{cards}</ul></div></body></html>"
    )
    assert "Quartle" not in doc.text


@pytest.mark.parametrize(
    ("markup", "tickers"),
    [
        ("<p><a href='/s/1'>$Loxley Energy(LXE.SI)$</a></p>", ["LXE"]),
        ("<p>Tsing Ma (02881.HK) rose.</p>", ["02881"]),
        ("<p><a href='/symbol/BWG:CA'>Bramwell (BWG:CA)</a> rose.</p>", ["BWG"]),
        ("<div><h3>In this story</h3><a href='/quote/PTRL' title='Petrel'>PTRL</a></div>", ["PTRL"]),
        ("<div class='ticker-list'>In this story<ul><li><a href='/quote/ABCD' title='Borvane Plc'>ABCD</a></li>"
         "<li><a href='/quote/WXYZ' title='Other Co'>WXYZ</a></li></ul></div>", ["ABCD"]),
        ("<p>It paid 5 (USD) for (A.B) in (NO.HK5).</p>", []),
    ],
)  # fmt: skip
def test_symbols_as_pages_write_them(markup: str, tickers: list[str]) -> None:
    assert read_html(f"<html><body><h1>Title of it</h1>{markup}{PROSE * 3}</body></html>").tickers == tickers


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<h1>Hello again</h1><p>Use your account to go on.</p><form><input type='password'></form>", "a login wall"),
        ("<h1>Clip</h1><video></video><p>01:20 Clip</p>", "a video without text"),
        ("<h1>Newsletters</h1><p>The best of our reporting, every day at six. It is free.</p>", "an offer of subscriptions"),
        ("<p>You are being taken to your page. If nothing happens, press the button below.</p>", "a notice to its reader"),
    ],
)  # fmt: skip
def test_pages_told_by_what_they_hold(body: str, kind: str) -> None:
    with pytest.raises(NotAnArticle, match=kind):
        read_html(f"<html><head><title>x</title></head><body>{body}</body></html>")
