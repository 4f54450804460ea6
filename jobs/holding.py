"""Changes that a lock or a freeze holds back: told beforehand, looked at again, expired in the end."""

from datetime import datetime, timedelta

from jobs.ending import ended
from jobs.tools import Tools
from mesh.locks import HELD_AT_MOST, Hold, Holds, holding, sentence
from mesh.run import Held, Run, RunState
from mesh.starting import nothing_changed

AGAIN_AFTER = timedelta(seconds=60)  # whoever is in the way wakes this run; the minute is for when they could not


def holds_of(tools: Tools, mesh: str) -> Holds:
    """Return all that holds changes of a mesh back now."""
    return Holds(mesh, tools.locks.all(mesh), tools.locks.freeze(mesh))


def hold_on(tools: Tools, run: Run) -> Hold | None:
    """Return the lock or the freeze that would keep a run from beginning now."""
    mesh = run.asking.mesh
    return holding(run.asked_by, tools.locks.of(mesh, run.service), tools.locks.freeze(mesh), tools.now())


def warning(hold: Hold | None, run: Run) -> str:
    """Say of a plan that it would wait, or nothing."""
    return f"{sentence(hold, run.service, run.asking.mesh)}. It would wait until that is over." if hold else ""


def looked_at(tools: Tools, held: Held) -> datetime | None:
    """Return when a run that may not begin is looked at again; let it expire, and return None, where it was held back for too long."""
    run, hold, now = held.run, held.by, tools.now()
    soon = now + AGAIN_AFTER
    if isinstance(hold, str) or run.held_since is None:
        return soon
    over = run.held_since + HELD_AT_MOST
    if now >= over:
        hours = f"{HELD_AT_MOST.total_seconds() / 3600:.0f} hours"
        why = f"Expired, because it was held back for {hours}. {sentence(hold, run.service, run.asking.mesh)}."
        ended(tools, run, RunState.EXPIRED, why=why, advice=f"{nothing_changed(run)} Type it again when that is over.")
        return None
    return min(soon, over, hold.until or over)
