"""Ask for approval, ask again where what was approved has moved, and let what nobody decided expire."""

from dataclasses import replace
from datetime import datetime

from jobs.ending import ended
from jobs.holding import hold_on, warning
from jobs.proposal import Proposal
from jobs.tools import Tools
from mesh.app import ApprovalRule
from mesh.approvals import asked_for, reminded, who_may_approve
from mesh.policy import mentions
from mesh.record import entry_of
from mesh.requests import Add, RouteAdd, RouteRemove, RouteSet, Scale
from mesh.route_plans import full_name
from mesh.run import Approval, Run, RunState, digest_left
from mesh.starting import AskAgain, nothing_changed
from messages.approval import changes_since
from messages.plan_pages import SMALLER, TOO_LARGE, is_too_large
from messages.words import code


def ask(tools: Tools, run: Run, anew: Run, proposal: Proposal, rule: ApprovalRule) -> Run:
    """Move a run to `awaiting` with the plan and the notes of `anew`, in place of older ones that ask for the same thing."""
    asked = asked_for(rule, tools.mesh_of(run), digest_left(anew), tools.now())
    return _asked(tools, run, AskAgain(anew, asked), proposal)


def ask_again(tools: Tools, run: Run, again: AskAgain, proposal: Proposal) -> Run:
    """Move a run that may not begin to `awaiting`, saying what has changed since people decided on it."""
    changed = changes_since(run.plan, again.run.plan) if again.is_changed and run.plan and again.run.plan else ""
    if is_too_large(replace(again.run, approval=replace(again.approval, asked_again=changed))):
        changed = f"• {len(changed.splitlines())} lines, which are more than a thread has room for; the plan itself is whole."
    return _asked(tools, run, replace(again, approval=replace(again.approval, asked_again=changed)), proposal)


def _asked(tools: Tools, run: Run, again: AskAgain, proposal: Proposal) -> Run:
    if is_too_large(replace(again.run, approval=again.approval)):
        return ended(tools, run, RunState.REFUSED, why=f"{TOO_LARGE}. {nothing_changed(run)}", advice=SMALLER)
    mesh, now = tools.mesh_of(run), tools.now()
    for older in tools.store.awaiting(mesh.name):
        if older.id != run.id and _thing(older) == _thing(run):
            why = f"{code(run.id)} is a newer plan for the same thing."
            ended(tools, older, RunState.SUPERSEDED, why=why)
    approval, who = again.approval, mentions(who_may_approve(again.approval, mesh))
    notice = f"{code(run.id)} waits for your decision."
    if again.why:
        notice = f"{again.why}; {code(run.id)} was not begun and waits for your decision again."
    entry = entry_of(run, "asked again" if again.why else "awaiting", now, who="meshbot", why=f"plan {approval.digest}")
    return tools.store.move(
        run,
        RunState.AWAITING,
        entry=entry,
        why=warning(hold_on(tools, run), run),
        held_since=None,
        approval=approval,
        asked_about=(*run.asked_about, approval.digest),
        notices=(*run.notices, f"{who}: {notice}"),
        notes=again.run.notes,
        **proposal.changes(again.run.plan),
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
        return ended(tools, run, RunState.EXPIRED, why=f"Nobody decided in time. {nothing_changed(run)}")
    if approval.remind_at and now >= approval.remind_at:
        who = mentions(who_may_approve(approval, tools.mesh_of(run)))
        notice = f"{who}: {code(run.id)} still waits for your decision."
        return tools.store.change(run, approval=reminded(approval, now), notices=(*run.notices, notice))
    held = warning(hold_on(tools, run), run)
    return run if run.why == held else tools.store.change(run, why=held)


def _approval(run: Run) -> Approval:
    if run.approval is None:
        raise ValueError(f"{run.id} awaits no approval")
    return run.approval
