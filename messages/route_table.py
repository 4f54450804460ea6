"""Answers to questions about routes: the table of an app's routes, and who answers a request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mesh.found import Route
from mesh.requests import RouteMatch
from mesh.route_plans import label, told
from mesh.routing import Answer, Edge, Match
from messages.blocks import Rendered, in_one_section, rendered, section, sections
from messages.table import Cells, aligned, in_code_blocks
from messages.words import age, code, escaped

COLUMNS = ("name", "hosts", "paths", "methods", "protocols", "flags", "age")
OWN_HOST = "(own host)"


def routes_table(service: str, own_host: str, routes: Sequence[Route], now: datetime, *, why_no_host: str = "") -> Rendered:
    """Render an app's routes, by name. `why_no_host`: the own host was not read."""
    own = (
        f"; {OWN_HOST} is {escaped(own_host)}"
        if own_host
        else f"; its own host is not known: {escaped(why_no_host)}"
        if why_no_host
        else ""
    )
    if not routes:
        text = f"{code(service)} has no routes at Kong{own}."
        return in_one_section(text)
    counted = f"{len(routes)} routes" if len(routes) > 1 else "one route"
    title = f"{code(service)} has {counted}{own}."
    rows = [_row(route, own_host, now) for route in sorted(routes, key=label)]
    return rendered(title, [section(title), *in_code_blocks(aligned(COLUMNS, rows))])


def _row(route: Route, own_host: str, now: datetime) -> Cells:
    """Return a route's cells, each with its lines."""
    hosts = tuple(OWN_HOST if host == own_host else host for host in route.hosts)
    return (
        (label(route),),
        hosts or ("any",),
        route.paths or ("any",),
        _in_pairs(route.methods) or ("any",),
        ("+".join(route.protocols),),
        _flags(route),
        (age(route.created_at, now),),
    )


def _in_pairs(methods: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(",".join(methods[at : at + 2]) for at in range(0, len(methods), 2))


def _flags(route: Route) -> tuple[str, ...]:
    """Return what differs from how Kong sets it by itself."""
    flags = [] if route.strip_path else ["strip_path=false"]
    flags += ["preserve_host=true"] if route.preserve_host else []
    flags += [f"regex_priority={route.regex_priority}"] if route.regex_priority else []
    return tuple(flags) or ("-",)


@dataclass(frozen=True)
class Answered:
    """Who answers a request, by what is found; `owner` is the app that Heroku leads its host to, empty where none."""

    request: RouteMatch
    answer: Answer
    edge: Edge
    owner: str

    @property
    def match(self) -> Match | None:
        return getattr(self.answer, "match", None)


def who_answers(answered: Answered) -> Rendered:
    request, match = answered.request, answered.match
    headline = (
        f"{code(f'{request.method} {request.scheme}://{request.host}{request.path}')} → *{escaped(told(answered.answer, answered.edge))}*"
    )
    lines = [headline, _first(answered)]
    if match:
        lines.append(f"Of {len(answered.edge.routes)} routes in the mesh {code(label(match.route))} comes first: {escaped(_why(match))}.")
        lines.append(f"Next would come {_several(match.then)}." if match.then else "No other route matches.")
    elif answered.owner:
        near = [route for route in answered.edge.routes if request.host in route.hosts]
        lines.append(f"Routes for this host: {_several(near)}." if near else "No route names this host.")
    return rendered(headline, sections(lines))


def _first(answered: Answered) -> str:
    host = code(answered.request.host)
    return f"Heroku leads {host} to {code(answered.owner)}." if answered.owner else f"No app of this mesh has the domain {host}."


def _why(match: Match) -> str:
    """Say by which of its fields the route matches, and what it takes off the path."""
    by = [f"{name} {value}" for name, value in (("host", match.host), ("path", match.path), ("method", match.method)) if value]
    cut = f"; strip_path takes {match.cut} off" if match.cut else ""
    return f"it matches by {', '.join(by) or 'nothing in particular'}{cut}"


def _several(routes: Sequence[Route], most: int = 5) -> str:
    more = f" and {len(routes) - most} more" if len(routes) > most else ""
    return ", ".join(code(label(route)) for route in routes[:most]) + more
