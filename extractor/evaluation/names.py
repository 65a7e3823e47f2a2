"""Which strings name the same entity: aliases, case, punctuation and company suffixes make no difference."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

_PUNCTUATION = re.compile(r"[^\w ]+")
_SUFFIX = re.compile(
    r"\b(incorporated|inc|corporation|corp|company|co|limited|ltd|plc|llc|lp|group|holdings?|sa|ag|nv|se|the|and)\b"
)


def normalise(name: str | None) -> str:
    """`name` in lower case without punctuation, possessives and company suffixes.

    A name made of suffixes alone ("Holding SA") keeps them. None gives "".
    """
    plain = _PUNCTUATION.sub(" ", (name or "").lower().replace("’", "'").replace("'s", ""))
    return " ".join(_SUFFIX.sub(" ", plain).split()) or " ".join(plain.split())


def party_name(party: Any) -> str | None:
    """The name in a party field: a plain string in gold, an object with `name` in a record."""
    return party.get("name") if isinstance(party, Mapping) else party


class Names:
    """Every name form of one article's annotated entities, mapped to its entity."""

    def __init__(self, entities: Iterable[Mapping[str, Any]]) -> None:
        self._entity_of: dict[str, str] = {}
        for entity in entities:
            symbols = (t if isinstance(t, str) else t.get("symbol", "") for t in entity.get("tickers", []))
            for form in (entity["name"], *entity.get("aliases", []), *symbols):
                self._entity_of.setdefault(normalise(form), normalise(entity["name"]))

    def same(self, gold: str | None, predicted: str | None) -> bool:
        """Whether both name one entity; an absent name equals nothing.

        Beyond equal entities, the words of one name may contain those of the other if that is at most twice as long
        ("Lindqvist" and "Harriet Lindqvist").
        """
        if not gold or not predicted:
            return False
        left, right = self._entity(gold), self._entity(predicted)
        if left == right:
            return True
        a, b = set(left.split()), set(right.split())
        return bool(a and b) and (a <= b or b <= a) and max(len(a), len(b)) <= 2 * min(len(a), len(b))

    def _entity(self, name: str) -> str:
        form = normalise(name)
        return self._entity_of.get(form, form)
