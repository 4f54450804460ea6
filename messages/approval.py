"""What a run that waits for approval says: who may decide, who has, what moved since, and its buttons."""

from collections.abc import Iterator

from mesh.plan import Plan
from mesh.policy import mentions
from mesh.requests import Verdict
from mesh.run import Approval, Decision, Run, RunState
from messages.states import DONE, FAILED
from messages.steps import intention
from messages.words import clock, code, escaped, quoted

REASONS = 3
DECIDED = {Verdict.APPROVE: "approved", Verdict.DECLINE: "declined", Verdict.WITHDRAW: "withdrawn"}


def approval_lines(run: Run) -> Iterator[str]:
    """Yield the lines about a run's approval: who decided, and who may."""
    approval = run.approval
    if approval is None:
        return
    if approval.asked_again and run.state is RunState.AWAITING:
        yield f":warning: Since it was approved, this has changed:\n{approval.asked_again}"
    for decision in approval.decisions:
        yield _line(decision, approval)
    if run.state is RunState.AWAITING:
        so_far = len(set(approval.approved_by()))
        needed = f"{approval.needed} approvals" if approval.needed > 1 else "approval"
        progress = f" (has {so_far})" if so_far else ""
        others = "" if approval.requester_may_approve else f", not <@{run.asking.person}>"
        who = mentions(approval.who) or "nobody (mesh.toml names none)"
        for reason in run.plan.reasons[:REASONS] if run.plan else ():
            yield f":raised_hand: It needs approval because {reason}."
        yield f":raised_hand: Needs {needed} by {who}{others}{progress}, until {clock(approval.expires_at)}."


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
