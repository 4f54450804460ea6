"""What Kong takes for a name, a path, a tag and a header name."""

import re

from sandbox.kong.regex.errors import NotCompiled
from sandbox.kong.regex.pcre import pcre
from sandbox.kong.schema.field import Check
from sandbox.kong.version import Version


def name_error(version: Version) -> Check:
    return _utf8_name_error if version.since(2, 0) else _name_error


def _name_error(name: str) -> str | None:
    if re.fullmatch(r"[A-Za-z0-9.\-_~]+", name):
        return None
    return f"invalid value '{name}': it must only contain alphanumeric and '., -, _, ~' characters"


def _utf8_name_error(name: str) -> str | None:
    if re.fullmatch(r"(?:[A-Za-z0-9.\-_~]|[^\x00-\x7f])+", name):
        return None
    return f"invalid value '{name}': the only accepted ascii characters are alphanumerics or ., -, _, and ~"


def tag_error(version: Version) -> Check:
    """Return the check of a tag, which may hold a space from 3.0 on."""
    allowed = r"[^\x00-\x1f,/\x7f]+" if version.since(3, 0) else r"[^\x00-\x20,/\x7f]+"
    return lambda tag: None if re.fullmatch(allowed, tag) else _bad_tag(tag)


def _bad_tag(tag: str) -> str:
    return f"invalid tag '{tag}': expected printable ascii (except `,` and `/`) or valid utf-8 sequences"


def path_error(path: str) -> str | None:
    """Say why this is no plain path: only unreserved characters and well-formed percent escapes."""
    if not _is_plain(path):
        return f"invalid path: '{path}' (characters outside of the reserved list of RFC 3986 found)"
    return _percent_error(path)


def route_path_error(path: str) -> str | None:
    """Say why this is no path of a route up to 2.8: anything that is not plain must be a regular expression."""
    return _percent_error(path) if _is_plain(path) else _regex_error(path)


def marked_route_path_error(path: str) -> str | None:
    """Say why this is no path of a route from 3.0 on: a regular expression is marked by a leading `~`."""
    return _regex_error(path[1:]) if path.startswith("~") else _percent_error(path)


def _is_plain(path: str) -> bool:
    return re.fullmatch(r"/[A-Za-z0-9.\-_~/%]*", path) is not None


def _percent_error(path: str) -> str | None:
    wrong = re.search(r"%.?.?", re.sub(r"%[0-9A-Fa-f]{2}", "___", path))
    return f"invalid url-encoded value: '{wrong[0]}'" if wrong else None


def _regex_error(pattern: str) -> str | None:
    """Say why PCRE, which the Admin API of every release asks, refuses the expression."""
    try:
        pcre(pattern)
    except NotCompiled as wrong:
        written = pattern.encode("utf8", "surrogateescape")
        rest = written[wrong.place :].decode("utf8", "replace") if wrong.place is not None else ""
        place = f' at "{rest}"' if rest else ""
        return f"invalid regex: '{pattern}' (PCRE returned: pcre_compile() failed: {wrong.sentence} in \"{pattern}\"{place})"
    return None
