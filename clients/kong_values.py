"""Kong's JSON as values of the mesh, and a route's fields as Kong's JSON.

What lacks what is needed raises KeyError, TypeError or ValueError.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from mesh.found import Plugin, Route, Service, foreign_fields

Json = Mapping[str, Any]
T = TypeVar("T")

IDENTITY = frozenset({"id", "name", "service", "created_at", "updated_at", "ws_id"})
OF_A_SERVICE = frozenset({*IDENTITY, "protocol", "host", "port", "path", "url"})
MAY_BE_A_SECRET = re.compile(r"auth|cookie|cred|key|pass|secret|session|sign|token", re.IGNORECASE)
MOST_OF_A_FIELD = 2000  # characters of JSON


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page of a list; `offset` asks for the next one, empty on the last."""

    items: tuple[T, ...]
    offset: str


def page_of(read: Callable[[Json], T]) -> Callable[[Json], Page[T]]:
    def page(given: Json) -> Page[T]:
        items = _list(given["data"])
        return Page(tuple(read(_record(each)) for each in items), _text(given["offset"]) if given.get("next") else "")

    return page


def service(given: Json) -> Service:
    path = given.get("path")
    return Service(
        _text(given["id"]),
        _text(given["name"] or ""),
        _text(given["protocol"]),
        _text(given["host"]),
        _whole(given["port"]),
        None if path is None else _text(path),
        _foreign(given, OF_A_SERVICE),
    )


def route(given: Json) -> Route:
    lists = {name: _texts(given.get(name)) for name in ("hosts", "paths", "methods", "protocols")}
    created_at = given.get("created_at")
    return Route(
        _text(given["id"]),
        _text(given["name"] or ""),
        _id_of(given.get("service")),
        **lists,
        regex_priority=_whole(given.get("regex_priority") or 0),
        strip_path=given.get("strip_path", True) is True,
        preserve_host=given.get("preserve_host") is True,
        https_redirect_status_code=_whole(given.get("https_redirect_status_code") or 426),
        created_at=None if created_at is None else datetime.fromtimestamp(_whole(created_at), UTC),
        foreign=_foreign(given, OF_A_ROUTE),
        has_list_of_no_hosts=given.get("hosts") in ([], {}),
    )


def plugin(given: Json) -> Plugin:
    """Read a plugin without its configuration, which may be secret."""
    of = {f"{kind}_id": _id_of(given.get(kind)) for kind in ("service", "route", "consumer")}
    return Plugin(_text(given["name"]), **of, is_enabled=given.get("enabled") is not False)


def _foreign(given: Json, known: Iterable[str]) -> str:
    """Return what is set beyond the known fields as JSON; what is not kept of it is null."""
    foreign = {name: _kept(name, value) for name, value in given.items() if name not in known and value not in (None, [], {})}
    return json.dumps(foreign, sort_keys=True)


def _kept(name: str, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a value without what may be a secret (a header by which a route is chosen may be a key) and without what is very long."""
    if len(json.dumps(value)) > MOST_OF_A_FIELD:
        return None
    if name == "headers" and isinstance(value, dict):
        return {header: None if MAY_BE_A_SECRET.search(header) else wanted for header, wanted in value.items()}
    return value


def body_of(wanted: Route) -> Json:
    """Return what makes a route with all that it has. One with an `expression` has no hosts, paths and methods, and Kong no such fields."""
    further = foreign_fields(wanted)
    known = {name: value for name, value in fields_of(wanted).items() if "expression" not in further or name not in OF_NO_EXPRESSION}
    return {**further, "name": wanted.name, "service": {"id": wanted.service_id}, **known}


OF_NO_EXPRESSION = frozenset({"hosts", "paths", "methods", "regex_priority"})


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


OF_A_ROUTE = frozenset({*IDENTITY, *fields_of(Route("", "", ""))})


def is_as_wanted(stored: Route, wanted: Route) -> bool:
    """Compare service and fields; Kong keeps the order of methods and protocols as it likes."""
    return stored.service_id == wanted.service_id and _unordered(stored) == _unordered(wanted)


def _unordered(given: Route) -> Json:
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in fields_of(given).items()}


def _record(given: object) -> Json:
    if not isinstance(given, dict):
        raise TypeError("not a JSON object")
    return given


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError("not a text")
    return given


def _texts(given: object) -> tuple[str, ...]:
    """Read a list that may be null."""
    return () if given is None else tuple(_text(each) for each in _list(given))


def _list(given: object) -> list[Any]:
    """Read a list, which some Kongs write as an empty object where it is empty, since Lua has one word for both."""
    items = [] if given == {} else given
    if not isinstance(items, list):
        raise TypeError("not a list")
    return items


def _id_of(given: object) -> str:
    """Read the id in what a `service` or the like refers to, empty where it is null."""
    return "" if given is None else _text(_record(given).get("id") or "")


def _whole(given: object) -> int:
    """Read a whole number, which Lua may write with a point."""
    if isinstance(given, bool) or not isinstance(given, int | float) or given != int(given):
        raise TypeError("not a whole number")
    return int(given)
