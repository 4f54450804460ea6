"""Approvals: how many are needed of whom, who may decide, and what a decision does. Each rule is a named function with its sentence."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from mesh import policy
from mesh.app import ApprovalRule, Mesh
from mesh.plan import Plan
from mesh.policy import Person, mentions
from mesh.requests import Request, Tier, Verdict, own_tier
from mesh.run import Approval, Decision, Run, RunState, digest_left, only_looks_left

FIRST_REMINDER = timedelta(minutes=30)
FROM_MANY_TO_FEW = ("operators", "approvers", "admins")

DEFAULTS: Mapping[Tier, ApprovalRule] = {
    Tier.T2_TRAFFIC: ApprovalRule(1, "approvers", timedelta(hours=8)),
    Tier.T3_DESTRUCTIVE: ApprovalRule(2, "approvers", timedelta(hours=1)),
}


def rule_of(request: Request, plan: Plan, rules: Mapping[str, ApprovalRule]) -> ApprovalRule | None:
    """Return the rule for a planned request, as `rule_for` says; None where it needs no approval.

    `rules` is what mesh.toml says, by verb (`route add`) or tier (`T2`).
    """
    return rule_for(request.verb, request.tier if plan.tier is None else plan.tier, rules)


def tier_to_come(request: Request, plan: Plan) -> Tier:
    """Return the tier of what will really happen: what was found may make more of a request, and less of it for nobody's rights."""
    return max(request.tier, plan.tier or request.tier)


def rule_for(verb: str, tier: Tier, rules: Mapping[str, ApprovalRule]) -> ApprovalRule | None:
    """Return the rule for a verb of a tier: the verb's own, which replaces that of the verb's own tier, else the tier's, else the default.

    Whoever wrote a rule for a verb had its usual case in mind: where what it comes to is of a higher tier, the stricter of both holds.
    """
    of_verb, of_tier = rules.get(verb), rules.get(f"T{int(tier)}") or DEFAULTS.get(tier)
    if of_verb is None or of_tier is None:
        return of_verb or of_tier
    return of_verb if tier <= own_tier(verb) else stricter(of_verb, of_tier)


def stricter(one: ApprovalRule, other: ApprovalRule) -> ApprovalRule:
    """Return the rule that asks for whatever either asks for: the more approvals, of the fewer people, within the shorter time."""
    return ApprovalRule(
        max(one.needed, other.needed),
        max(one.by, other.by, key=FROM_MANY_TO_FEW.index),
        min(one.expires, other.expires),
        one.requester_may_approve and other.requester_may_approve,
    )


def asked_for(rule: ApprovalRule, mesh: Mesh, digest: str, now: datetime, *, asked_again: str = "") -> Approval:
    """Return what a run waits for from now on."""
    expires_at = now + rule.expires
    remind_at = min(now + FIRST_REMINDER, expires_at)
    who: tuple[str, ...] = getattr(mesh.people, rule.by)
    return Approval(
        rule.needed,
        rule.by,
        expires_at,
        digest,
        who,
        rule.requester_may_approve,
        asked_again=asked_again,
        remind_at=remind_at,
        within=rule.expires,
    )


def is_still_approved(run: Run, now: datetime) -> bool:
    """Say whether what a run would still do is what was approved, by as many as it needs, none of them too long ago.

    What has nothing to write left needs nobody; neither does what no rule asks about.
    """
    approval = run.approval
    if approval is None or only_looks_left(run):
        return True
    return digest_left(run) == approval.digest and len(counting(run, approval, now)) >= approval.needed


def counting(run: Run, approval: Approval, now: datetime) -> frozenset[str]:
    """Return whose approvals count at this moment: of this plan, still good, and not of who asked for it or for a further attempt."""
    own = frozenset[str]() if approval.requester_may_approve else frozenset(run.requesters)
    return frozenset(approval.approved_by(now)) - own


def reminded(approval: Approval, now: datetime) -> Approval:
    """Return the approval after a reminder; each waits twice as long as the one before."""
    next_at = now + FIRST_REMINDER * 2 ** (approval.reminders + 1)
    return replace(approval, reminders=approval.reminders + 1, remind_at=min(next_at, approval.expires_at))


def who_may_approve(approval: Approval, mesh: Mesh) -> tuple[str, ...]:
    """Return the user and group ids whose people may approve."""
    ids: tuple[str, ...] = getattr(mesh.people, approval.by)
    return ids


Rule = Callable[[Run, Approval, Person, Verdict, Mesh, datetime], str]


def only_those_named_may_approve(_: Run, approval: Approval, person: Person, verdict: Verdict, mesh: Mesh, __: datetime) -> str:
    who = who_may_approve(approval, mesh)
    if verdict is Verdict.WITHDRAW or person.is_among(who):
        return ""
    return f"You may not decide on that; {mentions(who) or 'nobody (mesh.toml names none)'} may."


def nobody_may_approve_their_own_plan(run: Run, approval: Approval, person: Person, verdict: Verdict, mesh: Mesh, _: datetime) -> str:
    if verdict is not Verdict.APPROVE or person.ids.isdisjoint(run.requesters) or approval.requester_may_approve:
        return ""
    what = "asked for it" if run.asking.person in person.ids else "asked for a further attempt of it"
    return f"You {what}, so somebody else must approve it: {mentions(who_may_approve(approval, mesh))}."


def nobody_approves_twice(_: Run, approval: Approval, person: Person, verdict: Verdict, __: Mesh, now: datetime) -> str:
    so_far = approval.approved_by(now)
    if verdict is not Verdict.APPROVE or person.ids.isdisjoint(so_far):
        return ""
    return f"You have approved it already; it needs {approval.needed} people, and has {len(so_far)}."


def only_requesters_withdraw(run: Run, _: Approval, person: Person, verdict: Verdict, __: Mesh, ___: datetime) -> str:
    if verdict is not Verdict.WITHDRAW or not person.ids.isdisjoint(run.requesters):
        return ""
    return f"Only {mentions(run.requesters)}, who asked for it, may withdraw it. To stop it, decline it."


RULES: tuple[Rule, ...] = (
    only_requesters_withdraw,
    nobody_may_approve_their_own_plan,
    only_those_named_may_approve,
    nobody_approves_twice,
)


def objection(run: Run, person: Person, verdict: Verdict, mesh: Mesh, now: datetime) -> str:
    """Return the sentence of the first rule that forbids a decision, or an empty text where none does."""
    if run.approval is None:
        return "It needs no approval."
    return next((sentence for rule in RULES if (sentence := rule(run, run.approval, person, verdict, mesh, now))), "")


def those_of_the_rules_may_decide(person: Person, mesh: Mesh) -> policy.Ruling:
    """Say of no run in particular who decides on plans."""
    rules = {**{f"T{int(tier)}": rule for tier, rule in DEFAULTS.items()}, **mesh.approvals}
    people = {each for rule in rules.values() for each in getattr(mesh.people, rule.by)}
    who = mentions(sorted(people)) or f"nobody (the mesh `{mesh.name}` names none)"
    sentence = f"Those whom a run's rule names decide on it: {who}. Its message says which of them."
    return policy.Ruling(allowed=person.is_among(people), rule="those_of_the_rules_may_decide", sentence=sentence)


def requesters_may_withdraw(_: Person, __: Mesh) -> policy.Ruling:
    return policy.Ruling(allowed=True, rule="requesters_may_withdraw", sentence="Who asked for a run may withdraw it, and nobody else.")


def decided(run: Run, approval: Approval, decision: Decision) -> tuple[RunState, Approval]:
    """Return the state that a decision leads to, and the approval with it; `awaiting` where more approvals are needed."""
    after = replace(approval, decisions=(*approval.decisions, decision))
    match decision.verdict:
        case Verdict.DECLINE:
            return RunState.DECLINED, after
        case Verdict.WITHDRAW:
            return RunState.WITHDRAWN, after
        case Verdict.APPROVE:
            return (RunState.APPROVED if len(counting(run, after, decision.at)) >= after.needed else RunState.AWAITING), after


def may_have_seen_another(run: Run, approval: Approval) -> bool:
    """Say whether people were ever asked about another plan of this run than the one that it waits with."""
    return bool(approval.asked_again) or any(digest != approval.digest for digest in run.asked_about)
