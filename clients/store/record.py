"""The record: entries are written in the transaction of what they record, and after the commit they are log lines too."""

import logging

from redis.client import Pipeline

from clients.store import keys
from clients.store.connection import Fields
from mesh.record import Entry

log = logging.getLogger(__name__)

RECORD_LENGTH = 10_000


def append(pipe: Pipeline, entry: Entry | None) -> None:
    """Write an entry with the rest of a transaction."""
    if entry is None:
        return
    fields: Fields = {name: value for name, value in entry.fields().items()}  # noqa: C416 - dict() keeps the narrower key type
    pipe.xadd(keys.RECORD, fields, maxlen=RECORD_LENGTH, approximate=True)


def log_committed(entry: Entry | None) -> None:
    """Write an entry that was committed as a log line too: that is its durable copy."""
    if entry is not None:
        log.info("recorded", extra=entry.fields())
