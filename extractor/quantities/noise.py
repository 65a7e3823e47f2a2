"""Digits that are no quantity: dates, times, addresses, phone numbers, section numbers, tickers, names with a number.

`NOISE` is the source of one pattern, to be tried at every position before a numeral is. Its parts contain no unbounded
repeat inside another and each starts with a literal or a bounded look, so a scan stays linear.
"""

__all__ = ["NOISE"]

_NO_SIGN = r"(?<![\w.,$€£¥])"
_SHORT_MONTHS = "Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec"
_LONG_MONTHS = "January February March April May June July August September October November December"


def _either_case(names: str) -> str:
    return "|".join([*names.split(), *names.upper().split()])


_MONTH = rf"(?:(?:{_either_case(_LONG_MONTHS)})|(?:{_either_case(_SHORT_MONTHS)})\.?)(?![A-Za-z])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_UNIT = (
    r"\s?(?:%|pct|per\s?cent|[mb]l?n\b|million|billion|thousand|lakh|crore|cents?\b|cts\b|dlrs|dollars|pence|euros?\b"
    r"|yen\b|shares\b|jobs\b)"
)
_DAY_ALONE = rf"{_DAY}(?![\d%])(?![.,/]\d)(?!{_UNIT})"
_YEAR = r"(?:19|20)\d\d(?!\d)(?![.,]\d)"
_DATES = (
    rf"{_NO_SIGN}\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)",
    rf"(?<!\w){_MONTH}\s{{0,2}}{_DAY_ALONE}(?:\s?(?:[-–—,]|to|and)\s?{_DAY_ALONE}){{0,3}}(?:,?\s{_YEAR})?",
    rf"{_NO_SIGN}{_DAY}(?:\s?(?:[-–—/,]|to|and|or)\s?{_DAY}){{0,3}}[\s-](?:of\s)?{_MONTH}(?:,?[\s-]{_YEAR})?",
    rf"(?<!\w){_MONTH},?\s{_YEAR}",
    rf"{_NO_SIGN}\d{{1,2}}(?:/\d{{1,2}}/|\.\d{{1,2}}\.|-\d{{1,2}}-)(?:\d{{4}}|\d\d)(?![\d,.]\d|\d)",
    rf"{_NO_SIGN}(?:19|20)\d\d\s?[-–—/]\s?(?:(?:19|20)\d\d|\d\d)(?![\d,]|\.\d)(?!\s(?:shares|jobs|million|billion|mln))",
    rf"{_NO_SIGN}\d{{1,4}}-\d{{1,4}}-\d[\d-]*+",
)
_ZONE = r"(?:GMT|EST|EDT|ET|CET|CEST|BST|HKT|JST|IST|PST|PT|UTC|hrs|hours|local\stime)"
_TIMES = (
    rf"{_NO_SIGN}\d{{1,2}}(?:[:.]\d\d)?\s?(?:[aApP]\.\s?[mM]\b\.?|[aApP][mM]\b)",
    rf"{_NO_SIGN}\d{{1,2}}[:.]?\d\d\s?{_ZONE}\b",
    rf"{_NO_SIGN}\d+:\d+(?::\d+)?",
)
_TO_TEN = "one|two|three|four|five|six|seven|eight|nine|ten"
_FOR = r"(?:\s?-\s?for\s?-\s?|\sfor\s(?i:every\s)?)"
_CODES = (
    r"(?m:^)[ \t]{0,8}\d{1,2}[.)][ \t](?=\D)",
    r"(?<!\w)10b5-?1(?!\w)",
    r"(?<!\w)401\(k\)",
    r"(?<!\w)(?:https?://|www\.)\S*+",
    r"@[\w.-]++",
    r"#\d[\w-]*+",
    r"\[\d+(?:\s?[,–-]\s?\d+){0,20}\]",
    r"\((?:[A-Za-z][A-Za-z. ]{0,14}:\s?)?\d{4,6}(?:\.[A-Z]{1,3})?(?:\s?[-/]?\s?[A-Z]{2,3})?\)",
    rf"{_NO_SIGN}\d{{3,6}}\.[A-Z]{{1,3}}\b(?!\d)",
    rf"{_NO_SIGN}0\d{{2,6}}(?![\d.,%])(?!\s?(?:%|percent|pct))",
    r"\+\d{1,3}[\s(][\d ()-]{5,20}(?<=\d)",
    rf"{_NO_SIGN}\(?\d{{3}}\)?[ -]\d{{3}}-\d{{4}}(?!\d)",
    rf"{_NO_SIGN}\d{{3}}-0\d{{3}}(?!\d)",
    rf"{_NO_SIGN}0\d{{2,4}}[ -]\d{{3,4}}(?:[ -]?\d{{3,4}})?(?![\d,])",
    r"(?<![\w-])[A-Z]{1,3}\d{1,4}-\d{1,4}(?![\d.,])",
    rf"{_NO_SIGN}\d{{1,6}}(?:st|nd|rd|th|ST|ND|RD|TH)\b",
    rf"{_NO_SIGN}\d{{1,3}}{_FOR}(?:\d{{1,3}}|{_TO_TEN})(?![\w%.,]*(?:\d|%))(?!{_UNIT})",
    rf"(?<![\w.-])(?i:{_TO_TEN})(?:-for-|\sfor\s)(?i:every\s)?(?:(?i:{_TO_TEN})|\d{{1,3}})\b(?!{_UNIT})",
    rf"(?<![\w.-])(?i:{_TO_TEN}|\d{{1,3}})\s(?:[a-z]{{1,12}}\s){{0,2}}shares?\sfor\s(?:every\s|each\s)?(?i:{_TO_TEN}|\d{{1,3}})\b(?!{_UNIT})",
    rf"{_NO_SIGN}\d{{1,2}}-(?:to|in)-\d{{1,2}}(?![\d%])(?=[-\s](?:split|reverse|consolidation|basis))",
    rf"{_NO_SIGN}\d{{1,4}}[- ]?(?:MAX|NEO|neo|LR|ER|XLR)\b",
    rf"{_NO_SIGN}(?:[369]M|[12]H|[1-4]Q)(?:\s?FY|\s)?(?:20)?\d\d(?!\d)",
    rf"{_NO_SIGN}24/7(?![\d/])",
)
_SECTIONS = (
    "Item|Items|ITEM|ASC|IFRS|IAS|Rule|Rules|Form|Forms|FORM|Section|Sections|Sec|Schedule|Article|Note|Notes|Chapter|Page|page|Part"
    "|Exhibit|Regulation|Title|No|no|NO|Nos|Number|number|Volume|Vol|Bulletin|Docket|Case|Order|Directive|Law|Act|Lot"
    "|Proposition|Measure|stock code|Stock code|Stock Code|code|ticker|Ticker|Version|version|Phase|phase|Stage|stage"
)
_NAMES = (
    "Route|Highway|Flight|Unit|Block|Room|Suite|Level|Tier|Class|Type|Model|Series|Boeing|Airbus|iPhone|iPad|Windows"
    "|Galaxy|Xbox|PlayStation|Pixel|Falcon|Starship|Ariane|Dreamliner|Formula|Top|top|Covid|COVID|Group of|Zone|Hole|Well"
    "|Gate|Pier|Terminal|Building|Studio|Channel|Area|Grade|Basel|Solvency|Mach|Track|Line|Site|COP|Euro NCAP"
    "|Week|week|Day|day|Year|year|FY|Q|H|fiscal|Fiscal|aged|age|Aged|Age"
)
_INDICES = (
    "S&P|S&P/ASX|S&P/TSX|S&P/NZX|FTSE|FTSEurofirst|Nikkei|Russell|CAC|DAX|MDAX|SDAX|TecDAX|SMI|AEX|IBEX|Ibex|BEL|OMX|OMXS"
    "|STOXX|Stoxx|Stoxx Europe|STOXX Europe|Nasdaq|Fortune|Topix|TOPIX|STAR|CSI|ASX|NZX|Kospi|KOSPI|KOSDAQ|Kosdaq|WIG|BUX"
    "|ATX|PSI|MIB|Sensex|Nifty|NIFTY|BSE|NSE|STI|TSX|MSCI World|JSE|TA|Euronext|HKEX|SEHK|HKG|HKSE|TYO|TSE|SZSE|SSE|SHSE"
    "|SZ|SHA|SHE|KRX|KS|TPE|TWSE|Bursa|TADAWUL|Tadawul|SGX|KLSE"
)
_NUMBERED = (
    rf"(?<![\w&])(?:{_SECTIONS}|{_NAMES}|{_INDICES})[.:]?[\s#-]\s?#?\d[\w.-]*+(?:\([A-Za-z0-9]{{1,3}}\)){{0,3}}"
    rf"(?![,.]?\d|%|{_UNIT})"
)
NOISE = "|".join((*_DATES, *_TIMES, *_CODES, _NUMBERED))
"""Source of the pattern; no named groups."""
