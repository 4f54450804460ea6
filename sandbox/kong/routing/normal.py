"""A path as Kong's router sees it: from 2.4 on in a normal form, so that no other spelling of it goes past a route.

Source: Kong's documentation of the proxy, "normalization behavior"; kong/tools/uri.lua.
"""

import re

from sandbox.kong.version import Version

ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
RESERVED = frozenset(b"!*'();:@&=+$,/?%#[]")
UNSAFE = re.compile(r"[^!#$&'()*+,/:;=?@\[\]A-Za-z0-9\-_.~%]")


def normal_path(version: Version, path: str) -> str:
    """Return the path with its escapes in upper case or undone, without dot segments and without doubled slashes.

    Up to 2.8 only what needs no escape is undone, from 3.0 on all that is not reserved.
    """
    if not version.since(2, 4):
        return path
    late = version.since(3, 0)

    def undone(found: re.Match[bytes]) -> bytes:
        byte = int(found[1], 16)
        is_plain = byte not in RESERVED if late else byte in UNRESERVED
        return bytes([byte]) if is_plain else found[0].upper()

    undone_path = ESCAPE.sub(undone, path.encode("utf8", "surrogateescape")).decode("utf8", "surrogateescape")
    return _without_dots(re.sub(r"/{2,}", "/", undone_path))


def escaped(version: Version, path: str) -> str:
    """Return the path as it is sent on: from 3.0 on with escapes again for what is not safe in a request line."""
    if not version.since(3, 0):
        return path
    return UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf8", "surrogateescape")), path)


def _without_dots(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    first, *segments = path.split("/")
    for place, segment in enumerate(segments):
        is_last = place == len(segments) - 1
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
        if is_last and segment in {".", ".."}:
            kept.append("")
    return f"{first}/{'/'.join(kept)}"
