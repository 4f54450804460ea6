"""The path that a backend gets, from the request's path, the route's part of it and the service's own path.

1.0 joins without a slash (`/base` and `/p` give `/basep`), which later releases keep as `path_handling` v1.
"""

from sandbox.kong.routing.route import Matched
from sandbox.kong.version import Version


def upstream_path(version: Version, matched: Matched, path: str) -> str:
    base = (matched.service or {}).get("path") or "/"
    rest = path[len(matched.prefix) :] if matched.prefix and matched.route["strip_path"] else path[1:]
    if not version.since(1, 4) or matched.route.get("path_handling") == "v1":
        return base.removesuffix("/") + rest if rest.startswith("/") else base + rest
    if not matched.route["strip_path"]:
        return base + rest if base.endswith("/") or path == "/" else base + path
    return _stripped(base, rest, path)


def _stripped(base: str, rest: str, path: str) -> str:
    if rest == "":
        return _nothing_left(base, path)
    if rest.startswith("/"):
        return base.removesuffix("/") + rest
    return base + rest if base.endswith("/") else f"{base}/{rest}"


def _nothing_left(base: str, path: str) -> str:
    if base == "/":
        return "/"
    ends_with_slash = len(path) > 1 and path.endswith("/")
    return base.removesuffix("/") + "/" if ends_with_slash else base.removesuffix("/")
