"""What decides who answers: the domains of the apps, and the services and routes that every sidecar of the mesh sees."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from mesh.found import Plugin, Route, Service
from mesh.routing.compatible import VERSION, CompatibleRouter
from mesh.routing.criteria import is_in_router, is_regex
from mesh.routing.normal import normal_path
from mesh.routing.request import Request
from mesh.routing.traditional import TraditionalRouter

ANY_LABEL = "any"
"""Stands for a wildcard in a sample."""
NUMBER = re.compile(r"\d{1,9}")
LONGEST_VERSION = 64
LONGEST_HOST = 253  # no domain name is longer, so a longer host is nobody's
Router: TypeAlias = TraditionalRouter | CompatibleRouter


@dataclass(frozen=True)
class EdgeApp:
    """A Heroku app that owns domains (any case, perhaps `*.…`).

    `has_sidecar`: a Kong of this mesh runs in its dynos. `listen_port`: where its own backend listens in the dyno; None for the controller.
    `admin_port`: where Kong's Admin API listens there; None with `KONG_ADMIN_LISTEN=off`.
    """

    name: str
    domains: tuple[str, ...]
    has_sidecar: bool = True
    listen_port: int | None = 5000
    admin_port: int | None = None


@dataclass(frozen=True)
class Edge:
    """All that decides who answers; `kong_version` as its Server header says (`2.8.5`). `plugins`: None where they were not read."""

    kong_version: str
    apps: tuple[EdgeApp, ...]
    services: tuple[Service, ...]
    routes: tuple[Route, ...]
    plugins: tuple[Plugin, ...] | None = None

    def owner(self, host: str) -> EdgeApp | None:
        """Return the app that Heroku's router sends this host to: by the domain itself, else by the longest wildcard domain."""
        if len(host) > LONGEST_HOST:
            return None
        wanted = host.lower()
        wildcards = [wanted[at:] for at, letter in enumerate(wanted) if letter == "."]
        domains = (wanted, *(f"*{suffix}" for suffix in wildcards))
        return next((self._owners[domain] for domain in domains if domain in self._owners), None)

    @cached_property
    def domains(self) -> tuple[str, ...]:
        """All domains, a label in place of each wildcard."""
        return tuple(dict.fromkeys(domain.replace("*", ANY_LABEL, 1) for app in self.apps for domain in app.domains))

    @cached_property
    def work(self) -> int:
        """How many comparisons it takes to find a request's route, about."""
        version = version_number(self.kong_version)
        regexes = sum(is_regex(path, version) for route in self.routes for path in route.paths)
        plain = 40 + len(self.routes) + sum(len(route.paths) for route in self.routes)
        return (plain + 20 * regexes) * (1 if version >= VERSION else 2)

    @cached_property
    def _owners(self) -> dict[str, EdgeApp]:
        return {domain.lower(): app for app in reversed(self.apps) for domain in app.domains}

    @cached_property
    def router(self) -> Router:
        """Kong's router over this table, made once: a plan asks it thousands of times."""
        version, known = version_number(self.kong_version), tuple(filter(self.is_known, self.routes))
        return CompatibleRouter(known, version) if version >= VERSION else TraditionalRouter(known, version)

    def is_known(self, route: Route) -> bool:
        """Say whether Kong's router for HTTP knows the route: none of streams alone, and none of a service with `enabled: false`."""
        return is_in_router(route, self.service_of(route), version_number(self.kong_version))

    def seen(self, request: Request) -> Request:
        """Return the request as Kong's router sees it."""
        return replace(request, path=normal_path(request.path, version_number(self.kong_version)))

    def service_of(self, route: Route) -> Service | None:
        return self._services_by_id.get(route.service_id)

    @cached_property
    def _services_by_id(self) -> dict[str, Service]:
        return {service.id: service for service in reversed(self.services)}


def version_number(kong_version: str) -> tuple[int, ...]:
    """Return what can be compared of a version such as `2.8.5` or `3.0.2-rc.1`."""
    return tuple(int(part) for part in NUMBER.findall(kong_version[:LONGEST_VERSION])[:3])
