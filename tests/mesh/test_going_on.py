"""What a retry takes over of the attempt before it."""

from datetime import timedelta

from mesh import steps
from mesh.run import Run, RunState, StepNote, StepState, gone_on_with, is_taken_once
from tests.examples import APP, NOON, a_note, a_plan, a_run, dynos

LATER = NOON + timedelta(hours=1)
RESTART = steps.RestartDynos(APP, {"web.1": "d-1"}, ("web",))
HEALTHY = steps.AwaitHealth(APP, "host", "1.0.2", dynos("web=1"))
FROM_NEW_IDS = a_plan(steps.RestartDynos(APP, {"web.1": "d-2"}, ("web",)), HEALTHY)


def a_restart(**notes: StepNote) -> Run:
    """Return a run that is tried a second time, with what its first attempt noted."""
    return a_run(state=RunState.APPROVED, plan=a_plan(RESTART, HEALTHY), notes=notes, attempt=2, since=LATER)


def test_a_restart_that_was_done_is_not_begun_a_second_time() -> None:
    run = gone_on_with(a_restart(restart=a_note(), healthy=a_note(StepState.FAILED)), FROM_NEW_IDS)

    assert run.plan == a_plan(RESTART, HEALTHY)
    assert run.notes == {"restart": a_note()}


def test_of_a_restart_that_failed_so_much_is_kept_that_its_next_try_looks_first() -> None:
    run = gone_on_with(a_restart(restart=a_note(StepState.UNKNOWN, after={"asked": "once"})), FROM_NEW_IDS)

    assert run.plan == a_plan(RESTART, HEALTHY)
    assert run.notes == {"restart": StepNote(StepState.WAITING, LATER)}


def test_before_its_first_step_a_restart_is_planned_anew_like_all_else() -> None:
    assert not is_taken_once(a_restart())
    assert gone_on_with(a_restart(), FROM_NEW_IDS).plan == FROM_NEW_IDS


def test_what_sets_rather_than_adds_is_planned_anew() -> None:
    scale = a_plan(steps.Scale(APP, dynos("web=3")), HEALTHY)
    run = a_run(state=RunState.APPROVED, plan=scale, notes={"scale": a_note(StepState.FAILED)}, attempt=2)

    assert gone_on_with(run, scale).notes == {}
