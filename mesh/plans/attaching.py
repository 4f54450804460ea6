"""The plan of `attach`: an app that stands, whatever its name, joins the mesh, and what is right of it is kept."""

from collections.abc import Iterator
from dataclasses import replace

from mesh import steps
from mesh.app import Mesh
from mesh.formation import Dynos, Formation
from mesh.found import HerokuApp, Route, Service
from mesh.joined import before_of, in_words
from mesh.plan import Effect, Plan, Refusal, ordered
from mesh.plans import missing
from mesh.plans.buildpacks import around
from mesh.plans.membership import FoundMembership
from mesh.plans.missing import Wanted
from mesh.plans.not_joining import why_not
from mesh.plans.tiers import with_tier
from mesh.quoting import escaped
from mesh.requests import Attach
from mesh.route_plans import effects_between, table_after
from mesh.steps import Step

NEEDS = {
    **{kind: tuple(steps.JOIN if need == steps.CREATE_APP else need for need in needs) for kind, needs in missing.NEEDS.items()},
    steps.WRITE_ROUTE: (steps.JOIN,),
    # A build releases by itself: from then on visitors meet Kong, which must know the route by then.
    steps.BUILD: (steps.BUILDPACKS, steps.CONFIG, steps.ROUTE, steps.WRITE_ROUTE),
    steps.HEALTHY: (*missing.NEEDS[steps.HEALTHY], steps.WRITE_ROUTE),
}


def plan_of_attach(request: Attach, mesh: Mesh, member: FoundMembership) -> Plan | Refusal:
    """Return the steps that are missing, or why the app cannot join. `mesh` knows the app's name as the request has it."""
    refusal, app = why_not(request, mesh, member), member.app
    if refusal or app is None:
        return refusal or Refusal("the app is not there.")
    found, wanted = member.found, _wanted(request, mesh, member)
    if refusal := missing.unfit_dynos(wanted, found):
        return refusal
    needed = list(missing.missing(wanted, found))
    if needed or not missing.is_healthy(wanted.profile, found):
        needed.append(missing.awaited_health(wanted, found))
    effects = _effects(request, mesh, member, needed)
    remarks = tuple(_remarks(request, wanted, member, app))
    whole = ordered([*_join(request, mesh, member), *needed], NEEDS)
    return with_tier(Plan(app.name, app.host, whole, remarks, effects, found=missing.standing(found)), request, mesh)


def _wanted(request: Attach, mesh: Mesh, member: FoundMembership) -> Wanted:
    profile, found = mesh.profile_of(request.service), member.found
    buildpacks = around(found.details.buildpacks, profile.buildpacks)
    has_sidecar = member.is_renamed or missing.answers_through_kong(found) or _was_built_since(member)
    is_built = found.details.buildpacks == buildpacks and has_sidecar and missing.is_built_of(request.source, found)
    must_build = not is_built or missing.must_be_released(profile, found)
    source = request.source or profile.source_of(request.service)
    formation = () if missing.runs(found) else _web_alone(profile.formation)
    further = tuple(domain.hostname for domain in member.routes.domains if found.app and domain.hostname != found.app.host)
    return Wanted(request.service, mesh, buildpacks, source if must_build else None, formation, further)


def _was_built_since(member: FoundMembership) -> bool:
    """Say whether the app was built since it joined, when its buildpacks were the mesh's already."""
    last, joined = member.details.last_build, member.joined
    if last is None or joined is None:
        return False
    return member.details.was_released(last) and last.created_at >= joined.at.replace(microsecond=0)


def _web_alone(formation: Formation) -> Formation:
    """Return the web dynos that the mesh wants, in the size that the app has: which other types it has is its own affair."""
    return tuple(Dynos(each.type, each.quantity) for each in formation if each.type == "web")


def _join(request: Attach, mesh: Mesh, member: FoundMembership) -> Iterator[Step]:
    """Yield the step that keeps the app's name, unless it is kept, or the app was added under the name that the mesh gives it."""
    is_kept = member.names.get(request.service) == request.app
    was_added = member.routes.is_attached and replace(mesh, apps={}).service_of(request.app) == request.service
    if not is_kept and not was_added:
        before = member.names.get(request.service, "") if member.is_renamed else ""
        yield steps.Join(request.service, request.app, renamed_from=before)


def _effects(request: Attach, mesh: Mesh, member: FoundMembership, needed: list[Step]) -> tuple[Effect, ...]:
    """Return what visitors of the app's hosts notice once Kong answers for them."""
    table, service = member.routes, member.service
    profile = mesh.profile_of(request.service)
    new = service or Service("", request.service, "http", "127.0.0.1", profile.listen_port)
    routes = _routes_after(new, table.routes, needed)
    before, after = table.edge(request.service, mesh, table.routes), table.edge(request.service, mesh, routes)
    own, *others = before.apps
    before = replace(before, apps=(replace(own, has_sidecar=table.is_attached), *others))
    return effects_between(before, after if service else replace(after, services=(*after.services, new)))


def _routes_after(service: Service, routes: tuple[Route, ...], needed: list[Step]) -> tuple[Route, ...]:
    for step in needed:
        if isinstance(step, steps.PutRoute | steps.WriteRoute):
            routes = table_after(step, routes, service.id)
    return routes


def _remarks(request: Attach, wanted: Wanted, member: FoundMembership, app: HerokuApp) -> Iterator[str]:
    profile, found = wanted.profile, member.found
    if not member.routes.is_attached:
        yield f"what it is now is kept in the record: {escaped(in_words(before_of(member.details)))}."
    elif member.names.get(request.service) != request.app:
        yield f"`{app.name}` is attached already; what it was before that is not known."
    if wanted.source is not None:
        whose = "as `--from` says" if request.source else "the mesh's source for it; `--from` names another"
        yield f"it is built from {whose}. Its own process must listen on 127.0.0.1:{profile.listen_port}: `$PORT` is Kong's from then on."
    if found.route is None:
        yield "its hosts are served over https only: plain http answers 426 from then on."
    others = sorted((member.details.config_set & set(profile.config)) - member.details.config_right)
    if others:
        names = ", ".join(f"`{name}`" for name in others)
        have = "has another value" if len(others) == 1 else "have other values"
        yield f"{names} {have} now; the mesh's is set, and the present one is not kept."
    if app.region != profile.region:
        yield f"`{app.name}` is in {escaped(app.region)}, the mesh's apps in {profile.region}; that stays as it is."
    yield from missing.remarks(wanted, found)
