"""Clicks that come in the same instant, twice, again, or after a restart: each is answered, and the plan is applied once."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from mesh.run import Run, RunState
from sandbox.launch.ports import free_port
from sandbox.launch.wishes import Wishes
from sandbox.slack.delivery import Parcel
from tests.chaos.waits import until
from tests.stories.real_processes import RealProcess, clicks_caught, delivered, delivered_at_once, the_whole_bot, web_processes
from tests.stories.town import Town, a_town, run_named_in, told

APP, UI = "tinyrobot-science-mesh-web-ui", "ui.example.com"
ADD, REMOVE = f"/mesh route add web-ui ui host={UI}", "/mesh route remove web-ui ui"
ROUNDS = 50


@pytest.fixture
def approvals() -> str:
    """Return what mesh.toml says beyond the sandbox's; nothing keeps what that one says."""
    return ""


@pytest.fixture
def town(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, approvals: str) -> Iterator[Town]:
    """Open a town in which web-ui is a mesh app with a further domain, and a Kong that takes every change at once."""
    with a_town(redis_url, tmp_path, monkeypatch, Wishes(build_s=0.1, kong_limit=100_000), more_toml=approvals) as opened:
        opened.hurries()
        opened.world.kong.apply_setting("propagation_s", 0.0)
        opened.knows_groups()
        opened.runs("operator", "/mesh add web-ui")
        opened.tools.heroku.add_domain(APP, UI)
        yield opened


@pytest.fixture
def webs(town: Town, tmp_path: Path) -> Iterator[list[RealProcess]]:
    """Run two web processes; commands go to the first."""
    with web_processes(2, tmp_path) as processes:
        town.world.slack.app_url = processes[0].url
        yield processes


def awaiting(town: Town, text: str) -> str:
    """Type a command and work until it waits for approval and its message has the buttons."""
    run_id = run_named_in(told(town.says("operator", text)))
    town.works_until(lambda: is_awaited(town, run_id) or None)
    return run_id


def is_awaited(town: Town, run_id: str) -> bool:
    run = town.tools.store.get(run_id)
    return run is not None and run.state is RunState.AWAITING and "[ Approve ]" in "\n".join(town.channel())


def state_of(town: Town, run_id: str) -> RunState:
    run = town.tools.store.get(run_id)
    assert run is not None
    return run.state


def answers_about(town: Town, run_id: str) -> list[str]:
    """Return what was said privately to both approvers about a run."""
    lines = [*(town.private("U0APPROVER") or []), *(town.private("U0APPROVER2") or [])]
    return [line for line in lines if run_id in line]


def both_answered(town: Town, run_id: str) -> tuple[Run, list[str]]:
    """Work until the run has ended and both clicks are answered."""

    def found() -> tuple[Run, list[str]] | None:
        run, answers = town.ended(run_id), answers_about(town, run_id)
        return (run, answers) if run and len(answers) >= 2 else None

    return town.works_until(found)


def kong_writes(town: Town) -> list[str]:
    return [line for line in town.writes() if "/kong-admin" in line]


def outcome(town: Town, run_id: str, writes_before: int) -> tuple[str, int, int, int]:
    """Say how a run ended, how often it wrote to Kong, and how many clicks were taken and how many heard that it was approved already."""
    run, answers = both_answered(town, run_id)
    taken = [line for line in answers if is_approval(line, run_id)]
    late = [line for line in answers if f"{run_id} was approved already by @approver" in line]
    return run.state.value, len(kong_writes(town)) - writes_before, len(taken), len(late)


def is_approval(line: str, run_id: str) -> bool:
    """Say whether an answer tells that the plan, which it names, was approved and begins."""
    return re.fullmatch(rf"Approved: {run_id}, plan [0-9a-f]{{12}}\. It begins now\.", line) is not None


ONCE = ("done", 1, 1, 1)


def test_of_two_approvers_in_the_same_instant_at_two_web_processes_one_decides_and_the_plan_is_applied_once(
    town: Town, webs: list[RealProcess]
) -> None:
    outcomes = []
    for number in range(ROUNDS):
        run_id, before = awaiting(town, (ADD, REMOVE)[number % 2]), len(kong_writes(town))
        parcels = clicks_caught(town, "approver", "approver2")
        statuses = delivered_at_once(parcels, webs if number % 4 < 2 else webs[::-1])
        outcomes.append((*outcome(town, run_id, before), statuses))
    assert outcomes == [(*ONCE, [200, 200])] * ROUNDS


def test_a_double_click_applies_the_plan_once(town: Town, webs: list[RealProcess]) -> None:
    run_id, before = awaiting(town, ADD), len(kong_writes(town))
    delivered_at_once(clicks_caught(town, "approver", "approver"), webs)
    assert outcome(town, run_id, before) == ONCE


def test_a_click_that_is_delivered_again_applies_the_plan_once(town: Town, webs: list[RealProcess]) -> None:
    run_id, before = awaiting(town, ADD), len(kong_writes(town))
    parcel = clicks_caught(town, "approver")[0]
    statuses = [delivered(parcel, webs[0].url)]
    statuses += [delivered(parcel, webs[1].url, further_headers={"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"})]
    town.works_until(lambda: town.ended(run_id))
    (answer,) = town.works_until(lambda: answers_about(town, run_id) or None)
    assert statuses == [200, 200]
    assert (len(kong_writes(town)) - before, is_approval(answer, run_id)) == (1, True)


def test_a_click_that_is_delivered_again_after_the_run_has_ended_changes_nothing(town: Town, webs: list[RealProcess]) -> None:
    run_id, before = awaiting(town, ADD), len(kong_writes(town))
    parcel = clicks_caught(town, "approver")[0]
    delivered(parcel, webs[0].url)
    town.works_until(lambda: town.ended(run_id))
    status = delivered(parcel, webs[1].url)
    (answer,) = town.works_until(lambda: answers_about(town, run_id) or None)
    assert (status, state_of(town, run_id), len(kong_writes(town)) - before) == (200, RunState.DONE, 1)
    assert is_approval(answer, run_id)


def test_a_click_after_a_restart_of_web_and_workers_applies_the_plan_once(town: Town, tmp_path: Path) -> None:
    port = free_port()
    town.world.slack.app_url = f"http://127.0.0.1:{port}"
    with the_whole_bot(tmp_path, port):
        run_id, before = run_named_in(told(town.says("operator", ADD))), len(kong_writes(town))
        until(lambda: is_awaited(town, run_id), "the plan waits for approval")
    while_down = town.clicks("approver", "Approve")
    with the_whole_bot(tmp_path, port):
        town.clicks("approver", "Approve")
        run = until(lambda: town.ended(run_id), "the run has ended")
    assert while_down.seen == "This app could not be reached."
    assert (run.state, len(kong_writes(town)) - before) == (RunState.DONE, 1)
    assert "approved by @approver" in "\n".join(town.channel())


def test_an_approval_just_before_a_restart_of_web_and_workers_is_carried_out_once_after_it(town: Town, tmp_path: Path) -> None:
    run_id, before = awaiting(town, ADD), len(kong_writes(town))
    with web_processes(1, tmp_path) as (web,):
        assert delivered(clicks_caught(town, "approver")[0], web.url) == 200
    port = free_port()
    with the_whole_bot(tmp_path, port) as web:
        run = until(lambda: town.ended(run_id), "the run has ended")
        assert httpx.get(f"{web.url}/readyz", trust_env=False).status_code == 200
    assert (run.state, len(kong_writes(town)) - before) == (RunState.DONE, 1)


class TestTwoNeeded:
    @pytest.fixture
    def approvals(self) -> str:
        return '[approvals]\nT2 = { needed = 2, by = "approvers", expires = "1h" }\n'

    def test_two_approvers_in_the_same_instant_both_count_and_the_plan_is_applied_once(self, town: Town, webs: list[RealProcess]) -> None:
        run_id, before = awaiting(town, ADD), len(kong_writes(town))
        delivered_at_once(clicks_caught(town, "approver", "approver2"), webs)
        run, answers = both_answered(town, run_id)
        assert (run.state, len(kong_writes(town)) - before) == (RunState.DONE, 1)
        begins, needs_more = sorted(answers)
        assert is_approval(begins, run_id)
        assert re.fullmatch(rf"Approved: {run_id}, plan [0-9a-f]{{12}}\. It needs 1 more\.", needs_more)

    def test_a_double_click_of_one_approver_begins_nothing(self, town: Town, webs: list[RealProcess]) -> None:
        run_id, before = awaiting(town, ADD), kong_writes(town)
        delivered_at_once(clicks_caught(town, "approver", "approver"), webs)
        said = town.works_until(lambda: lines if len(lines := town.private("U0APPROVER") or []) >= 2 else None)
        assert sum("You have approved it already" in line for line in said) == 1
        assert (kong_writes(town), state_of(town, run_id)) == (before, RunState.AWAITING)


# Old messages


def late_answer(town: Town, parcel: Parcel) -> str:
    """Deliver a click that was caught earlier, and return its private answer."""
    so_far = len(town.private("U0APPROVER") or [])
    assert delivered(parcel, town.world.addresses.web) == 200

    def answer() -> str | None:
        said = town.private("U0APPROVER") or []
        return said[-1] if len(said) > so_far else None

    return town.works_until(answer)


def test_a_click_after_the_time_to_decide_changes_nothing_and_says_so(town: Town) -> None:
    run_id, before = awaiting(town, ADD), kong_writes(town)
    parcel = clicks_caught(town, "approver")[0]
    town.lets_pass(timedelta(hours=8, minutes=1))
    just_over = told(town.says("approver", f"/mesh approve {run_id}"))
    town.works_until(lambda: town.ended(run_id))
    expired = late_answer(town, parcel)
    assert just_over == f"The time to decide on `{run_id}` is over. Nothing was changed. Type its command again for a new plan."
    assert expired == f"{run_id} is expired: Nobody decided in time. Nothing was changed."
    assert kong_writes(town) == before


def test_a_click_on_a_superseded_plan_changes_nothing_and_names_the_newer_one(town: Town) -> None:
    older, before = awaiting(town, ADD), kong_writes(town)
    parcel = clicks_caught(town, "approver")[0]
    newer = awaiting(town, f"{ADD} path=/cart")
    assert late_answer(town, parcel) == f"{older} is superseded: {newer} is a newer plan for the same thing."
    assert (kong_writes(town), state_of(town, newer)) == (before, RunState.AWAITING)


def test_a_click_on_a_plan_that_was_asked_about_again_decides_nothing(town: Town) -> None:
    run_id = awaiting(town, "/mesh route set web-ui web-ui path=/shop")
    parcel = clicks_caught(town, "approver")[0]
    town.kong_admin("PATCH", "/routes/web-ui", paths=["/other"])
    town.clicks("approver2", "Approve")
    town.works_until(lambda: "Since it was approved, this has changed:" in "\n".join(town.channel()) or None)
    before = kong_writes(town)
    assert "has changed since it was shown to you; nothing was decided" in late_answer(town, parcel)
    assert (kong_writes(town), state_of(town, run_id)) == (before, RunState.AWAITING)


@pytest.mark.parametrize("ending", ["decline", "withdraw"])
def test_a_click_on_what_was_taken_back_changes_nothing_and_says_by_whom(town: Town, ending: str) -> None:
    run_id, before = awaiting(town, ADD), kong_writes(town)
    parcel = clicks_caught(town, "approver")[0]
    by = {"decline": "approver2", "withdraw": "operator"}[ending]
    town.says(by, f"/mesh {ending} {run_id} not now" if ending == "decline" else f"/mesh {ending} {run_id}")
    assert f"{run_id} was {ending.removesuffix('e').removesuffix('aw')}" in late_answer(town, parcel)
    assert f"by @{by} at" in "\n".join(town.private("U0APPROVER") or [])
    assert kong_writes(town) == before
