"""What must not be lost or go on for ever: failures that are over, cancels at an awkward moment, runs that nobody can read."""

import threading
from datetime import timedelta

import pytest

import wiring
from clients.store import keys
from clients.store.connection import text
from jobs.proposal import Proposal, planned
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.joined import Joined
from mesh.plan import Plan
from mesh.run import READING, Run, RunState
from tests.examples import an_entry
from tests.stories.deciding import proposed
from tests.stories.town import Town, run_named_in, told

ADD = "/mesh add web-ui host=ui.example.com"


@pytest.fixture(autouse=True)
def _groups(town: Town) -> None:
    town.knows_groups()


def found(town: Town, run_id: str) -> Run:
    run = town.tools.store.get(run_id)
    assert run is not None
    return run


def comes_to(town: Town, run_id: str, state: RunState) -> Run:
    return town.works_until(lambda: run if (run := town.tools.store.get(run_id)) and run.state is state else None)


def shown(town: Town) -> str:
    return "\n".join(town.channel())


def heroku_fails(town: Town, times: int) -> None:
    town.tells("heroku", "faults", {"method": "GET", "path": "/apps/tinyrobot", "status": 500, "count": times})


def after_a_failed_reading(town: Town) -> Run:
    """Ask for what needs approval, while Heroku fails a few requests of the reading before the plan."""
    heroku_fails(town, 1)
    run_id = run_named_in(told(town.says("operator", ADD)))
    town.works_until(lambda: found(town, run_id).note(READING))
    run = comes_to(town, run_id, RunState.AWAITING)
    town.works_until(lambda: "[ Approve ]" in shown(town) or None)
    return run


def test_a_reading_that_failed_at_first_is_no_longer_told_of_once_the_plan_is_there(town: Town) -> None:
    after_a_failed_reading(town)
    assert "Trying again" not in shown(town)


def test_a_failure_of_an_hour_ago_does_not_end_the_run_at_the_next_one(town: Town) -> None:
    run = after_a_failed_reading(town)
    town.lets_pass(timedelta(hours=1))
    town.knows_groups()
    heroku_fails(town, 1)
    town.says("approver", f"/mesh approve {run.id}")
    ended = town.works_until(lambda: town.ended(run.id))
    assert ended.state is RunState.DONE, ended.why


def test_a_run_that_is_cancelled_while_it_is_planned_asks_nobody_for_approval(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def cancelled_meanwhile(tools: Tools, run: Run, mesh: Mesh) -> Proposal:
        told(town.says("operator2", f"/mesh cancel {run.id}"))
        return planned(tools, run, mesh)

    monkeypatch.setattr("jobs.propose.planned", cancelled_meanwhile)
    run_id = run_named_in(told(town.says("operator", ADD)))
    run = town.works_until(lambda: town.ended(run_id) or (found(town, run_id).state is RunState.AWAITING and found(town, run_id)) or None)
    assert (run.state, run.why) == (RunState.WITHDRAWN, "Withdrawn by <@U0OPERATOR2> before its first step.")
    assert "waits for your decision" not in shown(town)


def test_a_cancel_that_meets_a_run_on_its_way_to_approval_withdraws_it(town: Town) -> None:
    run = proposed(town, "operator", ADD)
    approved = found(town, run.id)
    town.tools.store.ask_to_cancel(approved, "U0OPERATOR2", an_entry(event="cancel asked"), "runs")
    assert town.works_until(lambda: town.ended(run.id)).state is RunState.WITHDRAWN
    assert "[ Approve ]" not in shown(town)


def test_the_time_under_an_earlier_lock_does_not_count_once_it_was_asked_again(town: Town) -> None:
    run = proposed(town, "operator2", ADD)
    told(town.says("operator", "/mesh lock web-ui for 20h --reason leak"))
    town.says("approver", f"/mesh approve {run.id}")
    comes_to(town, run.id, RunState.WAITING)
    other = town.kong_admin("GET", "/services")["data"][0]["id"]
    town.kong_admin("POST", "/routes/", hosts=["ui.example.com"], paths=["/else"], service={"id": other})
    town.says("operator", "/mesh unlock web-ui")
    again = comes_to(town, run.id, RunState.AWAITING)
    assert again.held_since is None


def test_a_run_that_this_version_cannot_read_keeps_nobody_from_anything(town: Town) -> None:
    strange = run_named_in(told(town.says("operator", "/mesh add api --dry-run")))
    redis = wiring.worker_redis()
    core = text(redis.hget(keys.run(strange), "core"))
    redis.hset(keys.run(strange), "core", core.replace('"verb":"add"', '"verb":"invented"'))
    redis.zadd(keys.DUE, {strange: 0})
    redis.zadd(keys.BEHIND, {strange: -1})
    run_id = run_named_in(told(town.says("operator", "/mesh add web-ui")))
    ended = comes_to(town, run_id, RunState.DONE)
    town.works_until(lambda: f"{run_id} · done" in shown(town) or None)
    assert ended.state is RunState.DONE
    assert ended.id in told(town.says("operator", "/mesh runs"))
    assert "was stored by another version of meshbot" in told(town.says("operator", f"/mesh run {strange}"))
    assert (redis.zscore(keys.DUE, strange) or 0) > town.tools.now().timestamp()


def test_a_removal_of_what_is_gone_does_not_forget_what_joins_at_this_moment(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    store = town.tools.store
    now = town.tools.now()
    store.keep_joined("main", Joined("web-ui", "acme-web-ui", "r-22222", now), an_entry())
    redis, looked = wiring.worker_redis(), threading.Event()

    def joined_meanwhile(tools: Tools, run: Run, mesh: Mesh) -> Proposal:
        proposal = planned(tools, run, mesh)
        looked.set()
        assert isinstance(proposal.plan, Plan)
        assert proposal.plan.steps == ()
        redis.incr(keys.generation("main", "web-ui"))
        redis.set(keys.claim("main", "web-ui"), "r-22222")
        return proposal

    monkeypatch.setattr("jobs.propose.planned", joined_meanwhile)
    run_id = run_named_in(told(town.says("admin", "/mesh remove web-ui")))
    town.works_until(lambda: looked.is_set() or None)
    assert store.app_names("main") == {"web-ui": "acme-web-ui"}
    assert not found(town, run_id).has_ended
