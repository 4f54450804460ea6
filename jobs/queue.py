"""The only door for `bot/` into `jobs/`: which queues there are, and how a request gets into one."""

from mesh.ports import Store
from mesh.record import entry_of
from mesh.requests import Tier, tier_of
from mesh.run import Message, Run

RUNS = "runs"
READS = "reads"
MESSAGES = "messages"
QUEUES = (RUNS, READS, MESSAGES)  # each has a worker of its own


def queue_of(run: Run) -> str:
    """Return the queue of a run's jobs: what only reads never waits behind what changes."""
    return READS if tier_of(run.request, dry_run=run.asking.dry_run) is Tier.T0_READ else RUNS


def ask(store: Store, run: Run, *, delivery: str, response_url: str, message: Message | None = None) -> tuple[str, bool]:
    """Store a run with its record entry and its job, all or nothing; return its id and whether this delivery was new.

    `message` is one that stands already and is to show this run. Raises TemporaryFailure, with `outcome_unknown` where the commit's answer
    was lost.
    """
    entry = entry_of(run, "asked" if not run.has_ended else run.state.value, run.asking.at, told=run.why)
    return store.submit(run, delivery=delivery, response_url=response_url, queue=queue_of(run), entry=entry, message=message)
