"""`/mesh restart`."""

import re
from collections.abc import Mapping
from typing import Any

import click

from bot.commands.named import checked_mesh_app
from bot.commands.verb import APP, Verb, parser_of_change
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.names import PROCESS_TYPE
from mesh.quoting import quoted
from mesh.requests import Restart, Tier

TARGET = re.compile(rf"{PROCESS_TYPE.pattern}(\.\d{{1,6}})?")


def _request(given: Mapping[str, Any], mesh: Mesh) -> Restart:
    target = given["target"]
    if target is not None and not TARGET.fullmatch(target):
        raise InvalidRequest(f"{quoted(target)} is neither a process type such as `worker` nor a dyno such as `web.2`.")
    return Restart(checked_mesh_app(given["app"], mesh), target)


RESTART = Verb(
    name="restart",
    summary="restart an app's dynos, those of one process type, or one dyno",
    examples=("/mesh restart web-ui", "/mesh restart web-ui worker", '/mesh restart web-ui web.2 --reason "it hangs"'),
    parser=parser_of_change(
        "restart",
        APP,
        click.Argument(["target"], required=False, metavar="[TYPE|DYNO]"),
    ),
    request=_request,
    tier=Tier.T1_REVERSIBLE,
    synonyms=("reboot", "bounce", "cycle"),
)
