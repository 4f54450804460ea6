"""How a run leaves its app: what was found, and over it the steps that were done."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from mesh import steps
from mesh.formation import merged
from mesh.found import NOTHING_SET, Route
from mesh.run import Run, StepState
from mesh.standing import CONFIG, Left, Standing


def left_by(run: Run, earlier: Left | None, at: datetime) -> Left | None:
    """Return how a run leaves its app: as it was found, with the steps that were done; None where it left nothing that could drift.

    What this run did not look at stays as an earlier run left it.
    """
    if run.plan is None or run.plan.found is None:
        return earlier
    now = _over(earlier.standing if earlier else Standing(), run.plan.found)
    for planned in run.plan.steps:
        note = run.note(planned.id)
        if note is not None and note.state is StepState.DONE:
            now = _after(now, planned.step, run)
    return Left(run.id, at, now)


def _over(earlier: Standing, found: Standing) -> Standing:
    """Lay what was found over what was left; routes are joined by name."""
    known = {name: value for name in Standing.__dataclass_fields__ if (value := getattr(found, name)) is not None}
    if found.routes is not None and earlier.routes is not None:
        known["routes"] = _joined(earlier.routes, *found.routes)
    return replace(earlier, **known)


def _joined(routes: tuple[Route, ...], *more: Route) -> tuple[Route, ...]:
    return tuple({route.name or route.id: route for route in (*routes, *more)}.values())


def _after(now: Standing, step: steps.Step, run: Run) -> Standing:
    if isinstance(step, steps.OfApp):
        return _after_app_step(now, step, run)
    return _after_membership_step(now, step, run) if isinstance(step, steps.OfMembership) else _after_route_step(now, step, run)


def _after_membership_step(now: Standing, step: steps.OfMembership, run: Run) -> Standing:
    match step:
        case steps.RemoveRoutes():
            return replace(now, routes=())
        case steps.RemoveService():
            return replace(now, service="")
        case steps.DetachDatabase():
            return replace(now, is_attached=False)
        case steps.UnsetConfig():
            left = {name: value for name in CONFIG if (value := run.value(steps.UNSET_CONFIG, name))}
            kept = {name: value for name, value in (now.config or {}).items() if name not in step.names}
            return replace(now, config={**kept, **left})
        case steps.Join() | steps.DestroyApp():
            return now
        case _:
            assert_never(step)


def _after_app_step(now: Standing, step: steps.OfApp, run: Run) -> Standing:
    match step:
        case steps.SetBuildpacks():
            return replace(now, buildpacks=step.buildpacks)
        case steps.AttachDatabase():
            return replace(now, is_attached=True)
        case steps.SetConfig():
            set_now = {name: value for name in CONFIG if (value := run.value(steps.CONFIG, name)) is not None}
            return replace(now, config={**(now.config or {}), **set_now})
        case steps.Scale():
            return replace(now, formation=merged(now.formation or (), step.formation))
        case steps.RollBack():
            return replace(now, config={name: step.config[name] for name in CONFIG if name in step.config})
        case steps.CreateApp() | steps.RestartDynos() | steps.BuildSource() | steps.AwaitRelease() | steps.AwaitHealth():
            return now
        case _:
            assert_never(step)


def _after_route_step(now: Standing, step: steps.OfRoutes, run: Run) -> Standing:
    match step:
        case steps.PutService():
            return replace(now, service=step.url, service_foreign=NOTHING_SET)
        case steps.PutRoute():
            host = run.value(steps.ROUTE, "host") or step.host or ""
            service_id = step.service_id or run.value(steps.SERVICE, "service_id") or ""
            return replace(now, routes=_joined(now.routes or (), step.wanted(host, service_id)))
        case steps.WriteRoute():
            return replace(now, routes=_joined(now.routes or (), step.wanted))
        case steps.RemoveRoute():
            gone = step.before.name or step.before.id
            return replace(now, routes=tuple(route for route in now.routes or () if gone not in {route.name, route.id}))
        case steps.AddDomain() | steps.AwaitRoute():
            return now
        case _:
            assert_never(step)
