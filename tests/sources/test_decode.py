"""Bytes → text: encodings, refusals, white space."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.errors import SourceError
from extractor.sources.decode import codec_of, decode, normalise

PROSE = "Zürich-based Quartle’s café unit rose 4 % — “not bad”, said its chief. The dividend is €1.20 a share."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings(encoding: str) -> None:
    assert decode(PROSE.encode(encoding)) == PROSE


def test_declared_latin_1_is_read_as_windows_1252() -> None:
    page = f'<html><head><meta charset="iso-8859-1"></head><body>{PROSE}</body></html>'
    assert decode(page.encode("cp1252")) == page


def test_undeclared_encoding_is_guessed() -> None:
    text = PROSE.replace("—", "-") * 5
    found = decode(text.encode("cp1252"))
    assert "Zürich" in found
    assert "café" in found


def test_unknown_declared_encoding_falls_back() -> None:
    page = b'<meta charset="klingon-8">' + (PROSE.replace("—", "-") * 5).encode("cp1252")
    assert "Zürich" in decode(page)


@pytest.mark.parametrize("raw", [b"", b" \r\n\t ", "", "\ufeff", b"\xef\xbb\xbf\n"])
def test_empty(raw: bytes | str) -> None:
    with pytest.raises(SourceError, match=r"^memo\.txt: .*empty"):
        decode(raw, name="memo.txt")


@pytest.mark.parametrize(
    "raw",
    [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), b"abc\x00def " * 40, "\x01\x02\x03 words " * 9,
     bytes(range(128, 256)) * 9],
)  # fmt: skip
def test_binary(raw: bytes | str) -> None:
    with pytest.raises(SourceError, match=r"^x\.bin: "):
        decode(raw, name="x.bin")


def test_numbers_without_words_are_not_prose() -> None:
    with pytest.raises(SourceError, match="letters"):
        decode("12 34 56 78 90\n" * 20 + "ab")


def test_size_limit_counts_bytes_and_says_what_to_do() -> None:
    assert decode("é" * 50, max_size=50) == "é" * 50
    with pytest.raises(SourceError, match="100 bytes is more than the limit of 99; split it"):
        decode(("é" * 50).encode(), max_size=99)


def test_lone_surrogates_become_replacement_characters_one_for_one() -> None:
    assert decode("Borvane\ud83d rose\udc00 today") == "Borvane\ufffd rose\ufffd today"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("one\n\n\n\n\ntwo  \n", "one\n\ntwo"),
        ("a\u2029b", "a\n\nb"),
        ("\ufeffsoft\xadware\u200b is\u200e here", "software is here"),
        ("5\xa0per cent, SEK\u202f94\u2009million", "5 per cent, SEK 94 million"),
        ("it holds 8\xa0404\xa0117 shares", "it holds 8\xa0404\xa0117 shares"),
        ("\n\n   Qtr   net   1.2  \n   Rev\t3", "   Qtr   net   1.2\n   Rev 3"),
        ("family 👨\u200d👩\u200d👧", "family 👨\u200d👩\u200d👧"),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


@settings(derandomize=True, deadline=None)
@given(st.text(alphabet=st.sampled_from("a1 \n\r\t\xa0\u202f\u200b\xad\u2028\u2029\x0b\x85\x00."), max_size=60))
def test_normalise_twice_is_normalise_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert "\n\n\n" not in once
    assert " \n" not in once


@settings(derandomize=True, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_a_source_error(raw: bytes) -> None:
    text = None
    with contextlib.suppress(SourceError):
        text = decode(raw, name="fuzz")
    if text is not None:
        assert text.encode("utf-8").decode("utf-8") == text


@pytest.mark.parametrize("label", ["undefined", "unicode_escape", "idna", "utf-7", "hex", "utf-16"])
def test_what_is_no_encoding_of_pages_is_not_used(label: str) -> None:
    page = f'<meta charset="{label}"><p>Zürich-based Quartle bought Borvane on Monday for cash and shares.</p>'
    assert decode(page.encode("cp1252")) == page


def test_a_few_damaged_bytes_do_not_change_the_encoding() -> None:
    text = decode((PROSE * 3).encode() + b" \xff Borvane rose.")
    assert text == PROSE * 3 + " \ufffd Borvane rose."


@pytest.mark.parametrize(
    ("label", "codec"),
    [("x-sjis", "cp932"), ("GB2312", "gb18030"), ("ISO-8859-1", "cp1252"), ("windows-874", "cp874"), ("utf-8", None),
     ("klingon-8", None), ("undefined", None)],
)  # fmt: skip
def test_labels_mean_what_browsers_mean(label: str, codec: str | None) -> None:
    assert codec_of(label) == codec
