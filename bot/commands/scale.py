"""`/mesh scale`."""

from collections.abc import Mapping
from typing import Any

import click

from bot.commands.named import checked_mesh_app
from bot.commands.verb import APP, Verb, parser_of_change
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.formation import parsed_changes
from mesh.requests import Scale, Tier


def _request(given: Mapping[str, Any], mesh: Mesh) -> Scale:
    service = checked_mesh_app(given["app"], mesh)
    if not given["changes"]:
        raise InvalidRequest("there is nothing to change: name a process type, as in `web=3`, `web=+1` or `worker=1:standard-2x`.")
    return Scale(service, parsed_changes(given["changes"]))


SCALE = Verb(
    name="scale",
    summary="change how many dynos an app has, and of which size; beyond the limits of mesh.toml it needs approval",
    examples=(
        "/mesh scale web-ui web=3",
        "/mesh scale web-ui web=+1",
        '/mesh scale web-ui web=2:standard-2x worker=1 --reason "sale on Friday"',
        "/mesh scale web-ui web=-1 --dry-run",
    ),
    parser=parser_of_change(
        "scale",
        APP,
        click.Argument(["changes"], nargs=-1, metavar="TYPE=[+|-]QUANTITY[:SIZE]…"),
    ),
    request=_request,
    tier=Tier.T1_REVERSIBLE,
    beyond=Tier.T2_TRAFFIC,
    synonyms=("resize", "dynos"),
)
