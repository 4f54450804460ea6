"""A path as Kong's router sees it: from 2.4 on in a normal form, so that no other spelling of it goes past a route.

Every escape is undone but those of reserved characters, and what is sent on is escaped again. Only until 3.0 a route's own path is brought
into that form as well.

Source: kong/tools/uri.lua, kong/router.lua and kong/runloop/handler.lua at the tags 2.4.0, 2.5.2, 2.8.5 and 3.0.2, which agree.
"""

import re

from sandbox.kong.version import Version

ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
RESERVED = frozenset(b"!*'();:@&=+$,/?%#[]")
REGEX_SIGNS = frozenset(b".^-{}\\|")
UNSAFE = re.compile(r"[^!#$&'()*+,/:;=?@\[\]A-Za-z0-9\-_.~%]")


def normal_path(version: Version, path: str) -> str:
    """Return the path with its escapes undone, or in upper case where they are reserved, and without dot segments and doubled slashes."""
    if not version.since(2, 4):
        return path
    return _without_dots(re.sub(r"/{2,}", "/", _unescaped(path)))


def normal_regex(version: Version, regex: str) -> str:
    """Return a route's expression with its escapes undone, until 3.0; what one stands for is never a sign of the expression."""
    if not version.since(2, 4) or version.since(3, 0):
        return regex
    return _unescaped(regex, REGEX_SIGNS)


def escaped(version: Version, path: str) -> str:
    """Return the path as it is sent on, with escapes again for what is not safe in a request line."""
    if not version.since(2, 4):
        return path
    return UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf8", "surrogateescape")), path)


def _unescaped(text: str, signs: frozenset[int] = frozenset()) -> str:
    def undone(found: re.Match[bytes]) -> bytes:
        byte = int(found[1], 16)
        if byte in RESERVED:
            return found[0].upper()
        return b"\\" * (byte in signs) + bytes([byte])

    return ESCAPE.sub(undone, text.encode("utf8", "surrogateescape")).decode("utf8", "surrogateescape")


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
