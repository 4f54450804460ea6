"""Turn a stored request into a plan, an answer, or the reason why not."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import assert_never

from jobs.answering import answer_to
from jobs.approving import ask
from jobs.ending import ended, withdrawn_if_asked
from jobs.holding import hold_on, warning
from jobs.people import why_not
from jobs.proposal import Proposal, planned
from jobs.report import Shown, show
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.approvals import rule_of
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.plan import Plan, Refusal
from mesh.record import entry_of
from mesh.requests import Question, Tier, right_of, tier_of
from mesh.run import Run, RunState
from messages.answer import names_people
from messages.words import escaped

LOW_BUDGET_S = 30  # in which 37 calls come back


def propose(tools: Tools, run: Run) -> Run:
    """Return the run in its next state: refused, done (answered, nothing to do, or a dry run), approved, or awaiting approval.

    Raises TemporaryFailure where it should be tried again.
    """
    mesh = tools.mesh_of(run)
    not_allowed = why_not(tools, run.asking.person, right_of(run.request, dry_run=run.asking.dry_run), mesh)
    if not_allowed:
        return ended(tools, run, RunState.REFUSED, why=not_allowed.reason, advice=not_allowed.advice)
    if tier_of(run.request, dry_run=run.asking.dry_run) is Tier.T0_READ and tools.pace.reads_must_wait():
        why = "Heroku's account has few calls left for this hour; changes go first"
        raise TemporaryFailure(why, retry_after_s=LOW_BUDGET_S, is_our_pace=True)
    try:
        if isinstance(run.request, Question):
            return _answered(tools, run, run.request, mesh)
        return _proposed(tools, run, mesh)
    except PermanentFailure as failure:
        return ended(tools, run, RunState.FAILED, why=escaped(str(failure)), advice=failure.advice)


def _answered(tools: Tools, run: Run, question: Question, mesh: Mesh) -> Run:
    answer = answer_to(tools, run, question, mesh)
    if isinstance(answer, Refusal):
        return ended(tools, run, RunState.REFUSED, why=answer.reason, advice=answer.advice)
    if names_people(answer):
        show(tools, run)  # the answer is then an edit: Slack notifies nobody of those whom it names
    return ended(tools, run, RunState.DONE, answer=answer)


def _proposed(tools: Tools, run: Run, mesh: Mesh) -> Run:
    """Read and plan while the run's message is posted; where it may not be posted, nothing is begun."""
    with ThreadPoolExecutor(1) as pool:
        shown = pool.submit(show, tools, run)
        proposal = planned(tools, run, mesh)
    if shown.result() is Shown.MAY_NOT_POST:
        why = f"I may not post in <#{run.asking.channel}>, so nothing was begun."
        return ended(tools, run, RunState.REFUSED, why=why, advice="Type `/invite @mesh` there, then the command again.")
    plan = proposal.plan
    match plan:
        case Refusal():
            return ended(tools, run, RunState.REFUSED, why=plan.reason, advice=plan.advice)
        case Plan() if run.asking.dry_run or not plan.steps:
            held = warning(hold_on(tools, run), run) if plan.steps else ""
            whole = replace(plan, remarks=(*plan.remarks, held)) if held else plan
            return ended(tools, run, RunState.DONE, **proposal.changes(whole))
        case Plan():
            return _asked_or_approved(tools, run, proposal, plan, mesh)
        case _:
            assert_never(plan)


def _asked_or_approved(tools: Tools, run: Run, proposal: Proposal, plan: Plan, mesh: Mesh) -> Run:
    if withdrawn := withdrawn_if_asked(tools, run, **proposal.changes(plan)):
        return withdrawn
    rule = rule_of(run.request, plan, mesh.approvals)
    if rule:
        return ask(tools, run, proposal, plan, rule)
    entry = entry_of(run, "approved", tools.now(), who="meshbot", why="reversible and within limits")
    return tools.store.move(run, RunState.APPROVED, entry=entry, why="", **proposal.changes(plan))
