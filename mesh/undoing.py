"""The inverse of a finished route change, as a request of its own: planned, shown and approved like any other."""

from collections.abc import Iterable

from mesh.found import Route
from mesh.plan import Refusal
from mesh.requests import RouteAdd, RouteChange, RouteFields, RouteRemove, RouteSet
from mesh.run import Run, RunState
from mesh.steps import RemoveRoute, WriteRoute

OPEN = frozenset({RunState.AWAITING, RunState.APPROVED, RunState.RUNNING, RunState.WAITING, RunState.PROPOSED})


def inverse(run: Run, others: Iterable[Run]) -> RouteChange | Refusal:
    """Return the request that takes a run's change back, or why that cannot be asked for. `others` are runs of the same app."""
    if run.state is not RunState.DONE or run.asking.dry_run or run.plan is None:
        return Refusal(f"`{run.id}` is {run.state.value} and changed nothing that could be undone.")
    step = next((each.step for each in run.plan.steps if isinstance(each.step, WriteRoute | RemoveRoute)), None)
    if step is None:
        return Refusal(f"`{run.id}` changed no route; only a route change can be undone so far.")
    name = step.wanted.name if isinstance(step, WriteRoute) else step.before.name
    if step.before is not None and not step.before.hosts:
        return Refusal(f"`{name}` was a route for every host, which no command of mine makes again.", "Set it at Kong's Admin API.")
    later = next((other for other in others if _stands_on(other, run, name)), None)
    if later:
        what = "has changed the same route since" if later.state is RunState.DONE else "is about to change the same route"
        return Refusal(
            f"`{later.id}` {what}, so `{run.id}` cannot be undone by itself.", f"Undo `{later.id}` first, or set the route as it should be."
        )
    if isinstance(step, RemoveRoute):
        return RouteAdd(run.service, name, _fields(step.before))
    return RouteRemove(run.service, name) if step.before is None else RouteSet(run.service, name, _fields(step.before))


def _stands_on(other: Run, run: Run, name: str) -> bool:
    """Say whether another run came after this one and concerns the same route."""
    if other.id == run.id or other.asking.mesh != run.asking.mesh or other.asking.at <= run.asking.at:
        return False
    if other.asking.dry_run or other.plan is None:
        return False
    routes = {
        each.step.wanted.name if isinstance(each.step, WriteRoute) else each.step.before.name
        for each in other.plan.steps
        if isinstance(each.step, WriteRoute | RemoveRoute)
    }
    return name in routes and (other.state in OPEN or other.state is RunState.DONE)


def _fields(route: Route) -> RouteFields:
    return RouteFields(
        hosts=route.hosts or None,
        paths=route.paths,
        methods=route.methods,
        protocols=route.protocols or None,
        strip_path=route.strip_path,
        preserve_host=route.preserve_host,
        regex_priority=route.regex_priority,
    )
