"""`/mesh add`."""

from collections.abc import Mapping
from typing import Any

import click

from bot.commands.verb import Verb, parser
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.formation import parsed
from mesh.names import checked_host, checked_service, checked_source
from mesh.requests import Add


def _request(given: Mapping[str, Any], mesh: Mesh) -> Add:
    settings = list(given["settings"])
    hosts = [word.removeprefix("host=") for word in settings if word.startswith("host=")]
    if hosts:
        host = checked_host(hosts[0])
        raise InvalidRequest(
            f"`host={host}` changes who answers for that host, which needs approval, which this version does not have yet: "
            "leave it out, and the app gets its own herokuapp.com host."
        )
    service = checked_service(given["app"])
    formation = parsed(settings)
    mesh.checked_addition(service, formation)
    return Add(service, formation, checked_source(given["source"]) if given["source"] else None)


ADD = Verb(
    name="add",
    summary="create an app, attach it to the mesh and give it its route",
    examples=(
        "/mesh add web-ui",
        '/mesh add web-ui web=2:standard-1x --from https://github.com/acme/web-ui/archive/refs/heads/main.tar.gz --reason "new shop"',
        "/mesh add web-ui --dry-run",
    ),
    parser=parser(
        "add",
        click.Argument(["app"], metavar="APP"),
        click.Argument(["settings"], nargs=-1, metavar="[TYPE=QUANTITY[:SIZE]]…"),
        click.Option(
            ["--from", "source"],
            metavar="URL",
            help="https address of the source tarball, instead of the one that mesh.toml names; put no token into it",
        ),
    ),
    request=_request,
    synonyms=("new", "create", "up", "launch", "deploy"),
)
