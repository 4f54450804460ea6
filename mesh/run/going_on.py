"""How a run goes on with a new plan: what it has done stays, and what is taken once is not taken again."""

from dataclasses import replace

from mesh.plan import Plan, PlannedStep
from mesh.run.journal import StepNote, StepState
from mesh.run.run import Run
from mesh.steps import RESTART, ROLLBACK, AwaitHealth, AwaitRelease, AwaitRoute

TAKEN_ONCE = (RESTART, ROLLBACK)


def is_taken_once(run: Run) -> bool:
    """Say whether a run has begun what a retry must not begin anew from what is found then: a second restart, a release further back."""
    return any(run.note(kind) is not None for kind in TAKEN_ONCE)


def gone_on_with(run: Run, plan: Plan) -> Run:
    """Return the run with a new plan in front of which the steps that are done stay, as far as the new plan does not take them anew.

    With them stays the look at a route change that is done, which no plan holds that finds the route as it should be. What is taken once
    keeps its plan, and of a try that failed so much that the next one looks first.
    """
    if is_taken_once(run):
        notes = {name: note for name, note in run.notes.items() if note.state is StepState.DONE or name in TAKEN_ONCE}
        return replace(run, notes={name: note if note.state is StepState.DONE else _once_more(note, run) for name, note in notes.items()})
    done = _done(run)
    old = (planned for planned in (run.plan.steps if run.plan else ()) if plan.step(planned.id) is None)
    kept = tuple(planned for planned in old if planned.id in done or _looks_at(planned, done))
    whole = replace(plan, steps=(*kept, *plan.steps))
    return replace(run, plan=whole, notes={planned.id: run.notes[planned.id] for planned in kept if planned.id in done})


def left_to_look(run: Run) -> bool:
    """Say whether all that is left of the plan is to look at what is done: that needs no new plan, and nobody's approval.

    That is so of a route change, and of what is taken once; of all else the plan is made anew.
    """
    done, left = _done(run), steps_left(run)
    once = is_taken_once(run)
    looks = [_looks_at(each, done) or (once and isinstance(each.step, AwaitRelease | AwaitHealth)) for each in left]
    return bool(looks) and all(looks)


def only_looks_left(run: Run) -> bool:
    """Say whether whatever is left of the plan, if anything, writes nothing: nobody need approve that."""
    return all(isinstance(each.step, AwaitRoute | AwaitRelease | AwaitHealth) for each in steps_left(run))


def steps_left(run: Run) -> tuple[PlannedStep, ...]:
    """Return the steps of a run's plan that are not done."""
    done = _done(run)
    return tuple(planned for planned in (run.plan.steps if run.plan else ()) if planned.id not in done)


def digest_left(run: Run) -> str:
    """Name exactly what a run would still do: the digest of its plan without the steps that are done; empty without a plan."""
    return replace(run.plan, steps=steps_left(run)).digest if run.plan else ""


def _done(run: Run) -> set[str]:
    return {step_id for step_id, note in run.notes.items() if note.state is StepState.DONE}


def _looks_at(planned: PlannedStep, done: set[str]) -> bool:
    return isinstance(planned.step, AwaitRoute) and bool(planned.needs) and set(planned.needs) <= done


def _once_more(note: StepNote, run: Run) -> StepNote:
    return StepNote(StepState.WAITING, run.since or note.started_at)
