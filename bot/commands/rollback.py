"""`/mesh rollback`."""

import re
from collections.abc import Mapping
from typing import Any

import click

from bot.commands.named import checked_mesh_app
from bot.commands.verb import APP, Verb, parser_of_change
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.quoting import quoted
from mesh.requests import Rollback, Tier

VERSION = re.compile(r"v?([1-9]\d{0,8})", re.IGNORECASE)


def _request(given: Mapping[str, Any], mesh: Mesh) -> Rollback:
    service, text = checked_mesh_app(given["app"], mesh), given["version"]
    if text is None:
        return Rollback(service)
    match = VERSION.fullmatch(text)
    if not match:
        raise InvalidRequest(f"{quoted(text)} is no release: name one as Heroku does, as in `v41`, or none for the one before.")
    return Rollback(service, int(match[1]))


ROLLBACK = Verb(
    name="rollback",
    summary="go back to the code and config of an earlier release; needs approval",
    examples=("/mesh rollback web-ui", '/mesh rollback web-ui v41 --reason "checkout is broken"', "/mesh rollback web-ui v41 --dry-run"),
    parser=parser_of_change(
        "rollback",
        APP,
        click.Argument(["version"], required=False, metavar="[VERSION]"),
    ),
    request=_request,
    tier=Tier.T2_TRAFFIC,
)
