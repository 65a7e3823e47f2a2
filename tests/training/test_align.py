from extractor.training.align import BODY, TITLE, align, gap, occurrences
from tests.training.articles import FIRST, SECOND, entity, results, trades


def test_the_right_occurrence_of_a_repeated_number_is_chosen():
    doc = trades()
    bought, sold = align(doc).events
    text = doc["text"]
    first, second = text.index("500"), text.rindex("500")
    assert first != second
    assert dict(bought.arguments) == {"shares": (first, first + 3), "price": (text.index("$4"), text.index("$4") + 2)}
    assert dict(sold.arguments) == {"shares": (second, second + 3), "price": (text.index("$5"), text.index("$5") + 2)}
    assert text[slice(*bought.trigger)] == "bought"
    assert sold.parties == {"actor": "Orvane Mills", "target": "Bexley Rail"}
    assert (sold.status, sold.direction, sold.sentiment) == ("rumored", "none", "negative")


def test_two_numbers_alike_in_one_sentence_go_to_their_own_words():
    sentence = "Harrow Glass bought 500 shares at 500 pence and later sold 500 to Bexley Rail."
    doc = trades() | {"text": sentence}
    [event] = doc["events"] = doc["events"][:1]
    event |= {"evidence": [sentence], "price": {"text": "500 pence", "amount": 5, "currency": "GBP"}}
    [got] = align(doc).events
    at = sentence.index("500 pence")
    assert dict(got.arguments) == {"shares": (20, 23), "price": (at, at + 9)}
    assert gap((0, 3), (5, 7)) == gap((5, 7), (0, 3)) == 2
    assert gap((0, 5), (3, 8)) == 0


def test_the_trigger_that_stands_by_its_arguments_is_chosen():
    sentence = "It bought calm, and Harrow Glass bought 500 shares of Bexley Rail at $4."
    doc = trades() | {"text": sentence}
    doc["events"] = [doc["events"][0] | {"evidence": [sentence]}]
    [event] = align(doc).events
    assert event.trigger == (sentence.rindex("bought"), sentence.rindex("bought") + 6)


def test_two_events_of_one_action_take_a_trigger_each():
    sentence = "Harrow Glass bought and Orvane Mills bought."
    doc = trades() | {"text": sentence}
    base = {"action": "stake_increase", "status": "completed", "trigger": "bought", "evidence": [sentence]}
    doc["events"] = [base | {"actor": "Harrow Glass"}, base | {"actor": "Orvane Mills"}]
    assert [e.trigger[0] for e in align(doc).events] == [13, 37]


def test_mentions_take_the_longest_name_and_only_whole_words():
    doc = trades() | {"text": "Bexley Rail and Bexley, not Bexleyheath."}
    doc["events"] = []
    got = align(doc).mentions
    body = [(doc["text"][m.start : m.end], m.entity) for m in got if m.where == BODY]
    assert body == [("Bexley Rail", "Bexley Rail"), ("Bexley", "Bexley Rail")]


def test_names_that_only_the_title_gives_are_found_there():
    doc = trades()
    got = [(m.where, m.entity, m.kind) for m in align(doc).mentions if m.where == TITLE]
    assert got == [(TITLE, "Tessel Fund", "fund"), (TITLE, "Bexley Rail", "company")]
    assert not any(m.entity == "Tessel Fund" for m in align(doc).mentions if m.where == BODY)


def test_job_titles_are_mentions_of_nobody():
    doc = results()
    [title] = [m for m in align(doc).mentions if m.kind == "job_title"]
    assert doc["text"][title.start : title.end] == "chief executive"
    assert title.entity is None


def test_a_metrics_change_is_the_nearest_percentage_of_that_size():
    doc = results()
    [event] = align(doc).events
    words = {role: doc["text"][a:b] for role, (a, b) in event.arguments}
    assert words == {
        "metric:net_profit": "$31 million", "metric_change:net_profit": "12 percent",
        "metric:revenue": "$90 million", "metric_change:revenue": "8 percent",
    }  # fmt: skip
    at = dict(event.arguments)
    assert at["metric_change:net_profit"] == (doc["text"].index("12 percent"), doc["text"].index("12 percent") + 10)
    assert event.versus == [(at["metric:net_profit"], "beat")]


def test_a_fall_is_found_by_its_size():
    doc = results()
    doc["text"] = doc["text"].replace("profit rose 12", "profit fell 12")
    event = doc["events"][0]
    event |= {"trigger": "profit fell", "evidence": [event["evidence"][0].replace("profit rose 12", "profit fell 12")]}
    event["metrics"][0]["change"] = -12
    [got] = align(doc).events
    assert doc["text"][slice(*dict(got.arguments)["metric_change:net_profit"])] == "12 percent"


def test_evidence_that_tells_it_again_is_noted():
    doc = trades()
    doc["events"] = [doc["events"][0] | {"evidence": [FIRST, SECOND]}]
    [event] = align(doc).events
    assert [doc["text"][a:b] for a, b in event.restated] == [SECOND]


def test_events_that_the_body_does_not_hold_are_counted():
    doc = trades()
    doc["events"][0] |= {"trigger": "snapped up"}
    doc["events"][1] |= {"evidence": ["A sentence from elsewhere."]}
    got = align(doc)
    assert (got.events, got.unaligned) == ([], 2)


def test_an_article_without_entities_or_title_aligns():
    doc = {"text": "Quiet.", "title": None, "events": [], "entities": [entity("Absent")]}
    got = align(doc)
    assert (got.mentions, got.events, got.unaligned) == ([], [], 0)


def test_numbers_are_not_found_inside_numbers():
    text = "1,500 or 500.5 or 500, then 500."
    assert occurrences("500", text) == [(18, 21), (28, 31)]
    assert occurrences("500", "1,500") == [(2, 5)], "what stands nowhere as a word is taken as it comes"
    assert occurrences("", text) == []
    assert occurrences("500", text, (20, 32)) == [(28, 31)]
