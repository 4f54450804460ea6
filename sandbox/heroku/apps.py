"""Apps: create, find, change, delete; a person's and a team's."""

from sandbox.heroku.app_names import check_name, give_host, random_name
from sandbox.heroku.attaching import detach
from sandbox.heroku.catalog import region_named, stack_named
from sandbox.heroku.endpoint import Answer, Call, Endpoint, listing
from sandbox.heroku.errors import forbidden, invalid, not_found
from sandbox.heroku.people import Account, Team
from sandbox.heroku.ranges import SortKeys
from sandbox.heroku.records import App
from sandbox.heroku.releasing import release
from sandbox.heroku.shapes import app_shape, team_app_shape
from sandbox.heroku.wire import stamp
from sandbox.heroku.world import World

SORTED_BY: SortKeys[App] = {"id": lambda a: a.id, "name": lambda a: a.name, "updated_at": lambda a: stamp(a.updated_at)}


def create_app(call: Call) -> Answer:
    return Answer(app_shape(_create(call, None)), 201)


def create_team_app(call: Call) -> Answer:
    """Create an app in a team, or with `personal` in none. Raises HerokuError 403 if the account is no member of the team."""
    if call.body.text("space"):
        raise not_found("space")
    name = call.body.text("team")
    if name is None and not call.body.flag("personal"):
        raise invalid("You must specify a team, as the account has no default team.")
    team = None if name is None else team_for(call.world, name, call.account)
    app = _create(call, team)
    app.locked = bool(call.body.flag("locked"))
    return Answer(team_app_shape(app), 201)


def team_for(world: World, identity: str, account: Account) -> Team:
    """Return the team with that name or id. Raises HerokuError 404 if there is none, 403 if the account is no member."""
    team = next((team for team in world.teams.values() if identity in {team.name, team.id}), None)
    if team is None:
        raise not_found("team")
    if account.email not in team.members:
        raise forbidden(f"You do not have access to the team {team.name}.")
    return team


def _create(call: Call, team: Team | None) -> App:
    world, body = call.world, call.body
    name = body.text("name") or random_name()
    check_name(world, name)
    limit = world.knobs.app_limit
    owned = sum(app.owner is call.account for app in world.apps.values())
    if not call.account.verified and limit and owned >= limit:
        raise invalid(f"You've reached the limit of {limit} apps for unverified accounts. Add a credit card to verify your account.")
    region, stack = region_named(body.text("region")), stack_named(body.text("stack"), world.knobs.default_stack)
    return new_app(world, name, owner=call.account, team=team, region=region, stack=stack)


def new_app(world: World, name: str, *, owner: Account, team: Team | None, region: str, stack: str, host_id: str = "") -> App:
    """Add an app to the world, with the two releases that every new app has."""
    holder = owner if team is None else world.account(f"{team.name}@herokumanager.com")
    app = App(name, holder, team, region, stack, world.time, world.time, web_host="")
    give_host(world, app, host_id)
    world.apps[app.id] = app
    release(world, app, "Initial release", owner)
    release(world, app, "Enable Logplex", owner)
    return app


def list_apps(call: Call) -> Answer:
    return listing(call, call.world.visible_apps(call.account), SORTED_BY, app_shape)


def list_own_apps(call: Call) -> Answer:
    """List the apps that the account itself owns; nobody may ask for another's."""
    if call.params["user"] not in {"~", call.account.email, call.account.id}:
        raise not_found("user")
    return listing(call, [app for app in call.world.visible_apps(call.account) if app.owner is call.account], SORTED_BY, app_shape)


def list_team_apps(call: Call) -> Answer:
    team = team_for(call.world, call.params["team"], call.account)
    return listing(call, [app for app in call.world.apps.values() if app.team is team], SORTED_BY, team_app_shape)


def app_info(call: Call) -> Answer:
    return Answer(app_shape(call.app()))


def team_app_info(call: Call) -> Answer:
    return Answer(team_app_shape(call.app()))


def update_app(call: Call) -> Answer:
    """Change maintenance, build stack or name; a new name brings a new host."""
    app, body = call.app(), call.body
    maintenance, stack, name = body.flag("maintenance"), body.text("build_stack"), body.text("name")
    if stack is not None:
        stack = stack_named(stack, app.stack)
    if name is not None and name != app.name:
        rename(call.world, app, name)
    app.maintenance = app.maintenance if maintenance is None else maintenance
    app.stack = stack or app.stack
    app.updated_at = call.world.time
    return Answer(app_shape(app))


def rename(world: World, app: App, name: str) -> None:
    """Give an app another name, and with it another host; the old ones lead nowhere."""
    check_name(world, name)
    app.name, app.updated_at = name, world.time
    give_host(world, app)


def delete_app(call: Call) -> Answer:
    app = call.app()
    answer = Answer(app_shape(app))
    remove_app(call.world, app, call.account)
    return answer


def remove_app(world: World, app: App, account: Account) -> None:
    """Delete an app and the add-ons it owns, which takes them from every app they are attached to."""
    for attachment in list(world.attachments.values()):
        if attachment.addon.app is app and attachment.app is not app:
            detach(world, attachment, account)
    world.attachments = {key: a for key, a in world.attachments.items() if a.app is not app}
    world.addons = {key: addon for key, addon in world.addons.items() if addon.app is not app}
    del world.apps[app.id]


ENDPOINTS = [
    Endpoint("POST", "/apps", "app", create_app),
    Endpoint("GET", "/apps", "app", list_apps),
    Endpoint("GET", "/users/{user}/apps", "app", list_own_apps),
    Endpoint("GET", "/apps/{app}", "app", app_info),
    Endpoint("PATCH", "/apps/{app}", "app", update_app),
    Endpoint("DELETE", "/apps/{app}", "app", delete_app),
    Endpoint("POST", "/teams/apps", "team-app", create_team_app),
    Endpoint("GET", "/teams/apps/{app}", "team-app", team_app_info),
    Endpoint("GET", "/teams/{team}/apps", "team-app", list_team_apps),
]
