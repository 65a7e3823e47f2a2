"""Digits that are no quantity: dates, times, addresses, phone numbers, section numbers, tickers, names with a number.

`NOISE` is the source of one pattern, to be tried at every position before a numeral is. Its parts contain no
unbounded repeat inside another and each starts with a literal or a bounded look, so a scan stays linear.
"""

__all__ = ["NOISE"]

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?"
    r"|JAN(?:UARY|\.)?|FEB(?:RUARY|\.)?|MAR(?:CH|\.)?|APR(?:IL|\.)?|MAY|JUNE?\.?|JULY?\.?|AUG(?:UST|\.)?|SEPT?(?:EMBER|\.)?|OCT(?:OBER|\.)?|NOV(?:EMBER|\.)?|DEC(?:EMBER|\.)?)(?![A-Za-z])"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_NOT_A_DAY = r"(?![\d%])(?![.,/]\d)(?!\s?(?:%|pct|per\s?cent|percent|[mb]l?n\b|million|billion|thousand|lakh|crore|cents?\b|cts\b|dlrs|dollars|pence|euros?\b|yen\b|shares\b|jobs\b))"
_YEAR = r"(?:19|20)\d\d(?!\d)(?![.,]\d)"
_DATES = (
    r"(?<![\w.,$€£¥])\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)",
    rf"(?<!\w){_MONTH}\s{{0,2}}{_DAY}{_NOT_A_DAY}(?:\s?(?:[-–—,]|to|and)\s?{_DAY}{_NOT_A_DAY}){{0,3}}(?:,?\s{_YEAR})?",
    rf"(?<![\w.,$€£¥]){_DAY}(?:\s?(?:[-–—/,]|to|and|or)\s?{_DAY}){{0,3}}[\s-](?:of\s)?{_MONTH}(?:,?[\s-]{_YEAR})?",
    rf"(?<!\w){_MONTH},?\s{_YEAR}",
    r"(?<![\w.,$€£¥])\d{1,2}(?:/\d{1,2}/|\.\d{1,2}\.|-\d{1,2}-)(?:\d{4}|\d\d)(?![\d,.]\d|\d)",
    r"(?<![\w.,$€£¥])(?:19|20)\d\d\s?[-–—/]\s?(?:(?:19|20)\d\d|\d\d)(?![\d,]|\.\d)(?!\s(?:shares|jobs|million|billion|mln))",
    r"(?<![\w.,$€£¥])\d{1,4}-\d{1,4}-\d[\d-]*+",
)
_TIMES = (
    r"(?<![\w.,$€£¥])\d{1,2}(?:[:.]\d\d)?\s?(?:[aApP]\.\s?[mM]\b\.?|[aApP][mM]\b)",
    r"(?<![\w.,$€£¥])\d{1,2}[:.]?\d\d\s?(?:GMT|EST|EDT|ET|CET|CEST|BST|HKT|JST|IST|PST|PT|UTC|hrs|hours|local\stime)\b",
    r"(?<![\w.,$€£¥])\d+:\d+(?::\d+)?",
)
_CODES = (
    r"(?m:^)[ \t]{0,8}\d{1,2}[.)][ \t](?=\D)",
    r"(?<!\w)10b5-?1(?!\w)",
    r"(?<!\w)401\(k\)",
    r"(?<!\w)(?:https?://|www\.)\S*+",
    r"@[\w.-]++",
    r"#\d[\w-]*+",
    r"\[\d+(?:\s?[,–-]\s?\d+){0,20}\]",
    r"\((?:[A-Za-z][A-Za-z. ]{0,14}:\s?)?\d{4,6}(?:\.[A-Z]{1,3})?(?:\s?[-/]?\s?[A-Z]{2,3})?\)",
    r"(?<![\w.,$€£¥])\d{3,6}\.[A-Z]{1,3}\b(?!\d)",
    r"(?<![\w.,$€£¥])0\d{2,6}(?![\d.,%])(?!\s?(?:%|percent|pct))",
    r"\+\d{1,3}[\s(][\d ()-]{5,20}(?<=\d)",
    r"(?<![\w.,$€£¥])\(?\d{3}\)?[ -]\d{3}-\d{4}(?!\d)",
    r"(?<![\w.,$€£¥])\d{3}-0\d{3}(?!\d)",
    r"(?<![\w.,$€£¥])\d{1,6}(?:st|nd|rd|th|ST|ND|RD|TH)\b",
    r"(?<![\w.,$€£¥])\d{1,3}(?:\s?-\s?|\s)for(?:\s?-\s?|\s(?:every\s)?)(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)(?![\w%.,]*(?:\d|%))(?!\s(?:million|billion|mln|percent|pct|lakh|crore))",
    r"(?<![\w.-])(?i:one|two|three|four|five|six|seven|eight|nine|ten)(?:-|\s)for(?:-|\s)(?i:every\s)?(?i:one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3})\b",
    r"(?<![\w.,$€£¥])\d{1,2}-(?:to|in)-\d{1,2}(?![\d%])(?=[-\s](?:split|reverse|consolidation|basis))",
    r"(?<![\w.,$€£¥])\d{1,4}[- ]?(?:MAX|NEO|neo|LR|ER|XLR)\b",
    r"(?<![\w.,$€£¥])(?:[369]M|[12]H|[1-4]Q)(?:\s?FY|\s)?(?:20)?\d\d(?!\d)",
    r"(?<![\w.,$€£¥])24/7(?![\d/])",
)
# A word that numbers what follows: sections, products, indices. "No." needs its dot or a capital.
_NUMBERED = (
    "Item|Items|ITEM|Rule|Rules|Form|Forms|FORM|Section|Sections|Sec|Schedule|Article|Note|Notes|Chapter|Page|page|Part|Exhibit|Regulation|Title|No|no|NO|Nos|Number|number|Route|Highway|"
    "Flight|Unit|Block|Phase|phase|Version|version|Room|Suite|Level|Tier|Class|Type|Model|Series|Boeing|Airbus|iPhone|iPad|Windows|Galaxy|Xbox|PlayStation|"
    "Pixel|S&P|S&P/ASX|S&P/TSX|FTSE|FTSEurofirst|Nikkei|Russell|CAC|DAX|MDAX|SDAX|TecDAX|SMI|AEX|IBEX|Ibex|BEL|OMX|OMXS|STOXX|Stoxx|Euro Stoxx|Stoxx Europe|STOXX Europe|STOXX Europe|Nasdaq|Nasdaq-|Fortune|Topix|TOPIX|STAR|CSI|ASX|"
    "Kospi|KOSPI|KOSDAQ|Kosdaq|WIG|BUX|ATX|PSI|MIB|Sensex|Nifty|NIFTY|BSE|NSE|STI|TSX|MSCI World|JSE|TA|Euronext|Formula|Top|top|Covid|COVID|Group of|Lot|Zone|Hole|Well|"
    "Gate|Pier|Terminal|Building|Studio|Channel|Area|Stage|stage|Grade|Basel|Solvency|Mach|Week|week|Day|day|Year|year|FY|Q|H|fiscal|Fiscal|COP|aged|age|Aged|Age|"
    "stock code|Stock code|Stock Code|code|ticker|Ticker|HKEX|SEHK|HKG|HKSE|TYO|TSE|SZSE|SSE|SHSE|SZ|SHA|SHE|KRX|KS|TPE|TWSE|Bursa|TADAWUL|Tadawul|SGX|KLSE|Euro NCAP|Volume|Vol|Bulletin|Docket|Case|Order|Directive|Law|Act|Act of|Falcon|Starship|Ariane|Dreamliner|Proposition|Measure|Level|Track|Line|Site"
)  # fmt: skip
_NUMBERED_NOUN = rf"(?<![\w&])(?:{_NUMBERED})[.:]?[\s#-]\s?#?\d[\w.-]*+(?:\([A-Za-z0-9]{{1,3}}\)){{0,3}}(?![,.]?\d|%|\s?(?:%|percent|pct|per\scent|million|billion|mln|bln|bn\b|crore|lakh|thousand|shares\b|jobs\b))"
NOISE = "|".join((*_DATES, *_TIMES, *_CODES, _NUMBERED_NOUN))
"""Source of the pattern; no named groups."""
