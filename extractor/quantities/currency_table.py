"""The currencies as data: signs before a figure, words behind it, and what shared ones can mean.

A row names an ISO 4217 code, or in lower case (or as a single letter) a sign that several currencies share.
"""

import re

__all__ = ["ADJECTIVES", "CLUES", "ISO_CODES", "NOUNS", "SIGNS", "THOUSANDTHS"]

_ISO_CODES = """
USD EUR GBP JPY CNY CNH HKD AUD CAD NZD SGD TWD KRW INR PKR LKR BDT NPR IDR MYR THB PHP VND MMK KHR MOP PGK FJD
CHF SEK NOK DKK ISK PLN CZK HUF RON BGN RSD TRY RUB UAH KZT GEL AZN UZS ILS AED SAR QAR KWD BHD OMR JOD IQD IRR LBP
EGP MAD TND DZD ZAR NGN KES UGX TZS GHS ZMW BWP NAD MUR ETB XOF XAF BRL MXN ARS CLP COP PEN UYU PYG BOB VEB VES CRC
DOP JMD TTD DEM FRF ITL ESP NLG BEF ATS IEP PTE FIM GRD LUF LTL LVL EEK HRK SKK XEU
"""

_SIGNS = """
dollar $ ＄
USD US$ U.S.$ USD$ $US
CAD C$ CA$ CAD$ Can$ Cdn$ CDN$ $C $CAD
AUD A$ AU$ AUD$ Aust$ $A
NZD NZ$ $NZ
HKD HK$ HKD$ $HK
SGD S$ SG$ Sing$
TWD NT$ TW$ T$
FJD FJ$ F$
JMD J$
NAD N$
TTD TT$
MOP MOP$
EUR € euro euros Euro Euros Eur
GBP £ GBP£ UK£ Stg
IEP IR£ Ir£ I£
EGP E£ LE EGP£
JPY JP¥
CNY CN¥ RMB Rmb rmb RMB¥ Yuan CNH
yen ¥ ￥
Y Y
KRW ₩ Won
W W
INR ₹ INR₹
rupee Rs Rs. Re Re.
BDT Tk Tk. ৳
IDR Rp Rp.
MYR RM
THB Bt ฿
PHP ₱ Php PhP
P P
VND ₫
CHF SFr SFr. Sfr SwFr
FRF FFr FFr. FF
BEF BFr Bfr
franc Fr Fr.
SEK SKr Skr
NOK NKr Nkr
DKK DKr Dkr
ISK IKr
krona kr kr. Kr Kr.
DEM DM
NLG Fl Fl. Dfl DFl
ITL Lit Lire
ESP Pta Ptas
PTE Esc
ATS Sch
FIM Fmk
XEU Ecu ECU
PLN Zl zl
CZK Kc Kč
HUF Ft
RUB ₽ Rbl Rbs
UAH ₴
KZT ₸
GEL ₾
AZN ₼
TRY ₺ TL YTL
ILS ₪ NIS
SAR SR SR.
QAR QR QR.
KWD KD
BHD BD
OMR RO
JOD JD
dirham Dh Dhs Dh. Dhs.
R R
N N
NGN ₦
GHS ₵ GH¢ GH₵ GHC
KES KSh Ksh KShs Kshs
UGX USh Ush
TZS TSh
shilling Sh Shs
XOF CFA FCFA
BRL R$ BRL$
MXN Mex$ MX$ MXN$
CLP CLP$
COP COP$ Col$
ARS AR$
UYU $U
peso Ps Ps.
PEN S/ S/.
VES Bs Bs.
CRC ₡
PYG ₲
"""

_NOUNS = """
dollar 1 dollars dollar dlrs dlr bucks buck $
cent 0.01 cents cent cts ct ¢
EUR 1 euros euro €
GBP 0.01 pence penny pennies
pound 1 pounds pound sterling stg quid pounds_sterling
GBP 1 £
JPY 1 yen
yen 1 ¥
CNY 1 yuan renminbi rmb
KRW 1 won ₩
rupee 1 rupees rupee rs
INR 1 ₹
rupee 0.01 paise paisa
IDR 1 rupiah rupiahs
MYR 1 ringgit ringgits
MYR 0.01 sen
THB 1 baht ฿
THB 0.01 satang
VND 1 dong ₫
BDT 1 taka
MMK 1 kyat kyats
PGK 1 kina
peso 1 pesos peso
centavo 0.01 centavos centavo
franc 1 francs franc frs
franc 0.01 centimes rappen
krona 1 kronor krona kroner krone kr crowns crown
krona 0.01 öre ore øre
ISK 1 krónur kronur
DEM 1 marks mark deutschemarks d-marks
DEM 0.01 pfennigs pfennig
FIM 1 markka markkaa
ITL 1 lire
TRY 1 lira liras ₺ tl
TRY 0.01 kurus
NLG 1 guilders guilder
ESP 1 pesetas peseta
ATS 1 schillings schilling
PTE 1 escudos escudo
GRD 1 drachmas drachma
IEP 1 punts punt
XEU 1 ecus ecu
PLN 1 zloty zlotys zlotych złoty złotys złotych zł
PLN 0.01 groszy grosz
HUF 1 forints forint
CZK 1 koruna korunas koruny korun kc kč
RON 1 lei leu
BGN 1 leva lev
LTL 1 litas
LVL 1 lats
EEK 1 kroons
HRK 1 kuna
RUB 1 roubles rouble rubles ruble rbls rbl ₽
RUB 0.01 kopecks kopeks
UAH 1 hryvnia hryvnias ₴
KZT 1 tenge
GEL 1 lari
AZN 1 manat manats
ILS 1 shekels shekel nis ₪
ILS 0.01 agorot
dirham 1 dirhams dirham dhs dh
riyal 1 riyals riyal rials rial
SAR 0.01 halalas halala
dinar 1 dinars dinar
fils 0.01 fils
ZAR 1 rand rands
NGN 1 naira
NGN 0.01 kobo
shilling 1 shillings shilling
GHS 1 cedis cedi
GHS 0.01 pesewas
ZMW 1 kwacha
BWP 1 pula
ETB 1 birr
XOF 1 cfa
BRL 1 reais real reals
PEN 1 soles sol
VES 1 bolivars bolivar
PYG 1 guaranies
CRC 1 colones
"""

_ADJECTIVES = """
dollar USD us u.s. u.s american
dollar CAD canadian cdn can
dollar AUD australian aust aussie
dollar NZD new_zealand nz n.z.
dollar HKD hong_kong hk h.k.
dollar SGD singapore singaporean
dollar TWD new_taiwan taiwan taiwanese nt
dollar FJD fijian fiji
dollar JMD jamaican
dollar NAD namibian
pound GBP british u.k. uk
pound IEP irish
pound EGP egyptian
pound LBP lebanese
franc CHF swiss
franc FRF french
franc BEF belgian
franc XOF cfa
franc LUF luxembourg
krona SEK swedish
krona NOK norwegian
krona DKK danish
krona ISK icelandic
krona CZK czech
krona SKK slovak
krona EEK estonian
rupee INR indian
rupee PKR pakistani pakistan
rupee LKR sri_lankan lankan
rupee NPR nepalese
rupee MUR mauritian mauritius
peso MXN mexican
peso PHP philippine
peso ARS argentine argentinian
peso CLP chilean
peso COP colombian
peso UYU uruguayan
peso DOP dominican
riyal SAR saudi
riyal QAR qatari qatar
riyal OMR omani
riyal IRR iranian
dirham AED u.a.e. uae emirati
dirham MAD moroccan
dinar KWD kuwaiti
dinar BHD bahraini bahrain
dinar JOD jordanian
dinar IQD iraqi
dinar TND tunisian
dinar DZD algerian
dinar RSD serbian
shilling KES kenyan kenya
shilling UGX ugandan uganda
shilling TZS tanzanian tanzania
cent EUR euro
cent ZAR south_african
DEM DEM german deutsche west_german
DEM FIM finnish
ITL ITL italian
TRY TRY turkish
TRY ITL italian
KRW KRW korean south_korean
CNY CNY chinese
JPY JPY japanese
THB THB thai
IDR IDR indonesian
MYR MYR malaysian
BRL BRL brazilian
ILS ILS israeli new_israeli
ZAR ZAR south_african
RUB RUB russian
PLN PLN polish
NLG NLG dutch
ESP ESP spanish
HUF HUF hungarian
NGN NGN nigerian
PEN PEN peruvian
RON RON romanian
CZK CZK czech
KZT KZT kazakh
UAH UAH ukrainian
VND VND vietnamese
ATS ATS austrian
"""

# The first row of a sign is its default; the others need their clue in the document.
_CLUES = r"""
yen JPY \byen\b|Tokyo|Japan|Nikkei
yen CNY \byuan\b|\bRMB|renminbi|Shanghai|Shenzhen|Beijing|Chin(?:a|ese)\b|\bSSE\b|Hangzhou|Guangzhou
krona SEK Swed|Stockholm|\bSEK\b|kronor|Gothenburg
krona NOK Norw|Norse|Oslo|\bNOK\b|Bergen|Stavanger|Trondheim
krona DKK Danish|Denmark|Copenhagen|\bDKK\b|Aarhus
krona ISK Iceland|Reykjav|\bISK\b
krona CZK Czech|Prague|\bCZK\b|koruna
rupee INR India\b|Indian|Mumbai|Delhi|\bBSE\b|\bNSE\b|₹|Sensex|lakh|crore
rupee PKR Pakistan|Karachi|Lahore|Islamabad|\bPSX\b|\bKSE\b
rupee LKR Sri Lanka|Colombo
rupee MUR Mauriti|Port Louis
rupee NPR Nepal|Kathmandu
peso MXN Mexic|Monterrey
peso PHP Philippine|Filipin|Manila|Makati|\bPSE\b|₱|Cebu|Leyte|Luzon|Mindanao|Davao
peso ARS Argentin|Buenos Aires
peso CLP Chile|Santiago
peso COP Colombia|Bogot|Medell
peso UYU Urugua|Montevideo
franc CHF Swiss|Switzerland|Zurich|Geneva|Basel|\bCHF\b|\bSIX\b|Zug\b|Lausanne
franc FRF French|France|Paris|Lyon
franc BEF Belgi|Brussels|Antwerp
franc XOF \bCFA\b|Ivory Coast|Ivorian|Abidjan|\bBRVM\b|Senegal|Dakar|Benin
pound GBP Britain|British|London|\bUK\b|\bFTSE\b|£|pence
pound EGP Egypt|Cairo
pound LBP Leban|Beirut
riyal SAR Saudi|Riyadh|Tadawul|Jeddah
riyal QAR Qatar|Doha|DOHA|\bQSE\b
riyal OMR Oman|Muscat
riyal IRR \bIran|Tehran
dirham AED \bUAE\b|Emirat|Dubai|Abu Dhabi|\bADX\b|\bDFM\b|Sharjah
dirham MAD Morocc|Casablanca|Rabat
dirham QAR Qatar|Doha|DOHA|\bQSE\b
dinar KWD Kuwait
dinar BHD Bahrain|Manama
dinar JOD Jordan|Amman
dinar IQD Iraq|Baghdad
dinar TND Tunis
dinar RSD Serbia|Belgrade
fils AED \bUAE\b|Emirat|Dubai|Abu Dhabi|\bADX\b|\bDFM\b|Sharjah|dirham
fils KWD Kuwait
fils BHD Bahrain|Manama
fils JOD Jordan|Amman
shilling KES Kenya|Nairobi|\bNSE\b|\bKSh|\bKsh
shilling UGX Uganda|Kampala
shilling TZS Tanzania|Dar es Salaam
centavo BRL Brazil|Paulo|\breais\b|\breal\b|R\$
centavo PHP Philippine|Manila|Makati|₱
centavo MXN Mexic
cent dollar \$|dollar|\bdlrs
cent EUR €|\beuros?\b|\bEUR
cent ZAR \brand\b|\bJSE\b|Johannesburg|(?<![A-Za-z])R\d|\bZAR\b
cent KES \bKSh|\bKsh|\bshillings?\b|Nairobi
cent LKR Colombo Stock|Sri Lanka
cent NLG \bguilders?\b
Y JPY \byen\b|Tokyo|Japan|Nikkei|¥
P PHP Philippine|Filipin|Manila|Makati|\bPSE\b|\bpesos?\b|₱
R ZAR South Africa|Johannesburg|\bJSE\b|\brand\b|Cape Town|Sandton|Durban|Pretoria
N NGN Nigeria|Lagos|\bnaira\b|Abuja|₦
W KRW Korea|Seoul|\bwon\b|Kospi|KOSPI
"""


def _rows(table: str, columns: int) -> list[list[str]]:
    return [line.split(maxsplit=columns - 1) for line in table.strip().splitlines()]


ISO_CODES = frozenset(_ISO_CODES.split())
"""Codes read before and after a figure ("EUR 45m", "1.2bn SEK")."""
SIGNS = {sign: name for name, signs in _rows(_SIGNS, 2) for sign in signs.split()} | {
    code: "CNY" if code == "CNH" else code for code in ISO_CODES
}
"""Sign before a figure → ISO code, or the name of a shared sign."""
NOUNS = {
    word.replace("_", " "): (name, float(scale)) for name, scale, words in _rows(_NOUNS, 3) for word in words.split()
}
"""Word or sign behind a figure → (ISO code or name of a shared sign, scale)."""
ADJECTIVES: dict[str, dict[str, str]] = {}
"""Name of a noun → adjective before it → ISO code ("Canadian" dlrs, "Swiss" francs)."""
for _name, _iso, _words in _rows(_ADJECTIVES, 3):
    ADJECTIVES.setdefault(_name, {}).update({word.replace("_", " "): _iso for word in _words.split()})
ADJECTIVES["cent"] = ADJECTIVES["dollar"] | ADJECTIVES["cent"]
ADJECTIVES["centavo"] = ADJECTIVES["peso"]
CLUES: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
"""Name of a shared sign → its meanings with the words that speak for each; the first is the default."""
for _name, _iso, _words in _rows(_CLUES, 3):
    CLUES.setdefault(_name, []).append((_iso, re.compile(_words)))
THOUSANDTHS = frozenset({"KWD", "BHD", "JOD", "OMR", "TND", "IQD"})
"""Currencies of a thousand fils."""
