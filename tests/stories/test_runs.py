"""Runs after they were asked for: shown, retried, cancelled, waited for."""

import pytest

from mesh.run import READING, RunState
from tests.stories.town import Town, run_named_in, told

APP = "tinyrobot-science-mesh-web-ui"


def begun(town: Town, text: str = "/mesh add web-ui") -> str:
    """Type a command and work until its build waits; return the run's id."""
    town.world.heroku.apply_setting("build_s", 60)
    run_id = run_named_in(told(town.says("operator", text)))
    town.works_until(lambda: ((run := town.tools.store.get(run_id)) and run.state is RunState.WAITING) or None)
    return run_id


def known_groups(town: Town) -> None:
    town.tools.members.keep("S0OPERATORS", ["U0OPERATOR", "U0OPERATOR2"])
    town.tools.members.keep("S0APPROVERS", ["U0APPROVER"])


def test_runs_are_listed_with_who_asked_and_how_they_stand(town: Town) -> None:
    run = town.runs("operator", "/mesh add web-ui --dry-run")
    answer = told(town.says("outsider", "/mesh runs"))
    assert f"{run.id} done" in answer


def test_runs_of_one_app_are_listed_alone(town: Town) -> None:
    ui, api = (town.runs("operator", f"/mesh add {name} --dry-run") for name in ("web-ui", "api"))
    answer = told(town.says("operator", "/mesh runs api"))
    assert (api.id in answer, ui.id in answer) == (True, False)


def test_one_run_is_shown_as_its_message_shows_it(town: Town) -> None:
    run = town.runs("operator", "/mesh add web-ui --dry-run")
    assert "plan only, nothing was changed" in told(town.says("operator", f"/mesh run {run.id}"))


def test_a_run_that_nobody_asked_for_is_not_known(town: Town) -> None:
    assert "I know no run `r-22222`" in told(town.says("operator", "/mesh run r-22222"))


def test_a_failed_run_is_retried_from_the_step_that_failed(town: Town) -> None:
    town.tells("heroku", "builds", {"match": "web-ui", "fail": True, "count": 1})
    failed = town.runs("operator", "/mesh add web-ui")
    before = len(town.writes())
    town.says("operator2", f"/mesh retry {failed.id}")
    run = town.works_until(lambda: town.ended(failed.id))
    assert (run.state, run.attempt) == (RunState.DONE, 2)
    assert town.writes()[before:] == [f"POST /apps/{APP}/builds", f"PATCH /apps/{APP}/formation"]
    assert "attempt 2, asked for by @operator2" in "\n".join(town.channel())


@pytest.mark.both_ways
def test_a_click_on_retry_does_the_same(town: Town) -> None:
    town.tells("heroku", "builds", {"match": "web-ui", "fail": True, "count": 1})
    failed = town.runs("operator", "/mesh add web-ui")
    town.clicks("operator", "Retry")
    assert town.works_until(lambda: town.ended(failed.id)).state is RunState.DONE


def test_a_click_of_somebody_who_may_not_is_answered_privately_with_who_may(town: Town) -> None:
    known_groups(town)
    town.tells("heroku", "builds", {"match": "web-ui", "fail": True, "count": 1})
    failed = town.runs("operator", "/mesh add web-ui")
    town.clicks("outsider", "Retry")
    answer = town.works_until(lambda: town.private("U0OUTSIDER"))
    assert "Only @operators may ask for changes" in answer[-1]
    assert (run := town.tools.store.get(failed.id)) is not None
    assert run.state is RunState.FAILED


def test_a_run_that_is_done_cannot_be_retried(town: Town) -> None:
    run = town.runs("operator", "/mesh add web-ui")
    assert "is done, so there is nothing to retry" in told(town.says("operator", f"/mesh retry {run.id}"))


def test_a_run_stops_between_two_steps_and_says_what_stands(town: Town) -> None:
    run_id = begun(town)
    town.says("operator2", f"/mesh cancel {run_id}")
    run = town.works_until(lambda: town.ended(run_id))
    shown = "\n".join(town.channel())
    assert run.state is RunState.CANCELLED
    assert "Stopped by @operator2 between two steps." in shown
    assert "What stands: the app, its buildpacks, its database, its config, the Kong service, the Kong route." in shown


def test_after_a_cancel_the_app_is_free_for_the_next_run(town: Town) -> None:
    run_id = begun(town)
    town.says("operator", f"/mesh cancel {run_id}")
    town.works_until(lambda: town.ended(run_id))
    town.world.heroku.apply_setting("build_s", 0.1)
    assert town.runs("operator", "/mesh add web-ui").state is RunState.DONE


def test_a_second_run_of_the_same_app_waits_in_line_and_then_goes_on(town: Town) -> None:
    first = begun(town)
    second = run_named_in(told(town.says("operator2", "/mesh add web-ui")))
    town.works_until(lambda: ((run := town.tools.store.get(second)) and run.why) or None)
    town.works_until(lambda: f"is being changed by {first}; this run is number 1 in line" in "\n".join(town.channel()) or None)
    town.world.heroku.apply_setting("build_s", 0.1)
    town.says("operator", f"/mesh cancel {first}")
    town.works_until(lambda: town.ended(first))
    assert town.works_until(lambda: town.ended(second)).state is RunState.DONE


def test_a_run_in_line_is_withdrawn_by_a_cancel(town: Town) -> None:
    begun(town)
    second = run_named_in(told(town.says("operator2", "/mesh add web-ui")))
    town.works_until(lambda: ((run := town.tools.store.get(second)) and run.why) or None)
    town.says("operator2", f"/mesh cancel {second}")
    run = town.works_until(lambda: ((run := town.tools.store.get(second)) and run.has_ended and run) or None)
    assert run.state is RunState.WITHDRAWN


def test_a_run_that_is_being_read_is_withdrawn_by_a_cancel_at_once(town: Town) -> None:
    known_groups(town)
    run_id = run_named_in(told(town.says("operator", "/mesh add web-ui")))
    assert told(town.says("operator2", f"/mesh cancel {run_id}")) == f"Withdrawn: `{run_id}`."
    run = town.works_until(lambda: town.ended(run_id))
    assert (run.state, run.why) == (RunState.WITHDRAWN, "Withdrawn by <@U0OPERATOR2> before its first step.")


def test_a_run_whose_reading_fails_again_and_again_is_withdrawn_by_a_cancel(town: Town) -> None:
    known_groups(town)
    town.tells("heroku", "faults", {"method": "GET", "path": "/apps/tinyrobot", "status": 500, "count": 30})
    run_id = run_named_in(told(town.says("operator", "/mesh add web-ui")))
    town.works_until(lambda: ((run := town.tools.store.get(run_id)) and run.note(READING)) or None)
    town.says("operator", f"/mesh withdraw {run_id}")
    assert town.works_until(lambda: town.ended(run_id)).state is RunState.WITHDRAWN
    assert "Withdrawn by @operator before its first step." in "\n".join(town.channel())


def test_a_question_and_a_dry_run_are_stopped_by_whoever_may_ask_them(town: Town) -> None:
    known_groups(town)
    asked = [run_named_in(told(town.says("operator", text))) for text in ("/mesh status", "/mesh add web-ui --dry-run")]
    assert [told(town.says("outsider", f"/mesh cancel {run_id}")) for run_id in asked] == [f"Withdrawn: `{run_id}`." for run_id in asked]


def test_a_run_of_another_app_does_not_wait(town: Town) -> None:
    begun(town)
    town.world.heroku.apply_setting("build_s", 0.1)
    assert town.runs("operator", "/mesh add api").state is RunState.DONE


def test_a_message_that_somebody_deleted_is_posted_anew_once(town: Town) -> None:
    run_id = begun(town)
    channel = next(each for each in town.state("slack")["channels"] if each["name"] == "mesh")
    town.deletes(channel["id"], channel["messages"][-1]["ts"])
    town.says("operator", f"/mesh cancel {run_id}")
    town.works_until(lambda: town.ended(run_id))
    assert "Stopped by @operator between two steps." in "\n".join(town.channel())


def test_a_lost_store_is_thawed_by_an_admin_alone(town: Town) -> None:
    known_groups(town)
    town.forgets()
    known_groups(town)
    assert "my store is new or was lost" in told(town.says("operator", "/mesh add web-ui"))
    assert "Only <@U0ADMIN> may freeze and thaw" in told(town.says("operator", "/mesh thaw"))
    assert "changes go on" in told(town.says("admin", "/mesh thaw"))
    assert "is on its way" in told(town.says("operator", "/mesh add web-ui"))


def test_what_only_reads_waits_while_heroku_s_budget_is_low(town: Town) -> None:
    town.world.heroku.apply_setting("rate_remaining", 900)
    town.tools.heroku.account()
    run_id = run_named_in(told(town.says("operator", "/mesh add api --dry-run")))
    town.works_until(lambda: "changes go first" in "\n".join(town.channel()) or None)
    assert (run := town.tools.store.get(run_id)) is not None
    assert run.state is RunState.PROPOSED
