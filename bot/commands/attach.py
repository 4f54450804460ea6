"""`/mesh attach`."""

from collections.abc import Mapping
from typing import Any

import click

from bot.commands.add import NEW, SOURCE
from bot.commands.verb import APP, Verb, parser_of_change
from mesh import names
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.names import checked_service, checked_source
from mesh.quoting import quoted
from mesh.requests import Attach, Tier


def _request(given: Mapping[str, Any], mesh: Mesh) -> Attach:
    service, app = checked_service(given["app"]), (given["heroku_app"] or "").strip().lower()
    if not app:
        raise InvalidRequest(f"name the Heroku app that joins as `{service}`: `/mesh attach {service} --app NAME`.")
    if not names.APP.fullmatch(app):
        raise InvalidRequest(f"{quoted(app)} is no name of a Heroku app: it has 3 to 30 of a-z, 0-9 and -, as in `--app acme-billing`.")
    if app == mesh.controller:
        raise InvalidRequest(f"`{app}` is the controller of the mesh `{mesh.name}` itself, which cannot join it: name another app.")
    source = checked_source(given["source"]) if given["source"] else None
    return Attach(service, app, source, given["new"])


ATTACH = Verb(
    name="attach",
    summary="have a Heroku app that stands join the mesh; what is right of it is kept",
    examples=("/mesh attach billing --app acme-billing", "/mesh attach billing --app acme-billing --dry-run"),
    parser=parser_of_change(
        "attach",
        APP,
        click.Option(["--app", "heroku_app"], metavar="NAME", help="the Heroku app's own name; APP is what the mesh calls it"),
        SOURCE,
        NEW,
    ),
    request=_request,
    tier=Tier.T2_TRAFFIC,
    synonyms=("join", "adopt", "import"),
)
