"""Messages in channels, and the private (ephemeral) ones that one person sees."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.interactive import name_blocks

Json = dict[str, Any]


@dataclass
class Message:
    """One message. `ts` is its id within the channel; `private_to` is the only person who sees it, empty for everybody."""

    ts: str
    channel: str
    user: str
    text: str
    bot_id: str = ""
    app_id: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json = field(default_factory=dict)
    thread_ts: str = ""
    private_to: str = ""
    subtype: str = ""
    edited: Json = field(default_factory=dict)
    deleted: bool = False
    files: list[Json] = field(default_factory=list)
    reactions: list[Json] = field(default_factory=list)
    edits: int = 0

    def as_api(self, *, team_id: str, with_metadata: bool = False) -> Json:
        """Return the message as the Web API and payloads show it; metadata only where it was asked for, as Slack does."""
        shown: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": team_id}
        optional = {
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "thread_ts": self.thread_ts,
            "subtype": self.subtype,
            "edited": self.edited,
            "files": self.files,
            "reactions": self.reactions,
        }
        shown |= {key: value for key, value in optional.items() if value}
        return shown | {"metadata": self.metadata} if with_metadata and self.metadata else shown

    def as_state(self) -> Json:
        """Everything about the message, for `state()` and the event feed; always the same keys."""
        return {
            "ts": self.ts,
            "channel": self.channel,
            "user": self.user,
            "bot": self.bot_id,
            "text": self.text,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "metadata": self.metadata,
            "thread_ts": self.thread_ts,
            "private_to": self.private_to,
            "subtype": self.subtype,
            "edited": self.edited,
            "edits": self.edits,
            "deleted": self.deleted,
            "files": self.files,
            "reactions": [dict(reaction) for reaction in self.reactions],
        }


class Messages:
    """All messages in the order they were posted. A deleted one stays, marked, so that a test can see that it was there."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._last = 0
        self.all: list[Message] = []
        self._by_place: dict[tuple[str, str], Message] = {}

    def next_ts(self) -> str:
        """Make a timestamp greater than every one before: seconds, a point, six digits."""
        self._last = max(self._last + 1, int(self._clock() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def add(self, message: Message) -> Message:
        name_blocks(message.blocks)
        self.all.append(message)
        self._by_place[message.channel, message.ts] = message
        return message

    def find(self, channel: str, ts: str) -> Message | None:
        """Find a message everybody in the channel sees; private ones cannot be fetched or changed by `ts`, as in Slack."""
        found = self._by_place.get((channel, ts))
        return None if found is None or found.deleted or found.private_to else found

    def find_private(self, channel: str, ts: str) -> Message | None:
        found = self._by_place.get((channel, ts))
        return found if found is not None and found.private_to and not found.deleted else None

    def in_channel(self, channel: str) -> Iterator[Message]:
        return (m for m in self.all if m.channel == channel and not m.private_to)

    def private_to(self, user: str) -> Iterator[Message]:
        return (m for m in self.all if m.private_to == user)

    def seen_by(self, user: str, channel_ids: set[str]) -> Iterator[Message]:
        """List what a person can see now, newest first."""
        return (m for m in reversed(self.all) if not m.deleted and m.channel in channel_ids and m.private_to in {"", user})


def copied(value: list[Json] | None) -> list[Json]:
    """Return a copy that shares nothing with what the app sent."""
    return json.loads(json.dumps(value)) if value else []
