"""The mesh as it is: apps at Heroku, services and routes at Kong. No secrets: config vars are not shown."""

import re
from collections.abc import Sequence
from typing import Any

from sandbox.heroku import CONTROLLER
from sandbox.launch.world import World
from sandbox.page.addresses import AppAddresses

Json = dict[str, Any]
KEPT_RELEASES = 3
DOOR = "kong-admin"
PLAIN_PATH = re.compile(r"/[A-Za-z0-9/_.-]*")


def apps(world: World, addresses: AppAddresses) -> list[Json]:
    """Return the controller first, then the other apps, oldest first."""
    found = [_app(name, app, addresses) for name, app in world.heroku.state()["apps"].items()]
    return sorted(found, key=lambda app: not app["is_controller"])


def kong(world: World, addresses: AppAddresses) -> Json:
    """Return Kong's version, services and routes, these with their service's name and `visits`; the controller's own door is marked."""
    state = world.kong.state()
    services = {service["id"]: service.get("name") or service["id"] for service in state.get("services", [])}
    routes = [
        route | {"service_name": services.get((route.get("service") or {}).get("id"), ""), "visits": _visits(route, addresses)}
        for route in state.get("routes", [])
    ]
    return {
        "version": state["version"],
        "services": [service | {"is_door": service.get("name") == DOOR} for service in state.get("services", [])],
        "routes": [route | {"is_door": route["service_name"] == DOOR} for route in routes],
        "propagation_s": world.kong.propagation_s,
        "requests_a_minute": world.kong.loopback_limit,
    }


def services_in(world: World) -> list[str]:
    """Return the short names of the mesh's apps, which are those of their services."""
    names = [service.get("name") for service in world.kong.state().get("services", [])]
    return sorted(str(name) for name in names if name and name != DOOR)


def _visits(route: Json, addresses: AppAddresses) -> list[Json]:
    """Return a link for each plain path on each host that is a domain here: a pattern can be no link."""
    links = [(host, path) for host in route.get("hosts") or [] for path in route.get("paths") or ["/"]]
    plain = [(host, path) for host, path in links if PLAIN_PATH.fullmatch(path)]
    opened = [(host, path, addresses.opened(f"https://{host}{path}")) for host, path in plain]
    return [{"host": host, "path": path, "address": address} for host, path, address in opened if not address.startswith("https:")]


def _app(name: str, app: Json, addresses: AppAddresses) -> Json:
    host = re.sub(r"^https://|/$", "", app["web_url"])
    domains = [host, *(domain for domain in app["domains"] if domain != host)]
    return {
        "name": name,
        "is_controller": name == CONTROLLER,
        "state": "maintenance" if app["maintenance"] else _in_a_word(app["dynos"]),
        "formation": " ".join(f"{kind}={process['quantity']}:{process['size'].lower()}" for kind, process in app["formation"].items()),
        "notes": _notes(app),
        "dynos": [{**dyno, "in_words": f"{dyno['size']}, v{dyno['release']}"} for dyno in app["dynos"]],
        "releases": app["releases"][-KEPT_RELEASES:][::-1],
        "build": app["builds"][-1]["status"] if app["builds"] else "",
        "domains": [{"host": domain, "address": addresses.of_host(domain)} for domain in domains],
    }


def _notes(app: Json) -> list[Json]:
    """Return what one wants to know of an app at a glance: a build or a release under way, or that the newest release failed."""
    building = [{"words": "building", "state": "pending"}] if app["builds"] and app["builds"][-1]["status"] == "pending" else []
    newest = app["releases"][-1] if app["releases"] else {"status": "succeeded"}
    words = {"pending": "v{version} releasing", "failed": "v{version} failed"}.get(newest["status"])
    return building + ([{"words": words.format(**newest), "state": newest["status"]}] if words else [])


def _in_a_word(dynos: Sequence[Json]) -> str:
    states = {dyno["state"] for dyno in dynos}
    return next((state for state in ("crashed", "starting", "down") if state in states), "up") if dynos else "no dynos"
