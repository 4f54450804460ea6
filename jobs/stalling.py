"""What becomes of a run whose job ran out of time, or whose workers die or stall at it again and again."""

import logging
from dataclasses import replace

from jobs.ending import ended
from jobs.tools import Tools
from mesh.errors import Overtaken, PermanentFailure, TemporaryFailure
from mesh.requests import Question
from mesh.run import Run, RunState, StepNote, StepState
from messages.steps import intention

log = logging.getLogger(__name__)

TAKEN_IN_VAIN = 5  # so often in a row is a run taken up without a step noted or the run left in order


def end_out_of_time(tools: Tools, run_id: str, after_s: float) -> None:
    """End a run whose reading or planning took all of a job's time; one that has begun is taken up again, and that is counted."""
    try:
        run = tools.store.get(run_id)
        log.error("job ran out of time", extra={"run": run_id, "after_s": after_s})
        if run is None or run.has_ended or run.started_at is not None:
            return
        what = "Answering this" if isinstance(run.request, Question) else "Reading and planning this"
        ended(
            tools,
            run,
            RunState.FAILED,
            why=f"{what} took longer than the {after_s:.0f} seconds that it may take, so it was stopped.",
            advice=f"Ask for less at once, or try again later. The log has more under {run_id}.",
        )
    except Overtaken:
        log.info("run was changed by somebody else", extra={"run": run_id})
    except (TemporaryFailure, PermanentFailure) as failure:  # it comes due again, and is counted then
        log.warning("run not ended", extra={"run": run_id, "why": str(failure)})


def ended_if_in_vain(tools: Tools, run: Run, epoch: int) -> Run | None:
    """End a run that was taken up again and again and got nowhere; return it, or None where it may be tried once more."""
    if run.has_ended or tools.leases.in_vain(run.id) <= TAKEN_IN_VAIN:
        return None
    why = f"Its workers died or stalled {TAKEN_IN_VAIN} times in a row"
    advice = f"The log has more under {run.id}: look for `process ended` and `job ran out of time`."
    open_notes = _started(run)
    for step_id, note in open_notes.items():
        lost = replace(note, state=StepState.UNKNOWN, ended_at=tools.now(), may_stand=True, why="the worker that took it did not come back")
        tools.store.keep_note(run.id, epoch, step_id, lost)
        run = run.with_note(step_id, lost)
    if not open_notes:
        return ended(tools, run, RunState.FAILED, why=f"{why}, so it was stopped. No step was under way.", advice=advice)
    plan = run.plan
    under_way = [intention(planned.step, run.host()) for name in open_notes if plan and (planned := plan.step(name))]
    return ended(
        tools,
        run,
        RunState.UNKNOWN,
        why=f"{why} while it was about to {', '.join(under_way)}, so whether that was done is not known.",
        advice=f"Look at the vendor's own page, or retry, which looks first. {advice}",
    )


def _started(run: Run) -> dict[str, StepNote]:
    """Return the notes of steps that were begun and never answered."""
    steps = [planned.id for planned in run.plan.steps] if run.plan and run.started_at else []
    notes = {step_id: run.note(step_id) for step_id in steps}
    return {step_id: note for step_id, note in notes.items() if note and note.state is StepState.STARTED}
