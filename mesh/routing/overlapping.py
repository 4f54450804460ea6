"""Which routes share traffic with one, and who wins."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from mesh.found import Route
from mesh.routing.choosing import winners
from mesh.routing.looking import Looking
from mesh.routing.patterns import NotPredictedError
from mesh.routing.request import Request
from mesh.routing.samples import shared_requests
from mesh.routing.table import Edge


@dataclass(frozen=True)
class Overlap:
    """A request that both the route and `other` match; `winner` is one of the two or a third."""

    other: Route
    request: Request
    winner: Route


def overlaps(edge: Edge, route: Route, looking: Looking | None = None) -> tuple[Overlap, ...]:
    """Return the overlaps with each other route of the table, one for each of the pair's sample requests.

    A request counts when each of the two would answer it alone; whose domain its host is does not matter here. `looking` says afterwards
    whether all pairs were looked at.
    """
    allowed = looking or Looking()
    others = (other for other in edge.routes if other is not route)
    return tuple(overlap for other in others for overlap in _with(edge, route, other, allowed))


def _with(edge: Edge, route: Route, other: Route, looking: Looking) -> Iterator[Overlap]:
    alone = [replace(edge, routes=(each,)) for each in (route, other)]
    work = edge.work + sum(each.work for each in alone)
    for request in shared_requests(edge, route, other, looking):
        if not looking.may(work):
            return
        with suppress(NotPredictedError):  # the effect on this request is told as not predicted
            routes = winners(edge, request) if all(winners(each, request) for each in alone) else ()
            if len(routes) == 1:  # where Kong may choose either, the effect says so
                yield Overlap(other, request, routes[0])
