"""The Kong stand-in on free ports of a thread of its own."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import trustme

from sandbox.kong import KongStandIn, RunningKong, start_kong

ADMIN_KEY = "test-admin-key"


class Served:
    """A running stand-in with clients for its ports. The TLS port shows a certificate that nobody needs to trust."""

    def __init__(self, running: RunningKong) -> None:
        self.running, self.kong = running, running.kong
        self.admin = _client("http", running.admin_port)
        self.proxy = _client("http", running.proxy_port)
        self.untrusting_proxy = _client("http", running.untrusting_port)
        self.tls_proxy = _client("https", running.tls_port)

    def visit(self, host: str, path: str = "/", *, proto: str = "https", **headers: str) -> httpx.Response:
        """Visit the trusting proxy port as Heroku's router would."""
        return self.proxy.get(path, headers={"Host": host, "X-Forwarded-Proto": proto, **headers})

    def door(self, method: str, path: str, *, key: str | None = ADMIN_KEY, body: object = None) -> httpx.Response:
        """Knock at `/kong-admin` of the controller by https."""
        headers = {"Host": "ctl.herokuapp.com", "X-Forwarded-Proto": "https"} | ({"apikey": key} if key is not None else {})
        return self.proxy.request(method, f"/kong-admin{path}", headers=headers, json=body)

    def forward(self, seconds: float) -> None:
        """Move the stand-in's clock."""
        self.kong.clock_ahead_s += seconds

    def close(self) -> None:
        for client in (self.admin, self.proxy, self.untrusting_proxy, self.tls_proxy):
            client.close()


def _client(scheme: str, port: int) -> httpx.Client:
    return httpx.Client(base_url=f"{scheme}://127.0.0.1:{port}", verify=False, trust_env=False)  # noqa: S501 - our own port


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    return context


@contextmanager
def served(version: str = "1.0.2", *, loopback_limit: int = 600, door: bool = False) -> Iterator[Served]:
    """Serve a stand-in until the end of the block. `door`: seeded as Heroku's controller."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> RunningKong:
        kong = KongStandIn(version, loopback_limit=loopback_limit, admin_key=ADMIN_KEY)
        if door:
            kong.seed_loopback()
        return await start_kong(kong, untrusting_port=0, tls=_tls())

    running = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    client = Served(running)
    try:
        yield client
    finally:
        client.close()
        asyncio.run_coroutine_threadsafe(running.close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
