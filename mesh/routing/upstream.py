"""The path and the Host that the backend sees."""

import re

from mesh.found import Service
from mesh.routing.normal import octets, sent_path, text_of
from mesh.routing.outcomes import Match
from mesh.routing.request import Request

DOTS = re.compile(r"(?:\.{1,2}/)?")
NO_DOTS_SINCE = (2, 3, 3)
USUAL_PORTS = {"http": 80, "https": 443}


def upstream_path(version: tuple[int, ...], service: Service, match: Match, asked: str) -> str:
    """Join the service's path and what is left of the request's normal path, as it is sent on.

    Source: measured, `/base` and `/p` without a path in the route: `/basep` on Kong 1.0, `/base/p` on 2.8 and 3.0.
    """
    return sent_path(_joined(version, service, match, asked), version)


def _joined(version: tuple[int, ...], service: Service, match: Match, asked: str) -> str:
    base, strips = service.path or "/", match.route.strip_path
    rest = asked[1:] if match.cut is None else _rest(version, match, asked)
    if version < (2, 0):
        return f"{base[:-1] if base.endswith('/') and strips and rest.startswith('/') else base}{rest}"
    stem = base.removesuffix("/")
    if rest:
        # A path that is not normalised may begin with slashes, of which one is the join.
        return f"{stem}/{rest.removeprefix('/') if strips else rest}"
    keeps_slash = asked.endswith("/") and (base.endswith("/") or asked != "/")
    return f"{stem}/" if keeps_slash else stem or "/"


def _rest(version: tuple[int, ...], match: Match, asked: str) -> str:
    """Return what follows the part that is cut off, without a dot segment at its front, which no normal path has."""
    size_bytes = len(octets(match.cut or "")) if match.cut_bytes is None else match.cut_bytes
    rest = text_of(octets(asked)[size_bytes:])
    if version < NO_DOTS_SINCE:
        return rest
    return "" if rest in {".", ".."} else rest[len(DOTS.match(rest)[0]) :]  # type: ignore[index]  # it matches nothing at least


def upstream_host(service: Service, match: Match, request: Request) -> str:
    """Return the Host header: the visitor's with `preserve_host`, else the service's, with its port unless it is the usual one."""
    if match.route.preserve_host:
        return request.host
    usual = USUAL_PORTS.get(service.protocol) == service.port
    return service.host if usual else f"{service.host}:{service.port}"
