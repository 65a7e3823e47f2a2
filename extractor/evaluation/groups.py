"""The groups of actions that scores are reported by."""

OTHER = "other"
GROUPS: dict[str, tuple[str, ...]] = {
    "ownership": (
        "insider_purchase",
        "insider_sale",
        "stake_increase",
        "stake_decrease",
        "stake_holding",
        "buyback",
        "buyback_program",
    ),
    "capital": ("share_offering", "ipo", "debt_offering", "dividend", "stock_split"),
    "deals": ("acquisition", "divestiture", "partnership", "contract"),
    "results": ("earnings", "guidance"),
    "views": ("analyst_rating", "credit_rating"),
    OTHER: (
        "executive_change",
        "layoffs",
        "lawsuit",
        "regulatory_action",
        "regulatory_approval",
        "bankruptcy",
        "product_launch",
        "facility",
        "incident",
        "price_move",
        "listing_change",
    ),
}
CORE_GROUPS = frozenset({"ownership", "capital"})
_GROUP_OF = {action: group for group, actions in GROUPS.items() for action in actions}
ACTIONS = frozenset(_GROUP_OF)


def group_of(action: str) -> str:
    """The group an action is scored in; an unknown action is `other`."""
    return _GROUP_OF.get(action, OTHER)
