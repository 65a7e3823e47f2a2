"""Markets: ISO 10383 MIC, country, currency, the suffixes of Reuters and Bloomberg, and the names used in text.

A market's symbols are unique within its `pool`: "NYSE: ABC" and "NASDAQ: ABC" are never two companies at a time, so a
table that is a listing transfer behind still finds it.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractor.nlp.tickers import BLOOMBERG, EXCHANGES, SUFFIXES


@dataclass(frozen=True, slots=True)
class Market:
    """One exchange. `country` is ISO 3166 alpha-2, `currency` the one its prices usually have."""

    mic: str
    country: str
    currency: str
    pool: str


_ROWS = """
XNYS US USD US|.N|UN|
XNAS US USD US|.O .OQ|UW UQ UR|nasdaq stock market, nasdaq global, nasdaqgs
XASE US USD US|.A|UA|american stock exchange, nyse mkt llc
ARCX US USD US||UP|
BATS US USD US|.Z||cboe bzx, cboe, bats
OTCM US USD US|.PK .OB|UV|otc markets, otcmkts, otcbb, pink sheets, otc bulletin board, pink
XTSE CA CAD CA|.TO|CT|the tsx, tse canada
XTSX CA CAD CA|.V|CV|tsx venture exchange
XCNQ CA CAD CA|.CD|CF|canadian securities exchange, cnsx
NEOE CA CAD CA|.NE||cboe canada, neo exchange
XLON GB GBP GB|.L|LN|london's aim, london main market
XDUB IE EUR IE|.I .IR|ID|ise, irish stock exchange
XPAR FR EUR FR|.PA|FP|paris, euronext growth paris
XAMS NL EUR NL|.AS|NA|amsterdam
XBRU BE EUR BE|.BR|BB|brussels
XLIS PT EUR PT|.LS|PL|lisbon, eli
XETR DE EUR DE|.DE|GY GR|frankfurt, frankfurt stock exchange, deutsche börse, deutsche boerse
XFRA DE EUR DE|.F|GF|
XSWX CH CHF CH|.S .SW .VX|SW SE|six swiss exchange, swiss exchange, vtx
XWBO AT EUR AT|.VI|AV|vienna, vienna stock exchange, wiener börse
XMIL IT EUR IT|.MI|IM|borsa italiana, milan, euronext milan, milan stock exchange
XMAD ES EUR ES|.MC|SM|madrid, bolsa de madrid, madrid stock exchange
XSTO SE SEK SE|.ST|SS|stockholm, omx stockholm, nasdaq first north, spotlight
XCSE DK DKK DK|.CO|DC|copenhagen, omx copenhagen
XHEL FI EUR FI|.HE|FH|helsinki, omx helsinki
XOSL NO NOK NO|.OL|NO|oslo, oslo bors, oslo stock exchange, euronext oslo
XICE IS ISK IS|.IC|IR|nasdaq iceland
XWAR PL PLN PL|.WA|PW|warsaw, warsaw stock exchange, gpw, newconnect
XPRA CZ CZK CZ|.PR|CP|prague, prague stock exchange
XBUD HU HUF HU|.BU .BD|HB|budapest, budapest stock exchange
XBSE RO RON RO|.BX .RO|RO|bvb, bucharest stock exchange
XBUL BG BGN BG|.BB|BU|bulgarian stock exchange
XATH GR EUR GR|.AT|GA|athens, athex, athens stock exchange
XIST TR TRY TR|.IS|TI|bist, borsa istanbul, istanbul
MISX RU RUB RU|.MM .ME|RM RX|moex, mcx, moscow exchange
XZAG HR EUR HR|.ZA|ZA|zagreb stock exchange
XLJU SI EUR SI|.LJ|SV|ljubljana stock exchange
XBEL RS RSD RS|.BEL|SG|belgrade stock exchange
XBRA SK EUR SK|.BV|SK|bratislava stock exchange
XMAL MT EUR MT|.MT|MV|malta stock exchange
XCYS CY EUR CY|.CY|CY|cyprus stock exchange
XLUX LU EUR LU|.LU|LX|luxembourg stock exchange, luxse
XMNX ME EUR ME||ME|montenegro stock exchange
XSSE BA BAM BA|||sarajevo stock exchange
PFTS UA UAH UA||UZ|pfts, ukrainian exchange
XTKS JP JPY JP|.T|JP JT|tokyo
XHKG HK HKD HK|.HK|HK|hong kong, sehk stock code, hkse, hkg
XSHG CN CNY CN|.SS .SH|CG|shanghai, shanghai stock exchange, shse
XSHE CN CNY CN|.SZ|CS|shenzhen, shenzhen stock exchange
XTAI TW TWD TW|.TW|TT|taiwan stock exchange, taipei, tpe
ROCO TW TWD TW|.TWO||tpex, taipei exchange
XKRX KR KRW KR|.KS|KS KP|kospi, korea exchange, korea stock exchange
XKOS KR KRW KR|.KQ|KQ|
XSES SG SGD SG|.SI|SP|singapore exchange, singapore, sgx-st, catalist
XKLS MY MYR MY|.KL|MK|bursa malaysia, bursa, kuala lumpur
XIDX ID IDR ID|.JK|IJ|indonesia stock exchange, jakarta
XBKK TH THB TH|.BK|TB|stock exchange of thailand, bangkok
XPHS PH PHP PH|.PS|PM|philippine stock exchange, manila
XSTC VN VND VN|.HM .VN|VN VM|hose, ho chi minh stock exchange
HSTC VN VND VN|.HN|VH|hnx, hanoi stock exchange, upcom
XNSE IN INR IN|.NS|IS|national stock exchange of india, national stock exchange, nse india
XBOM IN INR INB|.BO|IB|bombay stock exchange, bse india
XKAR PK PKR PK|.KA .PSX|PA PK|pakistan stock exchange, kse
XCOL LK LKR LK|.CM|SL|colombo stock exchange
XDHA BD BDT BD|.DH|BD|dhaka stock exchange
XASX AU AUD AU|.AX|AU|australian stock exchange
XNZE NZ NZD NZ|.NZ|NZ|new zealand exchange, nzse
XSAU SA SAR SA|.SE .SR|AB|saudi stock exchange, saudi exchange
XDFM AE AED AE|.DU .AE|DU DB|dubai financial market
XADS AE AED AE|.AD|DH UH|abu dhabi securities exchange
DSMD QA QAR QA|.QA|QD|qse, qatar stock exchange, qatar exchange
XKUW KW KWD KW|.KW|KK|boursa kuwait, kuwait stock exchange
XBAH BH BHD BH|.BH|BI|bahrain bourse
XMUS OM OMR OM|.OM|OM|msx, muscat stock exchange, muscat securities market
XAMM JO JOD JO|.AM|JR|amman stock exchange
XBEY LB USD LB|.BY|LB|beirut stock exchange
XPAE PS USD PS|.PL|PS|palestine exchange
XIQS IQ IQD IQ|.IQ|IQ|iraq stock exchange
XTAE IL ILS IL|.TA|IT|tel aviv, tel aviv stock exchange, tlv
XCAI EG EGP EG|.CA|EY EC|egx, egyptian exchange
XCAS MA MAD MA|.CS|MC|casablanca stock exchange
XTUN TN TND TN|.TN|TU|tunis stock exchange, bvmt
XJSE ZA ZAR ZA|.J .JO|SJ|johannesburg, johannesburg stock exchange, jse limited
XNAM NA NAD NA|.NM||nsx, namibian stock exchange
XBOT BW BWP BW|.BT|BG|botswana stock exchange
XNAI KE KES KE|.NR|KN|nairobi securities exchange
XNSA NG NGN NG|.LG|NL|ngx, nigerian exchange, nigerian stock exchange
XMAU MU MUR MU|.MZ|MP|stock exchange of mauritius
XBRV CI XOF CI|.CI|ZC|brvm
XUGA UG UGX UG|.UG|UG|uganda securities exchange
XDAR TZ TZS TZ|.TZ|TZ|dar es salaam stock exchange
XLUS ZM ZMW ZM|.LZ|ZL|lusaka securities exchange
XZIM ZW USD ZW|.ZI|ZH|zimbabwe stock exchange
XMSW MW MWK MW|.MW|MW|malawi stock exchange
RSEX RW RWF RW|||rwanda stock exchange
BVMF BR BRL BR|.SA|BZ BS|bovespa, bm&fbovespa, b3 s.a.
XMEX MX MXN MX|.MX|MM MF|mexican stock exchange, bolsa mexicana de valores
XBUE AR ARS AR|.BA|AR|byma, buenos aires stock exchange, bcba
XSGO CL CLP CL|.SN|CC CI|santiago stock exchange, bolsa de santiago
XBOG CO COP CO|.CN|CB|bvc, bolsa de valores de colombia
XLIM PE PEN PE|.LM|PE|bvl, bolsa de valores de lima
BVCA VE VES VE|.CR||caracas stock exchange
XBCR CR CRC CR|||
XJAM JM JMD JM|.JM|JA|jamaica stock exchange
XULA MN MNT MN||MO|mongolian stock exchange
XKAZ KZ KZT KZ|.KZ|KZ|kase, kazakhstan stock exchange
"""

MARKETS: dict[str, Market] = {}
RICS: dict[str, str] = {}
"""Reuters and Yahoo suffix (without its dot) → MIC."""
BLOOMBERG_CODES: dict[str, str | None] = dict(BLOOMBERG)
"""Bloomberg's two letters → MIC; None where they mean a whole country."""
NAMES: dict[str, str] = dict(EXCHANGES)
"""Name or code of an exchange in text, lower case → MIC."""

for _row in _ROWS.strip().splitlines():
    _head, _rics, _bloomberg, _names = _row.split("|")
    _mic, _country, _currency, _pool = _head.split()
    MARKETS[_mic] = Market(_mic, _country, _currency, _pool)
    for _ric in _rics.split():
        RICS.setdefault(_ric[1:], _mic)
    for _code in _bloomberg.split():
        if len(_code) == 2 and _code not in BLOOMBERG_CODES:
            BLOOMBERG_CODES[_code] = _mic
    for _name in filter(None, (n.strip() for n in _names.split(","))):
        NAMES.setdefault(_name, _mic)
for _suffix, _home in SUFFIXES.items():
    if _home is not None:
        RICS.setdefault(_suffix, _home)

HOMES = {
    country: next(m.mic for m in MARKETS.values() if m.country == country)
    for country in {m.country for m in MARKETS.values()}
}
"""Country → its first market in the table."""


def pool(mic: str | None) -> str | None:
    """The set of markets in which a symbol is unique; None for no or an unknown market."""
    market = MARKETS.get(mic or "")
    return market.pool if market else None


def country_of(mic: str | None) -> str | None:
    """ISO 3166 alpha-2 country of a market; None for no or an unknown market."""
    market = MARKETS.get(mic or "")
    return market.country if market else None
