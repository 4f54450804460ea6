"""The record: entries are written in the transaction of what they record, and after the commit they are log lines too."""

import logging
from collections.abc import Iterator

from redis.client import Pipeline

from clients.store import keys
from clients.store.connection import Connection, Fields, redis_failures, text
from mesh.record import Entry, entry_from

log = logging.getLogger(__name__)

RECORD_LENGTH = 10_000
PAGE = 500


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


class RecordStore:
    """Fulfils `mesh.ports.Record`."""

    def __init__(self, connection: Connection) -> None:
        self._redis = connection

    def newest(self, limit: int) -> Iterator[Entry]:
        before = "+"
        while limit > 0:
            with redis_failures("the record was read"):
                page = self._redis.xrevrange(keys.RECORD, max=before, count=min(PAGE, limit)) or []
            yield from (entry_from({text(name): text(value) for name, value in (fields or {}).items()}) for _, fields in page)
            if len(page) < min(PAGE, limit):
                return
            limit -= len(page)
            before = f"({text(page[-1][0])}"
