"""The plan of `add`: from what was found of an app to a mesh app that answers through Kong."""

from collections.abc import Iterator
from dataclasses import replace

from mesh import steps
from mesh.app import ADMIN_LISTEN, DATABASE, ORIGINS, Mesh, Profile, merged_origins, origin_of
from mesh.domains import Domain, leads_here
from mesh.formation import Formation, count, differs, merged, words
from mesh.found import Found
from mesh.ours import not_ours, route_is_right
from mesh.plan import Plan, Refusal, ordered
from mesh.quoting import escaped
from mesh.requests import Add
from mesh.standing import Standing, standing_of
from mesh.steps import Step

NEEDS = {
    steps.BUILDPACKS: (steps.CREATE_APP,),
    steps.DATABASE: (steps.CREATE_APP,),
    steps.CONFIG: (steps.CREATE_APP, steps.DATABASE),
    steps.SERVICE: (steps.CREATE_APP,),
    steps.DOMAIN: (steps.CREATE_APP,),
    steps.ROUTE: (steps.CREATE_APP, steps.SERVICE, steps.DOMAIN),
    steps.BUILD: (steps.BUILDPACKS, steps.CONFIG),
    steps.RELEASE: (steps.BUILD,),
    steps.SCALE: (steps.RELEASE,),
    steps.HEALTHY: (steps.CONFIG, steps.ROUTE, steps.RELEASE, steps.SCALE),
}
NEEDS_WITH_CHANGED_ROUTE = {**NEEDS, steps.WRITE_ROUTE: (steps.DOMAIN,), steps.HEALTHY: (*NEEDS[steps.HEALTHY], steps.WRITE_ROUTE)}


def plan_of_add(request: Add, mesh: Mesh, found: Found, domains: tuple[Domain, ...] = ()) -> Plan | Refusal:
    """Return the steps that are missing, or why they must not be taken. A healthy mesh app needs none.

    `domains` are the app's, needed where the request names a further host.
    """
    profile = mesh.profile_of(request.service)
    name = profile.heroku_name(request.service)
    refusal = not_ours(request, mesh, found) or _too_many_dynos(request, profile, found)
    if refusal:
        return refusal
    needed = [*_domain(request, name, domains), *_steps(request, mesh, found)]
    if needed or not _is_healthy(found):
        if found.app and found.app.maintenance:
            return Refusal(
                f"the Heroku app `{name}` is in maintenance mode: no visit reaches it, so nobody can see whether it answers through Kong.",
                f"Switch maintenance mode off first: `heroku maintenance:off -a {name}`.",
            )
        needed.append(
            steps.AwaitHealth(
                app=name,
                host=found.app.host if found.app else None,
                kong_version=found.controller.kong_version,
                formation=_formation_after(request, profile, found),
            )
        )
    needs = NEEDS_WITH_CHANGED_ROUTE if any(isinstance(step, steps.WriteRoute) for step in needed) else NEEDS
    remarks = tuple(_remarks(request, profile, found, domains))
    return Plan(name, found.app.host if found.app else None, ordered(needed, needs), remarks, found=_standing(found))


def _standing(found: Found) -> Standing:
    service, routes = found.service.url if found.service else "", (found.route,) if found.route else ()
    return replace(standing_of(found.details, found.controller.database), service=service, routes=routes)


def _too_many_dynos(request: Add, profile: Profile, found: Found) -> Refusal | None:
    """Say whether the dynos asked for are too many together with those that other types have already; what merely stands is let be."""
    after, now = _formation_after(request, profile, found), found.details.formation
    if count(after) <= max(profile.max_dynos, count(now)):
        return None
    return Refusal(
        f"`{escaped(words(after))}` would be {count(after)} dynos; `max_dynos` in `mesh.toml` allows {profile.max_dynos}.",
        "Ask for fewer, or scale another process type down first.",
    )


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
    yield from _route(request, host, found)
    if _needs_build(request, profile, found):
        yield steps.BuildSource(name, request.source or profile.source_of(request.service))
        yield steps.AwaitRelease(name)
    wanted = _formation_wanted(request, profile, found)
    if differs(wanted, details.formation):
        yield steps.Scale(name, wanted, before=details.formation)


def _domain(request: Add, app: str, domains: tuple[Domain, ...]) -> Iterator[Step]:
    if request.host and not leads_here(request.host, domains):
        yield steps.AddDomain(app, request.host)


def _route(request: Add, host: str | None, found: Found) -> Iterator[Step]:
    """Yield what the app's route lacks. One that is right keeps all that people have added to it."""
    route, further = found.route, (request.host,) if request.host else ()
    if route is None or not route_is_right(route, found.app):
        before = route.hosts if route else ()
        yield steps.PutRoute(request.service, host, found.service.id if found.service else None, before, further)
    elif request.host and request.host not in route.hosts:
        undated = replace(route, created_at=None)
        yield steps.WriteRoute(request.service, replace(undated, hosts=(*route.hosts, request.host)), before=undated)


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


def _remarks(request: Add, profile: Profile, found: Found, domains: tuple[Domain, ...]) -> Iterator[str]:
    target = next((domain.target for domain in domains if domain.hostname == request.host), "")
    if target:
        yield f"`{request.host}` is a domain of the app already; its DNS should point to `{escaped(target)}`."
    if found.app and not found.details.attachments:
        yield f"`{found.app.name}` is left over from an interrupted `add`; this run goes on with it."
    if found.app and found.app.stack != profile.stack:
        yield f"`{found.app.name}` runs on {escaped(found.app.stack)}, the mesh's apps on {profile.stack}; that stays as it is."
    if found.app and found.app.maintenance:
        yield f"`{found.app.name}` is in maintenance mode; `heroku maintenance:off -a {found.app.name}` ends it."
    crashed = ", ".join(
        escaped(dyno.name) for dyno in found.details.dynos if dyno.state == "crashed" and dyno.type not in {"run", "release"}
    )
    if found.app and crashed:
        have = "has" if "," not in crashed else "have"
        yield f"{crashed} {have} crashed; `heroku logs -a {found.app.name}` shows why."
    route = found.route
    if route and route_is_right(route, found.app) and (len(route.hosts) > 1 or route.paths or route.methods):
        yield f"the route `{request.service}` has more than the app's host; what was added to it stays."
