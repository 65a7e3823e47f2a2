"""The groups of actions that scores are reported by, from the taxonomy."""

from extractor.records.taxonomy import TAXONOMY, ScoreGroup

ACTIONS = frozenset(action.value for action in TAXONOMY)
GROUPS = tuple(group.value for group in ScoreGroup)
CORE_GROUPS = frozenset({ScoreGroup.OWNERSHIP.value, ScoreGroup.CAPITAL.value})
_GROUP_OF = {action.value: row.score_group.value for action, row in TAXONOMY.items()}


def group_of(action: str) -> str:
    """The group an action is scored in; an unknown action is `other`."""
    return _GROUP_OF.get(action, ScoreGroup.OTHER.value)
