"""The router of 3.0 with the flavor `traditional_compatible`: one number ranks each route, and the highest that matches wins.

Only plain hosts come first, then a regular expression for a path, and only then how many kinds are asked for: the 64-bit shift that was
to lift that number above all is applied to a plain number of Lua, so its weight lands at bit 29, and that of headers at bit 20.

Source: kong/router/atc_compat.lua, and measured with generated tables of hosts, paths and methods; priorities beyond those of the tables
by the same Lua, run by LuaJIT. More than three kinds in one route and headers were not measured. Of equals the one with the greater id
comes first: of two equal routes either was measured to win. Which of a route's paths that match is taken is not fixed in Kong, whose sort
is not stable: here it is the first regular expression as written, else the first plain path as written.
"""

import struct
from collections.abc import Sequence

from sandbox.kong.regex.errors import GaveUp, NotCompiled
from sandbox.kong.regex.rust import rust
from sandbox.kong.routing.asked import Asked
from sandbox.kong.routing.patterns import header_regex, in_rust
from sandbox.kong.routing.route import Candidate, Matched
from sandbox.kong.schema.field import Entity
from sandbox.kong.version import Version


class CompatibleRouter:
    """The routes in the order in which they are tried."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = sorted(candidates, key=lambda each: (_rank(each), each.route["id"]), reverse=True)

    def match(self, asked: Asked) -> Matched | None:
        """Return the route that takes the request. Where an expression is too large to be tried, our own limit, none does."""
        if not is_utf8(asked.path) and any(candidate.paths for candidate in self._candidates):
            return None  # atc-router takes no other text for a field, and reads a path as soon as any route has one
        tries = (_match(candidate, asked) for candidate in self._candidates)
        try:
            return next((matched for matched in tries if matched), None)
        except GaveUp:
            return None


def is_buildable(version: Version, route: Entity) -> bool:
    """Say whether 3.x can make a router with this route in it: Rust's crate must take every expression.

    The Admin API asks PCRE instead, so a route may be stored that no router can be made with.
    """
    if not version.since(3, 0):
        return True
    expressions = [in_rust(path) for path in route.get("paths") or () if path.startswith("~")]
    expressions += [found for values in (route.get("headers") or {}).values() if (found := header_regex(values, version)) is not None]
    try:
        for expression in expressions:
            rust(expression)
    except NotCompiled:
        return False
    return True


def is_utf8(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _rank(candidate: Candidate) -> int:
    priority = candidate.regex_priority if candidate.has_regex else 0
    weight = _lshift(sum(candidate.kinds), 61) | _lshift(len(candidate.header_names), 52) | _lshift(priority, 19)
    return candidate.has_only_plain_hosts << 60 | candidate.has_regex << 51 | weight | candidate.longest_path & 0x7FFFF


def _lshift(number: int, places: int) -> int:
    """Shift as LuaJIT's `bit.lshift` does to a plain number, and read the signed 32 bits that it gives as unsigned 64."""
    (shifted,) = struct.unpack("<i", struct.pack("<I", number << (places & 31) & 0xFFFF_FFFF))
    return int(shifted) & 0xFFFF_FFFF_FFFF_FFFF


def _match(candidate: Candidate, asked: Asked) -> Matched | None:
    if candidate.hosts and not any(host.fits(asked) for host in candidate.hosts):
        return None
    if not (candidate.takes_method(asked.method) and candidate.takes_headers(asked) and candidate.takes_sni(asked)):
        return None
    if not candidate.paths:
        return candidate.matched("")
    # The regular expressions of a route stand before its plain paths.
    in_order = sorted(candidate.paths, key=lambda path: not path.is_regex)
    prefix = next((found for found in (path.matched(asked.path) for path in in_order) if found is not None), None)
    return None if prefix is None else candidate.matched(prefix)
