"""Actions that can tell one real-world event, and how much two tellings of it may differ.

Two families hold several actions; every other action is a family of its own:

- `trade`: the four trades of the taxonomy's ownership group. They have the same roles and differ in who tells them: a
  founder's purchase is `insider_purchase` to one article and `stake_increase` to another, and a block that changes
  hands is a purchase to one and a sale to another. The sides are buyer, seller and target, so that a purchase and a
  sale by the same holder stay apart.
- `deal`: acquisition and divestiture, which the guidelines let the subject of the story decide. Buyer, seller, target.

`buyback` and `buyback_program` are two families, as are `earnings` and `guidance`: a plan and its execution are two
events.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from extractor.records.taxonomy import TAXONOMY, Action

Sides = Mapping[str, str]

_SAME: Sides = MappingProxyType({"actor": "actor", "target": "target", "counterparty": "counterparty"})
_BUYING: Sides = MappingProxyType({"actor": "buyer", "target": "target", "counterparty": "seller"})
_SELLING: Sides = MappingProxyType({"actor": "seller", "target": "target", "counterparty": "buyer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What tellings of one event have in common.

    name        stands in the key
    principals  the sides that identify the event, under which its tellings are looked for
    optional    those of them that many tellings leave out
    dates       days that two stated dates may lie apart
    lag         days that a telling without a date may lie from the event, or from its first telling
    serial      0 to 1: how surely figures that disagree mean two events. Trades of one fund come in series; one takeover
                has its price raised
    wordy       figures tell such events apart poorly, so the words of the evidence count
    """

    name: str
    principals: tuple[str, ...] = ("actor",)
    optional: frozenset[str] = frozenset()
    dates: int
    lag: int
    serial: float = 1.0
    wordy: bool = False

    @property
    def reach(self) -> int:
        """Days that a telling may lie from the event it tells, dated or not."""
        return max(self.dates, self.lag)


_SIDES = ("buyer", "seller", "target")
_TRADE = Family(name="trade", principals=_SIDES, optional=frozenset({"buyer", "seller"}), dates=4, lag=21)
_DEAL = Family(name="deal", principals=_SIDES, optional=frozenset({"seller"}), dates=365, lag=540, serial=0.35)
_BOTH = ("actor", "target")


def _own(action: Action, *, dates: int, lag: int, serial: float = 1.0, wordy: bool = False) -> Family:
    principals = ("actor",) if TAXONOMY[action].reflexive else _BOTH
    if action in (Action.EXECUTIVE_CHANGE, Action.PARTNERSHIP, Action.CONTRACT):
        principals = ("actor", "counterparty")
    return Family(name=action.value, principals=principals, dates=dates, lag=lag, serial=serial, wordy=wordy)


FAMILIES: Mapping[Action, Family] = MappingProxyType(
    {
        Action.INSIDER_PURCHASE: _TRADE,
        Action.INSIDER_SALE: _TRADE,
        Action.STAKE_INCREASE: _TRADE,
        Action.STAKE_DECREASE: _TRADE,
        Action.STAKE_HOLDING: _own(Action.STAKE_HOLDING, dates=30, lag=60),
        Action.BUYBACK: _own(Action.BUYBACK, dates=2, lag=10),
        Action.BUYBACK_PROGRAM: _own(Action.BUYBACK_PROGRAM, dates=10, lag=90, serial=0.8),
        Action.SHARE_OFFERING: _own(Action.SHARE_OFFERING, dates=20, lag=60, serial=0.5),
        Action.IPO: _own(Action.IPO, dates=120, lag=300, serial=0.3),
        Action.DEBT_OFFERING: _own(Action.DEBT_OFFERING, dates=15, lag=45),
        Action.DIVIDEND: _own(Action.DIVIDEND, dates=5, lag=45),
        Action.STOCK_SPLIT: _own(Action.STOCK_SPLIT, dates=15, lag=150),
        Action.ACQUISITION: _DEAL,
        Action.DIVESTITURE: _DEAL,
        Action.PARTNERSHIP: _own(Action.PARTNERSHIP, dates=60, lag=180, serial=0.6, wordy=True),
        Action.CONTRACT: _own(Action.CONTRACT, dates=20, lag=45),
        Action.EARNINGS: _own(Action.EARNINGS, dates=10, lag=45),
        Action.GUIDANCE: _own(Action.GUIDANCE, dates=10, lag=14),
        Action.ANALYST_RATING: _own(Action.ANALYST_RATING, dates=3, lag=7),
        Action.CREDIT_RATING: _own(Action.CREDIT_RATING, dates=7, lag=14),
        Action.EXECUTIVE_CHANGE: _own(Action.EXECUTIVE_CHANGE, dates=150, lag=150),
        Action.LAYOFFS: _own(Action.LAYOFFS, dates=30, lag=60),
        Action.LAWSUIT: _own(Action.LAWSUIT, dates=365, lag=365, serial=0.6, wordy=True),
        Action.REGULATORY_ACTION: _own(Action.REGULATORY_ACTION, dates=120, lag=180, serial=0.8, wordy=True),
        Action.REGULATORY_APPROVAL: _own(Action.REGULATORY_APPROVAL, dates=60, lag=120, serial=0.8, wordy=True),
        Action.BANKRUPTCY: _own(Action.BANKRUPTCY, dates=120, lag=180, serial=0.4),
        Action.PRODUCT_LAUNCH: _own(Action.PRODUCT_LAUNCH, dates=45, lag=60, serial=0.8, wordy=True),
        Action.FACILITY: _own(Action.FACILITY, dates=365, lag=120, wordy=True),
        Action.INCIDENT: _own(Action.INCIDENT, dates=4, lag=21, serial=0.7, wordy=True),
        Action.PRICE_MOVE: _own(Action.PRICE_MOVE, dates=0, lag=1, serial=0.4),
        Action.LISTING_CHANGE: _own(Action.LISTING_CHANGE, dates=30, lag=90, serial=0.5, wordy=True),
    }
)
"""Action → its family. The days are judgements: how long such a story is told, and how often it recurs."""


def family_of(action: Action) -> Family:
    """The family of an action."""
    return FAMILIES[action]


def sides_of(action: Action) -> Sides:
    """Role of the record → side within the family."""
    if action in (Action.INSIDER_PURCHASE, Action.STAKE_INCREASE, Action.ACQUISITION):
        return _BUYING
    if action in (Action.INSIDER_SALE, Action.STAKE_DECREASE, Action.DIVESTITURE):
        return _SELLING
    return _SAME
