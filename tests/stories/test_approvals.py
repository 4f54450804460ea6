"""Approvals: who may, how many, what a click does when something else was faster, and what is read again before the start."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mesh.run import Run, RunState
from sandbox.launch.wishes import Wishes
from tests.stories.town import Town, a_town, run_named_in, told

APPROVALS = """
[approvals]
add = { needed = NEEDED, by = "approvers", expires = "1h", requester_may_approve = false }
"""


@pytest.fixture
def needed() -> int:
    return 1


@pytest.fixture
def town(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, needed: int, *, by_socket: bool) -> Iterator[Town]:
    """Open a town in which `add` needs approval."""
    rules = APPROVALS.replace("NEEDED", str(needed))
    with a_town(redis_url, tmp_path, monkeypatch, Wishes(build_s=0.1), more_toml=rules, by_socket=by_socket) as opened:
        opened.hurries()
        opened.knows_groups()
        yield opened


def awaiting(town: Town, text: str = "/mesh add web-ui", person: str = "operator") -> str:
    """Type a command and work until it waits for approval and its message says so; return the run's id."""
    run_id = run_named_in(told(town.says(person, text)))
    town.works_until(lambda: True if state_of(town, run_id) is RunState.AWAITING and "[ Approve ]" in "\n".join(town.channel()) else None)
    return run_id


def state_of(town: Town, run_id: str) -> RunState:
    run = town.tools.store.get(run_id)
    assert run is not None
    return run.state


def ended(town: Town, run_id: str) -> Run:
    return town.works_until(lambda: town.ended(run_id))


def answer_to(town: Town, user: str) -> str:
    """Work until somebody has a private answer, and return the last one."""
    return town.works_until(lambda: town.private(user))[-1]


def test_a_plan_that_needs_approval_waits_and_says_of_whom(town: Town) -> None:
    awaiting(town)
    shown = "\n".join(town.channel())
    assert "waits for approval" in shown
    assert "Needs approval by @approvers, not @operator, until" in shown
    assert town.writes() == []


@pytest.mark.both_ways
def test_an_approved_plan_is_carried_out_and_its_message_names_both_people(town: Town) -> None:
    run_id = awaiting(town)
    town.clicks("approver", "Approve")
    run = ended(town, run_id)
    shown = "\n".join(town.channel())
    assert run.state is RunState.DONE
    assert "asked by @operator" in shown
    assert "approved by @approver" in shown


@pytest.mark.both_ways
def test_nobody_may_approve_their_own_plan(town: Town) -> None:
    run_id = awaiting(town)
    town.clicks("operator", "Approve")
    assert "You asked for it, so somebody else must approve it" in answer_to(town, "U0OPERATOR")
    assert state_of(town, run_id) is RunState.AWAITING


def test_an_outsider_may_not_approve_and_is_told_who_may(town: Town) -> None:
    run_id = awaiting(town)
    town.clicks("outsider", "Approve")
    assert "You may not decide on that; @approvers may." in answer_to(town, "U0OUTSIDER")
    assert state_of(town, run_id) is RunState.AWAITING


@pytest.mark.both_ways
def test_a_second_click_hears_who_was_faster(town: Town) -> None:
    run_id = awaiting(town)
    town.clicks("approver", "Approve")
    town.says("approver2", f"/mesh approve {run_id}")
    answer = told(town.says("approver2", f"/mesh approve {run_id}"))
    assert "was approved already by <@U0APPROVER>" in answer
    assert ended(town, run_id).state is RunState.DONE


@pytest.mark.both_ways
def test_a_plan_is_declined_in_a_form_that_asks_why(town: Town) -> None:
    run_id = awaiting(town)
    town.clicks("approver", "Decline")
    town.submits("approver", {"reason": "not before Monday"})
    run = ended(town, run_id)
    assert run.state is RunState.DECLINED
    assert "declined by @approver" in "\n".join(town.channel())
    assert "“not before Monday”" in "\n".join(town.channel())
    assert "[ Approve ]" not in "\n".join(town.channel())


def test_a_plan_is_declined_in_words(town: Town) -> None:
    run_id = awaiting(town)
    town.says("approver", f"/mesh decline {run_id} not before Monday")
    assert ended(town, run_id).state is RunState.DECLINED


def test_only_the_requester_withdraws(town: Town) -> None:
    run_id = awaiting(town)
    assert "Only <@U0OPERATOR>, who asked for it, may withdraw it." in told(town.says("operator2", f"/mesh withdraw {run_id}"))
    town.clicks("operator", "Withdraw")
    assert ended(town, run_id).state is RunState.WITHDRAWN


def test_a_run_that_nobody_decided_on_expires_and_a_late_click_is_told_so(town: Town) -> None:
    run_id = awaiting(town)
    run = town.tools.store.get(run_id)
    assert run is not None
    assert run.approval is not None
    town.lets_pass(timedelta(hours=1, minutes=1))
    assert "is over. Nothing was changed." in told(town.says("approver", f"/mesh approve {run_id}"))
    assert ended(town, run_id).state is RunState.EXPIRED
    assert "[ Approve ]" not in "\n".join(town.channel())


def test_those_who_may_approve_are_reminded_in_the_thread(town: Town) -> None:
    run_id = awaiting(town)
    town.lets_pass(timedelta(minutes=31))
    town.works_until(lambda: f"{run_id} still waits for your decision" in "\n".join(town.channel()) or None)


def test_a_newer_plan_for_the_same_thing_supersedes_the_older_one(town: Town) -> None:
    older = awaiting(town)
    newer = awaiting(town, person="operator2")
    assert state_of(town, older) is RunState.SUPERSEDED
    assert f"is superseded: `{newer}` is a newer plan for the same thing." in told(town.says("approver", f"/mesh approve {older}"))


def test_what_has_moved_since_the_approval_is_shown_and_asked_again(town: Town) -> None:
    run_id = awaiting(town)
    town.kong_admin("PUT", "/services/web-ui", url="http://127.0.0.1:5000")
    town.clicks("approver", "Approve")
    town.works_until(lambda: "Since it was approved, this has changed:" in "\n".join(town.channel()) or None)
    assert state_of(town, run_id) is RunState.AWAITING
    assert "no longer: register the Kong service web-ui" in "\n".join(town.channel())
    assert town.writes() == []
    town.clicks("approver2", "Approve")
    assert ended(town, run_id).state is RunState.DONE


def test_an_approver_who_has_left_the_group_by_the_start_no_longer_counts(town: Town) -> None:
    run_id = awaiting(town)
    town.tells("slack", "groups", {"group": "S0APPROVERS", "remove": "approver"})
    town.clicks("approver", "Approve")
    town.works_until(lambda: "@approver may no longer approve" in "\n".join(town.channel()) or None)
    assert state_of(town, run_id) is RunState.AWAITING
    assert town.writes() == []


def test_a_deactivated_approver_no_longer_counts(town: Town) -> None:
    awaiting(town)
    town.clicks("approver", "Approve")
    town.tells("slack", "people", {"person": "approver", "deactivated": True})
    town.works_until(lambda: "@approver may no longer approve" in "\n".join(town.channel()) or None)


def test_an_answer_to_a_click_that_slack_does_not_take_comes_by_direct_message_when_slack_is_back(town: Town) -> None:
    run_id = awaiting(town)
    town.tells("slack", "faults", {"status": 503, "count": 0})
    town.clicks("outsider", "Approve")
    town.works_until(lambda: True if town.tools.announcements.due(town.tools.now() + timedelta(minutes=1), 1) else None)
    assert town.private("U0OUTSIDER") is None
    town.heals("slack")
    town.lets_pass(timedelta(seconds=31))
    shown = town.works_until(lambda: direct(town, "U0OUTSIDER"))
    assert "You may not decide on that; @approvers may." in shown
    assert state_of(town, run_id) is RunState.AWAITING


def direct(town: Town, user: str) -> str | None:
    """Return what was written to somebody directly, or None where nothing was yet."""
    channels = [each for each in town.state("slack")["channels"] if each["direct_message_with"] == user]
    return "\n".join(line for channel in channels for message in channel["messages"] for line in town.lines(message)) or None


class TestTwoNeeded:
    @pytest.fixture
    def needed(self) -> int:
        return 2

    def test_one_approval_of_two_begins_nothing(self, town: Town) -> None:
        run_id = awaiting(town)
        town.clicks("approver", "Approve")
        assert "It needs 1 more." in answer_to(town, "U0APPROVER")
        assert state_of(town, run_id) is RunState.AWAITING

    def test_the_same_person_counts_once(self, town: Town) -> None:
        run_id = awaiting(town)
        town.clicks("approver", "Approve")
        assert "You have approved it already" in told(town.says("approver", f"/mesh approve {run_id}"))

    def test_two_people_begin_it(self, town: Town) -> None:
        run_id = awaiting(town)
        town.clicks("approver", "Approve")
        town.says("approver2", f"/mesh approve {run_id}")
        assert ended(town, run_id).state is RunState.DONE


def test_can_i_says_which_rule_and_who_approves(town: Town) -> None:
    answer = told(town.says("outsider", "/mesh can-i route add web-ui"))
    assert "you may not ask for it (rule `operators_may_change`" in answer
    assert "It then needs 1 of <!subteam^S0APPROVERS> to approve it, not by who asked for it." in answer
