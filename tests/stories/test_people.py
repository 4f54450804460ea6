"""Who may read and ask: dead user groups, guests, people of other workspaces, and the two ids of an Enterprise Grid."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import wiring
from bot.approving import Approvals
from bot.lookup import Lookup
from mesh.requests import Verdict
from mesh.run import RunState
from sandbox.launch.wishes import Wishes
from tests.stories.deciding import proposed
from tests.stories.town import Town, a_town, run_named_in, told

TWO_GROUPS = 'operators = ["S0OPERATORS", "S0DELETED"]\napprovers = ["S0APPROVERS", "S0GONE"]\nadmins = ["U0ADMIN"]\n'
ALL_BY_GRID = 'operators = ["W0OPERATOR", "U0OPERATOR2"]\napprovers = ["S0APPROVERS", "U0OPERATOR"]\nadmins = ["U0ADMIN"]\n'


@pytest.fixture
def dead_groups(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with a_town(redis_url, tmp_path, monkeypatch, Wishes(), people=TWO_GROUPS) as town:
        yield town


@pytest.fixture
def readers(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    people = 'operators = ["S0OPERATORS"]\nadmins = ["U0ADMIN"]\nreaders = ["guests", "T0PARTNER"]\n'
    with a_town(redis_url, tmp_path, monkeypatch, Wishes(), people=people) as town:
        yield town


@pytest.fixture
def grid(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with a_town(redis_url, tmp_path, monkeypatch, Wishes(), people=ALL_BY_GRID) as town:
        town.knows_nobody()
        yield town


def is_now(town: Town, person: str, **what: object) -> None:
    """Let somebody be something else at Slack, which the bot has not looked up."""
    town.tells("slack", "people", {"person": person, **what})
    town.knows_nobody()


def answered(town: Town, person: str, text: str) -> str:
    """Type something, work, and return all that was said to this person alone."""
    town.says(person, text)
    town.works_until(town.has_nothing_to_do)
    return "\n".join(town.private(f"U0{person.upper()}") or [])


def test_a_deleted_group_takes_nobody_elses_rights(dead_groups: Town) -> None:
    assert dead_groups.runs("operator", "/mesh add web-ui --dry-run").state is RunState.DONE
    assert "U0OPERATOR" in (dead_groups.tools.members.known(["S0OPERATORS"])["S0OPERATORS"] or ())


def test_a_change_of_a_member_of_the_other_group_begins(dead_groups: Town) -> None:
    run = dead_groups.runs("operator", "/mesh add web-ui")
    assert (run.state, run.why) == (RunState.DONE, "")


def test_a_freeze_depends_on_no_group_that_is_gone(dead_groups: Town) -> None:
    assert "froze the mesh" in told(dead_groups.says("admin", "/mesh freeze --reason incident"))
    assert "thawed the mesh" in told(dead_groups.says("admin", "/mesh thaw"))


def test_an_admin_is_told_once_of_each_group_that_is_gone(dead_groups: Town) -> None:
    dead_groups.runs("operator2", "/mesh add web-ui --dry-run")
    dead_groups.runs("operator", "/mesh add web-ui --dry-run")
    dead_groups.works_until(lambda: not dead_groups.tools.announcements.due(dead_groups.tools.now(), 9) or None)
    direct = [channel for channel in dead_groups.state("slack")["channels"] if channel["direct_message_with"] == "U0ADMIN"]
    texts = [message["text"] for channel in direct for message in channel["messages"]]
    assert [("S0DELETED" in text, "S0GONE" in text) for text in sorted(texts)] == [(True, False), (False, True)]


def test_a_refusal_says_that_a_group_cannot_be_read(dead_groups: Town) -> None:
    run = dead_groups.runs("outsider", "/mesh restart web-ui")
    assert run.state is RunState.REFUSED
    assert "`S0DELETED`" in run.advice


def test_an_approval_by_a_member_of_the_other_group_counts(dead_groups: Town) -> None:
    dead_groups.runs("operator", "/mesh add web-ui")
    run = proposed(dead_groups, "operator", "/mesh route add web-ui cart path=/cart")
    assert "approved" in told(dead_groups.says("approver", f"/mesh approve {run.id}")).lower()
    assert dead_groups.works_until(lambda: dead_groups.ended(run.id)).state is RunState.DONE


@pytest.mark.parametrize("what", [{"guest": "multi"}, {"guest": "single"}, {"team_id": "T0OTHER"}])
@pytest.mark.parametrize("words", ["runs", "locks", "run r-7k3fx", "can-i add", "undo r-7k3fx"])
def test_who_is_no_full_member_is_answered_nothing(town: Town, what: dict[str, object], words: str) -> None:
    is_now(town, "outsider", **what)
    said = answered(town, "outsider", f"/mesh {words}")
    assert "Full members of this workspace may read" in said
    assert "Nothing is locked" not in said
    assert "No runs" not in said


@pytest.mark.parametrize("words", ["status", "diff", "history", "routes web-ui", "add web-ui --dry-run"])
def test_a_question_for_a_worker_is_refused_before_anything_is_read(town: Town, words: str) -> None:
    is_now(town, "outsider", guest="multi")
    run = town.runs("outsider", f"/mesh {words}")
    assert (run.state, run.answer, list(town.world.heroku.requests), town.channel()) == (RunState.REFUSED, None, [], [])


def test_once_known_they_are_refused_at_once(town: Town) -> None:
    is_now(town, "outsider", guest="multi")
    answered(town, "outsider", "/mesh runs")
    assert "Full members of this workspace may read" in told(town.says("outsider", "/mesh runs"))
    assert "r-" not in told(town.says("outsider", "/mesh route add web-ui"))


def test_a_mention_by_a_stranger_is_answered_nothing(town: Town) -> None:
    is_now(town, "outsider", team_id="T0OTHER")
    said = answered(town, "outsider", "@mesh runs")
    assert "Full members of this workspace may read" in said


def test_a_full_member_whom_the_bot_does_not_know_yet_gets_the_answer_a_moment_later(town: Town) -> None:
    town.knows_nobody()
    assert "Nothing is locked" in answered(town, "outsider", "/mesh locks")
    assert "Nothing is locked" in told(town.says("outsider", "/mesh locks"))


def test_a_click_on_refresh_by_a_guest_leaves_the_answer_as_it_is(town: Town) -> None:
    town.runs("operator", "/mesh status")
    before = town.channel()
    is_now(town, "outsider", guest="multi")
    town.clicks("outsider", "Refresh")
    town.works_until(lambda: town.private("U0OUTSIDER"))
    assert "Full members of this workspace may read" in "\n".join(town.private("U0OUTSIDER") or [])
    assert town.channel() == before


def test_a_guest_among_the_operators_changes_nothing(town: Town) -> None:
    is_now(town, "operator", guest="multi")
    run = town.runs("operator", "/mesh add web-ui")
    assert (run.state, town.writes()) == (RunState.REFUSED, [])
    assert "a guest in this workspace" in run.why


NO_MEMBERS = [{"guest": "multi"}, {"team_id": "T0OTHER"}]


@pytest.mark.parametrize("what", NO_MEMBERS)
@pytest.mark.parametrize("by_form", [False, True])
def test_somebody_of_the_approvers_who_is_no_full_member_declines_nothing(town: Town, what: dict[str, object], *, by_form: bool) -> None:
    town.knows_groups()
    town.runs("operator", "/mesh add web-ui")
    run = proposed(town, "operator", "/mesh route add web-ui cart path=/cart")
    is_now(town, "approver", **what)
    decline = {
        True: lambda: wiring.desk().decline("U0APPROVER", f"{run.id} {run.approval.digest if run.approval else ''} C0MESH", "no", "d")
    }
    decline.get(by_form, lambda: town.says("approver", f"/mesh decline {run.id} no"))()
    town.works_until(lambda: town.tools.members.user("U0APPROVER"))
    decline.get(by_form, lambda: town.says("approver", f"/mesh decline {run.id} no"))()
    town.works_until(town.has_nothing_to_do)
    assert town.tools.store.awaiting("main") == (town.tools.store.get(run.id),)


def test_a_full_member_whom_the_bot_does_not_know_yet_declines_once_they_are_looked_up(town: Town) -> None:
    town.knows_groups()
    town.runs("operator", "/mesh add web-ui")
    run = proposed(town, "operator", "/mesh route add web-ui cart path=/cart")
    town.knows_nobody()
    assert "try again in a minute" in told(town.says("approver", f"/mesh decline {run.id} no"))
    town.lets_pass(timedelta(minutes=1))
    town.works_until(lambda: town.tools.members.user("U0APPROVER"))
    town.says("approver", f"/mesh decline {run.id} no")
    assert town.works_until(lambda: town.ended(run.id)).state is RunState.DECLINED


@pytest.mark.parametrize("what", NO_MEMBERS)
def test_somebody_of_the_operators_who_is_no_full_member_stops_nothing(town: Town, what: dict[str, object]) -> None:
    town.knows_groups()
    town.says("admin", "/mesh freeze --reason incident")
    run_id = run_named_in(told(town.says("operator", "/mesh add web-ui")))
    run = town.works_until(lambda: run if (run := town.tools.store.get(run_id)) and run.held_since else None)
    is_now(town, "operator2", **what)
    answered(town, "operator2", f"/mesh cancel {run_id}")
    assert town.tools.store.get(run_id) == run
    assert town.tools.store.cancel_asked_by(run_id) == ""


@pytest.mark.parametrize("what", NO_MEMBERS)
@pytest.mark.parametrize(
    ("person", "answer"), [("approver", "try again in a minute"), ("outsider", "Full members of this workspace may read")]
)
def test_who_is_no_full_member_gets_no_form_for_declining(town: Town, what: dict[str, object], person: str, answer: str) -> None:
    town.knows_groups()
    town.runs("operator", "/mesh add web-ui")
    run = proposed(town, "operator", "/mesh route add web-ui cart path=/cart")
    is_now(town, person, **what)
    town.clicks(person, "Decline")
    said = "\n".join(town.works_until(lambda: town.private(f"U0{person.upper()}")))
    assert answer in said
    assert run.id not in said
    assert "@approvers" not in said
    assert town.state("slack")["views"][f"U0{person.upper()}"]["open"] == []


@pytest.mark.parametrize("what", NO_MEMBERS)
def test_the_home_tab_shows_nothing_to_somebody_of_a_group_who_is_no_full_member(town: Town, what: dict[str, object]) -> None:
    town.knows_groups()
    town.runs("operator", "/mesh add web-ui --dry-run")
    is_now(town, "approver", **what)
    town.opens_home("approver")
    shown = "\n".join(town.works_until(lambda: town.home("approver")))
    assert "No mesh of mine names you among its people" in shown
    assert "web-ui" not in shown


@pytest.mark.parametrize("what", [{"guest": "single"}, {"team_id": "T0PARTNER"}])
def test_the_file_may_let_them_read_and_no_more(readers: Town, what: dict[str, object]) -> None:
    is_now(readers, "outsider", **what)
    assert "Nothing is locked" in answered(readers, "outsider", "/mesh locks")
    assert readers.runs("outsider", "/mesh status").state is RunState.DONE
    assert "Only full members of this workspace may ask for changes" in told(readers.says("outsider", "/mesh restart web-ui"))


def test_in_a_grid_a_person_has_the_rights_of_either_id(grid: Town) -> None:
    is_now(grid, "operator", grid_id="W0OPERATOR")
    is_now(grid, "approver", grid_id="W0APPROVER")
    grid.tells("slack", "groups", {"group": "approvers", "members": ["approver"]})
    assert grid.runs("operator", "/mesh add web-ui").state is RunState.DONE
    run = proposed(grid, "operator", "/mesh route add web-ui cart path=/cart")
    grid.says("approver", f"/mesh approve {run.id}")
    assert grid.works_until(lambda: grid.ended(run.id)).state is RunState.DONE


def test_nobody_approves_their_own_plan_under_their_other_id(grid: Town) -> None:
    is_now(grid, "operator", grid_id="W0OPERATOR")
    grid.runs("operator", "/mesh add web-ui")
    run = proposed(grid, "operator", "/mesh route add web-ui cart path=/cart")
    tools = grid.tools
    approvals = Approvals(
        tools.store, tools.locks, tools.members, tools.meshes, tools.now, Lookup(tools.store, tools.meshes, "C0MESH").find
    )
    assert "somebody else must approve it" in approvals.decide(run.id, "W0OPERATOR", Verdict.APPROVE).text


def test_an_archived_channel_is_no_place_to_begin_anything(town: Town) -> None:
    town.tells("slack", "membership", {"channel": "mesh", "archived": True})
    delivery = town.says("operator", "/mesh add web-ui")
    run_id = run_named_in(told(delivery))
    run = town.works_until(lambda: ((found := town.tools.store.get(run_id)) and found.has_ended and found) or None)
    assert (run.state, town.writes()) == (RunState.REFUSED, [])
