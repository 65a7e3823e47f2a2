"""Which country's dollar a bare "$" is: evidence from signs, exchanges, tickers and places of the whole text."""

import re

__all__ = ["guess_dollar"]

# Per currency: its own sign, then its exchanges, filings and tickers, then its places.
_CANADA = (
    r"Canad(?:a|ian)s?|Toronto|Vancouver|Calgary|Montr[eé]al|Ontario|Alberta|Qu[eé]bec|Winnipeg|Ottawa|Edmonton"
    r"|British Columbia|Saskat\w+|Manitoba|Nova Scotia|Halifax|\bOnt\.|\bB\.C\.|\bAlta\."
)
_AUSTRALIA = (
    r"Austral(?:ia|ian)s?|Sydney|Melbourne|Perth\b|Brisbane|Adelaide|Queensland|Tasmania|\bNSW\b|Pilbara|Canberra|Pty"
)
_NEW_ZEALAND = r"New Zealand(?:er)?s?|Auckland|Wellington|Christchurch|Tauranga|Dunedin|Waikato|\bKiwi\b"
_LOCAL: dict[str, tuple[str, str, str]] = {
    "CAD": (
        r"(?<![A-Z])C\$|CA\$|Cdn\$",
        r"\bCAD\b|Canadian (?:dollars?|dlrs?|cents|cts)|\bTSXV?\b|\bTSX-V|\bSEDAR?I?\b|Toronto Stock Exchange"
        r"|Toronto-listed|Bay Street|\.TO\b|\.UN\b|-T\)|\(T:|\bNCIB\b|normal[ -]course issuer bid",
        _CANADA,
    ),
    "AUD": (
        r"(?<![A-Z])A\$|AU\$|\$A\d",
        r"\bAUD\b|Australian (?:dollars?|dlrs?|cents)|\bASX\b|\.AX\b|Australian Securities|\bASIC\b|\bACCC\b|franked",
        _AUSTRALIA,
    ),
    "NZD": (
        r"NZ\$",
        r"\bNZD\b|New Zealand (?:dollars?|dlrs?|cents)|\bNZS?X\b|\.NZ\b",
        _NEW_ZEALAND,
    ),
    "HKD": (
        r"HK\$",
        r"\bHKD\b|Hong Kong (?:dollars?|dlrs?|cents)|\bHK cents?\b|\bHKEX\b|\bSEHK\b|\bHKSE\b|\bHKG\b"
        r"|Hong Kong Stock Exchange|Hang Seng|\b\d{4,5}\.HK|\(0\d{4}\)",
        r"Hong Kong|Kowloon",
    ),
    "SGD": (
        r"(?<![A-Z])S\$",
        r"\bSGD\b|Singapore (?:dollars?|dlrs?|cents)|\bSGX\b|Singapore Exchange|Catalist|Straits Times Index|\.SI\b",
        r"Singapore(?:an)?s?",
    ),
    "TWD": (
        r"NT\$",
        r"\bTWD\b|Taiwan dollars?|\bTWSE\b|Taiwan Stock Exchange|\bTAIEX\b|\.TW\b",
        r"Taiwan(?:ese)?|Taipei|Hsinchu",
    ),
    "FJD": (r"FJ\$", r"\bFJD\b|Fij(?:i|ian) dollars?|South Pacific Stock Exchange", r"Fiji(?:an)?|Suva\b"),
    "JMD": (r"J\$", r"\bJMD\b|Jamaican? dollars?|Jamaica Stock Exchange", r"Jamaican?|Kingston"),
    "NAD": (r"(?<![A-Z])N\$", r"\bNAD\b|Namibian? dollars?|\bNSX\b", r"Namibian?|Windhoek"),
}
_NO_FIRM = r"(?! (?:Partners|Management|Capital|Ventures|Advisors|Asset|Funds?)\b)"
"""Behind a place: a firm that is called after one says nothing of where the story is."""
_PATTERNS = {
    iso: (re.compile(sign), re.compile(exchange), re.compile(f"(?:{place}){_NO_FIRM}"))
    for iso, (sign, exchange, place) in _LOCAL.items()
}
_US_SIGN = re.compile(r"(?:US|U\.S\.)\s?\$|\$US|\bUSD\b|\bU\.?S\.? (?:dollars?|dlrs?|cents)\b")
_US_EXCHANGE = re.compile(
    r"\bNYSE\b|\bN(?:asdaq|ASDAQ)\b|New York Stock Exchange|Wall Street|\bSEC\b|Securities and Exchange Commission"
    r"|Form [48]\b|\b8-K\b|\b10-[KQ]\b|13[DFG]\b|Hart-Scott|Dow Jones|S&P 500|Russell \d{4}|Chapter 11|\bFDA\b"
    r"|\bFTC\b|\.O\)|\.N\)|\bADSs?\b|\bADRs?\b|Justice Department|Delaware|GAAP"
)
_US_PLACE = re.compile(
    r"U\.S\.|\bUS\b|United States|America|New York|Washington|Chicago|Calif|Texas|Boston|Florida|Ohio\b|Atlanta|Houston"
    r"|Los Angeles|San Francisco|San Jose|Seattle|Dallas|Denver|Philadelphia|Detroit|Minn\w+|Miami|Silicon Valley"
    r"|Illinois|Virginia|Carolina|Georgia\b|Arizona|Oregon|Nevada|Tennessee|Kentucky|Wisconsin|Michigan|Indiana"
    r"|Pennsylvania|Massachusetts|New Jersey|Connecticut|Colorado|Utah\b|Maryland|Missouri"
)
_BARE = re.compile(r"(?<![A-Za-z.])\$\s?\d|(?<!US )(?<!U\.S\. )\b(?:dlrs?|dollars?)\b")
_CONVERTED = re.compile(
    r"\d(?:\s?(?:million|billion|trillion|mln|bln|bn|mn|m|b|cents?|dollars|euros|pounds|yen|yuan|won))?,? (?:\(|or )"
    r"(?:about |around |roughly |equal to )?\$\d"
)
_PER_CENT = re.compile(r"\d per cent\b")
_PERCENT = re.compile(r"\d (?:percent|pct)\b")
_HYPHEN = re.compile(r"\$[\d.,]+-[mb]illion\b")
_STATED = re.compile(
    r"(?:amounts|figures|results|sums|prices|currency|dollars|values)[^.\n]{0,40}?\bin (?:(?:thousands|millions) of )?"
    r"(U\.S\.|US|United States|Canadian|Australian|Hong Kong|Singapore|New Zealand|New Taiwan) (?:dollars|dlrs|currency|cents)"
)
_NAMES = {
    **{"CAD": "Canadian", "AUD": "Australian", "HKD": "Hong Kong", "SGD": "Singapore"},
    **{"NZD": "New Zealand", "TWD": "New Taiwan"},
}
_HEAD = 220
_MARGIN = 3
_MARKED = 4


def guess_dollar(text: str) -> str:
    """What a bare "$", "dlrs" or "cents" means in `text` (ISO 4217), USD by default.

    What the text says of its amounts ("all figures in Canadian dlrs") decides. Else exchanges count three, places one, the
    dateline more. Where the text gives bare dollars as conversions ("HK$15 billion ($1.9 billion)") or marks another
    dollar by its letter beside them, they are rather American; where it marks the American one ("US$"), local.
    """
    if stated := _STATED.search(text):
        return next((iso for iso, name in _NAMES.items() if stated[1].startswith(name)), "USD")
    head = text[:_HEAD].title()
    marked = {iso: _count(sign, text) for iso, (sign, _, _) in _PATTERNS.items()}
    american_sign = _count(_US_SIGN, text)
    bare = _BARE.search(text) is not None
    if not bare and (most := max(marked, key=lambda iso: marked[iso])) and marked[most] > american_sign:
        return most
    if bare and not american_sign and _CONVERTED.search(text):
        return "USD"
    style = 2 * _count(_HYPHEN, text) + (3 if _PER_CENT.search(text) else 0) - (2 if _PERCENT.search(text) else 0)
    scores = {"CAD": style} if style > 3 else {}
    for iso, (_, exchange, place) in _PATTERNS.items():
        score = min(3 * _count(exchange, text), 15) + min(_count(place, text), 8) + 3 * min(_count(place, head), 2)
        if score:
            scores[iso] = (
                score + style // (1 if iso == "CAD" else 2) - (_MARKED if marked[iso] and not american_sign else 0)
            )
    if not scores:
        return "USD"
    iso, score = max(scores.items(), key=lambda item: item[1])
    if american_sign:
        return iso if score > 2 else "USD"
    american = (
        min(3 * _count(_US_EXCHANGE, text), 15) + min(_count(_US_PLACE, text), 8) + 3 * min(_count(_US_PLACE, head), 2)
    )
    return iso if score >= american + _MARGIN else "USD"


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))
