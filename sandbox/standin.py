"""What every stand-in shares: an HTTP server that keeps a request log and takes scripted faults.

A stand-in is an aiohttp application whose state lives on one event loop, so no handler needs a lock. Each of them serves, beside its
own routes:

    GET    /_sandbox/state      what it holds, as JSON
    GET    /_sandbox/requests   what it was asked, oldest first
    DELETE /_sandbox/requests   forget them
    GET    /_sandbox/faults     the faults that are on
    POST   /_sandbox/faults     add one (see `Fault`)
    DELETE /_sandbox/faults     take all away
    GET    /_sandbox/settings   times and limits of this stand-in
    PATCH  /_sandbox/settings   change some of them
"""

import asyncio
import json
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

REQUESTS_KEPT = 20_000


@dataclass
class Fault:
    """Something that goes wrong with the requests it matches.

    `method` empty matches any; `path` is a regular expression searched in the path with its query. It strikes `count` times (0: no
    limit) within `seconds` (0: no limit), which count from its first strike if `from_first`. `when` says whether the request had its
    effect before it went wrong: `before` (no effect) or `after` (the effect stands, only the answer is lost). What happens: wait
    `delay_s`, then one of `reset` (the connection is cut), `half` (half of the answer, then cut), `status` with `body` and `headers`, or,
    with none of them, the normal answer. `content_type` alone replaces the type of the normal answer.
    """

    path: str = ""
    method: str = ""
    count: int = 1
    seconds: float = 0
    from_first: bool = False
    when: str = "before"
    delay_s: float = 0
    status: int = 0
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = ""
    reset: bool = False
    half: bool = False
    struck: int = 0
    since: float = field(default_factory=time.monotonic)

    def spent(self) -> bool:
        is_counting = bool(self.seconds) and (bool(self.struck) or not self.from_first)
        out_of_time = is_counting and time.monotonic() - self.since > self.seconds
        return out_of_time or (bool(self.count) and self.struck >= self.count)

    def strike(self) -> None:
        """Count a strike; where its time counts from the first, it begins now."""
        if self.from_first and not self.struck:
            self.since = time.monotonic()
        self.struck += 1

    def matches(self, request: web.Request) -> bool:
        return (not self.method or self.method.upper() == request.method) and bool(re.search(self.path, request.raw_path))


FAULT_KEYS = {f.name for f in fields(Fault)} - {"struck", "since"}


def fault_from(given: object) -> Fault:
    """Read a fault as `POST /_sandbox/faults` takes it. Raises ValueError with a sentence for the person who wrote it."""
    if not isinstance(given, dict):
        raise ValueError("a fault is a JSON object")  # noqa: TRY004 - the caller answers 400 to one kind of error
    unknown = given.keys() - FAULT_KEYS
    if unknown:
        raise ValueError(f"unknown keys {sorted(unknown)}; known are {sorted(FAULT_KEYS)}")
    fault = Fault(**given)
    if fault.when not in {"before", "after"}:
        raise ValueError(f"when is 'before' or 'after', not {fault.when!r}")
    re.compile(fault.path)
    return fault


@dataclass
class LoggedRequest:
    """One request as it came and what was answered; times are seconds since the epoch."""

    at: float
    method: str
    path: str
    status: int
    duration_s: float
    body: str
    fault: str = ""


LOG = web.RequestKey("log", LoggedRequest)


class StandIn:
    """One stand-in: its routes, its request log, its faults.

    A subclass adds its routes to `self.app` and overrides `state` and, where it has times or limits to set, `settings`. Every request
    waits `latency_s` first.
    """

    name = "stand-in"

    def __init__(self) -> None:
        self.requests: deque[LoggedRequest] = deque(maxlen=REQUESTS_KEPT)
        self.faults: list[Fault] = []
        self.latency_s = 0.0
        self.app = web.Application(middlewares=[self._logged, self._faulty], client_max_size=64 * 2**20)
        self.app.router.add_get("/_sandbox/state", self._get_state)
        self.app.router.add_get("/_sandbox/requests", self._get_requests)
        self.app.router.add_delete("/_sandbox/requests", self._delete_requests)
        self.app.router.add_get("/_sandbox/faults", self._get_faults)
        self.app.router.add_post("/_sandbox/faults", self._post_fault)
        self.app.router.add_delete("/_sandbox/faults", self._delete_faults)
        self.app.router.add_get("/_sandbox/settings", self._get_settings)
        self.app.router.add_patch("/_sandbox/settings", self._patch_settings)

    def state(self) -> dict[str, Any]:
        return {}

    def settings(self) -> dict[str, Any]:
        """Return the times and limits that can be set, by attribute name."""
        return {}

    def apply_setting(self, name: str, value: Any) -> None:  # noqa: ANN401 - JSON
        setattr(self, name, value)

    @web.middleware
    async def _logged(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/_sandbox/"):
            return await handler(request)
        started, at = time.monotonic(), time.time()
        body = (await request.read()).decode("utf8", "replace")
        line = LoggedRequest(at, request.method, request.raw_path, 0, 0, body)
        self.requests.append(line)
        request[LOG] = line
        try:
            response = await handler(request)
            line.status = response.status
        except web.HTTPException as answer:
            line.status = answer.status
            raise
        finally:
            line.duration_s = time.monotonic() - started
        return response

    @web.middleware
    async def _faulty(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/_sandbox/"):
            return await handler(request)
        if self.latency_s:
            await asyncio.sleep(self.latency_s)
        self.faults = [fault for fault in self.faults if not fault.spent()]
        fault = next((f for f in self.faults if f.matches(request)), None)
        if fault is None:
            return await handler(request)
        fault.strike()
        request[LOG].fault = _what(fault)
        if fault.when == "after":
            normal = await handler(request)
            await asyncio.sleep(fault.delay_s)
            return await _strike(fault, request, normal)
        await asyncio.sleep(fault.delay_s)
        harmless = not (fault.reset or fault.half or fault.status)
        return await _strike(fault, request, await handler(request) if harmless else None)

    async def _get_state(self, _: web.Request) -> web.Response:
        return web.json_response(self.state())

    async def _get_requests(self, _: web.Request) -> web.Response:
        return web.json_response([asdict(line) for line in self.requests])

    async def _delete_requests(self, _: web.Request) -> web.Response:
        self.requests.clear()
        return web.Response(status=204)

    async def _get_faults(self, _: web.Request) -> web.Response:
        return web.json_response([asdict(fault) for fault in self.faults if not fault.spent()])

    async def _post_fault(self, request: web.Request) -> web.Response:
        try:
            fault = fault_from(json.loads(await request.text()))
        except (ValueError, TypeError, re.error) as wrong:
            return web.json_response({"message": str(wrong)}, status=400)
        self.faults.append(fault)
        return web.json_response(asdict(fault), status=201)

    async def _delete_faults(self, _: web.Request) -> web.Response:
        self.faults.clear()
        return web.Response(status=204)

    async def _get_settings(self, _: web.Request) -> web.Response:
        return web.json_response(self.settings())

    async def _patch_settings(self, request: web.Request) -> web.Response:
        changes = json.loads(await request.text())
        unknown = changes.keys() - self.settings().keys()
        if unknown:
            return web.json_response({"message": f"unknown settings {sorted(unknown)}; known: {sorted(self.settings())}"}, status=400)
        try:
            for name, value in changes.items():
                self.apply_setting(name, value)
        except (ValueError, TypeError) as wrong:
            return web.json_response({"message": str(wrong)}, status=400)
        return web.json_response(self.settings())


def _what(fault: Fault) -> str:
    for kind in ("reset", "half", "status", "content_type"):
        if getattr(fault, kind):
            return f"{kind} {fault.status}" if kind == "status" else kind
    return "delay"


async def _strike(fault: Fault, request: web.Request, normal: web.StreamResponse | None) -> web.StreamResponse:
    if fault.reset:
        _cut(request)
        return web.Response(status=499)
    if fault.half:
        whole = normal.body if isinstance(normal, web.Response) and isinstance(normal.body, bytes) else b'{"half": "an answer"}'
        partial = web.StreamResponse(status=200, headers={"Content-Type": "application/json", "Content-Length": str(len(whole))})
        await partial.prepare(request)
        await partial.write(whole[: len(whole) // 2])
        _cut(request)
        return partial
    if fault.status:
        body = fault.body if isinstance(fault.body, str) else json.dumps(fault.body if fault.body is not None else {})
        headers = {"Content-Type": fault.content_type or "application/json", **fault.headers}
        return web.Response(status=fault.status, text=body, headers=headers)
    if normal is None:
        raise AssertionError("a fault without an answer of its own keeps the normal one")
    if fault.content_type and not normal.prepared:
        normal.headers["Content-Type"] = fault.content_type
    return normal


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


async def serve(app: web.Application, port: int, host: str = "127.0.0.1", **site: Any) -> web.AppRunner:  # noqa: ANN401
    """Serve an application on a port (0: any free one) of the running loop; `await runner.cleanup()` ends it."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, host, port, **site).start()
    return runner


def port_of(runner: web.AppRunner) -> int:
    """Return the port that a runner of one site listens on."""
    address: tuple[str, int] = runner.addresses[0]
    return address[1]
