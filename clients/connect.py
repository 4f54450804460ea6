"""The ways out over httpx: TLS always verified, never through a proxy, and, where it is set, to another address.

httpx takes proxies and certificates from the environment with one switch. The certificates of SSL_CERT_FILE and SSL_CERT_DIR are wanted,
the proxies are not: so the transport gets its own TLS context, and a client over it is made with `trust_env=False`.
"""

import os
import ssl
import threading
from functools import cache

import httpx

from clients.bounded import BoundedTransport


def transport_to(
    connect_to: str | None = None, *, tls: ssl.SSLContext | None = None, limits: httpx.Limits | None = None
) -> httpx.BaseTransport:
    """Return a transport that reaches hosts where they are, or all https hosts at `connect_to` (`host:port`)."""
    context = tls or _trusted(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
    limits = limits or httpx.Limits(max_connections=20, max_keepalive_connections=10)
    return ConnectTo(connect_to, context, limits) if connect_to else BoundedTransport(context, limits)


@cache
def _trusted(_file: str | None, _folder: str | None) -> ssl.SSLContext:
    """Return the context that httpx makes of these two variables; reading hundreds of certificates takes 30 ms, so once is enough."""
    return httpx.create_ssl_context()


class ConnectTo(httpx.BaseTransport):
    """Connects to one address whatever the URL's host, as curl's `--connect-to`.

    The URL, the Host header, the server name in TLS and the name that the certificate must have stay those of the real host. Plain http
    goes where its URL says. Every host has connections of its own, since one opened for `a` has not proved to be `b`.
    """

    def __init__(self, address: str, tls: ssl.SSLContext, limits: httpx.Limits) -> None:
        """Take a `host:port`. Raises ValueError for anything else."""
        host, colon, port = address.rpartition(":")
        if not (colon and host and port.isdigit()):
            raise ValueError("the address to connect to is not host:port")
        self._host, self._port = host.strip("[]"), int(port)
        self._tls, self._limits = tls, limits
        self._by_host: dict[str, httpx.BaseTransport] = {}
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url, name = request.url, request.url.raw_host.decode("ascii")
        if url.scheme != "https":
            return self._transport("").handle_request(request)
        redirected = httpx.Request(
            request.method,
            url.copy_with(host=self._host, port=self._port),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": name},
        )
        return self._transport(f"{name}:{url.port or 443}").handle_request(redirected)

    def _transport(self, host: str) -> httpx.BaseTransport:
        with self._lock:
            if host not in self._by_host:
                self._by_host[host] = BoundedTransport(self._tls, self._limits)
            return self._by_host[host]

    def close(self) -> None:
        with self._lock:
            transports, self._by_host = tuple(self._by_host.values()), {}
        for transport in transports:
            transport.close()
