"""The path and the Host that the backend sees."""

from mesh.found import Service
from mesh.routing.outcomes import Match
from mesh.routing.request import Request

USUAL_PORTS = {"http": 80, "https": 443}


def upstream_path(version: tuple[int, ...], service: Service, match: Match, asked: str) -> str:
    """Join the service's path and what is left of the request's.

    Source: measured, `/base` and `/p` without a path in the route: `/basep` on Kong 1.0, `/base/p` on 2.8 and 3.0.
    """
    base, strips = service.path or "/", match.route.strip_path
    rest = asked[1:] if match.cut is None else asked[len(match.cut) :]
    if version < (2, 0):
        return f"{base[:-1] if base.endswith('/') and strips and rest.startswith('/') else base}{rest}"
    stem = base.removesuffix("/")
    if rest:
        return f"{stem}/{rest.removeprefix('/')}"
    keeps_slash = asked.endswith("/") and (base.endswith("/") or asked != "/")
    return f"{stem}/" if keeps_slash else stem or "/"


def upstream_host(service: Service, match: Match, request: Request) -> str:
    """Return the Host header: the visitor's with `preserve_host`, else the service's, with its port unless it is the usual one."""
    if match.route.preserve_host:
        return request.host
    usual = USUAL_PORTS.get(service.protocol) == service.port
    return service.host if usual else f"{service.host}:{service.port}"
