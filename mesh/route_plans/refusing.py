"""Why a route must not be written as asked, and what to do instead."""

import re

from mesh.app import CONTROLLER_SERVICE, Mesh
from mesh.domains import leads_here
from mesh.found import Route, foreign_fields, owns
from mesh.found.kong import OF_GRPC
from mesh.plan import Refusal
from mesh.quoting import escaped
from mesh.requests import RouteChange, RouteFields
from mesh.route_plans.found import FoundRoutes
from mesh.route_plans.naming import full_name, label, named
from mesh.routing.criteria import is_regex
from mesh.routing.dialects import cannot_be_built
from mesh.routing.normal import is_refused, written_for
from mesh.routing.patterns import mistake_in
from mesh.routing.table import version_number

TILDE_SINCE = (3, 0)
OF_EXPRESSIONS = re.compile(r"[][\\(){}*+?|^$]")
OF_TLS = frozenset({"https", "grpcs"})
SNIS_OF_HTTP_SINCE = (1, 3)
BY_ONE_KIND = ((3, 0), (3, 7))
OF_PATHS = ("hosts", "paths", "methods", "regex_priority")


def not_in_the_mesh(request: RouteChange, mesh: Mesh, found: FoundRoutes) -> Refusal | None:
    """Return why the app cannot have routes, or None where it is a mesh app with a service."""
    name = mesh.profile_of(request.service).heroku_name(request.service)
    join = f"`/mesh add {request.service}` makes it one."
    is_controller = name == mesh.controller or owns(name, found.attachments, found.controller.database)
    if is_controller or request.service == CONTROLLER_SERVICE:
        return Refusal(f"`{request.service}` belongs to the controller `{mesh.controller}`, which is left to people.", "Name a mesh app.")
    if found.app is None:
        return Refusal(f"`{request.service}` is no app of this mesh: Heroku knows no app `{name}`.", join)
    if not found.is_attached:
        return Refusal(f"`{request.service}` is no app of this mesh: `{name}` is not attached to the controller.", join)
    if found.service(request.service) is None:
        return Refusal(f"Kong has no service `{request.service}` to which a route could lead.", join)
    return None


def absent(request: RouteChange, service_id: str, found: FoundRoutes) -> Refusal | None:
    """Return why there is no such route of the app to change, or None where there is."""
    name = full_name(request.service, request.name)
    route = named(request.name, request.service, service_id, found.routes)
    if route is None:
        return Refusal(f"`{request.service}` has no route `{name}`.", f"`/mesh routes {request.service}` lists those that it has.")
    return held_by_another(request, route, service_id, found)


def held_by_another(request: RouteChange, route: Route, service_id: str, found: FoundRoutes) -> Refusal | None:
    if route.service_id == service_id:
        return None
    owner = found.service_of(route)
    whose = f"the service `{escaped(owner.name or owner.id)}`" if owner else "no service"
    return Refusal(
        f"the route `{escaped(route.name)}` belongs to {whose}, not to `{request.service}`; it will not be changed.",
        "Choose another name." if request.verb == "route add" else f"`/mesh routes {request.service}` lists the app's own routes.",
    )


def takes_expressions_alone(found: FoundRoutes) -> Refusal | None:
    """Return why Kong would store no route with hosts or paths, as far as its table shows it: one by an expression gives its flavor away.

    Source: kong/db/schema/entities/routes.lua of 3.0 to 3.6 has either the one fields or the others; from 3.7 on it takes both.
    """
    version = version_number(found.controller.kong_version)
    by_expression = next((route for route in found.routes if "expression" in foreign_fields(route)), None)
    if by_expression is None or not BY_ONE_KIND[0] <= version < BY_ONE_KIND[1]:
        return None
    return Refusal(
        f"this Kong has the router flavor `expressions` (its route `{escaped(label(by_expression))}` goes by one), and so stores no route "
        "with hosts or paths.",
        "Set `router_flavor` to `traditional_compatible`, or make the route at Kong's Admin API.",
    )


def of_another_kind(route: Route, fields: RouteFields, wanted: Route, kong_version: str) -> Refusal | None:
    """Return why Kong would not store a route so: it finds one for streams alone, for gRPC, or by an expression by other fields."""
    wrong = _not_known_of(route, fields) or _not_with(wanted, version_number(kong_version))
    if not wrong:
        return None
    return Refusal(f"`{escaped(label(route))}` {wrong}.", "Change it at Kong's Admin API.")


def _not_known_of(route: Route, fields: RouteFields) -> str:
    """Say which of the fields named a route of that kind has none of."""
    named_fields = [name for name in OF_PATHS if getattr(fields, name) is not None]
    if not named_fields or (route.is_for_http and "expression" not in foreign_fields(route)):
        return ""
    by = "goes by an `expression`" if route.is_for_http else f"is for {escaped(', '.join(route.protocols))}"
    return f"{by}, so Kong knows no {' and no '.join(f'`{each}`' for each in named_fields)} of it"


def _not_with(wanted: Route, version: tuple[int, ...]) -> str:
    """Say what Kong does not take together. Source: kong/db/schema/entities/routes_subschemas.lua, and routes.lua of 1.0."""
    protocols = escaped(", ".join(wanted.protocols))
    if wanted.protocols and not OF_GRPC.isdisjoint(wanted.protocols):
        has = "`methods`" if wanted.methods else "`strip_path`" if wanted.strip_path else ""
        return f"would be for {protocols}, and Kong knows no {has} of such a route" if has else ""
    if not wanted.is_for_http:
        return ""
    only_of_streams = ("sources", "destinations", *(("snis",) if version < SNIS_OF_HTTP_SINCE else ()))
    set_by_hand = [f"`{name}`" for name in only_of_streams if name in foreign_fields(wanted)]
    if set_by_hand:
        return f"has {' and '.join(set_by_hand)}, set by hand, which Kong takes of no route for {protocols}"
    if "snis" in foreign_fields(wanted) and OF_TLS.isdisjoint(wanted.protocols):
        return f"has `snis`, set by hand, which Kong takes of no route for {protocols} alone"
    return ""


def wrong_fields(service: str, fields: RouteFields, found: FoundRoutes) -> Refusal | None:
    """Return what only the worker can know about the fields: hosts that do not lead to the app, and Kong's regular expressions."""
    foreign = [host for host in fields.hosts or () if not leads_here(host, found.domains)]
    if foreign:
        return _not_its_domain(service, foreign, found)
    return next((wrong for path in fields.paths or () if (wrong := _wrong_path(path, found.controller.kong_version))), None)


def _not_its_domain(service: str, hosts: list[str], found: FoundRoutes) -> Refusal:
    are, app = "are no domains" if len(hosts) > 1 else "is no domain", found.app.name if found.app else service
    first = hosts[0]
    how = f"`heroku domains:add '{first}' -a {app}`" if first.startswith("*") else f"`/mesh add {service} host={first}`"
    listed = ", ".join(f"`{host}`" for host in hosts)
    return Refusal(f"{listed} {are} of `{app}`, so Heroku leads no visitor of it there.", f"Add the domain first: {how}.")


def may_be_typed(path: str) -> bool:
    """Say whether a command takes the path for Kong 3."""
    return not any(map(str.isspace, path)) and (path.startswith("~") or not OF_EXPRESSIONS.search(path))


def _wrong_path(path: str, kong_version: str) -> Refusal | None:
    version, shown = version_number(kong_version), escaped(path)
    if version < TILDE_SINCE and path.startswith("~"):
        return Refusal(
            f"Kong {kong_version} knows no `~` in front of a regular expression (`{shown}`).", f"Write `path={escaped(path[1:])}`."
        )
    if version >= TILDE_SINCE and not path.startswith("~") and (signs := dict.fromkeys(OF_EXPRESSIONS.findall(path))):
        return Refusal(
            f"Kong {kong_version} would take `{shown}` word for word: a regular expression begins with `~` there.",
            f"Write `path=~{shown}`, or leave out {', '.join(f'`{sign}`' for sign in signs)}.",
        )
    if is_refused(path, version):
        plain = written_for(path, version)
        how = f"Write `path={escaped(plain)}`." if plain and may_be_typed(plain) else "Leave out escapes and dot segments."
        return Refusal(f"Kong {kong_version} takes no path that is not in its normal form, as `{shown}`.", how)
    if not is_regex(path, version):
        return None
    wrong = mistake_in(path.removeprefix("~"))
    if wrong:
        return Refusal(
            f"`{shown}` is a regular expression that cannot be read: {escaped(wrong)}.",
            "Correct it, or leave out all but letters, digits and `. - _ ~ / %`.",
        )
    unbuilt = cannot_be_built(path.removeprefix("~"), version)
    if unbuilt:
        return Refusal(
            f"Kong {kong_version} cannot build a router with {escaped(unbuilt)}: with `{shown}` in the table, no sidecar of the mesh could "
            "take up this or any later change of a route.",
            "Write the expression without it, or name each path by itself, as in `path=/cart,/basket`.",
        )
    return None
