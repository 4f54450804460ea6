"""How much care a plan needs, by what was found: the request's own tier, or more where visitors may get something else than before.

Each reason is a named function with its sentence; a plan has the highest tier of those that apply.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from mesh import steps
from mesh.addresses import Source
from mesh.app import Mesh
from mesh.found import Found
from mesh.plan import Plan
from mesh.quoting import escaped
from mesh.requests import Request, Tier
from mesh.steps import Step

Reason = Callable[[Step, Source], str]


def a_standing_route_is_written(step: Step, _: Source) -> str:
    match step:
        case steps.WriteRoute(before=route) | steps.PutRoute(standing=route) if route is not None:
            return f"it changes the route `{escaped(route.name or route.id)}`, by which visitors are answered now"
        case _:
            return ""


def a_route_goes(step: Step, _: Source) -> str:
    match step:
        case steps.RemoveRoute(before=route):
            return f"it removes the route `{escaped(route.name or route.id)}`"
        case steps.RemoveRoutes(service=service):
            return f"it removes all routes of `{escaped(service)}`"
        case _:
            return ""


def a_host_is_led_here(step: Step, _: Source) -> str:
    return f"it leads the host `{escaped(step.hostname)}` to the app" if isinstance(step, steps.AddDomain) else ""


def another_release_runs(step: Step, _: Source) -> str:
    return f"it takes the app back to v{step.version}" if isinstance(step, steps.RollBack) else ""


def another_source_is_built(step: Step, configured_source: Source) -> str:
    if not isinstance(step, steps.BuildSource) or step.source == configured_source:
        return ""
    return "the app answers visitors, and it would be built from another source than the one that `mesh.toml` names"


def the_app_is_taken_apart(step: Step, _: Source) -> str:
    is_taken = isinstance(step, steps.RemoveService | steps.DetachDatabase | steps.UnsetConfig)
    return "it takes the app out of the mesh" if is_taken else ""


def the_app_is_destroyed(step: Step, _: Source) -> str:
    return "it destroys the app" if isinstance(step, steps.DestroyApp) else ""


TABLE: Mapping[Reason, Tier] = {
    a_standing_route_is_written: Tier.T2_TRAFFIC,
    a_route_goes: Tier.T2_TRAFFIC,
    a_host_is_led_here: Tier.T2_TRAFFIC,
    another_release_runs: Tier.T2_TRAFFIC,
    another_source_is_built: Tier.T2_TRAFFIC,
    the_app_is_taken_apart: Tier.T3_DESTRUCTIVE,
    the_app_is_destroyed: Tier.T3_DESTRUCTIVE,
}
"""What a step may be, and how much care the plan then needs at least."""

ONLY_WHERE_IT_ANSWERS = frozenset({another_source_is_built})
"""What visitors notice of an app only if it has answered them before."""


def answers_visitors(found: Found) -> bool:
    """Say whether visitors have got something of an app so far: it has code that was released, whether or not it is up now.

    Where the release that runs is older than all that were read, it has.
    """
    details = found.details
    released = any(each.deployed and each.status == "succeeded" for each in details.releases)
    return found.app is not None and (released or bool(details.dynos) or bool(details.releases and details.current_release is None))


def tier_of_plan(plan: Plan, request: Request, mesh: Mesh, *, answers: bool = True) -> tuple[Tier, tuple[str, ...]]:
    """Return how much care a plan needs, and a sentence for each reason that what was found gives for it.

    `answers`: visitors have got something of the app before.
    """
    found = dict(_reasons(plan, mesh.profile_of(request.service).source_of(request.service), answers=answers))
    tier = max([request.tier, plan.tier or request.tier, *found.values()])
    return tier, tuple(sentence for sentence, each in found.items() if each is tier)


def with_tier(plan: Plan, request: Request, mesh: Mesh, *, answers: bool = True) -> Plan:
    """Return the plan that carries its tier; one without a step needs no care, and is left as it is."""
    if not plan.steps:
        return plan
    tier, reasons = tier_of_plan(plan, request, mesh, answers=answers)
    return replace(plan, tier=tier, reasons=reasons)


def _reasons(plan: Plan, configured_source: Source, *, answers: bool) -> Iterator[tuple[str, Tier]]:
    for planned in plan.steps:
        for reason, tier in TABLE.items():
            sentence = "" if reason in ONLY_WHERE_IT_ANSWERS and not answers else reason(planned.step, configured_source)
            if sentence:
                yield sentence, tier
