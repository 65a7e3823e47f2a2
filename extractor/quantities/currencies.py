"""Currencies of news text: symbols and letters before a figure, words after it, and what ambiguous ones mean.

`prefix_before` reads "HK$" in front of a number, `UNIT_WORDS` is the pattern of currency words behind one, and
`Reading` turns either into (ISO 4217 code, scale), where scale is 0.01 for a hundredth ("cts", "p"). Signs shared by
several currencies ("$", "¥", "kr", "pesos") are settled once per document from its own evidence.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

__all__ = ["ISO_CODES", "UNIT_WORDS", "Reading", "guess_dollar", "prefix_before"]

ISO_CODES = frozenset(
    ["USD", "EUR", "GBP", "JPY", "CNY", "HKD", "AUD", "CAD", "NZD", "SGD", "TWD", "KRW", "INR", "PKR", "LKR", "BDT", "NPR", "IDR", "MYR", "THB", "PHP", "VND", "CHF", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF", "RON", "BGN", "RSD", "TRY", "RUB", "UAH", "KZT", "GEL", "AZN", "UZS", "ILS", "AED", "SAR", "QAR", "KWD", "BHD", "OMR", "JOD", "EGP", "MAD", "TND", "DZD", "ZAR", "NGN", "KES", "UGX", "TZS", "GHS", "ZMW", "BWP", "NAD", "MUR", "ETB", "XOF", "XAF", "BRL", "MXN", "ARS", "CLP", "COP", "PEN", "UYU", "PYG", "BOB", "VEB", "VES", "CRC", "DOP", "JMD", "TTD", "FJD", "PGK", "MOP", "MMK", "KHR", "LKR", "IRR", "IQD", "LBP", "DEM", "FRF", "ITL", "ESP", "NLG", "BEF", "ATS", "IEP", "PTE", "FIM", "GRD", "LUF", "LTL", "LVL", "EEK", "HRK", "SKK", "XEU", "CNH"]
)
"""Codes accepted before and after a figure ("EUR 45m", "1.2bn SEK"). "CNH" is read as CNY."""

# Signs before a figure. A value that is no ISO code names a row of _SHARED.
_PREFIXES: dict[str, str] = {
    "$": "dollar", "€": "EUR", "£": "GBP", "¥": "yen", "￥": "yen", "₹": "INR", "₩": "KRW", "₪": "ILS", "₺": "TRY",
    "₽": "RUB", "₴": "UAH", "₦": "NGN", "₱": "PHP", "₫": "VND", "฿": "THB", "₵": "GHS", "₡": "CRC", "₸": "KZT",
    "₾": "GEL", "₼": "AZN", "৳": "BDT", "₲": "PYG", "＄": "dollar",
    "US$": "USD", "U.S.$": "USD", "USD$": "USD", "$US": "USD", "C$": "CAD", "CA$": "CAD", "CAD$": "CAD", "Can$": "CAD", "Cdn$": "CAD",
    "CDN$": "CAD", "$C": "CAD", "$CAD": "CAD", "A$": "AUD", "AU$": "AUD", "AUD$": "AUD", "$A": "AUD", "Aust$": "AUD", "NZ$": "NZD", "$NZ": "NZD", "S$": "SGD",
    "SG$": "SGD", "Sing$": "SGD", "HK$": "HKD", "$HK": "HKD", "HKD$": "HKD", "NT$": "TWD", "TW$": "TWD", "R$": "BRL",
    "BRL$": "BRL", "Mex$": "MXN", "MX$": "MXN", "MXN$": "MXN", "Ps": "peso", "Ps.": "peso", "CLP$": "CLP", "COP$": "COP", "Col$": "COP",
    "AR$": "ARS", "J$": "JMD", "TT$": "TTD", "FJ$": "FJD", "F$": "FJD", "N$": "NAD", "MOP$": "MOP", "Bs": "VEB", "Bs.": "VEB", "$U": "UYU",
    "S/": "PEN", "S/.": "PEN", "CN¥": "CNY", "JP¥": "JPY", "RMB": "CNY", "Rmb": "CNY", "rmb": "CNY", "RMB¥": "CNY", "Yuan": "CNY", "Y": "yen letter",
    "Rs": "rupee", "Rs.": "rupee", "Re": "rupee", "Re.": "rupee", "INR": "INR", "PKRs": "PKR", "Rp": "IDR", "Rp.": "IDR", "RM": "MYR",
    "Bt": "THB", "Tk": "BDT", "Tk.": "BDT", "Php": "PHP", "PhP": "PHP", "P": "P", "R": "R", "N": "N", "W": "W", "Won": "KRW",
    "SFr": "CHF", "SFr.": "CHF", "Sfr": "CHF", "SwFr": "CHF", "Fr": "franc", "Fr.": "franc", "FFr": "FRF", "FFr.": "FRF", "FF": "FRF",
    "BFr": "BEF", "Bfr": "BEF", "DM": "DEM", "Fl": "NLG", "Dfl": "NLG", "DFl": "NLG", "Fl.": "NLG", "Lit": "ITL", "Lire": "ITL", "Pta": "ESP",
    "Ptas": "ESP", "Esc": "PTE", "Sch": "ATS", "Fmk": "FIM", "Ir£": "IEP", "IR£": "IEP", "I£": "IEP",
    "E£": "EGP", "LE": "EGP", "EGP£": "EGP", "GBP£": "GBP", "Ecu": "XEU", "ECU": "XEU",
    "SKr": "SEK", "Skr": "SEK", "NKr": "NOK", "Nkr": "NOK", "DKr": "DKK", "Dkr": "DKK", "IKr": "ISK", "kr": "krona", "kr.": "krona", "Kr": "krona",
    "Kr.": "krona", "Kc": "CZK", "Kč": "CZK", "Zl": "PLN", "zl": "PLN", "Ft": "HUF", "Rbl": "RUB", "Rbs": "RUB", "TL": "TRY", "YTL": "TRY",
    "NIS": "ILS", "SR": "SAR", "SR.": "SAR", "QR": "QAR", "QR.": "QAR", "KD": "KWD", "BD": "BHD", "RO": "OMR", "JD": "JOD", "Dh": "dirham", "Dhs": "dirham",
    "Dhs.": "dirham", "Dh.": "dirham", "KSh": "KES", "Ksh": "KES", "Sh": "shilling", "Shs": "shilling", "USh": "UGX", "Ush": "UGX", "TSh": "TZS", "GH¢": "GHS",
    "GH₵": "GHS", "GHC": "GHS", "CFA": "XOF", "FCFA": "XOF", "euro": "EUR", "euros": "EUR", "Euro": "EUR", "Euros": "EUR", "Eur": "EUR",
}  # fmt: skip
_PREFIXES |= {code: "CNY" if code == "CNH" else code for code in ISO_CODES}
_LONGEST = max(map(len, _PREFIXES))
_LETTERS_ALONE = frozenset({"R", "N", "P", "Y", "W"})
"""Single letters stand for money only glued to a figure that looks like money, or in a document that says so."""

_NEEDS_EVIDENCE = frozenset({"Sh", "Shs"})
"""Also the short form of "shares"."""

# Words behind a figure: noun → (currency or row of _SHARED, scale).
_NOUNS: dict[str, tuple[str, float]] = {}
for _currency, _scale, _words in (
    ("dollar", 1, "dollars dollar dlrs dlr bucks buck"), ("cent", 0.01, "cents cent cts ct ¢"), ("EUR", 1, "euros euro"),
    ("GBP", 0.01, "pence penny pennies"), ("pound", 1, "pounds pound sterling stg quid"), ("JPY", 1, "yen"),
    ("CNY", 1, "yuan renminbi rmb"), ("KRW", 1, "won"), ("rupee", 1, "rupees rupee rs"), ("rupee", 0.01, "paise paisa"),
    ("IDR", 1, "rupiah rupiahs"), ("MYR", 1, "ringgit ringgits"), ("MYR", 0.01, "sen"), ("THB", 1, "baht"), ("THB", 0.01, "satang"), ("VND", 1, "dong"),
    ("BDT", 1, "taka"), ("peso", 1, "pesos peso"), ("centavo", 0.01, "centavos centavo"), ("franc", 1, "francs franc frs"),
    ("franc", 0.01, "centimes rappen"), ("krona", 1, "kronor krona kroner krone kr crowns crown"), ("krona", 0.01, "öre ore øre"), ("ISK", 1, "krónur kronur"),
    ("DEM", 1, "marks deutschemarks d-marks"), ("DEM", 0.01, "pfennigs pfennig"), ("FIM", 1, "markka markkaa"), ("ITL", 1, "lire"),
    ("TRY", 1, "lira liras"), ("TRY", 0.01, "kurus"), ("NLG", 1, "guilders guilder"), ("ESP", 1, "pesetas peseta"), ("ATS", 1, "schillings schilling"),
    ("PTE", 1, "escudos escudo"), ("GRD", 1, "drachmas drachma"), ("IEP", 1, "punts punt"), ("PLN", 1, "zloty zlotys zlotych złoty złotys złotych zł zl"), ("PLN", 0.01, "groszy grosz"),
    ("HUF", 1, "forints forint"), ("CZK", 1, "koruna korunas koruny korun kc kč"), ("RON", 1, "lei leu"), ("BGN", 1, "leva lev"),
    ("RUB", 1, "roubles rouble rubles ruble rbls rbl"), ("RUB", 0.01, "kopecks kopeks"), ("UAH", 1, "hryvnia hryvnias"), ("KZT", 1, "tenge"), ("GEL", 1, "lari"),
    ("AZN", 1, "manat manats"), ("ILS", 1, "shekels shekel nis"), ("ILS", 0.01, "agorot"), ("dirham", 1, "dirhams dirham dhs dh"), ("AED", 0.01, "fils"),
    ("riyal", 1, "riyals riyal rials rial"), ("SAR", 0.01, "halalas halala"), ("dinar", 1, "dinars dinar"), ("ZAR", 1, "rand rands"),
    ("NGN", 1, "naira"), ("NGN", 0.01, "kobo"), ("shilling", 1, "shillings shilling"), ("GHS", 1, "cedis cedi"), ("GHS", 0.01, "pesewas"),
    ("ZMW", 1, "kwacha"), ("BWP", 1, "pula"), ("ETB", 1, "birr"), ("BRL", 1, "reais real reals"), ("PEN", 1, "soles sol"), ("VES", 1, "bolivars bolivar"),
    ("PYG", 1, "guaranies"), ("CRC", 1, "colones"), ("LTL", 1, "litas"), ("LVL", 1, "lats"), ("EEK", 1, "kroons"), ("HRK", 1, "kuna"), ("PGK", 1, "kina"),
    ("MMK", 1, "kyat kyats"), ("XEU", 1, "ecus ecu"), ("XOF", 1, "cfa"),
    ("EUR", 1, "€"), ("GBP", 1, "£"), ("dollar", 1, "$"), ("yen", 1, "¥"), ("INR", 1, "₹"), ("KRW", 1, "₩"), ("TRY", 1, "₺ tl"), ("RUB", 1, "₽"),
    ("ILS", 1, "₪"), ("UAH", 1, "₴"), ("VND", 1, "₫"), ("THB", 1, "฿"),
):  # fmt: skip
    _NOUNS |= {word: (_currency, float(_scale)) for word in _words.split()}

# Adjectives that settle a noun: "Canadian dlrs", "HK cents", "Swiss francs".
_ADJECTIVES: dict[str, dict[str, str]] = {
    "dollar": {
        "us": "USD", "u.s.": "USD", "u.s": "USD", "american": "USD", "canadian": "CAD", "cdn": "CAD", "can": "CAD", "australian": "AUD",
        "aust": "AUD", "aussie": "AUD", "new zealand": "NZD", "nz": "NZD", "n.z.": "NZD", "hong kong": "HKD", "hk": "HKD", "h.k.": "HKD", "singapore": "SGD",
        "singaporean": "SGD", "new taiwan": "TWD", "taiwan": "TWD", "taiwanese": "TWD", "nt": "TWD", "fijian": "FJD", "fiji": "FJD", "jamaican": "JMD",
        "namibian": "NAD", "trinidad": "TTD",
    },
    "pound": {"british": "GBP", "u.k.": "GBP", "uk": "GBP", "irish": "IEP", "egyptian": "EGP", "lebanese": "LBP"},
    "franc": {"swiss": "CHF", "french": "FRF", "belgian": "BEF", "cfa": "XOF", "luxembourg": "LUF"},
    "krona": {"swedish": "SEK", "norwegian": "NOK", "danish": "DKK", "icelandic": "ISK", "czech": "CZK", "slovak": "SKK", "estonian": "EEK"},
    "rupee": {"indian": "INR", "pakistani": "PKR", "pakistan": "PKR", "sri lankan": "LKR", "lankan": "LKR", "nepalese": "NPR", "mauritian": "MUR", "mauritius": "MUR"},
    "peso": {"mexican": "MXN", "philippine": "PHP", "argentine": "ARS", "argentinian": "ARS", "chilean": "CLP", "colombian": "COP", "uruguayan": "UYU", "dominican": "DOP"},
    "riyal": {"saudi": "SAR", "qatari": "QAR", "qatar": "QAR", "omani": "OMR", "yemeni": "YER", "iranian": "IRR"},
    "dirham": {"u.a.e.": "AED", "uae": "AED", "emirati": "AED", "moroccan": "MAD"},
    "dinar": {"kuwaiti": "KWD", "bahraini": "BHD", "bahrain": "BHD", "jordanian": "JOD", "iraqi": "IQD", "tunisian": "TND", "algerian": "DZD", "serbian": "RSD"},
    "shilling": {"kenyan": "KES", "kenya": "KES", "ugandan": "UGX", "uganda": "UGX", "tanzanian": "TZS", "tanzania": "TZS"},
    "cent": {"euro": "EUR", "south african": "ZAR"},
    "DEM": {"german": "DEM", "deutsche": "DEM", "west german": "DEM", "finnish": "FIM"},
    "ITL": {"italian": "ITL"}, "TRY": {"turkish": "TRY", "italian": "ITL", "lebanese": "LBP"},
    "KRW": {"korean": "KRW", "south korean": "KRW"}, "CNY": {"chinese": "CNY"}, "JPY": {"japanese": "JPY"}, "THB": {"thai": "THB"},
    "IDR": {"indonesian": "IDR"}, "MYR": {"malaysian": "MYR"}, "BRL": {"brazilian": "BRL"}, "ILS": {"israeli": "ILS", "new israeli": "ILS"},
    "ZAR": {"south african": "ZAR"}, "RUB": {"russian": "RUB"}, "PLN": {"polish": "PLN"}, "NLG": {"dutch": "NLG"}, "ESP": {"spanish": "ESP"},
    "HUF": {"hungarian": "HUF"}, "NGN": {"nigerian": "NGN"}, "PEN": {"peruvian": "PEN"}, "RON": {"romanian": "RON"}, "CZK": {"czech": "CZK"},
    "KZT": {"kazakh": "KZT"}, "UAH": {"ukrainian": "UAH"}, "VND": {"vietnamese": "VND"}, "GBP": {"british": "GBP"}, "ATS": {"austrian": "ATS"},
}  # fmt: skip
_ADJECTIVES["cent"] = _ADJECTIVES["dollar"] | _ADJECTIVES["cent"]
_ADJECTIVES["centavo"] = _ADJECTIVES["peso"]

# What a shared sign can mean: the first is the default, the others need their evidence in the document.
_SHARED: dict[str, tuple[tuple[str, str], ...]] = {
    "yen": (("JPY", r"\byen\b|Tokyo|Japan|Nikkei"), ("CNY", r"\byuan\b|\bRMB|renminbi|Shanghai|Shenzhen|Beijing|Chin(?:a|ese)\b|\bSSE\b|Hangzhou|Guangzhou")),
    "krona": (("SEK", r"Swed|Stockholm|\bSEK\b|kronor"), ("NOK", r"Norw|Nordic Norway|Oslo|\bNOK\b|Bergen|Stavanger"), ("DKK", r"Danish|Denmark|Copenhagen|\bDKK\b|Aarhus"),
              ("ISK", r"Iceland|Reykjav|\bISK\b"), ("CZK", r"Czech|Prague|\bCZK\b|koruna")),
    "rupee": (("INR", r"India|Mumbai|Delhi|\bBSE\b|\bNSE\b|₹|Sensex|lakh|crore"), ("PKR", r"Pakistan|Karachi|Lahore|\bPSX\b"), ("LKR", r"Sri Lanka|Colombo"),
              ("MUR", r"Mauriti|Port Louis"), ("NPR", r"Nepal|Kathmandu")),
    "peso": (("MXN", r"Mexic|Monterrey"), ("PHP", r"Philippine|Manila|Makati|\bPSE\b|₱|Cebu"), ("ARS", r"Argentin|Buenos Aires"), ("CLP", r"Chile|Santiago"),
             ("COP", r"Colombia|Bogot|Medell"), ("UYU", r"Urugua|Montevideo")),
    "franc": (("CHF", r"Swiss|Switzerland|Zurich|Geneva|Basel|\bCHF\b|\bSIX\b|Zug\b"), ("FRF", r"French|France|Paris|Lyon"), ("BEF", r"Belgi|Brussels|Antwerp"),
              ("XOF", r"\bCFA\b|Ivory Coast|Ivorian|Abidjan|\bBRVM\b|Senegal|Dakar|Benin")),
    "pound": (("GBP", r"Britain|British|London|\bUK\b|\bFTSE\b|£|pence"), ("EGP", r"Egypt|Cairo"), ("LBP", r"Leban|Beirut")),
    "riyal": (("SAR", r"Saudi|Riyadh|Tadawul|Jeddah"), ("QAR", r"Qatar|Doha"), ("OMR", r"Oman|Muscat"), ("IRR", r"\bIran|Tehran")),
    "dirham": (("AED", r"\bUAE\b|Emirat|Dubai|Abu Dhabi|\bADX\b|\bDFM\b|Sharjah"), ("MAD", r"Morocc|Casablanca|Rabat")),
    "dinar": (("KWD", r"Kuwait"), ("BHD", r"Bahrain|Manama"), ("JOD", r"Jordan|Amman"), ("IQD", r"Iraq|Baghdad"), ("TND", r"Tunis"), ("RSD", r"Serbia|Belgrade")),
    "shilling": (("KES", r"Kenya|Nairobi|\bNSE\b|\bKSh|\bKsh|Safaricom"), ("UGX", r"Uganda|Kampala"), ("TZS", r"Tanzania|Dar es Salaam")),
    "centavo": (("BRL", r"Brazil|Paulo|\breais\b|\breal\b|R\$"), ("PHP", r"Philippine|Manila|Makati|₱"), ("MXN", r"Mexic")),
    "cent": (("dollar", r"\$|dollar|\bdlrs"), ("EUR", r"€|\beuros?\b|\bEUR"), ("ZAR", r"\brand\b|\bJSE\b|Johannesburg|(?<![A-Za-z])R\d|\bZAR\b"),
             ("KES", r"\bKSh|\bKsh|\bshillings?\b|Nairobi"), ("LKR", r"Colombo Stock|Sri Lanka"), ("NLG", r"\bguilders?\b")),
    "yen letter": (("JPY", r"\byen\b|Tokyo|Japan|Nikkei|¥"),),
    "P": (("PHP", r"Philippine|Manila|Makati|\bPSE\b|\bpesos?\b|₱"),),
    "R": (("ZAR", r"South Africa|Johannesburg|\bJSE\b|\brand\b|Cape Town|Sandton|Durban|Pretoria"),),
    "N": (("NGN", r"Nigeria|Lagos|\bnaira\b|Abuja|₦"),),
    "W": (("KRW", r"Korea|Seoul|\bwon\b|Kospi|KOSPI"),),
}  # fmt: skip
_EVIDENCE = {sign: tuple((iso, re.compile(pattern)) for iso, pattern in rows) for sign, rows in _SHARED.items()}


def _any_of(words: set[str] | frozenset[str]) -> str:
    return "|".join(
        re.escape(word).replace(r"\ ", r"\s") for word in sorted(words, key=lambda word: (-len(word), word))
    )


_WEIGHED = "copper|uranium|zinc|lead|nickel|lithium|cobalt|beef|pork|chicken|meat|coffee|cotton|sugar|tobacco|fish|lobster|cheese|yellowcake|U3O8"
_ALL_ADJECTIVES = {adjective for row in _ADJECTIVES.values() for adjective in row}
_WORDS = {word for word in _NOUNS if word[0].isalpha()}
_SIGNS = {word for word in _NOUNS if not word[0].isalpha()}
UNIT_WORDS = (
    rf"(?:(?P<adjective>(?i:{_any_of(_ALL_ADJECTIVES)}))[\s-])?(?P<noun>(?i:{_any_of(_WORDS)})(?!\w)(?!\s?\d)(?!(?<=real)[ -](?:estate|time)|(?<=pounds) of (?:{_WEIGHED}))|(?:{_any_of(_SIGNS)})(?!\s?\d))"
    rf"|(?P<code>(?:{_any_of(ISO_CODES)})(?![\w$])(?!\s?\d))"
    r"|(?P<pence>p)(?!\.?\w)|(?P<cents>c)(?!\.?\w)"
)
"""Source of the pattern for a currency behind a figure; the groups are what `Reading.behind` wants."""


def prefix_before(text: str, end: int, *, floor: int = 0) -> tuple[int, str] | None:
    """The longest currency sign that ends at `end` and starts at or after `floor`: (its start, its name)."""
    for size in range(min(_LONGEST, end - floor), 0, -1):
        sign = text[end - size : end]
        if sign in _PREFIXES:
            before = text[end - size - 1] if end > size else " "
            if not (sign[0].isalnum() and (before.isalnum() or before in "_&$")):
                return end - size, sign
    return None


@dataclass(slots=True)
class Reading:
    """How one document's currency signs are to be read.

    `dollar` is what a bare "$" means; `default` settles a shared sign ("kr", "pesos", "cents") where it is one of
    its meanings, before the document's own words do.
    """

    text: str
    dollar: str = "USD"
    default: str | None = None
    _settled: dict[str, str] = field(default_factory=dict)
    _seen: dict[str, bool] = field(default_factory=dict)

    def before(self, sign: str, *, like_money: bool, glued: bool) -> str | None:
        """ISO code of a sign found by `prefix_before`, None where a single letter is not money here."""
        if sign in _LETTERS_ALONE and not (glued and (like_money or self._said(_PREFIXES[sign]))):
            return None
        if sign in _NEEDS_EVIDENCE and not self._said(_PREFIXES[sign]):
            return None
        return self.settle(_PREFIXES[sign])

    def behind(self, match: re.Match[str]) -> tuple[str, float]:
        """ISO code and scale of a `UNIT_WORDS` match."""
        if match["code"]:
            return ("CNY" if match["code"] == "CNH" else match["code"]), 1.0
        if match["pence"]:
            return "GBP", 0.01
        if match["cents"]:
            return self.settle("cent"), 0.01
        name, scale = _NOUNS[match["noun"].lower()]
        adjective = " ".join((match["adjective"] or "").lower().split())
        return _ADJECTIVES.get(name, {}).get(adjective) or self.settle(name), scale

    def settle(self, name: str) -> str:
        if name == "dollar":
            return self.dollar
        if name not in _EVIDENCE:
            return name
        if name not in self._settled:
            rows = _EVIDENCE[name]
            if self.default in {iso for iso, _ in rows} or (name == "cent" and self.default):
                self._settled[name] = self.default or ""
            else:
                votes = Counter({iso: sum(1 for _ in pattern.finditer(self.text)) for iso, pattern in rows})
                self._settled[name] = max(rows, key=lambda row: votes[row[0]])[0]
        iso = self._settled[name]
        return self.dollar if iso == "dollar" else iso

    def _said(self, name: str) -> bool:
        if name not in self._seen:
            self._seen[name] = any(pattern.search(self.text) for _, pattern in _EVIDENCE[name])
        return self._seen[name]


_DOLLARS = {
    "CAD": (r"C\$|CA\$|Cdn\$|\bCAD\b", r"Canadian d", r"\bTSXV?\b|\bCSE\b|Canad|Toronto|Vancouver|Calgary|Montreal|Ontario|Alberta|Quebec|Winnipeg|Ottawa|Edmonton|British Columbia"),
    "AUD": (r"(?<![A-Z])A\$|AU\$|\bAUD\b", r"Australian d", r"\bASX\b|Austral|Sydney|Melbourne|Perth\b|Brisbane|Adelaide|Queensland"),
    "NZD": (r"NZ\$|\bNZD\b", r"New Zealand d", r"\bNZX\b|New Zealand|Auckland|Wellington|Christchurch"),
    "HKD": (r"HK\$|\bHKD\b", r"Hong Kong d|HK c", r"\bHKEX\b|\bSEHK\b|Hong Kong|Hang Seng"),
    "SGD": (r"(?<![A-Z])S\$|\bSGD\b", r"Singapore d", r"\bSGX\b|Singapore"),
    "TWD": (r"NT\$|\bTWD\b", r"Taiwan d", r"\bTWSE\b|Taiwan|Taipei|Hsinchu"),
}  # fmt: skip
_DOLLAR_PATTERNS = {iso: tuple(re.compile(part) for part in parts) for iso, parts in _DOLLARS.items()}
_US_SIGN = re.compile(r"(?:US|U\.S\.)\s?\$|\$US|\bUSD\b|U\.?S\.? (?:dollars?|dlrs?)\b")
_US_PLACE = re.compile(
    r"\bNYSE\b|Nasdaq|NASDAQ|New York|Wall Street|\bSEC\b|U\.S\.|\bUS\b|Washington|Chicago|Calif|Texas|Boston|Florida|Ohio|Atlanta|Houston|Delaware|Los Angeles|San Francisco|Seattle|Dallas"
)
_BARE_DOLLAR = re.compile(r"(?<![A-Za-z])\$\s?\d|\b(?:dlrs?|dollars?)\b")
_HEAD = 250


def guess_dollar(text: str) -> str:
    """What a bare "$" means in `text` (ISO 4217), from its own signs, exchanges and places; USD by default.

    A place counts for more in the dateline. Where the text marks another dollar with its letter ("C$", "A$") beside bare ones, the
    bare ones are American; where it marks the American one, they are the local dollar.
    """
    scores: Counter[str] = Counter()
    for iso, (sign, words, place) in _DOLLAR_PATTERNS.items():
        marked = len(sign.findall(text)) + len(words.findall(text))
        places = len(place.findall(text)) + 2 * len(place.findall(text, 0, _HEAD))
        scores[iso] = places if not marked or not _BARE_DOLLAR.search(text) else -marked
        if marked and not _BARE_DOLLAR.search(text):
            scores[iso] += 100 * marked
    best, score = max(scores.items(), key=lambda item: item[1])
    american = len(_US_PLACE.findall(text)) + 2 * len(_US_PLACE.findall(text, 0, _HEAD))
    if _US_SIGN.search(text):
        return best if score > 0 else "USD"
    return best if score > american else "USD"
