"""Further apps of the mesh, made as `/mesh add` makes them, and what became of them since.

Their history is not invented: each thing is done at its moment in the past, and the timeline plays what comes of it.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum

from sandbox.heroku.apps import new_app
from sandbox.heroku.attaching import attach
from sandbox.heroku.build_scripts import BuildScript
from sandbox.heroku.builds import start_build
from sandbox.heroku.config_vars import change_config
from sandbox.heroku.crashing import crash
from sandbox.heroku.formation import Scaling, scale
from sandbox.heroku.records import App
from sandbox.heroku.seed import AGE_S, DATABASE, KONG, OPERATOR
from sandbox.heroku.world import World

APP_NAME = "tinyrobot-science-mesh-{service}"
BUILDPACKS = ("heroku/nodejs", KONG, "https://github.com/danp/heroku-buildpack-runit")
SOURCE = "https://github.com/mars/tinyrobot-science-mesh-{service}/archive/refs/heads/master.tar.gz"
LISTEN_PORT = 5000
REGION, STACK = "us", "heroku-24"
LETTERS = "23456789bcdfghjkmnpqrstvwxyz"

MINUTE_S, HOUR_S, DAY_S = 60, 3_600, 86_400
APART_S = HOUR_S / 2
"""How long after one app the next was made."""


class Plight(StrEnum):
    """How an app of the mesh is."""

    HEALTHY = "healthy"
    CRASHED = "its web dyno has crashed"
    SCALED_BY_HAND = "somebody scaled it to web=3:standard-1x"
    FOREIGN_ROUTE = "somebody registered a second route on its service"
    FAILED_RELEASE = "its newest release failed in its release phase, and the older one runs on"
    BUILDING = "a build has been under way for minutes and takes an hour"
    NOT_ATTACHED = "an app of a matching name that is not of the mesh: no Kong, no database, no service"
    MAINTENANCE = "in maintenance"


TWELVE: Mapping[str, Plight] = {
    "account": Plight.HEALTHY,
    "blog": Plight.FOREIGN_ROUTE,
    "docs": Plight.HEALTHY,
    "events": Plight.BUILDING,
    "feeds": Plight.HEALTHY,
    "login": Plight.FAILED_RELEASE,
    "mail": Plight.CRASHED,
    "media": Plight.SCALED_BY_HAND,
    "orders": Plight.HEALTHY,
    "search": Plight.HEALTHY,
    "stock": Plight.NOT_ATTACHED,
    "wiki": Plight.MAINTENANCE,
}
"""The first twelve; a Heroku name leaves seven characters to a service of this mesh."""


def mesh_apps(number: int) -> dict[str, Plight]:
    """Return so many services with their plights: the twelve, and then healthy ones."""
    further = {f"app-{place}": Plight.HEALTHY for place in range(len(TWELVE) + 1, number + 1)}
    return dict(list({**TWELVE, **further}.items())[:number])


def seed_mesh_app(world: World, service: str, plight: Plight, place: int = 0) -> App:
    """Add one app with its history; `place` orders those that are added: each is younger than the one before."""
    with _at(world, AGE_S - place * APART_S):
        app = new_app(world, APP_NAME.format(service=service), owner=world.account(OPERATOR), team=None, region=REGION, stack=STACK)
        app.collaborators |= {OPERATOR}
        if plight is Plight.NOT_ATTACHED:
            app.buildpacks = [BUILDPACKS[0]]
        else:
            _join_the_mesh(world, app)
        _build(world, app, service, BuildScript(build_s=90))
    SINCE.get(plight, _nothing)(world, app, service)
    return app


@contextmanager
def _at(world: World, ago_s: float) -> Iterator[None]:
    """Do something so long ago, and let all that comes of it happen until now."""
    with world.timeline.back_at(world.time - ago_s):
        yield
        world.timeline.advance()


def _join_the_mesh(world: World, app: App) -> None:
    app.buildpacks = list(BUILDPACKS)
    database = next(addon for addon in world.addons.values() if addon.name == DATABASE)
    attach(world, database, app, app.owner, name="DATABASE")
    origins = f"https://{app.web_host}:443=http://localhost:{LISTEN_PORT}"
    change_config(world, app, {"KONG_ORIGINS": origins, "KONG_ADMIN_LISTEN": "off"}, app.owner)


def _build(world: World, app: App, service: str, script: BuildScript) -> None:
    """Begin a build that is marked as the bot marks its own: with the id of a run."""
    run = f"r-{''.join(secrets.choice(LETTERS) for _ in range(5))}"
    blob = {"checksum": None, "url": SOURCE.format(service=service), "version": run, "version_description": None}
    start_build(world, app, blob, app.buildpacks, user=app.owner, script=script)


def _nothing(_world: World, _app: App, _service: str) -> None:
    pass


def _crashed(world: World, app: App, _service: str) -> None:
    with _at(world, 2 * HOUR_S):
        crash(world, app)


def _scaled_by_hand(world: World, app: App, _service: str) -> None:
    with _at(world, 3 * DAY_S):
        scale(world, app, [Scaling(app.formation["web"], 3, "Standard-1X")])


def _failed_release(world: World, app: App, service: str) -> None:
    with _at(world, DAY_S):
        _build(world, app, service, BuildScript(build_s=90, release_phase="fail", release_phase_s=20))


def _building(world: World, app: App, service: str) -> None:
    with _at(world, 4 * MINUTE_S):
        _build(world, app, service, BuildScript(build_s=HOUR_S))


def _in_maintenance(world: World, app: App, _service: str) -> None:
    with _at(world, HOUR_S):
        app.maintenance, app.updated_at = True, world.time


SINCE: Mapping[Plight, Callable[[World, App, str], None]] = {
    Plight.CRASHED: _crashed,
    Plight.SCALED_BY_HAND: _scaled_by_hand,
    Plight.FAILED_RELEASE: _failed_release,
    Plight.BUILDING: _building,
    Plight.MAINTENANCE: _in_maintenance,
}
"""What happened at Heroku since the app was made."""
