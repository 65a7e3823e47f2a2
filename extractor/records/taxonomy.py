"""The taxonomy as data: every action with its group, meaning and the event fields it can fill.

Model labels, role constraints, the record's enums and the tables of the documentation are derived from `TAXONOMY`.
A new action is a member of `Action` and a row here; nothing else names the actions one by one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Action(StrEnum):
    """What happened."""

    INSIDER_PURCHASE = "insider_purchase"
    INSIDER_SALE = "insider_sale"
    STAKE_INCREASE = "stake_increase"
    STAKE_DECREASE = "stake_decrease"
    STAKE_HOLDING = "stake_holding"
    BUYBACK = "buyback"
    BUYBACK_PROGRAM = "buyback_program"
    SHARE_OFFERING = "share_offering"
    IPO = "ipo"
    DEBT_OFFERING = "debt_offering"
    DIVIDEND = "dividend"
    STOCK_SPLIT = "stock_split"
    ACQUISITION = "acquisition"
    DIVESTITURE = "divestiture"
    PARTNERSHIP = "partnership"
    CONTRACT = "contract"
    EARNINGS = "earnings"
    GUIDANCE = "guidance"
    ANALYST_RATING = "analyst_rating"
    CREDIT_RATING = "credit_rating"
    EXECUTIVE_CHANGE = "executive_change"
    LAYOFFS = "layoffs"
    LAWSUIT = "lawsuit"
    REGULATORY_ACTION = "regulatory_action"
    REGULATORY_APPROVAL = "regulatory_approval"
    BANKRUPTCY = "bankruptcy"
    PRODUCT_LAUNCH = "product_launch"
    FACILITY = "facility"
    INCIDENT = "incident"
    PRICE_MOVE = "price_move"
    LISTING_CHANGE = "listing_change"


class Group(StrEnum):
    """The taxonomy's own grouping of actions."""

    OWNERSHIP = "ownership"
    CAPITAL = "capital"
    DEALS = "deals"
    RESULTS = "results"
    VIEWS = "views"
    PEOPLE = "people"
    LEGAL = "legal"
    OPERATIONS = "operations"
    MARKET = "market"


class ScoreGroup(StrEnum):
    """The coarser grouping that scores are reported by."""

    OWNERSHIP = "ownership"
    CAPITAL = "capital"
    DEALS = "deals"
    RESULTS = "results"
    VIEWS = "views"
    OTHER = "other"


class Status(StrEnum):
    """How far an event has come."""

    COMPLETED = "completed"
    PENDING = "pending"
    RUMORED = "rumored"
    CANCELLED = "cancelled"


class Direction(StrEnum):
    """Which way a dividend, outlook, rating, price or result moved."""

    UP = "up"
    DOWN = "down"
    FLAT = "flat"


class Qualifier(StrEnum):
    """How exactly a figure is said."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"
    UP_TO = "up_to"
    AT_LEAST = "at_least"


class Polarity(StrEnum):
    """What something means for the shareholders."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Kind(StrEnum):
    """What sort of party an entity is."""

    COMPANY = "company"
    PERSON = "person"
    FUND = "fund"
    GOVERNMENT = "government"
    OTHER = "other"


class MetricName(StrEnum):
    """The figures of results and outlooks."""

    REVENUE = "revenue"
    NET_PROFIT = "net_profit"
    OPERATING_PROFIT = "operating_profit"
    EBITDA = "ebitda"
    EPS = "eps"
    MARGIN = "margin"
    DELIVERIES = "deliveries"
    OTHER = "other"


class VersusExpectation(StrEnum):
    """A reported figure against what was expected."""

    BEAT = "beat"
    MISS = "miss"
    INLINE = "inline"


PARTY_ROLES = ("actor", "target", "counterparty")
QUANTITY_ROLES = ("shares",)
MONEY_ROLES = ("price", "price_previous", "value")
PERCENT_ROLES = ("stake", "stake_previous", "change")
RATING_ROLES = ("rating", "rating_previous")
ROLES = (
    *PARTY_ROLES,
    *QUANTITY_ROLES,
    *MONEY_ROLES,
    *PERCENT_ROLES,
    "direction",
    *RATING_ROLES,
    "metrics",
    "date",
    "period",
)
"""The argument fields of an event, in the order of the record."""


_SCORE_GROUPS = {g.value: g for g in ScoreGroup}


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One row of the taxonomy.

    `roles` are the argument fields (of `ROLES`) an event of this action can fill: those its meaning asks for and those
    that at least one in a hundred of its annotated events has. `reflexive` actions normally have no target, since they
    are about the actor itself.
    """

    action: Action
    group: Group
    definition: str
    roles: frozenset[str]
    reflexive: bool

    @property
    def score_group(self) -> ScoreGroup:
        """The group this action is scored in."""
        return _SCORE_GROUPS.get(self.group.value, ScoreGroup.OTHER)

    @property
    def ordered_roles(self) -> tuple[str, ...]:
        """`roles` in the order of the record."""
        return tuple(r for r in ROLES if r in self.roles)


def _spec(action: Action, group: Group, roles: str, definition: str, *, reflexive: bool = False) -> ActionSpec:
    return ActionSpec(action, group, definition, frozenset(roles.split()), reflexive)


_TRADE = "actor target counterparty shares price value stake stake_previous change date"

_ROWS = (
    _spec(
        Action.INSIDER_PURCHASE,
        Group.OWNERSHIP,
        _TRADE,
        "An officer, director or founder (actor), or their vehicle, buys shares of their own company (target).",
    ),
    _spec(
        Action.INSIDER_SALE,
        Group.OWNERSHIP,
        _TRADE,
        "An officer, director or founder (actor), or their vehicle, sells shares of their own company (target).",
    ),
    _spec(
        Action.STAKE_INCREASE,
        Group.OWNERSHIP,
        _TRADE,
        "A holder from outside (actor) buys shares of a company (target) or raises its stake, short of control.",
    ),
    _spec(
        Action.STAKE_DECREASE,
        Group.OWNERSHIP,
        _TRADE,
        "A holder from outside (actor) sells shares of a company (target) or cuts its stake.",
    ),
    _spec(
        Action.STAKE_HOLDING,
        Group.OWNERSHIP,
        "actor target shares value stake stake_previous date",
        "A holding (actor's, in the target) whose size is told, with no change of it.",
    ),
    _spec(
        Action.BUYBACK,
        Group.OWNERSHIP,
        "actor counterparty shares price value stake date period",
        "A company (actor) buys back its own shares: done or under way.",
        reflexive=True,
    ),
    _spec(
        Action.BUYBACK_PROGRAM,
        Group.OWNERSHIP,
        "actor shares price value stake date",
        "A company (actor) authorises, announces, extends, suspends or drops a plan to buy back its shares.",
        reflexive=True,
    ),
    _spec(
        Action.SHARE_OFFERING,
        Group.CAPITAL,
        "actor counterparty shares price value stake date",
        "A company (actor) issues or places shares: rights issue, placing, private round. "
        "The lead investor is the counterparty.",
        reflexive=True,
    ),
    _spec(
        Action.IPO,
        Group.CAPITAL,
        "actor counterparty shares price value stake date",
        "A company (actor) goes public by selling shares for the first time: planned, priced or completed. "
        "A parent or holder that sells in it is the counterparty.",
        reflexive=True,
    ),
    _spec(
        Action.DEBT_OFFERING,
        Group.CAPITAL,
        "actor counterparty price value date",
        "A company (actor) borrows: bonds, notes, convertibles, loans, credit lines. The lender is the counterparty.",
        reflexive=True,
    ),
    _spec(
        Action.DIVIDEND,
        Group.CAPITAL,
        "actor price price_previous value change direction date period",
        "A company (actor) declares, raises, cuts or omits a dividend; price is the money per share.",
        reflexive=True,
    ),
    _spec(
        Action.STOCK_SPLIT,
        Group.CAPITAL,
        "actor rating metrics date",
        'A company (actor) splits or consolidates its shares; rating holds the ratio ("2-for-1").',
        reflexive=True,
    ),
    _spec(
        Action.ACQUISITION,
        Group.DEALS,
        "actor target counterparty shares price price_previous value stake stake_previous date",
        "A buyer (actor) offers for, agrees on, completes or drops the purchase of a company, unit or asset (target); "
        "mergers too. The seller is the counterparty.",
    ),
    _spec(
        Action.DIVESTITURE,
        Group.DEALS,
        "actor target counterparty value stake stake_previous change date",
        "A seller (actor) sells or spins off a unit or asset (target) and is the subject of the story. "
        "The buyer is the counterparty; change is the percentage sold of a larger holding, negative.",
    ),
    _spec(
        Action.PARTNERSHIP,
        Group.DEALS,
        "actor target counterparty value stake date",
        "A company (actor) and its partner (counterparty) form a joint venture or alliance, or share a licence.",
        reflexive=True,
    ),
    _spec(
        Action.CONTRACT,
        Group.DEALS,
        "actor counterparty value date",
        "A supplier (actor) wins or loses an order of a customer (counterparty).",
        reflexive=True,
    ),
    _spec(
        Action.EARNINGS,
        Group.RESULTS,
        "actor metrics period direction",
        "A company (actor) reports figures for a period; direction is that of profit, or of revenue where no profit "
        "is said.",
        reflexive=True,
    ),
    _spec(
        Action.GUIDANCE,
        Group.RESULTS,
        "actor metrics period direction date",
        "A company (actor) gives, raises, cuts, keeps or withdraws a forecast of its own figures.",
        reflexive=True,
    ),
    _spec(
        Action.ANALYST_RATING,
        Group.VIEWS,
        "actor target price price_previous rating rating_previous direction date",
        "A broker (actor) rates a share (target's) or sets its price target, which is the price.",
    ),
    _spec(
        Action.CREDIT_RATING,
        Group.VIEWS,
        "actor target value rating rating_previous direction date",
        "A rating agency (actor) rates an issuer or its debt (target), or changes the outlook; "
        "value is the amount of debt it rates.",
    ),
    _spec(
        Action.EXECUTIVE_CHANGE,
        Group.PEOPLE,
        "actor counterparty date",
        "An officer or director (counterparty) of a company (actor) is appointed, resigns, is dismissed or dies.",
        reflexive=True,
    ),
    _spec(
        Action.LAYOFFS,
        Group.PEOPLE,
        "actor value change metrics date",
        "A company (actor) cuts jobs; their number is a metric, their percentage of staff the change.",
        reflexive=True,
    ),
    _spec(
        Action.LAWSUIT,
        Group.LEGAL,
        "actor target counterparty value date",
        "A plaintiff (actor) sues a defendant (target); settlements and verdicts too. "
        "A second defendant, or the other side where who sued isn't told, is the counterparty.",
    ),
    _spec(
        Action.REGULATORY_ACTION,
        Group.LEGAL,
        "actor target counterparty value date",
        "An authority (actor) probes, fines, bans, blocks or reviews a company (target).",
    ),
    _spec(
        Action.REGULATORY_APPROVAL,
        Group.LEGAL,
        "actor target counterparty value stake date",
        "An authority (actor) approves, clears or licenses what a company (target) wants; a refusal is cancelled.",
    ),
    _spec(
        Action.BANKRUPTCY,
        Group.LEGAL,
        "actor counterparty value date",
        "A company (actor) defaults, files for insolvency, enters or leaves administration, restructures its debt.",
        reflexive=True,
    ),
    _spec(
        Action.PRODUCT_LAUNCH,
        Group.OPERATIONS,
        "actor counterparty value date",
        "A company (actor) launches or announces a product or service.",
        reflexive=True,
    ),
    _spec(
        Action.FACILITY,
        Group.OPERATIONS,
        "actor value date",
        "A company (actor) builds, opens, expands or closes a plant, store, mine or route.",
        reflexive=True,
    ),
    _spec(
        Action.INCIDENT,
        Group.OPERATIONS,
        "actor value metrics date",
        "A company (actor) is hit by a recall, accident, outage, cyber attack or strike.",
        reflexive=True,
    ),
    _spec(
        Action.PRICE_MOVE,
        Group.MARKET,
        "actor price change direction date",
        "A share (actor's) rises or falls: change is the move, price the level reached.",
        reflexive=True,
    ),
    _spec(
        Action.LISTING_CHANGE,
        Group.MARKET,
        "actor counterparty price date",
        "A share (actor's) is listed or delisted, joins or leaves an index, or its trading is halted. "
        "The exchange or authority that acts, or the shell company it lists by merging with, is the counterparty.",
        reflexive=True,
    ),
)

TAXONOMY: Mapping[Action, ActionSpec] = MappingProxyType({row.action: row for row in _ROWS})
"""Every action's specification, in the order of `Action`."""
