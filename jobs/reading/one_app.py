"""Read one app of the mesh in full: two requests to Kong, nine to Heroku and a visit, most of them at once."""

from concurrent.futures import ThreadPoolExecutor

from jobs.reading.app import details_of
from jobs.reading.routes import table_of
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.found import Release, is_attached
from mesh.plan import Refusal
from mesh.status.one_app import OneApp, with_drift

RUNS = 5


def one_app(tools: Tools, mesh: Mesh, service: str) -> OneApp | Refusal:
    """Return the app, or why it is none of this mesh. Raises TemporaryFailure, PermanentFailure."""
    name = _heroku_name(mesh, service)
    if isinstance(name, Refusal):
        return name
    profile = mesh.profile_of(service)
    with ThreadPoolExecutor(12) as pool:
        table = pool.submit(table_of, tools, mesh)
        app = tools.heroku.app(name)
        details = details_of(tools, app, profile, pool) if app else None
        controller, services, routes = table.result()
    if app is None or details is None:
        return _not_there(service, name)
    if not is_attached(details.attachments, controller.database):
        return _no_member(service, name)
    kong = next((each for each in services if each.name == service), None)
    found = OneApp(
        service=service,
        controller=controller,
        app=app,
        details=details,
        kong=kong,
        routes=tuple(each for each in routes if kong and each.service_id == kong.id),
        config_wanted=tuple(profile.config),
        runs=tools.store.recent(RUNS, service, mesh.name),
    )
    return with_drift(found, mesh, tools.store.left(mesh.name))


def releases_of(tools: Tools, mesh: Mesh, service: str) -> tuple[Release, ...] | Refusal:
    """Return the latest ten releases of an app, or why it is none of this mesh. Raises TemporaryFailure, PermanentFailure."""
    name = _heroku_name(mesh, service)
    if isinstance(name, Refusal):
        return name
    if tools.heroku.app(name) is None:
        return _not_there(service, name)
    if not is_attached(tools.heroku.attachments(name), tools.controllers.database(mesh.controller)):
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
    if name == mesh.controller:
        return Refusal(f"`{service}` is the controller `{name}` itself, no app of its mesh.", "`/mesh status` lists the mesh's apps.")
    return name
