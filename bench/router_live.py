"""A Kong that is given by its addresses: its table is replaced by ours, and it is asked through its proxy."""

import http.client
import json
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx

from bench.router_answers import FIRST_SECOND, Row, Rows, Told, route_body, service_bodies
from bench.router_tables import Asked, GivenTable

SETTLES_WITHIN_S, TIMEOUT_S = 30.0, 15.0
IN_A_ROW = 3  # answers by the newest route that show that each worker of the node knows it, most likely
READY_METHOD = "PATCH"  # no table names it
SAME_SECOND_TRIALS = 5


class NotAsNeeded(Exception):
    """The Kong or the backend is not as this needs it; the text says what to do."""


class Refused(NotAsNeeded):
    """The Admin API does not take what it was sent."""


@dataclass(frozen=True)
class Address:
    """A host and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def address_of(text: str) -> Address:
    """Read `HOST:PORT`. Raises ValueError."""
    host, _, port = text.rpartition(":")
    if not host:
        raise ValueError(f"{text} is not HOST:PORT")
    return Address(host.strip("[]"), int(port))


class _Echo(BaseHTTPRequestHandler):
    """Answers with the path and the Host that reached it."""

    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps({"path": self.path, "host": self.headers.get("Host", "")}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815 - the names that the library looks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing of each request."""


@contextmanager
def echoing(address: Address) -> Iterator[Address]:
    """Serve the backend while the block lasts; port 0 takes a free one. Another host than loopback is how Kong reaches this machine."""
    server = ThreadingHTTPServer((address.host if _is_loopback(address.host) else "", address.port), _Echo)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Address(address.host, server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _is_loopback(host: str) -> bool:
    return host == "localhost" or host.startswith("127.")


class LiveKong:
    """The Kong behind these addresses. `proxy_tls`: where it takes https; without it, X-Forwarded-Proto says so where Kong believes it."""

    def __init__(self, admin: Address, proxy: Address, backend: Address, proxy_tls: Address | None = None) -> None:
        self._proxy, self._proxy_tls, self._backend = proxy, proxy_tls, backend
        self._admin = httpx.Client(base_url=f"http://{admin}", timeout=TIMEOUT_S, trust_env=False)
        self._loaded = 0
        self.takes_https = proxy_tls is not None

    def close(self) -> None:
        self._admin.close()

    def version(self) -> str:
        return str(self._asked("GET", "/").json()["version"])

    def rows(self, version: str) -> Rows:
        return Rows(version, tuple(self._all("services")), tuple(self._all("routes")))

    def clear(self) -> None:
        """Delete every route and every service, and what hangs on them."""
        for kind in ("routes", "services"):
            for row in self._all(kind):
                self._asked("DELETE", f"/{kind}/{row['id']}")

    def prepare(self) -> None:
        """See to it that answers can be told: the route by Kong-Debug, the backend by its echo, https by the proxy's own port or a header.

        Raises NotAsNeeded.
        """
        empty = GivenTable("prepare", ())
        self.load(empty, "", protocols=("http", "https"))
        answered = self._told(self._ready, {})
        if answered.status != 200:
            raise NotAsNeeded(
                f"Kong answered {answered.status} in place of the backend. Is {self._backend} reachable from it? See --backend."
            )
        if not self.takes_https:
            self.load(empty, "", protocols=("https",))
            self.takes_https = self._told(self._ready, {"X-Forwarded-Proto": "https"}).status == 200

    def load(self, table: GivenTable, version: str, protocols: tuple[str, ...] = ("http", "https")) -> Rows:
        """Put the table in place of what is there, wait until the proxy answers by it, and return it as it is stored."""
        self.clear()
        for body in service_bodies(table, (self._backend.host, self._backend.port)):
            self._asked("POST", "/services", body)
        for _ in range(SAME_SECOND_TRIALS):
            made = self._make_routes(table)
            if not table.one_age or len({row["created_at"] for row in made}) < 2:
                break
            for row in made:  # they straddle two seconds of a Kong that gives its own time
                self._asked("DELETE", f"/routes/{row['id']}")
        self._settle(table, protocols)
        return self.rows(version)

    def told(self, asked: Asked) -> Told:
        headers = {"X-Forwarded-Proto": "https"} if asked.scheme == "https" and self._proxy_tls is None else {}
        return self._told(asked, headers)

    @property
    def _ready(self) -> Asked:
        return Asked(f"ready-{self._loaded}.bench.invalid", "/", READY_METHOD)

    def _make_routes(self, table: GivenTable) -> list[Row]:
        made: list[Row] = []
        for at, route in enumerate(table.routes):
            moment = FIRST_SECOND + (0 if table.one_age else at)
            body = {**route_body(table, route), "created_at": moment}
            row = self._asked("POST", "/routes", body).json()
            if not table.one_age and row["created_at"] != moment:
                time.sleep(1.0)  # this Kong gives its own time, in whole seconds
            made.append(row)
        return made

    def _settle(self, table: GivenTable, protocols: tuple[str, ...]) -> None:
        """Wait until a route that was made last, for a host and a method of its own, answers."""
        self._loaded += 1
        name = f"ready-{self._loaded}"
        body = {"name": name, "hosts": [self._ready.host], "methods": [READY_METHOD], "protocols": list(protocols)}
        self._asked("POST", "/routes", {**body, "service": {"id": table.id_of("s0")}})
        deadline, in_a_row, heard = time.monotonic() + SETTLES_WITHIN_S, 0, Told(0)
        while in_a_row < IN_A_ROW:
            heard = self._told(self._ready, {})
            in_a_row = in_a_row + 1 if heard.route == name else 0
            if time.monotonic() > deadline:
                raise NotAsNeeded(_why_not_settled(heard))
            if not in_a_row:
                time.sleep(0.05)

    def _told(self, asked: Asked, headers: Mapping[str, str]) -> Told:
        """Ask the proxy, the path as it is written."""
        line = self._line(asked)
        try:
            line.putrequest(asked.method, asked.path, skip_host=True, skip_accept_encoding=True)
            length = {} if asked.method == "GET" else {"Content-Length": "0"}
            for name, value in {"Host": asked.host, "Kong-Debug": "1", "Connection": "close", **length, **headers}.items():
                line.putheader(name, value)
            line.endheaders()
            answer = line.getresponse()
            body = answer.read()
        finally:
            line.close()
        seen = json.loads(body) if answer.status == 200 else {"path": "", "host": ""}
        return Told(answer.status, answer.getheader("Kong-Route-Name") or "", seen["path"], seen["host"])

    def _line(self, asked: Asked) -> http.client.HTTPConnection:
        if asked.scheme == "https" and self._proxy_tls is not None:
            context = ssl._create_unverified_context()  # noqa: S323 - Kong makes itself a certificate that nobody knows
            return http.client.HTTPSConnection(self._proxy_tls.host, self._proxy_tls.port, timeout=TIMEOUT_S, context=context)
        return http.client.HTTPConnection(self._proxy.host, self._proxy.port, timeout=TIMEOUT_S)

    def _all(self, kind: str) -> list[Row]:
        rows: list[Row] = []
        offset = ""
        while True:
            page = self._asked("GET", f"/{kind}?size=1000{f'&offset={offset}' if offset else ''}").json()
            rows += page["data"] or []
            offset = page.get("offset") or ""
            if not offset:
                return rows

    def _asked(self, method: str, target: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        answer = self._admin.request(method, target, json=body)
        if answer.is_error:
            said = f"{method} {target} of the Admin API answered {answer.status_code}: {answer.text[:300]}"
            raise Refused(said) if answer.is_client_error else NotAsNeeded(said)
        return answer


def _why_not_settled(heard: Told) -> str:
    if heard.status == 200:
        return "Kong does not say which route answered. From 3.1 on it needs allow_debug_header = on."
    return f"The newest route did not answer within {SETTLES_WITHIN_S:.0f} s; the last answer was {heard.status}."
