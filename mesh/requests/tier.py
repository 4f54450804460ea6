"""How much care a verb needs."""

from enum import IntEnum


class Tier(IntEnum):
    """How much care a verb needs."""

    T0_READ = 0
    T1_REVERSIBLE = 1
    T2_TRAFFIC = 2
    T3_DESTRUCTIVE = 3
