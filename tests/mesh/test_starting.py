"""Which run may begin: no dry run by any way; a change as it was approved, by people who may, in time."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mesh import steps
from mesh.app import ApprovalRule
from mesh.approvals import is_still_approved
from mesh.formation import parsed_changes
from mesh.plan import Plan, Refusal
from mesh.requests import (
    Add,
    Attach,
    Remove,
    Request,
    Restart,
    Rollback,
    RouteAdd,
    RouteFields,
    RouteRemove,
    RouteSet,
    Scale,
    Tier,
    Verdict,
)
from mesh.run import ENDED, Approval, Decision, Run, RunState, StepState
from mesh.run.states import MOVES, MOVES_OF_WHAT_READS
from mesh.starting import AskAgain, Begin, Fitness, NothingLeft, Refuse, Rights, fit_to_begin
from tests.examples import ADMIN, APP, APPROVERS, KONG_VERSION, NOON, OPERATOR, SERVICE, a_mesh, a_note, a_plan, a_run, dynos, packs

HOUR = timedelta(hours=1)
CHANGES: tuple[Request, ...] = (
    Add(SERVICE),
    Attach(SERVICE, APP),
    Remove(SERVICE),
    Remove(SERVICE, purge=True),
    Scale(SERVICE, parsed_changes(["web=3"])),
    Restart(SERVICE),
    Rollback(SERVICE),
    RouteAdd(SERVICE, "cart", RouteFields()),
    RouteSet(SERVICE, "cart", RouteFields()),
    RouteRemove(SERVICE, "cart"),
)
PLAN = a_plan(steps.Scale(APP, dynos("web=20"), before=dynos("web=2:standard-1x")), tier=Tier.T2_TRAFFIC)
MOVED = a_plan(steps.Scale(APP, dynos("web=20"), before=dynos("web=2:performance-l")), tier=Tier.T2_TRAFFIC)
RULE = ApprovalRule(1, "approvers", HOUR)
MESH = a_mesh(approvals={"T2": RULE})
RIGHTS = Rights({OPERATOR: None, "U0SECOND": None}, {each: frozenset({each}) for each in ("U0APPROVER", "U0SECOND")}, frozenset({OPERATOR}))


def reachable(run: Run) -> set[RunState]:
    """Return every state that a run may come to, by any moves."""
    moves, found, new = MOVES_OF_WHAT_READS if run.only_reads else MOVES, {run.state}, {run.state}
    while new:
        new = {after for state in new for after in moves.get(state, ())} - found
        found |= new
    return found


@pytest.mark.parametrize("request_", CHANGES, ids=lambda each: each.verb)
def test_by_no_way_does_a_dry_run_come_to_where_it_could_begin(request_: Request) -> None:
    states = reachable(a_run(request=request_, dry_run=True))
    assert states - ENDED == {RunState.PROPOSED}


@pytest.mark.parametrize("request_", CHANGES, ids=lambda each: each.verb)
@pytest.mark.parametrize("state", [RunState.APPROVED, RunState.WAITING, RunState.AWAITING])
def test_a_dry_run_that_an_earlier_version_brought_further_is_refused_its_start(request_: Request, state: RunState) -> None:
    run = a_run(request=request_, dry_run=True, state=state, plan=PLAN)
    assert isinstance(fit_to_begin(run, PLAN, MESH, RIGHTS, NOON), Refuse)
    with pytest.raises(ValueError, match="what only reads cannot go"):
        run.moved(RunState.RUNNING)


def approved(*people: str, at: datetime = NOON, **changes: object) -> Run:
    """Return a scaling that is approved by these people, asked for by the operator."""
    decisions = tuple(Decision(person, at, Verdict.APPROVE, PLAN.digest) for person in people)
    approval = Approval(1, "approvers", NOON + HOUR, PLAN.digest, (APPROVERS,), decisions=decisions, within=HOUR)
    run = a_run(request=Scale(SERVICE, parsed_changes(["web=20"])), state=RunState.APPROVED, plan=PLAN, approval=approval)
    return replace(run, **changes)  # type: ignore[arg-type]  # fields of Run


def fitness(run: Run, plan: Plan | Refusal = PLAN, **changes: object) -> Fitness:
    rights = replace(RIGHTS, **{name: changes.pop(name) for name in ("refusals", "approvers") if name in changes})  # type: ignore[arg-type]
    return fit_to_begin(run, plan, MESH, rights, NOON + timedelta(minutes=10), **changes)


def why_again(run: Run, plan: Plan | Refusal = PLAN, **changes: object) -> str:
    found = fitness(run, plan, **changes)
    assert isinstance(found, AskAgain)
    return found.why


def test_what_is_approved_by_somebody_else_in_time_begins() -> None:
    assert isinstance(fitness(approved("U0APPROVER")), Begin)


def test_another_plan_is_asked_about_again() -> None:
    assert why_again(approved("U0APPROVER"), MOVED) == "What it would do has changed since it was approved"


def test_a_plan_that_is_again_what_was_approved_before_another_was_asked_about_begins_with_no_approval() -> None:
    """Who approved it then may approve it again: otherwise it could wait for ever, with as many approvals as it needs."""
    run = approved("U0APPROVER")
    assert run.approval
    found = fitness(replace(run, approval=replace(run.approval, digest=MOVED.digest)), PLAN)
    assert isinstance(found, AskAgain)
    assert (found.approval.digest, found.approval.approved_by()) == (PLAN.digest, ())


def test_an_approval_that_is_too_old_does_not_count() -> None:
    assert "is too old by now" in why_again(approved("U0APPROVER", at=NOON - HOUR))


@pytest.mark.parametrize(("ahead", "begins"), [(timedelta(seconds=50), True), (timedelta(minutes=2), False)])
def test_an_approval_counts_from_when_it_was_given_as_far_as_clocks_agree(ahead: timedelta, *, begins: bool) -> None:
    now = NOON + timedelta(minutes=10)
    assert isinstance(fitness(approved("U0APPROVER", at=now + ahead)), Begin) is begins


def test_an_approval_that_is_dated_later_than_now_is_told_as_that() -> None:
    assert "dated later than my clock says that it is" in why_again(approved("U0APPROVER", at=NOON + timedelta(days=1)))


def test_the_approval_of_who_asked_for_a_further_attempt_does_not_count() -> None:
    assert "who asked for it, does not count" in why_again(approved("U0SECOND", retriers=("U0SECOND",)))


def test_an_approver_who_may_no_longer_approve_does_not_count() -> None:
    assert "may no longer approve" in why_again(approved("U0APPROVER"), approvers={})


def test_the_same_person_counts_once_where_two_are_needed() -> None:
    run = approved("U0APPROVER", "U0APPROVER")
    found = fit_to_begin(run, PLAN, a_mesh(approvals={"scale": replace(RULE, needed=2)}), RIGHTS, NOON)
    assert isinstance(found, AskAgain)
    assert (found.approval.needed, found.approval.approved_by()) == (2, ("U0APPROVER",))


def with_ids(*ids: str) -> Rights:
    """Return the rights where these are the ids of one approver."""
    return replace(RIGHTS, approvers=dict.fromkeys(ids, frozenset(ids)))


def test_two_ids_of_one_person_count_once_where_two_are_needed() -> None:
    run = approved("U0APPROVER", "W0APPROVER")
    found = fit_to_begin(run, PLAN, a_mesh(approvals={"scale": replace(RULE, needed=2)}), with_ids("U0APPROVER", "W0APPROVER"), NOON)
    assert isinstance(found, AskAgain)
    assert found.approval.approved_by() == ("U0APPROVER",)


@pytest.mark.parametrize("asked_under", [RULE, replace(RULE, requester_may_approve=True)])
def test_by_the_rule_of_today_another_id_of_who_asked_does_not_count_either(asked_under: ApprovalRule) -> None:
    run = approved("W0OPERATOR")
    assert run.approval
    run = replace(run, approval=replace(run.approval, requester_may_approve=asked_under.requester_may_approve))
    found = fit_to_begin(run, PLAN, MESH, with_ids("W0OPERATOR", OPERATOR), NOON)
    assert isinstance(found, AskAgain)
    assert found.why == "The approval of <@W0OPERATOR>, who asked for it, does not count. It lacks approvals"


def test_who_asked_by_an_id_that_only_they_are_asked_by_does_not_count_by_the_other() -> None:
    rights = replace(RIGHTS, requester_ids=frozenset({OPERATOR, "U0APPROVER"}))
    assert isinstance(fit_to_begin(approved("U0APPROVER"), PLAN, MESH, rights, NOON), AskAgain)


def test_who_asked_counts_by_either_id_where_the_rule_of_today_lets_them() -> None:
    mesh = a_mesh(approvals={"T2": replace(RULE, requester_may_approve=True)})
    assert isinstance(fit_to_begin(approved("W0OPERATOR"), PLAN, mesh, with_ids("W0OPERATOR", OPERATOR), NOON), Begin)


def test_a_plan_whose_tier_rose_is_asked_about() -> None:
    assert why_again(approved(approval=None)) == ""


def test_whoever_asked_for_any_attempt_must_still_be_one_who_may() -> None:
    gone = Refusal("you may not ask for that.")
    found = fitness(approved("U0APPROVER", retriers=("U0SECOND",)), refusals={OPERATOR: None, "U0SECOND": gone})
    assert found == Refuse(gone)


def test_what_only_looks_needs_nobody() -> None:
    look = a_plan(steps.AwaitHealth(APP, None, KONG_VERSION, dynos("web=20:standard-1x")), tier=Tier.T2_TRAFFIC)
    assert isinstance(fitness(approved(), look), Begin)
    assert isinstance(fitness(approved(approval=None), look), Begin)
    assert is_still_approved(approved(plan=look), NOON + timedelta(days=1))


def test_what_is_so_already_needs_nobody() -> None:
    assert isinstance(fitness(approved(), a_plan()), NothingLeft)


def test_a_plan_that_has_become_impossible_is_refused_and_says_that_nothing_was_changed() -> None:
    found = fitness(approved("U0APPROVER"), Refusal("`web-ui` is no app of this mesh.", "Add it."))
    assert found == Refuse(Refusal("The plan no longer applies: `web-ui` is no app of this mesh.", "Nothing was changed. Add it."))


def test_of_a_further_attempt_it_is_not_said_that_nothing_was_changed() -> None:
    found = fitness(approved("U0APPROVER", attempt=2), Refusal("`web-ui` is no app of this mesh."))
    assert isinstance(found, Refuse)
    assert found.refusal.advice == "Nothing more was changed."


@pytest.mark.parametrize(("later", "holds"), [(timedelta(minutes=59), True), (HOUR, False)])
def test_the_store_compares_the_time_of_approvals_again(later: timedelta, *, holds: bool) -> None:
    assert is_still_approved(approved("U0APPROVER"), NOON + later) is holds


def test_the_store_compares_the_digest_again() -> None:
    assert not is_still_approved(approved("U0APPROVER", plan=MOVED), NOON)


def test_what_is_done_is_no_part_of_what_is_approved() -> None:
    done = a_plan(steps.SetBuildpacks(APP, packs("heroku/nodejs")), *(planned.step for planned in PLAN.steps))
    run = approved("U0APPROVER", plan=done, notes={"buildpacks": a_note(StepState.DONE)})
    assert is_still_approved(run, NOON)


def test_an_admin_is_not_asked_for_twice() -> None:
    run = approved(retriers=(ADMIN, ADMIN), retried_by=ADMIN)
    assert run.requesters == (OPERATOR, ADMIN)
