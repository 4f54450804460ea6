"""Read what is found of one app: few requests, as many at once as nothing orders."""

from concurrent.futures import Future, ThreadPoolExecutor

from jobs.tools import Tools
from mesh.app import ADMIN_LISTEN, ORIGINS, Mesh, Profile
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.found import AppDetails, Controller, Found, HerokuApp, Route, Service, Visit


def found_of(tools: Tools, mesh: Mesh, service: str) -> Found:
    """Read the app, its Kong service and route, and the controller. Raises TemporaryFailure or PermanentFailure."""
    profile = mesh.profile_of(service)
    name = profile.heroku_name(service)
    with ThreadPoolExecutor(12) as pool:
        kong = pool.submit(_kong_half, tools, mesh, service, pool)
        app = tools.heroku.app(name)
        details = _details(tools, app, profile, pool) if app else AppDetails()
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


def _kong_half(tools: Tools, mesh: Mesh, service: str, pool: ThreadPoolExecutor) -> tuple[Controller, Service | None, Route | None]:
    kong = tools.controllers.kong(mesh.controller)
    host, database = tools.controllers.host(mesh.controller), tools.controllers.database(mesh.controller)
    route = pool.submit(kong.route, service)
    found_service = kong.service(service)
    found_route = route.result()
    if not kong.version:
        raise PermanentFailure(
            f"the controller `{mesh.controller}` answers, but not as a Kong (no version in its headers).",
            advice="Look whether the app still runs heroku-kong.",
        )
    return Controller(mesh.controller, host, database, kong.version), found_service, found_route


def _details(tools: Tools, app: HerokuApp, profile: Profile, pool: ThreadPoolExecutor) -> AppDetails:
    heroku, name = tools.heroku, app.name
    buildpacks = pool.submit(heroku.buildpacks, name)
    attachments = pool.submit(heroku.attachments, name)
    config = pool.submit(heroku.config, name, [ORIGINS, ADMIN_LISTEN, *profile.config])
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
