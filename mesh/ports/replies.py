"""What is needed of the store for private answers that a worker brings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mesh.ports.locks import Announcement


@dataclass(frozen=True)
class Reply:
    """A private answer to somebody who clicked or mentioned the bot; `kind` is the answer's block id.

    It goes to the `response_url`, which is good for 30 minutes; or into the `channel`, where `thread` is a thread's ts or empty; or, where
    there is neither, into a direct message. `blocks` are those of the answer as JSON; empty: the text alone says it.

    `readers_of` names meshes, with commas, one of which the person must be allowed to read, which only a worker can look up; else they are
    told that they may not. Empty: it is known.
    """

    id: str
    person: str
    response_url: str
    text: str
    kind: str
    channel: str = ""
    thread: str = ""
    blocks: str = ""
    readers_of: str = ""


class Replies(Protocol):
    """Private answers to clicks and mentions, which a worker brings to Slack."""

    def put(self, reply: Reply, queue: str) -> None:
        """Keep an answer and ask a worker to bring it; one of the same id is kept and brought once within half an hour."""

    def was_put(self, reply_id: str) -> bool:
        """Say whether an answer of that id was kept within the last half hour, brought or not."""

    def take(self, reply_id: str, otherwise_at: datetime) -> tuple[Reply, Announcement] | None:
        """Return an answer that nobody has taken yet, with what its person is told at that time where it could not be brought.

        Take that announcement off once the answer was brought; it is told by itself where the worker dies before.
        """
