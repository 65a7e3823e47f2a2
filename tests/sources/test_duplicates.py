"""Copies, shortened copies and updates of an article; and what looks like one and is none."""

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.errors import ConfigError, SourceError
from extractor.sources.document import Document
from extractor.sources.duplicates import Cluster, Deduplicator, Kind, Match, cluster
from extractor.sources.normal import read_tokens, spelling, strip_title, strip_wire, text_key

BODY = (
    "Borvane Plc said on Monday it would raise its dividend by a tenth to 12 pence a share, after profit at the maker of "
    "pumps rose for a third year running.\n\n"
    "The shares gained 3% to 410 pence in early trading. Chief executive Ida Fenn said demand from water utilities in "
    "Norway had held up better than the labour market there suggested.\n\n"
    "Analysts at Kessel Dredge had expected a payout of 11 pence. \"We are pleased with the order book,\" Fenn told "
    "reporters, adding that the plant in Leeds would hire 250 people by the end of the year.\n\n"
    "Borvane makes about two thirds of its sales outside Britain. It bought the valve maker Ostmere for 94 million pounds "
    "last spring, its largest purchase so far, and has since closed two of the five workshops that came with it.\n\n"
    "Rivals have fared worse. Delholt warned in September that orders from miners had dried up, and Quinwick is "
    "negotiating with its banks after breaching a covenant."
)  # fmt: skip
OTHER = (
    "Oil prices eased on Tuesday as traders weighed a surprise build in American stockpiles against the risk of supply "
    "being cut off in the Gulf. Brent crude lost 41 cents to 68.20 dollars a barrel by midday.\n\n"
    "Refiners on the coast are running at 91 percent of capacity, the highest rate since the summer, government data "
    "showed, and dealers said margins for diesel had narrowed again."
)
WIRE = f"LONDON, Nov 24 (Agency) - {BODY}\n\n(Reporting by Ann Other; Editing by Tom Varley)"
TOP = "\n\n".join(BODY.split("\n\n")[:3])
INTRO = "Readers in Leeds will watch this one closely, for the town counts a good many savers among the company's owners.\n\n"


def doc(text: str, id: str | None = None, **known: object) -> Document:
    return Document(text=text, id=id, **known)  # type: ignore[arg-type]


def match(text: str, *, known: str = WIRE) -> Match | None:
    dedup = Deduplicator()
    assert dedup.add(doc(known, "first")) is None
    return dedup.add(doc(text, "second"))


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        BODY.upper(),
        f"By Priya Dastur\n\nLondon (Newswire) — {BODY}",
        f"Newswire | 24 November 2025\n\n{BODY} [Writing by Priya Dastur]",
        BODY.replace('"', "”").replace("\n\n", "\n"),
        BODY.replace("3%", "3 per cent").replace("410", "410.0"),
    ],
)
def test_the_same_words_in_another_form_are_exact(text: str) -> None:
    assert match(text) == Match(Kind.EXACT, "first", 1.0, 0.0)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (BODY.replace("labour", "labor"), Kind.NEAR),
        (BODY.replace("Ida Fenn", "Ida Fen").replace("negotiating", "negotaiting"), Kind.NEAR),
        ("Pump maker lifts payout once more\n\n" + BODY, Kind.NEAR),
        (INTRO + BODY, Kind.NEAR),
        (BODY.replace("gained 3% to 410 pence in early trading", "climbed 3% at the open, to 410 pence"), Kind.NEAR),
        ("\n\n".join(BODY.split("\n\n")[1:]), Kind.NEAR),
        (BODY.split("\n\n")[0], Kind.CONTAINED),
        (INTRO + BODY.split("\n\n")[0], Kind.CONTAINED),
    ],
)
def test_edited_and_shortened_copies(text: str, kind: Kind) -> None:
    found = match(text)
    assert found is not None
    assert (found.kind, found.canonical) == (kind, "first")
    assert 0.45 < found.similarity <= 1


def test_figures_of_a_match() -> None:
    found = match("one two three four five six", known="one two three four five six seven")
    assert found == Match(Kind.NEAR, "first", pytest.approx(4 / 5), 0.0)


def test_a_longer_text_says_how_much_is_new() -> None:
    dedup = Deduplicator()
    dedup.add(doc(TOP, "top"))
    full = dedup.add(doc(BODY, "full"))
    assert full is not None
    assert full.canonical == "top"
    assert 0.3 < full.new < 0.6
    # what the full text has beyond the first is known from now on
    tail = dedup.add(doc("\n\n".join(BODY.split("\n\n")[1:]), "cut"))
    assert tail is not None
    assert (tail.canonical, tail.new) == ("top", pytest.approx(0, abs=0.02))


@pytest.mark.parametrize("edit", [("12 pence", "13 pence"), ("410 pence", "401 pence"), ("94 million", "49 million")])
@pytest.mark.parametrize("frame", ["{}", "PARIS (Newswire) - {}", INTRO + "{}"])
def test_another_figure_in_the_same_words_is_an_update(edit: tuple[str, str], frame: str) -> None:
    found = match(frame.format(BODY.replace(*edit)))
    assert found is not None
    assert (found.kind, found.canonical) == (Kind.UPDATE, "first")


def test_a_figure_in_a_table_is_found_though_all_rows_read_alike() -> None:
    table = "Price and volume of each purchase:\n" + "\n".join(f"{n}.5 EUR {n * 100} shares" for n in range(1, 12))
    found = match(table.replace("700 shares", "770 shares"), known=table)
    assert found is not None
    assert found.kind is Kind.UPDATE


def test_copies_of_an_update_go_to_the_update() -> None:
    dedup = Deduplicator()
    dedup.add(doc(BODY, "first"))
    dedup.add(doc(BODY.replace("12 pence", "13 pence"), "corrected"))
    copy = dedup.add(doc(INTRO + BODY.replace("12 pence", "13 pence"), "copy"))
    assert copy is not None
    assert (copy.kind, copy.canonical) == (Kind.NEAR, "corrected")


@pytest.mark.parametrize(
    "text",
    [
        OTHER,
        # the same words of other parties
        BODY.replace("Borvane", "Halcrest")
        .replace("Fenn", "Barr")
        .replace("Ida", "Jo")
        .replace("Kessel Dredge", "Vanford"),
        # a round-up that has the story as its third
        OTHER + "\n\n" + OTHER.upper()[::-1] + "\n\n" + BODY,
        # other news with the same ending
        OTHER + "\n\n" + "\n\n".join(BODY.split("\n\n")[3:]),
    ],
)
def test_what_is_another_story(text: str) -> None:
    assert match(text) is None


def test_two_notices_of_one_template_stay_apart() -> None:
    notice = (
        "{} declares a dividend. {} said its board had declared an interim dividend of {} pence a share. The dividend will "
        "be paid on {} to shareholders on the register at the close of business on {}. A reinvestment plan is available."
    )
    first = notice.format("Borvane Plc", "Borvane", "12.5", "March 3", "February 12")
    assert match(notice.format("Ostmere Foods", "Ostmere", "7.1", "May 9", "April 17"), known=first) is None
    # the next one of the same company is another notice too, one changed figure is a correction
    assert match(notice.format("Borvane Plc", "Borvane", "13.1", "May 9", "April 17"), known=first) is None
    fixed = match(notice.format("Borvane Plc", "Borvane", "12.6", "March 3", "February 12"), known=first)
    assert fixed is not None
    assert fixed.kind is Kind.UPDATE


def test_the_same_page() -> None:
    page = "https://news.example/a/1"
    dedup = Deduplicator()
    dedup.add(doc(BODY, "first", url=page + "?utm_source=x"))
    exact = dedup.add(doc(BODY, "again", url=page))
    assert exact is not None
    assert exact.kind is Kind.EXACT
    rewritten = "Delholt said it would close its oldest workshop. " * 3 + "\n\n".join(BODY.split("\n\n")[3:])
    version = dedup.add(doc(rewritten, "later", url=page + "#top"))
    assert version is not None
    assert (version.kind, version.canonical) == (Kind.UPDATE, "first")
    assert dedup.add(doc(OTHER, "other", url=page)) is None
    assert Deduplicator(url_key=str.lower).add(doc(BODY, url="urn:x")) is None


def test_ten_sites_are_one_cluster() -> None:
    texts = [
        WIRE, BODY, BODY.upper(), INTRO + BODY, TOP, f"By Ada Quill\n\n{TOP}", BODY + "\n\n" + OTHER,
        BODY.replace("labour", "labor"), "Payout rises at pump maker\n\n" + BODY, "\n\n".join(BODY.split("\n\n")[:-1]),
    ]  # fmt: skip
    docs = [doc(text, str(n), published=date(2025, 11, 25)) for n, text in enumerate(texts)]
    docs.insert(3, doc(TOP + " More follows.", "early", published=datetime(2025, 11, 24, 7, tzinfo=UTC)))
    docs.append(doc(OTHER, "oil", published=date(2025, 11, 1)))
    docs.append(doc(BODY.replace("12 pence", "13 pence"), "corrected", published=date(2025, 11, 26)))
    found = cluster(docs)
    assert [(c.canonical.id, len(c.members), c.updates) for c in found] == [
        ("early", 11, None), ("oil", 1, None), ("corrected", 1, 0),
    ]  # fmt: skip
    assert [m.document.id for m in found[0].members] == ["0", "1", "2", "early", *map(str, range(3, 10))]
    assert ids(cluster(docs[::-1])) == ids(found)


def ids(clusters: list[Cluster]) -> set[frozenset[str | None]]:
    return {frozenset(m.document.id for m in c.members) for c in clusters}


def test_canonical_is_the_longest_then_the_first_where_no_date_is_known() -> None:
    long, short = doc(WIRE, "long"), doc(BODY, "short")
    assert [c.canonical.id for c in cluster([short, long])] == ["long"]
    assert [c.canonical.id for c in cluster([doc(BODY, "b"), doc(BODY, "a")])] == ["b"]


def test_a_saved_state_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "known.npz"
    dedup = Deduplicator(threshold=0.6, max_words=400)
    dedup.add(doc(BODY, "first", url="https://news.example/1", published=date(2025, 11, 24)))
    dedup.add(doc(OTHER, "oil"))
    dedup.save(path)
    loaded = Deduplicator.load(path)
    assert (len(loaded), loaded.threshold, loaded.max_words) == (2, 0.6, 400)
    for text in (WIRE, TOP, INTRO + BODY, BODY.replace("410", "411"), OTHER[:200], "Nothing of the kind."):
        assert loaded.add(doc(text, text[:9])) == dedup.add(doc(text, text[:9]))
    assert [p.name for p in tmp_path.iterdir()] == ["known.npz"]
    empty = tmp_path / "empty.npz"
    Deduplicator().save(empty)
    assert len(Deduplicator.load(empty)) == 0


def test_a_state_that_cannot_be_used_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "known.npz"
    with pytest.raises(SourceError, match=r"known\.npz: can't be read"):
        Deduplicator.load(path)
    dedup = Deduplicator()
    dedup.add(doc(BODY, "first"))
    dedup.save(path)
    good = path.read_bytes()
    for bad in (b"", b"not an archive", good[: len(good) // 2], good[:200] + b"\0" * 40 + good[240:]):
        path.write_bytes(bad)
        with pytest.raises(SourceError, match="start with a new one"):
            Deduplicator.load(path)
    path.write_bytes(good)
    with pytest.raises(SourceError, match="can't be written"):
        dedup.save(tmp_path / "no" / "folder")
    monkeypatch.setattr("extractor.sources.duplicates.state.FORMAT", "duplicates-2")
    with pytest.raises(SourceError, match="is of format 'duplicates-1"):
        Deduplicator.load(path)


def test_forgetting() -> None:
    dedup = Deduplicator()
    dedup.add(doc(BODY, "old", published=date(2025, 11, 1), url="https://news.example/1"))
    dedup.add(doc(OTHER, "new", published=date(2025, 11, 20)))
    assert dedup.forget(date(2025, 11, 10)) == 1
    assert len(dedup) == 1
    assert dedup.add(doc(TOP, "again", url="https://news.example/1")) is None
    copy = dedup.add(doc(OTHER.upper(), "copy"))
    assert copy is not None
    assert copy.canonical == "new"


def test_what_is_refused() -> None:
    with pytest.raises(SourceError, match="d1: no word to compare"):
        Deduplicator().add(doc("— … —", "d1"))
    with pytest.raises(ConfigError, match="threshold"):
        Deduplicator(threshold=0)
    with pytest.raises(ConfigError, match="max_words"):
        Deduplicator(max_words=0)


def test_matches_do_not_depend_on_the_seed_of_the_interpreter() -> None:
    code = (
        "from tests.sources.test_duplicates import *; d = Deduplicator(); d.add(doc(WIRE, 'a')); print(d.add(doc(INTRO + TOP)));"
        "print(text_key(BODY))"
    )
    root = Path(__file__).parents[2]
    outs = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=root, env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}, text=True,
            capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(outs) == 1
    assert text_key(BODY) in outs.pop()


@pytest.mark.parametrize(
    "head",
    [
        "LONDON, Nov 24 (Agency) - ", "London, 24 Nov 2025 (Market News) – ", "NEW YORK (Agency) -- ", "TULSA, Okla. — ",
        "Oslo, November 24 /Newswire/ -- ", "By Ada Quill\n", "By Ada Quill and Tom Varley\n\nPARIS - ", "",
    ],
)  # fmt: skip
def test_marks_of_the_wire_go(head: str) -> None:
    assert strip_wire(head + BODY + " (Additional reporting by Tom Varley in Oslo)") == BODY


@pytest.mark.parametrize(
    "text",
    [
        "Shares rose - by a lot, at that - on Monday.", "Borvane (Agency) staff went on strike.", "US-China trade fell.",
        "By Monday all was well. Shares rose.", "The bank (which lends) - and borrows - rose.",
    ],
)  # fmt: skip
def test_sentences_stay(text: str) -> None:
    assert strip_wire(text) == text


def test_tokens() -> None:
    tokens = read_tokens("Borvane’s profit fell −4.50% to £1,200, the group said. The Group rose 10–12 pct.")
    assert (
        " ".join(t.text for t in tokens)
        == "borvanes profit fell -4.5 % to £ 1200 the group said the group rose 10 12 %"
    )
    assert [t.text for t in tokens if t.name] == ["borvanes"]
    assert [t.text for t in tokens if t.figure] == ["-4.5", "1200", "10", "12"]
    assert not any(t.name for t in read_tokens("BORVANE LIFTS PAYOUT"))
    assert strip_title("Borvane lifts payout!\n\nMore.", "Borvane Lifts Payout") == "More."
    assert spelling("organisation") == spelling("organization") != spelling("organism")


@settings(deadline=None, max_examples=60)
@given(st.text(min_size=1))
def test_any_text_is_its_own_exact_copy_or_refused(text: str) -> None:
    dedup = Deduplicator()
    try:
        assert dedup.add(doc(text, "a")) is None
    except SourceError:
        assert not read_tokens(strip_wire(text))
        return
    again = dedup.add(doc(text, "b"))
    assert again == Match(Kind.EXACT, "a", 1.0, 0.0)
