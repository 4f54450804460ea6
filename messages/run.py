"""The one message of a run: who asked for what, the plan with each step's state, and the outcome."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from mesh import steps
from mesh.formation import of_types, words
from mesh.plan import PlannedStep
from mesh.requests import Remove, Rollback, RouteAdd, RouteSet, Scale, Way
from mesh.route_plans import full_name
from mesh.run import READING, Answer, Run, RunState, StepNote, StepState
from messages.approval import approval_lines
from messages.blocks import Block, Rendered, context, rendered, section, sections
from messages.buttons import buttons
from messages.effects import effect_lines
from messages.steps import finding, intention
from messages.words import code, duration, escaped, quoted

DONE, FAILED, WORKING, NEXT = ":white_check_mark:", ":x:", ":hourglass_flowing_sand:", ":white_small_square:"
UNKNOWN, STOPPED = ":question:", ":octagonal_sign:"
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


def run_message(run: Run, now: datetime) -> Rendered:
    """Render a run as it stands. The text alone says the essential, for notifications and where the blocks are too much."""
    if run.answer:
        return _answer_message(run, run.answer)
    headline, outcome = _headline(run), tuple(_outcome(run, now))
    blocks: list[Block] = [section(headline), context(_asked(run))]
    blocks.extend(sections(_plan_lines(run, now)))
    blocks.extend(sections([*approval_lines(run), *outcome]))
    blocks.extend(buttons(run))
    return rendered("\n".join([headline, *outcome]), blocks)


def _answer_message(run: Run, answer: Answer) -> Rendered:
    asked = context(f"{code('/mesh ' + run.asking.words)} · {_asked(run)} · {code(run.id)}")
    return rendered(answer.text, [*json.loads(answer.blocks), asked, *buttons(run)])


def metadata(run: Run) -> dict[str, object]:
    """Say in a form for programs which run a message is about and where it stands.

    The first post says no more than that the run was asked for: where its answer is lost in a crash, the run is posted again, and the first
    message stays true.
    """
    state = "asked" if run.state is RunState.PROPOSED else run.state.value
    return {"event_type": "mesh_run", "event_payload": {"run": run.id, "state": state}}


def _headline(run: Run) -> str:
    return f"{code('/mesh ' + run.asking.words)} · {code(run.id)} · *{state_words(run)}*"


def _asked(run: Run) -> str:
    reason = f" · why: {quoted(run.asking.reason)}" if run.asking.reason else ""
    again = f" · attempt {run.attempt}, asked for by <@{run.retried_by}>" if run.retried_by else ""
    shell = " in a shell" if run.asking.way is Way.SHELL else ""
    return f"asked by <@{run.asking.person}>{shell} · mesh {escaped(run.asking.mesh)}{reason}{again}"


def state_words(run: Run) -> str:
    match run.state:
        case RunState.PROPOSED:
            return "reading Heroku and Kong" if run.note(READING) else "asked for"
        case RunState.AWAITING:
            return "waits for approval"
        case RunState.APPROVED | RunState.RUNNING:
            return "under way"
        case RunState.WAITING:
            return "under way" if run.started_at else "held back" if run.held_since else "waits in line"
        case RunState.DONE if run.asking.dry_run:
            return "plan only, nothing was changed"
        case RunState.DONE:
            return "done"
        case RunState.FAILED:
            return "failed"
        case RunState.UNKNOWN:
            return "outcome unknown"
        case RunState.REFUSED | RunState.DECLINED | RunState.EXPIRED | RunState.WITHDRAWN | RunState.SUPERSEDED | RunState.CANCELLED:
            return run.state.value
        case _:
            assert_never(run.state)


def _plan_lines(run: Run, now: datetime) -> Iterator[str]:
    reading = run.note(READING)
    if reading and not run.has_ended and run.started_at is None:
        yield f"{WORKING} {escaped(reading.why)} Trying again."
    if run.plan is None:
        return
    for remark in run.plan.remarks:
        yield f":information_source: {remark}"
    for planned in run.plan.steps:
        yield _step_line(run, planned, now)
    yield from effect_lines(run.plan)


def _step_line(run: Run, planned: PlannedStep, now: datetime) -> str:
    note, words = run.note(planned.id), intention(planned.step, run.host())
    if note is None:
        return f"{NEXT} {words}"
    match note.state:
        case StepState.DONE:
            found = finding(planned.step, note)
            return f"{DONE} {words}{f': {found}' if found else ''} · {_time(note, now)}"
        case StepState.FAILED:
            return f"{FAILED} {words} · {_time(note, now)}"
        case StepState.UNKNOWN:
            return f"{UNKNOWN} {words} · {_time(note, now)}"
        case StepState.STARTED | StepState.WAITING:
            why = f": {escaped(note.why)}" if note.why else ""
            sign = STOPPED if run.has_ended else WORKING
            return f"{sign} {words}{why} · {_time(note, now)}"
        case _:
            assert_never(note.state)


def _time(note: StepNote, now: datetime) -> str:
    return duration((note.ended_at or now) - note.started_at)


def _outcome(run: Run, now: datetime) -> Iterator[str]:
    match run.state:
        case RunState.DONE:
            yield from _done(run, now)
        case RunState.REFUSED:
            yield f":no_entry: Refused: {run.why}"
        case RunState.FAILED | RunState.CANCELLED | RunState.UNKNOWN:
            yield f"{FAILED if run.state is RunState.FAILED else UNKNOWN if run.state is RunState.UNKNOWN else STOPPED} {run.why}"
            yield from _standing(run)
        case _ if run.why:
            yield f"{WORKING} {run.why}" if not run.has_ended else run.why
    if run.advice and run.has_ended:
        yield run.advice


def _done(run: Run, now: datetime) -> Iterator[str]:
    took = duration((run.ended_at or now) - (run.since or run.asking.at))
    url = f"<https://{run.host()}/>" if run.host() else ""
    if run.plan is None or run.asking.dry_run:
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
    """Say of a run that ended early what stands and what does not."""
    if run.plan is None or not run.plan.steps:
        return
    states = {planned.id: note.state for planned in run.plan.steps if (note := run.note(planned.id))}
    done = [THINGS[planned.id] for planned in run.plan.steps if states.get(planned.id) is StepState.DONE]
    unknown = [THINGS[planned.id] for planned in run.plan.steps if states.get(planned.id) is StepState.UNKNOWN]
    left = [THINGS[each.id] for each in run.plan.steps if states.get(each.id) in {StepState.STARTED, StepState.WAITING}]
    not_done = [THINGS[each.id] for each in run.plan.steps if states.get(each.id) in {StepState.FAILED, None}]
    parts = (("What stands: ", done), ("Unknown: ", unknown), ("Left under way: ", left), ("What does not: ", not_done))
    yield " ".join(f"{title}{', '.join(names)}." for title, names in parts if names) + " Nothing was taken back."
