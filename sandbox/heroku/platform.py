"""What belongs to no app: the account and its rate limit, teams, what is on offer, and what the CLI wants beside an app."""

from sandbox.heroku.catalog import REGIONS, STACKS, region_shape, size_shape, sizes_for, stack_shape, steady_id
from sandbox.heroku.endpoint import Answer, Call, Endpoint
from sandbox.heroku.errors import HerokuError
from sandbox.heroku.people import Team
from sandbox.heroku.rate_limit import remaining
from sandbox.heroku.records import App
from sandbox.heroku.shapes import account_shape, named
from sandbox.heroku.wire import Json, stamp


def account(call: Call) -> Answer:
    return Answer(account_shape(call.account))


def rate_limits(call: Call) -> Answer:
    return Answer({"remaining": remaining(call.world, call.account)})


def teams(call: Call) -> Answer:
    return Answer([_team_shape(team) for team in call.world.teams.values() if call.account.email in team.members])


def _team_shape(team: Team) -> Json:
    return {**named(team), "default": False, "role": "admin", "type": "team"}


def sizes(_: Call) -> Answer:
    return Answer([size_shape(size) for size in sizes_for("cedar") + sizes_for("fir")])


def app_sizes(call: Call) -> Answer:
    return Answer([size_shape(size) for size in sizes_for(call.app().generation)])


def stacks(call: Call) -> Answer:
    return Answer([stack_shape(name, call.world.knobs.default_stack) for name in STACKS])


def regions(_: Call) -> Answer:
    return Answer([region_shape(name) for name in REGIONS])


def collaborators(call: Call) -> Answer:
    app = call.app()
    return Answer([_collaborator(call, app, email) for email in sorted({app.owner.email, *app.collaborators})])


def _collaborator(call: Call, app: App, email: str) -> Json:
    return {
        "app": named(app),
        "created_at": stamp(app.created_at),
        "id": steady_id("collaborator", f"{app.id}/{email}"),
        "permissions": [{"name": name, "description": ""} for name in ("deploy", "manage", "operate", "view")],
        "role": "owner" if email == app.owner.email else "collaborator",
        "updated_at": stamp(app.created_at),
        "user": {"email": email, "federated": False, "id": call.world.account(email).id},
    }


def nothing(call: Call) -> Answer:
    """No app here has certificates or features, which the CLI asks for before it adds a domain."""
    call.app()
    return Answer([])


def pipeline_coupling(call: Call) -> Answer:
    """No app here is in a pipeline, and the CLI wants a 404 then."""
    call.app()
    raise HerokuError(404, "not_found", "Couldn't find that pipeline coupling.", resource="pipeline_coupling")


ENDPOINTS = [
    Endpoint("GET", "/account", "account", account),
    Endpoint("GET", "/account/rate-limits", "rate-limit", rate_limits, free=True),
    Endpoint("GET", "/teams", "", teams),
    Endpoint("GET", "/dyno-sizes", "", sizes),
    Endpoint("GET", "/apps/{app}/available-dyno-sizes", "", app_sizes),
    Endpoint("GET", "/stacks", "", stacks),
    Endpoint("GET", "/regions", "", regions),
    Endpoint("GET", "/apps/{app}/collaborators", "", collaborators),
    Endpoint("GET", "/apps/{app}/sni-endpoints", "", nothing),
    Endpoint("GET", "/apps/{app}/features", "", nothing),
    Endpoint("GET", "/apps/{app}/pipeline-couplings", "", pipeline_coupling),
]
