"""Which route Kong chooses for a request, and which would answer after it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice

from mesh.routing import compatible
from mesh.routing.outcomes import Match
from mesh.routing.patterns import NotPredictedError
from mesh.routing.request import Request
from mesh.routing.table import Edge, version_number
from mesh.routing.traditional import TraditionalRouter


def match_of(edge: Edge, request: Request, turns: int | None = None) -> Match | None:
    """Return the match with all that would come after it, or as many as make `turns` in all.

    Raises NotPredictedError where the first is not known.
    """
    in_turn = islice(edge.router.in_turn(request), turns)
    matches = tuple(chain(islice(in_turn, 1), _as_far_as_predicted(in_turn)))
    if not matches:
        return None
    ties = any(_is_equal(edge, matches[0], second) for second in matches[1:2])
    return replace(matches[0], then=tuple(match.route for match in matches[1:]), undecided=ties)


def _as_far_as_predicted(matches: Iterator[Match]) -> Iterator[Match]:
    with suppress(NotPredictedError):
        yield from matches


def winner(edge: Edge, request: Request) -> Match | None:
    """Return the match alone, `then` and `undecided` not looked up. Raises NotPredictedError."""
    return edge.router.chosen(request)


def _is_equal(edge: Edge, first: Match, second: Match) -> bool:
    """Say whether nothing that is known orders the two; Kong 3 then goes by the ids, of which a route to come has none."""
    version = version_number(edge.kong_version)
    if version >= compatible.VERSION:
        return compatible.rank(first.route) == compatible.rank(second.route) and not (first.route.id and second.route.id)
    router = TraditionalRouter((), version)
    return router.rank(first) == router.rank(second)
