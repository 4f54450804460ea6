"""What the one message of a run says, state by state, as a person reads it."""

from datetime import timedelta

import pytest

from mesh import steps
from mesh.plan import Plan
from mesh.run import READING, Run, RunState, StepState
from mesh.run import RunState as S
from messages.run import metadata, run_message
from tests.examples import APP, BUILDPACKS, HOST, KONG_VERSION, NOON, SERVICE, SOURCE, a_note, a_plan, a_run, dynos
from tests.messages.limits import problems, shown

SECOND = timedelta(seconds=1)
PLAN = a_plan(steps.PutService(SERVICE, "http://127.0.0.1:5000"), steps.BuildSource(APP, SOURCE), steps.AwaitRelease(APP))
ENDED_AT = NOON + 72 * SECOND


def seen(run: Run, after_s: float = 60) -> str:
    """Return what a person sees of a run that was asked for at noon, some seconds later."""
    return shown(run_message(run, NOON + after_s * SECOND))


def under_way(**changes: object) -> Run:
    return a_run(**{"state": S.RUNNING, "plan": PLAN, "started_at": NOON, **changes})


def test_a_new_run_says_who_asked_and_nothing_that_could_become_untrue() -> None:
    assert seen(a_run(reason="new shop")) == (
        "`r-7k3f` · *asked for* · `/mesh add web-ui`\nasked by <@U0OPERATOR> · mesh main · why: “new shop”"
    )


def test_a_run_whose_reading_fails_says_so() -> None:
    reading = a_note(StepState.WAITING, why="Heroku does not answer.")

    assert ":hourglass_flowing_sand: Heroku does not answer. Trying again." in seen(a_run(notes={READING: reading}))


def test_a_plan_is_shown_before_anything_runs() -> None:
    assert seen(a_run(state=S.APPROVED, plan=PLAN)).splitlines()[:5] == [
        "`r-7k3f` · *under way* · `/mesh add web-ui`",
        "asked by <@U0OPERATOR> · mesh main",
        ":white_small_square: register the Kong service `web-ui` at http://127.0.0.1:5000",
        ":white_small_square: build mars/tinyrobot-science-mesh-web-ui@master",
        ":white_small_square: release the build",
    ]


def test_steps_show_how_they_go_and_how_long_they_take() -> None:
    notes = {
        "service": a_note(StepState.DONE, ended_at=NOON + 0.4 * SECOND),
        "build": a_note(StepState.WAITING, why="building"),
    }

    assert seen(under_way(notes=notes), after_s=65).splitlines()[2:5] == [
        ":white_check_mark: register the Kong service `web-ui` at http://127.0.0.1:5000 · 0.4 s",
        ":hourglass_flowing_sand: build mars/tinyrobot-science-mesh-web-ui@master: building · 1 min 5 s",
        ":white_small_square: release the build",
    ]


def test_a_step_that_is_done_shows_what_it_found_out() -> None:
    notes = {"release": a_note(StepState.DONE, ended_at=NOON + 2 * SECOND, after={"version": "5"})}

    assert ":white_check_mark: release the build: v5 · 2.0 s" in seen(under_way(notes=notes))


def test_a_step_that_is_tried_again_says_why() -> None:
    notes = {"service": a_note(StepState.WAITING, tries=2, why="Kong answered 503.")}

    assert "at http://127.0.0.1:5000: Kong answered 503. · 1 min" in seen(under_way(notes=notes))


def test_a_run_that_waits_between_looks_is_under_way() -> None:
    assert "*under way*" in seen(under_way(state=S.WAITING))


def test_a_run_behind_another_waits_in_line_and_says_behind_which() -> None:
    text = seen(a_run(state=S.WAITING, plan=PLAN, why="`r-2222` of <@U0ADMIN> goes on first."))

    assert "*waits in line*" in text
    assert ":hourglass_flowing_sand: `r-2222` of <@U0ADMIN> goes on first." in text


def test_a_finished_run_says_how_long_it_took_what_is_up_and_where() -> None:
    health = steps.AwaitHealth(APP, HOST, KONG_VERSION, dynos("web=1"))
    after = {"dynos": "web=1:basic", "status": "200", "visit_s": "0.08", "via": "kong/1.0.2"}
    notes = {"healthy": a_note(StepState.DONE, ended_at=ENDED_AT, after=after)}

    text = seen(under_way(state=S.DONE, plan=a_plan(health), notes=notes, ended_at=ENDED_AT))

    assert text.splitlines()[2:] == [
        ":white_check_mark: wait until its dynos are up and it answers through Kong: 200 in 0.08 s, kong/1.0.2 · 1 min 12 s",
        f":white_check_mark: *Done* in 1 min 12 s, dynos up: `web=1:basic`. <https://{HOST}/>",
    ]


def test_a_finished_run_looks_the_same_however_much_later() -> None:
    run = under_way(state=S.DONE, ended_at=ENDED_AT)

    assert seen(run, after_s=100) == seen(run, after_s=10_000)


def test_a_healthy_app_says_that_there_is_nothing_to_do() -> None:
    assert seen(a_run(state=S.DONE, plan=a_plan(), ended_at=ENDED_AT)).splitlines()[-1] == (
        f":white_check_mark: There is nothing to do: `web-ui` is a healthy mesh app already. <https://{HOST}/>"
    )


def test_a_dry_run_shows_the_plan_and_says_that_nothing_was_changed() -> None:
    text = seen(a_run(state=S.DONE, plan=PLAN, dry_run=True, ended_at=ENDED_AT))

    assert "*plan only, nothing was changed*" in text
    assert ":white_small_square: release the build\nWithout `--dry-run` these steps would be taken now." in text


def test_a_dry_run_of_a_healthy_app_says_that_there_is_nothing_to_do() -> None:
    assert "There is nothing to do" in seen(a_run(state=S.DONE, plan=a_plan(), dry_run=True, ended_at=ENDED_AT))


def test_a_failed_run_says_what_failed_what_stands_and_what_to_do() -> None:
    notes = {
        "service": a_note(StepState.DONE, ended_at=NOON + SECOND),
        "build": a_note(StepState.FAILED, ended_at=ENDED_AT),
    }
    run = under_way(state=S.FAILED, notes=notes, why="Could not build it: no.", advice="Mend the source.", ended_at=ENDED_AT)

    assert seen(run).splitlines()[3:] == [
        ":x: build mars/tinyrobot-science-mesh-web-ui@master · 1 min 12 s",
        ":white_small_square: release the build",
        ":x: Could not build it: no.",
        "What stands: the Kong service. What does not: the build, its release. Nothing was taken back.",
        "Mend the source.",
        "Retry",
    ]


def test_a_run_that_failed_before_anything_stood_says_so() -> None:
    notes = {"service": a_note(StepState.FAILED, ended_at=ENDED_AT)}

    assert "What does not: the Kong service, the build, its release." in seen(under_way(state=S.FAILED, notes=notes, why="No."))


@pytest.mark.parametrize("state", [S.UNKNOWN, S.CANCELLED])
def test_a_run_that_ended_on_the_way_says_what_stands(state: RunState) -> None:
    notes = {"service": a_note(StepState.DONE, ended_at=ENDED_AT)}

    assert "What stands: the Kong service. What does not: the build, its release." in seen(
        under_way(state=state, notes=notes, ended_at=ENDED_AT)
    )


def test_a_refused_run_says_why_and_what_to_do() -> None:
    run = a_run(state=S.REFUSED, why="the app is somebody else's.", advice="Choose another name.", ended_at=NOON)

    assert seen(run).splitlines()[2:] == [":no_entry: Refused: the app is somebody else's.", "Choose another name."]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (S.PROPOSED, "asked for"),
        (S.AWAITING, "waits for approval"),
        (S.APPROVED, "under way"),
        (S.RUNNING, "under way"),
        (S.WAITING, "waits in line"),
        (S.DONE, "done"),
        (S.FAILED, "failed"),
        (S.UNKNOWN, "outcome unknown"),
        (S.REFUSED, "refused"),
        (S.DECLINED, "declined"),
        (S.EXPIRED, "expired"),
        (S.WITHDRAWN, "withdrawn"),
        (S.SUPERSEDED, "superseded"),
        (S.CANCELLED, "cancelled"),
    ],
)
def test_the_headline_says_where_the_run_stands(state: RunState, words: str) -> None:
    assert seen(a_run(state=state)).splitlines()[0] == f"`r-7k3f` · *{words}* · `/mesh add web-ui`"


@pytest.mark.parametrize("state", [S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.SUPERSEDED])
def test_a_run_that_ended_otherwise_says_why_and_what_to_do(state: RunState) -> None:
    run = a_run(state=state, why="It is too late.", advice="Type it again.", ended_at=NOON)

    assert seen(run).splitlines()[2:] == ["It is too late.", "Type it again."]


@pytest.mark.parametrize(("state", "sign"), [(S.UNKNOWN, ":question:"), (S.CANCELLED, ":octagonal_sign:")])
def test_a_run_that_was_stopped_or_is_unknown_shows_it_by_a_sign(state: RunState, sign: str) -> None:
    run = a_run(state=state, why="It is too late.", advice="Type it again.", ended_at=NOON)

    assert seen(run).splitlines()[2:4] == [f"{sign} It is too late.", "Type it again."]


def test_advice_waits_until_the_run_has_ended() -> None:
    assert "Type it again." not in seen(under_way(advice="Type it again."))


def test_remarks_stand_before_the_steps() -> None:
    plan = a_plan(steps.AwaitRelease(APP), remarks=("it runs on heroku-22; that stays.",))

    assert seen(under_way(plan=plan)).splitlines()[2] == ":information_source: it runs on heroku-22; that stays."


@pytest.mark.parametrize("state", list(S))
def test_the_text_for_notifications_says_where_the_run_stands(state: RunState) -> None:
    run = a_run(state=state, why="It is so.")

    assert run_message(run, NOON).text.splitlines()[0] == seen(run).splitlines()[0]


HOSTILE = "add ` <!channel> &lt;!here&gt;"


def test_what_was_typed_is_shown_and_not_acted_on() -> None:
    message = run_message(a_run(words=HOSTILE, reason=HOSTILE), NOON)

    assert not [text for text in (message.text, shown(message)) if "<!" in text]


def test_what_a_vendor_said_is_shown_and_not_acted_on() -> None:
    notes = {"service": a_note(StepState.WAITING, why=HOSTILE), READING: a_note(StepState.WAITING, why=HOSTILE)}

    assert "<!" not in seen(under_way(notes=notes)) + seen(a_run(notes=notes))


LONG: Plan = a_plan(*[steps.SetBuildpacks(APP, BUILDPACKS * 40, before=BUILDPACKS * 40)] * 30)


@pytest.mark.parametrize("state", list(S))
def test_a_message_is_within_slacks_limits_whatever_it_holds(state: RunState) -> None:
    run = a_run(state=state, plan=LONG, words="add " + "x" * 5000, reason="y" * 5000, why="z" * 5000, advice="w" * 5000)

    assert problems(run_message(run, NOON)) == []


def test_a_message_that_is_too_long_still_says_who_asked_for_what_and_how_it_ended() -> None:
    text = seen(a_run(state=S.FAILED, plan=LONG, why="Could not build it."))

    assert "`r-7k3f` · *failed* · `/mesh add web-ui`" in text
    assert "Could not build it." in text


def test_programs_read_the_run_and_its_state_from_the_metadata() -> None:
    assert metadata(a_run(state=S.DONE)) == {"event_type": "mesh_run", "event_payload": {"run": "r-7k3f", "state": "done"}}


def test_a_step_that_was_left_under_way_is_not_shown_as_worked_on_once_the_run_has_ended() -> None:
    notes = {"service": a_note(StepState.WAITING, why="waiting its turn")}
    text = seen(a_run(state=S.CANCELLED, plan=PLAN, notes=notes, why="Stopped by <@U0ADMIN> between two steps.", ended_at=NOON))
    assert ":hourglass" not in text
    assert "Left under way: the Kong service." in text


def test_a_clause_about_a_reading_ends_before_the_next_sentence_begins() -> None:
    reading = a_note(StepState.WAITING, why="waiting for Kong's next minute")
    assert "waiting for Kong's next minute. Trying again." in seen(a_run(notes={READING: reading}))
