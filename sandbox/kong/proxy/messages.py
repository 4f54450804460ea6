"""Requests and answers as they go through a proxy node, and how an upstream may fail."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Headers = tuple[tuple[str, str], ...]
HOP_BY_HOP = {"connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade"}


def header_of(headers: Headers, name: str) -> str | None:
    """Return the first header of that name in any case, or None."""
    return next((value for key, value in headers if key.lower() == name), None)


def without(headers: Headers, names: set[str]) -> Headers:
    """Return the headers but for those names (lower case)."""
    return tuple((key, value) for key, value in headers if key.lower() not in names)


@dataclass(frozen=True)
class ProxyRequest:
    """A visitor's request. `target`: path and query as sent; `scheme`: of the connection; `trusted`: its X-Forwarded-* headers count."""

    method: str
    target: str
    headers: Headers
    body: bytes = b""
    scheme: str = "http"
    peer: str = "127.0.0.1"
    port: int = 8000
    trusted: bool = True

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    @property
    def host(self) -> str:
        """The Host header as sent, with its port if it names one."""
        return header_of(self.headers, "host") or ""

    @property
    def forwarded_proto(self) -> str:
        given = header_of(self.headers, "x-forwarded-proto") if self.trusted else None
        return given if given is not None else self.scheme


@dataclass(frozen=True)
class ProxyAnswer:
    """A node's or a backend's answer."""

    status: int
    headers: Headers
    body: bytes = b""

    def header(self, name: str) -> str | None:
        return header_of(self.headers, name.lower())


@dataclass(frozen=True)
class UpstreamRequest:
    """What a node sends on: where to, and the request with the headers that the backend shall see."""

    scheme: str
    host: str
    port: int
    method: str
    target: str
    headers: Headers
    body: bytes = b""
    connect_timeout_ms: int = 60_000
    read_timeout_ms: int = 60_000

    @property
    def is_loopback(self) -> bool:
        return self.host in {"localhost", "127.0.0.1", "::1"}


Upstream = Callable[[UpstreamRequest], Awaitable[ProxyAnswer]]


class UpstreamRefused(Exception):
    """Nothing listens there, or it cut the connection: Kong answers 502."""


class NameNotResolved(Exception):
    """No such host: Kong answers 503."""


class UpstreamTimedOut(Exception):
    """It did not answer in time: Kong answers 504."""


class NodeCrashed(Exception):
    """The node cannot run with its configuration, so nobody answers in its place."""
