"""What is read from Kong, and through it, as typed values."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Service:
    """A Kong service: a backend address."""

    id: str
    name: str
    protocol: str
    host: str
    port: int
    path: str | None = None

    @property
    def url(self) -> str:
        return f"{self.protocol}://{self.host}:{self.port}{self.path or ''}"


@dataclass(frozen=True)
class Route:
    """A Kong route; empty tuples stand for Kong's null, an empty name for a route without one.

    `created_at` is set anew by every PUT and decides between equal routes; None: not stored yet, so newer than all. It is left out when
    routes are compared.
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


@dataclass(frozen=True)
class Visit:
    """A GET of an app through Heroku's router and its Kong; `via` is the answer's Via header, empty if none."""

    status: int
    via: str
    duration_s: float

    def came_through(self, kong_version: str) -> bool:
        """Say whether Kong of that version answered from the app behind it; Kong's own refusals carry no Via."""
        return f"kong/{kong_version}" in self.via and self.status < 500
