"""How many dynos of each process type, and of which size, in Heroku's notation `web=2:standard-1x`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mesh.errors import InvalidRequest
from mesh.names import PROCESS_TYPE
from mesh.quoting import quoted

NOTATION = re.compile(
    rf"(?P<type>{PROCESS_TYPE.pattern})=(?P<sign>[+-]?)(?P<number>\d{{1,4}})(:(?P<size>[A-Za-z][A-Za-z0-9-]{{1,40}}))?",
)


@dataclass(frozen=True)
class Dynos:
    """The dynos of one process type; `size` is lower case (Heroku ignores case), None leaves it as it is."""

    type: str
    quantity: int
    size: str | None = None

    def __str__(self) -> str:
        return f"{self.type}={self.quantity}" + (f":{self.size}" if self.size else "")


Formation = tuple[Dynos, ...]


@dataclass(frozen=True)
class DynoChange:
    """What shall become of one process type; `by` is added to what is found, and may be negative, where `to` is None."""

    type: str
    to: int | None = None
    by: int = 0
    size: str | None = None


def parsed(words: Iterable[str]) -> Formation:
    """Read `type=quantity[:size]` words. Raises InvalidRequest for another shape or a type named twice."""
    dynos = tuple(_one(word) for word in words)
    _check_each_once([each.type for each in dynos])
    return dynos


def parsed_changes(words: Iterable[str]) -> tuple[DynoChange, ...]:
    """Read `type=quantity[:size]` words whose quantity may also be `+1` or `-1`. Raises InvalidRequest as `parsed` does."""
    changes = tuple(_one_change(word) for word in words)
    _check_each_once([each.type for each in changes])
    return changes


def _check_each_once(types: list[str]) -> None:
    for name in types:
        if types.count(name) > 1:
            raise InvalidRequest(f"`{name}` is given {types.count(name)} times: give each process type once.")


def _one(word: str) -> Dynos:
    change = _change(word)
    if change is None or change.to is None:
        raise InvalidRequest(
            f"{quoted(word)} is not a number of dynos: write `type=quantity` or `type=quantity:size`, as in `web=2:standard-1x`."
        )
    return Dynos(change.type, change.to, change.size)


def _one_change(word: str) -> DynoChange:
    change = _change(word)
    if change is None:
        raise InvalidRequest(
            f"{quoted(word)} is not a number of dynos: write `type=quantity` or `type=quantity:size`, as in `web=3`, `web=+1` or "
            "`web=2:standard-2x`."
        )
    return change


def _change(word: str) -> DynoChange | None:
    found = NOTATION.fullmatch(word)
    if not found:
        return None
    size = found["size"].lower() if found["size"] else None
    number = int(f"{found['sign']}{found['number']}")
    return DynoChange(found["type"], by=number, size=size) if found["sign"] else DynoChange(found["type"], to=number, size=size)


def merged(base: Formation, changes: Formation) -> Formation:
    """Return `base` with the types named in `changes` replaced, others kept; a size that a change leaves out stays the base's."""
    sizes = {each.type: each.size for each in base}
    changed = {each.type: Dynos(each.type, each.quantity, each.size or sizes.get(each.type)) for each in changes}
    kept = tuple(changed.pop(each.type, each) for each in base)
    return kept + tuple(changed.values())


def of_types(formation: Formation, types: Iterable[str]) -> Formation:
    """Return the dynos of these process types, as far as there are such."""
    named = frozenset(types)
    return tuple(each for each in formation if each.type in named)


def differs(wanted: Formation, found: Formation) -> bool:
    """Say whether any type that is wanted has another quantity or size now; types not named in `wanted` do not count."""
    now = {each.type: each for each in found}
    return any(
        each.type not in now
        or now[each.type].quantity != each.quantity
        or (each.size is not None and (now[each.type].size or "").lower() != each.size)
        for each in wanted
    )


def count(formation: Formation, process_type: str | None = None) -> int:
    """Return how many dynos there are of one type, or of all together."""
    return sum(each.quantity for each in formation if process_type in {None, each.type})


def words(formation: Formation) -> str:
    return " ".join(str(each) for each in formation)
