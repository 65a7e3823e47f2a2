import numpy as np

from extractor.assemble.entities import add_repeats, attach_job_titles, cluster, read_mentions, tidy
from extractor.engine.findings import MentionFound

TEXT = (
    "Harwick Steel plc said Jane Roe, its chief executive, bought shares. Roe now holds 2%. Harwick's rival Volta fell. "
    "Analysts at Volta Metals AG declined to comment. Harwick closed higher."
)


def found(
    name: str, kind: str, nth: int = 0, probability: float = 0.9, in_title: bool = False, text: str = TEXT
) -> MentionFound:
    at = -1
    for _ in range(nth + 1):
        at = text.index(name, at + 1)
    return MentionFound(at, at + len(name), in_title, kind, probability, np.array([0.2, 0.6, 0.2], dtype=np.float32))


MENTIONS = [
    found("Harwick Steel plc", "company"),
    found("Jane Roe", "person"),
    found("chief executive", "job_title"),
    found("Roe", "person", nth=1),
    found("Harwick's", "company"),
    found("Volta", "company"),
    found("Volta Metals AG", "company"),
]


def test_aliases_join_the_fullest_name() -> None:
    clusters = cluster(read_mentions(MENTIONS, TEXT, ""))
    assert [(c.name, c.kind, len(c.mentions)) for c in clusters] == [
        ("Harwick Steel plc", "company", 2),
        ("Jane Roe", "person", 2),
        ("Volta Metals AG", "company", 2),
    ]


def test_repeats_that_were_not_found_are_added() -> None:
    clusters = cluster(read_mentions(MENTIONS, TEXT, ""))
    add_repeats(clusters, TEXT)
    assert [m.text for m in clusters[0].mentions] == ["Harwick Steel plc", "Harwick", "Harwick"]
    for c in clusters:
        for m in c.mentions:
            assert TEXT[m.start : m.end] == m.text


def test_job_title_goes_to_the_person_beside_it() -> None:
    mentions = read_mentions(MENTIONS, TEXT, "")
    clusters = cluster(mentions)
    attach_job_titles(clusters, mentions, TEXT)
    assert [c.role for c in clusters] == [None, "chief executive", None]


def test_doubtful_and_double_mentions_are_left_out() -> None:
    low = found("Analysts", "company", probability=0.1)
    assert read_mentions([low, MENTIONS[0], MENTIONS[0]], TEXT, "")[0].text == "Harwick Steel plc"
    assert len(read_mentions([low, MENTIONS[0], MENTIONS[0]], TEXT, "")) == 1


def test_title_only_name_has_no_body_mention() -> None:
    title = "NORDWERK <NWK> 3RD QTR NET"
    mention = found("NORDWERK", "company", in_title=True, text=title)
    [only] = cluster(read_mentions([mention], "Shr 12 cts vs nine cts", title))
    assert only.name == "NORDWERK"
    assert only.body == []


def test_tidy_strips_possessives_and_brackets() -> None:
    for raw, clean in (("(Volta)", "Volta"), ("Volta's", "Volta"), ("“Volta”", "Volta"), ("Volta’s,", "Volta")):
        a, b = tidy(raw, 0, len(raw))
        assert raw[a:b] == clean
