"""The request that a node sends to a backend: its address, path and headers.

Source: the requests that the recorded echo backends saw.
"""

from urllib.parse import urlsplit

from sandbox.kong.proxy.messages import HOP_BY_HOP, Headers, ProxyRequest, UpstreamRequest, header_of, without
from sandbox.kong.proxy.origins import SCHEME_PORTS, Address
from sandbox.kong.proxy.paths import upstream_path
from sandbox.kong.routing.normal import escaped, normal_path
from sandbox.kong.routing.route import Matched
from sandbox.kong.schema.field import Entity
from sandbox.kong.version import Version

REPLACED = {
    "host",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-path",
    "x-forwarded-prefix",
    "x-real-ip",
    "content-length",
}
TRUSTED_PROXIES = {"127.0.0.1", "::1"}


def address_of(service: Entity) -> Address:
    return Address(service["protocol"], service["host"], service["port"])


def outgoing(version: Version, matched: Matched, request: ProxyRequest, address: Address, service: Entity) -> UpstreamRequest:
    """Return what goes out. `address`: the service's, or what the node puts in its place."""
    path = escaped(version, upstream_path(version, matched, normal_path(version, request.path)))
    query = f"?{request.query}" if request.query else ""
    host = request.host if matched.route["preserve_host"] else _authority(address)
    kept = without(request.headers, HOP_BY_HOP | REPLACED)
    headers: Headers = (("Host", host), ("Connection", "keep-alive"), *forwarded(version, matched, request), *kept)
    return UpstreamRequest(
        address.scheme,
        address.host,
        address.port,
        request.method,
        path + query,
        headers,
        request.body,
        service["connect_timeout"],
        service["read_timeout"],
    )


def forwarded(version: Version, matched: Matched, request: ProxyRequest) -> Headers:
    """Return the headers that tell the backend where the request came from; what a trusted peer says of it is believed."""
    said = header_of(request.headers, "x-forwarded-for")
    bare_host = urlsplit(f"//{request.host}").hostname or ""
    told = {
        "X-Forwarded-For": f"{said}, {request.peer}" if said else request.peer,
        "X-Forwarded-Proto": request.forwarded_proto,
        "X-Forwarded-Host": _trusted(request, "x-forwarded-host") or bare_host,
        "X-Forwarded-Port": _trusted(request, "x-forwarded-port") or str(request.port),
        "X-Real-IP": _real_ip(request),
    }
    if version.since(2, 1):
        told["X-Forwarded-Path"] = _trusted(request, "x-forwarded-path") or request.path
        prefix = _trusted(request, "x-forwarded-prefix") or (matched.prefix if matched.route["strip_path"] else "")
        told |= {"X-Forwarded-Prefix": prefix} if prefix else {}
    return tuple(told.items())


def _trusted(request: ProxyRequest, name: str) -> str | None:
    return header_of(request.headers, name) if request.trusted else None


def _real_ip(request: ProxyRequest) -> str:
    """Return the nearest address that is not one of our own proxies."""
    hops = [hop.strip() for hop in (_trusted(request, "x-forwarded-for") or "").split(",") if hop.strip()]
    return next((hop for hop in reversed(hops) if hop not in TRUSTED_PROXIES), hops[0] if hops else request.peer)


def _authority(address: Address) -> str:
    host = f"[{address.host}]" if ":" in address.host else address.host
    return host if SCHEME_PORTS.get(address.scheme) == address.port else f"{host}:{address.port}"
