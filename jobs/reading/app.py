"""Read what is found of one app: few requests, as many at once as nothing orders."""

from concurrent.futures import Future, ThreadPoolExecutor

from jobs.reading.kong import read_at_kong
from jobs.reading.routes import Table, table_of
from jobs.tools import Tools
from mesh.app import ADMIN_LISTEN, DATABASE_URL, ORIGINS, Mesh, Profile
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.found import AppDetails, Controller, Found, HerokuApp, Route, Service, Visit
from mesh.ports import Kong
from mesh.route_plans import FoundRoutes

KongHalf = tuple[Controller, Service | None, Route | None]


def found_of(tools: Tools, mesh: Mesh, service: str) -> Found:
    """Read the app, its Kong service and route, and the controller. Raises TemporaryFailure or PermanentFailure."""
    with ThreadPoolExecutor(1) as pool:
        return _found(tools, mesh, service, pool.submit(_by_name, tools, mesh, service))


def found_with_table(tools: Tools, mesh: Mesh, service: str) -> tuple[Found, FoundRoutes]:
    """Read the same and, in as many requests to Kong, all its services and routes, with the app's domains at Heroku.

    Raises TemporaryFailure or PermanentFailure.
    """
    with ThreadPoolExecutor(2) as pool:
        table = pool.submit(table_of, tools, mesh)
        found = _found(tools, mesh, service, pool.submit(_out_of, table, service))
        domains = tools.heroku.domains(found.app.name) if found.app else ()
        controller, services, routes = table.result()
    return found, FoundRoutes(controller, found.app, found.details.attachments, domains, services, routes)


def _found(tools: Tools, mesh: Mesh, service: str, kong: Future[KongHalf]) -> Found:
    profile = mesh.profile_of(service)
    name = profile.heroku_name(service)
    with ThreadPoolExecutor(10) as pool:
        app = tools.heroku.app(name)
        details = details_of(tools, app, profile, pool) if app else AppDetails()
        account = pool.submit(tools.heroku.account) if app and not details.attachments else None
        controller, found_service, found_route = kong.result()
        return Found(
            controller=controller,
            app=app,
            details=details,
            service=found_service,
            route=found_route,
            account=account.result() if account else "",
            started_create_at=tools.store.creation_began(name) if app else None,
        )


def _by_name(tools: Tools, mesh: Mesh, service: str) -> KongHalf:
    def read(kong: Kong) -> tuple[Service | None, Route | None]:
        with ThreadPoolExecutor(1) as pool:
            route = pool.submit(kong.route, service)
            return kong.service(service), route.result()

    controller, (found_service, found_route) = read_at_kong(tools, mesh, read)
    return controller, found_service, found_route


def _out_of(table: Future[Table], service: str) -> KongHalf:
    controller, services, routes = table.result()
    found_service = next((each for each in services if each.name == service), None)
    return controller, found_service, next((each for each in routes if each.name == service), None)


def details_of(tools: Tools, app: HerokuApp, profile: Profile, pool: ThreadPoolExecutor) -> AppDetails:
    heroku, name = tools.heroku, app.name
    buildpacks = pool.submit(heroku.buildpacks, name)
    attachments = pool.submit(heroku.attachments, name)
    config = pool.submit(heroku.config, name, [ORIGINS, ADMIN_LISTEN, DATABASE_URL, *profile.config])
    releases = pool.submit(heroku.releases, name)
    builds = pool.submit(heroku.builds, name)
    formation = pool.submit(heroku.formation, name)
    dynos = pool.submit(heroku.dynos, name)
    visit = pool.submit(_visit, tools, app.host)
    values = config.result()
    return AppDetails(
        buildpacks=buildpacks.result(),
        attachments=attachments.result(),
        config={each: values[each] for each in (ORIGINS, ADMIN_LISTEN) if each in values},
        config_set=frozenset(each for each in (DATABASE_URL, *profile.config) if each in values),
        config_right=frozenset(each for each, value in profile.config.items() if values.get(each) == value),
        releases=releases.result(),
        last_build=next(iter(builds.result()), None),
        formation=formation.result(),
        dynos=dynos.result(),
        visit=_answer(visit),
    )


def _visit(tools: Tools, host: str) -> Visit:
    return tools.edge.visit(host)


def _answer(visit: Future[Visit]) -> Visit | None:
    """Return the visit, or None where the app did not answer at all: that is found as unhealthy, not as an error of ours."""
    try:
        return visit.result()
    except (TemporaryFailure, PermanentFailure):
        return None
