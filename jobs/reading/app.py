"""Read what is found of one app: few requests, as many at once as nothing orders."""

from collections.abc import Callable, Container, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, TypeVar

from jobs.reading.kong import read_at_kong
from jobs.reading.routes import WholeTable, table_with_plugins_of
from jobs.reading.sights import visit_unless_asleep
from jobs.tools import Tools
from mesh.addresses import Buildpack
from mesh.app import ADMIN_LISTEN, DATABASE_URL, ORIGINS, Mesh, Profile
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.formation import Formation
from mesh.found import AppDetails, Attachment, Build, Controller, Dyno, Found, HerokuApp, Release, Route, Service, Visit
from mesh.ports import Kong
from mesh.route_plans import FoundRoutes

T = TypeVar("T")
KongHalf = tuple[Controller, Service | None, Route | None]


def found_with_services(tools: Tools, mesh: Mesh, service: str) -> tuple[Found, tuple[Service, ...]]:
    """Read the app, its Kong service and route, and the controller, with all services: the list costs the same one request as its one.

    Raises TemporaryFailure or PermanentFailure.
    """
    with ThreadPoolExecutor(2) as pool:
        read = pool.submit(_services_and_route, tools, mesh, service)
        found = _found(tools, mesh, service, pool.submit(_of_name, read, service))
        return found, read.result()[1]


def found_with_table(tools: Tools, mesh: Mesh, service: str) -> tuple[Found, FoundRoutes]:
    """Read the same and, in one request to Kong more, all its services, routes and plugins, with the app's domains at Heroku.

    Raises TemporaryFailure or PermanentFailure.
    """
    with ThreadPoolExecutor(2) as pool:
        table = pool.submit(table_with_plugins_of, tools, mesh)
        found = _found(tools, mesh, service, pool.submit(_out_of, table, service))
        domains = tools.heroku.domains(found.app.name) if found.app else ()
        controller, services, routes, plugins = table.result()
    return found, FoundRoutes(controller, found.app, found.details.attachments, domains, services, routes, plugins)


def _found(tools: Tools, mesh: Mesh, service: str, kong: Future[KongHalf]) -> Found:
    profile = mesh.profile_of(service)
    name = profile.heroku_name(service)
    with ThreadPoolExecutor(10) as pool:
        app = tools.heroku.app(name)
        details = asked_of(tools, app, profile, pool.submit).details(profile) if app else AppDetails()
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


def _services_and_route(tools: Tools, mesh: Mesh, service: str) -> tuple[Controller, tuple[Service, ...], Route | None]:
    def read(kong: Kong) -> tuple[tuple[Service, ...], Route | None]:
        with ThreadPoolExecutor(1) as pool:
            route = pool.submit(kong.route, service)
            return kong.services(), route.result()

    controller, (services, route) = read_at_kong(tools, mesh, read)
    return controller, services, route


def _of_name(read: Future[tuple[Controller, tuple[Service, ...], Route | None]], service: str) -> KongHalf:
    controller, services, route = read.result()
    return controller, _named(services, service), route


def _out_of(table: Future[WholeTable], service: str) -> KongHalf:
    controller, services, routes, _ = table.result()
    return controller, _named(services, service), next((each for each in routes if each.name == service), None)


def _named(services: Iterable[Service], name: str) -> Service | None:
    return next((each for each in services if each.name == name), None)


class Ask(Protocol):
    """Asks in a thread: a pool's `submit` does."""

    def __call__(self, question: Callable[[], T], /) -> Future[T]: ...


@dataclass(frozen=True)
class AskedDetails:
    """What is being asked about an app that exists; the names are also those by which what is missing is told."""

    buildpacks: Future[tuple[Buildpack, ...]]
    attachments: Future[tuple[Attachment, ...]]
    config: Future[dict[str, str]]
    releases: Future[tuple[Release, ...]]
    builds: Future[tuple[Build, ...]]
    formation: Future[Formation]
    dynos: Future[tuple[Dyno, ...]]
    visit: Future[Visit | None]
    running: Future[dict[str, str] | None]

    def details(self, profile: Profile, unread: Container[str] = ()) -> AppDetails:
        """Wait for all but what is `unread`, which stays empty, and return it. Raises TemporaryFailure or PermanentFailure."""

        def read(name: str, future: Future[tuple[T, ...]]) -> tuple[T, ...]:
            return () if name in unread else future.result()

        values = {} if "config" in unread else self.config.result()
        running = None if "running" in unread else self.running.result()
        then = running or {}
        return AppDetails(
            buildpacks=read("buildpacks", self.buildpacks),
            attachments=read("attachments", self.attachments),
            config={each: values[each] for each in (ORIGINS, ADMIN_LISTEN) if each in values},
            config_set=frozenset(each for each in (DATABASE_URL, *profile.config) if each in values),
            config_right=frozenset(each for each, value in profile.config.items() if values.get(each) == value),
            releases=read("releases", self.releases),
            last_build=next(iter(read("builds", self.builds)), None),
            formation=read("formation", self.formation),
            dynos=read("dynos", self.dynos),
            visit=None if "visit" in unread else _answer(self.visit),
            running=None if running is None else {each: then[each] for each in (ORIGINS, ADMIN_LISTEN) if each in then},
            running_right=frozenset(
                each for each, value in {**profile.config, DATABASE_URL: values.get(DATABASE_URL)}.items() if then.get(each) == value
            ),
        )


def asked_of(tools: Tools, app: HerokuApp, profile: Profile, ask: Ask, *, wakes: bool = True) -> AskedDetails:
    """Ask eight things about an app, as many at once as `ask` does; without `wakes` one that sleeps is not visited."""
    heroku, name = tools.heroku, app.name
    dynos, releases = ask(lambda: heroku.dynos(name)), ask(lambda: heroku.releases(name))
    names = [ORIGINS, ADMIN_LISTEN, DATABASE_URL, *profile.config]
    return AskedDetails(
        buildpacks=ask(lambda: heroku.buildpacks(name)),
        attachments=ask(lambda: heroku.attachments(name)),
        config=ask(lambda: heroku.config(name, names)),
        releases=releases,
        builds=ask(lambda: heroku.builds(name)),
        formation=ask(lambda: heroku.formation(name)),
        dynos=dynos,
        visit=ask(lambda: tools.edge.visit(app.host) if wakes else visit_unless_asleep(tools.edge, app.host, "/", dynos)),
        running=ask(lambda: _config_that_runs(tools, name, releases, names)),
    )


def _config_that_runs(tools: Tools, app: str, asked: Future[tuple[Release, ...]], names: list[str]) -> dict[str, str] | None:
    """Return the config of the release that runs, or None where that is the newest one, and so has what is set.

    The releases must have been asked for before this is, so that whoever waits for them here never waits for its own turn.
    """
    releases = asked.result()
    current = next((release for release in releases if release.current), None)
    if not releases or (current and current.version == max(release.version for release in releases)):
        return None
    return tools.heroku.release_config(app, current.id, names) if current else {}


def _answer(visit: Future[Visit | None]) -> Visit | None:
    """Return the visit, or None where the app did not answer at all: that is found as unhealthy, not as an error of ours."""
    try:
        return visit.result()
    except (TemporaryFailure, PermanentFailure):
        return None
