"""The end of a run, with its entry in the record."""

from typing import Any

from jobs.tools import Tools
from mesh.plan import Plan
from mesh.record import entry_of
from mesh.requests import Remove
from mesh.run import Run, RunState
from mesh.run.leaving import left_by


def ended(tools: Tools, run: Run, state: RunState, *, why: str = "", advice: str = "", **changes: Any) -> Run:  # noqa: ANN401 - fields of Run
    """Move a run to a state that ends it, with its entry in the record and how it leaves its app."""
    now = tools.now()
    entry = entry_of(run, state.value, now, who="meshbot", told=why)
    if forgets := _has_left(run, state, changes.get("plan") or run.plan):
        return tools.store.move(run, state, entry=entry, forgets=forgets, why=why, advice=advice, ended_at=now, **changes)
    left = left_by(run, tools.store.left(run.asking.mesh).get(run.service), now) if run.started_at else None
    return tools.store.move(run, state, entry=entry, left=left, why=why, advice=advice, ended_at=now, **changes)


def withdrawn_if_asked(tools: Tools, run: Run, **changes: Any) -> Run | None:  # noqa: ANN401 - fields of Run
    """Withdraw a run that has not begun where somebody asked for it to stop; None where nobody did."""
    asked_by = tools.store.cancel_asked_by(run.id)
    if not asked_by or run.started_at is not None:
        return None
    when = "it went on" if run.has_begun_a_step else "its first step"
    return ended(tools, run, RunState.WITHDRAWN, why=f"Withdrawn by <@{asked_by}> before {when}.", **changes)


def _has_left(run: Run, state: RunState, plan: Plan | None) -> str:
    """Return the Heroku app that is out of the mesh once the run ends so, else an empty text."""
    is_done = state is RunState.DONE and isinstance(run.request, Remove) and not run.asking.dry_run
    return plan.app if plan and is_done else ""
