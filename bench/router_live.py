"""A Kong that is given by its addresses: its table is replaced by ours, and it is asked through its proxy."""

import argparse
import http.client
import json
import re
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import quote

import httpx

from bench.router_answers import FIRST_SECOND, Row, Rows, Told, route_body, service_bodies
from bench.router_tables import Asked, GivenTable

SETTLES_WITHIN_S, TIMEOUT_S = 30.0, 15.0
IN_A_ROW = 3  # answers by the newest route that show that each worker of the node knows it, most likely
READY_METHOD = "PATCH"  # no table names it
SAME_SECOND_TRIALS = 5
TAGLINE = "Welcome to kong"  # what each Admin API since 1.0 says of itself, and nothing else does


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
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


ADDRESS = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9_.-]+)):(?P<port>[0-9]{1,5})")


def address_of(text: str) -> Address:
    """Read `HOST:PORT`. Raises argparse.ArgumentTypeError, without the text: a URL in its place may hold a password."""
    found = ADDRESS.fullmatch(text)
    if found is None or not 0 < int(found["port"]) < 2**16:
        raise argparse.ArgumentTypeError("HOST:PORT is needed, as in 127.0.0.1:8001 or [::1]:8001")
    return Address(found["six"] or found["host"], int(found["port"]))


def backend_of(text: str) -> Address:
    """Read the same; port 0 takes a free one."""
    host, colon, port = text.rpartition(":")
    return Address(address_of(f"{host}:1").host, 0) if (colon, port) == (":", "0") else address_of(text)


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
        """Return which Kong it is. Raises NotAsNeeded where it is none."""
        try:
            said = self._asked("GET", "/").json()
        except ValueError:
            said = None
        version = said.get("version") if isinstance(said, dict) and said.get("tagline") == TAGLINE else None
        if not isinstance(version, str):
            raise NotAsNeeded("There is no Admin API of a Kong at this address.")
        return version

    def check_proxy(self) -> None:
        """Raise NotAsNeeded where no proxy answers. Of which Kong it is, only a route of ours tells."""
        try:
            self._answer_of(Asked(self._ready.host, "/", "GET"), {})
        except (OSError, http.client.HTTPException) as error:
            raise NotAsNeeded(f"The proxy {self._proxy} does not answer as a server of HTTP does ({type(error).__name__}).") from error

    def rows(self, version: str) -> Rows:
        return Rows(version, tuple(self._all("services")), tuple(self._all("routes")))

    def clear(self) -> None:
        """Delete every route and every service, and what hangs on them. Raises NotAsNeeded where something stays."""
        found = {kind: self._all(kind) for kind in ("routes", "services")}  # both, before anything goes
        for kind, rows in found.items():
            for row in rows:
                self._delete(kind, row)
            if rows and (left := {row["id"] for row in rows} & {row["id"] for row in self._all(kind)}):
                raise NotAsNeeded(f"Kong still lists {len(left)} of the {kind} that were deleted.")

    def _delete(self, kind: str, row: Row) -> None:
        try:
            self._asked("DELETE", f"/{kind}/{quote(row['id'], safe='')}")
        except Refused as refused:  # no table is to blame, and none is loaded beside what stays
            raise NotAsNeeded(str(refused)) from refused

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
                self._delete("routes", row)
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
        """Ask the proxy. Raises NotAsNeeded where a 200 is not our backend's."""
        answer, body = self._answer_of(asked, headers)
        path, host = _echoed(body) if answer.status == 200 else ("", "")
        return Told(answer.status, answer.getheader("Kong-Route-Name") or "", path, host)

    def _answer_of(self, asked: Asked, headers: Mapping[str, str]) -> tuple[http.client.HTTPResponse, bytes]:
        """Ask the proxy, the path as it is written."""
        line = self._line(asked)
        try:
            line.putrequest(asked.method, asked.path, skip_host=True, skip_accept_encoding=True)
            length = {} if asked.method == "GET" else {"Content-Length": "0"}
            for name, value in {"Host": asked.host, "Kong-Debug": "1", "Connection": "close", **length, **headers}.items():
                line.putheader(name, value)
            line.endheaders()
            answer = line.getresponse()
            return answer, answer.read()
        finally:
            line.close()

    def _line(self, asked: Asked) -> http.client.HTTPConnection:
        if asked.scheme == "https" and self._proxy_tls is not None:
            context = ssl._create_unverified_context()  # noqa: S323 - Kong makes itself a certificate that nobody knows
            return http.client.HTTPSConnection(self._proxy_tls.host, self._proxy_tls.port, timeout=TIMEOUT_S, context=context)
        return http.client.HTTPConnection(self._proxy.host, self._proxy.port, timeout=TIMEOUT_S)

    def _all(self, kind: str) -> list[Row]:
        """Return a whole list. Raises NotAsNeeded where an answer is none, so that no list that was not read is taken for an empty one."""
        rows: list[Row] = []
        offsets = [""]
        while True:
            more = f"&offset={quote(offsets[-1], safe='')}" if offsets[-1] else ""
            target = f"/{kind}?size=1000{more}"
            page = _page_of(self._asked("GET", target))
            if page is None:
                raise NotAsNeeded(f"GET {target} of the Admin API did not answer with a list as Kong's.")
            rows += page[0]
            if not page[1]:
                return rows
            if page[1] in offsets:
                raise NotAsNeeded(f"GET {target} of the Admin API names the same next page again and again.")
            offsets.append(page[1])

    def _asked(self, method: str, target: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        """Ask the Admin API. Raises NotAsNeeded where it leads elsewhere too: nothing is sent to another address than the given one."""
        answer = self._admin.request(method, target, json=body)
        if not answer.is_success:
            said = f"{method} {target} of the Admin API answered {answer.status_code}: {answer.text[:300]}"
            raise Refused(said) if answer.is_client_error else NotAsNeeded(said)
        return answer


def _page_of(answer: httpx.Response) -> tuple[list[Row], str] | None:
    """Return a page's rows and the offset of the next one, None for what is no page. Lua may write an empty list as an empty object."""
    try:
        page = answer.json()
    except ValueError:
        return None
    rows = page.get("data") if isinstance(page, dict) else None
    rows, offset = [] if rows == {} else rows, page.get("offset") or "" if isinstance(page, dict) else ""
    if not isinstance(rows, list) or not isinstance(offset, str):
        return None
    if not all(isinstance(row, dict) and isinstance(row.get("id"), str) and row["id"] for row in rows):
        return None
    return rows, offset


def _echoed(body: bytes) -> tuple[str, str]:
    try:
        seen = json.loads(body)
        path, host = seen["path"], seen["host"]
    except (ValueError, TypeError, KeyError):
        path = host = None
    if not (isinstance(path, str) and isinstance(host, str)):
        raise NotAsNeeded("It is not the backend that answers through the proxy. Is --proxy of the same Kong, and does no plugin answer?")
    return path, host


def _why_not_settled(heard: Told) -> str:
    if heard.status == 200:
        return "Kong does not say which route answered. From 3.1 on it needs allow_debug_header = on."
    return f"The newest route did not answer within {SETTLES_WITHIN_S:.0f} s; the last answer was {heard.status}."
