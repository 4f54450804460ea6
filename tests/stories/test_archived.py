"""A channel that is archived in the middle of a run: the run goes on, its result is told, and Slack is not asked again and again."""

import logging
from datetime import timedelta

import pytest

from mesh.run import Run, RunState
from tests.stories.deciding import proposed
from tests.stories.town import Town, run_named_in, told

ROUTE = "/mesh route add web-ui cart path=/cart"


@pytest.fixture
def mesh(town: Town) -> Town:
    town.knows_groups()
    assert town.runs("operator", "/mesh add web-ui").state is RunState.DONE
    return town


def archive(town: Town, *, archived: bool) -> None:
    town.tells("slack", "membership", {"channel": "mesh", "archived": archived})


def asked_of_slack(town: Town) -> int:
    """Return how often Slack was asked to post or to edit."""
    return sum(line.path.rpartition("/")[2] in {"chat.postMessage", "chat.update"} for line in town.world.slack.requests)


def shown_under_way(town: Town) -> str:
    """Begin a change that takes a while, and work until its message stands; return its id."""
    town.world.heroku.apply_setting("build_s", 1.5)
    run_id = run_named_in(told(town.says("operator", "/mesh add shop")))
    town.works_until(lambda: ((run := town.tools.store.get(run_id)) and run.state in {RunState.RUNNING, RunState.WAITING}) or None)
    return run_id


def ended(town: Town, run_id: str) -> Run:
    return town.works_until(lambda: ((run := town.tools.store.get(run_id)) and run.has_ended and run) or None)


def test_a_run_whose_channel_is_archived_goes_on_and_its_result_is_told_to_who_asked(mesh: Town) -> None:
    run_id = shown_under_way(mesh)
    archive(mesh, archived=True)
    run = ended(mesh, run_id)
    said = mesh.works_until(lambda: mesh.private("U0OPERATOR"))
    assert (run.state, run_id in "\n".join(said), "Done" in "\n".join(said)) == (RunState.DONE, True, True)
    assert mesh.tools.board.behind(mesh.tools.now() + timedelta(days=1), 9) == ()


def test_what_slack_does_not_take_for_a_moment_is_told_later_and_not_lost(mesh: Town, caplog: pytest.LogCaptureFixture) -> None:
    run_id = shown_under_way(mesh)
    archive(mesh, archived=True)
    for path in ("/commands/", "chat.postMessage"):
        mesh.tells("slack", "faults", {"path": path, "status": 503, "count": 1})
    ended(mesh, run_id)
    mesh.works_until(lambda: mesh.tools.board.behind(mesh.tools.now() + timedelta(days=1), 9) == () or None)
    assert f"{run_id}" in "\n".join(mesh.private("U0OPERATOR") or [])
    assert "the outcome could not be delivered" not in [record.message for record in caplog.records if record.levelno >= logging.ERROR]


def test_a_run_that_waits_in_an_archived_channel_asks_slack_at_most_once_a_minute(mesh: Town) -> None:
    run = proposed(mesh, "operator", ROUTE)
    archive(mesh, archived=True)
    mesh.says("approver", f"/mesh decline {run.id}0")  # nothing
    mesh.tools.board.postpone(run.id, mesh.tools.now())
    before = asked_of_slack(mesh)
    for _ in range(6):
        mesh.lets_pass(timedelta(seconds=10))
        mesh.works_until(mesh.has_nothing_to_do)
    assert 1 <= asked_of_slack(mesh) - before <= 2


def test_a_channel_that_is_brought_back_shows_what_came_of_the_run(mesh: Town) -> None:
    run = proposed(mesh, "operator", ROUTE)
    archive(mesh, archived=True)
    mesh.tools.board.postpone(run.id, mesh.tools.now())
    mesh.works_until(mesh.has_nothing_to_do)
    archive(mesh, archived=False)
    mesh.says("approver", f"/mesh approve {run.id}")
    mesh.works_until(lambda: mesh.ended(run.id))
    assert f"{run.id} · done" in "\n".join(mesh.channel())
