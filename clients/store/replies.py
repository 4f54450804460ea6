"""Private answers to clicks: kept here, brought to Slack by a worker, so that no listener waits for Slack."""

import json
from dataclasses import asdict

from clients.store import keys
from clients.store.connection import Connection, redis_failures, text
from clients.store.queues import Queues
from mesh.ports import Reply

KEPT_S = 1800
REPLY = "jobs.tasks.reply"


class ReplyStore:
    """Fulfils `mesh.ports.Replies`."""

    def __init__(self, connection: Connection, queues: Queues) -> None:
        self._redis = connection
        self._queues = queues

    def put(self, reply: Reply, queue: str) -> None:
        with redis_failures("an answer to a click was kept"), self._redis.pipeline() as pipe:
            pipe.multi()
            pipe.set(keys.reply(reply.id), json.dumps(asdict(reply)), ex=KEPT_S)
            self._queues.enqueue(queue, REPLY, reply.id, pipeline=pipe)
            pipe.execute()

    def take(self, reply_id: str) -> Reply | None:
        with redis_failures("an answer to a click was taken"):
            kept = text(self._redis.getdel(keys.reply(reply_id)))
        return Reply(**json.loads(kept)) if kept else None
