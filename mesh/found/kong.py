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
}
"""Fields that we never write, with the values that Kong gives them by itself."""

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


@dataclass(frozen=True)
class Route:
    """A Kong route; empty tuples stand for Kong's null, an empty name for a route without one.

    `created_at` is set anew by every PUT and decides between equal routes; None: not stored yet, so newer than all. It is left out when
    routes are compared. So is `foreign`: all further fields that this Kong has set, with their values, as JSON with sorted keys; a value
    that may be a secret or is very long is null there; None is not known. Its values are written and compared, never shown.
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


def set_by_hand(entity: Route | Service) -> tuple[str, ...]:
    """Return the names of those fields that are not as Kong sets them by itself, sorted."""
    return tuple(sorted(name for name, value in foreign_fields(entity).items() if AS_KONG_SETS_THEM.get(name) != value))


def not_kept(entity: Route | Service) -> tuple[str, ...]:
    """Return the names of the fields whose values were not kept, so that nothing makes them again."""
    fields = foreign_fields(entity)
    return tuple(name for name, value in fields.items() if value is None or (isinstance(value, dict) and None in value.values()))
