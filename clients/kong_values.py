"""Kong's JSON as values of the mesh, and a route's fields as Kong's JSON.

What lacks what is needed raises KeyError, TypeError or ValueError.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from mesh.found import Route, Service

Json = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page of a list; `offset` asks for the next one, empty on the last."""

    items: tuple[T, ...]
    offset: str


def page_of(read: Callable[[Json], T]) -> Callable[[Json], Page[T]]:
    def page(given: Json) -> Page[T]:
        items = given["data"]
        if not all(isinstance(each, dict) for each in items):
            raise TypeError("not a list of JSON objects")
        return Page(tuple(read(each) for each in items), str(given["offset"]) if given.get("next") else "")

    return page


def service(given: Json) -> Service:
    return Service(given["id"], given["name"] or "", given["protocol"], given["host"], int(given["port"]), given.get("path"))


def route(given: Json) -> Route:
    lists = {name: tuple(given.get(name) or ()) for name in ("hosts", "paths", "methods", "protocols")}
    created_at = given.get("created_at")
    return Route(
        given["id"],
        given["name"] or "",
        (given.get("service") or {}).get("id") or "",
        **lists,
        regex_priority=int(given.get("regex_priority") or 0),
        strip_path=given.get("strip_path") is not False,
        preserve_host=given.get("preserve_host") is True,
        https_redirect_status_code=int(given.get("https_redirect_status_code") or 426),
        created_at=None if created_at is None else datetime.fromtimestamp(created_at, UTC),
    )


def fields_of(wanted: Route) -> Json:
    """Return what can be set of a route on every Kong since 1.0: null for a list that is not there."""
    lists = {"hosts": wanted.hosts, "paths": wanted.paths, "methods": wanted.methods}
    return {
        **{name: list(values) or None for name, values in lists.items()},
        "protocols": list(wanted.protocols),
        "regex_priority": wanted.regex_priority,
        "strip_path": wanted.strip_path,
        "preserve_host": wanted.preserve_host,
    }


def is_as_wanted(stored: Route, wanted: Route) -> bool:
    """Compare service and fields; Kong keeps the order of methods and protocols as it likes."""
    return stored.service_id == wanted.service_id and _unordered(stored) == _unordered(wanted)


def _unordered(given: Route) -> Json:
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in fields_of(given).items()}
