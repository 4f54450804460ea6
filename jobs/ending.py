"""The end of a run, with its entry in the record."""

from typing import Any

from jobs.tools import Tools
from mesh.leaving import left_by
from mesh.record import entry_of
from mesh.run import Run, RunState


def ended(tools: Tools, run: Run, state: RunState, *, why: str = "", advice: str = "", **changes: Any) -> Run:  # noqa: ANN401 - fields of Run
    """Move a run to a state that ends it, with its entry in the record and how it leaves its app."""
    now = tools.now()
    entry = entry_of(run, state.value, now, who="meshbot", why=why)
    left = left_by(run, tools.store.left(run.asking.mesh).get(run.service), now) if run.started_at else None
    return tools.store.move(run, state, entry=entry, left=left, why=why, advice=advice, ended_at=now, **changes)
