"""Heroku's pages: the Range header in, a part of a list and Next-Range out.

Source: Platform API reference, "Ranges"; the dialects are those that heroku3 and the CLI really send, such as `version ..; ;`,
`id ..; max=1000;`, `version ..; max=15, order=desc` and the empty one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import ge, gt, le, lt
from typing import Generic, TypeVar

from sandbox.heroku.errors import bad_range

DEFAULT_MAX, MOST = 200, 1000
RANGE = re.compile(r"^\s*(?P<by>\w+)\s+(?P<open>[\[\]]?)(?P<low>[^.;\[\]]*)\.\.(?P<high>[^;\[\]]*)(?P<close>[\[\]]?)\s*(?P<rest>;.*)?$")
OPTION = re.compile(r"(order|max)\s*=\s*(\w+)")

Key = str | int
T = TypeVar("T")
SortKeys = dict[str, Callable[[T], Key]]


@dataclass(frozen=True)
class Wanted:
    """A range as asked for; empty bounds are open, `after` leaves the lower bound itself out."""

    by: str
    low: str = ""
    high: str = ""
    after: bool = False
    descending: bool = False
    most: int = DEFAULT_MAX

    def next_after(self, last: Key) -> str:
        order = "desc" if self.descending else "asc"
        return f"{self.by} ]{last}..{self.high}; order={order},max={self.most}"


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list, and the headers that tell the rest."""

    items: list[T]
    partial: bool
    headers: dict[str, str]


def wanted(header: str | None, default: str) -> Wanted:
    """Read a Range header. Raises HerokuError 416 if it is none."""
    if not header or not header.strip():
        return Wanted(default)
    found = RANGE.match(header)
    if found is None:
        raise bad_range(f"Could not understand the range {header!r}.")
    options = dict(OPTION.findall(found["rest"] or ""))
    most = options.get("max", str(DEFAULT_MAX))
    order = options.get("order", "asc")
    if not most.isdigit() or not 0 < int(most) <= MOST or order not in {"asc", "desc"}:
        raise bad_range(f"max is a number up to {MOST} and order is asc or desc, in the range {header!r}.")
    asked = Wanted(found["by"], found["low"].strip(), found["high"].strip(), after=found["open"] == "]", most=int(most))
    return replace(asked, descending=order == "desc")


def page(items: list[T], keys: SortKeys[T], header: str | None) -> Page[T]:
    """Return the part of a list that a Range header asks for; the first of `keys` orders it when nothing is asked."""
    asked = wanted(header, next(iter(keys)))
    if asked.by not in keys:
        raise bad_range(f"Cannot range by {asked.by}; possible are {', '.join(keys)}.")
    key = keys[asked.by]
    chosen = [item for item in sorted(items, key=key, reverse=asked.descending) if _within(key(item), asked)]
    shown = chosen[: asked.most]
    headers = {"Accept-Ranges": ", ".join(keys)}
    if shown:
        headers["Content-Range"] = f"{asked.by} {key(shown[0])}..{key(shown[-1])}"
    if len(shown) < len(chosen):
        headers["Next-Range"] = asked.next_after(key(shown[-1]))
    return Page(shown, len(shown) < len(chosen), headers)


def _within(value: Key, asked: Wanted) -> bool:
    low_end, high_end = (lt if asked.after else le, ge) if asked.descending else (gt if asked.after else ge, le)
    place = _comparable(value)
    return (not asked.low or low_end(place, _bound(asked.low, value))) and (not asked.high or high_end(place, _bound(asked.high, value)))


def _comparable(value: Key) -> tuple[int, str]:
    return (value, "") if isinstance(value, int) else (0, value)


def _bound(text: str, like: Key) -> tuple[int, str]:
    if isinstance(like, str):
        return _comparable(text)
    if not text.isdigit():
        raise bad_range(f"{text!r} is not a number.")
    return _comparable(int(text))
