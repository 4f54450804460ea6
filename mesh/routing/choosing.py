"""Which route Kong chooses for a request, which it may choose as well, and which would answer after them."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from mesh.found import Route
from mesh.routing.outcomes import Match
from mesh.routing.patterns import NotPredictedError
from mesh.routing.request import Request
from mesh.routing.table import Edge


def matches_of(edge: Edge, request: Request, turns: int | None = None) -> tuple[Match | None, ...]:
    """Return the match with all that would come after it, or as many as make `turns` in all; more than one where it is undecided.

    The likeliest comes first; None stands for no route. Raises NotPredictedError where it is not known.
    """
    seen = edge.seen(request)
    first, *others = _distinct(edge.router.possible(seen))
    if first is None:
        return (first, *others)
    then = tuple(islice(_as_far_as_predicted(edge.router.in_turn(seen)), 1, turns))
    return (replace(first, then=tuple(match.route for match in then), undecided=bool(others)), *others)


def _distinct(matches: tuple[Match | None, ...]) -> tuple[Match | None, ...]:
    """Return the matches of which a visitor or the app could tell one from another."""
    seen: dict[object, Match | None] = {}
    for match in matches:
        seen.setdefault((id(match.route), match.cut, match.cut_bytes) if match else None, match)
    return tuple(seen.values())


def _as_far_as_predicted(matches: Iterator[Match]) -> Iterator[Match]:
    with suppress(NotPredictedError):
        yield from matches


def winners(edge: Edge, request: Request) -> tuple[Route, ...]:
    """Return the routes of which Kong chooses one, none where no route matches. Raises NotPredictedError."""
    return tuple({id(match.route): match.route for match in edge.router.possible(edge.seen(request)) if match}.values())
