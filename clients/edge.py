"""The port Edge: a GET of a mesh app, the way a visitor takes it."""

import re
import ssl
import time
from contextlib import suppress

import httpx

from clients.bounded import within
from clients.connect import transport_to
from clients.http_errors import httpx_failures
from mesh import names
from mesh.errors import InvalidRequest
from mesh.found import Visit

PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*")
MOST_BYTES = 64 * 1024
MOST_OF_VIA = 500


class EdgeClient:
    """Visits hosts over https, at `connect_to` (`host:port`) if given, else where they are. Every visit connects anew."""

    def __init__(self, connect_to: str | None = None, *, tls: ssl.SSLContext | None = None, timeout_s: float = 10) -> None:
        limits = httpx.Limits(max_keepalive_connections=0)
        self._http = httpx.Client(transport=transport_to(connect_to, tls=tls, limits=limits), trust_env=False, timeout=timeout_s)
        self._timeout_s = timeout_s

    def close(self) -> None:
        self._http.close()

    def visit(self, host: str, path: str = "/") -> Visit:
        """Get `https://HOST/PATH`, follow no redirect and read at most 64 KiB. Any status is an answer.

        Raises InvalidRequest for a host or path that is none; TemporaryFailure when no answer came.
        """
        if not (names.HOST.fullmatch(host) and PATH.fullmatch(path)):
            raise InvalidRequest(
                f"“{host}{path}” cannot be visited: give a host without scheme or port, and a path that begins with a slash."
            )
        started = time.monotonic()
        with (
            httpx_failures(f"`{host}`", f"show {path}", writes=False),
            within(self._timeout_s),
            self._http.stream("GET", f"https://{host}{path}") as answer,
        ):
            self._read(answer)
        return Visit(answer.status_code, answer.headers.get("Via", "")[:MOST_OF_VIA], time.monotonic() - started)

    def _read(self, answer: httpx.Response) -> None:
        """Read the body as it comes, packed or not, so that a broken one is noticed, but neither a large nor a slow one to its end."""
        size = 0
        with suppress(httpx.ReadTimeout):
            for chunk in answer.iter_raw():
                size += len(chunk)
                if size >= MOST_BYTES:
                    return
