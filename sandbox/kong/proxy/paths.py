"""The path that a backend gets, from the request's path, the route's part of it and the service's own path.

1.0 joins without a slash (`/base` and `/p` give `/basep`), which 2.x keeps as `path_handling` v1. The router of 3.x ignores that field.

Source: kong/router.lua at 2.8.5, kong/router/atc_compat.lua at 3.0.2.
"""

from sandbox.kong.routing.route import Matched
from sandbox.kong.version import Version


def upstream_path(version: Version, matched: Matched, path: str) -> str:
    base = (matched.service or {}).get("path") or "/"
    strips = matched.route["strip_path"]
    rest = _rest(version, _without(matched.prefix, path)) if matched.prefix and strips else path[1:]
    if not version.since(2, 0) or (matched.route.get("path_handling") == "v1" and not version.since(3, 0)):
        return base.removesuffix("/") + rest if strips and rest.startswith("/") else base + rest
    if not strips:
        return base + rest if base.endswith("/") or path == "/" else base + path
    return _stripped(base, rest, path)


def _without(prefix: str, path: str) -> str:
    """Take so many bytes away; 3.0 does so even where the match stands further on."""
    sent = path.encode("utf8", "surrogateescape")
    return sent[len(prefix.encode("utf8", "surrogateescape")) :].decode("utf8", "surrogateescape")


def _rest(version: Version, rest: str) -> str:
    """Return what is left, from 2.3.3 on without a dot segment at its start, which would climb out of the service's own path."""
    if not version.since(2, 3, 3):
        return rest
    if rest in {".", ".."}:
        return ""
    return rest.removeprefix("../") if rest.startswith("../") else rest.removeprefix("./")


def _stripped(base: str, rest: str, path: str) -> str:
    if rest == "":
        return _nothing_left(base, path)
    if rest.startswith("/"):
        return base.removesuffix("/") + rest
    return base + rest if base.endswith("/") else f"{base}/{rest}"


def _nothing_left(base: str, path: str) -> str:
    if base == "/":
        return "/"
    if base.endswith("/"):
        return base if path.endswith("/") else base[:-1]
    return f"{base}/" if len(path) > 1 and path.endswith("/") else base
