"""The smallest table that still shows something."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from bench.router_tables import GivenRoute, GivenTable


def smallest(table: GivenTable, shows: Callable[[GivenTable], bool]) -> GivenTable:
    """Take away routes one by one, then what they name, as long as the table still shows it."""
    while True:
        simpler = next((each for each in _simpler(table) if shows(each)), None)
        if simpler is None:
            return table
        table = simpler


def _simpler(table: GivenTable) -> Iterator[GivenTable]:
    """Yield the table with one thing less each."""
    for at in range(len(table.routes)):
        yield replace(table, routes=(*table.routes[:at], *table.routes[at + 1 :]))
    if any(table.service_paths):
        yield replace(table, service_paths=(None,) * len(table.service_paths))
    if table.disabled:
        yield replace(table, disabled=())
    for at, route in enumerate(table.routes):
        for less in _plainer(route):
            yield replace(table, routes=(*table.routes[:at], less, *table.routes[at + 1 :]))


def _plainer(route: GivenRoute) -> Iterator[GivenRoute]:
    plain = GivenRoute(route.name)
    defaults: dict[str, Any] = {
        name: getattr(plain, name) for name in ("preserve_host", "regex_priority", "path_handling", "protocols", "strip_path")
    }
    for name, default in defaults.items():
        if getattr(route, name) != default:
            yield replace(route, **{name: default})
    named = len(route.hosts) + len(route.paths) + len(route.methods)
    for name in ("methods", "hosts", "paths"):
        values = getattr(route, name)
        for at in range(len(values) if named > 1 else 0):  # Kong refuses a route that names nothing
            fewer: dict[str, Any] = {name: (*values[:at], *values[at + 1 :])}
            yield replace(route, **fewer)
