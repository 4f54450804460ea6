"""`/mesh status`, `/mesh list`, `/mesh diff` and `/mesh releases`: how the mesh and its apps stand."""

import re
from collections.abc import Mapping
from typing import Any

import click

from bot.commands.verb import APP, PERHAPS_APP, Verb, parser_of_question
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.names import checked_service
from mesh.quoting import quoted
from mesh.requests import AppStatus, Diff, MeshStatus, Releases, Tier

PATTERN = re.compile(r"[a-z0-9*?\[\]!-]{1,60}")
FILTERS = (
    click.Option(["--down"], is_flag=True, help="only apps that do not answer, lack dynos or could not be read"),
    click.Option(["--drifted"], is_flag=True, help="only apps that differ from how the last run left them; with `--down` either"),
    click.Option(["--match"], metavar='"web-*"', help="only apps whose name is like that: `*` is anything, `?` one character"),
)


def _status(given: Mapping[str, Any], mesh: Mesh) -> MeshStatus | AppStatus:
    if given["app"] is None:
        return _mesh_status(given, mesh)
    if given["down"] or given["drifted"] or given["match"]:
        raise InvalidRequest("`--down`, `--drifted` and `--match` choose among apps: leave out the app, or them.")
    return AppStatus(_service(given["app"], mesh))


def _mesh_status(given: Mapping[str, Any], _: Mesh) -> MeshStatus:
    pattern = (given["match"] or "").lower()
    if pattern and not PATTERN.fullmatch(pattern):
        raise InvalidRequest(f'{quoted(pattern)} matches no app\'s name: use letters, digits, `-`, `*` and `?`, as in `--match "web-*"`.')
    return MeshStatus(down=given["down"], drifted=given["drifted"], match=pattern)


def _service(text: str, mesh: Mesh) -> str:
    """Return the short name of an app; its Heroku name is as good."""
    return checked_service(mesh.service_of(text.strip().lower()) or text)


def _diff(given: Mapping[str, Any], mesh: Mesh) -> Diff:
    return Diff(_service(given["app"], mesh) if given["app"] else "")


STATUS = Verb(
    name="status",
    summary="show how the mesh stands, the worst first, or one app in full",
    examples=("/mesh status", "/mesh status web-ui", '/mesh status --down --match "web-*"', "/mesh status --drifted --quiet"),
    parser=parser_of_question("status", PERHAPS_APP, *FILTERS),
    request=_status,
    tier=Tier.T0_READ,
    synonyms=("health", "info", "ps", "top", "check"),
)
LIST = Verb(
    name="list",
    summary="list the mesh's apps: the same table as `status`",
    examples=("/mesh list", '/mesh list --match "web-*"'),
    parser=parser_of_question("list", *FILTERS),
    request=_mesh_status,
    tier=Tier.T0_READ,
    synonyms=("ls", "apps"),
)
DIFF = Verb(
    name="diff",
    summary="say what differs between how the last run left an app and how it is now, or which apps drifted",
    examples=("/mesh diff web-ui", "/mesh diff"),
    parser=parser_of_question("diff", PERHAPS_APP),
    request=_diff,
    tier=Tier.T0_READ,
    synonyms=("drift", "compare"),
)
RELEASES = Verb(
    name="releases",
    summary="list the latest ten releases of an app, and which may be rolled back to",
    examples=("/mesh releases web-ui",),
    parser=parser_of_question("releases", APP),
    request=lambda given, mesh: Releases(_service(given["app"], mesh)),
    tier=Tier.T0_READ,
    synonyms=("versions", "deploys"),
)
