"""What a run that waits for approval says: who may decide, who has, what moved since, and its buttons."""

from collections.abc import Iterator, Sequence

from mesh.approvals import may_have_seen_another
from mesh.plan import Plan, PlannedStep
from mesh.policy import mentions
from mesh.requests import Verdict
from mesh.run import Approval, Decision, Run, RunState, steps_left
from messages.blocks import Block, Rendered, rendered, sections, shortened
from messages.effects import effect_lines, not_predicted
from messages.plan_pages import REASONS_SHOWN, cut_to_room
from messages.states import DONE, FAILED, NEXT
from messages.steps import intention
from messages.words import clock, code, escaped, quoted

CHANGES_MAX = 1500  # the plan itself is shown in full
DECIDED = {Verdict.APPROVE: "approved", Verdict.DECLINE: "declined", Verdict.WITHDRAW: "withdrawn"}


def approval_lines(run: Run) -> Iterator[str]:
    """Yield the lines about a run's approval: who decided, and who may."""
    approval = run.approval
    if approval is None:
        return
    if approval.asked_again and run.state is RunState.AWAITING:
        yield f":warning: Since it was approved, this has changed:\n{shortened(approval.asked_again, CHANGES_MAX)}"
    for decision in approval.decisions:
        yield _line(decision, approval)
    if run.state is RunState.AWAITING:
        so_far = len(approval.approved_by())
        needed = f"{approval.needed} approvals" if approval.needed > 1 else "approval"
        progress = f" (has {so_far})" if so_far else ""
        others = "" if approval.requester_may_approve else f", not {mentions(run.requesters)}"
        who = mentions(approval.who) or "nobody (mesh.toml names none)"
        for reason in run.plan.reasons[:REASONS_SHOWN] if run.plan else ():
            yield f":raised_hand: It needs approval because {reason}."
        yield f":raised_hand: Needs {needed} by {who}{others}{progress}, until {clock(approval.expires_at)} · plan {code(approval.digest)}"


def must_be_named(run: Run, approval: Approval) -> bool:
    """Say whether words approve a plan only where they name it: it may not be the one that was seen, or not all of it can be predicted."""
    return may_have_seen_another(run, approval) or bool(run.plan and not_predicted(run.plan))


def plan_to_approve(run: Run, *, is_another: bool) -> Rendered:
    """Show the plan that a run waits with to somebody whose words may mean another one, and what to type to approve exactly this one.

    `is_another`: they named a plan, and it is not this one.
    """
    digest = run.approval.digest if run.approval else ""
    why = "Not all that it does can be predicted"
    if is_another:
        why = "That is not the plan that it waits with"
    elif run.approval and may_have_seen_another(run, run.approval):
        why = "People were asked about another plan of it before"
    title = f"{code(run.id)} was not approved. {why}; this is what it would do now:"
    typed = f"To approve exactly this: {code(f'/mesh approve {run.id} {digest}')}"
    intended = [*(_intended(planned, run) for planned in steps_left(run)), *(effect_lines(run.plan) if run.plan else ())]
    lines = [title, *cut_to_room(intended), typed]
    unknown = not_predicted(run.plan) if run.plan else ""
    return rendered(" ".join(filter(None, (title, unknown, typed))), _with_id(sections(lines), "invalid:plan"))


def _with_id(blocks: Sequence[Block], block_id: str) -> list[Block]:
    return [{**blocks[0], "block_id": block_id}, *blocks[1:]]


def _intended(planned: PlannedStep, run: Run) -> str:
    return f"{NEXT} {intention(planned.step, run.host())}"


def _line(decision: Decision, approval: Approval) -> str:
    earlier = "" if decision.digest == approval.digest else " (an earlier plan)"
    reason = f": {quoted(decision.reason)}" if decision.reason else ""
    sign = DONE if decision.verdict is Verdict.APPROVE else FAILED
    return f"{sign} {DECIDED[decision.verdict]} by <@{decision.person}> · {clock(decision.at)}{earlier}{reason}"


def changes_since(before: Plan, after: Plan) -> str:
    """Say in lines what a new plan does differently from an earlier one."""
    was = [intention(planned.step, before.host) for planned in before.steps]
    now = [intention(planned.step, after.host) for planned in after.steps]
    lines = [f"• no longer: {line}" for line in was if line not in now] + [f"• now: {line}" for line in now if line not in was]
    effects = {effect.request: effect for effect in before.effects}
    for effect in after.effects:
        old = effects.get(effect.request)
        if old is None or old != effect:
            was_said = f" (was: {escaped(old.before)} → {escaped(old.after)})" if old else ""
            lines.append(f"• {code(effect.request)}: {escaped(effect.before)} → {escaped(effect.after)}{was_said}")
    lines += [f"• no longer changes: {code(request)}" for request in effects.keys() - {effect.request for effect in after.effects}]
    return "\n".join(lines[:20]) or "• the order or the details of its steps"
