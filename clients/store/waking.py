"""Wake a run: somebody should look at it, also where a worker holds it at this moment and is about to say “in half an hour”."""

from redis.client import Pipeline

from clients.store import keys
from clients.store.connection import Connection, text
from mesh.run import ENDED

WOKEN = "woken"  # a field of the run's hash: asked for since its lease was taken


def goes_on(connection: Connection | Pipeline, run_id: str) -> bool:
    """Say whether a run is there and has not ended: only such a one holds an app, stands in its line, is held back or awaits."""
    return text(connection.hget(keys.run(run_id), "state")) not in {"", *ENDED}


def wake(pipe: Pipeline, run_id: str) -> None:
    """Make a run that has not ended due at once, with the rest of a transaction."""
    pipe.zadd(keys.DUE, {run_id: 0}, xx=True)
    mark_woken(pipe, run_id)


def mark_woken(pipe: Pipeline, run_id: str) -> None:
    """Have whoever holds the run's lease give it back due at once: what it says of the next look was decided before."""
    pipe.hset(keys.run(run_id), WOKEN, "1")
