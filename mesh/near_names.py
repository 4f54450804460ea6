"""Names so near to each other that one may be a slip of the other: decided once, for creating, joining and locking."""

import re
from collections.abc import Iterable

APART_AT_MOST = 2
SHORT = 3  # up to so many letters, one that differs is all that may: `ads` and `api` have little in common
LONGEST = 64  # no app and no service has a longer name; the count costs the product of both lengths
DIGITS = re.compile(r"\d+")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is within two letters of this one, or None; a name that is known itself is near to no other.

    The dash counts as a letter. Names that differ only in digits, as `shop` and `shop2`, are meant to differ. Where the shorter of two has
    up to three letters, they are near when only one differs; one letter alone is near to nothing.
    """
    others = frozenset(known)
    if name in others:
        return None
    return min((other for other in others if _is_near(name, other)), key=lambda other: (letters_apart(name, other), other), default=None)


def _is_near(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    most = 0 if shorter <= 1 else 1 if shorter <= SHORT else APART_AT_MOST
    if abs(len(one) - len(other)) > most or DIGITS.sub("", one) == DIGITS.sub("", other):
        return False
    return letters_apart(one, other, most) <= most


def letters_apart(one: str, other: str, most: int = 1000) -> int:
    """Return how many letters must be put in, left out, replaced, or change places with their neighbour to make one of the other.

    Counting ends beyond `most`, with a number above it; what is longer than any name is as far apart as it is long. (The optimal string
    alignment distance.)
    """
    longer = max(len(one), len(other))
    if one == other or longer > LONGEST:
        return 0 if one == other else longer
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        further = [at]
        for to, wanted in enumerate(other, 1):
            cost = min(row[to] + 1, further[to - 1] + 1, row[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, before[to - 2] + 1)
            further.append(cost)
        before, row = row, further
        if min(before) > most and min(row) > most:
            return min(row)
    return row[-1]
