"""`/mesh add`."""

from collections.abc import Mapping
from typing import Any

import click

from bot.commands.verb import APP, Verb, parser_of_change
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.formation import parsed
from mesh.names import checked_host, checked_service, checked_source
from mesh.requests import Add, Tier

SOURCE = click.Option(
    ["--from", "source"],
    metavar="URL",
    help="https address of the source tarball, instead of the one that mesh.toml names; put no token into it",
)
NEW = click.Option(["--new"], is_flag=True, help="APP is a new app, though its name is within two letters of another's")


def _request(given: Mapping[str, Any], mesh: Mesh) -> Add:
    settings = list(given["settings"])
    hosts = [word.removeprefix("host=") for word in settings if word.startswith("host=")]
    if len(hosts) > 1:
        raise InvalidRequest("`host=` may be given once: add the app, then its further hosts one by one.")
    service = checked_service(given["app"])
    formation = parsed([word for word in settings if not word.startswith("host=")])
    mesh.checked_addition(service, formation)
    source = checked_source(given["source"]) if given["source"] else None
    return Add(service, formation, source, _checked_domain(hosts[0]) if hosts else None, given["new"])


def _checked_domain(text: str) -> str:
    host = checked_host(text)
    if host.endswith((".herokuapp.com", ".herokudns.com")):
        raise InvalidRequest(f"`{host}` is Heroku's own: the app gets its herokuapp.com host by itself, and `host=` names a host of yours.")
    return host


ADD = Verb(
    name="add",
    summary="create an app, attach it to the mesh and give it its route",
    examples=(
        "/mesh add web-ui",
        '/mesh add web-ui web=2:standard-1x --from https://github.com/acme/web-ui/archive/refs/heads/main.tar.gz --reason "new shop"',
        "/mesh add web-ui host=ui.example.com",
        "/mesh add web-ui --dry-run",
    ),
    parser=parser_of_change(
        "add",
        APP,
        click.Argument(["settings"], nargs=-1, metavar="[TYPE=QUANTITY[:SIZE]]… [host=HOST]"),
        SOURCE,
        NEW,
    ),
    request=_request,
    tier=Tier.T1_REVERSIBLE,
    heavier={"host=": Tier.T2_TRAFFIC},
    beyond=Tier.T2_TRAFFIC,
    beyond_where=("From the source that `mesh.toml` names", "from another on an app that answers, or over a route that stands,"),
    synonyms=("new", "create", "up", "launch", "deploy"),
)
