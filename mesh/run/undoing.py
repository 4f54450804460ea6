"""The inverse of a finished change, as a request of its own: planned, shown and, where it needs that, approved like any other."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, assert_never

from mesh import requests, steps
from mesh.formation import DynoChange, Dynos
from mesh.found import Route, not_kept
from mesh.plan import Plan, Refusal
from mesh.requests import Attach, Remove, RouteAdd, RouteChange, RouteFields, RouteRemove, RouteSet, Tier
from mesh.run import Run, RunState, StepState
from mesh.steps import RollBack, Step

OPEN = frozenset({RunState.AWAITING, RunState.APPROVED, RunState.RUNNING, RunState.WAITING, RunState.PROPOSED})
RouteStep = steps.WriteRoute | steps.RemoveRoute
Undoable = RouteStep | steps.Scale | RollBack


def inverse(run: Run, others: Iterable[Run]) -> RouteChange | requests.Scale | requests.Rollback | Refusal:
    """Return the request that takes a run's change back, or why that cannot be asked for. `others` are runs of the same app."""
    if run.state is not RunState.DONE or run.asking.dry_run or run.plan is None:
        return Refusal(f"`{run.id}` is {run.state.value} and changed nothing that could be undone.")
    if isinstance(run.request, requests.Restart):
        return Refusal(f"`{run.id}` restarted dynos; those that were there before are gone for good.")
    if isinstance(run.request, Attach | Remove):
        return _contrary(run.request, run.id, run.plan.app)
    step = _undoable_step(run, run.plan)
    if step is None:
        return Refusal(f"`{run.id}` is nothing that can be undone so far: only route changes, scalings and rollbacks are.")
    match step:
        case steps.WriteRoute() | steps.RemoveRoute():
            return _of_route(step, run, others)
        case steps.Scale():
            return _of_scale(step, run, others)
        case RollBack():
            return _of_rollback(step, run, others)
        case _:
            assert_never(step)


def _undoable_step(run: Run, plan: Plan) -> Undoable | None:
    """Return what of a plan can be undone; the dynos that an app was added with are no change of it."""
    found = (each.step for each in plan.steps if isinstance(each.step, Undoable))
    return next((step for step in found if isinstance(step, RouteStep) or not isinstance(run.request, requests.Add)), None)


def _of_route(step: RouteStep, run: Run, others: Iterable[Run]) -> RouteChange | Refusal:
    name = _route(step)
    changed = _changed(step)
    if step.before is not None and "hosts" in changed and not step.before.hosts:
        what = "for every host" if step.before.is_for_http else f"for {', '.join(step.before.protocols)}"
        return Refusal(f"`{name}` was a route {what}, which no command of mine makes again.", "Set it at Kong's Admin API.")
    if later := _later(run, others, lambda each: isinstance(each, RouteStep) and _route(each) == name):
        return _stands_on(later, run, "the same route", "set the route as it should be")
    if isinstance(step, steps.RemoveRoute):
        if lost := not_kept(step.before):
            why = f"the values of {', '.join(lost)} of `{name}` are not kept, because they may be secret or are very long."
            return Refusal(why, "Make the route again at Kong's Admin API.")
        if step.plugins:
            had = ", ".join(f"`{each}`" for each in step.plugins)
            why = f"`{name}` had the plugins {had}, which were removed with it. Without them the route might let other visitors through."
            return Refusal(why, "Make the route and its plugins again at Kong's Admin API.")
        return RouteAdd(run.service, name, _fields(step.before, changed), step.before.foreign or "")
    return RouteRemove(run.service, name) if step.before is None else RouteSet(run.service, name, _fields(step.before, changed))


def _changed(step: RouteStep) -> frozenset[str]:
    """Return the names of the fields that a step has changed: no undo touches another."""
    names = RouteFields.__dataclass_fields__
    if isinstance(step, steps.RemoveRoute) or step.before is None:
        return frozenset(names)
    return frozenset(name for name in names if getattr(step.before, name) != getattr(step.wanted, name))


def _of_scale(step: steps.Scale, run: Run, others: Iterable[Run]) -> requests.Scale | Refusal:
    """Return the numbers and sizes that the same types had before."""
    types, before = {each.type for each in step.formation}, {each.type: each for each in step.before}
    if later := _later(run, others, lambda each: isinstance(each, steps.Scale) and any(one.type in types for one in each.formation)):
        return _stands_on(later, run, "the same dynos", "scale them as they should be")
    was = (before.get(each.type, Dynos(each.type, 0)) for each in step.formation)
    changes = tuple(DynoChange(each.type, to=each.quantity, size=each.size) for each in was)
    return requests.Scale(run.service, changes, at_least=max(run.request.tier, run.plan.tier or Tier.T0_READ if run.plan else Tier.T0_READ))


def _of_rollback(step: RollBack, run: Run, others: Iterable[Run]) -> requests.Rollback | Refusal:
    """Return the way forward again, to the release that ran before."""
    releasing = steps.SetConfig | steps.AttachDatabase | steps.BuildSource | RollBack
    if later := _later(run, others, lambda each: isinstance(each, releasing)):
        return _stands_on(later, run, "what is released", "roll back to the release that it should be")
    return requests.Rollback(run.service, step.before)


def _stands_on(later: Run, run: Run, what: str, otherwise: str) -> Refusal:
    changes, since = ("is about to change", "") if later.state in OPEN else ("has changed", " since")
    return Refusal(
        f"`{later.id}` {changes} {what}{since}, so `{run.id}` cannot be undone by itself.", f"Undo `{later.id}` first, or {otherwise}."
    )


def _later(run: Run, others: Iterable[Run], concerns: Callable[[Step], bool]) -> Run | None:
    """Return a run that came after this one and has taken, or is about to take, a step that concerns the same thing."""
    return next((other for other in others if _came_after(other, run) and any(map(concerns, _steps(other)))), None)


def _came_after(other: Run, run: Run) -> bool:
    is_later = other.asking.mesh == run.asking.mesh and other.asking.at > run.asking.at
    return other.id != run.id and is_later and not other.asking.dry_run


def _steps(run: Run) -> Iterator[Step]:
    """Yield the steps that a run has taken, also where it failed later, and those that it will take unless it is stopped."""
    for planned in run.plan.steps if run.plan else ():
        note = run.note(planned.id)
        if run.state in OPEN or run.state is RunState.DONE or (note and note.state is not StepState.FAILED):
            yield planned.step


def _route(step: RouteStep) -> str:
    return step.wanted.name if isinstance(step, steps.WriteRoute) else step.before.name


def _contrary(request: Attach | Remove, run_id: str, app: str) -> Refusal:
    """Say what to type instead: joining and leaving are undone by one another, each with a plan of its own."""
    service = request.service
    match request:
        case Attach():
            return Refusal(f"`{run_id}` attached `{app}` to the mesh.", f"To take it out again: `/mesh remove {service}`.")
        case Remove(purge=False):
            return Refusal(f"`{run_id}` took `{app}` out of the mesh.", f"To bring it back: `/mesh attach {service} --app {app}`.")
        case Remove():
            return Refusal(f"`{run_id}` destroyed `{app}`, which nothing brings back.", f"For a new one: `/mesh add {service}`.")
        case _:
            assert_never(request)


def _fields(route: Route, names: frozenset[str]) -> RouteFields:
    """Return those fields as they were; none of a list stands for all but of hosts and protocols, which a route that is made must name."""
    as_they_were: dict[str, Any] = {name: getattr(route, name) for name in names}
    for name in {"hosts", "protocols"} & names:
        as_they_were[name] = as_they_were[name] or None
    return RouteFields(**as_they_were)
