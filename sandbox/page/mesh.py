"""The mesh as it is: apps at Heroku, services and routes at Kong. No secrets: config vars are not shown."""

import re
from collections.abc import Sequence
from typing import Any

from sandbox.heroku import CONTROLLER
from sandbox.launch.world import World
from sandbox.page.addresses import AppAddresses

Json = dict[str, Any]
KEPT_RELEASES = 3


def apps(world: World, addresses: AppAddresses) -> list[Json]:
    """Return the controller first, then the other apps, oldest first."""
    found = [_app(name, app, addresses) for name, app in world.heroku.state()["apps"].items()]
    return sorted(found, key=lambda app: not app["is_controller"])


def kong(world: World) -> Json:
    """Return Kong's version, its services and its routes with the name of their service; the controller's own door is marked."""
    state = world.kong.state()
    services = {service["id"]: service.get("name") or service["id"] for service in state.get("services", [])}
    routes = [route | {"service_name": services.get((route.get("service") or {}).get("id"), "")} for route in state.get("routes", [])]
    return {
        "version": state["version"],
        "services": [service | {"is_door": service.get("name") == "kong-admin"} for service in state.get("services", [])],
        "routes": [route | {"is_door": route["service_name"] == "kong-admin"} for route in routes],
        "propagation_s": world.kong.propagation_s,
        "requests_a_minute": world.kong.loopback_limit,
    }


def services_in(world: World) -> list[str]:
    """Return the short names of the mesh's apps, which are those of their services."""
    return sorted(str(service["name"]) for service in kong(world)["services"] if service.get("name") and not service["is_door"])


def _app(name: str, app: Json, addresses: AppAddresses) -> Json:
    host = re.sub(r"^https://|/$", "", app["web_url"])
    domains = [host, *(domain for domain in app["domains"] if domain != host)]
    return {
        "name": name,
        "is_controller": name == CONTROLLER,
        "state": "maintenance" if app["maintenance"] else _in_a_word(app["dynos"]),
        "dynos": [{**dyno, "in_words": f"{dyno['size']}, v{dyno['release']}"} for dyno in app["dynos"]],
        "releases": app["releases"][-KEPT_RELEASES:][::-1],
        "build": app["builds"][-1]["status"] if app["builds"] else "",
        "domains": [{"host": domain, "address": addresses.of_host(domain)} for domain in domains],
    }


def _in_a_word(dynos: Sequence[Json]) -> str:
    states = {dyno["state"] for dyno in dynos}
    return next((state for state in ("crashed", "starting", "down") if state in states), "up") if dynos else "no dynos"
