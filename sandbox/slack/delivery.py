"""Bring payloads to the app and wait at most three seconds for its answer, over HTTP or Socket Mode."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp

from sandbox.slack.signing import signed_headers

Json = dict[str, Any]
SOCKET_TYPES = {"command": "slash_commands", "interaction": "interactive", "event": "events_api"}


@dataclass(frozen=True)
class Parcel:
    """One thing for the app. `kind`: command, interaction or event. A retry of an event carries its number and the reason."""

    kind: str
    payload: Json
    retry_num: int = 0
    retry_reason: str = ""

    def http_body(self) -> tuple[str, bytes]:
        """Return the content type and body of an HTTP delivery."""
        if self.kind == "event":
            return "application/json", json.dumps(self.payload).encode()
        form = self.payload if self.kind == "command" else {"payload": json.dumps(self.payload)}
        return "application/x-www-form-urlencoded", urlencode(form).encode()


@dataclass(frozen=True)
class Answer:
    """What came back: an HTTP status (0: nothing came), the body, and how long it took.

    `problem` is empty for a 200 in time, else one of http_timeout, connection_failed, http_error, as Slack calls them in its retries.
    The names of `headers` are lower case.
    """

    status: int
    body: str
    content_type: str
    took_ms: float
    problem: str = ""
    headers: dict[str, str] = field(default_factory=dict)


class SocketCarrier(Protocol):
    """The Socket Mode half of the delivery."""

    def connected(self) -> bool: ...

    async def send(self, kind: str, parcel: Parcel, timeout_s: float) -> Json | None:
        """Send to the newest live socket. Returns the ack's payload ({} for an empty one), None if none came in time."""


class Carrier:
    """Delivers to `app_url` if it is set, else to a connected socket."""

    def __init__(self, signing_secret: str, sockets: SocketCarrier) -> None:
        self.signing_secret = signing_secret
        self._sockets = sockets
        self._session: aiohttp.ClientSession | None = None
        self.app_url = ""
        self.events_path = "/slack/events"
        self.ack_timeout_s = 3.0

    async def bring(self, parcel: Parcel) -> Answer:
        """Deliver once. Never raises for what the app or the network does."""
        started = time.monotonic()
        if self.app_url:
            return await self._over_http(parcel, started)
        if self._sockets.connected():
            return await self._over_socket(parcel, started)
        return Answer(0, "", "", 0.0, "connection_failed")

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _over_http(self, parcel: Parcel, started: float) -> Answer:
        content_type, body = parcel.http_body()
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        headers |= signed_headers(self.signing_secret, int(time.time()), body)
        if parcel.retry_num:
            headers |= {"X-Slack-Retry-Num": str(parcel.retry_num), "X-Slack-Retry-Reason": parcel.retry_reason}
        if self._session is None:
            # No keep-alive: a restarted app must not meet the connections of its predecessor.
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True, limit=0))
        try:
            async with asyncio.timeout(self.ack_timeout_s):
                async with self._session.post(self.app_url.rstrip("/") + self.events_path, data=body, headers=headers) as response:
                    text = await response.text(errors="replace")
        except TimeoutError:
            return Answer(0, "", "", _ms_since(started), "http_timeout")
        except aiohttp.ClientError:
            return Answer(0, "", "", _ms_since(started), "connection_failed")
        problem = "" if response.status == 200 else "http_error"
        return Answer(
            response.status, text, response.content_type, _ms_since(started), problem, {k.lower(): v for k, v in response.headers.items()}
        )

    async def _over_socket(self, parcel: Parcel, started: float) -> Answer:
        ack = await self._sockets.send(SOCKET_TYPES[parcel.kind], parcel, self.ack_timeout_s)
        if ack is None:
            return Answer(0, "", "", _ms_since(started), "http_timeout")
        return Answer(200, json.dumps(ack) if ack else "", "application/json", _ms_since(started))


def _ms_since(started: float) -> float:
    return round((time.monotonic() - started) * 1000, 1)
