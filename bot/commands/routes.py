"""`/mesh routes`: an app's routes, or who answers a request."""

import re
from collections.abc import Mapping
from typing import Any

import click

from bot.commands.named import checked_mesh_app
from bot.commands.verb import Verb, parser_of_question
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.names import checked_host
from mesh.quoting import quoted
from mesh.requests import RouteMatch, Routes, Tier
from mesh.route_fields import METHODS

ADDRESS = re.compile(r"((?P<scheme>https?)://)?(?P<host>[^/?#:]+)(:\d+)?(?P<path>/[^?#]*)?([?#].*)?", re.IGNORECASE)


def _request(given: Mapping[str, Any], mesh: Mesh) -> Routes | RouteMatch:
    words = list(given["asked"])
    if given["match"]:
        return _match(words)
    if len(words) != 1:
        raise InvalidRequest(
            "name one app, as in `/mesh routes web-ui`, or a request, as in `/mesh routes --match GET ui.example.com/cart`."
        )
    return Routes(checked_mesh_app(words[0], mesh))


def _match(words: list[str]) -> RouteMatch:
    method = words.pop(0).upper() if len(words) == 2 else "GET"
    address = ADDRESS.fullmatch(words[0]) if len(words) == 1 else None
    if address is None:
        raise InvalidRequest("name a method and an address, as in `/mesh routes --match GET ui.example.com/cart`.")
    if method not in METHODS:
        raise InvalidRequest(f"{quoted(method)} is no method: there are {', '.join(METHODS)}.")
    return RouteMatch(method, checked_host(address["host"]), address["path"] or "/", (address["scheme"] or "https").lower())


ROUTES = Verb(
    name="routes",
    summary="list an app's Kong routes, or say who answers a request and why",
    examples=("/mesh routes web-ui", "/mesh routes --match GET ui.example.com/cart", "/mesh routes --match http://ui.example.com/cart"),
    parser=parser_of_question(
        "routes",
        click.Argument(["asked"], nargs=-1, metavar="APP"),
        click.Option(["--match"], is_flag=True, help="say who answers `[METHOD] HOST/PATH`, and which routes come next"),
    ),
    request=_request,
    tier=Tier.T0_READ,
)
