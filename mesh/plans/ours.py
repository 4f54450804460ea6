"""What is ours, and what is somebody else's and never taken over: each case with its reason."""

from collections.abc import Iterable
from datetime import timedelta

from mesh.app import DATABASE, Mesh, Profile
from mesh.domains import is_own_host
from mesh.found import Attachment, Controller, Found, HerokuApp, Route, foreign_fields, former_database, is_attached
from mesh.plan import Refusal
from mesh.quoting import escaped
from mesh.requests import Add

ATTACH = "If it should join the mesh: `/mesh attach {service} --app {app}`."
FIR = "the Heroku app `{app}` is of the Fir generation, which has no classic buildpacks, so Kong cannot run in its dynos."


def not_ours(request: Add, mesh: Mesh, found: Found) -> Refusal | None:
    """Return why an `add` must leave alone what stands under its names, or None where it is ours or nothing is there."""
    return _heroku_not_ours(request, mesh, found) or kong_not_ours(request.service, mesh.profile_of(request.service), found)


def _heroku_not_ours(request: Add, mesh: Mesh, found: Found) -> Refusal | None:
    app, details = found.app, found.details
    if app is None:
        return None
    if refusal := the_bots_own(app, mesh):
        return refusal
    join = ATTACH.format(service=request.service, app=app.name)
    if app.generation == "fir":
        return Refusal(FIR.format(app=app.name), "Use a Cedar app.")
    if refusal := left_behind(request.service, app.name, details.attachments, found.controller):
        return refusal
    database = details.attached_as(DATABASE)
    if database and database.addon != found.controller.database:
        return Refusal(
            f"the Heroku app `{app.name}` exists, and its `DATABASE` is not the controller's `{found.controller.database}`; "
            "it will not be replaced.",
            f"Choose another name. {join}",
        )
    if is_attached(details.attachments, found.controller.database):
        return None
    if _left_over(app, mesh.profile_of(request.service), found):
        return None
    return Refusal(
        f"a Heroku app `{app.name}` exists that is not attached to the controller `{mesh.controller}`; it will not be taken over.",
        f"Choose another name. {join}",
    )


def the_bots_own(app: HerokuApp, mesh: Mesh) -> Refusal | None:
    """Return why the app that the bot runs in is let be: by its id too, which it has under whatever name it was given since."""
    if not mesh.own_app_id or app.id != mesh.own_app_id:
        return None
    return Refusal(f"`{app.name}` is the app that I run in myself; it is never an app of this mesh.", "Name an app of the mesh.")


def left_behind(service: str, app: str, attachments: Iterable[Attachment], controller: Controller) -> Refusal | None:
    """Return what to do where another Postgres was promoted on the controller and an app still has the one before; else None."""
    former = escaped(former_database(attachments, controller.app, controller.database))
    if not former:
        return None
    return Refusal(
        f"`{service}` is an app of this mesh, but its `{DATABASE}` is still `{former}`; the controller's is `{controller.database}`, "
        "which was promoted there.",
        f"If `{controller.database}` is to stay, move each app: `heroku addons:attach {controller.database} --as {DATABASE} -a {app} "
        f"--confirm {app}`. If not: `heroku pg:promote {former} -a {controller.app}`. Then type this again.",
    )


def _left_over(app: HerokuApp, profile: Profile, found: Found) -> bool:
    """Say whether an unattached app is one that a run of ours began to create and could not go on with.

    Heroku's times are whole seconds, so the start of our creation is cut to its second before they are compared.
    """
    if found.started_create_at is None or app.created_at < found.started_create_at.replace(microsecond=0) - timedelta(seconds=1):
        return False
    return app.team == profile.team if profile.team else app.team is None and app.owner == found.account


def kong_not_ours(name: str, profile: Profile, found: Found, *, is_renamed: bool = False) -> Refusal | None:
    """Return why what Kong has under an app's name is not the app's, or None where it is or nothing is there.

    The route of an app that is known to have been renamed at Heroku still names its earlier host.
    """
    service, route = found.service, found.route
    if service and service.url != profile.backend_url:
        return Refusal(
            f"Kong has a service `{name}` that points to {escaped(service.url)}, not to {profile.backend_url}; it will not be moved.",
            "Choose another name, or have that service removed by those who made it.",
        )
    if service and not service.is_enabled:
        return Refusal(
            f"Kong's service `{name}` has `enabled: false`: Kong knows none of its routes, so nobody can see whether the app answers.",
            "Have it enabled at Kong's Admin API by those who disabled it, then type this again.",
        )
    if route is None:
        return None
    hosts, protocols = escaped(", ".join(route.hosts)) or "any", escaped(", ".join(route.protocols)) or "none"
    if service is None or route.service_id != service.id:
        return Refusal(
            f"Kong has a route `{name}` that belongs to another service (hosts: {hosts}); it will not be taken from it.",
            "Choose another name, or have that route renamed by those who made it.",
        )
    if route.protocols and not route.is_for_http_1:
        return _no_web_route(name, f"is for {protocols} and answers no visitor of a web page")
    if "expression" in foreign_fields(route):
        return _no_web_route(name, "goes by an `expression`, which I do not know how to lead to another host")
    if is_renamed or route_is_right(route, found.app) or route_is_plain(route, profile.heroku_name(name)):
        return None
    if found.app and found.app.host in route.hosts:
        return Refusal(
            f"the Kong route `{name}` was changed by hand and serves this app's own host, but not over https "
            f"(protocols: {protocols}); it will not be overwritten.",
            "Add https to its protocols, or remove it and type the command anew.",
        )
    return Refusal(
        f"the Kong route `{name}` was changed by hand and does not serve this app's own host "
        f"(hosts: {hosts}; protocols: {protocols}); it will not be overwritten.",
        "Give it the app's host again, or remove it and type the command anew.",
    )


def _no_web_route(name: str, what: str) -> Refusal:
    return Refusal(
        f"Kong has a route `{name}` that was changed or made by hand: it {what}; it will not be overwritten.",
        "Have it renamed at Kong's Admin API by those who made it, then type this again.",
    )


def route_is_right(route: Route, app: HerokuApp | None) -> bool:
    """Say whether a route of ours serves the app's host over https; what people added to it stays."""
    return app is not None and app.host in route.hosts and "https" in route.protocols


def route_is_plain(route: Route, app_name: str) -> bool:
    """Say whether a route is as we make them, though perhaps for the host of an earlier app of that name."""
    return not route.paths and not route.methods and len(route.hosts) == 1 and is_own_host(route.hosts[0], app_name)
