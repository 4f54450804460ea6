"""A stand-in served on loopback from a thread of its own, as clients without an event loop meet it."""

import asyncio
import ssl
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx
from aiohttp import web

from sandbox.standin import Handler, StandIn, port_of, serve

T = TypeVar("T")


@dataclass
class Served:
    """A stand-in, where it is, and who connected to it."""

    stand_in: StandIn
    port: int
    scheme: str
    peers: set[object] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    @property
    def asked(self) -> list[str]:
        """What was asked of it, oldest first: `GET /apps/web-ui`."""
        return [f"{line.method} {line.path}" for line in self.stand_in.requests]

    def go_wrong(self, **fault: Any) -> None:  # noqa: ANN401 - JSON
        """Script a fault (see `sandbox.standin.Fault`)."""
        self.tell("faults", fault)

    def tell(self, door: str, given: object) -> None:
        """Post to one of its own doors, `/_sandbox/…`."""
        httpx.post(f"{self.url}/_sandbox/{door}", json=given, trust_env=False, verify=False).raise_for_status()  # noqa: S501 - loopback


class Loop:
    """An event loop that runs in a thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @contextmanager
    def served(self, stand_in: StandIn, tls: ssl.SSLContext | None = None, app: web.Application | None = None) -> Iterator[Served]:
        """Serve a stand-in, or another of its applications, until the end of the block."""
        peers: set[object] = set()

        @web.middleware
        async def note_peer(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.transport is not None and not request.path.startswith("/_sandbox/"):
                peers.add(request.transport.get_extra_info("peername"))
            return await handler(request)

        application = app or stand_in.app
        application.middlewares.insert(0, note_peer)
        runner = self.run(serve(application, 0, ssl_context=tls))
        try:
            yield Served(stand_in, port_of(runner), "https" if tls else "http", peers)
        finally:
            self.run(runner.cleanup())
