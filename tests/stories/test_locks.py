"""Locks and freezes: what waits, what goes on, who may lift them, and what everybody is told."""

import re
from datetime import timedelta

import pytest

from mesh.run import Run, RunState
from tests.stories.town import Town, run_named_in, told


@pytest.fixture(autouse=True)
def _groups(town: Town) -> None:
    town.knows_groups()


def asked(town: Town, text: str, person: str = "operator2") -> str:
    """Type a command that needs a worker, and return its run's id."""
    return run_named_in(told(town.says(person, text)))


def state_of(town: Town, run_id: str) -> RunState:
    run = town.tools.store.get(run_id)
    assert run is not None
    return run.state


def comes_to(town: Town, run_id: str, state: RunState) -> Run:
    return town.works_until(lambda: run if (run := town.tools.store.get(run_id)) and run.state is state else None)


def shows(town: Town, text: str) -> str:
    """Work until the channel shows a text, and return all that it shows."""
    return town.works_until(lambda: shown if text in (shown := "\n".join(town.channel())) else None)


def ended(town: Town, run_id: str) -> Run:
    return town.works_until(lambda: town.ended(run_id))


def held(town: Town, text: str = "/mesh add web-ui", person: str = "operator2") -> str:
    """Ask for a change that a lock or a freeze keeps waiting, and work until its message says so."""
    run_id = asked(town, text, person)
    comes_to(town, run_id, RunState.WAITING)
    shows(town, f"{run_id} · held back")
    return run_id


def awaiting(town: Town) -> str:
    """Ask for a change that needs approval and work until it waits for that."""
    run_id = asked(town, "/mesh add web-ui host=ui.example.com", "operator")
    comes_to(town, run_id, RunState.AWAITING)
    shows(town, "[ Approve ]")
    return run_id


def locks(town: Town, text: str = '/mesh lock web-ui for 2h --reason "looking at a leak"', person: str = "operator") -> str:
    return told(town.says(person, text))


def freezes(town: Town, text: str = '/mesh freeze --reason "an incident"') -> str:
    return told(town.says("admin", text))


def lines_of_record(town: Town) -> list[tuple[str, str, str, str]]:
    """Return event, app, who and why of the record's entries about locks."""
    return [
        (entry.event, entry.app, entry.who, entry.why)
        for entry in town.tools.record.newest(50)
        if entry.event in {"locked", "unlocked", "broke lock", "froze", "thawed", "took store"}
    ]


@pytest.mark.both_ways
def test_a_lock_is_answered_at_once_and_announced_to_everybody(town: Town) -> None:
    answer = locks(town)
    assert answer.startswith(":lock: <@U0OPERATOR> locked `web-ui` until ")
    shown = shows(town, "@operator locked web-ui until")
    assert "“looking at a leak”. Others' changes of it wait." in shown


def test_another_s_change_of_a_locked_app_waits_with_the_sentence_and_goes_on_when_it_is_unlocked(town: Town) -> None:
    locks(town)
    run_id = held(town)
    shown = shows(town, "web-ui is locked by @operator since")
    assert "“looking at a leak”. It goes on by itself then; it is number 1 in line for web-ui." in shown
    assert town.writes() == []
    assert "unlocked `web-ui`" in told(town.says("operator", "/mesh unlock web-ui"))
    assert ended(town, run_id).state is RunState.DONE
    shows(town, "@operator unlocked web-ui.")


def test_the_owner_s_own_changes_go_on_past_those_that_wait(town: Town) -> None:
    locks(town)
    others = held(town)
    own = asked(town, "/mesh add web-ui", "operator")
    assert ended(town, own).state is RunState.DONE
    assert state_of(town, others) is RunState.WAITING


def test_a_change_of_another_app_does_not_wait(town: Town) -> None:
    locks(town)
    assert ended(town, asked(town, "/mesh add api")).state is RunState.DONE


def test_a_change_goes_on_by_itself_when_the_time_of_the_lock_is_over(town: Town) -> None:
    locks(town)
    run_id = held(town)
    town.lets_pass(timedelta(hours=2, minutes=1))
    assert ended(town, run_id).state is RunState.DONE


def test_those_that_waited_go_on_in_the_order_of_asking(town: Town) -> None:
    locks(town)
    first, second = held(town), held(town, "/mesh add web-ui web=2:standard-1x")
    shows(town, "it is number 2 in line for web-ui")
    town.says("operator", "/mesh unlock web-ui")
    assert (ended(town, first).state, ended(town, second).state) == (RunState.DONE, RunState.DONE)
    began = [run.started_at for run_id in (first, second) if (run := town.tools.store.get(run_id)) and run.started_at]
    assert began == sorted(began)


def test_what_another_has_locked_is_refused_with_who_why_and_until_when(town: Town) -> None:
    locks(town)
    answer = locks(town, "/mesh lock web-ui --reason mine", "operator2")
    assert answer.startswith(":no_entry: `web-ui` is locked by <@U0OPERATOR> since ")
    assert "“looking at a leak”. Ask <@U0OPERATOR>, or an admin, to say `/mesh unlock web-ui`." in answer


def test_a_lock_is_renewed_by_its_owner(town: Town) -> None:
    locks(town)
    answer = locks(town, "/mesh lock web-ui for 3d --reason longer")
    (lock,) = town.tools.locks.all("main")
    assert "keeps `web-ui` locked until" in answer
    assert (lock.reason, lock.until - lock.since) == ("longer", timedelta(days=3))


def test_nobody_but_its_owner_and_admins_unlocks(town: Town) -> None:
    locks(town)
    answer = told(town.says("operator2", "/mesh unlock web-ui"))
    assert "Only they and admins may unlock it." in answer
    assert len(town.tools.locks.all("main")) == 1


def test_a_lock_that_an_admin_breaks_is_announced_recorded_and_told_to_its_owner(town: Town) -> None:
    locks(town)
    told(town.says("admin", "/mesh unlock web-ui --reason we must ship"))
    shown = shows(town, "@admin broke the lock of @operator on web-ui (“we must ship”).")
    assert "What waited for that goes on." in shown
    direct = town.works_until(lambda: direct_messages(town, "U0OPERATOR"))
    assert "@admin broke your lock on web-ui of the mesh main (“we must ship”)." in direct[-1]
    assert lines_of_record(town)[0] == ("broke lock", "web-ui", "U0ADMIN", "we must ship")


def direct_messages(town: Town, person: str) -> list[str] | None:
    channels = [channel for channel in town.state("slack")["channels"] if channel["direct_message_with"] == person]
    return [line for channel in channels for message in channel["messages"] for line in town.lines(message)] or None


def test_an_outsider_may_not_lock(town: Town) -> None:
    assert "Only <!subteam^S0OPERATORS> may ask for changes" in locks(town, person="outsider")
    assert town.tools.locks.all("main") == ()


def test_a_lock_says_why(town: Town) -> None:
    assert "Say why, because it keeps others waiting" in told(town.says("operator", "/mesh lock web-ui"))


def test_what_is_not_locked_cannot_be_unlocked(town: Town) -> None:
    assert told(town.says("operator", "/mesh unlock web-ui")) == "`web-ui` is not locked."


def test_locks_are_listed_with_who_why_and_until_when(town: Town) -> None:
    locks(town)
    freezes(town, '/mesh freeze --until 2h --reason "an incident"')
    delivery = town.says("outsider", "/mesh locks")
    assert delivery.private is not None
    lines = "\n".join(town.lines(delivery.private))
    assert "The mesh main is frozen by @admin since" in lines
    assert "web-ui is locked by @operator since" in lines


def test_a_run_that_had_begun_goes_on_through_a_lock_and_a_freeze(town: Town) -> None:
    town.world.heroku.apply_setting("build_s", 2)
    run_id = asked(town, "/mesh add web-ui")
    comes_to(town, run_id, RunState.WAITING)
    locks(town)
    freezes(town)
    assert ended(town, run_id).state is RunState.DONE


def test_no_change_begins_in_a_frozen_mesh_and_what_waited_goes_on_after_a_thaw(town: Town) -> None:
    freezes(town)
    run_id = held(town, person="operator")
    assert "The mesh main is frozen by @admin since" in shows(town, "until somebody thaws it: “an incident”")
    assert "plan only, nothing was changed" in told_of(town, ended(town, asked(town, "/mesh plan add api")))
    assert "thawed the mesh `main`" in told(town.says("admin", "/mesh thaw"))
    assert ended(town, run_id).state is RunState.DONE


def told_of(town: Town, run: Run) -> str:
    return told(town.says("operator", f"/mesh run {run.id}"))


def test_a_dry_run_says_that_the_change_would_wait(town: Town) -> None:
    freezes(town)
    ended(town, asked(town, "/mesh add web-ui --dry-run"))
    assert "“an incident”. It would wait until that is over." in "\n".join(town.channel())


def test_a_freeze_ends_by_itself_when_its_time_is_over(town: Town) -> None:
    freezes(town, '/mesh freeze --until 2h --reason "an incident"')
    run_id = held(town)
    town.lets_pass(timedelta(hours=2, minutes=1))
    assert ended(town, run_id).state is RunState.DONE
    assert "nothing to thaw" in told(town.says("admin", "/mesh thaw"))


def test_only_admins_freeze_and_thaw(town: Town) -> None:
    assert "Only <@U0ADMIN> may freeze and thaw the mesh `main`" in told(town.says("operator", "/mesh freeze --reason now"))
    freezes(town)
    assert "Only <@U0ADMIN> may freeze and thaw the mesh `main`" in told(town.says("operator", "/mesh thaw"))
    assert town.tools.locks.freeze("main") is not None


def test_an_approver_is_told_that_the_mesh_is_frozen_and_the_approval_stays(town: Town) -> None:
    run_id = awaiting(town)
    freezes(town)
    shows(town, "“an incident”. It would wait until that is over.")
    answer = told(town.says("approver", f"/mesh approve {run_id}"))
    assert re.search(rf"Approved: `{run_id}`, plan `[0-9a-f]{{12}}`\. It waits: The mesh `main` is frozen by <@U0ADMIN>", answer)
    comes_to(town, run_id, RunState.WAITING)
    assert town.writes() == []
    town.says("admin", "/mesh thaw")
    run = ended(town, run_id)
    assert run.state is RunState.DONE
    assert run.approval is not None
    assert run.approval.approved_by() == ("U0APPROVER",)


def test_a_plan_that_waits_for_approval_no_longer_speaks_of_a_lock_that_is_over(town: Town) -> None:
    locks(town, person="operator2")
    awaiting(town)
    shows(town, "It would wait until that is over.")
    town.says("operator2", "/mesh unlock web-ui")
    town.works_until(lambda: None if "It would wait until that is over." in "\n".join(town.channel()) else True)


def test_what_moved_while_an_approved_change_waited_is_asked_again(town: Town) -> None:
    run_id = awaiting(town)
    freezes(town)
    town.says("approver", f"/mesh approve {run_id}")
    comes_to(town, run_id, RunState.WAITING)
    town.kong_admin("PUT", "/services/web-ui", url="http://127.0.0.1:5000")
    town.says("admin", "/mesh thaw")
    comes_to(town, run_id, RunState.AWAITING)
    shows(town, "Since it was approved, this has changed:")
    own = asked(town, "/mesh add web-ui")
    assert ended(town, own).state is RunState.DONE


def test_a_change_that_waits_is_withdrawn_by_who_asked(town: Town) -> None:
    locks(town)
    run_id = held(town)
    assert "Only <@U0OPERATOR2>, who asked for it, may withdraw it" in told(town.says("operator", f"/mesh withdraw {run_id}"))
    town.says("operator2", f"/mesh withdraw {run_id}")
    assert ended(town, run_id).state is RunState.WITHDRAWN


def test_a_change_that_waits_is_withdrawn_by_its_button(town: Town) -> None:
    locks(town)
    run_id = held(town)
    town.clicks("operator2", "Cancel")
    assert ended(town, run_id).state is RunState.WITHDRAWN


def test_a_change_that_was_held_back_for_24_hours_expires_and_says_so(town: Town) -> None:
    locks(town, "/mesh lock web-ui for 3d --reason migration")
    run_id = held(town)
    town.lets_pass(timedelta(hours=24, minutes=1))
    assert ended(town, run_id).state is RunState.EXPIRED
    assert "Expired, because it was held back for 24 hours. web-ui is locked by @operator" in shows(town, "Expired, because")
    assert town.writes() == []


def test_a_retry_is_a_new_beginning_that_a_lock_holds_back(town: Town) -> None:
    town.tells("heroku", "builds", {"match": "web-ui", "fail": True, "count": 1})
    failed = ended(town, asked(town, "/mesh add web-ui"))
    locks(town)
    town.says("operator2", f"/mesh retry {failed.id}")
    shows(town, f"{failed.id} · held back")
    town.says("operator", "/mesh unlock web-ui")
    assert ended(town, failed.id).state is RunState.DONE


def test_a_new_or_lost_store_takes_no_lock_and_no_freeze_until_it_is_thawed(town: Town) -> None:
    town.forgets()
    town.knows_groups()
    town.knows_everybody()
    assert "my store is new or was lost" in locks(town)
    assert "my store is new or was lost" in freezes(town)
    assert "Nothing is locked" in told(town.says("outsider", "/mesh locks"))
    assert "changes go on" in told(town.says("admin", "/mesh thaw --reason looked"))
    shows(town, "@admin took a store that is new or was lost as it is (“looked”): changes go on.")
    assert "locked `web-ui`" in locks(town)


def test_every_lock_and_freeze_is_recorded_with_who_and_why(town: Town) -> None:
    locks(town)
    town.says("operator", "/mesh unlock web-ui --reason done")
    freezes(town)
    town.says("admin", "/mesh thaw --reason over")
    assert lines_of_record(town) == [
        ("thawed", "", "U0ADMIN", "over"),
        ("froze", "", "U0ADMIN", "an incident"),
        ("unlocked", "web-ui", "U0OPERATOR", "done"),
        ("locked", "web-ui", "U0OPERATOR", "looking at a leak"),
    ]


def test_an_announcement_is_kept_while_slack_is_away(town: Town) -> None:
    town.tells("slack", "faults", {"path": "/api/chat.postMessage", "status": 503, "count": 2})
    assert "locked `web-ui`" in locks(town)
    town.works_until(lambda: True if town.world.slack.faults and town.world.slack.faults[0].spent() else None)
    shows(town, "@operator locked web-ui until")


def test_an_announcement_that_slack_refuses_for_good_is_logged_and_given_up(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    town.tells("slack", "membership", {"channel": "mesh", "in": False})
    locks(town)
    town.works_until(lambda: True if "slack refused an announcement" in caplog.text else None)
    assert town.tools.announcements.due(town.tools.now() + timedelta(days=1), 10) == ()


def test_a_plan_that_was_declined_says_no_more_that_it_would_wait(town: Town) -> None:
    freezes(town)
    run_id = awaiting(town)
    shows(town, "It would wait until that is over.")
    town.says("approver", f"/mesh decline {run_id} not now")
    ended(town, run_id)
    assert "It would wait until that is over." not in "\n".join(town.channel())


def test_can_i_says_who_may_by_which_rule_and_whether_it_would_wait(town: Town) -> None:
    locks(town)
    answer = told(town.says("operator2", "/mesh can-i add web-ui"))
    assert "you may ask for it (rule `operators_may_change`" in answer
    assert "It would wait now: `web-ui` is locked by <@U0OPERATOR>" in answer
    assert "Nothing holds `web-ui` back now." in told(town.says("operator", "/mesh can-i add web-ui"))


def test_an_approved_change_waits_in_line_for_another_and_begins_under_its_own_claim(town: Town) -> None:
    ended(town, asked(town, "/mesh add web-ui"))
    town.world.kong.apply_setting("propagation_s", 3)
    first, second = (routed(town, name) for name in ("cart", "help"))
    town.says("approver", f"/mesh approve {first}")
    comes_to(town, first, RunState.WAITING)
    town.says("approver", f"/mesh approve {second}")
    shows(town, f"web-ui is being changed by {first}; this run is number 1 in line.")
    town.lets_pass(timedelta(seconds=61))
    runs = ended(town, first), ended(town, second)
    assert [run.state for run in runs] == [RunState.DONE, RunState.DONE]
    assert runs[0].ended_at is not None
    assert runs[1].started_at is not None
    assert runs[0].ended_at <= runs[1].started_at


def routed(town: Town, name: str) -> str:
    """Ask for a further route and work until it waits for approval."""
    run_id = asked(town, f"/mesh route add web-ui {name} path=/{name}", "operator")
    comes_to(town, run_id, RunState.AWAITING)
    shows(town, f"{run_id} · waits for approval")
    return run_id
