"""Read what a route change needs: Kong's whole table in two requests, three to Heroku, all at once."""

from concurrent.futures import ThreadPoolExecutor

from jobs.reading.kong import read_at_kong
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.domains import Domain
from mesh.found import Attachment, Controller, Route, Service
from mesh.route_plans import FoundRoutes

Table = tuple[Controller, tuple[Service, ...], tuple[Route, ...]]


def routes_found(tools: Tools, mesh: Mesh, service: str) -> FoundRoutes:
    """Return the table with one app's standing in the mesh. Raises TemporaryFailure or PermanentFailure."""
    name, heroku = mesh.profile_of(service).heroku_name(service), tools.heroku
    with ThreadPoolExecutor(4) as pool:
        table = pool.submit(table_of, tools, mesh)
        app = heroku.app(name)
        attachments = pool.submit(heroku.attachments, name) if app else None
        domains = pool.submit(heroku.domains, name) if app else None
        controller, services, routes = table.result()
        owned: tuple[Domain, ...] = domains.result() if domains else ()
        attached: tuple[Attachment, ...] = attachments.result() if attachments else ()
        return FoundRoutes(controller, app, attached, owned, services, routes)


def table_of(tools: Tools, mesh: Mesh) -> Table:
    """Return the controller with all services and routes of its mesh."""
    controller, (services, routes) = read_at_kong(tools, mesh, lambda kong: kong.table())
    return controller, services, routes
