"""How much care a verb needs."""

from collections.abc import Mapping
from enum import IntEnum


class Tier(IntEnum):
    """How much care a verb needs."""

    T0_READ = 0
    T1_REVERSIBLE = 1
    T2_TRAFFIC = 2
    T3_DESTRUCTIVE = 3


HEAVIER_VERBS: Mapping[str, Tier] = {
    **dict.fromkeys(("attach", "rollback", "route add", "route set", "route remove"), Tier.T2_TRAFFIC),
    "remove": Tier.T3_DESTRUCTIVE,
}


def own_tier(verb: str) -> Tier:
    """Return the tier of a verb that changes something, where neither its words nor what was found make more of it."""
    return HEAVIER_VERBS.get(verb, Tier.T1_REVERSIBLE)
