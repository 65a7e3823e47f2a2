"""Bytes → text that is worth reading, and text → text with normalised whitespace.

Refuses (SourceError, naming the document): empty input, binary data, input over the size limit.
"""

from __future__ import annotations

import codecs
import re
import string

from extractor.errors import SourceError, cut

MAX_SIZE = 10_000_000
"""Largest document read: bytes of raw input, or code points where the caller hands over a string."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What pages call one thing and mean by another, as browsers read it (WHATWG encoding standard).
_MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
_OF_PAGES = re.compile(
    r"cp\d+|iso8859-\d+|koi8-\w|mac-\w+|gb\w+|big5\w*|shift_jis\w*|euc_\w+|iso2022_\w+|hz|tis-620|ascii"
)
_LETTERS = string.ascii_letters.encode()
_HIGH = bytes(range(128, 256))
_FEW = 0.03
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028]")
# Zero-width joiners stay: they hold emoji and Indic words together.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
# A fixed space between groups of three digits says that they are one number, so that one stays.
_FIXED_SPACE = re.compile(
    r"(?<!\d)[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]|[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000](?!\d{3}(?!\d))"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def decode(raw: bytes | str, *, name: str | None = None, max_size: int = MAX_SIZE) -> str:
    """Text from bytes, or a string checked the same way.

    Bytes are read by their byte-order mark, else as UTF-8 (a few bytes may be damaged), else as the encoding the page
    declares, else as Windows-1252 where few bytes are not ASCII, else as the encoding their statistics suggest. Lone
    surrogates (broken escapes of a scraper) become U+FFFD, one for one.
    `name` is what errors call the document.
    """
    if len(raw) > max_size:
        unit = "bytes" if isinstance(raw, bytes) else "characters"
        raise SourceError(
            f"{len(raw):,} {unit} is more than the limit of {max_size:,}; split it into articles, one document each",
            doc_id=name,
        )
    text = raw if isinstance(raw, str) else _decode_bytes(raw, name)
    _refuse_binary(text, name)
    return replace_surrogates(text)


def replace_surrogates(text: str) -> str:
    """`text` with each lone surrogate, which no file can hold, as U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def _decode_bytes(raw: bytes, name: str | None) -> str:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    mended = raw.decode("utf-8", errors="replace")
    if len(_NOT_ASCII.sub("", mended)) + 5 * mended.count("\ufffd") <= len(mended):
        # a byte lost here and there, among many characters that are UTF-8 beyond chance
        return mended
    if (declared := declared_encoding(raw)) is not None:
        try:
            # no page has to be sound: Windows-1252 leaves five bytes without a meaning
            return raw.decode(declared, errors="replace" if declared == "cp1252" else "strict")
        except ValueError:
            pass
    if len(raw) - len(raw.translate(None, _HIGH)) <= _FEW * len(raw):
        # quotes, dashes and names in English text, too few for statistics: what browsers assume
        return raw.decode("cp1252", errors="replace")
    from charset_normalizer import from_bytes

    best = from_bytes(raw).best()
    if best is None:
        raise SourceError("the bytes are not text in any known encoding; save the article as UTF-8", doc_id=name)
    return str(best)


def declared_encoding(raw: bytes) -> str | None:
    """The codec of the encoding that an HTML page or XML text declares in its first bytes, as `codec_of`."""
    from bs4.dammit import EncodingDetector

    label = EncodingDetector.find_declared_encoding(raw[:4096], is_html=True)
    return codec_of(label) if label else None


def codec_of(label: str) -> str | None:
    """The codec that a page means by the name of an encoding; None for UTF-8, which needs none, for an unknown name and
    for what is no encoding of pages."""
    bare = label.strip().lower().removeprefix("x-").replace("windows-874", "cp874")
    try:
        codec = codecs.lookup(bare).name
    except (LookupError, ValueError):
        return None
    meant = _MEANT.get(codec, codec)
    return meant if _OF_PAGES.fullmatch(meant) is not None else None


def _refuse_binary(text: str, name: str | None) -> None:
    if not text.strip("\ufeff\u200b \t\r\n"):
        raise SourceError("the document is empty; there is nothing to read", doc_id=name)
    sample = text[:100_000]
    control = len(sample) - len(_CONTROL.sub("", sample))
    dense = sum(map(len, sample.split()))
    plain = sample.encode("ascii", errors="ignore")
    letters = len(plain) - len(plain.translate(None, _LETTERS))
    letters += sum(map(str.isalpha, "".join(_NOT_ASCII.findall(sample))))
    if "\x00" in sample or control > 0.01 * len(sample) or sample.count("\ufffd") > 0.05 * len(sample):
        raise SourceError(f"this is binary data, not text: {cut(ascii(sample[:60]))}", doc_id=name)
    if letters < 0.2 * dense:
        raise SourceError(
            f"only {letters} of {dense} characters are letters, this is not prose: {cut(sample)!r}", doc_id=name
        )


def normalise(text: str) -> str:
    """`text` with "\\n" line ends, plain spaces, no invisible characters, no blanks at line ends or the text's
    ends, and at most one blank line in a row. Spaces inside a line and before it (tables, indents) stay."""
    text = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n").replace("\t", " ")
    text = _FIXED_SPACE.sub(" ", _INVISIBLE.sub("", text))
    text = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n").rstrip()
