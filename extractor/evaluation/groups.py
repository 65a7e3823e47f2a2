"""The groups of actions that scores are reported by."""

GROUPS = {
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
}
OTHER = "other"
GROUP_NAMES = (*GROUPS, OTHER)
CORE_GROUPS = frozenset({"ownership", "capital"})
_GROUP_OF = {action: group for group, actions in GROUPS.items() for action in actions}


def group_of(action: str) -> str:
    """The group an action is scored in; an unknown action is `other`."""
    return _GROUP_OF.get(action, OTHER)
