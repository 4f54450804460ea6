"""Things that stand before a story begins: the experiment's world, and other people's apps, add-ons and teams.

Nothing here costs time or rate limit: seeded apps are deployed and their dynos up at once.
"""

import secrets
from collections.abc import Iterable, Mapping

from sandbox.heroku.app_names import check_name
from sandbox.heroku.apps import new_app
from sandbox.heroku.attaching import attach
from sandbox.heroku.catalog import FIR_SIZES
from sandbox.heroku.config_vars import change_config
from sandbox.heroku.deploys import Slug
from sandbox.heroku.dyno_starts import fit_dynos
from sandbox.heroku.people import Team
from sandbox.heroku.records import AddOn, App
from sandbox.heroku.releasing import release
from sandbox.heroku.world import World

OPERATOR = "operator-bot@example.com"
CONTROLLER = "tinyrobot-science-mesh-control"
DATABASE = "postgresql-cylindrical-98791"
PLAN = "heroku-postgresql:essential-0"
KONG = "heroku-community/kong"
AGE_S = 30 * 86_400


def seed_world(world: World, *, admin_key: str = "canary-kong-admin-key", controller: str = CONTROLLER, database: str = DATABASE) -> App:
    """Add the experiment's controller: Kong with its Postgres attached as DATABASE, one web dyno up, release v7; return it."""
    created_at = world.time - AGE_S
    app = seed_app(world, controller, buildpacks=[KONG], deployed=False, created_at=created_at)
    with world.timeline.back_at(created_at):
        seed_addon(world, database, app=controller)
        change_config(world, app, {"KONG_HEROKU_ADMIN_KEY": admin_key}, app.owner)
    _deploy(world, app, {"web": 1}, created_at, times=3)
    return app


def seed_app(
    world: World,
    name: str,
    *,
    owner: str = OPERATOR,
    team: str | None = None,
    visible: bool = True,
    region: str = "us",
    stack: str = "heroku-24",
    buildpacks: Iterable[str] = (),
    config: Mapping[str, str] | None = None,
    database: str | None = None,
    deployed: bool = True,
    dynos: Mapping[str, int] | None = None,
    size: str = "",
    generation: str = "cedar",
    created_at: float | None = None,
    host_id: str = "",
) -> App:
    """Add an app; `dynos` are web dynos and others by type, one web dyno if not given.

    `owner` is an e-mail address; an app of somebody else is `visible` to the operator as a collaborator, or else answers 403. A `team` that
    is not there yet is made, with the owner as member. `database` names an add-on to attach as DATABASE. `size` empty is the default size,
    or Standard-1X for more dynos of a type than a small size may have. `created_at` is seconds since the epoch, a month ago if not given.
    `host_id` are the twelve characters of its host, random if empty.
    """
    check_name(world, name)
    moment = world.time - AGE_S if created_at is None else created_at
    belongs_to = None if team is None else seed_team(world, team, members=[owner])
    with world.timeline.back_at(moment):
        app = new_app(world, name, owner=world.account(owner), team=belongs_to, region=region, stack=stack, host_id=host_id)
        app.generation = generation
        app.collaborators |= {OPERATOR} if visible else set()
        app.buildpacks = list(buildpacks)
        if database is not None:
            attach(world, _addon(world, database), app, app.owner, name="DATABASE")
        change_config(world, app, dict(config or {}), app.owner)
    if deployed:
        _deploy(world, app, {"web": 1} if dynos is None else dict(dynos), moment, size=size)
    return app


def _deploy(world: World, app: App, dynos: dict[str, int], moment: float, *, times: int = 1, size: str = "") -> None:
    commands = dict.fromkeys(["web", *dynos], "npm start")
    with world.timeline.back_at(moment):
        for _ in range(times):
            slug = Slug(commands, list(app.buildpacks), moment)
            release(world, app, f"Deploy {slug.id[:8]}", app.owner, slug=slug)
        usual = _usual_size(world, app, max(dynos.values(), default=0))
        for process in app.formation.values():
            process.quantity, process.size = dynos.get(process.type, 0), size or usual
        fit_dynos(world, app)
    for dyno in app.dynos:
        dyno.state = "up"


def _usual_size(world: World, app: App, most_dynos: int) -> str:
    """Return the size of an app about which nothing is said: one that so many dynos of a type may have."""
    if app.generation == "fir":
        return FIR_SIZES[0].name
    small_enough = not world.knobs.small_dynos_max or most_dynos <= world.knobs.small_dynos_max
    return world.knobs.default_size if small_enough else "Standard-1X"


def _addon(world: World, name: str) -> AddOn:
    found = next((addon for addon in world.addons.values() if addon.name == name), None)
    if found is None:
        raise ValueError(f"there is no add-on {name}; seed it first")
    return found


def seed_addon(
    world: World, name: str, *, app: str, plan: str = PLAN, attached_as: str | None = "DATABASE", state: str = "provisioned"
) -> AddOn:
    """Add an add-on of an app, attached there under a name (None: not attached), with a secret that nobody could mistake."""
    owner = world.app_named(app)
    if owner is None:
        raise ValueError(f"there is no app {app}; seed it first")
    secret = f"canary-db-password-{secrets.token_hex(8)}"
    addon = AddOn(name, plan, owner, f"postgres://canary-user:{secret}@{name}.example.com:5432/canary", world.time, world.time)
    world.addons[addon.id] = addon
    if attached_as is not None:
        attach(world, addon, owner, owner.owner, name=attached_as)
    addon.state = state
    return addon


def seed_team(world: World, name: str, *, members: Iterable[str] = (OPERATOR,)) -> Team:
    """Add a team, or more members to one that is there."""
    team = world.teams.setdefault(name, Team(name, set()))
    team.members |= set(members)
    return team
