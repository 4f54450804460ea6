"""The plan of `remove`: an app leaves the mesh, in the order in which visitors meet nothing that the plan did not tell of.

First Kong stops knowing the way to it, everywhere; only then goes what its sidecars live on.
"""

from collections.abc import Iterator
from dataclasses import replace

from mesh import steps
from mesh.addresses import Buildpack
from mesh.app import ADMIN_LISTEN, ORIGINS, Mesh
from mesh.formation import Dynos, count, words
from mesh.found import HerokuApp, Route, Service, set_by_hand
from mesh.joined import Before
from mesh.plan import Plan, Refusal, ordered
from mesh.plans.buildpacks import sidecars
from mesh.plans.membership import FoundMembership
from mesh.plans.tiers import with_tier
from mesh.quoting import escaped
from mesh.requests import Remove
from mesh.route_plans import is_named_after, label, removal_of
from mesh.standing import standing_of
from mesh.steps import Step

NEEDS = {
    steps.AWAIT_ROUTE: (steps.REMOVE_ROUTES,),
    steps.REMOVE_SERVICE: (steps.AWAIT_ROUTE,),
    steps.SCALE: (steps.REMOVE_SERVICE,),
    steps.DETACH_DATABASE: (steps.SCALE,),
    steps.UNSET_CONFIG: (steps.DETACH_DATABASE,),
    steps.BUILDPACKS: (steps.UNSET_CONFIG,),
    steps.DESTROY_APP: (steps.REMOVE_SERVICE,),
}


def plan_of_remove(request: Remove, mesh: Mesh, member: FoundMembership) -> Plan | Refusal:
    """Return the steps that are left to take, or why they must not be taken. What is out of the mesh needs none."""
    name = mesh.profile_of(request.service).heroku_name(request.service)
    refusal = _why_not(request, mesh, member, name)
    if refusal:
        return refusal
    removal = removal_of(member.own_routes, request.service, mesh, member.routes)
    needed = [*_of_kong(member, removal.waiting), *_of_heroku(request, mesh, member)]
    found = replace(standing_of(member.details, member.routes.controller.database), routes=member.own_routes).with_service(member.service)
    remarks = tuple(_remarks(request, member)) if needed else ()
    return with_tier(Plan(name, None, ordered(needed, NEEDS), remarks, removal.effects, found=found), request, mesh)


def _why_not(request: Remove, mesh: Mesh, member: FoundMembership, name: str) -> Refusal | None:
    service, app = member.service, member.app
    if controller := member.controller_of(name):
        return Refusal(f"{controller}; it is never removed.", "Name an app of the mesh.")
    if request.purge and request.confirm != name:
        return Refusal(
            f"`--purge` destroys the Heroku app `{name}`, so its name must be typed with it.",
            f"Type `/mesh remove {request.service} --purge --confirm {name}`.",
        )
    left = member.left.standing.service if member.left else None
    if service and service.url not in {mesh.profile_of(request.service).backend_url, left}:
        return Refusal(
            f"Kong's service `{request.service}` points to {escaped(service.url)}: it is no mesh app's, and it will not be removed.",
            "Have it removed at Kong's Admin API by those who made it.",
        )
    if app and not _is_ours(request, member) and (service is None or request.purge):
        what = "be destroyed" if request.purge else "be touched"
        return Refusal(
            f"`{request.service}` is no app of this mesh: `{name}` is not attached to the controller, and it will not {what}.",
            f"`/mesh routes {request.service}` shows what Kong knows of it.",
        )
    if app is None and service is None and not _is_known(request, member):
        return Refusal(f"`{request.service}` is no app of this mesh: Heroku knows no app `{name}`, and Kong no service of that name.")
    return None


def _is_known(request: Remove, member: FoundMembership) -> bool:
    return member.left is not None or member.joined is not None or request.service in member.names


def _is_ours(request: Remove, member: FoundMembership) -> bool:
    """Say whether the Heroku app is one of the mesh, or what an earlier removal left of one; to be destroyed it must show it by itself."""
    shows_it = bool(member.shared_postgres) or member.has_own_origin
    return shows_it or (not request.purge and _is_known(request, member))


def _of_kong(member: FoundMembership, waiting: steps.AwaitRoute) -> Iterator[Step]:
    service = member.service
    if service is None:
        return
    if member.own_routes:
        undated = tuple(replace(route, created_at=None) for route in member.own_routes)
        yield steps.RemoveRoutes(service.name, undated)
        yield waiting
    yield steps.RemoveService(service)


def _of_heroku(request: Remove, mesh: Mesh, member: FoundMembership) -> Iterator[Step]:
    app, details, database = member.app, member.details, member.shared_postgres
    if app is None or not _is_ours(request, member):
        return
    if request.purge:
        yield steps.DestroyApp(app.name, app.id, member.routes.controller.database)
        return
    running, names = tuple(dynos for dynos in details.formation if dynos.quantity), _config_to_unset(member)
    if running and (database or names):  # what runs would go on with neither
        yield steps.Scale(app.name, tuple(Dynos(dynos.type, 0) for dynos in running), before=running)
    if database:
        yield steps.DetachDatabase(app.name, database, tuple(each.name for each in details.attachments if each.addon == database))
    if names:
        yield steps.UnsetConfig(app.name, app.host, names, _before(member).admin_listen)
    buildpacks = _buildpacks_after(request, mesh, member)
    if buildpacks != details.buildpacks:
        yield steps.SetBuildpacks(app.name, buildpacks, before=details.buildpacks)


def _before(member: FoundMembership) -> Before:
    """Return what the app was before it joined, as far as that is known; an app that was added was nothing."""
    return (member.joined.before if member.joined else None) or Before()


def _config_to_unset(member: FoundMembership) -> tuple[str, ...]:
    before, config = _before(member), member.details.config
    origins = (ORIGINS,) if member.has_own_origin else ()
    listen = (ADMIN_LISTEN,) if config.get(ADMIN_LISTEN) == "off" != before.admin_listen else ()
    return (*origins, *listen, *sorted(member.details.config_right - {*before.config_set}))


def _buildpacks_after(request: Remove, mesh: Mesh, member: FoundMembership) -> tuple[Buildpack, ...]:
    """Return the app's buildpacks without the sidecar's, but for those that it had before it joined."""
    going = {*sidecars(mesh.profile_of(request.service).buildpacks)} - {*_before(member).buildpacks}
    return tuple(each for each in member.details.buildpacks if each not in going)


def _foreign(member: FoundMembership) -> tuple[Route, ...]:
    """Return the routes that no run of ours has left: by what we kept of the app, or else by their names."""
    kept = member.left.standing.routes if member.left else None
    if kept is not None:
        ours = {route.name or route.id for route in kept}
        return tuple(route for route in member.own_routes if label(route) not in ours)
    return tuple(route for route in member.own_routes if not is_named_after(route, member.service_name))


def _remarks(request: Remove, member: FoundMembership) -> Iterator[str]:
    app, details = member.app, member.details
    foreign = [f"`{escaped(label(route))}`" for route in _foreign(member)]
    if foreign:
        were, go = ("was", "goes") if len(foreign) == 1 else ("were", "go")
        yield f"{', '.join(foreign)} {were} made by somebody else at Kong's Admin API, and {go} too."
    yield from _set_by_hand(member)
    yield from _plugins(member)
    if app is None:
        return
    if not _is_ours(request, member):
        yield f"the Heroku app `{app.name}` is not attached to the controller; it is left alone."
    elif request.purge:
        yield from _what_goes_with(app, member)
    else:
        running = words(tuple(dynos for dynos in details.formation if dynos.quantity)) or "web=1"
        if (member.shared_postgres or _config_to_unset(member)) and count(details.formation):
            yield "without the mesh's Postgres its Kong cannot start, so all its dynos are stopped: its hosts answer 503 from then on."
        yield (
            f"to run it outside of the mesh, deploy it anew: its buildpacks and config vars are then without Kong. "
            f"`heroku ps:scale {escaped(running)} -a {app.name}` starts it."
        )
        kept = sorted(details.config_right & {*_before(member).config_set})
        if kept:
            yield f"{', '.join(f'`{name}`' for name in kept)} was set before it joined, and is left as it is."


def _plugins(member: FoundMembership) -> Iterator[str]:
    entities: list[Service | Route] = [*([member.service] if member.service else []), *member.own_routes]
    had = [(each, names) for each in entities if (names := member.routes.plugins_of(each))]
    if member.routes.plugins is None and member.service:
        yield "plugins of its service and its routes, if there are any, go with them; nothing brings them back."
    elif had:
        told = "; ".join(f"{escaped(', '.join(names))} of `{escaped(each.name or each.id)}`" for each, names in had)
        yield f"plugins that go with them, and that nothing brings back: {told}."


def _set_by_hand(member: FoundMembership) -> Iterator[str]:
    """Name the fields that people have set and no command of ours makes again, without their values."""
    entities: list[Service | Route] = [*([member.service] if member.service else []), *member.own_routes]
    said = [f"{', '.join(names)} of `{escaped(each.name or each.id)}`" for each in entities if (names := set_by_hand(each))]
    if said:
        yield f"set by hand at Kong, and not made again by an `attach`: {'; '.join(said)}."


def _what_goes_with(app: HerokuApp, member: FoundMembership) -> Iterator[str]:
    yield f"`{app.name}` is destroyed, with its config vars, releases and builds; nothing brings it back."
    own = ", ".join(f"`{escaped(addon.name)}` ({escaped(addon.plan)})" for addon in member.addons)
    if own:
        yield f"its own add-ons are destroyed with it, also for other apps that use them, and with them their data: {own}."
    further = ", ".join(f"`{escaped(domain.hostname)}`" for domain in member.routes.domains if domain.hostname != app.host)
    if further:
        yield f"its domains go with it: {further}."
