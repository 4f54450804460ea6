"""The stand-in on a free port of a thread of its own, with a clock that only the test moves."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from sandbox.heroku import TOKEN, HerokuStandIn, seed_world
from sandbox.standin import port_of, serve

from .schema import check

ACCEPT = "application/vnd.heroku+json; version=3"
Json = dict[str, Any]
SOURCE = "https://github.com/mars/web-ui/archive/master.tar.gz"
HEADERS = {"Accept": ACCEPT, "Authorization": f"Bearer {TOKEN}"}
NEWEST = {"Range": "version ..; order=desc,max=1"}


class Clock:
    """Seconds since the epoch, as the test wants them."""

    def __init__(self) -> None:
        self.time = 1_790_000_000.0

    def __call__(self) -> float:
        return self.time

    def forward(self, seconds: float) -> None:
        self.time += seconds


class Served:
    """A running stand-in and an HTTP client for it; every success answer is held to the schema."""

    def __init__(self, standin: HerokuStandIn, clock: Clock, url: str) -> None:
        self.standin = standin
        self.clock = clock
        self.url = url
        self.http = httpx.Client(base_url=url, headers=HEADERS, trust_env=False)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.http.get(path, headers=headers)

    def post(self, path: str, body: object) -> httpx.Response:
        return self.http.post(path, json=body)

    def patch(self, path: str, body: object) -> httpx.Response:
        return self.http.patch(path, json=body)

    def put(self, path: str, body: object) -> httpx.Response:
        return self.http.put(path, json=body)

    def delete(self, path: str) -> httpx.Response:
        return self.http.delete(path)

    def create(self, name: str) -> Json:
        return _object(self.post("/apps", {"name": name}))

    def script(self, **script: object) -> None:
        assert self.post("/_sandbox/builds", script).status_code == 200

    def start_build(self, app: str, version: str | None = None) -> Json:
        return _object(self.post(f"/apps/{app}/builds", {"source_blob": {"url": SOURCE, "version": version}}))

    def deploy(self, app: str) -> Json:
        """Build the app and wait until its build is over, its dynos not yet up."""
        build = self.start_build(app)
        self.clock.forward(3)
        return _object(self.get(f"/apps/{app}/builds/{build['id']}"))

    def newest_release(self, app: str) -> Json:
        newest: Json = self.get(f"/apps/{app}/releases", **NEWEST).json()[0]
        return newest

    def dyno_states(self, app: str) -> list[tuple[str, str, int]]:
        """Return name, state and release of each dyno."""
        return [(dyno["name"], dyno["state"], dyno["release"]["version"]) for dyno in self.get(f"/apps/{app}/dynos").json()]

    def state(self) -> Json:
        return _object(self.get("/_sandbox/state"))


def _object(answer: httpx.Response) -> Json:
    answer.raise_for_status()
    found: Json = answer.json()
    return found


@contextmanager
def served() -> Iterator[Served]:
    """Serve a stand-in with the experiment's world until the end of the block."""
    clock = Clock()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> tuple[HerokuStandIn, Any]:
        standin = HerokuStandIn(now=clock, validate=check)
        seed_world(standin.world, admin_key="canary-kong-admin-key")
        return standin, await serve(standin.app, 0)

    standin, runner = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    running = Served(standin, clock, f"http://127.0.0.1:{port_of(runner)}")
    try:
        yield running
    finally:
        running.http.close()
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
