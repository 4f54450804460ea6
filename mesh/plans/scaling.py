"""The plan of `scale`: quantities and sizes made absolute and held against what the app has, what Heroku offers and what is allowed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from mesh import steps
from mesh.app import Mesh, Profile
from mesh.formation import DynoChange, Dynos, Formation, count, differs, merged, of_types, words
from mesh.plan import Plan, Refusal, ordered
from mesh.plans.connections import SharedDatabase, connections_remark
from mesh.plans.member import FoundMember, all_types, health_of, member, state_remarks
from mesh.plans.small_dynos import too_small
from mesh.plans.tiers import with_tier
from mesh.quoting import escaped
from mesh.requests import Scale, Tier
from mesh.run import Run

NEEDS = {steps.HEALTHY: (steps.SCALE,)}
MOST_OF_A_TYPE = 100  # Source: Dev Center, "Dyno Types": the default limit of dynos of one process type


@dataclass(frozen=True)
class Offer:
    """What a scaling is held against beside the app itself: the sizes that Heroku offers for it, in lower case, and the shared Postgres."""

    sizes: tuple[str, ...]
    database: SharedDatabase


def plan_of_scale(request: Scale, mesh: Mesh, found: FoundMember, offer: Offer) -> Plan | Refusal:
    """Return the scaling in absolute numbers, or why not; no steps where the app is scaled so already and its dynos are up."""
    app, profile = member(request.service, mesh, found), mesh.profile_of(request.service)
    if isinstance(app, Refusal):
        return app
    refusal = _unknown_type(request, found) or _unknown_size(request, offer)
    wanted = refusal or _absolute(request, found.formation)
    if isinstance(wanted, Refusal):
        return wanted
    after = merged(found.formation, wanted)
    changed = of_types(after, (each.type for each in wanted))
    health = health_of(app, found, changed, count(after, "web"))
    if not differs(wanted, found.formation):
        steps_left = () if _are_up(changed, found) else ordered((health,), NEEDS)
        return with_tier(
            Plan(app.name, app.host, steps_left, tuple(state_remarks(request.service, app, found)), found=found.standing), request, mesh
        )
    if unrunnable := too_small(after, found.formation):
        return unrunnable
    beyond = tuple(_beyond(after, found.formation, profile))
    remarks = (
        *beyond,
        *_no_web(after, found.formation, request.service),
        *connections_remark(offer.database, count(after, "web"), count(found.formation, "web"), profile.connections_per_dyno),
        *state_remarks(request.service, app, found),
    )
    needed = (steps.Scale(app.name, wanted, before=found.formation), health)
    tier = Tier.T2_TRAFFIC if beyond else None
    plan = Plan(app.name, app.host, ordered(needed, NEEDS), remarks, found=found.standing, tier=tier)
    return with_tier(plan, request, mesh)


def _are_up(wanted: Formation, found: FoundMember) -> bool:
    return all(sum(dyno.type == each.type and dyno.is_up_or_asleep for dyno in found.dynos) == each.quantity for each in wanted)


def _unknown_type(request: Scale, found: FoundMember) -> Refusal | None:
    known = {each.type for each in found.formation}
    unknown = ", ".join(f"`{change.type}`" for change in request.changes if change.type not in known)
    if not unknown:
        return None
    return Refusal(f"`{request.service}` has no process type {unknown}; it has {all_types(found.formation)}.", "Its Procfile says which.")


def _unknown_size(request: Scale, offer: Offer) -> Refusal | None:
    unknown = ", ".join(f"`{change.size}`" for change in request.changes if change.size and change.size not in offer.sizes)
    if not unknown:
        return None
    return Refusal(f"Heroku offers `{request.service}` no dynos of size {unknown}; there are {', '.join(offer.sizes)}.")


def _absolute(request: Scale, found: Formation) -> Formation | Refusal:
    """Return the numbers to set; a relative one counts from what is found."""
    now, wanted = {each.type: each for each in found}, list[Dynos]()
    for change in request.changes:
        quantity = now[change.type].quantity + change.by if change.to is None else change.to
        if quantity < 0:
            return Refusal(f"`{words((now[change.type],))}` cannot lose {-change.by} dynos.", f"`{change.type}=0` takes all away.")
        if quantity > MOST_OF_A_TYPE:
            return Refusal(f"`{change.type}={quantity}` is more than the {MOST_OF_A_TYPE} dynos that a process type may have at Heroku.")
        wanted.append(Dynos(change.type, quantity, change.size))
    return tuple(wanted)


def _beyond(after: Formation, now: Formation, profile: Profile) -> Iterator[str]:
    """Yield a sentence for each limit of mesh.toml that is passed; what stands beyond one already and goes no further is let be."""
    if count(after) > max(profile.max_dynos, count(now)):
        yield f"{count(after)} dynos would be more than `max_dynos` in `mesh.toml` allows ({profile.max_dynos})."
    if count(after, "web") < min(profile.min_web, count(now, "web")):
        yield f"{count(after, 'web')} web dynos would be fewer than `min_web` in `mesh.toml` asks for ({profile.min_web})."


def _no_web(after: Formation, now: Formation, service: str) -> Iterator[str]:
    if count(now, "web") and not count(after, "web"):
        yield f"Without a web dyno nobody answers visitors of `{escaped(service)}`; Heroku says 503 in its place."


def with_the_numbers_it_began_with(run: Run) -> Run:
    """Return a run that begins with its relative numbers made those of its plan, so that a retry never adds them a second time."""
    planned = run.plan.step(steps.SCALE) if run.plan else None
    if not isinstance(run.request, Scale) or planned is None or not isinstance(planned.step, steps.Scale):
        return run
    changes = tuple(DynoChange(each.type, to=each.quantity, size=each.size) for each in planned.step.formation)
    return replace(run, request=replace(run.request, changes=changes))
