"""The combined control on the page's port: the state and the requests of all stand-ins at once."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from aiohttp import web

from sandbox.launch.environment import Addresses
from sandbox.standin import StandIn

Json = dict[str, Any]


def combined_state(stand_ins: Mapping[str, StandIn], addresses: Addresses) -> Json:
    """Return what every stand-in holds, by its name, and under `addresses` where everything listens."""
    places = {field.name: str(getattr(addresses, field.name)) for field in fields(addresses)}
    return {name: stand_in.state() for name, stand_in in stand_ins.items()} | {"addresses": places}


def add_control(app: web.Application, stand_ins: Mapping[str, StandIn], addresses: Addresses) -> None:
    async def get_state(_: web.Request) -> web.Response:
        return web.json_response(combined_state(stand_ins, addresses))

    async def get_requests(_: web.Request) -> web.Response:
        return web.json_response({name: [asdict(line) for line in stand_in.requests] for name, stand_in in stand_ins.items()})

    app.router.add_get("/_sandbox/state", get_state)
    app.router.add_get("/_sandbox/requests", get_requests)
