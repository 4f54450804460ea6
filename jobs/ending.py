"""The end of a run, with its entry in the record."""

from typing import Any

from jobs.tools import Tools
from mesh.record import entry_of
from mesh.run import Run, RunState


def ended(tools: Tools, run: Run, state: RunState, *, why: str = "", advice: str = "", **changes: Any) -> Run:  # noqa: ANN401 - fields of Run
    """Move a run to a state that ends it, with its entry in the record."""
    now = tools.now()
    entry = entry_of(run, state.value, now, who="meshbot", why=why)
    return tools.store.move(run, state, entry=entry, why=why, advice=advice, ended_at=now, **changes)
