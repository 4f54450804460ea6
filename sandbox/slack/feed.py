"""The event feed: everything a person could see happen, in order."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from typing import Any

EVENTS_KEPT = 5_000


@dataclass(frozen=True)
class Happening:
    """One thing that happened in the workspace.

    `kind` is one of posted, edited, deleted, private, private_edited, private_deleted, view_opened, view_pushed, view_updated,
    view_closed, home_published, file_shared and notice (what a person is told when an app does not answer). `what` is the whole message
    (see `Message.as_state`), view or file; `user` is the person it concerns, empty when it is everybody in `channel`.
    """

    seq: int
    at: float
    kind: str
    channel: str
    user: str
    what: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Subscription:
    """What one watcher has not read yet. Iterate over it; `close` ends the iteration."""

    def __init__(self, feed: "Feed", backlog: list[Happening]) -> None:
        self._feed = feed
        self._queue: asyncio.Queue[Happening | None] = asyncio.Queue()
        for event in backlog:
            self._queue.put_nowait(event)

    def put(self, event: Happening | None) -> None:
        self._queue.put_nowait(event)

    def close(self) -> None:
        self._feed.leave(self)

    def __aiter__(self) -> AsyncIterator[Happening]:
        return self

    async def __anext__(self) -> Happening:
        event = await self._queue.get()
        if event is None:
            raise StopAsyncIteration
        return event


class Feed:
    """Keeps the last events and hands each new one to every watcher."""

    def __init__(self) -> None:
        self.events: deque[Happening] = deque(maxlen=EVENTS_KEPT)
        self._seq = 0
        self._watchers: list[Subscription] = []

    def tell(self, kind: str, what: dict[str, Any], *, channel: str = "", user: str = "") -> None:
        self._seq += 1
        event = Happening(self._seq, time.time(), kind, channel, user, what)
        self.events.append(event)
        for watcher in self._watchers:
            watcher.put(event)

    def watch(self, since: int | None = None) -> Subscription:
        """Subscribe from now on, or from after event number `since` (0: from the oldest event kept)."""
        backlog = [] if since is None else [event for event in self.events if event.seq > since]
        subscription = Subscription(self, backlog)
        self._watchers.append(subscription)
        return subscription

    def leave(self, subscription: Subscription) -> None:
        if subscription in self._watchers:
            self._watchers.remove(subscription)
        subscription.put(None)

    def close(self) -> None:
        """End every subscription."""
        for watcher in list(self._watchers):
            self.leave(watcher)
