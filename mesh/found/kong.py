"""What is read from Kong, and through it, as typed values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

AS_KONG_SETS_THEM: Mapping[str, Any] = {
    "https_redirect_status_code": 426,
    "path_handling": "v0",
    "request_buffering": True,
    "response_buffering": True,
    "retries": 5,
    "connect_timeout": 60000,
    "read_timeout": 60000,
    "write_timeout": 60000,
    "enabled": True,
    "priority": 0,
}
"""Fields that we never write, with the values that Kong gives them by itself."""

SHOWN = frozenset({*AS_KONG_SETS_THEM, "snis", "sources", "destinations"})
"""Fields whose values may be shown: no secret can be in them. Of headers the names are shown, of all others that they are set."""

NOTHING_SET = "{}"
"""The `foreign` of what we make: nothing beyond what we know."""

OF_HTTP = frozenset({"http", "https"})
OF_GRPC = frozenset({"grpc", "grpcs"})

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "0.0.0.0"})  # noqa: S104 - compared with, not listened on
ADMIN_PORTS = frozenset({8001, 8444})  # where Kong's Admin API listens unless told otherwise
ADMIN_SERVICE = "kong-admin"  # Source: the dump that heroku-kong's release phase restores


@dataclass(frozen=True)
class Service:
    """A Kong service: a backend address. `foreign` as of a route."""

    id: str
    name: str
    protocol: str
    host: str
    port: int
    path: str | None = None
    foreign: str | None = field(default=None, compare=False, repr=False)

    @property
    def url(self) -> str:
        return f"{self.protocol}://{self.host}:{self.port}{self.path or ''}"

    @property
    def is_admin_api(self) -> bool:
        """Say whether it is the controller's own Admin API, and so no app's."""
        return self.host in LOOPBACK and (self.port in ADMIN_PORTS or self.name == ADMIN_SERVICE)

    @property
    def is_enabled(self) -> bool:
        """Say whether Kong's router knows the routes of the service: from 2.7 on not those of one with `enabled: false`."""
        return foreign_fields(self).get("enabled") is not False


@dataclass(frozen=True)
class Route:
    """A Kong route; empty tuples stand for Kong's null, an empty name for a route without one.

    `created_at` is set anew by every PUT and decides between equal routes; None: not stored yet, so newer than all. It is left out when
    routes are compared. So is `foreign`: all further fields that this Kong has set, with their values, as JSON with sorted keys; a value
    that may be a secret or is very long is null there; None is not known, `{}` is a route of ours that has none. Its values are written
    and compared; which of them are shown, `in_words` says. `has_list_of_no_hosts`: its `hosts` is an empty list and not null, which means
    the same but for the order in which Kong tries routes.
    """

    id: str
    name: str
    service_id: str
    hosts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    regex_priority: int = 0
    strip_path: bool = True
    preserve_host: bool = False
    https_redirect_status_code: int = 426
    created_at: datetime | None = field(default=None, compare=False)
    foreign: str | None = field(default=None, compare=False, repr=False)
    has_list_of_no_hosts: bool = field(default=False, compare=False, repr=False)

    @property
    def is_for_http(self) -> bool:
        """Say whether Kong's router for HTTP knows the route; one for tcp, tls or udp alone is of streams. Without protocols: of HTTP."""
        return self.is_for_http_1 or not OF_GRPC.isdisjoint(self.protocols)

    @property
    def is_for_http_1(self) -> bool:
        """Say whether a browser may meet it; one for grpc alone answers no HTTP/1 request as its fields say."""
        return not self.protocols or not OF_HTTP.isdisjoint(self.protocols)


@dataclass(frozen=True)
class Visit:
    """A GET of an app through Heroku's router and its Kong; `via` is the answer's Via header, empty if none."""

    status: int
    via: str
    duration_s: float

    def came_through(self, kong_version: str) -> bool:
        """Say whether Kong of that version answered from the app behind it; Kong's own refusals carry no Via."""
        return f"kong/{kong_version}" in self.via and self.status < 500


def foreign_fields(entity: Route | Service) -> Mapping[str, Any]:
    """Return the fields that we do not know, with their values as far as they were kept."""
    return json.loads(entity.foreign or "{}")  # type: ignore[no-any-return]  # an object, by the client that wrote it


def by_hand(foreign: str | None) -> Mapping[str, Any]:
    """Return those of these fields that are not as Kong sets them by itself: what a person has decided. None: the value was not kept."""
    fields: Mapping[str, Any] = json.loads(foreign or "{}")
    return {name: value for name, value in fields.items() if name not in AS_KONG_SETS_THEM or AS_KONG_SETS_THEM[name] != value}


def set_by_hand(entity: Route | Service) -> tuple[str, ...]:
    """Return the names of the fields that a person has set, sorted."""
    return tuple(sorted(by_hand(entity.foreign)))


def in_words(foreign: str | None) -> tuple[str, ...]:
    """Return what a person has set as it may be shown, by name: `headers x-preview`, `snis ui.example.com`, `tags`."""
    return tuple(_in_words(name, value) for name, value in sorted(by_hand(foreign).items()))


def _in_words(name: str, value: Any) -> str:  # noqa: ANN401 - any JSON
    if name == "headers" and isinstance(value, dict):
        return f"headers {','.join(sorted(value))}"
    if name not in SHOWN or value is None:
        return name
    values = value if isinstance(value, list) else [value]
    return f"{name} {','.join(map(_as_text, values))}"


def _as_text(value: Any) -> str:  # noqa: ANN401 - any JSON
    """Write a value as Kong's documentation does; an address of `sources` or `destinations` is `10.0.0.0/8:443`."""
    if isinstance(value, dict):
        ip, port = value.get("ip"), value.get("port")
        return f"{ip or ''}:{port}" if port is not None else str(ip)
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_set_alike(first: str | None, second: str | None) -> bool:
    """Say whether people have set the same fields alike on two entities, by their `foreign`, as far as both are known."""
    return None in {first, second} or _unordered(by_hand(first)) == _unordered(by_hand(second))


def _unordered(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a value without the order of its lists, which Kong keeps as it likes."""
    if isinstance(value, Mapping):
        return {name: _unordered(each) for name, each in value.items()}
    return sorted(map(json.dumps, map(_unordered, value))) if isinstance(value, list) else value


def not_kept(entity: Route | Service) -> tuple[str, ...]:
    """Return the names of the fields whose values were not kept, so that nothing makes them again."""
    fields = foreign_fields(entity)
    return tuple(name for name, value in fields.items() if value is None or (isinstance(value, dict) and None in value.values()))
