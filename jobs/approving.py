"""Ask for approval, ask again where what was approved has moved, and let what nobody decided expire."""

from dataclasses import replace
from datetime import datetime, timedelta

from jobs.ending import ended
from jobs.holding import hold_on, warning
from jobs.people import members_of
from jobs.proposal import Proposal, planned
from jobs.tools import Tools
from mesh.app import ApprovalRule, Mesh
from mesh.approvals import asked_for, reminded, rule_of, who_may_approve, without
from mesh.plan import Plan, Refusal
from mesh.policy import mentions
from mesh.record import entry_of
from mesh.requests import Add, RouteAdd, RouteRemove, RouteSet, Scale
from mesh.route_plans import full_name
from mesh.run import Approval, Run, RunState, gone_on_with, left_to_look
from messages.approval import changes_since
from messages.words import code


def ask(tools: Tools, run: Run, proposal: Proposal, plan: Plan, rule: ApprovalRule) -> Run:
    """Move a proposed run to `awaiting`, in place of older ones that ask for the same thing."""
    mesh, now = tools.mesh_of(run), tools.now()
    for older in tools.store.awaiting(mesh.name):
        if older.id != run.id and _thing(older) == _thing(run):
            why = f"{code(run.id)} is a newer plan for the same thing."
            ended(tools, older, RunState.SUPERSEDED, why=why)
    approval = asked_for(rule, mesh, plan.digest, now)
    notice = f"{mentions(who_may_approve(approval, mesh))}: {code(run.id)} waits for your decision."
    entry = entry_of(run, "awaiting", now, who="meshbot", why=f"plan {plan.digest}")
    kept, held = proposal.changes(plan), warning(hold_on(tools, run), run)
    return tools.store.move(
        run, RunState.AWAITING, entry=entry, why=held, held_since=None, approval=approval, notices=(*run.notices, notice), **kept
    )


def _thing(run: Run) -> tuple[str, str]:
    """Name what a run changes: two that change the same route, scale the same types or add the same host supersede each other."""
    request = run.request
    if isinstance(request, RouteAdd | RouteSet | RouteRemove):
        return run.service, full_name(run.service, request.name)
    if isinstance(request, Scale):
        return run.service, f"scale {' '.join(sorted(change.type for change in request.changes))}"
    return run.service, f"{request.verb} {request.host if isinstance(request, Add) else ''}"


def next_look(tools: Tools, run: Run) -> datetime:
    """Return when an awaiting run is looked at again: to remind, to expire, or because what would hold it back is over."""
    approval, hold = _approval(run), hold_on(tools, run)
    return min(approval.remind_at or approval.expires_at, approval.expires_at, (hold and hold.until) or approval.expires_at)


def look_after(tools: Tools, run: Run) -> Run:
    """Expire a run that nobody decided on in time, remind those who may, or say anew whether it would be held back."""
    approval, now = _approval(run), tools.now()
    if now >= approval.expires_at:
        return ended(tools, run, RunState.EXPIRED, why="Nobody decided in time, so nothing was changed.")
    if approval.remind_at and now >= approval.remind_at:
        who = mentions(who_may_approve(approval, tools.mesh_of(run)))
        notice = f"{who}: {code(run.id)} still waits for your decision."
        return tools.store.change(run, approval=reminded(approval, now), notices=(*run.notices, notice))
    held = warning(hold_on(tools, run), run)
    return run if run.why == held else tools.store.change(run, why=held)


def still_approved(tools: Tools, run: Run, mesh: Mesh) -> Run:
    """Read again what an approved run found, and who approved it, live; return it approved, or awaiting where either has moved.

    Raises TemporaryFailure, PermanentFailure.
    """
    if run.plan and left_to_look(run):
        anew, generation = gone_on_with(run, replace(run.plan, steps=())), tools.store.generation(mesh.name, run.service)
        return tools.store.change(run, plan=anew.plan, notes=anew.notes, generation=generation)
    approval = _approval(run)
    gone = frozenset(person for person in approval.approved_by() if not _counts(tools, person, approval, mesh))
    if gone:
        notice = f"{mentions(sorted(gone))} may no longer approve, so that approval does not count."
        run = tools.store.change(run, approval=without(approval, gone), notices=(*run.notices, notice))
        approval = _approval(run)
    proposal = planned(tools, run, mesh)
    if isinstance(proposal.plan, Refusal):
        return ended(tools, run, RunState.WITHDRAWN, why=proposal.plan.reason, advice=proposal.plan.advice)
    is_as_approved = proposal.plan.digest == approval.digest and len(set(approval.approved_by())) >= approval.needed
    if is_as_approved or not proposal.plan.steps:  # what is so already, by whomever, changes nothing more and needs nobody
        anew = gone_on_with(run, proposal.plan)
        return tools.store.change(run, notes=anew.notes, **proposal.changes(anew.plan or proposal.plan))
    return _asked_again(tools, run, proposal, proposal.plan, approval)


def _asked_again(tools: Tools, run: Run, proposal: Proposal, plan: Plan, approval: Approval) -> Run:
    now = tools.now()
    moved = changes_since(run.plan, plan) if run.plan and plan.digest != approval.digest else ""
    rule = rule_of(run.request, plan, tools.mesh_of(run).approvals) or _rule_so_far(approval)
    anew = replace(asked_for(rule, tools.mesh_of(run), plan.digest, now, asked_again=moved), decisions=approval.decisions)
    entry = entry_of(run, "asked again", now, who="meshbot", why=f"plan {plan.digest}")
    who = mentions(who_may_approve(anew, tools.mesh_of(run)))
    what = "What it would do has changed since it was approved" if moved else "It lacks approvals"
    notices = (*run.notices, f"{who}: {what}; {code(run.id)} was not begun and waits for your decision again.")
    held = warning(hold_on(tools, run), run)
    return tools.store.move(
        run, RunState.AWAITING, entry=entry, why=held, held_since=None, approval=anew, notices=notices, **proposal.changes(plan)
    )


def _rule_so_far(approval: Approval) -> ApprovalRule:
    """Return the rule that a run was asked under, where mesh.toml has none for it any more."""
    return ApprovalRule(approval.needed, approval.by, timedelta(hours=1), approval.requester_may_approve)


def _counts(tools: Tools, person: str, approval: Approval, mesh: Mesh) -> bool:
    """Ask Slack, not the cache, whether somebody may approve at this moment."""
    ids = who_may_approve(approval, mesh)
    is_named = person in ids or any(person in members_of(tools, group, live=True) for group in ids if group.startswith("S"))
    return is_named and tools.slack.is_active(person)


def _approval(run: Run) -> Approval:
    if run.approval is None:
        raise ValueError(f"{run.id} awaits no approval")
    return run.approval
