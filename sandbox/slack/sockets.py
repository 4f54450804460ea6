"""Socket Mode: WebSockets that apps open, envelopes that Slack sends, acks that come back.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode. At most ten sockets per app.
"""

import asyncio
import json
import secrets
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.slack.delivery import Parcel
from sandbox.slack.tickets import Tickets

Json = dict[str, Any]
MAX_SOCKETS = 10


@dataclass(eq=False)
class Socket:
    """One open WebSocket. A `retiring` one was told to disconnect and gets nothing more."""

    ws: web.WebSocketResponse
    request: web.Request
    retiring: bool = False


class Sockets:
    """The open sockets, oldest first, and the acks that are awaited by envelope id."""

    def __init__(self, tickets: Tickets, app_id: str) -> None:
        self._tickets = tickets
        self._app_id = app_id
        self._awaited: dict[str, asyncio.Future[Json]] = {}
        self.open: list[Socket] = []

    def connected(self) -> bool:
        return any(not socket.retiring and not socket.ws.closed for socket in self.open)

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Serve one WebSocket until it ends."""
        if not self._tickets.redeem(request.query.get("ticket", "")):
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=400)
        if len(self.open) >= MAX_SOCKETS:
            return web.json_response({"ok": False, "error": "too_many_websockets"}, status=400)
        socket = Socket(web.WebSocketResponse(), request)
        await socket.ws.prepare(request)
        self.open.append(socket)
        await socket.ws.send_json(self._hello())
        try:
            async for frame in socket.ws:
                if frame.type == WSMsgType.TEXT:
                    self._take(frame.data)
        finally:
            self.open.remove(socket)
        return socket.ws

    async def send(self, kind: str, parcel: Parcel, timeout_s: float) -> Json | None:
        live = [socket for socket in self.open if not socket.retiring and not socket.ws.closed]
        envelope_id = secrets.token_hex(16)
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": parcel.payload,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": parcel.retry_num, "retry_reason": parcel.retry_reason}
        acked: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._awaited[envelope_id] = acked
        try:
            async with asyncio.timeout(timeout_s):
                await live[-1].ws.send_json(envelope)
                return await acked
        except (TimeoutError, ConnectionError):
            return None
        finally:
            del self._awaited[envelope_id]

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every socket to reconnect, as Slack does every few hours; nothing more is sent on the old ones."""
        for socket in list(self.open):
            socket.retiring = True
            await socket.ws.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})

    def cut(self) -> None:
        """Cut every connection without a word."""
        for socket in list(self.open):
            socket.retiring = True
            if socket.request.transport is not None:
                socket.request.transport.abort()

    async def close(self) -> None:
        for socket in list(self.open):
            await socket.ws.close()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18_060},
            "connection_info": {"app_id": self._app_id},
        }

    def _take(self, text: str) -> None:
        """Match an ack with what waits for it; the first one counts. Slack ignores what it does not know."""
        try:
            ack = json.loads(text)
        except ValueError:
            return
        awaited = self._awaited.get(str(ack.get("envelope_id"))) if isinstance(ack, dict) else None
        if awaited is not None and not awaited.done():
            payload = ack.get("payload")
            awaited.set_result(payload if isinstance(payload, dict) else {})
