"""A path as Kong's router sees it: from 2.4 on in a normal form, so that another spelling of it goes past no route.

Source: kong/tools/uri.lua and kong/router.lua of 2.4 to 3.2; Kong's documentation of the proxy, "normalization behavior".
"""

import re
from functools import lru_cache

SINCE = (2, 4)
WRITTEN_SINCE = (3, 0)
"""From this version on a route's path is compared as it is written; the request's alone is normalised."""
ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
RESERVED = frozenset(b"!*'();:@&=+$,/?%#[]")
MARKS_OF_REGEXES = frozenset(b".^-{}\\|")
UNSAFE = re.compile(rb"[^!#$&'()*+,/:;=?@\[\]A-Za-z0-9\-_.~%]")
SLASHES = re.compile(r"/{2,}")


def octets(text: str) -> bytes:
    """Return a text as it is sent; what is no Unicode stands for itself."""
    try:
        return text.encode("utf8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf8", "replace")


def text_of(sent: bytes) -> str:
    """Return what was sent as text, so that nothing of it is lost."""
    return sent.decode("utf8", "surrogateescape")


def readable(sent: bytes) -> str:
    """Return what was sent for a person to read."""
    return sent.decode("utf8", "replace")


def normal_path(path: str, version: tuple[int, ...]) -> str:
    """Return a request's path with escapes undone where they stand for nothing reserved, and without dot segments and doubled slashes."""
    return _normal(path) if version >= SINCE else path


def compared_path(path: str, version: tuple[int, ...]) -> str:
    """Return a route's plain path as it is compared with a request's."""
    return _normal(path) if SINCE <= version < WRITTEN_SINCE else path


def compared_regex(regex: str, version: tuple[int, ...]) -> str:
    """Return a route's expression as it is run: what an escape stands for is taken word for word."""
    if not SINCE <= version < WRITTEN_SINCE or "%" not in regex:
        return regex
    return text_of(ESCAPE.sub(_undone_in_regex, octets(regex)))


def written_for(path: str, version: tuple[int, ...]) -> str:
    """Return how a route's path must be written so that a request for it can match; empty where it is, or where nobody can type it.

    Kong 3 undoes the escapes of a request and not those of a route, so that `/caf%c3%a9` matches no request and `/café` does. `path` may
    be an expression, with its tilde.
    """
    if version < WRITTEN_SINCE or "%" not in path:
        return ""
    wanted = text_of(ESCAPE.sub(_undone_in_regex if path.startswith("~") else _undone, octets(path)))
    return wanted if wanted != path and wanted.isprintable() else ""


def sent_path(path: str, version: tuple[int, ...]) -> str:
    """Return a path as Kong sends it on: from 2.4 on with escapes for what is not safe in a request's first line."""
    if version < SINCE:
        return path
    return UNSAFE.sub(lambda found: b"%%%02X" % found[0][0], octets(path)).decode("ascii")


@lru_cache(maxsize=16_384)
def _normal(path: str) -> str:
    undone = text_of(ESCAPE.sub(_undone, octets(path))) if "%" in path else path
    return _without_dots(SLASHES.sub("/", undone)) if "." in undone or "//" in undone else undone


def _undone(found: "re.Match[bytes]") -> bytes:
    code = int(found[1], 16)
    return found[0].upper() if code in RESERVED else bytes([code])


def _undone_in_regex(found: "re.Match[bytes]") -> bytes:
    code = int(found[1], 16)
    return b"\\" + bytes([code]) if code in MARKS_OF_REGEXES else _undone(found)


def _without_dots(path: str) -> str:
    before, *parts = path.split("/")
    kept: list[str] = []
    for part in parts:
        if part == "..":
            del kept[-1:]
        elif part != ".":
            kept.append(part)
    if parts and parts[-1] in {".", ".."}:
        kept.append("")
    return "/".join([before, *kept]) if parts else path
