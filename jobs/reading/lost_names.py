"""Find out again which app is a service's, where the store that knew it was lost, or the app was renamed at Heroku."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from jobs.tools import Tools
from mesh.app import ORIGINS, Mesh, without_origin
from mesh.domains import app_of_own_host
from mesh.errors import PermanentFailure
from mesh.found import HerokuApp, Route, is_attached
from mesh.plan import Refusal

AT_ONCE = 8


def lost_name(tools: Tools, mesh: Mesh, service: str, app: HerokuApp | None, routes: Iterable[Route]) -> Refusal | None:
    """Return what to type where the app under the expected name is missing and the service's routes lead to another mesh app.

    That app is attached to the controller's Postgres, and one of these routes names its own host.
    """
    if app is not None:
        return None
    hosts = dict.fromkeys(host for route in routes for host in route.hosts)
    lost = _lost(tools, mesh, service, hosts) if service not in mesh.apps else None
    return lost or _renamed(tools, mesh, service, hosts)


def _lost(tools: Tools, mesh: Mesh, service: str, hosts: Iterable[str]) -> Refusal | None:
    own = [(host, name) for host in hosts if (name := app_of_own_host(host))]
    if not own:
        return None
    database = tools.controllers.database(mesh.controller)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        members = pool.map(lambda each: _is_member(tools, database, each[1], each[0]), own)
        named = next((name for (_, name), is_one in zip(own, members, strict=True) if is_one), None)
    if named is None:
        return None
    return Refusal(
        f"`{service}` is the Heroku app `{named}`, which joined under a name of its own; my store has lost that.",
        f"Type `/mesh attach {service} --app {named}` again: it keeps the name, and does nothing else where all is right.",
    )


def _is_member(tools: Tools, database: str, app: str, host: str) -> bool:
    try:
        found = tools.heroku.app(app)
    except PermanentFailure:  # an app that we may not even see is none of ours
        return False
    return found is not None and found.host == host and is_attached(tools.heroku.attachments(app), database)


def _renamed(tools: Tools, mesh: Mesh, service: str, hosts: Iterable[str]) -> Refusal | None:
    """Return what to type where an attached app that no service claims still has the old host in its KONG_ORIGINS.

    A renamed app keeps its config, but neither its name nor its host, and Heroku answers 404 for both.
    """
    old, before = [host for host in hosts if app_of_own_host(host)], mesh.app_of(service)
    if not old:
        return None
    database = tools.controllers.database(mesh.controller)
    services, _ = tools.controllers.kong(mesh.controller).table()
    claimed = {mesh.controller, *mesh.spared, *(mesh.app_of(each.name) for each in services)}
    unclaimed = [each for each in tools.heroku.apps_attached_to(database) if each not in claimed]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for app, origins in zip(unclaimed, pool.map(lambda each: _origins_of(tools, each), unclaimed), strict=True):
            if any(without_origin(origins, host) != origins for host in old):
                return Refusal(
                    f"the Heroku app `{before}` of `{service}` was renamed: it is `{app}` now.",
                    f"Type `/mesh attach {service} --app {app}`: it keeps the new name, and its route leads to the new host.",
                )
    return None


def _origins_of(tools: Tools, app: str) -> str:
    try:
        return tools.heroku.config(app, [ORIGINS]).get(ORIGINS, "")
    except PermanentFailure:  # an app that we may not see
        return ""
