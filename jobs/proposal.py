"""A plan together with what tells later whether it is stale."""

from dataclasses import dataclass
from typing import Any

from jobs.planning import plan_of
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.plan import Plan, Refusal
from mesh.run import Run, is_taken_once


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
    """Read what is found and return the plan; what is taken only once and has begun stays as it is planned.

    Raises TemporaryFailure, PermanentFailure.
    """
    generation, writes = tools.store.generation(mesh.name, run.service), tools.store.kong_writes(mesh.name, run.id)
    if run.plan and is_taken_once(run):
        return Proposal(run.plan, generation, writes)
    return Proposal(plan_of(tools, run.request, mesh), generation, writes)
