"""What a run that waits for approval says: who may decide, who has, what moved since, and its buttons."""

from collections.abc import Iterator, Sequence

from mesh.approvals import may_have_seen_another
from mesh.plan import Plan
from mesh.policy import mentions
from mesh.requests import Verdict
from mesh.run import Approval, Decision, Run, RunState, steps_left
from messages.blocks import Block, Rendered, rendered, sections
from messages.effects import effect_lines, not_predicted
from messages.plan_pages import CHANGES_IN_MESSAGE, REASONS_SHOWN, fits, in_room, in_thread, step_line
from messages.states import DONE, FAILED
from messages.steps import intention
from messages.words import clock, code, escaped, in_full, quoted

DECISIONS_SHOWN = 5
DECIDED = {Verdict.APPROVE: "approved", Verdict.DECLINE: "declined", Verdict.WITHDRAW: "withdrawn"}


def approval_lines(run: Run) -> Iterator[str]:
    """Yield the lines about a run's approval: who may decide, on what, what has changed since somebody did, and who has."""
    approval = run.approval
    if approval is None:
        return
    if run.state is RunState.AWAITING:
        yield from _needed(run, approval)
    if approval.asked_again and run.state is RunState.AWAITING:
        yield ":warning: Since it was approved, this has changed:"
        yield from in_room(approval.asked_again.split("\n"), CHANGES_IN_MESSAGE)
    if earlier := len(approval.decisions) - DECISIONS_SHOWN:
        yield from [f"… and {earlier} earlier decisions; {code(f'/mesh history {run.service}')} has them."] if earlier > 0 else []
    yield from (_line(decision, approval) for decision in approval.decisions[-DECISIONS_SHOWN:])


def _needed(run: Run, approval: Approval) -> Iterator[str]:
    so_far = len(approval.approved_by())
    needed = f"{approval.needed} approvals" if approval.needed > 1 else "approval"
    progress = f" (has {so_far})" if so_far else ""
    others = "" if approval.requester_may_approve else f", not {mentions(run.requesters)}"
    who = mentions(approval.who) or "nobody (mesh.toml names none)"
    reasons = run.plan.reasons if run.plan else ()
    yield from (f":raised_hand: It needs approval because {reason}." for reason in reasons[:REASONS_SHOWN])
    if len(reasons) > REASONS_SHOWN:
        yield f":raised_hand: {len(reasons) - REASONS_SHOWN} more of {len(reasons)} reasons are in the thread."
    yield f":raised_hand: Needs {needed} by {who}{others}{progress}, until {clock(approval.expires_at)} · plan {code(approval.digest)}"


def must_be_named(run: Run, approval: Approval) -> bool:
    """Say whether words approve a plan only where they name it: it may not be the one that was seen, or not all of it can be predicted."""
    return may_have_seen_another(run, approval) or bool(run.plan and not_predicted(run.plan))


def plan_to_approve(run: Run, *, is_another: bool, is_unseen: bool = False) -> Rendered:
    """Show the plan that a run waits with to somebody whose words may mean another one, and what to type to approve exactly this one.

    `is_another`: they named a plan, and it is not this one. `is_unseen`: no message in the channel asks about it yet.
    """
    digest = run.approval.digest if run.approval else ""
    why = "Not all that it does can be predicted"
    if is_unseen:
        why = "No message has shown its plan yet"
    if is_another:
        why = "That is not the plan that it waits with"
    elif run.approval and may_have_seen_another(run, run.approval):
        why = "People were asked about another plan of it before"
    title = f"{code(run.id)} was not approved. {why}; this is what it would do now:"
    typed = f"To approve exactly this: {code(f'/mesh approve {run.id} {digest}')}"
    intended = [*(step_line(planned, run) for planned in steps_left(run)), *(effect_lines(run.plan) if run.plan else ())]
    lines = [title, *in_room(intended), *([] if fits(run) else [in_thread(run)]), typed]
    unknown = not_predicted(run.plan) if run.plan else ""
    return rendered(" ".join(filter(None, (title, unknown, typed))), _with_id(sections(lines), "invalid:plan"))


def _with_id(blocks: Sequence[Block], block_id: str) -> list[Block]:
    return [{**blocks[0], "block_id": block_id}, *blocks[1:]]


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
            lines.append(f"• {in_full(effect.request)}: {escaped(effect.before)} → {escaped(effect.after)}{was_said}")
    lines += [
        f"• no longer changes: {in_full(request)}" for request in sorted(effects.keys() - {effect.request for effect in after.effects})
    ]
    return "\n".join(lines) or "• the order or the details of its steps"
