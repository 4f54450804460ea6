"""Answers to questions about routes: the table of an app's routes, and who answers a request."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from mesh.found import Plugin, Route, Service, in_words, placed
from mesh.requests import RouteMatch
from mesh.route_plans import but_for, label, looks_at, told
from mesh.routing import Answer, Edge, Match, NotPredicted
from messages.blocks import Rendered, in_one_section, rendered, section, sections
from messages.plugins import plugin_lines
from messages.table import Cells, aligned, in_code_blocks
from messages.words import age, code, escaped

COLUMNS = ("name", "hosts", "paths", "methods", "protocols", "flags", "age")
OWN_HOST = "(own host)"


def routes_table(
    service: Service,
    own_host: str,
    routes: Sequence[Route],
    now: datetime,
    plugins: Sequence[Plugin] = (),
    *,
    why_no_host: str = "",
    why_no_plugins: str = "",
) -> Rendered:
    """Render a service's routes, by name, and what it carries that decides about all of them.

    `why_no_host`, `why_no_plugins`: why the own host, or Kong's plugins, were not read.
    """
    own = (
        f"; {OWN_HOST} is {escaped(own_host)}"
        if own_host
        else f"; its own host is not known: {escaped(why_no_host)}"
        if why_no_host
        else ""
    )
    remarks = (*_remarks(service, routes), *plugin_lines(placed(plugins, (service,), routes), why_no_plugins))
    if not routes:
        return in_one_section("\n".join([f"{code(service.name)} has no routes at Kong{own}.", *remarks]))
    counted = f"{len(routes)} routes" if len(routes) > 1 else "one route"
    title = f"{code(service.name)} has {counted}{own}."
    rows = [_row(route, own_host, now) for route in sorted(routes, key=label)]
    return rendered(title, [section("\n".join([title, *remarks])), *in_code_blocks(aligned(COLUMNS, rows))])


def _remarks(service: Service, routes: Sequence[Route]) -> Iterator[str]:
    """Say what the columns do not: that Kong knows no route of the service, that no visitor meets one, or that more decides."""
    if not service.is_enabled:
        yield f":warning: The service has {code('enabled: false')}: Kong answers as if it had no routes."
    if further := [each for each in in_words(service.foreign) if not each.startswith("enabled ")]:
        yield f"Set by hand at the service: {escaped('; '.join(further))}."
    streams = [route for route in routes if not route.is_for_http]
    if streams:
        yield f"{_several(streams)} {'takes' if len(streams) == 1 else 'take'} no HTTP: no visitor of a web page meets {_them(streams)}."
    if deciding := [route for route in routes if route.is_for_http and looks_at(route)]:
        fields = sorted({field for route in deciding for field in looks_at(route)})
        fits, go = ("fits", "it goes") if len(deciding) == 1 else ("fit", "they go")
        yield f"Who answers where {_several(deciding)} {fits} is not predicted: {go} by {', '.join(fields)} too."


def _them(routes: Sequence[Route]) -> str:
    return "it" if len(routes) == 1 else "them"


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
    """Return what differs from how Kong sets it by itself, what people have set beyond what we know among it."""
    flags = [] if route.strip_path else ["strip_path=false"]
    flags += ["preserve_host=true"] if route.preserve_host else []
    flags += [f"regex_priority={route.regex_priority}"] if route.regex_priority else []
    flags += [each.replace(" ", "=", 1) for each in in_words(route.foreign)]
    return tuple(flags) or ("-",)


@dataclass(frozen=True)
class Answered:
    """Who answers a request, by what is found; `owner` is the app that Heroku leads its host to, empty where none.

    `unknown`: why somebody else may answer, empty where nothing speaks for it.
    """

    request: RouteMatch
    answer: Answer
    edge: Edge
    owner: str
    unknown: str = ""

    @property
    def match(self) -> Match | None:
        return getattr(self.answer, "match", None)


def who_answers(answered: Answered) -> Rendered:
    request, match = answered.request, answered.match
    will = told(answered.answer, answered.edge)
    will = will if isinstance(answered.answer, NotPredicted) else but_for(answered.unknown, will)
    headline = f"{code(f'{request.method} {request.scheme}://{request.host}{request.path}')} → *{escaped(will)}*"
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
