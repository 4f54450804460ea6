"""Names of routes: at Kong they share one name space over the whole mesh, so an app's own begin with its name."""

from collections.abc import Sequence

from mesh.found import Route


def full_name(service: str, name: str) -> str:
    """Return Kong's name of a route that somebody named: `cart` of web-ui is `web-ui-cart`, and so is `web-ui-cart`."""
    return name if name == service or name.startswith(f"{service}-") else f"{service}-{name}"


def is_named_after(route: Route, service: str) -> bool:
    """Say whether a route's name is one that we would give to a route of this service."""
    return bool(route.name) and full_name(service, route.name) == route.name


def label(route: Route) -> str:
    """Return what to call a route: its name, or its id where it has none."""
    return route.name or route.id


def named(name: str, service: str, service_id: str, routes: Sequence[Route]) -> Route | None:
    """Return the route that somebody means: by its full name, else a route of that service which is called just so, by name or id."""
    full = full_name(service, name)
    own = (route for route in routes if route.service_id == service_id and name in {route.name, route.id})
    return next((route for route in routes if route.name == full), None) or next(own, None)
