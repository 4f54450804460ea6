"""Why an app cannot join the mesh, each with what would be needed."""

from collections.abc import Iterator
from dataclasses import replace

from mesh.app import ADMIN_LISTEN, DATABASE, DATABASE_URL, ORIGINS, Mesh
from mesh.found import HerokuApp
from mesh.plan import Refusal
from mesh.plans import missing
from mesh.plans.membership import FoundMembership
from mesh.plans.ours import FIR, kong_not_ours, left_behind, route_is_plain, the_bots_own
from mesh.quoting import escaped
from mesh.requests import Attach
from mesh.route_plans import label, takes_expressions_alone


def why_not(request: Attach, mesh: Mesh, member: FoundMembership) -> Refusal | None:
    """Return the first reason why the app cannot join, or None where it can. `mesh` knows the app's name as the request has it."""
    app = member.app
    if controller := member.controller_of(request.app):
        return Refusal(f"{controller}; a controller is no app of its own mesh.", "Name another app.")
    if app is None:
        return Refusal(
            f"Heroku knows no app `{request.app}`.", f"Look at its name (`heroku apps`), or let `/mesh add {request.service}` create one."
        )
    if own := the_bots_own(app, mesh):
        return own
    if app.generation == "fir":
        return Refusal(FIR.format(app=app.name), "Use a Cedar app.")
    if behind := left_behind(request.service, app.name, member.details.attachments, member.routes.controller):
        return behind
    reasons = (
        *_of_names(request, mesh, member),
        *_of_other_meshes(app, mesh, member),
        *_of_database(app, member),
        *_of_app(app, member),
        *_of_kong(request, mesh, app, member),
    )
    return next(iter(reasons), None)


def _of_names(request: Attach, mesh: Mesh, member: FoundMembership) -> Iterator[Refusal]:
    service, app = request.service, request.app
    kept = member.names.get(service)
    if member.is_renamed:
        return
    if kept not in {None, app}:
        yield Refusal(
            f"`{service}` is the Heroku app `{kept}` already.",
            f"Choose another name, or take that one out first: `/mesh remove {service}`.",
        )
    other = replace(mesh, apps=member.names).service_of(app)
    if other not in {None, service}:
        yield Refusal(
            f"`{app}` is the app of `{other}` in this mesh, by its name.", f"Attach it as that: `/mesh attach {other} --app {app}`."
        )


def _of_other_meshes(app: HerokuApp, mesh: Mesh, member: FoundMembership) -> Iterator[Refusal]:
    """Yield membership of another mesh: of one that we know by its controller, of any other by what makes an app one."""
    details, database = member.details, member.routes.controller.database
    for each in details.attachments:
        other = member.controllers.get(each.owner)
        if other and each.owner != mesh.controller and each.addon != database:
            yield Refusal(
                f"`{app.name}` is attached to `{escaped(each.addon)}` of `{each.owner}`, the controller of the mesh `{other}`: "
                "it is a member there, and an app has one Kong.",
                "Take it out of that mesh first, in that mesh's channel: `/mesh remove`.",
            )
    attached = details.attached_as(DATABASE)
    of_sidecars = sorted({ORIGINS, ADMIN_LISTEN} & details.config.keys())
    if attached and of_sidecars and attached.addon != database and attached.owner != app.name:
        yield Refusal(
            f"`{app.name}` seems to be a member of another mesh: its `{DATABASE}` is `{escaped(attached.addon)}` of "
            f"`{escaped(attached.owner)}`, and it has config vars of a sidecar ({', '.join(of_sidecars)}).",
            "Have it taken out of that mesh first by those who run it.",
        )


def _of_database(app: HerokuApp, member: FoundMembership) -> Iterator[Refusal]:
    attached = member.details.attached_as(DATABASE)
    if attached and attached.addon != member.routes.controller.database:
        addon = escaped(attached.addon)
        yield Refusal(
            f"the `{DATABASE}` of `{app.name}` is `{addon}` (of `{escaped(attached.owner)}`), not the mesh's. Kong needs that name, "
            "and what has it will not be replaced.",
            f"Give it another name: `heroku addons:attach {addon} --as APP_DB -a {app.name}`, read `APP_DB_URL` in the app instead of "
            f"`{DATABASE_URL}` and deploy that. Then `heroku addons:detach {DATABASE} -a {app.name}`, and type this again.",
        )
    elif attached is None and DATABASE_URL in member.details.config_set:
        yield Refusal(
            f"`{app.name}` has a config var `{DATABASE_URL}` that no add-on sets: Kong needs that name, and it will not be overwritten.",
            f"Set its value as `APP_DB_URL`, read that in the app and deploy it. Then `heroku config:unset {DATABASE_URL} -a {app.name}`, "
            "and type this again.",
        )


def _of_app(app: HerokuApp, member: FoundMembership) -> Iterator[Refusal]:
    found = member.found
    if not missing.is_deployed(found):
        yield Refusal(
            f"`{app.name}` has never been deployed, so nobody knows what it would run.",
            "Deploy it once with a `web` line in its Procfile, then type this again.",
        )
    elif all(dynos.type != "web" for dynos in found.details.formation):
        has = ", ".join(f"`{escaped(dynos.type)}`" for dynos in found.details.formation) or "none"
        yield Refusal(
            f"`{app.name}` has no process type `web` (it has {has}), and Heroku's router reaches no other: Kong could answer nobody.",
            "Give its Procfile a `web` line and deploy that, then type this again.",
        )
    if not found.details.buildpacks:
        yield Refusal(
            f"`{app.name}` names no buildpack: Heroku picks one at each build, and no longer would with Kong's in the list.",
            f"Set the one that Heroku picks, as in `heroku buildpacks:set heroku/nodejs -a {app.name}`, then type this again.",
        )
    if unseen := missing.maintenance(found):
        yield unseen


def _of_kong(request: Attach, mesh: Mesh, app: HerokuApp, member: FoundMembership) -> Iterator[Refusal]:
    for route in member.routes.routes:
        owner = member.routes.service_of(route)
        if app.host in route.hosts and owner and owner.name != request.service:
            name = escaped(owner.name or owner.id)
            yield Refusal(
                f"Kong's route `{escaped(label(route))}` of the service `{name}` answers for {app.host} already.",
                f"Attach it as that (`/mesh attach {name} --app {app.name}`), or have that route removed.",
            )
    others = sorted({host for route in member.own_routes for host in route.hosts})
    if (
        others
        and not member.is_renamed
        and not any(app.host in route.hosts or route_is_plain(route, app.name) for route in member.own_routes)
    ):
        yield Refusal(
            f"`{request.service}` is another app's name in this mesh: its Kong service has routes for {escaped(', '.join(others))}.",
            f"Choose another name, or take that app out first: `/mesh remove {request.service}`.",
        )
    if foreign := kong_not_ours(request.service, mesh.profile_of(request.service), member.found, is_renamed=member.is_renamed):
        yield foreign
    if member.found.route is None and (flavor := takes_expressions_alone(member.routes)):
        yield flavor
