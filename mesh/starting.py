"""Whether a run may begin now: the one decision before its first write.

It is made of the run, of its plan made anew, of the mesh's rules as they are, of who may what at this moment, and of the time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mesh.app import ApprovalRule, Mesh
from mesh.approvals import asked_for, rule_of, who_may_approve
from mesh.plan import Plan, Refusal
from mesh.policy import mentions
from mesh.run import Approval, Run, digest_left, gone_on_with, only_looks_left, steps_left
from mesh.run.approval import is_to_come

WHERE_NO_RULE_IS_LEFT = timedelta(hours=1)  # a run that was asked about waits so long again, though mesh.toml has no rule for it any more


@dataclass(frozen=True)
class Rights:
    """Who may what at this moment, as Slack says.

    `refusals` are, for everybody who asked for the run or for a further attempt, why they may not, or None; `requester_ids` all ids that
    these people go by. `approvers` are those of its approvers who still are full members and among those who may approve, each with all
    ids that they go by.
    """

    refusals: Mapping[str, Refusal | None]
    approvers: Mapping[str, frozenset[str]]
    requester_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Begin:
    """It may begin as this run says: with this plan and these notes, and with its approval under the rule of today."""

    run: Run


@dataclass(frozen=True)
class NothingLeft:
    """All is so already: nothing is written, so nobody need approve it. `run` has the plan that says so."""

    run: Run


@dataclass(frozen=True)
class AskAgain:
    """People must decide (again): `run` has the plan to ask about, `approval` is what it waits for.

    `is_changed`: what it would do is not what was asked about before. `why` says it in a sentence, empty where nobody was asked before.
    """

    run: Run
    approval: Approval
    why: str = ""
    is_changed: bool = False


@dataclass(frozen=True)
class Refuse:
    """It may not begin, and never will."""

    refusal: Refusal


Fitness = Begin | NothingLeft | AskAgain | Refuse


def fit_to_begin(run: Run, plan: Plan | Refusal, mesh: Mesh, rights: Rights, now: datetime) -> Fitness:
    """Decide whether a run may begin. `plan` is made of what is found now, or of what an attempt under way is left with."""
    if run.only_reads:
        return Refuse(Refusal("what only reads never begins to change anything."))
    if isinstance(plan, Refusal):
        return Refuse(Refusal(f"The plan no longer applies: {plan.reason}", f"{nothing_changed(run)} {plan.advice}".rstrip()))
    anew = gone_on_with(run, plan)
    if not steps_left(anew):
        return NothingLeft(anew)
    if refusal := next((why for person in run.requesters if (why := rights.refusals[person])), None):
        return Refuse(refusal)
    rule = rule_of(run.request, plan, mesh.approvals)
    if only_looks_left(anew) or (rule is None and run.approval is None):
        return Begin(anew)
    if rule is None and run.approval is not None:
        rule = _rule_so_far(run.approval)
    return _by_its_approvals(anew, rule, mesh, rights, now) if rule else Begin(anew)


def _by_its_approvals(anew: Run, rule: ApprovalRule, mesh: Mesh, rights: Rights, now: datetime) -> Fitness:
    digest, before = digest_left(anew), anew.approval
    asked = asked_for(rule, mesh, digest, now)
    if before is None:
        return AskAgain(anew, asked)
    if before.digest != digest:
        of_others = tuple(each for each in before.decisions if each.digest != digest)
        return AskAgain(anew, replace(asked, decisions=of_others), "What it would do has changed since it was approved", is_changed=True)
    under_rule = replace(before, needed=rule.needed, by=rule.by, within=rule.expires, requester_may_approve=rule.requester_may_approve)
    count = _those_who_count(under_rule, rights, frozenset(anew.requesters), now)
    approved = replace(under_rule, decisions=tuple(each for each in before.decisions if each.digest != digest or each.person in count))
    if len(count) >= rule.needed:
        return Begin(replace(anew, approval=approved))
    return AskAgain(anew, replace(asked, decisions=approved.decisions), _lacking(anew, under_rule, rights, now))


def _those_who_count(approval: Approval, rights: Rights, requesters: frozenset[str], now: datetime) -> frozenset[str]:
    """Return whose approvals count: each person's once, whichever id they came by, and nobody's who asked, unless the rule lets them."""
    counted = dict[str, frozenset[str]]()
    for user in approval.approved_by(now):
        ids = rights.approvers.get(user)
        if ids is None or (not approval.requester_may_approve and _has_asked(user, rights, requesters)):
            continue
        if all(ids.isdisjoint(others) for others in counted.values()):
            counted[user] = ids
    return frozenset(counted)


def _has_asked(user: str, rights: Rights, requesters: frozenset[str]) -> bool:
    """Say whether somebody asked for the run or for a further attempt of it, by whichever of their ids."""
    return not ({user} | rights.approvers.get(user, frozenset())).isdisjoint(requesters | rights.requester_ids)


def _lacking(run: Run, approval: Approval, rights: Rights, now: datetime) -> str:
    """Say why there are too few approvals, naming those that do not count any more."""
    given = frozenset(approval.approved_by())
    bad = given - frozenset(approval.approved_by(now))
    early = bad & {each.person for each in approval.decisions if is_to_come(each, now)}
    old = bad - early
    requesters = frozenset[str]() if approval.requester_may_approve else frozenset(run.requesters)
    own = frozenset(each for each in given if requesters and _has_asked(each, rights, requesters))
    gone = given - bad - own - rights.approvers.keys()
    sentences = [
        f"{mentions(sorted(gone))} may no longer approve, so that approval does not count." if gone else "",
        f"The approval of {mentions(sorted(own))}, who asked for it, does not count." if own else "",
        f"The approval of {mentions(sorted(old))} is too old by now." if old else "",
        f"The approval of {mentions(sorted(early))} is dated later than my clock says that it is, so it does not count." if early else "",
    ]
    return " ".join([*filter(None, sentences), "It lacks approvals"])


def _rule_so_far(approval: Approval) -> ApprovalRule:
    """Return the rule that a run was asked under, where mesh.toml has none for it any more."""
    return ApprovalRule(approval.needed, approval.by, approval.within or WHERE_NO_RULE_IS_LEFT, approval.requester_may_approve)


def who_must_be_known(run: Run, plan: Plan, mesh: Mesh) -> tuple[str, ...]:
    """Return the ids of those who may approve a run by the rule of today, or by the one that it was asked under."""
    if run.approval is None:
        return ()
    rule = rule_of(run.request, plan, mesh.approvals) or _rule_so_far(run.approval)
    return who_may_approve(replace(run.approval, by=rule.by), mesh)


def nothing_changed(run: Run) -> str:
    """Say of a run that has not begun what it has not done; an earlier attempt of it may have done something."""
    return "Nothing was changed." if run.attempt == 1 and not run.has_begun_a_step else "Nothing more was changed."
