"""Kong's plugins, as far as they decide who answers: a name, where it runs, and whether it may answer instead of what is behind Kong."""

from collections.abc import Iterable
from dataclasses import dataclass

from mesh.found.kong import Route, Service

LETS_THROUGH = frozenset(
    {
        *("correlation-id", "datadog", "file-log", "http-log", "kafka-log", "loggly", "opentelemetry", "prometheus", "statsd", "syslog"),
        *("tcp-log", "udp-log", "zipkin", "bot-detection", "cors", "proxy-cache", "rate-limiting", "request-size-limiting"),
        *("response-ratelimiting", "response-transformer"),
    }
)
"""Plugins that only watch, or let an ordinary visitor through until a limit is met. Any other may answer, or change the path."""


@dataclass(frozen=True)
class Plugin:
    """A plugin at a route, at a service, or, where both are empty, at every route. `consumer_id`: it runs for that consumer alone."""

    name: str
    service_id: str = ""
    route_id: str = ""
    consumer_id: str = ""
    is_enabled: bool = True

    @property
    def may_answer(self) -> bool:
        """Say whether a visitor may meet it instead of the app: by request-termination, or for want of a key."""
        return self.is_enabled and not self.consumer_id and self.name not in LETS_THROUGH

    def runs_for(self, route: Route) -> bool:
        return self.route_id in {"", route.id} and self.service_id in {"", route.service_id}

    @property
    def where(self) -> str:
        """Say where a plugin that runs for a route stands."""
        return "of the route" if self.route_id else "of its service" if self.service_id else "of every route"


@dataclass(frozen=True)
class PlacedPlugin:
    """A plugin and `at` what it stands: the name of a route or service, or its id where it has none; empty at every route."""

    plugin: Plugin
    at: str = ""


def placed(plugins: Iterable[Plugin], services: Iterable[Service], routes: Iterable[Route]) -> tuple[PlacedPlugin, ...]:
    """Return the plugins that run for these services' routes, which are `routes`, each with where it stands."""
    names_of_services = {"": "", **{service.id: service.name or service.id for service in services}}
    names_of_routes = {"": "", **{route.id: route.name or route.id for route in routes}}
    return tuple(
        PlacedPlugin(plugin, names_of_routes[plugin.route_id] or names_of_services[plugin.service_id])
        for plugin in plugins
        if plugin.service_id in names_of_services and plugin.route_id in names_of_routes
    )


def answering(plugins: Iterable[Plugin], route: Route) -> tuple[Plugin, ...]:
    """Return the plugins that may answer instead of what the route leads to."""
    return tuple(plugin for plugin in plugins if plugin.may_answer and plugin.runs_for(route))
