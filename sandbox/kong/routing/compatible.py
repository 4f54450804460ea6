"""The router of 3.0 with the flavor `traditional_compatible`: one number ranks each route, and the highest that matches wins.

Source: kong/router/atc_compat.lua. Of equals the one with the greater id comes first: of two equal routes either was measured to win.
"""

from collections.abc import Sequence

from sandbox.kong.routing.asked import Asked
from sandbox.kong.routing.route import Candidate, Matched


class CompatibleRouter:
    """The routes in the order in which they are tried."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = sorted(candidates, key=lambda each: (_rank(each), each.route["id"]), reverse=True)

    def match(self, asked: Asked) -> Matched | None:
        tries = (_match(candidate, asked) for candidate in self._candidates)
        return next((matched for matched in tries if matched), None)


def _rank(candidate: Candidate) -> tuple[int, ...]:
    priority = candidate.regex_priority if candidate.has_regex else 0
    headers = len(candidate.header_names)
    return sum(candidate.kinds), candidate.has_only_plain_hosts, headers, candidate.has_regex, priority, candidate.longest_path


def _match(candidate: Candidate, asked: Asked) -> Matched | None:
    if candidate.hosts and not any(host.fits(asked) for host in candidate.hosts):
        return None
    if not (candidate.takes_method(asked.method) and candidate.takes_headers(asked)):
        return None
    if not candidate.paths:
        return candidate.matched("")
    # The regular expressions of a route stand before its plain paths.
    in_order = sorted(candidate.paths, key=lambda path: not path.is_regex)
    prefix = next((found for found in (path.matched(asked.path) for path in in_order) if found is not None), None)
    return None if prefix is None else candidate.matched(prefix)
