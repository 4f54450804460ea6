"""Read one app of the mesh in full: three requests to Kong, nine to Heroku and a visit, most of them at once.

All of it within `WITHIN_S`; what has not come by then is named, and hides nothing else.
"""

import time
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import fields
from typing import Any

from jobs.reading.app import AskedDetails, asked_of
from jobs.reading.gathering import QUIET_S, WITHIN_S, Gathering
from jobs.reading.in_time import in_time, needed
from jobs.reading.lost_names import lost_name
from jobs.reading.routes import AskedTable, Table, raise_if_paced, table_asked_of, table_of
from jobs.reading.sights import taken
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.found import Controller, Release, Route, Service, former_database, is_attached, placed
from mesh.plan import Refusal
from mesh.quoting import escaped
from mesh.status.one_app import OneApp, with_drift

RUNS = 5
AT_ONCE = 12
KONG, PLUGINS = "kong", "plugins"  # what is missing where Kong's table or its plugins could not be read


def one_app(tools: Tools, mesh: Mesh, service: str) -> OneApp | Refusal:
    """Return the app, or why it is none of this mesh. Raises TemporaryFailure, PermanentFailure."""
    name = _heroku_name(mesh, service)
    if isinstance(name, Refusal):
        return name
    profile, until = mesh.profile_of(service), time.monotonic() + WITHIN_S
    with Gathering(AT_ONCE) as gathering:
        asked_kong = table_asked_of(tools, mesh, gathering)
        asked_table, asked_plugins = asked_kong.table, asked_kong.plugins
        asked_database = gathering.ask(lambda: _database(tools, mesh))
        app = needed(gathering.ask(lambda: tools.heroku.app(name)), f"Heroku's answer about `{name}`")
        if app is None:
            gathering.wait(until, QUIET_S)
            known = taken(asked_table).value
            return (_lost_app(tools, mesh, service, *known[1:]) if known else None) or _not_there(service, name)
        asked = asked_of(tools, app, profile, gathering.ask, wakes=False)
        gathering.wait(until, QUIET_S)
        unread = _unread(asked, asked_kong)
        database = taken(asked_database).value or ""
        details = asked.details(profile, {*unread, *([] if asked.visit.done() else ["visit"])})
    controller, services, routes = _table(asked_table, Controller(mesh.controller, "", database, ""))
    kong = next((each for each in services if each.name == service), None)
    own_routes = tuple(each for each in routes if kong and each.service_id == kong.id)
    if not database or "attachments" in unread:
        why = unread.get("attachments") or taken(asked_database).why_not
        if not any(app.host in each.hosts for each in own_routes):
            return Refusal(f"whether `{service}` is an app of this mesh could not be read: {escaped(why)}", "Ask again in a while.")
    elif not is_attached(details.attachments, database) and not former_database(details.attachments, mesh.controller, database):
        return _no_member(service, name)
    found = OneApp(
        service=service,
        controller=controller,
        app=app,
        details=details,
        kong=kong,
        routes=own_routes,
        config_wanted=tuple(profile.config),
        runs=tools.store.recent(RUNS, service, mesh.name),
        unread=unread,
        plugins=placed(taken(asked_plugins).value or (), (kong,), own_routes) if kong else (),
    )
    return with_drift(found, mesh, tools.store.left(mesh.name))


def _lost_app(tools: Tools, mesh: Mesh, service: str, services: Iterable[Service], routes: Iterable[Route]) -> Refusal | None:
    """Return where the app of a service is that Kong still knows; None where it knows none."""
    ids = {each.id for each in services if each.name == service}
    own = [each for each in routes if each.service_id in ids]
    return in_time(lambda: lost_name(tools, mesh, service, None, own), f"Heroku's answer about where `{service}` is")


def _database(tools: Tools, mesh: Mesh) -> str:
    return tools.controllers.database(mesh.controller, or_kept=True)


def _unread(asked: AskedDetails, kong: AskedTable) -> dict[str, str]:
    """Return why what is missing was not read, by its name; a visit without an answer is none of it, because that is found too.

    Raises TemporaryFailure where this minute's requests to Kong are used up: that is waited for, and keeps nobody else waiting.
    """
    parts: dict[str, Future[Any]] = {each.name: getattr(asked, each.name) for each in fields(asked) if each.name != "visit"}
    parts |= {KONG: kong.table, PLUGINS: kong.plugins}
    raise_if_paced(kong.table, kong.plugins)
    return {name: why_not for name, part in parts.items() if (why_not := taken(part).why_not)}


def _table(asked: Future[Table], otherwise: Controller) -> Table:
    return taken(asked).value or (otherwise, (), ())


def releases_of(tools: Tools, mesh: Mesh, service: str) -> tuple[Release, ...] | Refusal:
    """Return the latest ten releases of an app, or why it is none of this mesh. Raises TemporaryFailure, PermanentFailure."""
    name = _heroku_name(mesh, service)
    if isinstance(name, Refusal):
        return name
    return in_time(lambda: _releases_of(tools, mesh, service, name), f"Heroku's answer about the releases of `{name}`")


def _releases_of(tools: Tools, mesh: Mesh, service: str, name: str) -> tuple[Release, ...] | Refusal:
    if tools.heroku.app(name) is None:
        _, services, routes = table_of(tools, mesh)
        return _lost_app(tools, mesh, service, services, routes) or _not_there(service, name)
    attachments, database = tools.heroku.attachments(name), tools.controllers.database(mesh.controller, or_kept=True)
    if not is_attached(attachments, database) and not former_database(attachments, mesh.controller, database):
        return _no_member(service, name)
    return tools.heroku.releases(name)


def _not_there(service: str, name: str) -> Refusal:
    return Refusal(f"`{service}` is no app of this mesh: Heroku knows no app `{name}`.", f"`/mesh add {service}` makes one.")


def _no_member(service: str, name: str) -> Refusal:
    why = f"`{service}` is no app of this mesh: `{name}` is not attached to the controller."
    return Refusal(why, f"`/mesh add {service} --dry-run` says what stands in the way of adding it.")


def _heroku_name(mesh: Mesh, service: str) -> str | Refusal:
    """Return the Heroku name of a service's app, or why it can have none here."""
    try:
        name = mesh.profile_of(service).heroku_name(service)
    except InvalidRequest as wrong:
        return Refusal(f"`{service}` is no app of this mesh: {wrong}", "`/mesh status` lists those that there are.")
    if name in mesh.spared and name != mesh.controller:
        return Refusal(f"`{service}` is no app of this mesh.", "`/mesh status` lists those that there are.")
    if name == mesh.controller:
        return Refusal(f"`{service}` is the controller `{name}` itself, no app of its mesh.", "`/mesh status` lists the mesh's apps.")
    return name
