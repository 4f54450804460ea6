"""Read what a route change needs: Kong's whole table with its plugins in three requests, three to Heroku, all at once.

Heroku ships Kong with a limit of five requests a minute; three of them are for reading.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from jobs.reading.gathering import Gathering
from jobs.reading.kong import read_at_kong
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.domains import Domain
from mesh.errors import TemporaryFailure
from mesh.found import Attachment, Controller, Plugin, Route, Service
from mesh.route_plans import FoundRoutes

Table = tuple[Controller, tuple[Service, ...], tuple[Route, ...]]
WholeTable = tuple[Controller, tuple[Service, ...], tuple[Route, ...], tuple[Plugin, ...] | None]


def routes_found(tools: Tools, mesh: Mesh, service: str) -> FoundRoutes:
    """Return the table with one app's standing in the mesh. Raises TemporaryFailure or PermanentFailure."""
    name, heroku = mesh.profile_of(service).heroku_name(service), tools.heroku
    with ThreadPoolExecutor(4) as pool:
        table = pool.submit(table_with_plugins_of, tools, mesh)
        app = heroku.app(name)
        attachments = pool.submit(heroku.attachments, name) if app else None
        domains = pool.submit(heroku.domains, name) if app else None
        controller, services, routes, plugins = table.result()
        owned: tuple[Domain, ...] = domains.result() if domains else ()
        attached: tuple[Attachment, ...] = attachments.result() if attachments else ()
        return FoundRoutes(controller, app, attached, owned, services, routes, plugins)


def table_of(tools: Tools, mesh: Mesh) -> Table:
    """Return the controller with all services and routes of its mesh."""
    controller, (services, routes) = read_at_kong(tools, mesh, lambda kong: kong.table())
    return controller, services, routes


def table_with_plugins_of(tools: Tools, mesh: Mesh) -> WholeTable:
    """Return the same and all plugins, None where Kong refuses to list them: then nobody knows where one may answer."""
    controller, table = read_at_kong(tools, mesh, lambda kong: kong.table_with_plugins())
    return controller, *table


@dataclass(frozen=True)
class AskedTable:
    """Kong's table and its plugins while they are asked for, each by itself: what hangs or is refused takes the other with it nowhere."""

    table: Future[Table]
    plugins: Future[tuple[Plugin, ...]]


def table_asked_of(tools: Tools, mesh: Mesh, gathering: Gathering) -> AskedTable:
    kong = tools.controllers.kong(mesh.controller)
    return AskedTable(gathering.ask(lambda: table_of(tools, mesh)), gathering.ask(kong.plugins))


def raise_if_paced(*asked: Future[Any]) -> None:
    """Raise the TemporaryFailure of any that met the Admin API's limit: the question is then asked again, not answered in part."""
    for each in asked:
        failure = each.exception() if each.done() else None
        if isinstance(failure, TemporaryFailure) and failure.is_our_pace:
            raise failure
