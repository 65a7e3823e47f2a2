import pytest

from extractor.sources.html import NotAnArticle, read_html

PROSE = (
    "<p>Borvane raised its dividend by a tenth on Monday and said that orders for pumps had held up in all regions.</p>"
    "<p>The shares rose 3 percent to 41.20 crowns. Analysts had expected a payout on the level of last year.</p>"
)


def page(title, body, *, head=""):
    return (
        f'<html lang="en"><head><title>{title}</title>{head}</head><body><nav><a href="/n">News</a></nav>'
        f"<main>{body}</main><footer>© 2024 Quartle Media</footer></body></html>"
    )


def rows(*columns, n=9):
    made = ("<tr>" + "".join(f"<td>{column.format(i=i)}</td>" for column in columns) + "</tr>" for i in range(1, n + 1))
    return f"<table>{''.join(made)}</table>"


def ld(kind, name):
    return f'<script type="application/ld+json">{{"@type": "{kind}", "name": "{name}"}}</script>'


NOT_ARTICLES = {
    "a policy of the site": page(
        "Terms and Conditions of Sale - Quartle Shop",
        "<h1>Terms and Conditions of Sale</h1><p>Last updated: 3 May 2023</p>"
        "<p>Goods remain the property of the seller until the price has been paid in full by the customer.</p>",
    ),
    "a page about its owner": page(
        "Board of Directors | Borvane plc",
        "<h1>Board of Directors</h1><p>Ada Quill was appointed to the board in 2014. She holds a degree in law.</p>",
    ),
    "a job advertisement": page(
        "Credit Analyst (m/f/d) | Quartle Jobs",
        "<h1>Credit Analyst (m/f/d)</h1><p>We are looking for an analyst who reads a balance sheet for pleasure.</p>"
        "<h3>Requirements</h3><p>You have worked in credit for five years or more.</p><button>Apply now</button>",
    ),
    "an event": page(
        "Global Pump Conference | Quartle Events",
        "<h1>Global Pump Conference</h1><p>12 November 2024, Ostwick</p><p>Three days of talks for all who make and "
        "sell pumps, with speakers from nine producers.</p><button>Buy tickets</button>",
    ),
    "a form": page(
        "Currency converter | Quartle",
        "<h1>Euro to krona converter</h1><form><input type=number><select></select><select></select></form>"
        "<p>One euro is 11.42 kronor at the middle rate. For information only.</p>",
    ),
    "an offer": page(
        "Small Change – Solmere Press",
        "<h1>Small Change: how savings banks live</h1><p>Paperback, 312 pages, £16.99.</p><p>Why do some banks live for "
        "three centuries while their neighbours fail after three years?</p><button>Add to basket</button>",
    ),
    "a table of figures": page(
        "Holders of Borvane | Quartle",
        "<h1>Major shareholders of Borvane by number of shares</h1>" + rows("Fund {i}", "{i}1,000", "{i}.1"),
    ),
    "a company profile": page(
        "Borvane company profile | Quartle",
        "<h1>Borvane AB</h1><p>Sector: Industry<br>Employees: 4,218<br>Headquarters: Ostwick</p><p>The company develops "
        "and makes pumps for ships and mines, and operates through three segments.</p>",
    ),
    "a profile of a person": page(
        "Ada Quill | Quartle",
        "<h1>Ada Quill, our energy editor</h1><p>Ada Quill covers energy and crime for Quartle from Ostwick.</p>",
        head='<meta property="og:type" content="profile">',
    ),
    "an entry of a glossary": page(
        "Slippage - Glossary | Quartle",
        "<h1>Slippage</h1><p>Slippage is the difference between the price at which an order is sent and its own.</p>",
    ),
    "a recording with a few words about it": page(
        "Ep. 114: The man who shorted rain – The Loose Coin",
        "<h1>Ep. 114: The man who shorted rain</h1><audio src='a.mp3'></audio><p>August 5, 2021</p>"
        "<p>We hear how he set his prices, why nobody checked the gauge, and what his mother said.</p>",
    ),
    "a gallery of pictures": page(
        "In pictures: the last shift | Quartle",
        "<h1>In pictures: the last shift</h1>" + "<div><img src=a><p>A note left in a locker.</p></div>" * 6,
    ),
    "an index of articles": page(
        "Press releases 2012 | Borvane",
        "<h1>Press releases</h1><p>Here you find all releases of Borvane since it was listed on the exchange.</p>"
        + rows("2012-11-0{i}", "<a href='/{i}'>Borvane raises its prices for pumps again ({i})</a>"),
    ),
    "comments without their article": page(
        "Comments on “Borvane lifts payout”",
        "<h1>Comments on “Borvane lifts payout”</h1>"
        + "<div><p>They should have held out until August, the price will rise.</p><a>Reply</a></div>" * 4,
    ),
    "a page about a thing and not about what happened": page(
        "A century on rails",
        "<h1>A century on rails</h1><p>The works in Brno are the oldest in the country, and the largest.</p>"
        "<p>Their trams run in nine cities of the north, and in Ostwick they run through the night.</p>",
    ),
}  # fmt: skip


BESIDE = {
    "an error page": page(
        "Page not found - Quartle",
        "<h1>That did not work.</h1><p>The address leads nowhere, but here is what we have written since this morning.</p>",
    ),
    "an offer": page(
        "Quartle plans",
        "<h1>Read more of us</h1><p>All our news and three letters a week.</p><p>€9 per month</p><button>Select</button>"
        "<p>All of that and the paper as it is printed.</p><p>€29 per month</p><button>Select</button>",
    ),
    "an index of articles": page(
        "Small caps - The Pump Room",
        "<h1>Small caps</h1><ul><li>Topics</li><li>Replies</li><li>Views</li><li>Last post</li></ul>"
        "<p>Be polite. Say so if you hold the shares that you talk about.</p>",
    ),
}


@pytest.mark.parametrize("kind", BESIDE)
def test_other_pages_without_an_article(kind):
    with pytest.raises(NotAnArticle, match=f"the page is {kind};"):
        read_html(BESIDE[kind])


def test_a_page_that_leads_to_the_app_is_an_offer():
    buttons = "<a>Open in app</a><a>Get it on Google Play</a><a>Continue in browser</a>"
    with pytest.raises(NotAnArticle, match="an offer"):
        read_html(
            page("Quartle", f"<h1>Better in the app</h1><p>Alerts and lists in one place, and no ads.</p>{buttons}")
        )


def test_a_story_about_prices_a_month_is_an_article():
    story = f"<h1>Quartle raises its price</h1>{PROSE}<p>The paper costs €9 per month from May.</p><p>€9 per month</p>"
    assert "Borvane" in read_html(page("Quartle raises its price", story)).text


@pytest.mark.parametrize("kind", NOT_ARTICLES)
def test_a_page_that_is_no_article_is_refused_as_what_it_is(kind):
    with pytest.raises(NotAnArticle, match=f"the page is {kind};"):
        read_html(NOT_ARTICLES[kind])


@pytest.mark.parametrize(
    "kind", ["JobPosting", "AboutPage", "ProfilePage", "DefinedTerm", "ContactPage", "Product", "Event"]
)
def test_a_type_counts_where_no_article_is_declared(kind):
    title = "Borvane lifts payout after orders hold up"
    body = f"<h1>{title}</h1>{PROSE}"
    with pytest.raises(NotAnArticle):
        read_html(page(title, body, head=ld(kind, title)))
    article = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{title}"}}</script>'
    assert read_html(page(title, body, head=ld(kind, title) + article)).text.startswith("Borvane raised")


@pytest.mark.parametrize(
    "title",
    [
        "Borvane lifts payout",
        "Response to media reports on Borvane",
        "Comments on speculation about Borvane",
        "Borvane share price: what is behind the jump?",
        "Borvane changes privacy policy",
        "About us and them: Borvane splits in two",
        "Borvane results",
    ],
)
@pytest.mark.parametrize("around", ["", "<video src='a.mp4'></video>", "<a>Subscribe now</a><button>Register</button>"])
def test_a_short_article_that_looks_like_one_of_these_is_read(title, around):
    doc = read_html(page(f"{title} | Quartle", f"{around}<h1>{title}</h1>{PROSE}"))
    assert doc.text.split("\n\n")[0].startswith("Borvane raised its dividend by a tenth on Monday")


def test_a_table_of_a_release_with_its_date_is_read():
    body = "<h1>Borvane: key information relating to the cash dividend</h1><p>22 May 2025</p>" + rows(
        "Item {i}", "NOK {i}"
    )
    assert "Item 9 | NOK 9" in read_html(page("Borvane: key information relating to the cash dividend", body)).text
