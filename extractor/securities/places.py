"""Countries that a text speaks of: names, demonyms, capitals of finance and currencies → ISO 3166 alpha-2."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ROWS = """
US: united states, u.s., us, usa, american, america, new york, wall street, washington, california, texas, ohio, florida, delaware, massachusetts, boston, chicago, georgia, minnesota, arizona, alaska, michigan, illinois, virginia, new jersey, seattle, atlanta, houston, s&p 500, dow jones
GB: united kingdom, uk, u.k., britain, british, england, english, scotland, wales, london, ftse, sterling, pence, leeds, manchester, bristol, edinburgh, north sea, bank of england, £
JP: japan, japanese, tokyo, osaka, kyoto, nikkei, yen
HK: hong kong, hk$, hang seng
CN: china, chinese, shanghai, shenzhen, beijing, guangzhou, yuan, renminbi
KR: south korea, korean, korea, seoul, kospi, won
TW: taiwan, taiwanese, taipei
IN: india, indian, mumbai, delhi, bangalore, bengaluru, pune, chennai, hyderabad, rupee, rupees, rs, sensex, nifty
SG: singapore, singaporean, s$
MY: malaysia, malaysian, kuala lumpur, ringgit
ID: indonesia, indonesian, jakarta, rupiah
TH: thailand, thai, bangkok, baht
PH: philippines, philippine, manila
VN: vietnam, vietnamese, hanoi, ho chi minh, dong
PK: pakistan, pakistani, karachi
BD: bangladesh, dhaka, taka
LK: sri lanka, colombo
AU: australia, australian, sydney, melbourne, perth, brisbane, queensland, canberra, a$
NZ: new zealand, auckland, wellington, nz$
CA: canada, canadian, toronto, ontario, quebec, alberta, calgary, vancouver, montreal, british columbia, saskatchewan, c$
DE: germany, german, frankfurt, berlin, munich, stuttgart, hamburg, dax, wolfsburg, ludwigshafen, darmstadt
FR: france, french, paris, cac 40
NL: netherlands, dutch, amsterdam, rotterdam, eindhoven
BE: belgium, belgian, brussels
CH: switzerland, swiss, zurich, geneva, basel
AT: austria, austrian, vienna
IT: italy, italian, milan, rome, turin
ES: spain, spanish, madrid, barcelona, ibex
PT: portugal, portuguese, lisbon
IE: ireland, irish, dublin
SE: sweden, swedish, stockholm, gothenburg, malmo, krona, kronor
DK: denmark, danish, copenhagen
NO: norway, norwegian, oslo
FI: finland, finnish, helsinki
IS: iceland, icelandic, reykjavik
PL: poland, polish, warsaw, zloty
CZ: czech, prague, koruna
HU: hungary, hungarian, budapest, forint
RO: romania, romanian, bucharest
BG: bulgaria, bulgarian, sofia
GR: greece, greek, athens
TR: turkey, turkish, istanbul, lira
RU: russia, russian, moscow, rouble, roubles, rubles
UA: ukraine, ukrainian, kyiv
IL: israel, israeli, tel aviv, shekel, shekels
SA: saudi arabia, saudi, riyadh
AE: dubai, abu dhabi, emirates, emirati, uae, dirham, dirhams
QA: qatar, qatari, doha
KW: kuwait, kuwaiti
BH: bahrain, bahraini
OM: oman, omani, muscat
EG: egypt, egyptian, cairo
MA: morocco, moroccan, casablanca
ZA: south africa, south african, johannesburg, cape town, rand
NG: nigeria, nigerian, lagos, naira
KE: kenya, kenyan, nairobi
BR: brazil, brazilian, sao paulo, são paulo, rio de janeiro, reais
MX: mexico, mexican
AR: argentina, argentine, buenos aires
CL: chile, chilean, santiago
CO: colombia, colombian, bogota
PE: peru, peruvian, lima
"""
PLACES = {
    word.strip(): head.strip()
    for head, _, tail in (row.partition(":") for row in _ROWS.strip().splitlines())
    for word in tail.split(",")
}
CURRENCY_SIGNS = {"€": ("DE", "FR", "NL", "IT", "ES", "BE", "AT", "FI", "IE", "PT")}
_LOWER = frozenset(
    """yen won yuan rupee rupees ringgit rupiah baht krona kronor zloty koruna forint lira rouble roubles rubles shekel shekels
    naira reais pence sterling renminbi dirham dirhams""".split()
)
_NOT_CAPITALISED = frozenset({"us", "rs", "won", "rand", "dong", "lima", "yen"})
"""Words that mean something else in another case: "US" is a country, "Us" is none; "won" is money, "Won" a name."""


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted((re.escape(w) for w in words), key=len, reverse=True))


_NAME = re.compile(rf"(?<![\w$])(?=[A-Z£])(?i:{_any(PLACES)})(?:(?<=[$£])|(?![\w$]))")
_MONEY = re.compile(rf"(?<![\w$])(?:{_any(_LOWER)})(?!\w)")


def countries(text: str) -> dict[str, int]:
    """Countries of a text with the number of times it speaks of them; of words in lower case only currencies count."""
    out: dict[str, int] = {}
    for m in (*_NAME.finditer(text), *_MONEY.finditer(text)):
        word = m[0]
        if word.lower() in _NOT_CAPITALISED and word not in ("US", "Rs") and not word.islower():
            continue
        if word == "RS" or (len(word) == 2 and word not in ("US", "UK", "Rs", "S$", "A$", "C$")):
            continue
        country = PLACES[word.lower()]
        out[country] = out.get(country, 0) + 1
    return out
