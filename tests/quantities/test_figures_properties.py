"""What holds for any text: spans, round trips, joins of texts, linear time."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.quantities.dollars import guess_dollar
from extractor.quantities.figures import Figure, find_figures

PIECES = [
    *"0123456789.,-–—+/%$€£¥()[]'’\n \u00a0½~:",
    *(
        "a ",
        "one",
        "two ",
        " million",
        "bn",
        "m",
        "k",
        " crore",
        " cents",
        "p",
        "c",
        " pct",
        " percent",
        "Rs ",
        "HK$",
        "R",
    ),
    *(
        " to ",
        " from ",
        "between ",
        " and ",
        "up to ",
        "about ",
        " a share",
        " shares",
        "half",
        " of ",
        "third",
        " vs ",
    ),
    *(" or more", "-plus", "ish", "minus ", "Nov. ", " 2025", "1,234", "12 345", "17-1/8", "(", ")", "points"),
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=40).map("".join)
SIGNS = {
    "$": "USD",
    "US$": "USD",
    "C$": "CAD",
    "HK$": "HKD",
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "SEK ": "SEK",
    "RMB": "CNY",
}
WORDS = {
    " dlrs": "USD",
    " euros": "EUR",
    " yen": "JPY",
    " Swiss francs": "CHF",
    " zlotys": "PLN",
    " SEK": "SEK",
    " baht": "THB",
}
SCALES = {
    "": 1.0,
    " million": 1e6,
    "m": 1e6,
    " mln": 1e6,
    "bn": 1e9,
    " billion": 1e9,
    " lakh": 1e5,
    " crore": 1e7,
    "-million": 1e6,
}


def check(text: str, figures: list[Figure]) -> None:
    floor = 0
    for fig in figures:
        assert floor <= fig.start <= fig.core_start < fig.core_end <= fig.end <= len(text)
        floor = fig.end
        assert (fig.currency is not None) == (fig.kind == "money")
        assert (fig.low is None) == (fig.high is None)
        if fig.low is not None and fig.high is not None:
            assert fig.low <= fig.value <= fig.high
        assert fig.qualifier in {None, "about", "over", "under", "up_to", "at_least"}
        assert fig.kind == "money" or not fig.per_share


@given(TEXTS)
def test_any_text_gives_ordered_spans_and_no_error(text: str) -> None:
    check(text, find_figures(text))
    assert len(guess_dollar(text)) == 3


@given(st.integers(1, 999_999_999), st.integers(0, 99), st.sampled_from(sorted(SIGNS)), st.sampled_from(sorted(SCALES)))
def test_sign_before_round_trip(whole: int, hundredths: int, sign: str, scale: str) -> None:
    words = f"{sign}{whole:,}.{hundredths:02d}{scale}"
    (fig,) = find_figures(f"They paid {words} for it.")
    assert (fig.start, fig.end) == (10, 10 + len(words))
    assert (fig.kind, fig.currency) == ("money", SIGNS[sign])
    assert fig.value == pytest.approx((whole + hundredths / 100) * SCALES[scale], rel=1e-9)


@given(st.integers(3, 999_999), st.sampled_from(sorted(WORDS)), st.sampled_from(["", " million", " billion", " mln"]))
def test_word_behind_round_trip(whole: int, word: str, scale: str) -> None:
    words = f"{whole:,}{scale}{word}"
    (fig,) = find_figures(f"It cost {words}.")
    assert (fig.end - fig.start, fig.kind, fig.currency) == (len(words), "money", WORDS[word])
    assert fig.value == pytest.approx(whole * SCALES[scale])


@given(st.decimals(0, 999, places=2), st.sampled_from(["%", " percent", " pct", " per cent", " %"]))
def test_percent_round_trip(value: float, word: str) -> None:
    (fig,) = find_figures(f"rose {value}{word} in May")
    assert (fig.kind, fig.unit, fig.value) == ("percent", "percent", pytest.approx(float(value)))


@given(st.integers(1, 99_99_99_999))
def test_indian_grouping_round_trip(value: int) -> None:
    digits = str(value)
    head, tail = digits[:-3], digits[-3:]
    pairs = [head[max(0, i - 2) : i] for i in range(len(head), 0, -2)][::-1]
    (fig,) = find_figures(f"a deal of Rs {','.join([*pairs, tail])} was")
    assert (fig.currency, fig.value) == ("INR", value)


@given(st.integers(1, 40), st.integers(1, 7), st.sampled_from([8, 16, 32, 64]))
def test_wire_fraction_round_trip(whole: int, top: int, bottom: int) -> None:
    (fig,) = find_figures(f"closed at {whole}-{top}/{bottom}, up")
    assert fig.value == pytest.approx(whole + top / bottom)


@given(st.integers(1, 500), st.integers(1, 400), st.sampled_from(["-", "–", " to ", "-$", " to $"]))
def test_range_round_trip(low: int, more: int, between: str) -> None:
    high = min(low + more, low * 9)
    if high == low:
        return
    (fig,) = find_figures(f"priced at ${low}{between}{high} million in all")
    assert (fig.low, fig.high) in {(low * 1e6, high * 1e6)}


SENTENCES = st.sampled_from(
    [
        "Brevik paid $12.50 a share.",
        "About 5 pct was sold for 3 mln euros.",
        "It owns 23.26%.",
        "Nothing on Nov. 24, 2025.",
    ]
)


@given(st.lists(SENTENCES, min_size=1, max_size=6))
def test_paragraphs_are_read_alone(sentences: list[str]) -> None:
    joined = find_figures("\n\n".join(sentences))
    alone, offset = [], 0
    for sentence in sentences:
        alone += [(f.start + offset, f.end + offset, f.value, f.currency) for f in find_figures(sentence)]
        offset += len(sentence) + 2
    assert [(f.start, f.end, f.value, f.currency) for f in joined] == alone


HOSTILE = {
    **{"digits": "1", "commas": ",", "dollars": "$", "groups": "1,", "spaced": "111 ", "points": "1.", "blanks": " "},
    **{
        "qualifiers": "a little ",
        "froms": "from 5 to ",
        "words": "two hundred and ",
        "dashes": "5-",
        "brackets": "[1,",
    },
    **{"names": "5 Acme Acme Acme Acme ", "clues": "kr 5 pesos ", "fractions": "17-1/8 ", "mails": "a@1."},
}


@pytest.mark.parametrize("name", [*HOSTILE, "mixed"])
def test_time_is_linear(name: str) -> None:
    noise = random.Random(7)
    alphabet = [*"1,. $€%-–()abR5mk\n", " to ", "about ", " million", "HK$"]

    def made(size: int) -> str:
        piece = HOSTILE.get(name) or "".join(noise.choice(alphabet) for _ in range(size))
        return (piece * (size // len(piece) + 1))[:size]

    def seconds(text: str) -> float:
        began = time.process_time()
        check(text, find_figures(text))
        guess_dollar(text)
        return time.process_time() - began

    small, large = min(seconds(made(8_000)) for _ in range(3)), seconds(made(32_000))
    assert large < 4 * 4 * small + 0.2, f"{name}: {small:.3f} s for 8,000, {large:.3f} s for 32,000 characters"


@pytest.mark.parametrize("name", ["digits", "commas", "dollars", "groups", "blanks"])
def test_a_megabyte_of_one_sign_takes_seconds(name: str) -> None:
    text = (HOSTILE[name] * 1_000_000)[:1_000_000]
    began = time.process_time()
    assert find_figures(text) == []
    assert time.process_time() - began < 20
