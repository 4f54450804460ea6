"""How far a run has come: which steps are to be worked on now, when the next one is, and which one failed."""

from datetime import datetime

from mesh.plan import PlannedStep
from mesh.run.journal import READING, StepNote, StepState
from mesh.run.run import Run


def runnable(run: Run, now: datetime) -> tuple[PlannedStep, ...]:
    """Return the steps to work on now: their needs are done, they are not, and they are not waiting for a later time."""
    if run.plan is None:
        return ()
    return tuple(planned for planned in run.plan.steps if _needs_are_done(run, planned) and _is_due(run.note(planned.id), now))


def _needs_are_done(run: Run, planned: PlannedStep) -> bool:
    notes = (run.note(need) for need in planned.needs)
    return all(note is not None and note.state is StepState.DONE for note in notes)


def _is_due(note: StepNote | None, now: datetime) -> bool:
    if note is None:
        return True
    if note.state in {StepState.DONE, StepState.FAILED, StepState.UNKNOWN}:
        return False
    return note.due_at is None or note.due_at <= now


def is_complete(run: Run) -> bool:
    """Say whether every step of the plan is done."""
    if run.plan is None:
        return False
    return all((note := run.note(planned.id)) is not None and note.state is StepState.DONE for planned in run.plan.steps)


def next_due(run: Run) -> datetime | None:
    """Return when the earliest waiting step wants another look, or None where none waits."""
    steps = (note for name, note in run.notes.items() if name != READING)
    times = [note.due_at for note in steps if note.state is StepState.WAITING and note.due_at]
    return min(times, default=None)


def failed_step(run: Run) -> tuple[str, StepNote] | None:
    """Return the step that failed first or whose outcome is unknown, or None."""
    failed = [(step_id, note) for step_id, note in run.notes.items() if note.state in {StepState.FAILED, StepState.UNKNOWN}]
    return min(failed, key=lambda each: each[1].ended_at or each[1].started_at, default=None)
