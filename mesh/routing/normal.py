"""A path as Kong's router sees it: from 2.3.2 on in a normal form, so that another spelling of it goes past no route.

Source: kong/tools/uri.lua, kong/router.lua and kong/db/schema/typedefs.lua at the tags 2.3.2 to 3.2.2; Kong's documentation of the proxy,
"normalization behavior".
"""

import re
from functools import lru_cache

SINCE = (2, 3, 2)
REGEXES_APART_SINCE = (2, 4)
"""Before this version a route's expression is normalised as if it were a plain path."""
WRITTEN_SINCE = (3, 0)
"""From this version on a route's path is compared as it is written; the request's alone is normalised."""
REFUSED_SINCE = (3, 1)
"""From this version on the Admin API takes a plain path in its normal form alone."""
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
    if not SINCE <= version < WRITTEN_SINCE:
        return regex
    return _undone_regex(regex) if version >= REGEXES_APART_SINCE else _normal(regex)


def written_for(path: str, version: tuple[int, ...]) -> str:
    """Return how a route's path must be written so that a request for it can match; empty where it is, or where nobody can type it.

    Kong 3 brings a request's path into its normal form and not a route's, so that `/caf%c3%a9` and `/a/./b` match no request, and `/café`
    and `/a/b` do. `path` may be an expression, with its tilde.
    """
    if version < WRITTEN_SINCE:
        return ""
    wanted = _undone_regex(path) if path.startswith("~") else _normal(path)
    return wanted if wanted != path and wanted.isprintable() else ""


def is_refused(path: str, version: tuple[int, ...]) -> bool:
    """Say whether the Admin API refuses a route's plain path because no request could match it."""
    return version >= REFUSED_SINCE and not path.startswith("~") and _normal(path) != path


def sent_path(path: str, version: tuple[int, ...]) -> str:
    """Return a path as Kong sends it on: from 2.3.2 on with escapes for what is not safe in a request's first line."""
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


def _undone_regex(regex: str) -> str:
    return text_of(ESCAPE.sub(_undone_in_regex, octets(regex))) if "%" in regex else regex


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
