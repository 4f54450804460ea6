"""Rolling back: approved by somebody else, only to what Heroku calls eligible, never out of the mesh, made once."""

from typing import Any

import pytest

from mesh.run import RunState
from tests.stories.shop import APP, approved, asked_of_heroku, awaiting, last_message, shop, the_app
from tests.stories.town import Town, run_named_in, told

__all__ = ["shop"]


@pytest.fixture
def moved(shop: Town) -> Town:
    """Let somebody set a config var by hand after the app was added, which makes one more release."""
    shop.tells("heroku", f"apps/{APP}/config", {"GREETING": "canary-greeting"})
    shop.works_until(lambda: True if all(dyno.state == "up" for dyno in shop.tools.heroku.dynos(APP)) else None)
    return shop


def releases(town: Town) -> list[dict[str, Any]]:
    """Return an app's releases, newest first."""
    return sorted(the_app(town)["releases"], key=lambda release: -int(release["version"]))


def newest(town: Town) -> int:
    return int(releases(town)[0]["version"])


@pytest.mark.both_ways
def test_an_app_goes_back_to_the_release_before_once_somebody_else_approves(moved: Town) -> None:
    before = newest(moved)
    run = approved(moved, "/mesh rollback web-ui")
    assert run.state is RunState.DONE
    assert releases(moved)[0]["description"] == f"Rollback to v{before - 1}"
    assert f"✔ roll back from v{before} to v{before - 1} (Deploy" in last_message(moved)
    assert f"✔ wait until that release is out: v{before + 1}" in last_message(moved)
    assert "it answers through Kong: 200" in last_message(moved)
    assert asked_of_heroku(moved) == ["POST /releases"]


def test_the_plan_says_what_is_taken_back_and_names_config_vars_without_their_values(moved: Town) -> None:
    run_id = awaiting(moved, "/mesh rollback web-ui")
    assert f"It takes back v{newest(moved)} (" in last_message(moved)
    assert "Config vars go back too: GREETING." in last_message(moved)
    assert "canary" not in "\n".join(moved.channel())
    moved.says("operator", f"/mesh withdraw {run_id}")


def test_a_release_is_named_as_heroku_names_it(moved: Town) -> None:
    wanted = newest(moved) - 1
    moved.tells("heroku", f"apps/{APP}/config", {"GREETING": "canary-again"})
    run = approved(moved, f"/mesh rollback web-ui v{wanted}")
    assert run.state is RunState.DONE
    assert releases(moved)[0]["description"] == f"Rollback to v{wanted}"


def test_what_runs_already_is_left(moved: Town) -> None:
    run = moved.runs("operator", f"/mesh rollback web-ui v{newest(moved)}")
    assert run.state is RunState.DONE
    assert f"There is nothing to do: web-ui runs v{newest(moved)} already." in last_message(moved)
    assert asked_of_heroku(moved) == []


@pytest.mark.parametrize(
    ("version", "sentence"),
    [("v1", "Heroku lets nobody go back to v1 of web-ui"), ("v99", "v99 is not among the latest")],
)
def test_a_release_that_heroku_does_not_call_eligible_is_refused_with_those_that_are(version: str, sentence: str, moved: Town) -> None:
    run = moved.runs("operator", f"/mesh rollback web-ui {version}")
    assert run.state is RunState.REFUSED
    assert sentence in last_message(moved)
    assert f"It may go back to v{newest(moved) - 1}." in last_message(moved)


def test_a_word_that_is_no_release_is_not_understood(town: Town) -> None:
    assert "is no release: name one as Heroku does, as in `v41`" in told(town.says("operator", "/mesh rollback web-ui yesterday"))


def test_a_release_from_before_the_app_was_of_the_mesh_is_refused_with_those_that_are_fine(moved: Town) -> None:
    fine = newest(moved)
    moved.tells("heroku", f"apps/{APP}/config", {"KONG_ADMIN_LISTEN": "127.0.0.1:8001"})
    outside = newest(moved)
    moved.tells("heroku", f"apps/{APP}/config", {"KONG_ADMIN_LISTEN": "off"})
    run = moved.runs("operator", "/mesh rollback web-ui")
    assert run.state is RunState.REFUSED
    assert f"v{outside} of web-ui is from before it was an app of this mesh" in last_message(moved)
    assert f"these are fine: v{fine}, v{fine - 1}." in last_message(moved)
    assert asked_of_heroku(moved) == []


def test_a_dry_run_shows_the_plan_and_asks_nobody(moved: Town) -> None:
    run = moved.runs("outsider", "/mesh rollback web-ui --dry-run")
    assert run.state is RunState.DONE
    assert "roll back from" in last_message(moved)
    assert asked_of_heroku(moved) == []


def test_a_release_phase_that_takes_its_time_is_waited_for(moved: Town) -> None:
    moved.tells("heroku", f"apps/{APP}/release-phase", {"seconds": 0.5})
    run = approved(moved, "/mesh rollback web-ui")
    assert run.state is RunState.DONE


def test_a_release_phase_that_fails_ends_the_run_and_what_ran_before_stays(moved: Town) -> None:
    running = newest(moved)
    moved.tells("heroku", f"apps/{APP}/release-phase", {"seconds": 0.1, "succeeds": False})
    run = approved(moved, "/mesh rollback web-ui")
    assert run.state is RunState.FAILED
    assert f"release v{running + 1} failed in its release phase; the release before it stays in place." in last_message(moved)
    assert "What stands: the rollback. What does not: its release, answering through Kong." in last_message(moved)


def test_a_rollback_whose_answer_was_lost_is_made_once(moved: Town) -> None:
    before = newest(moved)
    moved.tells("heroku", "faults", {"method": "POST", "path": "/releases$", "reset": True, "when": "after"})
    run = approved(moved, "/mesh rollback web-ui")
    assert run.state is RunState.DONE
    assert newest(moved) == before + 1


def test_a_rollback_that_never_arrived_is_made_once(moved: Town) -> None:
    before = newest(moved)
    moved.tells("heroku", "faults", {"method": "POST", "path": "/releases$", "reset": True, "when": "before"})
    run = approved(moved, "/mesh rollback web-ui")
    assert run.state is RunState.DONE
    assert newest(moved) == before + 1


def test_a_retry_goes_no_further_back(moved: Town) -> None:
    before = newest(moved)
    moved.tells("heroku", f"apps/{APP}/release-phase", {"seconds": 0.1, "succeeds": False})
    run = approved(moved, "/mesh rollback web-ui")
    moved.says("operator", f"/mesh retry {run.id}")
    again = moved.works_until(lambda: ended if (ended := moved.ended(run.id)) and ended.attempt == 2 else None)
    assert again.state is RunState.FAILED
    assert newest(moved) == before + 1


def test_a_rollback_is_undone_by_the_way_forward(moved: Town) -> None:
    before = newest(moved)
    run = approved(moved, "/mesh rollback web-ui")
    undone = approved(moved, f"/mesh undo {run.id}")
    assert undone.state is RunState.DONE
    assert releases(moved)[0]["description"] == f"Rollback to v{before}"


def test_a_rollback_is_not_undone_twice(moved: Town) -> None:
    run = approved(moved, "/mesh rollback web-ui")
    later = approved(moved, f"/mesh undo {run.id}")
    assert f"`{later.id}` has changed what is released since" in told(moved.says("operator", f"/mesh undo {run.id}"))


def test_an_approved_rollback_that_waits_in_line_goes_on_when_the_app_is_free(moved: Town) -> None:
    moved.world.heroku.apply_setting("dyno_start_s", 60.0)
    restart = run_named_in(told(moved.says("operator", "/mesh restart web-ui")))
    moved.works_until(lambda: True if "0 of 2 web up" in last_message(moved) else None)
    rollback = awaiting(moved, "/mesh rollback web-ui")
    moved.clicks("approver", "Approve")
    moved.works_until(lambda: True if f"is being changed by {restart}" in last_message(moved) else None)

    moved.world.heroku.apply_setting("dyno_start_s", 0.1)
    moved.says("operator", f"/mesh cancel {restart}")
    assert moved.works_until(lambda: moved.ended(rollback)).state is RunState.DONE
    assert asked_of_heroku(moved)[-1] == "POST /releases"
