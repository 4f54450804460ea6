"""Dynos: what runs, and its restart."""

from sandbox.heroku.deploys import Dyno
from sandbox.heroku.dyno_starts import restart
from sandbox.heroku.endpoint import Answer, Call, Endpoint, listing
from sandbox.heroku.errors import not_found
from sandbox.heroku.ranges import SortKeys
from sandbox.heroku.records import App
from sandbox.heroku.shapes import named
from sandbox.heroku.wire import Json, stamp

SORTED_BY: SortKeys[Dyno] = {"name": lambda d: d.name, "id": lambda d: d.id}


def dyno_shape(app: App, dyno: Dyno) -> Json:
    return {
        "app": named(app),
        "attach_url": None,
        "command": dyno.command,
        "created_at": stamp(dyno.created_at),
        "id": dyno.id,
        "name": dyno.name,
        "release": {"id": dyno.release.id, "version": dyno.release.version},
        "size": dyno.size,
        "state": dyno.state,
        "type": dyno.type,
        "updated_at": stamp(dyno.updated_at),
    }


def all_dynos(app: App) -> list[Dyno]:
    """Return the app's dynos, with those that run a release command at the moment."""
    return app.dynos + [made.phase_dyno for made in app.releases if made.phase_dyno]


def list_dynos(call: Call) -> Answer:
    app = call.app()
    return listing(call, all_dynos(app), SORTED_BY, lambda dyno: dyno_shape(app, dyno))


def dyno_info(call: Call) -> Answer:
    app = call.app()
    found = next((dyno for dyno in all_dynos(app) if call.params["dyno"] in {dyno.id, dyno.name}), None)
    if found is None:
        raise not_found("dyno")
    return Answer(dyno_shape(app, found))


def restart_all(call: Call) -> Answer:
    restart(call.world, call.app())
    return Answer({}, 202)


def restart_one(call: Call) -> Answer:
    app = call.app()
    found = next((dyno for dyno in app.dynos if call.params["dyno"] in {dyno.id, dyno.name}), None)
    if found is None:
        raise not_found("dyno")
    restart(call.world, app, type_or_name=found.name)
    return Answer({}, 202)


def restart_type(call: Call) -> Answer:
    app = call.app()
    kind = call.params["type"]
    if kind not in app.formation:
        raise not_found("formation", f"process type ({kind})")
    restart(call.world, app, type_or_name=kind)
    return Answer({}, 202)


ENDPOINTS = [
    Endpoint("GET", "/apps/{app}/dynos", "dyno", list_dynos),
    Endpoint("DELETE", "/apps/{app}/dynos", "", restart_all),
    Endpoint("GET", "/apps/{app}/dynos/{dyno}", "dyno", dyno_info),
    Endpoint("DELETE", "/apps/{app}/dynos/{dyno}", "", restart_one),
    Endpoint("DELETE", "/apps/{app}/formations/{type}", "", restart_type),
]
