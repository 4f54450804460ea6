from datetime import datetime, timedelta

import pytest

from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.run import StepNote, StepState
from mesh.run.retries import after_outcome, after_permanent, after_temporary
from mesh.steps import Done, Wait
from tests.examples import NOON, a_note

STARTED = a_note(StepState.STARTED)
LOST = TemporaryFailure("Heroku does not answer.")


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def wait_s(note: StepNote, now: datetime = NOON) -> float:
    assert note.due_at is not None
    return (note.due_at - now).total_seconds()


def test_a_step_that_is_done_keeps_what_it_and_its_earlier_tries_found_out() -> None:
    note = after_outcome("build", a_note(StepState.STARTED, after={"build": "b-1"}), Done({"release": "r-1"}), after(2))

    assert (note.state, note.ended_at, note.after) == (StepState.DONE, after(2), {"build": "b-1", "release": "r-1"})


def test_a_step_that_must_wait_says_why_and_is_due_then() -> None:
    note = after_outcome("build", STARTED, Wait(30, "building", {"build": "b-1"}), NOON)

    assert (note.state, wait_s(note), note.why, note.after) == (StepState.WAITING, 30, "building", {"build": "b-1"})


def test_an_answer_ends_a_row_of_failures() -> None:
    failing = a_note(StepState.STARTED, tries=7, failing_since=NOON)

    note = after_outcome("build", failing, Wait(30, "building"), after(29))

    assert (note.tries, note.failing_since) == (0, None)


LIMITS = [("build", 60), ("release", 65), ("healthy", 10)]


@pytest.mark.parametrize(("step", "minutes"), LIMITS)
def test_a_step_may_wait_as_long_as_its_limit(step: str, minutes: int) -> None:
    assert after_outcome(step, STARTED, Wait(30, "building"), after(minutes)).state is StepState.WAITING


@pytest.mark.parametrize(("step", "minutes"), LIMITS)
def test_a_step_that_waited_longer_fails_and_says_for_what(step: str, minutes: int) -> None:
    note = after_outcome(step, STARTED, Wait(30, "not yet"), after(minutes + 0.1))

    assert (note.state, note.why) == (StepState.FAILED, f"still not there after {minutes} minutes: not yet")


def test_a_step_that_waited_too_long_says_what_to_do() -> None:
    assert after_outcome("healthy", STARTED, Wait(30, "not yet"), after(11)).advice


def test_a_temporary_failure_is_tried_again() -> None:
    note = after_temporary("build", STARTED, LOST, NOON, jitter=0.5)

    assert (note.state, note.tries, note.failing_since, note.why) == (StepState.WAITING, 1, NOON, "Heroku does not answer.")


@pytest.mark.parametrize(("tries", "seconds"), [(0, 1), (1, 2.8), (2, 7.84), (6, 481.9)])
def test_the_waits_between_tries_grow_so_that_eight_tries_last_minutes(tries: int, seconds: float) -> None:
    assert wait_s(after_temporary("build", a_note(StepState.STARTED, tries=tries), LOST, NOON, jitter=0.5)) == pytest.approx(
        seconds, abs=0.1
    )


@pytest.mark.parametrize(("jitter", "seconds"), [(0.0, 3.92), (1.0, 11.76)])
def test_the_wait_is_scattered_so_that_runs_do_not_try_again_together(jitter: float, seconds: float) -> None:
    assert wait_s(after_temporary("build", a_note(StepState.STARTED, tries=2), LOST, NOON, jitter)) == pytest.approx(seconds)


def test_the_wait_is_never_shorter_than_the_vendor_asked_for() -> None:
    limited = TemporaryFailure("too many requests", retry_after_s=90)

    assert wait_s(after_temporary("build", STARTED, limited, NOON, jitter=0.5)) == 90


@pytest.mark.parametrize(("step", "tries"), [("build", 8), ("config", 8), ("database", 3)])
def test_after_enough_tries_in_a_row_the_step_fails_and_says_how_many(step: str, tries: int) -> None:
    note = after_temporary(step, a_note(StepState.STARTED, tries=tries - 1, failing_since=NOON), LOST, after(1), jitter=0.5)

    assert (note.state, note.why) == (StepState.FAILED, f"Heroku does not answer. (tried {tries} times)")


@pytest.mark.parametrize(("step", "tries"), [("build", 7), ("database", 2)])
def test_before_that_it_is_tried_again(step: str, tries: int) -> None:
    note = after_temporary(step, a_note(StepState.STARTED, tries=tries - 1, failing_since=NOON), LOST, after(1), jitter=0.5)

    assert note.state is StepState.WAITING


def test_a_step_that_has_failed_for_half_an_hour_is_not_tried_again() -> None:
    failing = a_note(StepState.STARTED, tries=2, failing_since=NOON)

    assert after_temporary("build", failing, LOST, after(30.1), jitter=0.5).state is StepState.FAILED


def test_a_step_that_gives_up_says_that_typing_it_again_goes_on() -> None:
    failing = a_note(StepState.STARTED, tries=7, failing_since=NOON)

    assert "type the command again" in after_temporary("build", failing, LOST, after(1), jitter=0.5).advice


def test_a_failure_keeps_what_the_step_had_found_out() -> None:
    assert after_temporary("build", a_note(StepState.STARTED, after={"build": "b-1"}), LOST, NOON, jitter=0).after == {"build": "b-1"}


def test_a_permanent_failure_fails_at_once_with_its_advice_and_details() -> None:
    failure = PermanentFailure("Heroku could not build it.", advice="Mend the source.", details="-----> error")

    note = after_permanent(STARTED, failure, after(3))

    assert (note.state, note.ended_at, note.why, note.advice, note.details) == (
        StepState.FAILED,
        after(3),
        "Heroku could not build it.",
        "Mend the source.",
        "-----> error",
    )


MAY_STAND = a_note(StepState.STARTED, may_stand=True)
REFUSED = PermanentFailure("Heroku refused it.", advice="Ask an owner of the app.", details="403")


def test_a_permanent_failure_after_a_lost_answer_is_unknown_and_keeps_what_the_vendor_said() -> None:
    note = after_permanent(MAY_STAND, REFUSED, after(3))

    assert (note.state, note.may_stand, note.why, note.details) == (StepState.UNKNOWN, True, "Heroku refused it.", "403")
    assert note.advice == (
        "Whether an earlier try was done is not known: look at the vendor's own page, or retry, which looks first. Ask an owner of the app."
    )


def test_a_permanent_failure_after_a_look_that_showed_what_is_there_has_failed() -> None:
    looked = after_outcome("scale", MAY_STAND, Wait(3, "not there"), after(1))

    assert (looked.may_stand, after_permanent(looked, REFUSED, after(3)).state) == (False, StepState.FAILED)


def test_waiting_for_another_run_is_no_look_and_leaves_a_lost_answer_unknown() -> None:
    waited = after_outcome("route", MAY_STAND, Wait(0.5, "another run writes", has_looked=False), after(1))

    assert (waited.may_stand, after_permanent(waited, REFUSED, after(3)).state) == (True, StepState.UNKNOWN)


def test_waiting_for_another_run_for_too_long_after_a_lost_answer_ends_unknown() -> None:
    assert after_outcome("route", MAY_STAND, Wait(0.5, "another run writes", has_looked=False), after(61)).state is StepState.UNKNOWN
