"""Read how all apps of a mesh stand: membership and Kong's three lists in one request each, then three to Heroku and a visit for each app.

All of it within `WITHIN_S`; what has not come by then is named, and hides nothing else.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from jobs.reading.gathering import QUIET_S, WITHIN_S, Gathering
from jobs.reading.sights import KongTable, Sight, hosts_of, taken
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.domains import is_own_host
from mesh.errors import TemporaryFailure
from mesh.standing import Left, Standing
from mesh.status import AppSeen, MeshSeen
from mesh.status.drift import drift, expected

T = TypeVar("T")

AT_ONCE = 16
NOT_KNOWN = "whether an app is attached for it is not known."


@dataclass(frozen=True)
class Listed:
    """The attached apps and Kong's table, None where it could not be read; `unread` are sentences about what is missing."""

    apps: Sequence[str]
    table: KongTable | None
    kong_version: str
    unread: tuple[str, ...]
    knows_attached: bool = True
    behind: Mapping[str, Sequence[str]] = field(default_factory=dict)


def mesh_seen(tools: Tools, mesh: Mesh, within_s: float = WITHIN_S) -> MeshSeen:
    """Return what could be read in time. Raises TemporaryFailure or PermanentFailure where not even the apps are known."""
    now, until = tools.now(), time.monotonic() + within_s
    left = tools.store.left(mesh.name)
    with Gathering(AT_ONCE) as gathering:
        listed = _listed(tools, mesh, gathering, until)
        behind = {app: addon for addon, apps in listed.behind.items() for app in apps if app not in listed.apps}
        sights = [Sight(tools, gathering, app, mesh.service_of(app), listed.table) for app in (*listed.apps, *behind)]
        gathering.wait(until, QUIET_S)
        apps = [
            replace(_with_drift(sight, sight.seen(listed.kong_version), mesh, left), former_database=behind.get(sight.app, ""))
            for sight in sights
        ]
    table = listed.table or KongTable()
    others = _without_app(table, {app.service for app in apps}, listed)
    return MeshSeen(mesh.name, now, (*apps, *others), listed.unread, table.may_answer())


def _listed(tools: Tools, mesh: Mesh, gathering: Gathering, until: float) -> Listed:
    database = gathering.ask(lambda: tools.controllers.database(mesh.controller, or_kept=True))
    gathering.wait(until, QUIET_S)
    addon, kong = _needed(database), tools.controllers.kong(mesh.controller)
    asked = gathering.ask(lambda: tools.heroku.apps_attached_to(addon))
    asked_table, asked_plugins = gathering.ask(kong.table), gathering.ask(kong.plugins)
    former = tools.controllers.former_databases(mesh.controller)
    asked_former = {each: gathering.ask(partial(tools.heroku.apps_attached_to, each)) for each in former}
    gathering.wait(until, QUIET_S)
    attached, kongs, plugins = taken(asked), taken(asked_table), taken(asked_plugins)
    behind = {each: taken(future) for each, future in asked_former.items()}
    table = None if kongs.value is None else KongTable(*kongs.value, plugins.value or ())
    if attached.value is None and table is None:
        _needed(asked)
    unread = (
        f"Heroku did not say which apps are attached, so those that Kong knows are shown: {attached.why_not}" if attached.why_not else "",
        f"Kong's table could not be read, so hosts and health are not known: {kongs.why_not}" if kongs.why_not else "",
        f"Kong's plugins could not be read, so whether one answers instead of an app is not known: {plugins.why_not}"
        if plugins.why_not and not kongs.why_not
        else "",
        *(f"Heroku did not say which apps still have `{name}`: {each.why_not}" for name, each in behind.items() if each.why_not),
    )
    members = attached.value if attached.value is not None else _named_by_kong(mesh, table or KongTable())
    return Listed(
        [app for app in members if app != mesh.controller],
        table,
        kong.version,
        tuple(filter(None, unread)),
        attached.value is not None,
        {name: [app for app in each.value or () if app != mesh.controller] for name, each in behind.items()},
    )


def _needed(future: Future[T]) -> T:
    """Return what nothing can be said without. Raises TemporaryFailure also where nothing came in time."""
    if not future.done():
        raise TemporaryFailure("Heroku did not say in time which apps the mesh has.")
    return future.result()


def _named_by_kong(mesh: Mesh, table: KongTable) -> Iterator[str]:
    """Yield the Heroku names that the services' apps should have, where a route speaks for it by naming the app's own host.

    A name alone may be that of somebody else's app, of which nobody here shall learn anything.
    """
    for service in table.services:
        app = None if service.is_admin_api else mesh.app_of(service.name)
        if app and any(is_own_host(host, app) for host in hosts_of(table.routes_of(service))):
            yield app


def _with_drift(sight: Sight, seen: AppSeen, mesh: Mesh, left: Mapping[str, Left]) -> AppSeen:
    if not sight.kong:
        return seen
    by = left.get(seen.service)
    was = by.standing if by else expected(mesh, seen.service, seen.own_host)
    now = Standing(formation=seen.formation, is_attached=True, routes=sight.routes).with_service(sight.kong)
    return replace(seen, drift=drift(was, now), left_by=by.run if by else "", left_at=by.at if by else None)


def _without_app(table: KongTable, known: set[str], listed: Listed) -> Iterator[AppSeen]:
    """Yield the services that belong to no attached app, or of which nobody knows whether they do."""
    unread = () if listed.knows_attached else (NOT_KNOWN,)
    for service in table.services:
        name = service.name or service.id
        if name not in known and not service.is_admin_api:
            yield AppSeen(name, hosts=hosts_of(table.routes_of(service)), unread=unread)
