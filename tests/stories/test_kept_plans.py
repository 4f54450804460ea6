"""What was approved is what is done: dry runs write nothing, approvals end, nobody decides alone, what moves is asked about again."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import wiring
from clients.store import keys
from jobs import planning
from jobs.reading.member import scale_found
from mesh.run import Run, RunState
from sandbox.launch.wishes import Wishes
from tests.examples import dynos
from tests.stories.shop import formation
from tests.stories.town import Town, a_town, run_named_in, told

APPROVED_ADD = """
[approvals]
add = { needed = 1, by = "operators", expires = "1h", requester_may_approve = false }
"""
APP = "tinyrobot-science-mesh-web-ui"
NOTHING_MAY_BE_READ = {"method": "GET", "path": "/apps/", "status": 403, "count": 0}


@pytest.fixture
def rules() -> str:
    return ""


@pytest.fixture
def town(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rules: str, *, by_socket: bool) -> Iterator[Town]:
    with a_town(redis_url, tmp_path, monkeypatch, Wishes(build_s=0.1), more_toml=rules, by_socket=by_socket) as opened:
        opened.hurries()
        opened.knows_groups()
        yield opened


def stored(town: Town, run_id: str) -> Run:
    run = town.tools.store.get(run_id)
    assert run is not None
    return run


def awaiting(town: Town, run_id: str, attempt: int = 1) -> Run:
    """Work until an attempt of a run waits for approval, and its message says so."""

    def is_shown() -> Run | None:
        run = stored(town, run_id)
        is_so = run.state is RunState.AWAITING and run.attempt == attempt and "[ Approve ]" in "\n".join(town.channel())
        return run if is_so else None

    return town.works_until(is_shown)


def asked(town: Town, person: str, text: str) -> Run:
    return awaiting(town, run_named_in(told(town.says(person, text))))


def ended(town: Town, run_id: str, attempt: int = 1) -> Run:
    return town.works_until(lambda: run if (run := town.ended(run_id)) and run.attempt == attempt else None)


def shows(town: Town) -> str:
    return "\n".join(town.channel())


def a_failed_dry_run(town: Town, person: str, text: str) -> Run:
    """Let a dry run fail because no app may be read, and let that be over."""
    town.tells("heroku", "faults", NOTHING_MAY_BE_READ)
    run = town.runs(person, text)
    town.heals("heroku")
    assert run.state is RunState.FAILED
    return run


@pytest.mark.both_ways
def test_a_dry_run_that_failed_is_a_dry_run_again_when_it_is_retried(town: Town) -> None:
    failed = a_failed_dry_run(town, "operator", "/mesh add web-ui --dry-run")
    town.clicks("operator", "Retry")
    run = ended(town, failed.id, 2)
    assert (run.state, town.writes()) == (RunState.DONE, [])
    assert "plan only, nothing was changed" in shows(town)
    assert "Without --dry-run these steps would be taken now." in shows(town)


def test_a_plan_asked_for_by_the_verb_plan_stays_one_when_it_is_retried(town: Town) -> None:
    failed = a_failed_dry_run(town, "operator", "/mesh plan add web-ui")
    town.says("operator2", f"/mesh retry {failed.id}")
    assert (ended(town, failed.id, 2).state, town.writes()) == (RunState.DONE, [])


def test_a_removal_that_an_operator_asked_for_as_a_dry_run_destroys_nothing_whoever_retries_it(town: Town) -> None:
    town.runs("operator", "/mesh add web-ui")
    before = town.writes()
    failed = a_failed_dry_run(town, "operator", "/mesh remove web-ui --purge --dry-run")
    town.says("operator2", f"/mesh retry {failed.id}")
    run = ended(town, failed.id, 2)
    assert (run.state, run.approval, town.writes()) == (RunState.DONE, None, before)
    assert "is done" in told(town.says("approver", f"/mesh approve {failed.id}"))
    assert APP in town.state("heroku")["apps"]


class TestWhereOperatorsApprove:
    @pytest.fixture
    def rules(self) -> str:
        return APPROVED_ADD

    def failed(self, town: Town) -> Run:
        """Let a build fail of what another operator approved."""
        town.tells("heroku", "builds", {"match": "web-ui", "fail": True, "count": 1})
        run = asked(town, "operator", "/mesh add web-ui")
        town.says("operator2", f"/mesh approve {run.id}")
        failed = ended(town, run.id)
        assert failed.state is RunState.FAILED
        return failed

    @pytest.mark.both_ways
    def test_who_retries_another_s_failed_change_may_not_approve_it(self, town: Town) -> None:
        failed = self.failed(town)
        town.says("operator2", f"/mesh retry {failed.id}")
        again = awaiting(town, failed.id, 2)
        assert again.approval is not None
        answer = told(town.says("operator2", f"/mesh approve {failed.id} {again.approval.digest}"))
        assert "You asked for a further attempt of it, so somebody else must approve it" in answer
        assert "You asked for it" in told(town.says("operator", f"/mesh approve {failed.id} {again.approval.digest}"))
        assert stored(town, failed.id).state is RunState.AWAITING
        assert "not @operator, @operator2" in shows(town)

    def test_a_further_attempt_asks_for_what_is_left_to_do_and_begins_with_no_approval(self, town: Town) -> None:
        failed, before = self.failed(town), len(town.writes())
        town.lets_pass(timedelta(days=21))
        town.says("operator", f"/mesh retry {failed.id}")
        again = awaiting(town, failed.id, 2)
        assert again.approval is not None
        assert (again.approval.decisions, len(town.writes())) == ((), before)
        town.says("operator2", f"/mesh approve {failed.id} {again.approval.digest}")
        run = ended(town, failed.id, 2)
        assert run.state is RunState.DONE
        assert town.writes()[before:] == [f"POST /apps/{APP}/builds", f"PATCH /apps/{APP}/formation"]

    def test_a_typed_approve_of_what_was_asked_about_before_shows_the_present_plan_and_what_to_type(self, town: Town) -> None:
        failed = self.failed(town)
        town.says("operator", f"/mesh retry {failed.id}")
        again = awaiting(town, failed.id, 2)
        assert again.approval is not None
        bare, other = (told(town.says("operator2", f"/mesh approve {failed.id}{more}")) for more in ("", " 0123456789ab"))
        exact = f"/mesh approve {failed.id} {again.approval.digest}"
        assert ("was not approved" in bare, exact in bare) == (True, True)
        assert ("was not approved" in other, exact in other) == (True, True)
        assert stored(town, failed.id).state is RunState.AWAITING
        assert f"Approved: `{failed.id}`, plan `{again.approval.digest}`. It begins now." in told(town.says("operator2", exact))

    def test_an_approval_that_is_older_than_its_rule_says_does_not_begin_what_waited_for_a_lock(self, town: Town) -> None:
        run = asked(town, "operator", "/mesh add web-ui")
        town.says("operator2", "/mesh lock web-ui for 3h --reason migration")
        town.says("operator2", f"/mesh approve {run.id}")
        town.works_until(lambda: True if stored(town, run.id).state is RunState.WAITING else None)
        town.lets_pass(timedelta(hours=1, minutes=1))
        town.says("operator2", "/mesh unlock web-ui")
        again = awaiting(town, run.id)
        assert (town.writes(), again.approval.decisions if again.approval else None) == ([], ())
        assert "The approval of @operator2 is too old by now. It lacks approvals" in shows(town)
        town.says("operator2", f"/mesh approve {run.id}")
        assert ended(town, run.id).state is RunState.DONE

    def test_who_asked_and_has_left_the_group_since_begins_nothing(self, town: Town) -> None:
        run = asked(town, "operator", "/mesh add web-ui")
        town.tells("slack", "groups", {"group": "S0OPERATORS", "remove": "operator"})
        town.says("operator2", f"/mesh approve {run.id}")
        refused = ended(town, run.id)
        assert (refused.state, town.writes()) == (RunState.REFUSED, [])
        assert "<@U0OPERATOR>, who asked for it, may not any more" in refused.why


NO_FULL_MEMBER = [{"deactivated": True}, {"guest": "single"}, {"guest": "multi"}, {"team_id": "T0OTHER"}]
BY_ID = 'operators = ["U0OPERATOR", "U0OPERATOR2"]\napprovers = ["U0APPROVER", "U0APPROVER2"]\nadmins = ["U0ADMIN"]\n'
BY_GROUP = 'operators = ["S0OPERATORS"]\napprovers = ["S0APPROVERS"]\nadmins = ["U0ADMIN"]\n'


class TestWhoIsNoFullMemberAnyMore:
    """Between an approval and its start; the bot holds everybody for a full member still, and for one of their groups."""

    @pytest.fixture
    def rules(self) -> str:
        return APPROVED_ADD.replace('"operators"', '"approvers"')

    @pytest.fixture(params=[BY_GROUP, BY_ID], ids=["by-group", "by-id"])
    def people(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    @pytest.fixture
    def town(self, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rules: str, people: str) -> Iterator[Town]:
        with a_town(redis_url, tmp_path, monkeypatch, Wishes(build_s=0.1), more_toml=rules, people=people) as opened:
            opened.hurries()
            opened.knows_groups()
            yield opened

    @pytest.mark.parametrize("what", NO_FULL_MEMBER, ids=str)
    def test_a_requester_begins_nothing(self, town: Town, what: dict[str, object]) -> None:
        run = asked(town, "operator", "/mesh add web-ui")
        town.says("approver", f"/mesh approve {run.id}")
        town.tells("slack", "people", {"person": "operator", **what})
        refused = ended(town, run.id)
        assert (refused.state, town.writes()) == (RunState.REFUSED, [])
        assert refused.why == "<@U0OPERATOR>, who asked for it, is no full member of the workspace any more."

    @pytest.mark.parametrize("what", NO_FULL_MEMBER[:2], ids=str)
    def test_who_retried_begins_nothing(self, town: Town, what: dict[str, object]) -> None:
        town.tells("heroku", "faults", NOTHING_MAY_BE_READ)
        failed = town.runs("operator", "/mesh add web-ui")
        town.heals("heroku")
        town.says("operator2", f"/mesh retry {failed.id}")
        run = awaiting(town, failed.id, 2)
        assert run.approval is not None
        town.says("approver", f"/mesh approve {run.id} {run.approval.digest}")
        town.tells("slack", "people", {"person": "operator2", **what})
        refused = ended(town, run.id, 2)
        assert (refused.state, town.writes()) == (RunState.REFUSED, [])
        assert refused.why == "<@U0OPERATOR2>, who asked for it, is no full member of the workspace any more."

    @pytest.mark.parametrize("what", NO_FULL_MEMBER, ids=str)
    def test_an_approver_s_approval_does_not_count(self, town: Town, what: dict[str, object]) -> None:
        run = asked(town, "operator", "/mesh add web-ui")
        town.says("approver", f"/mesh approve {run.id}")
        town.tells("slack", "people", {"person": "approver", **what})
        town.works_until(lambda: "@approver may no longer approve" in shows(town) or None)
        assert (stored(town, run.id).state, town.writes()) == (RunState.AWAITING, [])


def test_what_another_run_changes_within_the_last_reading_is_asked_about_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.runs("operator", "/mesh add web-ui")
    town.runs("operator", "/mesh scale web-ui web=1:standard-1x")
    run = asked(town, "operator", "/mesh scale web-ui web=20")
    read, moves = scale_found, ["once"]

    def moving(*given: Any) -> Any:  # noqa: ANN401 - what it was called with
        """Let another run hold the app and change it just after the reading."""
        found = read(*given)
        while moves:
            moves.pop()
            town.tools.heroku.scale(APP, dynos("web=1:performance-l"))
            wiring.worker_redis().incr(keys.generation("main", "web-ui"))
        return found

    monkeypatch.setattr(planning, "scale_found", moving)
    town.says("approver", f"/mesh approve {run.id}")
    again = town.works_until(lambda: now if (now := stored(town, run.id)).has_ended or now.state is RunState.AWAITING else None)
    assert again.state is RunState.AWAITING
    assert formation(town) == "web=1:performance-l"
    town.works_until(lambda: "What it would do has changed since it was approved" in shows(town) or None)
