"""What came out of a run: what it did or left as it is, and what stands where it ended early."""

from collections.abc import Iterator
from datetime import datetime

from mesh import steps
from mesh.formation import of_types, words
from mesh.requests import Remove, Rollback, RouteAdd, RouteSet, Scale
from mesh.route_plans import full_name
from mesh.run import Run, RunState, StepState
from messages.states import DONE, FAILED, STOPPED, UNKNOWN, WORKING
from messages.words import code, duration

THINGS = {
    steps.CREATE_APP: "the app",
    steps.BUILDPACKS: "its buildpacks",
    steps.DATABASE: "its database",
    steps.CONFIG: "its config",
    steps.DOMAIN: "its domain",
    steps.SERVICE: "the Kong service",
    steps.ROUTE: "the Kong route",
    steps.WRITE_ROUTE: "the Kong route",
    steps.REMOVE_ROUTE: "the removal of the Kong route",
    steps.AWAIT_ROUTE: "that every Kong node has seen it",
    steps.BUILD: "the build",
    steps.RELEASE: "its release",
    steps.SCALE: "its dynos",
    steps.RESTART: "the restart",
    steps.ROLLBACK: "the rollback",
    steps.HEALTHY: "answering through Kong",
    steps.JOIN: "the app's name",
    steps.REMOVE_ROUTES: "the removal of its Kong routes",
    steps.REMOVE_SERVICE: "the removal of its Kong service",
    steps.DETACH_DATABASE: "the detaching of its database",
    steps.UNSET_CONFIG: "the removal of its config",
    steps.DESTROY_APP: "the destruction of the app",
}


def outcome_lines(run: Run, now: datetime) -> Iterator[str]:
    """Yield what a run has come to so far."""
    match run.state:
        case RunState.DONE:
            yield from _done(run, now)
        case RunState.REFUSED:
            yield f":no_entry: Refused: {run.why}"
            yield from _standing(run)
        case RunState.FAILED | RunState.CANCELLED | RunState.UNKNOWN:
            yield f"{FAILED if run.state is RunState.FAILED else UNKNOWN if run.state is RunState.UNKNOWN else STOPPED} {run.why}"
            yield from _standing(run)
        case _ if run.has_ended:
            yield from filter(None, (run.why,))
            yield from _standing(run)
        case _ if run.why:
            yield f"{WORKING} {run.why}"
    if run.advice and run.has_ended:
        yield run.advice


def _done(run: Run, now: datetime) -> Iterator[str]:
    took = duration((run.ended_at or now) - (run.since or run.asking.at))
    url = f"<https://{run.host()}/>" if run.host() else ""
    if run.plan is None or (run.asking.dry_run and not run.has_begun_a_step):
        has_steps = run.plan is not None and run.plan.steps
        plan_only = "plan" if run.asking.words.lower().startswith("plan ") else "--dry-run"
        yield (f"Without {code(plan_only)} these steps would be taken now." if has_steps else f"There is nothing to do: {_as_it_is(run)}")
    elif not run.plan.steps:
        yield f"{DONE} There is nothing to do: {_as_it_is(run)} {url}".rstrip()
    else:
        dynos = run.value(steps.HEALTHY, "dynos")
        up = ", no dyno is up" if dynos == "" else f", dynos up: {code(dynos)}" if dynos else ""
        yield f"{DONE} *Done* in {took}{up}. {url}".rstrip()


def _as_it_is(run: Run) -> str:
    request = run.request
    if isinstance(request, RouteAdd | RouteSet):
        return f"the route {code(full_name(request.service, request.name))} is so already."
    if isinstance(request, Remove):
        return f"{code(run.service)} is out of the mesh."
    found = run.plan.found.formation if run.plan and run.plan.found else None
    if isinstance(request, Scale):
        now = of_types(found or (), (change.type for change in request.changes))
        return f"{code(run.service)} is scaled so already: {code(words(now))}."
    if isinstance(request, Rollback):
        return f"{code(run.service)} runs v{request.version} already."
    return f"{code(run.service)} is a healthy mesh app already."


def _standing(run: Run) -> Iterator[str]:
    """Say of a run that ended early what stands and what does not, told from what was begun; nothing where nothing was."""
    if run.plan is None or not run.plan.steps or not (run.has_begun_a_step or run.started_at):
        return
    states = {planned.id: note.state for planned in run.plan.steps if (note := run.note(planned.id))}
    done = [THINGS[planned.id] for planned in run.plan.steps if states.get(planned.id) is StepState.DONE]
    unknown = [THINGS[planned.id] for planned in run.plan.steps if states.get(planned.id) is StepState.UNKNOWN]
    left = [THINGS[each.id] for each in run.plan.steps if states.get(each.id) in {StepState.STARTED, StepState.WAITING}]
    not_done = [THINGS[each.id] for each in run.plan.steps if states.get(each.id) in {StepState.FAILED, None}]
    parts = (("What stands: ", done), ("Unknown: ", unknown), ("Left under way: ", left), ("What does not: ", not_done))
    yield " ".join(f"{title}{', '.join(names)}." for title, names in parts if names) + " Nothing was taken back."
