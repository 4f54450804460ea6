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
from mesh.requests import Question, Tier, Way, right_of, tier_of
from mesh.run import Run, RunState, gone_on_with, left_to_look, only_looks_left
from messages.answer import names_people
from messages.words import escaped

LOW_BUDGET_S = 30  # in which 37 calls come back


def propose(tools: Tools, run: Run) -> Run:
    """Return the run in its next state: refused, done (answered, nothing to do, or a dry run), approved, or awaiting approval.

    Raises TemporaryFailure where it should be tried again.
    """
    mesh = tools.mesh_of(run)
    tier, right = (of(run.request, dry_run=run.asking.dry_run) for of in (tier_of, right_of))
    is_at_home = right is Tier.T0_READ and run.asking.way is Way.SHELL  # who has a shell of the bot's reads its store anyhow
    asked_by = () if is_at_home else run.requesters
    not_allowed = next((refusal for person in asked_by if (refusal := why_not(tools, person, right, mesh))), None)
    if not_allowed:
        return ended(tools, run, RunState.REFUSED, why=not_allowed.reason, advice=not_allowed.advice)
    if tier is Tier.T0_READ and tools.pace.reads_must_wait():
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
        proposal = _proposal(tools, run, mesh)
    if shown.result() is Shown.MAY_NOT_POST:
        why = f"I may not post in <#{run.asking.channel}>, so nothing was begun."
        return ended(tools, run, RunState.REFUSED, why=why, advice="Type `/invite @mesh` there, then the command again.")
    plan = proposal.plan
    match plan:
        case Refusal():
            return ended(tools, run, RunState.REFUSED, why=plan.reason, advice=plan.advice)
        case Plan() if run.asking.dry_run or not (plan.steps or run.has_begun_a_step):
            held = warning(hold_on(tools, run), run) if plan.steps else ""
            whole = replace(plan, remarks=(*plan.remarks, held)) if held else plan
            return ended(tools, run, RunState.DONE, **proposal.changes(whole))
        case Plan():
            return _asked_or_approved(tools, run, proposal, plan, mesh)
        case _:
            assert_never(plan)


def _proposal(tools: Tools, run: Run, mesh: Mesh) -> Proposal:
    """Return the plan of a request; a further attempt that has only a look left needs none."""
    if run.plan is None or not left_to_look(run):
        return planned(tools, run, mesh)
    store = tools.store
    return Proposal(
        replace(run.plan, steps=()), store.generation(mesh.name, run.service), store.kong_writes(mesh.name, run.id), tools.now()
    )


def _asked_or_approved(tools: Tools, run: Run, proposal: Proposal, plan: Plan, mesh: Mesh) -> Run:
    """Ask for approval where the rule for this plan says so; what an earlier attempt has done stays in front of the plan."""
    anew = gone_on_with(run, plan)
    kept = {**proposal.changes(anew.plan), "notes": anew.notes}
    if withdrawn := withdrawn_if_asked(tools, run, **kept):
        return withdrawn
    rule = rule_of(run.request, plan, mesh.approvals)
    if rule and not only_looks_left(anew):
        return ask(tools, run, anew, proposal, rule)
    why = "only a look is left" if rule else "reversible and within limits"
    entry = entry_of(run, "approved", tools.now(), who="meshbot", why=why)
    return tools.store.move(run, RunState.APPROVED, entry=entry, why="", **kept)
