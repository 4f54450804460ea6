"""What every act of a person needs: the platform, the way to the app, and the address apps reach Slack at."""

import asyncio
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.delivery import Answer, Carrier, Parcel
from sandbox.slack.outcome import Delivery
from sandbox.slack.payloads import Payloads
from sandbox.slack.people import Channel, Person
from sandbox.slack.platform import Platform

DELIVERIES_KEPT = 5_000


@dataclass
class Desktop:
    """Slack as it runs on people's desks.

    `commands` are the slash commands of the app and `subscriptions` its events. `deliver_twice` brings everything a second time after
    the first answer. `event_retry_delays_s` are the pauses before an event that failed is brought again.
    """

    platform: Platform
    carrier: Carrier
    public_url: str = ""
    commands: list[str] = field(default_factory=lambda: ["/mesh"])
    subscriptions: list[str] = field(default_factory=lambda: ["app_mention", "app_home_opened"])
    smart_typing: bool = False
    deliver_twice: bool = False
    event_retry_delays_s: list[float] = field(default_factory=lambda: [0.0, 60.0, 300.0])
    done: deque[Delivery] = field(default_factory=lambda: deque(maxlen=DELIVERIES_KEPT))
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def payloads(self) -> Payloads:
        return Payloads(self.platform)

    def person(self, who: str) -> Person:
        """Find a person who can act. Raises LookupError for a stranger or a deactivated one."""
        person = self.platform.workspace.person(who)
        if person.deactivated:
            raise LookupError(f"{person.name} is deactivated and can do nothing here")
        return person

    def place(self, person: Person, where: str) -> Channel:
        """Find the channel a person names; @ with the bot's name means the direct message with it. Raises LookupError if it is hidden."""
        workspace = self.platform.workspace
        if where in {f"@{workspace.bot.name}", workspace.bot.user_id}:
            return workspace.direct_message(person.id)
        channel = workspace.channel(where)
        if person.id not in channel.members:
            raise LookupError(f"{person.name} is not in #{channel.name}")
        return channel

    def response_url(self, path: str) -> str:
        if not self.public_url:
            raise RuntimeError("set public_url to the address this stand-in is served at; a response_url is made from it")
        return self.public_url.rstrip("/") + path

    async def bring(self, kind: str, payload: dict[str, Any]) -> tuple[Answer, Answer | None]:
        """Bring a command or interaction, a second time too where `deliver_twice` is on; returns both answers."""
        parcel = Parcel(kind, payload)
        first = await self.carrier.bring(parcel)
        return first, (await self.carrier.bring(parcel) if self.deliver_twice else None)

    def note(self, delivery: Delivery) -> Delivery:
        """Keep a delivery for `state()`."""
        self.done.append(delivery)
        return delivery

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        for task in list(self._running):
            task.cancel()
        await self.carrier.close()
