"""Turn a stored request into a plan, or into the reason why not."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, assert_never

from jobs.planning import plan_of
from jobs.report import Shown, show
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.errors import PermanentFailure
from mesh.plan import Plan, Refusal
from mesh.policy import Person, groups_named, refusal
from mesh.record import entry_of
from mesh.requests import tier_of
from mesh.run import Run, RunState
from messages.words import escaped


def propose(tools: Tools, run: Run) -> Run:
    """Return the run in its next state: refused, done (nothing to do, or only the plan was asked for), or approved.

    Raises TemporaryFailure where it should be tried again.
    """
    mesh = tools.mesh_of(run)
    not_allowed = refusal(tier_of(run.request, dry_run=run.asking.dry_run), person_of(tools, run.asking.person, mesh), mesh)
    if not_allowed:
        return ended(tools, run, RunState.REFUSED, why=not_allowed.reason, advice=not_allowed.advice)
    with ThreadPoolExecutor(1) as pool:
        shown = pool.submit(show, tools, run)
        try:
            proposal = planned(tools, run, mesh)
        except PermanentFailure as failure:
            shown.result()
            return ended(tools, run, RunState.FAILED, why=escaped(str(failure)), advice=failure.advice)
    if shown.result() is Shown.MAY_NOT_POST:
        why = f"I may not post in <#{run.asking.channel}>, so nothing was begun."
        return ended(tools, run, RunState.REFUSED, why=why, advice="Type `/invite @mesh` there, then the command again.")
    plan = proposal.plan
    match plan:
        case Refusal():
            return ended(tools, run, RunState.REFUSED, why=plan.reason, advice=plan.advice)
        case Plan() if run.asking.dry_run or not plan.steps:
            return ended(tools, run, RunState.DONE, plan=plan)
        case Plan():
            entry = entry_of(run, "approved", tools.now(), who="meshbot", why="reversible and within limits")
            return tools.store.move(run, RunState.APPROVED, entry=entry, why="", **proposal.changes(plan))
        case _:
            assert_never(plan)


@dataclass(frozen=True)
class Proposal:
    """A plan, and the counts from before the reading that tell whether it is stale."""

    plan: Plan | Refusal
    generation: int
    kong_writes: int

    def changes(self, plan: Plan) -> dict[str, Any]:
        """Return what a run keeps of this proposal."""
        return {"plan": plan, "generation": self.generation, "kong_writes": self.kong_writes}


def planned(tools: Tools, run: Run, mesh: Mesh) -> Proposal:
    """Read what is found and return the plan. Raises TemporaryFailure, PermanentFailure."""
    generation, writes = tools.store.generation(mesh.name, run.service), tools.store.kong_writes(mesh.name, run.id)
    return Proposal(plan_of(tools, run.request, mesh), generation, writes)


def person_of(tools: Tools, user: str, mesh: Mesh) -> Person:
    """Return the person with their groups, from Slack where we do not know them freshly. Raises TemporaryFailure, PermanentFailure."""
    return Person(user, frozenset(group for group in groups_named(mesh) if user in members_of(tools, group)))


def members_of(tools: Tools, group: str) -> frozenset[str]:
    known = tools.members.known(group)
    if known is None:
        known = tools.slack.members(group)
        tools.members.keep(group, known)
    return known


def ended(tools: Tools, run: Run, state: RunState, *, why: str = "", advice: str = "", **changes: Any) -> Run:  # noqa: ANN401 - fields of Run
    """Move a run to a state that ends it, with its entry in the record."""
    now = tools.now()
    entry = entry_of(run, state.value, now, who="meshbot", why=why)
    return tools.store.move(run, state, entry=entry, why=why, advice=advice, ended_at=now, **changes)
