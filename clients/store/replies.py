"""Private answers to clicks and mentions: kept here, brought to Slack by a worker, so that no listener waits for Slack."""

import json
from dataclasses import asdict
from datetime import datetime

from redis.exceptions import WatchError

from clients.store import keys
from clients.store.announcements import announce
from clients.store.connection import Connection, redis_failures, text
from clients.store.queues import Queues
from mesh.ports import Announcement, Reply

KEPT_S = 1800
REPLY = "jobs.tasks.reply"


class ReplyStore:
    """Fulfils `mesh.ports.Replies`. An answer that was brought leaves its key behind, empty, so that it is not brought again."""

    def __init__(self, connection: Connection, queues: Queues) -> None:
        self._redis = connection
        self._queues = queues

    def put(self, reply: Reply, queue: str) -> None:
        """Keep an answer and its job in one transaction. Two at once of the same id: one fails, and Slack brings that delivery again."""
        key = keys.reply(reply.id)
        with redis_failures("a private answer was kept"), self._redis.pipeline() as pipe:
            pipe.watch(key)  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
            if pipe.exists(key):
                return
            pipe.multi()
            pipe.set(key, json.dumps(asdict(reply)), ex=KEPT_S)
            self._queues.enqueue(queue, REPLY, reply.id, pipeline=pipe)
            pipe.execute()

    def was_put(self, reply_id: str) -> bool:
        with redis_failures("a private answer was looked for"):
            return bool(self._redis.exists(keys.reply(reply_id)))

    def take(self, reply_id: str, otherwise_at: datetime) -> tuple[Reply, Announcement] | None:
        key = keys.reply(reply_id)
        with redis_failures("a private answer was taken"), self._redis.pipeline() as pipe:
            pipe.watch(key)  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
            kept = text(pipe.get(key))
            if not kept:
                return None
            reply = Reply(**json.loads(kept))
            unsaid = "I could not look up in time whether you may read that here. Type it again."
            otherwise = Announcement(reply.person, unsaid if reply.readers_of else reply.text, otherwise_at)
            pipe.multi()
            pipe.set(key, "", xx=True, keepttl=True)
            announce(pipe, [otherwise])
            try:
                pipe.execute()
            except WatchError:  # another worker has taken it
                return None
        return reply, otherwise
