"""What an app lacks to be one of the mesh: the same for one that is added and one that joins. What is right already is no step."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from mesh import steps
from mesh.addresses import Buildpack, Source
from mesh.app import ADMIN_LISTEN, DATABASE, DATABASE_URL, ORIGINS, Mesh, Profile, merged_origins, origin_of
from mesh.formation import Formation, count, differs, merged, words
from mesh.found import AppDetails, Found, HerokuApp, in_words
from mesh.plan import Refusal
from mesh.plans.ours import route_is_right
from mesh.plans.small_dynos import too_small
from mesh.plans.what_runs import newer_release
from mesh.quoting import day_and_clock, escaped
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


@dataclass(frozen=True)
class Wanted:
    """One app of a mesh as it should be.

    `source` None: what runs is right and is not built. `formation` are the types to set, others stay. `further_hosts` belong into its
    route beside its own host.
    """

    service: str
    mesh: Mesh
    buildpacks: tuple[Buildpack, ...]
    source: Source | None
    formation: Formation
    further_hosts: tuple[str, ...] = ()

    @property
    def profile(self) -> Profile:
        return self.mesh.profile_of(self.service)

    @property
    def app(self) -> str:
        return self.profile.heroku_name(self.service)


def missing(wanted: Wanted, found: Found) -> Iterator[Step]:
    """Yield the steps from what was found of an app, which may be nothing yet, to what is wanted."""
    profile, app, details = wanted.profile, wanted.app, found.details
    host = found.app.host if found.app else None
    if details.buildpacks != wanted.buildpacks:
        yield steps.SetBuildpacks(app, wanted.buildpacks, before=details.buildpacks)
    if details.attached_as(DATABASE) is None:
        yield steps.AttachDatabase(app, found.controller.database, wanted.mesh.controller)
    if not _config_is_right(profile, found):
        yield steps.SetConfig(app, host, dict(details.config), tuple(sorted(profile.config)))
    if found.service is None:
        yield steps.PutService(wanted.service, profile.backend_url)
    yield from _route(wanted, host, found)
    if wanted.source is not None:
        yield steps.BuildSource(app, wanted.source)
        yield steps.AwaitRelease(app)
    if differs(wanted.formation, details.formation):
        yield steps.Scale(app, wanted.formation, before=details.formation)


def _route(wanted: Wanted, host: str | None, found: Found) -> Iterator[Step]:
    """Yield what the app's route lacks. One that is right keeps all that people have added to it."""
    service_id = found.service.id if found.service else None
    if found.route is None:
        yield steps.PutRoute(wanted.service, host, service_id, further_hosts=wanted.further_hosts)
        return
    route = replace(found.route, created_at=None)
    if host is None:
        yield steps.PutRoute(wanted.service, host, service_id, route.hosts, wanted.further_hosts, standing=route)
        return
    kept = route.hosts if route_is_right(route, found.app) else (host,)
    after = steps.leading_to(tuple(dict.fromkeys((*kept, *wanted.further_hosts))), route)
    if after != route:
        yield steps.WriteRoute(wanted.service, after, before=route)


def _config_is_right(profile: Profile, found: Found) -> bool:
    if found.app is None:
        return False
    return _is_sidecars(found.details.config, found.app, profile) and found.details.config_right >= set(profile.config)


def must_be_released(profile: Profile, found: Found) -> bool:
    """Say whether what is set is right but does not run, because its release failed: only another release makes it run."""
    if not found.details.has_failed_to_release or not _config_is_right(profile, found):
        return False
    return not config_runs(profile, found) or not answers_through_kong(found)


def config_runs(profile: Profile, found: Found) -> bool:
    """Say whether the release that runs has the config that is wanted; what is set alone protects nobody."""
    details = found.details
    if found.app is None or details.running is None:
        return True
    wanted = {*profile.config} | ({DATABASE_URL} & details.config_set)
    return _is_sidecars(details.running, found.app, profile) and details.running_right >= wanted


def _is_sidecars(config: Mapping[str, str], app: HerokuApp, profile: Profile) -> bool:
    origins = config.get(ORIGINS, "")
    return merged_origins(origins, origin_of(app.host, profile)) == origins and config.get(ADMIN_LISTEN) == "off"


def awaited_health(wanted: Wanted, found: Found) -> steps.AwaitHealth:
    """Return the last step: wait until the app is up and answers through Kong."""
    host = found.app.host if found.app else None
    return steps.AwaitHealth(wanted.app, host, found.controller.kong_version, formation_after(wanted, found))


def maintenance(found: Found) -> Refusal | None:
    """Say why health could never be seen, or None where it can."""
    if found.app is None or not found.app.maintenance:
        return None
    name = found.app.name
    return Refusal(
        f"the Heroku app `{name}` is in maintenance mode: no visit reaches it, so nobody can see whether it answers through Kong.",
        f"Switch maintenance mode off first: `heroku maintenance:off -a {name}`.",
    )


def unfit_dynos(wanted: Wanted, found: Found) -> Refusal | None:
    """Say why the dynos asked for, with those that other types have already, may not or cannot run; what merely stands is let be."""
    after, now, most = formation_after(wanted, found), found.details.formation, wanted.profile.max_dynos
    if count(after) <= max(most, count(now)):
        return too_small(after, now)
    return Refusal(
        f"`{escaped(words(after))}` would be {count(after)} dynos; `max_dynos` in `mesh.toml` allows {most}.",
        "Ask for fewer, or scale another process type down first.",
    )


def formation_after(wanted: Wanted, found: Found) -> Formation:
    after = merged(found.details.formation, wanted.formation)
    return tuple(dynos for dynos in after if dynos.quantity > 0)


def is_deployed(found: Found) -> bool:
    release = found.details.current_release
    return release is not None and release.deployed


def runs(found: Found) -> bool:
    """Say whether the app has code and at least one web dyno wanted."""
    return is_deployed(found) and count(found.details.formation, "web") > 0


def is_built_of(source: Source | None, found: Found) -> bool:
    """Say whether the last build was of this source and succeeded; of None, which asks for no other, it was."""
    last = found.details.last_build
    return source is None or (last is not None and last.source == source and found.details.was_released(last))


def answers_through_kong(found: Found) -> bool:
    visit = found.details.visit
    return visit is not None and visit.came_through(found.controller.kong_version)


def is_healthy(profile: Profile, found: Found) -> bool:
    details = found.details
    return (
        answers_through_kong(found)
        and config_runs(profile, found)
        and all(
            sum(dyno.type == dynos.type and dyno.is_up_or_asleep for dyno in details.dynos) >= dynos.quantity for dynos in details.formation
        )
    )


def standing(found: Found) -> Standing:
    """Return how the app was found, with its own service and route."""
    routes = (found.route,) if found.route else ()
    return replace(standing_of(found.details, found.controller.database), routes=routes).with_service(found.service)


def remarks(wanted: Wanted, found: Found) -> Iterator[str]:
    """Yield what a person should know of an app that stands, though nothing is done about it."""
    app, profile = found.app, wanted.profile
    if app is None:
        return
    if app.stack != profile.stack:
        yield f"`{app.name}` runs on {escaped(app.stack)}, the mesh's apps on {profile.stack}; that stays as it is."
    if app.maintenance:
        yield f"`{app.name}` is in maintenance mode; `heroku maintenance:off -a {app.name}` ends it."
    crashed = ", ".join(
        escaped(dyno.name) for dyno in found.details.dynos if dyno.state == "crashed" and dyno.type not in {"run", "release"}
    )
    if crashed:
        have = "has" if "," not in crashed else "have"
        yield f"{crashed} {have} crashed; `heroku logs -a {app.name}` shows why."
    yield from _deploying(app, found.details)
    route = found.route
    if route and route_is_right(route, app) and (len(route.hosts) > 1 or route.paths or route.methods):
        yield f"the route `{wanted.service}` has more than the app's host; what was added to it stays."
    if route and (words := in_words(route.foreign)):
        yield f"the route `{wanted.service}` has {escaped('; '.join(words))}, set by hand at Kong; that stays."
    if found.service and (words := in_words(found.service.foreign)):
        yield f"the service `{wanted.service}` has {escaped('; '.join(words))}, set by hand at Kong; that stays."


def _deploying(app: HerokuApp, details: AppDetails) -> Iterator[str]:
    """Yield what was deployed and does not run: an app that answers looks well without it."""
    yield from newer_release(app, details.releases)
    build = details.last_build
    if build and build.status == "pending":
        yield f"a build of `{app.name}` is under way since {day_and_clock(build.created_at)}."
