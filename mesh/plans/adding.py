"""The plan of `add`: from what was found of an app to a mesh app that answers through Kong."""

from collections.abc import Iterator

from mesh import steps
from mesh.app import Mesh
from mesh.domains import Domain, leads_here
from mesh.formation import merged
from mesh.found import Found
from mesh.plan import Plan, Refusal, ordered
from mesh.plans import missing
from mesh.plans.buildpacks import around
from mesh.plans.missing import Wanted
from mesh.plans.ours import not_ours
from mesh.plans.tiers import answers_visitors, with_tier
from mesh.quoting import escaped
from mesh.requests import Add
from mesh.steps import Step

NEEDS_WITH_CHANGED_ROUTE = {
    **missing.NEEDS,
    steps.WRITE_ROUTE: (steps.DOMAIN,),
    steps.HEALTHY: (*missing.NEEDS[steps.HEALTHY], steps.WRITE_ROUTE),
}


def plan_of_add(request: Add, mesh: Mesh, found: Found, domains: tuple[Domain, ...] = ()) -> Plan | Refusal:
    """Return the steps that are missing, or why they must not be taken. A healthy mesh app needs none.

    `domains` are the app's, needed where the request names a further host.
    """
    wanted = _wanted(request, mesh, found)
    refusal = not_ours(request, mesh, found) or missing.unfit_dynos(wanted, found)
    if refusal:
        return refusal
    needed = [*_domain(request, wanted.app, domains), *_creation(wanted, found), *missing.missing(wanted, found)]
    if needed or not missing.is_healthy(wanted.profile, found):
        if unseen := missing.maintenance(found):
            return unseen
        needed.append(missing.awaited_health(wanted, found))
    needs = NEEDS_WITH_CHANGED_ROUTE if any(isinstance(step, steps.WriteRoute) for step in needed) else missing.NEEDS
    remarks = (*_remarks(request, wanted, found, domains), *(_of_plugins(request, found) if needed else ()))
    plan = Plan(wanted.app, found.app.host if found.app else None, ordered(needed, needs), remarks, found=missing.standing(found))
    return with_tier(plan, request, mesh, answers=answers_visitors(found))


def _wanted(request: Add, mesh: Mesh, found: Found) -> Wanted:
    """Return what `add` wants. An app that joined keeps its own buildpacks, and one that runs the dynos that it has."""
    profile = mesh.profile_of(request.service)
    buildpacks = around(found.details.buildpacks, profile.buildpacks) if request.service in mesh.apps and found.app else profile.buildpacks
    is_built = missing.is_deployed(found) and found.details.buildpacks == buildpacks and missing.is_built_of(request.source, found)
    must_build = not is_built or missing.must_be_released(profile, found)
    source = request.source or profile.source_of(request.service)
    formation = request.formation if missing.runs(found) else merged(profile.formation, request.formation)
    hosts = (request.host,) if request.host else ()
    return Wanted(request.service, mesh, buildpacks, source if must_build else None, formation, hosts)


def _creation(wanted: Wanted, found: Found) -> Iterator[Step]:
    if found.app is None:
        profile = wanted.profile
        yield steps.CreateApp(wanted.app, profile.region, profile.stack, profile.team)


def _domain(request: Add, app: str, domains: tuple[Domain, ...]) -> Iterator[Step]:
    if request.host and not leads_here(request.host, domains):
        yield steps.AddDomain(app, request.host)


def _of_plugins(request: Add, found: Found) -> Iterator[str]:
    """Say that no plugins were read, where the app has a service or route at Kong and no visit has come through it.

    With a further host they are read with the whole table; without one an `add` reads no plugins.
    """
    if request.host is None and (found.service or found.route) and not missing.answers_through_kong(found):
        yield "plugins at Kong were not looked at: one of its service or route may answer instead of the app."


def _remarks(request: Add, wanted: Wanted, found: Found, domains: tuple[Domain, ...]) -> Iterator[str]:
    target = next((domain.target for domain in domains if domain.hostname == request.host), "")
    if target:
        yield f"`{request.host}` is a domain of the app already; its DNS should point to `{escaped(target)}`."
    if found.app and not found.details.attachments:
        yield f"`{found.app.name}` is left over from an interrupted `add`; this run goes on with it."
    yield from missing.remarks(wanted, found)
