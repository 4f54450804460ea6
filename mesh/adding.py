"""The plan of `add`: from what was found of an app to a mesh app that answers through Kong."""

import re
from collections.abc import Iterator
from datetime import timedelta

from mesh import steps
from mesh.app import ADMIN_LISTEN, DATABASE, ORIGINS, Mesh, Profile, merged_origins, origin_of
from mesh.formation import Formation, differs, merged
from mesh.found import Found, HerokuApp, Route
from mesh.plan import Plan, Refusal, ordered
from mesh.requests import Add
from mesh.steps import Step

NEEDS = {
    steps.BUILDPACKS: (steps.CREATE_APP,),
    steps.DATABASE: (steps.CREATE_APP,),
    steps.CONFIG: (steps.CREATE_APP, steps.DATABASE),
    steps.SERVICE: (steps.CREATE_APP,),
    steps.ROUTE: (steps.CREATE_APP, steps.SERVICE),
    steps.BUILD: (steps.BUILDPACKS, steps.CONFIG),
    steps.RELEASE: (steps.BUILD,),
    steps.SCALE: (steps.RELEASE,),
    steps.HEALTHY: (steps.CONFIG, steps.ROUTE, steps.RELEASE, steps.SCALE),
}


def plan_of_add(request: Add, mesh: Mesh, found: Found) -> Plan | Refusal:
    """Return the steps that are missing, or why they must not be taken. A healthy mesh app needs none."""
    profile = mesh.profile_of(request.service)
    name = profile.heroku_name(request.service)
    refusal = _not_ours(request, mesh, found) or _kong_not_ours(request, profile, found)
    if refusal:
        return refusal
    needed = list(_steps(request, mesh, found))
    if needed or not _is_healthy(found):
        needed.append(
            steps.AwaitHealth(
                app=name,
                host=found.app.host if found.app else None,
                kong_version=found.controller.kong_version,
                formation=_formation_after(request, profile, found),
            )
        )
    return Plan(name, found.app.host if found.app else None, ordered(needed, NEEDS), tuple(_remarks(request, profile, found)))


def _not_ours(request: Add, mesh: Mesh, found: Found) -> Refusal | None:
    app, details = found.app, found.details
    if app is None:
        return None
    join = f"If it should join the mesh: `/mesh attach {request.service} --app {app.name}`."
    if app.generation == "fir":
        return Refusal(
            f"the Heroku app `{app.name}` is of the Fir generation, which has no classic buildpacks, so Kong cannot run in its dynos.",
            "Use a Cedar app.",
        )
    database = details.attached_as(DATABASE)
    if database and database.addon != found.controller.database:
        return Refusal(
            f"the Heroku app `{app.name}` exists, and its `DATABASE` is `{database.addon}` (of `{database.owner}`), "
            f"not the controller's `{found.controller.database}`; it will not be replaced.",
            f"Choose another name. {join}",
        )
    if any(attachment.addon == found.controller.database for attachment in details.attachments):
        return None
    if _left_over(app, mesh.profile_of(request.service), found):
        return None
    return Refusal(
        f"a Heroku app `{app.name}` exists that is not attached to the controller `{mesh.controller}` (owner: {app.team or app.owner}); "
        "it will not be taken over.",
        f"Choose another name. {join}",
    )


def _left_over(app: HerokuApp, profile: Profile, found: Found) -> bool:
    """Say whether an unattached app is one that a run of ours began to create and could not go on with.

    Heroku's times are whole seconds, so the start of our creation is cut to its second before they are compared.
    """
    if found.started_create_at is None or app.created_at < found.started_create_at.replace(microsecond=0) - timedelta(seconds=1):
        return False
    return app.team == profile.team if profile.team else app.team is None and app.owner == found.account


def _kong_not_ours(request: Add, profile: Profile, found: Found) -> Refusal | None:
    service, route = found.service, found.route
    if service and service.url != profile.backend_url:
        return Refusal(
            f"Kong has a service `{service.name}` that points to {service.url}, not to {profile.backend_url}; it will not be moved.",
            "Choose another name, or have that service removed by those who made it.",
        )
    if route is None:
        return None
    if service is None or route.service_id != service.id:
        return Refusal(
            f"Kong has a route `{route.name}` that belongs to another service (hosts: {', '.join(route.hosts) or 'any'}); "
            "it will not be taken from it.",
            "Choose another name, or have that route renamed by those who made it.",
        )
    if _route_is_right(route, found.app) or _route_is_plain(route, profile.heroku_name(request.service)):
        return None
    return Refusal(
        f"the Kong route `{route.name}` was changed by hand and does not serve this app's own host "
        f"(hosts: {', '.join(route.hosts) or 'any'}; protocols: {', '.join(route.protocols)}); it will not be overwritten.",
        "Give it the app's host again, or remove it and type the command anew.",
    )


def _route_is_right(route: Route, app: HerokuApp | None) -> bool:
    """Say whether a route of ours serves the app's host over https; what people added to it stays."""
    return app is not None and app.host in route.hosts and "https" in route.protocols


def _route_is_plain(route: Route, app_name: str) -> bool:
    """Say whether a route is as we make them, though perhaps for the host of an earlier app of that name."""
    own_host = re.compile(re.escape(app_name) + r"(-[0-9a-z]+)?(\.[a-z0-9-]+)?\.herokuapp\.com")
    return not route.paths and not route.methods and len(route.hosts) == 1 and bool(own_host.fullmatch(route.hosts[0]))


def _steps(request: Add, mesh: Mesh, found: Found) -> Iterator[Step]:
    profile, app, details = mesh.profile_of(request.service), found.app, found.details
    name, host = profile.heroku_name(request.service), app.host if app else None
    if app is None:
        yield steps.CreateApp(name, profile.region, profile.stack, profile.team)
    if details.buildpacks != profile.buildpacks:
        yield steps.SetBuildpacks(name, profile.buildpacks, before=details.buildpacks)
    if details.attached_as(DATABASE) is None:
        yield steps.AttachDatabase(name, found.controller.database, mesh.controller)
    if not _config_is_right(profile, found):
        yield steps.SetConfig(name, host, dict(details.config), tuple(sorted(profile.config)))
    if found.service is None:
        yield steps.PutService(request.service, profile.backend_url)
    if found.route is None or not _route_is_right(found.route, app):
        before = found.route.hosts if found.route else ()
        yield steps.PutRoute(request.service, host, found.service.id if found.service else None, before)
    if _needs_build(request, profile, found):
        yield steps.BuildSource(name, request.source or profile.source_of(request.service))
        yield steps.AwaitRelease(name)
    wanted = _formation_wanted(request, profile, found)
    if differs(wanted, details.formation):
        yield steps.Scale(name, wanted, before=details.formation)


def _config_is_right(profile: Profile, found: Found) -> bool:
    if found.app is None:
        return False
    config, entry = found.details.config, origin_of(found.app.host, profile)
    current = config.get(ORIGINS, "")
    return (
        merged_origins(current, entry) == current
        and config.get(ADMIN_LISTEN) == "off"
        and found.details.config_right >= set(profile.config)
    )


def _is_deployed(found: Found) -> bool:
    release = found.details.current_release
    return release is not None and release.deployed


def _needs_build(request: Add, profile: Profile, found: Found) -> bool:
    if not _is_deployed(found) or found.details.buildpacks != profile.buildpacks:
        return True
    last = found.details.last_build
    return request.source is not None and (last is None or last.source != request.source or last.status != "succeeded")


def _formation_wanted(request: Add, profile: Profile, found: Found) -> Formation:
    """Return the types to set: on an app that runs, only those that were asked for, so that a repeated `add` undoes no scaling."""
    runs = _is_deployed(found) and any(dynos.type == "web" and dynos.quantity > 0 for dynos in found.details.formation)
    return request.formation if runs else merged(profile.formation, request.formation)


def _formation_after(request: Add, profile: Profile, found: Found) -> Formation:
    wanted = merged(found.details.formation, _formation_wanted(request, profile, found))
    return tuple(dynos for dynos in wanted if dynos.quantity > 0)


def _is_healthy(found: Found) -> bool:
    details = found.details
    through_kong = details.visit is not None and details.visit.came_through(found.controller.kong_version)
    return through_kong and all(
        sum(dyno.type == dynos.type and dyno.state == "up" for dyno in details.dynos) >= dynos.quantity for dynos in details.formation
    )


def _remarks(request: Add, profile: Profile, found: Found) -> Iterator[str]:
    if found.app and not found.details.attachments:
        yield f"`{found.app.name}` is left over from an interrupted `add`; this run goes on with it."
    if found.app and found.app.stack != profile.stack:
        yield f"`{found.app.name}` runs on {found.app.stack}, the mesh's apps on {profile.stack}; that stays as it is."
    route = found.route
    if route and _route_is_right(route, found.app) and (len(route.hosts) > 1 or route.paths or route.methods):
        yield f"the route `{request.service}` has more than the app's host; what was added to it stays."
