"""A plan together with what tells later whether it is stale."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jobs.planning import plan_of
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.plan import Plan, Refusal
from mesh.run import Run, is_taken_once


@dataclass(frozen=True)
class Proposal:
    """A plan, and the counts and the time from before the reading that tell whether it is stale."""

    plan: Plan | Refusal
    generation: int
    kong_writes: int
    at: datetime

    def changes(self, plan: Plan | None) -> dict[str, Any]:
        """Return what a run keeps of this proposal."""
        return {"plan": plan, "generation": self.generation, "kong_writes": self.kong_writes, "planned_at": self.at}


def planned(tools: Tools, run: Run, mesh: Mesh) -> Proposal:
    """Read what is found and return the plan; what is taken only once and has begun stays as it is planned.

    Raises TemporaryFailure, PermanentFailure.
    """
    generation, writes, now = tools.store.generation(mesh.name, run.service), tools.store.kong_writes(mesh.name, run.id), tools.now()
    if run.plan and is_taken_once(run):
        return Proposal(run.plan, generation, writes, now)
    return Proposal(plan_of(tools, run.request, mesh), generation, writes, now)
