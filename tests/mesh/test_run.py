from datetime import timedelta
from itertools import product

import pytest

from mesh import steps
from mesh.run import ENDED, Run, RunState, StepState, failed_step, is_complete, next_due, runnable
from mesh.run import RunState as S
from tests.examples import APP, BUILDPACKS, HOST, NOON, SERVICE, SOURCE, a_note, a_plan, a_run

SECOND = timedelta(seconds=1)

ALLOWED = {
    *product([S.PROPOSED], [S.AWAITING, S.APPROVED, S.REFUSED, S.DONE, S.FAILED, S.WITHDRAWN]),
    *product([S.AWAITING], [S.APPROVED, S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.SUPERSEDED]),
    *product([S.APPROVED], [S.RUNNING, S.WAITING, S.AWAITING, S.REFUSED, S.WITHDRAWN, S.FAILED]),
    *product([S.RUNNING], [S.WAITING, S.DONE, S.FAILED, S.CANCELLED, S.UNKNOWN]),
    *product([S.AWAITING], [S.AWAITING, S.FAILED]),
    *product([S.WAITING], [S.RUNNING, S.AWAITING, S.CANCELLED, S.EXPIRED, S.REFUSED, S.FAILED, S.WITHDRAWN, S.UNKNOWN]),
    *product([S.FAILED, S.UNKNOWN], [S.PROPOSED]),
}


@pytest.mark.parametrize(("before", "after"), sorted(ALLOWED))
def test_a_run_may_move_along_its_way(before: RunState, after: RunState) -> None:
    assert a_run(state=before).moved(after).state is after


@pytest.mark.parametrize(("before", "after"), sorted(set(product(S, S)) - ALLOWED))
def test_every_other_move_is_an_error(before: RunState, after: RunState) -> None:
    with pytest.raises(ValueError, match=f"cannot go from {before} to {after}"):
        a_run(state=before).moved(after)


def test_a_move_may_change_other_fields_with_it() -> None:
    assert a_run().moved(S.REFUSED, why="somebody else's", ended_at=NOON).why == "somebody else's"


def test_a_move_leaves_the_run_before_it_as_it_was() -> None:
    run = a_run()
    run.moved(S.APPROVED)

    assert run.state is S.PROPOSED


@pytest.mark.parametrize("state", sorted(ENDED - {S.FAILED, S.UNKNOWN}))
def test_what_has_ended_stays_as_it_ended(state: RunState) -> None:
    assert not [after for before, after in ALLOWED if before is state]


@pytest.mark.parametrize("state", [S.PROPOSED, S.AWAITING, S.APPROVED, S.RUNNING, S.WAITING])
def test_a_run_that_is_under_way_has_not_ended(state: RunState) -> None:
    assert not a_run(state=state).has_ended


create = steps.CreateApp(APP, "us", "heroku-24", None)
buildpacks = steps.SetBuildpacks(APP, BUILDPACKS)
service = steps.PutService(SERVICE, "http://127.0.0.1:5000")
build = steps.BuildSource(APP, SOURCE)

PLAN = a_plan(create, buildpacks, service, build, needs={"buildpacks": ("create-app",), "build": ("buildpacks",)})


def a_running(**notes: StepState) -> Run:
    """Return a run of create → buildpacks → build beside service, each step in the state given under its name."""
    return a_run(state=S.RUNNING, plan=PLAN, notes={name.replace("_", "-"): a_note(state) for name, state in notes.items()})


def ids(run: Run) -> list[str]:
    return [planned.id for planned in runnable(run, NOON)]


def test_at_first_every_step_without_needs_may_run() -> None:
    assert ids(a_running()) == ["create-app", "service"]


def test_a_step_may_run_once_its_needs_are_done() -> None:
    assert ids(a_running(create_app=StepState.DONE)) == ["buildpacks", "service"]


@pytest.mark.parametrize("state", [StepState.STARTED, StepState.WAITING, StepState.FAILED])
def test_a_step_does_not_run_before_its_needs_are_done(state: StepState) -> None:
    assert "buildpacks" not in ids(a_running(create_app=state))


@pytest.mark.parametrize("state", [StepState.DONE, StepState.FAILED])
def test_a_step_that_came_to_its_end_does_not_run_again(state: StepState) -> None:
    assert "service" not in ids(a_running(service=state))


def test_a_step_that_was_started_and_never_noted_as_done_runs_again() -> None:
    assert "service" in ids(a_running(service=StepState.STARTED))


def test_a_waiting_step_runs_when_it_is_due() -> None:
    run = a_running().with_note("service", a_note(StepState.WAITING, due_at=NOON))

    assert "service" in ids(run)


def test_a_waiting_step_does_not_run_earlier() -> None:
    run = a_running().with_note("service", a_note(StepState.WAITING, due_at=NOON + SECOND))

    assert "service" not in ids(run)


def test_a_run_without_a_plan_has_nothing_to_run() -> None:
    assert ids(a_run()) == []


def test_a_run_is_complete_once_every_step_is_done() -> None:
    done = StepState.DONE

    assert is_complete(a_running(create_app=done, buildpacks=done, service=done, build=done))


@pytest.mark.parametrize("last", [StepState.STARTED, StepState.WAITING, StepState.FAILED])
def test_a_run_is_not_complete_before_that(last: StepState) -> None:
    done = StepState.DONE

    assert not is_complete(a_running(create_app=done, buildpacks=done, service=done, build=last))


def test_a_run_with_a_step_never_begun_is_not_complete() -> None:
    assert not is_complete(a_running(create_app=StepState.DONE))


def test_a_run_without_a_plan_is_not_complete() -> None:
    assert not is_complete(a_run())


def test_the_next_look_is_at_the_earliest_waiting_step() -> None:
    run = a_running().with_note("build", a_note(StepState.WAITING, due_at=NOON + 30 * SECOND))
    run = run.with_note("service", a_note(StepState.WAITING, due_at=NOON + 5 * SECOND))

    assert next_due(run) == NOON + 5 * SECOND


def test_where_no_step_waits_there_is_no_next_look() -> None:
    assert next_due(a_running(create_app=StepState.DONE)) is None


def test_the_step_that_failed_first_is_the_one_that_failed_the_run() -> None:
    run = a_running().with_note("build", a_note(StepState.FAILED, ended_at=NOON + 9 * SECOND, why="second"))
    run = run.with_note("service", a_note(StepState.FAILED, ended_at=NOON + SECOND, why="first"))

    step_id, note = failed_step(run) or ("", a_note())

    assert (step_id, note.why) == ("service", "first")


def test_where_no_step_failed_none_is_named() -> None:
    assert failed_step(a_running(create_app=StepState.DONE)) is None


def test_an_apps_host_is_the_plans_where_the_app_stood() -> None:
    assert a_running().host() == HOST


def test_an_apps_host_is_that_of_its_creation_where_the_plan_could_not_know_it() -> None:
    run = a_run(plan=a_plan(create, host=None)).with_note("create-app", a_note(after={"host": HOST}))

    assert run.host() == HOST


def test_an_apps_host_is_not_guessed_before_the_app_is_there() -> None:
    assert a_run(plan=a_plan(create, host=None)).host() is None


def test_what_a_step_noted_is_read_by_its_name() -> None:
    run = a_running().with_note("build", a_note(after={"build": "b-1"}))

    assert (run.value("build", "build"), run.value("build", "release"), run.value("release", "version")) == ("b-1", None, None)


def test_a_failed_reading_that_is_over_brings_no_run_up_again() -> None:
    reading = a_note(StepState.WAITING, due_at=NOON)
    later = a_note(StepState.WAITING, due_at=NOON + SECOND)
    assert next_due(a_run(notes={"reading": reading, "build": later})) == NOON + SECOND


def test_a_move_ends_the_series_of_failed_readings_and_keeps_all_other_notes() -> None:
    run = a_run(notes={"reading": a_note(StepState.WAITING, tries=3), "build": a_note()})
    assert run.moved(S.APPROVED).notes == {"build": a_note()}
