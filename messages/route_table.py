"""Answers to questions about routes: the table of an app's routes, and who answers a request."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from mesh.found import Route
from mesh.requests import RouteMatch
from mesh.route_plans import label, told
from mesh.routing import Answer, Edge, Match
from messages.blocks import TEXT_MAX, Block, Rendered, rendered, section
from messages.words import code, escaped

COLUMNS = ("name", "hosts", "paths", "methods", "protocols", "flags", "age")
OWN_HOST = "(own host)"
FENCE = "```"
TABLE_MAX = 9000  # of a message's 12,000 characters


def routes_table(service: str, own_host: str, routes: Sequence[Route], now: datetime) -> Rendered:
    """Render an app's routes, by name; what is too much for one message is counted."""
    own = f"; {OWN_HOST} is {escaped(own_host)}" if own_host else ""
    if not routes:
        text = f"{code(service)} has no routes at Kong{own}."
        return rendered(text, [section(text)])
    counted = f"{len(routes)} routes" if len(routes) > 1 else "one route"
    title = f"{code(service)} has {counted}{own}."
    rows = [_row(route, own_host, now) for route in sorted(routes, key=label)]
    return rendered(title, [section(title), *_code_blocks(_aligned([tuple((name,) for name in COLUMNS), *rows]))])


Cells = tuple[tuple[str, ...], ...]


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
        (_age(route, now),),
    )


def _in_pairs(methods: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(",".join(methods[at : at + 2]) for at in range(0, len(methods), 2))


def _flags(route: Route) -> tuple[str, ...]:
    """Return what differs from how Kong sets it by itself."""
    flags = [] if route.strip_path else ["strip_path=false"]
    flags += ["preserve_host=true"] if route.preserve_host else []
    flags += [f"regex_priority={route.regex_priority}"] if route.regex_priority else []
    return tuple(flags) or ("-",)


def _age(route: Route, now: datetime) -> str:
    if route.created_at is None:
        return "?"
    seconds = max((now - route.created_at).total_seconds(), 0)
    units = (("d", 86400), ("h", 3600), ("min", 60))
    return next((f"{seconds // size:.0f} {unit}" for unit, size in units if seconds >= size), f"{seconds:.0f} s")


def _aligned(rows: Sequence[Cells]) -> list[list[str]]:
    """Return each row as its lines, in columns."""
    widths = [max(len(line) for row in rows for line in row[column]) for column in range(len(COLUMNS))]
    return [
        [
            "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
            for cells in zip_longest(*row, fillvalue="")
        ]
        for row in rows
    ]


def _code_blocks(rows: Iterable[Sequence[str]]) -> list[Block]:
    """Put rows into as few code blocks as hold them, cutting between rows; those that are too many are counted."""
    blocks: list[str] = [""]
    shown = left = 0
    for row in rows:
        text = escaped("\n".join(row)).replace("`", "ˋ")[: TEXT_MAX - 100]
        if left or shown + len(text) > TABLE_MAX:
            left += 1
            continue
        if len(blocks[-1]) + len(text) + len(FENCE) * 2 + 1 > TEXT_MAX:
            blocks.append("")
        blocks[-1] += f"\n{text}" if blocks[-1] else text
        shown += len(text)
    more = [section(f"… and {left} more; {code('--match')} says who answers one request.")] if left else []
    return [*(section(f"{FENCE}{text}{FENCE}") for text in blocks), *more]


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
    text = "\n".join(lines)
    return rendered(headline, [section(text)])


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
