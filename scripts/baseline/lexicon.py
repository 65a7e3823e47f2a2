"""The baseline's knowledge: words that tell an action, words of status, of good and of bad news.

One row an action: a pattern over a sentence whose match is the trigger. Order matters: where two patterns claim the same
words, the earlier row wins. `who` says where the actor stands: `before` the trigger (its subject), `after` it, or
`company`, the company the sentence is about.
"""

import re
from dataclasses import dataclass

SHARES = r"(?:shares?|stock|stake|holding|interest|units|ADSs?|ADRs?|securities)"
OWN = r"(?:its|their) own"


@dataclass(frozen=True, slots=True)
class Rule:
    """An action, what tells it, and where its actor stands."""

    action: str
    pattern: re.Pattern[str]
    who: str = "before"


def _rule(action: str, pattern: str, who: str = "before") -> Rule:
    return Rule(action, re.compile(rf"\b(?:{pattern})(?!\w)", re.IGNORECASE), who)


RULES = (
    _rule("buyback_program", r"(?:share|stock)?\s?(?:buy-?backs?|repurchase) (?:program(?:me)?|plan|authori[sz]ation)s?"
          r"|authori[sz]ed? (?:the )?(?:repurchase|buy-?back)|to (?:buy back|repurchase) up to"),
    _rule("buyback", rf"bought back|buying back|repurchased|repurchasing|purchased [^.]{{0,40}} of {OWN}|buy-?backs?|buy back|repurchases?"),
    _rule("stock_split", r"(?:stock|share) (?:split|consolidation)|reverse split|\w+-for-\w+ (?:stock |share )?split|split its (?:stock|shares)"),
    _rule("dividend", r"(?:declared?|raised?|increased?|cut|omitted|suspended|pay|paid|special|interim|final|quarterly|annual|qtly)[^.;]{0,40}\b(?:dividends?|div|payout)"),
    _rule("ipo", r"initial public offering|IPO|went public|going public|public debut|market debut|flotation|listing of its shares"),
    _rule("debt_offering", r"(?:priced|issued?|sold|sells?|raised?|offering of|sale of|filed)[^.;]{0,50}\b(?:notes|bonds?|debentures|convertibles?|loan)"
          r"|(?:bond|note|debt) (?:sale|offering|issue)"),
    _rule("share_offering", r"rights issue|share (?:placing|placement|sale|offering|issue)|stock (?:offering|sale)|secondary offering|public offering"
          r"|private placement|placing of|series [A-H] (?:round|financing)|funding round|raised [^.;]{0,40}\b(?:round|shares|equity)|capital increase|sell new shares"),
    _rule("credit_rating", r"(?:downgraded|upgraded|cut|lowered|raised|affirmed|assigned|placed)[^.;]{0,60}\b(?:ratings?|credit|debt|outlook|junk|A{1,3}[123+-]?|B[Baa]{0,2}[123+-]?)\b"
          r"(?=[^.]*(?:Moody|S&P|Standard & Poor|Fitch|Duff))"),
    _rule("analyst_rating", r"(?:downgraded|upgraded|initiated|reiterated|cut its rating|raised its rating|price targets?|target price|started coverage|rates? (?:it|the stock|the shares))"),
    _rule("divestiture", r"(?:agreed to sell|sold|sells?|selling|will sell|plans to sell|divest\w*|disposed? of|spin-?off|spun off|spin off|carve-?out)"
          r"[^.;]{0,60}\b(?:unit|business|division|subsidiary|assets|operations|arm|stores|plants?|portfolio)|spin-?offs?|spun off|divestiture"),
    _rule("stake_decrease", rf"(?:sold|sells?|selling|unloaded|offloaded|placed|trimmed|reduced|cut|lowered|pared|disposed of|halved)[^.;]{{0,50}}\b{SHARES}"
          r"|(?:block (?:trade|sale)|secondary sale)"),
    _rule("stake_increase", rf"(?:bought|buys?|buying|acquired|purchased?|took|taken|built|raised|increased|lifted|boosted|upped)[^.;]{{0,50}}\b{SHARES}"),
    _rule("stake_holding", rf"(?:owns?|holds?|held|controls?|has|with|reported)\s[^.;]{{0,25}}(?:%|pct|per ?cent)[^.;]{{0,30}}\b(?:{SHARES}|of|company)"),
    _rule("acquisition", r"acquir(?:e|es|ed|ing)|acquisitions?|takeovers?|take over|took over|buyouts?|mergers?|merge(?:s|d)?|(?:agreed|offered|plans?|bid|to) (?:to )?buy|bought|tender offer|bids? for|bid"),
    _rule("partnership", r"partnerships?|joint venture|teamed up|alliance|collaborat\w+|partner(?:ed|ing) with"),
    _rule("contract", r"(?:won|awarded|received|signed|secured|landed)[^.;]{0,40}\b(?:contracts?|orders?|deal)|contract (?:from|with|worth)"),
    _rule("guidance", r"(?:expects?|forecasts?|sees|projects?|raised its|cut its|lowered its|reaffirmed|guidance|outlook)[^.;]{0,70}\b(?:earnings|profits?|sales|revenues?|eps|margin|shr|year|quarter)|profit warning"),
    _rule("earnings", r"(?:net (?:profit|income|loss)|profits?|earnings|revenues?|sales|net|shr)\b[^.;]{0,40}\b(?:rose|fell|climbed|dropped|jumped|surged|slid|declined|increased|decreased|vs|was|were|of|grew|tumbled|doubled)"
          r"|(?:posted|reported|earned|swung to)[^.;]{0,50}\b(?:profits?|loss|income|earnings|sales|revenues?|per share)"),
    _rule("executive_change", r"(?:appointed|named|hired|promoted|resigned|resigns|steps? down|stepped down|stepping down|retires?|retired|ousted|fired|succeeds?|replaces?|will join|joins|elected|leave|left)"
          r"(?=[^.]*(?:chief|chairman|chairwoman|CEO|CFO|COO|president|director|executive|officer|head of))"),
    _rule("layoffs", r"(?:cut|cuts|cutting|lay off|laid off|eliminate|eliminating|axe|shed|slash)[^.;]{0,40}\b(?:jobs|workers|employees|positions|staff|workforce)|lay-?offs|job cuts"),
    _rule("regulatory_approval", r"(?:approved|approval|cleared|clearance|licen[cs]e)(?=[^.]*(?:FDA|commission|regulator|authority|agency|government|department|board|court|CMA|EU))", "after"),
    _rule("regulatory_action", r"fined|fines?|probe|probing|investigat\w+|antitrust|blocked|banned|sanction\w*|subpoena\w*|raided", "before"),
    _rule("lawsuit", r"sued|sues|suing|lawsuits?|class action|settle(?:d|ment)?|verdict|jury|convicted|found guilty|charged"),
    _rule("bankruptcy", r"chapter 11|bankruptcy|insolvency|administration|defaulted|default on|receivership|creditor protection|liquidation"),
    _rule("product_launch", r"launched|launches|unveiled|unveils|introduced|introduces|rolled out|rolls out"),
    _rule("facility", r"(?:open|opens|opened|opening|build|builds|building|close|closes|closed|closing|shut|expand)[^.;]{0,40}\b(?:plants?|factory|factories|stores?|mines?|hub|facility|warehouse|smelter|refinery|data cent(?:er|re)s?)"),
    _rule("incident", r"explosion|fire|outage|crash(?:ed)?|data breach|hacked|cyber-?attack|spill|derailed|recall(?:ed|s)?|strike"),
    _rule("listing_change", r"delist\w*|listing|suspended from trading|trading halt|added to the [^.;]{0,30}(?:index|S&P|FTSE|MSCI|Nasdaq)|joins? the [^.;]{0,20}(?:index|S&P|FTSE)"),
    _rule("price_move", r"(?:shares?|stock|ADRs?|units)\b[^.;]{0,45}?\b(?:rose|fell|climbed|dropped|jumped|surged|slid|declined|gained|lost|tumbled|plunged|soared|sank|slumped|rallied|advanced|were up|were down|up|down|added|shed|closed)"
          r"|(?:rose|fell|climbed|dropped|jumped|surged|slid|gained|lost|tumbled|plunged|soared|sank|slumped|rallied|shed)\s[^.;]{0,20}(?:%|pct|per ?cent)", "company"),
)  # fmt: skip

PENDING = re.compile(r"\b(?:agreed to|plans? to|will|to be|offer(?:ed|s)?|propos\w+|subject to|intends?|awaiting|pending|expects? to|filed)\b", re.I)  # fmt: skip
RUMORED = re.compile(
    r"\b(?:talks|considering|exploring|people familiar|sources?|weighing|may|could|reportedly|speculation)\b", re.I
)
CANCELLED = re.compile(
    r"\b(?:scrapped|withdr\w+|abandon\w+|called off|terminat\w+|cancel\w+|omitted|dropped (?:its|the) (?:bid|offer|plan))\b",
    re.I,
)
GOOD = re.compile(r"\b(?:rose|gain\w*|jump\w*|surg\w*|soar\w*|climb\w*|beat|record|profit|raised|upgrad\w*|strong\w*|higher|growth|approv\w*|won|rally|rallied|advance\w*|up)\b", re.I)  # fmt: skip
BAD = re.compile(r"\b(?:fell|drop\w*|slid|tumbl\w*|plung\w*|loss\w*|lost|miss\w*|cut|downgrad\w*|weak\w*|lower|declin\w*|fined|sued|probe|bankruptcy|slump\w*|warn\w*|down|worst|layoffs?)\b", re.I)  # fmt: skip
UP = re.compile(r"\b(?:rose|gain\w*|jump\w*|surg\w*|soar\w*|climb\w*|up|rall\w+|advance\w*|added|higher|raised|increased|upgraded)\b", re.I)  # fmt: skip
INSIDER = re.compile(
    r"\b(?:chief|chairman|chairwoman|CEO|CFO|COO|director|founder|president|officer|insiders?|executive)\b", re.I
)
METRIC_WORDS = (
    ("eps", re.compile(r"\b(?:shr|per share|a share|eps)\b", re.I)),
    ("revenue", re.compile(r"\b(?:revenues?|revs|sales|turnover)\b", re.I)),
    ("operating_profit", re.compile(r"\b(?:operating (?:profit|income)|ebit)\b", re.I)),
    ("ebitda", re.compile(r"\bebitda\b", re.I)),
    ("net_profit", re.compile(r"\b(?:net|profits?|earn\w+|loss)\b", re.I)),
)
