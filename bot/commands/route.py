"""`/mesh route add`, `/mesh route set` and `/mesh route remove`."""

from collections.abc import Mapping
from typing import Any

import click

from bot.commands.named import checked_mesh_app
from bot.commands.verb import APP, Verb, parser_of_change
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.requests import RouteAdd, RouteFields, RouteRemove, RouteSet, Tier
from mesh.route_fields import checked_route_name, route_fields

NO_FIELDS = RouteFields()
EXAMPLE = "`path=/cart`"


def add_route(given: Mapping[str, Any], mesh: Mesh) -> RouteAdd:
    """Return the request for a new route, from words or from the form. Raises InvalidRequest."""
    service, name, fields = _given(given, mesh)
    if fields == NO_FIELDS:
        raise InvalidRequest(f"a route needs to say what it is for: name a host, a path or a method, as in {EXAMPLE}.")
    return RouteAdd(service, name, fields)


def _set(given: Mapping[str, Any], mesh: Mesh) -> RouteSet:
    service, name, fields = _given(given, mesh)
    if fields == NO_FIELDS:
        raise InvalidRequest(f"there is nothing to change: name at least one field, as in {EXAMPLE}.")
    return RouteSet(service, name, fields)


def _remove(given: Mapping[str, Any], mesh: Mesh) -> RouteRemove:
    return RouteRemove(checked_mesh_app(given["app"], mesh), checked_route_name(given["name"]))


def _given(given: Mapping[str, Any], mesh: Mesh) -> tuple[str, str, RouteFields]:
    return checked_mesh_app(given["app"], mesh), checked_route_name(given["name"]), route_fields(given["fields"])


def _parser(name: str, *, with_fields: bool = True) -> click.Command:
    params = [APP, click.Argument(["name"], metavar="NAME")]
    fields = [click.Argument(["fields"], nargs=-1, metavar="FIELD=VALUE…")] if with_fields else []
    return parser_of_change(name, *params, *fields)


ROUTE_ADD = Verb(
    name="route add",
    summary="register a further Kong route of an app; without host= for its own host, over https",
    examples=(
        '/mesh route add web-ui cart path=/cart --reason "new cart"',
        "/mesh route add web-ui api host=ui.example.com path=/api,/v2 methods=GET,POST strip_path=false",
        "/mesh route add web-ui cart path=/cart --dry-run",
    ),
    parser=_parser("route add"),
    request=add_route,
    tier=Tier.T2_TRAFFIC,
)
ROUTE_SET = Verb(
    name="route set",
    summary="change the named fields of a route, and no other",
    examples=("/mesh route set web-ui cart path=/cart,/basket", "/mesh route set web-ui cart methods= preserve_host=true"),
    parser=_parser("route set"),
    request=_set,
    tier=Tier.T2_TRAFFIC,
)
ROUTE_REMOVE = Verb(
    name="route remove",
    summary="remove a route of an app",
    examples=('/mesh route remove web-ui cart --reason "cart is gone"',),
    parser=_parser("route remove", with_fields=False),
    request=_remove,
    tier=Tier.T2_TRAFFIC,
)
