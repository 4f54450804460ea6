"""Lists in pages: ordered by id, with an offset that names where the next page starts."""

import base64
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sandbox.kong.dao import errors
from sandbox.kong.schema.field import Entity
from sandbox.kong.schema.validators import is_uuid

DEFAULT_SIZE, MAX_SIZE = 100, 1000


@dataclass(frozen=True)
class Page:
    """Some of the rows, and where the next page starts; None if this was the last."""

    rows: tuple[Entity, ...]
    offset: str | None


def page_of(rows: Iterable[Entity], query: Mapping[str, str]) -> Page:
    """Return the page that `size` and `offset` ask for. Raises KongError for a bad one."""
    size, after = _size(query.get("size")), _last_id(query["offset"]) if "offset" in query else ""
    if after is None:
        return Page((), None)
    ordered = sorted((row for row in rows if row["id"] > after), key=lambda row: str(row["id"]))
    more = len(ordered) > size
    return Page(tuple(ordered[:size]), _encoded(ordered[size - 1]["id"]) if more else None)


def with_tags(rows: Iterable[Entity], wanted: str) -> list[Entity]:
    """Return the rows with all tags of `a,b` or any of `a/b`. Raises KongError when it is neither."""
    if not re.fullmatch(r"[^,/]+(,[^,/]+)*|[^,/]+(/[^,/]+)*", wanted):
        raise errors.invalid_option("tags", "invalid filter syntax")
    every = all if "/" not in wanted else any
    return [row for row in rows if every(tag in (row.get("tags") or []) for tag in re.split("[,/]", wanted))]


def _encoded(last_id: str) -> str:
    return base64.b64encode(json.dumps([last_id]).encode()).decode().rstrip("=")


def _size(text: str | None) -> int:
    if text is None:
        return DEFAULT_SIZE
    try:
        size = float(text)
    except ValueError:
        raise errors.invalid_size("size must be a number") from None
    if not (size.is_integer() and 1 <= size <= MAX_SIZE):
        raise errors.invalid_size(f"size must be an integer between 1 and {MAX_SIZE}")
    return int(size)


def _last_id(offset: str) -> str | None:
    """Return the id that the page before ended with; None where an offset made by hand holds none, after which nothing comes.

    Kong decodes base64 and JSON and takes the first item. What is no id then breaks Lua or PostgreSQL. Source: kong/db/strategies/postgres;
    only the bad encodings were measured.
    """
    try:
        decoded = base64.b64decode(offset + "=" * (-len(offset) % 4), validate=True)
    except ValueError:  # what is no ASCII too
        raise errors.invalid_offset(offset, "bad base64 encoding") from None
    try:
        value = json.loads(decoded)
    except (ValueError, RecursionError):
        value = False
    if value is False:
        raise errors.invalid_offset(offset, "bad json encoding")
    if value is None or value is True or isinstance(value, int | float):
        raise errors.DatabaseError
    last = value[0] if isinstance(value, list) and value else None
    if last is not None and not is_uuid(last):
        raise errors.DatabaseError
    return None if last is None else str(last)
