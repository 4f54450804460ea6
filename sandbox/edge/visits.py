"""From a browser's or a program's request to the one that Heroku's router sends to a dyno."""

import re
import uuid
from dataclasses import dataclass, replace

from sandbox.kong import ProxyRequest
from sandbox.kong.proxy.messages import header_of, without
from sandbox.routed import RoutedApp, Router

LOCAL = {"localhost", "127.0.0.1"}
ROUTER_SETS = {"x-forwarded-proto", "x-forwarded-for", "x-forwarded-port", "x-request-id", "via", "x-request-start"}


@dataclass(frozen=True)
class Visit:
    """A request whose Host is the app's own domain, and the app that owns it, if any does.

    `by_alias`: it came by a name that stands for `https://DOMAIN` on this machine, whatever port it was sent to.
    """

    request: ProxyRequest
    app: RoutedApp | None
    by_alias: bool = False


def visit_of(router: Router, request: ProxyRequest) -> Visit:
    """Find the app by domain.

    For visits from this machine two aliases stand for `https://DOMAIN`: `DOMAIN.localhost` (also just the app's name), and `/DOMAIN/…` on
    localhost. A browser can open them on the plain port without trusting anybody; X-Forwarded-Proto says otherwise.
    """
    host = re.sub(r":\d+$", "", request.host)
    for alias, target in _aliases(host, request.target):
        app = router.app_for_host(alias)
        if app is not None:
            if alias == host:
                return Visit(request, app)
            return Visit(_with_host(request, alias, target), app, by_alias=not header_of(request.headers, "x-forwarded-proto"))
    return Visit(request, None)


def _aliases(host: str, target: str) -> list[tuple[str, str]]:
    if host.lower().endswith(".localhost"):
        name = host[: -len(".localhost")]
        return [(name, target), (f"{name}.herokuapp.com", target)]
    if host in LOCAL:
        first, _, rest = target.removeprefix("/").partition("/")
        return [(host, target), (first, f"/{rest}")]
    return [(host, target)]


def _with_host(request: ProxyRequest, host: str, target: str) -> ProxyRequest:
    return replace(request, headers=(("Host", host), *without(request.headers, {"host"})), target=target)


def routed(request: ProxyRequest, *, secure: bool) -> ProxyRequest:
    """Return the request as the router sends it to a dyno: by plain HTTP, with its own X-Forwarded-* headers."""
    said = header_of(request.headers, "x-forwarded-for")
    headers = (
        *without(request.headers, ROUTER_SETS),
        ("X-Forwarded-Proto", "https" if secure else "http"),
        ("X-Forwarded-Port", "443" if secure else "80"),
        ("X-Forwarded-For", f"{said}, {request.peer}" if said else request.peer),
        ("X-Request-Id", header_of(request.headers, "x-request-id") or str(uuid.uuid4())),
        ("Via", "1.1 vegur"),
    )
    return replace(request, headers=headers, scheme="http", trusted=True)
